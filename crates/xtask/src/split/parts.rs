//! Which function goes where, and through which places the two parts call each other.

use std::collections::{BTreeMap, BTreeSet};

use walrus::ir::{Call, Visitor, dfs_in_order};
use walrus::{ElementItems, ExportItem, FunctionId, LocalFunction, Module};

use crate::split::instrument::parse;

/// A stub is about as large as a function of so many instructions.
const MAX_TINY: u64 = 8;

/// Functions by their numbers.
pub struct Parts {
    /// Those of the rest that the first part may call, with their places in the table of the rest.
    pub slots: BTreeMap<usize, u32>,
    /// Those of the first part that the rest calls.
    pub shared: BTreeSet<usize>,
}

impl Parts {
    /// `used` and what is tiny go first; all else is the rest.
    pub fn of(whole: &[u8], used: &BTreeSet<usize>) -> anyhow::Result<Self> {
        let module = parse(whole)?;
        let is_rest =
            |id: FunctionId, function: &LocalFunction| !used.contains(&id.index()) && function.size() > MAX_TINY;
        let rest: BTreeSet<usize> = module
            .funcs
            .iter_local()
            .filter(|(id, function)| is_rest(*id, function))
            .map(|(id, _)| id.index())
            .collect();

        let (mut from_first, mut from_rest) = (named_outside(&module), BTreeSet::new());
        for (id, function) in module.funcs.iter_local() {
            let calls = if rest.contains(&id.index()) { &mut from_rest } else { &mut from_first };
            dfs_in_order(&mut Calls(calls), function, function.entry_block());
        }
        let is_local = |number: &&usize| module.funcs.iter_local().any(|(id, _)| id.index() == **number);
        let slots = from_first.intersection(&rest).copied().zip(0..).collect();
        let shared = from_rest.difference(&rest).filter(is_local).copied().collect();
        Ok(Self { slots, shared })
    }
}

/// Functions that are exported, start the module or stand in its tables: all that belongs to the first part.
fn named_outside(module: &Module) -> BTreeSet<usize> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id.index()),
        _ => None,
    });
    let in_tables = module.elements.iter().flat_map(|element| match &element.items {
        ElementItems::Functions(ids) => ids.iter().map(|id| id.index()).collect(),
        ElementItems::Expressions(..) => Vec::new(),
    });
    exported.chain(in_tables).chain(module.start.map(|id| id.index())).collect()
}

struct Calls<'a>(&'a mut BTreeSet<usize>);

impl<'i> Visitor<'i> for Calls<'_> {
    fn visit_call(&mut self, call: &Call) {
        self.0.insert(call.func.index());
    }
}
