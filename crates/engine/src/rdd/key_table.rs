//! Tables that number typed keys in the order in which they first come.

use hashbrown::HashTable;
use value::Column;
use value::column::StrColumn;
use value::text::Str;

/// Numbers strings. Each is copied once, so the texts that they came from can go.
#[derive(Default)]
pub(crate) struct StringTable {
    slots: Vec<Slot>,
    text: String,
    spans: Vec<(u32, u32)>,
}

/// A place of the table. Strings of up to eight bytes are `word` itself, of longer ones it is the hash, so most
/// comparisons never touch text.
#[derive(Clone, Copy, Default)]
struct Slot {
    word: u64,
    n_bytes: u32,
    /// The key's number plus one; 0 is an empty place.
    key: u32,
}

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl StringTable {
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Calls `found` with the number of each row's key, in order.
    pub(crate) fn number(&mut self, rows: &StrColumn, mut found: impl FnMut(u32)) {
        let bytes = rows.text().as_bytes();
        for (row, &(start, end)) in rows.spans().iter().enumerate() {
            let (start, end) = (start as usize, end as usize);
            if self.slots.len() < 2 * (self.spans.len() + 1) {
                self.grow();
            }
            let n_bytes = end.saturating_sub(start);
            let word = match bytes.get(start..).and_then(|rest| rest.first_chunk::<8>()) {
                Some(chunk) if n_bytes <= 8 => u64::from_le_bytes(*chunk) & mask(n_bytes),
                _ => word_of(bytes.get(start..end).unwrap_or_default()),
            };
            found(self.find(word, n_bytes as u32, rows, row));
        }
    }

    #[inline]
    fn find(&mut self, word: u64, n_bytes: u32, rows: &StrColumn, row: usize) -> u32 {
        let wrap = self.slots.len() - 1;
        let mut at = place(word, n_bytes, wrap);
        loop {
            let slot = self.slots[at];
            if slot.key == 0 {
                return self.insert(at, word, rows.str_at(row));
            }
            if slot.word == word && slot.n_bytes == n_bytes && (n_bytes <= 8 || self.is_key(slot.key, rows.str_at(row)))
            {
                return slot.key - 1;
            }
            at = (at + 1) & wrap;
        }
    }

    fn is_key(&self, key: u32, text: &str) -> bool {
        let span = self.spans.get(key as usize - 1);
        span.is_some_and(|&(start, end)| &self.text.as_bytes()[start as usize..end as usize] == text.as_bytes())
    }

    #[cold]
    fn insert(&mut self, at: usize, word: u64, text: &str) -> u32 {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.spans.push((start, self.text.len() as u32));
        self.slots[at] = Slot { word, n_bytes: text.len() as u32, key: self.spans.len() as u32 };
        self.spans.len() as u32 - 1
    }

    #[cold]
    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in old.into_iter().filter(|slot| slot.key != 0) {
            let mut at = place(slot.word, slot.n_bytes, size - 1);
            while self.slots[at].key != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }

    /// The keys, by number.
    pub(crate) fn into_column(self) -> Column {
        Column::Str(StrColumn::new(Str::from_string(self.text), self.spans))
    }
}

/// Ones in the first `n_bytes` bytes.
#[inline]
fn mask(n_bytes: usize) -> u64 {
    if n_bytes >= 8 { u64::MAX } else { (1 << (8 * n_bytes)) - 1 }
}

/// Every byte has a say in the top bits of the product.
#[inline]
fn place(word: u64, n_bytes: u32, wrap: usize) -> usize {
    let mixed = (word ^ u64::from(n_bytes)).wrapping_mul(MULTIPLIER);
    (mixed >> (64 - wrap.count_ones())) as usize & wrap
}

/// The bytes themselves if they are at most eight, else their hash.
fn word_of(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = 0;
    for &byte in rest.iter().rev() {
        last = last << 8 | u64::from(byte);
    }
    if words.len() == usize::from(rest.is_empty()) {
        return words.first().map_or(last, |word| u64::from_le_bytes(*word));
    }
    if words.is_empty() {
        return last;
    }
    let mut hash = last;
    for word in words {
        hash = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(MULTIPLIER);
        hash ^= hash >> 29;
    }
    hash
}

/// Numbers whole numbers.
#[derive(Default)]
pub(crate) struct IntTable {
    table: HashTable<(i64, u32)>,
    keys: Vec<i64>,
}

impl IntTable {
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Calls `found` with the number of each row's key, in order.
    pub(crate) fn number(&mut self, rows: &[i64], mut found: impl FnMut(u32)) {
        let hash = |key: i64| {
            let mixed = (key as u64).wrapping_mul(MULTIPLIER);
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
