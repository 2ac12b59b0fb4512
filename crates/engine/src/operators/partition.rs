//! Partition by partition, and moving records between partitions without looking at what they mean.

use plan::{
    Ancestry, BoundArgs, Category, Example, Node, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules,
};
use value::order::CompareOp;
use value::{CallCx, Value};

use super::args::{callable, count, flag, shuffle_into};
use super::{Call, Operator, Outcome, Run};
use crate::dstream::build::{Build, Built};
use crate::failure::Failure;
use crate::rdd::Rdd;

const KEEPS_KEYS: Param = Param::optional(
    "preservesPartitioning",
    ParamKind::Bool,
    ParamDefault::Bool(false),
    "Says that keys stay as they are, so that a following shuffle by the same keys can be left out.",
);

const PARTITIONS_PARAMS: &[Param] = &[
    Param::function("f", &[1], "Makes the new records of a partition from an iterator over its records."),
    KEEPS_KEYS,
];
const INDEX_PARAMS: &[Param] = &[
    Param::function(
        "f",
        &[2],
        "Makes the new records of a partition from its number and an iterator over its records.",
    ),
    KEEPS_KEYS,
];

const NARROW: OperatorSpec = OperatorSpec {
    name: "",
    receiver: Receiver::DStream,
    category: Category::Narrow,
    summary: "",
    params: &[],
    source: "DStream in pyspark/streaming/dstream.py",
    example: Example { call: "", input: "", output: "" },
    rules: Rules::PLAIN,
};
const NARROW_RDD: OperatorSpec = OperatorSpec { receiver: Receiver::Rdd, source: "RDD in pyspark/rdd.py", ..NARROW };

static MAP_PARTITIONS: OperatorSpec = OperatorSpec {
    name: "mapPartitions",
    summary: "Makes the new records of each partition from all of its records.",
    params: PARTITIONS_PARAMS,
    example: Example { call: "mapPartitions(lambda records: [sum(records)])", input: "[1 2] [3]", output: "[3] [3]" },
    rules: Rules::PLAIN.of(Ancestry::Partition),
    ..NARROW
};
static RDD_MAP_PARTITIONS: OperatorSpec = OperatorSpec {
    name: "mapPartitions",
    summary: MAP_PARTITIONS.summary,
    params: PARTITIONS_PARAMS,
    example: MAP_PARTITIONS.example,
    ..NARROW_RDD
};

static WITH_INDEX: OperatorSpec = OperatorSpec {
    name: "mapPartitionsWithIndex",
    summary: "Makes the new records of each partition from its number and all of its records.",
    params: INDEX_PARAMS,
    example: Example {
        call: "mapPartitionsWithIndex(lambda i, records: [(i, list(records))])",
        input: "[a b] [c]",
        output: "[(0, ['a', 'b'])] [(1, ['c'])]",
    },
    rules: Rules::PLAIN.of(Ancestry::Partition),
    ..NARROW
};
static RDD_WITH_INDEX: OperatorSpec = OperatorSpec {
    name: "mapPartitionsWithIndex",
    summary: WITH_INDEX.summary,
    params: INDEX_PARAMS,
    example: WITH_INDEX.example,
    ..NARROW_RDD
};
/// The name that `mapPartitionsWithIndex` had before.
static RDD_WITH_SPLIT: OperatorSpec = OperatorSpec {
    name: "mapPartitionsWithSplit",
    example: Example { call: "mapPartitionsWithSplit(lambda i, records: [i])", input: "[a b] [c]", output: "[0] [1]" },
    ..RDD_WITH_INDEX
};

static GLOM: OperatorSpec = OperatorSpec {
    name: "glom",
    summary: "Makes one list of each partition's records.",
    example: Example { call: "glom()", input: "[a b] [c]", output: "[['a', 'b']] [['c']]" },
    rules: Rules::PLAIN.of(Ancestry::Partition),
    ..NARROW
};
static RDD_GLOM: OperatorSpec =
    OperatorSpec { name: "glom", summary: GLOM.summary, example: GLOM.example, ..NARROW_RDD };

const N_PARTITIONS: Param = Param::required("numPartitions", ParamKind::Int, "How many partitions.");
const PARTITION_FUNC: Param = Param::optional(
    "partitionFunc",
    ParamKind::Function { n_args: &[1], refused: None },
    ParamDefault::Other("portable_hash"),
    "Gives the number of a key's partition, of which the remainder is taken.",
);

