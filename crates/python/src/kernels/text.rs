//! Methods of strings, and comparisons, on columns of strings.

use std::rc::Rc;

use value::column::StrColumn;
use value::order::CompareOp;
use value::{Column, Value, scan};

use crate::ast::Comparison;
use crate::kernels::lists;

/// `rows.name(*args)` for each row, where that has a form for columns.
pub fn method(name: &str, rows: &StrColumn, args: &[Rc<Column>]) -> Option<Column> {
    let text_arg = || match args.first().map(|arg| &**arg) {
        Some(Column::Const { value: Value::Str(text), .. }) if args.len() == 1 => Some(text.as_str()),
        _ => None,
    };
    match name {
        "split" => match args {
            [] => split_whitespace(rows),
            [arg] if matches!(&**arg, Column::Const { value: Value::None, .. }) => split_whitespace(rows),
            _ => {
                let separator = text_arg().filter(|separator| !separator.is_empty())?;
                Some(split(rows, separator))
            }
        },
        "strip" | "lstrip" | "rstrip" if args.is_empty() => stripped(rows, name != "rstrip", name != "lstrip"),
        "lower" | "upper" if args.is_empty() => changed_case(rows, name == "upper"),
        "startswith" => {
            let prefix = text_arg()?;
            Some(Column::Bool(rows.iter().map(|row| row.starts_with(prefix)).collect()))
        }
        "endswith" => {
            let suffix = text_arg()?;
            Some(Column::Bool(rows.iter().map(|row| row.ends_with(suffix)).collect()))
        }
        _ => None,
    }
}

/// Order of code points, which is that of UTF-8's bytes; and `needle in rows`.
pub fn compare(op: Comparison, a: &Column, b: &Column) -> Option<Vec<bool>> {
    match (op, a, b) {
        (Comparison::In, Column::Const { value: Value::Str(needle), .. }, Column::Str(rows)) => {
            Some(rows.iter().map(|row| contains(row, needle)).collect())
        }
        (Comparison::NotIn, Column::Const { value: Value::Str(needle), .. }, Column::Str(rows)) => {
            Some(rows.iter().map(|row| !contains(row, needle)).collect())
        }
        (_, Column::Str(a), Column::Const { value: Value::Str(b), .. }) => {
            let holds = comparison(op)?;
            Some(a.iter().map(|a| holds(a, b)).collect())
        }
        (_, Column::Const { value: Value::Str(a), .. }, Column::Str(b)) => {
            let holds = comparison(op)?;
            Some(b.iter().map(|b| holds(a, b)).collect())
        }
        (_, Column::Str(a), Column::Str(b)) => {
            let holds = comparison(op)?;
            Some(a.iter().zip(b.iter()).map(|(a, b)| holds(a, b)).collect())
        }
        _ => None,
    }
}

fn comparison(op: Comparison) -> Option<fn(&str, &str) -> bool> {
    Some(match op {
        Comparison::Eq => |a, b| a == b,
        Comparison::NotEq => |a, b| a != b,
        Comparison::Order(CompareOp::Lt) => |a, b| a < b,
        Comparison::Order(CompareOp::Le) => |a, b| a <= b,
        Comparison::Order(CompareOp::Gt) => |a, b| a > b,
        Comparison::Order(CompareOp::Ge) => |a, b| a >= b,
        _ => return None,
    })
}

/// Looks for the first byte of the needle sixteen at a time.
fn contains(row: &str, needle: &str) -> bool {
    let (row, needle) = (row.as_bytes(), needle.as_bytes());
    let Some(&first) = needle.first() else { return true };
    let Some(last) = row.len().checked_sub(needle.len()) else { return false };
    let mut is_found = false;
    scan::each_position(row, 0, last + 1, first, |at| {
        is_found = is_found || row.get(at..at + needle.len()) == Some(needle);
    });
    is_found
}

fn split(rows: &StrColumn, separator: &str) -> Column {
    let mut words = Vec::with_capacity(rows.len() * 4);
    let mut spans = Vec::with_capacity(rows.len());
    let text = rows.text().as_bytes();
    for (i, &(begin, end)) in rows.spans().iter().enumerate() {
        let first = words.len() as u32;
        let mut start = begin;
        match separator.as_bytes() {
            [byte] => scan::each_position(text, begin as usize, end as usize, *byte, |at| {
                words.push((start, at as u32));
                start = at as u32 + 1;
            }),
            _ => {
                for (at, _) in rows.str_at(i).match_indices(separator) {
                    words.push((start, begin + at as u32));
                    start = begin + (at + separator.len()) as u32;
                }
            }
        }
        words.push((start, end));
        spans.push((first, words.len() as u32));
    }
    lists::of_words(rows.text().clone(), words, spans)
}

