//! What the machine does in a quick way is what it does in the general one: the same program text by either.

use std::cell::RefCell;

use proptest::prelude::*;
use python::{Driver, DriverStep, Program, format_traceback};
use value::{CallCx, Value};

/// A quick way with the general one: the names are those of what `given` makes.
const WAYS: &[(&str, &str)] = &[
    ("text[a:b]", "text[slice(a, b)]"),
    ("text[a:]", "text[slice(a, None)]"),
    ("text[:b]", "text[slice(None, b)]"),
    ("text[a:b:c]", "text[slice(a, b, c)]"),
    ("items[a:b]", "items[slice(a, b)]"),
    ("items[a]", "items.__getitem__(a)"),
    ("tuple(items)[a]", "tuple(items).__getitem__(a)"),
    ("len(text)", "[len][0](text)"),
    ("len(items)", "[len][0](items)"),
    ("len(a)", "[len][0](a)"),
    ("len(sized)", "[len][0](sized)"),
    ("table.get(text)", "table.get(*[text])"),
    ("table.get(text[:1], a)", "table.get(*[text[:1], a])"),
    ("table.get(items)", "table.get(*[items])"),
    ("table.get(same)", "table.get(*[same])"),
    ("stored(table, text, a)", "(table.__setitem__(text, a), list(table.items()))[1]"),
    ("stored(table, same, a)", "(table.update([(same, a)]), list(table.items()))[1]"),
    ("text.split(' ')", "text.split(*[' '])"),
    ("text.split('é')", "text.split(*['é'])"),
    ("text.split('o', a)", "text.split(*['o', a])"),
    ("text.split(sep=' ')", "text.split(**{'sep': ' '})"),
    ("text.split(a, b, c)", "text.split(*[a, b, c])"),
    ("[c for c in text]", "list(text)"),
    ("[i for i in items]", "list(items)"),
    ("[i for i in range(5)]", "list(range(5))"),
    ("two(a, b)", "two(*[a, b])"),
    ("two(a)", "two(*[a])"),
    ("two()", "two(*[])"),
    ("two(a, b, c)", "two(*[a, b, c])"),
    ("two(a, second=b)", "two(*[a], **{'second': b})"),
    ("two(second=b, first=a)", "two(**{'second': b, 'first': a})"),
    ("two(a, first=b)", "two(*[a], **{'first': b})"),
    ("two(a, third=b)", "two(*[a], **{'third': b})"),
    ("two(second=b)", "two(**{'second': b})"),
    ("named(a, c=b)", "named(*[a], **{'c': b})"),
    ("named(a, b=c)", "named(*[a], **{'b': c})"),
    ("named(a, b=b, c=c)", "named(*[a], **{'b': b, 'c': c})"),
    ("named(a=a, c=c)", "named(**{'a': a, 'c': c})"),
    ("named(a, b)", "named(*[a, b])"),
    ("rest(a, c=b)", "rest(*[a], **{'c': b})"),
    ("captured(a, b=b)()", "captured(*[a], **{'b': b})()"),
    ("list(numbers(a, b))", "list(numbers(*[a, b]))"),
    ("list(numbers(a, stop=b))", "list(numbers(*[a], **{'stop': b}))"),
    ("[(i, j) for i in outer(2) for j in outer(i)]", "[(i, j) for i in list(outer(2)) for j in list(outer(i))]"),
    ("thing.x", "getattr(thing, 'x')"),
    ("thing.shared", "getattr(thing, 'shared')"),
    ("thing.computed", "getattr(thing, 'computed')"),
    ("thing.missing", "getattr(thing, 'missing')"),
    ("thing.plus(a)", "getattr(thing, 'plus')(*[a])"),
    ("thing.plus(n=a)", "getattr(thing, 'plus')(**{'n': a})"),
    ("below.x", "getattr(below, 'x')"),
    ("below.plus(a)", "getattr(below, 'plus')(*[a])"),
    ("asking.anything", "getattr(asking, 'anything')"),
    ("having(thing, 'x', a)", "(setattr(thing, 'x', a), thing.__dict__['x'])[1]"),
    ("having(thing, 'computed', a)", "setattr(thing, 'computed', a)"),
    ("having(slotted, 'y', a)", "setattr(slotted, 'y', a)"),
    ("(Thing(a).x, Thing(x=b).x)", "(Thing(*[a]).x, Thing(**{'x': b}).x)"),
    ("Thing()", "Thing(*[])"),
    ("Odd(a)", "Odd(*[a])"),
    ("f'{text}{a}{items!r}'", "''.join([format(text), format(a), repr(items)])"),
    ("text + text", "''.join([text, text])"),
    ("a / 2.0", "a.__truediv__(2.0)"),
    ("float(a) / float(b)", "float(a).__truediv__(float(b))"),
];

const PROGRAM: &str = "
def two(first, second='default'):
    return (first, second)

def named(a, *, b='other', c):
    return (a, b, c)

