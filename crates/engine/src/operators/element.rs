//! Record by record: `map`, `flatMap`, `filter`, and their variants on the values of pairs.

use plan::{
    Ancestry, Argument, BoundArgs, Category, Example, Node, OperatorSpec, Param, ParamDefault, ParamKind, Receiver,
    Rules,
};
use value::CallCx;

use super::args::{callable, flag};
use super::{Call, Operator, Outcome, Run};
use crate::dstream::build::{Build, Built};
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::rdd::function::UserFunction;

const KEEPS_KEYS: Param = Param::optional(
    "preservesPartitioning",
    ParamKind::Bool,
    ParamDefault::Bool(false),
    "Says that keys stay as they are, so that a following shuffle by the same keys can be left out.",
);

const MAP_PARAMS: &[Param] = &[Param::function("f", &[1], "Makes the new record from a record."), KEEPS_KEYS];
const FLAT_MAP_PARAMS: &[Param] = &[
    Param::function("f", &[1], "Makes any number of new records from a record: a list, or anything to loop over."),
    KEEPS_KEYS,
];
const FILTER_PARAMS: &[Param] = &[Param::function("f", &[1], "Says whether a record stays.")];
const VALUES_PARAMS: &[Param] = &[Param::function("f", &[1], "Makes the new value from the value of a pair.")];
const FLAT_VALUES_PARAMS: &[Param] =
    &[Param::function("f", &[1], "Makes any number of new values from the value of a pair.")];
const KEY_PARAMS: &[Param] = &[Param::function("f", &[1], "Makes the key from a record.")];

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

static MAP: OperatorSpec = OperatorSpec {
    name: "map",
    summary: "Makes a new record from each record.",
    params: MAP_PARAMS,
    example: Example { call: "map(lambda x: (x, 1))", input: "a b", output: "('a', 1) ('b', 1)" },
    rules: Rules::PLAIN.of(Ancestry::Same),
    ..NARROW
};
static RDD_MAP: OperatorSpec =
    OperatorSpec { name: "map", summary: MAP.summary, params: MAP_PARAMS, example: MAP.example, ..NARROW_RDD };

static FLAT_MAP: OperatorSpec = OperatorSpec {
    name: "flatMap",
    summary: "Makes any number of new records from each record.",
    params: FLAT_MAP_PARAMS,
    example: Example { call: "flatMap(lambda line: line.split(\" \"))", input: "'a b' 'c'", output: "a b c" },
    rules: Rules::PLAIN.of(Ancestry::Expanded { function: "f", argument: Argument::Record }),
    ..NARROW
};
static RDD_FLAT_MAP: OperatorSpec = OperatorSpec {
    name: "flatMap",
    summary: FLAT_MAP.summary,
    params: FLAT_MAP_PARAMS,
    example: FLAT_MAP.example,
    ..NARROW_RDD
};

static FILTER: OperatorSpec = OperatorSpec {
    name: "filter",
    summary: "Keeps the records for which the function is true.",
    params: FILTER_PARAMS,
    example: Example { call: "filter(lambda x: len(x) > 1)", input: "a bb ccc", output: "bb ccc" },
    rules: Rules::PLAIN.of(Ancestry::Kept),
    ..NARROW
};
static RDD_FILTER: OperatorSpec = OperatorSpec {
    name: "filter",
    summary: FILTER.summary,
    params: FILTER_PARAMS,
    example: FILTER.example,
    ..NARROW_RDD
};

static MAP_VALUES: OperatorSpec = OperatorSpec {
    name: "mapValues",
    summary: "Makes a new value from the value of each pair; keys stay.",
    params: VALUES_PARAMS,
    example: Example { call: "mapValues(lambda v: v * 10)", input: "('a', 1)", output: "('a', 10)" },
    rules: Rules::PLAIN.of(Ancestry::Same),
    ..NARROW
};
static RDD_MAP_VALUES: OperatorSpec = OperatorSpec {
    name: "mapValues",
    summary: MAP_VALUES.summary,
    params: VALUES_PARAMS,
    example: MAP_VALUES.example,
    ..NARROW_RDD
};

static FLAT_MAP_VALUES: OperatorSpec = OperatorSpec {
    name: "flatMapValues",
    summary: "Makes any number of pairs from each pair, all with its key.",
    params: FLAT_VALUES_PARAMS,
    example: Example { call: "flatMapValues(lambda v: range(v))", input: "('a', 2)", output: "('a', 0) ('a', 1)" },
    rules: Rules::PLAIN.of(Ancestry::Expanded { function: "f", argument: Argument::Value }),
    ..NARROW
};
static RDD_FLAT_MAP_VALUES: OperatorSpec = OperatorSpec {
    name: "flatMapValues",
    summary: FLAT_MAP_VALUES.summary,
    params: FLAT_VALUES_PARAMS,
    example: FLAT_MAP_VALUES.example,
    ..NARROW_RDD
};

