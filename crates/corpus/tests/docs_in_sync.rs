//! `docs/operators.md` says what the catalogue of operators says; `UPDATE_DOCS=1` writes it anew.
#![cfg(feature = "run")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use plan::{Arg, Category, NewNode, OperatorSpec, Origin, Param, ParamDefault, ParamKind, Plan, Receiver};
use value::{CallCx, Callable, Raised, Value};

const HEAD: &str = "\
# Operators

Every method of PySpark's `StreamingContext`, `DStream`, `RDD` and `SparkContext` that makes streams, RDDs or results, as the
engine's catalogue has it (`crates/engine/src/operators`); the text is made from there by
`UPDATE_DOCS=1 cargo test -p corpus --features run --test docs_in_sync`. Each example is run by `crates/corpus/tests/operator_examples.rs`.

In examples records stand one after the other, text without quotes; `[a b] [c]` are two partitions, ` | ` goes from batch to
batch (of 10 seconds), `with` names the other input, and `<1, 2>` is the iterable that grouping gives.
";

/// The classes, in the order of the chapters.
const RECEIVERS: &[(Receiver, &str)] = &[
    (Receiver::Context, "StreamingContext"),
    (Receiver::DStream, "DStream"),
    (Receiver::Rdd, "RDD"),
    (Receiver::SparkContext, "SparkContext"),
];

/// A function for rules that ask whether one is given.
struct SomeFunction;

impl Callable for SomeFunction {
    fn call(&self, _: &[Value], _: &mut CallCx) -> Result<Value, Raised> {
        Ok(Value::None)
    }
    fn as_value(&self) -> Value {
        Value::Int(1)
    }
}

fn default_text(param: &Param) -> Option<String> {
    Some(match param.default {
        ParamDefault::Required => return None,
        ParamDefault::None => "None".into(),
        ParamDefault::Int(number) => number.to_string(),
        ParamDefault::Float(number) => format!("{number:?}"),
        ParamDefault::Bool(truth) => if truth { "True" } else { "False" }.into(),
        ParamDefault::Str(text) => format!("{text:?}"),
        ParamDefault::Other(text) => text.into(),
    })
}

fn kind_text(kind: ParamKind) -> String {
    match kind {
        ParamKind::Function { n_args, .. } => {
            let numbers: Vec<String> = n_args.iter().map(u8::to_string).collect();
            let plural = if n_args == [1] { "" } else { "s" };
            format!("function of {} argument{plural}", numbers.join(" or "))
        }
        ParamKind::Int => "int".into(),
        ParamKind::Seconds => "seconds".into(),
        ParamKind::Float => "float".into(),
        ParamKind::Bool => "bool".into(),
        ParamKind::Str => "str".into(),
        ParamKind::Stream => "DStream".into(),
        ParamKind::Streams { variadic: true } => "DStreams".into(),
        ParamKind::Streams { variadic: false } => "list of DStreams".into(),
        ParamKind::Rdd => "RDD".into(),
        ParamKind::Rdds => "list of RDDs".into(),
        ParamKind::MoreRdds => "RDDs".into(),
        ParamKind::Any => "any".into(),
    }
}

/// `name(a, b=None, *others)`.
fn signature(spec: &OperatorSpec) -> String {
    let params: Vec<String> = spec
        .params
        .iter()
        .map(|param| match (param.kind, default_text(param)) {
            (ParamKind::Streams { variadic: true } | ParamKind::MoreRdds, _) => format!("*{}", param.name),
            (_, Some(default)) => format!("{}={default}", param.name),
            (_, None) => param.name.to_owned(),
        })
        .collect();
    format!("{}({})", spec.name, params.join(", "))
}

/// A call that gives every argument, or none.
fn call_of(spec: &'static OperatorSpec, is_given: bool) -> NewNode {
    let given = |param: &Param| match (is_given, param.kind) {
        (false, _) => Arg::Omitted,
        (true, ParamKind::Function { .. }) => Arg::Function(Rc::new(SomeFunction)),
        (true, _) => Arg::Value(Value::Int(1)),
    };
    let args = spec.params.iter().map(given).collect();
    NewNode { spec, inputs: Vec::new(), args, origin: Origin::default(), packing: None }
}

