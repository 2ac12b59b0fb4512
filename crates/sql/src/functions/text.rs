//! Functions of text.

use super::{Call, Function, apply, plain, ruled};
use crate::coerce;
use crate::datum::Datum;
use crate::error::{ErrorKind, SqlError};
use crate::expr::Expr;
use crate::types::DataType;

pub const TABLE: &[Function] = &[
    plain("upper", "s:s", |args, _| Ok(of_text(args, str::to_uppercase))),
    plain("lower", "s:s", |args, _| Ok(of_text(args, str::to_lowercase))),
    plain("length", "s:i", |args, _| Ok(of_length(args, |text| text.chars().count()))),
    plain("octet_length", "s:i", |args, _| Ok(of_length(args, str::len))),
    plain("bit_length", "s:i", |args, _| Ok(of_length(args, |text| text.len() * 8))),
    plain("initcap", "s:s", |args, _| Ok(of_text(args, title))),
    plain("trim", "s?s:s", |args, _| Ok(trimmed(args, true, true))),
    plain("btrim", "s?s:s", |args, _| Ok(trimmed(args, true, true))),
    plain("ltrim", "s?s:s", |args, _| Ok(trimmed(args, true, false))),
    plain("rtrim", "s?s:s", |args, _| Ok(trimmed(args, false, true))),
    plain("ascii", "s:i", |args, _| {
        Ok(match args {
            [Datum::Str(text)] => Datum::Int(text.as_str().chars().next().map_or(0, |c| i64::from(u32::from(c)))),
            _ => Datum::Null,
        })
    }),
    plain("chr", "l:s", |args, _| {
        Ok(match args {
            [Datum::Int(code)] if *code < 0 => Datum::str(""),
            [Datum::Int(code)] => Datum::string(char::from((code & 0xff) as u8).to_string()),
            _ => Datum::Null,
        })
    }),
    ruled("concat", "", concat, |args, _| {
        Ok(match args.first() {
            Some(Datum::List(_)) => Datum::list(args.iter().flat_map(|arg| arg.items().to_vec()).collect()),
            _ => Datum::string(args.iter().filter_map(Datum::as_str).collect()),
        })
    }),
    ruled("concat_ws", "!", concat_ws, |args, _| {
        let Some((Datum::Str(separator), rest)) = args.split_first() else { return Ok(Datum::Null) };
        let parts = rest.iter().flat_map(|arg| match arg {
            Datum::List(items) => items.to_vec(),
            other => vec![other.clone()],
        });
        let parts: Vec<String> = parts.filter_map(|part| part.as_str().map(str::to_owned)).collect();
        Ok(Datum::string(parts.join(separator.as_str())))
    }),
    plain("substring", "si?i:s", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Int(from)] => substring(text.as_str(), *from, i64::from(i32::MAX)),
            [Datum::Str(text), Datum::Int(from), Datum::Int(length)] => substring(text.as_str(), *from, *length),
            _ => Datum::Null,
        })
    }),
    plain("left", "si:s", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Int(n)] => substring(text.as_str(), 1, (*n).max(0)),
            _ => Datum::Null,
        })
    }),
    plain("right", "si:s", |args, _| {
        Ok(match args {
            [Datum::Str(_), Datum::Int(n)] if *n <= 0 => Datum::str(""),
            [Datum::Str(text), Datum::Int(n)] => {
                let n_chars = text.as_str().chars().count() as i64;
                substring(text.as_str(), (n_chars - n).max(0) + 1, *n)
            }
            _ => Datum::Null,
        })
    }),
    plain("substring_index", "ssi:s", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Str(by), Datum::Int(n)] => substring_index(text.as_str(), by.as_str(), *n),
            _ => Datum::Null,
        })
    }),
    plain("instr", "ss:i", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Str(part)] => place_of(text.as_str(), part.as_str(), 1),
            _ => Datum::Null,
        })
    }),
    plain("locate", "ss?i:i", |args, _| {
        Ok(match args {
            [Datum::Str(part), Datum::Str(text)] => place_of(text.as_str(), part.as_str(), 1),
            [Datum::Str(part), Datum::Str(text), Datum::Int(from)] => place_of(text.as_str(), part.as_str(), *from),
            _ => Datum::Null,
        })
    }),
    plain("lpad", "si?s:s", |args, _| Ok(padded(args, true))),
    plain("rpad", "si?s:s", |args, _| Ok(padded(args, false))),
    plain("repeat", "si:s", |args, _| match args {
        [Datum::Str(text), Datum::Int(n)] => {
            let n = usize::try_from(*n).unwrap_or(0);
            if n.saturating_mul(text.as_str().len()) > 1 << 28 {
                return Err(SqlError::classed(ErrorKind::Task("java.lang.OutOfMemoryError"), "", "Java heap space"));
            }
            Ok(Datum::string(text.as_str().repeat(n)))
        }
        _ => Ok(Datum::Null),
    }),
    plain("space", "i:s", |args, _| {
        Ok(match args {
            [Datum::Int(n)] => Datum::string(" ".repeat(usize::try_from(*n).unwrap_or(0).min(1 << 20))),
            _ => Datum::Null,
        })
    }),
    plain("replace", "ss?s:s", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Str(part), rest @ ..] => {
                let by = rest.first().and_then(Datum::as_str).unwrap_or("");
                if part.as_str().is_empty() {
                    Datum::Str(text.clone())
                } else {
                    Datum::string(text.as_str().replace(part.as_str(), by))
                }
            }
            _ => Datum::Null,
        })
    }),
    plain("translate", "sss:s", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Str(from), Datum::Str(to)] => {
                let to: Vec<char> = to.as_str().chars().collect();
                let moved = |c: char| match from.as_str().chars().position(|other| other == c) {
                    Some(at) => to.get(at).copied(),
                    None => Some(c),
                };
                Datum::string(text.as_str().chars().filter_map(moved).collect())
            }
            _ => Datum::Null,
        })
    }),
    plain("startswith", "ss:b", |args, _| Ok(of_two(args, |text, part| text.starts_with(part)))),
    plain("endswith", "ss:b", |args, _| Ok(of_two(args, |text, part| text.ends_with(part)))),
    plain("contains", "ss:b", |args, _| Ok(of_two(args, |text, part| text.contains(part)))),
    plain("like", "ss?s:b", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Str(pattern), ..] => Datum::Bool(is_like(text.as_str(), pattern.as_str())),
            _ => Datum::Null,
        })
    }),
    plain("ilike", "ss?s:b", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Str(pattern), ..] => {
                Datum::Bool(is_like(&text.as_str().to_lowercase(), &pattern.as_str().to_lowercase()))
            }
            _ => Datum::Null,
        })
    }),
    plain("rlike", "ss:b", |args, call| match args {
        [Datum::Str(text), Datum::Str(pattern)] => {
            Ok(Datum::Bool(!matches("rlike", text.as_str(), pattern.as_str(), call)?.is_empty()))
        }
        _ => Ok(Datum::Null),
    }),
    plain("regexp_replace", "sss?i:s", |args, call| match args {
        [Datum::Str(text), Datum::Str(pattern), Datum::Str(by), ..] => {
            Ok(Datum::string(regex_replace(text.as_str(), pattern.as_str(), by.as_str(), call)?))
        }
        _ => Ok(Datum::Null),
    }),
    plain("regexp_extract", "ss?i:s", |args, call| match args {
        [Datum::Str(text), Datum::Str(pattern), rest @ ..] => {
            let group = rest.first().and_then(Datum::as_int).unwrap_or(1);
            let found = matches("regexp_extract", text.as_str(), pattern.as_str(), call)?;
            let span =
                found.first().and_then(|groups| groups.get(usize::try_from(group).unwrap_or(0)).copied().flatten());
            Ok(Datum::str(span.and_then(|(begin, end)| text.as_str().get(begin..end)).unwrap_or("")))
        }
        _ => Ok(Datum::Null),
    }),
    plain("regexp_count", "ss:i", |args, call| match args {
        [Datum::Str(text), Datum::Str(pattern)] => {
            Ok(Datum::Int(matches("regexp_count", text.as_str(), pattern.as_str(), call)?.len() as i64))
        }
        _ => Ok(Datum::Null),
    }),
    plain("split", "ss?i:S", |args, call| match args {
        [Datum::Str(text), Datum::Str(pattern), rest @ ..] => {
            let limit = rest.first().and_then(Datum::as_int).unwrap_or(-1);
            split(text.as_str(), pattern.as_str(), limit, call)
        }
        _ => Ok(Datum::Null),
    }),
    ruled("reverse", "", reverse, |args, _| {
        Ok(match args {
            [Datum::List(items)] => Datum::list(items.iter().rev().cloned().collect()),
            [Datum::Str(text)] => Datum::string(text.as_str().chars().rev().collect()),
            _ => Datum::Null,
        })
    }),
    plain("levenshtein", "ss:i", |args, _| {
        Ok(match args {
            [Datum::Str(a), Datum::Str(b)] => Datum::Int(crate::similar::distance(a.as_str(), b.as_str()) as i64),
            _ => Datum::Null,
        })
    }),
    plain("base64", "y:s", |args, _| {
        Ok(match args {
            [Datum::Bytes(bytes)] => Datum::string(base64(bytes)),
            _ => Datum::Null,
        })
    }),
    plain("crc32", "y:l", |args, _| {
        Ok(match args {
            [Datum::Bytes(bytes)] => Datum::Int(i64::from(crc32(bytes))),
            _ => Datum::Null,
        })
    }),
    plain("format_number", "di:s", |args, _| {
        Ok(match args {
            [Datum::Double(number), Datum::Int(digits)] => format_number(*number, *digits),
            _ => Datum::Null,
        })
    }),
];

