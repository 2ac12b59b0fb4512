//! Laws that hold for all inputs.

mod support;

use std::rc::Rc;

use engine::{EngineConfig, Rdd, SparkConfig, SparkContext, StreamingContext};
use plan::{NodeId, Time};
use proptest::prelude::*;
use support::{
    Columnar, Function, IntoArg, Program, TestLanguage, add, f2, glom, int, items, one, partitions, subtract, sum,
};
use value::column::StrColumn;
use value::{CallCx, Column, Value};

/// Batches of partitions of words, as text that [`partitions`] reads.
fn batches() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec!["a", "b", "c", "the", "cat", "é", "longer word"]);
    let part = prop::collection::vec(word, 0..6).prop_map(|words| match words.as_slice() {
        [] => "_".to_owned(),
        words => words.join(","),
    });
    let batch = prop::collection::vec(part, 0..4).prop_map(|parts| match parts.as_slice() {
        [] => "-".to_owned(),
        parts => parts.join("/"),
    });
    prop::collection::vec(batch, 1..10)
}

/// Runs a program over batches; gives the partitions of every output's RDD, batch by batch.
fn run(batches: &[String], parallelism: usize, build: impl FnOnce(&mut Program) -> Vec<NodeId>) -> Vec<Vec<String>> {
    let mut program = Program::new(parallelism, 1);
    for stream in build(&mut program) {
        program.on(stream, "pprint", vec![1000.into_arg()]);
    }
    let mut run = program.start();
    let mut shown = Vec::new();
    for batch in batches {
        run.push(batch);
        let result = run.context.run_batch(&mut run.cx, &mut ());
        assert!(result.failures().next().is_none());
        shown.push(result.outputs.iter().map(|output| glom(&output.rdd, &mut run.cx)).collect());
    }
    shown
}

/// `(line, 1)` for each line.
fn pairs(program: &mut Program) -> NodeId {
    let lines = program.lines();
    program.on(lines, "map", vec![one().into_arg()])
}

/// `(line, 1)` as whole columns.
fn column_pairs(program: &mut Program) -> NodeId {
    let lines = program.lines();
    let one: Function = Rc::new(Columnar {
        row: one(),
        column: |column| {
            let ones = Column::Const { value: Value::Int(1), n_rows: column.len() };
            Some(Column::Tuple { fields: vec![column.clone(), ones], n_rows: column.len() })
        },
        flat: |_| None,
    });
    program.on(lines, "map", vec![one.into_arg()])
}

