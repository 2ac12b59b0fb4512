//! Lines that the reader types, pastes or brings in a file.

use std::rc::Rc;

use protocol::document::{Source, TimedLine};
use protocol::message::ToWorker;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ClipboardEvent, DragEvent, File, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page, use_plan, use_shown_choice};
use crate::page::source::timing::{Timing, retimed, timing_of};
use crate::page::source::view_model::{MAX_FILE_BYTES, arrival_text, lines_of_file, lines_of_paste, time_text};
use crate::page::stores::layout::Notice;

/// How many of the lines the source tab lists.
const N_LISTED: usize = 10;

#[derive(Properties, PartialEq)]
pub struct TypedLinesProps {
    pub address: AttrValue,
    pub lines: Rc<Vec<TimedLine>>,
}

/// What was typed for an address, and how to add to it.
#[function_component]
pub fn TypedLines(props: &TypedLinesProps) -> Html {
    let page = use_page();
    let plan = use_plan();
    let interval_ms = plan.batch_interval_ms();
    let lines = &props.lines;
    let address = props.address.to_string();
    let timing = timing_of(lines);
    let select = use_shown_choice(timing.map_or("as they were sent", Timing::name).to_owned());
    let on_timing = {
        let (page, address, lines) = (page.clone(), address.clone(), lines.clone());
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(timing) = Timing::ALL.into_iter().find(|timing| timing.name() == chosen) {
                let message = format!("The lines arrive {} now.", timing.name());
                page.replace_source(address.clone(), Source::Lines(retimed(&lines, timing)), message);
            }
        })
    };
    let on_remove = {
        let (page, address, n_lines) = (page.clone(), address.clone(), lines.len());
        Callback::from(move |_: MouseEvent| {
            page.replace_source(address.clone(), Source::Lines(Vec::new()), format!("Removed {n_lines} lines."));
        })
    };
    let row = |(line_idx, line): (usize, &TimedLine)| {
        html! {
            <li key={line_idx}><time>{ time_text(line.at_ms) }</time><code>{ &line.text }</code>
                <small>{ interval_ms.map(|interval| format!("batch {}", line.at_ms / interval)) }</small></li>
        }
    };
    let first = lines.len().saturating_sub(N_LISTED);
    html! {
        <>
            <LineField address={props.address.clone()} label="A line" />
            <p class="hint">{ format!("{} lines so far. Each arrives at the moment at which it is sent.", lines.len()) }</p>
            if !lines.is_empty() {
                <ol class="preview typed-lines" aria-label="Last lines">{ for lines.iter().enumerate().skip(first).map(row) }</ol>
                <div class="form-row lines-tools">
                    <label>{ "They arrive" }
                        <select ref={select} class="text-input" aria-label="They arrive" onchange={on_timing}>
                            if timing.is_none() {
                                <option selected=true>{ "as they were sent" }</option>
                            }
                            { for Timing::ALL.into_iter().map(|choice| html! {
                                <option value={choice.name()} selected={timing == Some(choice)}>{ choice.name() }</option>
                            }) }
                        </select>
                    </label>
                    <button class="button" type="button" onclick={on_remove}>{ "Remove all lines" }</button>
                </div>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
pub struct LineFieldProps {
    /// The element of the field itself.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    pub address: AttrValue,
    pub label: AttrValue,
}

/// Sends a line at each Enter, as `nc` does; the arrow keys bring back what was sent before.
#[function_component]
pub fn LineField(props: &LineFieldProps) -> Html {
    let page = use_page();
    let document = use_document();
    let plan = use_plan();
    let field = use_node_ref();
    // How many of the lines sent before were gone back over.
    let back = use_mut_ref(|| 0usize);
    let send = {
        let (page, address) = (page.clone(), props.address.to_string());
        let back = back.clone();
        Callback::from(move |lines: Vec<String>| {
            *back.borrow_mut() = 0;
            page.sync();
            page.ask(ToWorker::Push { address: address.clone(), lines });
        })
    };
    let onsubmit = {
        let (field, send) = (field.clone(), send.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = field.cast::<HtmlInputElement>() {
                send.emit(vec![input.value()]);
                input.set_value("");
            }
        })
    };
    let onpaste = {
        let page = page.clone();
        Callback::from(move |event: Event| {
            let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
            let text = data.and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
            match lines_of_paste(&text) {
                Ok(None) => {} // One line goes into the field, to be sent by Enter.
                Ok(Some(lines)) => {
                    event.prevent_default();
                    send.emit(lines);
                }
                Err(message) => {
                    event.prevent_default();
                    page.notify(Some(Notice::problem(message)));
                }
            }
        })
    };
    let onkeydown = {
        let (page, address, field) = (page.clone(), props.address.to_string(), field.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Source::Lines(lines) = page.stores().document().document.source(&address) else { return };
            let now = *back.borrow();
            let next = match event.key().as_str() {
                "ArrowUp" => (now + 1).min(lines.len()),
                "ArrowDown" => now.saturating_sub(1),
                _ => return,
            };
            event.prevent_default();
            *back.borrow_mut() = next;
            let text = lines.len().checked_sub(next).and_then(|line_idx| lines.get(line_idx));
            if let Some(input) = field.cast::<HtmlInputElement>() {
                input.set_value(text.map_or("", |line| &line.text));
            }
        })
    };
    let arrived = document.arrived.as_ref().filter(|arrived| arrived.address == *props.address);
    let arrived = arrived.map(|arrived| arrival_text(arrived, plan.batch_interval_ms()));
    html! {
        <form class="typed" {onsubmit}>
            <label>{ props.label.clone() }
                <input ref={field} id={props.id.clone()} class="text-input" type="text" autocomplete="off" spellcheck="false" {onpaste} {onkeydown} />
            </label>
            <button class="button primary" aria-label={format!("Send: {}", props.label)}>{ "Send" }</button>
            <p class="hint arrived" role="status">{ arrived.unwrap_or_else(|| "Enter sends it; ↑ brings back the one before.".to_owned()) }</p>
        </form>
    }
}

