//! The share dialog: a link that holds the whole document.

use protocol::document::{Document, Source};
use protocol::share::encode;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::page::browser::{address, copy};
use crate::page::hooks::{use_document, use_page, use_run};
use crate::page::widgets::dialog::Modal;
use crate::page::widgets::icons::{Icon, icon};

/// Links beyond this are cut by some programs that pass them on.
const LONG_LINK: usize = 8_000;

/// What of the document goes into the link beside program, sources and settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Including {
    /// The batch that the link opens at.
    batch: Option<u64>,
    lines: TypedLines,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TypedLines {
    Leave,
    Take,
}

#[function_component]
pub fn ShareDialog() -> Html {
    let page = use_page();
    let document = use_document();
    let run = use_run();
    let takes_batch = use_state(|| document.document.view.pinned.is_some());
    let lines = use_state(|| TypedLines::Leave);
    let was_copied = use_state(|| None::<bool>);
    let field = use_node_ref();

    let shown = run.shown(document.document.view.pinned).map(|batch| batch.batch);
    let n_lines = n_typed_lines(&document.document);
    let including = Including { batch: shown.filter(|_| *takes_batch), lines: *lines };
    let link = encode(&shared(&document.document, including)).map(|fragment| format!("{}#{fragment}", address()));
    let on_close = Callback::from(move |()| page.show_dialog(None));
    let oncopy = {
        let (link, was_copied, field) = (link.clone().unwrap_or_default(), was_copied.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.select(); // So that it can be copied by hand where the clipboard is closed.
            }
            let (link, was_copied) = (link.clone(), was_copied.clone());
            spawn_local(async move { was_copied.set(Some(copy(&link).await)) });
        })
    };
    let on_batch = {
        let (takes_batch, was_copied) = (takes_batch.clone(), was_copied.clone());
        Callback::from(move |event: Event| {
            takes_batch.set(event.target_unchecked_into::<HtmlInputElement>().checked());
            was_copied.set(None);
        })
    };
    let on_lines = {
        let (lines, was_copied) = (lines.clone(), was_copied.clone());
        Callback::from(move |event: Event| {
            let is_ticked = event.target_unchecked_into::<HtmlInputElement>().checked();
            lines.set(if is_ticked { TypedLines::Take } else { TypedLines::Leave });
            was_copied.set(None);
        })
    };
    let body = match &link {
        Ok(link) => html! {
            <>
                <div class="share-link">
                    <input ref={field} class="text-input" readonly=true aria-label="Link" value={link.clone()} />
                    <button class="button primary" onclick={oncopy}>{ icon(Icon::Copy) }{ "Copy" }</button>
                </div>
                <p class="hint" role="status">{ match *was_copied {
                    Some(true) => "Copied.".to_owned(),
                    Some(false) => "The browser does not let this page use the clipboard: the link is selected, copy it by hand.".to_owned(),
                    None => length_text(link.len()),
                } }</p>
            </>
        },
        Err(error) => html! { <p class="field-wrong" role="alert">{ error.to_string() }</p> },
    };
    html! {
        <Modal title="Share" {on_close}>
            <p>{ "The link holds the program, its sources with their seeds, and the settings. Nothing is uploaded: all of it is in the link." }</p>
            { body }
            <div class="share-choices">
                if let Some(shown) = shown {
                    <label class="check"><input type="checkbox" checked={*takes_batch} onchange={on_batch} />
                        { format!("Open at batch {shown}") }</label>
                }
                if n_lines > 0 {
                    <label class="check"><input type="checkbox" checked={*lines == TypedLines::Take} onchange={on_lines} />
                        { format!("With the {n_lines} typed lines") }</label>
                }
            </div>
        </Modal>
    }
}

/// The document as it goes into the link.
fn shared(document: &Document, including: Including) -> Document {
    let mut shared = document.clone();
    shared.view.pinned = including.batch;
    if including.lines == TypedLines::Leave {
        for source in shared.sources.values_mut() {
            if let Source::Lines(lines) = source {
                lines.clear();
            }
        }
    }
    shared
}

fn n_typed_lines(document: &Document) -> usize {
    let lines = |source: &Source| match source {
        Source::Lines(lines) => lines.len(),
        _ => 0,
    };
    document.sources.values().map(lines).sum()
}

fn length_text(n_chars: usize) -> String {
    match n_chars > LONG_LINK {
        true => format!("{n_chars} characters: some programs cut links as long as this."),
        false => format!("{n_chars} characters"),
    }
}

#[cfg(test)]
mod tests {
    use protocol::document::TimedLine;

    use super::*;

    #[test]
    fn typed_lines_go_along_only_if_asked_for() {
        let mut document = Document::default();
        let line = TimedLine { at_ms: 0, text: "secret".to_owned() };
        document.sources.insert("h:1".to_owned(), Source::Lines(vec![line]));
        let n_shared = |lines| n_typed_lines(&shared(&document, Including { batch: None, lines }));
        assert_eq!((n_shared(TypedLines::Leave), n_shared(TypedLines::Take)), (0, 1));
    }

    #[test]
    fn the_link_opens_at_the_batch_that_was_chosen() {
        let including = Including { batch: Some(3), lines: TypedLines::Leave };
        assert_eq!(shared(&Document::default(), including).view.pinned, Some(3));
    }
}
