//! `StreamingContext`: the entry point of a streaming program.
//!
//! Source: pyspark/streaming/context.py and StreamingContext.scala of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::rc::{Rc, Weak};

use engine::{EngineConfig, StartFailure};
use plan::{Duration, PlanBuilder, Time};
use python::NativeClass;
use value::repr::truthy;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use crate::arguments::{Arguments, millis};
use crate::error::{BatchError, ILLEGAL_ARGUMENT, ILLEGAL_STATE, SPARK_EXCEPTION};
use crate::java_view::JavaSide;
use crate::spark::{Spark, Wait, upgrade, world};
use crate::spark_context::SparkContext;

/// Spark's `StreamingContextState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContextState {
    Initialized,
    Active,
    Stopped,
}

/// A streaming context: its plan while it is built, its engine once it runs.
pub struct StreamingContext {
    pub(crate) spark: Weak<Spark>,
    /// The program's `SparkContext` object.
    pub(crate) spark_context: Value,
    pub(crate) plan: RefCell<PlanBuilder>,
    state: Cell<ContextState>,
    pub(crate) engine: RefCell<Option<engine::StreamingContext>>,
    /// The engine's streams, which can be asked while it computes a batch.
    pub(crate) streams: RefCell<Option<engine::Streams>>,
    /// The first failure of a batch, which `awaitTermination` raises.
    pub(crate) failure: RefCell<Option<Rc<BatchError>>>,
    /// `addStreamingListener`.
    pub(crate) listeners: RefCell<Vec<Value>>,
    /// The program's object, which there is one of.
    object: RefCell<Weak<StreamingObject>>,
    /// Whether `checkpoint(directory)` was called, so that the plan itself is written.
    is_checkpointed: Cell<bool>,
    /// The call that made it.
    pub(crate) span: Option<diag::Span>,
}

/// A streaming context as an object of the program.
pub(crate) struct StreamingObject(pub Rc<StreamingContext>);

impl Object for StreamingObject {
    fn type_name(&self) -> Cow<'static, str> {
        "StreamingContext".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.0.spark.upgrade()?.classes().streaming_context.clone())
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let address = value::object::address(self);
        Ok(format!("<pyspark.streaming.context.StreamingContext object at 0x{address:012x}>"))
    }

    fn set_attr(&self, name: &str, _value: Option<Value>, cx: &mut CallCx) -> Result<bool, Raised> {
        crate::attributes::refuse_properties(self.class(cx), name, cx)
    }
}

impl StreamingContext {
    /// The context behind an object of the program.
    pub(crate) fn of(value: &Value) -> Option<&Rc<Self>> {
        value.downcast::<StreamingObject>().map(|object| &object.0)
    }

    /// The context as an object of the program.
    pub(crate) fn value(self: &Rc<Self>) -> Value {
        let known = self.object.borrow().upgrade();
        Value::Object(known.unwrap_or_else(|| {
            let object = Rc::new(StreamingObject(Rc::clone(self)));
            *self.object.borrow_mut() = Rc::downgrade(&object);
            object
        }))
    }

    pub fn state(&self) -> ContextState {
        self.state.get()
    }

    /// Whether it ran and was stopped: waiting for one that never ran does not end by stopping it.
    pub(crate) fn has_ended(&self) -> bool {
        self.state() == ContextState::Stopped && self.engine.borrow().is_some()
    }

    pub(crate) fn set_state(&self, state: ContextState) {
        self.state.set(state);
    }

    fn set_checkpoint(&self, directory: &str) {
        self.plan.borrow_mut().checkpoint(directory);
        self.is_checkpointed.set(true);
    }

    /// Why nothing can be added any more.
    pub(crate) fn too_late(&self) -> String {
        let event = if self.state() == ContextState::Stopped { "stopping" } else { "starting" };
        format!("Adding new inputs, transformations, and output operations after {event} a context is not supported")
    }

    /// The plan as far as it is built.
    pub fn plan(&self) -> Ref<'_, PlanBuilder> {
        self.plan.borrow()
    }

    /// The engine, once the context was started.
    pub fn engine(&self) -> Ref<'_, Option<engine::StreamingContext>> {
        self.engine.borrow()
    }

    /// The call in the program that made it.
    pub fn span(&self) -> Option<diag::Span> {
        self.span
    }

    /// The SparkContext it was made with.
    pub fn context(&self) -> Option<&Rc<SparkContext>> {
        SparkContext::of(&self.spark_context)
    }
}

