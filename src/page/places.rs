//! Where things are in a text that has been edited since they were found.

use protocol::text::{Span, TextEdit};

/// The smallest single edit that turns `before` into `after`; none if they are the same.
pub fn smallest_edit(before: &str, after: &str) -> Option<TextEdit> {
    if before == after {
        return None;
    }
    let prefix: usize = before.chars().zip(after.chars()).take_while(|(b, a)| b == a).map(|(b, _)| b.len_utf8()).sum();
    let (before_rest, after_rest) = (&before[prefix..], &after[prefix..]); // Both share the prefix.
    let suffix: usize = before_rest
        .chars()
        .rev()
        .zip(after_rest.chars().rev())
        .take_while(|(b, a)| b == a)
        .map(|(b, _)| b.len_utf8())
        .sum();
    Some(TextEdit {
        start: prefix as u32,
        end: (before.len() - suffix) as u32,
        text: after_rest[..after_rest.len() - suffix].to_owned(),
    })
}

/// Where `start..end` is after an edit, or none if the edit tore it.
///
/// An edit inside, or an insertion at one of its ends, belongs to it.
pub fn carry((start, end): (u32, u32), edit: &TextEdit) -> Option<(u32, u32)> {
    let moved = |at: u32| at - (edit.end - edit.start) + edit.text.len() as u32;
    if edit.start >= start && edit.end <= end {
        Some((start, moved(end)))
    } else if edit.end <= start {
        Some((moved(start), moved(end)))
    } else if edit.start >= end {
        Some((start, end))
    } else {
        None
    }
}

/// [`carry`] over several edits, each of the text that the one before it made.
pub fn carry_all<'a>(span: Span, edits: impl IntoIterator<Item = &'a TextEdit>) -> Option<(u32, u32)> {
    let place = (span.start, span.end);
    edits.into_iter().try_fold(place, carry)
}

/// The UTF-16 offset of a byte offset; one past the end or inside a character moves back.
pub fn utf16_of_byte(text: &str, byte: u32) -> u32 {
    let mut at = (byte as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text[..at].encode_utf16().count() as u32
}

/// The byte offset of a UTF-16 offset; one past the end is the end, one inside a pair moves back.
pub fn byte_of_utf16(text: &str, unit: u32) -> u32 {
    let mut units = 0;
    for (at, sign) in text.char_indices() {
        units += sign.len_utf16() as u32;
        if units > unit {
            return at as u32;
        }
    }
    text.len() as u32
}

/// The offset of the beginning of a line, counted from 1, and the offset of its end.
pub fn line_place(text: &str, line: u32) -> (u32, u32) {
    let mut at = 0;
    for (line_idx, content) in text.split('\n').enumerate() {
        if line_idx as u32 + 1 >= line {
            return (at, at + content.len() as u32);
        }
        at += content.len() as u32 + 1;
    }
    (text.len() as u32, text.len() as u32)
}

/// Of calls with their names' offsets, the one at a place: the innermost around it, else the first on its line.
pub fn step_at(calls: impl Iterator<Item = (u32, (u32, u32))>, text: &str, at: u32) -> Option<u32> {
    let line_of = |at: u32| text.get(..at as usize).unwrap_or(text).matches('\n').count();
    let calls: Vec<(u32, (u32, u32))> = calls.collect();
    let around = calls.iter().filter(|(_, (start, end))| *start <= at && at <= *end);
    let innermost = around.min_by_key(|(_, (start, end))| end - start);
    let on_line =
        || calls.iter().filter(|(_, (start, _))| line_of(*start) == line_of(at)).min_by_key(|(_, place)| place.0);
    innermost.or_else(on_line).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use protocol::text::apply_edits;

    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> TextEdit {
        TextEdit { start, end, text: text.to_owned() }
    }

    #[test]
    fn the_smallest_edit_makes_the_new_text() {
        for (before, after) in [("", "x"), ("aa", "a"), ("héllo", "hèllo"), ("x😀y", "x😁y"), ("ab", "ba"), ("a", "")]
        {
            let edit = smallest_edit(before, after).unwrap();
            assert_eq!(apply_edits(before, &[edit]).unwrap(), after);
        }
        assert_eq!(smallest_edit("same", "same"), None);
    }

    #[test]
    fn an_edit_before_moves_and_one_behind_does_not() {
        assert_eq!(carry((10, 15), &edit(0, 4, "x")), Some((7, 12)));
        assert_eq!(carry((10, 15), &edit(16, 18, "xyz")), Some((10, 15)));
    }

    #[test]
    fn an_edit_inside_or_at_an_end_belongs_to_the_place() {
        assert_eq!(carry((10, 15), &edit(10, 15, "")), Some((10, 10)));
        assert_eq!(carry((10, 15), &edit(15, 15, "ab")), Some((10, 17)));
        assert_eq!(carry((10, 15), &edit(10, 10, "ab")), Some((10, 17)));
        assert_eq!(carry((10, 10), &edit(10, 10, "x + y")), Some((10, 15)));
    }

    #[test]
    fn an_edit_across_an_end_tears_the_place() {
        assert_eq!(carry((10, 15), &edit(8, 12, "")), None);
        assert_eq!(carry((10, 15), &edit(12, 20, "abc")), None);
        assert_eq!(carry((10, 15), &edit(0, 30, "")), None);
    }

    #[test]
    fn offsets_are_converted_both_ways() {
        let text = "aé😀b";
        for (byte, unit) in [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5)] {
            assert_eq!((utf16_of_byte(text, byte), byte_of_utf16(text, unit)), (unit, byte));
        }
        assert_eq!((utf16_of_byte(text, 2), utf16_of_byte(text, 99)), (1, 5));
        assert_eq!((byte_of_utf16(text, 3), byte_of_utf16(text, 99)), (3, 8));
    }

    #[test]
    fn a_line_has_a_place_even_past_the_end() {
        assert_eq!(line_place("ab\ncd", 2), (3, 5));
        assert_eq!(line_place("ab\ncd", 9), (5, 5));
    }

    #[test]
    fn the_step_at_a_place_is_the_innermost_or_the_first_of_its_line() {
        let text = "words = lines.flatMap(f)\na.join(b.map(g)).pprint()";
        let calls = || [(14, (14, 24)), (27, (27, 41)), (34, (34, 40)), (42, (42, 50))].into_iter();
        let at = |word: &str| step_at(calls(), text, text.find(word).unwrap() as u32);
        assert_eq!(
            [at("words"), at("f)"), at("g)"), at("a.join"), at("pprint")],
            [Some(14), Some(14), Some(34), Some(27), Some(42)]
        );
        assert_eq!(step_at(std::iter::empty(), text, 999), None);
    }
}
