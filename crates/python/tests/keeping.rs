//! What is said of update functions is what the machine does.

use proptest::prelude::*;
use python::{Driver, Program};
use value::equality::is_exactly;
use value::repr::repr;
use value::{CallCx, Callable, Value};

/// Functions that must be known to keep what they are given: with a state that they keep.
const KEEPING: &[(&str, &str)] = &[
    ("lambda new, old: sum(new) + (old or 0)", "5"),
    ("lambda new, old: sum(new) + (old or 0)", "0"),
    ("lambda new, old: sum(new) + (old or 0)", "2.5"),
    ("lambda new, old: sum(new) + (old or 0)", "2 ** 70"),
    ("lambda new, old: (old or 0) + sum(new)", "-1"),
    ("lambda new, old: sum(new, old or 0)", "7"),
    ("lambda new, old: sum(new, old if old is not None else 0)", "0"),
    ("lambda new, old: (old or 0) + len(new)", "3"),
    ("lambda new, old: old if not new else new[-1]", "'text'"),
    ("lambda new, old: new[-1] if new else old", "True"),
    ("lambda new, old: (new or [old])[-1]", "(1, 'a', None)"),
    ("lambda new, old: max(new + [old])", "-2"),
    ("lambda new, old: max(new + [old]) if old is not None else max(new)", "'b'"),
    ("lambda new, old: min([old] + new)", "1.5"),
    ("lambda new, old: (old or '') + ''.join(new)", "'abc'"),
    ("lambda new, old: (old or '') + ''.join(new)", "''"),
    ("lambda new, old: (old or ()) + tuple(new)", "(1, 2)"),
    ("lambda new, old: (old or ()) + tuple(new)", "()"),
    ("lambda new, old: (old[0] + sum(new), old[1] + len(new))", "(4, 2)"),
    ("lambda new, old: total(new, old)", "9"),
    ("counted", "9"),
    ("started", "9"),
    ("averaged", "(2.5, 2)"),
    ("early", "'x'"),
    ("handled", "4"),
    ("lambda new, old: old + sum(v * factor for v in new)", "6"),
    ("lambda new, old: old + sum([v for v in new if v > 1])", "6"),
];

/// Functions that do not keep it, or of which that is not known.
const CHANGING: &[(&str, &str)] = &[
    ("lambda new, old: sum(new) + (old or 0)", "True"),
    ("lambda new, old: sum(new) + (old or 0)", "0.0"),
    ("lambda new, old: sum(new) + (old or 0)", "float('nan')"),
    ("lambda new, old: sum(new) + (old or 0)", "'text'"),
    ("lambda new, old: (old or 1) + len(new)", "0"),
    ("lambda new, old: None if not new else sum(new)", "5"),
    ("lambda new, old: old - 1", "5"),
    ("lambda new, old: old * 0.5", "8.0"),
    ("lambda new, old: (old[0], old[1] + 1)", "(4, 2)"),
    ("lambda new, old: len(new)", "2"),
    ("lambda new, old: sum(new, old)", "'text'"),
    ("lambda new, old: max(new)", "2"),
    ("lambda new, old: [old]", "2"),
    ("lambda new, old: print(old) or old", "2"),
    ("lambda new, old: seen.append(old) or old", "2"),
    ("lambda new, old=0: old", "2"),
    ("lambda new: new", "2"),
];

const AROUND: &str = "
factor = 3
seen = []
def total(new, old):
    return sum(new) + (old or 0)
def counted(new, old):
    n = old or 0
    for v in new:
        n += 1
    return n
def started(new, old):
    if old is None:
        old = 0
    return sum(new, old)
def averaged(new, old):
    total, n = old
    return (total + sum(new), n + len(new))
def early(new, old):
    if len(new) == 0:
        return old
    return str(new)
def handled(new, old):
    try:
        return sum(new) + (old or 0)
    except TypeError:
        return None
def effect(new, old):
    try:
        return new[0]
    except IndexError:
        seen.append(1)
        return old
";

fn function(text: &str, cx: &mut CallCx) -> (Driver, std::rc::Rc<dyn Callable>) {
    let program = Program::compile(&format!("{AROUND}f = {text}\n")).expect("it compiles");
    let mut driver = Driver::new(&program, stdlib::modules(), cx);
    driver.run(cx);
    let f = driver.global("f").expect("it is assigned");
    (driver, python::callable(&f))
}