static REPARTITION: OperatorSpec = OperatorSpec {
    name: "repartition",
    category: Category::Shuffle,
    summary: "The same records in another number of partitions.",
    params: &[N_PARTITIONS],
    example: Example { call: "repartition(2)", input: "[a b]", output: "[] [a b]" },
    rules: Rules::PLAIN.of(Ancestry::Moved),
    ..NARROW
};
static PARTITION_BY: OperatorSpec = OperatorSpec {
    name: "partitionBy",
    category: Category::Shuffle,
    summary: "Pairs in the partitions that their keys decide.",
    params: &[N_PARTITIONS, PARTITION_FUNC],
    example: Example { call: "partitionBy(2)", input: "[(1, 'a') (2, 'b')]", output: "[(2, 'b')] [(1, 'a')]" },
    rules: Rules::PLAIN.of(Ancestry::Moved),
    ..NARROW
};
static RDD_REPARTITION: OperatorSpec = OperatorSpec {
    name: "repartition",
    category: Category::Shuffle,
    summary: REPARTITION.summary,
    params: &[N_PARTITIONS],
    example: REPARTITION.example,
    ..NARROW_RDD
};
static RDD_PARTITION_BY: OperatorSpec = OperatorSpec {
    name: "partitionBy",
    category: Category::Shuffle,
    summary: PARTITION_BY.summary,
    params: &[N_PARTITIONS, PARTITION_FUNC],
    example: PARTITION_BY.example,
    ..NARROW_RDD
};
static RDD_COALESCE: OperatorSpec = OperatorSpec {
    name: "coalesce",
    summary: "The same records in fewer partitions, neighbours put together.",
    params: &[
        N_PARTITIONS,
        Param::optional("shuffle", ParamKind::Bool, ParamDefault::Bool(false), "Whether records may move anywhere."),
    ],
    example: Example { call: "coalesce(1)", input: "[a] [b]", output: "[a b]" },
    ..NARROW_RDD
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &REPARTITION, run: Run::Stream(repartition) },
    Operator { spec: &PARTITION_BY, run: Run::Stream(partition_by) },
    Operator { spec: &RDD_REPARTITION, run: Run::Rdd(rdd_repartition) },
    Operator { spec: &RDD_PARTITION_BY, run: Run::Rdd(rdd_partition_by) },
    Operator { spec: &RDD_COALESCE, run: Run::Rdd(rdd_coalesce) },
    Operator { spec: &MAP_PARTITIONS, run: Run::Stream(map_partitions) },
    Operator { spec: &WITH_INDEX, run: Run::Stream(with_index) },
    Operator {
        spec: &GLOM,
        run: Run::Stream(|node, build| Ok(build.method(&build.input(node), METHOD, |rdd, _| Ok(rdd.glom())))),
    },
    Operator { spec: &RDD_MAP_PARTITIONS, run: Run::Rdd(rdd_map_partitions) },
    Operator { spec: &RDD_WITH_INDEX, run: Run::Rdd(rdd_with_index) },
    Operator { spec: &RDD_WITH_SPLIT, run: Run::Rdd(rdd_with_index) },
    Operator { spec: &RDD_GLOM, run: Run::Rdd(|rdd, _, _| Ok(Outcome::Rdd(rdd.glom()))) },
];

const METHOD: &str = "mapPartitionsWithIndex";

fn map_partitions(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, keeps) = (callable(node, "f"), flag(node, KEEPS_KEYS.name, false));
    Ok(build.method(&build.input(node), METHOD, move |rdd, _| Ok(rdd.map_partitions(function.clone(), keeps.into()))))
}

fn with_index(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, keeps) = (callable(node, "f"), flag(node, KEEPS_KEYS.name, false));
    Ok(build.method(&build.input(node), METHOD, move |rdd, _| {
        Ok(rdd.map_partitions_with_index(function.clone(), keeps.into()))
    }))
}

fn rdd_map_partitions(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.map_partitions(callable(call, "f"), flag(call, KEEPS_KEYS.name, false).into())))
}

fn rdd_with_index(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.map_partitions_with_index(callable(call, "f"), flag(call, KEEPS_KEYS.name, false).into())))
}

fn repartition(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let n_partitions = count(node, N_PARTITIONS.name).unwrap_or(0);
    Ok(build.method(&build.input(node), "repartition", move |rdd, cx| Ok(rdd.repartition(n_partitions, cx)?)))
}

fn partition_by(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let into = shuffle_into(node);
    Ok(build.method(&build.input(node), "partitionBy", move |rdd, cx| Ok(rdd.partition_by(&into, cx)?)))
}

fn rdd_repartition(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    // What PySpark's own comparison with a number does.
    value::order::compare(CompareOp::Gt, &call.given(N_PARTITIONS.name).unwrap_or_default(), &Value::Int(0), cx)?;
    Ok(Outcome::Rdd(rdd.repartition(count(call, N_PARTITIONS.name).unwrap_or(0), cx)?))
}

fn rdd_partition_by(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.partition_by(&shuffle_into(call), cx)?))
}

fn rdd_coalesce(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let n_partitions = count(call, N_PARTITIONS.name).unwrap_or(0);
    Ok(Outcome::Rdd(if flag(call, "shuffle", false) {
        rdd.repartition(n_partitions, cx)?
    } else {
        rdd.coalesce(n_partitions, cx)?
    }))
}
