//! What a card is dragged by, with a pointer of any kind.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use protocol::message::{ChainEdit, MoveTo};
use protocol::plan_view::NodeId;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::page::browser::{Listening, window};
use crate::page::chain::lanes::drop_at;
use crate::page::hooks::use_page;
use crate::page::widgets::icons::{Icon, icon};

/// How often a card that is held looks where it is.
const LOOK_MS: u32 = 30;

/// How near to an end of the panel it begins to scroll, and by how much each time, in pixels.
const EDGE: f64 = 36.0;
const SCROLL: f64 = 12.0;

/// A card that is held, and where it would go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    pub node: NodeId,
    pub to: Option<MoveTo>,
}

#[derive(Properties, PartialEq)]
pub struct GripProps {
    pub node: NodeId,
    /// The steps that it can change places with, itself among them.
    pub range: Vec<NodeId>,
    pub held: UseStateHandle<Option<Held>>,
}

/// The handle of a card. The buttons and keys of the card do the same, so it is not in the tab order.
#[function_component]
pub fn Grip(props: &GripProps) -> Html {
    let page = use_page();
    let root = use_node_ref();
    let pointer_y = use_mut_ref(|| Rc::new(Cell::new(0.0)));
    let pointer_y = pointer_y.borrow().clone();
    let is_down = use_mut_ref(|| false);
    let is_held = props.held.is_some_and(|held| held.node == props.node);
    let node = props.node;

    let drop = {
        let (range, root, pointer_y) = (props.range.clone(), root.clone(), pointer_y.clone());
        move || drop_at(node, &middles(&root, &range), pointer_y.get())
    };
    {
        let (held, drop, pointer_y, root) = (props.held.clone(), drop.clone(), pointer_y.clone(), root.clone());
        let is_down = is_down.clone();
        use_effect_with(is_held, move |is_held| {
            let looking = is_held.then(|| {
                let (cancelled, is_up) = (held.clone(), is_down.clone());
                let last = Cell::new(None);
                let looking = Interval::new(LOOK_MS, move || {
                    // The pointer may be up before the page is drawn without the held card.
                    if !*is_down.borrow() {
                        return;
                    }
                    scroll_near(&root, pointer_y.get());
                    let to = drop();
                    if last.replace(Some(to)) != Some(to) {
                        held.set(Some(Held { node, to }));
                    }
                });
                let escape = window().map(|window| {
                    Listening::capturing(&window, "keydown", move |event| {
                        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                            event.prevent_default();
                            event.stop_propagation();
                            *is_up.borrow_mut() = false;
                            cancelled.set(None);
                        }
                    })
                });
                (looking, escape)
            });
            move || std::mem::drop(looking)
        });
    }
    let onpointerdown = {
        let (held, pointer_y, is_down) = (props.held.clone(), pointer_y.clone(), is_down.clone());
        let root = root.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            event.prevent_default();
            if let Some(grip) = root.cast::<Element>() {
                // A pointer that is gone by now cannot be kept.
                let _ = grip.set_pointer_capture(event.pointer_id());
            }
            pointer_y.set(f64::from(event.client_y()));
            *is_down.borrow_mut() = true;
            held.set(Some(Held { node, to: None }));
        })
    };
    let onpointermove = {
        let pointer_y = pointer_y.clone();
        Callback::from(move |event: PointerEvent| pointer_y.set(f64::from(event.client_y())))
    };
    let onpointerup = {
        let (held, is_down) = (props.held.clone(), is_down.clone());
        Callback::from(move |event: PointerEvent| {
            if !std::mem::take(&mut *is_down.borrow_mut()) {
                return;
            }
            pointer_y.set(f64::from(event.client_y()));
            held.set(None);
            if let Some(to) = drop() {
                page.edit_chain(ChainEdit::Move { node, to });
            }
        })
    };
    let onpointercancel = {
        let held = props.held.clone();
        Callback::from(move |_: PointerEvent| {
            *is_down.borrow_mut() = false;
            held.set(None);
        })
    };
    html! {
        <span ref={root} class="grip" aria-hidden="true" title="Drag to move this step"
            {onpointerdown} {onpointermove} {onpointerup} {onpointercancel}>{ icon(Icon::Grip) }</span>
    }
}

/// The middles of the cards of these steps, in the window.
fn middles(root: &NodeRef, range: &[NodeId]) -> Vec<(NodeId, f64)> {
    let Some(panel) = panel(root) else {
        return Vec::new();
    };
    let middle = |id: &NodeId| {
        let card = panel.query_selector(&format!("[data-node='{id}']")).ok().flatten()?;
        let place = card.get_bounding_client_rect();
        Some((*id, (place.top() + place.bottom()) / 2.0))
    };
    range.iter().filter_map(middle).collect()
}

fn panel(root: &NodeRef) -> Option<Element> {
    root.cast::<Element>()?.closest(".chain-panel").ok().flatten()
}

fn scroll_near(root: &NodeRef, y: f64) {
    let Some(panel) = panel(root) else { return };
    let place = panel.get_bounding_client_rect();
    let by = match () {
        () if y < place.top() + EDGE => -SCROLL,
        () if y > place.bottom() - EDGE => SCROLL,
        () => return,
    };
    panel.set_scroll_top(panel.scroll_top() + by as i32);
}
