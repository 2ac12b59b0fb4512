//! The inspector: what the shown batch printed, remembered and covered.

pub mod batches;
pub mod files;
pub mod lineage;
pub mod output;
pub mod query;
pub mod rdd;
pub mod shuffle;
pub mod state;
pub mod window;

use protocol::document::Panel;
use yew::prelude::*;

use crate::page::hooks::{use_document, use_page};
use crate::page::inspector::batches::BatchesPanel;
use crate::page::inspector::files::FilesPanel;
use crate::page::inspector::lineage::LineagePanel;
use crate::page::inspector::output::OutputPanel;
use crate::page::inspector::rdd::RddPanel;
use crate::page::inspector::shuffle::ShufflePanel;
use crate::page::inspector::state::StatePanel;
use crate::page::inspector::window::WindowPanel;
use crate::page::stores::document::DocumentAction;
use crate::page::widgets::tabs::Tabs;

/// The tabs, in their order.
const PANELS: [(Panel, &str); 8] = [
    (Panel::Output, "Output"),
    (Panel::Rdd, "RDD"),
    (Panel::State, "State"),
    (Panel::Window, "Window"),
    (Panel::Shuffle, "Shuffle"),
    (Panel::Lineage, "Lineage"),
    (Panel::Batches, "Batches"),
    (Panel::Files, "Files"),
];

#[function_component]
pub fn Inspector() -> Html {
    let page = use_page();
    let document = use_document();
    let panel = document.document.view.panel;
    let selected = PANELS.iter().position(|(tab, _)| *tab == panel).unwrap_or(0);
    let on_select = Callback::from(move |tab_idx: usize| {
        if let Some((panel, _)) = PANELS.get(tab_idx) {
            page.stores().document.dispatch(DocumentAction::ShowPanel(*panel));
        }
    });
    let titles: Vec<AttrValue> = PANELS.iter().map(|(_, title)| AttrValue::Static(title)).collect();
    let content = match PANELS.get(selected).map(|(panel, _)| *panel) {
        Some(Panel::Rdd) => html! { <RddPanel /> },
        Some(Panel::State) => html! { <StatePanel /> },
        Some(Panel::Window) => html! { <WindowPanel /> },
        Some(Panel::Batches) => html! { <BatchesPanel /> },
        Some(Panel::Shuffle) => html! { <ShufflePanel /> },
        Some(Panel::Lineage) => html! { <LineagePanel /> },
        Some(Panel::Files) => html! { <FilesPanel /> },
        _ => html! { <OutputPanel /> },
    };
    html! {
        <section class="panel inspector" id="narrow-panel-2" aria-label="Inspector">
            <Tabs label="Inspector" id="inspector" {titles} {selected} {on_select} />
            <div class="panel-body" role="tabpanel" id={format!("inspector-panel-{selected}")}
                aria-labelledby={format!("inspector-tab-{selected}")}>{ content }</div>
        </section>
    }
}
