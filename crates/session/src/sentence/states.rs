//! What became of the keys of a state in a batch.

use engine::history::{BatchRecord, StateRecord};
use engine::observer::{StateRow, StateRows};
use plan::NodeId;
use value::calm_sort::calm_sort;
use value::equality::eq_now;
use value::{CallCx, Value};

use crate::views::chip;

/// The most keys that are named, where the sentence has nothing else to tell.
const MAX_NAMED: usize = 3;

/// How many keys of a state are new, changed, and removed, and some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateChange {
    n_new: usize,
    n_changed: usize,
    n_removed: usize,
    /// Those with the most new values: `'This' 30 → 40`.
    named: Vec<String>,
}

/// What happened to the states of a batch.
pub fn state_changes(record: &BatchRecord, cx: &mut CallCx) -> Vec<(NodeId, StateChange)> {
    record.states.iter().map(|(&node, state)| (node, change(state, cx))).collect()
}

fn change(state: &StateRecord, cx: &mut CallCx) -> StateChange {
    let mut change = StateChange::default();
    let mut named: Vec<&StateRow> = Vec::new();
    for row in state.partitions.iter().flat_map(StateRows::visited) {
        match (&row.old, &row.new) {
            (Value::None, Value::None) => continue,
            (Value::None, _) => change.n_new += 1,
            (_, Value::None) => change.n_removed += 1,
            (old, new) if old.is_same(new) || eq_now(old, new) == Some(true) => continue,
            // Two lists, say: without new values the function only made its state anew.
            _ if row.new_values.is_empty() => continue,
            _ => change.n_changed += 1,
        }
        named.push(row);
    }
    calm_sort(&mut named, |a, b| b.new_values.len().cmp(&a.new_values.len()));
    change.named = named.iter().take(MAX_NAMED).map(|row| named_text(row, cx)).collect();
    change
}

fn named_text(row: &StateRow, cx: &mut CallCx) -> String {
    let key = chip(&row.key, cx);
    match (&row.old, &row.new) {
        (Value::None, new) => format!("{key} is {}", chip(new, cx)),
        (_, Value::None) => format!("{key} is gone"),
        (old, new) => format!("{key} {} → {}", chip(old, cx), chip(new, cx)),
    }
}

impl StateChange {
    /// `1 key new, 8 changed ('line' 40 → 50)`; nothing if no key changed. Beside other `parts` fewer keys are named.
    pub fn text(&self, n_parts: usize) -> Option<String> {
        let n_named = if n_parts > 1 { 1 } else { MAX_NAMED };
        let named: Vec<&str> = self.named.iter().take(n_named).map(String::as_str).collect();
        let counts = [(self.n_new, "new"), (self.n_changed, "changed"), (self.n_removed, "removed")];
        let mut texts = Vec::new();
        for (n, what) in counts.into_iter().filter(|(n, _)| *n > 0) {
            let keys = match (texts.is_empty(), n) {
                (true, 1) => " key",
                (true, _) => " keys",
                (false, _) => "",
            };
            texts.push(format!("{n}{keys} {what}"));
        }
        (!texts.is_empty()).then(|| format!("{} ({})", texts.join(", "), named.join(", ")))
    }
}
