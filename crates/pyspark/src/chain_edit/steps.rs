//! Changing, adding, removing, doubling and moving steps.

use diag::Span;
use plan::{Category, Node, NodeId, OperatorSpec};
use python::{ArgForm, CallExpr};

use crate::chain_edit::editor::{Editor, begins_chain};
use crate::chain_edit::scan::{ends_line, is_identifier, line_end};
use crate::chain_edit::{Draft, EditError, Focus, TextEdit, at};

impl<'a> Editor<'a> {
    pub(crate) fn replace_arg(&self, id: NodeId, param: &str, text: &str) -> Result<Draft, EditError> {
        let node = self.node(id)?;
        let call = self.call(id)?;
        let no_such = || EditError::NoSuchParameter { operator: node.spec.name, param: param.to_owned() };
        let idx = node.spec.param_idx(param).ok_or_else(no_such)?;
        if let Some(Some(span)) = node.origin.arg_spans.get(idx) {
            let edit = TextEdit { span: *span, text: text.to_owned() };
            return Ok(Draft::of(vec![edit], Focus::Written { edit_idx: 0, offset: 0 }));
        }
        let n_positional = call.args.iter().filter(|arg| arg.form == ArgForm::Positional).count();
        let only_positional = n_positional == call.args.len();
        let written = if only_positional && n_positional == idx { text.to_owned() } else { format!("{param}={text}") };
        let edit = match call.args.last() {
            Some(last) => TextEdit { span: at(last.span.end), text: format!(", {written}") },
            None => TextEdit { span: at(call.arguments_span.start + 1), text: written },
        };
        let offset = (edit.text.len() - text.len()) as u32;
        Ok(Draft::of(vec![edit], Focus::Written { edit_idx: 0, offset }))
    }

    pub(crate) fn insert(&self, after: NodeId, spec: &OperatorSpec, call_text: &str) -> Result<Draft, EditError> {
        let node = self.node(after)?;
        if node.spec.category == Category::Output {
            return Err(EditError::IsOutput { done: "added behind" });
        }
        let call = self.call(after)?;
        if spec.category == Category::Output {
            return Ok(self.insert_output(node, call, call_text));
        }
        let edit = self.behind(node, call, call_text);
        let offset = (edit.text.len() - call_text.len()) as u32;
        Ok(Draft::of(vec![edit], Focus::Written { edit_idx: 0, offset }))
    }

    /// A step written behind another one, on a line of its own if that one has one.
    fn behind(&self, node: &Node, call: &CallExpr, call_text: &str) -> TextEdit {
        let glue = if begins_chain(node) { "" } else { self.break_before(call) };
        // A comment beside the step stays beside it.
        let has_comment = ends_line(self.text, call.span.end)
            && self.statement(call.span.start).end > line_end(self.text, call.span.end);
        let place = match has_comment && !glue.is_empty() && !glue.contains('\\') {
            true => line_end(self.text, call.span.end),
            false => call.span.end,
        };
        TextEdit { span: at(place), text: format!("{glue}.{call_text}") }
    }

    /// A statement of its own on the next line; a stream without a name gets one first.
    fn insert_output(&self, node: &Node, call: &CallExpr, call_text: &str) -> Draft {
        match &node.name {
            Some(name) => self.statement_below(call.span.start, &format!("{name}.{call_text}"), call_text),
            None => {
                let name = self.fresh_name("stream", &[]);
                let mut naming = self.naming(call, &name);
                let indent = self.indent(self.statement(call.span.start).start).to_owned();
                let mut offset = 0;
                if let Some(first) = naming.first_mut() {
                    first.text = format!("{}{name}.{call_text}\n{indent}", first.text);
                    offset = (first.text.len() - call_text.len() - 1 - indent.len()) as u32;
                }
                Draft::of(naming, Focus::Written { edit_idx: 0, offset })
            }
        }
    }

    /// A line below the statement around `offset`.
    pub(crate) fn statement_below(&self, offset: u32, line: &str, call_text: &str) -> Draft {
        let indent = self.indent(self.statement(offset).start);
        let text = format!("\n{indent}{line}");
        let focus = Focus::Written { edit_idx: 0, offset: (text.len() - call_text.len()) as u32 };
        Draft::of(vec![TextEdit { span: at(self.end_of_lines(offset)), text }], focus)
    }

    pub(crate) fn remove(&self, id: NodeId) -> Result<Draft, EditError> {
        let node = self.node(id)?;
        let call = self.call(id)?;
        let piece = self.piece(id, "removed while the chain needs it")?;
        let receiver = call.receiver.unwrap_or_default();
        let focus = self.name_of_call_at(node);
        if node.spec.category == Category::Output
            && is_identifier(receiver.of(self.text))
            && let Some(lines) = self.whole_lines(call.span)
            && !self.has_off_below(lines)
        {
            let whole = Span::new(lines.start, (lines.end + 1).min(self.text.len() as u32));
            let comment = Span::new(call.span.end, lines.end).of(self.text).trim();
            let kept = match comment {
                "" => String::new(),
                comment => format!("{}{comment}\n", self.indent(call.span.start)),
            };
            let draft = Draft::of(vec![TextEdit { span: whole, text: kept }], focus);
            // The only statement of a block cannot go.
            if python::Program::compile(&super::apply(self.text, &draft.edits)).is_ok() {
                return Ok(draft);
            }
        }
        Ok(Draft::of(vec![TextEdit { span: self.taken_out(&piece), text: String::new() }], focus))
    }

