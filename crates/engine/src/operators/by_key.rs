//! What brings the records of a key together: `reduceByKey` and its relatives, `count` and `reduce` among them.

use plan::{Ancestry, Category, Example, KeyOf, Node, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::{CallCx, Value};

use super::args::{callable, count, into_partitions, shuffle_into};
use super::{Call, Operator, Outcome, Run};
use crate::dstream::build::{Build, Built};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::function::UserFunction;
use crate::rdd::keyed::{CombineFunctions, ShuffleInto};

/// `numPartitions` of DStream methods.
const STREAM_PARTITIONS: Param = Param::optional(
    "numPartitions",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions the result has; the default parallelism if left out.",
);
/// `numPartitions` of RDD methods.
const RDD_PARTITIONS: Param = Param::optional(
    "numPartitions",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions the result has; as many as before if left out.",
);
const PARTITION_FUNC: Param = Param::optional(
    "partitionFunc",
    ParamKind::Function { n_args: &[1], refused: None },
    ParamDefault::Other("portable_hash"),
    "Gives the number of a key's partition, of which the remainder is taken.",
);
const FUNC: Param = Param::function("func", &[2], "Makes one value of two values of a key.");
const COMBINE: [Param; 3] = [
    Param::function(
        "createCombiner",
        &[1],
        "Makes the start of a combined value from a key's first value in a partition.",
    ),
    Param::function("mergeValue", &[2], "Puts another value into a combined one."),
    Param::function("mergeCombiners", &[2], "Makes one combined value of two from different partitions."),
];
const GROUP_KEY: Param = Param::function("f", &[1], "Makes the key from a record.");

const SHUFFLE: OperatorSpec = OperatorSpec {
    name: "",
    receiver: Receiver::DStream,
    category: Category::Shuffle,
    summary: "",
    params: &[],
    source: "DStream in pyspark/streaming/dstream.py",
    example: Example { call: "", input: "", output: "" },
    rules: Rules::PLAIN,
};
const SHUFFLE_RDD: OperatorSpec = OperatorSpec { receiver: Receiver::Rdd, source: "RDD in pyspark/rdd.py", ..SHUFFLE };

static REDUCE_BY_KEY: OperatorSpec = OperatorSpec {
    name: "reduceByKey",
    summary: "Makes one pair for each key, of all its values.",
    params: &[FUNC, STREAM_PARTITIONS],
    example: Example {
        call: "reduceByKey(lambda x, y: x + y)",
        input: "('a', 1) ('b', 1) ('a', 1)",
        output: "('a', 2) ('b', 1)",
    },
    rules: Rules::PLAIN.of(Ancestry::Key(KeyOf::Pair)),
    ..SHUFFLE
};
static RDD_REDUCE_BY_KEY: OperatorSpec = OperatorSpec {
    name: "reduceByKey",
    summary: REDUCE_BY_KEY.summary,
    params: &[FUNC, RDD_PARTITIONS, PARTITION_FUNC],
    example: REDUCE_BY_KEY.example,
    ..SHUFFLE_RDD
};

static GROUP_BY_KEY: OperatorSpec = OperatorSpec {
    name: "groupByKey",
    summary: "Makes one pair for each key, with all its values in an iterable.",
    params: &[STREAM_PARTITIONS],
    example: Example { call: "groupByKey()", input: "('a', 1) ('a', 2)", output: "('a', <1, 2>)" },
    rules: Rules::PLAIN.of(Ancestry::Key(KeyOf::Pair)),
    ..SHUFFLE
};
static RDD_GROUP_BY_KEY: OperatorSpec = OperatorSpec {
    name: "groupByKey",
    summary: GROUP_BY_KEY.summary,
    params: &[RDD_PARTITIONS, PARTITION_FUNC],
    example: GROUP_BY_KEY.example,
    ..SHUFFLE_RDD
};
static RDD_GROUP_BY: OperatorSpec = OperatorSpec {
    name: "groupBy",
    summary: "Makes one pair for each key that the function gives, with all records of that key.",
    params: &[GROUP_KEY, RDD_PARTITIONS, PARTITION_FUNC],
    example: Example { call: "groupBy(lambda x: x % 2)", input: "1 2 3", output: "(1, <1, 3>) (0, <2>)" },
    ..SHUFFLE_RDD
};

static COMBINE_BY_KEY: OperatorSpec = OperatorSpec {
    name: "combineByKey",
    summary: "Makes one pair for each key, its values combined by three functions.",
    params: &[COMBINE[0], COMBINE[1], COMBINE[2], STREAM_PARTITIONS],
    example: Example {
        call: "combineByKey(lambda v: [v], lambda c, v: c + [v], lambda a, b: a + b)",
        input: "('a', 1) ('a', 2)",
        output: "('a', [1, 2])",
    },
    rules: Rules::PLAIN.of(Ancestry::Key(KeyOf::Pair)),
    ..SHUFFLE
};
static RDD_COMBINE_BY_KEY: OperatorSpec = OperatorSpec {
    name: "combineByKey",
    summary: COMBINE_BY_KEY.summary,
    params: &[COMBINE[0], COMBINE[1], COMBINE[2], RDD_PARTITIONS, PARTITION_FUNC],
    example: COMBINE_BY_KEY.example,
    ..SHUFFLE_RDD
};

const ZERO: Param = Param::required("zeroValue", ParamKind::Any, "The start for each key in each partition.");

static RDD_AGGREGATE_BY_KEY: OperatorSpec = OperatorSpec {
    name: "aggregateByKey",
    summary: "Makes one pair for each key, its values put into a start value.",
    params: &[
        ZERO,
        Param::function("seqFunc", &[2], "Puts a value into the result so far."),
        Param::function("combFunc", &[2], "Makes one result of two from different partitions."),
        RDD_PARTITIONS,
        PARTITION_FUNC,
    ],
    example: Example {
        call: "aggregateByKey(0, lambda s, v: s + v, lambda a, b: a + b)",
        input: "('a', 1) ('a', 2)",
        output: "('a', 3)",
    },
    ..SHUFFLE_RDD
};
static RDD_FOLD_BY_KEY: OperatorSpec = OperatorSpec {
    name: "foldByKey",
    summary: "Makes one pair for each key, its values reduced from a start value.",
    params: &[ZERO, FUNC, RDD_PARTITIONS, PARTITION_FUNC],
    example: Example { call: "foldByKey(0, lambda x, y: x + y)", input: "('a', 1) ('a', 2)", output: "('a', 3)" },
    ..SHUFFLE_RDD
};
static RDD_DISTINCT: OperatorSpec = OperatorSpec {
    name: "distinct",
    summary: "Keeps one of equal records.",
    params: &[RDD_PARTITIONS],
    example: Example { call: "distinct()", input: "a b a", output: "a b" },
    ..SHUFFLE_RDD
};

static COUNT_BY_VALUE: OperatorSpec = OperatorSpec {
    name: "countByValue",
    summary: "Counts equal records.",
    params: &[],
    example: Example { call: "countByValue()", input: "a b a", output: "('a', 2) ('b', 1)" },
    rules: Rules::PLAIN.of(Ancestry::Key(KeyOf::Record)),
    ..SHUFFLE
};
static COUNT: OperatorSpec = OperatorSpec {
    name: "count",
    summary: "Counts the records of each batch.",
    params: &[],
    example: Example { call: "count()", input: "a b a", output: "3" },
    rules: Rules::PLAIN.of(Ancestry::All),
    ..SHUFFLE
};
static REDUCE: OperatorSpec = OperatorSpec {
    name: "reduce",
    summary: "Makes one record of all records of each batch.",
    params: &[Param::function("func", &[2], "Makes one record of two.")],
    example: Example { call: "reduce(lambda x, y: x + y)", input: "1 2 3", output: "6" },
    rules: Rules::PLAIN.of(Ancestry::All),
    ..SHUFFLE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &REDUCE_BY_KEY, run: Run::Stream(reduce_by_key) },
    Operator { spec: &GROUP_BY_KEY, run: Run::Stream(group_by_key) },
    Operator { spec: &COMBINE_BY_KEY, run: Run::Stream(combine_by_key) },
    Operator { spec: &COUNT_BY_VALUE, run: Run::Stream(count_by_value) },
    Operator { spec: &COUNT, run: Run::Stream(count_records) },
    Operator { spec: &REDUCE, run: Run::Stream(reduce) },
    Operator { spec: &RDD_REDUCE_BY_KEY, run: Run::Rdd(rdd_reduce_by_key) },
    Operator { spec: &RDD_GROUP_BY_KEY, run: Run::Rdd(rdd_group_by_key) },
    Operator { spec: &RDD_GROUP_BY, run: Run::Rdd(rdd_group_by) },
    Operator { spec: &RDD_COMBINE_BY_KEY, run: Run::Rdd(rdd_combine_by_key) },
    Operator { spec: &RDD_AGGREGATE_BY_KEY, run: Run::Rdd(rdd_aggregate_by_key) },
    Operator { spec: &RDD_FOLD_BY_KEY, run: Run::Rdd(rdd_fold_by_key) },
    Operator { spec: &RDD_DISTINCT, run: Run::Rdd(rdd_distinct) },
];

