//! `ColumnFold`: known folds over typed columns, piece by piece. The word count's inner loop.

use value::{Column, Shape, Value};

use super::folded::Folded;
use super::key_table::{IntTable, StringTable};

/// Combines pairs by key, in the order in which keys first come.
///
/// Takes only what it knows for certain to come out as row by row: typed keys, typed values, a known fold, sums that
/// fit. Everything else it refuses, having changed nothing.
pub(crate) struct ColumnFold {
    shape: Shape,
    keys: Keys,
    values: Option<Folded>,
}

enum Keys {
    None,
    Strings(StringTable),
    Ints(IntTable),
}

/// Whether a piece was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Yes,
    No,
}

impl ColumnFold {
    pub(crate) fn new(shape: Shape) -> Self {
        Self { shape, keys: Keys::None, values: None }
    }

    /// Takes pairs into account, if they are of a kind known here.
    pub(crate) fn add(&mut self, input: &Column) -> Taken {
        match self.try_add(input) {
            Some(()) => Taken::Yes,
            None => Taken::No,
        }
    }

    fn try_add(&mut self, input: &Column) -> Option<()> {
        if input.is_empty() {
            return Some(());
        }
        let Column::Tuple { fields, .. } = input else { return None };
        let [keys, values] = fields.as_slice() else { return None };
        match (&self.keys, keys) {
            (Keys::None, Column::Str(_) | Column::Int(_))
            | (Keys::Strings(_), Column::Str(_))
            | (Keys::Ints(_), Column::Int(_)) => {}
            _ => return None,
        }
        match &mut self.values {
            Some(folded) => folded.make_room(values)?,
            none => {
                let mut folded = Folded::new(&self.shape, values)?;
                folded.make_room(values)?;
                *none = Some(folded);
            }
        }
        if let Keys::None = self.keys {
            self.keys = match keys {
                Column::Str(_) => Keys::Strings(StringTable::default()),
                _ => Keys::Ints(IntTable::default()),
            };
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
                let mut numbers = Vec::with_capacity(keys.len());
                self.keys.number(keys, |key| numbers.push(key));
                folded.fold(&numbers, values);
            }
        }
        Some(())
    }

    /// One pair for each key.
    pub(crate) fn finish(self) -> Column {
        let keys = match self.keys {
            Keys::None => return Column::default(),
            Keys::Strings(table) => table.into_column(),
            Keys::Ints(table) => table.into_column(),
        };
        let n_rows = keys.len();
        let values = self.values.map_or_else(Column::default, |values| values.into_column(n_rows));
        Column::Tuple { fields: vec![keys, values], n_rows }
    }
}

impl Keys {
    /// Calls `found` with the number of each row's key, in order.
    #[inline]
    fn number(&mut self, keys: &Column, found: impl FnMut(u32)) {
        match (self, keys) {
            (Self::Strings(table), Column::Str(rows)) => table.number(rows, found),
            (Self::Ints(table), Column::Int(rows)) => table.number(rows, found),
            _ => {}
        }
    }
}
