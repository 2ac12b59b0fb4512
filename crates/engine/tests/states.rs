//! A state is the same whether all its keys are visited or only those that a batch touches.

mod support;

use std::rc::Rc;

use engine::observer::StateRows;
use engine::{EngineConfig, StreamingContext};
use plan::Time;
use proptest::prelude::*;
use support::{Function, IntoArg, Program, Run, f1, f2, glom, int, items, raising, text};
use value::equality::is_exactly;
use value::repr::repr;
use value::{CallCx, Callable, ExcKind, Raised, Shape, Value};

/// How much of an update function is known.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Known {
    /// Nothing: every key is visited.
    Nothing,
    /// That it only computes.
    Steady,
    /// Also which values it keeps.
    Keeping,
    /// That it is a running sum.
    Shape,
}

struct Update {
    function: Function,
    known: Known,
}

impl Callable for Update {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        self.function.call(args, cx)
    }
    fn shape(&self) -> Shape {
        if self.known == Known::Shape { Shape::RunningSum } else { Shape::Unknown }
    }
    fn computes_as(&self, _: &dyn Callable) -> bool {
        matches!(self.known, Known::Steady | Known::Keeping)
    }
    fn keeps(&self, state: &Value, cx: &mut CallCx) -> bool {
        let again = |cx: &mut CallCx| self.function.call(&[Value::list(Vec::new()), state.clone()], cx);
        match self.known {
            Known::Keeping => again(cx).is_ok_and(|again| is_exactly(&again, state)),
            Known::Shape => matches!(state, Value::Int(_)),
            _ => false,
        }
    }
    fn as_value(&self) -> Value {
        Value::str("update")
    }
}

fn sum(values: &Value) -> i64 {
    items(values).iter().map(int).fold(0, i64::wrapping_add)
}

fn total(new: &Value, old: &Value) -> i64 {
    sum(new).wrapping_add(int(old))
}

fn refused(text: &str) -> Raised {
    Raised::new(ExcKind::ValueError, text.into())
}

/// `updateFunc`, by number.
fn update(number: usize) -> Function {
    match number {
        0 => f2(|new, old| Value::Int(total(new, old))),
        // Keys go, and may come back.
        1 => f2(|new, old| match total(new, old) {
            n if n % 4 == 0 => Value::None,
            n => Value::Int(n),
        }),
        // Keys go when they have been idle for a while.
        2 => f2(|new, old| match (items(new).is_empty(), items(old).as_slice()) {
            (true, [_, Value::Int(2)]) => Value::None,
            (true, [n, idle]) => Value::pair(n.clone(), Value::Int(int(idle) + 1)),
            (_, olds) => Value::pair(Value::Int(total(new, olds.first().unwrap_or(&Value::None))), Value::Int(0)),
        }),
        3 => raising(|args, _| match args {
            [new, _] if items(new).len() == 3 => Err(refused("three")),
            [new, old] => Ok(Value::Int(total(new, old))),
            _ => Err(refused("two are needed")),
        }),
        4 => f2(|new, old| {
            items(new).last().map_or_else(|| old.clone(), |last| Value::string(format!("<{}>", int(last))))
        }),
        // What can be changed is copied for each batch.
        5 => f2(|new, old| Value::list([items(old), items(new)].concat())),
        6 => f2(|new, old| if sum(new) % 3 == 1 { Value::list(vec![old.clone()]) } else { Value::Int(sum(new)) }),
        7 => f2(|new, old| match old {
            Value::Float(old) if items(new).is_empty() => Value::Float(-old),
            _ => Value::Float(if items(new).len() > 1 { 0.0 } else { f64::NAN }),
        }),
        8 => raising(|args, _| match args {
            [new, old] if items(new).is_empty() && int(old) > 9 => Err(refused("idle")),
            [new, old] => Ok(Value::Int(total(new, old))),
            _ => Err(refused("two are needed")),
        }),
        _ => f2(|_, _| Value::None),
    }
}

const N_UPDATES: usize = 10;

