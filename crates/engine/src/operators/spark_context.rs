//! Methods of `SparkContext` that make RDDs.

use plan::{BoundArgs, Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::{CallCx, ExcKind, Raised, Value};

use super::args::{count, given_rdds, parallelized, whole};
use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::Rdd;
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
static TEXT_FILE: OperatorSpec = OperatorSpec {
    name: "textFile",
    summary: "The lines of a file, or of all files of a folder.",
    params: &[Param::required("name", ParamKind::Str, "The path."), MIN_PARTITIONS, USE_UNICODE],
    example: Example { call: "textFile(\"words.txt\")", input: "", output: "one line, another line" },
    ..BASE
};
static WHOLE_TEXT_FILES: OperatorSpec = OperatorSpec {
    name: "wholeTextFiles",
    summary: "Pairs of the path and the content of each file of a folder.",
    params: &[Param::required("path", ParamKind::Str, "The path."), MIN_PARTITIONS, USE_UNICODE],
    example: Example { call: "wholeTextFiles(\"folder\")", input: "", output: "('file:folder/a', 'text')" },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &PARALLELIZE, run: Run::Context(parallelize) },
    Operator { spec: &RANGE, run: Run::Context(range) },
    Operator { spec: &EMPTY_RDD, run: Run::Context(|sc, _, _| Ok(Outcome::Rdd(sc.empty_rdd()))) },
    Operator { spec: &UNION, run: Run::Context(union) },
    Operator { spec: &TEXT_FILE, run: Run::Context(text_file) },
    Operator { spec: &WHOLE_TEXT_FILES, run: Run::Context(whole_text_files) },
];

fn n_slices(call: &Call<'_>) -> Result<Option<usize>, Raised> {
    match count(call, N_SLICES.name) {
        Some(0) => Err(Raised::new(ExcKind::ZeroDivisionError, "integer division or modulo by zero".into())),
        n => Ok(n),
    }
}

fn parallelize(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let items = call.given("c").unwrap_or_default();
    Ok(Outcome::Rdd(parallelized(&items, n_slices(call)?, sc, cx)?))
}

fn range(sc: &SparkContext, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    let start = whole(call, "start").unwrap_or(0);
    let (start, end) = whole(call, "end").map_or((0, start), |end| (start, end));
    let step = whole(call, "step").unwrap_or(1);
    if step == 0 {
        return Err(Raised::value_error("range() arg 3 must not be zero".into()).into());
    }
    Ok(Outcome::Rdd(sc.parallelize_range(start, step, range_length(start, end, step), n_slices(call)?)))
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

fn found(rdd: Option<Rdd>, path: &str, sc: &SparkContext) -> Result<Outcome, Failure> {
    match rdd {
        Some(rdd) => Ok(Outcome::Rdd(rdd)),
        None => {
            let class = "org.apache.hadoop.mapred.InvalidInputException";
            Err(sc.language().java_exception(class, &format!("Input path does not exist: file:{path}")).into())
        }
    }
}

fn text_file(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let path = path(call, "name");
    found(sc.text_file(&path, count(call, MIN_PARTITIONS.name), cx), &path, sc)
}

fn whole_text_files(sc: &SparkContext, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let path = path(call, "path");
    found(sc.whole_text_files(&path, count(call, MIN_PARTITIONS.name), cx), &path, sc)
}
