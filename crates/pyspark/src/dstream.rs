//! `DStream`: a stream as an object of the program; each operator of the catalogue is a method.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use engine::operators::Operator;
use plan::{Category, Duration, NewNode, NodeId, Receiver};
use python::NativeClass;
use value::{Args, CallCx, Object, Raised, Value};

use crate::arguments::{Arguments, millis};
use crate::bind::{bind, plan_args};
use crate::spark::{Spark, upgrade};
use crate::streaming_context::{StreamingContext, StreamingObject};

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
        let node = NewNode { spec, inputs, args: bound.args, origin: found.origin, packing };
        let added = streaming.plan.borrow_mut().add(node);
        let id = added.map_err(|error| self.plan_error(spec.name, &error))?;
        if let Some(name) = found.name {
            streaming.plan.borrow_mut().name(id, &name);
        }
        if spec.category == Category::Output {
            return Ok(Value::None);
        }
        let is_transformed = matches!(spec.category, Category::Narrow | Category::Shuffle) && !spec.rules.reaches_java;
        Ok(Value::object(DStream { context: Rc::clone(streaming), node: id, is_transformed }))
    }
}

/// The methods that are no operators.
fn with_marks(class: NativeClass) -> NativeClass {
    class
        .method("cache", |args, cx| mark("cache", &Arguments::bind("DStream.cache", &["self"], &[], args)?, args, cx))
        .method("persist", |args, cx| {
            let bound = Arguments::bind("DStream.persist", &["self"], &[("storageLevel", Value::None)], args)?;
            mark("persist", &bound, args, cx)
        })
        .method("checkpoint", |args, cx| {
            let bound = Arguments::bind("DStream.checkpoint", &["self", "interval"], &[], args)?;
            mark("checkpoint", &bound, args, cx)
        })
        .method("context", |args, _cx| {
            let (_, stream) = stream_of(args)?;
            Ok(Value::object(StreamingObject(Rc::clone(&stream.context))))
        })
        .property("_slideDuration", |this, _cx| {
            let slide = this.downcast::<DStream>().and_then(|stream| {
                stream.context.plan.borrow().plan().node(stream.node).map(|node| node.slide.millis())
            });
            Ok(slide.map_or(Value::None, |millis| Value::Float(millis as f64 / 1000.0)))
        })
}

fn mark(operator: &'static str, bound: &Arguments, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, stream) = stream_of(args)?;
    let interval = match operator {
        "checkpoint" => Some(Duration(millis(&bound.at(1), cx)?)),
        _ => None,
    };
    let span = cx.call_chain.last().map(|site| diag::Span::new(site.span.0, site.span.1));
    stream.context.plan.borrow_mut().mark(stream.node, operator, interval, span);
    Ok(this)
}

/// The classes `DStream` and `TransformedDStream`.
pub(crate) fn classes(spark: &Weak<Spark>) -> (Value, Value) {
    let base = NativeClass::new("DStream", "pyspark.streaming.dstream");
    let base = with_operators(with_marks(base), Receiver::DStream, spark).build();
    let transformed = NativeClass::new("TransformedDStream", "pyspark.streaming.dstream").base(&base).build();
    (base, transformed)
}