/// A pair made of a line, by number.
fn pair(number: usize) -> Function {
    let number_of = |line: &str| line.len() as i64;
    f1(move |line| {
        let (line, n) = (text(line), number_of(&text(line)));
        let key = match (number, n % 4) {
            (0, _) | (4, 0) => Value::str(&line),
            (1, _) | (4, 1) => Value::Int(n - 2),
            (2, _) => Value::pair(Value::str(&line), Value::tuple(vec![Value::Int(n), Value::None])),
            (3, 0) | (4, 2) => Value::Bool(n > 3),
            (3, _) => Value::Float(n as f64 / 2.0),
            (5, _) => Value::Float(f64::NAN),
            (6, 3) => Value::list(Vec::new()),
            (7, _) => Value::str(&line),
            _ => Value::None,
        };
        let value = match (number, n) {
            (7, n) if n > 4 => Value::Int(i64::MAX - 1),
            (_, n) => Value::Int(n),
        };
        Value::pair(key, value)
    })
}

const N_PAIRS: usize = 8;

fn batches() -> impl Strategy<Value = Vec<String>> {
    let word =
        prop::sample::select(vec!["a", "b", "c", "the", "cat", "é", "longer word", "much longer than sixteen bytes"]);
    let part = prop::collection::vec(word, 0..8).prop_map(|words| match words.as_slice() {
        [] => "_".to_owned(),
        words => words.join(","),
    });
    let batch = prop::collection::vec(part, 0..4).prop_map(|parts| match parts.as_slice() {
        [] => "-".to_owned(),
        parts => parts.join("/"),
    });
    // Long enough for a checkpoint.
    prop::collection::vec(batch, 1..14)
}

/// The program: a state, its first records, all of them, and those of three batches.
fn start(pair: Function, update: Function, unbox: Option<Function>, n_partitions: usize) -> Run {
    let mut program = Program::new(n_partitions, 1);
    let lines = program.lines();
    let pairs = program.on(lines, "map", vec![pair.into_arg()]);
    let mut state = program.on(pairs, "updateStateByKey", vec![update.into_arg()]);
    if let Some(unbox) = unbox {
        state = program.on(state, "mapValues", vec![unbox.into_arg()]);
    }
    let window = program.on(state, "window", vec![3.into_arg(), 1.into_arg()]);
    for (stream, n) in [(state, 2), (state, 1000), (window, 1000)] {
        program.on(stream, "pprint", vec![n.into_arg()]);
    }
    let (plan, sc) = program.plan();
    let config = EngineConfig { completes_views: false, ..EngineConfig::default() };
    let context = StreamingContext::start(plan, &sc, config).expect("a plan that starts");
    Run { context, sc, cx: CallCx::default() }
}

/// What each batch prints, and what is in it.
fn run(mut run: Run, batches: &[String]) -> Vec<String> {
    let mut shown = Vec::new();
    for batch in batches {
        run.push(batch);
        let result = run.context.run_batch(&mut run.cx, &mut ());
        let mut text = run.stdout();
        for output in &result.outputs {
            text += &match &output.failure {
                Some(failure) => failure.raised().last_line(&mut run.cx),
                None => match output.rdd.collect_partitions(&mut run.cx) {
                    Ok(_) => glom(&output.rdd, &mut run.cx),
                    Err(failure) => format!("{failure:?}"),
                },
            };
        }
        shown.push(text);
    }
    shown
}

/// The updates as they are shown of a batch.
fn updates(run: &Run, time: Time, cx: &mut CallCx) -> Vec<String> {
    let Some(record) = run.context.history().at(time) else { return Vec::new() };
    let rows = record.states.values().flat_map(|state| state.partitions.iter().flat_map(StateRows::iter));
    let values = |row: engine::observer::StateRow| [row.key, row.old, Value::list(row.new_values), row.new];
    rows.map(|row| values(row).map(|value| repr(&value, cx).expect("a repr")).join(" ")).collect()
}

