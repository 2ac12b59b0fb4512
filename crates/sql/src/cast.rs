//! Casts between types, and values as text.

use crate::datum::Datum;
use crate::decimal;
use crate::time;
use crate::types::DataType;

/// Whether a cast between these types is offered at all.
pub fn is_possible(from: &DataType, to: &DataType) -> bool {
    use DataType as T;
    match (from, to) {
        (a, b) if a == b => true,
        (T::Null, _) => true,
        (T::Array(a, _), T::Array(b, _)) => is_possible(a, b),
        (T::Map(k, v, _), T::Map(l, w, _)) => is_possible(k, l) && is_possible(v, w),
        (T::Struct(a), T::Struct(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| is_possible(&a.data_type, &b.data_type))
        }
        (_, T::String) => true,
        (T::Array(..) | T::Map(..) | T::Struct(_), _) | (_, T::Array(..) | T::Map(..) | T::Struct(_)) => false,
        (T::String, _) => true,
        (_, T::Null) => false,
        (T::Binary, _) | (_, T::Binary) => from.is_integral(),
        (T::Date, T::Timestamp | T::TimestampNtz) | (T::Timestamp | T::TimestampNtz, T::Date) => true,
        (T::Timestamp, T::TimestampNtz) | (T::TimestampNtz, T::Timestamp) => true,
        (T::Date, _) => to.is_numeric() || *to == T::Boolean,
        (_, T::Date) => false,
        (T::Timestamp, _) => to.is_numeric() || *to == T::Boolean,
        (_, T::Timestamp) => from.is_numeric() || *from == T::Boolean,
        (T::DayTimeInterval | T::TimestampNtz, _) | (_, T::DayTimeInterval | T::TimestampNtz) => false,
        _ => true,
    }
}

/// Whether a cast may give null for a value that is not null.
pub fn may_fail(from: &DataType, to: &DataType) -> bool {
    use DataType as T;
    match (from, to) {
        (a, b) if a == b => false,
        (T::Null, _) => true,
        (T::String, T::Binary) => false,
        (T::String, _) => true,
        (_, T::String) => false,
        (T::Timestamp, T::Byte | T::Short | T::Int) => true,
        (T::Float | T::Double, T::Timestamp) | (T::Date, _) if *to != T::Timestamp || from.is_fractional() => true,
        (_, T::Decimal(precision, scale)) => match (from.is_integral(), from.as_decimal()) {
            (true, Some((digits, _))) => digits > precision - scale,
            (false, Some((p, s))) => p - s.min(p) > precision - scale || s > *scale,
            _ => true,
        },
        _ => false,
    }
}

/// The value as another type; null where it has none. `offset` is the session's zone in microseconds.
pub fn cast(datum: &Datum, from: &DataType, to: &DataType, offset: i64) -> Datum {
    use DataType as T;
    if from == to || datum.is_null() {
        return datum.clone();
    }
    match (from, to) {
        (T::Array(a, _), T::Array(b, _)) => {
            Datum::list(datum.items().iter().map(|item| cast(item, a, b, offset)).collect())
        }
        (T::Struct(a), T::Struct(b)) => {
            let fields = datum.items().iter().zip(a.iter().zip(b.iter()));
            Datum::list(fields.map(|(item, (a, b))| cast(item, &a.data_type, &b.data_type, offset)).collect())
        }
        (T::Map(k, v, _), T::Map(l, w, _)) => {
            let entry = |(key, value): &(Datum, Datum)| (cast(key, k, l, offset), cast(value, v, w, offset));
            Datum::Map(datum.entries().iter().map(entry).collect())
        }
        (T::Binary, T::String) => match datum {
            Datum::Bytes(bytes) => Datum::string(String::from_utf8_lossy(bytes).into_owned()),
            _ => Datum::Null,
        },
        (_, T::String) => Datum::string(text(datum, from, offset)),
        (T::String, _) => datum.as_str().map_or(Datum::Null, |text| from_text(text, to, offset)),
        (_, T::Boolean) => match datum {
            Datum::Int(number) => Datum::Bool(*number != 0),
            Datum::Double(number) => Datum::Bool(*number != 0.0),
            Datum::Decimal(number, _) => Datum::Bool(*number != 0),
            _ => Datum::Null,
        },
        (T::Date, T::Timestamp) => Datum::Int(datum.as_int().unwrap_or(0) * time::DAY - offset),
        (T::Date, T::TimestampNtz) => Datum::Int(datum.as_int().unwrap_or(0) * time::DAY),
        (T::Timestamp, T::Date) => Datum::Int((datum.as_int().unwrap_or(0) + offset).div_euclid(time::DAY)),
        (T::TimestampNtz, T::Date) => Datum::Int(datum.as_int().unwrap_or(0).div_euclid(time::DAY)),
        (T::Timestamp, T::TimestampNtz) => Datum::Int(datum.as_int().unwrap_or(0) + offset),
        (T::TimestampNtz, T::Timestamp) => Datum::Int(datum.as_int().unwrap_or(0) - offset),
        (T::Date, _) => Datum::Null,
        (T::Timestamp, _) => from_micros(datum.as_int().unwrap_or(0), to),
        (_, T::Timestamp) => match datum {
            Datum::Bool(truth) => Datum::Int(i64::from(*truth)),
            Datum::Int(seconds) => Datum::Int(seconds.saturating_mul(1_000_000)),
            Datum::Double(seconds) if seconds.is_finite() => Datum::Int((seconds * 1e6) as i64),
            Datum::Decimal(..) => datum.as_double().map_or(Datum::Null, |seconds| Datum::Int((seconds * 1e6) as i64)),
            _ => Datum::Null,
        },
        _ => number(datum, to),
    }
}

