//! Programs in Rust instead of Python: a language whose functions are closures, and inputs and outputs as text.
#![allow(dead_code)]

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use engine::operators;
use engine::{EngineConfig, Language, Rdd, SparkConfig, SparkContext, StreamingContext};
use plan::{Arg, Duration, NewNode, NodeId, Origin, Plan, PlanBuilder, PlanError, Receiver, Time};
use value::column::StrColumn;
use value::context::Isolated;
use value::repr::repr;
use value::{CallCx, Callable, Column, Object, Raised, Shape, Value};

/// A function of the test's own.
pub struct Native<F> {
    function: F,
    shape: Shape,
}

impl<F: Fn(&[Value], &mut CallCx) -> Result<Value, Raised>> Callable for Native<F> {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        (self.function)(args, cx)
    }
    fn shape(&self) -> Shape {
        self.shape.clone()
    }
    fn as_value(&self) -> Value {
        Value::str("function")
    }
}

pub type Function = Rc<dyn Callable>;

/// A function of one argument.
pub fn f1(function: impl Fn(&Value) -> Value + 'static) -> Function {
    Rc::new(Native {
        function: move |args: &[Value], _: &mut CallCx| match args {
            [a] => Ok(function(a)),
            _ => Err(Raised::type_error("wrong number of arguments".into())),
        },
        shape: Shape::Unknown,
    })
}

/// A function of two arguments.
pub fn f2(function: impl Fn(&Value, &Value) -> Value + 'static) -> Function {
    shaped(Shape::Unknown, function)
}

/// A function of two arguments that is known to be of some shape.
pub fn shaped(shape: Shape, function: impl Fn(&Value, &Value) -> Value + 'static) -> Function {
    Rc::new(Native {
        function: move |args: &[Value], _: &mut CallCx| match args {
            [a, b] => Ok(function(a, b)),
            _ => Err(Raised::type_error("wrong number of arguments".into())),
        },
        shape,
    })
}

/// A function that may raise.
pub fn raising(function: impl Fn(&[Value], &mut CallCx) -> Result<Value, Raised> + 'static) -> Function {
    Rc::new(Native { function, shape: Shape::Unknown })
}

/// A function that does nothing with rows but knows whole columns.
pub struct Columnar {
    pub row: Function,
    pub column: fn(&Column) -> Option<Column>,
    pub flat: fn(&Column) -> Option<Column>,
}

impl Callable for Columnar {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        self.row.call(args, cx)
    }
    fn call_column(&self, input: &Column, _: &mut CallCx) -> Option<Column> {
        (self.column)(input)
    }
    fn flat_call_column(&self, input: &Column, _: &mut CallCx) -> Option<Column> {
        (self.flat)(input)
    }
    fn as_value(&self) -> Value {
        Value::str("function")
    }
}

pub fn int(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        _ => 0,
    }
}

pub fn text(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        _ => String::new(),
    }
}

pub fn first(pair: &Value) -> Value {
    match pair {
        Value::Tuple(items) => items[0].clone(),
        _ => Value::None,
    }
}

pub fn second(pair: &Value) -> Value {
    match pair {
        Value::Tuple(items) => items[1].clone(),
        _ => Value::None,
    }
}

pub fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::List(items) => items.0.borrow().clone(),
        Value::Tuple(items) => items.to_vec(),
        _ => Vec::new(),
    }
}

/// `line.split(' ')`.
pub fn split() -> Function {
    f1(|line| Value::list(text(line).split(' ').map(Value::str).collect()))
}

/// `(word, 1)`.
pub fn one() -> Function {
    f1(|word| Value::pair(word.clone(), Value::Int(1)))
}

/// `x + y`, not known to be a sum.
pub fn add() -> Function {
    f2(|a, b| Value::Int(int(a) + int(b)))
}

/// `x + y`, known to be a sum.
pub fn sum() -> Function {
    shaped(Shape::Sum, |a, b| Value::Int(int(a) + int(b)))
}

/// `x - y`.
pub fn subtract() -> Function {
    f2(|a, b| Value::Int(int(a) - int(b)))
}

/// RDDs and times as objects, nothing pickled.
pub struct TestLanguage;

struct RddObject(Rdd);

impl Object for RddObject {
    fn type_name(&self) -> Cow<'static, str> {
        "RDD".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Language for TestLanguage {
    fn wrap_rdd(&self, rdd: Rdd) -> Value {
        Value::object(RddObject(rdd))
    }
    fn unwrap_rdd(&self, value: &Value) -> Option<Rdd> {
        value.downcast::<RddObject>().map(|object| object.0.clone())
    }
    fn datetime(&self, time: Time) -> Value {
        Value::Int(time.millis())
    }
}

pub fn rdd(value: &Value) -> Rdd {
    TestLanguage.unwrap_rdd(value).expect("an RDD")
}

/// A driver program that builds a plan.
pub struct Program {
    pub builder: PlanBuilder,
    pub sc: SparkContext,
    pub cx: CallCx,
}

impl Program {
    pub fn new(parallelism: usize, batch_seconds: i64) -> Self {
        let config = SparkConfig { default_parallelism: parallelism, ..SparkConfig::default() };
        let mut builder = PlanBuilder::new(Duration::from_seconds(batch_seconds));
        builder.checkpoint("checkpoint");
        Self { builder, sc: SparkContext::new(config, Rc::new(TestLanguage)), cx: CallCx::default() }
    }

