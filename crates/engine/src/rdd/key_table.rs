//! Tables that number typed keys in the order in which they first come.

use hashbrown::HashTable;
use value::Column;
use value::column::StrColumn;
use value::text::Str;

/// Numbers strings. Each is copied once, so the texts that they came from can go.
#[derive(Default)]
pub(crate) struct StringTable {
    slots: Vec<Slot>,
    /// What is left of a hash of 64 bits is a place.
    shift: u32,
    text: String,
    spans: Vec<(u32, u32)>,
    /// How many rows came before those that are being numbered.
    n_rows_before: usize,
}

/// A place of the table. Strings of up to sixteen bytes are in it whole, of longer ones their hash is, so most
/// comparisons never touch text. Flat, since every byte less leaves room in the processor's cache.
#[derive(Clone, Copy)]
struct Slot {
    low: u64,
    high: u64,
    /// [`EMPTY`] in a place without a key.
    n_bytes: u32,
    /// The key's number.
    key: u32,
}

/// No string is so long, so an empty place is unlike every word.
const EMPTY: u32 = u32::MAX;
const EMPTY_SLOT: Slot = Slot { low: 0, high: 0, n_bytes: EMPTY, key: 0 };

/// A string of up to [`N_INLINE`] bytes, followed by zeros, or a longer one's hash; and how many bytes it has.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Word {
    low: u64,
    high: u64,
    n_bytes: u32,
}

/// How many bytes of a string fit into a place of the table.
const N_INLINE: usize = 16;

/// Odd, with bits all over: 2⁶⁴ divided by the golden ratio, and by the square root of two.
const MULTIPLIERS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xb504_f333_f9de_6485];

impl StringTable {
    /// Calls `found` with the number of each row's key, in order.
    pub(crate) fn number(&mut self, rows: &StrColumn, mut found: impl FnMut(u32)) {
        let bytes = rows.text().as_bytes();
        if self.slots.is_empty() {
            self.grow(16);
        }
        for (row, &(start, end)) in rows.spans().iter().enumerate() {
            let (start, end) = (start as usize, end as usize);
            let n_bytes = end.saturating_sub(start);
            let word = match (bytes.get(start..).and_then(|rest| rest.first_chunk::<N_INLINE>()), MASKS.get(n_bytes)) {
                (Some(chunk), Some(mask)) => Word::masked(chunk, *mask, n_bytes),
                _ => Word::of(bytes.get(start..end).unwrap_or_default()),
            };
            let at = word.place(self.shift);
            // Nearly always it is where it is looked for first.
            match self.slots.get(at) {
                Some(slot) if slot.holds(word) && n_bytes <= N_INLINE => found(slot.key),
                _ => found(self.find(at, word, rows, row)),
            }
        }
        self.n_rows_before += rows.len();
    }

    /// The number of a key that is not in the first place that it may have, or is long, or new.
    #[inline(never)]
    fn find(&mut self, mut at: usize, word: Word, rows: &StrColumn, row: usize) -> u32 {
        let wrap = self.slots.len() - 1;
        loop {
            let slot = self.slots[at & wrap];
            if slot.n_bytes == EMPTY {
                return self.insert(at & wrap, word, rows, row);
            }
            if slot.holds(word) && (word.n_bytes as usize <= N_INLINE || self.is_key(slot.key, rows.str_at(row))) {
                return slot.key;
            }
            at += 1;
        }
    }

    fn is_key(&self, key: u32, text: &str) -> bool {
        let span = self.spans.get(key as usize);
        span.is_some_and(|&(start, end)| &self.text.as_bytes()[start as usize..end as usize] == text.as_bytes())
    }

    #[cold]
    fn insert(&mut self, at: usize, word: Word, rows: &StrColumn, row: usize) -> u32 {
        let start = self.text.len() as u32;
        self.text.push_str(rows.str_at(row));
        self.spans.push((start, self.text.len() as u32));
        let n_keys = self.spans.len();
        self.slots[at] = word.slot(n_keys as u32 - 1);
        // At most three quarters full: what comes often came early, and is where it is looked for first.
        if self.slots.len() * 3 < n_keys * 4 {
            // Where most rows bring a new key, growing step by step would cost more than all the rest.
            let is_new_often = n_keys * 2 > self.n_rows_before + row;
            let n_more = if is_new_often { (rows.len() - row).min(n_keys * 8) } else { 0 };
            self.grow(((n_keys + n_more) * 4 / 3 + 1).next_power_of_two().max(self.slots.len() * 2));
        }
        n_keys as u32 - 1
    }

