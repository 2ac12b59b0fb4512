//! What the classes that programs use give: by calling them, by their members, to the functions handed to them.

use crate::page::code::kinds::Kind;
use crate::page::code::kinds::Records::{self, Any, Texts};
use crate::page::code::tokens::{Token, has_colon};

pub fn annotated(annotation: &str) -> Option<Kind> {
    match annotation {
        "RDD" => Some(Kind::Rdd(Any)),
        "DStream" => Some(Kind::DStream(Any)),
        "str" => Some(Kind::Str),
        "list" | "List" => Some(Kind::List(Any)),
        "dict" | "Dict" => Some(Kind::Dict),
        "set" | "Set" => Some(Kind::Set),
        "tuple" | "Tuple" => Some(Kind::Tuple),
        _ => class(annotation),
    }
}

/// A class by its name, for what is called on it.
pub fn class(name: &str) -> Option<Kind> {
    match name {
        "StreamingContext" => Some(Kind::StreamingContext),
        "SparkContext" => Some(Kind::SparkContext),
        "SparkSession" => Some(Kind::SparkSession),
        "DataFrame" => Some(Kind::DataFrame),
        _ => None,
    }
}

/// What calling a name gives.
pub fn called(name: &str) -> Kind {
    match name {
        "str" | "repr" | "chr" | "input" | "format" => Kind::Str,
        "list" | "sorted" => Kind::List(Any),
        "dict" => Kind::Dict,
        "set" => Kind::Set,
        "tuple" => Kind::Tuple,
        "len" | "int" | "float" | "sum" | "abs" | "bool" | "range" | "print" | "zip" | "enumerate" => Kind::Other,
        _ => class(name).unwrap_or(Kind::Unknown),
    }
}