impl Spark {
    fn new_streaming(&self, spark_context: &Value, duration: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        if matches!(duration, Value::None) {
            return Err(Raised::new(ExcKind::AssertionError, String::new()));
        }
        let Some(context) = SparkContext::of(spark_context) else {
            let message = format!("'{}' object has no attribute '_jvm'", spark_context.type_name());
            return Err(Raised::new(ExcKind::AttributeError, message));
        };
        let batch = millis(duration, cx)?;
        if context.is_stopped() {
            // Its Java object is gone, which the Java side finds out on its own.
            let message = "Cannot invoke \"org.apache.spark.SparkConf.get(org.apache.spark.internal.config.ConfigEntry)\" because \"config\" is null";
            return Err(self.java_error("JavaStreamingContext", "java.lang.NullPointerException", message));
        }
        let streaming = Rc::new(StreamingContext {
            spark: self.this.clone(),
            spark_context: spark_context.clone(),
            plan: RefCell::new(PlanBuilder::new(Duration(batch))),
            state: Cell::new(ContextState::Initialized),
            engine: RefCell::default(),
            streams: RefCell::default(),
            failure: RefCell::default(),
            listeners: RefCell::default(),
            object: RefCell::default(),
            is_checkpointed: Cell::new(false),
            span: cx.call_chain.last().map(|site| diag::Span::new(site.span.0, site.span.1)),
        });
        self.contexts.borrow_mut().push(Rc::clone(&streaming));
        Ok(streaming.value())
    }

    fn start(&self, this: &Value, cx: &mut CallCx) -> Result<(), Raised> {
        let Some(streaming) = StreamingContext::of(this) else { return Ok(()) };
        match streaming.state() {
            // Spark only logs a warning.
            ContextState::Active => return Ok(()),
            ContextState::Stopped => {
                return Err(self.java_error("start", ILLEGAL_STATE, "StreamingContext has already been stopped"));
            }
            ContextState::Initialized => {}
        }
        if self.running.borrow().is_some() {
            let message = "Only one StreamingContext may be started in this JVM. Currently running StreamingContext was started atorg.apache.spark.streaming.api.java.JavaStreamingContext.start(JavaStreamingContext.scala:563)";
            return Err(self.java_error("start", ILLEGAL_STATE, message));
        }
        // `sc.setCheckpointDir` is enough for streams that need checkpoints.
        let folder = streaming.context().and_then(|context| context.engine.checkpoint_dir());
        let mut plan = streaming.plan.borrow_mut();
        if let Some(folder) = folder.filter(|_| plan.plan().checkpoint_dir.is_none()) {
            plan.checkpoint(&folder);
        }
        plan.start().map_err(|error| self.plan_error("start", &error))?;
        drop(plan);
        self.check_serializable(streaming, cx)?;
        self.start_engine(streaming, cx)?;
        streaming.set_state(ContextState::Active);
        if let Some(world) = world(cx) {
            world.set_batches_are_due(true);
        }
        *self.running.borrow_mut() = Some(Rc::clone(streaming));
        *self.active_object.borrow_mut() = this.clone();
        let started = crate::listener::streaming_started(cx.host.now_micros().div_euclid(1000));
        let listeners = streaming.listeners.borrow().clone();
        for listener in &listeners {
            crate::listener::tell(listener, &started, cx);
        }
        Ok(())
    }

    /// What writing the first checkpoint does: every function is pickled.
    ///
    /// Errors: Java's, around Python's, for a function that cannot be.
    fn check_serializable(&self, streaming: &StreamingContext, cx: &mut CallCx) -> Result<(), Raised> {
        if !streaming.is_checkpointed.get() {
            return Ok(());
        }
        let functions: Vec<Value> = streaming.plan.borrow().functions();
        for function in functions {
            if let Err(reason) = self.snapshot(&function, python::Transfer::Pickle, cx) {
                if reason.parts().interrupt.is_some() {
                    return Err(reason);
                }
                let reason = self.pickling_error("object", &reason, cx);
                let text = crate::error::python_traceback(&reason, cx);
                let message = format!("{SPARK_EXCEPTION}: An exception was raised by Python:\n{text}");
                return Err(self.java_error("start", "java.io.IOException", &message));
            }
        }
        Ok(())
    }

