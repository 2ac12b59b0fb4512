//! The lineage panel: where a record comes from and what becomes of it, stream by stream.

pub mod view_model;

use protocol::document::RecordPlace;
use protocol::lineage_view::{LineageRecord, LineageStep, LineageView};
use protocol::message::ToWorker;
use protocol::plan_view::{NodeKind, PlanView};
use yew::prelude::*;

use crate::page::code::view_model::kind_name;
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::inspector::lineage::view_model::{
    Level, count_text, is_about, levels, more_text, n_drawn, n_more, summary,
};
use crate::page::widgets::icons::{Icon, icon};

#[function_component]
pub fn LineagePanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan = use_plan();
    let run = use_run();

    let view = &document.document.view;
    let batch = run.shown(view.pinned).map(|batch| batch.batch);
    let asked = view.node.zip(batch).zip(view.record).map(|((node, batch), record)| (node, batch, record));
    {
        let page = page.clone();
        use_effect_with((asked, run.generation, plan.plan_rev), move |(asked, _, _)| {
            if let Some((node, batch, record)) = *asked {
                page.ask(ToWorker::Lineage { node, batch, record });
            }
        });
    }
    let (Some((node, batch, record)), Some(plan)) = (asked, plan.plan.as_deref()) else {
        return html! {
            <p class="empty">
                { "Choose a record in the RDD tab: here is shown which records it was made of, back to the source, and what becomes of it." }
            </p>
        };
    };
    // Until the answer is there, the answer before is shown rather than a flicker of nothing.
    let Some(shown) = run.lineage.as_deref() else {
        return html! { <p class="empty">{ "The lineage appears as soon as the batch is there." }</p> };
    };
    let is_stale = !is_about(shown, node, batch, record);
    html! {
        <div class="lineage-panel" aria-busy={is_stale.then_some("true")}>
            <div class="table-head">
                <code class="lineage-of">{ &shown.text }</code><div class="table-note">{ summary(shown, plan) }</div>
            </div>
            <div class="lineage" tabindex="0" role="region" aria-label="Lineage">
                { draw(shown, plan) }
            </div>
        </div>
    }
}

fn draw(view: &LineageView, plan: &PlanView) -> Html {
    let ancestors = levels(&view.ancestors, plan);
    let descendants = levels(&view.descendants, plan);
    let own = plan.nodes.get(view.node as usize);
    let name = own.map_or("", crate::page::stores::plan::title);
    html! {
        // Of another record all is new: what had the focus is not to become something else, out of sight.
        <ol class="lineage-levels" key={format!("{}-{}", view.node, view.text)}>
            { for ancestors.iter().map(draw_level) }
            <li class="lineage-level own" data-kind={own.map(|node| kind_name(node.kind))}>
                <div class="lineage-stream"><b>{ name.to_owned() }</b><small>{ "this record" }</small></div>
                <div class="lineage-steps">
                    <div class="lineage-step"><small>{ format!("batch {}", view.batch) }</small><code class="lineage-record">{ &view.text }</code></div>
                </div>
            </li>
            { for descendants.iter().map(draw_level) }
            if descendants.is_empty() {
                <li class="lineage-level end"><div class="lineage-stream"></div><p>{ "Nothing is made of it." }</p></li>
            }
        </ol>
    }
}

fn draw_level(level: &Level) -> Html {
    let first = level.steps.first();
    let key = first.map_or_else(String::new, |step| format!("{}-{}", step.node, step.is_earlier_state));
    html! {
        <li class="lineage-level" data-kind={kind_name(level.kind)} {key}>
            <div class="lineage-stream"><b>{ &level.title }</b><small>{ level.operator.to_owned() }</small></div>
            <div class="lineage-steps">{ for level.steps.iter().map(|step| html! {
                <Step key={step.batch.to_string()} step={(*step).clone()} kind={level.kind} />
            }) }</div>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct StepProps {
    step: LineageStep,
    kind: NodeKind,
}

/// The records of one stream in one batch; of many the first, until the reader asks for more.
#[function_component]
fn Step(props: &StepProps) -> Html {
    let page = use_page();
    let is_open = use_state(|| false);
    let StepProps { step, kind } = props;
    let n_drawn = n_drawn(step, *is_open);
    let open = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    html! {
        <div class="lineage-step">
            <small>{ format!("batch {}: {}", step.batch, count_text(step, *kind)) }</small>
            <div class="lineage-records">
                { for step.records.iter().take(n_drawn).map(|record| draw_record(&page, step, *kind, record)) }
                if let Some(text) = more_text(step, *is_open) {
                    <button class="jump" aria-expanded={if *is_open { "true" } else { "false" }} onclick={open}>{ text }</button>
                }
                if *is_open && n_more(step) > 0 {
                    <span class="lineage-more">{ format!("and {} more", n_more(step)) }</span>
                }
            </div>
        </div>
    }
}

fn draw_record(page: &Page, step: &LineageStep, kind: NodeKind, record: &LineageRecord) -> Html {
    // The records of an output operation are those of its input, which stand above.
    if kind == NodeKind::Output {
        return html! { <code class="lineage-record">{ &record.text }</code> };
    }
    let (page, node, batch, place) = (page.clone(), step.node, step.batch, record.place);
    let onclick = Callback::from(move |_: MouseEvent| page.show_lineage(node, batch, place));
    html! {
        <button class="lineage-record" title="Show the lineage of this record" {onclick}><code>{ &record.text }</code></button>
    }
}

#[derive(Properties, PartialEq)]
pub struct LineageButtonProps {
    pub node: u32,
    pub batch: u64,
    pub record: RecordPlace,
}

/// Goes to the lineage of a record.
#[function_component]
pub fn LineageButton(props: &LineageButtonProps) -> Html {
    let page = use_page();
    let (node, batch, record) = (props.node, props.batch, props.record);
    let onclick = Callback::from(move |_: MouseEvent| page.show_lineage(node, batch, record));
    html! { <button class="button lineage-button" {onclick}>{ icon(Icon::Lineage) }{ "Where it comes from" }</button> }
}
