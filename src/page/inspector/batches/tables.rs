//! The tables of the Batches panel: the batch that is being filled, and those that are completed.

use std::rc::Rc;

use protocol::plan_view::NodeKind;
use protocol::run_view::{BatchView, RunState};
use protocol::text::grouped;
use yew::prelude::*;

use crate::page::hooks::{use_clock, use_page, use_plan};
use crate::page::inspector::batches::ShownProps;
use crate::page::inspector::batches::completed::{Completed, n_records};
use crate::page::inspector::batches::figures::{duration_text, moment_text};
use crate::page::inspector::batches::order::{Column, Order};
use crate::page::inspector::batches::schedule::Delays;
use crate::page::widgets::virtual_rows::{Grid, VirtualRows};

/// Spark's name of the column that counts output operations.
const OUTPUT_OPS: &str = "Output Ops: Succeeded/Total";

/// The batch that is being filled: its interval is not over, so nothing has been computed for it.
#[function_component]
pub fn ActiveBatches(props: &ShownProps) -> Html {
    let clock = use_clock();
    let plan = use_plan();
    let status = &clock.status;
    let is_filling = matches!(status.state, RunState::Running | RunState::Paused | RunState::WaitingForData);
    let last = props.shown.completed.batches.last().filter(|_| is_filling);
    let n_ops = plan.nodes_of_kind(NodeKind::Output).count();
    let row = |last: &Rc<BatchView>| {
        let time_ms = last.time_ms.saturating_add_unsigned(last.interval_ms);
        let n_records: u64 = status.inputs.iter().map(|input| input.n_filling).sum();
        html! {
            <div role="row" class="batch-row virtual-row">
                <span role="cell">{ moment_text(time_ms, last.interval_ms) }{ " " }<small>{ format!("batch {}", last.batch + 1) }</small></span>
                <span role="cell">{ records_text(n_records) }</span>
                <span role="cell">{ "-" }</span>
                <span role="cell">{ "-" }</span>
                <span role="cell">{ format!("0/{n_ops}") }</span>
                <span role="cell">{ if status.state == RunState::WaitingForData { "waiting for data" } else { "filling" } }</span>
            </div>
        }
    };
    html! {
        <section class="active-batches" aria-label="Active Batches">
            <h2>{ format!("Active Batches ({})", usize::from(last.is_some())) }</h2>
            if let Some(last) = last {
                <div role="table" class="active-scroll" tabindex="0" aria-label="Active Batches by time">
                    <div role="rowgroup" class="rows-head">
                        <div role="row" class="batch-row">
                            <span role="columnheader">{ "Batch Time" }</span>
                            <span role="columnheader">{ "Records" }</span>
                            <span role="columnheader">{ "Scheduling Delay" }</span>
                            <span role="columnheader">{ "Processing Time" }</span>
                            <span role="columnheader" aria-label={OUTPUT_OPS} title={OUTPUT_OPS}>{ "Output Ops" }</span>
                            <span role="columnheader">{ "Status" }</span>
                        </div>
                    </div>
                    <div role="rowgroup">{ row(last) }</div>
                </div>
            }
        </section>
    }
}

