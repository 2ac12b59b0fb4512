//! `DStream`: a stream as an object of the program; each operator of the catalogue is a method.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use engine::operators::Operator;
use plan::{Arg, Category, Duration, NewNode, NodeId, OperatorSpec, Receiver, Time};
use python::NativeClass;
use stdlib::datetime::moment::Moment;
use value::{Args, CallCx, Object, Raised, Value};

use crate::arguments::{Arguments, millis};
use crate::attributes::generic;
use crate::bind::{bind, plan_args};
use crate::error::{ILLEGAL_STATE, SPARK_EXCEPTION};
use crate::spark::{Spark, upgrade};
use crate::streaming_context::{ContextState, StreamingContext};

/// A node of a context's plan.
pub(crate) struct DStream {
    pub context: Rc<StreamingContext>,
    pub node: NodeId,
    /// PySpark's `TransformedDStream`, which `map` and its kin give, or plain `DStream`.
    is_transformed: bool,
}

impl Object for DStream {
    fn type_name(&self) -> Cow<'static, str> {
        if self.is_transformed { "TransformedDStream".into() } else { "DStream".into() }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let address = value::object::address(self);
        Ok(format!("<pyspark.streaming.dstream.{} object at 0x{address:012x}>", self.type_name()))
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        let spark = self.context.spark.upgrade()?;
        let classes = spark.classes();
        Some(if self.is_transformed { &classes.transformed_dstream } else { &classes.dstream }.clone())
    }
}

fn stream_of(args: &Args) -> Result<(Value, &DStream), Raised> {
    match args.positional.first() {
        Some(this) if let Some(stream) = this.downcast::<DStream>() => Ok((this.clone(), stream)),
        _ => Err(Raised::type_error("a DStream is needed".into())),
    }
}

/// Adds the operators that are called on `receiver` to its class.
pub(crate) fn with_operators(mut class: NativeClass, receiver: Receiver, spark: &Weak<Spark>) -> NativeClass {
    for operator in engine::operators::catalogue() {
        let spec = operator.spec;
        if spec.receiver != receiver || spec.category == Category::Mark {
            continue;
        }
        let spark = spark.clone();
        class = class.method(spec.name, move |args, cx| {
            let spark = upgrade(&spark)?;
            match receiver {
                Receiver::Context => spark.add_to_context(operator, args, cx),
                _ => spark.add_to_stream(operator, args, cx),
            }
        });
    }
    class
}

impl Spark {
    fn add_to_context(&self, operator: &'static Operator, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let Some(streaming) = args.positional.first().and_then(StreamingContext::of).cloned() else {
            return Err(Raised::type_error("a StreamingContext is needed".into()));
        };
        // A single stream is no union.
        if let ("union", [_, only], []) = (operator.spec.name, args.positional.as_slice(), args.keywords.as_slice()) {
            return Ok(only.clone());
        }
        self.add_node("StreamingContext", operator, &streaming, Vec::new(), args, cx)
    }

    fn add_to_stream(&self, operator: &'static Operator, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let (_, stream) = stream_of(args)?;
        self.add_node("DStream", operator, &Rc::clone(&stream.context), vec![stream.node], args, cx)
    }

    fn add_node(
        &self,
        class: &str,
        operator: &'static Operator,
        streaming: &Rc<StreamingContext>,
        mut inputs: Vec<NodeId>,
        args: &Args,
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        let spec = operator.spec;
        let found = self.origin_of(spec, cx);
        let values = bind(class, spec, args)?;
        let mut bound = plan_args(spec, values, cx)?;
        inputs.extend(bound.streams);
        let packing = match streaming.context() {
            Some(context) => operator
                .prepare(&mut bound.args, &context.engine, cx)
                .map_err(|failure| self.action_error(failure, cx))?,
            None => None,
        };
        let receiver = args.positional.first().and_then(|this| this.downcast::<DStream>());
        let callee = callee(spec, receiver);
        if streaming.state() == ContextState::Stopped && spec.rules.reaches_java {
            return Err(self.java_error(callee, ILLEGAL_STATE, &streaming.too_late()));
        }
        let is_transformed = is_transformed(spec, &bound.args);
        let node = NewNode { spec, inputs, args: bound.args, origin: found.origin, packing };
        let added = streaming.plan.borrow_mut().add(node);
        let id = added.map_err(|error| self.plan_error(callee, &error))?;
        if let Some(name) = found.name {
            streaming.plan.borrow_mut().name(id, &name);
        }
        if spec.category == Category::Output {
            return Ok(Value::None);
        }
        Ok(Value::object(DStream { context: Rc::clone(streaming), node: id, is_transformed }))
    }
}

/// PySpark makes the Java side of a Python step when something first needs it.
const NEW_TRANSFORMED: &str = "None.org.apache.spark.streaming.api.python.PythonTransformedDStream";

/// What a call of the operator is to Java: a constructor or a function with its full name, or a method.
fn callee(spec: &OperatorSpec, receiver: Option<&DStream>) -> &'static str {
    let Some(receiver) = receiver else { return spec.name };
    match (spec.category, spec.name) {
        _ if receiver.is_transformed => NEW_TRANSFORMED,
        (Category::Output, _) => "z:org.apache.spark.streaming.api.python.PythonDStream.callForeachRDD",
        (_, "window") => spec.name,
        (_, "updateStateByKey") => "None.org.apache.spark.streaming.api.python.PythonStateDStream",
        (_, "union" | "transformWith" | "join" | "leftOuterJoin" | "rightOuterJoin" | "fullOuterJoin" | "cogroup") => {
            "None.org.apache.spark.streaming.api.python.PythonTransformed2DStream"
        }
        _ => NEW_TRANSFORMED,
    }
}

