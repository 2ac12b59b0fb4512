//! `Editor`: where the steps of a plan stand in the text of their program.

use diag::Span;
use plan::{Category, Node, NodeId, Place, Plan, Receiver};
use python::{CallExpr, Program};

use crate::chain_edit::EditError;
use crate::chain_edit::off::{OffStep, off_steps};
use crate::chain_edit::scan::{Gap, behind_parentheses, ends_line, gap, indent_at, is_name_sign, line_end, line_start};

/// A program with its plan, to be changed.
pub(crate) struct Editor<'a> {
    pub program: &'a Program,
    pub plan: &'a Plan,
    pub text: &'a str,
    pub off: Vec<OffStep>,
}

/// The parts of a step in the text: `receiver) .map(f)`.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Behind the receiver and the parentheses that close around it.
    pub base: u32,
    /// What stands between base and dot.
    pub gap: Gap,
    pub dot: u32,
    /// Behind the closing parenthesis of the call.
    pub end: u32,
}

impl<'a> Editor<'a> {
    pub fn new(program: &'a Program, plan: &'a Plan) -> Self {
        Self { program, plan, text: program.text(), off: off_steps(program) }
    }

    pub fn node(&self, id: NodeId) -> Result<&'a Node, EditError> {
        self.plan.node(id).ok_or(EditError::NoSuchStep)
    }

    /// The call that makes a node, if it makes no other.
    pub fn call(&self, id: NodeId) -> Result<&'a CallExpr, EditError> {
        let node = self.node(id)?;
        if let Place::Repeated { line } = node.origin.place {
            return Err(EditError::MadeRepeatedly { line });
        }
        let span = node.origin.span.ok_or(EditError::NoSuchStep)?;
        let is_it = |call: &&CallExpr| call.name_span.start == span.start && call.span.end == span.end;
        self.program.calls().iter().find(is_it).ok_or(EditError::NoSuchStep)
    }

    /// A step's parts; `done` says what cannot be done to a source.
    pub fn piece(&self, id: NodeId, done: &'static str) -> Result<Piece, EditError> {
        let call = self.call(id)?;
        if begins_chain(self.node(id)?) {
            return Err(EditError::IsSource { done });
        }
        piece_of(self.text, call).ok_or(EditError::NoSuchStep)
    }

    /// `map(f)` of the call.
    pub fn call_text(&self, call: &CallExpr) -> &'a str {
        Span::new(call.name_span.start, call.span.end).of(self.text)
    }

    /// The part of the text that goes when a step is taken out, so that comments around it stay and still end.
    pub fn taken_out(&self, piece: &Piece) -> Span {
        match piece.gap.comment_ends.last() {
            None => Span::new(piece.base, piece.end),
            Some(&comment_end) if ends_line(self.text, piece.end) => Span::new(comment_end, piece.end),
            Some(_) => Span::new(piece.dot, piece.end),
        }
    }

    /// The line break and indent before a step, for another one that is to look like it.
    pub fn break_before(&self, call: &CallExpr) -> &'a str {
        let Some(piece) = piece_of(self.text, call) else { return "" };
        let from = piece.gap.comment_ends.last().copied().unwrap_or(piece.base);
        let glue = Span::new(from, piece.dot).of(self.text);
        if glue.contains('\n') { glue } else { "" }
    }

    /// The statement around an offset, from its first line's indent to its end.
    pub fn statement(&self, offset: u32) -> Span {
        self.program.statement_at(offset).unwrap_or_else(|| Span::new(offset, offset))
    }

    /// The end of the lines of the statement around `offset`, with the steps switched off below them.
    pub fn end_of_lines(&self, offset: u32) -> u32 {
        let mut end = line_end(self.text, self.statement(offset).end);
        while let Some(off) = self.off.iter().find(|off| line_start(self.text, off.span.start) == end + 1) {
            end = off.span.end;
        }
        end
    }

    pub fn indent(&self, offset: u32) -> &'a str {
        indent_at(self.text, line_start(self.text, offset))
    }

    /// The lines of a statement that is nothing but this call; `None` if there is more on them.
    pub fn whole_lines(&self, call: Span) -> Option<Span> {
        let start = line_start(self.text, call.start);
        let is_alone = Span::new(start, call.start).of(self.text).trim().is_empty() && ends_line(self.text, call.end);
        let is_statement = self.program.statement_at(call.start) == Some(call);
        (is_alone && is_statement).then(|| Span::new(start, line_end(self.text, call.end)))
    }

    /// Whether a step that is switched off stands right below these lines.
    pub fn has_off_below(&self, lines: Span) -> bool {
        self.off.iter().any(|off| line_start(self.text, off.span.start) == lines.end + 1 && !off.is_statement())
    }

    /// A name that the text does not have yet, and that is not `taken` either.
    pub fn fresh_name(&self, stem: &str, taken: &[String]) -> String {
        let is_word = |name: &String| self.text.split(|sign| !is_name_sign(sign)).any(|word| word == name);
        let is_free = |name: &String| !is_word(name) && !taken.contains(name);
        let nth = |n: u32| if n == 1 { stem.to_owned() } else { format!("{stem}{n}") };
        (1..).map(nth).find(is_free).unwrap_or_default()
    }
}

/// Whether a node is made by a method of the context: a source, or `ssc.union(…)`.
pub(crate) fn begins_chain(node: &Node) -> bool {
    node.spec.category == Category::Source || node.spec.receiver == Receiver::Context
}

/// The parts of a call of a method.
pub(crate) fn piece_of(text: &str, call: &CallExpr) -> Option<Piece> {
    let receiver = call.receiver?;
    let limit = call.name_span.start;
    let (base, _) = behind_parentheses(text, receiver.end, limit);
    let gap = gap(text, base, limit);
    let dot = gap.end;
    (dot < limit && text.get(dot as usize..)?.starts_with('.')).then_some(Piece { base, gap, dot, end: call.span.end })
}
