//! The stream matrix: DStreams × batches, each cell an RDD, with what connects them.

mod draw;
pub mod layout;
mod overlay;
pub mod view_model;

use std::ops::Range;

use web_sys::Element;
use yew::prelude::*;

use crate::page::browser::{Resizing, focus_soon, window};
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::matrix::draw::{MatrixContext, cell_id, choose, draw_row, head, scrub};
use crate::page::matrix::layout::{CELL_WIDTH, brackets, grid, names_width, scroll_to, visible, width};
use crate::page::matrix::overlay::{column_links, window_marks};
use crate::page::stores::run::{Health, cell};

/// What is in sight of the matrix, as it was told last: asking the browser while things change makes it work.
#[derive(Clone, Debug)]
struct Sight {
    left: f64,
    width: f64,
    /// Whether the newest column is in sight, and is to stay there.
    is_following: bool,
    n_columns: u64,
    /// The columns that were drawn for it.
    drawn: Range<u64>,
    pinned: Option<u64>,
    /// Where to scroll when what is being drawn is there.
    goal: Option<f64>,
}

impl Default for Sight {
    /// Before anything is drawn: about as wide as the panel will be, so that the names need no other width then.
    fn default() -> Self {
        let page_width = window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or_default();
        Self {
            left: 0.0,
            width: page_width * 0.7,
            is_following: true,
            n_columns: 0,
            drawn: 0..0,
            pinned: None,
            goal: None,
        }
    }
}

impl Sight {
    /// Takes the place to which the element has been scrolled; true if other columns are to be drawn.
    fn look(&mut self, element: &Element) -> bool {
        let width_before = std::mem::replace(&mut self.width, f64::from(element.client_width()));
        self.left = f64::from(element.scroll_left());
        self.is_following = self.left + self.width > f64::from(element.scroll_width()) - 1.5 * CELL_WIDTH;
        self.width != width_before || visible(self.left, self.width, self.n_columns) != self.drawn
    }

    /// Goes where the pinned column, or the newest one, is in sight.
    fn follow(&mut self, pinned: Option<u64>, n_columns: u64) {
        self.is_following |= self.pinned.is_some() && pinned.is_none();
        (self.pinned, self.n_columns) = (pinned, n_columns);
        let column = pinned.or(self.is_following.then_some(n_columns.saturating_sub(1)));
        self.goal = column.and_then(|column| scroll_to(column, self.left, self.width)).map(f64::round);
        self.left = self.goal.unwrap_or(self.left);
    }
}

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

    let view = &document.document.view;
    let (first, next) = (run.first_batch(), run.next_batch());
    let n_columns = next - first + 1; // The last one is being filled.
    let pinned = view.pinned.map(|batch| batch.saturating_sub(first).min(next - first));
    let shown = run.shown(view.pinned).map(|batch| batch.batch);

    let is_drawn = plan_store.plan.is_some();
    let view_width = sight.borrow().width;
    // Also when the matrix appears or has another width: what was in sight may not be any more.
    use_memo((pinned, first, next, is_drawn, view_width.to_bits()), |_| {
        sight.borrow_mut().follow(pinned, n_columns);
    });
    let in_sight = {
        let mut sight = sight.borrow_mut();
        sight.drawn = visible(sight.left, sight.width, n_columns);
        sight.drawn.clone()
    };
    let names = names_width(view_width);
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

    let Some(plan) = plan_store.plan.clone() else {
        return html! { <p class="empty">{ empty_text(run.health) }</p> };
    };
    let interval_ms = plan_store.batch_interval_ms().unwrap_or_default();
    let grid = grid(&plan);
    if grid.rows.is_empty() {
        return html! { <p class="empty">{ "The program makes no stream yet, so there is nothing to draw." }</p> };
    }
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
        interval_ms,
        plan: &plan,
        grid: &grid,
        columns,
        first,
        next,
        shown,
        pinned: view.pinned,
        chosen: view.node,
        focused: focused_cell,
        on_focus: {
            let focused = focused.clone();
            Callback::from(move |cell| focused.set(Some(cell)))
        },
    };
    let windows = shown.and_then(|batch| Some((batch, run.batch(batch)?)));
    let windows = windows.map(|(batch, view)| {
        let brackets = brackets(&plan, &grid, interval_ms, batch, |node| cell(view, node).is_some());
        window_marks(&plan, &grid, &brackets, batch, first)
    });
    let onkeydown = grid_keys(&cx, &focused, &scroller);
    let onscroll = look.reform(|_: Event| ());
    html! {
        <div class="matrix-panel">
            <div class="matrix-scroll" ref={scroller} {onscroll}>
                <div class="matrix" style={format!("--names:{names}px;width:{}px;height:{}px", names + width(n_columns), grid.height)}>
                    <div class="names-back">
                        <div style={format!("height:{}px", grid.height)}></div>
                    </div>
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
