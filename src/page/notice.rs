//! The notice over the page: something the reader should know, often with a way back.

use gloo_timers::callback::Interval;
use web_sys::Element;
use yew::prelude::*;

use crate::page::hooks::{use_layout, use_page};
use crate::page::stores::layout::Tone;
use crate::page::widgets::icons::{Icon, icon};

/// How long a passing notice stays.
const PASSING_MS: u32 = 10_000;

/// The reader points at the notice, or has the focus in it.
const HELD: &str = ":hover, :focus-within";

#[function_component]
pub fn NoticeBar() -> Html {
    let page = use_page();
    let layout = use_layout();
    let bar = use_node_ref();
    {
        let (page, bar) = (page.clone(), bar.clone());
        use_effect_with(layout.notice.clone(), move |notice| {
            let passes = notice.as_ref().is_some_and(|notice| notice.tone == Tone::Passing);
            let passing = passes.then(|| {
                Interval::new(PASSING_MS, move || {
                    // Not while the reader is at it.
                    let is_held = bar.cast::<Element>().is_some_and(|bar| bar.matches(HELD).unwrap_or(false));
                    if !is_held {
                        page.notify(None);
                    }
                })
            });
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
        <div ref={bar} class="notice" {role} data-tone={tone}>
            <span>{ &notice.message }</span>
            { for action }
            <button class="button icon-button" aria-label="Close this notice" onclick={close}>{ icon(Icon::Close) }</button>
        </div>
    }
}
