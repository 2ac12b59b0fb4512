//! What is kept of past batches, and what failures say.

mod support;

use engine::history::{ComputedAgain, WindowBatches};
use engine::{BatchResult, EngineConfig, Language, StreamingContext};
use plan::{Arg, NodeId, Time};
use support::{IntoArg, Program, Run, TestLanguage, add, f1, f2, int, items, raising, subtract, text};
use value::repr::repr;
use value::{CallCx, Raised, Value};

/// Runs a program on pairs over batches; gives the run and what `build` made.
fn run(input: &str, build: impl FnOnce(&mut Program, NodeId) -> NodeId) -> (Run, NodeId, Vec<BatchResult>) {
    let mut program = Program::new(2, 1);
    let pairs = program.pairs();
    let node = build(&mut program, pairs);
    program.on(node, "pprint", vec![]);
    let mut run = program.start();
    let mut results = Vec::new();
    for batch in input.split('|') {
        run.push(batch);
        results.push(run.context.run_batch(&mut run.cx, &mut ()));
    }
    (run, node, results)
}

fn shown(values: &[Value]) -> String {
    let mut cx = CallCx::default();
    values.iter().map(|value| repr(value, &mut cx).expect("a repr")).collect::<Vec<_>>().join(" ")
}

/// `node: partitions of its rows` of every node that has a cell.
fn cells(run: &Run, time: i64) -> String {
    let record = run.context.history().at(Time(time)).expect("a kept batch");
    let cells = record.cells.iter().map(|(node, cell)| {
        let parts: Vec<String> =
            (0..cell.partitions.len()).map(|part| format!("[{}]", shown(&cell.rows(part, 0..100)))).collect();
        format!("{}: {}", node.0, parts.join(" "))
    });
    cells.collect::<Vec<_>>().join("; ")
}

#[test]
fn every_step_of_a_chain_is_kept_though_it_is_folded_into_one() {
    let (run, ..) = run("a b / a", |program, pairs| program.on(pairs, "reduceByKey", vec![add().into_arg()]));
    assert_eq!(
        cells(&run, 1000),
        "0: ['a b'] ['a']; 1: ['a' 'b'] ['a']; 2: [('a', 1) ('b', 1)] [('a', 1)]; 3: [('b', 1)] [('a', 2)]"
    );
}

#[test]
fn rows_that_no_job_asked_for_are_computed_for_the_picture() {
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    let long = program.on(lines, "map", vec![f1(|line| Value::from(text(line).len())).into_arg()]);
    program.on(long, "pprint", vec![1.into_arg()]);
    let mut run = program.start();
    run.batches("a, bb, ccc / dddd");
    let record = run.context.history().at(Time(1000)).expect("a kept batch");
    assert_eq!(record.cells[&long].n_records(), 4);
    assert!(record.cells[&long].is_complete());
}

#[test]
fn an_rdd_of_several_batches_and_steps_is_shown_in_each() {
    let mut program = Program::new(2, 1);
    let numbers = (1..4).map(Value::Int).collect();
    let table = program.sc.parallelize(numbers, Some(1), &mut program.cx).unwrap();
    let lines = program.lines();
    for _ in 0..2 {
        let table = table.clone();
        let always = f2(move |_, _| TestLanguage.wrap_rdd(table.clone()));
        let tables = program.on(lines, "transform", vec![always.into_arg()]);
        program.on(tables, "pprint", vec![1.into_arg()]);
    }
    let mut run = program.start();
    run.batches("a | b | c");
    for time in [1000, 2000, 3000] {
        assert!(cells(&run, time).ends_with("; 1: [1 2 3]; 3: [1 2 3]"), "{}", cells(&run, time));
    }
}

#[test]
fn states_say_what_the_function_saw() {
    let total = f2(|new, old| Value::Int(items(new).iter().map(int).sum::<i64>() + int(old)));
    let (run, node, _) =
        run("a b | a a", |program, pairs| program.on(pairs, "updateStateByKey", vec![total.into_arg()]));
    let record = run.context.history().at(Time(2000)).expect("a kept batch");
    let rows: Vec<String> = record.states[&node]
        .partitions
        .iter()
        .flat_map(engine::observer::StateRows::iter)
        .map(|row| {
            let new_values = shown(&[Value::list(row.new_values.clone())]);
            format!(
                "{} {}: {new_values} -> {}",
                shown(std::slice::from_ref(&row.key)),
                shown(std::slice::from_ref(&row.old)),
                shown(std::slice::from_ref(&row.new))
            )
        })
        .collect();
    assert_eq!(rows, ["'b' 1: [] -> 1", "'a' 1: [1, 1] -> 3"]);
}

