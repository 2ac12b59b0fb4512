//! Several batches at once: `window` and everything that reduces over one.

use std::rc::Rc;

use plan::{
    Ancestry, BoundArgs, Category, Duration, Example, KeyOf, NewNode, Node, OperatorSpec, Packing, Param, ParamDefault,
    ParamKind, Plan, PlanError, Receiver, Rules,
};
use value::{CallCx, Callable, Column, Raised, Shape, Value};

use super::args::{callable, count, duration};
use super::{Operator, Run};
use crate::dstream::build::{Build, Built};
use crate::dstream::reduced_windowed::{ReducedWindowedDStream, WindowFunctions};
use crate::dstream::windowed::WindowedDStream;
use crate::failure::Failure;
use crate::observer::Role;
use crate::rdd::keyed::ShuffleInto;
use crate::rdd::result_iterable::ResultIterable;
use crate::rdd::transformations::Partitioning;
use crate::records::item;

const WINDOW_DURATION: Param = Param::required(
    "windowDuration",
    ParamKind::Seconds,
    "The length of the window in seconds, a multiple of the slide of the stream it is taken of.",
);
const SLIDE_DURATION: Param = Param::required(
    "slideDuration",
    ParamKind::Seconds,
    "Seconds from one window to the next, a multiple of the slide of the stream it is taken of.",
);
const OPTIONAL_SLIDE: Param = Param { default: ParamDefault::None, ..SLIDE_DURATION };
const N_PARTITIONS: Param = Param::optional(
    "numPartitions",
    ParamKind::Int,
    ParamDefault::None,
    "How many partitions the result has; the default parallelism if left out.",
);

const BASE: OperatorSpec = OperatorSpec {
    name: "window",
    receiver: Receiver::DStream,
    category: Category::Window,
    summary: "All records of the last batches.",
    params: &[WINDOW_DURATION, OPTIONAL_SLIDE],
    source: "WindowedDStream.scala",
    example: Example { call: "window(20, 10)", input: "a | b | c", output: "a | a b | b c" },
    rules: Rules {
        slide: window_slide,
        window: window_length,
        packing: packing_of_input,
        ..Rules::JAVA.of(Ancestry::Moved)
    },
};

/// The rules of windows that are reduced with an inverse function, which need checkpoints.
const REDUCED: Rules = Rules { packing: pickled, needs_checkpoint: always, ..BASE.rules };

const BY_KEY: Ancestry = Ancestry::Key(KeyOf::Pair);

static WINDOW: OperatorSpec = BASE;

static REDUCE_BY_KEY_AND_WINDOW: OperatorSpec = OperatorSpec {
    name: "reduceByKeyAndWindow",
    summary: "Makes one pair for each key, of all its values in the last batches.",
    params: &[
        Param::function("func", &[2], "Makes one value of two values of a key."),
        Param::function("invFunc", &[2], "Takes a value out of a reduced one; `None` to reduce whole windows."),
        WINDOW_DURATION,
        OPTIONAL_SLIDE,
        N_PARTITIONS,
        Param::optional(
            "filterFunc",
            ParamKind::Function { n_args: &[1], refused: None },
            ParamDefault::None,
            "Says which pairs stay, say those with a count above zero.",
        ),
    ],
    source: "PythonReducedWindowedDStream in PythonDStream.scala",
    example: Example {
        call: "reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 20, 10)",
        input: "('a', 1) | ('a', 1) ('b', 1)",
        output: "('a', 1) | ('a', 2) ('b', 1)",
    },
    rules: Rules { packing: pickled, needs_checkpoint: has_inverse, ..BASE.rules.of(BY_KEY) },
    ..BASE
};

static REDUCE_BY_WINDOW: OperatorSpec = OperatorSpec {
    name: "reduceByWindow",
    summary: "Makes one record of all records of the last batches.",
    params: &[
        Param::function("reduceFunc", &[2], "Makes one record of two."),
        Param::function("invReduceFunc", &[2], "Takes a record out of a reduced one; `None` to reduce whole windows."),
        WINDOW_DURATION,
        SLIDE_DURATION,
    ],
    example: Example { call: "reduceByWindow(lambda x, y: x + y, None, 20, 10)", input: "1 2 | 3", output: "3 | 6" },
    rules: Rules { packing: pickled, needs_checkpoint: has_inverse_reduce, ..BASE.rules.of(Ancestry::All) },
    ..BASE
};

