//! `Version`: the pairs of a partition as they were after one batch.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use value::{CallCx, Callable, Column, Value};

use super::keys::{Key, Keys, can_be_key};
use crate::copy::is_frozen;

/// Pairs that nobody can change. A version costs what makes it differ from the next one.
pub(crate) struct Version {
    ledger: Rc<RefCell<Ledger>>,
    /// Its place in the order of the ledger's versions.
    number: u64,
    n_slots: u32,
    n_keys: usize,
    pub(crate) rest: Rest,
}

/// Which values stay as they are as long as their keys get no new ones.
#[derive(Default)]
pub(crate) struct Rest {
    /// The function that this is about; `None`: nothing is known about any.
    pub(crate) function: Option<Rc<dyn Callable>>,
    /// Slots of which it is not known, ascending.
    pub(crate) unsettled: Vec<u32>,
}

/// What all versions share: keys and the latest values by slot, and how to get from there to older ones.
#[derive(Default)]
struct Ledger {
    keys: Keys,
    /// `None` where a key has been removed.
    values: Vec<Value>,
    latest: u64,
    /// Older versions that somebody has, the oldest first.
    past: VecDeque<Past>,
}

/// What one version has otherwise than the next one that somebody has.
struct Past {
    number: u64,
    /// The first value of a slot counts.
    undo: Vec<(u32, Value)>,
}

/// What a batch makes of a version.
#[derive(Default)]
pub(crate) struct Changes {
    /// Slots with their new values, `None` where the key goes.
    pub(crate) changed: Vec<(u32, Value)>,
    /// Keys that come, and their values in the same order; those without a value do not come.
    pub(crate) keys: Keys,
    pub(crate) values: Vec<Value>,
}

impl Changes {
    /// Whether there is nothing in the values that could be changed later.
    pub(crate) fn is_frozen(&self) -> bool {
        self.changed.iter().all(|(_, value)| is_frozen(value)) && self.values.iter().all(is_frozen)
    }
}

impl Drop for Version {
    fn drop(&mut self) {
        if let Ok(mut ledger) = self.ledger.try_borrow_mut() {
            ledger.release(self.number);
        }
    }
}

impl Version {
    /// Pairs of different keys; `None` if some cannot be kept here.
    pub(crate) fn of_pairs(pairs: &Column, cx: &mut CallCx) -> Option<Rc<Self>> {
        let mut ledger = Ledger::default();
        for pair in pairs.iter() {
            let Value::Tuple(items) = &pair else { return None };
            let [key, value] = &**items else { return None };
            if !is_frozen(value) {
                return None;
            }
            if !can_be_key(key) {
                return None;
            }
            let key = Key::of(key);
            ledger.keys.push(key, key.hash(cx));
            ledger.values.push(value.clone());
        }
        Some(Self::first(ledger, Rest::default()))
    }

    fn first(ledger: Ledger, rest: Rest) -> Rc<Self> {
        let n_keys = ledger.values.iter().filter(|value| !matches!(value, Value::None)).count();
        let (n_slots, number) = (ledger.values.len() as u32, ledger.latest);
        Rc::new(Self { ledger: Rc::new(RefCell::new(ledger)), number, n_slots, n_keys, rest })
    }

    /// The same, with what is known of its values. Nobody must have it yet.
    pub(crate) fn with_rest(mut self: Rc<Self>, rest: impl FnOnce(&Self) -> Rest) -> Rc<Self> {
        let rest = rest(&self);
        if let Some(version) = Rc::get_mut(&mut self) {
            version.rest = rest;
        }
        self
    }

    /// How many pairs there are.
    pub(crate) fn len(&self) -> usize {
        self.n_keys
    }

    /// Keys are in the order of slots; those from here on belong to later versions.
    pub(crate) fn n_slots(&self) -> u32 {
        self.n_slots
    }

    /// The version to go on from: this one, or a copy if others have gone on from it, or if many keys have gone.
    pub(crate) fn to_go_on_from(self: &Rc<Self>, cx: &mut CallCx) -> Rc<Self> {
        let n_gone = (self.n_slots as usize).saturating_sub(self.n_keys);
        if self.is_latest() && n_gone <= self.n_keys.max(MIN_GONE) {
            return Rc::clone(self);
        }
        let (slots, values) = self.live();
        let mut ledger = Ledger::default();
        {
            let old = self.ledger.borrow();
            for &slot in &slots {
                let key = old.keys.get(slot);
                let key = Key::of(&key);
                ledger.keys.push(key, key.hash(cx));
            }
        }
        ledger.values = values;
        let moved = self.rest.unsettled.iter().filter_map(|slot| slots.binary_search(slot).ok());
        let rest = Rest { function: self.rest.function.clone(), unsettled: moved.map(|at| at as u32).collect() };
        Self::first(ledger, rest)
    }

    fn is_latest(&self) -> bool {
        self.ledger.borrow().latest == self.number
    }

    /// The slots that have a value, and their values.
    pub(crate) fn live(&self) -> (Vec<u32>, Vec<Value>) {
        let (mut slots, mut values) = (Vec::with_capacity(self.n_keys), Vec::with_capacity(self.n_keys));
        let overlay = self.overlay();
        self.each_from(0, &overlay, |slot, value| {
            slots.push(slot);
            values.push(value.clone());
            true
        });
        (slots, values)
    }

