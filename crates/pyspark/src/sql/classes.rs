//! The classes of `pyspark.sql`, and what is offered under the names of its modules.

use std::rc::Weak;

use value::Value;

use super::errors::SqlExceptions;
use super::{
    actions, builder, catalog, column, functions, grouped, na, reader, row, session, statistics, type_classes, udf,
    window, writer,
};
use crate::spark::Spark;

/// One of each class for a run.
pub(crate) struct SqlClasses {
    pub session: Value,
    pub builder: Value,
    pub sql_context: Value,
    pub hive_context: Value,
    pub runtime_conf: Value,
    pub catalog: Value,
    pub udf_registration: Value,
    pub frame: Value,
    pub column: Value,
    pub grouped: Value,
    pub row: Value,
    pub reader: Value,
    pub writer: Value,
    pub na: Value,
    pub stat: Value,
    pub window: Value,
    pub window_spec: Value,
    pub exceptions: SqlExceptions,
    types: Vec<(&'static str, Value)>,
}

impl SqlClasses {
    /// `base_exception` is `PySparkException`.
    pub fn new(spark: &Weak<Spark>, base_exception: &Value) -> Self {
        let (sql_context, hive_context) = session::context_classes(spark);
        let (window, window_spec) = window::classes(spark);
        Self {
            session: session::class(spark),
            builder: builder::class(spark),
            sql_context,
            hive_context,
            runtime_conf: catalog::conf_class(),
            catalog: catalog::catalog_class(),
            udf_registration: udf::registration_class(spark),
            frame: actions::class(spark),
            column: column::class(spark),
            grouped: grouped::class(),
            row: row::class(spark),
            reader: reader::class(),
            writer: writer::class(),
            na: na::class(),
            stat: statistics::class(),
            window,
            window_spec,
            exceptions: SqlExceptions::new(base_exception),
            types: type_classes::classes(spark),
        }
    }

    /// A class of `pyspark.sql.types` by its name.
    pub fn type_class(&self, name: &str) -> Value {
        self.types.iter().find(|(known, _)| *known == name).map(|(_, class)| class.clone()).unwrap_or_default()
    }

    /// What is known under a name in the modules of `pyspark.sql`.
    pub fn member(&self, name: &'static str) -> Option<Value> {
        Some(match name {
            "SparkSession" => self.session.clone(),
            "SQLContext" => self.sql_context.clone(),
            "HiveContext" => self.hive_context.clone(),
            "DataFrame" => self.frame.clone(),
            "Column" => self.column.clone(),
            "GroupedData" => self.grouped.clone(),
            "Row" => self.row.clone(),
            "DataFrameReader" => self.reader.clone(),
            "DataFrameWriter" => self.writer.clone(),
            "DataFrameNaFunctions" => self.na.clone(),
            "DataFrameStatFunctions" => self.stat.clone(),
            "Window" => self.window.clone(),
            "WindowSpec" => self.window_spec.clone(),
            "AnalysisException" => self.exceptions.analysis.clone(),
            "ParseException" => self.exceptions.parse.clone(),
            "IllegalArgumentException" => self.exceptions.illegal_argument.clone(),
            "PythonException" => self.exceptions.python.clone(),
            "NumberFormatException" => self.exceptions.number_format.clone(),
            "ArithmeticException" => self.exceptions.arithmetic.clone(),
            "QueryExecutionException" => self.exceptions.execution.clone(),
            other => match self.type_class(other) {
                Value::None => return None,
                class => class,
            },
        })
    }
}

/// The modules and their members; `pyspark.sql.functions` is made of its table.
pub(crate) const MODULES: &[(&str, &[&str])] = &[
    (
        "pyspark.sql",
        &[
            "SparkSession",
            "SQLContext",
            "HiveContext",
            "DataFrame",
            "Column",
            "GroupedData",
            "Row",
            "DataFrameReader",
            "DataFrameWriter",
            "DataFrameNaFunctions",
            "DataFrameStatFunctions",
            "Window",
            "WindowSpec",
        ],
    ),
    ("pyspark.sql.session", &["SparkSession"]),
    ("pyspark.sql.context", &["SQLContext", "HiveContext"]),
    ("pyspark.sql.dataframe", &["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"]),
    ("pyspark.sql.column", &["Column"]),
    ("pyspark.sql.group", &["GroupedData"]),
    ("pyspark.sql.readwriter", &["DataFrameReader", "DataFrameWriter"]),
    ("pyspark.sql.window", &["Window", "WindowSpec"]),
    ("pyspark.sql.utils", EXCEPTIONS),
    ("pyspark.errors.exceptions.captured", EXCEPTIONS),
    (
        "pyspark.sql.types",
        &[
            "Row",
            "DataType",
            "AtomicType",
            "NumericType",
            "IntegralType",
            "FractionalType",
            "NullType",
            "BooleanType",
            "ByteType",
            "ShortType",
            "IntegerType",
            "LongType",
            "FloatType",
            "DoubleType",
            "StringType",
            "BinaryType",
            "DateType",
            "TimestampType",
            "TimestampNTZType",
            "DayTimeIntervalType",
            "DecimalType",
            "ArrayType",
            "MapType",
            "StructField",
            "StructType",
        ],
    ),
];

/// The exceptions that come from the Java side.
pub(crate) const EXCEPTIONS: &[&str] = &[
    "AnalysisException",
    "ParseException",
    "IllegalArgumentException",
    "PythonException",
    "NumberFormatException",
    "ArithmeticException",
    "QueryExecutionException",
];

/// The members of `pyspark.sql.functions`.
pub(crate) fn function_members(spark: &Weak<Spark>) -> Vec<(&'static str, Value)> {
    functions::names().into_iter().map(|name| (name, functions::function(name, spark))).collect()
}
