//! Steps without a form for columns: row by row, with the machine's own operations.

use std::rc::Rc;

use value::{CallCx, Column, Value};

use crate::kernels::inert::is_inert;

/// The results of `compute` for each row of the columns, as typed as they are.
pub fn map(
    columns: &[&Column],
    n_rows: usize,
    cx: &mut CallCx,
    mut compute: impl FnMut(&[Value], &mut CallCx) -> Option<Value>,
) -> Option<Rc<Column>> {
    let constants: Vec<Option<Value>> = columns
        .iter()
        .map(|column| match column {
            Column::Const { value, .. } => Some(value.clone()),
            _ => None,
        })
        .collect();
    if constants.iter().flatten().any(|value| !is_inert(value)) {
        return None;
    }
    if constants.iter().all(Option::is_some) {
        let values: Vec<Value> = constants.into_iter().flatten().collect();
        let value = compute(&values, cx)?;
        // One object for all rows would be shared by them.
        return matches!(value, Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_))
            .then(|| Rc::new(Column::Const { value, n_rows }));
    }
    let needs_look = columns.iter().any(|column| !is_typed(column));
    let makes_lists = columns.iter().any(|column| holds_lists(column));
    let mut values: Vec<Value> = constants.iter().map(|value| value.clone().unwrap_or_default()).collect();
    let mut results = Vec::with_capacity(n_rows);
    for row in 0..n_rows {
        for ((place, column), constant) in values.iter_mut().zip(columns).zip(&constants) {
            if constant.is_none() {
                *place = column.get(row);
                if needs_look && !is_inert(place) {
                    return None;
                }
            }
        }
        let result = compute(&values, cx)?;
        // It could be the very list that was made for this look.
        if makes_lists && matches!(result, Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Tuple(_)) {
            return None;
        }
        results.push(result);
    }
    Some(Rc::new(Column::typed(results)))
}

fn is_typed(column: &Column) -> bool {
    match column {
        Column::Any(_) => false,
        Column::Tuple { fields, .. } => fields.iter().all(is_typed),
        _ => true,
    }
}

/// Whether rows of the column hold lists that are made anew at each look.
pub(super) fn holds_lists(column: &Column) -> bool {
    match column {
        Column::List(_) => true,
        Column::Tuple { fields, .. } => fields.iter().any(holds_lists),
        _ => false,
    }
}
