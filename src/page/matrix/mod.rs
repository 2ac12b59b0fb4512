//! The stream matrix: DStreams × batches, each cell an RDD, with what connects them.

mod draw;
pub mod layout;
pub mod legend;
mod overlay;
mod paths;
mod runs;
pub mod scale;
mod sight;
pub mod view_model;

use std::cell::Cell;
use std::rc::Rc;

use protocol::document::Panel;
use protocol::run_view::BatchView;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::page::browser::{Listening, Resizing, focus_soon};
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_layout, use_page, use_plan, use_run};
use crate::page::matrix::draw::{MatrixContext, cell_id, cell_of_id, choose, draw_row, head};
use crate::page::matrix::layout::{brackets, grid, names_width, room, scroll_to, visible, width};
use crate::page::matrix::legend::{Legend, legend};
use crate::page::matrix::overlay::window_marks;
use crate::page::matrix::runs::{Columns, LinkRun};
use crate::page::matrix::scale::{Content, Scale, Zoom};
use crate::page::matrix::sight::Sight;
use crate::page::scrub::Scrub;
use crate::page::stores::run::{Health, cell};

#[function_component]
pub fn MatrixPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan_store = use_plan();
    let run = use_run();
    let scroller = use_node_ref();
    let sight = use_mut_ref(Sight::default);
    let redraw = use_force_update();
    let focused = use_state(|| None::<(usize, u64)>);
    let layout = use_layout();
    let zoom = layout.zoom;

    let view = &document.document.view;
    let (first, next) = (run.first_batch(), run.next_batch());
    let n_columns = next - first + 1; // The last one is being filled.
    let pinned = view.pinned.map(|batch| batch.saturating_sub(first).min(next - first));
    let shown = run.shown(view.pinned).map(|batch| batch.batch);

    let is_drawn = plan_store.plan.is_some();
    let (view_width, view_height) = (sight.borrow().width, sight.borrow().height);
    let scale = match plan_store.plan.as_deref() {
        Some(plan) => zoom.scale().fitted(room(plan, view_width, view_height)),
        None => zoom.scale(),
    };
    // Also when the matrix appears or has another width: what was in sight may not be any more.
    use_memo((pinned, first, next, is_drawn, view_width.to_bits(), zoom, scale.stride().to_bits()), |_| {
        sight.borrow_mut().follow(scale, pinned, n_columns);
    });
    let in_sight = {
        let mut sight = sight.borrow_mut();
        sight.drawn = visible(&scale, sight.left, sight.width, n_columns);
        sight.drawn.clone()
    };
    let names = names_width(&scale, view_width);
    let look = {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        Callback::from(move |()| {
            let Some(element) = scroller.cast::<Element>() else { return };
            let has_other_columns = sight.borrow_mut().look(&element);
            if has_other_columns {
                redraw.force_update();
            }
        })
    };
    {
        let (look, scroller) = (look.clone(), scroller.clone());
        use_effect_with(is_drawn, move |_| {
            look.emit(());
            let watching =
                scroller.cast::<Element>().and_then(|element| Resizing::new(&element, move || look.emit(())));
            move || drop(watching)
        });
    }
    {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        use_effect(move || {
            let goal = sight.borrow_mut().goal.take();
            if let (Some(left), Some(element)) = (goal, scroller.cast::<Element>()) {
                element.set_scroll_left(left as i32);
            }
        });
    }

    use_wheel_zoom(&page, &scroller, is_drawn);
    let (on_click, on_focus) = use_grid_events(&page, &focused);
    let grid = {
        let plan = plan_store.plan.clone();
        use_memo((plan.as_ref().map(Rc::as_ptr), scale), move |_| plan.map(|plan| Rc::new(grid(&plan, scale))))
    };

    let (Some(plan), Some(grid)) = (plan_store.plan.clone(), (*grid).clone()) else {
        return html! { <p class="empty">{ empty_text(run.health) }</p> };
    };
    let interval_ms = plan_store.batch_interval_ms().unwrap_or_default();
    if grid.rows.is_empty() {
        return html! { <p class="empty">{ "The program makes no stream yet, so there is nothing to draw." }</p> };
    }
    let marks = legend(&plan, interval_ms);
    if !sight.borrow().is_known {
        return html! {
            <div class="matrix-panel">
                <div class="matrix-scroll" ref={scroller}></div><Legend {marks} /><Scrub />
            </div>
        };
    }
    let focused_cell = match *focused {
        Some((row, batch)) => (row.min(grid.rows.len() - 1), batch.clamp(first, next.saturating_sub(1).max(first))),
        None => (0, shown.unwrap_or(first)),
    };
    let is_drawn = |column: &u64| in_sight.contains(column) || first + column == focused_cell.1;
    let near = in_sight.start.min(focused_cell.1 - first)..in_sight.end.max(focused_cell.1 - first + 1);
    // Those in sight, and the one with the focus wherever it is.
    let columns: Vec<_> =
        near.filter(is_drawn).filter_map(|column| Some((column, run.batch(first + column)?))).collect();
    let largest = match scale.content {
        Content::Shade => grid.rows.iter().map(|row| largest(row.node, &columns)).collect(),
        _ => Vec::new(),
    };
    let lineage = run.lineage.as_ref().filter(|_| view.panel == Panel::Lineage);
    let in_lineage = lineage.map_or_else(Vec::new, |lineage| {
        let steps = lineage.ancestors.iter().chain(&lineage.descendants).map(|step| (step.node, step.batch));
        steps.chain([(lineage.node, lineage.batch)]).collect()
    });
    let cx = MatrixContext {
        page: &page,
        interval_ms,
        plan: &plan,
        grid: &grid,
        runs: Columns::runs(&columns, scale.columns_per_run()),
        first,
        next,
        shown,
        pinned: view.pinned,
        chosen: view.node,
        largest,
        in_lineage,
        focused: focused_cell,
    };
    let windows = shown.and_then(|batch| Some((batch, run.batch(batch)?)));
    let windows = windows.map(|(batch, view)| {
        let brackets = brackets(&plan, &grid, interval_ms, batch, |node| cell(view, node).is_some());
        window_marks(&plan, &grid, &brackets, batch, first)
    });
    let onkeydown = grid_keys(&cx, zoom, &focused, &scroller);
    let onscroll = look.reform(|_: Event| ());
    html! {
        <div class="matrix-panel">
            <div class="matrix-scroll" ref={scroller} {onscroll}>
                <div class="matrix" style={format!("--names:{names}px;width:{}px;height:{}px", names + width(&scale, n_columns), grid.height)}
                    data-zoom={zoom_name(&scale)}>
                    <div class="names-back">
                        <div style={format!("height:{}px", grid.height)}></div>
                    </div>
                    <svg class="links" aria-hidden="true" width="1" height="1">
                        { for cx.runs.iter().map(|columns| html! {
                            <LinkRun key={columns.key()} columns={columns.clone()} grid={Rc::clone(&grid)} />
                        }) }
                    </svg>
                    { for windows }
                    <div class="grid" role="grid" aria-label="Streams by batches" aria-rowcount={(grid.rows.len() + 1).to_string()}
                        aria-colcount={(n_columns + 1).to_string()} {onkeydown} onclick={on_click} onfocusin={on_focus}>
                        { head(&cx) }
                        { for grid.rows.iter().enumerate().map(|(row_idx, row)| draw_row(&cx, row_idx, row)) }
                    </div>
                </div>
            </div>
            <Legend {marks} />
            <Scrub />
        </div>
    }
}

