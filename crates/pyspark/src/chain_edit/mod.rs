//! Changes of the chain as changes of the program text.
//!
//! A step is the piece `.map(f)` of a call chain, from the dot to the closing parenthesis. Changes touch these pieces
//! only, so that names, comments and layout around them stay. A step that is switched off stands in a comment below
//! its statement ([`off`]); every change keeps these comments with their places ([`switch`]).

mod anchor;
mod branch;
mod editor;
pub mod off;
pub(crate) mod scan;
mod steps;
mod switch;

use diag::Span;
use plan::{NodeId, OperatorSpec, Plan};
use python::Program;
use value::calm_sort::calm_sort;

use crate::chain_edit::editor::Editor;

/// A change that a reader makes in the chain.
#[derive(Clone, Debug)]
pub enum ChainEdit {
    /// Writes `text` in place of an argument, or adds the argument if the call does not give it.
    ReplaceArg {
        node: NodeId,
        param: String,
        text: String,
    },
    /// Adds `call` (`map(lambda x: x)`) behind a node, before everything that uses it.
    Insert {
        after: NodeId,
        spec: &'static OperatorSpec,
        call: String,
    },
    Remove {
        node: NodeId,
    },
    /// Writes the step a second time behind itself.
    Duplicate {
        node: NodeId,
    },
    /// Takes the step into a comment.
    Disable {
        node: NodeId,
    },
    /// Brings back the step whose comment begins at this offset.
    Enable {
        comment: u32,
    },
    MoveBefore {
        node: NodeId,
        target: NodeId,
    },
    MoveAfter {
        node: NodeId,
        target: NodeId,
    },
    /// Begins another chain from a stream with `call`; what it gives is printed.
    Branch {
        from: NodeId,
        spec: &'static OperatorSpec,
        call: String,
    },
    /// Makes a new stream of two, which is printed.
    Join {
        node: NodeId,
        other: NodeId,
        spec: &'static OperatorSpec,
    },
}

/// One replacement in the program text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    pub span: Span,
    pub text: String,
}

/// What a change does to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// They do not overlap.
    pub edits: Vec<TextEdit>,
    /// Where the reader looks next, as a byte offset in the new text: the name of the step that was changed or made,
    /// its argument, or the comment that it stands in.
    pub focus: Option<u32>,
}

/// Where the reader looks next, before the edits are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Focus {
    Nowhere,
    /// An offset in the text as it was, outside of the edits.
    Kept(u32),
    /// An offset in the text of the edit of this position.
    Written {
        edit_idx: usize,
        offset: u32,
    },
}

/// Edits with the place to look at.
pub(crate) struct Draft {
    pub edits: Vec<TextEdit>,
    pub focus: Focus,
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("there is no such step any more")]
    NoSuchStep,
    #[error("this step is made by line {line}, which runs more than once: change it there")]
    MadeRepeatedly { line: u32 },
    #[error("`{operator}` has no parameter `{param}`")]
    NoSuchParameter { operator: &'static str, param: String },
    #[error("this begins the chain, as a source does: it cannot be {done}")]
    IsSource { done: &'static str },
    #[error("an output operation ends its chain: nothing can be {done} it")]
    IsOutput { done: &'static str },
    #[error("a step cannot be moved to another chain's text")]
    OtherChain,
    #[error("a step cannot be moved past one that has several inputs")]
    SeveralInputs,
    #[error("both streams stand in one statement: give one of them a name first, by a branch for instance")]
    SameStatement,
    #[error("a step that is switched off stands inside this one: enable it first")]
    HoldsOff,
    #[error("the place of this step is not in the line above its comment any more: put it back in the code")]
    PlaceIsGone,
    #[error("this step is written in a way that cannot be changed here: change it in the code")]
    TooUnusual,
}

/// What `edit` does to `program`'s text. The new text compiles.
///
/// Errors: steps without a place of their own in the text, and changes that make no sense.
pub fn change(program: &Program, plan: &Plan, edit: &ChainEdit) -> Result<Change, EditError> {
    let editor = Editor::new(program, plan);
    let draft = match edit {
        ChainEdit::ReplaceArg { node, param, text } => editor.replace_arg(*node, param, text)?,
        ChainEdit::Insert { after, spec, call } => editor.insert(*after, spec, call)?,
        ChainEdit::Remove { node } => editor.remove(*node)?,
        ChainEdit::Duplicate { node } => editor.duplicate(*node)?,
        ChainEdit::MoveBefore { node, target } => editor.move_before(*node, *target)?,
        ChainEdit::MoveAfter { node, target } => editor.move_after(*node, *target)?,
        ChainEdit::Branch { from, spec, call } => editor.branch(*from, spec, call)?,
        ChainEdit::Join { node, other, spec } => editor.join(*node, *other, spec)?,
        ChainEdit::Disable { node } => return editor.disable(*node),
        ChainEdit::Enable { comment } => return editor.enable(*comment),
    };
    // What the reader typed may be wrong, and is shown where it stands.
    if matches!(edit, ChainEdit::ReplaceArg { .. }) && Program::compile(&apply(program.text(), &draft.edits)).is_err() {
        return Ok(draft.finish());
    }
    Ok(editor.keep_off_steps(draft)?.finish())
}

impl Draft {
    pub(crate) fn of(edits: Vec<TextEdit>, focus: Focus) -> Self {
        Self { edits, focus }
    }

    /// Puts the focus into the new text.
    pub(crate) fn finish(self) -> Change {
        let before = |at: u32, edit_idx: usize| {
            let edits = self.edits.iter().enumerate();
            let earlier = edits.filter(move |(idx, edit)| (edit.span.end, *idx) < (at, edit_idx) || edit.span.end < at);
            earlier
                .map(|(_, edit)| i64::from(edit.span.start) - i64::from(edit.span.end) + edit.text.len() as i64)
                .sum::<i64>()
        };
        let focus = match self.focus {
            Focus::Nowhere => None,
            Focus::Kept(at) => Some(i64::from(at) + before(at, usize::MAX)),
            Focus::Written { edit_idx, offset } => self.edits.get(edit_idx).map(|edit| {
                let at = edit.span.start;
                i64::from(at) + i64::from(offset) + before(at, edit_idx)
            }),
        };
        Change { focus: focus.and_then(|at| u32::try_from(at).ok()), edits: self.edits }
    }
}

pub(crate) fn at(offset: u32) -> Span {
    Span::new(offset, offset)
}

/// Applies edits that name places in the same text and do not overlap; insertions at one place keep their order.
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    calm_sort(&mut sorted, |a, b| (a.span.start, a.span.end).cmp(&(b.span.start, b.span.end)));
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        result.push_str(text.get(done..edit.span.start as usize).unwrap_or(""));
        result.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    result.push_str(text.get(done..).unwrap_or(""));
    result
}
