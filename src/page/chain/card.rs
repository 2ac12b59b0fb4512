//! One step as a card: operator, arguments as fields, what went through it.

use protocol::message::{ChainEdit, MoveTo};
use protocol::plan_view::{ArgView, NodeKind, NodeView};
use protocol::text::TextEdit;
use yew::prelude::*;

use crate::page::chain::field::{Field, Wrong};
use crate::page::chain::view_model::{Moves, can_remove, fields, flow, other_inputs, window_text};
use crate::page::code::view_model::{Problem, kind_name};
use crate::page::commands::Page;
use crate::page::stores::document::{DocumentAction, DocumentStore};
use crate::page::stores::plan::PlanStore;
use crate::page::stores::run::RunStore;
use crate::page::widgets::icons::{Icon, icon};

/// What all cards of a chain are drawn from.
pub struct CardContext<'a> {
    pub page: &'a Page,
    pub document: &'a DocumentStore,
    pub plan: &'a PlanStore,
    pub run: &'a RunStore,
    pub problems: &'a [Problem],
}

/// A step of the chain.
pub fn card(cx: &CardContext, node: &NodeView, moves: Moves) -> Html {
    let view = &cx.document.document.view;
    let batch = cx.run.shown(view.pinned);
    let flow = flow(node, batch.map(|batch| &**batch));
    let is_selected = view.node == Some(node.id);
    let select = {
        let (page, id) = (cx.page.clone(), node.id);
        Callback::from(move |_: MouseEvent| {
            page.stores().document.dispatch(DocumentAction::SelectNode(Some(id)));
        })
    };
    let name = match &node.name {
        Some(name) => format!("{}, gives {name}", node.operator),
        None => node.operator.clone(),
    };
    html! {
        <li class={classes!("step", is_selected.then_some("selected"))} data-kind={kind_name(node.kind)}
            data-failed={(flow == "failed").then_some("true")} key={node.id} aria-label={name} onclick={select.clone()}>
            <div class="step-head">
                <button class="step-operator" onclick={select} title="Show this step in the stream and in the code">
                    { &node.operator }
                </button>
                if let Some(name) = &node.name {
                    <span class="step-name">{ "→ " }<code>{ name }</code></span>
                }
                <span class="step-flow">{ flow }</span>
            </div>
            { badges(cx, node) }
            if node.kind == NodeKind::Source {
                { source_line(cx, node) }
            }
            { for fields(node).map(|(arg_idx, arg)| argument(cx, node, arg_idx, arg)) }
            { tools(cx, node, moves) }
        </li>
    }
}

fn badges(cx: &CardContext, node: &NodeView) -> Html {
    let window = window_text(node);
    let others = cx.plan.plan.as_ref().map(|plan| other_inputs(plan, node)).unwrap_or_default();
    let with = (!others.is_empty()).then(|| format!("with {}", others.join(", ")));
    let state = (node.kind == NodeKind::State).then_some("state");
    if window.is_none() && with.is_none() && state.is_none() {
        return Html::default();
    }
    html! {
        <div class="badges">
            if let Some(state) = state {
                <span class="badge" data-kind="state">{ state }</span>
            }
            if let Some(window) = window {
                <span class="badge" data-kind="window">{ window }</span>
            }
            if let Some(with) = with {
                <span class="badge" data-kind="stream">{ with }</span>
            }
        </div>
    }
}

fn source_line(cx: &CardContext, node: &NodeView) -> Html {
    let arguments: Vec<&str> = node.args.iter().map(|arg| arg.text.as_str()).collect();
    let behind = node
        .address
        .as_ref()
        .map(|address| crate::page::source::view_model::summary(&cx.document.document.source(address)));
    html! {
        <div class="step-source">
            <code>{ arguments.join(", ") }</code>
            if let Some(behind) = behind {
                <span>{ behind }</span>
            }
        </div>
    }
}

fn argument(cx: &CardContext, node: &NodeView, arg_idx: usize, arg: &ArgView) -> Html {
    let id = format!("step-{}-arg-{arg_idx}", node.id);
    let label = format!("{} of {}", arg.name, node.operator);
    let definition = arg.definition.map(|span| {
        let (page, rev) = (cx.page.clone(), cx.plan.plan_rev);
        let onclick = Callback::from(move |_: MouseEvent| page.reveal(span, rev));
        html! { <button class="jump" {onclick}>{ format!("line {}", span.line) }</button> }
    });
    let place = arg.span.and_then(|span| cx.document.place_now(span, cx.plan.plan_rev));
    let body = match place.filter(|_| node.lock.is_none()) {
        Some(place) => {
            let on_edit = {
                let (page, span, rev) = (cx.page.clone(), arg.span.unwrap_or_default(), cx.plan.plan_rev);
                Callback::from(move |text: String| {
                    // Edited where it is by now: the text may have moved since this was drawn.
                    if let Some((start, end)) = page.stores().document().place_now(span, rev) {
                        page.replace(TextEdit { start, end, text });
                    }
                })
            };
            let value = cx.document.text_at(place).unwrap_or(&arg.text).to_owned();
            let wrong = wrong_in(cx.problems, place);
            html! { <Field {id} {label} {value} {wrong} {on_edit} is_inverse={arg.name == "invFunc"} /> }
        }
        None => html! { <pre class="field-fixed">{ &arg.text }</pre> },
    };
    html! {
        <div class="argument">
            <span class="argument-name">{ &arg.name }</span>
            { body }
            { for definition }
        </div>
    }
}

/// The problems that lie in a place, with their places in it.
fn wrong_in(problems: &[Problem], (start, end): (u32, u32)) -> Vec<Wrong> {
    let inside = |problem: &Problem| {
        let (from, to) = problem.place?;
        (from <= end && to >= start)
            .then(|| Wrong { place: (from.max(start) - start, to.min(end) - start), message: problem.message.clone() })
    };
    problems.iter().filter_map(inside).collect()
}

fn tools(cx: &CardContext, node: &NodeView, moves: Moves) -> Html {
    if let Some(lock) = &node.lock {
        let (page, line) = (cx.page.clone(), lock.line);
        let onclick = Callback::from(move |_: MouseEvent| page.reveal_line(line));
        return html! {
            <div class="step-lock">
                { icon(Icon::Lock) }<span>{ &lock.reason }</span>
                <button class="jump" {onclick}>{ format!("line {line}") }</button>
            </div>
        };
    }
    let id = node.id;
    let tool = |name: String, picture: Icon, edit: Option<ChainEdit>| {
        let page = cx.page.clone();
        let is_off = edit.is_none().then_some("true");
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(edit) = edit.clone() {
                page.edit_chain(edit);
            }
        });
        html! {
            <button class="tool" aria-label={name.clone()} title={name} aria-disabled={is_off} {onclick}>{ icon(picture) }</button>
        }
    };
    let move_to = |to: Option<MoveTo>| to.map(|to| ChainEdit::Move { node: id, to });
    if node.kind == NodeKind::Source {
        return Html::default();
    }
    html! {
        <div class="step-tools" role="group" aria-label={format!("Change {}", node.operator)}>
            { tool(format!("Move {} up", node.operator), Icon::Up, move_to(moves.up)) }
            { tool(format!("Move {} down", node.operator), Icon::Down, move_to(moves.down)) }
            { tool(format!("Remove {}", node.operator), Icon::Trash, can_remove(node).then_some(ChainEdit::Remove { node: id })) }
        </div>
    }
}