/// What the rules of an operator say beyond its parameters.
fn properties(spec: &'static OperatorSpec) -> Vec<&'static str> {
    let mut found = vec![match spec.category {
        Category::Source => "Source: where records come from.",
        Category::Narrow => "Each partition of the input makes one of the output.",
        Category::Shuffle => "Shuffle: records move between partitions.",
        Category::Join => "Shuffle of two inputs: what has the same key meets.",
        Category::Window => "Window: looks at the last batches, and has an RDD only where the window slides.",
        Category::State => "State: remembers from batch to batch.",
        Category::Output => "Output: runs in each batch, in the order in which the program names the outputs.",
        Category::Action => "Action: runs at once and gives its result to the driver program.",
        Category::Mark => "Mark: says how to keep it.",
    }];
    let [bare, full] = [false, true].map(|is_given| (spec.rules.needs_checkpoint)(&call_of(spec, is_given)));
    found.extend(match (bare, full) {
        (true, true) => Some("Needs `ssc.checkpoint(directory)`."),
        (false, true) => Some("Needs `ssc.checkpoint(directory)` if it is given an inverse function."),
        _ => None,
    });
    let is_windowed = (spec.rules.window)(&Plan::default(), &call_of(spec, true)).is_some();
    if is_windowed {
        found.push("Window and slide must be multiples of the input's slide.");
    }
    if matches!(spec.receiver, Receiver::DStream) && spec.rules.reaches_java {
        found.push("Refused after `ssc.start()`.");
    }
    found
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn entry(out: &mut String, spec: &'static OperatorSpec) -> std::fmt::Result {
    writeln!(out, "\n### `{}`\n\n{} {}", signature(spec), spec.summary, properties(spec).join(" "))?;
    if !spec.params.is_empty() {
        writeln!(out, "\n| parameter | takes | if left out | |\n| --- | --- | --- | --- |")?;
    }
    for param in spec.params {
        let default = default_text(param).map_or("—".into(), |text| format!("`{}`", cell(&text)));
        writeln!(out, "| `{}` | {} | {default} | {} |", param.name, kind_text(param.kind), cell(param.doc))?;
    }
    let example = &spec.example;
    let input = if example.input.is_empty() { String::new() } else { format!("{}  →  ", example.input) };
    writeln!(out, "\n```python\n{}\n# {input}{}\n```\n\nSource: {}.", example.call, example.output, spec.source)
}

fn operators() -> String {
    let mut out = HEAD.to_owned();
    for (receiver, class) in RECEIVERS {
        let specs: Vec<&'static OperatorSpec> = engine::operators::catalogue()
            .map(|operator| operator.spec)
            .filter(|spec| spec.receiver == *receiver)
            .collect();
        let chapter = format!("\n## {class}\n");
        out.push_str(&chapter);
        for spec in specs {
            entry(&mut out, spec).expect("text grows without limit");
        }
    }
    out
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn docs() -> PathBuf {
    root().join("docs")
}

#[test]
fn operators_are_documented_as_they_are() {
    let path = docs().join("operators.md");
    let text = operators();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &text).expect("docs can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let differs = found.lines().zip(text.lines()).position(|(found, text)| found != text);
    let same = found == text;
    assert!(
        same,
        "docs/operators.md is not in step (line {differs:?}): UPDATE_DOCS=1 cargo test -p corpus --features run --test docs_in_sync"
    );
}

#[test]
fn every_operator_says_enough() {
    for operator in engine::operators::catalogue() {
        let spec = operator.spec;
        let of = format!("{:?}.{}", spec.receiver, spec.name);
        assert!(spec.summary.ends_with('.') && !spec.source.is_empty(), "{of}");
        assert!(spec.params.iter().all(|param| param.doc.ends_with('.')), "{of}");
        assert!(spec.example.call.starts_with(&format!("{}(", spec.name)), "{of}");
    }
}

/// What stands between back quotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The rows of all tables.
fn rows(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")).collect()
}

fn last_cell(row: &str) -> &str {
    row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default()
}

#[test]
fn rules_of_spark_name_cases_and_tests_that_exist() {
    let root = root();
    let text = fs::read_to_string(docs().join("SPARK-SEMANTICS.md")).expect("the rules are written down");
    let (rules, differences) = text.split_once("## Differences").expect("both parts are there");
    let cases: Vec<&str> = rows(rules).into_iter().flat_map(|row| quoted(last_cell(row))).collect();
    assert!(cases.len() > 40, "only {} cases", cases.len());
    let gone: Vec<&&str> = cases.iter().filter(|case| !root.join("tests/corpus").join(case).is_dir()).collect();
    assert!(gone.is_empty(), "no such cases: {gone:?}");
    for row in rows(differences).into_iter().skip(1) {
        let [file, test] = quoted(last_cell(row))[..] else { panic!("a file and a test are named: {row}") };
        let source = fs::read_to_string(root.join(file)).unwrap_or_default();
        assert!(source.contains(&format!("fn {test}()")), "{file} has no test {test}");
    }
}