    /// `ssc.socketTextStream("localhost", 9999)`.
    pub fn lines(&mut self) -> NodeId {
        self.context("socketTextStream", vec![Value::str("localhost").into_arg(), Value::Int(9999).into_arg()])
    }

    pub fn context(&mut self, name: &str, args: Vec<Arg>) -> NodeId {
        self.try_call(Receiver::Context, None, name, args).expect("a good call")
    }

    /// `stream.name(args…)`.
    pub fn on(&mut self, stream: NodeId, name: &str, args: Vec<Arg>) -> NodeId {
        self.try_call(Receiver::DStream, Some(stream), name, args).expect("a good call")
    }

    pub fn try_on(&mut self, stream: NodeId, name: &str, args: Vec<Arg>) -> Result<NodeId, PlanError> {
        self.try_call(Receiver::DStream, Some(stream), name, args)
    }

    fn try_call(
        &mut self,
        receiver: Receiver,
        on: Option<NodeId>,
        name: &str,
        mut args: Vec<Arg>,
    ) -> Result<NodeId, PlanError> {
        let operator = operators::find(receiver, name).expect("a known operator");
        args.resize(operator.spec.params.len(), Arg::Omitted);
        let packing = operator.prepare(&mut args, &self.sc, &mut self.cx).expect("good arguments");
        let mut inputs: Vec<NodeId> = on.into_iter().collect();
        for arg in &args {
            match arg {
                Arg::Stream(id) => inputs.push(*id),
                Arg::Streams(ids) => inputs.extend(ids),
                _ => {}
            }
        }
        self.builder.add(NewNode { spec: operator.spec, inputs, args, origin: Origin::default(), packing })
    }

    /// `lines.flatMap(split).map(one)`.
    pub fn pairs(&mut self) -> NodeId {
        let lines = self.lines();
        let words = self.on(lines, "flatMap", vec![split().into_arg()]);
        self.on(words, "map", vec![one().into_arg()])
    }

    pub fn plan(self) -> (Rc<Plan>, SparkContext) {
        (Rc::new(self.builder.into_plan()), self.sc)
    }

    /// Starts, pushes the batches of `input` (see [`partitions`]) to every socket, and runs them.
    pub fn start(self) -> Run {
        let (plan, sc) = self.plan();
        let context = StreamingContext::start(plan, &sc, EngineConfig::default()).expect("a plan that starts");
        Run { context, sc, cx: CallCx::default() }
    }
}

pub struct Run {
    pub context: StreamingContext,
    pub sc: SparkContext,
    pub cx: CallCx,
}

impl Run {
    /// Runs the batches of `input`, and gives all that was printed.
    pub fn batches(&mut self, input: &str) -> String {
        for batch in input.split('|') {
            self.push(batch);
            self.context.run_batch(&mut self.cx, &mut ());
        }
        self.stdout()
    }

    /// Pushes a batch to every socket.
    pub fn push(&mut self, batch: &str) {
        let time = self.context.next_batch_time();
        for input in self.context.inputs() {
            self.context.push_partitions(input.node, time, partitions(batch));
        }
    }

    /// What has been printed since this was last asked.
    pub fn stdout(&mut self) -> String {
        let host = self.cx.host.as_any_mut().downcast_mut::<Isolated>().expect("the default host");
        std::mem::take(&mut host.stdout)
    }
}

/// Partitions of a batch from text: `-` is a batch without partitions, `/` ends a partition, `,` a line, and `_` is
/// a partition without lines.
pub fn partitions(batch: &str) -> Vec<Column> {
    match batch.trim() {
        "-" => Vec::new(),
        batch => batch
            .split('/')
            .map(|part| match part.trim() {
                "_" => Column::Str(StrColumn::from_rows([])),
                part => Column::Str(StrColumn::from_rows(part.split(',').map(str::trim))),
            })
            .collect(),
    }
}

/// What `pprint` printed, shorter: records of a batch separated by spaces, batches by ` | `.
pub fn shortened(printed: &str) -> String {
    let ruler = "-------------------------------------------\n";
    let mut batches = Vec::new();
    for piece in printed.split(&format!("{ruler}Time: ")).skip(1) {
        let records = piece.split_once(ruler).map_or("", |(_, records)| records);
        batches.push(records.trim_end().replace('\n', " "));
    }
    batches.join(" | ")
}

/// The `repr` of every record, partitions in brackets.
pub fn glom(rdd: &Rdd, cx: &mut CallCx) -> String {
    let partitions = rdd.collect_partitions(cx).expect("no exception");
    let shown: Vec<String> = partitions
        .iter()
        .map(|rows| {
            let rows: Vec<String> = rows.iter().map(|row| repr(row, cx).expect("a repr")).collect();
            format!("[{}]", rows.join(" "))
        })
        .collect();
    shown.join(" ")
}

/// Things that can be arguments.
pub trait IntoArg {
    fn into_arg(self) -> Arg;
}

impl IntoArg for Function {
    fn into_arg(self) -> Arg {
        Arg::Function(self)
    }
}

impl IntoArg for Value {
    fn into_arg(self) -> Arg {
        Arg::Value(self)
    }
}

impl IntoArg for NodeId {
    fn into_arg(self) -> Arg {
        Arg::Stream(self)
    }
}

impl IntoArg for i64 {
    fn into_arg(self) -> Arg {
        Arg::Value(Value::Int(self))
    }
}
