//! Actions: what gives records to the driver, or does something with each of them.

use plan::{BoundArgs, Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::{CallCx, ExcKind, Raised, Value};

use super::args::{callable, whole};
use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::Rdd;

const ZERO: Param = Param::required("zeroValue", ParamKind::Any, "The start for each partition and for the results.");
const DEPTH: Param = Param::optional("depth", ParamKind::Int, ParamDefault::Int(2), "In how many rounds.");
const NUM: Param = Param::required("num", ParamKind::Int, "How many.");
const KEY: Param = Param::optional(
    "key",
    ParamKind::Function { n_args: &[1], refused: None },
    ParamDefault::None,
    "Makes of a record what is compared.",
);
const SEQ_OP: Param = Param::function("seqOp", &[2], "Puts a record into the result so far.");
const COMB_OP: Param = Param::function("combOp", &[2], "Makes one result of two.");

const BASE: OperatorSpec = OperatorSpec {
    name: "collect",
    receiver: Receiver::Rdd,
    category: Category::Action,
    summary: "A list of all records.",
    params: &[],
    source: "RDD in pyspark/rdd.py",
    example: Example { call: "collect()", input: "a b", output: "['a', 'b']" },
    rules: Rules::PLAIN,
};

static COLLECT: OperatorSpec = BASE;
static COLLECT_WITH_JOB_GROUP: OperatorSpec = OperatorSpec {
    name: "collectWithJobGroup",
    params: &[
        Param::required("groupId", ParamKind::Str, "The job's group."),
        Param::required("description", ParamKind::Str, "What the job is for."),
        Param::optional("interruptOnCancel", ParamKind::Bool, ParamDefault::Bool(false), "Has no effect."),
    ],
    example: Example { call: "collectWithJobGroup(\"group\", \"why\")", input: "a b", output: "['a', 'b']" },
    ..BASE
};
static TO_LOCAL_ITERATOR: OperatorSpec = OperatorSpec {
    name: "toLocalIterator",
    summary: "An iterator over all records.",
    params: &[Param::optional(
        "prefetchPartitions",
        ParamKind::Bool,
        ParamDefault::Bool(false),
        "Whether the next partition is computed ahead.",
    )],
    example: Example { call: "toLocalIterator()", input: "a b", output: "a, b" },
    ..BASE
};
static TAKE: OperatorSpec = OperatorSpec {
    name: "take",
    summary: "A list of the first records.",
    params: &[NUM],
    example: Example { call: "take(2)", input: "a b c", output: "['a', 'b']" },
    ..BASE
};
static FIRST: OperatorSpec = OperatorSpec {
    name: "first",
    summary: "The first record.",
    example: Example { call: "first()", input: "a b", output: "'a'" },
    ..BASE
};
static IS_EMPTY: OperatorSpec = OperatorSpec {
    name: "isEmpty",
    summary: "Whether there are no records.",
    example: Example { call: "isEmpty()", input: "a", output: "False" },
    ..BASE
};
static COUNT: OperatorSpec = OperatorSpec {
    name: "count",
    summary: "The number of records.",
    example: Example { call: "count()", input: "a b", output: "2" },
    ..BASE
};
static REDUCE: OperatorSpec = OperatorSpec {
    name: "reduce",
    summary: "One value of all records.",
    params: &[Param::function("f", &[2], "Makes one record of two.")],
    example: Example { call: "reduce(lambda x, y: x + y)", input: "1 2 3", output: "6" },
    ..BASE
};
static TREE_REDUCE: OperatorSpec = OperatorSpec {
    name: "treeReduce",
    summary: "One value of all records, in several rounds.",
    params: &[Param::function("f", &[2], "Makes one record of two."), DEPTH],
    example: Example { call: "treeReduce(lambda x, y: x + y)", input: "1 2 3", output: "6" },
    ..BASE
};
static FOLD: OperatorSpec = OperatorSpec {
    name: "fold",
    summary: "One value of a start value and all records.",
    params: &[ZERO, Param::function("op", &[2], "Makes one value of two.")],
    example: Example { call: "fold(0, lambda x, y: x + y)", input: "1 2 3", output: "6" },
    ..BASE
};
static AGGREGATE: OperatorSpec = OperatorSpec {
    name: "aggregate",
    summary: "One value of a start value, into which all records are put.",
    params: &[ZERO, SEQ_OP, COMB_OP],
    example: Example { call: "aggregate(0, lambda s, x: s + x, lambda a, b: a + b)", input: "1 2 3", output: "6" },
    ..BASE
};
static TREE_AGGREGATE: OperatorSpec = OperatorSpec {
    name: "treeAggregate",
    summary: "One value of a start value, into which all records are put, in several rounds.",
    params: &[ZERO, SEQ_OP, COMB_OP, DEPTH],
    example: Example { call: "treeAggregate(0, lambda s, x: s + x, lambda a, b: a + b)", input: "1 2 3", output: "6" },
    ..BASE
};
static FOREACH: OperatorSpec = OperatorSpec {
    name: "foreach",
    summary: "Calls a function with each record.",
    params: &[Param::function("f", &[1], "Does something with a record.")],
    example: Example { call: "foreach(lambda x: print(x))", input: "a", output: "a" },
    ..BASE
};
static FOREACH_PARTITION: OperatorSpec = OperatorSpec {
    name: "foreachPartition",
    summary: "Calls a function with an iterator over each partition.",
    params: &[Param::function("f", &[1], "Does something with the records of a partition.")],
    example: Example { call: "foreachPartition(lambda records: print(list(records)))", input: "a", output: "['a']" },
    ..BASE
};
static TOP: OperatorSpec = OperatorSpec {
    name: "top",
    summary: "A list of the largest records, largest first.",
    params: &[NUM, KEY],
    example: Example { call: "top(2)", input: "1 3 2", output: "[3, 2]" },
    ..BASE
};
static TAKE_ORDERED: OperatorSpec = OperatorSpec {
    name: "takeOrdered",
    summary: "A list of the smallest records, smallest first.",
    params: &[NUM, KEY],
    example: Example { call: "takeOrdered(2)", input: "1 3 2", output: "[1, 2]" },
    ..BASE
};
static MAX: OperatorSpec = OperatorSpec {
    name: "max",
    summary: "The largest record.",
    params: &[KEY],
    example: Example { call: "max()", input: "1 3 2", output: "3" },
    ..BASE
};
static MIN: OperatorSpec = OperatorSpec {
    name: "min",
    summary: "The smallest record.",
    params: &[KEY],
    example: Example { call: "min()", input: "1 3 2", output: "1" },
    ..BASE
};
static SAVE_AS_TEXT_FILE: OperatorSpec = OperatorSpec {
    name: "saveAsTextFile",
    summary: "Writes a folder with one file for each partition.",
    params: &[
        Param::required("path", ParamKind::Str, "The folder, which must not be there yet."),
        Param::optional("compressionCodecClass", ParamKind::Str, ParamDefault::None, "How files are compressed."),
    ],
    example: Example { call: "saveAsTextFile(\"out\")", input: "[a] [b]", output: "out/part-00000, out/part-00001" },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &COLLECT, run: Run::Rdd(|rdd, _, cx| list(rdd.collect(cx)?)) },
    Operator { spec: &COLLECT_WITH_JOB_GROUP, run: Run::Rdd(|rdd, _, cx| list(rdd.collect(cx)?)) },
    Operator { spec: &TO_LOCAL_ITERATOR, run: Run::Rdd(|rdd, _, cx| Ok(Outcome::Records(rdd.through_jvm(cx)?))) },
    Operator { spec: &TAKE, run: Run::Rdd(take) },
    Operator { spec: &FIRST, run: Run::Rdd(|rdd, _, cx| value(rdd.first(cx)?)) },
    Operator { spec: &IS_EMPTY, run: Run::Rdd(|rdd, _, cx| value(Value::Bool(rdd.is_empty(cx)?))) },
    Operator { spec: &COUNT, run: Run::Rdd(|rdd, _, cx| value(Value::from(rdd.count(cx)?))) },
    Operator { spec: &REDUCE, run: Run::Rdd(|rdd, call, cx| value(rdd.reduce(&callable(call, "f"), cx)?)) },
    Operator { spec: &TREE_REDUCE, run: Run::Rdd(tree_reduce) },
    Operator { spec: &FOLD, run: Run::Rdd(fold) },
    Operator { spec: &AGGREGATE, run: Run::Rdd(aggregate) },
    Operator { spec: &TREE_AGGREGATE, run: Run::Rdd(tree_aggregate) },
    Operator { spec: &FOREACH, run: Run::Rdd(foreach) },
    Operator { spec: &FOREACH_PARTITION, run: Run::Rdd(foreach_partition) },
    Operator { spec: &TOP, run: Run::Rdd(top) },
    Operator { spec: &TAKE_ORDERED, run: Run::Rdd(take_ordered) },
    Operator { spec: &MAX, run: Run::Rdd(|rdd, call, cx| value(rdd.max(call.function(KEY.name), cx)?)) },
    Operator { spec: &MIN, run: Run::Rdd(|rdd, call, cx| value(rdd.min(call.function(KEY.name), cx)?)) },
    Operator { spec: &SAVE_AS_TEXT_FILE, run: Run::Rdd(save_as_text_file) },
];

