//! Driver programs with what real PySpark 3.5.9 prints for them; recorded by `tools/python/record_pyspark.py`.

use pyspark::world::World;
use pyspark::{Application, Ending, Phase, Settings};
use python::Program;

/// What a program prints, with object ids and addresses masked as in the recordings.
fn run(text: &str) -> String {
    let program = Program::compile(text).unwrap();
    let mut application = Application::launch(&program, Settings::default(), World::default());
    let mut printed = application.take_driver_text();
    if let (Phase::Ended(Ending::Raised(raised)), cx) = application.phase_and_cx() {
        printed.push_str(&python::format_traceback(raised, &program, cx));
    }
    let masked: Vec<String> = printed.split('\n').map(mask).collect();
    masked.join("\n")
}

/// `o<n>.` for Py4J's object ids, `0x<addr>` for addresses.
fn mask(line: &str) -> String {
    let mut masked = String::new();
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        let at_word_start = !masked.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let n_digits = rest[next.len_utf8()..].bytes().take_while(u8::is_ascii_digit).count();
        let n_hex = rest.strip_prefix("0x").map_or(0, |hex| hex.bytes().take_while(u8::is_ascii_hexdigit).count());
        let length = match next {
            'o' if at_word_start && n_digits > 0 && rest[1 + n_digits..].starts_with('.') => {
                masked.push_str("o<n>");
                1 + n_digits
            }
            '0' if n_hex >= 6 => {
                masked.push_str("0x<addr>");
                2 + n_hex
            }
            _ => {
                masked.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    masked
}

/// Runs the program of an area and shows the lines that differ from the recording.
fn check(area: &str, program: &str, recorded: &str) {
    let is_sql = area.starts_with("sql_");
    let prelude = if is_sql { include_str!("programs/prelude_sql.py") } else { include_str!("programs/prelude.py") };
    let printed = run(&format!("{prelude}{program}"));
    let (found, wanted): (Vec<&str>, Vec<&str>) = (printed.lines().collect(), recorded.lines().collect());
    let mut wrong = String::new();
    for row in 0..found.len().max(wanted.len()) {
        let (found, wanted) = (found.get(row).unwrap_or(&"nothing"), wanted.get(row).unwrap_or(&"nothing"));
        if found != wanted {
            wrong.push_str(&format!("is  {found}\nnot {wanted}\n\n"));
        }
    }
    assert!(wrong.is_empty(), "{area} differs:\n{wrong}");
}

macro_rules! areas {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let program = include_str!(concat!("programs/", stringify!($name), ".py"));
            check(stringify!($name), program, include_str!(concat!("data/", stringify!($name), ".txt")));
        }
    )*};
}

areas!(
    actions,
    conf,
    context,
    core,
    edges,
    extras,
    files,
    lineage,
    modules,
    rdd_misc,
    sampling,
    shared,
    sql_columns,
    sql_create,
    sql_groups,
    sql_joins,
    sql_queries,
    sql_rows,
    sql_show,
    storage,
    streaming,
    tasks,
    transforms
);
