//! Copies of functions, as workers get them, end with the last user.

use std::rc::{Rc, Weak};

use python::objects::function::{Function, Globals};
use python::{Driver, Program, Transfer, snapshot_callables};
use value::{CallCx, Callable, Value};

const PROGRAM: &str = "
table = {'a': 1}
def of_table(word):
    return table.get(word, 0)
def helper(word):
    return twice(of_table(word))
def twice(n):
    return n * 2
known = {'twice': twice}
def makes(word):
    return lambda: helper(word)
def gives_helper(word):
    helper(word)
    return known
f = lambda word: helper(word)
";

/// Copies of the named functions, and the variables that each copy has.
fn copies(names: &[&str], cx: &mut CallCx) -> (Vec<Rc<dyn Callable>>, Vec<Weak<Globals>>) {
    let program = Program::compile(PROGRAM).expect("it compiles");
    let mut driver = Driver::new(&program, stdlib::modules(), cx);
    driver.run(cx);
    let values: Vec<Value> = names.iter().map(|name| driver.global(name).expect("it is assigned")).collect();
    let copies = snapshot_callables(&values, Transfer::Unpickle, &mut |_, _| Ok(()), cx).expect("all can be copied");
    let globals = copies.iter().map(|copy| {
        let value = copy.as_value();
        Rc::downgrade(&value.downcast::<Function>().expect("a function").globals)
    });
    let globals = globals.collect();
    (copies, globals)
}

#[test]
fn functions_that_hold_one_another_end_with_the_last_callable() {
    let cx = &mut CallCx::default();
    let (mut copies, globals) = copies(&["f", "helper"], cx);
    assert!(matches!(copies[0].call(&[Value::str("a")], cx), Ok(Value::Int(2))));
    copies.remove(0);
    assert!(matches!(copies[0].call(&[Value::str("a")], cx), Ok(Value::Int(2))));
    copies.clear();
    assert_eq!(globals.iter().map(Weak::strong_count).collect::<Vec<_>>(), [0, 0]);
}

#[test]
fn what_a_task_leaves_behind_can_still_be_called() {
    let cx = &mut CallCx::default();
    let (copies, _) = copies(&["makes", "gives_helper"], cx);
    let made = copies[0].call(&[Value::str("a")], cx).expect("a function");
    let known = copies[1].call(&[Value::str("a")], cx).expect("a dict");
    drop(copies);
    assert!(matches!(python::call_values(&made, &[], cx), Ok(Value::Int(2))));
    let Value::Dict(known) = known else { panic!("not a dict") };
    let twice = known.get(&Value::str("twice"), cx).expect("it can be looked up").expect("it is there");
    assert!(matches!(python::call_values(&twice, &[Value::Int(4)], cx), Ok(Value::Int(8))));
}
