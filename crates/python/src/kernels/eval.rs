//! Formulas computed for all rows of a column at once.
//!
//! Every step gives exactly what the general machine gives row by row, or nothing: then the caller goes row by row,
//! which also finds the exception and its row.

use std::rc::Rc;

use value::object::BinaryOp;
use value::{Args, CallCx, Column, Value};

use crate::ast::Comparison;
use crate::builtins;
use crate::kernels::formula::UNPACK;
use crate::kernels::inert::{is_table, is_unchangeable};
use crate::kernels::known_names::{Known, pure_builtin};
use crate::kernels::lists::{self, list_of};
use crate::kernels::select::{self, Picked};
use crate::kernels::tree::{Node, Piece};
use crate::kernels::{numbers, repeat, rows, text};
use crate::machine::{self, operate};
use crate::objects::function::Function;
use crate::ops;

/// Functions that call functions, no deeper than this.
const MAX_DEPTH: u32 = 8;

/// What the names of others mean, and the dicts that they name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// Nobody changes them while rows are computed.
    Stay,
    MayChange,
}

/// The result of `function` for all rows; `columns` are its arguments, all of the same length.
pub fn call(function: &Function, columns: Vec<Rc<Column>>, shared: Shared, cx: &mut CallCx) -> Option<Rc<Column>> {
    call_at(function, columns, (shared, 0), cx)
}

fn call_at(
    function: &Function,
    mut columns: Vec<Rc<Column>>,
    (shared, depth): (Shared, u32),
    cx: &mut CallCx,
) -> Option<Rc<Column>> {
    let formula = function.code.formula.as_ref()?;
    if depth > MAX_DEPTH || (formula.is_generator && depth > 0) || columns.len() > formula.n_params {
        return None;
    }
    let n_rows = columns.first()?.len();
    let n_defaults = formula.n_params - columns.len();
    for default in function.defaults.get(function.defaults.len().checked_sub(n_defaults)?..)? {
        if !is_unchangeable(default) {
            return None;
        }
        columns.push(Rc::new(Column::Const { value: default.clone(), n_rows }));
    }
    let mut frame = Frame { function, params: columns, slots: vec![None; formula.n_slots], n_rows, shared, depth };
    let result = frame.eval(&formula.body, cx)?;
    is_result(&result).then_some(result)
}

/// Whether a column may leave: rows must not share what can be changed.
fn is_result(column: &Column) -> bool {
    match column {
        Column::Const { value, .. } => is_unchangeable(value),
        Column::List(lists) => is_result(lists.items()),
        // Two lists in a row could be one and the same.
        Column::Tuple { fields, .. } => {
            fields.iter().all(is_result) && fields.iter().filter(|field| rows::holds_lists(field)).count() <= 1
        }
        _ => true,
    }
}

/// One call of a function for many rows.
pub(super) struct Frame<'a> {
    function: &'a Function,
    params: Vec<Rc<Column>>,
    pub(super) slots: Vec<Option<Rc<Column>>>,
    pub(super) n_rows: usize,
    shared: Shared,
    depth: u32,
}

