//! Which states a function of `updateStateByKey` leaves as they are when there are no new values.
//!
//! The formula is gone through with an empty list and a state of which only the kind is looked at: its type, its truth,
//! and of tuples the places.

use std::cell::Cell;

use value::equality::{eq, is_exactly};
use value::object::BinaryOp;
use value::repr::truthy;
use value::{Args, CallCx, Value};

use crate::ast::Comparison;
use crate::kernels::formula::UNPACK;
use crate::kernels::inert::is_unchangeable;
use crate::kernels::steady::{pure_name, resolved};
use crate::kernels::tree::Node;
use crate::machine;
use crate::objects::function::Function;
use crate::ops;

/// Functions that call functions, no deeper than this.
const MAX_DEPTH: u32 = 8;

/// What is known so far, by kind.
#[derive(Default)]
pub struct Kept([Cell<Option<bool>>; N_KINDS]);

const N_KINDS: usize = 10;

/// The number of a kind all of whose values fare alike, and whether it has a single one. Floats that are zero or not a
/// number are of none: they do not survive all that others do.
fn kind_of(value: &Value) -> Option<(usize, bool)> {
    Some(match value {
        Value::Int(0) => (0, true),
        Value::Int(_) => (1, false),
        Value::Big(_) => (2, false),
        Value::Bool(truth) => (3 + usize::from(*truth), true),
        Value::Float(number) if !number.is_nan() && *number != 0.0 => (5, false),
        Value::Str(text) if text.is_empty() => (6, true),
        Value::Str(_) => (7, false),
        Value::Bytes(bytes) if bytes.is_empty() => (8, true),
        Value::Bytes(_) => (9, false),
        _ => return None,
    })
}

impl Kept {
    /// Whether `function([], state)` is provably the same as `state`, of the same type.
    pub fn keeps(&self, function: &Function, state: &Value, cx: &mut CallCx) -> bool {
        match (kind_of(state), state) {
            (Some((kind, has_one)), _) => {
                let Some(known) = self.0.get(kind) else { return false };
                if let Some(known) = known.get() {
                    return known;
                }
                let keeps = match result(function, state, cx) {
                    Some(Sym::Old(_)) => true,
                    Some(Sym::Known(value)) => has_one && is_exactly(&value, state),
                    _ => false,
                };
                known.set(Some(keeps));
                keeps
            }
            (None, Value::Tuple(_)) => {
                is_unchangeable(state) && result(function, state, cx).is_some_and(|result| is_state(&result, state))
            }
            _ => false,
        }
    }
}

fn result(function: &Function, state: &Value, cx: &mut CallCx) -> Option<Sym> {
    call(function, vec![Sym::List(Vec::new()), Sym::Old(state.clone())], MAX_DEPTH, cx)
}

/// What is known of a value.
#[derive(Clone)]
enum Sym {
    /// The state, or a place of it.
    Old(Value),
    Known(Value),
    List(Vec<Sym>),
    Tuple(Vec<Sym>),
}

/// Whether it is the very state.
fn is_state(sym: &Sym, state: &Value) -> bool {
    match (sym, state) {
        (Sym::Old(value) | Sym::Known(value), state) => is_exactly(value, state),
        (Sym::Tuple(items), Value::Tuple(places)) => {
            items.len() == places.len() && items.iter().zip(&**places).all(|(item, place)| is_state(item, place))
        }
        _ => false,
    }
}

fn call(function: &Function, params: Vec<Sym>, depth: u32, cx: &mut CallCx) -> Option<Sym> {
    let formula = function.code.formula.as_ref()?;
    if depth == 0 || formula.is_generator || formula.n_params != params.len() || !function.defaults.is_empty() {
        return None;
    }
    Frame { function, params, slots: vec![None; formula.n_slots], depth }.eval(&formula.body, cx)
}

struct Frame<'a> {
    function: &'a Function,
    params: Vec<Sym>,
    slots: Vec<Option<Sym>>,
    depth: u32,
}

