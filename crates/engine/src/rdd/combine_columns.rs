//! `ColumnFold`: known folds over typed columns, piece by piece. The word count's inner loop.

use value::{Column, Shape, Value};

use super::key_table::{IntTable, StringTable};

/// Combines pairs by key, in the order in which keys first come.
///
/// Takes only what it knows for certain to come out as row by row: typed keys, typed values, a known fold, sums that
/// fit. Everything else it refuses, having changed nothing.
pub(crate) struct ColumnFold {
    shape: Shape,
    keys: Keys,
    values: Folded,
    /// No sum of what has been taken so far is larger than this.
    bound: i64,
}

enum Keys {
    None,
    Strings(StringTable),
    Ints(IntTable),
}

enum Folded {
    None,
    Ints(Vec<i64>),
    Floats(Vec<f64>),
}

/// Whether a piece was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Yes,
    No,
}

impl ColumnFold {
    pub(crate) fn new(shape: Shape) -> Self {
        Self { shape, keys: Keys::None, values: Folded::None, bound: 0 }
    }

    /// Takes pairs into account, if they are of a kind known here.
    pub(crate) fn add(&mut self, input: &Column) -> Taken {
        if input.is_empty() {
            return Taken::Yes;
        }
        let Column::Tuple { fields, .. } = input else { return Taken::No };
        let [keys, values] = fields.as_slice() else { return Taken::No };
        let (Some(bound), Some(())) = (self.bound_with(values), self.prepare(keys, values)) else { return Taken::No };
        self.bound = bound;
        match (&mut self.values, values, &self.shape) {
            (Folded::Ints(sums), Column::Const { value: Value::Int(each), .. }, Shape::Sum) => {
                fold(&mut self.keys, keys, sums, std::iter::repeat(*each), |so_far, value| *so_far += value);
            }
            (Folded::Ints(sums), Column::Int(rows), Shape::Sum) => {
                fold(&mut self.keys, keys, sums, rows.iter().copied(), |so_far, value| *so_far += value);
            }
            (Folded::Ints(largest), Column::Int(rows), Shape::Max) => {
                fold(&mut self.keys, keys, largest, rows.iter().copied(), |so_far, value| *so_far = value.max(*so_far));
            }
            (Folded::Ints(least), Column::Int(rows), Shape::Min) => {
                fold(&mut self.keys, keys, least, rows.iter().copied(), |so_far, value| *so_far = value.min(*so_far));
            }
            // In row order, so rounding is the same as row by row.
            (Folded::Floats(sums), Column::Float(rows), Shape::Sum) => {
                fold(&mut self.keys, keys, sums, rows.iter().copied(), |so_far, value| *so_far += value);
            }
            _ => return Taken::No,
        }
        Taken::Yes
    }

    /// The bound after taking `values`, or `None` if they cannot be taken.
    fn bound_with(&self, values: &Column) -> Option<i64> {
        let largest = match (values, &self.shape) {
            (Column::Const { value: Value::Int(each), .. }, Shape::Sum) => each.checked_abs()?,
            (Column::Int(rows), Shape::Sum) => {
                rows.iter().try_fold(0, |most: i64, row| Some(most.max(row.checked_abs()?)))?
            }
            (Column::Int(_), Shape::Max | Shape::Min) | (Column::Float(_), Shape::Sum) => return Some(self.bound),
            _ => return None,
        };
        self.bound.checked_add(largest.checked_mul(i64::try_from(values.len()).ok()?)?)
    }

    /// Makes room for keys and values of these types, unless there are others already.
    fn prepare(&mut self, keys: &Column, values: &Column) -> Option<()> {
        match (&self.keys, keys) {
            (Keys::None, Column::Str(_) | Column::Int(_))
            | (Keys::Strings(_), Column::Str(_))
            | (Keys::Ints(_), Column::Int(_)) => {}
            _ => return None,
        }
        match (&self.values, values) {
            (Folded::None, _)
            | (Folded::Ints(_), Column::Int(_) | Column::Const { .. })
            | (Folded::Floats(_), Column::Float(_)) => {}
            _ => return None,
        }
        if let Keys::None = self.keys {
            self.keys = match keys {
                Column::Str(_) => Keys::Strings(StringTable::default()),
                _ => Keys::Ints(IntTable::default()),
            };
        }
        if let Folded::None = self.values {
            self.values = match values {
                Column::Float(_) => Folded::Floats(Vec::new()),
                _ => Folded::Ints(Vec::new()),
            };
        }
        Some(())
    }

    /// One pair for each key.
    pub(crate) fn finish(self) -> Column {
        let n_rows = match &self.keys {
            Keys::None => return Column::default(),
            Keys::Strings(table) => table.len(),
            Keys::Ints(table) => table.len(),
        };
        let keys = match self.keys {
            Keys::None => Column::default(),
            Keys::Strings(table) => table.into_column(),
            Keys::Ints(table) => table.into_column(),
        };
        let values = match self.values {
            Folded::None => Column::default(),
            Folded::Ints(values) => Column::Int(values),
            Folded::Floats(values) => Column::Float(values),
        };
        Column::Tuple { fields: vec![keys, values], n_rows }
    }
}

/// Puts each value into its key's result: the first as it is, others by `merge`.
fn fold<T: Copy>(
    table: &mut Keys,
    keys: &Column,
    folded: &mut Vec<T>,
    mut values: impl Iterator<Item = T>,
    merge: impl Fn(&mut T, T),
) {
    let put = |key: u32| {
        let Some(value) = values.next() else { return };
        match folded.get_mut(key as usize) {
            Some(so_far) => merge(so_far, value),
            None => folded.push(value),
        }
    };
    match (table, keys) {
        (Keys::Strings(table), Column::Str(rows)) => table.number(rows, put),
        (Keys::Ints(table), Column::Int(rows)) => table.number(rows, put),
        _ => {}
    }
}
