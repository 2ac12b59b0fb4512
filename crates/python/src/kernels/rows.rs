//! Steps without a form for columns: row by row, with the machine's own operations.

use std::rc::Rc;

use value::column::StrColumn;
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
    Some(Rc::new(typed(results)))
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

/// Values in the most exact form.
pub fn typed(values: Vec<Value>) -> Column {
    macro_rules! all {
        ($kind:ident) => {
            values
                .iter()
                .map(|value| match value {
                    Value::$kind(inner) => Some(inner.clone()),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()
        };
    }
    let column = match values.first() {
        Some(Value::Int(_)) => all!(Int).map(Column::Int),
        Some(Value::Float(_)) => all!(Float).map(Column::Float),
        Some(Value::Bool(_)) => all!(Bool).map(Column::Bool),
        Some(Value::Str(_)) => {
            all!(Str).map(|texts| Column::Str(StrColumn::from_rows(texts.iter().map(value::Str::as_str))))
        }
        Some(Value::Tuple(first)) if !first.is_empty() => tuples(&values, first.len()),
        _ => None,
    };
    column.unwrap_or(Column::Any(values))
}

/// Tuples of the same length, place by place.
fn tuples(values: &[Value], n_fields: usize) -> Option<Column> {
    let is_one = |value: &Value| matches!(value, Value::Tuple(items) if items.len() == n_fields);
    if !values.iter().all(is_one) {
        return None;
    }
    let field = |place: usize| -> Column {
        let items = values.iter().filter_map(|value| match value {
            Value::Tuple(items) => items.get(place).cloned(),
            _ => None,
        });
        typed(items.collect())
    };
    Some(Column::Tuple { fields: (0..n_fields).map(field).collect(), n_rows: values.len() })
}
