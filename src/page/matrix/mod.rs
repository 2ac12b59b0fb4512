//! The stream matrix: DStreams × batches, each cell an RDD, with what connects them.

pub mod layout;
mod overlay;
pub mod view_model;

use std::rc::Rc;

use protocol::plan_view::PlanView;
use protocol::run_view::BatchView;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::page::browser::{Listening, focus_soon, window};
use crate::page::code::view_model::kind_name;
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::matrix::layout::{
    CELL_HEIGHT, CELL_WIDTH, Grid, HEAD_HEIGHT, NAMES_WIDTH, Row, brackets, column_x, grid, scroll_to, visible, width,
};
use crate::page::matrix::overlay::{column_links, window_marks};
use crate::page::matrix::view_model::{N_CHIPS, cell_label, elapsed_text, filled, n_more, row_detail, row_note};
use crate::page::stores::document::DocumentAction;
use crate::page::stores::plan::title;
use crate::page::stores::run::{Health, RunStore, cell};
use crate::page::widgets::icons::{Icon, icon};

/// What is in sight of the matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sight {
    left: f64,
    width: f64,
}

/// What the parts of the matrix are drawn from.
struct MatrixContext<'a> {
    page: &'a Page,
    run: &'a RunStore,
    plan: &'a PlanView,
    grid: &'a Grid,
    /// The columns that are drawn, with the batch of each.
    columns: Vec<(u64, &'a Rc<BatchView>)>,
    first: u64,
    next: u64,
    shown: Option<u64>,
    pinned: Option<u64>,
    chosen: Option<u32>,
    /// The row and the batch of the cell in the tab order.
    focused: (usize, u64),
}

#[function_component]
pub fn MatrixPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan_store = use_plan();
    let run = use_run();
    let scroller = use_node_ref();
    let sight = use_state(Sight::default);
    let is_following = use_mut_ref(|| true);
    let focused = use_state(|| None::<(usize, u64)>);

    let view = &document.document.view;
    let (first, next) = (run.first_batch(), run.next_batch());
    let n_columns = next - first + 1; // The last one is being filled.
    let shown = run.shown(view.pinned).map(|batch| batch.batch);

    let look = {
        let (scroller, sight, is_following) = (scroller.clone(), sight.clone(), is_following.clone());
        Callback::from(move |()| {
            if let Some(element) = scroller.cast::<Element>() {
                let left = f64::from(element.scroll_left());
                let now = Sight { left, width: f64::from(element.client_width()) };
                *is_following.borrow_mut() = left + now.width > f64::from(element.scroll_width()) - 1.5 * CELL_WIDTH;
                if now != *sight {
                    sight.set(now);
                }
            }
        })
    };
    {
        let look = look.clone();
        use_effect_with((), move |()| {
            look.emit(());
            let listening = window().map(|window| Listening::new(&window, "resize", move |_| look.emit(())));
            move || drop(listening)
        });
    }
    {
        let (scroller, look, is_following) = (scroller.clone(), look.clone(), is_following.clone());
        use_effect_with((view.pinned, first, next), move |(pinned, first, next)| {
            let was_following = *is_following.borrow();
            let Some(element) = scroller.cast::<Element>() else { return };
            let (left, width) = (f64::from(element.scroll_left()), f64::from(element.client_width()));
            let target = match pinned {
                Some(batch) => scroll_to(batch.saturating_sub(*first).min(next - first), left, width),
                None if was_following => scroll_to(next - first, left, width),
                None => None,
            };
            if let Some(target) = target {
                element.set_scroll_left(target.round() as i32);
            }
            look.emit(());
        });
    }

    let Some(plan) = plan_store.plan.clone() else {
        return html! { <p class="empty">{ empty_text(run.health) }</p> };
    };
    let grid = grid(&plan);
    if grid.rows.is_empty() {
        return html! { <p class="empty">{ "The program makes no stream yet, so there is nothing to draw." }</p> };
    }
    let in_sight = visible(sight.left, sight.width, n_columns);
    let focused_cell = match *focused {
        Some((row, batch)) => (row.min(grid.rows.len() - 1), batch.clamp(first, next.saturating_sub(1).max(first))),
        None => (0, shown.unwrap_or(first)),
    };
    let is_drawn = |column: &u64| in_sight.contains(column) || first + column == focused_cell.1;
    let columns: Vec<_> = run
        .batches()
        .enumerate()
        .map(|(column, batch)| (column as u64, batch))
        .filter(|(column, _)| is_drawn(column))
        .collect();
    let cx = MatrixContext {
        page: &page,
        run: &run,
        plan: &plan,
        grid: &grid,
        columns,
        first,
        next,
        shown,
        pinned: view.pinned,
        chosen: view.node,
        focused: focused_cell,
    };
    let windows = shown.and_then(|batch| Some((batch, run.batch(batch)?)));
    let windows = windows.map(|(batch, view)| {
        let brackets = brackets(&plan, &grid, run.status.batch_interval_ms, batch, |node| cell(view, node).is_some());
        window_marks(&plan, &grid, &brackets, batch, first)
    });
    let onkeydown = grid_keys(&cx, &focused, &scroller);
    let onscroll = look.reform(|_: Event| ());
    html! {
        <div class="matrix-panel">
            <div class="matrix-scroll" ref={scroller} {onscroll}>
                <div class="matrix" style={format!("width:{}px;height:{}px", width(n_columns), grid.height)}>
                    <svg class="links" aria-hidden="true" width="1" height="1">
                        { for cx.columns.iter().map(|(column, batch)| column_links(&grid, batch, *column)) }
                    </svg>
                    { for windows }
                    <div class="grid" role="grid" aria-label="Streams by batches" aria-rowcount={(grid.rows.len() + 1).to_string()}
                        aria-colcount={(n_columns + 1).to_string()} {onkeydown}>
                        { head(&cx) }
                        { for grid.rows.iter().enumerate().map(|(row_idx, row)| draw_row(&cx, row_idx, row)) }
                    </div>
                </div>
            </div>
            { scrub(&cx) }
        </div>
    }
}

