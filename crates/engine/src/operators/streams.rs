//! Streams put together, and functions of whole RDDs: `union`, `transform`, `transformWith`.

use std::rc::Rc;

use plan::{
    Ancestry, Arg, BoundArgs, Category, Duration, Example, NewNode, Node, OperatorSpec, Packing, Param, ParamDefault,
    ParamKind, Plan, PlanError, Receiver, Rules, Time,
};
use value::{CallCx, Value};

use super::args::{callable, flag, given_rdd};
use super::{Call, Operator, Outcome, Run};
use crate::dstream::build::{Build, Built};
use crate::dstream::transformed::{LinkFunction, Passed, TransformedWith};
use crate::dstream::union::UnionDStream;
use crate::failure::Failure;
use crate::rdd::Rdd;
use crate::spark_context::SparkContext;

const OTHER: Param = Param::required("other", ParamKind::Stream, "Another stream with the same slide.");
const OTHER_RDD: Param = Param::required("other", ParamKind::Rdd, "Another RDD.");

static UNION: OperatorSpec = OperatorSpec {
    name: "union",
    receiver: Receiver::DStream,
    category: Category::Join,
    summary: "All records of this stream, then all of the other.",
    params: &[OTHER],
    source: "DStream in pyspark/streaming/dstream.py",
    example: Example { call: "union(other)", input: "a b with c", output: "a b c" },
    rules: Rules { slide: same_slide, packing: packing_of_input, ..Rules::JAVA.of(Ancestry::Moved) },
};

static RDD_UNION: OperatorSpec = OperatorSpec {
    name: "union",
    receiver: Receiver::Rdd,
    category: Category::Join,
    summary: "All records of this RDD, then all of the other.",
    params: &[OTHER_RDD],
    source: "RDD in pyspark/rdd.py",
    example: UNION.example,
    rules: Rules::PLAIN,
};

static CONTEXT_UNION: OperatorSpec = OperatorSpec {
    name: "union",
    receiver: Receiver::Context,
    category: Category::Join,
    summary: "All records of several streams, one stream after the other.",
    params: &[Param::required("dstreams", ParamKind::Streams { variadic: true }, "Streams with the same slide.")],
    source: "StreamingContext in pyspark/streaming/context.py",
    example: Example { call: "union(a, b)", input: "a b with c d", output: "a b c d" },
    rules: Rules { slide: union_slide, packing: packing_of_input, ..Rules::JAVA.of(Ancestry::Moved) },
};

const TRANSFORM_FUNC: Param = Param::required(
    "func",
    ParamKind::Function { n_args: &[1, 2], refused: Some("func should take one or two arguments") },
    "Makes the new RDD from the batch's RDD, or from its time and its RDD.",
);

static TRANSFORM: OperatorSpec = OperatorSpec {
    name: "transform",
    receiver: Receiver::DStream,
    category: Category::Narrow,
    summary: "Makes the RDD of each batch from the batch's RDD, with any RDD operations.",
    params: &[TRANSFORM_FUNC],
    source: "TransformedDStream in pyspark/streaming/dstream.py",
    example: Example { call: "transform(lambda rdd: rdd.distinct())", input: "a b a", output: "a b" },
    rules: Rules::PLAIN,
};

static TRANSFORM_WITH: OperatorSpec = OperatorSpec {
    name: "transformWith",
    receiver: Receiver::DStream,
    category: Category::Join,
    summary: "Makes the RDD of each batch from the RDDs of this stream and another.",
    params: &[
        Param::required(
            "func",
            ParamKind::Function { n_args: &[2, 3], refused: Some("func should take two or three arguments") },
            "Makes the new RDD from both RDDs, or from the time and both RDDs.",
        ),
        OTHER,
        Param::optional(
            "keepSerializer",
            ParamKind::Bool,
            ParamDefault::Bool(false),
            "Says that records are packed as in this stream.",
        ),
    ],
    source: "DStream in pyspark/streaming/dstream.py",
    example: Example { call: "transformWith(lambda a, b: a.union(b), other)", input: "a b with c", output: "a b c" },
    rules: Rules { packing: kept_packing, ..Rules::JAVA },
};

static CONTEXT_TRANSFORM: OperatorSpec = OperatorSpec {
    name: "transform",
    receiver: Receiver::Context,
    category: Category::Join,
    summary: "Makes the RDD of each batch from the RDDs of several streams.",
    params: &[
        Param::required("dstreams", ParamKind::Streams { variadic: false }, "Streams with the same slide."),
        Param::required(
            "transformFunc",
            ParamKind::Function { n_args: &[1], refused: None },
            "Makes the new RDD from a tuple of the streams' RDDs.",
        ),
    ],
    source: "StreamingContext in pyspark/streaming/context.py",
    example: Example {
        call: "transform([a, b], lambda rdds: rdds[0].union(rdds[1]))",
        input: "a with b",
        output: "a b",
    },
    rules: Rules::JAVA,
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &UNION, run: Run::Stream(union) },
    Operator { spec: &CONTEXT_UNION, run: Run::Stream(context_union) },
    Operator { spec: &TRANSFORM, run: Run::Stream(transform) },
    Operator { spec: &TRANSFORM_WITH, run: Run::Stream(transform_with) },
    Operator { spec: &CONTEXT_TRANSFORM, run: Run::Stream(context_transform) },
    Operator { spec: &RDD_UNION, run: Run::Rdd(rdd_union) },
];

