//! `Str`: an immutable string that is a view into a shared buffer, so that splitting a line copies nothing.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

const MAX_LEN: u32 = u32::MAX >> 1;

/// A view of UTF-8 text inside a shared, unchanging buffer.
///
/// Cloning and slicing count a reference and copy nothing. A view keeps its whole buffer alive: call
/// [`Str::detached`] before keeping a small piece of something large for long (state keys do).
/// Length is below 2 GiB. For lone surrogates, which Python strings may hold, see [`crate::surrogate`].
#[derive(Clone)]
pub struct Str {
    buffer: Rc<Box<str>>,
    start: *const u8,
    /// In bytes.
    len: u32,
    /// Whether all bytes are known to be ASCII. As a `bool` it also leaves room for the kind of a [`crate::Value`].
    is_known_ascii: bool,
}

impl Str {
    /// Copies `text` into a buffer of its own.
    pub fn new(text: &str) -> Self {
        Self::from_box(text.into())
    }

    /// Takes over `text` without copying it when its capacity is exact.
    pub fn from_string(text: String) -> Self {
        Self::from_box(text.into_boxed_str())
    }

    fn from_box(text: Box<str>) -> Self {
        let len = u32::try_from(text.len()).unwrap_or(MAX_LEN).min(MAX_LEN);
        let is_known_ascii = text.is_ascii();
        let buffer = Rc::new(text);
        let start = buffer.as_ptr();
        Self { buffer, start, len, is_known_ascii }
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        // SAFETY: `start` and `len` were taken from a `&str` inside `buffer`, which never changes or moves
        // (it is boxed) and which `self` keeps alive.
        #[allow(unsafe_code)]
        unsafe {
            std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.start, self.len as usize))
        }
    }

    /// Whether every character is ASCII; constant time when the buffer was found ASCII as a whole.
    #[inline]
    pub fn is_ascii(&self) -> bool {
        self.is_known_ascii || self.as_str().is_ascii()
    }

    /// The view of `part`, which must be a piece of this very string (as `split` and `trim` give them);
    /// any other text is copied.
    #[inline]
    pub fn view(&self, part: &str) -> Self {
        let whole = self.as_str();
        let begin = whole.as_ptr() as usize;
        let at = part.as_ptr() as usize;
        if at < begin || at + part.len() > begin + whole.len() {
            return Self::new(part);
        }
        Self {
            buffer: Rc::clone(&self.buffer),
            start: part.as_ptr(),
            len: part.len() as u32,
            is_known_ascii: self.is_known_ascii,
        }
    }

    /// The view of a range of bytes, which keeps the buffer that `self` held; `None` if that is no text.
    #[inline(always)]
    pub fn cut(self, range: std::ops::Range<usize>) -> Option<Self> {
        let part = self.as_str().get(range)?;
        let (start, len) = (part.as_ptr(), part.len() as u32);
        Some(Self { start, len, ..self })
    }

    /// The same text in a buffer of its own, if the buffer held is more than twice as long.
    pub fn detached(&self) -> Self {
        if self.buffer.len() > 2 * self.len() { Self::new(self.as_str()) } else { self.clone() }
    }

    pub(crate) fn is_shared(&self) -> bool {
        Rc::strong_count(&self.buffer) > 1
    }

    /// Rough number of bytes that the view holds: its part of the buffer, which it shares with those who have it now.
    pub(crate) fn held(&self) -> usize {
        let whole = self.buffer.len() + size_of::<Box<str>>() + 2 * size_of::<usize>();
        self.len().max(whole / Rc::strong_count(&self.buffer))
    }

    /// Whether both are views of the same bytes, which makes them equal without looking.
    #[inline]
    pub fn is_same(&self, other: &Self) -> bool {
        self.start == other.start && self.len == other.len
    }

    /// Number of Unicode characters, Python's `len`.
    #[inline]
    pub fn n_chars(&self) -> usize {
        if self.is_ascii() { self.len() } else { self.chars().count() }
    }
}

impl Deref for Str {
    type Target = str;
    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Str {}

impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Borrow<str> for Str {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self::from_string(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Str;

    #[test]
    fn a_view_shares_its_buffer_and_outlives_the_whole() {
        let line = Str::new("This is line 4");
        let words: Vec<Str> = line.split(' ').map(|word| line.view(word)).collect();
        drop(line);
        assert_eq!(words.iter().map(Str::as_str).collect::<Vec<_>>(), ["This", "is", "line", "4"]);
        assert!(words[0].is_ascii());
    }

    #[test]
    fn text_from_elsewhere_is_copied() {
        let line = Str::new("abc");
        assert_eq!(line.view("xyz").as_str(), "xyz");
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(Str::new("naïve €").n_chars(), 7);
    }
}