/// Python's white space below 128, which has the separators 0x1c to 0x1f too.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | 0x09..=0x0d | 0x1c..=0x1f)
}

/// Unicode's white space is the general machine's business.
fn split_whitespace(rows: &StrColumn) -> Option<Column> {
    if !rows.text().is_ascii() {
        return None;
    }
    let mut words = Vec::with_capacity(rows.len() * 4);
    let mut spans = Vec::with_capacity(rows.len());
    for (i, &(base, _)) in rows.spans().iter().enumerate() {
        let first = words.len() as u32;
        let row = rows.str_at(i).as_bytes();
        let mut start = None;
        for (at, &byte) in (0u32..).zip(row) {
            if is_space(byte) {
                if let Some(start) = start.take() {
                    words.push((base + start, base + at));
                }
            } else if start.is_none() {
                start = Some(at);
            }
        }
        if let Some(start) = start {
            words.push((base + start, base + row.len() as u32));
        }
        spans.push((first, words.len() as u32));
    }
    Some(lists::of_words(rows.text().clone(), words, spans))
}

fn stripped(rows: &StrColumn, at_start: bool, at_end: bool) -> Option<Column> {
    if !rows.text().is_ascii() {
        return None;
    }
    let spans = rows.spans().iter().enumerate().map(|(i, &(base, _))| {
        let row = rows.str_at(i).as_bytes();
        let start = if at_start { row.iter().take_while(|byte| is_space(**byte)).count() } else { 0 };
        let kept = row.get(start..).unwrap_or_default();
        let behind = if at_end { kept.iter().rev().take_while(|byte| is_space(**byte)).count() } else { 0 };
        (base + start as u32, base + (row.len() - behind) as u32)
    });
    Some(Column::Str(StrColumn::new(rows.text().clone(), spans.collect())))
}

fn changed_case(rows: &StrColumn, to_upper: bool) -> Option<Column> {
    if !rows.text().is_ascii() {
        return None;
    }
    let n_bytes: usize = rows.spans().iter().map(|(start, end)| end.saturating_sub(*start) as usize).sum();
    let mut text = String::with_capacity(n_bytes);
    let mut spans = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        let start = text.len() as u32;
        text.push_str(row);
        spans.push((start, text.len() as u32));
    }
    if to_upper {
        text.make_ascii_uppercase();
    } else {
        text.make_ascii_lowercase();
    }
    Some(Column::Str(StrColumn::new(value::Str::from_string(text), spans)))
}

/// `len` of each row.
pub fn lengths(rows: &StrColumn) -> Vec<i64> {
    if rows.text().is_ascii() {
        return rows.iter().map(|row| row.len() as i64).collect();
    }
    rows.iter().map(|row| row.chars().count() as i64).collect()
}

/// `int` of each row, if all are plain.
pub fn to_int(rows: &StrColumn) -> Option<Vec<i64>> {
    rows.iter().map(|row| plain_int(row.as_bytes())).collect()
}

fn plain_int(row: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match row {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut number = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(digit - b'0');
    }
    Some(if is_negative { -number } else { number })
}

/// `float` of each row, if all are plain.
pub fn to_float(rows: &StrColumn) -> Option<Vec<f64>> {
    rows.iter().map(plain_float).collect()
}

/// Digits, at most one point among them, and a sign: what Rust and Python read alike.
fn plain_float(row: &str) -> Option<f64> {
    let digits = row.strip_prefix('-').unwrap_or(row).as_bytes();
    if !digits.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    // Short ones are exact: a whole number below 2⁵³ over a power of ten that is a float.
    let (mut mantissa, mut n_behind, mut has_point) = (0u64, 0usize, false);
    for &digit in digits {
        match digit {
            b'0'..=b'9' => {
                mantissa = mantissa.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
                n_behind += usize::from(has_point);
            }
            b'.' if !has_point => has_point = true,
            _ => return None,
        }
    }
    let number = match POWERS.get(n_behind) {
        Some(power) if mantissa <= 1 << 53 => mantissa as f64 / power,
        _ => return row.parse().ok(),
    };
    Some(if row.starts_with('-') { -number } else { number })
}

/// Powers of ten that are floats.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];
