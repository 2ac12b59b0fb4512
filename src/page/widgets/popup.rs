//! What menus and other boxes over the page have in common.

use wasm_bindgen::JsCast;
use web_sys::Node;
use yew::prelude::*;

use crate::page::browser::{Listening, window};

/// Closes what is open when something outside of it is pressed or gets the focus.
#[hook]
pub fn use_close_outside(root: NodeRef, is_open: UseStateHandle<bool>) {
    use_effect_with(*is_open, move |open| {
        let page = window().and_then(|window| window.document()).filter(|_| *open);
        let listening = page.map(|page| {
            ["pointerdown", "focusin"].map(|event| {
                let (root, is_open) = (root.clone(), is_open.clone());
                Listening::capturing(&page, event, move |event| {
                    let hit = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    let is_inside = root.get().is_some_and(|root| root.contains(hit.as_ref()));
                    if !is_inside {
                        is_open.set(false);
                    }
                })
            })
        });
        move || drop(listening)
    });
}
