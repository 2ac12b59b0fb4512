//! The plan as lanes of cards, and where a card can be moved to.

use protocol::message::MoveTo;
use protocol::plan_view::{NodeId, NodeKind, NodeView, PlanView};

/// The most steps that are drawn; a loop can make any number.
pub const MAX_STEPS: usize = 200;

/// Steps one below the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    pub steps: Vec<LaneStep>,
    /// Where the last step's output goes when it goes to several places.
    pub fork: Vec<Lane>,
}

/// A card of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneStep {
    Node(NodeId),
    /// The position in [`PlanView::off`].
    Off(usize),
}

impl Lane {
    /// Its steps that are not off.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> {
        self.steps.iter().filter_map(|step| match step {
            LaneStep::Node(id) => Some(*id),
            LaneStep::Off(_) => None,
        })
    }
}

/// The plan as lanes, one for each source; a step stands below its first input.
pub fn lanes(plan: &PlanView) -> Vec<Lane> {
    let children = children(plan);
    let mut left = MAX_STEPS;
    let sources = plan.nodes.iter().filter(|node| node.inputs.is_empty());
    let mut lanes: Vec<Lane> = sources.map_while(|node| lane(plan, node.id, &children, &mut left)).collect();
    // What is off and belongs nowhere is still shown.
    let lost = plan.off.iter().enumerate().filter(|(_, off)| off.after.is_none());
    let lost: Vec<LaneStep> = lost.map(|(off_idx, _)| LaneStep::Off(off_idx)).collect();
    if !lost.is_empty() {
        lanes.push(Lane { steps: lost, fork: Vec::new() });
    }
    lanes
}

/// How many steps the plan has that [`lanes`] leaves out.
pub fn n_hidden(plan: &PlanView) -> usize {
    plan.nodes.len().saturating_sub(MAX_STEPS)
}

/// For each node the nodes that have it as their first input.
pub fn children(plan: &PlanView) -> Vec<Vec<NodeId>> {
    let mut children = vec![Vec::new(); plan.nodes.len()];
    for node in &plan.nodes {
        let parent = node.inputs.first().and_then(|input| children.get_mut(*input as usize));
        if let Some(siblings) = parent {
            siblings.push(node.id);
        }
    }
    children
}

fn lane(plan: &PlanView, first: NodeId, children: &[Vec<NodeId>], left: &mut usize) -> Option<Lane> {
    let mut steps = Vec::new();
    let mut at = first;
    loop {
        if *left == 0 {
            break;
        }
        *left -= 1;
        steps.push(LaneStep::Node(at));
        let next = children.get(at as usize).map_or(&[][..], Vec::as_slice);
        let (ways, common) = off_after(plan, at, next);
        steps.extend(common);
        if let ([only], true) = (next, ways.own.is_empty()) {
            at = *only;
            continue;
        }
        if next.is_empty() && ways.own.is_empty() {
            break;
        }
        // Each lane of a fork takes at least one of the steps that are left, so this ends.
        let mut fork: Vec<Lane> = Vec::new();
        for child in next {
            let Some(mut lane) = lane(plan, *child, children, left) else { break };
            let before = ways.before.iter().filter(|(first, _)| first == child).map(|(_, off)| *off);
            lane.steps.splice(0..0, before.collect::<Vec<_>>());
            fork.push(lane);
        }
        fork.extend(ways.own.into_iter().map(|off| Lane { steps: vec![off], fork: Vec::new() }));
        // A single way is no fork.
        if let [only] = &mut fork[..] {
            steps.append(&mut only.steps);
            fork = std::mem::take(&mut only.fork);
        }
        return Some(Lane { steps, fork });
    }
    (!steps.is_empty()).then_some(Lane { steps, fork: Vec::new() })
}

/// Steps that are off behind a stream that goes several ways.
struct OffWays {
    /// Those that stand before one of the stream's users.
    before: Vec<(NodeId, LaneStep)>,
    /// Those that nothing would use.
    own: Vec<LaneStep>,
}