static KEYS: OperatorSpec = OperatorSpec {
    name: "keys",
    summary: "The key of each pair.",
    example: Example { call: "keys()", input: "('a', 1)", output: "a" },
    ..NARROW_RDD
};
static VALUES: OperatorSpec = OperatorSpec {
    name: "values",
    summary: "The value of each pair.",
    example: Example { call: "values()", input: "('a', 1)", output: "1" },
    ..NARROW_RDD
};
static KEY_BY: OperatorSpec = OperatorSpec {
    name: "keyBy",
    summary: "Pairs each record with a key made from it.",
    params: KEY_PARAMS,
    example: Example { call: "keyBy(lambda x: len(x))", input: "a bb", output: "(1, 'a') (2, 'bb')" },
    ..NARROW_RDD
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &MAP, run: Run::Stream(map) },
    Operator { spec: &FLAT_MAP, run: Run::Stream(flat_map) },
    Operator { spec: &FILTER, run: Run::Stream(filter) },
    Operator { spec: &MAP_VALUES, run: Run::Stream(map_values) },
    Operator { spec: &FLAT_MAP_VALUES, run: Run::Stream(flat_map_values) },
    Operator { spec: &RDD_MAP, run: Run::Rdd(rdd_map) },
    Operator { spec: &RDD_FLAT_MAP, run: Run::Rdd(rdd_flat_map) },
    Operator { spec: &RDD_FILTER, run: Run::Rdd(rdd_filter) },
    Operator { spec: &RDD_MAP_VALUES, run: Run::Rdd(rdd_map_values) },
    Operator { spec: &RDD_FLAT_MAP_VALUES, run: Run::Rdd(rdd_flat_map_values) },
    Operator { spec: &KEYS, run: Run::Rdd(|rdd, _, _| Ok(Outcome::Rdd(rdd.keys()))) },
    Operator { spec: &VALUES, run: Run::Rdd(|rdd, _, _| Ok(Outcome::Rdd(rdd.values()))) },
    Operator { spec: &KEY_BY, run: Run::Rdd(key_by) },
];

/// The method that all of these are in PySpark, which is what is missed on something that is no RDD.
const METHOD: &str = "mapPartitionsWithIndex";

fn of_stream(args: &dyn BoundArgs) -> UserFunction {
    UserFunction::of_stream(callable(args, "f"))
}

fn of_rdd(args: &dyn BoundArgs) -> UserFunction {
    UserFunction::of_rdd(callable(args, "f"))
}

fn map(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, keeps) = (of_stream(node), flag(node, KEEPS_KEYS.name, false));
    Ok(build.method(&build.input(node), METHOD, move |rdd, _| Ok(rdd.map(function.clone(), keeps.into()))))
}

fn flat_map(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, keeps) = (of_stream(node), flag(node, KEEPS_KEYS.name, false));
    Ok(build.method(&build.input(node), METHOD, move |rdd, _| Ok(rdd.flat_map(function.clone(), keeps.into()))))
}

fn filter(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let function = node.function("f").map(UserFunction::of_stream);
    Ok(build.method(&build.input(node), METHOD, move |rdd, _| Ok(rdd.filter(function.clone()))))
}

fn map_values(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let function = of_stream(node);
    Ok(build.method(&build.input(node), METHOD, move |rdd, _| Ok(rdd.map_values(function.clone()))))
}

fn flat_map_values(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let function = of_stream(node);
    Ok(build.method(&build.input(node), METHOD, move |rdd, _| Ok(rdd.flat_map_values(function.clone()))))
}

fn rdd_map(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.map(of_rdd(call), flag(call, KEEPS_KEYS.name, false).into())))
}

fn rdd_flat_map(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.flat_map(of_rdd(call), flag(call, KEEPS_KEYS.name, false).into())))
}

fn rdd_filter(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    // PySpark wraps the function, so `None` is not the special one of Python's `filter` here.
    Ok(Outcome::Rdd(rdd.filter(Some(of_rdd(call)))))
}

fn rdd_map_values(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.map_values(of_rdd(call))))
}

fn rdd_flat_map_values(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.flat_map_values(of_rdd(call))))
}

fn key_by(rdd: &Rdd, call: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    Ok(Outcome::Rdd(rdd.key_by(of_rdd(call))))
}
