//! Methods of PySpark that are not here, with what to use instead.

use std::rc::Weak;

use python::NativeClass;
use python::native::exception_of;
use value::Value;

use crate::spark::{Spark, upgrade};

/// Methods of `RDD`.
pub(crate) const RDD: &[(&str, &str)] = &[
    ("pipe", "programs cannot start others here: use map or mapPartitions"),
    ("saveAsHadoopDataset", "use saveAsTextFile"),
    ("saveAsHadoopFile", "use saveAsTextFile"),
    ("saveAsNewAPIHadoopDataset", "use saveAsTextFile"),
    ("saveAsNewAPIHadoopFile", "use saveAsTextFile"),
    ("withResources", "everything runs in this page"),
];

/// Methods of `SparkContext`.
pub(crate) const SPARK_CONTEXT: &[(&str, &str)] = &[
    ("hadoopFile", "use textFile"),
    ("hadoopRDD", "use textFile"),
    ("newAPIHadoopFile", "use textFile"),
    ("newAPIHadoopRDD", "use textFile"),
];

/// Adds the methods, each of which raises `PySparkNotImplementedError`.
pub(crate) fn with_unsupported(
    class: NativeClass,
    methods: &'static [(&'static str, &'static str)],
    spark: &Weak<Spark>,
) -> NativeClass {
    methods.iter().fold(class, |class, &(name, help)| {
        let spark = spark.clone();
        class.method(name, move |_args, _cx| {
            let spark = upgrade(&spark)?;
            let text = format!("[NOT_IMPLEMENTED] {name} is not supported here: {help}.");
            Err(exception_of(&spark.classes().exceptions.not_implemented, vec![Value::string(text)]))
        })
    })
}
