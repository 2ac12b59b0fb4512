//! What is looked for in the page: a role with a name, as a screen reader says them.

use std::fmt;

/// Which accessible names are meant.
#[derive(Clone, Copy, Debug)]
pub enum Name<'a> {
    Exactly(&'a str),
    StartingWith(&'a str),
    Containing(&'a str),
    Any,
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(name: &'a str) -> Self {
        Self::Exactly(name)
    }
}

impl<'a> Name<'a> {
    pub(crate) fn is_met_by(self, name: &str) -> bool {
        let (is_met, text) = self.parts();
        is_met(name, text)
    }

    fn parts(self) -> (fn(&str, &str) -> bool, &'a str) {
        match self {
            Self::Exactly(text) => (|name, text| name == text, text),
            Self::StartingWith(text) => (|name, text| name.starts_with(text), text),
            Self::Containing(text) => (|name, text| name.contains(text), text),
            Self::Any => (|_, _| true, ""),
        }
    }
}

/// A role and which names are meant, kept to look for it again.
pub(crate) struct Sought {
    pub(crate) role: String,
    is_met: fn(&str, &str) -> bool,
    text: String,
    described: String,
}

impl Sought {
    pub(crate) fn new(role: &str, name: Name<'_>) -> Self {
        let (is_met, text) = name.parts();
        Self { role: role.to_owned(), is_met, text: text.to_owned(), described: format!("{role} named {name:?}") }
    }

    pub(crate) fn is_met_by(&self, name: &str) -> bool {
        (self.is_met)(name, &self.text)
    }
}

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.described)
    }
}