def rest(a, **others):
    return (a, others)

def captured(a, b=1):
    def inner():
        nonlocal a
        a = (a, b)
        return a
    return inner

def numbers(start, stop=3):
    for step in range(4):
        if start + step < stop:
            got = yield start + step

def outer(n):
    for i in range(n):
        yield from [i, (yield i)]

def stored(table, key, value):
    table[key] = value
    return list(table.items())

def having(thing, name, value):
    if name == 'x':
        thing.x = value
        return thing.x
    if name == 'computed':
        thing.computed = value
    else:
        thing.y = value

class Thing:
    shared = 'of the class'
    def __init__(self, x):
        self.x = x
    @property
    def computed(self):
        return ('computed', self.x)
    def plus(self, n):
        return self.x + n

class Below(Thing):
    def plus(self, n):
        return ('below', super().plus(n))

class Asking:
    def __getattr__(self, name):
        return 'asked for ' + name

class Slotted:
    __slots__ = ('x',)

class Odd:
    def __init__(self, x):
        return x

class Sized:
    def __len__(self):
        return 3

class Same:
    def __hash__(self):
        return 1
    def __eq__(self, other):
        return other == 1
    def __repr__(self):
        return 'Same'

def given(text, a, b, c):
    items = text.split()
    table = {'one': 1, 't': 2, '': 3, 1: 4}
    thing, below = Thing(a), Below(b)
    if c % 3 == 1:
        thing.shared = 'its own'
        below.plus = lambda n: 'of the instance'
    if c % 3 == 2:
        Thing.missing = 'found later'
        below.__dict__['x'] = text
    elif hasattr(Thing, 'missing'):
        del Thing.missing
    return dict(text=text, a=a, b=b, c=c, items=items, table=table, thing=thing, below=below, asking=Asking(),
                slotted=Slotted(), sized=Sized(), same=Same())
";

/// Functions of each way, in the order of [`WAYS`], that tell what they give or raise.
fn program() -> String {
    let mut text = String::from(PROGRAM);
    let mut names = Vec::new();
    let ways = WAYS.iter().flat_map(|(quick, general)| [quick, general]);
    for (at, way) in ways.enumerate() {
        text.push_str(&format!(
            "
def way_{at}(made):
    text, a, b, c, items, table = made['text'], made['a'], made['b'], made['c'], made['items'], made['table']
    thing, below, asking, slotted = made['thing'], made['below'], made['asking'], made['slotted']
    sized, same = made['sized'], made['same']
    try:
        return repr({way})
    except Exception as e:
        return type(e).__name__ + ': ' + str(e)
"
        ));
        names.push(format!("way_{at}"));
    }
    text.push_str(&format!(
        "
def told(text, a, b, c):
    return [way(given(text, a, b, c)) for way in [{}]]
",
        names.join(", ")
    ));
    text
}

thread_local! {
    static RUN: RefCell<Option<(Driver, CallCx)>> = const { RefCell::new(None) };
}

/// What each way tells; the program stays, so that what it has found out about its names is there the next time.
fn told(text: &str, numbers: [i64; 3]) -> Vec<String> {
    RUN.with_borrow_mut(|run| {
        let (driver, cx) = run.get_or_insert_with(|| {
            let program = Program::compile(&program()).unwrap();
            let mut cx = CallCx::default();
            let mut driver = Driver::new(&program, stdlib::modules(), &mut cx);
            match driver.run(&mut cx) {
                DriverStep::Finished => {}
                DriverStep::Raised(raised) => panic!("{}", format_traceback(&raised, &program, &mut cx)),
                DriverStep::Waiting => panic!("waits"),
            }
            (driver, cx)
        });
        let told = python::callable(&driver.global("told").unwrap());
        let [a, b, c] = numbers.map(Value::Int);
        let Ok(Value::List(lines)) = told.call(&[Value::str(text), a, b, c], cx) else { panic!("told() raised") };
        let lines = lines.0.borrow();
        lines.iter().map(|line| value::repr::str_of(line, cx).unwrap()).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn quick_ways_give_what_general_ones_give(
        text in "(one|t|é|o| |\\PC){0,8}",
        a in prop_oneof![-9..9_i64, any::<i64>()],
        b in -9..9_i64,
        c in -3..9_i64,
    ) {
        let lines = told(&text, [a, b, c]);
        prop_assert_eq!(lines.len(), WAYS.len() * 2);
        for ((quick, general), pair) in WAYS.iter().zip(lines.chunks(2)) {
            prop_assert_eq!(&pair[0], &pair[1], "{} beside {}", quick, general);
        }
    }
}

#[test]
fn ways_both_give_and_raise() {
    let lines = told("one two", [2, 3, 1]);
    let raised = lines.iter().filter(|line| line.contains("Error: ")).count();
    assert!(raised > 20 && raised < lines.len() / 2, "{raised} of {}: {lines:#?}", lines.len());
}