    fn start_engine(&self, streaming: &StreamingContext, cx: &mut CallCx) -> Result<(), Raised> {
        let Some(context) = streaming.context() else { return Ok(()) };
        if self.settings.clock_per_context
            && let Some(world) = world(cx)
        {
            world.set_clock(self.settings.start.millis() * 1000);
        }
        let config = EngineConfig {
            start_time: Time(cx.host.now_micros().div_euclid(1000)),
            history_bytes: self.settings.history_bytes,
            ..EngineConfig::default()
        };
        let plan = Rc::new(streaming.plan.borrow().plan().clone());
        match engine::StreamingContext::start(plan, &context.engine, config) {
            Ok(engine) => {
                *streaming.streams.borrow_mut() = Some(engine.streams().clone());
                *streaming.engine.borrow_mut() = Some(engine);
                Ok(())
            }
            Err(StartFailure::Plan(error)) => Err(self.plan_error("start", &error)),
            Err(StartFailure::Raised(failure)) => Err(self.action_error(failure, cx)),
        }
    }

    /// Stops a context at once.
    pub(crate) fn stop_streaming(&self, streaming: &Rc<StreamingContext>, stop_spark_context: bool) {
        streaming.set_state(ContextState::Stopped);
        let is_running = self.running.borrow().as_ref().is_some_and(|running| Rc::ptr_eq(running, streaming));
        if is_running {
            *self.running.borrow_mut() = None;
        }
        *self.active_object.borrow_mut() = Value::None;
        if stop_spark_context && let Some(context) = streaming.context() {
            context.stop();
        }
    }

    fn await_termination(
        &self,
        streaming: &Rc<StreamingContext>,
        timeout: Option<i64>,
        tells: bool,
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        let method = if timeout.is_some() { "awaitTerminationOrTimeout" } else { "awaitTermination" };
        let failure = streaming.failure.borrow().clone();
        if let Some(failure) = failure {
            return Err(self.batch_error(method, &failure));
        }
        if streaming.has_ended() {
            return Ok(if tells { Value::Bool(true) } else { Value::None });
        }
        let now = Time(cx.host.now_micros().div_euclid(1000));
        // Who asks again at the same moment waits a millisecond, so that batches come while a program only asks.
        let asks_again = timeout == Some(0) && self.asked_at.replace(Some(now)) == Some(now);
        // Less than no time is for ever, as Spark's `ContextWaiter` has it.
        let timeout = timeout.filter(|millis| *millis >= 0).map(|millis| if asks_again { 1 } else { millis });
        let until = timeout.map(|millis| now + Duration(millis));
        Err(self.wait_for(Wait::Termination { context: Rc::clone(streaming), until, method, tells }))
    }
}

fn streaming_of(args: &Args) -> Result<(Value, Rc<StreamingContext>), Raised> {
    let this = args.positional.first().cloned().unwrap_or_default();
    match StreamingContext::of(&this).cloned() {
        Some(streaming) => Ok((this, streaming)),
        None => Err(Raised::type_error("a StreamingContext is needed".into())),
    }
}

