//! The Doctor: what keeps the program from doing what its reader expects, with what helps.

mod actions;
mod view_model;

use protocol::doctor_view::{FindingView, FixView};
use protocol::plan_view::Severity;
use yew::prelude::*;

use crate::page::browser::focus_soon;
use crate::page::doctor::actions::{goes_elsewhere, take};
use crate::page::doctor::view_model::{all_well, summary, tone};
use crate::page::hooks::{use_page, use_plan, use_run};
use crate::page::widgets::icons::{Icon, icon};
use crate::page::widgets::popup::use_close_outside;

const BUTTON_ID: &str = "doctor-button";
const BOX_ID: &str = "doctor";

/// The button with the number of findings, and what it opens.
#[function_component]
pub fn Doctor() -> Html {
    let plan = use_plan();
    let is_open = use_state(|| false);
    let root = use_node_ref();
    use_close_outside(root.clone(), is_open.clone());
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| {
            if !*is_open {
                focus_soon(BOX_ID.to_owned());
            }
            is_open.set(!*is_open);
        })
    };
    let close = {
        let is_open = is_open.clone();
        Callback::from(move |()| {
            is_open.set(false);
            focus_soon(BUTTON_ID.to_owned());
        })
    };
    let onkeydown = {
        let (is_open, close) = (is_open.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *is_open && event.key() == "Escape" {
                event.stop_propagation();
                close.emit(());
            }
        })
    };
    let n_troubles = plan.n_troubles();
    let summary = summary(&plan.findings);
    html! {
        <div class="doctor" ref={root} {onkeydown}>
            <button id={BUTTON_ID} class="button doctor-button" data-tone={tone(&plan.findings)} onclick={toggle}
                aria-haspopup="dialog" aria-expanded={if *is_open { "true" } else { "false" }}
                aria-label={format!("Doctor: {summary}")} title={format!("Doctor: {summary}")}>
                { icon(Icon::Doctor) }<span class="wide-only">{ "Doctor" }</span>
                if n_troubles > 0 {
                    // Drawn by the style sheet: the name says it already.
                    <span class="doctor-count" data-n={n_troubles.to_string()}></span>
                }
            </button>
            if *is_open {
                <Findings on_close={close} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FindingsProps {
    on_close: Callback<()>,
}

/// What was found, the gravest first.
#[function_component]
fn Findings(props: &FindingsProps) -> Html {
    let plan = use_plan();
    let run = use_run();
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <div id={BOX_ID} class="doctor-box" role="dialog" aria-label="Doctor" tabindex="-1">
            <div class="doctor-head">
                <h2>{ "Doctor" }</h2>
                <button class="button icon-button" aria-label="Close the Doctor" onclick={close}>{ icon(Icon::Close) }</button>
            </div>
            if plan.findings.is_empty() {
                <p class="doctor-well">{ all_well(run.next_batch()) }</p>
            } else {
                <ul class="doctor-list">{ for plan.findings.iter().map(|found| html! {
                    <Finding key={format!("{} {:?}", found.code, found.node)} found={found.clone()} on_close={props.on_close.clone()} />
                }) }</ul>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FindingProps {
    found: FindingView,
    on_close: Callback<()>,
}

/// One sentence, its line, and the buttons that help.
#[function_component]
fn Finding(props: &FindingProps) -> Html {
    let page = use_page();
    let found = &props.found;
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    let line = found.span.map(|span| {
        let (page, on_close) = (page.clone(), props.on_close.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let rev = page.stores().plan().findings_rev;
            on_close.emit(());
            page.reveal(span, rev);
        });
        html! { <button class="jump" {onclick}>{ format!("line {}", span.line) }</button> }
    });
    let button = |(fix_idx, FixView { label, action }): (usize, &FixView)| {
        let (page, action, label_told) = (page.clone(), action.clone(), label.clone());
        let on_close = props.on_close.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if goes_elsewhere(&action) {
                on_close.emit(());
            } else {
                // The button goes when it has helped.
                focus_soon(BOX_ID.to_owned());
            }
            take(&page, &action, &label_told);
        });
        let class = if fix_idx == 0 { "button primary" } else { "button" };
        html! { <button {class} {onclick}>{ label.clone() }</button> }
    };
    html! {
        <li class="finding" data-severity={severity}>
            <p class="finding-sentence">{ &found.sentence }{ " " }{ for line }</p>
            if !found.detail.is_empty() {
                <p class="finding-detail">{ &found.detail }</p>
            }
            if !found.fixes.is_empty() {
                <div class="finding-fixes">{ for found.fixes.iter().enumerate().map(button) }</div>
            }
        </li>
    }
}
