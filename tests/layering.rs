//! Who may use whom, how long a file may be, where colours are, what the engine must not reach for.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The direction of dependencies between our crates: each may use those named, and no others.
const ALLOWED: &[(&str, &[&str])] = &[
    ("unicode-normalization", &[]),
    ("unicode_names2", &[]),
    ("diag", &[]),
    ("value", &["diag"]),
    ("plan", &["diag", "value"]),
    ("engine", &["diag", "plan", "value"]),
    ("sql", &["diag", "engine", "plan", "value"]),
    ("python", &["diag", "value"]),
    ("stdlib", &["python", "unicode_names2", "value"]),
    ("pyspark", &["diag", "engine", "plan", "python", "sql", "stdlib", "value"]),
    ("protocol", &[]),
    ("session", &["diag", "engine", "plan", "protocol", "pyspark", "python", "sql", "value"]),
    (
        "dstream-playground",
        &["diag", "engine", "plan", "protocol", "pyspark", "python", "session", "sql", "unicode_names2", "value"],
    ),
    ("bridge", &["diag", "engine", "plan", "protocol", "pyspark", "python", "session", "sql", "value"]),
    ("corpus", &["diag", "engine", "plan", "protocol", "pyspark", "python", "session", "sql", "value"]),
    ("e2e", &["protocol"]),
    ("bench", &["diag", "e2e", "engine", "plan", "protocol", "pyspark", "python", "session", "sql", "value"]),
    ("xtask", &[]),
];

/// Crates that compute: the same input gives the same output everywhere.
const PURE: &[&str] = &["diag", "value", "plan", "engine", "sql", "python", "stdlib", "pyspark", "session"];
/// What would tie them to a browser, a machine or a moment.
const IMPURE_PACKAGES: &[&str] = &[
    "wasm-bindgen",
    "js-sys",
    "web-sys",
    "yew",
    "gloo-timers",
    "tokio",
    "axum",
    "rand",
    "getrandom",
    "chrono",
    "time",
];
const IMPURE_PATHS: &[&str] =
    &["std::time::Instant", "std::time::SystemTime", "std::fs", "std::net", "std::thread", "std::process", "std::env"];

/// The page shows what the worker sends: these are the worker's.
const NOT_IN_PAGE_MODULES: &[&str] = &["engine::", "plan::", "pyspark::", "session::", "sql::", "value::"];

const MOST_LINES: usize = 600;
const COLOURS_FILE: &str = "www/css/tokens.css";
const COLOUR_FUNCTIONS: &[&str] = &["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch("];
const COLOUR_NAMES: &[&str] = &[
    "aqua", "black", "blue", "brown", "crimson", "cyan", "fuchsia", "gold", "gray", "green", "grey", "indigo", "lime",
    "magenta", "maroon", "navy", "olive", "orange", "pink", "purple", "red", "silver", "teal", "tomato", "violet",
    "white", "yellow",
];

