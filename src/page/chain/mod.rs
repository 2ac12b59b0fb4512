//! The chain tab: one card for each step of the plan.

mod card;
mod field;
mod grip;
mod insert_menu;
mod join_box;
pub mod landing;
pub mod lanes;
mod off_card;
mod step_menu;
pub mod view_model;

use protocol::plan_view::{NodeId, PlanView};
use yew::prelude::*;

use crate::page::browser::focus_soon;
use crate::page::chain::card::{CardContext, Follows, card};
use crate::page::chain::grip::Held;
use crate::page::chain::insert_menu::InsertMenu;
use crate::page::chain::landing::landing;
use crate::page::chain::lanes::{Lane, LaneStep, children, drag_range, end_of, lanes, moves, n_hidden};
use crate::page::chain::off_card::off_card;
use crate::page::code::view_model::problems;
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_layout, use_page, use_plan, use_run};
use crate::page::stores::chain_work::{ChainNews, Landing};
use crate::page::stores::layout::LayoutAction;
use crate::page::stores::plan::{PlanHandle, title};
use crate::page::stores::run::Health;

/// The steps of the program, from its sources to its outputs.
#[function_component]
pub fn ChainPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan_store = use_plan();
    let run = use_run();
    let layout = use_layout();
    let held = use_state(|| None::<Held>);
    use_landing(&page, &plan_store, layout.chain.landing.clone());
    let problems = problems(&document, &plan_store);
    let stale = plan_store.is_stale().then(|| plan_store.first_error().map(|error| error.message.clone())).flatten();
    let Some(plan) = plan_store.plan.clone().filter(|plan| !plan.nodes.is_empty()) else {
        return html! { <div class="chain-panel">{ empty(run.health, plan_store.first_error().is_some()) }</div> };
    };
    let cx = CardContext {
        page: &page,
        document: &document,
        plan: &plan_store,
        run: &run,
        problems: &problems,
        work: &layout.chain,
        held: &held,
    };
    let children = children(&plan);
    let hidden = n_hidden(&plan);
    html! {
        <div class="chain-panel">
            <p class="unseen" role="status" aria-label="Chain">{ layout.chain.said.clone() }</p>
            if let Some(message) = stale {
                <p class="chain-stale" role="alert">{ "The last good plan is shown: " }{ message }</p>
            }
            { for lanes(&plan).iter().map(|lane| draw_lane(&cx, &plan, &children, lane)) }
            if hidden > 0 {
                <p class="hint">{ format!("{hidden} more steps are not drawn.") }</p>
            }
        </div>
    }
}

/// Gives the card of the last change the focus, once the plan of its text is there.
#[hook]
fn use_landing(page: &Page, plan: &PlanHandle, wanted: Option<Landing>) {
    let page = page.clone();
    use_effect_with((wanted, plan.plan_rev, plan.diagnostics_rev), move |(wanted, plan_rev, diagnostics_rev)| {
        let Some(wanted) = wanted.as_ref().filter(|wanted| wanted.rev <= (*plan_rev).max(*diagnostics_rev)) else {
            return;
        };
        let plan = page.stores().plan().plan.clone().filter(|_| wanted.rev <= *plan_rev);
        let found = plan.and_then(|plan| landing(&plan, wanted.at, wanted.what));
        let said = match found {
            Some((element, node, said)) => {
                focus_soon(element);
                if node.is_some() {
                    page.select_node(node);
                }
                said
            }
            None => String::new(),
        };
        page.stores().layout.dispatch(LayoutAction::Chain(ChainNews::Landed { said }));
    });
}

fn draw_lane(cx: &CardContext, plan: &PlanView, children: &[Vec<NodeId>], lane: &Lane) -> Html {
    // Below a fork it would not be clear which way a new step belongs to.
    let end = end_of(lane, plan).filter(|_| lane.fork.is_empty()).and_then(|id| plan.nodes.get(id as usize));
    let step = |step: &LaneStep| match step {
        LaneStep::Off(off_idx) => Some(off_card(cx, plan.off.get(*off_idx)?)),
        LaneStep::Node(id) => {
            let node = plan.nodes.get(*id as usize)?;
            let follows = if end.is_some_and(|end| end.id == *id) { Follows::End } else { Follows::Step };
            Some(card(cx, node, moves(plan, children, node), drag_range(plan, children, node), follows))
        }
    };
    html! {
        <div class="lane">
            <ol class="chain">{ for lane.steps.iter().filter_map(step) }</ol>
            if !lane.fork.is_empty() {
                <div class="fork" role="group" aria-label={format!("{} ways", lane.fork.len())}>
                    { for lane.fork.iter().map(|lane| draw_lane(cx, plan, children, lane)) }
                </div>
            }
            if let Some(end) = end {
                <InsertMenu after={end.id} after_title={title(end).to_owned()} />
            }
        </div>
    }
}

fn empty(health: Health, has_error: bool) -> Html {
    let text = match (health, has_error) {
        (Health::Loading, _) => "The engine is loading…",
        (_, true) => "The program cannot be run yet: the Code tab says why.",
        (_, false) => "The program makes no stream yet. Choose an example, or write one in the Code tab.",
    };
    html! { <p class="empty">{ text }</p> }
}
