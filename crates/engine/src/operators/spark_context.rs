//! Methods of `SparkContext` that make RDDs.

use plan::{BoundArgs, Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::{CallCx, ExcKind, Raised, Value};

use super::args::{callable, count, flag, given_rdds, parallelized, whole};
use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::text_file::Lines;
use crate::rdd::transformations::Partitioning;
use crate::records::items_of;
use crate::spark_context::SparkContext;

const N_SLICES: Param = Param::optional(
    "numSlices",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions; the default parallelism if left out.",
);
const MIN_PARTITIONS: Param = Param::optional(
    "minPartitions",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions at least; 2, or 1 on one core, if left out.",
);
const USE_UNICODE: Param =
    Param::optional("use_unicode", ParamKind::Bool, ParamDefault::Bool(true), "Whether records are text.");

const BASE: OperatorSpec = OperatorSpec {
    name: "parallelize",
    receiver: Receiver::SparkContext,
    category: Category::Source,
    summary: "An RDD of the items of a list or anything else to loop over.",
    params: &[Param::required("c", ParamKind::Any, "The items."), N_SLICES],
    source: "SparkContext in pyspark/context.py",
    example: Example { call: "parallelize([1, 2, 3])", input: "", output: "1 2 3" },
    rules: Rules::PLAIN,
};

static PARALLELIZE: OperatorSpec = BASE;
static RANGE: OperatorSpec = OperatorSpec {
    name: "range",
    summary: "An RDD of whole numbers.",
    params: &[
        Param::required("start", ParamKind::Int, "The first number, or the end if it is the only argument."),
        Param::optional("end", ParamKind::Int, ParamDefault::None, "The first number that does not belong to it."),
        Param::optional("step", ParamKind::Int, ParamDefault::Int(1), "From one number to the next."),
        N_SLICES,
    ],
    example: Example { call: "range(3)", input: "", output: "0 1 2" },
    ..BASE
};
static EMPTY_RDD: OperatorSpec = OperatorSpec {
    name: "emptyRDD",
    summary: "An RDD without partitions.",
    params: &[],
    example: Example { call: "emptyRDD()", input: "", output: "" },
    ..BASE
};
static UNION: OperatorSpec = OperatorSpec {
    name: "union",
    summary: "All records of several RDDs, one RDD after the other.",
    params: &[Param::required("rdds", ParamKind::Rdds, "The RDDs.")],
    example: Example { call: "union([a, b])", input: "a with b", output: "a b" },
    ..BASE
};
static RUN_JOB: OperatorSpec = OperatorSpec {
    name: "runJob",
    category: Category::Action,
    summary: "A list of what a function makes of the partitions.",
    params: &[
        Param::required("rdd", ParamKind::Any, "The RDD."),
        Param::function("partitionFunc", &[1], "Makes any number of results of an iterator over a partition."),
        Param::optional("partitions", ParamKind::Any, ParamDefault::None, "A list of partitions; all if left out."),
        Param::optional("allowLocal", ParamKind::Bool, ParamDefault::Bool(false), "Has no effect."),
    ],
    example: Example {
        call: "runJob(rdd, lambda records: [len(list(records))])",
        input: "[a b] [c]",
        output: "[2, 1]",
    },
    ..BASE
};
static TEXT_FILE: OperatorSpec = OperatorSpec {
    name: "textFile",
    summary: "The lines of a file, or of all files of a folder.",
    params: &[Param::required("name", ParamKind::Str, "The path."), MIN_PARTITIONS, USE_UNICODE],
    example: Example { call: "textFile(\"words.txt\")", input: "", output: "first second" },
    ..BASE
};
static WHOLE_TEXT_FILES: OperatorSpec = OperatorSpec {
    name: "wholeTextFiles",
    summary: "Pairs of the path and the content of each file of a folder.",
    params: &[Param::required("path", ParamKind::Str, "The path."), MIN_PARTITIONS, USE_UNICODE],
    example: Example { call: "wholeTextFiles(\"folder\")", input: "", output: "('file:/folder/a', 'text')" },
    ..BASE
};

static BINARY_FILES: OperatorSpec = OperatorSpec {
    name: "binaryFiles",
    summary: "Pairs of the path and the bytes of each file of a folder.",
    params: &[Param::required("path", ParamKind::Str, "The path."), MIN_PARTITIONS],
    example: Example { call: "binaryFiles(\"folder\")", input: "", output: "('file:/folder/a', b'bytes')" },
    ..BASE
};
static BINARY_RECORDS: OperatorSpec = OperatorSpec {
    name: "binaryRecords",
    summary: "Pieces of so many bytes of a file.",
    params: &[
        Param::required("path", ParamKind::Str, "The path."),
        Param::required("recordLength", ParamKind::Int, "The length of a piece in bytes."),
    ],
    example: Example { call: "binaryRecords(\"data.bin\", 4)", input: "", output: "b'abcd'" },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &PARALLELIZE, run: Run::Context(parallelize) },
    Operator { spec: &RANGE, run: Run::Context(range) },
    Operator { spec: &EMPTY_RDD, run: Run::Context(|sc, _, _| Ok(Outcome::Rdd(sc.empty_rdd()))) },
    Operator { spec: &RUN_JOB, run: Run::Context(run_job) },
    Operator { spec: &UNION, run: Run::Context(union) },
    Operator { spec: &TEXT_FILE, run: Run::Context(text_file) },
    Operator { spec: &WHOLE_TEXT_FILES, run: Run::Context(whole_text_files) },
    Operator { spec: &BINARY_FILES, run: Run::Context(binary_files) },
    Operator { spec: &BINARY_RECORDS, run: Run::Context(binary_records) },
];

