//! What a change of the chain is called, which card it is about, and where the focus goes when it is made.

use protocol::message::ChainEdit;
use protocol::plan_view::{ArgView, NodeId, PlanView};

use crate::page::stores::plan::title;

/// The element of a step's card.
pub fn card_id(node: NodeId) -> String {
    format!("step-{node}")
}

/// The element of the card of a step that is off, by where its comment begins.
pub fn off_id(comment: u32) -> String {
    format!("off-{comment}")
}

/// The element of the card that a change is about.
pub fn card_of(edit: &ChainEdit) -> String {
    match edit {
        ChainEdit::ReplaceArg { node, .. }
        | ChainEdit::Remove { node }
        | ChainEdit::Duplicate { node }
        | ChainEdit::Disable { node }
        | ChainEdit::Move { node, .. }
        | ChainEdit::Join { node, .. }
        | ChainEdit::Insert { after: node, .. }
        | ChainEdit::Branch { from: node, .. } => card_id(*node),
        ChainEdit::Enable { comment } => off_id(*comment),
    }
}

/// What a change does, in a word.
pub fn what_is_done(edit: &ChainEdit) -> &'static str {
    match edit {
        ChainEdit::ReplaceArg { .. } => "changed",
        ChainEdit::Insert { .. } => "added",
        ChainEdit::Remove { .. } => "removed",
        ChainEdit::Duplicate { .. } => "duplicated",
        ChainEdit::Disable { .. } => "switched off",
        ChainEdit::Enable { .. } => "enabled",
        ChainEdit::Branch { .. } => "begins a branch",
        ChainEdit::Join { .. } => "joined",
        ChainEdit::Move { .. } => "moved",
    }
}

/// Where the focus goes for an offset in the text of the plan, and what is read out of it.
pub fn landing(plan: &PlanView, at: u32, what: &str) -> Option<(String, Option<NodeId>, String)> {
    if let Some(off) = plan.off.iter().find(|off| off.span.start == at) {
        return Some((off_id(at), None, format!("{} {what}", off.operator)));
    }
    for node in &plan.nodes {
        let place = || match node.inputs.first().and_then(|input| plan.nodes.get(*input as usize)) {
            Some(input) => format!(", now after {}", title(input)),
            None => String::new(),
        };
        if node.span.is_some_and(|span| span.start == at) {
            let said = match what {
                "" => String::new(),
                "removed" => format!("Step removed; at {}", title(node)),
                what => format!("{} {what}{}", node.operator, place()),
            };
            return Some((card_id(node.id), Some(node.id), said));
        }
        let is_arg = |arg: &ArgView| arg.span.is_some_and(|span| span.start == at);
        if let Some(arg_idx) = node.args.iter().position(is_arg) {
            let said = format!("{} {what}", node.operator);
            return Some((format!("step-{}-arg-{arg_idx}", node.id), Some(node.id), said));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::OffView;
    use protocol::text::Span;

    use super::*;
    use crate::page::chain::lanes::tests::plan;

    #[test]
    fn the_focus_lands_on_the_step_the_field_or_what_is_off() {
        let span = |start| Some(Span { start, ..Span::default() });
        let mut plan = plan("source map:0");
        plan.nodes[1].span = span(20);
        plan.nodes[1].args.push(ArgView { span: span(24), ..ArgView::default() });
        plan.off.push(OffView {
            operator: "filter".to_owned(),
            span: span(40).unwrap_or_default(),
            ..OffView::default()
        });
        let at = |at, what| landing(&plan, at, what).map(|(id, _, said)| (id, said));
        assert_eq!(at(20, "moved"), Some(("step-1".to_owned(), "map moved, now after source".to_owned())));
        assert_eq!(at(24, "changed"), Some(("step-1-arg-0".to_owned(), "map changed".to_owned())));
        assert_eq!(at(40, "switched off"), Some(("off-40".to_owned(), "filter switched off".to_owned())));
        assert_eq!(at(21, "moved"), None);
    }
}
