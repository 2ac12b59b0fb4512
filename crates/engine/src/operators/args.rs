//! Reading the arguments of operators, with PySpark's own reactions to odd ones.

use std::rc::Rc;

use plan::{Arg, BoundArgs, Duration, OperatorSpec, Packing, ParamKind, PlanError, Receiver};
use value::repr::truthy;
use value::{CallCx, Callable, ExcKind, Raised, Value};

use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::keyed::ShuffleInto;
use crate::rdd::serializer::Serializer;
use crate::records::items_of;
use crate::spark_context::SparkContext;

/// The function given for `param`, whatever it is.
pub(crate) fn callable(args: &dyn BoundArgs, param: &str) -> Rc<dyn Callable> {
    match args.arg(param) {
        Arg::Function(function) => Rc::clone(function),
        _ => Rc::new(NotCallable),
    }
}

/// What calling `None` does.
struct NotCallable;

impl Callable for NotCallable {
    fn call(&self, _: &[Value], _: &mut CallCx) -> Result<Value, Raised> {
        Err(Raised::type_error("'NoneType' object is not callable".into()))
    }
    fn as_value(&self) -> Value {
        Value::None
    }
}

/// A count; `None` if it was left out.
pub(crate) fn count(args: &dyn BoundArgs, param: &str) -> Option<usize> {
    match args.given(param)? {
        Value::Int(n) => Some(usize::try_from(n).unwrap_or(0)),
        Value::Bool(truth) => Some(usize::from(truth)),
        _ => None,
    }
}

/// A truth value; `default` if it was left out.
pub(crate) fn flag(args: &dyn BoundArgs, param: &str, default: bool) -> bool {
    match args.arg(param) {
        Arg::Value(value) => truthy(value, &mut CallCx::default()).unwrap_or(default),
        _ => default,
    }
}

/// A whole number; `None` if it was left out.
pub(crate) fn whole(args: &dyn BoundArgs, param: &str) -> Option<i64> {
    match args.given(param)? {
        Value::Int(n) => Some(n),
        Value::Bool(truth) => Some(i64::from(truth)),
        Value::Float(n) => Some(n as i64),
        _ => None,
    }
}

/// A number; `None` if it was left out.
pub(crate) fn number(args: &dyn BoundArgs, param: &str) -> Option<f64> {
    float_of(&args.given(param)?)
}

/// A value as a floating-point number, if it is a number.
pub(crate) fn float_of(value: &Value) -> Option<f64> {
    match value {
        Value::Int(n) => Some(*n as f64),
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Float(n) => Some(*n),
        _ => None,
    }
}

/// `numPartitions` of a DStream method: the default parallelism if it was left out.
pub(crate) fn into_partitions(args: &dyn BoundArgs, sc: &SparkContext) -> ShuffleInto {
    ShuffleInto::partitions(count(args, "numPartitions").unwrap_or_else(|| sc.default_parallelism()))
}

/// `numPartitions` and `partitionFunc` of an RDD method.
pub(crate) fn shuffle_into(args: &dyn BoundArgs) -> ShuffleInto {
    ShuffleInto { n_partitions: count(args, "numPartitions"), function: args.function("partitionFunc") }
}

/// `int(seconds * 1000)`, as PySpark computes it: also for strings, which multiplying repeats.
pub(crate) fn duration(seconds: &Value) -> Result<Duration, PlanError> {
    let python = |class: &'static str, message: String| PlanError::Python { class, message };
    let millis = match seconds {
        Value::Int(seconds) => seconds.saturating_mul(1000),
        Value::Bool(truth) => i64::from(*truth) * 1000,
        Value::Float(seconds) if seconds.is_nan() => {
            return Err(python("ValueError", "cannot convert float NaN to integer".into()));
        }
        Value::Float(seconds) if seconds.is_infinite() => {
            return Err(python("OverflowError", "cannot convert float infinity to integer".into()));
        }
        Value::Float(seconds) => (seconds * 1000.0) as i64,
        Value::Str(text) => repeated_digits(text)?,
        other => {
            let message = match other {
                Value::List(_) | Value::Tuple(_) => format!(
                    "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                    other.type_name()
                ),
                _ => format!("unsupported operand type(s) for *: '{}' and 'int'", other.type_name()),
            };
            return Err(python("TypeError", message));
        }
    };
    Ok(Duration(millis))
}

/// The longest text that Python turns into a number.
const MAX_DIGITS: usize = 4300;

/// `int(text * 1000)`: a number far too long, of which only the last digits can matter here.
fn repeated_digits(text: &str) -> Result<i64, PlanError> {
    let value_error = |message: String| PlanError::Python { class: "ValueError", message };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let repeated = format!("'{}'", text.repeat(1000));
        return Err(value_error(format!("invalid literal for int() with base 10: {repeated}")));
    }
    if text.len() * 1000 > MAX_DIGITS {
        return Err(value_error(format!(
            "Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion: value has {} digits; use sys.set_int_max_str_digits() to increase the limit",
            text.len() * 1000
        )));
    }
    let last = text.repeat(15 / text.len() + 1);
    Ok(last[last.len() - 15..].parse().unwrap_or(0))
}