fn head(cx: &MatrixContext) -> Html {
    let interval = cx.run.status.batch_interval_ms;
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
                title={batch.time_text.clone()} style={format!("left:{}px;width:{CELL_WIDTH}px", column_x(*column))}
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
        <div role="row" class="grid-row" style={format!("top:0;height:{HEAD_HEIGHT}px")}>
            <div role="columnheader" class="corner" style={format!("width:{NAMES_WIDTH}px")}>{ "DStream" }</div>
            { for cx.columns.iter().map(column) }
            <div role="columnheader" class="head filling" key="filling"
                style={format!("left:{}px;width:{CELL_WIDTH}px", column_x(filling))}>
                <b>{ format!("batch {}", cx.next) }</b><small>{ "filling" }</small>
            </div>
        </div>
    }
}

fn draw_row(cx: &MatrixContext, row_idx: usize, row: &Row) -> Html {
    let Some(node) = cx.plan.nodes.get(row.node as usize) else {
        return Html::default();
    };
    let name = title(node);
    let cells = cx.columns.iter().map(|(column, batch)| draw_cell(cx, row_idx, row, name, *column, batch));
    let detail = row_detail(node);
    let kind = kind_name(row.kind);
    html! {
        <div role="row" class="grid-row" key={row.node} data-kind={kind} style={format!("top:{}px;height:{CELL_HEIGHT}px", row.y)}>
            <div role="rowheader" class={classes!("row-name", (cx.chosen == Some(row.node)).then_some("chosen"))}
                style={format!("width:{NAMES_WIDTH}px")} title={format!("{name} {detail}")}>
                <b>{ name }</b><small>{ detail }</small>
                if let Some(note) = row_note(node) {
                    <em>{ note }</em>
                }
            </div>
            { for cells }
            { filling_cell(cx, row) }
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
    let content = match view {
        Some(_) if is_failed => html! { <span class="cell-failed">{ icon(Icon::Warning) }{ "failed" }</span> },
        Some(view) => html! {
            <>
                <span class="cell-count"><b>{ view.n_records }</b>
                    if n_more(view) > 0 && !view.chips.is_empty() {
                        <small>{ format!("+{}", n_more(view)) }</small>
                    }
                </span>
                { for view.chips.iter().take(N_CHIPS).map(|chip| html! { <span class="chip">{ chip }</span> }) }
            </>
        },
        None => Html::default(),
    };
    let class = classes!(
        "cell",
        is_shown.then_some("shown"),
        view.is_none().then_some("none"),
        is_failed.then_some("failed"),
    );
    html! {
        <div role="gridcell" {class} id={cell_id(row_idx, number)} key={number} {onclick}
            tabindex={if cx.focused == (row_idx, number) { "0" } else { "-1" }}
            aria-colindex={(column + 2).to_string()} aria-selected={if is_shown { "true" } else { "false" }}
            aria-label={cell_label(name, number, view)}
            style={format!("left:{}px;width:{CELL_WIDTH}px;height:{CELL_HEIGHT}px", column_x(column))}>{ content }</div>
    }
}

/// The cell of the batch that is being filled: only sources have something to show.
fn filling_cell(cx: &MatrixContext, row: &Row) -> Html {
    let input = cx.run.input(row.node);
    let left = column_x(cx.next - cx.first);
    html! {
        <div role="gridcell" class="cell filling" key="filling" aria-disabled="true"
            style={format!("left:{left}px;width:{CELL_WIDTH}px;height:{CELL_HEIGHT}px")}>
            if let Some(input) = input {
                <span class="cell-count"><b>{ input.n_filling }</b></span>
                <progress max="1" value={format!("{:.3}", filled(&cx.run.status))} aria-label="How full the batch is"></progress>
                if let Some(chip) = input.chips.last() {
                    <span class="chip">{ chip }</span>
                }
            }
        </div>
    }
}

fn scrub(cx: &MatrixContext) -> Html {
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
fn choose(page: &Page, node: u32, batch: u64) {
    page.pin(Some(batch));
    page.stores().document.dispatch(DocumentAction::SelectNode(Some(node)));
}

fn cell_id(row_idx: usize, batch: u64) -> String {
    format!("cell-{row_idx}-{batch}")
}

/// The arrow keys go from cell to cell, Enter and Space choose one.
fn grid_keys(
    cx: &MatrixContext,
    focused: &UseStateHandle<Option<(usize, u64)>>,
    scroller: &NodeRef,
) -> Callback<KeyboardEvent> {
    let (row, batch) = cx.focused;
    let (first, last) = (cx.first, cx.next.saturating_sub(1).max(cx.first));
    let last_row = cx.grid.rows.len().saturating_sub(1);
    let node = cx.grid.rows.get(row).map(|row| row.node);
    let (page, focused, scroller) = (cx.page.clone(), focused.clone(), scroller.clone());
    Callback::from(move |event: KeyboardEvent| {
        let target = match event.key().as_str() {
            "ArrowLeft" => (row, batch.saturating_sub(1).max(first)),
            "ArrowRight" => (row, (batch + 1).min(last)),
            "ArrowUp" => (row.saturating_sub(1), batch),
            "ArrowDown" => ((row + 1).min(last_row), batch),
            "Home" => (row, first),
            "End" => (row, last),
            "Enter" | " " if !event.ctrl_key() && !event.meta_key() => {
                if let Some(node) = node {
                    choose(&page, node, batch);
                }
                (row, batch)
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        focused.set(Some(target));
        if let Some(element) = scroller.cast::<Element>() {
            let (left, width) = (f64::from(element.scroll_left()), f64::from(element.client_width()));
            if let Some(left) = scroll_to(target.1 - first, left, width) {
                element.set_scroll_left(left.round() as i32);
            }
        }
        focus_soon(cell_id(target.0, target.1));
    })
}

fn empty_text(health: Health) -> &'static str {
    match health {
        Health::Loading => "The engine is loading…",
        _ => "Nothing to draw yet: the program cannot be run. The Code tab says why.",
    }
}