/// `int(numSlices)`.
fn n_slices(call: &Call<'_>, sc: &SparkContext) -> Result<Option<usize>, Raised> {
    let n = match call.given(N_SLICES.name) {
        Some(Value::Str(text)) => match text.trim().parse::<i64>() {
            Ok(n) => Some(n),
            Err(_) => {
                let message = format!("invalid literal for int() with base 10: '{text}'");
                return Err(Raised::value_error(message));
            }
        },
        _ => whole(call, N_SLICES.name),
    };
    match n {
        Some(0) => Err(Raised::new(ExcKind::ZeroDivisionError, "integer division or modulo by zero".into())),
        Some(n) if n < 0 => {
            let class = "java.lang.IllegalArgumentException";
            Err(sc.language().java_exception(class, "Positive number of partitions required"))
        }
        n => Ok(n.and_then(|n| usize::try_from(n).ok())),
    }
}

fn parallelize(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let items = call.given("c").unwrap_or_default();
    Ok(Outcome::Rdd(parallelized(&items, n_slices(call, sc)?, sc, cx)?))
}

/// A border of `range`, which takes whole numbers only.
fn border(call: &Call<'_>, param: &str) -> Result<Option<i64>, Raised> {
    match call.given(param) {
        None | Some(Value::None | Value::Int(_) | Value::Bool(_)) => Ok(whole(call, param)),
        Some(other) => {
            let message = format!("'{}' object cannot be interpreted as an integer", other.type_name());
            Err(Raised::type_error(message))
        }
    }
}

fn range(sc: &SparkContext, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    let start = border(call, "start")?.unwrap_or(0);
    let (start, end) = border(call, "end")?.map_or((0, start), |end| (start, end));
    let step = border(call, "step")?.unwrap_or(1);
    if step == 0 {
        return Err(Raised::value_error("range() arg 3 must not be zero".into()).into());
    }
    let n_items = range_length(start, end, step);
    Ok(Outcome::Rdd(sc.parallelize_range(start, step, n_items, n_slices(call, sc)?)))
}

/// `runJob(rdd, partitionFunc, partitions)`: what the function makes of each of the partitions, one after another.
fn run_job(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let given = call.given("rdd").unwrap_or_default();
    let Some(rdd) = sc.language().unwrap_rdd(&given) else {
        let message = format!("'{}' object has no attribute '_jrdd'", given.type_name());
        return Err(Raised::new(ExcKind::AttributeError, message).into());
    };
    let mapped = rdd.map_partitions(callable(call, "partitionFunc"), Partitioning::Lost);
    let rows = match call.given("partitions") {
        None | Some(Value::None) => mapped.collect(cx)?,
        Some(partitions) => {
            let mut wanted = Vec::new();
            for partition in items_of(&partitions, cx)? {
                if let Value::Int(partition) = partition {
                    wanted.extend(usize::try_from(partition).ok());
                }
            }
            mapped.collect_some(wanted, cx)?
        }
    };
    Ok(Outcome::Value(Value::list(rows)))
}

/// `len(range(start, end, step))`.
pub(super) fn range_length(start: i64, end: i64, step: i64) -> usize {
    let (start, end, step) = (i128::from(start), i128::from(end), i128::from(step));
    let length = match step {
        1.. => (end - start + step - 1).max(0) / step,
        _ => (start - end - step - 1).max(0) / -step,
    };
    usize::try_from(length).unwrap_or(usize::MAX)
}

fn union(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let rdds = given_rdds(call, "rdds", sc, cx)?;
    if rdds.is_empty() {
        return Err(Raised::new(ExcKind::IndexError, "list index out of range".into()).into());
    }
    Ok(Outcome::Rdd(sc.union_through_jvm(&rdds, cx)?))
}

fn path(call: &Call<'_>, param: &str) -> String {
    match call.given(param) {
        Some(Value::Str(path)) => path.to_string(),
        _ => String::new(),
    }
}

fn text_file(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let lines = if flag(call, USE_UNICODE.name, true) { Lines::Text } else { Lines::Bytes };
    Ok(Outcome::Rdd(sc.text_file(&path(call, "name"), count(call, MIN_PARTITIONS.name), lines, cx)))
}

fn whole_text_files(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(sc.whole_text_files(&path(call, "path"), count(call, MIN_PARTITIONS.name), cx)))
}

fn binary_files(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(sc.binary_files(&path(call, "path"), cx)))
}

fn binary_records(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let length = count(call, "recordLength").unwrap_or(1);
    Ok(Outcome::Rdd(sc.binary_records(&path(call, "path"), length, cx)))
}
