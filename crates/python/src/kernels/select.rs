//! Some rows of a column, and rows of two columns put together again.

use std::rc::Rc;

use value::column::{ListColumn, StrColumn};
use value::repr::truthy;
use value::{CallCx, Column, Value};

use crate::kernels::inert::is_inert;

/// The rows for which something holds.
pub struct Picked {
    pub rows: Vec<u32>,
}

impl Picked {
    /// The rows where `truth` is `wanted`.
    pub fn of(truth: &[bool], wanted: bool) -> Self {
        Self { rows: (0u32..).zip(truth).filter_map(|(row, truth)| (*truth == wanted).then_some(row)).collect() }
    }
}

/// Which rows are true; `None` if finding out would run code of the program.
pub fn truth(column: &Column, cx: &mut CallCx) -> Option<Vec<bool>> {
    Some(match column {
        Column::Bool(rows) => rows.clone(),
        Column::Int(rows) => rows.iter().map(|row| *row != 0).collect(),
        Column::Float(rows) => rows.iter().map(|row| *row != 0.0).collect(),
        Column::Str(rows) => rows.spans().iter().map(|(start, end)| start < end).collect(),
        Column::List(rows) => rows.spans().iter().map(|(start, end)| start < end).collect(),
        Column::Tuple { fields, n_rows } => vec![!fields.is_empty(); *n_rows],
        Column::Const { value, n_rows } => {
            let truth = is_inert(value).then(|| truthy(value, cx).ok())??;
            vec![truth; *n_rows]
        }
        Column::Any(rows) => {
            let truth = |value: &Value| is_inert(value).then(|| truthy(value, cx).ok())?;
            rows.iter().map(truth).collect::<Option<_>>()?
        }
    })
}

/// For each `truth` the next row of `one`, else the next of `other`.
pub fn merged(truth: &[bool], one: &Column, other: &Column) -> Column {
    match (one, other) {
        (Column::Int(a), Column::Int(b)) => Column::Int(alternate(truth, a.iter(), b.iter())),
        (Column::Float(a), Column::Float(b)) => Column::Float(alternate(truth, a.iter(), b.iter())),
        (Column::Bool(a), Column::Bool(b)) => Column::Bool(alternate(truth, a.iter(), b.iter())),
        (Column::Str(a), Column::Str(b)) if a.text().is_same(b.text()) => {
            let spans = alternate(truth, a.spans().iter(), b.spans().iter());
            Column::Str(StrColumn::new(a.text().clone(), spans))
        }
        (Column::Str(a), Column::Str(b)) => {
            let (mut a, mut b) = (a.iter(), b.iter());
            let rows = truth.iter().filter_map(|truth| if *truth { a.next() } else { b.next() });
            Column::Str(StrColumn::from_rows(rows))
        }
        (Column::Tuple { fields: a, .. }, Column::Tuple { fields: b, .. }) if a.len() == b.len() => Column::Tuple {
            fields: a.iter().zip(b).map(|(one, other)| merged(truth, one, other)).collect(),
            n_rows: truth.len(),
        },
        (Column::List(a), Column::List(b)) => {
            let n_first = a.items().len() as u32;
            let moved: Vec<(u32, u32)> =
                b.spans().iter().map(|(start, end)| (start + n_first, end + n_first)).collect();
            let items = super::repeat::joined(&[a.items(), b.items()]);
            let spans = alternate(truth, a.spans().iter(), moved.iter());
            Column::List(ListColumn::new(Rc::new(items), spans))
        }
        _ => {
            let (mut a, mut b) = (one.iter(), other.iter());
            let values: Vec<Value> =
                truth.iter().filter_map(|truth| if *truth { a.next() } else { b.next() }).collect();
            Column::typed(values)
        }
    }
}

fn alternate<'a, T: Copy + 'a>(
    truth: &[bool],
    mut one: impl Iterator<Item = &'a T>,
    mut other: impl Iterator<Item = &'a T>,
) -> Vec<T> {
    truth.iter().filter_map(|truth| if *truth { one.next() } else { other.next() }).copied().collect()
}
