//! Looking for a key in a table in two steps, so that user code (`__eq__`) never runs while the table is borrowed.

use crate::context::CallCx;
use crate::equality::{eq, eq_now};
use crate::raised::Raised;
use crate::value::Value;

/// What is known about two keys without running user code.
pub(crate) enum Match {
    Equal,
    Different,
    /// `eq` has to be asked.
    Unknown,
}

/// Compares two keys of equal hash as far as that needs no user code.
#[inline]
pub(crate) fn compare_now(a: &Value, b: &Value) -> Match {
    match eq_now(a, b) {
        Some(true) => Match::Equal,
        Some(false) if !matches!(a, Value::Float(_)) || !a.is_same(b) => Match::Different,
        None if !a.is_same(b) => Match::Unknown,
        _ => Match::Equal,
    }
}

/// Where a key is.
pub(crate) enum Probe {
    Found(usize),
    Absent,
    /// These places, in this order, may hold it; else the rest is so.
    Ask(Vec<(usize, Value)>, Option<usize>),
}

impl Probe {
    /// This outcome, after places that have to be asked first.
    pub(crate) fn after(self, candidates: Vec<(usize, Value)>) -> Self {
        match self {
            outcome if candidates.is_empty() => outcome,
            Self::Found(slot) => Self::Ask(candidates, Some(slot)),
            _ => Self::Ask(candidates, None),
        }
    }

    /// Asks the candidates.
    pub(crate) fn settle(self, key: &Value, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        match self {
            Self::Found(slot) => Ok(Some(slot)),
            Self::Absent => Ok(None),
            Self::Ask(candidates, otherwise) => {
                for (slot, other) in candidates {
                    if eq(&other, key, cx)? {
                        return Ok(Some(slot));
                    }
                }
                Ok(otherwise)
            }
        }
    }
}
