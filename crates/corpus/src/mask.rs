//! Replaces what differs from run to run by the marks that the recordings have.

/// Batch times, as the clock of a run shows them, are `(k + 1) × interval` after the epoch.
const EPOCH_DAY: &str = "1970-01-01 ";
const CLOCK: &str = "00:00:00";
/// Digits of an object's address, as CPython prints it.
const ADDRESS_DIGITS: std::ops::RangeInclusive<usize> = 6..=16;

/// `text` with `<batch k>` for times on the run's first day and `0x<addr>` for addresses.
///
/// Without an interval (Structured Streaming) times stay as they are.
pub fn mask_text(text: &str, batch_interval: Option<f64>) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let at_word_start = !masked.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let found = match next {
            '1' if at_word_start => batch_interval.and_then(|interval| time(rest, interval)),
            '0' => address(rest),
            _ => None,
        };
        let (mark, length) = found.unwrap_or_else(|| (next.to_string(), next.len_utf8()));
        masked.push_str(&mark);
        rest = &rest[length..]; // `length` is that of whole characters at its start.
    }
    masked
}

/// A path with `<batch k>` for the first number after a `-` that is a batch's time in milliseconds.
pub fn mask_path(path: &str, batch_interval: Option<f64>) -> String {
    let Some(interval) = batch_interval else { return path.to_owned() };
    for (dash, _) in path.match_indices('-') {
        let (before, after) = path.split_at(dash + 1);
        let n_digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, end) = after.split_at(n_digits);
        let interval_ms = (interval * 1000.0) as u64;
        match digits.parse::<u64>() {
            Ok(ms) if ms > 0 && ms.is_multiple_of(interval_ms) && (end.is_empty() || end.starts_with(['.', '/'])) => {
                return format!("{before}{}{end}", batch_mark(ms, interval));
            }
            _ => {}
        }
    }
    path.to_owned()
}

/// `1970-01-01 00:00:01` or `1970-01-01 00:00:01.500000` at the start of `text`, as a mark, and its length.
fn time(text: &str, interval: f64) -> Option<(String, usize)> {
    let clock = text.strip_prefix(EPOCH_DAY)?.get(..CLOCK.len())?;
    let parts: Option<Vec<u64>> = clock.split(':').map(two_digits).collect();
    let [hours, minutes, seconds] = parts?.try_into().ok()?;
    let mut length = EPOCH_DAY.len() + CLOCK.len();
    let mut ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    if let Some(fraction) = text[length..].strip_prefix('.') {
        let n_digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if n_digits > 0 {
            length += 1 + n_digits;
            let thousandths = format!("{:0<3}", &fraction[..n_digits]);
            ms += thousandths[..3].parse::<u64>().ok()?;
        }
    }
    Some((batch_mark(ms, interval), length))
}

fn two_digits(text: &str) -> Option<u64> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn batch_mark(ms: u64, interval: f64) -> String {
    format!("<batch {}>", ms as f64 / (interval * 1000.0) - 1.0)
}

/// `0x7f0011223344` at the start of `text`, as a mark, and its length.
fn address(text: &str) -> Option<(String, usize)> {
    let digits = text.strip_prefix("0x")?;
    let n_digits = digits.bytes().take_while(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')).count();
    let n_digits = n_digits.min(*ADDRESS_DIGITS.end());
    ADDRESS_DIGITS.contains(&n_digits).then(|| ("0x<addr>".to_owned(), 2 + n_digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_batches() {
        assert_eq!(mask_text("Time: 1970-01-01 00:00:01\n", Some(1.0)), "Time: <batch 0>\n");
        assert_eq!(mask_text("at 1970-01-01 00:01:40, é", Some(10.0)), "at <batch 9>, é");
        assert_eq!(mask_text("Time: 1970-01-01 00:00:01.500000", Some(0.5)), "Time: <batch 2>");
        assert_eq!(mask_text("1970-01-01 00:00:01.5", Some(1.0)), "<batch 0.5>");
    }

    #[test]
    fn what_is_no_time_stays() {
        for text in
            ["x1970-01-01 00:00:01", "1970-01-02 00:00:01", "1970-01-01 00:00", "1970-01-01 0:000:01", "<batch 3>"]
        {
            assert_eq!(mask_text(text, Some(1.0)), text);
        }
        assert_eq!(mask_text("1970-01-01 00:00:01", None), "1970-01-01 00:00:01");
    }

    #[test]
    fn addresses_lose_their_digits() {
        assert_eq!(mask_text("<X object at 0x7f001122aabb>", None), "<X object at 0x<addr>>");
        assert_eq!(mask_text("0x1f 0x<addr>", None), "0x1f 0x<addr>");
    }

    #[test]
    fn folders_of_a_batch_have_its_time_in_milliseconds() {
        assert_eq!(mask_path("out/counts-1000/part-00000", Some(1.0)), "out/counts-<batch 0>/part-00000");
        assert_eq!(mask_path("out/counts-2000.txt", Some(0.5)), "out/counts-<batch 3>.txt");
        assert_eq!(mask_path("a-1500/b-3000", Some(1.0)), "a-1500/b-<batch 2>");
        assert_eq!(mask_path("out/part-00000", Some(1.0)), "out/part-00000");
    }
}
