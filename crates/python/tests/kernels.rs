//! What functions give for whole columns is exactly what the general machine gives, row by row.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::*;
use python::{Driver, Program};
use value::column::{Column, ListColumn, StrColumn};
use value::{CallCx, Callable, Value};

/// Functions of a text that must be computed by the column.
const OF_TEXT: &[&str] = &[
    "lambda line: line.split(' ')",
    "lambda line: line.split(', ')",
    "lambda line: line.split()",
    "lambda line: line.split(None)",
    "lambda word: (word, 1)",
    "lambda word: (word, 'x')",
    "lambda s: s.lower()",
    "lambda s: (s.upper(), len(s))",
    "lambda s: s.strip()",
    "lambda s: s.startswith('a') or s.endswith('b')",
    "lambda s: 'a' in s and 'ab' not in s",
    "lambda s: s == 'a' or s < 'b'",
    "lambda s: s in ('a', 'b', '')",
    "lambda s: s in ['a', 'b', '']",
    "lambda s: len(s.split(' ')) > 2",
    "lambda s: s.split(' ')[0]",
    "lambda s: s.split(' ')[-1]",
    "lambda s: s.split(' ')[1:]",
    "lambda s: [(w, 1) for w in s.split(' ')]",
    "lambda s: [w.lower() for w in s.split() if w]",
    "lambda s: [w + s for w in s.split(',') if len(w) > 1 and w != s]",
    "lambda s: [s, s + 'x']",
    "lambda s: s[0] if s else None",
    "lambda s: s[1:3]",
    "lambda s: s[::-1]",
    "lambda s: len(s) and len(s) + 1",
    "lambda s: s or 'empty'",
    "lambda s: '%s:%d' % (s, len(s))",
    "lambda s: '{}-{}'.format(s, 1)",
    "lambda s: s.replace('a', 'b').count('b')",
    "lambda s: (len(s) % 3, len(s) // 2, len(s) / 4, -len(s), len(s) * 1.5)",
    "lambda s: 1 < len(s) <= 4",
    "lambda s: not s",
    "lambda s: limit < len(s)",
    "lambda s: (s, table.get(s, 0))",
    "lambda s: s in words",
    "lambda s: twice(len(s)) + twice(1)",
    "lambda s: max(len(s), 3)",
    "lambda s: str(len(s)) + 'x'",
    "lambda s: (lambda_free(s), s)",
    "several",
    "branches",
    "unpacked",
    "lambda s: f'{s}:{len(s)!r} {s!r:>6}'",
    "lambda s: sum(len(w) for w in s.split(' '))",
    "lambda s: '-'.join(w for w in s.split(',') if w)",
    "lambda s: any(w == 'a' for w in s.split())",
    "lambda s: [c for c in s if c != ' ']",
    "lambda s: [i * 2 for i in range(len(s))]",
    "lambda s: [x + s for x in ('a', 'b')]",
    "tried",
    "tried_loop",
    "filled",
    "filled_if",
    "filled_either",
    "filled_or_not",
    "summed",
    "counted",
    "skipping",
    "nested",
    "with_else",
    "read_before",
    "longest",
    "vowels",
    "numbered",
    "positions",
    "lambda s: settings['sep'].join(s)",
    "looked_at",
    "broken_off",
    "returned_from",
    "in_two_lists",
    "lambda s, t=1: (s, t)",
    "lambda s, /, by=', ': s.split(by)",
    "yielded",
    "yielded_some",
    "yielded_from",
    "yielded_pairs",
    "grown",
    "grown_in_loop",
    "extended",
    "added_to",
    "first_match",
    "first_of_each",
    "with_else_after_break",
    "counted_and_kept",
    "summed_list",
    "two_names",
    "returned_inside_two",
    "stops_early",
    "matrix",
    "rest_after_return",
    "fills_again",
    "recursive",
];

/// Functions of numbers: whole ones and floats, small and huge.
const OF_NUMBERS: &[&str] = &[
    "lambda x: x + 1",
    "lambda x: x * 3 - 2",
    "lambda x: x / 7",
    "lambda x: x * 0.5 + 1",
    "lambda x: 10 - x",
    "lambda x: (x, x * x)",
    "lambda x: x % 3",
    "lambda x: x // 2",
    "lambda x: x > 2",
    "lambda x: x == 0 or x != 5",
    "lambda x: 'big' if x > 10 else 'small'",
    "lambda x: 1 / x if x else 0",
    "lambda x: abs(x)",
    "lambda x: float(x)",
    "lambda x: str(x)",
    "lambda x: round(x, 1)",
    "lambda x: x ** 2",
    "lambda x: x is None",
    "lambda x: -x",
    "lambda x: [x, x + 1]",
    "lambda x: (x > 0, not x)",
    "lambda x: min(x, 3)",
    "twice",
    "lambda x: f'{x:.2f} {x}'",
    "powers",
    "either",
];

