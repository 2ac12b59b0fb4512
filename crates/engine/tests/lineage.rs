//! Where records come from and what becomes of them.

mod support;

use engine::history::{LineageStep, RecordPlace};
use plan::{NodeId, Time};
use support::*;
use value::repr::repr;
use value::{CallCx, Value};

/// `node@batch: records`, with `?` for those that cannot be told apart and `…` where some are missing.
fn shown(run: &mut Run, steps: &[LineageStep]) -> String {
    let text = |step: &LineageStep| {
        let record = run.context.history().at(step.time).expect("a kept batch");
        // A step of an output operation has rows of its input.
        let plan = run.context.plan();
        let node = match record.cells.contains_key(&step.node) {
            true => step.node,
            false => plan.node(step.node).expect("a node").inputs[0],
        };
        let cell = &record.cells[&node];
        let mut cx = CallCx::default();
        let records: Vec<String> = step
            .rows
            .iter()
            .flat_map(|(partition, row)| cell.rows(partition, row..row + 1))
            .map(|value| repr(&value, &mut cx).expect("a repr"))
            .collect();
        let marks = [(!step.is_exact, "?"), (!step.is_complete, "…"), (step.is_earlier_state, " before")];
        let marks: String = marks.iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| *mark).collect();
        format!("{}@{}{marks}: {}", step.node.0, step.time.millis() / 1000, records.join(" "))
    };
    steps.iter().map(text).collect::<Vec<_>>().join("; ")
}

/// The lineage of the record that shows as `record` in the stream in the last batch.
fn of_record(run: &mut Run, node: NodeId, record: &str) -> (String, String) {
    let time = run.context.history().batches().last().expect("a batch").time;
    of_record_at(run, node, time, record)
}

fn of_record_at(run: &mut Run, node: NodeId, time: Time, record: &str) -> (String, String) {
    let cell = &run.context.history().at(time).expect("a kept batch").cells[&node];
    let mut cx = CallCx::default();
    let mut places = (0..cell.partitions.len()).flat_map(|partition| {
        let rows = cell.rows(partition, 0..1000);
        (0..).zip(rows).map(move |(row, value)| (RecordPlace { node, time, partition, row }, value)).collect::<Vec<_>>()
    });
    let found = places.find(|(_, value)| repr(value, &mut cx).expect("a repr") == record);
    let (place, _) = found.unwrap_or_else(|| panic!("no {record}"));
    let lineage = run.context.lineage(place, &mut CallCx::default()).expect("a record");
    (shown(run, &lineage.ancestors), shown(run, &lineage.descendants))
}

/// A word count over `input`, with what `build` adds to its pairs.
fn counted(input: &str, build: impl FnOnce(&mut Program, NodeId) -> NodeId) -> (Run, NodeId) {
    let mut program = Program::new(2, 1);
    let pairs = program.pairs();
    let node = build(&mut program, pairs);
    program.on(node, "pprint", vec![]);
    let mut run = program.start();
    run.batches(input);
    (run, node)
}

#[test]
fn a_count_comes_from_the_words_and_lines_that_hold_it() {
    let (mut run, node) =
        counted("a b, b / a c", |program, pairs| program.on(pairs, "reduceByKey", vec![add().into_arg()]));
    let (ancestors, descendants) = of_record(&mut run, node, "('a', 2)");
    assert_eq!(ancestors, "2@1: ('a', 1) ('a', 1); 1@1: 'a' 'a'; 0@1: 'a b' 'a c'");
    assert_eq!(descendants, "4@1: ('a', 2)");
    let (ancestors, _) = of_record(&mut run, node, "('b', 2)");
    assert_eq!(ancestors, "2@1: ('b', 1) ('b', 1); 1@1: 'b' 'b'; 0@1: 'a b' 'b'");
}

#[test]
fn a_line_goes_on_to_its_words_and_their_counts() {
    let (mut run, _) =
        counted("a b, b / a c", |program, pairs| program.on(pairs, "reduceByKey", vec![add().into_arg()]));
    let (ancestors, descendants) = of_record(&mut run, NodeId(0), "'a c'");
    assert_eq!(ancestors, "");
    assert_eq!(descendants, "1@1: 'a' 'c'; 2@1: ('a', 1) ('c', 1); 3@1: ('c', 1) ('a', 2); 4@1: ('c', 1) ('a', 2)");
}

