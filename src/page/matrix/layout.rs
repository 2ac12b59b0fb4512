//! Where everything of the stream matrix is: rows, links between them, windows, and which columns are in sight.
//!
//! ```text
//!            │ batch 0 │ batch 1 │ batch 2 │
//!   lines    │ [ 10 ]  │ [ 10 ]  │ [ 10 ]  │   a row for each DStream, in chain order
//!            │    │    │    │    │    │    │   a link zone above each row but the first
//!   words    │ [ 40 ]  │ [ 40 ]  │ [ 40 ]  │
//! ```
//! All lengths are CSS pixels. Column 0 is the oldest batch that is kept.

use std::ops::Range;

use protocol::plan_view::{NodeId, NodeKind, NodeView, PlanView};

use crate::page::chain::lanes::{Lane, lanes};

/// The width of the row names, and what it is where there is little room.
pub const NAMES_WIDTHS: (f64, f64) = (148.0, 100.0);
/// A view that is narrower than this has little room.
pub const NARROW: f64 = 560.0;
pub const CELL_WIDTH: f64 = 126.0;
/// Between two columns.
pub const GAP: f64 = 16.0;
pub const HEAD_HEIGHT: f64 = 42.0;
pub const CELL_HEIGHT: f64 = 60.0;
/// Above a row whose input stands right above it, or above any other.
pub const LINK_HEIGHT: f64 = 22.0;
/// Below a row for each bracket that hangs there.
pub const BRACKET_HEIGHT: f64 = 18.0;

/// The most rows that are drawn.
pub const MAX_ROWS: usize = 60;

/// The rows of the matrix, top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    pub rows: Vec<Row>,
    pub height: f64,
}

/// A DStream.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub node: NodeId,
    pub kind: NodeKind,
    /// Where its cells begin, from the top of the matrix.
    pub y: f64,
    /// Room above the cells, for links.
    pub above: f64,
    /// Room below the cells, for the brackets of windows over this row.
    pub below: f64,
    pub links: Vec<Link>,
}

/// A connection from one cell to another in the same column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The position of the input's row.
    pub from_row: usize,
    pub shape: LinkShape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkShape {
    /// Straight down, from the row right above.
    Straight,
    /// Lines that cross, from the row right above: records change partitions.
    Crossing,
    /// Around the rows between, on the left.
    Around,
}

/// The window that a cell covers, drawn below the cells of its input.
#[derive(Clone, Debug, PartialEq)]
pub struct Bracket {
    /// The row of the windowed stream.
    pub row: usize,
    /// The row whose cells are covered.
    pub over_row: usize,
    /// Which of the brackets below that row it is, from the top.
    pub level: usize,
    pub spans: WindowSpans,
}

/// The batches of a window and of what changed since the window before.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowSpans {
    pub covered: Range<u64>,
    pub entering: Range<u64>,
    pub leaving: Range<u64>,
}

/// The rows of a plan.
pub fn grid(plan: &PlanView) -> Grid {
    let order = stream_order(plan);
    let row_of = |id: NodeId| order.iter().position(|node| node.id == id);
    let mut rows = Vec::new();
    let mut y = HEAD_HEIGHT;
    for (row_idx, node) in order.iter().enumerate() {
        let inputs = node.inputs.iter().filter_map(|input| row_of(*input)).filter(|row| *row < row_idx);
        let link = |from_row: usize| Link { from_row, shape: link_shape(from_row, row_idx, node.kind) };
        let links: Vec<Link> = inputs.map(link).collect();
        let above = if row_idx == 0 { 0.0 } else { LINK_HEIGHT };
        let n_windows =
            order.iter().filter(|other| other.window_ms.is_some() && other.inputs.first() == Some(&node.id));
        let below = BRACKET_HEIGHT * n_windows.count() as f64;
        y += above;
        rows.push(Row { node: node.id, kind: node.kind, y, above, below, links });
        y += CELL_HEIGHT + below;
    }
    Grid { rows, height: y }
}

/// The streams in the order of the chain, so that a stream stands below its input where that is possible.
fn stream_order(plan: &PlanView) -> Vec<&NodeView> {
    fn walk<'a>(plan: &'a PlanView, lanes: &[Lane], order: &mut Vec<&'a NodeView>) {
        for lane in lanes {
            order.extend(lane.nodes().filter_map(|id| plan.nodes.get(id as usize)));
            walk(plan, &lane.fork, order);
        }
    }
    let mut order = Vec::new();
    walk(plan, &lanes(plan), &mut order);
    order.retain(|node| node.kind != NodeKind::Output);
    order.truncate(MAX_ROWS);
    // A stream with several inputs stands below all of them.
    let mut sorted: Vec<&NodeView> = Vec::new();
    while !order.is_empty() {
        let is_waited_for = |input: &NodeId, order: &[&NodeView]| order.iter().any(|node| node.id == *input);
        let next = order.iter().position(|node| !node.inputs.iter().any(|input| is_waited_for(input, &order)));
        sorted.push(order.remove(next.unwrap_or(0))); // Inputs come before their node, so there is always one.
    }
    sorted
}

