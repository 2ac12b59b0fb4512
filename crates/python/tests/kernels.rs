//! Kernels give exactly what the general machine gives, row by row.

use proptest::prelude::*;
use python::{Driver, Program};
use value::column::{Column, StrColumn};
use value::{CallCx, Value};

/// Functions that have a kernel, and the same written so that they have none.
const PAIRS: &[(&str, &str)] = &[
    ("lambda line: line.split(' ')", "lambda line: list(line.split(' '))"),
    ("lambda line: line.split(', ')", "lambda line: list(line.split(', '))"),
    ("lambda line: line.split()", "lambda line: list(line.split())"),
    ("lambda line: line.split(None)", "lambda line: list(line.split(None))"),
    ("lambda word: (word, 1)", "lambda word: tuple([word, 1])"),
    ("lambda word: (word, 'x')", "lambda word: tuple([word, 'x'])"),
];

/// The results of both forms of a function: of a column at once, or nothing if it is not done so; and row by row.
fn both(kernel: &str, general: &str, rows: &[String], cx: &mut CallCx) -> ([Option<Vec<Value>>; 2], [Vec<Value>; 2]) {
    let program = Program::compile(&format!("f = {kernel}\ng = {general}\n")).expect("it compiles");
    let mut driver = Driver::new(&program, stdlib::modules(), cx);
    driver.run(cx);
    let [f, g] = ["f", "g"].map(|name| python::callable(&driver.global(name).expect("it is assigned")));
    let column = Column::Str(StrColumn::from_rows(rows.iter().map(String::as_str)));
    assert!(
        g.call_column(&column, cx).is_none() && g.flat_call_column(&column, cx).is_none(),
        "{general} has a kernel"
    );
    let values = |column: Option<Column>| column.map(|column| column.iter().collect());
    let at_once = [f.call_column(&column, cx), f.flat_call_column(&column, cx)].map(values);
    let mapped: Vec<Value> = rows.iter().map(|row| g.call(&[Value::str(row)], cx).expect("no exception")).collect();
    let items = |value: &Value| match value {
        Value::List(list) => list.0.borrow().clone(),
        Value::Tuple(items) => items.to_vec(),
        other => panic!("{} is no list", other.type_name()),
    };
    let flat = mapped.iter().flat_map(items).collect();
    (at_once, [mapped, flat])
}

fn shown(values: &[Value], cx: &mut CallCx) -> Vec<String> {
    values.iter().map(|value| value::repr::repr(value, cx).expect("a repr")).collect()
}

/// Lines with many separators, all of Python's white space, and signs of more than one byte.
fn rows() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[ ,ab\t\u{b}\u{c}\r\u{1c}\u{1f}\u{85}\u{a0}é\u{2003}𝄞]{0,12}", 0..12)
}

proptest! {
    #[test]
    fn columns_at_once_are_rows_one_by_one(rows in rows()) {
        let cx = &mut CallCx::default();
        for (kernel, general) in PAIRS {
            let (at_once, one_by_one) = both(kernel, general, &rows, cx);
            for (at_once, one_by_one) in at_once.iter().zip(&one_by_one) {
                if let Some(at_once) = at_once {
                    prop_assert_eq!(shown(at_once, cx), shown(one_by_one, cx), "{}", kernel);
                }
            }
        }
    }
}

#[test]
fn every_function_of_the_list_has_a_kernel() {
    let cx = &mut CallCx::default();
    for (kernel, general) in PAIRS {
        let (at_once, _) = both(kernel, general, &["a b".to_owned()], cx);
        assert!(at_once.iter().any(Option::is_some), "{kernel} has none");
    }
}
