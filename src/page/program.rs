//! The program panel: the same program as a chain, as text, and where its data comes from.

use yew::prelude::*;

use crate::page::chain::ChainPanel;
use crate::page::code::CodePanel;
use crate::page::hooks::{use_layout, use_page};
use crate::page::source::SourcePanel;
use crate::page::stores::layout::{LayoutAction, ProgramTab};
use crate::page::widgets::icons::{Icon, icon};
use crate::page::widgets::tabs::Tabs;

const TABS: [(ProgramTab, &str); 3] =
    [(ProgramTab::Chain, "Chain"), (ProgramTab::Code, "Code"), (ProgramTab::Source, "Source")];

#[function_component]
pub fn ProgramPanel() -> Html {
    let page = use_page();
    let layout = use_layout();
    let selected = TABS.iter().position(|(tab, _)| *tab == layout.program_tab).unwrap_or(0);
    let on_select = {
        let page = page.clone();
        Callback::from(move |tab_idx: usize| {
            if let Some((tab, _)) = TABS.get(tab_idx) {
                page.stores().layout.dispatch(LayoutAction::ProgramTab(*tab));
            }
        })
    };
    let undo = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| page.undo())
    };
    let to_card = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| page.go_to_card_at_cursor())
    };
    let redo = Callback::from(move |_: MouseEvent| page.redo());
    let titles: Vec<AttrValue> = TABS.iter().map(|(_, title)| AttrValue::Static(title)).collect();
    let tab_panel = |tab_idx: usize, content: Html| {
        html! {
            <div class="panel-body" role="tabpanel" id={format!("program-panel-{tab_idx}")} hidden={selected != tab_idx}
                aria-labelledby={format!("program-tab-{tab_idx}")}>{ content }</div>
        }
    };
    html! {
        <section class="panel program" id="narrow-panel-0" aria-label="Program">
            <Tabs label="Program" id="program" {titles} {selected} {on_select}>
                <span class="spacer"></span>
                if layout.program_tab == ProgramTab::Code {
                    <button class="tool" aria-label="Show the step in the chain" title="Show the step in the chain (Ctrl+.)" onclick={to_card}>{ icon(Icon::Card) }</button>
                }
                <button class="tool" aria-label="Undo" title="Undo (Ctrl+Z)" aria-disabled={(!layout.history.can_undo).then_some("true")} onclick={undo}>{ icon(Icon::Undo) }</button>
                <button class="tool" aria-label="Redo" title="Redo (Ctrl+Shift+Z)" aria-disabled={(!layout.history.can_redo).then_some("true")} onclick={redo}>{ icon(Icon::Redo) }</button>
            </Tabs>
            { tab_panel(0, html! { if selected == 0 { <ChainPanel /> } }) }
            // Stays when another tab is shown, for its undo history is that of the chain as well.
            { tab_panel(1, html! { <CodePanel /> }) }
            { tab_panel(2, html! { if selected == 2 { <SourcePanel /> } }) }
        </section>
    }
}