fn value(value: Value) -> Result<Outcome, Failure> {
    Ok(Outcome::Value(value))
}

fn list(items: Vec<Value>) -> Result<Outcome, Failure> {
    value(Value::list(items))
}

fn take(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let num = number_of(call, cx)?.unwrap_or(0);
    if num > 0 && matches!(call.given(NUM.name), Some(Value::Float(_))) {
        let message = "slice indices must be integers or None or have an __index__ method";
        return Err(Raised::type_error(message.into()).into());
    }
    list(rdd.take(num, cx)?)
}

/// `num`, or `None` if it is negative.
fn number_of(call: &Call<'_>, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
    let given = match call.arg(NUM.name) {
        plan::Arg::Value(value) => value.clone(),
        _ => Value::None,
    };
    // What PySpark's own comparison with a number does.
    value::order::less(&Value::Int(0), &given, cx)?;
    Ok(usize::try_from(whole(call, NUM.name).unwrap_or(0)).ok())
}

fn tree_reduce(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    value(rdd.tree_reduce(callable(call, "f"), whole(call, DEPTH.name).unwrap_or(2), cx)?)
}

fn zero(call: &Call<'_>) -> Value {
    call.given(ZERO.name).unwrap_or_default()
}

fn fold(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    value(rdd.fold(&zero(call), &callable(call, "op"), cx)?)
}

