//! The settings of a simulated server, with the lines that it sends next.

use protocol::source::Simulated;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::page::source::view_model::{PreviewLine, preview, read_rate, read_seed};
use crate::page::widgets::icons::{Icon, icon};

#[derive(Properties, PartialEq)]
pub struct SimulatedFormProps {
    pub id: AttrValue,
    pub simulated: Simulated,
    /// The preview begins at this moment of the virtual clock.
    pub clock_ms: u64,
    pub on_change: Callback<Simulated>,
}

#[function_component]
pub fn SimulatedForm(props: &SimulatedFormProps) -> Html {
    let simulated = &props.simulated;
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
    html! {
        <div class="simulated">
            <label>{ "Template" }
                <textarea class="text-input code-input" rows="2" spellcheck="false" autocomplete="off"
                    aria-describedby={format!("{}-template-help", props.id)} value={simulated.template.clone()} oninput={on_template} />
            </label>
            <p class="hint" id={format!("{}-template-help", props.id)}>
                <code>{ "{0..5}" }</code>{ " a number, " }<code>{ "{a|b}" }</code>{ " one of these, " }<code>{ "{#}" }</code>
                { " the line's number; several lines take turns" }
            </p>
            <div class="form-row">
                <NumberField id={format!("{}-rate", props.id)} label="Lines a second" value={simulated.rate.to_string()}
                    check={Callback::from(|text: String| read_rate(&text).err())} on_value={on_rate} />
                <NumberField id={format!("{}-seed", props.id)} label="Seed" value={simulated.seed.to_string()}
                    check={Callback::from(|text: String| read_seed(&text).err())} on_value={on_seed} />
                <button class="button icon-button" type="button" aria-label="Another seed" title="Another seed" onclick={roll}>
                    { icon(Icon::Dice) }
                </button>
            </div>
            <h2 class="minor">{ "Next lines" }</h2>
            <ol class="preview">{ for preview(simulated, props.clock_ms).into_iter().map(line) }</ol>
        </div>
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
