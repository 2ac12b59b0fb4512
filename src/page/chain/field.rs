//! An argument of a step as an editable field: Python in colour, with what is wrong marked at the character.

use gloo_timers::callback::Timeout;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::page::highlight::{Segment, segments};

/// How long typing has to rest before it becomes an edit of the text, so that a word is one undo step.
const REST_MS: u32 = 150;

#[derive(Properties, PartialEq)]
pub struct FieldProps {
    pub id: AttrValue,
    /// What the field is, for those who cannot see where it stands.
    pub label: AttrValue,
    /// What the document says.
    pub value: AttrValue,
    /// What is wrong, each with its byte offsets in the value.
    pub wrong: Vec<Wrong>,
    pub on_edit: Callback<String>,
    #[prop_or_default]
    pub is_inverse: bool,
}

/// Something wrong in a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub place: (u32, u32),
    pub message: String,
}

/// What is typed shows at once, and becomes an edit when typing rests or the field is left.
#[function_component]
pub fn Field(props: &FieldProps) -> Html {
    // What was typed and is not in the document yet.
    let draft = use_state(|| None::<String>);
    let resting = use_mut_ref(|| None::<Timeout>);
    let shown = draft.as_deref().unwrap_or(&props.value).to_owned();

    let commit = {
        let (on_edit, draft, resting) = (props.on_edit.clone(), draft.clone(), resting.clone());
        move |text: String| {
            resting.borrow_mut().take();
            draft.set(None);
            on_edit.emit(text);
        }
    };
    let oninput = {
        let (draft, resting, commit) = (draft.clone(), resting.clone(), commit.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            draft.set(Some(text.clone()));
            let commit = commit.clone();
            *resting.borrow_mut() = Some(Timeout::new(REST_MS, move || commit(text)));
        })
    };
    let onblur = {
        let (resting, commit) = (resting.clone(), commit.clone());
        Callback::from(move |event: FocusEvent| {
            if resting.borrow().is_some() {
                commit(event.target_unchecked_into::<HtmlTextAreaElement>().value());
            }
        })
    };
    let onkeydown = {
        let (resting, commit) = (resting.clone(), commit);
        Callback::from(move |event: KeyboardEvent| {
            let field = event.target_unchecked_into::<HtmlTextAreaElement>();
            match event.key().as_str() {
                // Ctrl+Enter runs; a plain one only ends the edit, since most functions are one line.
                "Enter" if !event.shift_key() && !event.ctrl_key() && !event.meta_key() => {
                    event.prevent_default();
                    if resting.borrow().is_some() {
                        commit(field.value());
                    }
                }
                _ => {}
            }
        })
    };
    {
        // A draft that nobody waits for any more would come back over newer text.
        let resting = resting.clone();
        use_effect_with((), move |()| move || drop(resting.borrow_mut().take()));
    }

    // While the text differs from the document's, what is wrong there says nothing about it.
    let wrong: &[Wrong] = if draft.is_none() { &props.wrong } else { &[] };
    let places: Vec<(u32, u32)> = wrong.iter().map(|wrong| visible(wrong.place, &shown)).collect();
    let message_id = format!("{}-wrong", props.id);
    html! {
        <div class={classes!("field", props.is_inverse.then_some("field-inverse"))}>
            <div class="field-box" data-wrong={(!wrong.is_empty()).then_some("true")}>
                <pre class="field-ink" aria-hidden="true">{ for segments(&shown, &places).into_iter().map(ink) }{ "\u{200b}" }</pre>
                <textarea id={props.id.clone()} class="field-text" rows="1" spellcheck="false" autocomplete="off"
                    autocapitalize="off" aria-label={props.label.clone()} value={shown.clone()}
                    aria-invalid={if wrong.is_empty() { "false" } else { "true" }}
                    aria-describedby={(!wrong.is_empty()).then(|| message_id.clone())}
                    {oninput} {onblur} {onkeydown} />
            </div>
            if !wrong.is_empty() {
                <p class="field-wrong" id={message_id}>{ wrong[0].message.clone() }</p>
            }
        </div>
    }
}

fn ink(segment: Segment) -> Html {
    let wrong = segment.is_wrong.then_some("wrong");
    html! { <span class={classes!(segment.ink.name(), wrong)}>{ segment.text.to_owned() }</span> }
}

/// The place, widened to at least one character so that it can be seen.
fn visible((start, end): (u32, u32), text: &str) -> (u32, u32) {
    let length = text.len() as u32;
    let start = start.min(length.saturating_sub(1));
    (start, end.clamp(start + 1, length.max(start + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_place_is_widened_inside_the_text() {
        assert_eq!(visible((3, 3), "abcdef"), (3, 4));
        assert_eq!(visible((6, 6), "abcdef"), (5, 6));
        assert_eq!(visible((0, 99), "abc"), (0, 3));
        assert_eq!(visible((0, 0), ""), (0, 1));
    }
}
