//! `GroupFold`: values brought together by key without making values of them: one table of keys, and a counting sort.

use std::rc::Rc;

use value::column::ListColumn;
use value::{CallCx, Column, Raised, Value};

use super::block::concat;
use super::chunks::{Chunks, Piece};
use super::keys::Keys;
use super::rows::ColumnRows;
use crate::copy::{is_column_frozen, is_column_typed};

/// Pairs of a key and a list of one value, of pairs with typed keys and values. What `groupByKey` makes of lists with
/// the same key it makes of these too.
///
/// Values that are objects are refused: the same one may come twice, which one list shows and two lists do not.
pub(crate) fn singletons(pairs: &Column) -> Option<Column> {
    let Column::Tuple { fields, n_rows } = pairs else { return None };
    let [keys, values] = fields.as_slice() else { return None };
    if !Keys::None.takes(keys) || !is_column_typed(values) {
        return None;
    }
    let spans = (0..u32::try_from(*n_rows).ok()?).map(|row| (row, row + 1)).collect();
    let lists = Column::List(ListColumn::new(Rc::new(values.clone()), spans));
    Some(Column::Tuple { fields: vec![keys.clone(), lists], n_rows: *n_rows })
}

/// Puts lists with the same key one after the other, in the order in which keys first come.
#[derive(Default)]
pub(crate) struct GroupFold {
    keys: Keys,
    parts: Vec<Part>,
    n_items: u32,
}

/// Some of the items, in the order of their arrival.
struct Part {
    items: Rc<Column>,
    /// The number of the key of each.
    keys: Vec<u32>,
}

impl GroupFold {
    /// Takes pairs of a key and a list into account; `None`, and nothing has changed, if they are not of a kind known
    /// here.
    pub(crate) fn add(&mut self, input: &Column) -> Option<()> {
        if input.is_empty() {
            return Some(());
        }
        let Column::Tuple { fields, .. } = input else { return None };
        let [keys, Column::List(lists)] = fields.as_slice() else { return None };
        if !self.keys.takes(keys) || !is_column_typed(lists.items()) {
            return None;
        }
        let lists = lists.dense()?;
        self.n_items = self.n_items.checked_add(u32::try_from(lists.items().len()).ok()?)?;
        let numbers = self.keys.numbers(keys);
        self.parts.push(Part::of(&lists, numbers));
        Some(())
    }

    /// What has been taken, as one group for each key.
    pub(crate) fn finish(self) -> Groups {
        Groups { n_keys: self.keys.len(), keys: self.keys.into_column(), parts: self.parts }
    }
}

impl Part {
    /// The items of dense lists whose keys have these numbers.
    fn of(lists: &ListColumn, numbers: Vec<u32>) -> Self {
        let keys = match numbers.len() == lists.items().len() && lists.spans().iter().all(|(a, b)| b - a == 1) {
            true => numbers,
            false => {
                let rows = numbers.iter().zip(lists.spans());
                rows.flat_map(|(&key, (start, end))| std::iter::repeat_n(key, (end - start) as usize)).collect()
            }
        };
        Self { items: Rc::clone(lists.items()), keys }
    }

    /// Those of the items at `picked`.
    fn take(&self, items: &Column, picked: &[u32]) -> Self {
        let keys = picked.iter().filter_map(|&at| self.keys.get(at as usize).copied()).collect();
        Self { items: Rc::new(items.take(picked)), keys }
    }
}

/// Keys, each once, and the items of each.
pub(crate) struct Groups {
    pub(crate) keys: Column,
    n_keys: usize,
    parts: Vec<Part>,
}

impl Groups {
    /// Pairs of a key and a list, as columns; every key must be there only once.
    pub(crate) fn of(pairs: &Column) -> Option<Self> {
        let Column::Tuple { fields, n_rows } = pairs else { return None };
        let [keys, Column::List(lists)] = fields.as_slice() else { return None };
        if !is_column_typed(lists.items()) {
            return None;
        }
        let numbers: Vec<u32> = (0..u32::try_from(*n_rows).ok()?).collect();
        let parts = vec![Part::of(&lists.dense()?, numbers)];
        Some(Self { keys: keys.clone(), n_keys: *n_rows, parts })
    }

