//! `Keys`: numbers the keys of pairs by the column, and tells which partitions they belong to.

use value::hash::{TupleHash, hash_bytes, hash_int, hash_str, portable_hash};
use value::{CallCx, Column, Value};

use super::key_table::{IntTable, StringTable};

/// Numbers keys in the order in which they first come: strings, whole numbers, and tuples of them.
#[derive(Default)]
pub(crate) enum Keys {
    #[default]
    None,
    Strings(StringTable),
    Ints(IntTable),
    /// Every row has this one.
    Same(Value),
    /// The places of tuples, and tables of pairs: the first of the numbers at the first two places, each other of the
    /// number so far and the one at the next place.
    Tuples {
        places: Vec<Self>,
        pairs: Vec<IntTable>,
    },
}

impl Keys {
    /// Whether [`Keys::number`] knows rows like these, which come after those that it has numbered.
    pub(crate) fn takes(&self, keys: &Column) -> bool {
        match (self, keys) {
            (Self::None, Column::Str(_) | Column::Int(_))
            | (Self::Strings(_), Column::Str(_))
            | (Self::Ints(_), Column::Int(_)) => true,
            (Self::None, Column::Const { value, .. }) => is_simple(value),
            (Self::Same(known), Column::Const { value, .. }) => is_simple(value) && known.is_same(value),
            (Self::None, Column::Tuple { fields, .. }) => {
                !fields.is_empty() && fields.iter().all(|field| Self::None.takes(field))
            }
            (Self::Tuples { places, .. }, Column::Tuple { fields, .. }) => {
                places.len() == fields.len() && places.iter().zip(fields).all(|(place, field)| place.takes(field))
            }
            _ => false,
        }
    }

    /// Calls `found` with the number of each row's key, in order. There must be rows, and such as it [`Keys::takes`].
    #[inline]
    pub(crate) fn number(&mut self, keys: &Column, mut found: impl FnMut(u32)) {
        if let Self::None = self {
            *self = Self::like(keys);
        }
        match (self, keys) {
            (Self::Strings(table), Column::Str(rows)) => table.number(rows, found),
            (Self::Ints(table), Column::Int(rows)) => table.number(rows, found),
            (others, keys) => others.numbers_of_others(keys).into_iter().for_each(&mut found),
        }
    }

    /// The number of each row's key, see [`Keys::number`].
    pub(crate) fn numbers(&mut self, keys: &Column) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(keys.len());
        self.number(keys, |number| numbers.push(number));
        numbers
    }

    fn like(keys: &Column) -> Self {
        match keys {
            Column::Str(_) => Self::Strings(StringTable::default()),
            Column::Int(_) => Self::Ints(IntTable::default()),
            Column::Const { value, .. } => Self::Same(value.clone()),
            Column::Tuple { fields, .. } => Self::Tuples {
                places: fields.iter().map(Self::like).collect(),
                pairs: fields.iter().skip(1).map(|_| IntTable::default()).collect(),
            },
            _ => Self::None,
        }
    }

    fn numbers_of_others(&mut self, keys: &Column) -> Vec<u32> {
        let (Self::Tuples { places, pairs }, Column::Tuple { fields, .. }) = (self, keys) else {
            return vec![0; keys.len()];
        };
        let mut places = places.iter_mut().zip(fields);
        let Some((place, field)) = places.next() else { return vec![0; keys.len()] };
        let mut so_far = place.numbers(field);
        for ((place, field), table) in places.zip(pairs) {
            let next = place.numbers(field);
            let both: Vec<i64> = so_far.iter().zip(&next).map(|(&a, &b)| paired(a, b)).collect();
            let mut found = so_far.iter_mut();
            table.number(&both, |number| {
                if let Some(place) = found.next() {
                    *place = number;
                }
            });
        }
        so_far
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Strings(table) => table.len(),
            Self::Ints(table) => table.len(),
            Self::Same(_) => 1,
            Self::Tuples { places, pairs } => match (pairs.last(), places.first()) {
                (Some(pairs), _) => pairs.len(),
                (None, Some(only)) => only.len(),
                (None, None) => 0,
            },
        }
    }

    /// The keys, by number.
    pub(crate) fn into_column(self) -> Column {
        let n_rows = self.len();
        match self {
            Self::None => Column::default(),
            Self::Strings(table) => table.into_column(),
            Self::Ints(table) => table.into_column(),
            Self::Same(value) => Column::Const { value, n_rows },
            Self::Tuples { places, pairs } => {
                // From the last place to the first: each table tells the numbers of the one before.
                let mut so_far: Vec<u32> = (0..n_rows as u32).collect();
                let mut fields = Vec::with_capacity(places.len());
                let mut places = places;
                for table in pairs.iter().rev() {
                    let both: Vec<(u32, u32)> = so_far.iter().map(|&number| unpaired(table.key(number))).collect();
                    let next: Vec<u32> = both.iter().map(|(_, next)| *next).collect();
                    fields.push(places.pop().map_or_else(Column::default, |place| place.into_column().take(&next)));
                    so_far = both.iter().map(|(before, _)| *before).collect();
                }
                fields.extend(places.pop().map(|place| place.into_column().take(&so_far)));
                fields.reverse();
                Column::Tuple { fields, n_rows }
            }
        }
    }
}

