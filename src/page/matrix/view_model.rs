//! What the matrix says: the text of its cells, its heads and its names.

use protocol::plan_view::{ArgKind, NodeKind, NodeView};
use protocol::run_view::{BatchView, CellView, Status};

use crate::page::chain::view_model::{plural, window_text};
use crate::page::matrix::layout::WindowSpans;

/// How many records a cell shows.
pub const N_CHIPS: usize = 2;

/// The second line of a row's name: what makes the stream.
pub fn row_detail(node: &NodeView) -> String {
    let function = node.args.iter().find(|arg| arg.kind == ArgKind::Function).map(|arg| body_of(&arg.text));
    match (&node.name, function) {
        (Some(_), Some(function)) => format!("{} {function}", node.operator),
        (Some(_), None) => node.operator.clone(),
        (None, Some(function)) => function.to_owned(),
        (None, None) => String::new(),
    }
}

/// The third line of a row's name: what is special about the stream.
pub fn row_note(node: &NodeView) -> Option<String> {
    match (node.kind, node.n_partitions) {
        (_, _) if node.window_ms.is_some() => window_text(node),
        (NodeKind::State, _) => Some("state".to_owned()),
        (NodeKind::Shuffle, Some(n)) => Some(format!("shuffle, {n} {}", plural(u64::from(n), "partition"))),
        (NodeKind::Shuffle, None) => Some("shuffle".to_owned()),
        _ => None,
    }
}

/// What a lambda computes, or the function's name.
fn body_of(function: &str) -> &str {
    match function.strip_prefix("lambda") {
        Some(rest) => rest.split_once(':').map_or(function, |(_, body)| body.trim()),
        None => function,
    }
}

/// The time of a batch since the start: `00:40`.
pub fn elapsed_text(batch: u64, batch_interval_ms: u64) -> String {
    let ms = (batch + 1).saturating_mul(batch_interval_ms);
    let (minutes, seconds) = (ms / 60_000, ms / 1_000 % 60);
    match ms % 1_000 {
        0 => format!("{minutes:02}:{seconds:02}"),
        rest => format!("{minutes:02}:{seconds:02}.{}", rest / 100),
    }
}

/// A cell for those who cannot see it.
pub fn cell_label(title: &str, batch: u64, cell: Option<&CellView>) -> String {
    match cell {
        Some(cell) if cell.failed => format!("{title}, batch {batch}: failed"),
        Some(cell) => {
            let records = format!("{} {}", cell.count(), plural(cell.n_records, "record"));
            match cell.chips.is_empty() {
                true => format!("{title}, batch {batch}: {records}"),
                false => format!("{title}, batch {batch}: {records}, first {}", cell.chips.join(", ")),
            }
        }
        None => format!("{title}, batch {batch}: no RDD"),
    }
}

/// How many records a cell has beside those it shows.
pub fn n_more(cell: &CellView) -> u64 {
    cell.n_records.saturating_sub(cell.chips.len().min(N_CHIPS) as u64)
}

/// How full the batch that is being filled is, from 0 to 1.
pub fn filled(status: &Status) -> f64 {
    match status.batch_interval_ms {
        0 => 0.0,
        interval => {
            let begin = status.next_batch.saturating_mul(interval);
            (status.clock_ms.saturating_sub(begin) as f64 / interval as f64).clamp(0.0, 1.0)
        }
    }
}

/// A window in a sentence.
pub fn window_sentence(title: &str, batch: u64, spans: &WindowSpans) -> String {
    let covered = batches_text(&spans.covered).unwrap_or_default();
    let mut sentence = format!("{title} at batch {batch} covers {covered}");
    if let Some(entering) = batches_text(&spans.entering) {
        sentence += &format!("; {entering} came in");
    }
    if let Some(leaving) = batches_text(&spans.leaving) {
        sentence += &format!("; {leaving} went out");
    }
    sentence
}

fn batches_text(batches: &std::ops::Range<u64>) -> Option<String> {
    match batches.end.checked_sub(batches.start)? {
        0 => None,
        1 => Some(format!("batch {}", batches.start)),
        _ => Some(format!("batches {} to {}", batches.start, batches.end - 1)),
    }
}

/// What happened in a batch.
pub fn batch_state(batch: &BatchView) -> &'static str {
    match batch.failure {
        Some(_) => "failed",
        None => "done",
    }
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::ArgView;

    use super::*;

    #[test]
    fn a_row_says_what_makes_the_stream() {
        let arg = ArgView {
            kind: ArgKind::Function,
            text: "lambda line: line.split(\" \")".to_owned(),
            ..ArgView::default()
        };
        let mut node = NodeView { operator: "flatMap".to_owned(), args: vec![arg], ..NodeView::default() };
        assert_eq!(row_detail(&node), "line.split(\" \")");
        node.name = Some("words".to_owned());
        assert_eq!(row_detail(&node), "flatMap line.split(\" \")");
    }

    #[test]
    fn the_time_of_a_batch_is_its_end() {
        assert_eq!((elapsed_text(3, 10_000), elapsed_text(0, 500)), ("00:40".to_owned(), "00:00.5".to_owned()));
    }

    #[test]
    fn a_cell_is_said_in_words() {
        let many = CellView { n_records: 500, is_partial: true, ..CellView::default() };
        assert_eq!(cell_label("totals", 3, Some(&many)), "totals, batch 3: 500+ records");
        let cell = CellView { n_records: 2, chips: vec!["'a'".to_owned()], ..CellView::default() };
        assert_eq!(cell_label("words", 3, Some(&cell)), "words, batch 3: 2 records, first 'a'");
        assert_eq!(cell_label("words", 3, None), "words, batch 3: no RDD");
        assert_eq!(n_more(&cell), 1);
    }

    #[test]
    fn a_window_is_said_in_words() {
        let spans = WindowSpans { covered: 2..4, entering: 3..4, leaving: 1..2 };
        let expected = "recent at batch 3 covers batches 2 to 3; batch 3 came in; batch 1 went out";
        assert_eq!(window_sentence("recent", 3, &spans), expected);
    }

    #[test]
    fn a_batch_fills_with_the_clock() {
        let status = Status { next_batch: 2, batch_interval_ms: 10_000, clock_ms: 26_000, ..Status::default() };
        assert_eq!(filled(&status), 0.6);
        assert_eq!(filled(&Status::default()), 0.0);
    }
}
