//! What Python 3.11 knows about characters: Unicode 14, whatever version Rust's own tables have.
//!
//! The tables are recorded from CPython by `tools/python/record_unicode.py`, which also says how they are written.

use std::sync::OnceLock;

const RECORDED: &[u8] = include_bytes!("unicode14.bin");

/// A property of characters, named after the string method that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    Printable,
    Alpha,
    Decimal,
    Digit,
    Numeric,
    Lower,
    Upper,
    /// General category Lt, such as `ǅ`.
    Title,
    Space,
    Cased,
    CaseIgnorable,
    IdentifierStart,
    IdentifierContinue,
}

const N_PROPERTIES: usize = 13;

/// A mapping of characters to one or more others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mapping {
    Lower,
    Upper,
    Title,
    Fold,
}

const N_MAPPINGS: usize = 4;

struct Run {
    start: u32,
    length: u32,
    step: u32,
    shift: i32,
}

struct MappingTable {
    runs: Vec<Run>,
    several: Vec<(u32, Vec<char>)>,
}

struct Tables {
    /// For every property the code points where it begins or ends to hold, in turn.
    edges: Vec<Vec<u32>>,
    mappings: Vec<MappingTable>,
}

struct Numbers<'a>(std::slice::Iter<'a, u8>);

impl Numbers<'_> {
    fn next(&mut self) -> u32 {
        let mut number = 0;
        for (i, byte) in self.0.by_ref().enumerate() {
            number |= u32::from(byte & 127) << (7 * i);
            if byte & 128 == 0 {
                break;
            }
        }
        number
    }
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut numbers = Numbers(RECORDED.iter());
        let edges = (0..N_PROPERTIES)
            .map(|_| {
                let mut at = 0;
                (0..numbers.next())
                    .map(|_| {
                        at += numbers.next();
                        at
                    })
                    .collect()
            })
            .collect();
        let mappings = (0..N_MAPPINGS).map(|_| read_mapping(&mut numbers)).collect();
        Tables { edges, mappings }
    })
}

fn read_mapping(numbers: &mut Numbers<'_>) -> MappingTable {
    let mut start = 0;
    let runs = (0..numbers.next())
        .map(|_| {
            start += numbers.next();
            let (length, step, zigzag) = (numbers.next(), numbers.next(), numbers.next());
            let shift = if zigzag & 1 == 0 { (zigzag >> 1) as i32 } else { -((zigzag >> 1) as i32) - 1 };
            Run { start, length, step, shift }
        })
        .collect();
    let mut from = 0;
    let several = (0..numbers.next())
        .map(|_| {
            from += numbers.next();
            let to = (0..numbers.next()).filter_map(|_| char::from_u32(numbers.next())).collect();
            (from, to)
        })
        .collect();
    MappingTable { runs, several }
}

/// Whether `c` has the property.
pub fn has(property: Property, c: char) -> bool {
    let edges = &tables().edges[property as usize];
    edges.partition_point(|edge| *edge <= u32::from(c)) % 2 == 1
}

/// Python's `str.isprintable` for one character.
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() { (' '..='~').contains(&c) } else { has(Property::Printable, c) }
}

/// Python's `str.isspace` for one character: what `split()` and `strip()` take for white space.
#[inline]
pub fn is_space(c: char) -> bool {
    if c.is_ascii() { is_ascii_space(c as u8) } else { has(Property::Space, c) }
}

/// [`is_space`] for a byte of ASCII text.
#[inline]
pub fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b' ' | 9..=13 | 28..=31)
}

/// The value of a decimal digit of any script.
pub fn decimal_value(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let edges = &tables().edges[Property::Decimal as usize];
    let at = edges.partition_point(|edge| *edge <= u32::from(c));
    // Digits come in blocks of ten that begin with zero.
    (at % 2 == 1).then(|| (u32::from(c) - edges[at - 1]) % 10)
}

/// Appends what `c` maps to.
pub fn push_mapped(out: &mut String, mapping: Mapping, c: char) {
    if c.is_ascii() {
        out.push(match mapping {
            Mapping::Lower | Mapping::Fold => c.to_ascii_lowercase(),
            Mapping::Upper | Mapping::Title => c.to_ascii_uppercase(),
        });
        return;
    }
    let table = &tables().mappings[mapping as usize];
    let code = u32::from(c);
    if let Ok(at) = table.several.binary_search_by_key(&code, |(from, _)| *from) {
        out.extend(&table.several[at].1);
        return;
    }
    let after = table.runs.partition_point(|run| run.start <= code);
    // Runs with a step may overlap, so an earlier one may be the right one.
    for run in table.runs[..after].iter().rev().take(4) {
        let distance = code - run.start;
        if distance.is_multiple_of(run.step) && distance / run.step < run.length {
            out.push(char::from_u32(code.wrapping_add_signed(run.shift)).unwrap_or(c));
            return;
        }
    }
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(mapping: Mapping, text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            push_mapped(&mut out, mapping, c);
        }
        out
    }

    #[test]
    fn characters_are_pythons() {
        assert_eq!(mapped(Mapping::Upper, "straße ŉ ǆ"), "STRASSE ʼN Ǆ");
        assert_eq!(mapped(Mapping::Title, "ǆ ﬁ"), "ǅ Fi");
        assert_eq!(mapped(Mapping::Lower, "İ ĀĂ Ω"), "i\u{307} āă ω");
        assert_eq!(mapped(Mapping::Fold, "ẞ ς"), "ss σ");
        assert!(is_printable('é') && !is_printable('\u{ad}') && !is_printable('\u{1f6d8}'));
        assert!(is_space('\u{3000}') && is_space('\u{1c}') && !is_space('\u{200b}'));
        assert_eq!((decimal_value('٣'), decimal_value('𝟟'), decimal_value('²')), (Some(3), Some(7), None));
    }
}
