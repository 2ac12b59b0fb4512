//! The RDD panel: the partitions of a stream's RDD in the shown batch, and the records of one of them.

pub mod view_model;

use std::ops::Range;
use std::rc::Rc;

use protocol::document::RecordPlace;
use protocol::plan_view::{NodeKind, NodeView};
use protocol::run_view::RowsView;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::page::chain::view_model::plural;
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::inspector::query::{shown_node, titles};
use crate::page::inspector::rdd::view_model::{Place, drawn, left_out, n_kept, share, summary};
use crate::page::stores::run::{Rows, cell};
use crate::page::widgets::virtual_rows::VirtualRows;

#[function_component]
pub fn RddPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan = use_plan();
    let run = use_run();
    let partition = use_state(|| 0_u32);
    let sight = use_state_eq(|| 0..0_u64);

    let nodes: Vec<&NodeView> =
        plan.plan.iter().flat_map(|plan| &plan.nodes).filter(|node| node.kind != NodeKind::Output).collect();
    let node = shown_node(&nodes, document.document.view.node).map(|node| node.id);
    let batch = run.shown(document.document.view.pinned);
    let found = node.zip(batch).and_then(|(node, batch)| Some((node, batch.batch, cell(batch, node)?)));
    // Another RDD may have fewer partitions.
    let place = found.map(|(node, batch, cell)| {
        let partition = (*partition).min(cell.n_partitions.saturating_sub(1));
        Place { node, batch, partition }
    });
    {
        let (page, run) = (page.clone(), run.clone());
        let rows = (*sight).clone();
        use_effect_with((place, rows, run.generation, plan.plan_rev), move |(place, rows, _, _)| {
            let questions = place.map(|place| place.questions(rows, run.rows.present()));
            questions.into_iter().flatten().for_each(|question| page.ask(question));
        });
    }
    let Some(node) = node else {
        return html! { <p class="empty">{ "The program makes no stream yet, so there is no RDD." }</p> };
    };
    let lookup = page.clone();
    let on_node = Callback::from(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        page.select_node(value.parse().ok());
    });
    let option = |(id, title): (u32, AttrValue)| {
        html! { <option value={id.to_string()} selected={id == node}>{ title }</option> }
    };
    let is_partial = found.is_some_and(|(_, _, cell)| cell.is_partial);
    let place = place.map(|place| drawn(place, run.rows.all()));
    let sizes = sizes(&run.rows, place);
    let body = match (place, batch) {
        (None, Some(_)) => html! { <p class="empty">{ "This stream gave no RDD in this batch." }</p> },
        (None, None) => html! { <p class="empty">{ "The RDD appears with the first batch." }</p> },
        (Some(place), _) => {
            let choose = Callback::from(move |chosen| partition.set(chosen));
            let on_sight = Callback::from(move |rows| sight.set(rows));
            draw_body(&lookup, place, sizes.clone(), &run.rows, choose, on_sight)
        }
    };
    html! {
        <div class="rdd-panel">
            <div class="table-head">
                <select aria-label="Stream" onchange={on_node}>{ for titles(&nodes).into_iter().map(option) }</select>
                <div class="table-note">{ place.filter(|_| !sizes.is_empty()).map(|place| {
                    format!("batch {}: {}", place.batch, summary(&sizes, is_partial))
                }) }</div>
            </div>
            { body }
        </div>
    }
}

/// How many records each partition has, as soon as an answer says so.
fn sizes(rows: &Rows, place: Option<Place>) -> Rc<[u64]> {
    let is_of =
        |answer: &&RowsView| place.is_some_and(|place| (answer.node, answer.batch) == (place.node, place.batch));
    rows.all().find(is_of).map(|answer| answer.partition_sizes.as_slice().into()).unwrap_or_default()
}

fn draw_body(
    page: &Page,
    place: Place,
    sizes: Rc<[u64]>,
    rows: &Rc<Rows>,
    choose: Callback<u32>,
    on_sight: Callback<Range<u64>>,
) -> Html {
    let size = sizes.get(place.partition as usize).copied().unwrap_or(0);
    let n_rows = n_kept(place, rows.all()).unwrap_or(0);
    let draw_row = {
        let (page, rows) = (page.clone(), Rc::clone(rows));
        Callback::from(move |row: u64| {
            let text = place.row(row, rows.all());
            let page = page.clone();
            let onclick = Callback::from(move |_: MouseEvent| {
                let record = RecordPlace { partition: place.partition, row };
                page.show_lineage(place.node, place.batch, record);
            });
            html! {
                <div role="listitem" class="virtual-row" key={row}>
                    <button class="record" title="Show where it comes from and what becomes of it" {onclick}>
                        <span class="row-number">{ row }</span><code>{ text.unwrap_or("…").to_owned() }</code>
                    </button>
                </div>
            }
        })
    };
    let draw_partition = {
        let sizes = Rc::clone(&sizes);
        Callback::from(move |partition: u64| {
            let size = sizes.get(partition as usize).copied().unwrap_or(0);
            let is_shown = u64::from(place.partition) == partition;
            let onclick = choose.reform(move |_: MouseEvent| partition as u32);
            html! {
                <div role="listitem" class="virtual-row" key={partition}>
                    <button class="partition" aria-pressed={if is_shown { "true" } else { "false" }} {onclick}>
                        <b>{ format!("partition {partition}") }</b>
                        <span>{ format!("{size} {}", plural(size, "record")) }</span>
                        <i style={format!("scale:{:.4} 1", share(size, &sizes))}></i>
                    </button>
                </div>
            }
        })
    };
    let rdd = AttrValue::from(format!("{}-{}", place.node, place.batch));
    let partition = AttrValue::from(format!("{rdd}-{}", place.partition));
    html! {
        <div class="rdd-body">
            <div class="partitions">
                <VirtualRows label="Partitions" n_rows={sizes.len() as u64} key_of_list={place.node.to_string()} draw={draw_partition} />
            </div>
            <div class="records">
                if size == 0 && !sizes.is_empty() {
                    <p class="empty">{ format!("Partition {} is empty.", place.partition) }</p>
                }
                <VirtualRows label="Records" {n_rows} key_of_list={partition} draw={draw_row} {on_sight} />
                if let Some(text) = left_out(size, n_rows).filter(|_| n_rows > 0) {
                    <p class="records-note">{ text }</p>
                }
            </div>
        </div>
    }
}
