//! The notice below the bar: something the reader should know, often with a way back.

use yew::prelude::*;

use crate::page::hooks::{use_layout, use_page};
use crate::page::stores::layout::Tone;
use crate::page::widgets::icons::{Icon, icon};

#[function_component]
pub fn NoticeBar() -> Html {
    let page = use_page();
    let layout = use_layout();
    let Some(notice) = layout.notice.clone() else {
        return Html::default();
    };
    let (role, tone) = match notice.tone {
        Tone::Info => ("status", "info"),
        Tone::Problem => ("alert", "problem"),
    };
    let action = notice.action.clone().map(|(label, action)| {
        let page = page.clone();
        let onclick = Callback::from(move |_: MouseEvent| page.act(action.clone()));
        html! { <button class="button" {onclick}>{ label }</button> }
    });
    let close = Callback::from(move |_: MouseEvent| page.notify(None));
    html! {
        <div class="notice" {role} data-tone={tone}>
            <span>{ &notice.message }</span>
            { for action }
            <button class="button icon-button" aria-label="Close this notice" onclick={close}>{ icon(Icon::Close) }</button>
        </div>
    }
}
