//! `docs/python.md` says what of Python is here; what it lists is compared with what is.
//!
//! `UPDATE_DOCS=1 cargo test -p python --test documentation` writes the lists anew.

mod runner;

use std::collections::BTreeMap;
use std::path::Path;

/// Names that CPython has.
#[derive(serde::Deserialize)]
struct Names {
    modules: Vec<String>,
    builtins: Vec<String>,
    members: BTreeMap<String, Vec<String>>,
}

fn names() -> Names {
    serde_json::from_str(include_str!("data/names.json")).unwrap()
}

fn runs(program: &str) -> bool {
    runner::run(program).last_line.is_empty()
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
}

/// The modules that can be imported, with what they lack.
fn module_table(names: &Names) -> String {
    let mut out = String::from("| module | not in it |\n| --- | --- |\n");
    for module in names.modules.iter().filter(|module| runs(&format!("import {module}\n"))) {
        let members = names.members.get(module).map(Vec::as_slice).unwrap_or_default();
        let lines: String =
            members.iter().map(|member| format!("if not hasattr(module, {member:?}): print({member:?})\n")).collect();
        let missing = runner::run(&format!("import {module} as module\n{lines}"));
        assert_eq!(missing.last_line, "", "{module}");
        let shown = match names.members.contains_key(module) {
            true => quoted(missing.stdout.split_whitespace()),
            false => "(not compared)".into(),
        };
        out.push_str(&format!("| `{module}` | {shown} |\n"));
    }
    out
}

fn missing_modules(names: &Names) -> String {
    let missing = names.modules.iter().filter(|module| !runs(&format!("import {module}\n")));
    quoted(missing.map(String::as_str)) + "\n"
}

fn missing_builtins(names: &Names) -> String {
    quoted(names.builtins.iter().map(String::as_str).filter(|name| !runs(&format!("{name}\n")))) + "\n"
}

/// The text between `<!-- name -->` and `<!-- end -->`.
fn section<'a>(page: &'a str, name: &str) -> &'a str {
    let begin = page.find(&format!("<!-- {name} -->\n")).unwrap_or_else(|| panic!("no section {name}"));
    let begin = begin + name.len() + "<!--  -->\n".len();
    let end = page[begin..].find("<!-- end -->").unwrap_or_else(|| panic!("section {name} has no end"));
    &page[begin..begin + end]
}

#[test]
fn lists_are_those_of_what_is_here() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/python.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    let names = names();
    let lists = [
        ("modules", module_table(&names)),
        ("modules that are not here", missing_modules(&names)),
        ("built-ins that are not here", missing_builtins(&names)),
    ];
    if std::env::var_os("UPDATE_DOCS").is_some() {
        for (name, text) in &lists {
            let marker = format!("<!-- {name} -->\n");
            let old = format!("{marker}{}", section(&page, name));
            page = page.replace(&old, &format!("{marker}{text}"));
        }
        std::fs::write(&path, &page).unwrap();
    }
    for (name, text) in &lists {
        assert_eq!(section(&page, name), text, "docs/python.md, {name}: see this test's file");
    }
}

/// Every row `| `code` | … |` of the page's list of refusals is refused, and says so.
#[test]
fn what_is_said_to_be_refused_is_refused() {
    let page = include_str!("../../../docs/python.md");
    let rows: Vec<&str> = section(page, "refused").lines().filter(|line| line.starts_with("| `")).collect();
    assert!(rows.len() > 5);
    for row in rows {
        let code = row.split('`').nth(1).unwrap().replace("\\n", "\n");
        let found = runner::run(&code).last_line;
        assert!(found.contains("not supported here"), "{code}: {found}");
    }
}

/// Every example of the page's list of differences prints what the page says.
#[test]
fn differences_are_as_the_page_says() {
    let page = include_str!("../../../docs/python.md");
    let rows: Vec<&str> = section(page, "differences").lines().filter(|line| line.starts_with("| `")).collect();
    assert!(!rows.is_empty());
    for row in rows {
        let cells: Vec<&str> = row.split('`').collect();
        let (code, expected) = (cells[1].replace("\\n", "\n"), cells[3]);
        let (before, last) = code.rsplit_once('\n').unwrap_or(("", &code));
        let found = runner::run(&format!("{before}\nprint(repr({last}))\n"));
        let found = if found.last_line.is_empty() { found.stdout.trim_end().to_owned() } else { found.last_line };
        assert_eq!(found, expected, "{code}");
    }
}
