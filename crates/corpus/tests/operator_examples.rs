//! What the example of an operator's spec says is what its call gives.
#![cfg(feature = "run")]

use std::collections::BTreeMap;

use corpus::case::{Case, Input, Source};
use corpus::recording::Recording;
use plan::{Category, OperatorSpec, Receiver};

/// Files that examples read, as the statements that write them.
const FILES: &[(&str, &str)] = &[
    ("textFile", "open('words.txt', 'w').write('first\\nsecond\\n')"),
    ("wholeTextFiles", "open('folder/a', 'w').write('text')"),
    ("binaryFiles", "open('folder/a', 'w').write('bytes')"),
    ("binaryRecords", "open('data.bin', 'w').write('abcd')"),
];

/// Files that come while an example runs.
const LATE_FILES: &[(&str, &str)] = &[
    (
        "textFileStream",
        "open('folder/a', 'w').write('one line\\n')\ntime.sleep(10)\nopen('folder/b', 'w').write('another line\\n')",
    ),
    ("binaryRecordsStream", "open('folder/a', 'w').write('abcd')"),
];

fn statements<'a>(list: &'a [(&str, &str)], name: &str) -> &'a str {
    list.iter().find(|(other, _)| *other == name).map_or("", |(_, text)| *text)
}

/// The records of `a ('b', 1) 2` as Python writes them.
fn literals(text: &str) -> Vec<String> {
    let (mut found, mut token, mut depth, mut quote) = (Vec::new(), String::new(), 0, None);
    for c in text.chars().chain([' ']) {
        match (quote, c) {
            (None, ' ') if depth == 0 => {
                let token = std::mem::take(&mut token);
                if !token.is_empty() {
                    let is_word = token.chars().all(char::is_alphabetic);
                    found.push(if is_word { format!("'{token}'") } else { token });
                }
                continue;
            }
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        token.push(c);
    }
    found
}

/// A list of partitions: `[a b] [c]` has two, anything else is one.
fn partitions(text: &str) -> String {
    let text = text.trim();
    let parts: Vec<String> = if text.starts_with('[') {
        let inside = text.trim_start_matches('[').trim_end_matches(']');
        inside.split("] [").map(|part| format!("[{}]", literals(part).join(", "))).collect()
    } else {
        vec![format!("[{}]", literals(text).join(", "))]
    };
    format!("[{}]", parts.join(", "))
}

fn program(spec: &OperatorSpec) -> (String, u64) {
    let example = &spec.example;
    let by_partition = if example.output.starts_with('[') { "True" } else { "False" };
    let (left, right) = example.input.split_once(" with ").unwrap_or((example.input, ""));
    let mut text = include_str!("examples/prelude.py").to_owned();
    text.push_str("import time\nsc = SparkContext('local[1]', 'Example')\nsc.setCheckpointDir('checkpoint')\n");
    let is_streaming = matches!(spec.receiver, Receiver::DStream | Receiver::Context);
    if !is_streaming {
        let on = if spec.receiver == Receiver::Rdd { "rdd" } else { "sc" };
        let (first, second) = (partitions(left), partitions(right));
        text.push_str(&format!("{}\n", statements(FILES, spec.name)));
        text.push_str(&format!("rdd = a = as_rdd(sc, {first})\nother = b = as_rdd(sc, {second})\n"));
        if spec.name.starts_with("saveAs") {
            text.push_str(&format!("rdd.{}\nprint(files('out'))\n", example.call));
        } else if spec.name.starts_with("foreach") {
            text.push_str(&format!("rdd.{}\n", example.call));
        } else {
            text.push_str(&format!("print(result({on}.{}, {by_partition}))\n", example.call));
        }
        return (text, 0);
    }
    text.push_str("ssc = StreamingContext(sc, 10)\nssc.checkpoint('checkpoint')\n");
    for (name, batches) in [("stream = a", left), ("other = b", right)] {
        let queue: Vec<String> =
            batches.split(" | ").map(|batch| format!("as_rdd(sc, {})", partitions(batch))).collect();
        text.push_str(&format!("{name} = ssc.queueStream([{}])\n", queue.join(", ")));
    }
    let on = if spec.receiver == Receiver::DStream { "stream" } else { "ssc" };
    if spec.category == Category::Output {
        text.push_str(&format!("{on}.{}\n", example.call));
    } else {
        text.push_str(&format!("found = {on}.{}\n", example.call));
        text.push_str(&format!("found.foreachRDD(lambda rdd: print(records(rdd, {by_partition})))\n"));
    }
    text.push_str(&format!("ssc.start()\n{}\nssc.awaitTermination()\n", statements(LATE_FILES, spec.name)));
    if spec.name == "saveAsTextFiles" {
        text.push_str("print(files('counts-10000'))\n");
    }
    (text, example.output.split(" | ").count() as u64)
}

fn run(spec: &OperatorSpec) -> Recording {
    let (program, n_batches) = program(spec);
    let lines = Source { batches: vec![vec![vec![spec.example.output.to_owned()]]] };
    let input = Input {
        master: "local[1]".into(),
        batch_interval: Some(10.0),
        sources: BTreeMap::from([("localhost:9999".into(), lines)]),
        total_batches: Some(n_batches),
        ..Input::default()
    };
    corpus::run::run(&Case { name: spec.name.into(), program, input, expected: Recording::default() })
}

/// What was printed, in the words of the examples.
fn shown(recording: &Recording) -> String {
    if let Some(exception) = &recording.exception {
        return format!("{}: {}", exception.type_name, exception.message);
    }
    let lines = recording.stdout.lines().filter(|line| !line.starts_with("-----"));
    let lines: Vec<&str> = lines.map(|line| if line.starts_with("Time: ") { "Time: …" } else { line }).collect();
    match lines.first() {
        Some(&"Time: …") => lines.join(" ").trim().to_owned(),
        _ => lines.join(" | "),
    }
}

#[test]
fn every_example_gives_what_it_says() {
    let mut wrong = Vec::new();
    let mut n_examples = 0;
    for operator in engine::operators::catalogue() {
        let spec = operator.spec;
        n_examples += 1;
        let found = shown(&run(spec));
        if found != spec.example.output {
            let of = format!("{:?}.{}", spec.receiver, spec.example.call);
            wrong.push(format!("{of} on {}\n  says  {}\n  gives {found}", spec.example.input, spec.example.output));
        }
    }
    assert!(n_examples > 100, "only {n_examples} examples");
    assert!(wrong.is_empty(), "{} of {n_examples} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
