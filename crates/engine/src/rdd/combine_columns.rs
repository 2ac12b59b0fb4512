//! `ColumnFold`: known folds over typed columns, piece by piece. The word count's inner loop.

use value::{Column, Shape, Value};

use super::folded::Folded;
use super::keys::Keys;

/// Combines pairs by key, in the order in which keys first come.
///
/// Takes only what it knows for certain to come out as row by row: typed keys, typed values, a known fold, sums that
/// fit. Everything else it refuses, having changed nothing.
pub(crate) struct ColumnFold {
    shape: Shape,
    keys: Keys,
    values: Option<Folded>,
}

impl ColumnFold {
    pub(crate) fn new(shape: Shape) -> Self {
        Self { shape, keys: Keys::None, values: None }
    }

    /// Takes pairs into account; `None` if they are not of a kind known here.
    pub(crate) fn add(&mut self, input: &Column) -> Option<()> {
        if input.is_empty() {
            return Some(());
        }
        let Column::Tuple { fields, .. } = input else { return None };
        let [keys, values] = fields.as_slice() else { return None };
        if !self.keys.takes(keys) {
            return None;
        }
        match &mut self.values {
            Some(folded) => folded.make_room(values)?,
            none => {
                let mut folded = Folded::new(&self.shape, values)?;
                folded.make_room(values)?;
                *none = Some(folded);
            }
        }
        let folded = self.values.as_mut()?;
        match (folded, values) {
            // The count of words, without a detour.
            (Folded::IntSum { sums, .. }, &Column::Const { value: Value::Int(each), .. }) => {
                self.keys.number(keys, |key| match sums.get_mut(key as usize) {
                    Some(sum) => *sum += each,
                    None => sums.push(each),
                });
            }
            (folded, values) => {
                let numbers = self.keys.numbers(keys);
                folded.fold(&numbers, values);
            }
        }
        Some(())
    }

    /// One pair for each key.
    pub(crate) fn finish(self) -> Column {
        if let Keys::None = self.keys {
            return Column::default();
        }
        let keys = self.keys.into_column();
        let n_rows = keys.len();
        let values = self.values.map_or_else(Column::default, |values| values.into_column(n_rows));
        Column::Tuple { fields: vec![keys, values], n_rows }
    }
}
