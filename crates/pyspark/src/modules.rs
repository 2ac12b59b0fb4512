//! The modules that programs import: `pyspark`, `pyspark.streaming` and their kin.

use std::rc::{Rc, Weak};

use plan::Receiver;
use python::{Modules, NativeClass, NativeModule};
use value::Value;

use crate::dstream::with_operators;
use crate::spark::{Classes, Spark, upgrade};
use crate::{conf, dstream, rdd, spark_context, streaming_context};

/// Makes the classes of one run.
pub(crate) fn make_classes(spark: &Weak<Spark>) -> Classes {
    let (dstream, transformed_dstream) = dstream::classes(spark);
    Classes {
        spark_conf: conf::class(spark),
        spark_context: rdd::with_sources(spark_context::class(spark), spark).build(),
        streaming_context: with_operators(streaming_context::class(spark), Receiver::Context, spark).build(),
        dstream,
        transformed_dstream,
        rdd: rdd::class(spark),
        storage_level: storage_level(),
        streaming_listener: NativeClass::new("StreamingListener", "pyspark.streaming.listener").build(),
        py4j_java_error: NativeClass::new("Py4JJavaError", "py4j.protocol")
            .base(&python::native::builtin_class("Exception"))
            .build(),
        pickling_error: NativeClass::new("PicklingError", "_pickle")
            .base(&python::native::builtin_class("Exception"))
            .build(),
    }
}

/// Storage levels only say where Spark keeps an RDD, so here they are names.
fn storage_level() -> Value {
    [
        "DISK_ONLY",
        "DISK_ONLY_2",
        "DISK_ONLY_3",
        "MEMORY_ONLY",
        "MEMORY_ONLY_2",
        "MEMORY_AND_DISK",
        "MEMORY_AND_DISK_2",
        "MEMORY_AND_DISK_DESER",
        "OFF_HEAP",
        "NONE",
    ]
    .into_iter()
    .fold(NativeClass::new("StorageLevel", "pyspark.storagelevel"), |class, level| {
        class.member(level, Value::string(format!("StorageLevel.{level}")))
    })
    .build()
}

/// What is offered under each module's name.
const MEMBERS: &[(&str, &[&str])] = &[
    ("pyspark", &["SparkConf", "SparkContext", "RDD", "StorageLevel"]),
    ("pyspark.conf", &["SparkConf"]),
    ("pyspark.context", &["SparkContext"]),
    ("pyspark.rdd", &["RDD"]),
    ("pyspark.storagelevel", &["StorageLevel"]),
    ("pyspark.streaming", &["StreamingContext", "DStream", "StreamingListener"]),
    ("pyspark.streaming.context", &["StreamingContext"]),
    ("pyspark.streaming.dstream", &["DStream", "TransformedDStream"]),
    ("pyspark.streaming.listener", &["StreamingListener"]),
    ("py4j", &[]),
    ("py4j.protocol", &["Py4JJavaError"]),
];

/// Modules that programs try and that are not here, with what to use instead.
const ADVICE: &[(&str, &str)] = &[
    ("pandas", "use lists, dicts and the csv and statistics modules, or RDD operations"),
    ("numpy", "use the math, statistics and random modules"),
    ("matplotlib", "the page draws counts, state and windows itself"),
    ("kafka", "use socketTextStream: the page simulates a source or connects to a real TCP server"),
    ("pyspark.streaming.kafka", "Spark 3 has no Kafka DStreams for Python: use socketTextStream"),
    ("pyspark.streaming.flume", "Spark 3 has no Flume DStreams: use socketTextStream"),
    ("pyspark.streaming.kinesis", "use socketTextStream: the page simulates a source or connects to a real TCP server"),
    ("findspark", "leave it out: pyspark is always found here"),
    ("requests", "nothing leaves this page: use a source of the page instead"),
    ("socket", "use socketTextStream, and Connect for a real TCP server"),
    ("threading", "everything runs on one thread here: let batches do the work"),
    ("subprocess", "programs cannot start others here"),
];

/// What to use instead of a module that programs try and that is not here; `name` may be inside of it.
pub fn instead_of(name: &str) -> Option<&'static str> {
    let package = name.split('.').next().unwrap_or(name);
    let find = |wanted: &str| ADVICE.iter().find(|(known, _)| *known == wanted).map(|(_, help)| *help);
    find(name).or_else(|| find(package))
}

fn class_named(classes: &Classes, name: &str) -> Value {
    match name {
        "SparkConf" => &classes.spark_conf,
        "SparkContext" => &classes.spark_context,
        "StreamingContext" => &classes.streaming_context,
        "DStream" => &classes.dstream,
        "TransformedDStream" => &classes.transformed_dstream,
        "RDD" => &classes.rdd,
        "StorageLevel" => &classes.storage_level,
        "StreamingListener" => &classes.streaming_listener,
        "Py4JJavaError" => &classes.py4j_java_error,
        _ => return Value::None,
    }
    .clone()
}

/// The registry for one run of a program.
pub(crate) fn registry(spark: &Rc<Spark>) -> Modules {
    let modules = Modules::new();
    for &(name, members) in MEMBERS {
        let spark = spark.this.clone();
        modules.add(name, move |_cx| {
            let spark = upgrade(&spark)?;
            let classes = spark.classes();
            let members = members.iter().map(|&member| (member, class_named(classes, member))).collect();
            Ok(NativeModule { name, members })
        });
    }
    for &(name, help) in ADVICE {
        modules.advise(name, help);
    }
    modules
}
