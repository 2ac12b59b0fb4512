//! `Accumulator` and `AccumulatorParam`: variables that tasks add to.
//!
//! Source: pyspark/accumulators.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use engine::accumulator::{Accumulator, Add, Zero};
use python::NativeClass;
use value::object::BinaryOp;
use value::repr::str_of;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::attributes::generic;
use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;

/// An accumulator as an object of the program.
pub(crate) struct AccumulatorObject {
    inner: Rc<Accumulator>,
    id: i64,
    spark: Weak<Spark>,
}

impl AccumulatorObject {
    /// What pickling it does first: it asks for the value that a task starts from.
    ///
    /// Errors: whatever the program's `zero` raises.
    pub fn check_zero(&self, cx: &mut CallCx) -> Result<(), Raised> {
        self.inner.zero(cx).map(drop)
    }

    /// Tasks may add, but not look.
    fn check_driver(&self) -> Result<(), Raised> {
        if !self.inner.is_in_task() {
            return Ok(());
        }
        let message = "Value `Accumulator.value` cannot be accessed inside tasks.";
        Err(upgrade(&self.spark)?.runtime_error("VALUE_NOT_ACCESSIBLE", message))
    }
}

impl Object for AccumulatorObject {
    fn type_name(&self) -> Cow<'static, str> {
        "Accumulator".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().accumulator.clone())
    }

    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("Accumulator<id={}, value={}>", self.id, self.str(cx)?))
    }

    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let value = self.inner.local_value(cx)?;
        str_of(&value, cx)
    }

    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        // Adding is what tasks do for every record, so it does not go through the class.
        match (name, args.positional.as_slice(), args.keywords.is_empty()) {
            ("__iadd__", [term], true) => {
                self.inner.add(term.clone(), cx)?;
                Ok(Some(this.clone()))
            }
            ("add", [term], true) => {
                self.inner.add(term.clone(), cx)?;
                Ok(Some(Value::None))
            }
            _ => Ok(None),
        }
    }

    fn set_attr(&self, name: &str, value: Option<Value>, _cx: &mut CallCx) -> Result<bool, Raised> {
        match (name, value) {
            ("value", Some(value)) => {
                self.check_driver()?;
                self.inner.set_value(value);
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

fn accumulator_of(value: &Value) -> Result<&AccumulatorObject, Raised> {
    value.downcast().ok_or_else(|| Raised::type_error("an Accumulator is needed".into()))
}

/// The class `Accumulator`.
pub(crate) fn class() -> Value {
    let add = |function: &str, args: &Args, cx: &mut CallCx| {
        let bound = Arguments::bind(function, &["self", "term"], &[], args)?;
        let this = bound.at(0);
        accumulator_of(&this)?.inner.add(bound.at(1), cx)?;
        Ok::<Value, Raised>(this)
    };
    generic(NativeClass::new("Accumulator", "pyspark.accumulators"))
        .property("value", |this, _cx| {
            let object = accumulator_of(this)?;
            object.check_driver()?;
            Ok(object.inner.value())
        })
        .property("aid", |this, _cx| Ok(Value::Int(accumulator_of(this)?.id)))
        .method("add", move |args, cx| add("Accumulator.add", args, cx).map(|_| Value::None))
        .method("__iadd__", move |args, cx| add("Accumulator.__iadd__", args, cx))
        .build()
}

/// The class `AccumulatorParam`, which programs derive theirs from.
pub(crate) fn param_class() -> Value {
    let missing = |_: &Args, _: &mut CallCx| Err(Raised::new(ExcKind::NotImplementedError, String::new()));
    generic(NativeClass::new("AccumulatorParam", "pyspark.accumulators"))
        .method("zero", missing)
        .method("addInPlace", missing)
        .build()
}

impl Spark {
    /// `sc.accumulator(value, accum_param)`.
    ///
    /// Errors: PySpark's `TypeError` for a value without an `AccumulatorParam` of its own.
    pub(crate) fn new_accumulator(
        &self,
        context: &SparkContext,
        initial: Value,
        param: &Value,
    ) -> Result<Value, Raised> {
        let (add, zero) = match param {
            Value::None => adding(&initial)?,
            param => with_param(param),
        };
        let inner = Accumulator::new(&context.engine, initial, add, zero);
        Ok(Value::object(AccumulatorObject { inner, id: self.next_accumulator_id(), spark: self.this.clone() }))
    }
}

/// PySpark's own way of adding numbers.
fn adding(initial: &Value) -> Result<(Rc<Add>, Rc<Zero>), Raised> {
    let zero = match initial {
        Value::Int(_) | Value::Bool(_) | Value::Big(_) => Value::Int(0),
        Value::Float(_) => Value::Float(0.0),
        other if other.type_name() == "complex" => {
            python::types::construct("complex", &Args::default(), &mut CallCx::default())
                .transpose()?
                .unwrap_or_default()
        }
        other => {
            let shown = format!("<class '{}'>", other.type_name());
            return Err(Raised::type_error(format!("No default accumulator param for type {shown}")));
        }
    };
    let add = |sum: Value, term: Value, cx: &mut CallCx| python::ops::in_place(BinaryOp::Add, &sum, &term, cx);
    Ok((Rc::new(add), Rc::new(move |_, _| Ok(zero.clone()))))
}

fn with_param(param: &Value) -> (Rc<Add>, Rc<Zero>) {
    let method = |name: &'static str| {
        let param = param.clone();
        move |args: Vec<Value>, cx: &mut CallCx| {
            let method = python::get_attribute(&param, name, cx)?;
            python::ops::call(&method, Args::of(args), cx)
        }
    };
    let (add, zero) = (method("addInPlace"), method("zero"));
    (
        Rc::new(move |sum, term, cx: &mut CallCx| add(vec![sum, term], cx)),
        Rc::new(move |value: &Value, cx: &mut CallCx| zero(vec![value.clone()], cx)),
    )
}