fn of_text(args: &[Datum], change: impl Fn(&str) -> String) -> Datum {
    args.first().and_then(Datum::as_str).map_or(Datum::Null, |text| Datum::string(change(text)))
}

fn of_length(args: &[Datum], length: impl Fn(&str) -> usize) -> Datum {
    args.first().and_then(Datum::as_str).map_or(Datum::Null, |text| Datum::Int(length(text) as i64))
}

fn of_two(args: &[Datum], holds: impl Fn(&str, &str) -> bool) -> Datum {
    match args {
        [Datum::Str(a), Datum::Str(b)] => Datum::Bool(holds(a.as_str(), b.as_str())),
        _ => Datum::Null,
    }
}

fn title(text: &str) -> String {
    let mut is_start = true;
    let change = |c: char| {
        let changed: String = if is_start { c.to_uppercase().collect() } else { c.to_lowercase().collect() };
        is_start = c == ' ';
        changed
    };
    text.chars().map(change).collect()
}

fn trimmed(args: &[Datum], at_start: bool, at_end: bool) -> Datum {
    let Some(text) = args.first().and_then(Datum::as_str) else { return Datum::Null };
    let set = args.get(1).and_then(Datum::as_str).unwrap_or(" ");
    let mut rest = text;
    if at_start {
        rest = rest.trim_start_matches(|c| set.contains(c));
    }
    if at_end {
        rest = rest.trim_end_matches(|c| set.contains(c));
    }
    Datum::str(rest)
}