    /// `size` is a power of two.
    #[cold]
    fn grow(&mut self, size: usize) {
        let mut words = vec![Word::default(); self.spans.len()];
        for slot in std::mem::replace(&mut self.slots, vec![EMPTY_SLOT; size]) {
            if slot.n_bytes != EMPTY
                && let Some(word) = words.get_mut(slot.key as usize)
            {
                *word = Word { low: slot.low, high: slot.high, n_bytes: slot.n_bytes };
            }
        }
        self.shift = u64::BITS - size.trailing_zeros();
        // In the order in which they came, for the same reason.
        for (key, word) in (0..).zip(words) {
            let mut at = word.place(self.shift);
            while self.slots[at].n_bytes != EMPTY {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = word.slot(key);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The keys, by number.
    pub(crate) fn into_column(self) -> Column {
        Column::Str(StrColumn::of_distinct(Str::from_string(self.text), self.spans))
    }
}

impl Word {
    /// The first `n_bytes` bytes of `chunk`, where `mask` has ones.
    #[inline]
    fn masked(chunk: &[u8; N_INLINE], mask: (u64, u64), n_bytes: usize) -> Self {
        let both = u128::from_le_bytes(*chunk);
        Self { low: both as u64 & mask.0, high: (both >> 64) as u64 & mask.1, n_bytes: n_bytes as u32 }
    }

    fn of(bytes: &[u8]) -> Self {
        let (chunks, rest) = bytes.as_chunks::<N_INLINE>();
        let mut last = [0; N_INLINE];
        for (place, &byte) in last.iter_mut().zip(rest) {
            *place = byte;
        }
        let last = Self::masked(&last, (u64::MAX, u64::MAX), bytes.len());
        match chunks {
            [] => last,
            [only] if rest.is_empty() => Self::masked(only, (u64::MAX, u64::MAX), bytes.len()),
            _ => chunks.iter().fold(last, |hash, chunk| {
                let next = Self::masked(chunk, (u64::MAX, u64::MAX), bytes.len());
                let low = (hash.low ^ next.low).wrapping_mul(MULTIPLIERS[0]);
                let high = (hash.high ^ next.high).wrapping_mul(MULTIPLIERS[1]);
                Self { low: low ^ high >> 29, high: high ^ low >> 31, n_bytes: hash.n_bytes }
            }),
        }
    }

    /// Where it is looked for first: every byte has a say in the top bits of the products.
    #[inline]
    fn place(self, shift: u32) -> usize {
        let low = self.low.wrapping_mul(MULTIPLIERS[0]);
        let high = (self.high ^ u64::from(self.n_bytes)).wrapping_mul(MULTIPLIERS[1]);
        ((low ^ high) >> shift) as usize
    }

    fn slot(self, key: u32) -> Slot {
        Slot { low: self.low, high: self.high, n_bytes: self.n_bytes, key }
    }
}

impl Slot {
    /// All in one comparison: to guess wrong costs more than to compare.
    #[inline]
    fn holds(self, word: Word) -> bool {
        (self.low ^ word.low) | (self.high ^ word.high) | u64::from(self.n_bytes ^ word.n_bytes) == 0
    }
}

/// Ones in the first bytes of two words, by how many bytes.
const MASKS: [(u64, u64); N_INLINE + 1] = {
    let mut masks = [(0, 0); N_INLINE + 1];
    let mut n_bytes = 1;
    while n_bytes <= N_INLINE {
        let ones = u128::MAX >> (128 - 8 * n_bytes);
        masks[n_bytes] = (ones as u64, (ones >> 64) as u64);
        n_bytes += 1;
    }
    masks
};

/// Numbers whole numbers.
#[derive(Default)]
pub(crate) struct IntTable {
    table: HashTable<(i64, u32)>,
    keys: Vec<i64>,
}

impl IntTable {
    /// Calls `found` with the number of each row's key, in order.
    pub(crate) fn number(&mut self, rows: &[i64], mut found: impl FnMut(u32)) {
        let hash = |key: i64| {
            let mixed = (key as u64).wrapping_mul(MULTIPLIERS[0]);
            mixed ^ (mixed >> 32)
        };
        for &row in rows {
            let known = self.table.find(hash(row), |(key, _)| *key == row).map(|(_, number)| *number);
            found(known.unwrap_or_else(|| {
                let number = self.keys.len() as u32;
                self.keys.push(row);
                self.table.insert_unique(hash(row), (row, number), |(key, _)| hash(*key));
                number
            }));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The key of a number that was found.
    pub(crate) fn key(&self, number: u32) -> i64 {
        self.keys.get(number as usize).copied().unwrap_or_default()
    }

    /// The keys, by number.
    pub(crate) fn into_column(self) -> Column {
        Column::Int(self.keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[&str], expected: &[u32]) {
        let mut table = StringTable::default();
        let mut numbers = Vec::new();
        table.number(&StrColumn::from_rows(rows.iter().copied()), |number| numbers.push(number));
        assert_eq!(numbers, expected);
    }

    #[test]
    fn words_are_told_apart_by_every_byte_and_by_length() {
        check(&["a", "b", "a", "", "a\0", ""], &[0, 1, 0, 2, 3, 2]);
        check(&["12345678", "1234567", "12345678", "123456789", "123456789"], &[0, 1, 0, 2, 2]);
        check(&["long words with one end x", "long words with one end y", "long words with one end x"], &[0, 1, 0]);
        check(&["é", "e", "é"], &[0, 1, 0]);
        check(&["0123456789abcdef", "0123456789abcdeg", "0123456789abcde", "0123456789abcdef"], &[0, 1, 2, 0]);
        check(&["0123456789abcdef!", "0123456789abcdef", "0123456789abcdef!"], &[0, 1, 0]);
    }

    #[test]
    fn many_words_keep_their_numbers_while_the_table_grows() {
        let words: Vec<String> = (0..5000).map(|i| format!("word{}", i % 2500)).collect();
        let mut table = StringTable::default();
        let mut numbers = Vec::new();
        table.number(&StrColumn::from_rows(words.iter().map(String::as_str)), |number| numbers.push(number));
        assert!(numbers.iter().enumerate().all(|(i, &number)| number as usize == i % 2500));
        assert_eq!(table.into_column().get(7).type_name(), "str");
    }
}
