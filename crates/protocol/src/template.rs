//! Templates of simulated lines: text with fields in braces.
//!
//! | field | what it gives |
//! | --- | --- |
//! | `{#}` | the line's number, from 0 |
//! | `{0..5}`, `{18.0..24.5}` | a number of this range, with the decimals of its bounds |
//! | `{a\|b\|c}` | one of these, each as often |
//! | `{word}`, `{word skew 1.2}`, `{word of ERROR, WARN, INFO skew 1}` | a word; with a skew the k-th one has a share of 1/k^skew |
//! | `{key of 100}`, `{key of 100 hot 30%}` | a number from 1 to 100; with a hot key, 1 in 30 % of the lines |
//! | `{time}`, `{time jitter 2s late 5% by 30s}` | when the line arrived, up to 2 s earlier, in 5 % of the lines 30 s earlier; `iso`, `ms`: other forms |
//!
//! `{{` and `}}` are braces. Anything else in braces stays as it is: there is no template that cannot be read.

use std::fmt;
use std::ops::Range;

/// A field of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    LineNumber,
    /// In units of the last decimal.
    Number {
        low: i64,
        high: i64,
        n_decimals: u32,
    },
    Choice(Vec<String>),
    /// No list: the common words of English.
    Word {
        of: Option<Vec<String>>,
        skew: Hundredths,
    },
    Key {
        n_keys: u32,
        hot: Share,
    },
    Time(EventTime),
}

/// A number from 0 to [`MAX_SKEW`], in hundredths.
pub type Hundredths = u32;

/// A share, in parts of a million.
pub type Share = u32;

pub const MILLION: Share = 1_000_000;

/// The strongest skew.
pub const MAX_SKEW: Hundredths = 500;

/// The most a time of an event may be before its arrival: a year.
const MAX_DELAY_MS: u64 = 31_536_000_000;

/// The time of an event, which is when its line arrived or earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventTime {
    pub form: TimeForm,
    /// Each is earlier by up to this, so that neighbours may be out of order.
    pub jitter_ms: u64,
    pub late: Share,
    /// How much earlier those are that are late.
    pub late_by_ms: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeForm {
    /// `2024-01-01 00:00:05`, in UTC.
    #[default]
    Plain,
    /// `2024-01-01T00:00:05.250Z`
    Iso,
    /// Milliseconds since 1970 UTC.
    Millis,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String),
    Field(Field),
}

/// The parts of one line of a template; texts and fields are never empty.
pub fn parts(line: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    scan(line, |found| match found {
        Found::Text(more) => text.push_str(more),
        Found::Field(field, _) => {
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            parts.push(Part::Field(field));
        }
    });
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    parts
}

/// All fields of a template, with their places in it, braces included.
pub fn fields(template: &str) -> Vec<(Range<usize>, Field)> {
    let mut fields = Vec::new();
    let mut begin = 0;
    for line in template.split('\n') {
        scan(line, |found| {
            if let Found::Field(field, place) = found {
                fields.push((begin + place.start..begin + place.end, field));
            }
        });
        begin += line.len() + 1;
    }
    fields
}

/// The template with its fields changed; those that `change` leaves as they are keep their text.
pub fn with_fields(template: &str, change: impl Fn(&mut Field)) -> String {
    let mut out = String::new();
    let mut end = 0;
    for (place, field) in fields(template) {
        let mut changed = field.clone();
        change(&mut changed);
        out.push_str(template.get(end..place.start).unwrap_or_default());
        match changed == field {
            true => out.push_str(template.get(place.clone()).unwrap_or_default()),
            false => out.push_str(&changed.to_string()),
        }
        end = place.end;
    }
    out.push_str(template.get(end..).unwrap_or_default());
    out
}

enum Found<'a> {
    Text(&'a str),
    Field(Field, Range<usize>),
}

fn scan<'a>(line: &'a str, mut found: impl FnMut(Found<'a>)) {
    let mut rest = line;
    while let Some(at) = rest.find(['{', '}']) {
        found(Found::Text(&rest[..at])); // `at` is where an ASCII sign was found.
        let from_brace = &rest[at..];
        if from_brace.starts_with("{{") || from_brace.starts_with("}}") {
            found(Found::Text(&from_brace[..1]));
            rest = &from_brace[2..];
            continue;
        }
        let field = from_brace.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        match field.and_then(|(inside, after)| Some((read_field(inside)?, after))) {
            Some((field, after)) => {
                found(Found::Field(field, line.len() - from_brace.len()..line.len() - after.len()));
                rest = after;
            }
            None => {
                found(Found::Text(&from_brace[..1]));
                rest = &from_brace[1..];
            }
        }
    }
    found(Found::Text(rest));
}