    /// Pairs of a key and the list of its items.
    pub(crate) fn into_pairs(self) -> Piece {
        if self.n_keys == 0 {
            return Piece::Column(Rc::default());
        }
        let lists = Column::List(Sorted::by_key(&self.parts, self.n_keys).into_lists());
        let pairs = Rc::new(Column::Tuple { fields: vec![self.keys, lists], n_rows: self.n_keys });
        // Lists among values of other kinds have become objects, of which each must come only once.
        if is_column_frozen(&pairs) { Piece::Column(pairs) } else { Piece::Rest(Box::new(ColumnRows::new(pairs))) }
    }

    /// The values of items that are pairs of a side's number, below `n_sides`, and a value; by side.
    pub(crate) fn sides(&self, n_sides: usize) -> Option<Vec<Sorted>> {
        let mut parts: Vec<Vec<Part>> = (0..n_sides).map(|_| Vec::new()).collect();
        for part in &self.parts {
            let Column::Tuple { fields, .. } = &*part.items else { return None };
            match fields.as_slice() {
                [Column::Const { value: Value::Int(side), .. }, values] => {
                    let side = parts.get_mut(usize::try_from(*side).ok()?)?;
                    side.push(Part { items: Rc::new(values.clone()), keys: part.keys.clone() });
                }
                [Column::Int(sides), values] => {
                    let mut picked: Vec<Vec<u32>> = vec![Vec::new(); n_sides];
                    for (row, &side) in (0_u32..).zip(sides) {
                        picked.get_mut(usize::try_from(side).ok()?)?.push(row);
                    }
                    for (side, picked) in parts.iter_mut().zip(picked).filter(|(_, picked)| !picked.is_empty()) {
                        side.push(part.take(values, &picked));
                    }
                }
                _ => return None,
            }
        }
        let sides: Vec<Sorted> = parts.iter().map(|parts| Sorted::by_key(parts, self.n_keys)).collect();
        sides.iter().all(|side| is_column_frozen(&side.items)).then_some(sides)
    }
}

/// The groups of a partition, for whoever does without lists of their items.
pub(crate) struct GroupedChunks(pub(crate) Option<Groups>);

impl Chunks for GroupedChunks {
    fn next(&mut self, _: &mut CallCx) -> Result<Option<Piece>, Raised> {
        Ok(self.0.take().map(Groups::into_pairs))
    }
    fn take_groups(&mut self) -> Option<Groups> {
        self.0.take()
    }
}

/// Items and, key after key, where they are.
pub(crate) struct Sorted {
    /// In the order of their arrival.
    pub(crate) items: Rc<Column>,
    /// Places in `items`: those of the first key, those of the second, … each in the order of arrival.
    order: Vec<u32>,
    /// Where the places of each key end in `order`.
    ends: Vec<u32>,
}

impl Sorted {
    fn by_key(parts: &[Part], n_keys: usize) -> Self {
        let mut ends = vec![0_u32; n_keys];
        for key in parts.iter().flat_map(|part| &part.keys) {
            if let Some(n) = ends.get_mut(*key as usize) {
                *n += 1;
            }
        }
        let mut n_before = 0;
        for end in &mut ends {
            n_before += std::mem::replace(end, n_before);
        }
        // From here on, for each key, where its next place goes.
        let mut order = vec![0; n_before as usize];
        for (at, key) in (0_u32..).zip(parts.iter().flat_map(|part| &part.keys)) {
            let Some(next) = ends.get_mut(*key as usize) else { continue };
            if let Some(place) = order.get_mut(*next as usize) {
                *place = at;
            }
            *next += 1;
        }
        let items: Vec<Rc<Column>> = parts.iter().map(|part| Rc::clone(&part.items)).collect();
        Self { items: concat(&items), order, ends }
    }

    /// The places in [`Sorted::items`] of each key.
    pub(crate) fn places(&self) -> impl Iterator<Item = &[u32]> {
        let mut begin = 0;
        self.ends.iter().map(move |&end| {
            let places = self.order.get(begin as usize..end as usize).unwrap_or_default();
            begin = end;
            places
        })
    }

    /// The items of each key as a list.
    pub(crate) fn into_lists(self) -> ListColumn {
        let mut begin = 0;
        let spans = self.ends.iter().map(|&end| (std::mem::replace(&mut begin, end), end)).collect();
        ListColumn::new(Rc::new(self.items.take(&self.order)), spans)
    }
}
