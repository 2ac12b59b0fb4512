//! RDDs in order: `sortBy`, `sortByKey`, `repartitionAndSortWithinPartitions`, and numbering records.

use plan::{BoundArgs, Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::CallCx;

use super::args::{callable, count, flag, shuffle_into};
use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::function::UserFunction;
use crate::rdd::python_sort::Direction;

const ASCENDING: Param = Param::optional("ascending", ParamKind::Bool, ParamDefault::Bool(true), "Smallest first.");
const N_PARTITIONS: Param = Param::optional(
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
const KEY_FUNC: Param = Param::optional(
    "keyfunc",
    ParamKind::Function { n_args: &[1], refused: None },
    ParamDefault::Other("lambda x: x"),
    "Makes of a key what is compared.",
);

const BASE: OperatorSpec = OperatorSpec {
    name: "sortByKey",
    receiver: Receiver::Rdd,
    category: Category::Shuffle,
    summary: "Pairs in the order of their keys.",
    params: &[ASCENDING, N_PARTITIONS, KEY_FUNC],
    source: "RDD in pyspark/rdd.py",
    example: Example { call: "sortByKey()", input: "('b', 1) ('a', 2)", output: "('a', 2) ('b', 1)" },
    rules: Rules::PLAIN,
};

static SORT_BY_KEY: OperatorSpec = BASE;
static SORT_BY: OperatorSpec = OperatorSpec {
    name: "sortBy",
    summary: "Records in the order of what a function makes of them.",
    params: &[Param::function("keyfunc", &[1], "Makes of a record what is compared."), ASCENDING, N_PARTITIONS],
    example: Example { call: "sortBy(lambda x: x, ascending=False)", input: "1 3 2", output: "3 2 1" },
    ..BASE
};
static REPARTITION_AND_SORT: OperatorSpec = OperatorSpec {
    name: "repartitionAndSortWithinPartitions",
    summary: "Pairs in the partitions of their keys, each partition in order.",
    params: &[N_PARTITIONS, PARTITION_FUNC, ASCENDING, KEY_FUNC],
    example: Example {
        call: "repartitionAndSortWithinPartitions(1)",
        input: "(2, 'b') (1, 'a')",
        output: "(1, 'a') (2, 'b')",
    },
    ..BASE
};
static ZIP_WITH_INDEX: OperatorSpec = OperatorSpec {
    name: "zipWithIndex",
    category: Category::Narrow,
    summary: "Pairs each record with its position.",
    params: &[],
    example: Example { call: "zipWithIndex()", input: "a b", output: "('a', 0) ('b', 1)" },
    ..BASE
};
static ZIP_WITH_UNIQUE_ID: OperatorSpec = OperatorSpec {
    name: "zipWithUniqueId",
    category: Category::Narrow,
    summary: "Pairs each record with a number of its own.",
    params: &[],
    example: Example { call: "zipWithUniqueId()", input: "[a b] [c]", output: "('a', 0) ('b', 2) ('c', 1)" },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &SORT_BY_KEY, run: Run::Rdd(sort_by_key) },
    Operator { spec: &SORT_BY, run: Run::Rdd(sort_by) },
    Operator { spec: &REPARTITION_AND_SORT, run: Run::Rdd(repartition_and_sort) },
    Operator { spec: &ZIP_WITH_INDEX, run: Run::Rdd(|rdd, _, cx| Ok(Outcome::Rdd(rdd.zip_with_index(cx)?))) },
    Operator { spec: &ZIP_WITH_UNIQUE_ID, run: Run::Rdd(|rdd, _, _| Ok(Outcome::Rdd(rdd.zip_with_unique_id()))) },
];

fn direction(call: &Call<'_>) -> Direction {
    flag(call, ASCENDING.name, true).into()
}

fn sort_by_key(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let n_partitions = count(call, N_PARTITIONS.name);
    Ok(Outcome::Rdd(rdd.sort_by_key(direction(call), n_partitions, call.function(KEY_FUNC.name), cx)?))
}

fn sort_by(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let function = UserFunction::of_rdd(callable(call, KEY_FUNC.name));
    Ok(Outcome::Rdd(rdd.sort_by(function, direction(call), count(call, N_PARTITIONS.name), cx)?))
}

fn repartition_and_sort(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let function = call.function(KEY_FUNC.name);
    Ok(Outcome::Rdd(rdd.repartition_and_sort(&shuffle_into(call), direction(call), function, cx)?))
}