impl<'a> Frame<'a> {
    pub(super) fn eval(&mut self, node: &Node, cx: &mut CallCx) -> Option<Rc<Column>> {
        Some(match node {
            Node::Param(at) => Rc::clone(self.params.get(*at)?),
            Node::Slot(at) | Node::ListSlot(at) => Rc::clone(self.slots.get(*at)?.as_ref()?),
            Node::Literal(value) => self.constant(value.clone()),
            Node::Global(_) | Node::Free(_) if self.shared == Shared::MayChange => return None,
            Node::Global(name) => {
                let value = self.function.globals.dict.get_str(name).or_else(|| builtins::lookup(name))?;
                self.constant(value)
            }
            Node::Builtin(name) => self.constant(builtins::lookup(name)?),
            Node::Free(at) => {
                let value = self.function.closure.get(*at)?.value.borrow().clone()?;
                self.constant(value)
            }
            Node::Let(slot, parts) => {
                let value = self.eval(&parts[0], cx)?;
                *self.slots.get_mut(*slot)? = Some(value);
                self.eval(&parts[1], cx)?
            }
            Node::If(parts) => self.choose(parts, cx)?,
            Node::Tuple(items) => self.tuple(items, cx)?,
            Node::List(items) => {
                let columns = self.eval_all(items, cx)?;
                Rc::new(Column::List(lists::interleaved(&columns, self.n_rows)?))
            }
            Node::Binary(op, parts) => {
                let (a, b) = (self.eval(&parts[0], cx)?, self.eval(&parts[1], cx)?);
                self.binary(*op, &a, &b, cx)?
            }
            Node::InPlace(op, parts) => {
                let (a, b) = (self.eval(&parts[0], cx)?, self.eval(&parts[1], cx)?);
                match &*a {
                    Column::Int(_) | Column::Float(_) | Column::Str(_) | Column::Bool(_) => {}
                    Column::Const { value, .. } if is_unchangeable(value) => {}
                    _ => return None,
                }
                self.binary(*op, &a, &b, cx)?
            }
            Node::Unary(op, operand) => {
                let operand = self.eval(operand, cx)?;
                rows::map(&[&operand], self.n_rows, cx, |values, cx| ops::binary::unary(*op, &values[0], cx).ok())?
            }
            Node::Not(operand) => {
                let truth = self.truth(operand, cx)?;
                Rc::new(Column::Bool(truth.into_iter().map(|truth| !truth).collect()))
            }
            Node::Compare(op, parts) => {
                let (a, b) = (self.eval(&parts[0], cx)?, self.eval(&parts[1], cx)?);
                self.compare(*op, &a, &b, cx)?
            }
            Node::Item(parts) => {
                let (container, key) = (self.eval(&parts[0], cx)?, self.eval(&parts[1], cx)?);
                self.item(&container, &key, cx)?
            }
            Node::Format(pieces) => self.format(pieces, cx)?,
            Node::Method(name, parts) => {
                let parts = self.eval_all(parts, cx)?;
                self.method(name, &parts, cx)?
            }
            Node::Call(parts) => {
                let parts = self.eval_all(parts, cx)?;
                self.call(&parts, cx)?
            }
            Node::ListOf(list) => list_of(self, list, cx)?,
            Node::Concat(parts) => {
                let (a, b) = (self.eval(&parts[0], cx)?, self.eval(&parts[1], cx)?);
                Rc::new(Column::List(lists::concatenated(&a, &b)?))
            }
            Node::Repeat(node) => repeat::repeat(self, node, cx)?,
        })
    }