/// The completed batches, the newest first.
#[function_component]
pub fn CompletedBatches(props: &ShownProps) -> Html {
    let page = use_page();
    let order = use_state_eq(Order::default);
    let active = use_state_eq(|| None::<u64>);
    let shown = &props.shown;
    let completed = &shown.completed;
    let positions = use_memo((shown.version, *order), |(_, order)| order.positions(completed));
    let first = completed.batches.first().map_or(0, |batch| batch.batch);
    let n_all = completed.batches.last().map_or(0, |batch| batch.batch + 1);
    let n_kept = completed.batches.len() as u64;

    // Keys act on the row they went to last, and before on the batch that is shown.
    let active_batch = active.filter(|batch| (first..n_all).contains(batch)).or(shown.batch);
    let row_of = |batch: u64| -> Option<u64> {
        match *order {
            Order { by: Column::BatchTime, is_descending: true } => n_all.checked_sub(batch + 1),
            Order { by: Column::BatchTime, is_descending: false } => batch.checked_sub(first),
            _ => positions.iter().position(|position| first + u64::from(*position) == batch).map(|row| row as u64),
        }
    };
    let active_row = active_batch.and_then(|batch| Some((row_of(batch)?, row_id(batch).into())));
    {
        // A batch that is pinned anywhere is the one that keys act on next.
        let active = active.clone();
        use_effect_with(shown.pinned, move |pinned| active.set(*pinned));
    }
    let batch_at = {
        let positions = Rc::clone(&positions);
        move |row: u64| positions.get(row as usize).map(|position| first + u64::from(*position))
    };
    let on_go = {
        let (active, batch_at) = (active.clone(), batch_at.clone());
        Callback::from(move |row| active.set(batch_at(row)))
    };
    let on_press = {
        let page = page.clone();
        Callback::from(move |row| page.pin(batch_at(row)))
    };
    let has_failures = completed.has_failures();
    let grid = Grid {
        head: draw_head(&order, has_failures),
        reveal: active.or(shown.pinned),
        active: active_row,
        on_go,
        on_press,
    };
    let draw = {
        let (completed, positions) = (Rc::clone(completed), Rc::clone(&positions));
        let (pinned, shown_batch) = (shown.pinned, shown.batch);
        Callback::from(move |row: u64| {
            let position = positions.get(row as usize).copied().unwrap_or_default() as usize;
            let Some((batch, delays)) = row_at(&completed, position) else { return Html::default() };
            let page = page.clone();
            let number = batch.batch;
            let onclick = Callback::from(move |_: MouseEvent| page.pin(Some(number)));
            let class = classes!(
                "virtual-row",
                "batch-row",
                (pinned == Some(number)).then_some("pinned"),
                (shown_batch == Some(number)).then_some("shown"),
                (active_batch == Some(number)).then_some("active"),
                batch.failure.is_some().then_some("failed"),
                has_failures.then_some("with-error"),
            );
            html! {
                <div role="row" {class} key={number} id={row_id(number)} aria-rowindex={(row + 2).to_string()}
                    aria-selected={if pinned == Some(number) { "true" } else { "false" }} {onclick}>
                    { cells(batch, delays, has_failures) }
                </div>
            }
        })
    };
    let heading = match first {
        0 => format!("Completed Batches ({})", grouped(n_kept)),
        _ => format!("Completed Batches (last {} out of {})", grouped(n_kept), grouped(n_all)),
    };
    html! {
        <section class="completed-batches" aria-label="Completed Batches">
            <h2>{ heading }</h2>
            <VirtualRows label="Completed Batches by time" n_rows={n_kept} key_of_list={format!("{:?}", *order)} {draw} {grid} />
        </section>
    }
}

fn draw_head(order: &UseStateHandle<Order>, has_failures: bool) -> Html {
    let head = |column: Column| {
        let sort = match (order.by == column, order.is_descending) {
            (false, _) => None,
            (true, true) => Some("descending"),
            (true, false) => Some("ascending"),
        };
        let arrow = match sort {
            Some("descending") => " ▾",
            Some(_) => " ▴",
            None => "",
        };
        let order = order.clone();
        let onclick = Callback::from(move |_: MouseEvent| order.set(order.pressed(column)));
        html! {
            <span role="columnheader" aria-sort={sort}>
                <button {onclick}>{ column.title() }<i aria-hidden="true">{ arrow }</i></button>
            </span>
        }
    };
    html! {
        <div role="rowgroup" class="rows-head">
            <div role="row" class={classes!("batch-row", has_failures.then_some("with-error"))} aria-rowindex="1">
                { for Column::ALL.into_iter().map(head) }
                <span role="columnheader" aria-label={OUTPUT_OPS} title={OUTPUT_OPS}>{ "Output Ops" }</span>
                if has_failures {
                    <span role="columnheader">{ "Error" }</span>
                }
            </div>
        </div>
    }
}

fn row_id(batch: u64) -> String {
    format!("completed-batch-{batch}")
}

fn row_at(completed: &Completed, position: usize) -> Option<(&BatchView, Delays)> {
    Some((completed.batches.get(position)?.as_ref(), *completed.delays.get(position)?))
}

fn cells(batch: &BatchView, delays: Delays, has_failures: bool) -> Html {
    let ops = match batch.n_output_ops - batch.n_succeeded_ops.min(batch.n_output_ops) {
        0 => format!("{}/{}", batch.n_succeeded_ops, batch.n_output_ops),
        n_failed => format!("{}/{} ({n_failed} failed)", batch.n_succeeded_ops, batch.n_output_ops),
    };
    let failure = batch.failure.as_ref().map(|failure| failure.message.clone()).unwrap_or_default();
    html! {
        <>
            <span role="gridcell">{ moment_text(batch.time_ms, batch.interval_ms) }{ " " }<small>{ format!("batch {}", batch.batch) }</small></span>
            <span role="gridcell">{ records_text(n_records(batch)) }</span>
            <span role="gridcell">{ duration_text(delays.scheduling_us as f64) }</span>
            <span role="gridcell">{ duration_text(delays.processing_us as f64) }</span>
            <span role="gridcell">{ duration_text(delays.total_us() as f64) }</span>
            <span role="gridcell">{ ops }</span>
            if has_failures {
                <span role="gridcell" class="batch-error" title={failure.clone()}>{ failure }</span>
            }
        </>
    }
}

fn records_text(n: u64) -> String {
    format!("{} {}", grouped(n), if n == 1 { "record" } else { "records" })
}