#[test]
fn equal_words_of_different_lines_are_told_apart() {
    let (mut run, _) = counted("x y, y x, x", |_, pairs| pairs);
    let lines: Vec<String> = (0..5)
        .map(|row| {
            let place = RecordPlace { node: NodeId(1), time: Time(1000), partition: 0, row };
            let lineage = run.context.lineage(place, &mut CallCx::default()).expect("a record");
            shown(&mut run, &lineage.ancestors)
        })
        .collect();
    assert_eq!(lines, ["0@1: 'x y'", "0@1: 'x y'", "0@1: 'y x'", "0@1: 'y x'", "0@1: 'x'"]);
}

#[test]
fn what_a_filter_left_out_has_no_descendants() {
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    let long = program.on(lines, "filter", vec![f1(|line| Value::Bool(text(line).len() > 1)).into_arg()]);
    program.on(long, "pprint", vec![1.into_arg()]);
    let mut run = program.start();
    run.batches("aa, b, cc, b, aa");
    assert_eq!(of_record(&mut run, lines, "'b'"), (String::new(), String::new()));
    assert_eq!(of_record(&mut run, lines, "'cc'").1, "1@1: 'cc'; 2@1: 'cc'");
    assert_eq!(of_record(&mut run, long, "'cc'").0, "0@1: 'cc'");
    let second = RecordPlace { node: long, time: Time(1000), partition: 0, row: 2 };
    let lineage = run.context.lineage(second, &mut CallCx::default()).expect("a record");
    assert_eq!(lineage.ancestors[0].rows.iter().collect::<Vec<_>>(), [(0, 4)]);
}

#[test]
fn a_state_comes_from_its_new_values_and_from_what_it_was() {
    let total = f2(|new, old| Value::Int(items(new).iter().map(int).sum::<i64>() + int(old)));
    let (mut run, node) =
        counted("a b | a a | b", |program, pairs| program.on(pairs, "updateStateByKey", vec![total.into_arg()]));
    let at = |run: &mut Run, seconds: i64, record: &str| of_record_at(run, node, Time(seconds * 1000), record).0;
    assert_eq!(at(&mut run, 2, "('a', 3)"), "3@1 before: ('a', 1); 2@2: ('a', 1) ('a', 1); 1@2: 'a' 'a'; 0@2: 'a a'");
    assert_eq!(at(&mut run, 3, "('a', 3)"), "3@2 before: ('a', 3)");
    assert_eq!(at(&mut run, 1, "('a', 1)"), "2@1: ('a', 1); 1@1: 'a'; 0@1: 'a b'");
}

#[test]
fn a_reduced_window_comes_from_all_batches_that_it_covers() {
    let (mut run, node) = counted("a | b a | a", |program, pairs| {
        let args = vec![add().into_arg(), subtract().into_arg(), 2.into_arg(), 1.into_arg()];
        program.on(pairs, "reduceByKeyAndWindow", args)
    });
    let (ancestors, _) = of_record(&mut run, node, "('a', 2)");
    assert_eq!(ancestors, "2@3: ('a', 1); 2@2: ('a', 1); 1@3: 'a'; 1@2: 'a'; 0@3: 'a'; 0@2: 'b a'");
    let (_, descendants) = of_record_at(&mut run, NodeId(0), Time(2000), "'b a'");
    assert_eq!(
        descendants,
        "1@2: 'b' 'a'; 2@2: ('b', 1) ('a', 1); 3@2: ('b', 1) ('a', 2); 3@3: ('b', 1) ('a', 2); \
         4@2: ('b', 1) ('a', 2); 4@3: ('b', 1) ('a', 2)"
    );
}

#[test]
fn a_window_holds_the_very_records_of_its_batches() {
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    let recent = program.on(lines, "window", vec![2.into_arg(), 1.into_arg()]);
    program.on(recent, "pprint", vec![]);
    let mut run = program.start();
    run.batches("x / x, y | - | x / y | x");
    let places = |run: &mut Run, partition, row| {
        let place = RecordPlace { node: recent, time: Time(4000), partition, row };
        run.context.lineage(place, &mut CallCx::default()).expect("a record").ancestors
    };
    let found = places(&mut run, 1, 0);
    assert_eq!((found[0].time, found[0].rows.iter().collect::<Vec<_>>()), (Time(3000), vec![(1, 0)]));
    let found = places(&mut run, 2, 0);
    assert_eq!((found[0].time, found[0].rows.iter().collect::<Vec<_>>()), (Time(4000), vec![(0, 0)]));
}

