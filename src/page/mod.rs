//! The page: draws what the worker computes from the document, and changes the document.

pub mod app;
pub mod bar;
pub mod bridge_session;
pub mod browser;
pub mod chain;
pub mod code;
pub mod commands;
pub mod dialogs;
pub mod dispatch;
pub mod doctor;
pub mod effects;
pub mod graph;
pub mod highlight;
pub mod history;
pub mod hooks;
pub mod inspector;
pub mod keys;
pub mod matrix;
pub mod notice;
pub mod places;
pub mod program;
pub mod scrub;
pub mod source;
pub mod startup;
pub mod status;
pub mod stores;
pub mod transport;
pub mod watchdog;
pub mod widgets;
pub mod worker_client;
pub mod worker_port;

use crate::page::app::{App, AppProps};

/// Puts the page into the element `#app`, in place of the outline that is there.
pub fn start() {
    browser::set_panic_hook();
    let root = browser::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    if let Some(root) = root {
        root.set_inner_html("");
        browser::keep_focus();
        yew::Renderer::<App>::with_root_and_props(
            root,
            AppProps { spawn: worker_port::spawn(), clock: browser::PageClock::default() },
        )
        .render();
    }
}
