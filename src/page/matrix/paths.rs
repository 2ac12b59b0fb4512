//! The lines of links and brackets as SVG paths.

use crate::page::matrix::layout::{Grid, Link, LinkShape};
use crate::page::matrix::scale::Scale;

/// The lines of a link, from the left edge and the top of the column of cells.
pub fn link_path(grid: &Grid, row_idx: usize, link: Link) -> String {
    let (Some(from), Some(to)) = (grid.rows.get(link.from_row), grid.rows.get(row_idx)) else {
        return String::new();
    };
    let Scale { cell_width, cell_height, gap, .. } = grid.scale;
    let top = from.y + cell_height + from.below;
    let bottom = to.y;
    let at = |share: f64| cell_width * share;
    match link.shape {
        LinkShape::Straight => format!("M{} {top}V{bottom}", at(0.5)),
        LinkShape::Crossing => {
            let half = (top + bottom) / 2.0;
            let curve = |x: f64, to_x: f64| format!("M{x} {top}C{x} {half} {to_x} {half} {to_x} {bottom}");
            [(0.25, 0.75), (0.75, 0.25), (0.5, 0.5)].map(|(x, to_x)| curve(at(x), at(to_x))).concat()
        }
        LinkShape::Around { lane } => {
            let begin = from.y + cell_height * 0.75;
            let end = to.y + cell_height * 0.25;
            let left = -gap * (lane + 1) as f64 / (grid.n_lanes + 1) as f64;
            format!("M0 {begin}H{left}V{end}H0")
        }
    }
}

/// The line of a bracket over so many columns, with the place where it points down.
pub fn bracket_path(scale: &Scale, n_columns: u64) -> String {
    let width = n_columns as f64 * scale.stride() - scale.gap;
    let (low, middle) = (scale.bracket_height / 2.0, width / 2.0);
    let tip = scale.bracket_height - 3.0;
    format!("M1 2V{low}H{}L{middle} {tip}L{} {low}H{}V2", middle - 6.0, middle + 6.0, width - 1.0)
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::{NodeView, PlanView};

    use super::*;
    use crate::page::matrix::layout::grid;

    #[test]
    fn paths_are_in_the_column() {
        let node = |id: u32, inputs: &[u32]| NodeView { id, inputs: inputs.to_vec(), ..NodeView::default() };
        let nodes = vec![node(0, &[]), node(1, &[0]), node(2, &[0])];
        let grid = grid(&PlanView { nodes, ..PlanView::default() }, Scale::default());
        let path = |row: usize| grid.rows[row].links.first().map(|link| link_path(&grid, row, *link));
        assert_eq!(path(1).as_deref(), Some("M63 102V124"));
        assert_eq!(path(2).as_deref(), Some("M0 87H-8V221H0"));
        assert_eq!(bracket_path(&grid.scale, 1), "M1 2V9H57L63 15L69 9H125V2");
    }
}
