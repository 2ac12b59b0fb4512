//! The graph of DStreams and output operations, at the batch that is shown: how branches part and joins meet.

mod layout;
mod view_model;

use std::cell::Cell;
use std::rc::Rc;

use protocol::plan_view::PlanView;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use crate::page::browser::Resizing;
use crate::page::code::view_model::kind_name;
use crate::page::graph::layout::{MAX_BOXES, Placed, Shape, box_size, fit, path, sign_place};
use crate::page::graph::view_model::{GraphBox, boxes, graph_legend};
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::matrix::layout::MAX_ROWS;
use crate::page::matrix::legend::Legend;
use crate::page::scrub::Scrub;

/// A view that is higher than wide and narrower than this has no room for boxes side by side.
const NARROW: f64 = 640.0;
/// Around the graph, in CSS pixels, and what it is on a narrow screen.
const MARGINS: (f64, f64) = (16.0, 6.0);
/// Lines that cross, as in the matrix: records change partitions.
const SHUFFLE_SIGN: &str = "M-7 -6C0 -6 0 6 7 6M-7 6C0 6 0 -6 7 -6";

#[derive(Clone, PartialEq)]
enum State {
    Loading,
    There(Rc<Placed>),
    /// The module that finds the places did not come.
    Missing,
}

#[function_component]
pub fn GraphPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan_store = use_plan();
    let run = use_run();
    let scroller = use_node_ref();
    let size = use_view_size(&scroller);
    let plan = plan_store.plan.clone().unwrap_or_default();
    let is_down = size.is_some_and(|(width, height)| width < NARROW && height > width);
    let is_drawn = plan.nodes.len() <= MAX_BOXES;
    let state = use_places(size.filter(|_| is_drawn).map(|_| Shape::of(&plan, is_down)));

    let batch = run.shown(document.document.view.pinned);
    let drawing = match &state {
        _ if plan.nodes.is_empty() => {
            html! { <p class="empty">{ "The program makes no stream yet, so there is nothing to draw." }</p> }
        }
        _ if !is_drawn => {
            let n_boxes = plan.nodes.len();
            html! { <p class="empty">{ format!("The program has {n_boxes} streams and output operations; up to {MAX_BOXES} are drawn as a graph. The matrix shows the first {MAX_ROWS} streams.") }</p> }
        }
        State::Missing => {
            html! { <p class="empty">{ "The part of the page that lays out graphs could not be loaded. The matrix shows the same streams." }</p> }
        }
        State::There(placed) if placed.shape == Shape::of(&plan, is_down) => {
            let boxes = boxes(&plan, batch.map(|batch| &**batch));
            let chosen = document.document.view.node;
            let on_choose = Callback::from(move |node| page.select_node(Some(node)));
            draw(&plan, placed, &boxes, size.unwrap_or_default(), chosen, &on_choose)
        }
        _ => Html::default(),
    };
    let marks = graph_legend(&plan, plan_store.batch_interval_ms().unwrap_or_default());
    html! {
        <div class="matrix-panel">
            <div class="graph-scroll" ref={scroller}>{ drawing }</div>
            if !plan.nodes.is_empty() {
                <Legend {marks} />
            }
            <Scrub />
        </div>
    }
}

/// The size of what the graph is shown in, once it is known.
#[hook]
fn use_view_size(scroller: &NodeRef) -> Option<(f64, f64)> {
    let size = use_state_eq(|| None);
    {
        let (scroller, size) = (scroller.clone(), size.setter());
        use_effect_with((), move |()| {
            let element = scroller.cast::<Element>();
            let watching = element.and_then(|element| {
                let seen = element.clone();
                Resizing::new(&element, move || {
                    size.set(Some((f64::from(seen.client_width()), f64::from(seen.client_height()))));
                })
            });
            move || drop(watching)
        });
    }
    *size
}

/// The places of a graph of this shape; they are found out anew when it changes.
#[hook]
fn use_places(shape: Option<Shape>) -> State {
    let state = use_state_eq(|| State::Loading);
    let setter = state.setter();
    use_effect_with(shape, move |shape| {
        let is_wanted = Rc::new(Cell::new(true));
        if let Some(shape) = shape.clone().filter(|shape| shape.n_boxes > 0) {
            let is_wanted = Rc::clone(&is_wanted);
            spawn_local(async move {
                let placed = shape.placed().await;
                if is_wanted.get() {
                    setter.set(placed.map_or(State::Missing, |placed| State::There(Rc::new(placed))));
                }
            });
        }
        move || is_wanted.set(false)
    });
    (*state).clone()
}

fn draw(
    plan: &PlanView,
    placed: &Placed,
    boxes: &[GraphBox],
    view: (f64, f64),
    chosen: Option<u32>,
    on_choose: &Callback<u32>,
) -> Html {
    let is_down = placed.shape.is_down;
    let margin = if is_down { MARGINS.1 } else { MARGINS.0 };
    let scale = fit(placed, (view.0 - 2.0 * margin, view.1 - 2.0 * margin));
    let (box_width, box_height) = box_size(is_down);
    let link = |((_, to), points): (&(u32, u32), &Vec<(f64, f64)>)| {
        let node = plan.nodes.get(*to as usize);
        let kind = node.map(|node| kind_name(node.kind));
        let sign = node.filter(|node| node.is_shuffle).and_then(|_| sign_place(points));
        html! {
            <>
                <path data-kind={kind} d={path(points, is_down)} />
                if let Some((x, y)) = sign {
                    <g class="graph-sign" transform={format!("translate({x} {y}){}", if is_down { " rotate(90)" } else { "" })}>
                        <rect x="-8" y="-8" width="16" height="16" /><path data-kind={kind} d={SHUFFLE_SIGN} />
                    </g>
                }
            </>
        }
    };
    let item = |(graph_box, (left, top)): (&GraphBox, &(f64, f64))| {
        let node = graph_box.node;
        let onclick = on_choose.reform(move |_: MouseEvent| node);
        let class = classes!("graph-box", graph_box.has_failed.then_some("failed"));
        html! {
            <li key={node} style={format!("left:{left}px;top:{top}px;width:{box_width}px;height:{box_height}px")}>
                <button {class} data-kind={kind_name(graph_box.kind)}
                    aria-pressed={(chosen == Some(node)).to_string()} title={format!("{} {}", graph_box.title, graph_box.detail)} {onclick}>
                    <span class="said">{ &graph_box.label }</span>
                    <span class="graph-head" aria-hidden="true"><b>{ &graph_box.title }</b>
                        if graph_box.has_failed {
                            <i>{ "failed" }</i>
                        } else if let Some(count) = &graph_box.count {
                            <i>{ count }</i>
                        }
                    </span>
                    <small aria-hidden="true">{ &graph_box.detail }</small>
                </button>
            </li>
        }
    };
    let (width, height) = (placed.width, placed.height);
    html! {
        <div class="graph" style={format!("width:{}px;height:{}px;border-width:{margin}px", width * scale, height * scale)}>
            <div class="graph-drawing" style={format!("width:{width}px;height:{height}px;scale:{scale}")}>
                <svg class="graph-links" width={width.to_string()} height={height.to_string()} aria-hidden="true">
                    { for placed.shape.links.iter().zip(&placed.links).map(link) }
                </svg>
                <ol class="graph-boxes" aria-label="Graph of DStreams">{ for boxes.iter().zip(&placed.boxes).map(item) }</ol>
            </div>
        </div>
    }
}