/// The steps that are off behind a stream, and those among them that all of its users would use.
fn off_after(plan: &PlanView, stream: NodeId, users: &[NodeId]) -> (OffWays, Vec<LaneStep>) {
    let mut ways = OffWays { before: Vec::new(), own: Vec::new() };
    let mut common = Vec::new();
    let behind = plan.off.iter().enumerate().filter(|(_, off)| off.after == Some(stream));
    for (off_idx, off) in behind {
        let step = LaneStep::Off(off_idx);
        match users.iter().find(|user| off.before.contains(user)) {
            Some(_) if users.iter().all(|user| off.before.contains(user)) => common.push(step),
            Some(first) => ways.before.push((*first, step)),
            None => ways.own.push(step),
        }
    }
    (ways, common)
}

/// The last step of a lane that something can be added after.
pub fn end_of(lane: &Lane, plan: &PlanView) -> Option<NodeId> {
    let is_stream = |id: &NodeId| plan.nodes.get(*id as usize).is_some_and(|node| node.kind != NodeKind::Output);
    lane.nodes().rev().find(is_stream)
}

/// Where a step can be moved to, towards its source and away from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    pub up: Option<MoveTo>,
    pub down: Option<MoveTo>,
}

/// The moves that keep a step in its lane: past a neighbour that is no source, no output and no fork.
pub fn moves(plan: &PlanView, children: &[Vec<NodeId>], node: &NodeView) -> Moves {
    let is_movable = |id: NodeId| {
        plan.nodes
            .get(id as usize)
            .filter(|other| other.lock.is_none() && other.inputs.len() == 1 && other.kind != NodeKind::Output)
    };
    let only_child = |id: NodeId| match children.get(id as usize).map_or(&[][..], Vec::as_slice) {
        [only] => Some(*only),
        _ => None,
    };
    if is_movable(node.id).is_none() {
        return Moves::default();
    }
    let parent = node.inputs.first().copied().filter(|parent| only_child(*parent).is_some());
    Moves {
        up: parent.and_then(is_movable).map(|parent| MoveTo::Before(parent.id)),
        down: only_child(node.id).and_then(is_movable).map(|child| MoveTo::After(child.id)),
    }
}

/// The steps that one can change places with by dragging, in their order, itself among them.
pub fn drag_range(plan: &PlanView, children: &[Vec<NodeId>], node: &NodeView) -> Vec<NodeId> {
    let of = |id: NodeId| plan.nodes.get(id as usize);
    let mut range = vec![node.id];
    while let Some(MoveTo::Before(up)) =
        range.first().and_then(|id| of(*id)).and_then(|node| moves(plan, children, node).up)
    {
        range.insert(0, up);
    }
    while let Some(MoveTo::After(down)) =
        range.last().and_then(|id| of(*id)).and_then(|node| moves(plan, children, node).down)
    {
        range.push(down);
    }
    range
}

/// Where a step that is held at `y` would go, from the middles of the cards of [`drag_range`].
pub fn drop_at(node: NodeId, middles: &[(NodeId, f64)], y: f64) -> Option<MoveTo> {
    let own = middles.iter().position(|(id, _)| *id == node)?;
    let above = middles.iter().take(own).find(|(_, middle)| y < *middle).map(|(id, _)| MoveTo::Before(*id));
    let below = || middles.iter().skip(own + 1).rev().find(|(_, middle)| y > *middle).map(|(id, _)| MoveTo::After(*id));
    above.or_else(below)
}

#[cfg(test)]
pub mod tests {
    use protocol::plan_view::{Lock, OffView};

    use super::*;

    /// A plan from `operator:inputs` words, for instance `source flatMap:0 pprint:1`.
    pub fn plan(text: &str) -> PlanView {
        let node = |(id, word): (usize, &str)| {
            let (operator, inputs) = word.split_once(':').unwrap_or((word, ""));
            let kind = match operator {
                "source" => NodeKind::Source,
                "pprint" => NodeKind::Output,
                "state" => NodeKind::State,
                _ => NodeKind::Narrow,
            };
            NodeView {
                id: id as u32,
                operator: operator.to_owned(),
                inputs: inputs.split(',').filter_map(|input| input.parse().ok()).collect(),
                kind,
                ..NodeView::default()
            }
        };
        PlanView { nodes: text.split(' ').enumerate().map(node).collect(), ..PlanView::default() }
    }

