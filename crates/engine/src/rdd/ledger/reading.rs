//! A version as records: column by column, as far as it is read.

use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use super::version::{Overlay, Version};
use crate::rdd::chunks::{CHUNK_ROWS, Chunks, Piece};

/// The rows of the first column: who takes a few records pays for no more.
const FIRST_ROWS: usize = 16;

/// The pairs of a version, in order.
pub(crate) struct VersionChunks {
    version: Rc<Version>,
    overlay: Option<Overlay>,
    slot: u32,
    n_rows: usize,
}

impl VersionChunks {
    pub(crate) fn new(version: &Rc<Version>) -> Self {
        Self { version: Rc::clone(version), overlay: None, slot: 0, n_rows: FIRST_ROWS }
    }

    /// The next pairs, at most so many; none at the end.
    fn take(&mut self, n_rows: usize) -> (Vec<u32>, Vec<Value>) {
        let current = self.overlay.take().filter(|overlay| self.version.is_current(overlay));
        let overlay = current.unwrap_or_else(|| self.version.overlay());
        let (mut slots, mut values) = (Vec::new(), Vec::new());
        self.slot = self.version.each_from(self.slot, &overlay, |slot, value| {
            slots.push(slot);
            values.push(value.clone());
            slots.len() < n_rows
        });
        self.overlay = Some(overlay);
        (slots, values)
    }
}

impl Chunks for VersionChunks {
    fn next(&mut self, _: &mut CallCx) -> Result<Option<Piece>, Raised> {
        if self.slot >= self.version.n_slots() {
            return Ok(None);
        }
        let (slots, values) = self.take(self.n_rows);
        self.n_rows = (self.n_rows * 4).min(CHUNK_ROWS);
        let n_rows = slots.len();
        let fields = vec![self.version.keys(&slots), numbers_or_any(values)];
        Ok(Some(Piece::Column(Rc::new(Column::Tuple { fields, n_rows }))))
    }

    fn version(&self) -> Option<&Rc<Version>> {
        (self.slot == 0).then_some(&self.version)
    }
}

/// Values as numbers, which are frequent in states. Others stay the objects that they are: [`Column::typed`] would copy
/// texts and take tuples apart, each time that a state is read.
fn numbers_or_any(values: Vec<Value>) -> Column {
    let int = |value: &Value| match value {
        Value::Int(number) => Some(*number),
        _ => None,
    };
    match values.iter().map(int).collect() {
        Some(numbers) => Column::Int(numbers),
        None => Column::Any(values),
    }
}

impl Version {
    /// Pairs in order with their slots, from the first on.
    pub(crate) fn pairs(self: &Rc<Self>) -> impl Iterator<Item = (u32, Value, Value)> + use<> {
        let mut chunks = VersionChunks::new(self);
        let version = Rc::clone(self);
        let mut ready = Vec::new().into_iter();
        std::iter::from_fn(move || {
            loop {
                if let Some((slot, value)) = ready.next() {
                    return Some((slot, version.key(slot), value));
                }
                if chunks.slot >= version.n_slots() {
                    return None;
                }
                let (slots, values) = chunks.take(CHUNK_ROWS);
                ready = slots.into_iter().zip(values).collect::<Vec<_>>().into_iter();
            }
        })
    }

    /// The pairs at these places.
    pub(crate) fn slice(self: &Rc<Self>, range: std::ops::Range<usize>) -> Vec<Value> {
        let mut chunks = VersionChunks::new(self);
        let mut left = range.start;
        // Where no key has gone, places are slots.
        if self.len() == self.n_slots() as usize {
            chunks.slot = u32::try_from(range.start).unwrap_or(u32::MAX);
            left = 0;
        }
        while left > 0 && chunks.slot < self.n_slots() {
            left -= chunks.take(left.min(CHUNK_ROWS)).0.len();
        }
        let (slots, values) = if range.is_empty() { Default::default() } else { chunks.take(range.len()) };
        slots.into_iter().zip(values).map(|(slot, value)| Value::pair(self.key(slot), value)).collect()
    }
}