/// The field below the stream for an address.
pub fn line_field_id(address: &str) -> String {
    format!("line-to-{address}")
}

/// A field below the stream for each address whose lines are typed.
#[function_component]
pub fn LineBar() -> Html {
    let document = use_document();
    let plan = use_plan();
    let typed = plan
        .addresses()
        .into_iter()
        .filter(|address| matches!(document.document.sources.get(address), Some(Source::Lines(_))));
    html! {
        <div class="line-bar">
            { for typed.map(|address| {
                let (key, label) = (address.clone(), format!("Line to {address}"));
                html! { <LineField id={line_field_id(&address)} {key} {label} {address} /> }
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct FileButtonProps {
    pub address: AttrValue,
}

/// Takes the lines of a file; one may also be dropped.
#[function_component]
pub fn FileButton(props: &FileButtonProps) -> Html {
    let page = use_page();
    let onchange = {
        let address = props.address.to_string();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                take_file(&page, address.clone(), file);
            }
            input.set_value(""); // So that the same file can be chosen again.
        })
    };
    html! {
        <label class="file">{ "Lines of a file: text, CSV or JSON lines. Choose one, or drop it here." }
            <input type="file" aria-label={format!("File for {}", props.address)} accept=".txt,.csv,.tsv,.log,.json,.jsonl,.ndjson,text/*" {onchange} />
        </label>
    }
}

/// The files that are being dragged, if any are.
pub fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// Makes the lines of a file the source of an address, as many as fit.
pub fn take_file(page: &Page, address: String, file: File) {
    let page = page.clone();
    spawn_local(async move {
        let (name, n_bytes) = (file.name(), file.size());
        let text = match file.slice_with_i32_and_i32(0, MAX_FILE_BYTES as i32) {
            Ok(first) => JsFuture::from(first.text()).await.ok().and_then(|text| text.as_string()),
            Err(_) => None,
        };
        let taken =
            text.ok_or_else(|| format!("{name} cannot be read.")).and_then(|text| lines_of_file(&name, n_bytes, &text));
        match taken {
            Ok((lines, message)) => {
                let lines: Vec<TimedLine> = lines.into_iter().map(|text| TimedLine { at_ms: 0, text }).collect();
                page.replace_source(address, Source::Lines(retimed(&lines, Timing::Ten)), message);
            }
            Err(message) => page.notify(Some(Notice::problem(message))),
        }
    });
}