/// The part from a place, counted from 1 or from the end.
fn substring(text: &str, from: i64, length: i64) -> Datum {
    let n = text.chars().count() as i64;
    let start = if from > 0 {
        from - 1
    } else if from < 0 {
        n + from
    } else {
        0
    };
    let end = start.saturating_add(length.max(0)).min(n);
    let start = start.max(0);
    let n_wanted = usize::try_from(end - start).unwrap_or(0);
    Datum::string(text.chars().skip(usize::try_from(start).unwrap_or(0)).take(n_wanted).collect())
}

fn substring_index(text: &str, by: &str, n: i64) -> Datum {
    if by.is_empty() || n == 0 {
        return Datum::str("");
    }
    let places: Vec<usize> = text.match_indices(by).map(|(at, _)| at).collect();
    let count = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
    if count > places.len() {
        return Datum::str(text);
    }
    let part = match n > 0 {
        true => places.get(count - 1).and_then(|&at| text.get(..at)),
        false => places.get(places.len() - count).and_then(|&at| text.get(at + by.len()..)),
    };
    Datum::str(part.unwrap_or(text))
}

fn place_of(text: &str, part: &str, from: i64) -> Datum {
    let Some(skipped) = usize::try_from(from).ok().and_then(|from| from.checked_sub(1)) else { return Datum::Int(0) };
    let start = text.char_indices().nth(skipped).map_or(text.len(), |(at, _)| at);
    let found = text.get(start..).and_then(|rest| rest.find(part)).map(|at| start + at);
    Datum::Int(found.and_then(|at| text.get(..at)).map_or(0, |before| before.chars().count() as i64 + 1))
}

