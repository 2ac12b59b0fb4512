//! The classes `RDD` and `PipelinedRDD`: what is not in the catalogue, since it computes nothing.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use engine::operators::{Operator, find};
use engine::rdd::result_iterable::ResultIterable;
use engine::rdd::serializer::Serializer;
use plan::Receiver;
use python::{NativeClass, native_function};
use value::repr::str_of;
use value::{Args, CallCx, Callable, ExcKind, Object, Raised, Value};

use crate::approximate::with_approximations;
use crate::arguments::Arguments;
use crate::attributes::generic;
use crate::java_view::JavaSide;
use crate::language::PySpark;
use crate::rdd::{RddObject, rdd_of, with_methods};
use crate::spark::{Spark, upgrade};
use crate::storage_level::StorageLevel;
use crate::unsupported::{self, with_unsupported};

/// Both classes; the second is what `map` and its kin give.
pub(crate) fn classes(spark: &Weak<Spark>) -> (Value, Value) {
    let class = with_unsupported(generic(NativeClass::new("RDD", "pyspark.rdd")), unsupported::RDD, spark);
    let class = crate::more::with_rdd_methods(with_methods(class, spark), spark);
    let class = with_approximations(with_keeping(with_names(with_context(class), spark), spark), spark).build();
    let pipelined = NativeClass::new("PipelinedRDD", "pyspark.rdd").base(&class).build();
    (class, pipelined)
}

/// `portable_hash`, which programs may import.
pub(crate) fn portable_hash() -> Value {
    native_function("portable_hash", |args, cx| {
        let bound = Arguments::bind("portable_hash", &["x"], &[], args)?;
        Ok(Value::Int(value::hash::portable_hash(&bound.at(0), cx)?))
    })
}

/// `ResultIterable`, around any values that have a length.
pub(crate) fn result_iterable(spark: &Weak<Spark>) -> Value {
    let spark = spark.clone();
    NativeClass::new("ResultIterable", "pyspark.resultiterable")
        .constructor(move |args, cx| {
            let bound = Arguments::bind("ResultIterable.__init__", &["self", "data"], &[], args)?;
            let language: Rc<dyn engine::Language> =
                Rc::new(PySpark { zone: upgrade(&spark)?.settings.zone, spark: spark.clone() });
            Ok(ResultIterable::value(python::ops::iterate::collect(&bound.at(1), cx)?, &language))
        })
        .build()
}

fn property(this: &Value, get: impl FnOnce(&RddObject) -> Value) -> Result<Value, Raised> {
    match this.downcast::<RddObject>() {
        Some(object) => Ok(get(object)),
        None => Err(Raised::type_error("an RDD is needed".into())),
    }
}

fn with_context(class: NativeClass) -> NativeClass {
    let context = |this: &Value, _cx: &mut CallCx| {
        property(this, |object| match object.spark.upgrade() {
            Some(spark) => spark.active_context.borrow().clone(),
            None => Value::None,
        })
    };
    class.property("context", context).property("ctx", context).property("partitioner", |this, _cx| {
        property(this, |object| match object.rdd.partitioner() {
            Some((n_partitions, function)) => Value::object(PartitionerObject { n_partitions, function }),
            None => Value::None,
        })
    })
}

