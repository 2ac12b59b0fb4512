//! The source tab: what stands behind each address that the program connects to.

mod bridge_part;
pub mod dials;
mod machine_form;
pub mod presets;
mod simulated_form;
pub mod timing;
pub mod typed;
pub mod view_model;

use protocol::document::Source;
use protocol::run_view::InputStatus;
use protocol::source::Simulated;
use yew::prelude::*;

use crate::page::hooks::{use_clock, use_document, use_page, use_plan, use_run};
use crate::page::source::bridge_part::BridgePart;
use crate::page::source::machine_form::MachineForm;
use crate::page::source::simulated_form::SimulatedForm;
use crate::page::source::typed::{FileButton, TypedLines};
use crate::page::source::view_model::gap_text;

#[function_component]
pub fn SourcePanel() -> Html {
    let document = use_document();
    let plan = use_plan();
    let run = use_run();
    let clock = use_clock();
    let addresses = plan.addresses();
    let none = addresses.is_empty();
    let part = |address: String| {
        let input = clock.status.inputs.iter().find(|input| input.address == address).cloned();
        let gap = run.gaps.get(&address).map(gap_text);
        let source = document.document.source(&address);
        let key = address.clone();
        html! {
            <SourcePart {key} {source} {address} {input}
                start_time_ms={document.document.settings.start_time_ms} clock_ms={clock.status.clock_ms} {gap} />
        }
    };
    html! {
        <div class="source-panel">
            if none {
                <p class="empty">{ "The program connects to no address: socketTextStream makes a stream that does." }</p>
            }
            { for addresses.into_iter().map(part) }
            <MachineForm />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct SourcePartProps {
    address: AttrValue,
    source: Source,
    input: Option<InputStatus>,
    start_time_ms: i64,
    clock_ms: u64,
    gap: Option<String>,
}

/// One address: which sort of source it is, and that source's settings.
#[function_component]
fn SourcePart(props: &SourcePartProps) -> Html {
    let page = use_page();
    // What was set before another sort was chosen, for when the reader comes back to it.
    let simulated = use_mut_ref(Simulated::default);
    let lines = use_mut_ref(Vec::new);
    match &props.source {
        Source::Simulated(current) => *simulated.borrow_mut() = current.clone(),
        Source::Lines(current) => *lines.borrow_mut() = current.clone(),
        Source::Bridge => {}
    }
    let set = {
        let (page, address) = (page.clone(), props.address.to_string());
        Callback::from(move |source: Source| page.set_source(address.clone(), source))
    };
    let on_preset = {
        let (page, address) = (page.clone(), props.address.to_string());
        Callback::from(move |(name, simulated): (&'static str, Simulated)| {
            page.replace_source(
                address.clone(),
                Source::Simulated(simulated),
                format!("The server sends “{name}” now."),
            );
        })
    };
    let sort = |text: &'static str, is_chosen: bool, source: Source| {
        let (page, address) = (page.clone(), props.address.to_string());
        let onchange = Callback::from(move |_: Event| {
            page.replace_source(address.clone(), source.clone(), format!("Another source is behind {address} now."));
        });
        html! {
            <label class="radio">
                <input type="radio" name={format!("source-{}", props.address)} checked={is_chosen} {onchange} />{ text }
            </label>
        }
    };
    html! {
        <fieldset class="source-part" data-address={props.address.clone()}>
            <legend><code>{ props.address.clone() }</code></legend>
            <div class="radios">
                { sort("Simulated server", matches!(props.source, Source::Simulated(_)), Source::Simulated(simulated.borrow().clone())) }
                { sort("Lines I type", matches!(props.source, Source::Lines(_)), Source::Lines(lines.borrow().clone())) }
                { sort("Real TCP server", props.source == Source::Bridge, Source::Bridge) }
            </div>
            { match &props.source {
                Source::Simulated(simulated) => html! {
                    <SimulatedForm id={props.address.clone()} simulated={simulated.clone()} start_time_ms={props.start_time_ms}
                        clock_ms={props.clock_ms} on_change={set.reform(Source::Simulated)} {on_preset} />
                },
                Source::Lines(lines) => html! { <TypedLines address={props.address.clone()} lines={std::rc::Rc::new(lines.clone())} /> },
                Source::Bridge => html! { <BridgePart address={props.address.clone()} input={props.input.clone()} /> },
            } }
            if props.source != Source::Bridge {
                <FileButton address={props.address.clone()} />
            }
            if let Some(gap) = &props.gap {
                <p class="field-wrong" role="status">{ gap }</p>
            }
        </fieldset>
    }
}