#[test]
fn a_union_holds_the_very_records_of_its_streams() {
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    let upper = program.on(lines, "map", vec![f1(Value::clone).into_arg()]);
    let both = program.on(lines, "union", vec![upper.into_arg()]);
    program.on(both, "pprint", vec![]);
    let mut run = program.start();
    run.batches("a / b");
    let ancestors = |run: &mut Run, partition| {
        let place = RecordPlace { node: both, time: Time(1000), partition, row: 0 };
        let lineage = run.context.lineage(place, &mut CallCx::default()).expect("a record");
        shown(run, &lineage.ancestors)
    };
    assert_eq!(ancestors(&mut run, 1), "0@1: 'b'");
    assert_eq!(ancestors(&mut run, 2), "1@1: 'a'; 0@1: 'a'");
}

#[test]
fn a_joined_pair_comes_from_one_of_each_side() {
    let mut program = Program::new(2, 1);
    let pairs = program.pairs();
    let lengths = program.on(pairs, "mapValues", vec![f1(|_| Value::Int(7)).into_arg()]);
    let joined = program.on(pairs, "join", vec![lengths.into_arg()]);
    program.on(joined, "pprint", vec![]);
    let mut run = program.start();
    run.batches("a b / c");
    let (ancestors, descendants) = of_record(&mut run, joined, "('b', (1, 7))");
    assert_eq!(ancestors, "3@1: ('b', 7); 2@1: ('b', 1); 1@1: 'b'; 0@1: 'a b'");
    assert_eq!(descendants, "5@1: ('b', (1, 7))");
}

#[test]
fn whole_partitions_and_batches_are_named_as_such() {
    let (mut run, node) = counted("a b / c", |program, pairs| program.on(pairs, "count", vec![]));
    let (ancestors, _) = of_record(&mut run, node, "3");
    assert!(ancestors.starts_with("2@1: ('a', 1) ('b', 1) ('c', 1); 1@1: 'a' 'b' 'c'"), "{ancestors}");
    let (mut run, node) = counted("a b / c", |program, pairs| program.on(pairs, "glom", vec![]));
    let (ancestors, _) = of_record(&mut run, node, "[('c', 1)]");
    assert_eq!(ancestors, "2@1: ('c', 1); 1@1: 'c'; 0@1: 'c'");
}

#[test]
fn functions_of_whole_rdds_may_use_any_record() {
    let (mut run, node) =
        counted("a / b", |program, pairs| program.on(pairs, "transform", vec![f2(|_, rdd| rdd.clone()).into_arg()]));
    let (ancestors, _) = of_record(&mut run, node, "('a', 1)");
    assert_eq!(ancestors, "2@1?: ('a', 1) ('b', 1); 1@1?: 'a' 'b'; 0@1?: 'a' 'b'");
}

#[test]
fn a_function_that_makes_other_records_each_time_leaves_open_which_line_it_was() {
    let n_calls = std::cell::Cell::new(0);
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    let odd = f1(move |line| {
        n_calls.set(n_calls.get() + 1);
        Value::list(vec![line.clone(), Value::Int(n_calls.get())])
    });
    let mixed = program.on(lines, "flatMap", vec![odd.into_arg()]);
    program.on(mixed, "pprint", vec![]);
    let mut run = program.start();
    run.batches("a, b");
    assert_eq!(of_record(&mut run, mixed, "'b'").0, "0@1?: 'a' 'b'");
}

#[test]
fn there_is_no_lineage_of_what_is_not_there() {
    let (run, node) = counted("a", |_, pairs| pairs);
    let place = |partition, row| RecordPlace { node, time: Time(1000), partition, row };
    let mut cx = CallCx::default();
    assert!(run.context.lineage(place(0, 5), &mut cx).is_none());
    assert!(run.context.lineage(place(9, 0), &mut cx).is_none());
    assert!(run.context.lineage(RecordPlace { time: Time(9000), ..place(0, 0) }, &mut cx).is_none());
}
