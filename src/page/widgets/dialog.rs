//! A window over the page that keeps the focus until it is closed.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::page::widgets::icons::{Icon, icon};

#[derive(Properties, PartialEq)]
pub struct ModalProps {
    pub title: AttrValue,
    pub on_close: Callback<()>,
    pub children: Html,
}

/// Open for as long as it is drawn; Escape, the button and a press beside it ask to close it.
#[function_component]
pub fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // Refused only if it is open already.
                let _ = dialog.show_modal();
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let close = props.on_close.reform(|_: MouseEvent| ());
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        })
    };
    // A second Escape without anything pressed in between closes it without asking.
    let onclose = props.on_close.reform(|_: Event| ());
    let onpointerdown = {
        let (node, on_close) = (node.clone(), props.on_close.clone());
        Callback::from(move |event: PointerEvent| {
            // The dialog's own box is filled by its content, so that only the backdrop is the dialog itself.
            if event.target_dyn_into::<HtmlDialogElement>().is_some_and(|hit| Some(hit) == node.cast()) {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class="modal" aria-label={props.title.clone()} {oncancel} {onclose} {onpointerdown}>
            <div class="modal-body">
                <header class="modal-head">
                    <h2>{ props.title.clone() }</h2>
                    <button class="button icon-button" aria-label="Close" onclick={close}>{ icon(Icon::Close) }</button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
