//! `Touched`: the keys of a state that a batch has values for, in the order in which the state has them.

use std::ops::Range;
use std::rc::Rc;

use value::{CallCx, Column, Value};

use super::hand_over::Handed;
use super::ledger::keys::Keys;
use super::ledger::version::{Changes, Rest, Version};
use crate::observer::StateRow;

pub(crate) struct Touched<'a> {
    handed: &'a Handed,
    /// At which of the batch's rows each piece begins.
    begins: Vec<usize>,
    /// To go on from.
    state: Rc<Version>,
    /// Keys that are new: their slots come after those of the state.
    new: Keys,
    /// The rows of the batch by slot, and in their order: slot and row.
    rows: Vec<(u32, u32)>,
}

/// What is shown of an update, with its slot.
pub(crate) type Notes = Vec<(u32, StateRow)>;

impl<'a> Touched<'a> {
    pub(crate) fn of(handed: &'a Handed, cx: &mut CallCx) -> Self {
        let state = handed.state.to_go_on_from(cx);
        let (mut new, mut slots) = (Keys::default(), Vec::new());
        let mut begins = Vec::with_capacity(handed.pieces.len());
        for [keys, _] in &handed.pieces {
            begins.push(slots.len());
            state.number(keys, &mut new, &mut slots, cx);
        }
        let mut rows: Vec<u64> = slots.into_iter().zip(0u64..).map(|(slot, row)| u64::from(slot) << 32 | row).collect();
        rows.sort_unstable();
        let rows = rows.into_iter().map(|row| ((row >> 32) as u32, row as u32)).collect();
        Self { handed, begins, state, new, rows }
    }

    pub(crate) fn state(&self) -> &Rc<Version> {
        &self.state
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// The slots, each with its rows.
    fn groups(&self) -> impl Iterator<Item = (u32, Range<usize>)> + '_ {
        let mut begin = 0;
        self.rows.chunk_by(|(a, _), (b, _)| a == b).map(move |group| {
            let rows = begin..begin + group.len();
            begin = rows.end;
            (group.first().map_or(0, |(slot, _)| *slot), rows)
        })
    }

    /// The touched slots and `others`, which are ascending too, each with its rows.
    pub(crate) fn visits(&self, others: &[u32]) -> Vec<(u32, Range<usize>)> {
        let mut visits = Vec::with_capacity(others.len());
        let mut others = others.iter().copied().peekable();
        for (slot, rows) in self.groups() {
            while let Some(other) = others.next_if(|other| *other < slot) {
                visits.push((other, 0..0));
            }
            others.next_if_eq(&slot);
            visits.push((slot, rows));
        }
        visits.extend(others.map(|other| (other, 0..0)));
        visits
    }

    /// The new values of a key.
    pub(crate) fn values(&self, rows: &Range<usize>) -> Vec<Value> {
        let rows = self.rows.get(rows.clone()).unwrap_or_default();
        rows.iter().map(|(_, row)| self.value(*row as usize)).collect()
    }

    fn value(&self, row: usize) -> Value {
        // Pieces without rows begin where the next one does, so the last that begins there has the row.
        let piece = self.begins.partition_point(|begin| *begin <= row).saturating_sub(1);
        match (self.handed.pieces.get(piece), self.begins.get(piece)) {
            (Some([_, values]), Some(begin)) => values.get(row - begin),
            _ => Value::None,
        }
    }

    /// A key that is there or comes.
    pub(crate) fn key(&self, slot: u32) -> Value {
        match slot.checked_sub(self.state.n_slots()) {
            None => self.state.key(slot),
            Some(place) => self.new.get(place),
        }
    }

    /// The values of all rows, if they are whole numbers.
    fn numbers(&self) -> Option<Vec<i64>> {
        let mut numbers = Vec::with_capacity(self.rows.len());
        for [_, values] in &self.handed.pieces {
            match values {
                Column::Int(rows) => numbers.extend_from_slice(rows),
                Column::Const { value: Value::Int(number), n_rows } => numbers.resize(numbers.len() + n_rows, *number),
                Column::Any(rows) => {
                    for row in rows {
                        let Value::Int(number) = row else { return None };
                        numbers.push(*number);
                    }
                }
                _ => return None,
            }
        }
        Some(numbers)
    }

    /// What a running sum makes of it, if all are whole numbers that stay small.
    pub(crate) fn sums(&self, is_watched: bool) -> Option<(Changes, Notes)> {
        let numbers = self.numbers()?;
        let (mut changes, mut notes) = (Changes::default(), Notes::new());
        let n_slots = self.state.n_slots();
        for (slot, rows) in self.groups() {
            let old = if slot < n_slots { self.state.latest_value(slot) } else { Value::None };
            let mut sum = match &old {
                Value::Int(number) => *number,
                Value::None if slot >= n_slots => 0,
                _ => return None,
            };
            for (_, row) in self.rows.get(rows.clone())? {
                sum = sum.checked_add(*numbers.get(*row as usize)?)?;
            }
            let new = Value::Int(sum);
            if is_watched {
                let new_values = self.values(&rows);
                notes.push((slot, StateRow { key: self.key(slot), old, new_values, new: new.clone() }));
            }
            match slot < n_slots {
                true => changes.changed.push((slot, new)),
                false => changes.values.push(new),
            }
        }
        Some((changes, notes))
    }

    /// `(key, (new_values, old))` for every key of the state and of the batch.
    pub(crate) fn records(&self) -> Vec<Value> {
        let (slots, olds) = self.state.live();
        let mut olds = olds.into_iter();
        let record = |(slot, rows): (u32, Range<usize>)| {
            let old = if slot < self.state.n_slots() { olds.next().unwrap_or_default() } else { Value::None };
            Value::pair(self.key(slot), Value::pair(Value::list(self.values(&rows)), old))
        };
        self.visits(&slots).into_iter().map(record).collect()
    }

    /// The state with the changes.
    pub(crate) fn into_version(self, changes: Changes, rest: Rest, cx: &mut CallCx) -> Rc<Version> {
        self.state.changed(Changes { keys: self.new, ..changes }, rest, cx)
    }

    /// All pairs with the changes.
    pub(crate) fn into_pairs(self, changes: Changes) -> Vec<Value> {
        let (slots, mut values) = self.state.live();
        for (slot, value) in changes.changed {
            if let Some(place) = slots.binary_search(&slot).ok().and_then(|at| values.get_mut(at)) {
                *place = value;
            }
        }
        let all = slots.into_iter().zip(values).chain((self.state.n_slots()..).zip(changes.values));
        all.filter(|(_, value)| !matches!(value, Value::None))
            .map(|(slot, value)| Value::pair(self.key(slot), value))
            .collect()
    }
}
