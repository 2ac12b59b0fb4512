//! `SetTable`: a set whose iteration order is CPython's own.
//!
//! The order in which a set is printed and looped over follows from the positions of its keys in an open-addressing
//! table. Hashes are the same in every run here, so the order is too, and programs show it.
//!
//! Source: the behaviour of set objects in CPython 3.11 (probing, growth, deletion), checked against recorded runs.

use crate::context::CallCx;
use crate::hash::py_hash;
use crate::probe::{Match, Probe, compare_now};
use crate::raised::Raised;
use crate::value::Value;

/// Entries looked at after the first one before jumping elsewhere.
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
const MIN_SIZE: usize = 8;

#[derive(Clone, Default)]
enum Slot {
    #[default]
    Unused,
    /// A removed key was here: searches go on past it.
    Removed,
    Used(i64, Value),
}

/// The keys of a set or frozenset, in the positions that CPython gives them.
#[derive(Clone, Default)]
pub struct SetTable {
    slots: Vec<Slot>,
    /// Slots that are not unused.
    n_filled: usize,
    n_live: usize,
    /// Where the next `pop` begins to look.
    finger: usize,
}

impl SetTable {
    pub fn len(&self) -> usize {
        self.n_live
    }

    pub fn is_empty(&self) -> bool {
        self.n_live == 0
    }

    /// Number of table positions, for iteration by position while the set may change.
    pub fn n_slots(&self) -> usize {
        self.slots.len()
    }

    /// The key at a table position, if one is there.
    pub fn at(&self, slot: usize) -> Option<&Value> {
        match self.slots.get(slot)? {
            Slot::Used(_, key) => Some(key),
            _ => None,
        }
    }

    /// The keys, in iteration order.
    pub fn keys(&self) -> impl Iterator<Item = &Value> {
        self.hashed_keys().map(|(_, key)| key)
    }