pub fn subscript(kind: Kind, inside: &[Token<'_>]) -> Kind {
    match kind {
        Kind::Str => Kind::Str,
        Kind::List(_) if has_colon(inside) => kind,
        Kind::List(Texts) => Kind::Str,
        Kind::DataFrame => Kind::Column,
        _ => Kind::Unknown,
    }
}

/// What a function gets that is handed to a method.
pub fn handed(receiver: Kind, method: &str, position: usize, n_params: usize) -> Kind {
    let is_last = position + 1 == n_params;
    match (receiver, method) {
        // With two parameters the first one is the time.
        (Kind::DStream(records), "foreachRDD" | "transform") if is_last => Kind::Rdd(records),
        (Kind::DStream(_), "foreachRDD" | "transform") => Kind::Other,
        (Kind::Unknown, "foreachRDD") if is_last => Kind::Rdd(Any),
        (Kind::DStream(_), "transformWith") if n_params == 2 || position > 0 => Kind::Rdd(Any),
        (Kind::DStream(_), "transformWith") => Kind::Other,
        (Kind::DataFrame, "transform") => Kind::DataFrame,
        (
            Kind::DStream(Texts) | Kind::Rdd(Texts),
            "map" | "flatMap" | "filter" | "foreach" | "keyBy" | "sortBy" | "groupBy",
        ) => Kind::Str,
        _ => Kind::Unknown,
    }
}

/// What a member gives; `given` are the tokens of the arguments if it is called.
pub fn member(kind: Kind, name: &str, given: Option<&[Token<'_>]>) -> Kind {
    match (kind, given) {
        (Kind::StreamingContext, None) if name == "sparkContext" => Kind::SparkContext,
        (Kind::StreamingContext, Some(_)) => match name {
            "socketTextStream" | "textFileStream" => Kind::DStream(Texts),
            "queueStream" | "binaryRecordsStream" | "transform" | "union" => Kind::DStream(Any),
            "getOrCreate" | "getActive" | "getActiveOrCreate" => Kind::StreamingContext,
            _ => Kind::Other,
        },
        (Kind::SparkContext, Some(_)) => match name {
            "textFile" => Kind::Rdd(Texts),
            "parallelize" | "range" | "emptyRDD" | "union" | "wholeTextFiles" | "pickleFile" | "binaryFiles"
            | "binaryRecords" | "sequenceFile" => Kind::Rdd(Any),
            "getOrCreate" => Kind::SparkContext,
            _ => Kind::Other,
        },
        (Kind::DStream(records), Some(given)) => match name {
            "pprint" | "foreachRDD" | "saveAsTextFiles" => Kind::Other,
            "slice" => Kind::List(Any),
            "context" => Kind::StreamingContext,
            _ => Kind::DStream(after(records, name, given)),
        },
        (Kind::Rdd(records), Some(given)) => of_rdd(records, name, given),
        (Kind::Rdd(_), None) if name == "context" || name == "ctx" => Kind::SparkContext,
        (Kind::SparkSession, None) => match name {
            "builder" => Kind::Builder,
            "sparkContext" => Kind::SparkContext,
            _ => Kind::Other,
        },
        (Kind::SparkSession, Some(_)) => match name {
            "createDataFrame" | "sql" | "table" | "range" => Kind::DataFrame,
            "newSession" | "getActiveSession" => Kind::SparkSession,
            _ => Kind::Other,
        },
        (Kind::Builder, Some(_)) if name == "getOrCreate" => Kind::SparkSession,
        (Kind::Builder, Some(_)) => Kind::Builder,
        (Kind::DataFrame, _) => of_frame(name, given),
        (Kind::GroupedData, Some(_)) if name == "pivot" => Kind::GroupedData,
        (Kind::GroupedData, Some(_)) => Kind::DataFrame,
        (Kind::Column, Some(_)) => Kind::Column,
        (Kind::Str, Some(_)) => match name {
            "split" | "rsplit" | "splitlines" => Kind::List(Texts),
            "partition" | "rpartition" => Kind::Tuple,
            "count" | "encode" | "endswith" | "find" | "index" | "rfind" | "rindex" | "startswith" | "maketrans" => {
                Kind::Other
            }
            _ if name.starts_with("is") => Kind::Other,
            _ => Kind::Str,
        },
        (Kind::List(Texts), Some(_)) if name == "pop" => Kind::Str,
        (Kind::List(_), Some(_)) if name == "copy" => kind,
        (Kind::Dict, Some(_)) if matches!(name, "copy" | "fromkeys") => Kind::Dict,
        (Kind::Dict, Some(_)) if matches!(name, "keys" | "values" | "items") => Kind::Other,
        (Kind::Set, Some(_)) if !matches!(name, "pop" | "add" | "discard" | "remove" | "clear" | "update") => Kind::Set,
        _ => Kind::Unknown,
    }
}

/// What is known of the records behind a transformation.
fn after(before: Records, name: &str, given: &[Token<'_>]) -> Records {
    match name {
        "filter" | "repartition" | "coalesce" | "window" | "cache" | "persist" | "checkpoint" | "distinct"
        | "sample" | "sortBy" | "unpersist" => before,
        "flatMap" if before == Texts => {
            let is_split = |token: &Token<'_>| token.is("split") || token.is("splitlines");
            let is_nested = given.iter().any(|token| token.is("for") || token.is("[") || token.is("map"));
            if given.iter().any(is_split) && !is_nested { Texts } else { Any }
        }
        _ => Any,
    }
}

fn of_rdd(records: Records, name: &str, given: &[Token<'_>]) -> Kind {
    match name {
        "collect" | "take" | "takeOrdered" | "top" | "takeSample" => Kind::List(records),
        "collectAsMap" | "countByKey" | "countByValue" | "reduceByKeyLocally" => Kind::Dict,
        "first" | "max" | "min" if records == Texts => Kind::Str,
        "first" | "max" | "min" | "reduce" | "fold" | "aggregate" | "treeReduce" | "treeAggregate" => Kind::Unknown,
        "toDF" => Kind::DataFrame,
        "randomSplit" | "lookup" | "histogram" => Kind::List(Any),
        "toDebugString" | "id" | "name" | "count" | "sum" | "mean" | "stdev" | "variance" | "isEmpty" | "stats"
        | "toLocalIterator" | "getNumPartitions" | "getStorageLevel" => Kind::Other,
        _ if ["foreach", "saveAs", "count", "is", "sum", "sample"].iter().any(|start| name.starts_with(start))
            && name != "sample"
            && name != "sampleByKey" =>
        {
            Kind::Other
        }
        _ => Kind::Rdd(after(records, name, given)),
    }
}

fn of_frame(name: &str, given: Option<&[Token<'_>]>) -> Kind {
    match (name, given) {
        ("groupBy" | "groupby" | "rollup" | "cube", Some(_)) => Kind::GroupedData,
        ("collect" | "take" | "tail", Some(_)) => Kind::List(Any),
        ("columns" | "dtypes", None) => Kind::List(Any),
        ("rdd", None) => Kind::Rdd(Any),
        ("first" | "head" | "toPandas", Some(_)) => Kind::Unknown,
        (
            "show" | "printSchema" | "count" | "explain" | "isEmpty" | "foreach" | "foreachPartition" | "corr" | "cov",
            Some(_),
        ) => Kind::Other,
        ("write" | "writeStream" | "schema" | "na" | "stat" | "storageLevel", None) => Kind::Other,
        (_, Some(_)) if name.starts_with("create") || name.starts_with("register") || name.starts_with("is") => {
            Kind::Other
        }
        (_, Some(_)) => Kind::DataFrame,
        (_, None) => Kind::Column,
    }
}
