//! Changes of the chain as changes of the program text.
//!
//! A step is the piece `.map(f)` of a call chain: from the end of what it is called on to its closing parenthesis.
//! Inserting, removing and moving steps work on these pieces only, so names, comments and layout around them stay.

use diag::Span;
use plan::{Category, Node, NodeId, OperatorSpec, Place, Plan};
use python::{ArgForm, CallExpr, Program};
use value::calm_sort::calm_sort;

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
    MoveBefore {
        node: NodeId,
        target: NodeId,
    },
    MoveAfter {
        node: NodeId,
        target: NodeId,
    },
}

/// One replacement in the program text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    pub span: Span,
    pub text: String,
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
    #[error("a source begins the chain: it cannot be {done}")]
    IsSource { done: &'static str },
    #[error("an output operation ends its chain: nothing can be {done} it")]
    IsOutput { done: &'static str },
    #[error("a step cannot be moved to another chain's text")]
    OtherChain,
}

/// The edits of `program`'s text that make `edit`. They do not overlap.
///
/// Errors: steps without a place of their own in the text, and changes that make no sense.
pub fn text_edits(program: &Program, plan: &Plan, edit: &ChainEdit) -> Result<Vec<TextEdit>, EditError> {
    let editor = Editor { program, plan, text: program.text() };
    match edit {
        ChainEdit::ReplaceArg { node, param, text } => editor.replace_arg(*node, param, text),
        ChainEdit::Insert { after, spec, call } => editor.insert(*after, spec, call),
        ChainEdit::Remove { node } => editor.remove(*node),
        ChainEdit::MoveBefore { node, target } => {
            let at = editor.step(*target)?.start;
            editor.move_to(*node, at)
        }
        ChainEdit::MoveAfter { node, target } => {
            if editor.node(*target)?.spec.category == Category::Output {
                return Err(EditError::IsOutput { done: "moved behind" });
            }
            let at = editor.call(*target)?.span.end;
            editor.move_to(*node, at)
        }
    }
}

struct Editor<'a> {
    program: &'a Program,
    plan: &'a Plan,
    text: &'a str,
}

