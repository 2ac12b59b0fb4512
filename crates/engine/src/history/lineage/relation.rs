//! `Relation`: which records of an input belong to which of the RDD that is made of it.

use std::rc::Rc;

use plan::{Ancestry, Argument, KeyOf};
use value::equality::eq;
use value::{CallCx, Callable, KeyMap, Raised, Value};

use super::rows::RowSet;
use crate::copy::fresh;
use crate::history::Cell;
use crate::language::Language;
use crate::records::{items_of, unpack_pair};

/// What is found for some records.
#[derive(Clone, Debug)]
pub(super) struct Related {
    pub rows: RowSet,
    pub is_exact: bool,
    pub is_complete: bool,
}

impl Default for Related {
    fn default() -> Self {
        Self { rows: RowSet::default(), is_exact: true, is_complete: true }
    }
}

/// Between the RDD of an input and an RDD that is made of it.
pub(super) struct Relation<'a> {
    child: &'a Cell,
    parent: &'a Cell,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Any,
    All,
    Partition,
    /// Places in the input's partition, of which each is that many records further down.
    Same,
    Kept,
    Expanded {
        function: Rc<dyn Callable>,
        argument: Argument,
        language: &'a Rc<dyn Language>,
    },
    Key(KeyOf),
    /// The input is on this side of a join.
    Joined(usize),
    /// The input's partitions stand in the RDD from this one on.
    InARow(usize),
    /// Each of the input's partitions stands at the end of, or in, the same one, after so many records.
    Stacked(Vec<usize>),
    /// Somewhere.
    Moved,
}

/// Which end of the relation is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Parent,
    Child,
}

impl<'a> Relation<'a> {
    pub fn new(child: &'a Cell, parent: &'a Cell, ancestry: Ancestry, input_idx: usize) -> Self {
        let kind = match ancestry {
            Ancestry::Any | Ancestry::Nothing | Ancestry::Expanded { .. } => Kind::Any,
            Ancestry::All => Kind::All,
            Ancestry::Partition => Kind::Partition,
            Ancestry::Same => Kind::Same,
            Ancestry::Kept => Kind::Kept,
            Ancestry::Key(key) => Kind::Key(key),
            Ancestry::State => Kind::Key(KeyOf::Pair),
            Ancestry::Joined => Kind::Joined(input_idx),
            Ancestry::Moved => Kind::Moved,
        };
        Self { child, parent, kind }
    }

    /// A state and the state before it.
    pub fn of_state(child: &'a Cell, parent: &'a Cell) -> Self {
        Self { child, parent, kind: Kind::Key(KeyOf::Pair) }
    }

    pub fn expanded(
        child: &'a Cell,
        parent: &'a Cell,
        function: Rc<dyn Callable>,
        argument: Argument,
        language: &'a Rc<dyn Language>,
    ) -> Self {
        Self { child, parent, kind: Kind::Expanded { function, argument, language } }
    }

    /// The input is one of several that stand one after the other; `before` are those before it.
    pub fn in_a_row(child: &'a Cell, parent: &'a Cell, before: &[&Cell]) -> Self {
        let n_before: usize = before.iter().map(|cell| cell.partitions.len()).sum();
        let n_partitions = child.partitions.len();
        let is_alike = |cell: &&Cell| cell.partitions.is_empty() || cell.partitions.len() == n_partitions;
        let kind = if n_before + parent.partitions.len() <= n_partitions {
            Kind::InARow(n_before)
        } else if before.iter().all(is_alike) && is_alike(&parent) {
            let n_rows = |partition: usize| -> usize {
                before.iter().filter_map(|cell| cell.partitions.get(partition)).map(|view| view.n_rows).sum()
            };
            Kind::Stacked((0..n_partitions).map(n_rows).collect())
        } else {
            Kind::Moved
        };
        Self { child, parent, kind }
    }

    /// The records of the input that these are made of.
    pub fn parents_of(&self, rows: &RowSet, cx: &mut CallCx) -> Related {
        self.related(rows, End::Parent, cx)
    }