/// Functions of pairs of a text and a number.
const OF_PAIRS: &[&str] = &[
    "lambda kv: kv[0]",
    "lambda kv: (kv[1], kv[0])",
    "lambda kv: (kv[0], kv[1] + 1)",
    "lambda kv: kv[1] > 2 and kv[0] != 'a'",
    "lambda kv: (kv[0].upper(), (kv[1], 1))",
    "lambda kv: kv[-1]",
    "lambda kv: len(kv)",
    "lambda kv: '%s %s' % kv",
    "lambda kv: kv",
    "of_pair",
    "through_pair",
];

/// Functions of a list of texts.
const OF_LISTS: &[&str] = &[
    "lambda p: p[0]",
    "lambda p: (p[0], len(p))",
    "lambda p: (p[-1], p[0] + 'x')",
    "lambda p: len(p) == 2",
    "lambda p: [w.upper() for w in p if w != 'a']",
    "lambda p: p[1:]",
    "lambda p: p",
    "lambda p: (p[0], p[1:])",
    "lambda p: (p, p)",
    "lambda p: ','.join(p)",
    "lambda p: 'a' in p",
    "lambda p: max(p)",
    "two_of_list",
    "folded_list",
    "cells",
];

/// Functions of a text without a formula that only compute.
const ONE_BY_ONE: &[&str] = &[
    "lambda s: re.findall('[ab]+', s)",
    "lambda s: PATTERN.sub('-', s)",
    "lambda s: (len(s), math.sqrt(len(s)))",
    "lambda s: sorted(s.split(), key=lambda w: (-len(w), w))",
    "lambda s: max(s.split(','), key=len, default='')",
    "lambda s: ' '.join(sorted(set(s)))",
    "lambda s: list(map(str.upper, s.split(' ')))",
    "lambda s: tuple(zip(s, s[1:]))",
    "lambda s: [(w, n) for n, w in enumerate(s.split(' ')) if w]",
    "lambda s: [x + y for x in s for y in s]",
    "lambda s: sum({c: 1 for c in s}.values())",
    "lambda s: json.dumps({'text': s})",
    "lambda *s: s[0]",
    "lambda s: {s: 1}",
    "lambda s: iter(s)",
    "left_over",
    "while_loop",
    "other_name_filled",
    "by_default",
    "kept_in_itself",
    "row_grown",
    "target_grown",
    "shared",
    "word_counts",
    "counted_by_class",
    "most_frequent",
    "inner_functions",
    "closed_over(3)",
    "wrapped",
    "with_keywords",
    "handled_with_message",
    "own_list_changed",
    "reraised",
];

/// Functions of a text that do more than compute, or that nobody can know to do less.
const MORE_THAN_COMPUTED: &[&str] = &[
    "lambda s: print(s)",
    "lambda s: open(s)",
    "lambda s: seen.append(s)",
    "lambda s: seen",
    "lambda s: [seen]",
    "lambda s: (s, seen)[1]",
    "lambda s: [(seen, seen) for seen in range(1) if seen == 0] + [seen]",
    "lambda s, kept=[]: kept.append(s)",
    "lambda s: undefined",
    "lambda s: random.random()",
    "lambda s: time.time()",
    "lambda s: datetime.datetime.now()",
    "lambda s: next(numbers)",
    "lambda s: (counter.update(s), 1)[1]",
    "lambda s: Thing(s).noted()",
    "lambda s: setattr(Thing, 'last', s)",
    "lambda s: list(map(print, s))",
    "lambda s: sorted(s, key=noted)",
    "lambda s: noted(s)",
    "lambda s: s is seen_text",
    "lambda s: counting()",
    "lambda s: (lambda: seen.append(s))()",
    "finally_done",
    "global_changed",
    "place_changed",
    "grows_in_place",
    "attribute_changed",
    "imports",
    "names_a_list",
    "endless",
    "lambda s: itertools.count()",
    "takes_long",
    "prints_if_it_fails",
];

const AROUND: &str = include_str!("kernels/functions.py");

