//! Objects of the Java side that programs look at: `ssc._jssc`, `sc._jsc`, `sc._jvm`, what listeners are told.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use value::repr::truthy;
use value::{Args, CallCx, KeyMap, Object, Raised, Value};

use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;
use crate::streaming_context::{ContextState, StreamingContext};

/// A Java object that is asked by methods without arguments; `toString` is also its text.
pub(crate) struct JavaView {
    answers: Vec<(&'static str, Value)>,
}

impl JavaView {
    pub fn value(answers: Vec<(&'static str, Value)>) -> Value {
        Value::object(Self { answers })
    }

    /// Scala's `Option`.
    fn option(content: Value) -> Value {
        let is_empty = matches!(content, Value::None);
        Self::value(vec![
            ("isEmpty", Value::Bool(is_empty)),
            ("isDefined", Value::Bool(!is_empty)),
            ("nonEmpty", Value::Bool(!is_empty)),
            ("get", content),
        ])
    }

    fn answer(&self, name: &str) -> Option<&Value> {
        self.answers.iter().find(|(known, _)| *known == name).map(|(_, answer)| answer)
    }
}

impl Object for JavaView {
    fn type_name(&self) -> Cow<'static, str> {
        "JavaObject".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        match self.answer("toString") {
            Some(text) => value::repr::str_of(text, cx),
            None => self.repr(cx),
        }
    }
    fn get_attr(&self, this: &Value, name: &str, _: &mut CallCx) -> Result<Option<Value>, Raised> {
        // Py4J makes a member of every name, whether Java has it or not.
        let is_known = self.answer(name).is_some();
        Ok(is_known.then(|| Value::object(JavaMember { this: this.clone(), name: name.to_owned() })))
    }
    fn call_method(&self, _: &Value, name: &str, _: &Args, _: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(self.answer(name).cloned())
    }
}

/// A method of a Java object, not called yet.
struct JavaMember {
    this: Value,
    name: String,
}

impl Object for JavaMember {
    fn type_name(&self) -> Cow<'static, str> {
        "JavaMember".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let method = match &self.this {
            Value::Object(object) => object.call_method(&self.this, &self.name, &args, cx)?,
            _ => None,
        };
        Ok(method.unwrap_or_default())
    }
}

/// A Java map, which Py4J lets programs use as a dict.
pub(crate) fn java_map(pairs: Vec<(Value, Value)>) -> Value {
    let mut cx = CallCx::default();
    let mut map = KeyMap::default();
    for (key, value) in pairs {
        // Numbers as keys, which can always be inserted.
        let _ = map.insert(key, value, &mut cx);
    }
    Value::object(JavaMap(Value::dict(map)))
}

/// A dict that has methods of Java's maps, too.
struct JavaMap(Value);

impl Object for JavaMap {
    fn type_name(&self) -> Cow<'static, str> {
        "JavaMap".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        value::repr::repr(&self.0, cx)
    }
    fn len(&self, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        python::ops::item::len(&self.0, cx).map(Some)
    }
    fn truthy(&self, cx: &mut CallCx) -> Result<bool, Raised> {
        truthy(&self.0, cx)
    }
    fn iter(&self, _: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        python::ops::iterate::iter(&self.0, cx).map(Some)
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        python::ops::item::contains(&self.0, item, cx).map(Some)
    }
    fn get_item(&self, _: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        python::ops::item::get_item(&self.0, key, cx).map(Some)
    }
    fn get_attr(&self, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if matches!(name, "size" | "isEmpty" | "containsKey") {
            return Ok(Some(Value::object(JavaMember { this: this.clone(), name: name.to_owned() })));
        }
        python::get_attribute(&self.0, name, cx).map(Some)
    }
    fn call_method(&self, _: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match (name, args.positional.as_slice()) {
            ("size", []) => Some(Value::from(python::ops::item::len(&self.0, cx)?)),
            ("isEmpty", []) => Some(Value::Bool(!truthy(&self.0, cx)?)),
            ("containsKey", [key]) => Some(Value::Bool(python::ops::item::contains(&self.0, key, cx)?)),
            _ => None,
        })
    }
}

/// What stands for an object of Spark's own on the Java side.
pub(crate) enum JavaSide {
    /// `sc._jvm` and the packages and classes below it: the dotted name so far.
    Package(String),
    /// `sc._jsc`.
    SparkContext(Rc<SparkContext>),
    /// `ssc._jssc`.
    StreamingContext(Rc<StreamingContext>),
    /// `rdd._jrdd`.
    Rdd(engine::Rdd),
    /// Hadoop's configuration, or a logger: takes whatever it is told.
    Listens,
}

impl JavaSide {
    pub fn value(self, spark: &Weak<Spark>) -> Value {
        Value::object(JavaObject { side: self, spark: spark.clone() })
    }
}

struct JavaObject {
    side: JavaSide,
    spark: Weak<Spark>,
}