    /// The records that are made of these of the input.
    pub fn children_of(&self, rows: &RowSet, cx: &mut CallCx) -> Related {
        self.related(rows, End::Child, cx)
    }

    fn related(&self, rows: &RowSet, wanted: End, cx: &mut CallCx) -> Related {
        let mut found = self.find(rows, wanted, cx).unwrap_or_else(|_: Raised| {
            // What raises when it is asked again tells nothing: then any of them may be meant.
            let rows = all_rows(self.cell(wanted));
            Related { rows, is_exact: false, is_complete: true }
        });
        found.rows.settle();
        let cell = self.cell(wanted);
        let is_whole = cell.partitions.iter().all(|view| view.is_complete && view.n_rows == view.rows.len());
        let is_settled = match self.kind {
            // Of a record with a place of its own it is known whether it is out of sight.
            Kind::Same | Kind::InARow(_) | Kind::Stacked(_) => true,
            // Each is made of one, which was found.
            Kind::Kept | Kind::Expanded { .. } => wanted == End::Parent && found.is_exact,
            _ => false,
        };
        found.is_complete &= is_whole || is_settled;
        found
    }

    fn cell(&self, end: End) -> &'a Cell {
        match end {
            End::Parent => self.parent,
            End::Child => self.child,
        }
    }

    fn find(&self, rows: &RowSet, wanted: End, cx: &mut CallCx) -> Result<Related, Raised> {
        let cell = self.cell(wanted);
        let exact = |rows: RowSet| Related { rows, ..Related::default() };
        Ok(match &self.kind {
            Kind::Any => Related { rows: all_rows(cell), is_exact: false, is_complete: true },
            Kind::All => exact(all_rows(cell)),
            Kind::Partition => exact(rows_of_partitions(cell, rows)),
            Kind::Same => self.shifted(rows, wanted, 0, &[]),
            Kind::InARow(first) => self.shifted(rows, wanted, *first, &[]),
            Kind::Stacked(above) => self.shifted(rows, wanted, 0, above),
            Kind::Kept => self.through_places(rows, wanted, cx, Self::kept_places)?,
            Kind::Expanded { function, argument, language } => {
                let worker = {
                    let sent = language.pickle(function, cx)?;
                    language.unpickle_all(&[sent], cx)?.pop()
                };
                let Some(worker) = worker else { return Ok(Related { is_exact: false, ..exact(all_rows(cell)) }) };
                self.through_places(rows, wanted, cx, |relation, partition, cx| {
                    relation.expanded_places(partition, &*worker, *argument, language, cx)
                })?
            }
            Kind::Key(key) => exact(self.by_key(rows, wanted, *key, cx)?),
            Kind::Joined(side) => exact(self.joined(rows, wanted, *side, cx)?),
            Kind::Moved => self.alike(rows, wanted, cx)?,
        })
    }

    /// Records whose places tell which they are.
    fn shifted(&self, rows: &RowSet, wanted: End, first_partition: usize, above: &[usize]) -> Related {
        let mut found = Related::default();
        for (partition, row) in rows.iter() {
            let place = match wanted {
                End::Parent => partition.checked_sub(first_partition).and_then(|to| {
                    let above = above.get(partition).copied().unwrap_or(0);
                    Some((to, row.checked_sub(above)?))
                }),
                End::Child => {
                    let to = partition + first_partition;
                    Some((to, row + above.get(to).copied().unwrap_or(0)))
                }
            };
            let Some((to, row)) = place else { continue };
            match self.cell(wanted).partitions.get(to) {
                Some(view) if row < view.rows.len() => found.rows.push(to, row),
                Some(view) if row < view.n_rows => found.is_complete = false,
                _ => {}
            }
        }
        found
    }

    /// Records of a partition whose parents stand in the same one; `places` has the parent of each child in order,
    /// or nothing if that cannot be told.
    fn through_places(
        &self,
        rows: &RowSet,
        wanted: End,
        cx: &mut CallCx,
        mut places: impl FnMut(&Self, usize, &mut CallCx) -> Result<Option<Vec<usize>>, Raised>,
    ) -> Result<Related, Raised> {
        let mut found = Related::default();
        for (partition, asked) in rows.partitions() {
            match (places(self, partition, cx)?, wanted) {
                (Some(places), End::Parent) => {
                    found.rows.extend(partition, asked.iter().filter_map(|&child| places.get(child).copied()));
                }
                (Some(places), End::Child) => {
                    let is_asked = |parent: &usize| asked.binary_search(parent).is_ok();
                    let children = (0..).zip(&places).filter(|(_, parent)| is_asked(parent)).map(|(child, _)| child);
                    found.rows.extend(partition, children);
                }
                (None, _) => {
                    let n_rows = self.cell(wanted).partitions.get(partition).map_or(0, |view| view.rows.len());
                    found.rows.extend(partition, 0..n_rows);
                    found.is_exact = false;
                }
            }
        }
        Ok(found)
    }

    /// For each record that a filter kept, its place before: equal records are kept together or not at all.
    /// Nothing if the records are not among those before in their order.
    fn kept_places(&self, partition: usize, cx: &mut CallCx) -> Result<Option<Vec<usize>>, Raised> {
        let (children, parents) = (rows_of(self.child, partition), rows_of(self.parent, partition));
        let mut places = Vec::with_capacity(children.len());
        let mut parents = parents.iter().enumerate();
        for child in &children {
            for (place, parent) in parents.by_ref() {
                if is_alike(child, parent, cx)? {
                    places.push(place);
                    break;
                }
            }
        }
        Ok((places.len() == children.len()).then_some(places))
    }

    /// For each record that a function made among others, the place of the record that it was called with; nothing if
    /// the function does not make the same records again.
    fn expanded_places(
        &self,
        partition: usize,
        function: &dyn Callable,
        argument: Argument,
        language: &Rc<dyn Language>,
        cx: &mut CallCx,
    ) -> Result<Option<Vec<usize>>, Raised> {
        let children = rows_of(self.child, partition);
        let mut places = Vec::with_capacity(children.len());
        for (place, parent) in rows_of(self.parent, partition).iter().enumerate() {
            if places.len() == children.len() && !self.is_whole_child(partition) {
                break;
            }
            let parent = fresh(parent, &**language, cx)?;
            let (key, argument) = match argument {
                Argument::Record => (None, parent),
                Argument::Value => {
                    let (key, value) = unpack_pair(&parent, cx)?;
                    (Some(key), value)
                }
            };
            let made = function.call(&[argument], cx)?;
            for item in items_of(&made, cx)? {
                let made = match &key {
                    Some(key) => Value::pair(key.clone(), item),
                    None => item,
                };
                match children.get(places.len()) {
                    Some(child) if is_alike(child, &made, cx)? => places.push(place),
                    None if !self.is_whole_child(partition) => break,
                    _ => return Ok(None),
                }
            }
        }
        Ok((places.len() == children.len()).then_some(places))
    }

    fn is_whole_child(&self, partition: usize) -> bool {
        let view = self.child.partitions.get(partition);
        view.is_some_and(|view| view.is_complete && view.rows.len() == view.n_rows)
    }

    fn by_key(&self, rows: &RowSet, wanted: End, key: KeyOf, cx: &mut CallCx) -> Result<RowSet, Raised> {
        let (asked_key, wanted_key) = match wanted {
            End::Parent => (KeyOf::Pair, key),
            End::Child => (key, KeyOf::Pair),
        };
        let asked_cell = self.cell(if wanted == End::Parent { End::Child } else { End::Parent });
        let mut keys: KeyMap<()> = KeyMap::default();
        for record in records(asked_cell, rows) {
            keys.insert(key_of(&record, asked_key, cx)?, (), cx)?;
        }
        self.where_(wanted, cx, |record, cx| keys.contains(&key_of(record, wanted_key, cx)?, cx))
    }

    /// Records of a join `(key, (left, right))` and those of its sides `(key, left)` and `(key, right)`.
    fn joined(&self, rows: &RowSet, wanted: End, side: usize, cx: &mut CallCx) -> Result<RowSet, Raised> {
        let of_child = |record: &Value, cx: &mut CallCx| -> Result<(Value, Value), Raised> {
            let (key, values) = unpack_pair(record, cx)?;
            let (left, right) = unpack_pair(&values, cx)?;
            Ok((key, if side == 0 { left } else { right }))
        };
        let of_parent = |record: &Value, cx: &mut CallCx| unpack_pair(record, cx);
        let pair = |record: &Value, is_child: bool, cx: &mut CallCx| match is_child {
            true => of_child(record, cx),
            false => of_parent(record, cx),
        };
        let asked_is_child = wanted == End::Parent;
        let asked_cell = if asked_is_child { self.child } else { self.parent };
        let mut pairs: KeyMap<Vec<Value>> = KeyMap::default();
        for record in records(asked_cell, rows) {
            let (key, value) = pair(&record, asked_is_child, cx)?;
            let mut values = pairs.get(&key, cx)?.cloned().unwrap_or_default();
            values.push(value);
            pairs.insert(key, values, cx)?;
        }
        self.where_(wanted, cx, |record, cx| {
            let (key, value) = pair(record, !asked_is_child, cx)?;
            let Some(values) = pairs.get(&key, cx)? else { return Ok(false) };
            for other in values {
                if is_alike(other, &value, cx)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Records that are alike: the very ones, unless there are several.
    fn alike(&self, rows: &RowSet, wanted: End, cx: &mut CallCx) -> Result<Related, Raised> {
        let asked_cell = self.cell(if wanted == End::Parent { End::Child } else { End::Parent });
        let asked = records(asked_cell, rows);
        let found = self.where_(wanted, cx, |record, cx| {
            for other in &asked {
                if is_alike(other, record, cx)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        Ok(Related { is_exact: found.len() <= asked.len(), rows: found, is_complete: true })
    }

    /// The records of one end that the condition is true of.
    fn where_(
        &self,
        wanted: End,
        cx: &mut CallCx,
        mut is_meant: impl FnMut(&Value, &mut CallCx) -> Result<bool, Raised>,
    ) -> Result<RowSet, Raised> {
        let cell = self.cell(wanted);
        let mut found = RowSet::default();
        for partition in 0..cell.partitions.len() {
            for (row, record) in rows_of(cell, partition).iter().enumerate() {
                if is_meant(record, cx)? {
                    found.push(partition, row);
                }
            }
        }
        Ok(found)
    }
}

fn rows_of(cell: &Cell, partition: usize) -> Vec<Value> {
    cell.rows(partition, 0..usize::MAX)
}

fn records(cell: &Cell, rows: &RowSet) -> Vec<Value> {
    rows.iter().flat_map(|(partition, row)| cell.rows(partition, row..row + 1)).collect()
}

fn all_rows(cell: &Cell) -> RowSet {
    let mut rows = RowSet::default();
    for (partition, view) in cell.partitions.iter().enumerate() {
        rows.extend(partition, 0..view.rows.len());
    }
    rows.settle();
    rows
}

fn rows_of_partitions(cell: &Cell, like: &RowSet) -> RowSet {
    let mut rows = RowSet::default();
    for (partition, _) in like.partitions() {
        rows.extend(partition, 0..cell.partitions.get(partition).map_or(0, |view| view.rows.len()));
    }
    rows
}

fn key_of(record: &Value, key: KeyOf, cx: &mut CallCx) -> Result<Value, Raised> {
    match key {
        KeyOf::Pair => Ok(unpack_pair(record, cx)?.0),
        KeyOf::Record => Ok(record.clone()),
    }
}

/// Whether nobody could tell one from the other; unlike `==`, which says that `1` is `True` and that NaN is not NaN.
pub fn is_alike(a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    Ok(a.is_same(b) || (a.type_name() == b.type_name() && eq(a, b, cx)?))
}