static COUNT_BY_WINDOW: OperatorSpec = OperatorSpec {
    name: "countByWindow",
    summary: "Counts the records of the last batches.",
    params: &[WINDOW_DURATION, SLIDE_DURATION],
    example: Example { call: "countByWindow(20, 10)", input: "a b | c", output: "2 | 3" },
    rules: REDUCED.of(Ancestry::All),
    ..BASE
};

static COUNT_BY_VALUE_AND_WINDOW: OperatorSpec = OperatorSpec {
    name: "countByValueAndWindow",
    summary: "Counts equal records of the last batches.",
    params: &[WINDOW_DURATION, SLIDE_DURATION, N_PARTITIONS],
    example: Example {
        call: "countByValueAndWindow(20, 10)",
        input: "a b | a",
        output: "('a', 1) ('b', 1) | ('a', 2) ('b', 1)",
    },
    rules: REDUCED.of(Ancestry::Key(KeyOf::Record)),
    ..BASE
};

static GROUP_BY_KEY_AND_WINDOW: OperatorSpec = OperatorSpec {
    name: "groupByKeyAndWindow",
    summary: "Makes one pair for each key, with all its values of the last batches in an iterable.",
    params: &[WINDOW_DURATION, SLIDE_DURATION, N_PARTITIONS],
    example: Example {
        call: "groupByKeyAndWindow(20, 10)",
        input: "('a', 1) | ('a', 2)",
        output: "('a', <1>) | ('a', <1, 2>)",
    },
    rules: REDUCED.of(BY_KEY),
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &WINDOW, run: Run::Stream(window) },
    Operator { spec: &REDUCE_BY_KEY_AND_WINDOW, run: Run::Stream(reduce_by_key_and_window) },
    Operator { spec: &REDUCE_BY_WINDOW, run: Run::Stream(reduce_by_window) },
    Operator { spec: &COUNT_BY_WINDOW, run: Run::Stream(count_by_window) },
    Operator { spec: &COUNT_BY_VALUE_AND_WINDOW, run: Run::Stream(count_by_value_and_window) },
    Operator { spec: &GROUP_BY_KEY_AND_WINDOW, run: Run::Stream(group_by_key_and_window) },
];

fn always(_: &NewNode) -> bool {
    true
}

fn has_inverse(node: &NewNode) -> bool {
    node.given("invFunc").is_some()
}

fn has_inverse_reduce(node: &NewNode) -> bool {
    node.given("invReduceFunc").is_some()
}

fn pickled(_: &Plan, _: &NewNode) -> Packing {
    Packing::Pickled
}

fn packing_of_input(plan: &Plan, node: &NewNode) -> Packing {
    plan.input_packing(node)
}

/// The given duration, if `param` was given and is not `None`.
fn given_duration(args: &dyn BoundArgs, param: &str) -> Result<Option<Duration>, PlanError> {
    args.given(param).map(|seconds| duration(&seconds)).transpose()
}

/// Checks the window, then the slide, and gives the slide.
fn window_slide(plan: &Plan, node: &NewNode) -> Result<Duration, PlanError> {
    let parent_slide = plan.input_slide(node);
    let refused = |parameter| PlanError::NotMultipleOfSlide { parameter, parent_slide };
    let window = duration(&node.given(WINDOW_DURATION.name).unwrap_or_default())?;
    if !window.is_multiple_of(parent_slide) {
        return Err(refused(WINDOW_DURATION.name));
    }
    let slide = given_duration(node, SLIDE_DURATION.name)?;
    match slide {
        Some(slide) if !slide.is_multiple_of(parent_slide) => Err(refused(SLIDE_DURATION.name)),
        Some(slide) => Ok(slide),
        None => Ok(parent_slide),
    }
}

fn window_length(_: &Plan, node: &NewNode) -> Option<Duration> {
    given_duration(node, WINDOW_DURATION.name).ok().flatten()
}

fn lengths(node: &Node) -> (Duration, Duration) {
    (node.window.unwrap_or(node.slide), node.slide)
}