/// Computes `function` of every row both ways. `None` where it is not done by the column, or raises for a row.
struct Both {
    at_once: [Option<Vec<String>>; 2],
    one_by_one: Option<[Option<Vec<String>>; 2]>,
}

/// Functions of a program that has run.
struct Functions {
    all: Vec<Value>,
    // The module's variables live as long as it.
    _driver: Driver,
}

thread_local! {
    static KNOWN: RefCell<BTreeMap<Vec<&'static str>, Rc<Functions>>> = RefCell::default();
}

fn of_program(functions: &[&'static str]) -> Rc<Functions> {
    if let Some(known) = KNOWN.with(|known| known.borrow().get(functions).cloned()) {
        return known;
    }
    let cx = &mut CallCx::default();
    let list: String = functions.iter().map(|function| format!("    {function},\n")).collect();
    let program = Program::compile(&format!("{AROUND}every = [\n{list}]\n")).expect("it compiles");
    let mut driver = Driver::new(&program, stdlib::modules(), cx);
    driver.run(cx);
    let every = driver.global("every").expect("it is assigned");
    let all = python::ops::collect(&every, cx).expect("it is a list");
    let made = Rc::new(Functions { all, _driver: driver });
    KNOWN.with(|known| known.borrow_mut().insert(functions.to_vec(), Rc::clone(&made)));
    made
}

fn both(function: &Value, column: &Column) -> Both {
    let cx = &mut CallCx::default();
    let f = python::callable(function);
    let at_once = [f.call_column(column, cx), f.flat_call_column(column, cx)]
        .map(|column| column.map(|column| shown(&column.iter().collect::<Vec<_>>(), cx)));
    Both { at_once, one_by_one: one_by_one(&*f, column, cx) }
}

/// What each of the functions gives for a column.
fn each(functions: &[&'static str], column: &Column) -> Vec<(&'static str, Both)> {
    let made = of_program(functions);
    functions.iter().zip(&made.all).map(|(name, function)| (*name, both(function, column))).collect()
}

/// Results and items of results; no items if a result is nothing to go through.
fn one_by_one(f: &dyn Callable, column: &Column, cx: &mut CallCx) -> Option<[Option<Vec<String>>; 2]> {
    let results: Result<Vec<Value>, _> = column.iter().map(|row| f.call(&[row], cx)).collect();
    let results = results.ok()?;
    let items: Result<Vec<Vec<Value>>, _> = results.iter().map(|result| python::ops::collect(result, cx)).collect();
    let items = items.ok().map(|items| items.concat());
    Some([Some(shown(&results, cx)), items.map(|items| shown(&items, cx))])
}

/// With the type, since `1`, `True` and `1.0` are equal.
fn shown(values: &[Value], cx: &mut CallCx) -> Vec<String> {
    values
        .iter()
        .map(|value| format!("{} {}", value.type_name(), value::repr::repr(value, cx).expect("a repr")))
        .collect()
}

fn check(functions: &[&'static str], column: &Column) -> Result<(), TestCaseError> {
    for (function, both) in each(functions, column) {
        match &both.one_by_one {
            // It raises for a row: the column must leave that to the machine.
            None => prop_assert!(both.at_once.iter().all(Option::is_none), "{} of a column that raises", function),
            Some(expected) => {
                for (at_once, expected) in both.at_once.iter().zip(expected) {
                    if at_once.is_some() {
                        prop_assert_eq!(at_once, expected, "{}", function);
                    }
                }
            }
        }
    }
    Ok(())
}

/// Texts with many separators, all of Python's white space, and signs of more than one byte.
fn texts() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        prop::collection::vec("[ ,ab]{0,8}", 0..12),
        prop::collection::vec("[ ,ab\t\u{b}\u{c}\r\u{1c}\u{1f}\u{85}\u{a0}é\u{2003}𝄞]{0,12}", 0..12),
    ]
}

fn ints() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(prop_oneof![-20..20i64, any::<i64>(), Just(0), Just(1 << 53), Just(i64::MIN)], 0..8)
}

fn floats() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop_oneof![-20.0..20.0f64, any::<f64>(), Just(0.0), Just(-0.0), Just(2.5)], 0..8)
}

