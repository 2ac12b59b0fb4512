//! The history: earlier programs, to open, name and delete.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::page::browser::focus_soon;
use crate::page::history::{History, MAX_VERSIONS, Version};
use crate::page::hooks::use_page;
use crate::page::widgets::dialog::Modal;
use crate::page::widgets::icons::{Icon, icon};

#[function_component]
pub fn HistoryDialog() -> Html {
    let page = use_page();
    let history = {
        let page = page.clone();
        use_state(move || page.history())
    };
    let renaming = use_state(|| None::<u64>);
    let deleted = use_state(|| None::<Version>);
    let name = use_node_ref();
    let save = {
        let (page, history) = (page.clone(), history.clone());
        Callback::from(move |next: History| {
            page.save_history(next.clone());
            history.set(next);
        })
    };
    let on_keep = {
        let (page, history, save, name) = (page.clone(), history.clone(), save.clone(), name.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut next = (*history).clone();
            next.put(&page.stores().document().document, js_sys::Date::now());
            if let (Some(field), Some(id)) = (name.cast::<HtmlInputElement>(), next.versions().first().map(|v| v.id)) {
                next.rename(id, &field.value());
                field.set_value("");
            }
            save.emit(next);
        })
    };
    let undo = {
        let (history, save, deleted) = (history.clone(), save.clone(), deleted.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(version) = (*deleted).clone() {
                focus_soon(open_id(version.id));
                let mut next = (*history).clone();
                next.restore(version);
                save.emit(next);
                deleted.set(None);
            }
        })
    };
    let row = |version: &Version| {
        let id = version.id;
        let title = version.title();
        let open = {
            let (page, document, title) = (page.clone(), version.document.clone(), title.clone());
            Callback::from(move |_: MouseEvent| {
                page.show_dialog(None);
                page.open_instead(document.clone(), format!("Opened “{title}”."));
            })
        };
        let rename = {
            let renaming = renaming.clone();
            Callback::from(move |_: MouseEvent| {
                renaming.set(Some(id));
                focus_soon("version-name".to_owned());
            })
        };
        let on_name = {
            let (history, save, renaming) = (history.clone(), save.clone(), renaming.clone());
            Callback::from(move |name: Option<String>| {
                if let Some(name) = name {
                    let mut next = (*history).clone();
                    next.rename(id, &name);
                    save.emit(next);
                }
                renaming.set(None);
                focus_soon(open_id(id));
            })
        };
        let delete = {
            let (history, save, deleted) = (history.clone(), save.clone(), deleted.clone());
            Callback::from(move |_: MouseEvent| {
                let mut next = (*history).clone();
                deleted.set(next.remove(id));
                save.emit(next);
                focus_soon("undo-delete".to_owned());
            })
        };
        html! {
            <li key={id} class="version">
                <div class="version-head">
                    if *renaming == Some(id) {
                        <NameField value={version.name.clone().unwrap_or_default()} {on_name} />
                    } else {
                        <b>{ &title }</b>
                    }
                    <time>{ time_text(version.saved_ms) }</time>
                </div>
                <pre>{ version.first_lines() }</pre>
                if version.n_left_out > 0 {
                    <p class="hint">{ format!("Without its {} typed lines, which are too many to keep.", version.n_left_out) }</p>
                }
                <div class="version-tools" role="group" aria-label={title.clone()}>
                    <button class="button" id={open_id(id)} aria-label={format!("Open {title}")} onclick={open}>{ "Open" }</button>
                    <button class="button" aria-label={format!("Rename {title}")} onclick={rename}>{ "Rename" }</button>
                    <button class="button" aria-label={format!("Delete {title}")} onclick={delete}>{ icon(Icon::Trash) }{ "Delete" }</button>
                </div>
            </li>
        }
    };
    let on_close = {
        let page = page.clone();
        Callback::from(move |()| page.show_dialog(None))
    };
    html! {
        <Modal title="History" {on_close}>
            <p>{ format!("Programs that were here, in this browser only: the last {MAX_VERSIONS}. A program goes here when another one is opened over it, and now and then while you edit.") }</p>
            <form class="keep" onsubmit={on_keep}>
                <input ref={name} class="text-input" aria-label="Name of this version" placeholder="A name, if you like" autocomplete="off" />
                <button class="button primary">{ "Keep this version" }</button>
            </form>
            <div role="status" class="deleted">
                if let Some(version) = &*deleted {
                    <span>{ format!("Deleted “{}”.", version.title()) }</span>
                    <button class="button" id="undo-delete" onclick={undo}>{ "Undo" }</button>
                }
            </div>
            if history.versions().is_empty() {
                <p class="hint">{ "Nothing yet." }</p>
            }
            <ol class="versions" aria-label="Versions">{ for history.versions().iter().map(row) }</ol>
        </Modal>
    }
}

#[derive(Properties, PartialEq)]
struct NameFieldProps {
    value: AttrValue,
    /// The new name; none if it stays as it was.
    on_name: Callback<Option<String>>,
}

#[function_component]
fn NameField(props: &NameFieldProps) -> Html {
    let onkeydown = {
        let on_name = props.on_name.clone();
        Callback::from(move |event: KeyboardEvent| {
            let name = event.target_unchecked_into::<HtmlInputElement>().value();
            match event.key().as_str() {
                "Enter" => on_name.emit(Some(name)),
                "Escape" => on_name.emit(None),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    html! {
        <input id="version-name" class="text-input" aria-label="New name" autocomplete="off" value={props.value.clone()} {onkeydown} />
    }
}

fn open_id(id: u64) -> String {
    format!("version-{id}-open")
}

fn time_text(saved_ms: f64) -> String {
    let date = js_sys::Date::new(&saved_ms.into());
    String::from(date.to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED))
}
