//! Samples of RDDs.

use plan::{BoundArgs, Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::order::CompareOp;
use value::{CallCx, ExcKind, KeyMap, Raised, Value};

use super::args::{flag, float_of, number, whole};
use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::sampled::Seed;
use crate::records::items_of;

const REPLACEMENT: Param =
    Param::required("withReplacement", ParamKind::Bool, "Whether a record can be drawn more than once.");
const SEED: Param = Param::optional("seed", ParamKind::Int, ParamDefault::None, "Where random numbers begin.");

const BASE: OperatorSpec = OperatorSpec {
    name: "sample",
    receiver: Receiver::Rdd,
    category: Category::Narrow,
    summary: "Some of the records, by chance.",
    params: &[
        REPLACEMENT,
        Param::required("fraction", ParamKind::Float, "About how many of them: 0.1 is a tenth."),
        SEED,
    ],
    source: "RDDSampler in pyspark/rddsampler.py",
    example: Example { call: "sample(False, 0.5, 1)", input: "a b c d", output: "a c" },
    rules: Rules::PLAIN,
};

static SAMPLE: OperatorSpec = BASE;
static SAMPLE_BY_KEY: OperatorSpec = OperatorSpec {
    name: "sampleByKey",
    summary: "Some of the pairs, by chance, with a fraction for each key.",
    params: &[REPLACEMENT, Param::required("fractions", ParamKind::Any, "A dict of keys and fractions."), SEED],
    example: Example { call: "sampleByKey(False, {'a': 0.5}, 1)", input: "('a', 1) ('a', 2)", output: "('a', 1)" },
    ..BASE
};
static RANDOM_SPLIT: OperatorSpec = OperatorSpec {
    name: "randomSplit",
    summary: "Several RDDs, to which each record goes by chance.",
    params: &[Param::required("weights", ParamKind::Any, "A list of weights, one for each RDD."), SEED],
    example: Example { call: "randomSplit([1, 1], 1)", input: "a b c", output: "[a, c] and [b]" },
    ..BASE
};
static TAKE_SAMPLE: OperatorSpec = OperatorSpec {
    name: "takeSample",
    category: Category::Action,
    summary: "A list of so many records, by chance.",
    params: &[REPLACEMENT, Param::required("num", ParamKind::Int, "How many."), SEED],
    example: Example { call: "takeSample(False, 1, 1)", input: "a b c", output: "['b']" },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &SAMPLE, run: Run::Rdd(sample) },
    Operator { spec: &SAMPLE_BY_KEY, run: Run::Rdd(sample_by_key) },
    Operator { spec: &RANDOM_SPLIT, run: Run::Rdd(random_split) },
    Operator { spec: &TAKE_SAMPLE, run: Run::Rdd(take_sample) },
];

fn seed(call: &Call<'_>) -> Seed {
    whole(call, SEED.name).map_or(Seed::Any, Seed::Given)
}

fn replacement(call: &Call<'_>) -> crate::rdd::sampled::Replacement {
    flag(call, REPLACEMENT.name, false).into()
}

fn sample(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    // What PySpark's own comparison with a number does.
    value::order::compare(CompareOp::Ge, &call.given("fraction").unwrap_or_default(), &Value::Int(0), cx)?;
    let fraction = number(call, "fraction").unwrap_or(f64::NAN);
    if !(fraction >= 0.0) {
        return Err(Raised::value_error("Fraction must be nonnegative.".into()).into());
    }
    Ok(Outcome::Rdd(rdd.sample(replacement(call), fraction, seed(call))))
}

fn sample_by_key(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let mut fractions = KeyMap::default();
    if let Some(Value::Dict(given)) = call.given("fractions") {
        for (key, fraction) in given.pairs() {
            let number = float_of(&fraction).unwrap_or(f64::NAN);
            if !(number >= 0.0) {
                let shown = value::repr::str_of(&fraction, cx)?;
                let message = format!("Negative fraction value: {shown}");
                return Err(Raised::new(ExcKind::AssertionError, message).into());
            }
            fractions.insert(key, number, cx)?;
        }
    }
    Ok(Outcome::Rdd(rdd.sample_by_key(replacement(call), fractions, seed(call))))
}

fn random_split(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let weights = call.given("weights").unwrap_or_default();
    let weights: Vec<f64> = items_of(&weights, cx)?.iter().map(|weight| float_of(weight).unwrap_or(f64::NAN)).collect();
    if weights.iter().any(|weight| !(*weight >= 0.0)) {
        return Err(Raised::value_error("Weights must be nonnegative".into()).into());
    }
    if !(weights.iter().sum::<f64>() > 0.0) {
        return Err(Raised::value_error("Sum of weights must be positive".into()).into());
    }
    Ok(Outcome::Rdds(rdd.random_split(&weights, seed(call))))
}

/// The largest sample: `sys.maxsize` less ten times its square root, for the statistics.
const MAX_SAMPLE: i64 = 9_223_372_006_484_770_808;

fn take_sample(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let given = call.given("num").unwrap_or_default();
    value::order::less(&given, &Value::Int(0), cx)?;
    let n = whole(call, "num").unwrap_or(i64::MAX);
    if n > MAX_SAMPLE {
        let message = format!("Sample size cannot be greater than {MAX_SAMPLE}.");
        return Err(Raised::value_error(message).into());
    }
    let Ok(n) = usize::try_from(n) else {
        return Err(Raised::value_error("Sample size cannot be negative.".into()).into());
    };
    Ok(Outcome::Value(Value::list(rdd.take_sample(replacement(call), n, seed(call), cx)?)))
}
