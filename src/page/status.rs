//! The status line: what happened in the shown batch, and how the run stands.

use protocol::run_view::RunState;
use yew::prelude::*;

use crate::page::hooks::{use_clock, use_document, use_layout, use_plan, use_run};
use crate::page::stores::clock::ClockStore;
use crate::page::stores::layout::StorageWorks;
use crate::page::stores::run::Health;

#[function_component]
pub fn StatusLine() -> Html {
    let document = use_document();
    let run = use_run();
    let clock = use_clock();
    let plan = use_plan();
    let layout = use_layout();
    let shown = run.shown(document.document.view.pinned);
    let sentence = match shown {
        Some(batch) => batch.sentence.clone(),
        None => plan.first_error().map_or_else(String::new, |error| error.message.clone()),
    };
    // A run says a sentence a second or more: nobody can listen to that.
    let live = if clock.is_running() { "off" } else { "polite" };
    html! {
        <footer class="status">
            <span class="status-state" key={state_text(run.health, &clock)} data-state={state_name(run.health, &clock)}>{ state_text(run.health, &clock) }</span>
            <span class="status-sentence" role="status" aria-live={live} title={sentence.clone()}>{ sentence }</span>
            <span class="spacer"></span>
            if let Some(batch) = shown {
                <span class="wide-only status-time">{ processing_text(batch.processing_us) }</span>
            }
            if layout.storage_works == StorageWorks::No {
                <span class="status-warning">{ "nothing will survive a reload: storage is full or forbidden" }</span>
            }
        </footer>
    }
}

fn processing_text(processing_us: u64) -> String {
    match processing_us {
        0..10_000 => format!("{:.2} ms a batch", processing_us as f64 / 1_000.0),
        _ => format!("{} ms a batch", processing_us / 1_000),
    }
}

fn state_text(health: Health, clock: &ClockStore) -> &'static str {
    match (health, clock.status.state) {
        (Health::Loading, _) => "loading the engine…",
        (Health::NotResponding, _) => "not responding",
        (Health::Gone, _) => "the engine has stopped",
        (Health::Well, RunState::Stopped) => "stopped",
        (Health::Well, RunState::Running) => "running",
        (Health::Well, RunState::Paused) => "paused",
        (Health::Well, RunState::Finished) => "finished",
        (Health::Well, RunState::WaitingForData) => "waiting for data",
    }
}

fn state_name(health: Health, clock: &ClockStore) -> &'static str {
    match (health, clock.is_running()) {
        (Health::NotResponding | Health::Gone, _) => "bad",
        (_, true) => "running",
        (_, false) => "still",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_have_decimals() {
        assert_eq!(processing_text(40), "0.04 ms a batch");
        assert_eq!(processing_text(1_234_000), "1234 ms a batch");
    }
}
