//! `Broadcast`: a value that every worker gets one copy of.
//!
//! Source: pyspark/broadcast.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Weak;

use python::native::exception_of;
use python::{NativeClass, Transfer};
use value::repr::str_of;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::attributes::generic;
use crate::error::SPARK_EXCEPTION;
use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;

/// A broadcast variable as an object of the program.
pub(crate) struct BroadcastObject {
    spark: Weak<Spark>,
    context: engine::SparkContext,
    id: i64,
    /// The value as it was when the variable was made.
    pickled: Value,
    /// Copies that the driver (`None`) and the workers read from it: what they change, nobody else sees.
    copies: RefCell<BTreeMap<Option<usize>, Value>>,
    is_destroyed: Cell<bool>,
}

impl Object for BroadcastObject {
    fn type_name(&self) -> Cow<'static, str> {
        "Broadcast".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().broadcast.clone())
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<pyspark.broadcast.Broadcast object at 0x{:012x}>", value::object::address(self)))
    }

    fn set_attr(&self, name: &str, _value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        crate::attributes::refuse_properties(self.class(cx), name, cx)
    }
}

impl BroadcastObject {
    /// The copy of whoever asks: partitions go to as many workers as there are cores.
    fn value(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        let task = self.context.current_task();
        let reader = task.map(|task| task.partition % self.context.default_parallelism());
        if let Some(copy) = self.copies.borrow().get(&reader) {
            return Ok(copy.clone());
        }
        let spark = upgrade(&self.spark)?;
        let copy = spark.snapshot(&self.pickled, Transfer::Unpickle, cx)?;
        self.copies.borrow_mut().insert(reader, copy.clone());
        Ok(copy)
    }

    /// What sending it to a task does first.
    ///
    /// Errors: Spark's refusal if it was destroyed.
    pub fn check_alive(&self) -> Result<(), Raised> {
        if !self.is_destroyed.get() {
            return Ok(());
        }
        Err(upgrade(&self.spark)?.java_error("javaToPython", SPARK_EXCEPTION, "Task not serializable"))
    }

    fn destroy(&self) -> Result<(), Raised> {
        if !self.is_destroyed.replace(true) {
            return Ok(());
        }
        let message = format!(
            "[INTERNAL_ERROR_BROADCAST] Attempted to use Broadcast({}) after it was destroyed (destroy at NativeMethodAccessorImpl.java:0) ",
            self.id
        );
        Err(upgrade(&self.spark)?.java_error("destroy", SPARK_EXCEPTION, &message))
    }
}

fn broadcast_of(value: &Value) -> Result<&BroadcastObject, Raised> {
    value.downcast().ok_or_else(|| Raised::type_error("a Broadcast is needed".into()))
}

/// The class `Broadcast`.
pub(crate) fn class() -> Value {
    let blocking = |function: &str, args: &Args| {
        Arguments::bind(function, &["self"], &[("blocking", Value::Bool(false))], args).map(|bound| bound.at(0))
    };
    generic(NativeClass::new("Broadcast", "pyspark.broadcast"))
        .property("value", |this, cx| broadcast_of(this)?.value(cx))
        .method("unpersist", move |args, _cx| {
            blocking("Broadcast.unpersist", args)?;
            Ok(Value::None)
        })
        .method("destroy", move |args, _cx| {
            broadcast_of(&blocking("Broadcast.destroy", args)?)?.destroy()?;
            Ok(Value::None)
        })
        .build()
}

/// Values inside of one another that are looked into.
const MAX_DEPTH: usize = 100;

/// Broadcasting pickles functions and classes by their names, which those made inside of functions do not have.
///
/// Errors: CPython's, as the `AttributeError` or `RuntimeError` of that text.
fn check_by_name(value: &Value, path: &mut Vec<Value>, cx: &mut CallCx) -> Result<(), Raised> {
    if path.len() >= MAX_DEPTH || path.iter().any(|outer| outer.is_same(value)) {
        return Ok(());
    }
    let inside = match value {
        Value::Tuple(items) => items.to_vec(),
        Value::List(items) => items.0.borrow().clone(),
        Value::Dict(dict) => dict.pairs().into_iter().flat_map(|(key, value)| [key, value]).collect(),
        Value::Object(_) => {
            let is_function = python::function_info(value).is_some();
            let named = if is_function { value.clone() } else { python::get_attribute(value, "__class__", cx)? };
            let name = match python::get_attribute(&named, "__qualname__", cx) {
                Ok(name) => str_of(&name, cx)?,
                Err(_) => String::new(),
            };
            if name.contains("<locals>") {
                let message = format!("Can't pickle local object '{name}'");
                return Err(Raised::new(ExcKind::AttributeError, message));
            }
            if is_function && name.ends_with("<lambda>") {
                let shown = value::repr::repr(value, cx)?;
                let message = format!("Can't pickle {shown}: attribute lookup {name} on __main__ failed");
                return Err(Raised::new(ExcKind::RuntimeError, message));
            }
            match python::get_attribute(value, "__dict__", cx) {
                Ok(Value::Dict(attributes)) if !is_function => {
                    attributes.pairs().into_iter().map(|(_, value)| value).collect()
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    path.push(value.clone());
    for item in &inside {
        check_by_name(item, path, cx)?;
    }
    path.pop();
    Ok(())
}

impl Spark {
    /// `sc.broadcast(value)`.
    ///
    /// Errors: `PicklingError` for what no worker can get.
    pub(crate) fn new_broadcast(
        &self,
        context: &SparkContext,
        value: &Value,
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        if let Err(reason) = check_by_name(value, &mut Vec::new(), cx) {
            return Err(match reason.is_a(ExcKind::AttributeError) {
                true => self.pickling_error("broadcast", &reason, cx),
                false => exception_of(
                    &self.classes().exceptions.pickling,
                    vec![Value::string(str_of(&reason.parts().exception, cx)?)],
                ),
            });
        }
        let pickled = match self.snapshot(value, Transfer::Pickle, cx) {
            Err(reason) if reason.parts().interrupt.is_none() => {
                return Err(self.pickling_error("broadcast", &reason, cx));
            }
            copied => copied?,
        };
        Ok(Value::object(BroadcastObject {
            spark: self.this.clone(),
            context: context.engine.clone(),
            id: self.next_broadcast_id(),
            pickled,
            copies: RefCell::default(),
            is_destroyed: Cell::new(false),
        }))
    }
}
