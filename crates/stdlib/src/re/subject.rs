//! A text being searched: by characters for the matcher, by bytes for slices.

use std::rc::Rc;

use value::{CallCx, Raised, Str, Value};

use crate::re::matcher::{self, Search, Spans};
use crate::re::program::Program;
use python::ops::item::inner_str;
use python::types::bytearray::bytes_of;

enum Chars {
    /// The text's bytes are its characters.
    Ascii,
    Wide {
        chars: Vec<char>,
        places: Vec<usize>,
    },
    Bytes(Vec<u8>),
}

/// A string or bytes to search in.
#[derive(Clone)]
pub struct Subject {
    pub value: Value,
    text: Str,
    chars: Rc<Chars>,
}

impl Subject {
    /// The subject that a value is.
    ///
    /// Errors: `TypeError: expected string or bytes-like object, got 'int'`.
    pub fn of(value: &Value, pattern_is_bytes: bool) -> Result<Self, Raised> {
        let subject = match (inner_str(value), bytes_of(value)) {
            (Some(text), _) if text.is_ascii() => Self { value: value.clone(), text, chars: Rc::new(Chars::Ascii) },
            (Some(text), _) => {
                let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                places.push(text.len());
                let chars = text.chars().collect();
                Self { value: value.clone(), text, chars: Rc::new(Chars::Wide { chars, places }) }
            }
            (None, Some(bytes)) => {
                Self { value: value.clone(), text: Str::new(""), chars: Rc::new(Chars::Bytes(bytes)) }
            }
            _ => {
                return Err(Raised::type_error(format!(
                    "expected string or bytes-like object, got '{}'",
                    value.type_name()
                )));
            }
        };
        match (pattern_is_bytes, &*subject.chars) {
            (true, Chars::Bytes(_)) => Ok(subject),
            (true, _) => Err(Raised::type_error("cannot use a bytes pattern on a string-like object".into())),
            (false, Chars::Bytes(_)) => {
                Err(Raised::type_error("cannot use a string pattern on a bytes-like object".into()))
            }
            (false, _) => Ok(subject),
        }
    }

    /// Length in characters.
    pub fn len(&self) -> usize {
        match &*self.chars {
            Chars::Ascii => self.text.len(),
            Chars::Wide { chars, .. } => chars.len(),
            Chars::Bytes(bytes) => bytes.len(),
        }
    }

    /// The part between two positions.
    pub fn part(&self, begin: usize, end: usize) -> Value {
        let slice = |from: usize, to: usize| match self.text.get(from..to) {
            Some(part) => Value::Str(self.text.view(part)),
            None => Value::str(""),
        };
        match &*self.chars {
            Chars::Ascii => slice(begin, end),
            Chars::Wide { places, .. } => {
                let place = |at: usize| places.get(at).copied().unwrap_or(self.text.len());
                slice(place(begin), place(end))
            }
            Chars::Bytes(bytes) => Value::Bytes(bytes.get(begin..end).unwrap_or_default().into()),
        }
    }

    /// The first match.
    pub fn search(&self, program: &Program, search: Search, cx: &mut CallCx) -> Result<Option<Spans>, Raised> {
        match &*self.chars {
            Chars::Ascii => matcher::search(program, self.text.as_bytes(), search, cx),
            Chars::Wide { chars, .. } => matcher::search(program, chars.as_slice(), search, cx),
            Chars::Bytes(bytes) => matcher::search(program, bytes.as_slice(), search, cx),
        }
    }
}