impl Frame<'_> {
    /// `None` where nothing is known: it could also raise.
    fn eval(&mut self, node: &Node, cx: &mut CallCx) -> Option<Sym> {
        Some(match node {
            Node::Param(at) => self.params.get(*at)?.clone(),
            Node::Slot(at) | Node::ListSlot(at) => self.slots.get(*at)?.clone()?,
            Node::Literal(value) => Sym::Known(value.clone()),
            Node::Global(_) | Node::Builtin(_) | Node::Free(_) => {
                Sym::Known(resolved(self.function, node).filter(is_unchangeable)?)
            }
            Node::Let(slot, parts) => {
                let value = self.eval(&parts[0], cx)?;
                *self.slots.get_mut(*slot)? = Some(value);
                self.eval(&parts[1], cx)?
            }
            Node::If(parts) => match self.truth(&parts[0], cx)? {
                true => self.eval(&parts[1], cx)?,
                false => self.eval(&parts[2], cx)?,
            },
            Node::Not(part) => Sym::Known(Value::Bool(!self.truth(part, cx)?)),
            Node::Tuple(items) => Sym::Tuple(self.eval_all(items, cx)?),
            Node::List(items) => Sym::List(self.eval_all(items, cx)?),
            Node::Binary(op, parts) => binary(*op, self.eval(&parts[0], cx)?, self.eval(&parts[1], cx)?, cx)?,
            // A list would be changed wherever it is known.
            Node::InPlace(op, parts) => match self.eval(&parts[0], cx)? {
                Sym::List(_) => return None,
                so_far => binary(*op, so_far, self.eval(&parts[1], cx)?, cx)?,
            },
            Node::Unary(op, part) => Sym::Known(ops::binary::unary(*op, &known(self.eval(part, cx)?)?, cx).ok()?),
            Node::Compare(op, parts) => compare(*op, self.eval(&parts[0], cx)?, self.eval(&parts[1], cx)?, cx)?,
            Node::Item(parts) => item(self.eval(&parts[0], cx)?, known(self.eval(&parts[1], cx)?)?)?,
            Node::Method(name, parts) => {
                let mut parts = self.eval_all(parts, cx)?;
                if name.as_str() == UNPACK {
                    return unpacked(parts);
                }
                let receiver = known(parts.remove(0))?;
                if !is_unchangeable(&receiver) || name.starts_with('_') {
                    return None;
                }
                let args = parts.into_iter().map(known).collect::<Option<Vec<_>>>()?;
                plain(crate::types::call_method(&receiver, name, &Args::of(args), cx)?.ok()?)?
            }
            Node::Call(parts) => {
                let (callee, args) = parts.split_first()?;
                let callee = resolved(self.function, callee)?;
                let args = self.eval_all(args, cx)?;
                match machine::as_function(&callee) {
                    Some(function) => call(&function, args, self.depth - 1, cx)?,
                    None => builtin(pure_name(&callee)?, &callee, args, cx)?,
                }
            }
            Node::ListOf(list) if is_empty(&self.eval(&list.iter, cx)?) => Sym::List(Vec::new()),
            Node::Repeat(node) if is_empty(&self.eval(&node.iter, cx)?) => {
                for (slot, before) in &node.carried {
                    let before = self.eval(before, cx)?;
                    *self.slots.get_mut(*slot)? = Some(before);
                }
                self.eval(&node.rest, cx)?
            }
            Node::ListOf(_) | Node::Repeat(_) | Node::Format(_) | Node::Concat(_) => return None,
        })
    }

    fn eval_all(&mut self, nodes: &[Node], cx: &mut CallCx) -> Option<Vec<Sym>> {
        nodes.iter().map(|node| self.eval(node, cx)).collect()
    }

    fn truth(&mut self, node: &Node, cx: &mut CallCx) -> Option<bool> {
        match self.eval(node, cx)? {
            Sym::Old(value) | Sym::Known(value) => truthy(&value, cx).ok(),
            Sym::List(items) | Sym::Tuple(items) => Some(!items.is_empty()),
        }
    }
}

fn is_empty(sym: &Sym) -> bool {
    matches!(sym, Sym::List(items) | Sym::Tuple(items) if items.is_empty())
}

/// A value of which all is known.
fn known(sym: Sym) -> Option<Value> {
    Some(match sym {
        Sym::Known(value) => value,
        Sym::List(items) => Value::list(items.into_iter().map(known).collect::<Option<_>>()?),
        Sym::Tuple(items) => Value::tuple(items.into_iter().map(known).collect::<Option<Vec<_>>>()?),
        Sym::Old(_) => return None,
    })
}

/// A result that nobody can change.
fn plain(value: Value) -> Option<Sym> {
    is_unchangeable(&value).then_some(Sym::Known(value))
}

fn binary(op: BinaryOp, a: Sym, b: Sym, cx: &mut CallCx) -> Option<Sym> {
    Some(match (a, b) {
        (Sym::Old(old), Sym::Known(other)) if stays(op, &old, &other) => Sym::Old(old),
        (Sym::Known(other), Sym::Old(old)) if op == BinaryOp::Add && stays(op, &old, &other) => Sym::Old(old),
        (Sym::List(mut a), Sym::List(b)) if op == BinaryOp::Add => {
            a.extend(b);
            Sym::List(a)
        }
        (Sym::Old(old @ Value::Tuple(_)), Sym::Tuple(items)) | (Sym::Tuple(items), Sym::Old(old @ Value::Tuple(_)))
            if op == BinaryOp::Add && items.is_empty() =>
        {
            Sym::Old(old)
        }
        (a @ Sym::Known(_), b) | (a, b @ Sym::Known(_)) => {
            plain(ops::binary::binary(op, &known(a)?, &known(b)?, cx).ok()?)?
        }
        _ => return None,
    })
}

