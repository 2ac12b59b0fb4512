//! What the window panel draws and says.

use protocol::plan_view::NodeView;
use protocol::run_view::{Compared, WindowBatch, WindowMethod, WindowRowView, WindowView};

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
    match view.compared {
        Compared::Nothing => format!("{window}at batch {}", view.batch),
        _ => format!("{window}{} {} at batch {}", view.n_keys, plural(view.n_keys, "key"), view.batch),
    }
}

/// How Spark came to the result, and why so.
fn method_text(method: WindowMethod) -> &'static str {
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

/// How the result of this window came about.
pub fn explanation(view: &WindowView) -> String {
    match view.compared {
        Compared::Nothing => {
            let n = view.n_records;
            format!("The window has the records of all its batches as they are: {n} {}.", plural(n, "record"))
        }
        Compared::Yes => format!("{} {}", method_text(view.method), work_text(view)),
        Compared::NotKept => format!(
            "{} Not all records of these batches were kept when they were computed, so the window is not computed again here.",
            method_text(view.method)
        ),
        Compared::TooMuch => {
            format!("{} Its batches have too many records to compute it again here.", method_text(view.method))
        }
    }
}

/// How much work both ways are.
fn work_text(view: &WindowView) -> String {
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

/// What both ways come to for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Same,
    /// The key is in no batch of the window and stays with what the inverse function left of it.
    ZeroLeft,
    /// It was in the window before and is not in this one.
    WentOut,
    Different,
    Unknown,
}

impl Verdict {
    pub fn text(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::ZeroLeft => "in no batch of the window",
            Self::WentOut => "went out",
            Self::Different => "different",
            Self::Unknown => "–",
        }
    }
}

pub fn verdict(compared: Compared, row: &WindowRowView) -> Verdict {
    match (&row.now, &row.recomputed) {
        (None, None) => Verdict::WentOut,
        _ if compared != Compared::Yes => Verdict::Unknown,
        (Some(_), None) => Verdict::ZeroLeft,
        (now, recomputed) if now == recomputed => Verdict::Same,
        _ => Verdict::Different,
    }
}

/// The `filterFunc` that drops the keys which are in no batch any more; none if there are no such keys, the window
/// has a filter, or what is left of them is not zero.
pub fn filter_to_add(node: &NodeView, view: &WindowView) -> Option<&'static str> {
    let left = view.rows.iter().filter(|row| verdict(view.compared, row) == Verdict::ZeroLeft);
    let mut left = left.filter_map(|row| row.now.as_deref()).peekable();
    let is_open = node.operator == "reduceByKeyAndWindow" && node.args.iter().all(|arg| arg.name != "filterFunc");
    let are_zero = left.peek().is_some() && left.all(|now| matches!(now, "0" | "0.0"));
    (is_open && are_zero).then_some("lambda pair: pair[1] > 0")
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::ArgView;

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
        assert!(explanation(&view).ends_with("Computing the whole window again reduces 80 records."));
        view.incremental_work = Some(20);
        assert!(explanation(&view).ends_with("; only what changed, 20."));
        view.compared = Compared::Nothing;
        view.n_records = 14;
        assert_eq!(explanation(&view), "The window has the records of all its batches as they are: 14 records.");
    }

    fn row(now: Option<&str>, recomputed: Option<&str>) -> WindowRowView {
        let text = |text: Option<&str>| text.map(str::to_owned);
        WindowRowView { now: text(now), recomputed: text(recomputed), ..WindowRowView::default() }
    }

    #[test]
    fn every_key_gets_a_verdict() {
        let of = |now, recomputed| verdict(Compared::Yes, &row(now, recomputed));
        assert_eq!(of(Some("2"), Some("2")), Verdict::Same);
        assert_eq!(of(Some("0"), None), Verdict::ZeroLeft);
        assert_eq!(of(None, None), Verdict::WentOut);
        assert_eq!((of(Some("1"), Some("2")), of(None, Some("2"))), (Verdict::Different, Verdict::Different));
        assert_eq!(verdict(Compared::NotKept, &row(Some("2"), None)), Verdict::Unknown);
    }

    #[test]
    fn a_filter_is_offered_where_it_drops_zeros() {
        let node = NodeView { operator: "reduceByKeyAndWindow".to_owned(), ..NodeView::default() };
        let with = |rows| WindowView { rows, ..WindowView::default() };
        let zero = with(vec![row(Some("0"), None), row(Some("3"), Some("3"))]);
        assert_eq!(filter_to_add(&node, &zero), Some("lambda pair: pair[1] > 0"));
        assert_eq!(filter_to_add(&node, &with(vec![row(Some("''"), None)])), None);
        assert_eq!(filter_to_add(&node, &with(vec![row(Some("3"), Some("3"))])), None);
        let filter = ArgView { name: "filterFunc".to_owned(), ..ArgView::default() };
        assert_eq!(filter_to_add(&NodeView { args: vec![filter], ..node }, &zero), None);
    }
}