/// Whether the operator ends in a step of PySpark's own rather than in a stream that the Java side makes.
fn is_transformed(spec: &OperatorSpec, args: &[Arg]) -> bool {
    match spec.name {
        "countByWindow" | "reduceByWindow" | "groupByKeyAndWindow" => true,
        // Without the inverse it is a window of a reduced stream, reduced again.
        "reduceByKeyAndWindow" => {
            let inverse = spec.param_idx("invFunc").and_then(|idx| args.get(idx));
            matches!(inverse, Some(Arg::Function(function)) if matches!(function.as_value(), Value::None))
                || matches!(inverse, Some(Arg::Value(Value::None) | Arg::Omitted))
        }
        _ => matches!(spec.category, Category::Narrow | Category::Shuffle) && !spec.rules.reaches_java,
    }
}

/// The methods that are no operators.
fn with_marks(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let spark = spark.clone();
    class
        .method("slice", move |args, cx| {
            let bound = Arguments::bind("DStream.slice", &["self", "begin", "end"], &[], args)?;
            upgrade(&spark)?.slice(args, &bound, cx)
        })
        .method("cache", |args, cx| mark("cache", &Arguments::bind("DStream.cache", &["self"], &[], args)?, args, cx))
        .method("persist", |args, cx| {
            let bound = Arguments::bind("DStream.persist", &["self", "storageLevel"], &[], args)?;
            mark("persist", &bound, args, cx)
        })
        .method("checkpoint", |args, cx| {
            let bound = Arguments::bind("DStream.checkpoint", &["self", "interval"], &[], args)?;
            mark("checkpoint", &bound, args, cx)
        })
        .method("context", |args, _cx| {
            let (_, stream) = stream_of(args)?;
            Ok(stream.context.value())
        })
        .property("_slideDuration", |this, _cx| {
            let slide = this.downcast::<DStream>().and_then(|stream| {
                stream.context.plan.borrow().plan().node(stream.node).map(|node| node.slide.millis())
            });
            Ok(slide.map_or(Value::None, |millis| Value::Float(millis as f64 / 1000.0)))
        })
}

impl Spark {
    /// `slice(begin, end)`: the RDDs of the batches from one time to another.
    ///
    /// Errors: Spark's refusal of a stream that no output depends on.
    fn slice(&self, args: &Args, bound: &Arguments, cx: &mut CallCx) -> Result<Value, Raised> {
        let (_, stream) = stream_of(args)?;
        let (begin, end) = (self.batch_time(&bound.at(1), cx)?, self.batch_time(&bound.at(2), cx)?);
        let streams = stream.context.streams.borrow().clone();
        let sliced = streams.as_ref().and_then(|streams| streams.slice(stream.node, begin, end, cx));
        match sliced {
            Some(rdds) => {
                let rdds = rdds.map_err(|failure| self.action_error(failure, cx))?;
                Ok(Value::list(rdds.into_iter().map(|rdd| self.rdd_value(rdd)).collect()))
            }
            None if stream.is_transformed && streams.is_some() => {
                Err(self.java_error(NEW_TRANSFORMED, ILLEGAL_STATE, &stream.context.too_late()))
            }
            None => {
                let class = streams.as_ref().map_or("DStream", |streams| streams.class_of(stream.node));
                let message = format!("{class}@{:x} has not been initialized", stream.node.0);
                Err(self.java_error("slice", SPARK_EXCEPTION, &message))
            }
        }
    }

    /// A number of seconds or a `datetime` as a time of Spark's.
    fn batch_time(&self, given: &Value, cx: &mut CallCx) -> Result<Time, Raised> {
        if given.downcast::<Moment>().is_none() {
            return Ok(Time(millis(given, cx)?));
        }
        // Fractions of a second are lost on the way, as in PySpark.
        let tuple = python::ops::call(&python::get_attribute(given, "timetuple", cx)?, Args::default(), cx)?;
        let mktime = python::get_attribute(&stdlib::time::load(), "mktime", cx)?;
        let seconds = python::ops::call(&mktime, Args::of(vec![tuple]), cx)?;
        Ok(Time(millis(&seconds, cx)?) - self.settings.zone.offset)
    }
}

fn mark(operator: &'static str, bound: &Arguments, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, stream) = stream_of(args)?;
    let interval = match operator {
        "checkpoint" => Some(Duration(millis(&bound.at(1), cx)?)),
        _ => None,
    };
    let span = cx.call_chain.last().map(|site| diag::Span::new(site.span.0, site.span.1));
    if stream.context.streams.borrow().is_some() {
        let spark = upgrade(&stream.context.spark)?;
        if stream.is_transformed {
            return Err(spark.java_error(NEW_TRANSFORMED, ILLEGAL_STATE, &stream.context.too_late()));
        }
        let (method, what) = match operator {
            "checkpoint" => ("checkpoint", "checkpoint interval"),
            _ => ("persist", "storage level"),
        };
        let message = format!("Cannot change {what} of a DStream after streaming context has started");
        return Err(spark.java_error(method, "java.lang.UnsupportedOperationException", &message));
    }
    stream.context.plan.borrow_mut().mark(stream.node, operator, interval, span);
    Ok(this)
}

/// The classes `DStream` and `TransformedDStream`.
pub(crate) fn classes(spark: &Weak<Spark>) -> (Value, Value) {
    let base = generic(NativeClass::new("DStream", "pyspark.streaming.dstream"));
    let base = with_operators(with_marks(base, spark), Receiver::DStream, spark).build();
    let transformed = NativeClass::new("TransformedDStream", "pyspark.streaming.dstream").base(&base).build();
    (base, transformed)
}
