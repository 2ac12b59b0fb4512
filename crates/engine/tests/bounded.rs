//! What is kept of past batches keeps to its bound, whatever the records are. In a process of its own, since it counts
//! all memory.

mod support;

use engine::{EngineConfig, StreamingContext};
use plan::NodeId;
use support::{IntoArg, Program, add, f1, f2, int, items, raising, second, split, text};
use value::context::Isolated;
use value::memory::{Counting, in_use};
use value::{CallCx, Raised, Value};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const HISTORY_BYTES: usize = 32 << 20;

/// How much more memory is in use after 60 batches of 20,000 words than after one.
fn grown(history_bytes: usize, build: fn(&mut Program, NodeId) -> NodeId) -> usize {
    let mut program = Program::new(2, 1);
    let lines = program.lines();
    let words = program.on(lines, "flatMap", vec![split().into_arg()]);
    let node = build(&mut program, words);
    program.on(node, "pprint", vec![]);
    let (plan, sc) = program.plan();
    let config = EngineConfig { history_bytes, ..EngineConfig::default() };
    let mut context = StreamingContext::start(plan, &sc, config).expect("a plan that starts");
    let mut cx = CallCx::default();
    let input = context.inputs()[0].node;
    let mut after_one = 0;
    for batch in 0..60 {
        let line = (0..20_000).map(|word| format!("{}", word % 7 + batch % 3)).collect::<Vec<_>>().join(" ");
        context.push_lines(input, context.next_batch_time(), [&*line]);
        context.run_batch(&mut cx, &mut ());
        cx.host.as_any_mut().downcast_mut::<Isolated>().expect("the default host").stdout.clear();
        if batch == 0 {
            after_one = in_use();
        }
    }
    let n_kept = context.history().batches().count();
    assert!(history_bytes == 0 || (2..60).contains(&n_kept), "{n_kept} are kept");
    in_use().saturating_sub(after_one)
}

/// Compares with what the engine itself needs to go on: a state remembers its batches until it is checkpointed.
#[track_caller]
fn check(what: &str, build: fn(&mut Program, NodeId) -> NodeId) {
    let (without, with) = (grown(0, build), grown(HISTORY_BYTES, build));
    eprintln!("{what}: {} MB, and {} MB with a history", without >> 20, with >> 20);
    assert!(with < without + HISTORY_BYTES * 3 / 2, "{what}: {with} bytes, {without} without a history");
}

fn pairs(program: &mut Program, words: NodeId) -> NodeId {
    program.on(words, "map", vec![f1(|word| Value::pair(word.clone(), word.clone())).into_arg()])
}

#[test]
fn the_history_of_a_run_keeps_to_its_bound() {
    check("many new values of few keys", |program, words| {
        let pairs = pairs(program, words);
        let count = f2(|new, old| Value::Int(items(new).len() as i64 + int(old)));
        program.on(pairs, "updateStateByKey", vec![count.into_arg()])
    });
    check("values that are long", |program, words| {
        let pairs = pairs(program, words);
        let keep = f2(|new, _| Value::tuple(items(new)));
        program.on(pairs, "updateStateByKey", vec![keep.into_arg()])
    });
    check("values that can be changed", |program, words| {
        let pairs = pairs(program, words);
        let keep = f2(|new, _| Value::list(items(new)));
        program.on(pairs, "updateStateByKey", vec![keep.into_arg()])
    });
    check("long groups", |program, words| {
        let pairs = pairs(program, words);
        let grouped = program.on(pairs, "groupByKey", vec![]);
        program.on(grouped, "mapValues", vec![f1(|group| Value::tuple(items(group))).into_arg()])
    });
    check("partitions as lists", |program, words| program.on(words, "glom", vec![]));
    check("batches that fail", |program, words| {
        let fails = raising(|args, _| match int(&args[0]) {
            10_000 => Err(Raised::value_error(text(&args[0]))),
            _ => Ok(args[0].clone()),
        });
        let pairs = program.on(words, "map", vec![f1(|word| Value::pair(word.clone(), Value::Int(1))).into_arg()]);
        let counts = program.on(pairs, "reduceByKey", vec![add().into_arg()]);
        let numbers = program.on(counts, "map", vec![f1(second).into_arg()]);
        let all = program.on(numbers, "reduce", vec![add().into_arg()]);
        let half = program.on(all, "map", vec![f1(|n| Value::Int(int(n) / 2)).into_arg()]);
        program.on(half, "map", vec![fails.into_arg()])
    });
}
