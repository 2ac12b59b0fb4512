//! Measures calls of small functions and a few loops: `cargo run --profile native -p python --example speed`.

use python::{Driver, Program, callable};
use value::{CallCx, Value};

fn main() {
    let cx = &mut CallCx::default();
    let program = Program::compile(
        "add = lambda x, y: x + y\n\
         pair = lambda word: (word, 1)\n\
         split = lambda line: line.split(' ')\n\
         index = lambda t: t[0]\n\
         upper = lambda w: w.strip().lower()\n\
         number = lambda s: int(s) * 2\n\
         test = lambda w: len(w) > 3 and w != 'this'\n\
         text = lambda t: f'{t[0]}: {t[1]}'\n\
         def update(new, old):\n\
         \x20   return sum(new) + (old or 0)\n",
    )
    .unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut driver = Driver::new(&program, stdlib::modules(), cx);
    driver.run(cx);
    let line = Value::str("the quick brown fox jumps over the lazy dog");
    let word = Value::str("Quick ");
    let pair = Value::pair(Value::str("a"), Value::Int(1));
    for (name, args) in [
        ("add", vec![Value::Int(1), Value::Int(2)]),
        ("pair", vec![word.clone()]),
        ("split", vec![line]),
        ("index", vec![pair.clone()]),
        ("upper", vec![word.clone()]),
        ("number", vec![Value::str("123")]),
        ("test", vec![word]),
        ("text", vec![pair]),
        ("update", vec![Value::list(vec![Value::Int(1), Value::Int(1)]), Value::Int(5)]),
    ] {
        let function = callable(&driver.global(name).unwrap_or_default());
        let n = 2_000_000;
        let start = cpu_seconds();
        for _ in 0..n {
            if function.call(&args, cx).is_err() {
                println!("{name} failed");
                break;
            }
        }
        let took = cpu_seconds() - start;
        println!("{name:8} {:6.1} M calls/s", n as f64 / took / 1e6);
    }
}

/// Processor time used so far: other programs of the machine do not count.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0.0);
    nanoseconds / 1e9
}