    /// The keys with their hashes, in iteration order.
    pub fn hashed_keys(&self) -> impl Iterator<Item = (i64, &Value)> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Used(hash, key) => Some((*hash, key)),
            _ => None,
        })
    }

    fn size(&self) -> usize {
        self.slots.len().max(MIN_SIZE)
    }

    fn mask(&self) -> usize {
        self.size() - 1
    }

    /// Looks for `key` without running user code; see [`Probe`].
    pub(crate) fn probe(&self, hash: i64, key: &Value) -> Probe {
        let mut candidates = Vec::new();
        if self.slots.is_empty() {
            return Probe::Absent;
        }
        for at in Probing::new(hash, self.mask()) {
            match &self.slots[at] {
                Slot::Unused => break,
                Slot::Used(other_hash, other) if *other_hash == hash => match compare_now(other, key) {
                    Match::Equal => return Probe::Found(at).after(candidates),
                    Match::Different => {}
                    Match::Unknown => candidates.push((at, other.clone())),
                },
                _ => {}
            }
        }
        Probe::Absent.after(candidates)
    }

    /// Puts a key that is known to be absent where CPython puts it: over the last removed key that the search for it
    /// passes, else into the first unused place.
    pub fn push_new(&mut self, hash: i64, key: Value) {
        if self.slots.is_empty() {
            self.slots.resize(MIN_SIZE, Slot::Unused);
        }
        let mut removed = None;
        for at in Probing::new(hash, self.mask()) {
            match self.slots[at] {
                Slot::Unused => {
                    self.n_filled += usize::from(removed.is_none());
                    self.slots[removed.unwrap_or(at)] = Slot::Used(hash, key);
                    break;
                }
                Slot::Removed => removed = Some(at),
                Slot::Used(..) => {}
            }
        }
        self.n_live += 1;
        if removed.is_none() && self.n_filled * 5 >= self.mask() * 3 {
            self.resize(self.growth());
        }
    }

    fn growth(&self) -> usize {
        if self.n_live > 50_000 { self.n_live * 2 } else { self.n_live * 4 }
    }

    /// Moves the keys into a table with more than `min_used` places.
    fn resize(&mut self, min_used: usize) {
        let mut size = MIN_SIZE;
        while size <= min_used {
            size <<= 1;
        }
        let old = std::mem::replace(&mut self.slots, vec![Slot::Unused; size]);
        self.n_filled = self.n_live;
        for slot in old {
            if let Slot::Used(hash, key) = slot {
                self.place(hash, key);
            }
        }
    }

    /// Into a table without equal keys and without removed ones.
    fn place(&mut self, hash: i64, key: Value) {
        for at in Probing::new(hash, self.mask()) {
            if let Slot::Unused = self.slots[at] {
                self.slots[at] = Slot::Used(hash, key);
                return;
            }
        }
    }

    /// Makes room for as many keys at once as CPython does before it adds a set or a dict of `n_more`.
    pub fn make_room(&mut self, n_more: usize) {
        if (self.n_filled + n_more) * 5 >= self.mask() * 3 {
            self.resize((self.n_live + n_more) * 2);
        }
    }

    /// If this set is empty, takes the keys of `other` as CPython does; `false` if it is not empty.
    pub fn fill_from(&mut self, other: &Self) -> bool {
        if other.n_live == 0 {
            return true;
        }
        self.make_room(other.n_live);
        if self.n_filled != 0 {
            return false;
        }
        if self.size() == other.size() && other.n_filled == other.n_live {
            self.slots = other.slots.clone();
        } else {
            self.slots.resize(self.size(), Slot::Unused);
            for (hash, key) in other.hashed_keys() {
                self.place(hash, key.clone());
            }
        }
        self.n_filled = other.n_live;
        self.n_live = other.n_live;
        true
    }

    /// A copy as `set(x)` and `x.copy()` make it: its order may differ from this one's.
    pub fn copied(&self) -> Self {
        let mut copy = Self::default();
        copy.fill_from(self);
        copy
    }

    /// Removes the key at a table position.
    pub fn remove_at(&mut self, slot: usize) -> Option<Value> {
        let place = self.slots.get_mut(slot)?;
        if !matches!(place, Slot::Used(..)) {
            return None;
        }
        let Slot::Used(_, key) = std::mem::replace(place, Slot::Removed) else {
            return None;
        };
        self.n_live -= 1;
        Some(key)
    }

    /// Tidies the table after many removals, as `difference_update` does.
    pub fn drop_removed(&mut self) {
        if self.n_filled - self.n_live > self.mask() / 4 {
            self.resize(self.growth());
        }
    }

    /// Removes and gives the key that `set.pop()` gives.
    pub fn pop(&mut self) -> Option<Value> {
        if self.n_live == 0 {
            return None;
        }
        let mut at = self.finger & self.mask();
        while !matches!(self.slots.get(at), Some(Slot::Used(..))) {
            at = if at + 1 >= self.slots.len() { 0 } else { at + 1 };
        }
        self.finger = at + 1;
        self.remove_at(at)
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether `key` is there. No borrow of a cell may be held if keys can run user code: see [`crate::value::Set`].
    pub fn contains(&self, key: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let hash = py_hash(key, cx)?;
        Ok(self.find_hashed(hash, key, cx)?.is_some())
    }

    /// The position of a key whose `hash()` is known.
    pub fn find_hashed(&self, hash: i64, key: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        self.probe(hash, key).settle(key, cx)
    }

    /// Adds `key`; `false` if an equal one was there (which stays).
    pub fn insert(&mut self, key: Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let hash = py_hash(&key, cx)?;
        self.insert_hashed(hash, key, cx)
    }

    /// [`SetTable::insert`] for a key whose `hash()` is known.
    pub fn insert_hashed(&mut self, hash: i64, key: Value, cx: &mut CallCx) -> Result<bool, Raised> {
        if self.find_hashed(hash, &key, cx)?.is_some() {
            return Ok(false);
        }
        self.push_new(hash, key);
        Ok(true)
    }

    /// Removes `key`; `false` if it was not there.
    pub fn remove(&mut self, key: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let hash = py_hash(key, cx)?;
        let found = self.find_hashed(hash, key, cx)?;
        Ok(found.and_then(|slot| self.remove_at(slot)).is_some())
    }
}

/// The positions to look at for a hash, in order, without end.
struct Probing {
    mask: usize,
    perturb: u64,
    /// Start of the current run.
    base: usize,
    /// Next one in the run, and how many of it are left.
    next: usize,
    left: usize,
}

impl Probing {
    fn new(hash: i64, mask: usize) -> Self {
        let base = (hash as u64 & mask as u64) as usize;
        let mut probing = Self { mask, perturb: hash as u64, base, next: base, left: 0 };
        probing.begin_run(base);
        probing
    }

    fn begin_run(&mut self, base: usize) {
        self.base = base;
        self.next = base;
        self.left = if base + LINEAR_PROBES <= self.mask { LINEAR_PROBES + 1 } else { 1 };
    }
}

impl Iterator for Probing {
    type Item = usize;
    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.left == 0 {
            self.perturb >>= PERTURB_SHIFT;
            let base = (self.base as u64).wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb) & self.mask as u64;
            self.begin_run(base as usize);
        }
        let at = self.next;
        self.next += 1;
        self.left -= 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(set: &SetTable) -> Vec<i64> {
        set.keys().map(|key| if let Value::Int(number) = key { *number } else { -1 }).collect()
    }

    #[test]
    fn small_numbers_stand_at_their_hash() {
        let cx = &mut CallCx::default();
        let mut set = SetTable::default();
        for number in [33, 1, 9, 8, 16] {
            set.insert(Value::Int(number), cx).unwrap();
        }
        assert_eq!(shown(&set), [33, 1, 8, 9, 16]);
        set.remove(&Value::Int(1), cx).unwrap();
        assert_eq!(set.pop().map(|key| matches!(key, Value::Int(33))), Some(true));
        assert_eq!(shown(&set), [8, 9, 16]);
    }
}
