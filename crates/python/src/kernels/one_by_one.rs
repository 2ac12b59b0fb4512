//! Functions that only compute, called for each row of a column: what they give is a column again.

use std::rc::Rc;

use value::column::ListColumn;
use value::repr::truthy;
use value::{CallCx, Column, Value};

use crate::compile::code::CodeKind;
use crate::kernels::harmless::is_harmless;
use crate::kernels::inert::is_unchangeable;
use crate::kernels::rows::typed;
use crate::machine;
use crate::objects::function::Function;
use crate::ops;

/// A call for each row is possible: it changes nothing but what it makes itself.
///
/// Rows that could be changed are not taken, unless they are made anew for whoever looks at them.
pub fn is_possible(function: &Function, input: &Column, cx: &mut CallCx) -> bool {
    function.code.uses.is_some() && are_unchangeable(input) && is_harmless(function, input.len(), cx)
}

fn are_unchangeable(rows: &Column) -> bool {
    match rows {
        Column::Int(_) | Column::Float(_) | Column::Bool(_) | Column::Str(_) => true,
        Column::Const { value, .. } => is_unchangeable(value),
        Column::Any(values) => values.iter().all(is_unchangeable),
        Column::Tuple { fields, .. } => fields.iter().all(are_unchangeable),
        Column::List(lists) => are_unchangeable(lists.items()),
    }
}

/// The results for all rows; `None` if one raises, or could be changed by somebody who gets it.
pub fn map(function: &Rc<Function>, input: &Column, cx: &mut CallCx) -> Option<Column> {
    if function.code.kind == CodeKind::Generator {
        return None;
    }
    let mut results = Vec::with_capacity(input.len());
    for row in input.iter() {
        results.push(machine::call_function(function, &[row], cx).ok()?);
    }
    column_of(results)
}

/// The items of the results for all rows, one after another.
pub fn flat_map(function: &Rc<Function>, input: &Column, cx: &mut CallCx) -> Option<Column> {
    let mut items = Vec::with_capacity(input.len());
    for row in input.iter() {
        let result = machine::call_function(function, &[row], cx).ok()?;
        match &result {
            Value::List(list) => items.extend_from_slice(&list.0.borrow()),
            Value::Tuple(more) => items.extend_from_slice(more),
            other => items.extend(ops::collect(other, cx).ok()?),
        }
    }
    column_of(items)
}

/// Which rows are true to the function.
pub fn test(function: &Rc<Function>, input: &Column, cx: &mut CallCx) -> Option<Vec<bool>> {
    if function.code.kind == CodeKind::Generator {
        return None;
    }
    let mut truth = Vec::with_capacity(input.len());
    for row in input.iter() {
        let result = machine::call_function(function, &[row], cx).ok()?;
        truth.push(truthy(&result, cx).ok()?);
    }
    Some(truth)
}

/// Values as a column that is shared with nobody: what is made of them later is seen by whoever made it.
fn column_of(values: Vec<Value>) -> Option<Column> {
    if values.iter().all(is_unchangeable) {
        return Some(typed(values));
    }
    let mut items = Vec::with_capacity(values.len());
    let mut spans = Vec::with_capacity(values.len());
    for value in &values {
        let Value::List(list) = value else { return None };
        let first = u32::try_from(items.len()).ok()?;
        let list = list.0.borrow();
        if !list.iter().all(is_unchangeable) {
            return None;
        }
        items.extend_from_slice(&list);
        spans.push((first, u32::try_from(items.len()).ok()?));
    }
    Some(Column::List(ListColumn::new(Rc::new(typed(items)), spans)))
}