fn window(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let input = build.input(node);
    Ok(windowed(&input, lengths(node), build))
}

fn windowed(input: &Built, (window, slide): (Duration, Duration), build: &mut Build) -> Built {
    let parent = build.stream(input);
    build.add(WindowedDStream { parent, window, slide })
}

/// What a reduced window is made of.
struct Reduced {
    reduce: Rc<dyn Callable>,
    inverse: Option<Rc<dyn Callable>>,
    filter: Option<Rc<dyn Callable>>,
    n_partitions: usize,
}

fn reduced_window(node: &Node, input: &Built, functions: Reduced, build: &mut Build) -> Built {
    let Reduced { reduce, inverse, filter, n_partitions } = functions;
    let by_key = {
        let (reduce, into) = (Rc::clone(&reduce), ShuffleInto::partitions(n_partitions));
        move |build: &mut Build, from: &Built| {
            let (reduce, into) = (Rc::clone(&reduce), into.clone());
            build.method(from, "combineByKey", move |rdd, cx| Ok(rdd.reduce_by_key(Rc::clone(&reduce), &into, cx)?))
        }
    };
    let reduced = by_key(build, input);
    let parent = build.stream(&reduced);
    build.graph.show_as(parent, node.id, Role::Reduced);
    let (window, slide) = lengths(node);
    let Some(inverse) = inverse else {
        let windows = build.add(WindowedDStream { parent, window, slide });
        return by_key(build, &windows);
    };
    build.add(ReducedWindowedDStream {
        node: Some(node.id),
        reduced: parent,
        window,
        slide,
        functions: WindowFunctions { reduce, inverse, filter, n_partitions },
    })
}

fn n_partitions(node: &Node, build: &Build) -> usize {
    count(node, N_PARTITIONS.name).unwrap_or_else(|| build.sc().default_parallelism())
}

fn reduce_by_key_and_window(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let functions = Reduced {
        reduce: callable(node, "func"),
        inverse: node.function("invFunc"),
        filter: node.function("filterFunc"),
        n_partitions: n_partitions(node, build),
    };
    let input = build.input(node);
    Ok(reduced_window(node, &input, functions, build))
}

/// `map(lambda x: (1, x))`, a reduced window of one partition, and the values of that.
fn of_one_key(
    node: &Node,
    input: &Built,
    reduce: Rc<dyn Callable>,
    inverse: Option<Rc<dyn Callable>>,
    build: &mut Build,
) -> Built {
    let keyed = build.method(input, "mapPartitionsWithIndex", |rdd, _| Ok(rdd.pair_under("map", Value::Int(1))));
    let windows = reduced_window(node, &keyed, Reduced { reduce, inverse, filter: None, n_partitions: 1 }, build);
    build.method(&windows, "mapPartitionsWithIndex", |rdd, _| Ok(rdd.values()))
}

fn reduce_by_window(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let (reduce, inverse) = (callable(node, "reduceFunc"), node.function("invReduceFunc"));
    let input = build.input(node);
    Ok(of_one_key(node, &input, reduce, inverse, build))
}

fn count_by_window(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let input = build.input(node);
    let ones = build.method(&input, "mapPartitionsWithIndex", |rdd, _| {
        let one = |column: &Column| Some(Column::Const { value: Value::Int(1), n_rows: column.len() });
        Ok(rdd.native_map("map", Partitioning::Lost, |_, _| Ok(Value::Int(1)), one))
    });
    Ok(of_one_key(node, &ones, Rc::new(CountFunction::Add), Some(Rc::new(CountFunction::Subtract)), build))
}

fn count_by_value_and_window(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let input = build.input(node);
    let keyed = build
        .method(&input, "mapPartitionsWithIndex", |rdd, _| Ok(rdd.pair_with("countByValueAndWindow", Value::Int(1))));
    let functions = Reduced {
        reduce: Rc::new(CountFunction::Add),
        inverse: Some(Rc::new(CountFunction::Subtract)),
        filter: None,
        n_partitions: n_partitions(node, build),
    };
    let windows = reduced_window(node, &keyed, functions, build);
    Ok(build.method(&windows, "mapPartitionsWithIndex", |rdd, _| {
        let is_some = Rc::new(CountFunction::IsPositivePair);
        Ok(rdd.filter(Some(crate::rdd::function::UserFunction::of_stream(is_some))))
    }))
}