fn link_shape(from_row: usize, row: usize, kind: NodeKind) -> LinkShape {
    match kind {
        _ if from_row + 1 != row => LinkShape::Around,
        NodeKind::Shuffle | NodeKind::State => LinkShape::Crossing,
        _ => LinkShape::Straight,
    }
}

/// The width of the row names in a view.
pub fn names_width(view_width: f64) -> f64 {
    match view_width < NARROW {
        true => NAMES_WIDTHS.1,
        false => NAMES_WIDTHS.0,
    }
}

/// Where a column begins, from the right of the names.
pub fn column_x(column: u64) -> f64 {
    GAP + column as f64 * (CELL_WIDTH + GAP)
}

/// The width of so many columns.
pub fn width(n_columns: u64) -> f64 {
    column_x(n_columns)
}

/// The columns that are in sight, with one more on either side.
pub fn visible(scroll_left: f64, view_width: f64, n_columns: u64) -> Range<u64> {
    let stride = CELL_WIDTH + GAP;
    let first = (scroll_left / stride).floor().max(0.0) as u64;
    let n_fitting = (view_width.max(0.0) / stride).ceil() as u64 + 1;
    let first = first.saturating_sub(1).min(n_columns);
    first..(first + n_fitting + 1).min(n_columns)
}

/// How far to scroll so that a column is wholly in sight beside the names; none if it is already.
pub fn scroll_to(column: u64, scroll_left: f64, view_width: f64) -> Option<f64> {
    let left = column_x(column) - GAP;
    let right = left + CELL_WIDTH + 2.0 * GAP;
    let room = view_width - names_width(view_width);
    if left < scroll_left {
        Some(left.max(0.0))
    } else if right > scroll_left + room {
        Some((right - room).min(left).max(0.0))
    } else {
        None
    }
}

/// The batches that a window covers, gained and lost at a batch.
///
/// `first` is the oldest batch there is. A window that began before it is shorter.
pub fn window_spans(batch: u64, n_window: u64, n_slide: u64, first: u64) -> WindowSpans {
    let end = batch + 1;
    let begin = end.saturating_sub(n_window).max(first).min(end);
    let end_before = end.saturating_sub(n_slide).max(first).min(end);
    let begin_before = end_before.saturating_sub(n_window).max(first).min(end_before);
    WindowSpans {
        covered: begin..end,
        entering: end_before.max(begin)..end,
        leaving: begin_before..end_before.min(begin),
    }
}

/// The brackets of all windows at a batch, of which some have a cell there.
pub fn brackets(
    plan: &PlanView,
    grid: &Grid,
    batch_interval_ms: u64,
    batch: u64,
    has_cell: impl Fn(NodeId) -> bool,
) -> Vec<Bracket> {
    let interval = batch_interval_ms.max(1);
    let mut brackets: Vec<Bracket> = Vec::new();
    for (row_idx, row) in grid.rows.iter().enumerate() {
        let Some(node) = plan.nodes.get(row.node as usize) else { continue };
        let (Some(window_ms), Some(input)) = (node.window_ms, node.inputs.first()) else { continue };
        let Some(over_row) = grid.rows.iter().position(|row| row.node == *input) else { continue };
        if !has_cell(node.id) {
            continue;
        }
        let level = brackets.iter().filter(|bracket| bracket.over_row == over_row).count();
        let spans = window_spans(batch, window_ms / interval, node.slide_ms / interval, 0);
        brackets.push(Bracket { row: row_idx, over_row, level, spans });
    }
    brackets
}

/// The lines of a link as an SVG path, from the left edge and the top of the column of cells.
pub fn link_path(grid: &Grid, row_idx: usize, link: Link) -> String {
    let (Some(from), Some(to)) = (grid.rows.get(link.from_row), grid.rows.get(row_idx)) else {
        return String::new();
    };
    let top = from.y + CELL_HEIGHT + from.below;
    let bottom = to.y;
    let at = |share: f64| CELL_WIDTH * share;
    match link.shape {
        LinkShape::Straight => {
            let middle = at(0.5);
            format!("M{middle} {top}V{bottom}")
        }
        LinkShape::Crossing => {
            let half = (top + bottom) / 2.0;
            let curve = |x: f64, to_x: f64| format!("M{x} {top}C{x} {half} {to_x} {half} {to_x} {bottom}");
            [(0.25, 0.75), (0.75, 0.25), (0.5, 0.5)].map(|(x, to_x)| curve(at(x), at(to_x))).concat()
        }
        LinkShape::Around => {
            let begin = from.y + CELL_HEIGHT * 0.75;
            let end = to.y + CELL_HEIGHT * 0.25;
            let left = -GAP / 2.0;
            format!("M0 {begin}H{left}V{end}H0")
        }
    }
}

