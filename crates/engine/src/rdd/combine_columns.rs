//! Known folds over typed columns: the word count's inner loop.

use hashbrown::HashTable;
use value::column::StrColumn;
use value::{Column, Shape, Value};

/// One pair for each key, in the order in which keys first come, or `None` if keys, values or fold are not of a kind
/// known here, or a number does not fit: the general way then gives the same rows as values.
pub(crate) fn combine_column(input: &Column, shape: &Shape) -> Option<Column> {
    let Column::Tuple { fields, .. } = input else { return None };
    let [keys, values] = fields.as_slice() else { return None };
    match (keys, values, shape) {
        (Column::Str(keys), Column::Const { value: Value::Int(each), .. }, Shape::Sum) => {
            let groups = Groups::of_strings(keys);
            let counts = groups.fold(std::iter::repeat_n(1_i64, keys.len()), i64::checked_add)?;
            let sums = counts.into_iter().map(|n| n.checked_mul(*each)).collect::<Option<Vec<_>>>()?;
            Some(pairs(groups.string_keys(keys), Column::Int(sums)))
        }
        (Column::Str(keys), _, _) => {
            let groups = Groups::of_strings(keys);
            let values = fold_values(&groups, values, shape)?;
            Some(pairs(groups.string_keys(keys), values))
        }
        (Column::Int(keys), _, _) => {
            let groups = Groups::of_ints(keys);
            let values = fold_values(&groups, values, shape)?;
            let keys = groups.firsts.iter().filter_map(|&row| keys.get(row as usize).copied()).collect();
            Some(pairs(Column::Int(keys), values))
        }
        _ => None,
    }
}

fn fold_values(groups: &Groups, values: &Column, shape: &Shape) -> Option<Column> {
    Some(match (values, shape) {
        (Column::Const { value: Value::Int(each), n_rows }, _) => {
            let rows = std::iter::repeat_n(*each, *n_rows);
            Column::Int(groups.fold(rows, int_fold(shape)?)?)
        }
        (Column::Int(rows), _) => Column::Int(groups.fold(rows.iter().copied(), int_fold(shape)?)?),
        // Rows are added in their order, so rounding is the same as row by row.
        (Column::Float(rows), Shape::Sum) => Column::Float(groups.fold(rows.iter().copied(), |a, b| Some(a + b))?),
        _ => return None,
    })
}

fn int_fold(shape: &Shape) -> Option<fn(i64, i64) -> Option<i64>> {
    match shape {
        Shape::Sum => Some(i64::checked_add),
        Shape::Max => Some(|a, b| Some(a.max(b))),
        Shape::Min => Some(|a, b| Some(a.min(b))),
        _ => None,
    }
}

fn pairs(keys: Column, values: Column) -> Column {
    Column::Tuple { n_rows: keys.len(), fields: vec![keys, values] }
}

/// Rows by key.
struct Groups {
    /// The group of each row.
    group_of: Vec<u32>,
    /// The first row of each group.
    firsts: Vec<u32>,
}

impl Groups {
    fn of_strings(keys: &StrColumn) -> Self {
        let bytes = keys.text().as_bytes();
        let row_bytes = |&(start, end): &(u32, u32)| bytes.get(start as usize..end as usize).unwrap_or_default();
        let spans = keys.spans();
        Self::by(
            spans.iter(),
            |span| hash_short(row_bytes(span)),
            |&at, span| spans.get(at as usize).is_some_and(|first| row_bytes(first) == row_bytes(span)),
        )
    }

    fn of_ints(keys: &[i64]) -> Self {
        Self::by(keys.iter(), |&key| mix(key as u64), |&at, key| keys.get(at as usize) == Some(key))
    }

    /// `is_first_of` says whether a row equals an earlier row, given by position.
    fn by<T>(
        rows: impl ExactSizeIterator<Item = T>,
        hash: impl Fn(T) -> u64,
        is_first_of: impl Fn(&u32, T) -> bool,
    ) -> Self
    where
        T: Copy,
    {
        // The table holds the hash and the first row beside the group, so that most misses end without touching text.
        let mut table: HashTable<(u64, u32, u32)> = HashTable::with_capacity(rows.len().min(1024));
        let mut groups = Self { group_of: Vec::with_capacity(rows.len()), firsts: Vec::new() };
        for (at, row) in (0u32..).zip(rows) {
            let row_hash = hash(row);
            let found = table.find(row_hash, |(known, first, _)| *known == row_hash && is_first_of(first, row));
            let group = match found {
                Some(&(_, _, group)) => group,
                None => {
                    let group = groups.firsts.len() as u32;
                    groups.firsts.push(at);
                    table.insert_unique(row_hash, (row_hash, at, group), |(known, _, _)| *known);
                    group
                }
            };
            groups.group_of.push(group);
        }
        groups
    }

    /// Folds the values of each group in their order; `None` if the fold gives up.
    fn fold<T: Copy>(&self, values: impl Iterator<Item = T>, fold: impl Fn(T, T) -> Option<T>) -> Option<Vec<T>> {
        let mut folded: Vec<T> = Vec::with_capacity(self.firsts.len());
        for (&group, value) in self.group_of.iter().zip(values) {
            match folded.get_mut(group as usize) {
                Some(so_far) => *so_far = fold(*so_far, value)?,
                None => folded.push(value),
            }
        }
        Some(folded)
    }

    /// Each group's key, in a buffer of their own so that the lines they came from can go.
    fn string_keys(&self, keys: &StrColumn) -> Column {
        Column::Str(StrColumn::from_rows(self.firsts.iter().map(|&row| keys.str_at(row as usize))))
    }
}

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn mix(word: u64) -> u64 {
    let product = u128::from(word ^ MULTIPLIER) * u128::from(0xa076_1d64_78bd_642f_u64);
    (product as u64) ^ ((product >> 64) as u64)
}

/// A hash for words: eight bytes at a time, lengths told apart.
#[inline]
fn hash_short(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    let mut rest = bytes;
    while let Some((word, more)) = rest.split_first_chunk::<8>() {
        hash = mix(hash ^ u64::from_le_bytes(*word)).rotate_left(23);
        rest = more;
    }
    let mut last = 0;
    for &byte in rest {
        last = last << 8 | u64::from(byte);
    }
    mix(hash ^ last)
}