    fn show(lanes: &[Lane]) -> String {
        let lane = |lane: &Lane| {
            let step = |step: &LaneStep| match step {
                LaneStep::Node(id) => id.to_string(),
                LaneStep::Off(off_idx) => format!("off{off_idx}"),
            };
            let steps: Vec<String> = lane.steps.iter().map(step).collect();
            match lane.fork.is_empty() {
                true => steps.join(" "),
                false => format!("{} [{}]", steps.join(" "), show(&lane.fork)),
            }
        };
        lanes.iter().map(lane).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_chain_is_one_lane() {
        assert_eq!(show(&lanes(&plan("source flatMap:0 map:1 pprint:2"))), "0 1 2 3");
    }

    #[test]
    fn a_fork_has_a_lane_for_each_way() {
        let plan = plan("source map:0 state:1 pprint:2 window:1 pprint:4");
        assert_eq!(show(&lanes(&plan)), "0 1 [2 3 | 4 5]");
    }

    #[test]
    fn a_step_that_is_off_stands_where_it_would_be() {
        let check = |text: &str, after: Option<NodeId>, before: &[NodeId], expected: &str| {
            let mut plan = plan(text);
            plan.off.push(OffView { after, before: before.to_vec(), ..OffView::default() });
            assert_eq!(show(&lanes(&plan)), expected, "{text} {after:?} {before:?}");
        };
        let chain = "source map:0 pprint:1";
        check(chain, Some(0), &[1], "0 off0 1 2");
        check(chain, Some(1), &[], "0 1 [2 | off0]");
        check(chain, Some(2), &[], "0 1 2 off0");
        check(chain, None, &[], "0 1 2 | off0");
        let fork = "source map:0 map:0 pprint:1";
        check(fork, Some(0), &[2], "0 [1 3 | off0 2]");
        check(fork, Some(0), &[1, 2], "0 off0 [1 3 | 2]");
        check(fork, Some(0), &[], "0 [1 3 | 2 | off0]");
    }

    #[test]
    fn a_step_that_is_held_goes_past_the_cards_whose_middles_it_passes() {
        let plan = plan("source map:0 map:1 map:2 pprint:3");
        assert_eq!(drag_range(&plan, &children(&plan), &plan.nodes[2]), [1, 2, 3]);
        let middles = [(1, 100.0), (2, 200.0), (3, 300.0)];
        let drops = [90.0, 150.0, 250.0, 310.0].map(|y| drop_at(2, &middles, y));
        assert_eq!(drops, [Some(MoveTo::Before(1)), None, None, Some(MoveTo::After(3))]);
        assert_eq!(drop_at(1, &middles, 999.0), Some(MoveTo::After(3)));
        assert_eq!(drop_at(9, &middles, 0.0), None);
    }

    #[test]
    fn a_plan_without_end_is_cut() {
        let text = (1..1000).fold("source".to_owned(), |text, id| format!("{text} map:{}", id - 1));
        let long = plan(&text);
        assert_eq!(lanes(&long)[0].steps.len(), MAX_STEPS);
        assert_eq!(n_hidden(&long), 800);
        let wide = plan(&(1..1000).fold("source".to_owned(), |text, _| text + " map:0"));
        assert_eq!(lanes(&wide)[0].fork.len(), MAX_STEPS - 1);
    }

    #[test]
    fn steps_move_past_their_neighbours_but_not_past_sources_outputs_and_forks() {
        let check = |text: &str, id: usize, expected: Moves| {
            let plan = plan(text);
            assert_eq!(moves(&plan, &children(&plan), &plan.nodes[id]), expected, "{text} {id}");
        };
        let chain = "source flatMap:0 map:1 pprint:2";
        check(chain, 1, Moves { up: None, down: Some(MoveTo::After(2)) });
        check(chain, 2, Moves { up: Some(MoveTo::Before(1)), down: None });
        check(chain, 0, Moves::default());
        check(chain, 3, Moves::default());
        check("source map:0 map:1 map:1", 1, Moves::default());
        check("source map:0 map:1 map:1", 2, Moves::default());
    }

    #[test]
    fn a_join_stands_below_its_first_input() {
        let plan = plan("source source union:0,1 pprint:2");
        assert_eq!(show(&lanes(&plan)), "0 2 3 | 1");
    }

    #[test]
    fn a_locked_step_stays() {
        let mut plan = plan("source map:0 map:1");
        plan.nodes[1].lock = Some(Lock { line: 3, reason: "made in a loop".to_owned() });
        assert_eq!(moves(&plan, &children(&plan), &plan.nodes[2]), Moves::default());
    }
}