fn padded(args: &[Datum], at_start: bool) -> Datum {
    let [Datum::Str(text), Datum::Int(length), rest @ ..] = args else { return Datum::Null };
    let fill = rest.first().and_then(Datum::as_str).unwrap_or(" ");
    let length = usize::try_from(*length).unwrap_or(0).min(1 << 24);
    let n = text.as_str().chars().count();
    if n >= length || fill.is_empty() {
        return Datum::string(text.as_str().chars().take(length).collect());
    }
    let fill: String = fill.chars().cycle().take(length - n).collect();
    Datum::string(if at_start { format!("{fill}{text}") } else { format!("{text}{fill}") })
}

/// `LIKE`: `%` is any text, `_` any character, a backslash takes the next one as it is.
fn is_like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut parts: Vec<Option<char>> = Vec::new(); // `None` is any character, `\0` any text.
    let mut any_text = Vec::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '%' => {
                any_text.push(parts.len());
                parts.push(None);
            }
            '_' => parts.push(None),
            '\\' => parts.push(rest.next().or(Some('\\'))),
            other => parts.push(Some(other)),
        }
    }
    let is_any_text = |at: usize| any_text.binary_search(&at).is_ok();
    let (mut at, mut in_pattern, mut retry) = (0, 0, None);
    while at < text.len() {
        let fits = match parts.get(in_pattern) {
            Some(_) if is_any_text(in_pattern) => {
                retry = Some((at, in_pattern));
                in_pattern += 1;
                continue;
            }
            Some(wanted) => wanted.is_none_or(|wanted| text.get(at) == Some(&wanted)),
            None => false,
        };
        if fits {
            (at, in_pattern) = (at + 1, in_pattern + 1);
        } else if let Some((from, star)) = retry {
            retry = Some((from + 1, star));
            (at, in_pattern) = (from + 1, star + 1);
        } else {
            return false;
        }
    }
    (in_pattern..parts.len()).all(is_any_text)
}

type Spans = Vec<Vec<Option<(usize, usize)>>>;

fn matches(function: &str, text: &str, pattern: &str, call: &Call) -> Result<Spans, SqlError> {
    call.env.hooks.matches(pattern, text).map_err(|_| {
        SqlError::classed(
            ErrorKind::Task("org.apache.spark.SparkRuntimeException"),
            "INVALID_PARAMETER_VALUE.PATTERN",
            format!("The value of parameter(s) `regexp` in `{function}` is invalid: '{pattern}'."),
        )
    })
}

fn regex_replace(text: &str, pattern: &str, by: &str, call: &Call) -> Result<String, SqlError> {
    let mut out = String::new();
    let mut last = 0;
    for groups in matches("regexp_replace", text, pattern, call)? {
        let Some((begin, end)) = groups.first().copied().flatten() else { continue };
        out.push_str(text.get(last..begin).unwrap_or(""));
        let mut rest = by.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '\\' => out.extend(rest.next()),
                '$' => {
                    let group = rest.next().and_then(|digit| digit.to_digit(10)).unwrap_or(0) as usize;
                    let span = groups.get(group).copied().flatten();
                    out.push_str(span.and_then(|(begin, end)| text.get(begin..end)).unwrap_or(""));
                }
                other => out.push(other),
            }
        }
        last = end;
    }
    out.push_str(text.get(last..).unwrap_or(""));
    Ok(out)
}

