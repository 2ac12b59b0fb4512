//! `Datum`: a value in a row; its meaning depends on the type of its column.

use std::cmp::Ordering;
use std::rc::Rc;

use value::Str;

/// A value. Whole numbers, dates (days) and timestamps (microseconds) are all `Int`; `float` columns hold doubles that
/// fit a `float`; arrays and structs are both `List`.
#[derive(Clone, Debug, Default)]
pub enum Datum {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    /// The unscaled number and the scale.
    Decimal(i128, u8),
    Str(Str),
    Bytes(Rc<[u8]>),
    List(Rc<[Datum]>),
    Map(Rc<[(Datum, Datum)]>),
}

/// A row: a value for each column.
pub type Row = Rc<[Datum]>;

impl Datum {
    pub fn str(text: &str) -> Self {
        Self::Str(Str::new(text))
    }

    pub fn string(text: String) -> Self {
        Self::Str(Str::from_string(text))
    }

    pub fn list(items: Vec<Self>) -> Self {
        Self::List(items.into())
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text.as_str()),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Any number as a double.
    pub fn as_double(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Double(number) => Some(*number),
            Self::Decimal(number, scale) => crate::decimal::text(*number, *scale).parse().ok(),
            _ => None,
        }
    }

    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub fn entries(&self) -> &[(Self, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Spark's order of two values of one type: NaN is the largest number and equals itself; nulls come first
    /// inside arrays and structs.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Less,
            (_, Self::Null) => Ordering::Greater,
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Double(a), Self::Double(b)) => compare_doubles(*a, *b),
            (Self::Decimal(a, x), Self::Decimal(b, y)) => crate::decimal::compare((*a, *x), (*b, *y)),
            (Self::Str(a), Self::Str(b)) => a.as_str().as_bytes().cmp(b.as_str().as_bytes()),
            (Self::Bytes(a), Self::Bytes(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => compare_lists(a, b),
            (Self::Map(a), Self::Map(b)) => {
                let flat = |entries: &[(Self, Self)]| -> Vec<Self> {
                    entries.iter().flat_map(|(key, value)| [key.clone(), value.clone()]).collect()
                };
                compare_lists(&flat(a), &flat(b))
            }
            _ => Ordering::Equal,
        }
    }
}

fn compare_lists(a: &[Datum], b: &[Datum]) -> Ordering {
    let first = a.iter().zip(b).map(|(a, b)| a.compare(b)).find(|order| order.is_ne());
    first.unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn compare_doubles(a: f64, b: f64) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (false, false) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        (a, b) => a.cmp(&b),
    }
}

/// Writes a key for hash tables: equal values of one type give equal bytes, others different ones.
pub fn write_key(datum: &Datum, out: &mut Vec<u8>) {
    let sized = |tag: u8, bytes: &[u8], out: &mut Vec<u8>| {
        out.push(tag);
        out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(bytes);
    };
    match datum {
        Datum::Null => out.push(0),
        Datum::Bool(truth) => out.extend_from_slice(&[1, u8::from(*truth)]),
        Datum::Int(number) => {
            out.push(2);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Datum::Double(number) => {
            out.push(3);
            let number = if number.is_nan() { f64::NAN } else { number + 0.0 };
            out.extend_from_slice(&number.to_bits().to_le_bytes());
        }
        Datum::Decimal(number, _) => {
            out.push(4);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Datum::Str(text) => sized(5, text.as_str().as_bytes(), out),
        Datum::Bytes(bytes) => sized(6, bytes, out),
        Datum::List(items) => {
            sized(7, &[], out);
            out.extend_from_slice(&(items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| write_key(item, out));
        }
        Datum::Map(entries) => {
            sized(8, &[], out);
            out.extend_from_slice(&(entries.len() as u64).to_le_bytes());
            for (key, value) in entries.iter() {
                write_key(key, out);
                write_key(value, out);
            }
        }
    }
}

/// The key of several values.
pub fn key_of(values: &[Datum]) -> Vec<u8> {
    let mut key = Vec::new();
    values.iter().for_each(|value| write_key(value, &mut key));
    key
}
