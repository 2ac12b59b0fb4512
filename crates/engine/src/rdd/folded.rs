//! `Folded`: what a known fold has made of the typed values of each key so far.

use value::{Column, Shape, Value};

/// One result for each key, by the key's number.
pub(crate) enum Folded {
    /// No sum is larger than the bound, so that none can overflow unnoticed.
    IntSum {
        sums: Vec<i64>,
        bound: i64,
    },
    IntMax(Vec<i64>),
    IntMin(Vec<i64>),
    FloatSum(Vec<f64>),
    /// Place by place.
    Tuple(Vec<Self>),
}

impl Folded {
    /// Nothing yet, of values like these; `None` if they or the fold are of no kind known here.
    pub(crate) fn new(shape: &Shape, values: &Column) -> Option<Self> {
        Some(match (shape, values) {
            (Shape::Sum | Shape::IntSum, Column::Int(_) | Column::Const { value: Value::Int(_), .. }) => {
                Self::IntSum { sums: Vec::new(), bound: 0 }
            }
            (Shape::Sum, Column::Float(_) | Column::Const { value: Value::Float(_), .. }) => Self::FloatSum(Vec::new()),
            (Shape::Max, Column::Int(_)) => Self::IntMax(Vec::new()),
            (Shape::Min, Column::Int(_)) => Self::IntMin(Vec::new()),
            (Shape::Tuple(shapes), Column::Tuple { fields, .. }) if shapes.len() == fields.len() => {
                let places = shapes.iter().zip(fields).map(|(shape, field)| Self::new(shape, field));
                Self::Tuple(places.collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    /// Whether `values` can be taken; changes bounds only, and those only if all of `values` can be taken or the whole
    /// is given up.
    pub(crate) fn make_room(&mut self, values: &Column) -> Option<()> {
        match (self, values) {
            (Self::IntSum { bound, .. }, values) => {
                let largest = match values {
                    Column::Const { value: Value::Int(each), .. } => each.checked_abs()?,
                    Column::Int(rows) => {
                        rows.iter().try_fold(0, |most: i64, row| Some(most.max(row.checked_abs()?)))?
                    }
                    _ => return None,
                };
                *bound = bound.checked_add(largest.checked_mul(i64::try_from(values.len()).ok()?)?)?;
            }
            (Self::IntMax(_) | Self::IntMin(_), Column::Int(_))
            | (Self::FloatSum(_), Column::Float(_) | Column::Const { value: Value::Float(_), .. }) => {}
            (Self::Tuple(places), Column::Tuple { fields, .. }) if places.len() == fields.len() => {
                for (place, field) in places.iter_mut().zip(fields) {
                    place.make_room(field)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Puts each value into its key's result: the first as it is, others by the fold. In row order, so that floats
    /// are rounded as row by row.
    pub(crate) fn fold(&mut self, keys: &[u32], values: &Column) {
        match (self, values) {
            (Self::IntSum { sums, .. }, Column::Int(rows)) => each(keys, sums, rows, |sum, value| *sum += value),
            (Self::IntSum { sums, .. }, Column::Const { value: Value::Int(value), .. }) => {
                each(keys, sums, std::iter::repeat(value), |sum, value| *sum += value);
            }
            (Self::FloatSum(sums), Column::Float(rows)) => each(keys, sums, rows, |sum, value| *sum += value),
            (Self::FloatSum(sums), Column::Const { value: Value::Float(value), .. }) => {
                each(keys, sums, std::iter::repeat(value), |sum, value| *sum += value);
            }
            (Self::IntMax(most), Column::Int(rows)) => each(keys, most, rows, |most, value| *most = value.max(*most)),
            (Self::IntMin(least), Column::Int(rows)) => {
                each(keys, least, rows, |least, value| *least = value.min(*least));
            }
            (Self::Tuple(places), Column::Tuple { fields, .. }) => {
                for (place, field) in places.iter_mut().zip(fields) {
                    place.fold(keys, field);
                }
            }
            _ => {}
        }
    }

    /// The results, by key.
    pub(crate) fn into_column(self, n_rows: usize) -> Column {
        match self {
            Self::IntSum { sums: rows, .. } | Self::IntMax(rows) | Self::IntMin(rows) => Column::Int(rows),
            Self::FloatSum(rows) => Column::Float(rows),
            Self::Tuple(places) => {
                Column::Tuple { fields: places.into_iter().map(|place| place.into_column(n_rows)).collect(), n_rows }
            }
        }
    }
}

fn each<'a, T: Copy + 'a>(
    keys: &[u32],
    folded: &mut Vec<T>,
    values: impl IntoIterator<Item = &'a T>,
    merge: impl Fn(&mut T, T),
) {
    for (&key, &value) in keys.iter().zip(values) {
        match folded.get_mut(key as usize) {
            Some(so_far) => merge(so_far, value),
            None => folded.push(value),
        }
    }
}
