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
use crate::page::matrix::scale::{Room, Scale};

/// The width of the row names, and what it is where there is little room.
pub const NAMES_WIDTHS: (f64, f64) = (148.0, 100.0);
/// A view that is narrower than this has little room.
pub const NARROW: f64 = 560.0;
pub const HEAD_HEIGHT: f64 = 42.0;
/// Kept free below the last row, for the scroll bar.
const BELOW: f64 = 12.0;

/// The most rows that are drawn.
pub const MAX_ROWS: usize = 60;

/// The rows of the matrix, top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    pub rows: Vec<Row>,
    pub height: f64,
    /// How many links go around rows side by side, at most.
    pub n_lanes: usize,
    pub scale: Scale,
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
    /// Around the rows between, on the left: in this lane beside the cells.
    Around { lane: usize },
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
pub fn grid(plan: &PlanView, scale: Scale) -> Grid {
    let mut lanes = Lanes::default();
    let order = stream_order(plan);
    let row_of = |id: NodeId| order.iter().position(|node| node.id == id);
    let mut rows = Vec::new();
    let mut y = HEAD_HEIGHT;
    for (row_idx, node) in order.iter().enumerate() {
        let inputs = node.inputs.iter().filter_map(|input| row_of(*input)).filter(|row| *row < row_idx);
        let link = |from_row: usize| Link { from_row, shape: link_shape(from_row, row_idx, node.kind, &mut lanes) };
        let links: Vec<Link> = inputs.map(link).collect();
        let above = if row_idx == 0 { 0.0 } else { scale.link_height };
        let n_windows =
            order.iter().filter(|other| other.window_ms.is_some() && other.inputs.first() == Some(&node.id));
        let below = scale.bracket_height * n_windows.count() as f64;
        y += above;
        rows.push(Row { node: node.id, kind: node.kind, y, above, below, links });
        y += scale.cell_height + below;
    }
    Grid { rows, height: y, n_lanes: lanes.ends.len(), scale }
}