/// Clicks on cells and heads, and cells that take the focus: the grid listens for all of them.
#[hook]
fn use_grid_events(
    page: &Page,
    focused: &UseStateHandle<Option<(usize, u64)>>,
) -> (Callback<MouseEvent>, Callback<FocusEvent>) {
    let on_click = use_callback(page.clone(), |event: MouseEvent, page| {
        let Some(target) = event.target_dyn_into::<Element>() else { return };
        let hit = |selector: &str| target.closest(selector).ok().flatten();
        let node = hit(".grid-row").and_then(|row| row.get_attribute("data-node")?.parse().ok());
        let cell = hit(".cell[id]").and_then(|cell| cell_of_id(&cell.id()));
        if let Some((node, (_, batch))) = node.zip(cell) {
            choose(page, node, batch);
        } else if let Some(batch) =
            hit(".head[data-batch]").and_then(|head| head.get_attribute("data-batch")?.parse().ok())
        {
            page.pin(Some(batch));
        }
    });
    let on_focus = use_callback(focused.setter(), |event: FocusEvent, focused| {
        let cell = event.target_dyn_into::<Element>().and_then(|target| cell_of_id(&target.id()));
        if cell.is_some() {
            focused.set(cell);
        }
    });
    (on_click, on_focus)
}

/// The arrow keys go from cell to cell, Enter and Space choose one.
fn grid_keys(
    cx: &MatrixContext,
    zoom: Zoom,
    focused: &UseStateHandle<Option<(usize, u64)>>,
    scroller: &NodeRef,
) -> Callback<KeyboardEvent> {
    let (row, batch) = cx.focused;
    let (first, last) = (cx.first, cx.next.saturating_sub(1).max(cx.first));
    let last_row = cx.grid.rows.len().saturating_sub(1);
    let node = cx.grid.rows.get(row).map(|row| row.node);
    let scale = cx.grid.scale;
    let (page, focused, scroller) = (cx.page.clone(), focused.clone(), scroller.clone());
    Callback::from(move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "+" | "=" => zoom.closer(),
            "-" => zoom.farther(),
            _ => None,
        };
        if let Some(zoom) = to.filter(|_| !event.ctrl_key() && !event.meta_key()) {
            page.zoom(zoom);
            return focus_soon(cell_id(row, batch));
        }
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
            if let Some(left) = scroll_to(&scale, target.1 - first, left, width) {
                element.set_scroll_left(left.round() as i32);
            }
        }
        focus_soon(cell_id(target.0, target.1));
    })
}

