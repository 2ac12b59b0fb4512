//! The keys that work everywhere.

use yew::prelude::*;

use crate::page::hooks::use_page;
use crate::page::widgets::dialog::Modal;

const KEYS: [(&str, &str); 14] = [
    ("Ctrl Enter", "Run or stop"),
    ("Space", "Run or pause"),
    ("←", "Step back"),
    ("→", "Step forward"),
    ("Home", "First batch"),
    ("End", "Newest batch"),
    ("Ctrl S", "Share"),
    ("Ctrl Z", "Take back the last change of the program"),
    ("Ctrl Y", "Make it again"),
    ("Alt ↑ ↓", "Move the step that has the focus in the chain"),
    ("Esc", "Close a menu, a window or a notice"),
    ("Esc Tab", "Out of the code, where Tab indents"),
    ("Ctrl .", "From the code to the card of the step"),
    ("Ctrl /", "These keys"),
];

#[function_component]
pub fn KeysDialog() -> Html {
    let page = use_page();
    let on_close = Callback::from(move |()| page.show_dialog(None));
    let row = |(keys, what): &(&'static str, &'static str)| {
        html! { <tr><td>{ for keys.split(' ').map(|key| html! { <><kbd>{ key }</kbd>{ " " }</> }) }</td><td>{ *what }</td></tr> }
    };
    html! {
        <Modal title="Keys" {on_close}>
            <table class="keys"><tbody>{ for KEYS.iter().map(row) }</tbody></table>
            <p class="hint">{ "Keys without Ctrl work when no field has the focus. On a Mac, ⌘ stands for Ctrl." }</p>
        </Modal>
    }
}
