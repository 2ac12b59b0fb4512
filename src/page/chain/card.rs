//! One step as a card: operator, arguments as fields, what went through it.

use protocol::message::{ChainEdit, MoveTo};
use protocol::plan_view::{ArgKind, ArgView, NodeId, NodeKind, NodeView, ParamView};
use protocol::text::TextEdit;
use yew::prelude::*;

use crate::page::chain::field::{Field, Wrong};
use crate::page::chain::grip::{Grip, Held};
use crate::page::chain::insert_menu::{InsertMenu, InsertPlace};
use crate::page::chain::landing::card_id;
use crate::page::chain::lanes::Moves;
use crate::page::chain::step_menu::StepMenu;
use crate::page::chain::view_model::{
    can_remove, fields, first_text, flow, humps, left_out, other_inputs, window_text,
};
use crate::page::code::view_model::{Problem, kind_name};
use crate::page::commands::Page;
use crate::page::stores::chain_work::ChainWork;
use crate::page::stores::document::{DocumentAction, DocumentStore};
use crate::page::stores::plan::{PlanStore, title};
use crate::page::stores::run::RunStore;
use crate::page::widgets::icons::{Icon, icon};

/// What all cards of a chain are drawn from.
pub struct CardContext<'a> {
    pub page: &'a Page,
    pub document: &'a DocumentStore,
    pub plan: &'a PlanStore,
    pub run: &'a RunStore,
    pub problems: &'a [Problem],
    pub work: &'a ChainWork,
    pub held: &'a UseStateHandle<Option<Held>>,
}

/// What stands below a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Another step, or a fork.
    Step,
    /// The button that adds a step at the end, perhaps with an output before it.
    End,
}

/// A step of the chain.
pub fn card(cx: &CardContext, node: &NodeView, moves: Moves, range: Vec<NodeId>, follows: Follows) -> Html {
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
    let is_held = cx.held.is_some_and(|held| held.node == node.id);
    let drop = cx.held.and_then(|held| match held.to {
        Some(MoveTo::Before(id)) if id == node.id => Some("before"),
        Some(MoveTo::After(id)) if id == node.id => Some("after"),
        _ => None,
    });
    let onkeydown = {
        let (page, id) = (cx.page.clone(), node.id);
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowUp" if event.alt_key() => moves.up,
                "ArrowDown" if event.alt_key() => moves.down,
                _ => return,
            };
            event.prevent_default();
            if let Some(to) = to {
                page.edit_chain(ChainEdit::Move { node: id, to });
            }
        })
    };
    html! {
        <li class={classes!("step", is_selected.then_some("selected"), is_held.then_some("held"))} data-kind={kind_name(node.kind)}
            data-failed={(flow == "failed").then_some("true")} data-node={node.id.to_string()} data-drop={drop}
            key={node.id} aria-label={name} onclick={select.clone()} {onkeydown}>
            <div class="step-head">
                if range.len() > 1 {
                    <Grip node={node.id} {range} held={cx.held.clone()} />
                }
                <button class="step-operator" id={card_id(node.id)} aria-label={node.operator.clone()} onclick={select} title="Show this step in the stream and in the code">
                    { for humps(&node.operator).into_iter().map(|part| html! { <>{ part.to_owned() }<wbr /></> }) }
                </button>
                { tools(cx, node, moves) }
            </div>
            <div class="step-line">
                if let Some(name) = &node.name {
                    <code class="step-name">{ "→ " }{ name }</code>
                }
                { badges(cx, node) }
                <span class="step-flow">{ flow }</span>
            </div>
            if node.kind == NodeKind::Source {
                { source_line(cx, node) }
            }
            { arguments(cx, node) }
            { more_arguments(cx, node) }
            { lock(cx, node) }
            { refusal(cx, &card_id(node.id)) }
            if follows == Follows::Step && node.kind != NodeKind::Output && node.lock.is_none() {
                <InsertMenu after={node.id} after_title={title(node).to_owned()} place={InsertPlace::Between} />
            }
        </li>
    }
}

