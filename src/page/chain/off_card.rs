//! A step that is switched off, in the place where it would be.

use protocol::message::ChainEdit;
use protocol::plan_view::OffView;
use yew::prelude::*;

use crate::page::chain::card::{CardContext, refusal};
use crate::page::chain::landing::off_id;

/// The step as a grey card with a button that brings it back.
pub fn off_card(cx: &CardContext, off: &OffView) -> Html {
    let id = off_id(off.span.start);
    let (page, rev, span) = (cx.page.clone(), cx.plan.plan_rev, off.span);
    let show = Callback::from(move |_: MouseEvent| page.reveal(span, rev));
    let (page, comment) = (cx.page.clone(), off.span.start);
    let enable = Callback::from(move |_: MouseEvent| page.edit_chain(ChainEdit::Enable { comment }));
    html! {
        <li class="step step-off" data-kind="off" key={id.clone()} aria-label={format!("{}, switched off", off.operator)}>
            <div class="step-head">
                <button class="step-operator" id={id.clone()} onclick={show} title="Show this step in the code">
                    { &off.operator }
                </button>
                <button class="off-enable" aria-label={format!("Enable {}", off.operator)} onclick={enable}>{ "Enable" }</button>
            </div>
            <div class="step-line">
                <span class="badge" data-kind="off">{ "off" }</span>
                <span class="step-flow">{ format!("a comment in line {}", off.span.line) }</span>
            </div>
            <pre class="field-fixed">{ &off.call }</pre>
            if !off.has_place {
                <p class="step-note">{ "What it stood behind has changed: put it back in the code." }</p>
            }
            { refusal(cx, &id) }
        </li>
    }
}