    /// What this version has otherwise than the latest one, by slot.
    pub(super) fn overlay(&self) -> Overlay {
        let ledger = self.ledger.borrow();
        let newer = ledger.past.iter().filter(|past| past.number >= self.number);
        let mut values: Vec<(u32, Value)> =
            if self.number == ledger.latest { Vec::new() } else { newer.flat_map(|past| past.undo.clone()).collect() };
        keep_first(&mut values);
        Overlay { of: ledger.latest, values }
    }

    /// Whether an overlay still says it: the ledger may have gone on.
    pub(super) fn is_current(&self, overlay: &Overlay) -> bool {
        self.ledger.borrow().latest == overlay.of
    }

    /// Hands on pairs from a slot on, as long as `found` wants more; gives the slot to go on from.
    pub(super) fn each_from(&self, slot: u32, overlay: &Overlay, mut found: impl FnMut(u32, &Value) -> bool) -> u32 {
        let ledger = self.ledger.borrow();
        let mut other = overlay.values.iter().skip(overlay.values.partition_point(|(at, _)| *at < slot)).peekable();
        for at in slot..self.n_slots {
            let value = match other.next_if(|(known, _)| *known == at) {
                Some((_, value)) => value,
                None => ledger.values.get(at as usize).unwrap_or(&Value::None),
            };
            if !matches!(value, Value::None) && !found(at, value) {
                return at + 1;
            }
        }
        self.n_slots
    }

    /// The value in a slot of the latest version; `None` if the key is gone.
    pub(crate) fn latest_value(&self, slot: u32) -> Value {
        self.ledger.borrow().values.get(slot as usize).cloned().unwrap_or_default()
    }

    pub(crate) fn key(&self, slot: u32) -> Value {
        self.ledger.borrow().keys.get(slot)
    }

    pub(super) fn keys(&self, slots: &[u32]) -> Column {
        self.ledger.borrow().keys.column(slots)
    }

    /// The slot of each key of a column, of the latest version. Keys that are not there get the next numbers, in the
    /// order of `new`, to which they are added.
    pub(crate) fn number(&self, keys: &Column, new: &mut Keys, numbers: &mut Vec<u32>, cx: &mut CallCx) {
        self.ledger.borrow().keys.number(keys, new, self.n_slots, numbers, cx);
    }

    /// The next version. This one must be one to go on from.
    pub(crate) fn changed(self: &Rc<Self>, changes: Changes, rest: Rest, cx: &mut CallCx) -> Rc<Self> {
        let mut ledger = self.ledger.borrow_mut();
        let mut n_keys = self.n_keys;
        let mut undo = Vec::with_capacity(changes.changed.len());
        for (slot, value) in changes.changed {
            if matches!(value, Value::None) {
                ledger.keys.forget(slot, cx);
                n_keys -= 1;
            }
            if let Some(place) = ledger.values.get_mut(slot as usize) {
                undo.push((slot, std::mem::replace(place, value)));
            }
        }
        n_keys += changes.values.iter().filter(|value| !matches!(value, Value::None)).count();
        ledger.add(changes.keys, changes.values, cx);
        ledger.past.push_back(Past { number: self.number, undo });
        ledger.latest += 1;
        let (n_slots, number) = (ledger.values.len() as u32, ledger.latest);
        Rc::new(Self { ledger: Rc::clone(&self.ledger), number, n_slots, n_keys, rest })
    }
}

/// So many keys may have gone before they are cleared away, at least.
const MIN_GONE: usize = 1024;

/// What a version has otherwise than the latest one.
#[derive(Default)]
pub(super) struct Overlay {
    /// The latest version when this was made.
    of: u64,
    /// By slot, ascending.
    values: Vec<(u32, Value)>,
}

fn keep_first(values: &mut Vec<(u32, Value)>) {
    values.sort_by_key(|(slot, _)| *slot);
    values.dedup_by_key(|(slot, _)| *slot);
}

impl Ledger {
    fn add(&mut self, keys: Keys, values: Vec<Value>, cx: &mut CallCx) {
        if self.values.is_empty() && self.keys.len() == 0 {
            self.keys = keys;
            for (number, _) in (0u32..).zip(&values).filter(|(_, value)| matches!(value, Value::None)) {
                self.keys.forget(number, cx);
            }
        } else {
            for (number, value) in (0u32..).zip(&values) {
                let key = keys.get(number);
                let key = Key::of(&key);
                match value {
                    Value::None => self.keys.push_forgotten(key),
                    _ => drop(self.keys.push(key, key.hash(cx))),
                }
            }
        }
        self.values.extend(values);
    }

    /// Nobody has a version any more: what it knew is left to the one before, if somebody has that.
    fn release(&mut self, number: u64) {
        let Ok(at) = self.past.binary_search_by_key(&number, |past| past.number) else { return };
        let Some(released) = self.past.remove(at) else { return };
        if let Some(before) = at.checked_sub(1).and_then(|at| self.past.get_mut(at)) {
            before.undo.extend(released.undo);
            if before.undo.len() > 2 * self.values.len() {
                keep_first(&mut before.undo);
            }
        }
    }
}