impl<'a> Editor<'a> {
    fn node(&self, id: NodeId) -> Result<&'a Node, EditError> {
        self.plan.node(id).ok_or(EditError::NoSuchStep)
    }

    /// The call that makes a node, if it makes no other.
    fn call(&self, id: NodeId) -> Result<&'a CallExpr, EditError> {
        let node = self.node(id)?;
        if let Place::Repeated { line } = node.origin.place {
            return Err(EditError::MadeRepeatedly { line });
        }
        let span = node.origin.span.ok_or(EditError::NoSuchStep)?;
        let is_it = |call: &&CallExpr| call.name_span.start == span.start && call.span.end == span.end;
        self.program.calls().iter().find(is_it).ok_or(EditError::NoSuchStep)
    }

    /// The step's own piece of the text, `.map(f)` with the line break and indent before it.
    fn step(&self, id: NodeId) -> Result<Span, EditError> {
        let call = self.call(id)?;
        let receiver = match self.node(id)?.spec.category {
            Category::Source => return Err(EditError::IsSource { done: "moved" }),
            _ => call.receiver.ok_or(EditError::NoSuchStep)?,
        };
        Ok(Span::new(self.end_of_receiver(receiver, call), call.span.end))
    }

    /// Behind the receiver and the parentheses that close around it: `(a.b())` of `(a.b()).c()`.
    fn end_of_receiver(&self, receiver: Span, call: &CallExpr) -> u32 {
        let between = Span::new(receiver.end, call.name_span.start).of(self.text);
        let dot = between.rfind('.').unwrap_or(between.len());
        let before_dot = between.get(..dot).unwrap_or("");
        let closing = before_dot.rfind(')').map_or(0, |at| at + 1);
        receiver.end + closing as u32
    }

    fn replace_arg(&self, id: NodeId, param: &str, text: &str) -> Result<Vec<TextEdit>, EditError> {
        let node = self.node(id)?;
        let call = self.call(id)?;
        let no_such = || EditError::NoSuchParameter { operator: node.spec.name, param: param.to_owned() };
        let idx = node.spec.param_idx(param).ok_or_else(no_such)?;
        if let Some(Some(span)) = node.origin.arg_spans.get(idx) {
            return Ok(vec![TextEdit { span: *span, text: text.to_owned() }]);
        }
        let n_positional = call.args.iter().filter(|arg| arg.form == ArgForm::Positional).count();
        let only_positional = n_positional == call.args.len();
        let written = if only_positional && n_positional == idx { text.to_owned() } else { format!("{param}={text}") };
        Ok(vec![match call.args.last() {
            Some(last) => TextEdit { span: at(last.span.end), text: format!(", {written}") },
            None => TextEdit { span: at(call.arguments_span.start + 1), text: written },
        }])
    }

    fn insert(&self, after: NodeId, spec: &OperatorSpec, call_text: &str) -> Result<Vec<TextEdit>, EditError> {
        let node = self.node(after)?;
        if node.spec.category == Category::Output {
            return Err(EditError::IsOutput { done: "added behind" });
        }
        let call = self.call(after)?;
        if spec.category == Category::Output {
            return Ok(self.insert_output(node, call, call_text));
        }
        let text = format!("{}.{call_text}", self.break_before(node, call));
        Ok(vec![TextEdit { span: at(call.span.end), text }])
    }

    /// A statement of its own on the next line; a stream without a name gets one first.
    fn insert_output(&self, node: &Node, call: &CallExpr, call_text: &str) -> Vec<TextEdit> {
        let line_start = self.line_start(call.span.start);
        let indent = self.indent_at(line_start);
        match &node.name {
            Some(name) => {
                let end = self.statement_end(call.span.end);
                vec![TextEdit { span: at(end), text: format!("\n{indent}{name}.{call_text}") }]
            }
            None => {
                let name = self.fresh_name();
                let expression = call.span.of(self.text);
                let statement_start = self.statement_start(call.span.start);
                let indent = self.indent_at(statement_start);
                let begin = statement_start + indent.len() as u32;
                let lines = format!("{name} = {}\n{indent}{name}.{call_text}\n{indent}", self.joined(expression));
                vec![TextEdit { span: at(begin), text: lines }, TextEdit { span: call.span, text: name }]
            }
        }
    }

    /// An expression that stood inside parentheses or behind a backslash, safe to stand alone.
    fn joined(&self, expression: &str) -> String {
        if expression.contains('\n') && !expression.contains('\\') {
            format!("({expression})")
        } else {
            expression.to_owned()
        }
    }

    fn remove(&self, id: NodeId) -> Result<Vec<TextEdit>, EditError> {
        let node = self.node(id)?;
        let call = self.call(id)?;
        if node.spec.category == Category::Source {
            return Err(EditError::IsSource { done: "removed while the chain needs it" });
        }
        let statement = self.whole_lines(call.span);
        let receiver = call.receiver.map(|span| span.of(self.text)).unwrap_or("");
        let is_named = receiver.chars().all(|c| c.is_alphanumeric() || c == '_');
        if node.spec.category == Category::Output
            && is_named
            && let Some(lines) = statement
        {
            return Ok(vec![TextEdit { span: lines, text: String::new() }]);
        }
        Ok(vec![TextEdit { span: self.step(id)?, text: String::new() }])
    }

    fn move_to(&self, id: NodeId, to: u32) -> Result<Vec<TextEdit>, EditError> {
        if self.node(id)?.spec.category == Category::Output {
            return Err(EditError::IsOutput { done: "moved behind" });
        }
        let step = self.step(id)?;
        if step.start < to && to < step.end {
            return Err(EditError::OtherChain);
        }
        if to == step.start || to == step.end {
            return Ok(Vec::new());
        }
        let moved = step.of(self.text).to_owned();
        Ok(vec![TextEdit { span: step, text: String::new() }, TextEdit { span: at(to), text: moved }])
    }

    /// The line break and indent that stand before the node's own step, so that a new one looks like it.
    fn break_before(&self, node: &Node, call: &CallExpr) -> &'a str {
        if node.spec.category == Category::Source {
            return "";
        }
        let Some(receiver) = call.receiver else { return "" };
        let start = self.end_of_receiver(receiver, call);
        let before_name = Span::new(start, call.name_span.start).of(self.text);
        let before_dot = before_name.rsplit_once('.').map_or("", |(before, _)| before);
        if before_dot.contains('\n') && !before_dot.contains('#') { before_dot } else { "" }
    }

    fn line_start(&self, offset: u32) -> u32 {
        let before = self.text.get(..offset as usize).unwrap_or("");
        before.rfind('\n').map_or(0, |at| at as u32 + 1)
    }

    fn line_end(&self, offset: u32) -> u32 {
        let after = self.text.get(offset as usize..).unwrap_or("");
        after.find('\n').map_or(self.text.len() as u32, |at| offset + at as u32)
    }

    fn indent_at(&self, line_start: u32) -> &'a str {
        let line = self.text.get(line_start as usize..).unwrap_or("");
        let n = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..n).unwrap_or("")
    }

    /// The start of the line on which the statement around `offset` begins.
    fn statement_start(&self, offset: u32) -> u32 {
        let statement = self.program.statement_at(offset);
        self.line_start(statement.map_or(offset, |span| span.start))
    }

    /// The end of the line on which the statement around `offset` ends.
    fn statement_end(&self, offset: u32) -> u32 {
        let statement = self.program.statement_at(offset.saturating_sub(1));
        self.line_end(statement.map_or(offset, |span| span.end))
    }

    /// The lines of a statement that is nothing but this call; `None` if there is more on them.
    fn whole_lines(&self, call: Span) -> Option<Span> {
        let start = self.line_start(call.start);
        let end = self.line_end(call.end);
        let before = Span::new(start, call.start).of(self.text);
        let after = Span::new(call.end, end).of(self.text).trim();
        let is_alone = before.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
        is_alone.then(|| Span::new(start, (end + 1).min(self.text.len() as u32)))
    }

    fn fresh_name(&self) -> String {
        let is_free = |name: &String| !self.text.contains(name.as_str());
        (1..).map(|n| if n == 1 { "stream".to_owned() } else { format!("stream{n}") }).find(is_free).unwrap_or_default()
    }
}

fn at(offset: u32) -> Span {
    Span::new(offset, offset)
}

/// Applies edits that name places in the same text and do not overlap.
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
