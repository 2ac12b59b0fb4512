//! What a value is said to hold is about what was allocated for it. One test in a process of its own, since it counts all
//! memory.

use value::held::Looks;
use value::memory::{Counting, in_use};
use value::{CallCx, KeyMap, Value};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[track_caller]
fn check(make: impl Fn() -> Value) {
    let before = in_use();
    let value = make();
    let allocated = (in_use() - before) as f64;
    let held = Looks::default().held(&value) as f64;
    assert!(held >= allocated * 0.6 && held <= allocated * 1.7 + 64.0, "{held} for {allocated}");
}

#[test]
fn it_is_about_what_was_allocated() {
    let text = |i: i64| Value::from(format!("a longer text {i}").as_str());
    check(|| Value::Int(1));
    check(|| Value::from("x".repeat(100_000).as_str()));
    check(|| Value::list((0..100_000).map(Value::Int).collect()));
    check(|| Value::tuple((0..10_000).map(text).collect::<Vec<_>>()));
    check(|| Value::pair(Value::from("key"), Value::list(vec![Value::Int(1); 50_000])));
    check(|| Value::list((0..5000).map(|i| Value::list((0..i / 50).map(Value::Int).collect())).collect()));
    check(|| {
        let (mut map, mut cx) = (KeyMap::default(), CallCx::default());
        for i in 0..5000 {
            map.insert(Value::Int(i), text(i), &mut cx).expect("a hash");
        }
        Value::dict(map)
    });
}
