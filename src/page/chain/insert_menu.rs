//! The menu of operators that can be added after a step, with search and help.

use protocol::message::ChainEdit;
use protocol::plan_view::{NodeId, OperatorView};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::page::browser::{bring_into_sight, focus, focus_soon};
use crate::page::chain::view_model::found;
use crate::page::code::completion::signature;
use crate::page::code::view_model::kind_name;
use crate::page::hooks::{use_page, use_plan};
use crate::page::widgets::icons::{Icon, icon};
use crate::page::widgets::popup::use_close_outside;

#[derive(Properties, PartialEq)]
pub struct InsertMenuProps {
    pub after: NodeId,
    /// The stream that the step is added to, for the button's name.
    pub after_title: AttrValue,
    #[prop_or_default]
    pub place: InsertPlace,
}

/// Where the button of a menu stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InsertPlace {
    /// Below a lane.
    #[default]
    End,
    /// On the line between two steps, where there is room for a sign only.
    Between,
}

/// A button that opens the menu.
#[function_component]
pub fn InsertMenu(props: &InsertMenuProps) -> Html {
    let page = use_page();
    let is_open = use_state(|| false);
    let root = use_node_ref();
    use_close_outside(root.clone(), is_open.clone());
    let is_between = props.place == InsertPlace::Between;
    let id = format!("insert-{}-{}", if is_between { "between" } else { "end" }, props.after);
    let button_id = format!("{id}-button");
    let onclick = {
        let (is_open, search_id) = (is_open.clone(), format!("{id}-search"));
        Callback::from(move |_: MouseEvent| {
            is_open.set(!*is_open);
            focus_soon(search_id.clone());
        })
    };
    let on_close = {
        let (is_open, button_id) = (is_open.clone(), button_id.clone());
        Callback::from(move |()| {
            is_open.set(false);
            focus(&button_id);
        })
    };
    let insert = {
        let (page, after, on_close) = (page, props.after, on_close.clone());
        Callback::from(move |operator: String| {
            page.edit_chain(ChainEdit::Insert { after, operator, args: Vec::new() });
            on_close.emit(());
        })
    };
    html! {
        <div class={classes!("insert", is_between.then_some("insert-between"))} ref={root}>
            <button class="add" id={button_id} {onclick} aria-haspopup="dialog"
                aria-label={format!("Add a step after {}", props.after_title)}
                aria-expanded={if *is_open { "true" } else { "false" }}>
                { icon(Icon::Plus) }
                if !is_between {
                    <span>{ "Add a step" }</span>
                }
            </button>
            if *is_open {
                <OperatorList {id} label="Add a step" on_choose={insert} {on_close} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct OperatorListProps {
    pub id: AttrValue,
    /// What choosing one does.
    pub label: AttrValue,
    pub on_choose: Callback<String>,
    pub on_close: Callback<()>,
}

/// The operators with search and help: by category, or the best match first when something is searched for.
#[function_component]
pub fn OperatorList(props: &OperatorListProps) -> Html {
    let plan = use_plan();
    let query = use_state(String::new);
    let root = use_node_ref();
    let chosen = use_node_ref();
    let active = use_state(|| 0_usize);
    {
        let (root, chosen) = (root.clone(), chosen.clone());
        // What is said of the chosen one takes more room or less.
        use_effect_with(((*query).clone(), *active), move |_| {
            bring_into_sight(&chosen);
            bring_into_sight(&root);
        });
    }
    let operators: Vec<OperatorView> = found(&plan.catalogue, &query).into_iter().cloned().collect();
    let n_operators = operators.len();
    let active_idx = (*active).min(n_operators.saturating_sub(1));
    let option_id = |operator_idx: usize| format!("{}-option-{operator_idx}", props.id);

    let insert = {
        let on_choose = props.on_choose.clone();
        move |operator: &str| on_choose.emit(operator.to_owned())
    };
    let oninput = {
        let (query, active) = (query.clone(), active.clone());
        Callback::from(move |event: InputEvent| {
            query.set(event.target_unchecked_into::<HtmlInputElement>().value());
            active.set(0);
        })
    };
    let onkeydown = {
        let (insert, on_close) = (insert.clone(), props.on_close.clone());
        let chosen = operators.get(active_idx).map(|operator| operator.name.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => active.set((active_idx + 1).min(n_operators.saturating_sub(1))),
                "ArrowUp" => active.set(active_idx.saturating_sub(1)),
                "Enter" => match &chosen {
                    Some(operator) => insert(operator),
                    None => return,
                },
                "Escape" => on_close.emit(()),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let option = |(operator_idx, operator): (usize, &OperatorView)| {
        let (insert, name) = (insert.clone(), operator.name.clone());
        let onclick = Callback::from(move |_: MouseEvent| insert(&name));
        let is_active = operator_idx == active_idx;
        html! {
            <li role="option" id={option_id(operator_idx)} class="operator" ref={if is_active { chosen.clone() } else { NodeRef::default() }} data-kind={kind_name(operator.kind)}
                aria-selected={if is_active { "true" } else { "false" }} {onclick}>
                <b>{ &operator.name }</b><span class="operator-category">{ &operator.category }</span>
                <span class="operator-summary">{ &operator.summary }</span>
            </li>
        }
    };
    let list_id = format!("{}-list", props.id);
    let detail_id = format!("{}-detail", props.id);
    let active_option = (n_operators > 0).then(|| option_id(active_idx));
    html! {
        <div ref={root} class="insert-box" role="dialog" aria-label={props.label.clone()}>
            <input type="search" id={format!("{}-search", props.id)} class="text-input" placeholder="Find an operator"
                role="combobox" aria-label="Find an operator" aria-expanded="true" aria-autocomplete="list"
                aria-controls={list_id.clone()} aria-activedescendant={active_option} aria-describedby={detail_id.clone()} value={(*query).clone()}
                {oninput} {onkeydown} />
            <ul class="operators" role="listbox" id={list_id} aria-label="Operators">
                { for operators.iter().enumerate().map(option) }
            </ul>
            if let Some(operator) = operators.get(active_idx) {
                <OperatorDetail id={detail_id} operator={operator.clone()} />
            }
            if operators.is_empty() {
                <p class="hint">{ if plan.catalogue.is_empty() { "The engine is still loading." } else { "No operator of that name." } }</p>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct OperatorDetailProps {
    id: AttrValue,
    operator: OperatorView,
}

/// The operator that would be added: how it is called, what is written, and what that makes of a few records.
#[function_component]
fn OperatorDetail(props: &OperatorDetailProps) -> Html {
    let OperatorView { example, .. } = &props.operator;
    // What stands between the bars came in one batch each.
    let batches = |text: &str| -> Html {
        let parts = text.split('|').map(str::trim).enumerate();
        let part = |(idx, part): (usize, &str)| {
            let bar = (idx > 0).then(|| html! { <span class="example-bar" title="the next batch">{ "|" }</span> });
            html! { <>{ bar }<code>{ part.to_owned() }</code></> }
        };
        html! { <dd>{ for parts.map(part) }</dd> }
    };
    html! {
        <div class="operator-detail" id={props.id.clone()}>
            <code class="operator-signature">{ signature(&props.operator) }</code>
            <dl>
                <dt>{ "Writes" }</dt><dd><code>{ format!(".{}", example.call) }</code></dd>
                if !example.input.is_empty() {
                    <dt>{ "Of" }</dt>{ batches(&example.input) }
                }
                if !example.output.is_empty() {
                    <dt>{ "Makes" }</dt>{ batches(&example.output) }
                }
            </dl>
        </div>
    }
}
