//! The parts of the matrix that are HTML: head, rows, cells and the slider below.

use std::rc::Rc;

use protocol::plan_view::PlanView;
use protocol::run_view::BatchView;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::page::code::view_model::kind_name;
use crate::page::commands::Page;
use crate::page::hooks::use_clock;
use crate::page::matrix::layout::{CELL_HEIGHT, CELL_WIDTH, Grid, HEAD_HEIGHT, Row, column_x};
use crate::page::matrix::view_model::{N_CHIPS, cell_label, elapsed_text, filled, n_more, row_detail, row_note};
use crate::page::stores::document::DocumentAction;
use crate::page::stores::plan::title;
use crate::page::stores::run::cell;
use crate::page::widgets::icons::{Icon, icon};

/// What the parts of the matrix are drawn from.
pub struct MatrixContext<'a> {
    pub page: &'a Page,
    pub interval_ms: u64,
    pub plan: &'a PlanView,
    pub grid: &'a Grid,
    /// The columns that are drawn, with the batch of each.
    pub columns: Vec<(u64, &'a Rc<BatchView>)>,
    pub first: u64,
    pub next: u64,
    pub shown: Option<u64>,
    pub pinned: Option<u64>,
    pub chosen: Option<u32>,
    /// The row and the batch of the cell in the tab order.
    pub focused: (usize, u64),
    /// A cell took the focus.
    pub on_focus: Callback<(usize, u64)>,
}

/// The style that moves something to its column, without a new layout of the page.
pub fn at(left: f64) -> String {
    format!("translate:{left}px")
}

pub fn head(cx: &MatrixContext) -> Html {
    let interval = cx.interval_ms;
    let column = |(column, batch): &(u64, &Rc<BatchView>)| {
        let number = batch.batch;
        let is_shown = cx.shown == Some(number);
        let note = match (is_shown, cx.pinned.is_some()) {
            (true, true) => " · pinned",
            (true, false) => " · newest",
            _ => "",
        };
        let page = cx.page.clone();
        html! {
            <div role="columnheader" class={classes!("head", is_shown.then_some("shown"))} key={number}
                title={batch.time_text.clone()} style={format!("{};width:{CELL_WIDTH}px", at(column_x(*column)))}
                aria-colindex={(column + 2).to_string()} onclick={Callback::from(move |_| page.pin(Some(number)))}>
                <b>{ format!("batch {number}") }</b>
                <small>{ elapsed_text(number, interval) }{ note }</small>
                if batch.failure.is_some() {
                    <span class="head-failed">{ icon(Icon::Warning) }{ "failed" }</span>
                }
            </div>
        }
    };
    let filling = cx.next - cx.first;
    html! {
        <div role="row" class="grid-head" style={format!("height:{HEAD_HEIGHT}px")}>
            <div role="columnheader" class="corner" key="corner">{ "DStream" }</div>
            { for cx.columns.iter().map(column) }
            <div role="columnheader" class="head filling" key="filling"
                style={format!("{};width:{CELL_WIDTH}px", at(column_x(filling)))}>
                <b>{ format!("batch {}", cx.next) }</b><small>{ "filling" }</small>
            </div>
        </div>
    }
}

pub fn draw_row(cx: &MatrixContext, row_idx: usize, row: &Row) -> Html {
    let Some(node) = cx.plan.nodes.get(row.node as usize) else {
        return Html::default();
    };
    let name = title(node);
    let cells = cx.columns.iter().map(|(column, batch)| draw_cell(cx, row_idx, row, name, *column, batch));
    let detail = row_detail(node);
    let kind = kind_name(row.kind);
    html! {
        <div role="row" class="grid-row" key={row.node} data-kind={kind} style={format!("top:{}px;height:{CELL_HEIGHT}px", row.y)}>
            <div role="rowheader" key="name" class={classes!("row-name", (cx.chosen == Some(row.node)).then_some("chosen"))} title={format!("{name} {detail}")}>
                <b>{ name }</b><small>{ detail }</small>
                if let Some(note) = row_note(node) {
                    <em>{ note }</em>
                }
            </div>
            { for cells }
            <FillingCell key="filling" node={row.node} left={column_x(cx.next - cx.first)} />
        </div>
    }
}

fn draw_cell(cx: &MatrixContext, row_idx: usize, row: &Row, name: &str, column: u64, batch: &BatchView) -> Html {
    let number = batch.batch;
    let view = cell(batch, row.node);
    let is_shown = cx.shown == Some(number);
    let is_failed = view.is_some_and(|view| view.failed);
    let onclick = {
        let (page, node) = (cx.page.clone(), row.node);
        Callback::from(move |_: MouseEvent| choose(&page, node, number))
    };
    let onfocus = cx.on_focus.reform(move |_: FocusEvent| (row_idx, number));
    let content = match view {
        Some(_) if is_failed => {
            html! { <span class="cell-failed" aria-hidden="true">{ icon(Icon::Warning) }{ "failed" }</span> }
        }
        Some(view) => html! {
            <>
                <span class="cell-count" aria-hidden="true"><b>{ view.count() }</b>
                    if n_more(view) > 0 && !view.chips.is_empty() {
                        <small>{ format!("+{}", n_more(view)) }</small>
                    }
                </span>
                { for view.chips.iter().take(N_CHIPS).map(|chip| html! { <span class="chip" aria-hidden="true">{ chip }</span> }) }
            </>
        },
        None => Html::default(),
    };
    let class =
        classes!("cell", is_shown.then_some("shown"), view.is_none().then_some("none"), is_failed.then_some("failed"),);
    html! {
        <div role="gridcell" {class} id={cell_id(row_idx, number)} key={number} {onclick} {onfocus}
            tabindex={if cx.focused == (row_idx, number) { "0" } else { "-1" }}
            aria-colindex={(column + 2).to_string()} aria-selected={if is_shown { "true" } else { "false" }}
            style={format!("{};width:{CELL_WIDTH}px;height:{CELL_HEIGHT}px", at(column_x(column)))}>
            <span class="said">{ cell_label(name, number, view) }</span>{ content }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FillingCellProps {
    node: u32,
    left: f64,
}

/// The cell of the batch that is being filled: only sources have something to show.
#[function_component]
fn FillingCell(props: &FillingCellProps) -> Html {
    let clock = use_clock();
    let input = clock.input(props.node);
    html! {
        <div role="gridcell" class="cell filling" aria-disabled="true"
            style={format!("{};width:{CELL_WIDTH}px;height:{CELL_HEIGHT}px", at(props.left))}>
            if let Some(input) = input {
                <span class="cell-count"><b>{ input.n_filling }</b></span>
                <progress max="1" value={format!("{:.3}", filled(&clock.status))} aria-label="How full the batch is"></progress>
                if let Some(chip) = input.chips.last() {
                    <span class="chip">{ chip }</span>
                }
            }
        </div>
    }
}

pub fn scrub(cx: &MatrixContext) -> Html {
    let (Some(shown), Some(newest)) = (cx.shown, cx.next.checked_sub(1)) else {
        return Html::default();
    };
    let oninput = {
        let page = cx.page.clone();
        Callback::from(move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            if let Ok(batch) = value.parse() {
                page.pin(Some(batch));
            }
        })
    };
    html! {
        <div class="scrub">
            <input type="range" min={cx.first.to_string()} max={newest.to_string()} value={shown.to_string()}
                aria-label="Batch" aria-valuetext={format!("batch {shown} of {newest}")} {oninput} />
            <output>{ format!("batch {shown} of {newest}") }</output>
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
