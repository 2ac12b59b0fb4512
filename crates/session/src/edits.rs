//! Changes of the chain as the page asks for them, made into edits of the text.

use protocol::message::{ChainEdit, MoveTo};
use protocol::text::TextEdit;
use pyspark::EditError;
use pyspark::chain_edit;

use crate::run::Run;

/// The edits of the run's program text that make `edit`.
pub fn text_edits(run: &Run, edit: &ChainEdit) -> Result<Vec<TextEdit>, EditError> {
    let node = match edit {
        ChainEdit::ReplaceArg { node, .. } | ChainEdit::Remove { node } | ChainEdit::Move { node, .. } => *node,
        ChainEdit::Insert { after, .. } => *after,
    };
    let (context_idx, inner) = run.numbering.inner(node);
    let contexts = run.application.contexts();
    let context = contexts.get(context_idx).ok_or(EditError::NoSuchStep)?;
    let target = |outer: u32| match run.numbering.inner(outer) {
        (idx, target) if idx == context_idx => Ok(target),
        _ => Err(EditError::OtherChain),
    };
    let edit = match edit {
        ChainEdit::ReplaceArg { arg, text, .. } => {
            chain_edit::ChainEdit::ReplaceArg { node: inner, param: arg.clone(), text: text.clone() }
        }
        ChainEdit::Insert { operator, args, .. } => {
            let found = engine::operators::find(plan::Receiver::DStream, operator).ok_or(EditError::NoSuchStep)?;
            let call = match args.as_slice() {
                [] => found.spec.example.call.to_owned(),
                _ => format!("{operator}({})", args.join(", ")),
            };
            chain_edit::ChainEdit::Insert { after: inner, spec: found.spec, call }
        }
        ChainEdit::Remove { .. } => chain_edit::ChainEdit::Remove { node: inner },
        ChainEdit::Move { to: MoveTo::Before(to), .. } => {
            chain_edit::ChainEdit::MoveBefore { node: inner, target: target(*to)? }
        }
        ChainEdit::Move { to: MoveTo::After(to), .. } => {
            chain_edit::ChainEdit::MoveAfter { node: inner, target: target(*to)? }
        }
    };
    let edits = chain_edit::text_edits(run.program(), context.plan().plan(), &edit)?;
    Ok(edits.into_iter().map(|edit| TextEdit { start: edit.span.start, end: edit.span.end, text: edit.text }).collect())
}
