//! Places in the program text, edits of it, and numbers as they are written for people.

use serde::{Deserialize, Serialize};

/// The number of a state of the program text; each answer about text names the one it was computed from.
pub type Rev = u32;

/// A part of the program text.
///
/// `start..end` are byte offsets into the UTF-8 text. `line` and `column` say where `start` is for people:
/// both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub column: u32,
}

impl Span {
    /// The span of these byte offsets in `text`; offsets past the end or inside a character move back.
    pub fn of(text: &str, start: usize, end: usize) -> Self {
        let start = floor_char_boundary(text, start);
        let end = floor_char_boundary(text, end).max(start);
        let before = &text[..start]; // `start` is a boundary.
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            start: start as u32,
            end: end as u32,
            line: 1 + before.bytes().filter(|byte| *byte == b'\n').count() as u32,
            column: 1 + before[line_start..].chars().count() as u32,
        }
    }

    /// The text of this span, if `text` is long enough and the ends are between characters.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }
}

/// One replacement in the program text: the bytes `start..end` become `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// Why edits could not be applied; the text is then left as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("an edit reaches outside the text or into a character")]
    Outside,
    #[error("two edits overlap")]
    Overlap,
}

/// Applies edits that all name places in the same, original text.
///
/// They may come in any order but must not overlap; two insertions at one place keep their order.
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> Result<String, EditError> {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.start, edit.end)); // Stable: insertions at one place keep their order.
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let (start, end) = (edit.start as usize, edit.end as usize);
        if start > end {
            return Err(EditError::Outside);
        }
        if start < at {
            return Err(EditError::Overlap);
        }
        result.push_str(text.get(at..start).ok_or(EditError::Outside)?);
        text.get(start..end).ok_or(EditError::Outside)?;
        result.push_str(&edit.text);
        at = end;
    }
    result.push_str(text.get(at..).ok_or(EditError::Outside)?);
    Ok(result)
}

/// A number for people, with commas between thousands: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> TextEdit {
        TextEdit { start, end, text: text.to_owned() }
    }

    #[test]
    fn a_span_counts_lines_and_characters_from_one() {
        let text = "é = 1\nnaïve = 2\n";
        let at = text.find("= 2").unwrap();
        assert_eq!(Span::of(text, at, at + 3), Span { start: 14, end: 17, line: 2, column: 7 });
    }

    #[test]
    fn a_span_never_splits_a_character() {
        let span = Span::of("é", 1, 99);
        assert_eq!((span.start, span.end), (0, 2));
    }

    #[test]
    fn edits_name_places_in_the_original_text() {
        let edits = [edit(4, 5, "sum"), edit(0, 1, "total")];
        assert_eq!(apply_edits("x = y", &edits), Ok("total = sum".to_owned()));
    }

    #[test]
    fn insertions_at_one_place_keep_their_order() {
        assert_eq!(apply_edits("()", &[edit(1, 1, "a"), edit(1, 1, "b")]), Ok("(ab)".to_owned()));
    }

    #[test]
    fn bad_edits_are_refused() {
        assert_eq!(apply_edits("é", &[edit(1, 1, "")]), Err(EditError::Outside));
        assert_eq!(apply_edits("ab", &[edit(0, 9, "")]), Err(EditError::Outside));
        assert_eq!(apply_edits("abc", &[edit(0, 2, ""), edit(1, 3, "")]), Err(EditError::Overlap));
    }

    #[test]
    fn thousands_are_kept_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
