//! `KeyMap`: a hash map from Python keys that keeps insertion order, as dicts do.

use hashbrown::HashTable;

use crate::context::CallCx;
use crate::equality::key_hash;
use crate::probe::{Match, Probe, compare_now};
use crate::raised::Raised;
use crate::value::Value;

/// Keys in insertion order with a value each. Looking up may run user code (`__hash__`, `__eq__`), so it may fail.
///
/// Replacing a value keeps the first key object and its place; a removed key that returns goes to the end.
pub struct KeyMap<V> {
    /// Positions in `entries`.
    table: HashTable<u32>,
    entries: Vec<Option<Entry<V>>>,
    n_live: usize,
}

struct Entry<V> {
    hash: u64,
    key: Value,
    value: V,
}

impl<V> Default for KeyMap<V> {
    fn default() -> Self {
        Self { table: HashTable::new(), entries: Vec::new(), n_live: 0 }
    }
}

impl<V> KeyMap<V> {
    pub fn with_capacity(n: usize) -> Self {
        Self { table: HashTable::with_capacity(n), entries: Vec::with_capacity(n), n_live: 0 }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.n_live
    }

    pub fn is_empty(&self) -> bool {
        self.n_live == 0
    }

    /// The slot of `key`, good until the next removal.
    pub fn find(&self, key: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let hash = key_hash(key, cx)?;
        self.find_hashed(hash, key, cx)
    }

    /// [`KeyMap::find`] for a key whose [`key_hash`] is known.
    pub fn find_hashed(&self, hash: u64, key: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        if let Value::Str(text) = key
            && let Some(found) = self.find_text(hash, text)
        {
            return Ok(found);
        }
        self.probe(hash, key).settle(key, cx)
    }

    /// Looks for `key` without running user code; see [`Probe`].
    #[inline]
    pub(crate) fn probe(&self, hash: u64, key: &Value) -> Probe {
        let mut candidates = Vec::new();
        let found = self.table.find(hash, |&at| match self.entries.get(at as usize) {
            Some(Some(entry)) if entry.hash == hash => match compare_now(&entry.key, key) {
                Match::Equal => true,
                Match::Different => false,
                Match::Unknown => {
                    candidates.push((at as usize, entry.key.clone()));
                    false
                }
            },
            _ => false,
        });
        found.map_or(Probe::Absent, |&at| Probe::Found(at as usize)).after(candidates)
    }

    /// The slot of a string key, if that can be told without running user code: no object has its hash.
    #[inline]
    pub(crate) fn find_text(&self, hash: u64, key: &str) -> Option<Option<usize>> {
        let mut is_certain = true;
        let found = self.table.find(hash, |&at| match self.entries.get(at as usize) {
            Some(Some(entry)) if entry.hash == hash => match &entry.key {
                Value::Str(text) => text.as_str() == key,
                other => {
                    is_certain &= !matches!(other, Value::Object(_));
                    false
                }
            },
            _ => false,
        });
        is_certain.then(|| found.map(|&at| at as usize))
    }

    /// The slot of a string key whose [`key_hash`] is known.
    #[inline]
    pub fn find_str(&self, hash: u64, key: &str) -> Option<usize> {
        let found = self.table.find(hash, |&at| match self.entries.get(at as usize) {
            Some(Some(entry)) => entry.hash == hash && matches!(&entry.key, Value::Str(text) if text.as_str() == key),
            _ => false,
        });
        found.map(|&at| at as usize)
    }

    pub fn get(&self, key: &Value, cx: &mut CallCx) -> Result<Option<&V>, Raised> {
        Ok(self.find(key, cx)?.and_then(|slot| self.at(slot)).map(|(_, value)| value))
    }

    pub fn contains(&self, key: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(self.find(key, cx)?.is_some())
    }

    /// Key and value in a slot.
    #[inline]
    pub fn at(&self, slot: usize) -> Option<(&Value, &V)> {
        self.entries.get(slot)?.as_ref().map(|entry| (&entry.key, &entry.value))
    }

    #[inline]
    pub fn value_mut(&mut self, slot: usize) -> Option<&mut V> {
        self.entries.get_mut(slot)?.as_mut().map(|entry| &mut entry.value)
    }

    /// Sets `key` to `value`; gives back the value that was there.
    pub fn insert(&mut self, key: Value, value: V, cx: &mut CallCx) -> Result<Option<V>, Raised> {
        let hash = key_hash(&key, cx)?;
        match self.find_hashed(hash, &key, cx)? {
            Some(slot) => Ok(self.value_mut(slot).map(|old| std::mem::replace(old, value))),
            None => {
                self.push_new(hash, key, value);
                Ok(None)
            }
        }
    }

    /// Adds a key that is known to be absent; gives its slot.
    pub fn push_new(&mut self, hash: u64, key: Value, value: V) -> usize {
        let slot = self.entries.len();
        self.entries.push(Some(Entry { hash, key, value }));
        self.n_live += 1;
        let entries = &self.entries;
        self.table.insert_unique(hash, slot as u32, |&at| entries[at as usize].as_ref().map_or(0, |entry| entry.hash));
        slot
    }

    pub fn remove(&mut self, key: &Value, cx: &mut CallCx) -> Result<Option<(Value, V)>, Raised> {
        Ok(self.find(key, cx)?.and_then(|slot| self.remove_slot(slot)))
    }

    /// Empties a slot; later slots may move.
    pub fn remove_slot(&mut self, slot: usize) -> Option<(Value, V)> {
        let entry = self.entries.get_mut(slot)?.take()?;
        if let Ok(found) = self.table.find_entry(entry.hash, |&at| at as usize == slot) {
            found.remove();
        }
        self.n_live -= 1;
        if slot + 1 == self.entries.len() {
            self.entries.pop();
        } else if self.entries.len() > 32 && self.n_live * 2 < self.entries.len() {
            self.compact();
        }
        Some((entry.key, entry.value))
    }

    fn compact(&mut self) {
        self.entries.retain(Option::is_some);
        self.table.clear();
        let entries = &self.entries;
        for (at, entry) in entries.iter().enumerate() {
            if let Some(entry) = entry {
                self.table.insert_unique(entry.hash, at as u32, |&at| {
                    entries[at as usize].as_ref().map_or(0, |entry| entry.hash)
                });
            }
        }
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Number of slots, empty ones included: for iteration by position while the map may change.
    pub fn n_slots(&self) -> usize {
        self.entries.len()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &V)> {
        self.entries.iter().flatten().map(|entry| (&entry.key, &entry.value))
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.iter().map(|(key, _)| key)
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().flatten().map(|entry| &mut entry.value)
    }

    /// The entries, in order.
    pub fn into_entries(self) -> impl Iterator<Item = (Value, V)> {
        self.entries.into_iter().flatten().map(|entry| (entry.key, entry.value))
    }
}

impl<V: Clone> Clone for KeyMap<V> {
    fn clone(&self) -> Self {
        let mut copy = Self::with_capacity(self.n_live);
        for entry in self.entries.iter().flatten() {
            copy.push_new(entry.hash, entry.key.clone(), entry.value.clone());
        }
        copy
    }
}
