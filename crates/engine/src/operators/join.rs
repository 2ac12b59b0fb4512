//! Two streams (or RDDs) of pairs that meet by key.

use plan::{Ancestry, Category, Example, KeyOf, Node, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::CallCx;

use super::args::{count, given_rdd, into_partitions};
use super::streams::with_other;
use super::{Call, Operator, Outcome, Run};
use crate::dstream::build::{Build, Built};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::joins::JoinKind;
use crate::rdd::keyed::ShuffleInto;

const OTHER: Param = Param::required("other", ParamKind::Stream, "The stream to join with.");
const OTHER_RDD: Param = Param::required("other", ParamKind::Rdd, "The RDD to join with.");
const N_PARTITIONS: Param = Param::optional(
    "numPartitions",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions the result has; the default parallelism if left out.",
);
const RDD_PARTITIONS: Param = Param::optional(
    "numPartitions",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions the result has; as many as both sides together if left out.",
);
const PARAMS: &[Param] = &[OTHER, N_PARTITIONS];
const RDD_PARAMS: &[Param] = &[OTHER_RDD, RDD_PARTITIONS];

const JOIN_EXAMPLE: Example =
    Example { call: "join(other)", input: "('a', 1) ('b', 2) with ('a', 'x')", output: "('a', (1, 'x'))" };

const BASE: OperatorSpec = OperatorSpec {
    name: "join",
    receiver: Receiver::DStream,
    category: Category::Join,
    summary: "Pairs up the values of each key that both have.",
    params: PARAMS,
    source: "DStream in pyspark/streaming/dstream.py",
    example: JOIN_EXAMPLE,
    rules: Rules::JAVA.of(Ancestry::Joined),
};
const BASE_RDD: OperatorSpec =
    OperatorSpec { receiver: Receiver::Rdd, params: RDD_PARAMS, source: "RDD in pyspark/rdd.py", ..BASE };

const LEFT: &str = "Pairs up the values of each key of this one; `None` where the other has none.";
const RIGHT: &str = "Pairs up the values of each key of the other; `None` where this one has none.";
const FULL: &str = "Pairs up the values of each key of either; `None` where one has none.";
const COGROUP: &str = "Brings together, for each key, the values of both in two iterables.";

static JOIN: OperatorSpec = BASE;
static LEFT_JOIN: OperatorSpec = OperatorSpec { name: "leftOuterJoin", summary: LEFT, example: LEFT_EXAMPLE, ..BASE };
static RIGHT_JOIN: OperatorSpec =
    OperatorSpec { name: "rightOuterJoin", summary: RIGHT, example: RIGHT_EXAMPLE, ..BASE };
static FULL_JOIN: OperatorSpec = OperatorSpec { name: "fullOuterJoin", summary: FULL, example: FULL_EXAMPLE, ..BASE };
static CO_GROUP: OperatorSpec = OperatorSpec {
    name: "cogroup",
    summary: COGROUP,
    example: COGROUP_EXAMPLE,
    rules: BASE.rules.of(Ancestry::Key(KeyOf::Pair)),
    ..BASE
};
static RDD_JOIN: OperatorSpec = BASE_RDD;
static RDD_LEFT_JOIN: OperatorSpec =
    OperatorSpec { name: "leftOuterJoin", summary: LEFT, example: LEFT_EXAMPLE, ..BASE_RDD };
static RDD_RIGHT_JOIN: OperatorSpec =
    OperatorSpec { name: "rightOuterJoin", summary: RIGHT, example: RIGHT_EXAMPLE, ..BASE_RDD };
static RDD_FULL_JOIN: OperatorSpec =
    OperatorSpec { name: "fullOuterJoin", summary: FULL, example: FULL_EXAMPLE, ..BASE_RDD };
static RDD_CO_GROUP: OperatorSpec =
    OperatorSpec { name: "cogroup", summary: COGROUP, example: COGROUP_EXAMPLE, ..BASE_RDD };

const LEFT_EXAMPLE: Example = Example {
    call: "leftOuterJoin(other)",
    input: "('b', 1) ('a', 2) with ('b', 'x')",
    output: "('b', (1, 'x')) ('a', (2, None))",
};
const RIGHT_EXAMPLE: Example = Example {
    call: "rightOuterJoin(other)",
    input: "('c', 1) with ('c', 'x') ('a', 'y')",
    output: "('c', (1, 'x')) ('a', (None, 'y'))",
};
const FULL_EXAMPLE: Example = Example {
    call: "fullOuterJoin(other)",
    input: "('c', 1) with ('a', 'y')",
    output: "('c', (1, None)) ('a', (None, 'y'))",
};
const COGROUP_EXAMPLE: Example =
    Example { call: "cogroup(other)", input: "('a', 1) ('a', 2) with ('a', 'x')", output: "('a', (<1, 2>, <'x'>))" };

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &JOIN, run: Run::Stream(|node, build| join(JoinKind::Inner, node, build)) },
    Operator { spec: &LEFT_JOIN, run: Run::Stream(|node, build| join(JoinKind::LeftOuter, node, build)) },
    Operator { spec: &RIGHT_JOIN, run: Run::Stream(|node, build| join(JoinKind::RightOuter, node, build)) },
    Operator { spec: &FULL_JOIN, run: Run::Stream(|node, build| join(JoinKind::FullOuter, node, build)) },
    Operator { spec: &CO_GROUP, run: Run::Stream(cogroup) },
    Operator { spec: &RDD_JOIN, run: Run::Rdd(|rdd, call, cx| rdd_join(JoinKind::Inner, rdd, call, cx)) },
    Operator { spec: &RDD_LEFT_JOIN, run: Run::Rdd(|rdd, call, cx| rdd_join(JoinKind::LeftOuter, rdd, call, cx)) },
    Operator { spec: &RDD_RIGHT_JOIN, run: Run::Rdd(|rdd, call, cx| rdd_join(JoinKind::RightOuter, rdd, call, cx)) },
    Operator { spec: &RDD_FULL_JOIN, run: Run::Rdd(|rdd, call, cx| rdd_join(JoinKind::FullOuter, rdd, call, cx)) },
    Operator { spec: &RDD_CO_GROUP, run: Run::Rdd(rdd_cogroup) },
];

fn join(kind: JoinKind, node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let into = into_partitions(node, &build.sc());
    Ok(with_other(node, build, move |a, b, cx| Ok(a.join(&b, kind, &into, cx)?)))
}

fn cogroup(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let into = into_partitions(node, &build.sc());
    Ok(with_other(node, build, move |a, b, cx| Ok(a.cogroup(&[&b], &into, cx)?)))
}

/// The other RDD, and the partitions of the result: a join does without `spark.default.parallelism` no differently.
fn other_of(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<(Rdd, ShuffleInto), Failure> {
    let sc = rdd.context();
    let other = given_rdd(call, OTHER.name, sc, cx)?.unwrap_or_else(|| sc.empty_rdd());
    Ok((other, ShuffleInto { n_partitions: count(call, N_PARTITIONS.name), function: None }))
}

fn rdd_join(kind: JoinKind, rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let (other, into) = other_of(rdd, call, cx)?;
    Ok(Outcome::Rdd(rdd.join(&other, kind, &into, cx)?))
}

fn rdd_cogroup(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let (other, into) = other_of(rdd, call, cx)?;
    Ok(Outcome::Rdd(rdd.cogroup(&[&other], &into, cx)?))
}
