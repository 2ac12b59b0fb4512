//! Escapes of halves of pairs in string literals (`"\\ud83d"`), which the parser gives as U+FFFD.

use std::borrow::Cow;

use value::surrogate::char_of;

/// The text of a literal, with those of its replacement characters that `source` writes as halves of pairs put right.
pub fn with_halves<'a>(text: &'a str, source: &str) -> Cow<'a, str> {
    if !text.contains(char::REPLACEMENT_CHARACTER) || !source.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut written = replacements(source).into_iter();
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                char::REPLACEMENT_CHARACTER => written.next().flatten().unwrap_or(c),
                c => c,
            })
            .collect(),
    )
}

/// For every replacement character that a literal gives, the half that it is written as, if it is.
fn replacements(source: &str) -> Vec<Option<char>> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['\\', char::REPLACEMENT_CHARACTER]) {
        let escape = &rest[at..];
        let n_digits = match escape.get(1..2) {
            _ if escape.starts_with(char::REPLACEMENT_CHARACTER) => {
                found.push(None);
                rest = &escape[char::REPLACEMENT_CHARACTER.len_utf8()..];
                continue;
            }
            Some("u") => 4,
            Some("U") => 8,
            _ => 0,
        };
        let code = escape.get(2..2 + n_digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match code {
            Some(code @ 0xd800..=0xdfff) => found.push(char_of(code)),
            Some(0xfffd) => found.push(None),
            _ => {}
        }
        // A backslash takes what follows it along.
        let taken = escape.chars().nth(1).map_or(0, char::len_utf8);
        rest = &escape[1 + taken..];
    }
    found
}
