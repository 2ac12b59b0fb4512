//! The shuffle panel: which partition each key goes to, why, and how full the partitions become.

pub mod view_model;

use protocol::message::{TableSort, ToWorker};
use protocol::plan_view::{NodeView, PlanView};
use protocol::shuffle_view::{ShuffleMethod, ShufflePartition, ShuffleRow, ShuffleView};
use yew::prelude::*;

use crate::page::chain::view_model::plural;
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::inspector::query::{Pager, TableHead, first_page, shown_node, titles};
use crate::page::inspector::shuffle::view_model::{method_text, share, summary, way};
use crate::page::stores::plan::title;

#[function_component]
pub fn ShufflePanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan = use_plan();
    let run = use_run();
    let query = use_state(|| first_page(TableSort::Value));

    let nodes: Vec<&NodeView> = plan.plan.iter().flat_map(|plan| &plan.nodes).filter(|node| node.is_shuffle).collect();
    let node = shown_node(&nodes, document.document.view.node).map(|node| node.id);
    let batch = run.shown(document.document.view.pinned).filter(|batch| {
        // A stream that gave no RDD in the batch has no shuffle to ask for.
        node.is_some_and(|node| crate::page::stores::run::cell(batch, node).is_some())
    });
    let batch = batch.map(|batch| batch.batch);
    let asked = node.zip(batch).map(|(node, batch)| (node, batch, (*query).clone()));
    use_effect_with((asked, run.generation, plan.plan_rev), move |(asked, _, _)| {
        if let Some((node, batch, query)) = asked.clone() {
            page.ask(ToWorker::Shuffle { node, batch, query });
        }
    });
    let (Some(node), Some(plan)) = (node, plan.plan.as_deref()) else {
        return html! {
            <p class="empty">{ "In this program no records move between partitions. reduceByKey, join and others make a shuffle." }</p>
        };
    };
    let on_query = {
        let query = query.clone();
        Callback::from(move |next| query.set(next))
    };
    // Until the answer is there, the answer before is shown rather than a flicker of nothing.
    let view = run.shuffle.as_deref().filter(|view| view.node == node && batch.is_some());
    html! {
        <div class="shuffle-panel">
            <TableHead nodes={titles(&nodes)} shown={node} query={(*query).clone()} on_query={on_query.clone()}
                sorts={vec![TableSort::Value, TableSort::Engine, TableSort::Key]}>
                { view.map(summary).unwrap_or_default() }
            </TableHead>
            if let Some(view) = view {
                <div class="shuffle-body" tabindex="0" role="region" aria-label="Shuffle">
                    <p class="shuffle-method">{ method_text(view) }</p>
                    { draw_sides(view, plan) }
                    if !view.rows.is_empty() {
                        { table(view) }
                    }
                </div>
                <Pager query={(*query).clone()} n_found={view.n_found} {on_query} />
            } else {
                <p class="empty">{ "The shuffle appears with the first batch in which the stream has an RDD." }</p>
            }
        </div>
    }
}

/// The partitions before and after, with bars.
fn draw_sides(view: &ShuffleView, plan: &PlanView) -> Html {
    let before = |input: &protocol::shuffle_view::ShuffleInput| {
        let name = plan.nodes.get(input.node as usize).map_or("", title);
        let all = || view.inputs.iter().flat_map(|input| input.partition_sizes.iter().copied());
        let bar = |(idx, size): (usize, &u64)| bar(idx, *size, share(*size, all()), String::new());
        html! {
            <section class="shuffle-side">
                <h2 class="minor">{ format!("{name} before") }</h2>
                <ol class="bars" tabindex="0" aria-label={format!("Partitions of {name}")}>{ for input.partition_sizes.iter().enumerate().map(bar) }</ol>
            </section>
        }
    };
    let after = |(idx, partition): (usize, &ShufflePartition)| {
        let all = || view.partitions.iter().filter_map(|partition| partition.n_records);
        match partition.n_records {
            Some(n) if view.method == ShuffleMethod::Single => bar(idx, n, share(n, all()), String::new()),
            Some(n) => {
                let keys = format!("{} {}", partition.n_keys, plural(partition.n_keys, "key"));
                bar(idx, n, share(n, all()), keys)
            }
            None => html! { <li class="bar-row"><b>{ format!("partition {idx}") }</b></li> },
        }
    };
    html! {
        <div class="shuffle-sides">
            { for view.inputs.iter().map(before) }
            <section class="shuffle-side after">
                <h2 class="minor">{ "after the shuffle" }</h2>
                <ol class="bars" tabindex="0" aria-label="Partitions after the shuffle">{ for view.partitions.iter().enumerate().map(after) }</ol>
            </section>
        </div>
    }
}

fn bar(idx: usize, size: u64, share: f64, note: String) -> Html {
    html! {
        <li class="bar-row" key={idx}>
            <b>{ format!("partition {idx}") }</b>
            <span class="bar-track"><i style={format!("scale:{share:.4} 1")}></i></span>
            <span>{ format!("{size} {}", plural(size, "record")) }</span>
            if !note.is_empty() {
                <small>{ note }</small>
            }
        </li>
    }
}

fn table(view: &ShuffleView) -> Html {
    let n_partitions = view.partitions.len();
    let hash = match &view.method {
        ShuffleMethod::Function(name) => format!("{name}(key)"),
        _ => "portable_hash(key)".to_owned(),
    };
    let row = |row: &ShuffleRow| {
        html! {
            <tr key={row.key.clone()}>
                <td>{ &row.key }</td><td class="number">{ row.n_records }</td><td>{ way(row, n_partitions) }</td>
                <td>{ format!("partition {}", row.partition) }</td>
            </tr>
        }
    };
    html! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Keys of the shuffle">
            <table>
                <thead><tr>
                    <th scope="col">{ "key" }</th><th scope="col" class="number">{ "records" }</th>
                    <th scope="col">{ format!("{hash} % {n_partitions}") }</th><th scope="col">{ "goes to" }</th>
                </tr></thead>
                <tbody>{ for view.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