/// What names and describes an RDD.
fn with_names(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (set_name, to_frame) = (spark.clone(), spark.clone());
    class
        .method("id", |args, _cx| {
            Arguments::bind("RDD.id", &["self"], &[], args)?;
            Ok(Value::Int(i64::from(rdd_of(args)?.rdd.jvm_id())))
        })
        .method("name", |args, _cx| {
            Arguments::bind("RDD.name", &["self"], &[], args)?;
            Ok(rdd_of(args)?.rdd.notes().name.clone().map_or(Value::None, Value::string))
        })
        .method("setName", move |args, _cx| {
            let bound = Arguments::bind("RDD.setName", &["self", "name"], &[], args)?;
            let name = match bound.at(1) {
                Value::Str(name) => Some(name.to_string()),
                Value::None => None,
                other => {
                    let java = match other {
                        Value::Int(_) => "java.lang.Integer",
                        Value::Float(_) => "java.lang.Double",
                        Value::Bool(_) => "java.lang.Boolean",
                        _ => "java.util.ArrayList",
                    };
                    return Err(upgrade(&set_name)?.no_java_method("setName", &[java]));
                }
            };
            rdd_of(args)?.rdd.notes().name = name;
            Ok(bound.at(0))
        })
        .property("_jrdd", |this, _cx| property(this, |object| JavaSide::Rdd(object.rdd.clone()).value(&object.spark)))
        .property("_jrdd_deserializer", move |this, cx| {
            let Some(object) = this.downcast::<RddObject>() else { return Ok(Value::None) };
            let (packing, size) = match object.rdd.serializer() {
                Serializer::Utf8 => ("text", 0),
                Serializer::Batched(size) => ("batches", size),
                Serializer::Auto => ("auto", 0),
                Serializer::Empty => ("none", 0),
            };
            let args = Args::of(vec![Value::str(packing), Value::from(size)]);
            upgrade(&object.spark)?.call_text("deserializer", args, cx)
        })
        .method("_reserialize", |args, _cx| {
            let bound = Arguments::bind("RDD._reserialize", &["self"], &[("serializer", Value::None)], args)?;
            Ok(bound.at(0))
        })
        .method("_is_barrier", |args, _cx| Ok(Value::Bool(rdd_of(args)?.rdd.is_in_barrier_stage())))
        .method("_in_barrier", |args, _cx| {
            rdd_of(args)?.rdd.notes().is_barrier = true;
            Ok(args.positional.first().cloned().unwrap_or_default())
        })
        .method("toDF", move |args, cx| upgrade(&to_frame)?.rdd_to_frame(args, cx))
        .method("toDebugString", |args, cx| {
            Arguments::bind("RDD.toDebugString", &["self"], &[], args)?;
            let rdd = &rdd_of(args)?.rdd;
            let level = rdd.notes().storage_level.clone();
            let level = level.map_or(Ok(String::new()), |level| str_of(&level, cx))?;
            Ok(Value::Bytes(rdd.debug_string(&level).into_bytes().into()))
        })
        .method("getResourceProfile", |args, _cx| {
            Arguments::bind("RDD.getResourceProfile", &["self"], &[], args)?;
            Ok(Value::None)
        })
}

/// How an RDD is kept.
fn with_keeping(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let operator = |name| find(Receiver::Rdd, name);
    let (cache, persist, unpersist, get_level) = (spark.clone(), spark.clone(), spark.clone(), spark.clone());
    class
        .method("cache", move |args, cx| {
            Arguments::bind("RDD.cache", &["self"], &[], args)?;
            let spark = upgrade(&cache)?;
            let level = Value::object(StorageLevel::named("MEMORY_ONLY", &spark.this));
            spark.persist(args, level, operator("persist"), cx)
        })
        .method("persist", move |args, cx| {
            let spark = upgrade(&persist)?;
            let default = Value::object(StorageLevel::named("MEMORY_ONLY", &spark.this));
            let bound = Arguments::bind("RDD.persist", &["self"], &[("storageLevel", default)], args)?;
            spark.persist(args, bound.at(1), operator("persist"), cx)
        })
        .method("unpersist", move |args, cx| {
            Arguments::bind("RDD.unpersist", &["self"], &[("blocking", Value::Bool(false))], args)?;
            let mut notes = rdd_of(args)?.rdd.notes();
            (notes.storage_level, notes.is_cached) = (None, false);
            drop(notes);
            upgrade(&unpersist)?.keep(operator("unpersist"), args, cx)
        })
        .method("getStorageLevel", move |args, _cx| {
            Arguments::bind("RDD.getStorageLevel", &["self"], &[], args)?;
            let level = rdd_of(args)?.rdd.notes().storage_level.clone();
            Ok(level.unwrap_or_else(|| Value::object(StorageLevel::named("NONE", &get_level))))
        })
        .property("is_cached", |this, _cx| property(this, |object| Value::Bool(object.rdd.notes().is_cached)))
        .property("is_checkpointed", |this, _cx| {
            property(this, |object| Value::Bool(object.rdd.notes().is_checkpoint_asked))
        })
        .method("isCheckpointed", |args, _cx| Ok(Value::Bool(rdd_of(args)?.rdd.is_checkpointed())))
        .method("isLocallyCheckpointed", |args, _cx| Ok(Value::Bool(rdd_of(args)?.rdd.notes().is_checkpoint_local)))
        .method("getCheckpointFile", |args, _cx| {
            let rdd = &rdd_of(args)?.rdd;
            let folder = rdd.context().checkpoint_dir().filter(|_| rdd.is_checkpointed());
            Ok(folder.map_or(Value::None, |folder| Value::string(format!("{folder}/rdd-{}", rdd.jvm_id()))))
        })
}

