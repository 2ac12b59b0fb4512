//! Numbers on the driver: sums, means, counts by value, histograms.

use plan::{BoundArgs, Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::{CallCx, Raised, Value};

use super::args::{callable, number};
use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::stat_counter::Stats;

const BASE: OperatorSpec = OperatorSpec {
    name: "sum",
    receiver: Receiver::Rdd,
    category: Category::Action,
    summary: "The sum of all records.",
    params: &[],
    source: "RDD in pyspark/rdd.py",
    example: Example { call: "sum()", input: "1 2 3", output: "6" },
    rules: Rules::PLAIN,
};

static SUM: OperatorSpec = BASE;
static STATS: OperatorSpec = OperatorSpec {
    name: "stats",
    summary: "Count, mean, standard deviation, largest and smallest of the records.",
    example: Example { call: "stats()", input: "1 3", output: "(count: 2, mean: 2.0, stdev: 1.0, max: 3, min: 1)" },
    ..BASE
};
static COUNT_APPROX_DISTINCT: OperatorSpec = OperatorSpec {
    name: "countApproxDistinct",
    summary: "About how many different records there are.",
    params: &[Param::optional(
        "relativeSD",
        ParamKind::Float,
        ParamDefault::Float(0.05),
        "How far off the number may be, as a share of it.",
    )],
    example: Example { call: "countApproxDistinct()", input: "a b a", output: "2" },
    ..BASE
};
static MEAN: OperatorSpec = OperatorSpec {
    name: "mean",
    summary: "The mean of all records.",
    example: Example { call: "mean()", input: "1 2 3", output: "2.0" },
    ..BASE
};
static VARIANCE: OperatorSpec = OperatorSpec {
    name: "variance",
    summary: "The variance of all records.",
    example: Example { call: "variance()", input: "1 3", output: "1.0" },
    ..BASE
};
static STDEV: OperatorSpec = OperatorSpec {
    name: "stdev",
    summary: "The standard deviation of all records.",
    example: Example { call: "stdev()", input: "1 3", output: "1.0" },
    ..BASE
};
static SAMPLE_VARIANCE: OperatorSpec = OperatorSpec {
    name: "sampleVariance",
    summary: "The variance that the records as a sample speak for.",
    example: Example { call: "sampleVariance()", input: "1 3", output: "2.0" },
    ..BASE
};
static SAMPLE_STDEV: OperatorSpec = OperatorSpec {
    name: "sampleStdev",
    summary: "The standard deviation that the records as a sample speak for.",
    example: Example { call: "sampleStdev()", input: "1 3 5", output: "2.0" },
    ..BASE
};
static HISTOGRAM: OperatorSpec = OperatorSpec {
    name: "histogram",
    summary: "The number of records between borders.",
    params: &[Param::required(
        "buckets",
        ParamKind::Any,
        "A number of buckets of the same width, or a list of borders.",
    )],
    example: Example { call: "histogram([0, 2, 4])", input: "0 1 3", output: "([0, 2, 4], [2, 1])" },
    ..BASE
};
static COUNT_BY_VALUE: OperatorSpec = OperatorSpec {
    name: "countByValue",
    summary: "A dict of records and how often they come.",
    example: Example { call: "countByValue()", input: "a b a", output: "{'a': 2, 'b': 1}" },
    ..BASE
};
static COUNT_BY_KEY: OperatorSpec = OperatorSpec {
    name: "countByKey",
    summary: "A dict of keys and how often they come.",
    example: Example { call: "countByKey()", input: "('a', 1) ('a', 5)", output: "{'a': 2}" },
    ..BASE
};
static COLLECT_AS_MAP: OperatorSpec = OperatorSpec {
    name: "collectAsMap",
    summary: "A dict of keys and their last values.",
    example: Example { call: "collectAsMap()", input: "('a', 1) ('b', 2)", output: "{'a': 1, 'b': 2}" },
    ..BASE
};
static LOOKUP: OperatorSpec = OperatorSpec {
    name: "lookup",
    summary: "A list of the values of a key.",
    params: &[Param::required("key", ParamKind::Any, "The key.")],
    example: Example { call: "lookup('a')", input: "('a', 1) ('b', 2)", output: "[1]" },
    ..BASE
};
static REDUCE_BY_KEY_LOCALLY: OperatorSpec = OperatorSpec {
    name: "reduceByKeyLocally",
    summary: "A dict of keys and one value made of all theirs.",
    params: &[Param::function("func", &[2], "Makes one value of two values of a key.")],
    example: Example { call: "reduceByKeyLocally(lambda x, y: x + y)", input: "('a', 1) ('a', 2)", output: "{'a': 3}" },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &SUM, run: Run::Rdd(|rdd, _, cx| Ok(Outcome::Value(rdd.sum(cx)?))) },
    Operator { spec: &STATS, run: Run::Rdd(stats) },
    Operator { spec: &MEAN, run: Run::Rdd(|rdd, _, cx| figure(rdd, cx, |stats| stats.mean)) },
    Operator { spec: &VARIANCE, run: Run::Rdd(|rdd, _, cx| figure(rdd, cx, Stats::variance)) },
    Operator { spec: &STDEV, run: Run::Rdd(|rdd, _, cx| figure(rdd, cx, Stats::stdev)) },
    Operator { spec: &SAMPLE_VARIANCE, run: Run::Rdd(|rdd, _, cx| figure(rdd, cx, Stats::sample_variance)) },
    Operator { spec: &SAMPLE_STDEV, run: Run::Rdd(|rdd, _, cx| figure(rdd, cx, Stats::sample_stdev)) },
    Operator { spec: &COUNT_APPROX_DISTINCT, run: Run::Rdd(count_approx_distinct) },
    Operator { spec: &HISTOGRAM, run: Run::Rdd(histogram) },
    Operator { spec: &COUNT_BY_VALUE, run: Run::Rdd(|rdd, _, cx| Ok(Outcome::Value(rdd.count_by_value(cx)?))) },
    Operator { spec: &COUNT_BY_KEY, run: Run::Rdd(|rdd, _, cx| Ok(Outcome::Value(rdd.count_by_key(cx)?))) },
    Operator { spec: &COLLECT_AS_MAP, run: Run::Rdd(|rdd, _, cx| Ok(Outcome::Value(rdd.collect_as_map(cx)?))) },
    Operator { spec: &LOOKUP, run: Run::Rdd(lookup) },
    Operator { spec: &REDUCE_BY_KEY_LOCALLY, run: Run::Rdd(reduce_by_key_locally) },
];

fn stats(rdd: &Rdd, _: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let stats = rdd.stats(cx)?;
    Ok(Outcome::Value(rdd.context().language().stat_counter(&stats, cx)?))
}

fn figure(rdd: &Rdd, cx: &mut CallCx, of: fn(&Stats) -> f64) -> Result<Outcome, Failure> {
    Ok(Outcome::Value(Value::Float(of(&rdd.stats(cx)?))))
}

fn count_approx_distinct(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let relative_sd = number(call, "relativeSD").unwrap_or(0.05);
    if relative_sd < 0.000_017 {
        return Err(Raised::value_error("relativeSD should be greater than 0.000017".into()).into());
    }
    Ok(Outcome::Value(rdd.count_approx_distinct(relative_sd, cx)?))
}

fn histogram(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Value(rdd.histogram(&call.given("buckets").unwrap_or_default(), cx)?))
}

fn lookup(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let key = call.given("key").unwrap_or_default();
    Ok(Outcome::Value(Value::list(rdd.lookup(&key, cx)?)))
}

fn reduce_by_key_locally(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Value(rdd.reduce_by_key_locally(&callable(call, "func"), cx)?))
}