proptest! {
    #[test]
    fn keys_that_are_not_visited_keep_their_values(
        batches in batches(),
        number in 0..N_UPDATES,
        pairs in 0..N_PAIRS,
        n_partitions in 1..4_usize,
    ) {
        let known = |known| Rc::new(Update { function: update(number), known });
        let all = run(start(pair(pairs), known(Known::Nothing), None, n_partitions), &batches);
        for knowing in [Known::Steady, Known::Keeping, Known::Shape] {
            if knowing != Known::Shape || number == 0 {
                let touched = run(start(pair(pairs), known(knowing), None, n_partitions), &batches);
                prop_assert_eq!(&touched, &all, "{:?}", knowing);
            }
        }
        // Of lists nothing is ever kept from batch to batch, so this is the way through tags and a second shuffle.
        let inner = update(number);
        let boxed = raising(move |args, cx| {
            let [new, old] = args else { return Err(refused("two are needed")) };
            let old = items(old).first().cloned().unwrap_or_default();
            Ok(match inner.call(&[new.clone(), old], cx)? {
                Value::None => Value::None,
                new => Value::list(vec![new]),
            })
        });
        let unbox = f1(|boxed| items(boxed).first().cloned().unwrap_or_default());
        prop_assert_eq!(&run(start(pair(pairs), boxed, Some(unbox), n_partitions), &batches), &all);
    }

    #[test]
    fn the_same_updates_are_shown(batches in batches(), number in 0..N_UPDATES, pairs in 0..N_PAIRS) {
        let [mut all, mut touched] = [Known::Nothing, Known::Keeping].map(|known| {
            start(pair(pairs), Rc::new(Update { function: update(number), known }), None, 2)
        });
        let cx = &mut CallCx::default();
        for batch in &batches {
            let time = all.context.next_batch_time();
            for run in [&mut all, &mut touched] {
                run.push(batch);
                run.context.run_batch(&mut run.cx, &mut ());
            }
            prop_assert_eq!(updates(&touched, time, cx), updates(&all, time, cx));
            let counts = |run: &Run| -> Vec<(usize, usize)> {
                let record = run.context.history().at(time).expect("a kept batch");
                record.states.values().flat_map(|state| &state.partitions).map(|rows| (rows.len(), rows.n_keys())).collect()
            };
            prop_assert_eq!(counts(&touched), counts(&all));
        }
        // Older batches are still shown as they were.
        for at in 1..=batches.len() as i64 {
            prop_assert_eq!(updates(&touched, Time(at * 1000), cx), updates(&all, Time(at * 1000), cx));
            let cells = |run: &Run| -> Vec<String> {
                let record = run.context.history().at(Time(at * 1000)).expect("a kept batch");
                let rows = record.cells.values().flat_map(|cell| cell.first_rows(1000));
                rows.map(|row| repr(&row, &mut CallCx::default()).expect("a repr")).collect()
            };
            prop_assert_eq!(cells(&touched), cells(&all));
        }
    }
}

#[test]
fn only_touched_keys_are_visited_again() {
    let n_calls = Rc::new(std::cell::Cell::new(0));
    let counted = Rc::clone(&n_calls);
    let total = raising(move |args, _| {
        counted.set(counted.get() + 1);
        match args {
            [new, old] => Ok(Value::Int(total(new, old))),
            _ => Err(refused("two are needed")),
        }
    });
    let mut program = Program::new(2, 1);
    let pairs = program.pairs();
    let known = Update { function: total, known: Known::Steady };
    let state = program.on(pairs, "updateStateByKey", vec![(Rc::new(known) as Function).into_arg()]);
    program.on(state, "pprint", vec![100.into_arg()]);
    let mut run = program.start();
    let mut calls = |batch: &str| {
        run.batches(batch);
        n_calls.replace(0)
    };
    assert_eq!(calls("a b c d e f"), 6);
    // Once without values is enough to know.
    assert_eq!(calls("a"), 6);
    assert_eq!(calls("a b"), 2);
    assert_eq!(calls("b"), 2);
    assert_eq!(calls("-"), 1);
    assert_eq!(calls("-"), 0);
    assert_eq!(calls("x"), 1);
}

#[test]
fn a_retried_partition_finds_what_was_there_before() {
    let lines = ["a,b", "a,a,a,b", "a,b", "_"].map(str::to_owned);
    let ways = [Known::Nothing, Known::Keeping]
        .map(|known| run(start(pair(0), Rc::new(Update { function: update(3), known }), None, 1), &lines));
    assert!(ways[0][1].contains("ValueError: three"), "{:?}", ways[0]);
    assert_eq!(ways[0], ways[1]);
}