fn combine_functions(args: &dyn plan::BoundArgs) -> CombineFunctions {
    CombineFunctions {
        create: callable(args, "createCombiner"),
        merge_value: callable(args, "mergeValue"),
        merge_combiners: callable(args, "mergeCombiners"),
    }
}

fn reduce_by_key(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, into) = (callable(node, "func"), into_partitions(node, &build.sc()));
    Ok(build.method(&build.input(node), "combineByKey", move |rdd, cx| {
        Ok(rdd.reduce_by_key(function.clone(), &into, cx)?)
    }))
}

fn group_by_key(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let into = into_partitions(node, &build.sc());
    Ok(build.method(&build.input(node), "groupByKey", move |rdd, cx| Ok(rdd.group_by_key(&into, cx)?)))
}

fn combine_by_key(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let into = into_partitions(node, &build.sc());
    let CombineFunctions { create, merge_value, merge_combiners } = combine_functions(node);
    Ok(build.method(&build.input(node), "combineByKey", move |rdd, cx| {
        let functions = CombineFunctions {
            create: create.clone(),
            merge_value: merge_value.clone(),
            merge_combiners: merge_combiners.clone(),
        };
        Ok(rdd.combine_by_key(functions, &into, cx)?)
    }))
}

fn count_by_value(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let into = into_partitions(node, &build.sc());
    Ok(build.method(&build.input(node), "mapPartitionsWithIndex", move |rdd, cx| {
        Ok(rdd.pair_with("countByValue", Value::Int(1)).sum_counts(&into, cx)?)
    }))
}

