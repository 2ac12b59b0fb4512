//! The windows over the page.

mod history;
mod keys;
mod share;

use yew::prelude::*;

use crate::page::dialogs::history::HistoryDialog;
use crate::page::dialogs::keys::KeysDialog;
use crate::page::dialogs::share::ShareDialog;
use crate::page::hooks::use_layout;
use crate::page::stores::layout::Dialog;

/// The window that is open, if one is.
#[function_component]
pub fn Dialogs() -> Html {
    match use_layout().dialog {
        Some(Dialog::Share) => html! { <ShareDialog /> },
        Some(Dialog::History) => html! { <HistoryDialog /> },
        Some(Dialog::Keys) => html! { <KeysDialog /> },
        None => Html::default(),
    }
}