fn aggregate(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    value(rdd.aggregate(&zero(call), &callable(call, SEQ_OP.name), &callable(call, COMB_OP.name), cx)?)
}

fn tree_aggregate(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let functions = (callable(call, SEQ_OP.name), callable(call, COMB_OP.name));
    value(rdd.tree_aggregate(zero(call), functions, whole(call, DEPTH.name).unwrap_or(2), cx)?)
}

fn foreach(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    rdd.foreach(&callable(call, "f"), cx)?;
    value(Value::None)
}

fn foreach_partition(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    rdd.foreach_partition(&callable(call, "f"), cx)?;
    value(Value::None)
}

fn top(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    list(rdd.top(number_of(call, cx)?.unwrap_or(0), call.function(KEY.name), cx)?)
}

fn take_ordered(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let Some(n) = number_of(call, cx)? else {
        return Err(Raised::value_error("top N cannot be negative.".into()).into());
    };
    list(rdd.take_ordered(n, call.function(KEY.name), cx)?)
}

fn save_as_text_file(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let Some(Value::Str(path)) = call.given("path") else {
        return Err(Raised::new(ExcKind::TypeError, "path should be a string".into()).into());
    };
    if !rdd.context().is_in_batch() && !Rdd::can_save_to(&path, cx) {
        let class = "org.apache.hadoop.mapred.FileAlreadyExistsException";
        let message = format!("Output directory {} already exists", crate::rdd::paths::shown(&path));
        return Err(rdd.context().language().java_exception(class, &message).into());
    }
    rdd.save_as_text_file(&path, cx)?;
    value(Value::None)
}
