//! What the window panel draws and says.

use protocol::plan_view::NodeView;
use protocol::run_view::{WindowBatch, WindowMethod, WindowRowView, WindowView};

use crate::page::chain::view_model::{plural, window_text};

/// How a batch takes part in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Was in the window before and is in this one.
    Stays,
    Enters,
    Leaves,
    /// Entered a window that slides further than it is long, and is in neither.
    Outside,
}

impl Part {
    /// The name in CSS.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Enters => "enters",
            Self::Leaves => "leaves",
            Self::Outside => "outside",
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Enters => "+ came in",
            Self::Leaves => "− went out",
            Self::Outside => "skipped",
        }
    }
}

/// The batches of two windows, oldest first, with what each does.
pub fn strip(view: &WindowView) -> Vec<(&WindowBatch, Part)> {
    let has = |list: &[WindowBatch], batch: u64| list.iter().any(|other| other.batch == batch);
    let part = |batch: &WindowBatch| match (has(&view.covered, batch.batch), has(&view.entering, batch.batch)) {
        (true, true) => Part::Enters,
        (true, false) => Part::Stays,
        (false, _) if has(&view.leaving, batch.batch) => Part::Leaves,
        (false, _) => Part::Outside,
    };
    let mut strip: Vec<(&WindowBatch, Part)> = Vec::new();
    for batch in view.leaving.iter().chain(&view.covered).chain(&view.entering) {
        if !strip.iter().any(|(other, _)| other.batch == batch.batch) {
            strip.push((batch, part(batch)));
        }
    }
    strip.sort_by_key(|(batch, _)| batch.batch);
    strip
}

/// The panel's first sentence.
pub fn summary(node: &NodeView, view: &WindowView) -> String {
    let window = window_text(node).map_or_else(String::new, |text| format!("{text}; "));
    format!("{window}{} {} at batch {}", view.n_keys, plural(view.n_keys, "key"), view.batch)
}

/// How Spark came to the result, and why so.
pub fn method_text(method: WindowMethod) -> &'static str {
    match method {
        WindowMethod::Recompute => "There is no inverse function, so every batch of the window is reduced again.",
        WindowMethod::RecomputeShort => {
            "There is an inverse function, but Spark uses it only for windows of at least five slides, so every batch of the window is reduced again."
        }
        WindowMethod::RecomputeFirst => {
            "There is an inverse function, but no window before this one, so every batch of the window is reduced."
        }
        WindowMethod::Incremental => {
            "The window before, minus the batches that went out, plus the batches that came in."
        }
    }
}

/// How much work both ways are.
pub fn work_text(view: &WindowView) -> String {
    let recompute = format!(
        "Computing the whole window again reduces {} {}",
        view.recompute_work,
        plural(view.recompute_work, "record")
    );
    match view.incremental_work {
        Some(incremental) => format!("{recompute}; only what changed, {incremental}."),
        None => format!("{recompute}."),
    }
}

/// Whether both ways give a key the same.
pub fn agrees(row: &WindowRowView) -> bool {
    row.now == row.recomputed || is_zero_left(row)
}

/// Whether the key is in no batch of the window and only stays because its count came down to nothing.
pub fn is_zero_left(row: &WindowRowView) -> bool {
    row.recomputed.is_none() && row.now.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(numbers: &[u64]) -> Vec<WindowBatch> {
        numbers.iter().map(|batch| WindowBatch { batch: *batch, ..WindowBatch::default() }).collect()
    }

    #[test]
    fn the_strip_shows_who_stays_enters_and_leaves() {
        let view = WindowView {
            covered: batches(&[2, 3]),
            entering: batches(&[3]),
            leaving: batches(&[1]),
            ..WindowView::default()
        };
        let parts: Vec<_> = strip(&view).iter().map(|(batch, part)| (batch.batch, *part)).collect();
        assert_eq!(parts, [(1, Part::Leaves), (2, Part::Stays), (3, Part::Enters)]);
    }

    #[test]
    fn both_ways_are_counted() {
        let mut view = WindowView { recompute_work: 80, ..WindowView::default() };
        assert_eq!(work_text(&view), "Computing the whole window again reduces 80 records.");
        view.incremental_work = Some(20);
        assert!(work_text(&view).ends_with("; only what changed, 20."));
    }

    #[test]
    fn a_key_that_came_down_to_zero_is_named() {
        let row = WindowRowView { now: Some("0".to_owned()), ..WindowRowView::default() };
        assert!(is_zero_left(&row) && agrees(&row));
        let wrong = WindowRowView { now: Some("1".to_owned()), recomputed: Some("2".to_owned()), ..row };
        assert!(!agrees(&wrong));
    }
}
