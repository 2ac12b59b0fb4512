//! The parts of the matrix that are HTML: head, rows, cells and the slider below.

use std::rc::Rc;

use protocol::plan_view::PlanView;
use protocol::run_view::BatchView;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::page::code::view_model::kind_name;
use crate::page::commands::Page;
use crate::page::hooks::use_clock;
use crate::page::matrix::layout::{Grid, HEAD_HEIGHT, Row, column_x};
use crate::page::matrix::scale::{Content, Scale, Zoom};
use crate::page::matrix::view_model::{
    cell_label, elapsed_text, filled, head_text, n_more, row_detail, row_note, shade, short, short_count,
};
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
    pub zoom: Zoom,
    /// The most records of each row's cells that are drawn.
    pub largest: Vec<u64>,
    /// Whether a cell has records of the lineage that is shown.
    pub is_in_lineage: &'a dyn Fn(u32, u64) -> bool,
    /// The row and the batch of the cell in the tab order.
    pub focused: (usize, u64),
    /// A cell took the focus.
    pub on_focus: Callback<(usize, u64)>,
}

/// The style that moves something to its column, without a new layout of the page.
pub fn at(left: f64) -> String {
    format!("translate:{left}px")
}

/// The same with a column's width.
fn place(scale: &Scale, column: u64) -> String {
    format!("{};width:{}px", at(column_x(scale, column)), scale.cell_width)
}

pub fn head(cx: &MatrixContext) -> Html {
    let interval = cx.interval_ms;
    let scale = cx.grid.scale;
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
                title={format!("batch {number}, {}", batch.time_text)} style={place(&scale, *column)} aria-label={format!("batch {number}")}
                aria-colindex={(column + 2).to_string()} onclick={Callback::from(move |_| page.pin(Some(number)))}>
                <b>{ head_text(&scale, number, is_shown) }</b>
                if scale.content != Content::Shade {
                    <small>{ elapsed_text(number, interval) }{ note }</small>
                }
                if batch.failure.is_some() {
                    <span class="head-failed" title="failed">{ icon(Icon::Warning) }<span class="said">{ "failed" }</span></span>
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
                style={place(&scale, filling)} aria-label={format!("batch {}, filling", cx.next)}>
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
    let cells = cx.columns.iter().map(|(column, batch)| draw_cell(cx, row_idx, row, name, *column, batch));
    let detail = row_detail(node);
    let kind = kind_name(row.kind);
    html! {
        <div role="row" class="grid-row" key={row.node} data-kind={kind} style={format!("top:{}px;height:{}px", row.y, cx.grid.scale.cell_height)}>
            <div role="rowheader" key="name" class={classes!("row-name", (cx.chosen == Some(row.node)).then_some("chosen"))} title={format!("{name} {detail}")}>
                <b>{ name }</b><small>{ detail }</small>
                if let Some(note) = row_note(node) {
                    <em>{ note }</em>
                }
            </div>
            { for cells }
            <FillingCell key="filling" node={row.node} column={cx.next - cx.first} scale={cx.grid.scale} />
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
    let scale = cx.grid.scale;
    let content = match (view, scale.content) {
        (Some(_), Content::Records(_)) if is_failed => {
            html! { <span class="cell-failed" aria-hidden="true">{ icon(Icon::Warning) }{ "failed" }</span> }
        }
        (Some(_), Content::Count) if is_failed => {
            html! { <span class="cell-failed" aria-hidden="true">{ icon(Icon::Warning) }</span> }
        }
        (Some(view), Content::Records(n_chips)) => html! {
            <>
                <span class="cell-count" aria-hidden="true"><b>{ short_count(view) }</b>
                    if n_more(view, n_chips) > 0 && !view.chips.is_empty() {
                        <small>{ format!("+{}", short(n_more(view, n_chips))) }</small>
                    }
                </span>
                { for view.chips.iter().take(n_chips).map(|chip| html! { <span class="chip" aria-hidden="true">{ chip }</span> }) }
            </>
        },
        (Some(view), Content::Count) => {
            html! { <span class="cell-count" aria-hidden="true"><b>{ short_count(view) }</b></span> }
        }
        (Some(_), Content::Shade) | (None, _) => Html::default(),
    };
    let share = match (view, scale.content) {
        (Some(view), Content::Shade) => {
            let largest = cx.largest.get(row_idx).copied().unwrap_or(0);
            format!(";--share:{}%", shade(view.n_records, largest))
        }
        _ => String::new(),
    };
    let is_in_lineage = view.is_some() && (cx.is_in_lineage)(row.node, number);
    let class = classes!(
        "cell",
        is_shown.then_some("shown"),
        view.is_none().then_some("none"),
        is_failed.then_some("failed"),
        is_in_lineage.then_some("in-lineage"),
    );
    html! {
        <div role="gridcell" {class} id={cell_id(row_idx, number)} key={number} {onclick} {onfocus}
            tabindex={if cx.focused == (row_idx, number) { "0" } else { "-1" }}
            aria-colindex={(column + 2).to_string()} aria-selected={if is_shown { "true" } else { "false" }}
            title={view.map(|view| format!("{} records", view.count()))}
            style={format!("{};height:{}px{share}", place(&scale, column), scale.cell_height)}>
            <span class="said">{ cell_label(name, number, view) }</span>{ content }
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
            style={format!("{};height:{}px", place(&props.scale, props.column), props.scale.cell_height)}>
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
            { zoom_buttons(cx) }
        </div>
    }
}

fn zoom_buttons(cx: &MatrixContext) -> Html {
    let button = |name: &'static str, keys: &'static str, picture: Icon, to: Option<Zoom>| {
        let page = cx.page.clone();
        // Kept reachable when it has nothing to do, so that the focus is never lost.
        let is_off = to.is_none().then_some("true");
        let onclick = Callback::from(move |_: MouseEvent| to.into_iter().for_each(|zoom| page.zoom(zoom)));
        html! {
            <button class="tool" aria-label={name} title={format!("{name} ({keys})")} aria-disabled={is_off} {onclick}>{ icon(picture) }</button>
        }
    };
    html! {
        <div class="zoom" role="group" aria-label={format!("Zoom: {}", cx.zoom.name())}>
            { button("Zoom out", "Ctrl and wheel, or -", Icon::Minus, cx.zoom.farther()) }
            { button("Zoom in", "Ctrl and wheel, or +", Icon::Plus, cx.zoom.closer()) }
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
