//! Two RDDs: as sets, record by record, and every record with every other.

use plan::{BoundArgs, Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::CallCx;

use super::args::{count, given_rdd, given_rdds};
use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::keyed::ShuffleInto;

const OTHER: Param = Param::required("other", ParamKind::Rdd, "Another RDD.");
const N_PARTITIONS: Param = Param::optional(
    "numPartitions",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions the result has; as many as both together if left out.",
);

const BASE: OperatorSpec = OperatorSpec {
    name: "subtract",
    receiver: Receiver::Rdd,
    category: Category::Join,
    summary: "Records of this RDD that the other has not.",
    params: &[OTHER, N_PARTITIONS],
    source: "RDD in pyspark/rdd.py",
    example: Example { call: "subtract(other)", input: "a b with b", output: "a" },
    rules: Rules::PLAIN,
};

static SUBTRACT: OperatorSpec = BASE;
static SUBTRACT_BY_KEY: OperatorSpec = OperatorSpec {
    name: "subtractByKey",
    summary: "Pairs of this RDD whose key the other has not.",
    example: Example { call: "subtractByKey(other)", input: "('a', 1) ('b', 2) with ('b', 9)", output: "('a', 1)" },
    ..BASE
};
static INTERSECTION: OperatorSpec = OperatorSpec {
    name: "intersection",
    summary: "Records that both have, once each.",
    params: &[OTHER],
    example: Example { call: "intersection(other)", input: "a b b with b", output: "b" },
    ..BASE
};
static CARTESIAN: OperatorSpec = OperatorSpec {
    name: "cartesian",
    summary: "Every record of this RDD with every record of the other.",
    params: &[OTHER],
    example: Example { call: "cartesian(other)", input: "a b with 1", output: "('a', 1) ('b', 1)" },
    ..BASE
};
static ZIP: OperatorSpec = OperatorSpec {
    name: "zip",
    summary: "The first record of this RDD with the first of the other, and so on.",
    params: &[OTHER],
    example: Example { call: "zip(other)", input: "a b with 1 2", output: "('a', 1) ('b', 2)" },
    ..BASE
};
static GROUP_WITH: OperatorSpec = OperatorSpec {
    name: "groupWith",
    summary: "Brings together, for each key, the values of several RDDs in as many iterables.",
    params: &[OTHER, Param::optional("others", ParamKind::MoreRdds, ParamDefault::None, "More RDDs.")],
    example: Example { call: "groupWith(other)", input: "('a', 1) with ('a', 2)", output: "('a', (<1>, <2>))" },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator {
        spec: &SUBTRACT,
        run: Run::Rdd(|rdd, call, cx| with(rdd, call, cx, |a, b, into, cx| Ok(a.subtract(b, into, cx)?))),
    },
    Operator {
        spec: &SUBTRACT_BY_KEY,
        run: Run::Rdd(|rdd, call, cx| with(rdd, call, cx, |a, b, into, cx| Ok(a.subtract_by_key(b, into, cx)?))),
    },
    Operator {
        spec: &INTERSECTION,
        run: Run::Rdd(|rdd, call, cx| with(rdd, call, cx, |a, b, _, cx| Ok(a.intersection(b, cx)?))),
    },
    Operator {
        spec: &CARTESIAN,
        run: Run::Rdd(|rdd, call, cx| with(rdd, call, cx, |a, b, _, cx| Ok(a.cartesian(b, cx)?))),
    },
    Operator { spec: &ZIP, run: Run::Rdd(|rdd, call, cx| with(rdd, call, cx, |a, b, _, cx| a.zip(b, cx))) },
    Operator { spec: &GROUP_WITH, run: Run::Rdd(group_with) },
];

fn with(
    rdd: &Rdd,
    call: &Call<'_>,
    cx: &mut CallCx,
    run: fn(&Rdd, &Rdd, &ShuffleInto, &mut CallCx) -> Result<Rdd, Failure>,
) -> Result<Outcome, Failure> {
    let sc = rdd.context();
    let other = given_rdd(call, OTHER.name, sc, cx)?.unwrap_or_else(|| sc.empty_rdd());
    let into = ShuffleInto { n_partitions: count(call, N_PARTITIONS.name), function: None };
    Ok(Outcome::Rdd(run(rdd, &other, &into, cx)?))
}

fn group_with(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let sc = rdd.context();
    let mut others: Vec<Rdd> = given_rdd(call, OTHER.name, sc, cx)?.into_iter().collect();
    if call.given("others").is_some() {
        others.extend(given_rdds(call, "others", sc, cx)?);
    }
    let others: Vec<&Rdd> = others.iter().collect();
    Ok(Outcome::Rdd(rdd.cogroup(&others, &ShuffleInto::default(), cx)?))
}