fn of_texts(rows: &[String]) -> Column {
    Column::Str(StrColumn::from_rows(rows.iter().map(String::as_str)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn columns_of_texts_are_rows_one_by_one(rows in texts()) {
        check(OF_TEXT, &of_texts(&rows))?;
        check(ONE_BY_ONE, &of_texts(&rows))?;
    }

    #[test]
    fn columns_of_numbers_are_rows_one_by_one(ints in ints(), floats in floats()) {
        check(OF_NUMBERS, &Column::Int(ints))?;
        check(OF_NUMBERS, &Column::Float(floats))?;
    }

    #[test]
    fn columns_of_pairs_are_rows_one_by_one(keys in texts(), numbers in ints()) {
        let n_rows = keys.len().min(numbers.len());
        let fields = vec![of_texts(&keys[..n_rows]), Column::Int(numbers[..n_rows].to_vec())];
        check(OF_PAIRS, &Column::Tuple { fields, n_rows })?;
        let fields = vec![of_texts(&keys), Column::Const { value: Value::Int(3), n_rows: keys.len() }];
        check(OF_PAIRS, &Column::Tuple { fields, n_rows: keys.len() })?;
    }

    #[test]
    fn columns_of_lists_are_rows_one_by_one(items in texts(), lengths in prop::collection::vec(0..4u32, 0..8)) {
        let n_items = items.len() as u32;
        let mut at = 0;
        let spans = lengths.iter().map(|length| {
            let span = (at.min(n_items), (at + length).min(n_items));
            at += length;
            span
        });
        let lists = ListColumn::new(Rc::new(of_texts(&items)), spans.collect());
        check(OF_LISTS, &Column::List(lists))?;
    }

    #[test]
    fn columns_of_anything_are_rows_one_by_one(texts in texts(), numbers in ints()) {
        let mut rows: Vec<Value> = texts.iter().map(|text| Value::str(text)).collect();
        rows.extend(numbers.iter().map(|number| Value::Int(*number)));
        check(OF_TEXT, &Column::Any(rows.clone()))?;
        check(ONE_BY_ONE, &Column::Any(rows.clone()))?;
        check(OF_NUMBERS, &Column::Any(rows))?;
    }
}

/// For each of the functions whether it has a formula that takes the column.
fn have_formulas(functions: &[&'static str], column: &Column) -> Vec<(&'static str, bool)> {
    let cx = &mut CallCx::default();
    let made = of_program(functions);
    let mut has = |function: &Value| python::formula_column(function, column, cx).is_some();
    functions.iter().zip(&made.all).map(|(name, function)| (*name, has(function))).collect()
}

#[test]
fn every_function_of_the_lists_is_computed_by_the_column() {
    let texts = of_texts(&["a b".to_owned(), "ab".to_owned()]);
    let pairs = Column::Tuple { fields: vec![texts.clone(), Column::Int(vec![1, 2])], n_rows: 2 };
    let lists = Column::List(ListColumn::new(Rc::new(texts.clone()), vec![(0, 2), (0, 2)]));
    // Two names for one list: their rows go one by one.
    let is_one_by_one = |function: &str| matches!(function, "lambda p: (p, p)" | "lambda p: max(p)");
    let mut without = Vec::new();
    for (functions, column) in
        [(OF_TEXT, &texts), (OF_NUMBERS, &Column::Int(vec![1, 2])), (OF_PAIRS, &pairs), (OF_LISTS, &lists)]
    {
        for (function, has_formula) in have_formulas(functions, column) {
            if !has_formula && !is_one_by_one(function) {
                without.push(function);
            }
        }
    }
    assert!(without.is_empty(), "without a formula: {without:#?}");
}

#[test]
fn a_function_without_a_formula_that_only_computes_gives_a_column() {
    let texts = of_texts(&["a b".to_owned(), "ab".to_owned()]);
    for (function, has_formula) in have_formulas(ONE_BY_ONE, &texts) {
        assert!(!has_formula, "{function} has a formula");
    }
    for (function, both) in each(ONE_BY_ONE, &texts) {
        assert!(both.at_once.iter().any(Option::is_some), "{function} is not taken");
    }
}

#[test]
fn a_function_that_does_more_than_compute_is_called_for_each_row() {
    let texts = of_texts(&["a b".to_owned()]);
    for (function, both) in each(MORE_THAN_COMPUTED, &texts) {
        assert!(both.at_once.iter().all(Option::is_none), "{function}");
    }
}

#[test]
fn rows_that_can_be_changed_go_one_by_one() {
    let shared = Column::Any(vec![Value::list(vec![Value::Int(1)])]);
    for (function, both) in each(&["changes_its_row", "lambda p: (lambda q: q)(p)"], &shared) {
        assert!(both.at_once.iter().all(Option::is_none), "{function}");
    }
}
