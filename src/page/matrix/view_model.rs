//! What the matrix says: the text of its cells, its heads and its names.

use protocol::plan_view::{ArgKind, NodeKind, NodeView};
use protocol::run_view::{BatchView, CellView, Status};

use crate::page::chain::view_model::{plural, window_text};
use crate::page::matrix::layout::WindowSpans;
use crate::page::matrix::scale::{Content, Scale};

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
        Some(cell) if cell.is_unknown() => format!("{title}, batch {batch}: not computed"),
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

/// How many records a cell has beside the first ones that it shows.
pub fn n_more(cell: &CellView, n_chips: usize) -> u64 {
    cell.n_records.saturating_sub(cell.chips.len().min(n_chips) as u64)
}

/// A count in at most five signs: `99999`, `100k`, `1.2M`.
pub fn short(n: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")];
    match UNITS.iter().find(|(unit, _)| n >= *unit && n >= 100_000) {
        Some((unit, name)) if n / unit >= 10 => format!("{}{name}", n / unit),
        // Rounded down, so that nothing is said to be more than it is.
        Some((unit, name)) => format!("{}.{}{name}", n / unit, n % unit * 10 / unit),
        None => n.to_string(),
    }
}

/// The number of records of a cell in a few signs.
pub fn short_count(cell: &CellView) -> String {
    format!("{}{}", short(cell.n_records), if cell.is_partial { "+" } else { "" })
}

/// What stands above a column.
pub fn head_text(scale: &Scale, batch: u64, is_shown: bool) -> String {
    match scale.content {
        Content::Records(_) => format!("batch {batch}"),
        Content::Count => batch.to_string(),
        Content::Shade if is_shown || batch.is_multiple_of(scale.columns_per_head()) => batch.to_string(),
        Content::Shade => String::new(),
    }
}

/// How deep the shade of a cell is, in percent: by the logarithm, so that few beside very many can be seen.
pub fn shade(n_records: u64, largest: u64) -> u32 {
    match n_records {
        0 => 0,
        n => (15.0 + 85.0 * (1.0 + n as f64).ln() / (1.0 + largest.max(n) as f64).ln()).round() as u32,
    }
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

    use crate::page::matrix::scale::Zoom;

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
        let unknown = CellView { is_partial: true, ..CellView::default() };
        assert_eq!(cell_label("words", 3, Some(&unknown)), "words, batch 3: not computed");
        assert_eq!((n_more(&cell, 2), n_more(&cell, 0)), (1, 2));
    }

    #[test]
    fn long_counts_are_short() {
        let texts = [0, 99_999, 100_000, 999_999, 1_000_000, 12_345_678, u64::MAX].map(short);
        assert_eq!(texts, ["0", "99999", "100k", "999k", "1.0M", "12M", "18446744T"]);
    }

    #[test]
    fn an_overview_has_numbers_where_there_is_room_and_shades_by_order_of_magnitude() {
        let scale = Zoom::Overview.scale();
        let heads = [10, 11].map(|batch| head_text(&scale, batch, false));
        assert_eq!((heads, head_text(&scale, 11, true)), (["10".into(), String::new()], "11".into()));
        assert_eq!((shade(0, 9), shade(9, 9), shade(9, 0)), (0, 100, 100));
        assert!(shade(1, 1_000_000) > 15 && shade(10, 1_000_000) > shade(1, 1_000_000));
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