/// The class `StreamingContext`: everything but the operators that make streams, which the catalogue adds.
pub(crate) fn class(spark: &Weak<Spark>) -> NativeClass {
    let with = |weak: &Weak<Spark>| weak.clone();
    let (make, start, stop, wait, wait_or) = (with(spark), with(spark), with(spark), with(spark), with(spark));
    let (get_active, active_or_create, get_or_create, remember) = (with(spark), with(spark), with(spark), with(spark));
    NativeClass::new("StreamingContext", "pyspark.streaming.context")
        .constructor(move |args, cx| {
            let defaults = [("batchDuration", Value::None), ("jssc", Value::None)];
            let bound = Arguments::bind("StreamingContext.__init__", &["self", "sparkContext"], &defaults, args)?;
            upgrade(&make)?.new_streaming(&bound.at(1), &bound.at(2), cx)
        })
        .method("start", move |args, cx| {
            Arguments::bind("StreamingContext.start", &["self"], &[], args)?;
            let (this, _) = streaming_of(args)?;
            upgrade(&start)?.start(&this, cx)?;
            Ok(Value::None)
        })
        .method("stop", move |args, cx| {
            let defaults = [("stopSparkContext", Value::Bool(true)), ("stopGraceFully", Value::Bool(false))];
            let bound = Arguments::bind("StreamingContext.stop", &["self"], &defaults, args)?;
            let (_, streaming) = streaming_of(args)?;
            let spark = upgrade(&stop)?;
            let stop_spark_context = truthy(&bound.at(1), cx)?;
            if truthy(&bound.at(2), cx)? && streaming.state() == ContextState::Active {
                let wait = Wait::GracefulStop { context: streaming, stop_spark_context, n_batches_left: 2 };
                return Err(spark.wait_for(wait));
            }
            spark.stop_streaming(&streaming, stop_spark_context);
            if let Some(world) = world(cx) {
                world.set_batches_are_due(spark.running.borrow().is_some());
            }
            Ok(Value::None)
        })
        .method("awaitTermination", move |args, cx| {
            let bound =
                Arguments::bind("StreamingContext.awaitTermination", &["self"], &[("timeout", Value::None)], args)?;
            let (_, streaming) = streaming_of(args)?;
            let timeout = match bound.at(1) {
                Value::None => None,
                timeout => Some(millis(&timeout, cx)?),
            };
            upgrade(&wait)?.await_termination(&streaming, timeout, false, cx)
        })
        .method("awaitTerminationOrTimeout", move |args, cx| {
            let function = "StreamingContext.awaitTerminationOrTimeout";
            let bound = Arguments::bind(function, &["self", "timeout"], &[], args)?;
            let (_, streaming) = streaming_of(args)?;
            let timeout = millis(&bound.at(1), cx)?;
            upgrade(&wait_or)?.await_termination(&streaming, Some(timeout), true, cx)
        })
        .method("checkpoint", |args, _cx| {
            let bound = Arguments::bind("StreamingContext.checkpoint", &["self", "directory"], &[], args)?;
            let (_, streaming) = streaming_of(args)?;
            if let Value::Str(directory) = bound.at(1) {
                streaming.set_checkpoint(&directory);
                if let Some(context) = streaming.context() {
                    context.engine.set_checkpoint_dir(&directory);
                }
            }
            Ok(Value::None)
        })
        .method("remember", move |args, cx| {
            let bound = Arguments::bind("StreamingContext.remember", &["self", "duration"], &[], args)?;
            let (_, streaming) = streaming_of(args)?;
            let spark = upgrade(&remember)?;
            let known = streaming.plan.borrow().plan().remember;
            if let Some(known) = known {
                let message =
                    format!("requirement failed: Remember duration already set as {known}. Cannot set it again.");
                return Err(spark.java_error("remember", ILLEGAL_ARGUMENT, &message));
            }
            streaming.plan.borrow_mut().remember(Duration(millis(&bound.at(1), cx)?));
            Ok(Value::None)
        })
        .method("addStreamingListener", |args, _cx| {
            let function = "StreamingContext.addStreamingListener";
            let bound = Arguments::bind(function, &["self", "streamingListener"], &[], args)?;
            streaming_of(args)?.1.listeners.borrow_mut().push(bound.at(1));
            Ok(Value::None)
        })
        .class_method("getActive", move |_args, _cx| Ok(upgrade(&get_active)?.active_object.borrow().clone()))
        .class_method("getActiveOrCreate", move |args, cx| {
            let function = "StreamingContext.getActiveOrCreate";
            let bound = Arguments::bind(function, &["cls", "checkpointPath", "setupFunc"], &[], args)?;
            let active = upgrade(&active_or_create)?.active_object.borrow().clone();
            if !matches!(active, Value::None) {
                return Ok(active);
            }
            create(&bound.at(1), &bound.at(2), cx)
        })
        .class_method("getOrCreate", move |args, cx| {
            let function = "StreamingContext.getOrCreate";
            let bound = Arguments::bind(function, &["cls", "checkpointPath", "setupFunc"], &[], args)?;
            upgrade(&get_or_create)?;
            create(&bound.at(1), &bound.at(2), cx)
        })
        .property("_jssc", move |this, _cx| match StreamingContext::of(this) {
            Some(streaming) => Ok(JavaSide::StreamingContext(Rc::clone(streaming)).value(&streaming.spark)),
            None => Err(Raised::type_error("a StreamingContext is needed".into())),
        })
        .property("_sc", |this, _cx| match StreamingContext::of(this) {
            Some(streaming) => Ok(streaming.spark_context.clone()),
            None => Err(Raised::type_error("a StreamingContext is needed".into())),
        })
        .member("_jvm", JavaSide::Package(String::new()).value(spark))
        .member("_activeContext", Value::None)
        .property("sparkContext", |this, _cx| match StreamingContext::of(this) {
            Some(streaming) => Ok(streaming.spark_context.clone()),
            None => Err(Raised::type_error("a StreamingContext is needed".into())),
        })
}

/// Runs the function that sets a context up; there is no checkpoint to come back from.
fn create(path: &Value, setup: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let made = python::ops::call(setup, Args::default(), cx)?;
    // Whatever the function gave is asked for its method, as PySpark does; `getActiveOrCreate` may have no path.
    if !matches!(path, Value::None) {
        let checkpoint = python::get_attribute(&made, "checkpoint", cx)?;
        python::ops::call(&checkpoint, Args::of(vec![path.clone()]), cx)?;
    }
    Ok(made)
}
