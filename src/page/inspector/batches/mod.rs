//! The Batches panel: Spark's Streaming tab. Four timelines with histograms, and the tables of batches.

pub mod completed;
pub mod figures;
pub mod order;
pub mod schedule;
pub mod tables;
pub mod timelines;

use std::rc::Rc;

use protocol::text::grouped;
use yew::prelude::*;

use crate::page::chain::view_model::plural;
use crate::page::hooks::{use_clock, use_document, use_run};
use crate::page::inspector::batches::completed::Completed;
use crate::page::inspector::batches::figures::{long_duration, moment_text};
use crate::page::inspector::batches::tables::{ActiveBatches, CompletedBatches};
use crate::page::inspector::batches::timelines::Timelines;

/// The completed batches as the parts of the panel get them: they are the same as long as their version is.
#[derive(Clone)]
pub struct Shown {
    pub version: (u64, u32),
    pub completed: Rc<Completed>,
    /// The batch that the panels show.
    pub batch: Option<u64>,
    /// The same, if it is pinned.
    pub pinned: Option<u64>,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        (self.version, self.batch, self.pinned) == (other.version, other.batch, other.pinned)
    }
}

#[function_component]
pub fn BatchesPanel() -> Html {
    let document = use_document();
    let run = use_run();
    let version = (run.batches_version, run.generation);
    let completed = use_memo(version, |_| Completed::of(run.batches()));
    let batch = run.shown(document.document.view.pinned).map(|batch| batch.batch);
    let pinned = batch.filter(|_| document.document.view.pinned.is_some());
    let shown = Shown { version, completed, batch, pinned };
    html! {
        <div class="batches-panel">
            <Headline shown={shown.clone()} />
            <div class="batches-body">
                <Timelines shown={shown.clone()} />
                <div class="batch-tables">
                    <ActiveBatches shown={shown.clone()} />
                    <CompletedBatches {shown} />
                </div>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct ShownProps {
    pub shown: Shown,
}

/// How long batches have been running, and what they came to.
#[function_component]
fn Headline(props: &ShownProps) -> Html {
    let clock = use_clock();
    let completed = &props.shown.completed;
    let Some(first) = completed.batches.first() else {
        return html! { <p class="batches-head">{ "No batch has been completed yet." }</p> };
    };
    let (n_batches, n_records) = (completed.batches.len() as u64, completed.n_records());
    let interval_ms = completed.batches.last().map_or(first.interval_ms, |last| last.interval_ms);
    let zero_ms = first.time_ms.saturating_sub_unsigned(first.interval_ms.saturating_mul(first.batch + 1));
    // Whole seconds: the milliseconds would only flicker.
    let for_ms = if interval_ms < 1000 { clock.status.clock_ms } else { clock.status.clock_ms / 1000 * 1000 };
    html! {
        <p class="batches-head">
            { "Running batches of " }<b>{ long_duration(interval_ms) }</b>
            { " for " }<b>{ long_duration(for_ms) }</b>
            { " since " }<b>{ moment_text(zero_ms, interval_ms) }</b>
            { " (" }<b>{ grouped(n_batches) }</b>{ format!(" completed {}, ", if n_batches == 1 { "batch" } else { "batches" }) }
            <b>{ grouped(n_records) }</b>{ format!(" {})", plural(n_records, "record")) }
        </p>
    }
}