#[test]
fn crates_use_only_those_below_them() {
    let packages = workspace_packages();
    let mut wrong = Vec::new();
    for (name, package) in &packages {
        let Some((_, allowed)) = ALLOWED.iter().find(|(other, _)| other == name) else {
            wrong.push(format!("{name} has no line in ALLOWED"));
            continue;
        };
        let used = dependencies(package);
        let ours = used.iter().filter(|used| packages.contains_key(*used));
        wrong.extend(ours.filter(|used| !allowed.contains(&used.as_str())).map(|used| format!("{name} uses {used}")));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn layers_stand_on_those_listed_above_them() {
    for (layer_idx, (name, allowed)) in ALLOWED.iter().enumerate() {
        let above: Vec<_> = ALLOWED[..layer_idx].iter().map(|(name, _)| name).collect();
        assert!(allowed.iter().all(|used| above.contains(&used)), "{name} may use what stands on it");
    }
}

#[test]
fn computing_crates_know_no_browser_no_clock_and_no_machine() {
    let packages = workspace_packages();
    let mut wrong = Vec::new();
    for name in PURE {
        let Some(package) = packages.get(*name) else { continue }; // Not there yet.
        let used = dependencies(package);
        wrong.extend(
            used.iter()
                .filter(|used| IMPURE_PACKAGES.contains(&used.as_str()))
                .map(|used| format!("{name} uses {used}")),
        );
        for file in files(&root().join("crates").join(name).join("src"), &["rs"]) {
            let text = without_tests(&read(&file));
            wrong.extend(IMPURE_PATHS.iter().filter(|path| text.contains(**path)).map(|path| place(&file, path)));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn page_modules_leave_computing_to_the_worker() {
    let mut wrong = Vec::new();
    for file in files(&root().join("src/page"), &["rs"]) {
        for (line_idx, line) in read(&file).lines().enumerate() {
            let used = NOT_IN_PAGE_MODULES.iter().find(|module| uses_module(line, module));
            wrong.extend(used.map(|module| place(&file, &format!("line {} uses {module}", line_idx + 1))));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn files_are_short_enough_to_be_read() {
    let root = root();
    let ours = ["src", "crates", "tests", "www", "tools"];
    let all = ours.iter().flat_map(|folder| files(&root.join(folder), &["rs", "css", "js"]));
    let long: Vec<_> = all.map(|file| (read(&file).lines().count(), file)).filter(|(n, _)| *n > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn colours_are_in_the_tokens_only() {
    let root = root();
    let mut wrong = Vec::new();
    let sheets = files(&root.join("www"), &["css"]);
    assert!(sheets.contains(&root.join(COLOURS_FILE)));
    for sheet in sheets.iter().filter(|sheet| **sheet != root.join(COLOURS_FILE)) {
        wrong.extend(colours_in_css(&read(sheet)).into_iter().map(|found| place(sheet, &found)));
    }
    let index = root.join("index.html");
    let html = read(&index);
    let styles = html.split("<style>").skip(1).filter_map(|rest| rest.split("</style>").next());
    wrong.extend(styles.flat_map(colours_in_css).map(|found| place(&index, &found)));
    let scripts = ["tools/editor", "tools/charts"].into_iter().flat_map(|folder| files(&root.join(folder), &["js"]));
    let code = files(&root.join("src"), &["rs"]).into_iter().chain(scripts);
    for file in code {
        wrong.extend(colours_in_code(&read(&file)).into_iter().map(|found| place(&file, &found)));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_colour_is_known_when_it_is_seen() {
    let css = "@layer a { #add:hover { color: #fff; border: 1px solid rgb(1 2 3); background: White } }";
    assert_eq!(colours_in_css(css), ["color: #fff", "border: 1px solid rgb(1 2 3)", "background: White"]);
    let fine = "#add .red { color: var(--red-soft); /* #fff */ background: color-mix(in srgb, var(--x) 9%, transparent); white-space: pre }";
    assert_eq!(colours_in_css(fine), [""; 0]);
    assert_eq!(colours_in_code("let x = \"fill: #12ab9f\"; // red"), ["#12ab9f"]);
    assert_eq!(colours_in_code("<path fill=\"rgb(0 0 0)\"/>"), ["rgb("]);
    assert_eq!(colours_in_code("#[cfg(test)] url(\"#p1.abc\") r#\"add\"# '#fa'"), [""; 0]);
}

#[test]
fn a_module_is_known_when_it_is_used() {
    assert!(uses_module("use plan::Node;", "plan::") && uses_module("    let n = plan::Node::new();", "plan::"));
    assert!(!uses_module("use crate::page::stores::plan::PlanStore;", "plan::"));
    assert!(!uses_module("// see plan::Node", "plan::") && !uses_module("airplan::x", "plan::"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Our packages by name, as cargo understands the manifests.
fn workspace_packages() -> BTreeMap<String, Value> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    let output = command.output().expect("cargo, which runs this test, can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    packages.into_iter().map(|package| (package["name"].as_str().unwrap_or_default().to_owned(), package)).collect()
}

/// What the package is built from; tests and build scripts may use more.
fn dependencies(package: &Value) -> Vec<String> {
    let all = package["dependencies"].as_array().into_iter().flatten();
    all.filter(|used| used["kind"].is_null()).filter_map(|used| used["name"].as_str().map(str::to_owned)).collect()
}

/// The files below `folder` with one of the extensions; the golden cases are data, not code.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found }; // A folder that is not there has no files.
    for entry in entries {
        let path = entry.expect("a folder that was opened can be read").path();
        if path.is_dir() && !path.ends_with("tests/corpus") {
            found.extend(files(&path, extensions));
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn place(file: &Path, found: &str) -> String {
    format!("{}: {found}", file.strip_prefix(root()).unwrap_or(file).display())
}

fn without_tests(source: &str) -> String {
    source.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

/// Whether `line` names the crate of `module` (which ends in `::`) at the start of a path, outside a comment.
fn uses_module(line: &str, module: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    code.match_indices(module).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

/// The declarations in a style sheet that have a colour of their own.
fn colours_in_css(css: &str) -> Vec<String> {
    let css = without_comments(css);
    let mut found = Vec::new();
    // What ends with `{` is a selector, where `#` is a name.
    for block in css.split('{') {
        let (declarations, _selector) = block.rsplit_once([';', '}']).unwrap_or((block, ""));
        for declaration in declarations.split([';', '}']) {
            let Some((_, value)) = declaration.split_once(':') else { continue };
            if has_colour(value) {
                found.push(declaration.trim().to_owned());
            }
        }
    }
    found
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let start = parts.next().unwrap_or_default().to_owned();
    parts.fold(start, |text, part| text + part.split_once("*/").map_or("", |(_, after)| after))
}

fn has_colour(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let is_hex = hex_colours(&value).next().is_some();
    let has_function = COLOUR_FUNCTIONS.iter().any(|function| word_starts(&value, function));
    let mut words = value.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    is_hex || has_function || words.any(|word| COLOUR_NAMES.contains(&word))
}

fn word_starts(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
}

/// `#rgb`, `#rgba`, `#rrggbb` and `#rrggbbaa` in `text`.
fn hex_colours(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('#').filter_map(|(at, _)| {
        let digits = &text[at + 1..];
        let n_digits = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        let ends = !digits[n_digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '.');
        (matches!(n_digits, 3 | 4 | 6 | 8) && ends).then(|| &text[at..at + 1 + n_digits])
    })
}

/// Colours in the strings of Rust or JavaScript: only forms that are nothing else there.
fn colours_in_code(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in source.lines() {
        let raw_strings_apart = line.replace("r#\"", "").replace("\"#", "");
        found.extend(hex_colours(&raw_strings_apart).map(str::to_owned));
        let functions = COLOUR_FUNCTIONS.iter().filter(|function| {
            line.match_indices(**function)
                .any(|(at, _)| line[..at].ends_with(['"', '\'', ' ', ':']) && line[..at].contains(['"', '\'', '`']))
        });
        found.extend(functions.map(|function| (*function).to_owned()));
    }
    found
}
