//! The menu of programs to start from.

use protocol::examples::EXAMPLES;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::page::browser::{focus_soon, keys, stored};
use crate::page::commands::Page;
use crate::page::history::came_from;
use crate::page::hooks::{use_document, use_page};
use crate::page::startup::read_draft;
use crate::page::stores::layout::Dialog;
use crate::page::widgets::icons::{Icon, icon};
use crate::page::widgets::popup::use_close_outside;

const BUTTON_ID: &str = "examples-button";

#[function_component]
pub fn ExamplesMenu() -> Html {
    let page = use_page();
    let document = use_document();
    let is_open = use_state(|| false);
    let root = use_node_ref();
    use_close_outside(root.clone(), is_open.clone());

    let title = title(&document.document.program);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| {
            if !*is_open {
                focus_soon(item_id(0));
            }
            is_open.set(!*is_open);
        })
    };
    let entries = if *is_open { entries(&page, &document.document.program) } else { Vec::new() };
    let n_items = entries.len();
    let onkeydown = {
        let is_open = is_open.clone();
        Callback::from(move |event: KeyboardEvent| {
            if !*is_open {
                return;
            }
            if event.key() == "Escape" || event.key() == "Tab" {
                is_open.set(false);
                if event.key() == "Escape" {
                    focus_soon(BUTTON_ID.to_owned());
                }
            } else if let Some(next) = neighbour(&event, n_items) {
                event.prevent_default();
                focus_soon(item_id(next));
            }
        })
    };
    let item = |(entry_idx, entry): (usize, Entry)| {
        let is_open = is_open.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            is_open.set(false);
            focus_soon(BUTTON_ID.to_owned());
            entry.act.emit(());
        });
        html! {
            <li role="none" class={entry.is_apart.then_some("menu-apart")}>
                <button role="menuitem" id={item_id(entry_idx)} class="menu-item" tabindex="-1" {onclick}>
                    <b>{ entry.title }</b><span>{ entry.summary }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="menu" ref={root} {onkeydown}>
            <button id={BUTTON_ID} class="button" aria-haspopup="menu" title="Examples"
                aria-expanded={if *is_open { "true" } else { "false" }} onclick={toggle}>
                <span class="menu-title">{ title }</span>{ icon(Icon::Caret) }
            </button>
            if *is_open {
                <ul class="menu-list" role="menu" aria-label="Examples">
                    { for entries.into_iter().enumerate().map(item) }
                </ul>
            }
        </div>
    }
}

/// Something to choose.
struct Entry {
    title: String,
    summary: String,
    act: Callback<()>,
    /// Whether a line stands above it.
    is_apart: bool,
}

/// The examples, and the ways back to what was there.
fn entries(page: &Page, program: &str) -> Vec<Entry> {
    let entry = |title: String, summary: &str, act: Callback<()>| Entry {
        title,
        summary: summary.to_owned(),
        act,
        is_apart: false,
    };
    let mut entries: Vec<Entry> = Vec::new();
    for example in &EXAMPLES {
        let page = page.clone();
        let act =
            Callback::from(move |()| page.open_instead(example.document(), format!("Opened “{}”.", example.title)));
        entries.push(entry(example.title.to_owned(), example.summary, act));
    }
    let n_examples = entries.len();
    let original = came_from(program).filter(|example| example.program != program);
    if let Some(example) = original {
        let page = page.clone();
        let act = Callback::from(move |()| page.reset_to(example));
        entries.push(entry(
            format!("Reset to “{}”", example.title),
            "As it was before you changed it; yours goes to the history.",
            act,
        ));
    }
    if let Some(document) = stored(keys::PREVIOUS).as_deref().and_then(read_draft) {
        let page = page.clone();
        let act =
            Callback::from(move |()| page.open_instead(document.clone(), "Opened your earlier program.".to_owned()));
        entries.push(entry("Your earlier program".to_owned(), "What you had before you changed a shared one.", act));
    }
    let history = page.clone();
    let act = Callback::from(move |()| history.show_dialog(Some(Dialog::History)));
    entries.push(entry("History…".to_owned(), "The last 50 programs that were here.", act));
    entries[n_examples].is_apart = true; // The history is always there.
    entries
}

/// The name of the example that the program is, unchanged, or what to call anything else.
fn title(program: &str) -> &'static str {
    let example = EXAMPLES.iter().find(|example| example.program == program);
    example.map_or("Your program", |example| example.title)
}

fn item_id(example_idx: usize) -> String {
    format!("example-{example_idx}")
}

/// The item that a key goes to from the one that has the focus.
fn neighbour(event: &KeyboardEvent, n_items: usize) -> Option<usize> {
    let focused = event.target_dyn_into::<HtmlElement>()?.id();
    let position: Option<usize> = focused.strip_prefix("example-").and_then(|number| number.parse().ok());
    let last = n_items.checked_sub(1)?;
    match (event.key().as_str(), position) {
        ("ArrowDown", Some(position)) if position < last => Some(position + 1),
        ("ArrowDown", _) | ("Home", _) => Some(0),
        ("ArrowUp", Some(position)) if position > 0 => Some(position - 1),
        ("ArrowUp", _) | ("End", _) => Some(last),
        _ => None,
    }
}
