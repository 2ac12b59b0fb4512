//! The settings of a simulated server, with the lines that it sends next.

use protocol::source::Simulated;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::page::browser::focus_soon;
use crate::page::hooks::use_shown_choice;
use crate::page::source::dials::{Dial, dials};
use crate::page::source::presets::{FIELDS, FieldHelp, PRESETS, preset_of};
use crate::page::source::view_model::{PreviewLine, preview, read_rate, read_seed};
use crate::page::widgets::icons::{Icon, icon};

#[derive(Properties, PartialEq)]
pub struct SimulatedFormProps {
    pub id: AttrValue,
    pub simulated: Simulated,
    pub start_time_ms: i64,
    /// The preview begins at this moment of the virtual clock.
    pub clock_ms: u64,
    pub on_change: Callback<Simulated>,
    /// A preset was chosen, of this name.
    pub on_preset: Callback<(&'static str, Simulated)>,
}

#[function_component]
pub fn SimulatedForm(props: &SimulatedFormProps) -> Html {
    let simulated = &props.simulated;
    let area = use_node_ref();
    let set = |change: fn(&mut Simulated, String)| {
        let (simulated, on_change) = (simulated.clone(), props.on_change.clone());
        move |text: String| {
            let mut next = simulated.clone();
            change(&mut next, text);
            on_change.emit(next);
        }
    };
    let on_template = {
        let set = set(|simulated, template| simulated.template = template);
        Callback::from(move |event: InputEvent| set(event.target_unchecked_into::<HtmlTextAreaElement>().value()))
    };
    let on_rate = Callback::from(set(|simulated, text| simulated.rate = read_rate(&text).unwrap_or(simulated.rate)));
    let on_seed = Callback::from(set(|simulated, text| simulated.seed = read_seed(&text).unwrap_or(simulated.seed)));
    let roll = {
        let set = set(|simulated, _| simulated.seed = next_seed(simulated.seed));
        Callback::from(move |_: MouseEvent| set(String::new()))
    };
    let line = |line: PreviewLine| {
        html! { <li key={line.line_idx}><time>{ line.at }</time><code>{ line.text }</code></li> }
    };
    let dial = |dial: Dial| {
        let on_position = {
            let (simulated, on_change, kind) = (simulated.clone(), props.on_change.clone(), dial.kind);
            Callback::from(move |position: usize| on_change.emit(kind.turned(&simulated, position)))
        };
        let key = dial.kind.name();
        html! { <DialField {key} id={props.id.clone()} {dial} {on_position} /> }
    };
    html! {
        <div class="simulated">
            <PresetField simulated={simulated.clone()} on_preset={props.on_preset.clone()} />
            <label>{ "Template" }
                <textarea ref={area.clone()} id={format!("{}-template", props.id)} class="text-input code-input" rows="2"
                    spellcheck="false" autocomplete="off" value={simulated.template.clone()} oninput={on_template} />
            </label>
            <FieldList id={props.id.clone()} {area} on_template={Callback::from(set(|simulated, template| simulated.template = template))} />
            <div class="form-row">
                <NumberField id={format!("{}-rate", props.id)} label="Lines a second" value={simulated.rate.to_string()}
                    check={Callback::from(|text: String| read_rate(&text).err())} on_value={on_rate} />
                <NumberField id={format!("{}-seed", props.id)} label="Seed" value={simulated.seed.to_string()}
                    check={Callback::from(|text: String| read_seed(&text).err())} on_value={on_seed} />
                <button class="button icon-button" type="button" aria-label="Another seed" title="Another seed" onclick={roll}>
                    { icon(Icon::Dice) }
                </button>
            </div>
            <div class="dials">{ for dials(simulated).into_iter().map(dial) }</div>
            <h2 class="minor">{ "Next ten lines" }</h2>
            <ol class="preview" aria-label="Next lines">
                { for preview(simulated, props.start_time_ms, props.clock_ms).into_iter().map(line) }
            </ol>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PresetFieldProps {
    simulated: Simulated,
    on_preset: Callback<(&'static str, Simulated)>,
}

/// The servers to start from.
#[function_component]
fn PresetField(props: &PresetFieldProps) -> Html {
    let chosen = preset_of(&props.simulated);
    let select = use_shown_choice(chosen.map_or("Your own", |preset| preset.name).to_owned());
    let onchange = {
        let (on_preset, seed) = (props.on_preset.clone(), props.simulated.seed);
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(preset) = PRESETS.iter().find(|preset| preset.name == value) {
                on_preset.emit((preset.name, preset.simulated(seed)));
            }
        })
    };
    html! {
        <label>{ "Kind of lines" }
            <select ref={select} class="text-input" aria-label="Kind of lines" {onchange}>
                if chosen.is_none() {
                    <option selected=true>{ "Your own" }</option>
                }
                { for PRESETS.iter().map(|preset| html! {
                    <option value={preset.name} selected={chosen == Some(preset)}>{ preset.name }</option>
                }) }
            </select>
            if let Some(preset) = chosen {
                <span class="hint">{ preset.summary }</span>
            }
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct FieldListProps {
    id: AttrValue,
    /// The text area of the template.
    area: NodeRef,
    on_template: Callback<String>,
}

/// The fields that a template can have; each is put where the caret stands.
#[function_component]
fn FieldList(props: &FieldListProps) -> Html {
    let row = |help: &'static FieldHelp| {
        let (area, on_template, id) = (props.area.clone(), props.on_template.clone(), props.id.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let Some(area) = area.cast::<HtmlTextAreaElement>() else { return };
            // Without a caret the field goes to the end.
            let end = area.value().encode_utf16().count() as u32;
            let at = area.selection_end().ok().flatten().unwrap_or(end);
            let _ = area.set_range_text_with_start_and_end(help.field, at, at);
            on_template.emit(area.value());
            focus_soon(format!("{id}-template"));
        });
        html! {
            <li><button type="button" class="field-button" {onclick}><code>{ help.field }</code></button><span>{ help.gives }</span></li>
        }
    };
    html! {
        <details class="fields">
            <summary>{ "Fields of a template" }</summary>
            <ul>{ for FIELDS.iter().map(row) }</ul>
            <p class="hint">{ "Several lines take turns. Two braces, {{ or }}, are one; anything else in braces stays as it is." }</p>
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct DialFieldProps {
    id: AttrValue,
    dial: Dial,
    on_position: Callback<usize>,
}

/// A slider that acts while it is drawn.
#[function_component]
fn DialField(props: &DialFieldProps) -> Html {
    let dial = &props.dial;
    let oninput = props.on_position.reform(|event: InputEvent| {
        event.target_unchecked_into::<HtmlInputElement>().value().parse().unwrap_or_default()
    });
    html! {
        <label class="dial">
            <span>{ dial.kind.name() }</span><output>{ &dial.text }</output>
            <input type="range" id={format!("{}-{}", props.id, dial.kind.name())} aria-label={dial.kind.name()} aria-valuetext={dial.text.clone()}
                min="0" max={dial.last.to_string()} step="1" value={dial.position.to_string()} {oninput} />
        </label>
    }
}

/// A seed that looks unlike the one before; short, so that it can be told on.
fn next_seed(seed: u64) -> u64 {
    seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 44
}

#[derive(Properties, PartialEq)]
pub struct NumberFieldProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    /// What is wrong with a text, if anything.
    pub check: Callback<String, Option<String>>,
    pub on_value: Callback<String>,
}

/// A number that takes effect as soon as it is one; until then the field says what it should be.
#[function_component]
pub fn NumberField(props: &NumberFieldProps) -> Html {
    let draft = use_state(|| None::<String>);
    let wrong = draft.as_ref().and_then(|draft| props.check.emit(draft.clone()));
    let oninput = {
        let (draft, check, on_value) = (draft.clone(), props.check.clone(), props.on_value.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            if check.emit(text.clone()).is_none() {
                on_value.emit(text.clone());
            }
            draft.set(Some(text));
        })
    };
    let onblur = {
        let draft = draft.clone();
        Callback::from(move |_: FocusEvent| draft.set(None))
    };
    let message_id = format!("{}-wrong", props.id);
    html! {
        <label>{ props.label.clone() }
            // The message is inside the label, and is no part of the field's name.
            <input id={props.id.clone()} class="text-input" inputmode="decimal" autocomplete="off" aria-label={props.label.clone()}
                value={draft.as_deref().map_or_else(|| props.value.clone(), |draft| draft.to_owned().into())}
                aria-invalid={if wrong.is_some() { "true" } else { "false" }}
                aria-describedby={wrong.as_ref().map(|_| message_id.clone())} {oninput} {onblur} />
            if let Some(wrong) = wrong {
                <span class="field-wrong" id={message_id}>{ wrong }</span>
            }
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_seed_is_short_and_other() {
        let seeds: Vec<u64> = std::iter::successors(Some(11), |seed| Some(next_seed(*seed))).take(50).collect();
        assert!(seeds.windows(2).all(|pair| pair[0] != pair[1]) && seeds.iter().all(|seed| *seed < 1 << 20));
    }
}
