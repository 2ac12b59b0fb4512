//! `Language`: what the engine asks of the language that the program is written in.

use std::rc::Rc;

use plan::Time;
use value::object::BinaryOp;
use value::{CallCx, Callable, ExcKind, KeyMap, Object, Raised, Value};

use crate::rdd::Rdd;
use crate::rdd::stat_counter::Stats;

/// Implemented by the crate that binds the engine to Python.
pub trait Language {
    /// The RDD as an object of the program.
    fn wrap_rdd(&self, rdd: Rdd) -> Value;

    /// The RDD behind an object of the program.
    fn unwrap_rdd(&self, value: &Value) -> Option<Rdd>;

    /// `datetime.fromtimestamp(…)` of a batch time.
    fn datetime(&self, time: Time) -> Value;

    /// An exception of the Java side, as the program sees it.
    fn java_exception(&self, class: &str, message: &str) -> Raised {
        Raised::new(ExcKind::RuntimeError, format!("{class}: {message}"))
    }

    /// `defaultdict(int)` with these counts: what `countByValue` gives.
    fn counts(&self, counts: KeyMap<Value>) -> Value {
        Value::dict(counts)
    }

    /// PySpark's `StatCounter`.
    fn stat_counter(&self, stats: &Stats, cx: &mut CallCx) -> Result<Value, Raised> {
        let _ = cx;
        Ok(Value::tuple(vec![Value::Int(stats.n as i64), Value::Float(stats.mean), Value::Float(stats.m2)]))
    }

    /// The class of what `groupByKey` gives for the values of a key.
    fn result_iterable_class(&self) -> Option<Value> {
        None
    }

    /// `left op right`. The default knows numbers that stay small.
    fn binary(&self, op: BinaryOp, left: &Value, right: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let _ = cx;
        small_numbers(op, left, right)
    }

    /// What packing the number of a partition raises if it is no whole number.
    fn not_an_integer(&self) -> Raised {
        Raised::type_error("required argument is not an integer".into())
    }

    /// The function as a worker gets it: pickled now, so later changes of what it refers to are not seen.
    /// Functions of the engine's own, whose [`Callable::as_value`] is a string, come here too and stay as they are.
    ///
    /// Errors: PySpark's `PicklingError` for what cannot be sent to a worker.
    fn pickle(&self, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<Rc<dyn Callable>, Raised> {
        let _ = cx;
        Ok(Rc::clone(function))
    }

    /// Several functions pickled together: what they share, their copies share too.
    fn pickle_all(&self, functions: &[Rc<dyn Callable>], cx: &mut CallCx) -> Result<Vec<Rc<dyn Callable>>, Raised> {
        functions.iter().map(|function| self.pickle(function, cx)).collect()
    }

    /// Pickled functions as one task gets them. If all are the same ones, later tasks get them without asking.
    fn unpickle_all(&self, functions: &[Rc<dyn Callable>], cx: &mut CallCx) -> Result<Vec<Rc<dyn Callable>>, Raised> {
        self.pickle_all(functions, cx)
    }

    /// A copy of an object that shares nothing changeable with it, as pickling and unpickling gives.
    /// Lists, dicts, sets and tuples are copied by the engine itself.
    fn copy(&self, object: &Rc<dyn Object>, cx: &mut CallCx) -> Result<Value, Raised> {
        let _ = cx;
        Ok(Value::Object(Rc::clone(object)))
    }
}

fn small_numbers(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, Raised> {
    let refused = || {
        let symbol = match op {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            _ => "/",
        };
        Raised::type_error(format!(
            "unsupported operand type(s) for {symbol}: '{}' and '{}'",
            left.type_name(),
            right.type_name()
        ))
    };
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        let exact = match op {
            BinaryOp::Add => a.checked_add(*b),
            BinaryOp::Sub => a.checked_sub(*b),
            BinaryOp::Mul => a.checked_mul(*b),
            _ => None,
        };
        if let Some(exact) = exact {
            return Ok(Value::Int(exact));
        }
    }
    let number = |value: &Value| match value {
        Value::Int(number) => Some(*number as f64),
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Float(number) => Some(*number),
        _ => None,
    };
    let (Some(a), Some(b)) = (number(left), number(right)) else { return Err(refused()) };
    Ok(Value::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        _ => return Err(refused()),
    }))
}
