//! A program as tokens, as far as help while typing needs them: text that is half written has tokens, too.

use crate::page::highlight::{Ink, is_name, token};

/// A name, a literal, a sign, or the end of a statement: `\n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub at: usize,
    pub sort: Sort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Name,
    Keyword,
    Text,
    Number,
    Sign,
}

impl Token<'_> {
    pub fn is(&self, text: &str) -> bool {
        self.text == text && self.sort != Sort::Text
    }

    pub fn opens(&self) -> bool {
        self.is("(") || self.is("[") || self.is("{")
    }

    pub fn closes(&self) -> bool {
        self.is(")") || self.is("]") || self.is("}")
    }
}

/// The tokens of a text, without comments and spaces.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    let mut is_continued = false;
    while at < text.len() {
        let (end, ink) = token(text, at);
        let part = text.get(at..end).unwrap_or_default();
        let sort = match ink {
            Ink::Comment => None,
            Ink::Text => Some(Sort::Text),
            Ink::Number => Some(Sort::Number),
            Ink::Keyword => Some(Sort::Keyword),
            Ink::Plain if part.starts_with(is_name) => Some(Sort::Name),
            Ink::Plain if part == "\n" && (depth > 0 || is_continued) => None,
            Ink::Plain if part == "\n" || !part.trim().is_empty() => Some(Sort::Sign),
            Ink::Plain => None,
        };
        is_continued = part == "\\";
        if let Some(sort) = sort.filter(|_| part != "\\") {
            let token = Token { text: part, at, sort };
            depth = depth.saturating_add(usize::from(token.opens())).saturating_sub(usize::from(token.closes()));
            found.push(token);
        }
        at = end.max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// The bracket that the one at `closing` closes.
pub fn opening(tokens: &[Token<'_>], closing: usize) -> Option<usize> {
    let mut depth = 0_usize;
    tokens.get(..=closing)?.iter().enumerate().rev().find_map(|(idx, token)| {
        if token.closes() {
            depth += 1;
        } else if token.opens() {
            depth = depth.saturating_sub(1);
            return (depth == 0).then_some(idx);
        }
        None
    })
}

/// The bracket that closes the one at `opening`.
pub fn closing(tokens: &[Token<'_>], opening: usize) -> Option<usize> {
    let mut depth = 0_usize;
    tokens.iter().enumerate().skip(opening).find_map(|(idx, token)| {
        if token.opens() {
            depth += 1;
        } else if token.closes() {
            depth = depth.saturating_sub(1);
            return (depth == 0).then_some(idx);
        }
        None
    })
}

/// The bracket around the end of these tokens that nothing closes.
pub fn unclosed(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    tokens.iter().enumerate().rev().find_map(|(idx, token)| {
        match () {
            () if token.closes() => depth += 1,
            () if token.opens() && depth == 0 => return Some(idx),
            () if token.opens() => depth -= 1,
            () => {}
        }
        None
    })
}

/// The arguments of a call, from its tokens between the parentheses: the commas of a lambda's parameters part nothing.
pub fn arguments<'t, 'a>(inside: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let (mut found, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    let mut in_lambda = false;
    for (idx, token) in inside.iter().enumerate() {
        match () {
            () if token.opens() => depth += 1,
            () if token.closes() => depth = depth.saturating_sub(1),
            () if depth > 0 => {}
            () if token.is("lambda") => in_lambda = true,
            () if token.is(":") => in_lambda = false,
            () if token.is(",") && !in_lambda => {
                found.push(inside.get(from..idx).unwrap_or_default());
                from = idx + 1;
            }
            () => {}
        }
    }
    found.push(inside.get(from..).unwrap_or_default());
    found
}

/// Whether a colon parts what stands between brackets, as in a dict.
pub fn has_colon(inside: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    inside.iter().any(|token| {
        depth = depth.saturating_add(usize::from(token.opens())).saturating_sub(usize::from(token.closes()));
        depth == 0 && token.is(":")
    })
}

/// The names of parameters, with their annotations.
pub fn parameters<'a>(inside: &[Token<'a>]) -> Vec<(&'a str, Option<&'a str>)> {
    let parts = inside.split(|token| token.is(","));
    let named = parts.filter_map(|part| {
        let name = part.iter().position(|token| token.sort == Sort::Name)?;
        let is_annotated = part.get(name + 1).is_some_and(|token| token.is(":"));
        Some((part.get(name)?.text, part.get(name + 2).filter(|_| is_annotated).map(|token| token.text)))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.text).collect()
    }

    #[test]
    fn a_statement_ends_with_its_line_unless_a_bracket_is_open() {
        assert_eq!(texts("a = f(1,\n  'x y')  # c\nb"), ["a", "=", "f", "(", "1", ",", "'x y'", ")", "\n", "b"]);
        assert_eq!(texts("a = b \\\n  .c\né😀"), ["a", "=", "b", ".", "c", "\n", "é😀"]);
    }

    #[test]
    fn the_commas_of_a_lambda_part_no_arguments() {
        let found = tokens("lambda x, y: x + y, (1, 2), n=3");
        let lengths: Vec<usize> = arguments(&found).iter().map(|argument| argument.len()).collect();
        assert_eq!(lengths, [8, 5, 3]);
        assert_eq!(arguments(&[]).len(), 1);
    }

    #[test]
    fn brackets_find_each_other() {
        let found = tokens("f(a[1], (b");
        assert_eq!((opening(&found, 5), closing(&found, 3), unclosed(&found)), (Some(3), Some(5), Some(7)));
    }
}