fn read_field(inside: &str) -> Option<Field> {
    if inside == "#" {
        return Some(Field::LineNumber);
    }
    if inside.contains('|') {
        return Some(Field::Choice(inside.split('|').map(str::to_owned).collect()));
    }
    if let Some((low, high)) = inside.split_once("..") {
        return read_range(low.trim(), high.trim());
    }
    let (name, rest) = inside.split_once(' ').unwrap_or((inside, ""));
    match name {
        "word" => read_word(rest),
        "key" => read_key(rest),
        "time" => read_time(rest),
        _ => None,
    }
}

fn read_range(low: &str, high: &str) -> Option<Field> {
    let n_decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let most = n_decimals(low).max(n_decimals(high));
    if most > 9 {
        return None;
    }
    let units = |text: &str| -> Option<i64> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let has_all_digits = !whole.is_empty() && !text.ends_with('.') && !whole.ends_with('-');
        if text.contains('.') && !(has_all_digits && decimals.bytes().all(|digit| digit.is_ascii_digit())) {
            return None;
        }
        format!("{whole}{decimals:0<most$}").parse().ok()
    };
    let (low, high) = (units(low)?, units(high)?);
    (low <= high).then_some(Field::Number { low, high, n_decimals: most as u32 })
}

fn read_word(rest: &str) -> Option<Field> {
    let (rest, skew) = match rest.rsplit_once("skew ") {
        Some((before, skew)) if before.is_empty() || before.ends_with(' ') => (before, read_hundredths(skew)?),
        _ => (rest, 0),
    };
    let of = match rest.trim() {
        "" => None,
        list => {
            let items = list.strip_prefix("of ")?.split(',').map(|item| item.trim().to_owned());
            Some(items.filter(|item| !item.is_empty()).collect::<Vec<_>>()).filter(|items| !items.is_empty())
        }
    };
    Some(Field::Word { of, skew })
}

fn read_key(rest: &str) -> Option<Field> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (n_keys, hot) = match words[..] {
        ["of", n_keys] => (n_keys, 0),
        ["of", n_keys, "hot", share] => (n_keys, read_share(share)?),
        _ => return None,
    };
    let n_keys = n_keys.parse().ok().filter(|n_keys| *n_keys > 0)?;
    Some(Field::Key { n_keys, hot })
}

fn read_time(rest: &str) -> Option<Field> {
    let mut time = EventTime::default();
    let mut words = rest.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "iso" => time.form = TimeForm::Iso,
            "ms" => time.form = TimeForm::Millis,
            "jitter" => time.jitter_ms = read_duration(words.next()?)?,
            "late" => {
                time.late = read_share(words.next()?)?;
                words.next().filter(|by| *by == "by")?;
                time.late_by_ms = read_duration(words.next()?)?;
            }
            _ => return None,
        }
    }
    Some(Field::Time(time))
}

fn read_hundredths(text: &str) -> Option<Hundredths> {
    let number: f64 = text.trim().parse().ok()?;
    (0.0..=f64::from(MAX_SKEW) / 100.0).contains(&number).then(|| (number * 100.0).round() as Hundredths)
}

fn read_share(text: &str) -> Option<Share> {
    let percent: f64 = text.strip_suffix('%')?.parse().ok()?;
    (0.0..=100.0).contains(&percent).then(|| (percent * f64::from(MILLION) / 100.0).round() as Share)
}

/// `10s`, `250ms`, `2m`, `1h`.
fn read_duration(text: &str) -> Option<u64> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let unit_ms = match unit {
        "ms" => 1.0,
        "s" => 1_000.0,
        "m" => 60_000.0,
        "h" => 3_600_000.0,
        _ => return None,
    };
    let ms = number.parse::<f64>().ok()? * unit_ms;
    (0.0..=MAX_DELAY_MS as f64).contains(&ms).then(|| ms.round() as u64)
}

/// A duration as a template writes it.
pub fn duration_text(ms: u64) -> String {
    match ms {
        ms if ms % 1_000 != 0 => format!("{ms}ms"),
        ms if ms % 60_000 != 0 || ms == 0 => format!("{}s", ms / 1_000),
        ms => format!("{}m", ms / 60_000),
    }
}

