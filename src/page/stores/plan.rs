//! What the program builds, what is wrong with it, and the operators there are.

use std::rc::Rc;

use protocol::doctor_view::FindingView;
use protocol::plan_view::{DiagnosticView, NodeId, NodeKind, NodeView, OperatorView, PlanView, Severity};
use protocol::text::Rev;
use yew::{Reducible, UseReducerHandle};

/// The store as components get it.
pub type PlanHandle = UseReducerHandle<PlanStore>;

/// The last good plan and the newest diagnostics.
#[derive(Clone, Debug, Default)]
pub struct PlanStore {
    pub catalogue: Rc<Vec<OperatorView>>,
    /// The last good plan; its places are in the text of `plan_rev`.
    pub plan: Option<Rc<PlanView>>,
    pub plan_rev: Rev,
    /// Their places are in the text of `diagnostics_rev`.
    pub diagnostics: Rc<Vec<DiagnosticView>>,
    pub diagnostics_rev: Rev,
    /// What the Doctor found; places and edits are in the text of `findings_rev`.
    pub findings: Rc<Vec<FindingView>>,
    pub findings_rev: Rev,
    version: u64,
}

/// A change of the plan.
#[derive(Clone, Debug)]
pub enum PlanAction {
    Catalogue(Vec<OperatorView>),
    /// What the text of `rev` gives; without a plan the last good one stays.
    Planned {
        rev: Rev,
        plan: Option<PlanView>,
        diagnostics: Vec<DiagnosticView>,
    },
    /// What the Doctor finds about the text of `rev` and its run.
    Findings {
        rev: Rev,
        findings: Vec<FindingView>,
    },
}

impl PlanStore {
    /// A node of the plan.
    pub fn node(&self, id: NodeId) -> Option<&NodeView> {
        self.plan.as_ref()?.nodes.get(id as usize)
    }

    /// Whether what is drawn belongs to an older text, because the present one cannot be understood.
    pub fn is_stale(&self) -> bool {
        self.plan_rev != self.diagnostics_rev
    }

    /// The first thing that keeps the program from running.
    pub fn first_error(&self) -> Option<&DiagnosticView> {
        self.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// What the Doctor found that has to be done about.
    pub fn n_troubles(&self) -> usize {
        self.findings.iter().filter(|found| found.severity > Severity::Hint).count()
    }

    /// The batch interval of the first context.
    pub fn batch_interval_ms(&self) -> Option<u64> {
        let context = self.plan.as_ref()?.contexts.first()?;
        Some(context.batch_interval_ms).filter(|interval| *interval > 0)
    }

    /// The addresses that the program connects to, in its order, each once.
    pub fn addresses(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        for address in self.nodes().iter().filter_map(|node| node.address.clone()) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        addresses
    }

    /// The nodes of a kind, in the order of the plan.
    pub fn nodes_of_kind(&self, kind: NodeKind) -> impl Iterator<Item = &NodeView> {
        self.nodes().iter().filter(move |node| node.kind == kind)
    }

    fn nodes(&self) -> &[NodeView] {
        self.plan.as_ref().map_or(&[], |plan| &plan.nodes)
    }
}

impl Reducible for PlanStore {
    type Action = PlanAction;

    fn reduce(self: Rc<Self>, action: PlanAction) -> Rc<Self> {
        let mut next = (*self).clone();
        next.version += 1;
        match action {
            PlanAction::Catalogue(catalogue) => next.catalogue = Rc::new(catalogue),
            PlanAction::Findings { rev, findings } => {
                next.findings = Rc::new(findings);
                next.findings_rev = rev;
            }
            PlanAction::Planned { rev, plan, diagnostics } => {
                next.diagnostics = Rc::new(diagnostics);
                next.diagnostics_rev = rev;
                if let Some(plan) = plan.filter(is_sound) {
                    next.plan = Some(Rc::new(plan));
                    next.plan_rev = rev;
                }
            }
        }
        Rc::new(next)
    }
}

impl PartialEq for PlanStore {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
    }
}

/// Whether the plan keeps what drawing it relies on: a node's id is its position and its inputs come before it.
fn is_sound(plan: &PlanView) -> bool {
    plan.nodes.iter().enumerate().all(|(position, node)| {
        node.id as usize == position && node.inputs.iter().all(|input| (*input as usize) < position)
    })
}

/// The name to show for a stream: the variable, else the operator.
pub fn title(node: &NodeView) -> &str {
    node.name.as_deref().unwrap_or(&node.operator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(rev: Rev, plan: Option<PlanView>) -> PlanAction {
        PlanAction::Planned { rev, plan, diagnostics: Vec::new() }
    }

    #[test]
    fn the_last_good_plan_stays_when_the_text_cannot_be_understood() {
        let store = Rc::new(PlanStore::default()).reduce(planned(1, Some(PlanView::default())));
        assert!(!store.is_stale());
        let store = store.reduce(planned(2, None));
        assert!(store.plan.is_some() && store.is_stale());
    }

    #[test]
    fn a_plan_that_cannot_be_drawn_is_not_taken() {
        let node = NodeView { id: 0, inputs: vec![0], ..NodeView::default() };
        let plan = PlanView { nodes: vec![node], ..PlanView::default() };
        assert!(Rc::new(PlanStore::default()).reduce(planned(1, Some(plan))).plan.is_none());
    }
}
