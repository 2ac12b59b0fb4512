//! The line below the streams: which batch is shown, and how they are drawn.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_layout, use_page, use_run};
use crate::page::matrix::scale::Zoom;
use crate::page::stores::layout::StreamView;
use crate::page::widgets::icons::{Icon, icon};

/// Its room is kept before there is a batch.
#[function_component]
pub fn Scrub() -> Html {
    let page = use_page();
    let document = use_document();
    let run = use_run();
    let layout = use_layout();
    let shown = run.shown(document.document.view.pinned).map(|batch| batch.batch);
    let (Some(shown), Some(newest)) = (shown, run.next_batch().checked_sub(1)) else {
        return html! { <div class="scrub"></div> };
    };
    let oninput = {
        let page = page.clone();
        Callback::from(move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            if let Ok(batch) = value.parse() {
                page.pin(Some(batch));
            }
        })
    };
    html! {
        <div class="scrub">
            <input type="range" min={run.first_batch().to_string()} max={newest.to_string()} value={shown.to_string()}
                aria-label="Batch" aria-valuetext={format!("batch {shown} of {newest}")} {oninput} />
            <output>{ format!("batch {shown} of {newest}") }</output>
            { graph_button(&page, layout.stream_view) }
            if layout.stream_view == StreamView::Matrix {
                { zoom_buttons(&page, layout.zoom) }
            }
        </div>
    }
}

fn graph_button(page: &Page, view: StreamView) -> Html {
    let is_graph = view == StreamView::Graph;
    let onclick = {
        let page = page.clone();
        let other = if is_graph { StreamView::Matrix } else { StreamView::Graph };
        Callback::from(move |_: MouseEvent| page.show_streams(other))
    };
    html! {
        <button class="tool graph-button" id="graph-button" aria-pressed={is_graph.to_string()}
            title="Show the DStreams of one batch as a graph" {onclick}>{ icon(Icon::Graph) }<span>{ "Graph" }</span></button>
    }
}

fn zoom_buttons(page: &Page, zoom: Zoom) -> Html {
    let button = |name: &'static str, keys: &'static str, picture: Icon, to: Option<Zoom>| {
        let page = page.clone();
        // Kept reachable when it has nothing to do, so that the focus is never lost.
        let is_off = to.is_none().then_some("true");
        let onclick = Callback::from(move |_: MouseEvent| to.into_iter().for_each(|zoom| page.zoom(zoom)));
        html! {
            <button class="tool" aria-label={name} title={format!("{name} ({keys})")} aria-disabled={is_off} {onclick}>{ icon(picture) }</button>
        }
    };
    html! {
        <div class="zoom" role="group" aria-label={format!("Zoom: {}", zoom.name())}>
            { button("Zoom out", "Ctrl and wheel, or -", Icon::Minus, zoom.farther()) }
            { button("Zoom in", "Ctrl and wheel, or +", Icon::Plus, zoom.closer()) }
        </div>
    }
}