#[test]
fn a_window_says_which_batches_are_in_it_and_both_ways_to_its_result() {
    let input = "a | b | a b | c | a | c";
    let (mut run, node, _) = run(input, |program, pairs| {
        let args = vec![add().into_arg(), subtract().into_arg(), 5.into_arg(), 1.into_arg()];
        program.on(pairs, "reduceByKeyAndWindow", args)
    });
    let plan = run.context.plan().clone();
    let batches = WindowBatches::of(&plan, node, Time(6000), Time(0)).expect("a window");
    assert_eq!(batches.covered, [2000, 3000, 4000, 5000, 6000].map(Time));
    assert_eq!((batches.entering, batches.leaving), (vec![Time(6000)], vec![Time(1000)]));
    let history = run.context.history();
    let comparison = history
        .compare_window(&plan, node, (Time(6000), Time(0)), &TestLanguage, &mut run.cx)
        .unwrap()
        .expect("both ways");
    let mut rows: Vec<String> = comparison
        .rows
        .iter()
        .map(|row| {
            let part = |value: &Option<Value>| {
                value.as_ref().map_or("-".to_owned(), |value| shown(std::slice::from_ref(value)))
            };
            let parts = [&row.previous, &row.leaving, &row.entering, &row.now, &row.recomputed].map(part);
            format!("{} {}", shown(std::slice::from_ref(&row.key)), parts.join(" "))
        })
        .collect();
    rows.sort();
    assert_eq!(rows, ["'a' 3 1 - 2 2", "'b' 2 - - 2 2", "'c' 1 - 1 2 2"]);
    assert_eq!((comparison.recompute_work, comparison.incremental_work), (6, 2));
}

#[test]
fn batches_that_a_rare_window_has_computed_late_are_kept_with_their_own_time() {
    let (run, node, _) = run("a | b / c | d | e | f | g", |program, pairs| {
        program.on(pairs, "window", vec![4.into_arg(), 3.into_arg()])
    });
    // Due in the third batch: the two before have all that it asked for then.
    for (time, words) in [(1000, "[('a', 1)]"), (2000, "[('b', 1)] [('c', 1)]"), (3000, "[('d', 1)]")] {
        let parent = run.context.plan().node(node).expect("the window").inputs[0].0;
        let cells = cells(&run, time);
        assert!(cells.contains(&format!("{parent}: {words}")), "at {time}: {cells}");
        assert_eq!(cells.contains(&format!("; {}: ", node.0)), time == 3000, "at {time}: {cells}");
    }
    let history = run.context.history();
    let all: usize = history.batches().map(|record| record.cells[&NodeId(0)].n_records()).sum();
    assert_eq!((history.batches().count(), all), (6, 7), "each batch has its own lines, once");
}

#[test]
fn a_reduced_window_that_slides_rarely_is_compared_with_all_its_batches() {
    let (mut run, node, _) = run("a | a b | b | a | b | c", |program, pairs| {
        let args = vec![add().into_arg(), Arg::Omitted, 4.into_arg(), 3.into_arg()];
        program.on(pairs, "reduceByKeyAndWindow", args)
    });
    let plan = run.context.plan().clone();
    let compare = |time, cx: &mut CallCx| {
        let at = (Time(time), Time(0));
        run.context.history().compare_window(&plan, node, at, &TestLanguage, cx).unwrap().expect("both ways")
    };
    let comparison = compare(6000, &mut run.cx);
    assert_eq!(comparison.computed_again, ComputedAgain::Yes);
    for row in &comparison.rows {
        assert_eq!(
            shown(&row.now.iter().cloned().collect::<Vec<_>>()),
            shown(&row.recomputed.iter().cloned().collect::<Vec<_>>())
        );
    }
    assert!(comparison.recompute_work > 0);
}

#[test]
fn a_failure_names_the_step_the_partition_and_the_record() {
    let fails = raising(|args, _| match text(&args[0]).as_str() {
        "bad" => Err(Raised::value_error("no".into())),
        _ => Ok(args[0].clone()),
    });
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    let checked = program.on(lines, "map", vec![fails.into_arg()]);
    let counted = program.on(checked, "count", vec![]);
    program.on(counted, "pprint", vec![]);
    program.on(lines, "pprint", vec![]);
    let mut run = program.start();
    run.push("ok / ok, bad");
    let result = run.context.run_batch(&mut run.cx, &mut ());
    let failure = result.outputs[0].failure.as_ref().expect("a failure");
    let point = failure.point.as_ref().expect("a place in a task");
    assert_eq!((point.operator, point.partition, failure.node), ("map", 1, Some(checked)));
    assert_eq!(shown(point.record.as_slice()), "'bad'");
    assert_eq!(failure.raised().last_line(&mut run.cx), "ValueError: no");
    assert!(result.outputs[1].failure.is_none(), "the other output still runs");
    run.push("ok");
    assert!(run.context.run_batch(&mut run.cx, &mut ()).failures().next().is_none(), "the next batch is fine");
}

#[test]
fn old_batches_go_when_there_are_too_many_bytes() {
    let mut program = Program::new(1, 1);
    let lines = program.lines();
    program.on(lines, "pprint", vec![]);
    let (plan, sc) = program.plan();
    let config = EngineConfig { history_bytes: 20_000, ..EngineConfig::default() };
    let mut context = StreamingContext::start(plan, &sc, config).expect("a plan that starts");
    let mut cx = CallCx::default();
    let input = context.inputs()[0].node;
    for batch in 0..50 {
        context.push_lines(input, Time(batch * 1000), [&*"x".repeat(1000)]);
        context.run_batch(&mut cx, &mut ());
    }
    let kept: Vec<u64> = context.history().batches().map(|record| record.index).collect();
    assert!(kept.len() < 25 && kept.last() == Some(&49), "{kept:?}");
    assert!(context.history().n_bytes() <= 20_000);
}
