//! `Window` and `WindowSpec`: the rows that a window function looks at.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Weak;

use python::NativeClass;
use sql::expr::{Expr, Frame, WindowSpec};
use value::{Args, CallCx, Object, Raised, Value};

use super::column::column_argument;
use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

struct SpecObject {
    spec: WindowSpec,
    spark: Weak<Spark>,
}

impl Object for SpecObject {
    fn type_name(&self) -> Cow<'static, str> {
        "WindowSpec".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().sql.window_spec.clone())
    }
}

/// The window behind an object.
pub(crate) fn spec_of(value: &Value) -> Option<WindowSpec> {
    value.downcast::<SpecObject>().map(|object| object.spec.clone())
}

/// What `Window.unboundedPreceding` and `unboundedFollowing` are.
const UNBOUNDED: i64 = i64::MAX;

fn columns(spark: &Spark, args: &Args, cx: &mut CallCx) -> Result<Vec<Expr>, Raised> {
    let given = args.positional.get(1..).unwrap_or_default();
    let items = match given {
        [one @ (Value::List(_) | Value::Tuple(_))] => python::ops::collect(one, cx)?,
        several => several.to_vec(),
    };
    items.iter().map(|item| column_argument(spark, "col", item)).collect()
}

/// The classes `Window` and `WindowSpec`, which have the same methods.
pub(crate) fn classes(spark: &Weak<Spark>) -> (Value, Value) {
    let window = NativeClass::new("Window", "pyspark.sql.window")
        .member("unboundedPreceding", Value::Int(i64::MIN))
        .member("unboundedFollowing", Value::Int(i64::MAX))
        .member("currentRow", Value::Int(0));
    let spec = NativeClass::new("WindowSpec", "pyspark.sql.window");
    (with_methods(window, spark, true), with_methods(spec, spark, false))
}

fn with_methods(mut class: NativeClass, spark: &Weak<Spark>, is_static: bool) -> Value {
    for name in ["partitionBy", "orderBy", "rowsBetween", "rangeBetween"] {
        let spark = spark.clone();
        let run = move |args: &Args, cx: &mut CallCx| {
            let mut spec = args.positional.first().and_then(spec_of).unwrap_or_default();
            let owner = upgrade(&spark)?;
            match name {
                "partitionBy" => spec.partition_by = columns(&owner, args, cx)?,
                "orderBy" => spec.order_by = columns(&owner, args, cx)?,
                _ => {
                    let bound = Arguments::bind(name, &["self", "start", "end"], &[], args)?;
                    let number = |value: Value| match value {
                        Value::Int(number) => number,
                        Value::Float(number) => number as i64,
                        Value::Big(_) => UNBOUNDED,
                        _ => 0,
                    };
                    let bound_of = |number: i64| if number.unsigned_abs() >= 1 << 62 { None } else { Some(number) };
                    let (start, end) = (bound_of(number(bound.at(1))), bound_of(number(bound.at(2))));
                    spec.frame = Some(Frame { is_rows: name == "rowsBetween", start, end });
                }
            }
            Ok(Value::object(SpecObject { spec, spark: spark.clone() }))
        };
        class = if is_static { class.class_method(name, run) } else { class.method(name, run) };
    }
    class.build()
}
