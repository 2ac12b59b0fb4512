//! The menu of programs to start from.

use protocol::document::Document;
use protocol::examples::EXAMPLES;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::page::browser::{focus_soon, keys, stored};
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page};
use crate::page::startup::read_draft;
use crate::page::stores::document::Origin;
use crate::page::stores::layout::{Notice, NoticeAction};
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
            } else if let Some(next) = neighbour(&event) {
                event.prevent_default();
                focus_soon(item_id(next));
            }
        })
    };
    let item = |(example_idx, example): (usize, &'static protocol::examples::Example)| {
        let (page, is_open) = (page.clone(), is_open.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            is_open.set(false);
            focus_soon(BUTTON_ID.to_owned());
            open_example(&page, example.document(), example.title);
        });
        html! {
            <li role="none">
                <button role="menuitem" id={item_id(example_idx)} class="menu-item" tabindex="-1" {onclick}>
                    <b>{ example.title }</b><span>{ example.summary }</span>
                </button>
            </li>
        }
    };
    let previous = (*is_open).then(|| stored(keys::PREVIOUS)).flatten().as_deref().and_then(read_draft);
    let previous = previous.map(|document| {
        let (page, is_open) = (page.clone(), is_open.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            is_open.set(false);
            focus_soon(BUTTON_ID.to_owned());
            open_example(&page, document.clone(), "Your earlier program");
        });
        html! {
            <li role="none">
                <button role="menuitem" id={item_id(EXAMPLES.len())} class="menu-item" tabindex="-1" {onclick}>
                    <b>{ "Your earlier program" }</b><span>{ "What you had before you changed a shared one." }</span>
                </button>
            </li>
        }
    });
    html! {
        <div class="menu" ref={root} {onkeydown}>
            <button id={BUTTON_ID} class="button" aria-haspopup="menu" title="Examples"
                aria-expanded={if *is_open { "true" } else { "false" }} onclick={toggle}>
                <span class="menu-title">{ title }</span>{ icon(Icon::Caret) }
            </button>
            if *is_open {
                <ul class="menu-list" role="menu" aria-label="Examples">
                    { for EXAMPLES.iter().enumerate().map(item) }
                    { for previous }
                </ul>
            }
        </div>
    }
}

/// Opens a document in place of the present one, with a way back.
fn open_example(page: &Page, document: Document, title: &str) {
    let before = (*page.stores().document().document).clone();
    let is_changed = before.program != document.program || before.sources != document.sources;
    page.open(document, Origin::Own);
    let notice = Notice::passing(format!("Opened “{title}”."))
        .with_action("Back to what was there", NoticeAction::Open(Box::new(before)));
    page.notify(is_changed.then_some(notice));
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
fn neighbour(event: &KeyboardEvent) -> Option<usize> {
    let focused = event.target_dyn_into::<HtmlElement>()?.id();
    let position: Option<usize> = focused.strip_prefix("example-").and_then(|number| number.parse().ok());
    let has_previous = stored(keys::PREVIOUS).is_some();
    let last = EXAMPLES.len() - usize::from(!has_previous); // There is always at least one example.
    match (event.key().as_str(), position) {
        ("ArrowDown", Some(position)) if position < last => Some(position + 1),
        ("ArrowDown", _) | ("Home", _) => Some(0),
        ("ArrowUp", Some(position)) if position > 0 => Some(position - 1),
        ("ArrowUp", _) | ("End", _) => Some(last),
        _ => None,
    }
}
