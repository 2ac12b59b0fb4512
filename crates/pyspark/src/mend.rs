//! Repairs of a program text: calls on contexts that are missing, doubled or in the wrong place.
//!
//! A repair adds or takes away whole statements and keeps all others as they are written.

use diag::Span;
use python::{ArgForm, CallArg, CallExpr, Program};

use crate::chain_edit::scan::{ends_line, indent_at, line_end, line_start};
use crate::chain_edit::{Change, Draft, Focus, TextEdit, at};

/// How a call's argument can be passed.
#[derive(Clone, Copy, Debug)]
pub struct ArgPlace {
    pub name: &'static str,
    pub position: usize,
}

/// A program whose text is to be repaired.
pub struct Mender<'a> {
    program: &'a Program,
    text: &'a str,
}

impl<'a> Mender<'a> {
    pub fn new(program: &'a Program) -> Self {
        Self { program, text: program.text() }
    }

    /// The variable that holds the streaming context which the call at `made_at` makes, where that can be seen: what the
    /// call is assigned to.
    pub fn context_name(&self, made_at: Span) -> Option<String> {
        let statement = self.program.statement_at(made_at.start)?;
        let statements = self.program.simple_statements();
        let found = statements.into_iter().find(|other| other.span == statement)?;
        found.assigns.map(|(name, _)| name)
    }

    /// The first call of a method on a variable, from an offset on: `ssc.start()`.
    pub fn call_of(&self, receiver: &str, method: &str) -> Option<&'a CallExpr> {
        let is_it = |call: &&CallExpr| {
            call.name == method && call.receiver.is_some_and(|receiver_at| receiver_at.of(self.text) == receiver)
        };
        self.program.calls().iter().find(is_it)
    }

    /// The call whose name or text begins at an offset.
    pub fn call_at(&self, span: Span) -> Option<&'a CallExpr> {
        let is_it = |call: &&CallExpr| {
            call.span.end == span.end && (call.span.start == span.start || call.name_span.start == span.start)
        };
        self.program.calls().iter().find(is_it)
    }

    /// A statement of its own below the one around an offset.
    pub fn add_below(&self, offset: u32, statement: &str) -> Option<Change> {
        let above = self.program.statement_at(offset)?;
        let indent = self.indent(above.start);
        let text = format!("\n{indent}{statement}");
        self.checked(vec![TextEdit { span: at(line_end(self.text, above.end)), text }], 1 + indent.len())
    }

    /// A statement of its own above the one around an offset.
    pub fn add_above(&self, offset: u32, statement: &str) -> Option<Change> {
        let below = self.program.statement_at(offset)?;
        let begin = line_start(self.text, below.start);
        let indent = self.indent(below.start);
        let text = format!("{indent}{statement}\n");
        self.checked(vec![TextEdit { span: at(begin), text }], indent.len())
    }

    /// Statements at the end of the block in which the statement around an offset stands.
    pub fn add_at_end(&self, offset: u32, statements: &[String]) -> Option<Change> {
        let (end, indent) = self.end_of_block(offset)?;
        let lines: String = statements.iter().map(|statement| format!("\n{indent}{statement}")).collect();
        self.checked(vec![TextEdit { span: at(end), text: lines }], 1 + indent.len())
    }

    /// Moves the statement that is this call to the end of its block, or above another statement.
    pub fn move_to_end(&self, call: &CallExpr, above: Option<u32>) -> Option<Change> {
        let lines = self.whole_lines(call)?;
        let statement = call.span.of(self.text);
        let removed = TextEdit { span: lines, text: String::new() };
        let (place, text, offset) = match above {
            Some(offset) => {
                let begin = line_start(self.text, self.program.statement_at(offset)?.start);
                let indent = self.indent(begin);
                (begin, format!("{indent}{statement}\n"), indent.len())
            }
            None => {
                let (end, indent) = self.end_of_block(call.span.start)?;
                (end, format!("\n{indent}{statement}"), 1 + indent.len())
            }
        };
        self.checked(vec![TextEdit { span: at(place), text }, removed], offset)
    }

    /// Takes away the statement that is nothing but this call.
    pub fn remove(&self, call: &CallExpr) -> Option<Change> {
        let lines = self.whole_lines(call)?;
        self.checked(vec![TextEdit { span: lines, text: String::new() }], 0)
    }

    /// Writes something else in a place.
    pub fn replace(&self, span: Span, text: &str) -> Option<Change> {
        self.checked(vec![TextEdit { span, text: text.to_owned() }], 0)
    }

    /// Several replacements at once; they do not overlap.
    pub fn edits(&self, edits: Vec<TextEdit>) -> Option<Change> {
        self.checked(edits, 0)
    }

    /// The argument of a call as it is written.
    pub fn argument<'c>(&self, call: &'c CallExpr, place: ArgPlace) -> Option<&'c CallArg> {
        let positional = call.args.get(place.position).filter(|arg| arg.form == ArgForm::Positional);
        let is_named = |arg: &&CallArg| matches!(&arg.form, ArgForm::Keyword(name) if name == place.name);
        positional.or_else(|| call.args.iter().find(is_named))
    }

    /// The lines of a statement that is nothing but this call, with the line break behind them.
    fn whole_lines(&self, call: &CallExpr) -> Option<Span> {
        let begin = line_start(self.text, call.span.start);
        let is_alone = Span::new(begin, call.span.start).of(self.text).trim().is_empty()
            && ends_line(self.text, call.span.end)
            && self.program.statement_at(call.span.start) == Some(call.span);
        let end = (line_end(self.text, call.span.end) + 1).min(self.text.len() as u32);
        is_alone.then(|| Span::new(begin, end))
    }

    fn indent(&self, offset: u32) -> &'a str {
        indent_at(self.text, line_start(self.text, offset))
    }

    /// Where the block around an offset ends: behind its last statement, and the block's indent. None if it ends by
    /// leaving its function.
    fn end_of_block(&self, offset: u32) -> Option<(u32, &'a str)> {
        let first = self.program.statement_at(offset)?;
        let indent = self.indent(first.start);
        let mut last = first;
        for statement in self.program.simple_statements() {
            if statement.span.start < first.start {
                continue;
            }
            if self.leaves_block(last.end, statement.span.start, indent) {
                break;
            }
            last = statement.span;
        }
        let leaves = ["return", "raise"].iter().any(|word| last.of(self.text).starts_with(word));
        (!leaves).then(|| (line_end(self.text, last.end), indent))
    }

    /// Whether a line further out than `indent` begins between two statements, the second one's own included.
    fn leaves_block(&self, from: u32, to: u32, indent: &str) -> bool {
        let between = Span::new(from, line_end(self.text, to)).of(self.text);
        let mut lines = between.split('\n').skip(1).filter(|line| {
            let line = line.trim_start();
            !line.is_empty() && !line.starts_with('#')
        });
        lines.any(|line| !line.starts_with(indent))
    }

    /// The change, if the text that it gives can be read, with the focus in the first edit.
    fn checked(&self, edits: Vec<TextEdit>, offset: usize) -> Option<Change> {
        let text = crate::chain_edit::apply(self.text, &edits);
        Program::compile(&text).ok()?;
        Some(Draft::of(edits, Focus::Written { edit_idx: 0, offset: offset as u32 }).finish())
    }
}
