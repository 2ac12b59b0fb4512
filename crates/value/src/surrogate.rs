//! Halves of UTF-16 pairs, which Python's strings may hold alone.
//!
//! UTF-8 has no place for them, so the last 2,048 code points of all, which are for private use and which hardly any
//! text has, stand in for them. A text that has these characters itself would show them as halves of pairs.

const FIRST: u32 = 0xd800;
const LAST: u32 = 0xdfff;
const FIRST_STAND_IN: u32 = 0x10_f800;

/// The character that a string has for a code point; `None` beyond the last one.
pub fn char_of(code: u32) -> Option<char> {
    match code {
        FIRST..=LAST => char::from_u32(code - FIRST + FIRST_STAND_IN),
        _ => char::from_u32(code),
    }
}

/// The code point that a character stands for.
pub fn code_of(c: char) -> u32 {
    let code = u32::from(c);
    if code >= FIRST_STAND_IN { code - FIRST_STAND_IN + FIRST } else { code }
}

/// Whether it is half of a pair.
pub fn is_half(c: char) -> bool {
    u32::from(c) >= FIRST_STAND_IN
}

/// Whether a text has halves of pairs.
pub fn any_in(text: &str) -> bool {
    text.contains(is_half)
}
