//! The modules that programs import: `pyspark`, `pyspark.streaming` and their kin.

use std::rc::{Rc, Weak};

use plan::Receiver;
use python::{Modules, NativeModule};
use value::Value;

use crate::dstream::with_operators;
use crate::exceptions::ExceptionClasses;
use crate::spark::{Classes, Spark, upgrade};
use crate::sql::classes::{self, SqlClasses};
use crate::{
    accumulator, broadcast, conf, context_class, dstream, listener, rdd, rdd_class, storage_level, streaming_context,
    task_context,
};

/// The Spark that everything here behaves as.
pub(crate) const VERSION: &str = "3.5.9";

/// Makes the classes of one run.
pub(crate) fn make_classes(spark: &Weak<Spark>) -> Classes {
    let (dstream, transformed_dstream) = dstream::classes(spark);
    let (rdd, pipelined_rdd) = rdd_class::classes(spark);
    let exceptions = ExceptionClasses::new();
    Classes {
        spark_conf: conf::class(spark),
        spark_context: rdd::with_sources(context_class::class(spark), spark).build(),
        streaming_context: with_operators(streaming_context::class(spark), Receiver::Context, spark).build(),
        dstream,
        transformed_dstream,
        rdd,
        pipelined_rdd,
        accumulator: accumulator::class(),
        accumulator_param: accumulator::param_class(),
        broadcast: broadcast::class(),
        storage_level: storage_level::class(spark),
        task_context: task_context::class(spark),
        result_iterable: rdd_class::result_iterable(spark),
        streaming_listener: listener::class(),
        sql: SqlClasses::new(spark, &exceptions.base),
        exceptions,
    }
}

/// What is offered under each module's name.
const MEMBERS: &[(&str, &[&str])] = &[
    (
        "pyspark",
        &[
            "SparkConf",
            "SparkContext",
            "RDD",
            "StorageLevel",
            "Accumulator",
            "AccumulatorParam",
            "Broadcast",
            "TaskContext",
            "Row",
            "SQLContext",
            "HiveContext",
            "__version__",
        ],
    ),
    ("pyspark.accumulators", &["Accumulator", "AccumulatorParam"]),
    ("pyspark.broadcast", &["Broadcast"]),
    ("pyspark.conf", &["SparkConf"]),
    ("pyspark.context", &["RDD", "SparkConf", "SparkContext", "StorageLevel", "TaskContext"]),
    ("pyspark.files", &[]),
    ("pyspark.profiler", &[]),
    ("pyspark.status", &[]),
    ("pyspark.util", &[]),
    ("pyspark.errors", EXCEPTIONS),
    ("pyspark.errors.exceptions", &[]),
    ("pyspark.errors.exceptions.base", EXCEPTIONS),
    ("pyspark.rdd", &["RDD", "PipelinedRDD", "portable_hash"]),
    ("pyspark.resultiterable", &["ResultIterable"]),
    ("pyspark.storagelevel", &["StorageLevel"]),
    ("pyspark.streaming", &["StreamingContext", "DStream", "StreamingListener"]),
    ("pyspark.streaming.context", &["StreamingContext"]),
    ("pyspark.streaming.dstream", &["DStream", "TransformedDStream"]),
    ("pyspark.streaming.listener", &["StreamingListener"]),
    ("pyspark.taskcontext", &["TaskContext"]),
    ("pyspark.version", &["__version__"]),
    ("py4j", &[]),
    ("py4j.protocol", &["Py4JError", "Py4JJavaError"]),
];

/// Modules that come with the one that they are in.
const SUBMODULES: &[(&str, &[&str])] = &[
    (
        "pyspark",
        &[
            "accumulators",
            "broadcast",
            "conf",
            "context",
            "errors",
            "files",
            "profiler",
            "rdd",
            "serializers",
            "sql",
            "status",
            "storagelevel",
            "taskcontext",
            "util",
            "version",
        ],
    ),
    (
        "pyspark.sql",
        &["column", "context", "dataframe", "functions", "group", "readwriter", "session", "types", "utils", "window"],
    ),
    ("pyspark.streaming", &["context", "dstream", "listener"]),
];

const EXCEPTIONS: &[&str] = &[
    "AnalysisException",
    "ParseException",
    "IllegalArgumentException",
    "PythonException",
    "PySparkException",
    "PySparkAttributeError",
    "PySparkNotImplementedError",
    "PySparkRuntimeError",
    "PySparkTypeError",
    "PySparkValueError",
];

/// Modules written in Python.
const TEXTS: &[(&str, &str)] = &[
    ("pyspark.more", include_str!("python/more.py")),
    ("pyspark.serializers", include_str!("python/serializers.py")),
    ("pyspark.shuffle", include_str!("python/shuffle.py")),
    ("pyspark.statcounter", include_str!("python/statcounter.py")),
    ("pyspark.streaming.kinesis", include_str!("python/kinesis.py")),
    ("pyspark.testing.streamingutils", include_str!("python/testing_streamingutils.py")),
    ("pyspark.testing.utils", include_str!("python/testing_utils.py")),
];

/// Members of the modules above that are written in Python, all in the same text.
const LATE_MEMBERS: &[(&str, &[&str])] = &[
    (
        "pyspark",
        &[
            "BarrierTaskContext",
            "BarrierTaskInfo",
            "BasicProfiler",
            "CPickleSerializer",
            "InheritableThread",
            "MarshalSerializer",
            "Profiler",
            "RDDBarrier",
            "SparkFiles",
            "SparkJobInfo",
            "SparkStageInfo",
            "StatusTracker",
            "inheritable_thread_target",
            "keyword_only",
        ],
    ),
    ("pyspark.files", &["SparkFiles"]),
    ("pyspark.profiler", &["BasicProfiler", "Profiler"]),
    ("pyspark.rdd", &["RDDBarrier"]),
    ("pyspark.status", &["SparkJobInfo", "SparkStageInfo", "StatusTracker"]),
    ("pyspark.taskcontext", &["BarrierTaskContext", "BarrierTaskInfo"]),
    (
        "pyspark.util",
        &["InheritableThread", "VersionUtils", "_parse_memory", "fail_on_stopiteration", "inheritable_thread_target"],
    ),
];