fn badges(cx: &CardContext, node: &NodeView) -> Html {
    let window = window_text(node);
    let others = cx.plan.plan.as_ref().map(|plan| other_inputs(plan, node)).unwrap_or_default();
    let with = (!others.is_empty()).then(|| format!("with {}", others.join(", ")));
    let state = (node.kind == NodeKind::State).then_some("state");
    html! {
        <>
            if let Some(state) = state {
                <span class="badge" data-kind="state">{ state }</span>
            }
            if let Some(window) = window {
                <span class="badge" data-kind="window">{ window }</span>
            }
            if let Some(with) = with {
                <span class="badge" data-kind="stream">{ with }</span>
            }
        </>
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

fn arguments(cx: &CardContext, node: &NodeView) -> Html {
    let shown: Vec<(usize, &ArgView)> = fields(node).collect();
    // A lone function needs no name.
    let names = match shown[..] {
        [(_, only)] if only.kind == ArgKind::Function => Names::Hidden,
        _ => Names::Shown,
    };
    if shown.is_empty() {
        return Html::default();
    }
    html! { <div class="arguments">{ for shown.into_iter().map(|(arg_idx, arg)| argument(cx, node, arg_idx, arg, names)) }</div> }
}

/// Buttons that give a parameter which the call leaves to its default.
fn more_arguments(cx: &CardContext, node: &NodeView) -> Html {
    let left_out = left_out(&cx.plan.catalogue, node);
    if left_out.is_empty() || node.lock.is_some() || node.span.is_none() {
        return Html::default();
    }
    let button = |param: &ParamView| {
        let (page, node, arg) = (cx.page.clone(), node.id, param.name.clone());
        let text = first_text(param, cx.plan.batch_interval_ms().unwrap_or_default());
        let onclick = Callback::from(move |_: MouseEvent| {
            page.edit_chain(ChainEdit::ReplaceArg { node, arg: arg.clone(), text: text.clone() });
        });
        html! { <button class="more-argument" title={param.summary.clone()} {onclick}>{ format!("+ {}", param.name) }</button> }
    };
    html! { <div class="more-arguments">{ for left_out.into_iter().map(button) }</div> }
}

/// Whether the names of a step's parameters stand above its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Shown,
    Hidden,
}

fn argument(cx: &CardContext, node: &NodeView, arg_idx: usize, arg: &ArgView, names: Names) -> Html {
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
        <div class="argument" data-kind={if arg.kind == ArgKind::Number { "number" } else { "other" }}>
            if names == Names::Shown {
                <span class="argument-name">{ &arg.name }</span>
            }
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
    if node.lock.is_some() {
        return Html::default();
    }
    if node.kind == NodeKind::Source {
        return html! { <div class="step-tools" role="group" aria-label={format!("Change {}", node.operator)}>{ menu(node) }</div> };
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
    html! {
        <div class="step-tools" role="group" aria-label={format!("Change {}", node.operator)}>
            { tool(format!("Move {} up", node.operator), Icon::Up, move_to(moves.up)) }
            { tool(format!("Move {} down", node.operator), Icon::Down, move_to(moves.down)) }
            { tool(format!("Disable {}", node.operator), Icon::Off, can_remove(node).then_some(ChainEdit::Disable { node: id })) }
            { tool(format!("Remove {}", node.operator), Icon::Trash, can_remove(node).then_some(ChainEdit::Remove { node: id })) }
            { menu(node) }
        </div>
    }
}

fn menu(node: &NodeView) -> Html {
    let is_stream = node.kind != NodeKind::Output;
    html! {
        <StepMenu node={node.id} operator={node.operator.clone()} title={title(node).to_owned()} {is_stream}
            can_duplicate={can_remove(node)} span={node.span} />
    }
}

/// Why the last change of a card was not made.
pub fn refusal(cx: &CardContext, card: &str) -> Html {
    match cx.work.refusal(card, cx.document.rev) {
        Some(message) => html! { <p class="step-refused" role="alert">{ message }</p> },
        None => Html::default(),
    }
}

/// Why a step cannot be changed here, and where it can.
fn lock(cx: &CardContext, node: &NodeView) -> Html {
    let Some(lock) = &node.lock else {
        return Html::default();
    };
    let (page, line) = (cx.page.clone(), lock.line);
    let onclick = Callback::from(move |_: MouseEvent| page.reveal_line(line));
    html! {
        <div class="step-lock">
            { icon(Icon::Lock) }<span>{ &lock.reason }</span>
            <button class="jump" {onclick}>{ format!("line {line}") }</button>
        </div>
    }
}