fn value(text: &str, cx: &mut CallCx) -> Value {
    let program = Program::compile(&format!("value = {text}\n")).expect("it compiles");
    let mut driver = Driver::new(&program, stdlib::modules(), cx);
    driver.run(cx);
    driver.global("value").expect("it is assigned")
}

/// Whether the function is said to keep a state, which must then be so.
fn keeps(text: &str, state: &Value, cx: &mut CallCx) -> bool {
    let (_driver, f) = function(text, cx);
    let keeps = f.keeps(state, cx);
    // What is known of a kind is asked again.
    assert_eq!(f.keeps(state, cx), keeps);
    if keeps {
        let again = f.call(&[Value::list(Vec::new()), state.clone()], cx);
        let again =
            again.unwrap_or_else(|_| panic!("{text} raises for {}", repr(state, &mut CallCx::default()).unwrap()));
        assert!(is_exactly(&again, state), "{text} of {}: {}", repr(state, cx).unwrap(), repr(&again, cx).unwrap());
    }
    keeps
}

#[test]
fn functions_are_known_to_keep_states() {
    let cx = &mut CallCx::default();
    for (text, state) in KEEPING {
        let state = value(state, cx);
        assert!(keeps(text, &state, cx), "{text} of {}", repr(&state, cx).unwrap());
    }
    for (text, state) in CHANGING {
        let state = value(state, cx);
        assert!(!keeps(text, &state, cx), "{text} of {}", repr(&state, cx).unwrap());
    }
}

#[test]
fn a_function_is_one_with_itself_if_it_only_computes() {
    let cx = &mut CallCx::default();
    let mut is_steady = |text: &str| {
        let (_driver, f) = function(text, cx);
        f.computes_as(&*f)
    };
    for text in [
        "lambda new, old: sum(new) + (old or 0)",
        "lambda new, old: None if not new and old > 3 else (old or 0) + 1",
        "lambda new, old: old[:5] + sorted(new)[:2]",
        "lambda new, old: (old, isinstance(old, int), f'{old:>5}')",
        "lambda new, old: list(map(str, new))",
        "total",
        "lambda new, old: total(new, old) % 7",
        "counted",
        "averaged",
    ] {
        assert!(is_steady(text), "{text}");
    }
    for text in [
        "lambda new, old: print(old)",
        "lambda new, old: seen.append(old)",
        "lambda new, old: len(seen)",
        "lambda new, old: undefined",
        "lambda new, old: open(old)",
        "lambda new, old: id(old)",
        "lambda new, old: next(new)",
        "lambda new, old: str(total)",
        "lambda new, old: old.__class__(3)",
        "lambda new, old: effect(new, old)",
        "effect",
        "handled",
        "sum",
    ] {
        assert!(!is_steady(text), "{text}");
    }
}

#[test]
fn functions_with_other_constants_are_others() {
    let cx = &mut CallCx::default();
    let text = "
def made(step):
    return lambda new, old: (old or 0) + len(new) * step
def first(new, old): return old
one, two, three, again = made(1), made(2), made(1), made(1.0)
";
    let program = Program::compile(text).expect("it compiles");
    let mut driver = Driver::new(&program, stdlib::modules(), cx);
    driver.run(cx);
    let [one, two, three, again, first] = ["one", "two", "three", "again", "first"]
        .map(|name| python::callable(&driver.global(name).expect("it is there")));
    assert!(one.computes_as(&*three));
    for other in [two, again, first] {
        assert!(!one.computes_as(&*other));
    }
}