proptest! {
    #[test]
    fn a_window_is_the_union_of_its_batches(batches in batches(), length in 1..5_usize) {
        let shown = run(&batches, 2, |program| {
            let lines = program.lines();
            let window = program.on(lines, "window", vec![(length as i64).into_arg(), 1.into_arg()]);
            vec![lines, window]
        });
        for (at, outputs) in shown.iter().enumerate() {
            let parts: Vec<&str> = shown[(at + 1).saturating_sub(length)..=at]
                .iter()
                .map(|outputs| outputs[0].as_str())
                .filter(|batch| !batch.is_empty())
                .collect();
            prop_assert_eq!(&outputs[1], &parts.join(" "));
        }
    }

    #[test]
    fn columns_and_rows_give_the_same_in_the_same_order(batches in batches(), parallelism in 1..5_usize) {
        let by_column = run(&batches, parallelism, |program| {
            let pairs = column_pairs(program);
            vec![program.on(pairs, "reduceByKey", vec![sum().into_arg()])]
        });
        let by_row = run(&batches, parallelism, |program| {
            let pairs = pairs(program);
            vec![program.on(pairs, "reduceByKey", vec![add().into_arg()])]
        });
        prop_assert_eq!(by_column, by_row);
    }

    #[test]
    fn an_inverse_gives_what_recomputing_gives_but_for_zeros(batches in batches()) {
        let positive = || support::f1(|pair| Value::Bool(int(&support::second(pair)) > 0));
        let with_inverse = run(&batches, 2, |program| {
            let pairs = pairs(program);
            let args = vec![add().into_arg(), subtract().into_arg(), 5.into_arg(), 1.into_arg(), plan::Arg::Omitted, positive().into_arg()];
            vec![program.on(pairs, "reduceByKeyAndWindow", args)]
        });
        let recomputed = run(&batches, 2, |program| {
            let pairs = pairs(program);
            let window = program.on(pairs, "window", vec![5.into_arg(), 1.into_arg()]);
            vec![program.on(window, "reduceByKey", vec![add().into_arg()])]
        });
        for (inverse, whole) in with_inverse.iter().zip(&recomputed) {
            prop_assert_eq!(sorted(&inverse[0]), sorted(&whole[0]));
        }
    }

    #[test]
    fn a_running_total_is_the_count_of_all_so_far(batches in batches()) {
        let total = f2(|new, old| Value::Int(items(new).iter().map(int).sum::<i64>() + int(old)));
        let state = run(&batches, 3, |program| {
            let pairs = pairs(program);
            vec![program.on(pairs, "updateStateByKey", vec![total.into_arg()])]
        });
        let whole: Vec<String> = (1..=batches.len())
            .map(|n| {
                let all: Vec<&String> = batches[..n].iter().filter(|batch| *batch != "-").collect();
                let joined = all.iter().map(|batch| batch.as_str()).collect::<Vec<_>>().join("/");
                let batch = if joined.is_empty() { "-".to_owned() } else { joined };
                run(&[batch], 3, |program| {
                    let pairs = pairs(program);
                    vec![program.on(pairs, "reduceByKey", vec![add().into_arg()])]
                })[0][0].clone()
            })
            .collect();
        for (state, whole) in state.iter().zip(&whole) {
            prop_assert_eq!(sorted(&state[0]), sorted(whole));
        }
    }

    #[test]
    fn a_run_that_stops_and_begins_again_gives_the_same(batches in batches()) {
        let build = |program: &mut Program| {
            let pairs = pairs(program);
            vec![program.on(pairs, "reduceByKeyAndWindow", vec![add().into_arg(), Value::None.into_arg(), 3.into_arg(), 1.into_arg()])]
        };
        prop_assert_eq!(run(&batches, 2, build), run(&batches, 2, build));
    }

    #[test]
    fn repartitioning_keeps_every_record(numbers in prop::collection::vec(0..50_i64, 0..200), from in 1..6_usize, to in 1..6_usize) {
        let (sc, mut cx) = context();
        let rdd = sc.parallelize(numbers.iter().map(|&n| Value::Int(n)).collect(), Some(from), &mut cx).unwrap();
        let moved = rdd.repartition(to, &mut cx).unwrap();
        prop_assert_eq!(moved.n_partitions(), to);
        prop_assert_eq!(sorted_numbers(&moved, &mut cx), { let mut all = numbers.clone(); all.sort_unstable(); all });
        let fewer = rdd.coalesce(to, &mut cx).unwrap();
        let in_order: Vec<i64> = fewer.collect(&mut cx).unwrap().iter().map(int).collect();
        prop_assert_eq!(in_order, numbers);
    }

    #[test]
    fn sorting_sorts_whatever_the_partitions(numbers in prop::collection::vec(-20..20_i64, 0..150), from in 1..5_usize, to in 1..5_usize) {
        let (sc, mut cx) = context();
        let pairs = numbers.iter().zip(0..).map(|(&n, at)| Value::pair(Value::Int(n), Value::Int(at))).collect();
        let rdd = sc.parallelize(pairs, Some(from), &mut cx).unwrap();
        let sorted = rdd.sort_by_key(engine::rdd::python_sort::Direction::Ascending, Some(to), None, &mut cx).unwrap();
        let mut expected: Vec<(i64, i64)> = numbers.iter().copied().zip(0..).collect();
        expected.sort();
        let found: Vec<(i64, i64)> = sorted.collect(&mut cx).unwrap().iter()
            .map(|pair| (int(&support::first(pair)), int(&support::second(pair)))).collect();
        prop_assert_eq!(found, expected);
    }
}

fn context() -> (SparkContext, CallCx) {
    (SparkContext::new(SparkConfig::default(), Rc::new(TestLanguage)), CallCx::default())
}

fn sorted_numbers(rdd: &Rdd, cx: &mut CallCx) -> Vec<i64> {
    let mut numbers: Vec<i64> = rdd.collect(cx).unwrap().iter().map(int).collect();
    numbers.sort_unstable();
    numbers
}

fn sorted(shown: &str) -> Vec<String> {
    let mut rows: Vec<String> =
        shown.replace(['[', ']'], " ").split(") ").map(|row| row.trim().trim_end_matches(')').to_owned()).collect();
    rows.retain(|row| !row.is_empty());
    rows.sort();
    rows
}

#[test]
fn lines_make_a_partition_for_every_block_of_time() {
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    program.on(lines, "pprint", vec![]);
    let (plan, sc) = program.plan();
    let mut context = StreamingContext::start(plan, &sc, EngineConfig::default()).unwrap();
    let mut cx = CallCx::default();
    let input = context.inputs()[0].node;
    for (at, line) in [(0, "a"), (199, "b"), (200, "c"), (850, "d"), (1000, "e")] {
        context.push_lines(input, Time(at), [line]);
    }
    let result = context.run_batch(&mut cx, &mut ());
    assert_eq!(glom(&result.outputs[0].rdd, &mut cx), "['a' 'b'] ['c'] ['d']");
    assert_eq!(result.info.n_records(), 4);
    let result = context.run_batch(&mut cx, &mut ());
    assert_eq!(glom(&result.outputs[0].rdd, &mut cx), "['e']");
    assert_eq!(partitions("a/_").len(), 2);
    assert_eq!(StrColumn::from_rows(["x"]).len(), 1);
}