/// A share as a template writes it.
pub fn share_text(share: Share) -> String {
    format!("{}%", f64::from(share) * 100.0 / f64::from(MILLION))
}

/// The number of a range, given in units of its last decimal.
pub fn number_text(units: i64, n_decimals: u32) -> String {
    if n_decimals == 0 {
        return units.to_string();
    }
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = n_decimals as usize + 1);
    let (whole, decimals) = digits.split_at(digits.len() - n_decimals as usize); // Padded to at least one digit more.
    format!("{sign}{whole}.{decimals}")
}

/// As a template writes it.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineNumber => write!(f, "{{#}}"),
            Self::Number { low, high, n_decimals } => {
                write!(f, "{{{}..{}}}", number_text(*low, *n_decimals), number_text(*high, *n_decimals))
            }
            Self::Choice(choices) => write!(f, "{{{}}}", choices.join("|")),
            Self::Word { of, skew } => {
                write!(f, "{{word")?;
                if let Some(of) = of {
                    write!(f, " of {}", of.join(", "))?;
                }
                if *skew > 0 {
                    write!(f, " skew {}", f64::from(*skew) / 100.0)?;
                }
                write!(f, "}}")
            }
            Self::Key { n_keys, hot } => {
                write!(f, "{{key of {n_keys}")?;
                if *hot > 0 {
                    write!(f, " hot {}", share_text(*hot))?;
                }
                write!(f, "}}")
            }
            Self::Time(EventTime { form, jitter_ms, late, late_by_ms }) => {
                write!(f, "{{time")?;
                match form {
                    TimeForm::Plain => {}
                    TimeForm::Iso => write!(f, " iso")?,
                    TimeForm::Millis => write!(f, " ms")?,
                }
                if *jitter_ms > 0 {
                    write!(f, " jitter {}", duration_text(*jitter_ms))?;
                }
                if *late > 0 || *late_by_ms > 0 {
                    write!(f, " late {} by {}", share_text(*late), duration_text(*late_by_ms))?;
                }
                write!(f, "}}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_field_stays_text() {
        for text in ["{x}", "{5..1}", "{}", "{words}", "{key}", "{key of 0}", "{key of 3 hot}", "{time late 5%}"] {
            assert_eq!(parts(text), [Part::Text(text.to_owned())]);
        }
        for text in [
            "{word skew x}",
            "{word skew 9}",
            "{word in a, b}",
            "{time late 5% by 10}",
            "{1.5..x}",
            "{1e3..2}",
            "{0...5}",
            "{0..5.}",
        ] {
            assert_eq!(parts(text), [Part::Text(text.to_owned())]);
        }
    }

    #[test]
    fn a_field_that_is_written_is_read_as_the_same() {
        let template = "{#} {0..5} {-1.50..2.5} {a|b} {word} {word skew 1.25} {word of a b, c skew 2}\n{key of 7} \
                        {key of 7 hot 12.5%} {time} {time iso} {time ms jitter 250ms late 5% by 2m} é{time late 1% by 1s}";
        let found = fields(template);
        assert_eq!(found.len(), 13);
        for (place, field) in found {
            assert_eq!(fields(&field.to_string()), [(0..field.to_string().len(), field)], "{}", &template[place]);
        }
    }

    #[test]
    fn only_the_fields_that_change_are_written_anew() {
        let hot = |field: &mut Field| {
            if let Field::Key { hot, .. } = field {
                *hot = 250_000;
            }
        };
        assert_eq!(with_fields("a {{ {key of  9} { 0..5 }{x}", hot), "a {{ {key of 9 hot 25%} { 0..5 }{x}");
    }

    #[test]
    fn decimals_keep_their_number() {
        assert_eq!([-5, 0, 123].map(|units| number_text(units, 2)), ["-0.05", "0.00", "1.23"]);
    }

    proptest! {
        #[test]
        fn any_template_is_read_and_its_parts_are_in_order(template in "[{}#|.,%0-9a-z é\n]{0,60}|\\{(word|key|time)[ a-z0-9%.,]{0,30}\\}") {
            let mut end = 0;
            for (place, field) in fields(&template) {
                prop_assert!(place.start >= end && template.get(place.clone()).is_some());
                prop_assert_eq!(&fields(&field.to_string())[0].1, &field);
                end = place.end;
            }
            prop_assert_eq!(with_fields(&template, |_| {}), template);
        }
    }
}
