//! How much memory a value holds: roughly, and without looking at all of a long one.

use crate::value::Value;

/// How many items of a container are looked at.
///
/// They stand for all others, so they are taken from all over it. Of what is in them, half as many are: it takes
/// limited time whatever the value is, also one that holds itself.
#[derive(Clone, Copy)]
pub struct Looks(usize);

impl Default for Looks {
    fn default() -> Self {
        Self(8)
    }
}

impl Looks {
    fn inside(self) -> Self {
        Self(self.0 / 2)
    }

    /// From some of `n` items the bytes of all; `bytes_of` gives those of one by its place.
    fn estimate(self, n: usize, bytes_of: &mut dyn FnMut(usize, Self) -> usize) -> usize {
        let n_looked_at = n.min(self.0);
        if n_looked_at == 0 {
            return 0;
        }
        let sum: usize = (0..n_looked_at).map(|look| bytes_of(look * n / n_looked_at, self.inside())).sum();
        if n_looked_at == n { sum } else { (sum as f64 / n_looked_at as f64 * n as f64) as usize }
    }

    /// What items hold, each with its own place.
    pub fn items(self, items: &[Value]) -> usize {
        size_of_val(items)
            + self.estimate(items.len(), &mut |at, looks| items.get(at).map_or(0, |item| looks.held(item)))
    }

    /// Bytes that a value holds besides its own place. What it shares with other values is counted as its own; only
    /// text that many are views of is divided among them.
    pub fn held(self, value: &Value) -> usize {
        match value {
            Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) => 0,
            Value::Str(text) => text.held(),
            Value::Big(number) => 2 * HEAD + number.bits() as usize / 8,
            Value::Bytes(bytes) => HEAD + bytes.len(),
            Value::Tuple(items) => HEAD + self.items(items),
            Value::List(list) => HEAD + list.0.try_borrow().map_or(0, |items| self.items(&items)),
            Value::Dict(dict) => {
                HEAD + dict.0.try_borrow().map_or(0, |map| {
                    let mut entry =
                        |at, looks: Self| map.at(at).map_or(0, |(key, value)| looks.held(key) + looks.held(value));
                    map.n_slots() * (2 * size_of::<Value>() + ENTRY) + self.estimate(map.n_slots(), &mut entry)
                })
            }
            Value::Set(set) => HEAD + set.0.try_borrow().map_or(0, |table| self.table(&table)),
            Value::FrozenSet(set) => HEAD + self.table(&set.0),
            Value::Object(object) => {
                let inner = object.inner().map_or(0, |inner| self.inside().held(&inner));
                OBJECT + inner + if self.0 == 0 { 0 } else { object.held(self.inside()) }
            }
        }
    }

    fn table(self, table: &crate::set::SetTable) -> usize {
        let mut key = |at, looks: Self| table.at(at).map_or(0, |key| looks.held(key));
        table.n_slots() * (size_of::<Value>() + 8) + self.estimate(table.n_slots(), &mut key)
    }
}

/// What a shared value has in front: how many share it, and its length.
const HEAD: usize = 3 * size_of::<usize>();
/// Hash and place of an entry of a dict.
const ENTRY: usize = 20;
/// A small object.
const OBJECT: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Str;

    #[test]
    fn words_of_one_text_share_it() {
        let text = Str::new(&"word ".repeat(10_000));
        let words = Value::list(text.split(' ').map(|word| Value::Str(text.view(word))).collect());
        let held = Looks::default().held(&words);
        assert!(held < 10_000 * (size_of::<Value>() + 20), "{held}");
        let word = Value::Str(text.view(&text[..4]));
        drop((text, words));
        assert!(Looks::default().held(&word) > 50_000, "a word that alone keeps a text has all of it");
    }

    #[test]
    fn a_list_that_holds_itself_comes_to_an_end() {
        let list = Value::list(vec![Value::Int(1)]);
        if let Value::List(items) = &list {
            items.0.borrow_mut().push(list.clone());
        }
        assert!(Looks::default().held(&list) < 10_000);
    }
}