/// An RDD: one as it is, or a list made into one.
pub(crate) fn rdd_of(value: &Value, sc: &SparkContext, cx: &mut CallCx) -> Result<Rdd, Failure> {
    match sc.language().unwrap_rdd(value) {
        Some(rdd) => Ok(rdd),
        None => Ok(parallelized(value, None, sc, cx)?),
    }
}

/// `sc.parallelize(items, numSlices)`: a range is not made into a list.
pub(crate) fn parallelized(
    items: &Value,
    n_slices: Option<usize>,
    sc: &SparkContext,
    cx: &mut CallCx,
) -> Result<Rdd, Raised> {
    if let Some((start, end, step)) = range_of(items, cx)? {
        let n_items = super::spark_context::range_length(start, end, step);
        return Ok(sc.parallelize_range(start, step, n_items, n_slices));
    }
    sc.parallelize(items_of(items, cx)?, n_slices, cx)
}

/// Start, end and step of a Python `range`.
fn range_of(value: &Value, cx: &mut CallCx) -> Result<Option<(i64, i64, i64)>, Raised> {
    let Value::Object(object) = value else { return Ok(None) };
    if object.type_name() != "range" {
        return Ok(None);
    }
    let mut part = |name| -> Result<Option<i64>, Raised> {
        Ok(match object.get_attr(value, name, cx)? {
            Some(Value::Int(number)) => Some(number),
            _ => None,
        })
    };
    let (start, end, step) = (part("start")?, part("stop")?, part("step")?);
    Ok(start.zip(end).zip(step.filter(|&step| step != 0)).map(|((start, end), step)| (start, end, step)))
}

/// The RDD that was given for `param`.
pub(crate) fn given_rdd(
    args: &dyn BoundArgs,
    param: &str,
    sc: &SparkContext,
    cx: &mut CallCx,
) -> Result<Option<Rdd>, Failure> {
    match args.given(param) {
        Some(value) => Ok(Some(rdd_of(&value, sc, cx)?)),
        None => Ok(None),
    }
}

/// The RDDs that were given for `param`.
pub(crate) fn given_rdds(
    args: &dyn BoundArgs,
    param: &str,
    sc: &SparkContext,
    cx: &mut CallCx,
) -> Result<Vec<Rdd>, Failure> {
    match args.given(param) {
        Some(value) => items_of(&value, cx)?.iter().map(|item| rdd_of(item, sc, cx)).collect(),
        None => Ok(Vec::new()),
    }
}

/// What methods of RDDs say about something that is no RDD: each misses what it asks for first.
fn no_rdd(method: &str, other: &Value) -> Raised {
    let missed = match method {
        "union" | "zip" | "cartesian" => "_jrdd_deserializer",
        "subtract" | "intersection" => "map",
        _ => "mapValues",
    };
    let message = format!("'{}' object has no attribute '{missed}'", other.type_name());
    Raised::new(ExcKind::AttributeError, message)
}

const COUNTS_OF_PARTITIONS: [&str; 3] = ["numPartitions", "numSlices", "minPartitions"];
/// More partitions than this no machine has room for: Spark's driver ends the same way.
const MAX_PARTITIONS: i64 = 1_000_000;

/// Makes RDDs of lists given for parameters that take RDDs, and gives how the first ones pack their records.
pub(crate) fn prepare(
    spec: &'static OperatorSpec,
    args: &mut [Arg],
    sc: &SparkContext,
    cx: &mut CallCx,
) -> Result<Option<Packing>, Failure> {
    let language = Rc::clone(sc.language());
    let mut packing = None;
    for (param, arg) in spec.params.iter().zip(args) {
        let Arg::Value(value) = arg else { continue };
        if let Value::Int(n) = value
            && COUNTS_OF_PARTITIONS.contains(&param.name)
            && *n > MAX_PARTITIONS
        {
            return Err(language.java_exception("java.lang.OutOfMemoryError", "Java heap space").into());
        }
        match param.kind {
            ParamKind::Rdd | ParamKind::Rdds | ParamKind::MoreRdds if spec.receiver == Receiver::Rdd => {
                let others = if param.kind == ParamKind::Rdd { vec![value.clone()] } else { items_of(value, cx)? };
                if let Some(other) = others.iter().find(|other| language.unwrap_rdd(other).is_none()) {
                    return Err(no_rdd(spec.name, other).into());
                }
            }
            ParamKind::Rdd if truthy(value, cx)? => *value = language.wrap_rdd(rdd_of(value, sc, cx)?),
            ParamKind::Rdd => *value = Value::None,
            ParamKind::Rdds => {
                let mut rdds = Vec::new();
                for item in items_of(value, cx)? {
                    rdds.push(rdd_of(&item, sc, cx)?);
                }
                let Some(first) = rdds.first() else {
                    // PySpark asks the first RDD how it is packed.
                    return Err(Raised::new(ExcKind::IndexError, "list index out of range".into()).into());
                };
                packing = Some(match first.serializer() {
                    serializer if rdds.iter().any(|rdd| rdd.serializer() != serializer) => Packing::Pickled,
                    Serializer::Utf8 => Packing::Text,
                    Serializer::Batched(size) => Packing::Batched(size),
                    Serializer::Auto | Serializer::Empty => Packing::Pickled,
                });
                *value = Value::list(rdds.into_iter().map(|rdd| language.wrap_rdd(rdd)).collect());
            }
            _ => {}
        }
    }
    Ok(packing)
}
