//! Reads what `pprint` prints.

use crate::error::{BenchError, Result};
use crate::workload::Answer;

const RULE: &str = "-------------------------------------------";

/// The rows that one `pprint` printed for one batch: what stands below the heading, without `...` for further rows.
pub fn rows(printed: &str) -> Result<Vec<&str>> {
    let unexpected = || BenchError::Printed(printed.chars().take(200).collect());
    let mut lines = printed.lines();
    let heading = [lines.next(), lines.next(), lines.next()];
    let [Some(RULE), Some(time), Some(RULE)] = heading else { return Err(unexpected()) };
    if !time.starts_with("Time: ") {
        return Err(unexpected());
    }
    Ok(lines.filter(|line| !line.is_empty() && *line != "...").collect())
}

/// The rows of pairs of a word and something that `number` reads, as a table.
pub fn pairs(printed: &str, number: impl Fn(&str) -> Option<i64>) -> Result<Answer> {
    rows(printed)?.into_iter().map(|row| pair(row, &number)).collect()
}

/// A whole number as it is.
pub fn whole(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// A number with decimals, in millionths.
pub fn millionths(text: &str) -> Option<i64> {
    Some((text.parse::<f64>().ok()? * 1e6).round() as i64)
}

/// What each `pprint` of a batch printed, heading included.
pub fn blocks(printed: &str) -> Vec<&str> {
    let heading = format!("{RULE}\nTime: ");
    let mut starts: Vec<usize> = printed.match_indices(&heading).map(|(start, _)| start).collect();
    starts.push(printed.len());
    starts.windows(2).map(|ends| &printed[ends[0]..ends[1]]).collect()
}

/// `('word', 3)`; the words have no quotes.
fn pair(row: &str, number: impl Fn(&str) -> Option<i64>) -> Result<(String, i64)> {
    let inner = row.strip_prefix("('").and_then(|rest| rest.strip_suffix(')'));
    let parts = inner.and_then(|inner| inner.split_once("', "));
    let pair = parts.and_then(|(word, text)| Some((word.to_owned(), number(text)?)));
    pair.ok_or_else(|| BenchError::Printed(row.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "-------------------------------------------\nTime: 1970-01-01 00:00:01\n\
        -------------------------------------------\n('a', 3)\n('bo', 12)\n...\n\n";

    #[test]
    fn rows_are_below_the_heading() {
        assert_eq!(rows(PRINTED).unwrap(), ["('a', 3)", "('bo', 12)"]);
        assert_eq!(pairs(PRINTED, whole).unwrap(), Answer::from([("a".to_owned(), 3), ("bo".to_owned(), 12)]));
        assert_eq!(blocks(&PRINTED.repeat(2)), [PRINTED, PRINTED]);
        assert_eq!(blocks(""), [""; 0]);
    }

    #[test]
    fn decimals_are_compared_in_millionths() {
        assert_eq!(
            [millionths("0.1"), millionths("1e-05"), millionths("2"), millionths("x")],
            [Some(100_000), Some(10), Some(2_000_000), None]
        );
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(rows("('a', 3)\n").is_err());
        assert!(pairs(&PRINTED.replace("12", "x"), whole).is_err());
        assert!(pairs(&PRINTED.replace("('a', 3)", "a 3"), whole).is_err());
    }
}