    /// The dict or set that the column is in every row, if keys can be looked up in it.
    fn table<'c>(&self, column: &'c Column) -> Option<&'c Value> {
        match column {
            Column::Const { value, .. } if self.shared == Shared::Stay => is_table(value, self.n_rows).then_some(value),
            _ => None,
        }
    }

    fn constant(&self, value: Value) -> Rc<Column> {
        Rc::new(Column::Const { value, n_rows: self.n_rows })
    }

    fn eval_all(&mut self, nodes: &[Node], cx: &mut CallCx) -> Option<Vec<Rc<Column>>> {
        nodes.iter().map(|node| self.eval(node, cx)).collect()
    }

    fn tuple(&mut self, items: &[Node], cx: &mut CallCx) -> Option<Rc<Column>> {
        let fields = self.eval_all(items, cx)?;
        let fields = fields.into_iter().map(|field| Rc::try_unwrap(field).unwrap_or_else(|field| (*field).clone()));
        Some(Rc::new(Column::Tuple { fields: fields.collect(), n_rows: self.n_rows }))
    }

    /// Which rows are true.
    pub(super) fn truth(&mut self, test: &Node, cx: &mut CallCx) -> Option<Vec<bool>> {
        let column = self.eval(test, cx)?;
        select::truth(&column, cx)
    }

    /// Each branch is computed for the rows that take it, and for no others: it may raise for those.
    fn choose(&mut self, parts: &[Node; 3], cx: &mut CallCx) -> Option<Rc<Column>> {
        let [test, then, otherwise] = parts;
        let truth = self.truth(test, cx)?;
        let n_true = truth.iter().filter(|truth| **truth).count();
        if n_true == truth.len() {
            return self.eval(then, cx);
        }
        if n_true == 0 {
            return self.eval(otherwise, cx);
        }
        let one = self.restricted(&Picked::of(&truth, true), &[then]).eval(then, cx)?;
        let other = self.restricted(&Picked::of(&truth, false), &[otherwise]).eval(otherwise, cx)?;
        Some(Rc::new(select::merged(&truth, &one, &other)))
    }

    /// The same call for some of the rows, which may repeat, with what `nodes` need.
    pub(super) fn restricted(&self, picked: &Picked, nodes: &[&Node]) -> Frame<'a> {
        let (mut params, mut slots) = (vec![false; self.params.len()], vec![false; self.slots.len()]);
        for node in nodes {
            note_used(node, &mut params, &mut slots);
        }
        let taken = |column: &Rc<Column>, is_used: bool| match is_used {
            true => Rc::new(column.take(&picked.rows)),
            false => Rc::default(),
        };
        Frame {
            function: self.function,
            params: self.params.iter().zip(params).map(|(column, is_used)| taken(column, is_used)).collect(),
            slots: self
                .slots
                .iter()
                .zip(slots)
                .map(|(column, is_used)| column.as_ref().map(|column| taken(column, is_used)))
                .collect(),
            n_rows: picked.rows.len(),
            shared: self.shared,
            depth: self.depth,
        }
    }

    fn binary(&self, op: BinaryOp, a: &Column, b: &Column, cx: &mut CallCx) -> Option<Rc<Column>> {
        if let Some(column) = numbers::binary(op, a, b) {
            return Some(Rc::new(column));
        }
        if let (BinaryOp::Add, Some(lists)) = (op, lists::concatenated(a, b)) {
            return Some(Rc::new(Column::List(lists)));
        }
        rows::map(&[a, b], self.n_rows, cx, |values, cx| ops::binary::binary(op, &values[0], &values[1], cx).ok())
    }

    fn compare(&self, op: Comparison, a: &Column, b: &Column, cx: &mut CallCx) -> Option<Rc<Column>> {
        if let Some(rows) = numbers::compare(op, a, b).or_else(|| text::compare(op, a, b)) {
            return Some(Rc::new(Column::Bool(rows)));
        }
        if let (Comparison::In | Comparison::NotIn, Some(table)) = (op, self.table(b)) {
            return rows::map(&[a], self.n_rows, cx, |values, cx| {
                let is_in = ops::item::contains(table, values.first()?, cx).ok()?;
                Some(Value::Bool(is_in == (op == Comparison::In)))
            });
        }
        rows::map(&[a, b], self.n_rows, cx, |values, cx| {
            let [a, b] = values else { return None };
            let truth = match op {
                Comparison::Order(op) => return value::order::compare(op, a, b, cx).ok(),
                Comparison::Eq => value::equality::eq(a, b, cx).ok()?,
                Comparison::NotEq => !value::equality::eq(a, b, cx).ok()?,
                Comparison::Is | Comparison::IsNot => {
                    // Of other values it depends on where they come from.
                    let is_none = |value: &Value| matches!(value, Value::None);
                    if !is_none(a) && !is_none(b) {
                        return None;
                    }
                    (is_none(a) && is_none(b)) == (op == Comparison::Is)
                }
                Comparison::In => ops::item::contains(b, a, cx).ok()?,
                Comparison::NotIn => !ops::item::contains(b, a, cx).ok()?,
            };
            Some(Value::Bool(truth))
        })
    }

    fn item(&self, container: &Rc<Column>, key: &Column, cx: &mut CallCx) -> Option<Rc<Column>> {
        if let Column::Const { value: key, .. } = key {
            match (&**container, key) {
                (Column::Tuple { fields, .. }, Value::Int(at)) => {
                    let at = ops::slice::position(*at, fields.len())?;
                    return fields.get(at).cloned().map(Rc::new);
                }
                (Column::List(rows), Value::Int(at)) => return lists::item(rows, *at).map(Rc::new),
                (Column::List(rows), Value::Object(_)) => return lists::slice(rows, key, cx).map(Rc::new),
                (_, Value::Object(_)) => {
                    // A slice: what it selects is known, and it is shown to nobody.
                    key.downcast::<ops::slice::Slice>()?;
                    return rows::map(&[container], self.n_rows, cx, |values, cx| {
                        match &values[0] {
                            Value::Str(_) | Value::Tuple(_) | Value::List(_) | Value::Bytes(_) => {}
                            _ => return None,
                        }
                        ops::item::get_item(&values[0], key, cx).ok()
                    });
                }
                _ => {}
            }
        }
        if let Some(table) = self.table(container) {
            return rows::map(&[key], self.n_rows, cx, |values, cx| {
                ops::item::get_item(table, values.first()?, cx).ok()
            });
        }
        rows::map(&[container, key], self.n_rows, cx, |values, cx| ops::item::get_item(&values[0], &values[1], cx).ok())
    }

    fn format(&mut self, pieces: &[Piece], cx: &mut CallCx) -> Option<Rc<Column>> {
        let values = pieces.iter().filter_map(|piece| match piece {
            Piece::Value(value, ..) => Some(self.eval(value, cx)),
            Piece::Text(_) => None,
        });
        let columns = values.collect::<Option<Vec<_>>>()?;
        let columns: Vec<&Column> = columns.iter().map(|column| &**column).collect();
        rows::map(&columns, self.n_rows, cx, |values, cx| {
            let mut values = values.iter();
            let mut text = String::new();
            for piece in pieces {
                match piece {
                    Piece::Text(plain) => text.push_str(plain),
                    Piece::Value(_, conversion, spec) => {
                        let Value::Str(shown) = operate::format(values.next()?, spec, *conversion, cx).ok()? else {
                            return None;
                        };
                        text.push_str(&shown);
                    }
                }
            }
            Some(Value::string(text))
        })
    }

    fn method(&self, name: &str, parts: &[Rc<Column>], cx: &mut CallCx) -> Option<Rc<Column>> {
        let (receiver, args) = parts.split_first()?;
        if name == UNPACK {
            return self.unpacked(receiver, args.first()?);
        }
        if let Column::Str(texts) = &**receiver
            && let Some(column) = text::method(name, texts, args)
        {
            return Some(Rc::new(column));
        }
        if let (Some(table), "get") = (self.table(receiver), name) {
            let args: Vec<&Column> = args.iter().map(|arg| &**arg).collect();
            return rows::map(&args, self.n_rows, cx, |args, cx| {
                crate::types::call_method(table, name, &Args::of(args.to_vec()), cx)?.ok()
            });
        }
        let columns: Vec<&Column> = parts.iter().map(|part| &**part).collect();
        rows::map(&columns, self.n_rows, cx, |values, cx| {
            let (receiver, args) = values.split_first()?;
            let is_pure = match receiver {
                Value::Str(_) | Value::Bytes(_) | Value::Int(_) | Value::Float(_) | Value::Tuple(_) => true,
                Value::List(_) => matches!(name, "count" | "index"),
                _ => false,
            };
            // `format` and its kin look into what they are given, which is_inert has done; `join` goes through it.
            if !is_pure {
                return None;
            }
            crate::types::call_method(receiver, name, &Args::of(args.to_vec()), cx)?.ok()
        })
    }

    /// A sequence of as many items as there are targets.
    fn unpacked(&self, sequence: &Rc<Column>, n_targets: &Column) -> Option<Rc<Column>> {
        let Column::Const { value: Value::Int(n_targets), .. } = n_targets else { return None };
        let n_targets = usize::try_from(*n_targets).ok()?;
        let fits = match &**sequence {
            Column::Tuple { fields, .. } => fields.len() == n_targets,
            Column::List(rows) => rows.spans().iter().all(|(start, end)| (end - start) as usize == n_targets),
            Column::Any(rows) => rows.iter().all(|row| match row {
                Value::Tuple(items) => items.len() == n_targets,
                Value::List(list) => list.0.borrow().len() == n_targets,
                _ => false,
            }),
            _ => false,
        };
        fits.then(|| Rc::clone(sequence))
    }

    fn call(&self, parts: &[Rc<Column>], cx: &mut CallCx) -> Option<Rc<Column>> {
        let (function, args) = parts.split_first()?;
        let Column::Const { value: function, .. } = &**function else { return None };
        if let Some(of_program) = machine::as_function(function) {
            return call_at(&of_program, args.to_vec(), (self.shared, self.depth + 1), cx);
        }
        let name = pure_builtin(function, Known::Plain)?;
        if let [only] = args
            && let Some(column) = builtin_of_column(name, only)
        {
            return Some(Rc::new(column));
        }
        let columns: Vec<&Column> = args.iter().map(|arg| &**arg).collect();
        rows::map(&columns, self.n_rows, cx, |values, cx| machine::call(function, Args::of(values.to_vec()), cx).ok())
    }
}

