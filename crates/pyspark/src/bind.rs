//! Binds the arguments of a call to an operator's parameters, and finds the call in the program's text.

use std::rc::Rc;

use diag::Span;
use plan::{Arg, NodeId, OperatorSpec, Origin, Param, ParamDefault, ParamKind, Place};
use python::{ArgForm, CallExpr, Parameter, Signature};
use value::{Args, CallCx, Callable, ExcKind, Raised, Str, Value};

use crate::dstream::DStream;
use crate::spark::Spark;

/// The arguments of a method call by parameter; the receiver comes first in `args` and is left out of the result.
///
/// Errors: CPython's `TypeError`s about arguments that do not fit `class.name(self, …)`.
pub(crate) fn bind(class: &str, spec: &OperatorSpec, args: &Args) -> Result<Vec<Option<Value>>, Raised> {
    let mut params = vec![Parameter { name: Str::new("self"), default: None }];
    params.extend(spec.params.iter().map(|param| Parameter {
        name: Str::new(param.name),
        default: (param.default != ParamDefault::Required).then_some(Value::None),
    }));
    let takes_the_rest = |kind| matches!(kind, ParamKind::Streams { variadic: true } | ParamKind::MoreRdds);
    let has_rest = spec.params.last().is_some_and(|param| takes_the_rest(param.kind));
    let signature = Signature { function: Str::from_string(format!("{class}.{}", spec.name)), params, has_rest };
    let bound = signature.bind(args)?;
    let mut values: Vec<Option<Value>> = bound.into_iter().skip(1).map(Some).collect();
    // A default is told from a `None` that was passed by looking at what the call gave.
    let n_positional = args.positional.len().saturating_sub(1);
    for (idx, param) in spec.params.iter().enumerate() {
        let is_rest = has_rest && idx + 1 == spec.params.len();
        let is_given =
            is_rest || idx < n_positional || args.keywords.iter().any(|(name, _)| name.as_str() == param.name);
        if !is_given && let Some(value) = values.get_mut(idx) {
            *value = None;
        }
    }
    Ok(values)
}

/// Bound values as the plan keeps them, with the streams among them.
pub(crate) struct PlanArgs {
    pub args: Vec<Arg>,
    pub streams: Vec<NodeId>,
}

/// Turns values into plan arguments.
///
/// Errors: what PySpark raises when it looks at a function's code or at something that should be a stream.
pub(crate) fn plan_args(spec: &OperatorSpec, values: Vec<Option<Value>>, cx: &mut CallCx) -> Result<PlanArgs, Raised> {
    let mut bound = PlanArgs { args: Vec::with_capacity(values.len()), streams: Vec::new() };
    for (param, value) in spec.params.iter().zip(values) {
        let arg = match value {
            None => Arg::Omitted,
            Some(value) => plan_arg(spec, param, value, &mut bound.streams, cx)?,
        };
        bound.args.push(arg);
    }
    Ok(bound)
}

fn plan_arg(
    spec: &OperatorSpec,
    param: &Param,
    value: Value,
    streams: &mut Vec<NodeId>,
    cx: &mut CallCx,
) -> Result<Arg, Raised> {
    // What PySpark asks of the other stream first.
    let asked = if spec.name == "union" { "_slideDuration" } else { "_jrdd_deserializer" };
    Ok(match param.kind {
        ParamKind::Function { n_args, refused } => {
            if n_args.len() > 1 {
                adapted(&value, n_args, refused)?
            } else {
                Arg::Function(python::callable(&value))
            }
        }
        ParamKind::Stream => {
            let id = stream_of(&value, asked)?;
            streams.push(id);
            Arg::Stream(id)
        }
        ParamKind::Streams { .. } => {
            let items = python::ops::collect(&value, cx)?;
            let ids = items.iter().map(|item| stream_of(item, asked)).collect::<Result<Vec<_>, _>>()?;
            streams.extend(&ids);
            Arg::Streams(ids)
        }
        _ => Arg::Value(value),
    })
}

/// PySpark's look at `func.__code__.co_argcount` of a function that may leave its first argument, the time, out.
fn adapted(function: &Value, n_args: &[u8], refused: Option<&str>) -> Result<Arg, Raised> {
    let Some(count) = python::code_arg_count(function) else {
        let message = format!("'{}' object has no attribute '__code__'", function.type_name());
        return Err(Raised::new(ExcKind::AttributeError, message));
    };
    let callable = python::callable(function);
    if n_args.first().is_some_and(|&fewest| usize::from(fewest) == count) {
        return Ok(Arg::Function(Rc::new(WithoutTime(callable))));
    }
    match refused {
        Some(message) if n_args.iter().all(|&n| usize::from(n) != count) => {
            Err(Raised::new(ExcKind::AssertionError, message.to_owned()))
        }
        _ => Ok(Arg::Function(callable)),
    }
}

/// A function that does not want the time that the others are called with first.
struct WithoutTime(Rc<dyn Callable>);

impl Callable for WithoutTime {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        self.0.call(args.get(1..).unwrap_or(&[]), cx)
    }

    fn as_value(&self) -> Value {
        self.0.as_value()
    }
}

/// Errors: the `AttributeError` about what is `asked` of something that is no stream.
fn stream_of(value: &Value, asked: &str) -> Result<NodeId, Raised> {
    match value.downcast::<DStream>() {
        Some(stream) => Ok(stream.node),
        None => {
            let message = format!("'{}' object has no attribute '{asked}'", value.type_name());
            Err(Raised::new(ExcKind::AttributeError, message))
        }
    }
}

/// Where a node comes from.
pub(crate) struct Found {
    pub origin: Origin,
    /// The variable that the call's result is assigned to.
    pub name: Option<String>,
}

impl Spark {
    /// Finds the call being made now in the program's text.
    pub(crate) fn origin_of(&self, spec: &OperatorSpec, cx: &CallCx) -> Found {
        let file_clock_micros = cx.host.file_clock_micros();
        let Some(site) = cx.call_chain.last() else {
            return Found { origin: Origin { file_clock_micros, ..Origin::default() }, name: None };
        };
        let is_first_time = self.seen_calls.borrow_mut().insert(site.span);
        let place = if is_first_time { Place::Fixed } else { Place::Repeated { line: site.line } };
        let whole = Span::new(site.span.0, site.span.1);
        let Some(call) = self.call_at(whole) else {
            return Found { origin: Origin { place, file_clock_micros, ..Origin::default() }, name: None };
        };
        let origin = Origin {
            span: Some(Span::new(call.name_span.start, call.span.end)),
            arg_spans: arg_spans(spec, call),
            place,
            file_clock_micros,
        };
        Found { origin, name: self.program.assigned_name(call.span).map(str::to_owned) }
    }

    fn call_at(&self, span: Span) -> Option<&CallExpr> {
        self.program.calls().iter().find(|call| call.span == span)
    }
}

/// The span of each parameter's argument as written; `None` where it is left out or comes from `*args`.
fn arg_spans(spec: &OperatorSpec, call: &CallExpr) -> Vec<Option<Span>> {
    let mut spans = vec![None; spec.params.len()];
    let mut next = 0;
    for arg in &call.args {
        let idx = match &arg.form {
            ArgForm::Positional => {
                next += 1;
                Some(next - 1)
            }
            ArgForm::Keyword(name) => spec.param_idx(name),
            // What follows a `*args` cannot be told apart.
            ArgForm::Star | ArgForm::DoubleStar => break,
        };
        if let Some(span) = idx.and_then(|idx| spans.get_mut(idx)) {
            *span = Some(arg.value);
        }
    }
    spans
}