/// Modules that programs try and that are not here, with what to use instead.
const ADVICE: &[(&str, &str)] = &[
    ("pandas", "use lists, dicts and the csv and statistics modules, or RDD operations"),
    ("numpy", "use the math, statistics and random modules"),
    ("matplotlib", "the page draws counts, state and windows itself"),
    ("kafka", "use socketTextStream: the page simulates a source or connects to a real TCP server"),
    ("pyspark.streaming.kafka", "Spark 3 has no Kafka DStreams for Python: use socketTextStream"),
    ("pyspark.streaming.flume", "Spark 3 has no Flume DStreams: use socketTextStream"),
    ("requests", "nothing leaves this page: use a source of the page instead"),
    ("socket", "use socketTextStream, and Connect for a real TCP server"),
    ("threading", "everything runs on one thread here: let batches do the work"),
    ("subprocess", "programs cannot start others here"),
    ("pyspark.streaming.mqtt", "Spark 3 has no MQTT DStreams: use socketTextStream"),
    ("pyspark.streaming.twitter", "Spark has no Twitter DStreams for Python: use socketTextStream"),
    ("pyspark.mllib", "compute with RDD operations: models are not here"),
    ("pyspark.ml", "compute with RDD operations: models are not here"),
    ("urllib.request", "nothing leaves this page: use a source of the page instead"),
    ("http", "nothing leaves this page: use a source of the page instead"),
    ("tweepy", "nothing leaves this page: use a source of the page instead"),
    ("asyncio", "everything runs on one thread here: let batches do the work"),
    ("multiprocessing", "everything runs on one thread here: let batches do the work"),
    ("concurrent", "everything runs on one thread here: let batches do the work"),
    ("sqlite3", "keep results in dicts, or write files"),
    ("nltk", "split and compare words with str methods, re and collections"),
    ("textblob", "split and compare words with str methods, re and collections"),
    ("IPython", "print what is to be seen"),
    ("seaborn", "the page draws counts, state and windows itself"),
    ("sklearn", "compute with RDD operations: models are not here"),
    ("pathlib", "use os.path and open"),
];

/// What to use instead of a module that programs try and that is not here; `name` may be inside of it.
pub fn instead_of(name: &str) -> Option<&'static str> {
    let package = name.split('.').next().unwrap_or(name);
    let find = |wanted: &str| ADVICE.iter().find(|(known, _)| *known == wanted).map(|(_, help)| *help);
    find(name).or_else(|| find(package))
}

fn member_named(classes: &Classes, name: &'static str) -> Value {
    if let Some(found) = classes.sql.member(name) {
        return found;
    }
    let exceptions = &classes.exceptions;
    match name {
        "SparkConf" => &classes.spark_conf,
        "SparkContext" => &classes.spark_context,
        "StreamingContext" => &classes.streaming_context,
        "DStream" => &classes.dstream,
        "TransformedDStream" => &classes.transformed_dstream,
        "RDD" => &classes.rdd,
        "PipelinedRDD" => &classes.pipelined_rdd,
        "Accumulator" => &classes.accumulator,
        "AccumulatorParam" => &classes.accumulator_param,
        "Broadcast" => &classes.broadcast,
        "StorageLevel" => &classes.storage_level,
        "TaskContext" => &classes.task_context,
        "ResultIterable" => &classes.result_iterable,
        "StreamingListener" => &classes.streaming_listener,
        "Py4JError" => &exceptions.py4j_error,
        "Py4JJavaError" => &exceptions.py4j_java_error,
        "PySparkException" => &exceptions.base,
        "PySparkAttributeError" => &exceptions.attribute,
        "PySparkNotImplementedError" => &exceptions.not_implemented,
        "PySparkRuntimeError" => &exceptions.runtime,
        "PySparkTypeError" => &exceptions.type_error,
        "PySparkValueError" => &exceptions.value,
        "portable_hash" => return rdd_class::portable_hash(),
        "__version__" => return Value::str(VERSION),
        _ => return Value::None,
    }
    .clone()
}

/// The registry for one run of a program.
pub(crate) fn registry(spark: &Rc<Spark>) -> Modules {
    let modules = stdlib::modules();
    for &(name, members) in MEMBERS.iter().chain(classes::MODULES) {
        let spark = spark.this.clone();
        modules.add(name, move |_cx| {
            let spark = upgrade(&spark)?;
            let classes = spark.classes();
            let members = members.iter().map(|&member| (member, member_named(classes, member))).collect();
            Ok(NativeModule { name, members })
        });
    }
    for &(name, members) in LATE_MEMBERS {
        modules.add_members(name, "pyspark.more", members);
    }
    for &(name, inside) in SUBMODULES {
        modules.add_submodules(name, inside);
    }
    for &(name, text) in TEXTS {
        modules.add_text(name, text);
    }
    let functions = spark.this.clone();
    modules.add("pyspark.sql.functions", move |_cx| {
        Ok(NativeModule { name: "pyspark.sql.functions", members: classes::function_members(&functions) })
    });
    for &(name, help) in ADVICE {
        modules.advise(name, help);
    }
    spark.modules.borrow_mut().replace(modules.clone());
    modules
}