/// What the shades of a stream's cells in these columns are measured by: the most records, rounded up so that it changes
/// seldom.
fn largest(node: u32, columns: &[(u64, &Rc<BatchView>)]) -> u64 {
    let counts = columns.iter().filter_map(|(_, batch)| cell(batch, node)).map(|cell| cell.n_records);
    counts.max().map_or(0, |most| most.checked_next_power_of_two().unwrap_or(u64::MAX))
}

fn zoom_name(scale: &Scale) -> &'static str {
    match scale.content {
        Content::Records(_) => "records",
        Content::Count => "count",
        Content::Shade => "shade",
    }
}

/// Zooms by the wheel with Ctrl, which is also what pinching a touchpad gives.
#[hook]
fn use_wheel_zoom(page: &Page, scroller: &NodeRef, is_drawn: bool) {
    let (page, scroller) = (page.clone(), scroller.clone());
    use_effect_with(is_drawn, move |_| {
        let turned = Cell::new(0.0);
        let listening = scroller.cast::<Element>().map(|element| {
            Listening::new(&element, "wheel", move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>().filter(|event| event.ctrl_key()) else { return };
                event.prevent_default();
                // A touchpad gives many small turns.
                turned.set(turned.get() + event.delta_y());
                let zoom = page.stores().layout.clone().zoom;
                let to: Option<Zoom> = match turned.get() {
                    turned if turned <= -WHEEL_STEP => zoom.closer(),
                    turned if turned >= WHEEL_STEP => zoom.farther(),
                    _ => return,
                };
                turned.set(0.0);
                to.into_iter().for_each(|zoom| page.zoom(zoom));
            })
        });
        move || drop(listening)
    });
}

/// How far the wheel turns for a step of the zoom, in CSS pixels.
const WHEEL_STEP: f64 = 40.0;

fn empty_text(health: Health) -> &'static str {
    match health {
        Health::Loading => "The engine is loading…",
        _ => "Nothing to draw yet: the program cannot be run. The Code tab says why.",
    }
}