fn group_by_key_and_window(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let input = build.input(node);
    let lists = build.method(&input, "mapPartitionsWithIndex", |rdd, _| {
        Ok(rdd.native_map(
            "mapValues",
            Partitioning::Kept,
            |record, cx| Ok(Value::pair(item(&record, 0, cx)?, Value::list(vec![item(&record, 1, cx)?]))),
            |_| None,
        ))
    });
    let functions = Reduced {
        reduce: Rc::new(ListFunction::Extend),
        inverse: Some(Rc::new(ListFunction::DropFirst)),
        filter: None,
        n_partitions: n_partitions(node, build),
    };
    let windows = reduced_window(node, &lists, functions, build);
    Ok(build.method(&windows, "mapPartitionsWithIndex", |rdd, _| {
        let language = Rc::clone(rdd.context().language());
        Ok(rdd.map_lists("mapValues", move |values, _| Ok(ResultIterable::value(values, &language))))
    }))
}

/// How a reduced window is computed, for computing it again.
pub(crate) struct Reduction {
    pub(crate) reduce: Rc<dyn Callable>,
    pub(crate) records: ReducedRecords,
}

/// What a reduced window makes of its pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReducedRecords {
    Pairs,
    /// The value alone: all records have one key.
    Values,
    /// The values of a key as an iterable.
    Groups,
}

/// The reduction of a windowed node; none of `window`, which reduces nothing.
pub(crate) fn reduction(node: &Node) -> Option<Reduction> {
    let add = || Some(Rc::new(CountFunction::Add) as Rc<dyn Callable>);
    let (reduce, records) = match node.spec.name {
        "reduceByKeyAndWindow" => (node.function("func"), ReducedRecords::Pairs),
        "reduceByWindow" => (node.function("reduceFunc"), ReducedRecords::Values),
        "countByWindow" => (add(), ReducedRecords::Values),
        "countByValueAndWindow" => (add(), ReducedRecords::Pairs),
        "groupByKeyAndWindow" => (Some(Rc::new(ListFunction::Extend) as Rc<dyn Callable>), ReducedRecords::Groups),
        _ => return None,
    };
    Some(Reduction { reduce: reduce?, records })
}

/// Functions of counts, which PySpark takes from `operator`.
enum CountFunction {
    Add,
    Subtract,
    /// `lambda kv: kv[1] > 0`.
    IsPositivePair,
}

impl Callable for CountFunction {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        Ok(match (self, args) {
            (Self::Add, [Value::Int(a), Value::Int(b)]) => Value::Int(a.saturating_add(*b)),
            (Self::Subtract, [Value::Int(a), Value::Int(b)]) => Value::Int(a.saturating_sub(*b)),
            (Self::IsPositivePair, [pair]) => Value::Bool(matches!(item(pair, 1, cx)?, Value::Int(n) if n > 0)),
            _ => Value::None,
        })
    }
    fn shape(&self) -> Shape {
        match self {
            Self::Add => Shape::Sum,
            Self::Subtract => Shape::Difference,
            Self::IsPositivePair => Shape::Unknown,
        }
    }
    fn as_value(&self) -> Value {
        Value::str("operator")
    }
}

/// Functions of lists of values.
enum ListFunction {
    /// `lambda a, b: a.extend(b) or a`.
    Extend,
    /// `lambda a, b: a[len(b):]`.
    DropFirst,
}

impl Callable for ListFunction {
    fn call(&self, args: &[Value], _: &mut CallCx) -> Result<Value, Raised> {
        let [Value::List(a), Value::List(b)] = args else { return Ok(Value::None) };
        match self {
            Self::Extend => {
                let more = b.0.borrow().clone();
                a.0.borrow_mut().extend(more);
                Ok(Value::List(Rc::clone(a)))
            }
            Self::DropFirst => {
                let n = b.0.borrow().len();
                Ok(Value::list(a.0.borrow().get(n..).unwrap_or_default().to_vec()))
            }
        }
    }
    fn as_value(&self) -> Value {
        Value::str("list")
    }
}