/// What the matrix of a plan has to fit into, in a view of this size with its scroll bar below.
pub fn room(plan: &PlanView, view_width: f64, view_height: f64) -> Room {
    let is_row = |node: &&NodeView| node.kind != NodeKind::Output;
    Room {
        width: view_width - own_names_width(view_width),
        height: (view_height - HEAD_HEIGHT - BELOW).max(0.0),
        n_rows: plan.nodes.iter().filter(is_row).count().min(MAX_ROWS),
        n_brackets: plan.nodes.iter().filter(is_row).filter(|node| node.window_ms.is_some()).count(),
    }
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

/// Which lanes beside the cells are taken, down to which row.
#[derive(Default)]
struct Lanes {
    ends: Vec<usize>,
}

impl Lanes {
    /// A lane for a link between two rows, in which no other link is there. Rows come from the top down.
    fn take(&mut self, from_row: usize, row: usize) -> usize {
        let free = self.ends.iter().position(|end| *end <= from_row);
        let lane = free.unwrap_or(self.ends.len());
        match self.ends.get_mut(lane) {
            Some(end) => *end = row,
            None => self.ends.push(row),
        }
        lane
    }
}

fn link_shape(from_row: usize, row: usize, kind: NodeKind, lanes: &mut Lanes) -> LinkShape {
    match kind {
        _ if from_row + 1 != row => LinkShape::Around { lane: lanes.take(from_row, row) },
        NodeKind::Shuffle | NodeKind::State => LinkShape::Crossing,
        _ => LinkShape::Straight,
    }
}

/// The width of the row names in a view.
pub fn names_width(scale: &Scale, view_width: f64) -> f64 {
    scale.spare + own_names_width(view_width)
}

/// What the names need themselves.
pub fn own_names_width(view_width: f64) -> f64 {
    match view_width < NARROW {
        true => NAMES_WIDTHS.1,
        false => NAMES_WIDTHS.0,
    }
}

/// Where a column begins, from the right of the names.
pub fn column_x(scale: &Scale, column: u64) -> f64 {
    scale.gap + column as f64 * scale.stride()
}

/// The width of so many columns.
pub fn width(scale: &Scale, n_columns: u64) -> f64 {
    column_x(scale, n_columns)
}

/// The columns that are in sight, with one more on either side, up to the ends of their runs.
pub fn visible(scale: &Scale, scroll_left: f64, view_width: f64, n_columns: u64) -> Range<u64> {
    let stride = scale.stride();
    let first = (scroll_left / stride).floor().max(0.0) as u64;
    let n_fitting = (view_width.max(0.0) / stride).ceil() as u64 + 1;
    let first = first.saturating_sub(1).min(n_columns);
    let run = scale.columns_per_run();
    first / run * run..(first + n_fitting + 1).next_multiple_of(run).min(n_columns)
}

/// How far to scroll so that a column is wholly in sight beside the names; none if it is already.
pub fn scroll_to(scale: &Scale, column: u64, scroll_left: f64, view_width: f64) -> Option<f64> {
    let left = column_x(scale, column) - scale.gap;
    let right = left + scale.stride() + scale.gap;
    let room = view_width - names_width(scale, view_width);
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
        let order: Vec<u32> = grid(&plan(text), Scale::default()).rows.iter().map(|row| row.node).collect();
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
        let grid = grid(&plan("s n:0 k:1 w2:1"), Scale::default());
        let shapes: Vec<_> = grid.rows.iter().flat_map(|row| row.links.iter().map(|link| link.shape)).collect();
        assert_eq!(shapes, [LinkShape::Straight, LinkShape::Crossing, LinkShape::Around { lane: 0 }]);
    }

    #[test]
    fn rows_do_not_overlap_and_leave_room_for_brackets() {
        let grid = grid(&plan("s w2:0 w3:0"), Scale::default());
        assert_eq!(grid.rows[0].below, 2.0 * grid.scale.bracket_height);
        for pair in grid.rows.windows(2) {
            assert_eq!(pair[1].y - pair[1].above, pair[0].y + grid.scale.cell_height + pair[0].below);
        }
    }

    #[test]
    fn only_columns_in_sight_are_drawn() {
        let visible = |left, width, n_columns| visible(&Scale::default(), left, width, n_columns);
        assert_eq!(visible(0.0, 700.0, 10_000), 0..7);
        let far = visible(142.0 * 5_000.0, 700.0, 10_000);
        assert!(far.contains(&5_000) && far.contains(&5_004) && far.end - far.start < 10);
        assert_eq!(visible(1e9, 700.0, 3), 3..3);
        assert_eq!(visible(0.0, 0.0, 0), 0..0);
    }

    #[test]
    fn scrolling_brings_a_column_into_sight() {
        let scroll_to = |column, left, width| scroll_to(&Scale::default(), column, left, width);
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
        let brackets = brackets(&plan, &grid(&plan, Scale::default()), 10_000, 4, |_| true);
        let levels: Vec<_> = brackets.iter().map(|bracket| (bracket.over_row, bracket.level)).collect();
        assert_eq!(levels, [(0, 0), (0, 1)]);
        assert_eq!(brackets[1].spans.covered, 2..5);
    }

    #[test]
    fn a_window_without_a_cell_has_no_bracket() {
        let plan = plan("s w2:0");
        assert_eq!(brackets(&plan, &grid(&plan, Scale::default()), 10_000, 4, |_| false), []);
    }

    #[test]
    fn links_around_rows_do_not_share_a_lane_at_the_same_height() {
        let grid = grid(&plan("s n:0 n:0 n:0,1 n:3"), Scale::default());
        let lane = |link: &Link| match link.shape {
            LinkShape::Around { lane } => Some(lane),
            _ => None,
        };
        let lanes: Vec<(usize, usize)> = (0..)
            .zip(&grid.rows)
            .flat_map(|(row, at)| at.links.iter().filter_map(lane).map(move |lane| (row, lane)).collect::<Vec<_>>())
            .collect();
        assert_eq!((lanes, grid.n_lanes), (vec![(2, 0), (3, 1), (3, 2)], 3));
    }
}