/// Whether `old op other` is `old`, for all values of its kind.
fn stays(op: BinaryOp, old: &Value, other: &Value) -> bool {
    let is_zero = matches!(other, Value::Int(0));
    match (op, old) {
        (BinaryOp::Add | BinaryOp::Sub, Value::Int(_) | Value::Big(_)) => is_zero,
        // Not of 0.0, which has two forms; the sign of an added zero makes no difference to others.
        (BinaryOp::Add | BinaryOp::Sub, Value::Float(number)) if !number.is_nan() && *number != 0.0 => {
            is_zero || matches!(other, Value::Float(other) if *other == 0.0)
        }
        (BinaryOp::Mul, Value::Int(_) | Value::Big(_)) => matches!(other, Value::Int(1)),
        (BinaryOp::Add, Value::Str(_)) => matches!(other, Value::Str(text) if text.is_empty()),
        (BinaryOp::Add, Value::Tuple(_)) => matches!(other, Value::Tuple(items) if items.is_empty()),
        _ => false,
    }
}

fn compare(op: Comparison, a: Sym, b: Sym, cx: &mut CallCx) -> Option<Sym> {
    let is_none = |sym: &Sym| matches!(sym, Sym::Known(Value::None) | Sym::Old(Value::None));
    let truth = match op {
        Comparison::Is | Comparison::IsNot if is_none(&a) || is_none(&b) => {
            (is_none(&a) && is_none(&b)) == (op == Comparison::Is)
        }
        Comparison::Is | Comparison::IsNot | Comparison::In | Comparison::NotIn => return None,
        // Nothing plain equals it.
        Comparison::Eq | Comparison::NotEq if is_none(&a) != is_none(&b) => op == Comparison::NotEq,
        Comparison::Eq => eq(&known(a)?, &known(b)?, cx).ok()?,
        Comparison::NotEq => !eq(&known(a)?, &known(b)?, cx).ok()?,
        Comparison::Order(op) => return plain(value::order::compare(op, &known(a)?, &known(b)?, cx).ok()?),
    };
    Some(Sym::Known(Value::Bool(truth)))
}

fn item(container: Sym, key: Value) -> Option<Sym> {
    match (container, key) {
        // A slice of nothing.
        (Sym::List(items), Value::Object(_)) if items.is_empty() => Some(Sym::List(items)),
        (Sym::List(items) | Sym::Tuple(items), Value::Int(at)) => {
            items.get(ops::slice::position(at, items.len())?).cloned()
        }
        (Sym::Old(Value::Tuple(items)), Value::Int(at)) => {
            items.get(ops::slice::position(at, items.len())?).cloned().map(Sym::Old)
        }
        (Sym::Known(Value::Tuple(items)), Value::Int(at)) => {
            items.get(ops::slice::position(at, items.len())?).cloned().map(Sym::Known)
        }
        _ => None,
    }
}

/// A sequence of as many items as there are targets.
fn unpacked(parts: Vec<Sym>) -> Option<Sym> {
    let [sequence, Sym::Known(Value::Int(n))] = <[Sym; 2]>::try_from(parts).ok()? else { return None };
    let len = match &sequence {
        Sym::List(items) | Sym::Tuple(items) => items.len(),
        Sym::Old(Value::Tuple(items)) | Sym::Known(Value::Tuple(items)) => items.len(),
        _ => return None,
    };
    (i64::try_from(len) == Ok(n)).then_some(sequence)
}

fn builtin(name: &str, function: &Value, args: Vec<Sym>, cx: &mut CallCx) -> Option<Sym> {
    Some(match (name, args.as_slice()) {
        // What the sum starts with, if sums can start with it.
        ("sum", [items, Sym::Old(old @ (Value::Int(_) | Value::Big(_) | Value::Float(_) | Value::Tuple(_)))])
            if is_empty(items) =>
        {
            Sym::Old(old.clone())
        }
        ("max" | "min", [Sym::List(items) | Sym::Tuple(items)]) if items.len() == 1 => items.first()?.clone(),
        ("len", [Sym::List(items) | Sym::Tuple(items)]) => Sym::Known(Value::from(items.len())),
        ("len", [Sym::Old(Value::Tuple(items))]) => Sym::Known(Value::from(items.len())),
        ("list" | "sorted", [items]) if is_empty(items) => Sym::List(Vec::new()),
        ("list", [Sym::List(items)]) => Sym::List(items.clone()),
        ("tuple", [Sym::List(items) | Sym::Tuple(items)]) => Sym::Tuple(items.clone()),
        ("int", [Sym::Old(old @ (Value::Int(_) | Value::Big(_)))])
        | ("float", [Sym::Old(old @ Value::Float(_))])
        | ("str", [Sym::Old(old @ Value::Str(_))])
        | ("tuple", [Sym::Old(old @ Value::Tuple(_))]) => Sym::Old(old.clone()),
        _ => {
            let args = args.into_iter().map(known).collect::<Option<Vec<_>>>()?;
            plain(machine::call(function, Args::of(args), cx).ok()?)?
        }
    })
}