/// Values that are equal to none of another kind that is let in here, and have a hash.
fn is_simple(value: &Value) -> bool {
    matches!(value, Value::None | Value::Int(_) | Value::Str(_))
}

fn paired(a: u32, b: u32) -> i64 {
    (u64::from(a) << 32 | u64::from(b)) as i64
}

fn unpaired(both: i64) -> (u32, u32) {
    ((both as u64 >> 32) as u32, both as u32)
}

/// Calls `put` with each row and its partition of `n` (> 0) by `portable_hash`; `None` if these are no keys that
/// [`Keys`] would take.
pub(crate) fn distribute(keys: &Column, n: usize, cx: &mut CallCx, mut put: impl FnMut(u32, usize)) -> Option<()> {
    if !Keys::None.takes(keys) {
        return None;
    }
    let mut put = |row: u32, hash: i64| put(row, hash.rem_euclid(n as i64) as usize);
    match keys {
        Column::Str(_) | Column::Int(_) => hash_typed(keys, cx, put),
        others => (0u32..).zip(hashes(others, cx)?).for_each(|(row, hash)| put(row, hash)),
    }
    Some(())
}

/// Calls `put` with each row and its `portable_hash`.
#[inline]
fn hash_typed(keys: &Column, cx: &CallCx, mut put: impl FnMut(u32, i64)) {
    match keys {
        Column::Str(rows) if rows.text().is_ascii() => {
            for (row, key) in (0u32..).zip(rows.iter()) {
                put(row, hash_bytes(key.as_bytes(), cx.hash_algorithm));
            }
        }
        Column::Str(rows) => {
            for row in 0..rows.len() {
                put(row as u32, hash_str(&rows.view_at(row), cx.hash_algorithm));
            }
        }
        Column::Int(rows) => {
            for (row, &key) in (0u32..).zip(rows) {
                put(row, hash_int(key));
            }
        }
        _ => {}
    }
}

/// The `portable_hash` of each row.
fn hashes(keys: &Column, cx: &mut CallCx) -> Option<Vec<i64>> {
    Some(match keys {
        Column::Const { value, n_rows } => vec![portable_hash(value, cx).ok()?; *n_rows],
        Column::Tuple { fields, n_rows } => {
            let mut mixed = vec![TupleHash::default(); *n_rows];
            for field in fields {
                for (tuple, place) in mixed.iter_mut().zip(hashes(field, cx)?) {
                    tuple.place(place);
                }
            }
            mixed.into_iter().map(|tuple| tuple.finish(fields.len())).collect()
        }
        typed => {
            let mut found = Vec::with_capacity(typed.len());
            hash_typed(typed, cx, |_, hash| found.push(hash));
            found
        }
    })
}
