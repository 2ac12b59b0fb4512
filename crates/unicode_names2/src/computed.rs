//! Names that follow from the character's number, and so are in no table.

const HANGUL: &str = "HANGUL SYLLABLE ";
const IDEOGRAPH: &str = "CJK UNIFIED IDEOGRAPH-";
/// The ideographs of Unicode 14, which CPython 3.11 knows.
const IDEOGRAPHS: [(u32, u32); 8] = [
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    (0x20000, 0x2a6df),
    (0x2a700, 0x2b738),
    (0x2b740, 0x2b81d),
    (0x2b820, 0x2cea1),
    (0x2ceb0, 0x2ebe0),
    (0x30000, 0x3134a),
];
const FIRST_SYLLABLE: u32 = 0xac00;
const LEADS: [&str; 19] =
    ["G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"];
const VOWELS: [&str; 21] = [
    "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU", "EU",
    "YI", "I",
];
const TAILS: [&str; 28] = [
    "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S",
    "SS", "NG", "J", "C", "K", "T", "P", "H",
];

/// The character of such a name, in capital letters as CPython wants these.
pub fn character(name: &str) -> Option<char> {
    if let Some(digits) = name.strip_prefix(IDEOGRAPH) {
        return ideograph(digits);
    }
    let (lead, rest) = longest_prefix(&LEADS, name.strip_prefix(HANGUL)?)?;
    let (vowel, rest) = longest_prefix(&VOWELS, rest)?;
    let (tail, rest) = longest_prefix(&TAILS, rest)?;
    if !rest.is_empty() {
        return None;
    }
    let syllable = (lead * VOWELS.len() + vowel) * TAILS.len() + tail;
    char::from_u32(FIRST_SYLLABLE + u32::try_from(syllable).ok()?)
}

fn ideograph(digits: &str) -> Option<char> {
    let is_digit = |c: char| c.is_ascii_digit() || ('A'..='F').contains(&c);
    if !matches!(digits.len(), 4 | 5) || !digits.chars().all(is_digit) {
        return None;
    }
    let code = u32::from_str_radix(digits, 16).ok()?;
    let is_one = IDEOGRAPHS.iter().any(|(first, last)| (*first..=*last).contains(&code));
    char::from_u32(code).filter(|_| is_one)
}

/// Which of `parts` the text begins with, the longest of them, and what follows it.
fn longest_prefix<'a>(parts: &[&str], text: &'a str) -> Option<(usize, &'a str)> {
    let begun = parts.iter().enumerate().filter(|(_, part)| text.starts_with(**part));
    let (part_idx, part) = begun.max_by_key(|(_, part)| part.len())?;
    Some((part_idx, &text[part.len()..]))
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn syllables_are_spelled_from_their_parts() {
        assert_eq!(character("HANGUL SYLLABLE GA"), Some('가'));
        assert_eq!(character("HANGUL SYLLABLE HIH"), Some('힣'));
        assert_eq!(character("HANGUL SYLLABLE A"), Some('아'));
        assert_eq!(character("HANGUL SYLLABLE GAX"), None);
    }

    #[test]
    fn ideographs_are_called_by_their_code() {
        assert_eq!(character("CJK UNIFIED IDEOGRAPH-4E00"), Some('一'));
        assert_eq!(character("CJK UNIFIED IDEOGRAPH-2B739"), None);
        assert_eq!(character("CJK UNIFIED IDEOGRAPH-+4E00"), None);
    }
}
