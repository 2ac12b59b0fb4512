//! The lines of the matrix: links between rows, state carried on, windows.

use protocol::plan_view::{NodeKind, PlanView};
use protocol::run_view::BatchView;
use yew::prelude::*;

use crate::page::code::view_model::kind_name;
use crate::page::matrix::draw::at;
use crate::page::matrix::layout::{Bracket, Grid, column_x};
use crate::page::matrix::paths::{bracket_path, link_path};
use crate::page::matrix::scale::Content;
use crate::page::matrix::view_model::window_sentence;
use crate::page::stores::plan::title;
use crate::page::stores::run::cell;

/// The links of one column, in its own coordinates.
pub fn column_links(grid: &Grid, batch: &BatchView, column: u64) -> Html {
    let has_cell = |row_idx: usize| grid.rows.get(row_idx).is_some_and(|row| cell(batch, row.node).is_some());
    let mut paths = Vec::new();
    for (row_idx, row) in grid.rows.iter().enumerate() {
        if !has_cell(row_idx) {
            continue;
        }
        let kind = kind_name(row.kind);
        for link in row.links.iter().filter(|link| has_cell(link.from_row)) {
            paths.push(html! { <path d={link_path(grid, row_idx, *link)} data-kind={kind} /> });
        }
        if row.kind == NodeKind::State && column > 0 {
            let y = row.y + grid.scale.cell_height / 2.0;
            paths.push(
                html! { <path class="carry" d={format!("M{} {y}H-5", 1.0 - grid.scale.gap)} data-kind={kind} /> },
            );
            paths.push(
                html! { <path class="tip" d={format!("M-6 {}L-1 {y}L-6 {}", y - 4.0, y + 4.0)} data-kind={kind} /> },
            );
        }
    }
    html! { <g key={batch.batch} transform={format!("translate({},0)", column_x(&grid.scale, column))}>{ for paths }</g> }
}

/// The brackets of windows, with what enters and leaves marked at the cells of their input.
pub fn window_marks(plan: &PlanView, grid: &Grid, brackets: &[Bracket], batch: u64, first: u64) -> Html {
    let marks = |bracket: &Bracket| {
        let over = grid.rows.get(bracket.over_row)?;
        let row = grid.rows.get(bracket.row)?;
        let node = plan.nodes.get(row.node as usize)?;
        let spans = &bracket.spans;
        let begin = spans.covered.start.max(first);
        let n_columns = spans.covered.end.checked_sub(begin).filter(|n_columns| *n_columns > 0)?;
        let top = over.y + grid.scale.cell_height + bracket.level as f64 * grid.scale.bracket_height + 1.0;
        let left = column_x(&grid.scale, begin - first);
        let width = n_columns as f64 * grid.scale.stride() - grid.scale.gap;
        let badge = |number: u64, sign: &'static str, kind: &'static str| {
            let left = column_x(&grid.scale, number - first) + grid.scale.cell_width - 11.0;
            let top = over.y + bracket.level as f64 * 20.0 - 9.0;
            html! { <span class="window-badge" data-kind={kind} style={format!("{};top:{top}px", at(left))}>{ sign }</span> }
        };
        // In the overview a sign would hide its cell and the next ones.
        let has_room = grid.scale.content != Content::Shade;
        let is_drawn = |number: &u64| has_room && *number >= first;
        let (entering, leaving) = (spans.entering.clone().filter(is_drawn), spans.leaving.clone().filter(is_drawn));
        Some(html! {
            <>
                <svg class="bracket" role="img" aria-label={window_sentence(title(node), batch, spans)}
                    width={width.to_string()} height={grid.scale.bracket_height.to_string()} style={format!("{};top:{top}px", at(left))}>
                    <path d={bracket_path(&grid.scale, n_columns)} />
                </svg>
                { for entering.map(|number| badge(number, "+", "added")) }
                { for leaving.map(|number| badge(number, "−", "removed")) }
            </>
        })
    };
    html! { <>{ for brackets.iter().filter_map(marks) }</> }
}
