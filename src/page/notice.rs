//! The notice over the page: something the reader should know, often with a way back.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::page::hooks::{use_layout, use_page};
use crate::page::stores::layout::Tone;
use crate::page::widgets::icons::{Icon, icon};

/// How long a passing notice stays.
const PASSING_MS: u32 = 10_000;

#[function_component]
pub fn NoticeBar() -> Html {
    let page = use_page();
    let layout = use_layout();
    {
        let page = page.clone();
        use_effect_with(layout.notice.clone(), move |notice| {
            let passes = notice.as_ref().is_some_and(|notice| notice.tone == Tone::Passing);
            let passing = passes.then(|| Timeout::new(PASSING_MS, move || page.notify(None)));
            move || drop(passing)
        });
    }
    let Some(notice) = layout.notice.clone() else {
        return Html::default();
    };
    let (role, tone) = match notice.tone {
        Tone::Passing | Tone::Info => ("status", "info"),
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