    /// The name of the call that a node's first input comes from.
    fn name_of_call_at(&self, node: &Node) -> Focus {
        let parent = node.inputs.first().and_then(|input| self.plan.node(*input));
        parent.and_then(|parent| parent.origin.span).map_or(Focus::Nowhere, |span| Focus::Kept(span.start))
    }

    pub(crate) fn duplicate(&self, id: NodeId) -> Result<Draft, EditError> {
        let node = self.node(id)?;
        let call = self.call(id)?;
        self.piece(id, "written twice")?;
        let call_text = self.call_text(call).to_owned();
        if node.spec.category != Category::Output {
            let edit = self.behind(node, call, &call_text);
            let offset = (edit.text.len() - call_text.len()) as u32;
            return Ok(Draft::of(vec![edit], Focus::Written { edit_idx: 0, offset }));
        }
        // What an output gives is no stream, so another statement asks the same stream again.
        let receiver = call.receiver.unwrap_or_default().of(self.text);
        if is_identifier(receiver) {
            return Ok(self.statement_below(call.span.start, &format!("{receiver}.{call_text}"), &call_text));
        }
        let parent = *node.inputs.first().ok_or(EditError::NoSuchStep)?;
        Ok(self.insert_output(self.node(parent)?, self.call(parent)?, &call_text))
    }

    pub(crate) fn move_before(&self, id: NodeId, target: NodeId) -> Result<Draft, EditError> {
        match self.path(target, id) {
            Some(path) => self.rotate(&path, id),
            None => {
                let mut path = self.path(id, target).ok_or(EditError::OtherChain)?;
                path.pop();
                self.rotate(&path, id)
            }
        }
    }

    pub(crate) fn move_after(&self, id: NodeId, target: NodeId) -> Result<Draft, EditError> {
        if self.node(target)?.spec.category == Category::Output {
            return Err(EditError::IsOutput { done: "moved behind" });
        }
        match self.path(id, target) {
            Some(path) => self.rotate(&path, id),
            None => {
                let mut path = self.path(target, id).ok_or(EditError::OtherChain)?;
                path.remove(0);
                self.rotate(&path, id)
            }
        }
    }

    /// The steps from one down to another, both included, along first inputs.
    fn path(&self, from: NodeId, to: NodeId) -> Option<Vec<NodeId>> {
        let mut path = vec![to];
        let mut at = to;
        while at != from {
            at = *self.plan.node(at)?.inputs.first()?;
            path.push(at);
        }
        path.reverse();
        Some(path)
    }

    /// Moves the step at one end of `path` to the other end: the calls change places, all around them stays.
    fn rotate(&self, path: &[NodeId], id: NodeId) -> Result<Draft, EditError> {
        let mut slots = Vec::new();
        for step in path {
            let node = self.node(*step)?;
            if node.spec.category == Category::Output {
                return Err(EditError::IsOutput { done: "moved behind" });
            }
            let piece = self.piece(*step, "moved")?;
            if node.inputs.len() > 1 {
                return Err(EditError::SeveralInputs);
            }
            slots.push(Span::new(piece.dot, piece.end));
        }
        // Comments beside the steps go with them if each step ends its line.
        if slots.iter().all(|slot| ends_line(self.text, slot.end)) {
            for slot in &mut slots {
                let line = Span::new(slot.end, line_end(self.text, slot.end)).of(self.text);
                slot.end += line.trim_end().len() as u32;
            }
        }
        let texts: Vec<&str> = slots.iter().map(|slot| slot.of(self.text)).collect();
        let mut moved = texts.clone();
        let is_first = path.first() == Some(&id);
        let goes_to = if is_first { slots.len().saturating_sub(1) } else { 0 };
        match (is_first, moved.is_empty()) {
            (_, true) => return Err(EditError::NoSuchStep),
            (true, false) => moved.rotate_left(1),
            (false, false) => moved.rotate_right(1),
        }
        let name_at = self.call(id)?.name_span.start;
        let offset = slots.get(if is_first { 0 } else { slots.len() - 1 }).map_or(0, |slot| name_at - slot.start);
        let edits: Vec<TextEdit> =
            slots.iter().zip(moved).map(|(span, text)| TextEdit { span: *span, text: text.to_owned() }).collect();
        Ok(Draft::of(edits, Focus::Written { edit_idx: goes_to, offset }))
    }
}