/// Java's `String.split` with a limit: an empty match at the start gives nothing.
fn split(text: &str, pattern: &str, limit: i64, call: &Call) -> Result<Datum, SqlError> {
    let has_meaning = |c: char| "\\^$.|?*+()[]{}".contains(c);
    let mut places: Vec<(usize, usize)> = if pattern.is_empty() || pattern.contains(has_meaning) {
        matches("split", text, pattern, call)?
            .into_iter()
            .filter_map(|groups| groups.first().copied().flatten())
            .collect()
    } else {
        text.match_indices(pattern).map(|(at, part)| (at, at + part.len())).collect()
    };
    places.retain(|&(begin, end)| end > 0 && !(begin == end && begin == text.len()) || (begin < end));
    if limit > 0 {
        places.truncate(usize::try_from(limit - 1).unwrap_or(0));
    }
    let mut parts = Vec::new();
    let mut last = 0;
    for (begin, end) in places {
        parts.push(Datum::str(text.get(last..begin).unwrap_or("")));
        last = end;
    }
    parts.push(Datum::str(text.get(last..).unwrap_or("")));
    Ok(Datum::list(parts))
}

fn concat(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    let is_nullable = args.iter().any(Expr::is_nullable);
    if args.iter().any(|arg| matches!(arg.data_type(), DataType::Array(..))) {
        let (args, wanted) = super::alike(function, args, coerce::Text::Allowed)?;
        return Ok(apply(function, args, wanted, is_nullable));
    }
    let args = args.into_iter().map(|arg| coerce::implied(arg, &DataType::String)).collect();
    Ok(apply(function, args, DataType::String, is_nullable))
}

fn concat_ws(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    if args.is_empty() {
        return Err(super::wrong_count(function.name, "> 0", 0));
    }
    let is_nullable = args.first().is_some_and(Expr::is_nullable);
    let to_text = |arg: Expr| match arg.data_type() {
        DataType::Array(..) => coerce::implied(arg, &DataType::array(DataType::String)),
        _ => coerce::implied(arg, &DataType::String),
    };
    Ok(apply(function, args.into_iter().map(to_text).collect(), DataType::String, is_nullable))
}

fn reverse(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    super::need_count(function, &args, 1)?;
    let is_nullable = args.iter().any(Expr::is_nullable);
    let to = |arg: Expr| match arg.data_type() {
        DataType::Array(..) => arg,
        _ => coerce::implied(arg, &DataType::String),
    };
    let args: Vec<Expr> = args.into_iter().map(to).collect();
    let data_type = args.first().map_or(DataType::String, Expr::data_type);
    Ok(apply(function, args, data_type, is_nullable))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = (0..3).fold(0_u32, |word, at| word << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = DIGITS.get((word >> (18 - 6 * at) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    let next = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc));
    !bytes.iter().fold(u32::MAX, next)
}

fn format_number(number: f64, digits: i64) -> Datum {
    let Ok(digits) = usize::try_from(digits) else { return Datum::Null };
    let shown = format!("{:.*}", digits.min(20), number.abs());
    let (whole, fraction) = shown.split_once('.').unwrap_or((&shown, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    Datum::string(format!("{sign}{grouped}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_its_two_signs() {
        for (text, pattern, expected) in [
            ("abc", "a%", true),
            ("abc", "%c", true),
            ("abc", "a_c", true),
            ("abc", "b%", false),
            ("a%c", "a\\%c", true),
            ("abc", "a\\%c", false),
            ("", "%", true),
            ("aab", "%ab", true),
        ] {
            assert_eq!(is_like(text, pattern), expected, "{text} {pattern}");
        }
    }
}
