//! Whole programs, batch by batch. Expected records and their order are PySpark's, from recorded runs.

mod support;

use plan::{Arg, NodeId};
use support::{IntoArg, Program, add, f1, f2, int, items, shortened, subtract, sum};
use value::Value;

/// Builds a program on pairs `(word, 1)`, prints its result, and compares what is printed for `input`.
#[track_caller]
fn check(input: &str, build: impl FnOnce(&mut Program, NodeId) -> NodeId, expected: &str) {
    let mut program = Program::new(2, 1);
    let pairs = program.pairs();
    let result = build(&mut program, pairs);
    program.on(result, "pprint", vec![20.into_arg()]);
    let printed = program.start().batches(input);
    assert_eq!(shortened(&printed), expected);
}

const CATS: &str = "the cat sat on the mat, the dog / a cat and a dog | on the mat / dog dog dog, cat | - | the end";

#[test]
fn words_are_counted_in_sparks_order() {
    check(
        CATS,
        |program, pairs| program.on(pairs, "reduceByKey", vec![add().into_arg()]),
        "('sat', 1) ('mat', 1) ('dog', 2) ('and', 1) ('the', 3) ('cat', 2) ('on', 1) ('a', 2) | \
         ('mat', 1) ('dog', 3) ('on', 1) ('the', 1) ('cat', 1) |  | ('end', 1) ('the', 1)",
    );
}

#[test]
fn a_printed_batch_is_pprints_text() {
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    program.on(lines, "pprint", vec![2.into_arg()]);
    let printed = program.start().batches("a, b, c | -");
    let ruler = "-------------------------------------------";
    assert_eq!(
        printed,
        format!(
            "{ruler}\nTime: 1970-01-01 00:00:01\n{ruler}\na\nb\n...\n\n{ruler}\nTime: 1970-01-01 00:00:02\n{ruler}\n\n"
        )
    );
}

#[test]
fn a_long_inverse_window_keeps_keys_at_zero() {
    let window = |program: &mut Program, pairs| {
        let args = vec![add().into_arg(), subtract().into_arg(), 5.into_arg(), 1.into_arg()];
        program.on(pairs, "reduceByKeyAndWindow", args)
    };
    check(
        &format!("{CATS} | - | - | -"),
        window,
        "('sat', 1) ('mat', 1) ('dog', 2) ('and', 1) ('the', 3) ('cat', 2) ('on', 1) ('a', 2) | \
         ('sat', 1) ('mat', 2) ('dog', 5) ('and', 1) ('the', 4) ('cat', 3) ('on', 2) ('a', 2) | \
         ('sat', 1) ('mat', 2) ('dog', 5) ('and', 1) ('the', 4) ('cat', 3) ('on', 2) ('a', 2) | \
         ('sat', 1) ('mat', 2) ('dog', 5) ('and', 1) ('end', 1) ('the', 5) ('cat', 3) ('on', 2) ('a', 2) | \
         ('sat', 1) ('mat', 2) ('dog', 5) ('and', 1) ('end', 1) ('the', 5) ('cat', 3) ('on', 2) ('a', 2) | \
         ('sat', 0) ('mat', 1) ('dog', 3) ('and', 0) ('end', 1) ('the', 2) ('cat', 1) ('on', 1) ('a', 0) | \
         ('sat', 0) ('mat', 0) ('dog', 0) ('and', 0) ('end', 1) ('the', 1) ('cat', 0) ('on', 0) ('a', 0)",
    );
}

#[test]
fn state_is_kept_when_a_batch_has_no_data() {
    check(
        "a b | - | a",
        |program, pairs| {
            let total = f2(|new, old| Value::Int(items(new).iter().map(int).sum::<i64>() + int(old)));
            program.on(pairs, "updateStateByKey", vec![total.into_arg()])
        },
        "('b', 1) ('a', 1) | ('b', 1) ('a', 1) | ('b', 1) ('a', 2)",
    );
}

#[test]
fn none_removes_a_key_from_the_state() {
    check(
        "a a | b | a",
        |program, pairs| {
            let seen_now = f2(|new, _| match items(new).len() {
                0 => Value::None,
                n => Value::from(n),
            });
            program.on(pairs, "updateStateByKey", vec![seen_now.into_arg()])
        },
        "('a', 2) | ('b', 1) | ('a', 1)",
    );
}

#[test]
fn count_is_silent_without_partitions_and_zero_without_records() {
    check("a b / c | - | _", |program, pairs| program.on(pairs, "count", vec![]), "3 |  | 0");
}

#[test]
fn a_window_holds_the_last_batches_oldest_first() {
    check(
        "a | b | - | c",
        |program, pairs| program.on(pairs, "window", vec![2.into_arg(), 1.into_arg()]),
        "('a', 1) | ('a', 1) ('b', 1) | ('b', 1) | ('c', 1)",
    );
}

#[test]
fn a_sliding_window_prints_at_its_own_times_only() {
    check(
        "a | b | c | d",
        |program, pairs| program.on(pairs, "window", vec![3.into_arg(), 2.into_arg()]),
        "('a', 1) ('b', 1) | ('b', 1) ('c', 1) ('d', 1)",
    );
}

#[test]
fn union_is_this_then_the_other() {
    check(
        "a b / c",
        |program, pairs| {
            let keys = program.on(pairs, "map", vec![f1(support::first).into_arg()]);
            program.on(pairs, "union", vec![keys.into_arg()])
        },
        "('a', 1) ('b', 1) ('c', 1) a b c",
    );
}

#[test]
fn a_queue_gives_one_rdd_a_batch_then_an_empty_one() {
    let mut program = Program::new(2, 1);
    let list = |numbers: &[i64]| Value::list(numbers.iter().map(|&n| Value::Int(n)).collect());
    let queue = Value::list(vec![list(&[1, 2, 3]), list(&[4])]);
    let stream = program.context("queueStream", vec![Arg::Value(queue)]);
    program.on(stream, "pprint", vec![]);
    assert_eq!(shortened(&program.start().batches("-|-|-")), "1 2 3 | 4 | ");
}

#[test]
fn a_window_that_does_not_fit_is_refused_where_it_is_made() {
    let mut program = Program::new(2, 2);
    let pairs = program.pairs();
    let refused = program.try_on(pairs, "window", vec![3.into_arg()]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "windowDuration must be multiple of the parent dstream's slide (batch) duration (2000 ms)"
    );
    assert_eq!(refused.class(), plan::ErrorClass::Python("ValueError"));
}

#[test]
fn known_sums_over_columns_give_the_same_as_rows() {
    check(
        "a b a / b | a",
        |program, pairs| program.on(pairs, "reduceByKey", vec![sum().into_arg()]),
        "('b', 2) ('a', 2) | ('a', 1)",
    );
}