/// `map(lambda x: (None, x)).reduceByKey(…, 1).map(lambda x: x[1])`: one record, none of an RDD without partitions.
fn count_records(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    Ok(build.method(&build.input(node), "mapPartitionsWithIndex", |rdd, cx| {
        let keyed = rdd.count_partitions().pair_under("count", Value::None);
        Ok(keyed.sum_counts(&ShuffleInto::partitions(1), cx)?.values())
    }))
}

fn reduce(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let function = callable(node, "func");
    Ok(build.method(&build.input(node), "mapPartitionsWithIndex", move |rdd, cx| {
        let keyed = rdd.pair_under("reduce", Value::None);
        Ok(keyed.reduce_by_key(function.clone(), &ShuffleInto::partitions(1), cx)?.values())
    }))
}

fn rdd_reduce_by_key(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.reduce_by_key(callable(call, "func"), &shuffle_into(call), cx)?))
}

fn rdd_group_by_key(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.group_by_key(&shuffle_into(call), cx)?))
}

fn rdd_group_by(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.group_by(UserFunction::of_rdd(callable(call, "f")), &shuffle_into(call), cx)?))
}

fn rdd_combine_by_key(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.combine_by_key(combine_functions(call), &shuffle_into(call), cx)?))
}

fn rdd_aggregate_by_key(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let functions = (callable(call, "seqFunc"), callable(call, "combFunc"));
    Ok(Outcome::Rdd(rdd.aggregate_by_key(zero(call), functions, &shuffle_into(call), cx)?))
}

fn rdd_fold_by_key(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.fold_by_key(zero(call), callable(call, "func"), &shuffle_into(call), cx)?))
}

fn rdd_distinct(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.distinct(count(call, "numPartitions"), cx)?))
}

fn zero(call: &Call<'_>) -> Value {
    plan::BoundArgs::given(call, ZERO.name).unwrap_or_default()
}
