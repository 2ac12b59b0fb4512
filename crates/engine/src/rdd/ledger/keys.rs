//! `Keys`: keys of a state in the order in which they came, each with a number, and found by what they are.

use value::column::StrColumn;
use value::equality::{eq, hash_bytes, hash_word, key_hash};
use value::{CallCx, Column, Value};

use super::index::Index;

/// Keys that run no code of the program when they are hashed or compared, and that nobody can change.
///
/// A key keeps its number; the number of one that was forgotten is never given again.
#[derive(Default)]
pub(crate) struct Keys {
    form: Form,
    /// Those that are not forgotten.
    index: Index,
}

#[derive(Default)]
enum Form {
    #[default]
    None,
    Strs {
        text: String,
        spans: Vec<(u32, u32)>,
    },
    Ints(Vec<i64>),
    Any(Vec<Value>),
}

/// A key that is looked for.
#[derive(Clone, Copy)]
pub(crate) enum Key<'a> {
    Str(&'a str),
    Int(i64),
    Other(&'a Value),
}

impl<'a> Key<'a> {
    /// A value that [`can_be_key`].
    pub(crate) fn of(value: &'a Value) -> Self {
        match value {
            Value::Str(text) => Self::Str(text),
            Value::Int(number) => Self::Int(*number),
            other => Self::Other(other),
        }
    }

    /// A hash that equal keys have in common.
    pub(crate) fn hash(self, cx: &mut CallCx) -> u32 {
        let hash = match self {
            Self::Str(text) => hash_bytes(text.as_bytes()),
            Self::Int(number) => hash_word(number as u64),
            // Such keys have a hash.
            Self::Other(value) => key_hash(value, cx).unwrap_or(0),
        };
        (hash ^ hash >> 32) as u32
    }

    fn to_value(self) -> Value {
        match self {
            Self::Str(text) => Value::str(text),
            Self::Int(number) => Value::Int(number),
            Self::Other(value) => value.clone(),
        }
    }
}

/// How deep tuples may lie in tuples.
const MAX_DEPTH: u32 = 4;

/// Whether a value can be a key here.
pub(crate) fn can_be_key(value: &Value) -> bool {
    is_plain(value, MAX_DEPTH)
}

/// [`can_be_key`] of every row.
pub(crate) fn can_be_keys(column: &Column) -> bool {
    match column {
        Column::Str(_) | Column::Int(_) | Column::Bool(_) => true,
        Column::Const { value, .. } => can_be_key(value),
        Column::Any(rows) => rows.iter().all(can_be_key),
        Column::Tuple { fields, .. } => fields.iter().all(can_be_keys),
        Column::Float(_) | Column::List(_) => false,
    }
}

/// Floats are left out: there are some that equal nothing.
fn is_plain(value: &Value, depth: u32) -> bool {
    match value {
        Value::None | Value::Bool(_) | Value::Int(_) | Value::Str(_) | Value::Bytes(_) => true,
        Value::Tuple(items) => depth > 0 && items.iter().all(|item| is_plain(item, depth - 1)),
        _ => false,
    }
}

impl Keys {
    /// How many numbers have been given.
    pub(crate) fn len(&self) -> usize {
        match &self.form {
            Form::None => 0,
            Form::Strs { spans, .. } => spans.len(),
            Form::Ints(keys) => keys.len(),
            Form::Any(keys) => keys.len(),
        }
    }

    /// The number of a key that is not forgotten.
    pub(crate) fn find(&self, key: Key<'_>, hash: u32, cx: &mut CallCx) -> Option<u32> {
        self.index.find(hash, |number| self.is_at(number, key, cx))
    }

    fn is_at(&self, number: u32, key: Key<'_>, cx: &mut CallCx) -> bool {
        let at = number as usize;
        match (&self.form, key) {
            (Form::Strs { text, spans }, Key::Str(wanted)) => {
                let known = spans.get(at).and_then(|&(start, end)| text.as_bytes().get(start as usize..end as usize));
                known == Some(wanted.as_bytes())
            }
            (Form::Ints(keys), Key::Int(wanted)) => keys.get(at) == Some(&wanted),
            (Form::Ints(keys), Key::Other(Value::Bool(truth))) => keys.get(at) == Some(&i64::from(*truth)),
            (Form::Any(keys), wanted) => {
                keys.get(at).is_some_and(|known| eq(known, &wanted.to_value(), cx).unwrap_or(false))
            }
            _ => false,
        }
    }

    /// Adds a key that is not there.
    pub(crate) fn push(&mut self, key: Key<'_>, hash: u32) -> u32 {
        let number = self.len() as u32;
        self.push_forgotten(key);
        self.index.insert(hash, number);
        number
    }

    /// Gives a number to a key that is not to be found.
    pub(crate) fn push_forgotten(&mut self, key: Key<'_>) {
        if let Form::None = self.form {
            self.form = match key {
                Key::Str(_) => Form::Strs { text: String::new(), spans: Vec::new() },
                Key::Int(_) => Form::Ints(Vec::new()),
                Key::Other(_) => Form::Any(Vec::new()),
            };
        }
        match (&mut self.form, key) {
            (Form::Strs { text, spans }, Key::Str(key)) if text.len() + key.len() <= u32::MAX as usize => {
                let start = text.len() as u32;
                text.push_str(key);
                spans.push((start, text.len() as u32));
                return;
            }
            (Form::Ints(keys), Key::Int(key)) => return keys.push(key),
            (Form::Any(_), _) => {}
            _ => self.form = Form::Any((0..self.len() as u32).map(|number| self.get(number)).collect()),
        }
        if let Form::Any(keys) = &mut self.form {
            keys.push(key.to_value());
        }
    }

    /// Lets a key not be found any more.
    pub(crate) fn forget(&mut self, number: u32, cx: &mut CallCx) {
        let key = self.get(number);
        let hash = Key::of(&key).hash(cx);
        self.index.remove(hash, number);
    }

    pub(crate) fn get(&self, number: u32) -> Value {
        let at = number as usize;
        match &self.form {
            Form::None => Value::None,
            Form::Strs { text, spans } => {
                let key = spans.get(at).and_then(|&(start, end)| text.get(start as usize..end as usize));
                Value::str(key.unwrap_or_default())
            }
            Form::Ints(keys) => keys.get(at).map_or(Value::None, |&key| Value::Int(key)),
            Form::Any(keys) => keys.get(at).cloned().unwrap_or_default(),
        }
    }

    /// The keys with these numbers.
    pub(crate) fn column(&self, numbers: &[u32]) -> Column {
        match &self.form {
            Form::Strs { text, spans } => {
                let span = |&number: &u32| spans.get(number as usize).copied().unwrap_or_default();
                let key = |(start, end): (u32, u32)| text.get(start as usize..end as usize).unwrap_or_default();
                Column::Str(StrColumn::from_rows(numbers.iter().map(span).map(key)))
            }
            Form::Ints(keys) => Column::Int(numbers.iter().filter_map(|&at| keys.get(at as usize).copied()).collect()),
            _ => Column::Any(numbers.iter().map(|&number| self.get(number)).collect()),
        }
    }

    /// The number of each key of a column, all of which [`can_be_keys`]. Those that are not there get numbers from
    /// `first_new` on, in the order of `new`, to which they are added.
    pub(crate) fn number(
        &self,
        keys: &Column,
        new: &mut Self,
        first_new: u32,
        numbers: &mut Vec<u32>,
        cx: &mut CallCx,
    ) {
        let mut hashes = Vec::with_capacity(keys.len());
        each(keys, |_, key| hashes.push(key.hash(cx)));
        // First all looks at one kind of memory, then all at the next: none waits for another to be done.
        let firsts = self.index.firsts(&hashes);
        let span = |&first: &Option<(u32, u32)>| match (&self.form, first) {
            (Form::Strs { spans, .. }, Some((_, number))) => spans.get(number as usize).copied(),
            _ => None,
        };
        let spans: Vec<Option<(u32, u32)>> = firsts.iter().map(span).collect();
        numbers.reserve(keys.len());
        each(keys, |row, key| {
            let hash = hashes.get(row).copied().unwrap_or_default();
            let known = match (&self.form, firsts.get(row).copied().flatten(), key) {
                (_, None, _) => None,
                (Form::Strs { text, .. }, Some((first, number)), Key::Str(wanted))
                    if first == hash
                        && spans.get(row).copied().flatten().is_some_and(|(start, end)| {
                            text.as_bytes().get(start as usize..end as usize) == Some(wanted.as_bytes())
                        }) =>
                {
                    Some(number)
                }
                _ => self.find(key, hash, cx),
            };
            numbers.push(known.unwrap_or_else(|| {
                let place = new.find(key, hash, cx).unwrap_or_else(|| new.push(key, hash));
                first_new + place
            }));
        });
    }
}

/// Hands on each row of a column.
fn each(column: &Column, mut found: impl FnMut(usize, Key<'_>)) {
    match column {
        Column::Str(rows) => rows.iter().enumerate().for_each(|(row, key)| found(row, Key::Str(key))),
        Column::Int(rows) => rows.iter().enumerate().for_each(|(row, key)| found(row, Key::Int(*key))),
        _ => column.iter().enumerate().for_each(|(row, key)| found(row, Key::of(&key))),
    }
}
