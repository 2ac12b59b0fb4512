//! `NameMap`: attributes by name, in the order they were first set.

use std::cell::Cell;

use rustc_hash::FxHashMap;
use value::{Str, Value};

thread_local! {
    static EPOCH: Cell<u64> = const { Cell::new(0) };
}

/// A number that changes whenever a name comes to any map or leaves it: as long as it is the same, names are where they
/// were found, in classes that were there already.
#[inline]
pub fn epoch() -> u64 {
    EPOCH.with(Cell::get)
}

/// Makes what was found before worth nothing.
pub fn begin_epoch() {
    EPOCH.with(|epoch| epoch.set(epoch.get() + 1));
}

#[derive(Default)]
pub struct NameMap {
    entries: Vec<Option<(Str, Value)>>,
    index: FxHashMap<Str, u32>,
}

impl NameMap {
    #[inline]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let at = *self.index.get(name)?;
        self.entries.get(at as usize)?.as_ref().map(|(_, value)| value)
    }

    /// Where the name is, for [`NameMap::at`].
    pub fn place(&self, name: &str) -> Option<u32> {
        self.index.get(name).copied()
    }

    #[inline]
    pub fn at(&self, place: u32) -> Option<&Value> {
        self.entries.get(place as usize)?.as_ref().map(|(_, value)| value)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// Sets `name`; gives back what it was before.
    pub fn insert(&mut self, name: Str, value: Value) -> Option<Value> {
        if let Some(&at) = self.index.get(name.as_str())
            && let Some(Some(entry)) = self.entries.get_mut(at as usize)
        {
            return Some(std::mem::replace(&mut entry.1, value));
        }
        begin_epoch();
        self.index.insert(name.clone(), self.entries.len() as u32);
        self.entries.push(Some((name, value)));
        None
    }

    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.index.remove(name)?;
        begin_epoch();
        self.entries.get_mut(at as usize)?.take().map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Str, &Value)> {
        self.entries.iter().flatten().map(|(name, value)| (name, value))
    }

    pub fn clear(&mut self) -> Vec<Option<(Str, Value)>> {
        begin_epoch();
        self.index.clear();
        std::mem::take(&mut self.entries)
    }
}

impl FromIterator<(Str, Value)> for NameMap {
    fn from_iter<I: IntoIterator<Item = (Str, Value)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (name, value) in entries {
            map.insert(name, value);
        }
        map
    }
}
