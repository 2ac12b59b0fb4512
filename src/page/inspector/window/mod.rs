//! The window panel: which batches a window holds, what entered and left, and both ways to its result.

pub mod view_model;

use protocol::message::{TableSort, ToWorker};
use protocol::plan_view::NodeView;
use protocol::run_view::{WindowBatch, WindowRowView, WindowView};
use yew::prelude::*;

use crate::page::chain::view_model::plural;
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::inspector::query::{Pager, TableHead, first_page, shown_node, titles};
use crate::page::inspector::window::view_model::{Part, agrees, is_zero_left, method_text, strip, summary, work_text};

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
                    <p class="window-method">{ method_text(view.method) }{ " " }{ work_text(view) }</p>
                    if !view.rows.is_empty() {
                        { table(view) }
                    }
                </div>
                <Pager query={(*query).clone()} n_found={view.n_keys} {on_query} />
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
                    <span>{ format!("{} {}", batch.n_records, plural(batch.n_records, "record")) }</span>
                    <em>{ part.text() }</em>
                </button>
            </li>
        }
    };
    html! { <ol class="window-strip" aria-label="Batches of the window">{ for strip(view).into_iter().map(item) }</ol> }
}

fn table(view: &WindowView) -> Html {
    let has_inverse = view.incremental_work.is_some();
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let row = |row: &WindowRowView| {
        let is_zero = is_zero_left(row);
        html! {
            <tr key={row.key.clone()} class={classes!(is_zero.then_some("zero"))}>
                <td>{ &row.key }</td>
                if has_inverse {
                    <td>{ value(&row.previous) }</td>
                    <td class="leaving">{ row.leaving.as_ref().map(|leaving| format!("− {leaving}")) }</td>
                    <td class="entering">{ row.entering.as_ref().map(|entering| format!("+ {entering}")) }</td>
                }
                <td><b>{ value(&row.now) }</b></td>
                <td>{ value(&row.recomputed) }</td>
                <td>{ match (is_zero, agrees(row)) {
                    (true, _) => "in no batch of the window; filterFunc can drop it",
                    (false, true) => "same",
                    (false, false) => "different",
                } }</td>
            </tr>
        }
    };
    html! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Window by key">
            <table>
                <thead><tr>
                    <th scope="col">{ "key" }</th>
                    if has_inverse {
                        <th scope="col">{ "window before" }</th><th scope="col">{ "went out" }</th><th scope="col">{ "came in" }</th>
                    }
                    <th scope="col">{ "result" }</th><th scope="col">{ "computed again" }</th><th scope="col">{ "both ways" }</th>
                </tr></thead>
                <tbody>{ for view.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
