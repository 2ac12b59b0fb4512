//! Dicts and sets used from outside: no borrow is held while a key's `__hash__` or `__eq__` runs.

use crate::context::CallCx;
use crate::equality::key_hash;
use crate::hash::py_hash;
use crate::probe::Probe;
use crate::raised::Raised;
use crate::set::SetTable;
use crate::value::{Dict, Set, Value};

/// What an entry of a dict costs, with its part of the index.
const ENTRY_BYTES: usize = 56;
/// What a key of a set costs: a third of the table is used at least.
const KEY_BYTES: usize = 3 * 24;

/// Tables double their size now and then; the memory for a large one is asked for before.
#[inline]
fn ask_for_growth(len: usize, bytes: usize, cx: &CallCx) -> Result<(), Raised> {
    if len >= 1 << 16 && len.is_power_of_two() { cx.reserve(2 * len * bytes) } else { Ok(()) }
}

impl Dict {
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn find(&self, hash: u64, key: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let map = self.0.borrow();
        if let Value::Str(text) = key
            && let Some(found) = map.find_text(hash, text)
        {
            return Ok(found);
        }
        let probe = map.probe(hash, key);
        drop(map);
        match probe {
            Probe::Found(slot) => Ok(Some(slot)),
            Probe::Absent => Ok(None),
            ask => ask.settle(key, cx),
        }
    }

    /// `self.get(key)`.
    #[inline]
    pub fn get(&self, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let hash = key_hash(key, cx)?;
        let found = self.find(hash, key, cx)?;
        Ok(found.and_then(|slot| self.0.borrow().at(slot).map(|(_, value)| value.clone())))
    }

    /// The slot of a key, good until the next removal.
    #[inline]
    pub fn slot_of(&self, key: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let hash = key_hash(key, cx)?;
        self.find(hash, key, cx)
    }

    /// The value of the string key `name`.
    pub fn get_str(&self, name: &str) -> Option<Value> {
        let hash = crate::equality::hash_bytes(name.as_bytes());
        let map = self.0.borrow();
        let slot = map.find_str(hash, name)?;
        map.at(slot).map(|(_, value)| value.clone())
    }

    /// `key in self`.
    pub fn contains(&self, key: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let hash = key_hash(key, cx)?;
        Ok(self.find(hash, key, cx)?.is_some())
    }

    /// `self[key] = value`; gives the value that was there.
    #[inline]
    pub fn insert(&self, key: Value, value: Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let hash = key_hash(&key, cx)?;
        let found = self.find(hash, &key, cx)?;
        let mut map = self.0.borrow_mut();
        match found {
            Some(slot) => Ok(map.value_mut(slot).map(|old| std::mem::replace(old, value))),
            None => {
                ask_for_growth(map.len(), ENTRY_BYTES, cx)?;
                map.push_new(hash, key, value);
                Ok(None)
            }
        }
    }

    /// `self[key] = value`, for a key that is there most often.
    #[inline]
    pub fn set(&self, key: &Value, value: Value, cx: &mut CallCx) -> Result<(), Raised> {
        let hash = key_hash(key, cx)?;
        let found = self.find(hash, key, cx)?;
        let mut map = self.0.borrow_mut();
        match found {
            Some(slot) => {
                let old = map.value_mut(slot).map(|old| std::mem::replace(old, value));
                // Letting go of it may reach this very dict.
                drop(map);
                drop(old);
            }
            None => {
                ask_for_growth(map.len(), ENTRY_BYTES, cx)?;
                map.push_new(hash, key.clone(), value);
            }
        }
        Ok(())
    }

    /// Removes `key`; gives it with its value.
    pub fn remove(&self, key: &Value, cx: &mut CallCx) -> Result<Option<(Value, Value)>, Raised> {
        let hash = key_hash(key, cx)?;
        let found = self.find(hash, key, cx)?;
        Ok(found.and_then(|slot| self.0.borrow_mut().remove_slot(slot)))
    }

    /// The entries now, in order.
    pub fn pairs(&self) -> Vec<(Value, Value)> {
        self.0.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

impl Set {
    /// The table now, position by position.
    pub fn table(&self) -> SetTable {
        self.0.borrow().clone()
    }

    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find(&self, hash: i64, key: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let probe = self.0.borrow().probe(hash, key);
        probe.settle(key, cx)
    }

    /// `key in self`.
    pub fn contains(&self, key: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let hash = py_hash(key, cx)?;
        Ok(self.find(hash, key, cx)?.is_some())
    }

    /// `self.add(key)`; `false` if an equal one was there.
    pub fn insert(&self, key: Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let hash = py_hash(&key, cx)?;
        self.insert_hashed(hash, key, cx)
    }

    /// [`Set::insert`] for a key whose `hash()` is known.
    pub fn insert_hashed(&self, hash: i64, key: Value, cx: &mut CallCx) -> Result<bool, Raised> {
        if self.find(hash, &key, cx)?.is_some() {
            return Ok(false);
        }
        ask_for_growth(self.len(), KEY_BYTES, cx)?;
        self.0.borrow_mut().push_new(hash, key);
        Ok(true)
    }

    /// Removes `key`; `false` if it was not there.
    pub fn remove(&self, key: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let hash = py_hash(key, cx)?;
        self.remove_hashed(hash, key, cx)
    }

    /// [`Set::remove`] for a key whose `hash()` is known.
    pub fn remove_hashed(&self, hash: i64, key: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
        let found = self.find(hash, key, cx)?;
        Ok(found.and_then(|slot| self.0.borrow_mut().remove_at(slot)).is_some())
    }
}
