//! What else can be done with a step: duplicate, branch, join, show in the code.

use protocol::message::ChainEdit;
use protocol::plan_view::NodeId;
use protocol::text::Span;
use yew::prelude::*;

use crate::page::browser::{bring_into_sight, focus, focus_soon};
use crate::page::chain::insert_menu::OperatorList;
use crate::page::chain::join_box::JoinBox;
use crate::page::hooks::{use_page, use_plan};
use crate::page::widgets::icons::{Icon, icon};
use crate::page::widgets::popup::use_close_outside;

#[derive(Properties, PartialEq)]
pub struct StepMenuProps {
    pub node: NodeId,
    pub operator: AttrValue,
    /// The stream's name, or its operator.
    pub title: AttrValue,
    /// Whether others can take in what the step gives.
    pub is_stream: bool,
    pub can_duplicate: bool,
    pub span: Option<Span>,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Menu,
    Branch,
    Join,
}

/// An entry of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Duplicate,
    Branch,
    Join,
    Code,
}

impl Entry {
    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Duplicate => ("Duplicate", "Writes the same call once more."),
            Self::Branch => ("Branch from here", "Another chain begins at this stream."),
            Self::Join => ("Join with another stream", "Makes one stream of two."),
            Self::Code => ("Show in code", "Selects the call."),
        }
    }
}

#[function_component]
pub fn StepMenu(props: &StepMenuProps) -> Html {
    let page = use_page();
    let plan = use_plan();
    let shown = use_state(|| Shown::Nothing);
    let is_open = use_state(|| false);
    let root = use_node_ref();
    use_close_outside(root.clone(), is_open.clone());
    let id = format!("step-{}-more", props.node);
    let can = |entry: &Entry| match entry {
        Entry::Duplicate => props.can_duplicate,
        Entry::Branch | Entry::Join => props.is_stream,
        Entry::Code => props.span.is_some(),
    };
    let entries: Vec<Entry> =
        [Entry::Duplicate, Entry::Branch, Entry::Join, Entry::Code].into_iter().filter(can).collect();
    let n_entries = entries.len();
    let item_id = |entry_idx: usize| format!("{id}-{entry_idx}");

    let close = {
        let (is_open, id) = (is_open.clone(), id.clone());
        Callback::from(move |()| {
            is_open.set(false);
            focus(&id);
        })
    };
    let toggle = {
        let (is_open, shown, first) = (is_open.clone(), shown.clone(), item_id(0));
        Callback::from(move |_: MouseEvent| {
            shown.set(Shown::Menu);
            is_open.set(!*is_open);
            focus_soon(first.clone());
        })
    };
    let choose = {
        let (is_open, shown, id, node) = (is_open.clone(), shown.clone(), id.clone(), props.node);
        let (span, rev) = (props.span, plan.plan_rev);
        let page = page.clone();
        move |entry: Entry| match entry {
            Entry::Duplicate => {
                is_open.set(false);
                focus(&id);
                page.edit_chain(ChainEdit::Duplicate { node });
            }
            Entry::Branch => {
                shown.set(Shown::Branch);
                focus_soon(format!("{id}-branch-search"));
            }
            Entry::Join => {
                shown.set(Shown::Join);
                focus_soon(format!("{id}-join-operator"));
            }
            Entry::Code => {
                is_open.set(false);
                if let Some(span) = span {
                    page.reveal(span, rev);
                }
            }
        }
    };
    let onkeydown = {
        let (close, is_menu) = (close.clone(), *is_open && *shown == Shown::Menu);
        let ids: Vec<String> = (0..n_entries).map(item_id).collect();
        Callback::from(move |event: KeyboardEvent| {
            if !is_menu {
                return;
            }
            let focused = event.target_dyn_into::<web_sys::Element>().map(|element| element.id());
            let at = ids.iter().position(|id| focused.as_ref() == Some(id)).unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowDown" => (at + 1) % ids.len().max(1),
                "ArrowUp" => (at + ids.len().saturating_sub(1)) % ids.len().max(1),
                "Home" => 0,
                "End" => ids.len().saturating_sub(1),
                "Escape" | "Tab" => {
                    close.emit(());
                    event.prevent_default();
                    return event.stop_propagation();
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            ids.get(next).iter().for_each(|id| focus(id));
        })
    };
    let begin_branch = {
        let (page, close, from) = (page.clone(), close.clone(), props.node);
        Callback::from(move |operator: String| {
            close.emit(());
            page.edit_chain(ChainEdit::Branch { from, operator });
        })
    };
    let entry = |(entry_idx, entry): (usize, &Entry)| {
        let (choose, entry) = (choose.clone(), *entry);
        let (name, what) = entry.texts();
        let onclick = Callback::from(move |_: MouseEvent| choose(entry));
        html! {
            <li role="none">
                <button role="menuitem" id={item_id(entry_idx)} class="menu-item" tabindex="-1" {onclick}>
                    <b>{ name }</b><span>{ what }</span>
                </button>
            </li>
        }
    };
    let body = match (*is_open, *shown) {
        (false, _) | (_, Shown::Nothing) => Html::default(),
        (true, Shown::Menu) => html! {
            <MenuList label={format!("More about {}", props.operator)}>{ for entries.iter().enumerate().map(entry) }</MenuList>
        },
        (true, Shown::Branch) => html! {
            <OperatorList id={format!("{id}-branch")} label={format!("Branch from {}", props.title)} on_choose={begin_branch} on_close={close} />
        },
        (true, Shown::Join) => html! {
            <JoinBox id={format!("{id}-join")} node={props.node} title={props.title.clone()} on_close={close} />
        },
    };
    html! {
        <div class={classes!("step-menu", (*is_open).then_some("open"))} ref={root} {onkeydown}>
            <button id={id.clone()} class="tool" aria-haspopup="menu" aria-expanded={if *is_open { "true" } else { "false" }}
                aria-label={format!("More about {}", props.operator)} title="Duplicate, branch, join, show in code" onclick={toggle}>
                { icon(Icon::More) }
            </button>
            { body }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct MenuListProps {
    label: AttrValue,
    children: Html,
}

/// The entries, scrolled into sight as they open.
#[function_component]
fn MenuList(props: &MenuListProps) -> Html {
    let root = use_node_ref();
    {
        let root = root.clone();
        use_effect_with((), move |()| bring_into_sight(&root));
    }
    html! { <ul ref={root} class="menu-list" role="menu" aria-label={props.label.clone()}>{ props.children.clone() }</ul> }
}
