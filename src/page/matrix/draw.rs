//! The parts of the matrix that are HTML: head, rows and the slider below. Their cells are in [`super::runs`].

use std::rc::Rc;

use protocol::plan_view::PlanView;
use yew::prelude::*;

use crate::page::code::view_model::kind_name;
use crate::page::commands::Page;
use crate::page::hooks::use_clock;
use crate::page::matrix::layout::{Grid, HEAD_HEIGHT, Row, column_x};
use crate::page::matrix::runs::{CellRun, Columns, HeadRun};
use crate::page::matrix::scale::{Content, Scale};
use crate::page::matrix::view_model::{filled, head_text, row_detail, row_note, short};
use crate::page::stores::document::DocumentAction;
use crate::page::stores::plan::title;

/// What the parts of the matrix are drawn from.
pub struct MatrixContext<'a> {
    pub page: &'a Page,
    pub interval_ms: u64,
    pub plan: &'a PlanView,
    pub grid: &'a Rc<Grid>,
    /// The columns that are drawn.
    pub runs: Vec<Columns>,
    pub first: u64,
    pub next: u64,
    pub shown: Option<u64>,
    pub pinned: Option<u64>,
    pub chosen: Option<u32>,
    /// What the shades of each row are measured by.
    pub largest: Vec<u64>,
    /// Stream and batch of the cells with records of the lineage that is shown.
    pub in_lineage: Vec<(u32, u64)>,
    /// The row and the batch of the cell in the tab order.
    pub focused: (usize, u64),
}

/// The style that moves something to a place, without a new layout of the page: for what moves from batch to batch.
pub fn at(left: f64) -> String {
    format!("translate:{left}px")
}

/// The style of what stays in its column. Moving each of a thousand cells would make painting them slow.
pub fn place(scale: &Scale, column: u64) -> String {
    format!("left:{}px;width:{}px", column_x(scale, column), scale.cell_width)
}

/// The style of the column that is being filled.
fn place_of_filling(scale: &Scale, column: u64) -> String {
    format!("{};width:{}px", at(column_x(scale, column)), scale.cell_width)
}

pub fn head(cx: &MatrixContext) -> Html {
    let scale = cx.grid.scale;
    let run = |columns: &Columns| {
        html! {
            <HeadRun key={columns.key()} {scale} interval_ms={cx.interval_ms} shown={columns.hold(cx.shown)}
                is_pinned={cx.pinned.is_some()} columns={columns.clone()} />
        }
    };
    let filling = cx.next - cx.first;
    html! {
        <div role="row" class="grid-head" style={format!("height:{HEAD_HEIGHT}px")}>
            <div role="columnheader" class="corner" key="corner">{ "DStream" }</div>
            { for cx.runs.iter().map(run) }
            <div role="columnheader" class="head filling" key="filling"
                style={place_of_filling(&scale, filling)} aria-label={format!("batch {}, filling", cx.next)}>
                if scale.content != Content::Shade {
                    <b>{ head_text(&scale, cx.next, false) }</b><small>{ "filling" }</small>
                }
            </div>
        </div>
    }
}

pub fn draw_row(cx: &MatrixContext, row_idx: usize, row: &Row) -> Html {
    let Some(node) = cx.plan.nodes.get(row.node as usize) else {
        return Html::default();
    };
    let name = title(node);
    let label = AttrValue::from(name.to_owned());
    let run = |columns: &Columns| {
        let is_here = |(node, batch): &&(u32, u64)| *node == row.node && columns.hold(Some(*batch)).is_some();
        let in_lineage: Vec<u64> = cx.in_lineage.iter().filter(is_here).map(|(_, batch)| *batch).collect();
        html! {
            <CellRun key={columns.key()} scale={cx.grid.scale} node={row.node} {row_idx} name={label.clone()} {in_lineage}
                shown={columns.hold(cx.shown)} focused={columns.hold((cx.focused.0 == row_idx).then_some(cx.focused.1))}
                largest={cx.largest.get(row_idx).copied().unwrap_or(0)} columns={columns.clone()} />
        }
    };
    let detail = row_detail(node);
    let kind = kind_name(row.kind);
    html! {
        <div role="row" class="grid-row" key={row.node} data-node={row.node.to_string()} data-kind={kind} style={format!("top:{}px;height:{}px", row.y, cx.grid.scale.cell_height)}>
            <div role="rowheader" key="name" class={classes!("row-name", (cx.chosen == Some(row.node)).then_some("chosen"))} title={format!("{name} {detail}")}>
                <b>{ name }</b><small>{ detail }</small>
                if let Some(note) = row_note(node) {
                    <em>{ note }</em>
                }
            </div>
            { for cx.runs.iter().map(run) }
            <FillingCell key="filling" node={row.node} column={cx.next - cx.first} scale={cx.grid.scale} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FillingCellProps {
    node: u32,
    column: u64,
    scale: Scale,
}

/// The cell of the batch that is being filled: only sources have something to show.
#[function_component]
fn FillingCell(props: &FillingCellProps) -> Html {
    let clock = use_clock();
    let input = clock.input(props.node);
    html! {
        <div role="gridcell" class="cell filling" aria-disabled="true"
            style={format!("{};height:{}px", place_of_filling(&props.scale, props.column), props.scale.cell_height)}>
            if let Some(input) = input.filter(|_| props.scale.content != Content::Shade) {
                <span class="cell-count"><b>{ short(input.n_filling) }</b></span>
                <progress max="1" value={format!("{:.3}", filled(&clock.status))} aria-label="How full the batch is"></progress>
                if let Some(chip) = input.chips.last().filter(|_| matches!(props.scale.content, Content::Records(_))) {
                    <span class="chip">{ chip }</span>
                }
            }
        </div>
    }
}

/// Pins a batch and shows a stream in the panels that are about one.
pub fn choose(page: &Page, node: u32, batch: u64) {
    page.pin(Some(batch));
    page.stores().document.dispatch(DocumentAction::SelectNode(Some(node)));
}

pub fn cell_id(row_idx: usize, batch: u64) -> String {
    format!("cell-{row_idx}-{batch}")
}

/// The row and the batch of the cell with an id.
pub fn cell_of_id(id: &str) -> Option<(usize, u64)> {
    let (row_idx, batch) = id.strip_prefix("cell-")?.split_once('-')?;
    Some((row_idx.parse().ok()?, batch.parse().ok()?))
}
