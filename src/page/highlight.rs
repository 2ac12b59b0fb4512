//! Colours for a piece of Python, as far as a single field needs them.

/// What a part of Python text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Keyword,
    Text,
    Number,
    Comment,
}

/// A part of a text that looks the same throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    pub text: &'a str,
    pub ink: Ink,
    /// Whether something is wrong there.
    pub is_wrong: bool,
}

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The name of an ink in CSS.
impl Ink {
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Keyword => "keyword",
            Self::Text => "text",
            Self::Number => "number",
            Self::Comment => "comment",
        }
    }
}

/// Cuts a text into coloured parts; `wrong` are byte ranges with something wrong in them.
pub fn segments<'a>(text: &'a str, wrong: &[(u32, u32)]) -> Vec<Segment<'a>> {
    let mut segments: Vec<Segment<'a>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (end, ink) = token(text, at);
        let mut cut = at;
        while cut < end {
            let is_wrong = wrong.iter().any(|(from, to)| (*from as usize..*to as usize).contains(&cut));
            let borders = wrong.iter().flat_map(|(from, to)| [*from as usize, *to as usize]);
            let next = borders.filter(|border| (cut + 1..end).contains(border) && text.is_char_boundary(*border)).min();
            let next = next.unwrap_or(end);
            segments.push(Segment { text: &text[cut..next], ink, is_wrong }); // Both are boundaries.
            cut = next;
        }
        at = end;
    }
    segments
}

/// The end of the token that begins at `at`, which is inside the text and at the beginning of a character.
pub fn token(text: &str, at: usize) -> (usize, Ink) {
    let rest = &text[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let run = |belongs: fn(char) -> bool| {
        rest.char_indices().find(|(_, sign)| !belongs(*sign)).map_or(text.len(), |(end, _)| at + end)
    };
    if let Some(end) = string_end(text, at) {
        return (end, Ink::Text);
    }
    match first {
        '#' => (rest.find('\n').map_or(text.len(), |end| at + end), Ink::Comment),
        '0'..='9' => (run(|sign| is_name(sign) || sign == '.'), Ink::Number),
        _ if is_name(first) => {
            let end = run(is_name);
            match KEYWORDS.contains(&&text[at..end]) {
                true => (end, Ink::Keyword),
                false => (end, Ink::Plain),
            }
        }
        _ => (at + first.len_utf8(), Ink::Plain),
    }
}

/// Whether a sign can be part of a name; beyond ASCII every one can, which spares the page Unicode's tables.
pub fn is_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_' || !sign.is_ascii()
}

/// The end of the string literal that begins at `at`, if one does; an unfinished one ends with its line or the text.
fn string_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let prefix = rest.bytes().take_while(|sign| sign.is_ascii_alphabetic()).count();
    let known =
        ["", "r", "b", "f", "u", "rb", "br", "fr", "rf"].contains(&rest[..prefix].to_ascii_lowercase().as_str());
    let quote = rest[prefix..].chars().next().filter(|sign| known && matches!(sign, '"' | '\''))?;
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let is_triple = rest[prefix..].starts_with(&triple);
    let body = at + prefix + if is_triple { 3 } else { 1 };
    let mut is_escaped = false;
    for (offset, sign) in text[body..].char_indices() {
        let here = body + offset;
        if is_escaped {
            is_escaped = false;
        } else if sign == '\\' {
            is_escaped = true;
        } else if is_triple && text[here..].starts_with(&triple) {
            return Some(here + 3);
        } else if !is_triple && sign == quote {
            return Some(here + 1);
        } else if !is_triple && sign == '\n' {
            return Some(here);
        }
    }
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows the text with each part's ink: `k` keyword, `t` text, `n` number, `c` comment, `!` wrong.
    fn check(text: &str, wrong: &[(u32, u32)], expected: &str) {
        let segments = segments(text, wrong);
        assert_eq!(segments.iter().map(|segment| segment.text).collect::<String>(), text);
        let mut shown = String::new();
        for segment in segments {
            let ink = match segment.ink {
                Ink::Plain => ' ',
                other => other.name().chars().next().unwrap_or(' '),
            };
            let ink = if segment.is_wrong { '!' } else { ink };
            shown.extend(std::iter::repeat_n(ink, segment.text.chars().count()));
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_lambda_has_its_colours() {
        check(r#"lambda w: (w, 1.5)"#, &[], "kkkkkk        nnn ");
        check(r#"line.split(" ")"#, &[], "           ttt ");
    }

    #[test]
    fn strings_end_where_python_ends_them() {
        check(r#"f"a\"b" x"#, &[], "ttttttt  ");
        check("'a\nb", &[], "tt  ");
        check("'''a'b\n''' c", &[], "tttttttttt  ");
        check("for_ if", &[], "     kk");
        check("x # é", &[], "  ccc");
    }

    #[test]
    fn what_is_wrong_is_cut_out() {
        check("x + yy", &[(4, 6)], "    !!");
        check("lambda", &[(2, 4)], "kk!!kk");
        check("é", &[(1, 2)], " ");
    }
}
