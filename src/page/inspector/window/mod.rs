//! The window panel: which batches a window holds, what entered and left, and both ways to its result.

pub mod view_model;

use protocol::message::{ChainEdit, TableSort, ToWorker};
use protocol::plan_view::NodeView;
use protocol::run_view::{WindowBatch, WindowRowView, WindowView};
use yew::prelude::*;

use crate::page::chain::view_model::plural;
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::inspector::query::{Pager, TableHead, first_page, shown_node, titles};
use crate::page::inspector::window::view_model::{Part, Verdict, explanation, filter_to_add, strip, summary, verdict};

#[function_component]
pub fn WindowPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan = use_plan();
    let run = use_run();
    let query = use_state(|| first_page(TableSort::ChangedFirst));

    let nodes: Vec<&NodeView> =
        plan.plan.iter().flat_map(|plan| &plan.nodes).filter(|node| node.window_ms.is_some()).collect();
    let node = shown_node(&nodes, document.document.view.node);
    let batch = run.shown(document.document.view.pinned).map(|batch| batch.batch);
    let asked = node.map(|node| node.id).zip(batch).map(|(node, batch)| (node, batch, (*query).clone()));
    {
        let page = page.clone();
        use_effect_with((asked, run.generation, plan.plan_rev), move |(asked, _, _)| {
            if let Some((node, batch, query)) = asked.clone() {
                page.ask(ToWorker::Window { node, batch, query });
            }
        });
    }
    let Some(node) = node else {
        return html! {
            <p class="empty">{ "This program has no window. window and reduceByKeyAndWindow make streams that have one." }</p>
        };
    };
    let on_query = {
        let query = query.clone();
        Callback::from(move |next| query.set(next))
    };
    let view = run.window.as_deref().filter(|view| view.node == node.id);
    html! {
        <div class="window-panel">
            <TableHead nodes={titles(&nodes)} shown={node.id} query={(*query).clone()} on_query={on_query.clone()}>
                { view.map(|view| summary(node, view)).unwrap_or_default() }
            </TableHead>
            if let Some(view) = view {
                <div class="window-body">
                    { draw_strip(&page, view) }
                    <p class="window-method">{ explanation(view) }</p>
                    { offer_filter(&page, node, view) }
                    if !view.rows.is_empty() {
                        { table(view) }
                    }
                </div>
                <Pager query={(*query).clone()} n_found={view.n_found} {on_query} />
            } else {
                <p class="empty">{ "The window appears with the first batch at which it slides." }</p>
            }
        </div>
    }
}

fn draw_strip(page: &Page, view: &WindowView) -> Html {
    let item = |(batch, part): (&WindowBatch, Part)| {
        let (page, number) = (page.clone(), batch.batch);
        let onclick = Callback::from(move |_: MouseEvent| page.pin(Some(number)));
        html! {
            <li class="window-batch" data-part={part.name()} key={number}>
                <button {onclick} title={batch.time_text.clone()}>
                    <b>{ format!("batch {number}") }</b>
                    <span>{ batch.n_records.map_or_else(|| "not seen".to_owned(), |n| format!("{n} {}", plural(n, "record"))) }</span>
                    <em>{ part.text() }</em>
                </button>
            </li>
        }
    };
    html! { <ol class="window-strip" aria-label="Batches of the window">{ for strip(view).into_iter().map(item) }</ol> }
}

/// Says what to do about keys that are in no batch of the window, and does it.
fn offer_filter(page: &Page, node: &NodeView, view: &WindowView) -> Html {
    let Some(filter) = filter_to_add(node, view) else { return Html::default() };
    let (page, id) = (page.clone(), node.id);
    let onclick = Callback::from(move |_: MouseEvent| {
        page.edit_chain(ChainEdit::ReplaceArg { node: id, arg: "filterFunc".to_owned(), text: filter.to_owned() });
    });
    html! {
        <p class="window-filter">
            { "Keys that came down to 0 stay for ever, unless a " }<code>{ "filterFunc" }</code>{ " drops them. " }
            if node.lock.is_none() {
                <button class="jump" {onclick}>{ "Add " }<code>{ filter }</code></button>
            }
        </p>
    }
}

fn table(view: &WindowView) -> Html {
    let is_compared = view.incremental_work.is_some();
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let row = |row: &WindowRowView| {
        let verdict = verdict(view.compared, row);
        let class = match verdict {
            Verdict::ZeroLeft => Some("zero"),
            Verdict::WentOut => Some("gone"),
            Verdict::Different => Some("different"),
            Verdict::Same | Verdict::Unknown => None,
        };
        html! {
            <tr key={row.key.clone()} {class}>
                <td>{ &row.key }</td>
                <td>{ value(&row.previous) }</td>
                <td class="leaving">{ row.leaving.as_ref().map(|leaving| format!("− {leaving}")) }</td>
                <td class="entering">{ row.entering.as_ref().map(|entering| format!("+ {entering}")) }</td>
                <td><b>{ value(&row.now) }</b></td>
                if is_compared {
                    <td>{ value(&row.recomputed) }</td>
                    <td>{ verdict.text() }</td>
                }
            </tr>
        }
    };
    html! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Window by key">
            <table>
                <thead><tr>
                    <th scope="col">{ "key" }</th><th scope="col">{ "window before" }</th>
                    <th scope="col">{ "went out" }</th><th scope="col">{ "came in" }</th><th scope="col">{ "result" }</th>
                    if is_compared {
                        <th scope="col">{ "computed again" }</th><th scope="col">{ "both ways" }</th>
                    }
                </tr></thead>
                <tbody>{ for view.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
