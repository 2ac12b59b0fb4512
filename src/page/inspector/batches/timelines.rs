//! The timelines of the Batches panel, each with a histogram of the same values.

use std::rc::Rc;

use protocol::plan_view::NodeKind;
use yew::prelude::*;

use crate::page::hooks::{use_page, use_plan};
use crate::page::inspector::batches::ShownProps;
use crate::page::inspector::batches::completed::{Completed, Measure, alternative, figure};
use crate::page::inspector::batches::figures::{axis_end, duration_text, extent, histogram, is_line_in_reach, unit_of};
use crate::page::stores::plan::title;
use crate::page::widgets::chart::{Chart, ChartData, ChartKind};

/// What is left free above the greatest value.
const HEADROOM: f64 = 1.05;

/// The axes that timelines share.
struct Axes {
    rates: f64,
    /// Of all three delays, as Spark has it, in microseconds.
    delays_us: f64,
    /// The batch interval, if the axis reaches it.
    line_us: Option<f64>,
}

impl Axes {
    fn of(completed: &Completed) -> Self {
        let max = |measure| extent(&completed.values(measure)).map_or(0.0, |extent| extent.max);
        let max_us = max(Measure::TotalDelay);
        let interval_us = completed.batches.last().map_or(0.0, |batch| batch.interval_ms as f64 * 1e3);
        let line_us = Some(interval_us).filter(|interval| is_line_in_reach(*interval, max_us));
        let top_us = line_us.map_or(max_us, |line| max_us.max(line));
        let unit = unit_of(top_us);
        Self {
            rates: axis_end(max(Measure::InputRate) * HEADROOM),
            delays_us: axis_end(top_us * HEADROOM / unit.us) * unit.us,
            line_us,
        }
    }
}

#[function_component]
pub fn Timelines(props: &ShownProps) -> Html {
    let plan = use_plan();
    let is_open = use_state_eq(|| false);
    let completed = &props.shown.completed;
    let axes = Axes::of(completed);
    let inputs = completed.inputs();
    let has_other_sources = plan.nodes_of_kind(NodeKind::Source).any(|source| source.address.is_none());
    let pinned = props.shown.pinned;
    let row = |measure: Measure, name: Html, of: &str| timeline(completed, &axes, measure, (name, of), pinned);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let of_all = html! {
        <>
            <b title={Measure::InputRate.help()}>{ "Input Rate" }</b>
            if !inputs.is_empty() {
                <button class="jump" aria-expanded={if *is_open { "true" } else { "false" }} onclick={toggle}>
                    { if *is_open { "hide inputs".to_owned() } else { format!("{} inputs", inputs.len()) } }
                </button>
            }
        </>
    };
    let of_input = |node: &u32| {
        let name = plan.node(*node).map_or_else(String::new, |node| {
            let address = node.address.as_deref().map(|address| format!(" {address}")).unwrap_or_default();
            format!("{}{address}", title(node))
        });
        row(Measure::InputRateOf(*node), html! { <b class="stat-input">{ name.clone() }</b> }, &format!("{name}: "))
    };
    let of_delay = |measure: Measure| row(measure, html! { <b title={measure.help()}>{ measure.title() }</b> }, "");
    html! {
        <section class="timelines" tabindex="0" aria-label="Timelines and histograms">
            { row(Measure::InputRate, of_all, "") }
            if *is_open {
                { for inputs.iter().map(of_input) }
            }
            { for [Measure::SchedulingDelay, Measure::ProcessingTime, Measure::TotalDelay].map(of_delay) }
            <p class="hint">{ "Processing times are measured in this browser, where a batch has no cluster to wait for. Batches come at \
                the times of the run's own clock, and each starts when the one before it is done: that gives the delays." }
                if has_other_sources {
                    { " Only what receivers take in counts as records, as in Spark: queueStream and textFileStream count none." }
                }
            </p>
        </section>
    }
}

fn timeline(
    completed: &Completed,
    axes: &Axes,
    measure: Measure,
    (name, of): (Html, &str),
    pinned: Option<u64>,
) -> Html {
    let values = completed.values(measure);
    let is_rate = matches!(measure, Measure::InputRate | Measure::InputRateOf(_));
    let (top, unit_name, per_unit) = if is_rate {
        (axes.rates, "records/sec", 1.0)
    } else {
        let unit = unit_of(axes.delays_us);
        (axes.delays_us / unit.us, unit.name, unit.us)
    };
    let interval_ms =
        completed.batches.last().map(|batch| batch.interval_ms).filter(|_| measure == Measure::ProcessingTime);
    let ys: Rc<[f64]> = values.iter().map(|value| value / per_unit).collect();
    let xs: Rc<[f64]> = completed.batches.iter().map(|batch| batch.batch as f64).collect();
    let line = axes.line_us.filter(|_| measure == Measure::ProcessingTime).map(|line| line / per_unit);
    let (middles, counts) = histogram(&ys, top);
    let label = format!("{of}{}", alternative(measure, &values, interval_ms));
    let over_time = ChartData { xs, ys, top, unit: unit_name, line, pinned: pinned.map(|batch| batch as f64) };
    let by_value = ChartData { xs: middles.into(), ys: counts.into(), top, unit: unit_name, line: None, pinned: None };
    let average = extent(&values).map_or_else(|| "–".to_owned(), |extent| figure(measure, extent.mean));
    html! {
        <StatRow {name} average={format!("Avg: {average}")} note={line_note(interval_ms, line)} unit={unit_name} {label}
            {over_time} {by_value} />
    }
}

/// Says where the line of the batch interval is; an arrow if it is above all that the axis shows.
fn line_note(interval_ms: Option<u64>, line: Option<f64>) -> Option<String> {
    let interval = duration_text(interval_ms? as f64 * 1e3);
    Some(if line.is_some() {
        format!("┅ batch interval {interval}")
    } else {
        format!("batch interval {interval} ↑")
    })
}

#[derive(Properties, PartialEq)]
struct StatRowProps {
    name: Html,
    average: AttrValue,
    note: Option<AttrValue>,
    unit: &'static str,
    label: AttrValue,
    over_time: ChartData,
    by_value: ChartData,
}

#[function_component]
fn StatRow(props: &StatRowProps) -> Html {
    let page = use_page();
    let on_pick = Callback::from(move |batch: u64| page.pin(Some(batch)));
    html! {
        <div class="stat">
            <div class="stat-name">
                <div>{ props.name.clone() }<small>{ props.unit }</small></div>
                <span>{ props.average.clone() }</span>
                if let Some(note) = &props.note {
                    <span class="stat-line">{ note.clone() }</span>
                }
            </div>
            <Chart kind={ChartKind::Timeline} color="--stream" label={props.label.clone()} data={props.over_time.clone()} {on_pick} />
            <Chart kind={ChartKind::Histogram} color="--stream" label={format!("Histogram. {}", props.label)} data={props.by_value.clone()} />
        </div>
    }
}