/// An expression over `new` and `old`.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "new", "old", "0", "1", "''", "()", "None", "0.0", "-0.0", "old[0]", "old[1]", "old[-1]", "sum(new)",
        "len(new)", "[]", "new[-1]", "True", "factor",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let three = (inner.clone(), inner.clone(), inner.clone());
        prop_oneof![
            (two.clone(), prop::sample::select(vec!["+", "-", "*", "or", "and", "is", "==", "<"]))
                .prop_map(|((a, b), op)| format!("({a} {op} {b})")),
            three.prop_map(|(a, b, c)| format!("({a} if {b} else {c})")),
            inner.clone().prop_map(|a| format!("(not {a})")),
            two.clone().prop_map(|(a, b)| format!("({a}, {b})")),
            (
                inner.clone(),
                prop::sample::select(vec![
                    "max", "min", "len", "sum", "list", "tuple", "int", "float", "str", "bool", "sorted"
                ])
            )
                .prop_map(|(a, f)| format!("{f}({a})")),
            two.clone().prop_map(|(a, b)| format!("max({a}, {b})")),
            two.clone().prop_map(|(a, b)| format!("sum({a}, {b})")),
            two.clone().prop_map(|(a, b)| format!("total({a}, {b})")),
            two.clone().prop_map(|(a, b)| format!("[{a} for v in {b}]")),
            inner.clone().prop_map(|a| format!("[{a}]")),
            (inner, prop::sample::select(vec!["0", "-1", "1:", ":2"])).prop_map(|(a, at)| format!("{a}[{at}]")),
        ]
    })
}

/// A whole function.
fn definition() -> impl Strategy<Value = String> {
    (expression(), expression(), expression(), 0..5_usize).prop_map(|(a, b, c, form)| match form {
        0 => format!("    return {a}\n"),
        1 => format!("    if {a}:\n        return {b}\n    return {c}\n"),
        2 => format!("    x = {a}\n    for v in new:\n        x = {b}\n    return x if {c} else old\n"),
        3 => format!("    x = {a}\n    x += {b}\n    return x\n"),
        _ => format!("    if old is None:\n        old = {a}\n    try:\n        return {b}\n    except Exception:\n        return old\n"),
    })
}

/// A state, as it can be shown.
#[derive(Clone, Debug)]
enum State {
    None,
    Int(i64),
    Bool(bool),
    Float(f64),
    Text(String),
    Tuple(Vec<State>),
}

impl State {
    fn value(&self) -> Value {
        match self {
            Self::None => Value::None,
            Self::Int(number) => Value::Int(*number),
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Float(number) => Value::Float(*number),
            Self::Text(text) => Value::str(text),
            Self::Tuple(items) => Value::tuple(items.iter().map(Self::value).collect::<Vec<_>>()),
        }
    }
}

fn state() -> impl Strategy<Value = State> {
    let plain = || {
        prop_oneof![
            prop_oneof![Just(0), Just(1), Just(i64::MIN), any::<i64>()].prop_map(State::Int),
            any::<bool>().prop_map(State::Bool),
            prop_oneof![Just(0.0), Just(-0.0), Just(f64::NAN), Just(f64::INFINITY), any::<f64>()]
                .prop_map(State::Float),
            "[aé]{0,2}".prop_map(State::Text),
        ]
    };
    // No state is `None`, but its places can be.
    let place = prop_oneof![4 => plain(), 1 => Just(State::None)];
    prop_oneof![3 => plain(), 1 => prop::collection::vec(place, 0..3).prop_map(State::Tuple)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn what_is_said_to_be_kept_is_kept(body in definition(), states in prop::collection::vec(state(), 1..5)) {
        let cx = &mut CallCx::default();
        let text = format!("{AROUND}def f(new, old):\n{body}");
        let program = Program::compile(&text).expect("it compiles");
        let mut driver = Driver::new(&program, stdlib::modules(), cx);
        driver.run(cx);
        let f = python::callable(&driver.global("f").expect("it is defined"));
        let is_steady = f.computes_as(&*f);
        for state in &states {
            let state = &state.value();
            let call = |cx: &mut CallCx| f.call(&[Value::list(Vec::new()), state.clone()], cx);
            let (first, second) = (call(cx), call(cx));
            if f.keeps(state, cx) {
                prop_assert!(first.as_ref().is_ok_and(|kept| is_exactly(kept, state)), "{} of {}", body, repr(state, cx).unwrap());
            }
            if is_steady {
                let shown = |result: &Result<Value, value::Raised>, cx: &mut CallCx| match result {
                    Ok(value) => format!("{} {}", value.type_name(), repr(value, cx).unwrap()),
                    Err(raised) => raised.last_line(cx),
                };
                prop_assert_eq!(shown(&first, cx), shown(&second, cx), "{}", body);
            }
        }
    }
}
