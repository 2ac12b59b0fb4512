//! The state panel: for each key what it was, what came, and what it is now.

pub mod view_model;

use protocol::message::{TableSort, ToWorker};
use protocol::plan_view::{NodeKind, NodeView};
use protocol::run_view::{StateRowView, StateView};
use yew::prelude::*;

use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::inspector::query::{Pager, TableHead, first_page, shown_node, titles};
use crate::page::inspector::state::view_model::{
    SPARK, call_text, change_kind, identity, spark_lines, spark_text, summary,
};

#[function_component]
pub fn StatePanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan = use_plan();
    let run = use_run();
    let query = use_state(|| first_page(TableSort::ChangedFirst));
    let chosen_key = use_state(|| None::<(u32, u64)>);

    let nodes: Vec<&NodeView> = plan.nodes_of_kind(NodeKind::State).collect();
    let node = shown_node(&nodes, document.document.view.node).map(|node| node.id);
    let batch = run.shown(document.document.view.pinned).map(|batch| batch.batch);
    let asked = node.zip(batch).map(|(node, batch)| (node, batch, (*query).clone()));
    use_effect_with((asked.clone(), run.generation, plan.plan_rev), move |(asked, _, _)| {
        if let Some((node, batch, query)) = asked.clone() {
            page.ask(ToWorker::State { node, batch, query });
        }
    });
    let Some(node) = node else {
        return html! { <p class="empty">{ "This program keeps no state. updateStateByKey makes a stream that does." }</p> };
    };
    let on_query = {
        let query = query.clone();
        Callback::from(move |next| query.set(next))
    };
    let state = run.state.as_deref().filter(|state| state.node == node && Some(state.batch) == batch);
    let stale = run.state.as_deref().filter(|state| state.node == node);
    // Until the answer is there, the answer before is shown rather than a flicker of nothing.
    let view = state.or(stale);
    html! {
        <div class="state-panel">
            <TableHead nodes={titles(&nodes)} shown={node} query={(*query).clone()} on_query={on_query.clone()}>
                { view.map(summary).unwrap_or_default() }
            </TableHead>
            if let Some(view) = view {
                { table(view, &chosen_key) }
                <Pager query={(*query).clone()} n_found={view.n_found} {on_query} />
            } else {
                <p class="empty">{ "The state appears with the first batch." }</p>
            }
        </div>
    }
}

fn table(view: &StateView, chosen_key: &UseStateHandle<Option<(u32, u64)>>) -> Html {
    let chosen = view.rows.iter().find(|row| Some(identity(row)) == **chosen_key);
    let why = chosen.or_else(|| view.rows.iter().find(|row| row.n_new_values > 0)).or_else(|| view.rows.first());
    let row = |row: &StateRowView| {
        let is_chosen = why.is_some_and(|why| identity(why) == identity(row));
        let onclick = {
            let (chosen_key, key) = (chosen_key.clone(), identity(row));
            Callback::from(move |_: MouseEvent| chosen_key.set(Some(key)))
        };
        let class = classes!(
            (row.n_new_values > 0).then_some("touched"),
            row.removed.then_some("removed"),
            is_chosen.then_some("chosen"),
        );
        let (partition, mark) = identity(row);
        html! {
            <tr {class} key={format!("{partition}-{mark}")}>
                <td><button class="key" aria-pressed={if is_chosen { "true" } else { "false" }} {onclick}>{ &row.key }</button></td>
                <td class="values" title={row.new_values.clone()}>{ &row.new_values }</td>
                <td class="diff">{ diff(row) }</td>
                <td class="spark">{ spark(&row.recent) }</td>
                <td>{ row.changed_in.map(|batch| format!("batch {batch}")) }</td>
                <td>{ row.partition }</td>
            </tr>
        }
    };
    html! {
        <div class="table-and-why">
            <div class="table-scroll" tabindex="0" role="region" aria-label="State by key">
                <table>
                    <thead><tr>
                        <th scope="col">{ "key" }</th><th scope="col">{ "new values" }</th><th scope="col">{ "state" }</th>
                        <th scope="col">{ "last batches" }</th><th scope="col">{ "last change" }</th>
                        <th scope="col">{ "partition" }</th>
                    </tr></thead>
                    <tbody>{ for view.rows.iter().map(row) }</tbody>
                </table>
                if view.rows.is_empty() {
                    <p class="empty">{ if view.n_keys == 0 { "No key has a state yet." } else { "No key like that." } }</p>
                }
            </div>
            if let Some(why) = why {
                <aside class="why" aria-label="Why">
                    <h2>{ "Why is " }<code>{ &why.key }</code>{ " " }<code>{ why.now.as_deref().unwrap_or("removed") }</code>{ "?" }</h2>
                    <p class="why-call"><code>{ call_text(&view.function, why) }</code></p>
                    <p>{ format!("After batch {}. The key lives in partition {}.", view.batch, why.partition) }</p>
                    if why.removed {
                        <p>{ "The function gave None, so Spark forgets the key." }</p>
                    } else if why.n_new_values == 0 {
                        <p>{ "No new values came for it. Spark calls the function for every key in each batch." }</p>
                    }
                </aside>
            }
        </div>
    }
}

/// `3 → 5 (+2)`; of a key that stayed as it is only its value.
fn diff(row: &StateRowView) -> Html {
    let now = html! { <b>{ row.now.as_deref().unwrap_or("removed") }</b> };
    let before = match (&row.was, row.n_new_values) {
        (Some(was), _) if Some(was) != row.now.as_ref() => was,
        (None, 1..) => "new",
        _ => return now,
    };
    html! {
        <>
            <span class="was">{ before }</span>{ " → " }{ now }
            if !row.change.is_empty() {
                { " " }<span class="change" data-change={change_kind(&row.change)}>{ format!("({})", row.change) }</span>
            }
        </>
    }
}

fn spark(recent: &[Option<f64>]) -> Html {
    let lines = spark_lines(recent);
    if lines.is_empty() {
        return html! { "–" };
    }
    let (width, height) = SPARK;
    let last = lines.last().and_then(|line| line.rsplit(' ').next()?.split_once(',')).unzip();
    let line = |points: String| html! { <polyline {points} /> };
    html! {
        <svg role="img" aria-label={spark_text(recent)} viewBox={format!("0 0 {width} {height}")} width={width.to_string()} height={height.to_string()}>
            { for lines.iter().cloned().map(line) }
            if recent.last().is_some_and(Option::is_some) {
                <circle cx={last.0.map(str::to_owned)} cy={last.1.map(str::to_owned)} r="2" />
            }
            <title>{ spark_text(recent) }</title>
        </svg>
    }
}