fn same_slide(plan: &Plan, node: &NewNode) -> Result<Duration, PlanError> {
    let mut slides = node.inputs.iter().filter_map(|&input| plan.node(input)).map(|input| input.slide);
    let first = slides.next().unwrap_or(plan.batch_duration);
    if slides.any(|slide| slide != first) {
        return Err(PlanError::UnionOfDifferentSlides);
    }
    Ok(first)
}

fn union_slide(plan: &Plan, node: &NewNode) -> Result<Duration, PlanError> {
    let inputs: Vec<&Node> = node.inputs.iter().filter_map(|&input| plan.node(input)).collect();
    let Some(first) = inputs.first() else { return Err(PlanError::UnionOfNothing) };
    if inputs.iter().any(|input| input.packing != first.packing) {
        return Err(PlanError::UnionOfDifferentSerializers);
    }
    if inputs.iter().any(|input| input.slide != first.slide) {
        return Err(PlanError::ContextUnionOfDifferentSlides);
    }
    Ok(first.slide)
}

fn packing_of_input(plan: &Plan, node: &NewNode) -> Packing {
    plan.input_packing(node)
}

fn kept_packing(plan: &Plan, node: &NewNode) -> Packing {
    if flag(node, "keepSerializer", false) { plan.input_packing(node) } else { Packing::Pickled }
}

/// A function of the RDDs of the node's stream and of the stream given as `other`.
pub(super) fn with_other(
    node: &Node,
    build: &mut Build,
    apply: impl Fn(Rdd, Rdd, &mut CallCx) -> Result<Rdd, Failure> + 'static,
) -> Built {
    with_other_at(node, build, move |a, b, _, cx| Ok(Passed::Rdd(apply(a, b, cx)?)))
}

fn with_other_at(
    node: &Node,
    build: &mut Build,
    apply: impl Fn(Rdd, Rdd, Time, &mut CallCx) -> Result<Passed, Failure> + 'static,
) -> Built {
    let (first, second) = (build.input(node), build.argument(node.arg(OTHER.name)));
    let slide = build.slide(&first);
    let (first, second) = (build.stream(&first), build.stream(&second));
    build.add(TransformedWith { first, second, slide, apply: Rc::new(apply) })
}

fn union(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    Ok(with_other(node, build, |a, b, cx| Ok(a.union(&b, cx)?)))
}

fn streams_of(node: &Node, build: &mut Build) -> Vec<Built> {
    match node.arg("dstreams") {
        Arg::Streams(streams) => streams.iter().map(|&stream| build.of(stream)).collect(),
        _ => Vec::new(),
    }
}

fn context_union(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let streams = streams_of(node, build);
    let slide = streams.first().map_or(Duration::ZERO, |first| build.slide(first));
    // PySpark gives a single stream back as it is; here it stays visible as a node of its own.
    let parents = streams.iter().map(|stream| build.stream(stream)).collect();
    Ok(build.add(UnionDStream { parents, slide }))
}

/// What a user's function gave: an RDD, if the language knows it as one.
fn passed(result: Value, sc: &SparkContext) -> Passed {
    match sc.language().unwrap_rdd(&result) {
        Some(rdd) => Passed::Rdd(rdd),
        None => Passed::Other(result),
    }
}

fn transform(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, sc) = (callable(node, "func"), build.sc());
    let apply = move |input: Passed, time: Time, cx: &mut CallCx| {
        let input = match input {
            Passed::Rdd(rdd) => sc.language().wrap_rdd(rdd),
            Passed::Other(value) => value,
        };
        let result = function.call(&[sc.language().datetime(time), input], cx)?;
        Ok(passed(result, &sc))
    };
    Ok(build.transformed(&build.input(node), LinkFunction::User(Rc::new(apply))))
}

fn transform_with(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, sc) = (callable(node, "func"), build.sc());
    Ok(with_other_at(node, build, move |a, b, time, cx| {
        let language = sc.language();
        let result = function.call(&[language.datetime(time), language.wrap_rdd(a), language.wrap_rdd(b)], cx)?;
        Ok(passed(result, &sc))
    }))
}

fn context_transform(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (function, sc) = (callable(node, "transformFunc"), build.sc());
    let streams = streams_of(node, build);
    let slide = streams.first().map_or(Duration::ZERO, |first| build.slide(first));
    let parents = streams.iter().map(|stream| build.stream(stream)).collect();
    let apply = move |rdds: Vec<Rdd>, cx: &mut CallCx| {
        let rdds: Vec<Value> = rdds.into_iter().map(|rdd| sc.language().wrap_rdd(rdd)).collect();
        let result = function.call(&[Value::tuple(rdds)], cx)?;
        Ok(passed(result, &sc))
    };
    Ok(build.add(crate::dstream::transformed::TransformedMany { parents, slide, apply: Rc::new(apply) }))
}

fn rdd_union(rdd: &Rdd, call: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    let sc = rdd.context();
    let other = given_rdd(call, OTHER.name, sc, cx)?.unwrap_or_else(|| sc.empty_rdd());
    Ok(Outcome::Rdd(rdd.union(&other, cx)?))
}