fn from_micros(micros: i64, to: &DataType) -> Datum {
    match to {
        DataType::Double | DataType::Float | DataType::Decimal(..) => number(&Datum::Double(micros as f64 / 1e6), to),
        DataType::Long => Datum::Int(micros.div_euclid(1_000_000)),
        _ => {
            let seconds = micros.div_euclid(1_000_000);
            if wrap(seconds, to) == seconds { Datum::Int(seconds) } else { Datum::Null }
        }
    }
}

/// A whole number cut to the bits of its type.
pub fn wrap(number: i64, to: &DataType) -> i64 {
    match to {
        DataType::Byte => i64::from(number as i8),
        DataType::Short => i64::from(number as i16),
        DataType::Int => i64::from(number as i32),
        _ => number,
    }
}

/// A number as another type of number.
pub fn number(datum: &Datum, to: &DataType) -> Datum {
    let datum = match datum {
        Datum::Bool(truth) => &Datum::Int(i64::from(*truth)),
        other => other,
    };
    match to {
        DataType::Double => datum.as_double().map_or(Datum::Null, Datum::Double),
        DataType::Float => match datum {
            Datum::Int(number) => Datum::Double(f64::from(*number as f32)),
            other => other.as_double().map_or(Datum::Null, |number| Datum::Double(f64::from(number as f32))),
        },
        DataType::Decimal(precision, scale) => {
            let number = match datum {
                Datum::Int(number) => Some((i128::from(*number), 0)),
                Datum::Decimal(number, scale) => Some((*number, *scale)),
                Datum::Double(number) if number.is_finite() => decimal::parse(&double_text(*number)),
                _ => None,
            };
            let fitted = number.and_then(|number| decimal::fit(number, *precision, *scale));
            fitted.map_or(Datum::Null, |number| Datum::Decimal(number, *scale))
        }
        _ => match datum {
            Datum::Int(number) => Datum::Int(wrap(*number, to)),
            // Java's casts stop at the ends of `int` and `long`, and smaller types take the bits of an `int`.
            Datum::Double(number) => match to {
                DataType::Long => Datum::Int(*number as i64),
                _ => Datum::Int(wrap(i64::from(*number as i32), to)),
            },
            Datum::Decimal(number, scale) => Datum::Int(wrap((*number / decimal::power_of_ten(*scale)) as i64, to)),
            _ => Datum::Null,
        },
    }
}

fn from_text(text: &str, to: &DataType, offset: i64) -> Datum {
    let trimmed = text.trim();
    match to {
        DataType::Boolean => match trimmed.to_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "1" => Datum::Bool(true),
            "f" | "false" | "n" | "no" | "0" => Datum::Bool(false),
            _ => Datum::Null,
        },
        DataType::Date => time::parse_date(text).map_or(Datum::Null, Datum::Int),
        DataType::Timestamp => time::parse_timestamp(text, offset).map_or(Datum::Null, Datum::Int),
        DataType::TimestampNtz => time::parse_timestamp(text, 0).map_or(Datum::Null, Datum::Int),
        DataType::Binary => Datum::Bytes(text.as_bytes().into()),
        DataType::Double | DataType::Float => {
            parse_double(trimmed).map_or(Datum::Null, |n| number(&Datum::Double(n), to))
        }
        DataType::Decimal(..) => {
            decimal::parse(trimmed).map_or(Datum::Null, |(n, scale)| number(&Datum::Decimal(n, scale), to))
        }
        _ if to.is_integral() => parse_whole(trimmed, to),
        _ => Datum::Null,
    }
}

/// Whole numbers may have a fraction, which is cut.
fn parse_whole(text: &str, to: &DataType) -> Datum {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_fine = fraction.bytes().all(|byte| byte.is_ascii_digit()) && !(whole.is_empty() && fraction.is_empty());
    let whole = if whole.is_empty() { "0" } else { whole };
    match whole.parse::<i64>() {
        Ok(number) if is_fine && wrap(number, to) == number => Datum::Int(number),
        _ => Datum::Null,
    }
}