fn builtin_of_column(name: &str, column: &Column) -> Option<Column> {
    match (name, column) {
        ("int", Column::Int(_)) | ("float", Column::Float(_)) | ("str", Column::Str(_)) => Some(column.clone()),
        ("int", Column::Str(texts)) => text::to_int(texts).map(Column::Int),
        ("float", Column::Str(texts)) => text::to_float(texts).map(Column::Float),
        ("float", Column::Int(rows)) => Some(Column::Float(rows.iter().map(|row| *row as f64).collect())),
        ("len", Column::Str(texts)) => Some(Column::Int(text::lengths(texts))),
        ("len", Column::List(lists)) => {
            Some(Column::Int(lists.spans().iter().map(|(start, end)| i64::from(end - start)).collect()))
        }
        ("abs", Column::Float(rows)) => Some(Column::Float(rows.iter().map(|row| row.abs()).collect())),
        _ => None,
    }
}

/// Marks the parameters and slots that `node` reads.
fn note_used(node: &Node, params: &mut [bool], slots: &mut [bool]) {
    match node {
        Node::Param(at) => {
            if let Some(is_used) = params.get_mut(*at) {
                *is_used = true;
            }
        }
        Node::Slot(at) | Node::ListSlot(at) => {
            if let Some(is_used) = slots.get_mut(*at) {
                *is_used = true;
            }
        }
        _ => {}
    }
    for part in node.parts() {
        note_used(part, params, slots);
    }
}