/// The line of a bracket as an SVG path, over so many columns, with the place where it points down.
pub fn bracket_path(n_columns: u64) -> String {
    let width = n_columns as f64 * (CELL_WIDTH + GAP) - GAP;
    let (low, middle) = (9.0, width / 2.0);
    format!("M1 2V{low}H{}L{middle} 15L{} {low}H{}V2", middle - 6.0, middle + 6.0, width - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plan from `kind:inputs` words; kinds are the first letters, `w2` is a window of two batches.
    fn plan(text: &str) -> PlanView {
        let node = |(id, word): (usize, &str)| {
            let (kind, inputs) = word.split_once(':').unwrap_or((word, ""));
            let (letter, n_batches) = kind.split_at(1);
            NodeView {
                id: id as u32,
                inputs: inputs.split(',').filter_map(|input| input.parse().ok()).collect(),
                kind: match letter {
                    "s" => NodeKind::Source,
                    "k" => NodeKind::Shuffle,
                    "o" => NodeKind::Output,
                    "w" => NodeKind::Window,
                    _ => NodeKind::Narrow,
                },
                window_ms: n_batches.parse().ok().map(|n_batches: u64| n_batches * 10_000),
                slide_ms: 10_000,
                ..NodeView::default()
            }
        };
        PlanView { nodes: text.split(' ').enumerate().map(node).collect(), ..PlanView::default() }
    }

    fn check_order(text: &str, expected: &[u32]) {
        let order: Vec<u32> = grid(&plan(text)).rows.iter().map(|row| row.node).collect();
        assert_eq!(order, expected, "{text}");
    }

    #[test]
    fn streams_stand_below_their_inputs_and_outputs_are_no_rows() {
        check_order("s n:0 o:1 n:1 o:3", &[0, 1, 3]);
        check_order("s n:0 k:1 o:2 w2:1 o:4", &[0, 1, 2, 4]);
        check_order("s s n:0,1 n:2", &[0, 1, 2, 3]);
    }

    #[test]
    fn links_are_straight_crossing_or_go_around() {
        let grid = grid(&plan("s n:0 k:1 w2:1"));
        let shapes: Vec<_> = grid.rows.iter().flat_map(|row| row.links.iter().map(|link| link.shape)).collect();
        assert_eq!(shapes, [LinkShape::Straight, LinkShape::Crossing, LinkShape::Around]);
    }

    #[test]
    fn rows_do_not_overlap_and_leave_room_for_brackets() {
        let grid = grid(&plan("s w2:0 w3:0"));
        assert_eq!(grid.rows[0].below, 2.0 * BRACKET_HEIGHT);
        for pair in grid.rows.windows(2) {
            assert_eq!(pair[1].y - pair[1].above, pair[0].y + CELL_HEIGHT + pair[0].below);
        }
    }

    #[test]
    fn only_columns_in_sight_are_drawn() {
        assert_eq!(visible(0.0, 700.0, 10_000), 0..7);
        let far = visible(142.0 * 5_000.0, 700.0, 10_000);
        assert!(far.contains(&5_000) && far.contains(&5_004) && far.end - far.start < 10);
        assert_eq!(visible(1e9, 700.0, 3), 3..3);
        assert_eq!(visible(0.0, 0.0, 0), 0..0);
    }

    #[test]
    fn scrolling_brings_a_column_into_sight() {
        assert_eq!(scroll_to(0, 0.0, 700.0), None);
        let right = scroll_to(9, 0.0, 700.0).unwrap();
        assert_eq!(scroll_to(9, right, 700.0), None);
        assert_eq!(scroll_to(0, right, 700.0), Some(0.0));
    }

    #[test]
    fn a_window_names_what_enters_and_what_leaves() {
        let check = |batch, n_window, n_slide, covered, entering, leaving| {
            assert_eq!(window_spans(batch, n_window, n_slide, 0), WindowSpans { covered, entering, leaving });
        };
        check(3, 2, 1, 2..4, 3..4, 1..2);
        check(0, 2, 1, 0..1, 0..1, 0..0);
        check(1, 2, 1, 0..2, 1..2, 0..0);
        check(5, 3, 2, 3..6, 4..6, 1..3);
        check(5, 1, 3, 5..6, 5..6, 2..3);
    }

    #[test]
    fn windows_over_one_row_hang_below_each_other() {
        let plan = plan("s w2:0 w3:0");
        let brackets = brackets(&plan, &grid(&plan), 10_000, 4, |_| true);
        let levels: Vec<_> = brackets.iter().map(|bracket| (bracket.over_row, bracket.level)).collect();
        assert_eq!(levels, [(0, 0), (0, 1)]);
        assert_eq!(brackets[1].spans.covered, 2..5);
    }

    #[test]
    fn a_window_without_a_cell_has_no_bracket() {
        let plan = plan("s w2:0");
        assert_eq!(brackets(&plan, &grid(&plan), 10_000, 4, |_| false), []);
    }

    #[test]
    fn paths_are_in_the_column() {
        let grid = grid(&plan("s n:0 n:0"));
        assert_eq!(link_path(&grid, 1, grid.rows[1].links[0]), "M63 102V124");
        assert_eq!(link_path(&grid, 2, grid.rows[2].links[0]), "M0 87H-8V221H0");
        assert_eq!(bracket_path(1), "M1 2V9H57L63 15L69 9H125V2");
    }
}