/// A double as Java reads it.
pub fn parse_double(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    match lower.as_str() {
        "nan" => return Some(f64::NAN),
        "inf" | "+inf" | "infinity" | "+infinity" => return Some(f64::INFINITY),
        "-inf" | "-infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let digits = lower.strip_suffix(['d', 'f']).unwrap_or(&lower);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || b"+-.e".contains(&byte));
    if is_number { digits.parse().ok() } else { None }
}

/// A double as `Double.toString` of Java 17 writes it.
pub fn double_text(number: f64) -> String {
    java_number(number, format!("{number:e}"))
}

/// A float as `Float.toString` writes it.
pub fn float_text(number: f32) -> String {
    java_number(f64::from(number), format!("{number:e}"))
}

fn java_number(number: f64, scientific: String) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    if number == 0.0 {
        return if number.is_sign_negative() { "-0.0".into() } else { "0.0".into() };
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if number < 0.0 { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let or_zero = |text: &str| if text.is_empty() { "0".to_owned() } else { text.to_owned() };
    match exponent {
        0..=6 => {
            let n_whole = exponent as usize + 1;
            let padded = format!("{digits:0<n_whole$}");
            let (whole, fraction) = padded.split_at(n_whole);
            format!("{sign}{whole}.{}", or_zero(fraction))
        }
        -3..=-1 => format!("{sign}0.{}{digits}", "0".repeat((-exponent - 1) as usize)),
        _ => {
            let (first, rest) = digits.split_at(1);
            format!("{sign}{first}.{}E{exponent}", or_zero(rest))
        }
    }
}

/// The value as text, as a cast to a string gives it; nulls inside of others are `null`.
pub fn text(datum: &Datum, data_type: &DataType, offset: i64) -> String {
    let mut out = String::new();
    write_text(datum, data_type, offset, "null", &mut out);
    out
}

/// The value as `show` shows it.
pub fn pretty(datum: &Datum, data_type: &DataType, offset: i64) -> String {
    let mut out = String::new();
    write_text(datum, data_type, offset, "NULL", &mut out);
    out
}

fn write_text(datum: &Datum, data_type: &DataType, offset: i64, null: &str, out: &mut String) {
    match (datum, data_type) {
        (Datum::Null, _) => out.push_str(null),
        (Datum::Bool(truth), _) => out.push_str(if *truth { "true" } else { "false" }),
        (Datum::Int(days), DataType::Date) => out.push_str(&time::date_text(*days)),
        (Datum::Int(micros), DataType::Timestamp) => out.push_str(&time::timestamp_text(micros + offset)),
        (Datum::Int(micros), DataType::TimestampNtz) => out.push_str(&time::timestamp_text(*micros)),
        (Datum::Int(micros), DataType::DayTimeInterval) => out.push_str(&time::interval_text(*micros)),
        (Datum::Int(number), _) => out.push_str(&number.to_string()),
        (Datum::Double(number), DataType::Float) => out.push_str(&float_text(*number as f32)),
        (Datum::Double(number), _) => out.push_str(&double_text(*number)),
        (Datum::Decimal(number, scale), _) => out.push_str(&decimal::text(*number, *scale)),
        (Datum::Str(text), _) => out.push_str(text.as_str()),
        (Datum::Bytes(bytes), _) if null == "NULL" => {
            let shown: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            out.push_str(&format!("[{}]", shown.join(" ")));
        }
        (Datum::Bytes(bytes), _) => out.push_str(&String::from_utf8_lossy(bytes)),
        (Datum::List(items), DataType::Struct(fields)) => {
            out.push('{');
            for (at, (item, field)) in items.iter().zip(fields.iter()).enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_text(item, &field.data_type, offset, null, out);
            }
            out.push('}');
        }
        (Datum::List(items), other) => {
            let element = match other {
                DataType::Array(element, _) => element,
                other => other,
            };
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_text(item, element, offset, null, out);
            }
            out.push(']');
        }
        (Datum::Map(entries), other) => {
            let (key_type, value_type) = match other {
                DataType::Map(key, value, _) => (&**key, &**value),
                other => (other, other),
            };
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_text(key, key_type, offset, null, out);
                out.push_str(" -> ");
                write_text(value, value_type, offset, null, out);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_javas() {
        for (number, shown) in [
            (1.0, "1.0"),
            (1e7, "1.0E7"),
            (1_234_567.5, "1234567.5"),
            (1e-3, "0.001"),
            (1.5e-5, "1.5E-5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (100.0, "100.0"),
            (-0.0, "-0.0"),
            (123_456_789.123, "1.23456789123E8"),
        ] {
            assert_eq!(double_text(number), shown);
        }
        assert_eq!(float_text(0.1), "0.1");
        assert_eq!(float_text(3.402_823_4e38), "3.4028235E38");
    }
}
