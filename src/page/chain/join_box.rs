//! The choice of another stream, and of the operator that makes one of both.

use protocol::message::ChainEdit;
use protocol::plan_view::NodeId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::page::browser::bring_into_sight;
use crate::page::chain::view_model::{join_partners, joining};
use crate::page::hooks::{use_page, use_plan};

#[derive(Properties, PartialEq)]
pub struct JoinBoxProps {
    pub id: AttrValue,
    pub node: NodeId,
    pub title: AttrValue,
    pub on_close: Callback<()>,
}

#[function_component]
pub fn JoinBox(props: &JoinBoxProps) -> Html {
    let page = use_page();
    let plan = use_plan();
    let operator_idx = use_state(|| 0_usize);
    let partner_idx = use_state(|| 0_usize);
    let root = use_node_ref();
    {
        let root = root.clone();
        use_effect_with((), move |()| bring_into_sight(&root));
    }
    let operators = joining(&plan.catalogue);
    let node = plan.node(props.node);
    let partners = plan.plan.as_ref().zip(node).map(|(plan, node)| join_partners(plan, node)).unwrap_or_default();
    let choice = |chosen: &UseStateHandle<usize>| {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let selected = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            chosen.set(usize::try_from(selected).unwrap_or_default());
        })
    };
    let operator = operators.get(*operator_idx);
    let partner = partners.get(*partner_idx);
    let join = operator.zip(partner).map(|(operator, (other, _))| {
        let edit = ChainEdit::Join { node: props.node, other: *other, operator: operator.name.clone() };
        let on_close = props.on_close.clone();
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            page.edit_chain(edit.clone());
        })
    });
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_close.emit(());
            }
        })
    };
    html! {
        <div ref={root} class="insert-box join-box" role="dialog" aria-label={format!("Join {} with another stream", props.title)} {onkeydown}>
            if partners.is_empty() {
                <p class="hint" tabindex="-1" id={format!("{}-operator", props.id)}>{ "There is no other stream that can be edited here." }</p>
            } else {
                <label>{ "How" }
                    <select id={format!("{}-operator", props.id)} class="text-input" onchange={choice(&operator_idx)}>
                        { for operators.iter().enumerate().map(|(idx, operator)| html! {
                            <option selected={idx == *operator_idx}>{ &operator.name }</option>
                        }) }
                    </select>
                </label>
                <label>{ "With" }
                    <select class="text-input" onchange={choice(&partner_idx)}>
                        { for partners.iter().enumerate().map(|(idx, (_, name))| html! {
                            <option selected={idx == *partner_idx}>{ name }</option>
                        }) }
                    </select>
                </label>
                if let Some(operator) = operator {
                    <p class="hint">{ &operator.summary }</p>
                }
                <p class="hint">{ "The result gets a name and is printed." }</p>
                <button class="button" disabled={join.is_none()} onclick={join.unwrap_or_default()}>{ "Join" }</button>
            }
        </div>
    }
}
