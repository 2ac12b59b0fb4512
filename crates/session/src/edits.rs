//! Changes of the chain as the page asks for them, made into edits of the text.

use std::rc::Rc;

use plan::{NodeId, OperatorSpec};
use protocol::message::{ChainEdit, MoveTo};
use protocol::text::TextEdit;
use pyspark::chain_edit::{self, Change};
use pyspark::{EditError, StreamingContext};

use crate::run::Run;

/// What `edit` does to the run's program text.
pub fn change(run: &Run, edit: &ChainEdit) -> Result<Change, EditError> {
    let (context, edit) = match edit {
        ChainEdit::ReplaceArg { node, arg, text } => {
            let (context, node) = step(run, *node)?;
            (context, chain_edit::ChainEdit::ReplaceArg { node, param: arg.clone(), text: text.clone() })
        }
        ChainEdit::Insert { after, operator, args } => {
            let (context, after) = step(run, *after)?;
            let spec = operator_spec(operator)?;
            let call = match args.as_slice() {
                [] => spec.example.call.to_owned(),
                _ => format!("{operator}({})", args.join(", ")),
            };
            (context, chain_edit::ChainEdit::Insert { after, spec, call })
        }
        ChainEdit::Remove { node } => {
            let (context, node) = step(run, *node)?;
            (context, chain_edit::ChainEdit::Remove { node })
        }
        ChainEdit::Duplicate { node } => {
            let (context, node) = step(run, *node)?;
            (context, chain_edit::ChainEdit::Duplicate { node })
        }
        ChainEdit::Disable { node } => {
            let (context, node) = step(run, *node)?;
            (context, chain_edit::ChainEdit::Disable { node })
        }
        // A comment belongs to no context.
        ChainEdit::Enable { comment } => {
            let context = run.application.contexts().first().cloned().ok_or(EditError::NoSuchStep)?;
            (context, chain_edit::ChainEdit::Enable { comment: *comment })
        }
        ChainEdit::Branch { from, operator } => {
            let (context, from) = step(run, *from)?;
            let spec = operator_spec(operator)?;
            (context, chain_edit::ChainEdit::Branch { from, spec, call: spec.example.call.to_owned() })
        }
        ChainEdit::Join { node, other, operator } => {
            let (context, node, other) = two_steps(run, *node, *other)?;
            (context, chain_edit::ChainEdit::Join { node, other, spec: operator_spec(operator)? })
        }
        ChainEdit::Move { node, to: MoveTo::Before(target) } => {
            let (context, node, target) = two_steps(run, *node, *target)?;
            (context, chain_edit::ChainEdit::MoveBefore { node, target })
        }
        ChainEdit::Move { node, to: MoveTo::After(target) } => {
            let (context, node, target) = two_steps(run, *node, *target)?;
            (context, chain_edit::ChainEdit::MoveAfter { node, target })
        }
    };
    chain_edit::change(run.program(), context.plan().plan(), &edit)
}

/// The edits as the page takes them.
pub fn text_edits(change: Change) -> Vec<TextEdit> {
    let edit = |edit: chain_edit::TextEdit| TextEdit { start: edit.span.start, end: edit.span.end, text: edit.text };
    change.edits.into_iter().map(edit).collect()
}

/// Whether the edit puts what is written there into another place, where a name may not be known.
pub fn moves_names(edit: &ChainEdit) -> bool {
    matches!(
        edit,
        ChainEdit::Move { .. } | ChainEdit::Branch { .. } | ChainEdit::Join { .. } | ChainEdit::Duplicate { .. }
    )
}

fn operator_spec(operator: &str) -> Result<&'static OperatorSpec, EditError> {
    let found = engine::operators::find(plan::Receiver::DStream, operator).ok_or(EditError::NoSuchStep)?;
    Ok(found.spec)
}

fn step(run: &Run, outer: u32) -> Result<(Rc<StreamingContext>, NodeId), EditError> {
    let (context_idx, node) = run.numbering.inner(outer);
    let context = run.application.contexts().get(context_idx).cloned().ok_or(EditError::NoSuchStep)?;
    Ok((context, node))
}

/// Two steps of one context.
fn two_steps(run: &Run, one: u32, other: u32) -> Result<(Rc<StreamingContext>, NodeId, NodeId), EditError> {
    if run.numbering.inner(one).0 != run.numbering.inner(other).0 {
        return Err(EditError::OtherChain);
    }
    let (context, one) = step(run, one)?;
    Ok((context, one, run.numbering.inner(other).1))
}
