//! What the state panel says about a table and a key.

use protocol::run_view::{StateRowView, StateView};

use crate::page::chain::view_model::plural;

/// The table in a few words.
pub fn summary(view: &StateView) -> String {
    let keys = format!("{} {} after batch {}", view.n_keys, plural(view.n_keys, "key"), view.batch);
    match view.n_found == view.n_keys {
        true => keys,
        false => format!("{keys}, {} found", view.n_found),
    }
}

/// The call that gave a key its state: `add_up([1, 1], 3) = 5`.
pub fn call_text(function: &str, row: &StateRowView) -> String {
    let was = row.was.as_deref().unwrap_or("None");
    let now = row.now.as_deref().unwrap_or("None");
    format!("{function}({}, {was}) = {now}", row.new_values)
}

/// What a change means, for its colour.
pub fn change_kind(change: &str) -> &'static str {
    match change.chars().next() {
        Some('+') => "more",
        Some('-' | '−') => "less",
        Some(_) => "other",
        None => "none",
    }
}

/// How many CSS pixels a sparkline is wide and high.
pub const SPARK: (f64, f64) = (84.0, 18.0);

/// The lines of a sparkline, each as the `points` of an SVG polyline: they are interrupted where a key had no value.
pub fn spark_lines(recent: &[Option<f64>]) -> Vec<String> {
    const EDGE: f64 = 2.0;
    let (width, height) = (SPARK.0 - 2.0 * EDGE, SPARK.1 - 2.0 * EDGE);
    let values = recent.iter().flatten();
    let (min, max) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (min.min(*v), max.max(*v)));
    let step = width / (recent.len().max(2) - 1) as f64;
    let y = |value: f64| match max - min {
        range if range > 0.0 => EDGE + height * (max - value) / range,
        _ => EDGE + height / 2.0,
    };
    let mut lines = Vec::new();
    let mut line: Vec<String> = Vec::new();
    for (place, value) in recent.iter().enumerate() {
        match value {
            Some(value) => line.push(format!("{:.1},{:.1}", EDGE + place as f64 * step, y(*value))),
            None if !line.is_empty() => lines.push(std::mem::take(&mut line).join(" ")),
            None => {}
        }
    }
    if !line.is_empty() {
        lines.push(line.join(" "));
    }
    lines
}

/// The same in words: `in the last 3 batches: none, 1, 3`.
pub fn spark_text(recent: &[Option<f64>]) -> String {
    let values: Vec<String> =
        recent.iter().map(|value| value.map_or_else(|| "none".to_owned(), |value| value.to_string())).collect();
    match recent.len() {
        1 => format!("in this batch: {}", values.join("")),
        n => format!("in the last {n} batches: {}", values.join(", ")),
    }
}

/// Which key a row is of, also where two keys are shown alike.
pub fn identity(row: &StateRowView) -> (u32, u64) {
    (row.partition, row.key_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_goes_from_the_lowest_to_the_highest_value() {
        assert_eq!(spark_lines(&[Some(1.0), Some(3.0), Some(2.0)]), ["2.0,16.0 42.0,2.0 82.0,9.0"]);
        assert_eq!(spark_lines(&[Some(5.0), Some(5.0)]), ["2.0,9.0 82.0,9.0"]);
        assert_eq!(spark_lines(&[Some(1.0), None, Some(2.0)]), ["2.0,16.0", "82.0,2.0"]);
        assert_eq!(spark_lines(&[]), [""; 0]);
    }

    #[test]
    fn a_sparkline_is_told_in_words() {
        assert_eq!(spark_text(&[None, Some(1.0), Some(2.5)]), "in the last 3 batches: none, 1, 2.5");
        assert_eq!(spark_text(&[Some(4.0)]), "in this batch: 4");
    }

    #[test]
    fn a_key_has_its_call() {
        let row = StateRowView {
            new_values: "[1, 1]".to_owned(),
            was: Some("3".to_owned()),
            now: Some("5".to_owned()),
            ..StateRowView::default()
        };
        assert_eq!(call_text("add_up", &row), "add_up([1, 1], 3) = 5");
        let gone = StateRowView { new_values: "[]".to_owned(), ..StateRowView::default() };
        assert_eq!(call_text("f", &gone), "f([], None) = None");
    }

    #[test]
    fn the_summary_counts_what_was_found() {
        let view = StateView { n_keys: 9, n_found: 2, batch: 3, ..StateView::default() };
        assert_eq!(summary(&view), "9 keys after batch 3, 2 found");
    }

    #[test]
    fn changes_have_a_direction() {
        assert_eq!(["+2", "-1", "", "'a' → 'b'"].map(change_kind), ["more", "less", "none", "other"]);
    }
}
