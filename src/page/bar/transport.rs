//! The buttons that move through time.

use protocol::document::Speed;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::page::chain::view_model::duration_text;
use crate::page::hooks::{use_clock, use_document, use_page, use_plan, use_run};
use crate::page::transport::{Position, Press};
use crate::page::widgets::icons::{Icon, icon};

/// The speeds to choose from.
const SPEEDS: [f64; 10] = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 75.0, 100.0];

/// The value of the choice that is no number.
const MAX: &str = "max";

#[function_component]
pub fn Transport() -> Html {
    let page = use_page();
    let document = use_document();
    let run = use_run();
    let clock = use_clock();
    let plan = use_plan();
    let position = Position {
        state: clock.status.state,
        pinned: document.document.view.pinned,
        first_batch: run.first_batch(),
        next_batch: run.next_batch(),
    };
    let on_press = |press: Press| {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| page.press(press))
    };
    let button = |press: Press, name: &'static str, keys: &'static str, picture: Icon| {
        // Kept reachable when it has nothing to do, so that the focus is never lost.
        let is_off = if position.can(press) { None } else { Some("true") };
        html! {
            <button class="button icon-button" aria-label={name} title={format!("{name} ({keys})")}
                aria-disabled={is_off} onclick={on_press(press)}>{ icon(picture) }</button>
        }
    };
    let (run_name, run_icon) = match position.is_running() {
        true => ("Pause", Icon::Pause),
        false => ("Run", Icon::Play),
    };
    let onchange = {
        let page = page.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            page.set_speed(speed_of(&chosen));
        })
    };
    let interval = plan.batch_interval_ms().map(|ms| format!("{} batches", duration_text(ms)));
    let current = document.document.settings.speed;
    html! {
        <div class="transport" role="group" aria-label="Time">
            { button(Press::First, "First batch", "Home", Icon::First) }
            { button(Press::Back, "Step back", "Left", Icon::Back) }
            <button class="button primary run" onclick={on_press(Press::RunOrPause)} title={format!("{run_name} (Space)")}>
                { icon(run_icon) }<span>{ run_name }</span>
            </button>
            { button(Press::Forward, "Step forward", "Right", Icon::Forward) }
            { button(Press::Newest, "Newest batch", "End", Icon::Newest) }
            { button(Press::Stop, "Stop and start over", "Ctrl+Enter", Icon::Stop) }
            <label class="speed"><span class="speed-label">{ "Speed" }</span>
                <select aria-label="Speed" {onchange}>{ for choices(current).into_iter().map(|speed| html! {
                    <option value={value_of(speed)} selected={speed == current}>{ text_of(speed) }</option>
                }) }</select>
            </label>
            <span class="interval" title="The batch interval, as the program says">{ interval }</span>
        </div>
    }
}

/// The speeds of the menu; one that a document brings along is among them.
fn choices(current: Speed) -> Vec<Speed> {
    let mut choices: Vec<Speed> = SPEEDS.map(Speed::Times).to_vec();
    choices.push(Speed::Max);
    if !choices.contains(&current) {
        choices.insert(0, current);
    }
    choices
}

fn value_of(speed: Speed) -> String {
    match speed {
        Speed::Times(times) => times.to_string(),
        Speed::Max => MAX.to_owned(),
    }
}

fn text_of(speed: Speed) -> String {
    match speed {
        Speed::Times(times) => format!("{times}×"),
        Speed::Max => "max".to_owned(),
    }
}

fn speed_of(value: &str) -> Speed {
    value.parse().map_or(Speed::Max, Speed::Times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_can_be_chosen() {
        for speed in choices(Speed::Times(3.0)) {
            assert_eq!(speed_of(&value_of(speed)), speed);
        }
        assert_eq!(choices(Speed::Max).len(), SPEEDS.len() + 1);
    }
}
