//! Which partition each key of a shuffle goes to: always the one that it is found in afterwards.

mod support;

use engine::history::shuffle::{Shuffle, ShuffleMethod};
use plan::{NodeId, Time};
use support::*;
use value::repr::repr;
use value::{CallCx, Value};

fn of_batch(input: &str, build: impl FnOnce(&mut Program, NodeId) -> NodeId) -> (Run, NodeId, Shuffle) {
    let mut program = Program::new(3, 1);
    let pairs = program.pairs();
    let node = build(&mut program, pairs);
    program.on(node, "pprint", vec![]);
    let mut run = program.start();
    run.batches(input);
    let shuffle = run.context.shuffle(node, Time(1000), &mut run.cx).expect("no exception").expect("a shuffle");
    (run, node, shuffle)
}

fn text(value: &Value) -> String {
    repr(value, &mut CallCx::default()).expect("a repr")
}

/// Every key is in the partition that is named.
fn check(run: &Run, node: NodeId, shuffle: &Shuffle) {
    let cell = &run.context.history().at(Time(1000)).expect("a kept batch").cells[&node];
    assert_eq!(shuffle.n_partitions, cell.partitions.len());
    assert!(!shuffle.keys.is_empty());
    for key in &shuffle.keys {
        let rows = cell.rows(key.partition, 0..1000);
        let found = rows.iter().filter(|row| text(&first(row)) == text(&key.key)).count();
        assert!(found > 0, "{} is not in partition {}", text(&key.key), key.partition);
    }
}

#[test]
fn keys_are_where_their_hashes_say() {
    let input = "one two three four five six / seven eight nine ten one one";
    let (run, node, shuffle) =
        of_batch(input, |program, pairs| program.on(pairs, "reduceByKey", vec![add().into_arg()]));
    check(&run, node, &shuffle);
    assert!(matches!(shuffle.method, ShuffleMethod::PortableHash) && shuffle.is_complete);
    assert_eq!(shuffle.inputs[0].partition_sizes, [6, 6]);
    let one = shuffle.keys.iter().find(|key| text(&key.key) == "'one'").expect("a key");
    assert_eq!((one.n_records, one.n_sources), (3, 2));
    for key in &shuffle.keys {
        let Some(Value::Int(hash)) = key.hash else { panic!("no hash") };
        assert_eq!(hash.rem_euclid(3) as usize, key.partition);
    }
}

#[test]
fn both_sides_of_a_join_move() {
    let (run, node, shuffle) = of_batch("a b c / d e a", |program, pairs| {
        let others = program.on(pairs, "mapValues", vec![f1(|_| Value::Int(7)).into_arg()]);
        program.on(pairs, "join", vec![others.into_arg()])
    });
    check(&run, node, &shuffle);
    assert_eq!(shuffle.inputs.len(), 2);
    let a = shuffle.keys.iter().find(|key| text(&key.key) == "'a'").expect("a key");
    assert_eq!((a.n_records, a.n_sources), (4, 4));
}

#[test]
fn a_function_of_the_program_decides_where_it_is_asked() {
    let (run, node, shuffle) = of_batch("a bb ccc dddd", |program, pairs| {
        let length = f1(|key| Value::from(support::text(key).len()));
        program.on(pairs, "partitionBy", vec![2.into_arg(), length.into_arg()])
    });
    check(&run, node, &shuffle);
    let places: Vec<(String, usize)> = shuffle.keys.iter().map(|key| (text(&key.key), key.partition)).collect();
    let expected = [("'a'", 1), ("'bb'", 0), ("'ccc'", 1), ("'dddd'", 0)];
    assert_eq!(places, expected.map(|(key, partition)| (key.to_owned(), partition)));
}

#[test]
fn counts_move_into_one_partition_and_repartition_by_turns() {
    let (_, _, shuffle) = of_batch("a b / c", |program, pairs| program.on(pairs, "count", vec![]));
    assert!(matches!(shuffle.method, ShuffleMethod::Single) && shuffle.n_partitions == 1 && shuffle.keys.is_empty());
    let (_, _, shuffle) = of_batch("a b / c", |program, pairs| program.on(pairs, "repartition", vec![4.into_arg()]));
    assert!(matches!(shuffle.method, ShuffleMethod::RoundRobin) && shuffle.n_partitions == 4);
}

#[test]
fn a_narrow_step_has_no_shuffle() {
    let mut program = Program::new(2, 1);
    let pairs = program.pairs();
    program.on(pairs, "pprint", vec![]);
    let mut run = program.start();
    run.batches("a");
    assert!(run.context.shuffle(pairs, Time(1000), &mut run.cx).expect("no exception").is_none());
}
