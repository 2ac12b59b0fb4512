//! Partition by partition, and moving records between partitions without looking at what they mean.

use plan::{Category, Example, Node, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::CallCx;

use super::args::{callable, flag};
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
    ..NARROW
};
static RDD_WITH_INDEX: OperatorSpec = OperatorSpec {
    name: "mapPartitionsWithIndex",
    summary: WITH_INDEX.summary,
    params: INDEX_PARAMS,
    example: WITH_INDEX.example,
    ..NARROW_RDD
};

static GLOM: OperatorSpec = OperatorSpec {
    name: "glom",
    summary: "Makes one list of each partition's records.",
    example: Example { call: "glom()", input: "[a b] [c]", output: "[['a', 'b']] [['c']]" },
    ..NARROW
};
static RDD_GLOM: OperatorSpec =
    OperatorSpec { name: "glom", summary: GLOM.summary, example: GLOM.example, ..NARROW_RDD };

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &MAP_PARTITIONS, run: Run::Stream(map_partitions) },
    Operator { spec: &WITH_INDEX, run: Run::Stream(with_index) },
    Operator {
        spec: &GLOM,
        run: Run::Stream(|node, build| Ok(build.method(&build.input(node), METHOD, |rdd, _| Ok(rdd.glom())))),
    },
    Operator { spec: &RDD_MAP_PARTITIONS, run: Run::Rdd(rdd_map_partitions) },
    Operator { spec: &RDD_WITH_INDEX, run: Run::Rdd(rdd_with_index) },
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