impl Object for JavaObject {
    fn type_name(&self) -> Cow<'static, str> {
        if matches!(self.side, JavaSide::Package(_)) { "JavaPackage".into() } else { "JavaObject".into() }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn get_attr(&self, this: &Value, name: &str, _: &mut CallCx) -> Result<Option<Value>, Raised> {
        if name.starts_with("__") {
            return Ok(None);
        }
        Ok(Some(match &self.side {
            JavaSide::Package(path) if path.is_empty() => JavaSide::Package(name.to_owned()).value(&self.spark),
            JavaSide::Package(path) => JavaSide::Package(format!("{path}.{name}")).value(&self.spark),
            _ => Value::object(JavaMember { this: this.clone(), name: name.to_owned() }),
        }))
    }

    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let spark = upgrade(&self.spark)?;
        let answer = match &self.side {
            JavaSide::Package(path) => return spark.call_java(path, name, cx).map(Some),
            JavaSide::Listens => Some(Value::None),
            JavaSide::SparkContext(context) => match name {
                "sc" => Some(this.clone()),
                // The driver is the only one.
                "getExecutorMemoryStatus" => Some(java_map(vec![(Value::str("localhost"), Value::None)])),
                "hadoopConfiguration" => Some(JavaSide::Listens.value(&self.spark)),
                "stop" => {
                    context.stop();
                    Some(Value::None)
                }
                "isStopped" => Some(Value::Bool(context.is_stopped())),
                "appName" => Some(Value::str(&context.app_name)),
                "applicationId" => Some(Value::str(&context.app_id)),
                "master" => Some(Value::str(&context.master)),
                "defaultParallelism" => Some(Value::from(context.default_parallelism)),
                "version" => Some(Value::str(crate::modules::VERSION)),
                _ => None,
            },
            JavaSide::Rdd(rdd) => match name {
                "rdd" => Some(this.clone()),
                "id" => Some(Value::Int(i64::from(rdd.jvm_id()))),
                "name" => Some(rdd.notes().name.clone().map_or(Value::None, Value::string)),
                "getNumPartitions" => Some(Value::from(rdd.counted_partitions()?)),
                "partitions" | "splits" => {
                    let n = Value::from(rdd.counted_partitions()?);
                    Some(JavaView::value(vec![("size", n.clone()), ("length", n)]))
                }
                "isBarrier" => Some(Value::Bool(rdd.is_in_barrier_stage())),
                "isEmpty" => Some(Value::Bool(rdd.is_empty(cx).map_err(|failure| spark.action_error(failure, cx))?)),
                "count" => Some(Value::from(rdd.count(cx).map_err(|failure| spark.action_error(failure, cx))?)),
                "toString" => Some(Value::string(rdd.jvm_text())),
                _ => None,
            },
            JavaSide::StreamingContext(streaming) => match name {
                "stop" => {
                    let stops_all = args.positional.first().map_or(Ok(true), |flag| truthy(flag, cx))?;
                    spark.stop_streaming(streaming, stops_all);
                    if let Some(world) = crate::spark::world(cx) {
                        world.set_batches_are_due(spark.running.borrow().is_some());
                    }
                    Some(Value::None)
                }
                "sparkContext" => {
                    streaming.context().map(|sc| JavaSide::SparkContext(Rc::clone(sc)).value(&self.spark))
                }
                "getState" => {
                    let state = match streaming.state() {
                        ContextState::Initialized => "INITIALIZED",
                        ContextState::Active => "ACTIVE",
                        ContextState::Stopped => "STOPPED",
                    };
                    Some(JavaView::value(vec![("toString", Value::str(state)), ("name", Value::str(state))]))
                }
                _ => None,
            },
        };
        match answer {
            Some(answer) => Ok(Some(answer)),
            None => Err(spark.no_jvm(name)),
        }
    }

    fn is_callable(&self) -> bool {
        matches!(self.side, JavaSide::Package(_))
    }

    fn call(&self, _: &Value, _: Args, _: &mut CallCx) -> Result<Value, Raised> {
        // As Py4J says it of a class that is not on the class path.
        Err(Raised::type_error("'JavaPackage' object is not callable".into()))
    }
}

impl Spark {
    /// A static method of a Java class.
    fn call_java(&self, class: &str, method: &str, cx: &mut CallCx) -> Result<Value, Raised> {
        let active = self.active_object.borrow().clone();
        Ok(match (class, method) {
            ("org.apache.spark.streaming.StreamingContext", "getActive") => {
                let streaming = StreamingContext::of(&active);
                let running = streaming.filter(|streaming| streaming.state() == ContextState::Active);
                JavaView::option(running.map_or(Value::None, |streaming| {
                    JavaSide::StreamingContext(Rc::clone(streaming)).value(&self.this)
                }))
            }
            ("java.lang.System", "currentTimeMillis") => Value::Int(cx.host.now_micros().div_euclid(1000)),
            _ if class.contains("log4j") || class.contains("slf4j") => JavaSide::Listens.value(&self.this),
            _ => return Err(self.no_jvm(method)),
        })
    }

    fn no_jvm(&self, method: &str) -> Raised {
        let text =
            format!("[NOT_IMPLEMENTED] {method} is not supported here: there is no JVM, use PySpark's own methods.");
        python::native::exception_of(&self.classes().exceptions.not_implemented, vec![Value::string(text)])
    }
}
