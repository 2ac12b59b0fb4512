//! `Column::typed`: values as a column, as typed as they are.

use crate::column::{Column, StrColumn};
use crate::text::Str;
use crate::value::Value;

impl Column {
    /// Values in the most exact form.
    pub fn typed(values: Vec<Value>) -> Self {
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
            Some(Value::Int(_)) => all!(Int).map(Self::Int),
            Some(Value::Float(_)) => all!(Float).map(Self::Float),
            Some(Value::Bool(_)) => all!(Bool).map(Self::Bool),
            Some(Value::Str(_)) => {
                all!(Str).map(|texts| Self::Str(StrColumn::from_rows(texts.iter().map(Str::as_str))))
            }
            Some(Value::Tuple(first)) if !first.is_empty() => tuples(&values, first.len()),
            _ => None,
        };
        column.unwrap_or(Self::Any(values))
    }
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
        Column::typed(items.collect())
    };
    Some(Column::Tuple { fields: (0..n_fields).map(field).collect(), n_rows: values.len() })
}