impl Spark {
    /// Errors: PySpark's refusals of what is no level, and of another level than before.
    fn persist(
        &self,
        args: &Args,
        level: Value,
        operator: Option<&'static Operator>,
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        if level.downcast::<StorageLevel>().is_none() {
            return Err(Raised::type_error("storageLevel must be of type pyspark.StorageLevel".into()));
        }
        let rdd = &rdd_of(args)?.rdd;
        let before = rdd.notes().storage_level.clone();
        if let Some(before) = before
            && !value::equality::eq(&before, &level, cx)?
        {
            let class = "org.apache.spark.SparkUnsupportedOperationException";
            let message = "Cannot change storage level of an RDD after it was already assigned a level";
            return Err(self.java_error("persist", class, message));
        }
        // The JVM makes its RDD for what was not kept so far.
        rdd.jvm_id();
        rdd.notes().storage_level = Some(level.clone());
        rdd.notes().is_cached = true;
        if value::equality::eq(&level, &Value::object(StorageLevel::named("NONE", &self.this)), cx)? {
            return Ok(args.positional.first().cloned().unwrap_or_default());
        }
        self.keep(operator, args, cx)
    }

    /// Calls the catalogue's method without the arguments that have no effect here.
    fn keep(&self, operator: Option<&'static Operator>, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let this = args.positional.first().cloned().unwrap_or_default();
        match operator {
            Some(operator) => self.call_on_rdd(operator, &Args::of(vec![this]), cx),
            None => Ok(this),
        }
    }
}

/// `rdd.partitioner`: how keys find their partition.
struct PartitionerObject {
    n_partitions: usize,
    /// `None` is `portable_hash`.
    function: Option<Rc<dyn Callable>>,
}

impl Object for PartitionerObject {
    fn type_name(&self) -> Cow<'static, str> {
        "Partitioner".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "numPartitions" => Some(Value::from(self.n_partitions)),
            "partitionFunc" => Some(self.function.as_ref().map_or_else(portable_hash, |function| function.as_value())),
            _ => None,
        })
    }

    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let Some(other) = other.downcast::<Self>() else { return Ok(None) };
        let is_same_function = match (&self.function, &other.function) {
            (None, None) => true,
            (Some(own), Some(other)) => Rc::ptr_eq(own, other) || own.as_value().is_same(&other.as_value()),
            _ => false,
        };
        Ok(Some(is_same_function && self.n_partitions == other.n_partitions))
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let bound = Arguments::bind("Partitioner.__call__", &["self", "k"], &[], &with_self(args))?;
        let hash = match &self.function {
            None => Value::Int(value::hash::portable_hash(&bound.at(1), cx)?),
            Some(function) => function.call(&[bound.at(1)], cx)?,
        };
        let n = i64::try_from(self.n_partitions)
            .map_err(|_| Raised::new(ExcKind::OverflowError, "too many partitions".into()))?;
        python::ops::binary(value::object::BinaryOp::Mod, &hash, &Value::Int(n), cx)
    }
}

fn with_self(mut args: Args) -> Args {
    args.positional.insert(0, Value::None);
    args
}
