//! A second chain from a stream in the middle of one, and a stream made of two.

use diag::Span;
use plan::{Category, NodeId, OperatorSpec, ParamDefault, ParamKind};
use python::{CallExpr, Program};

use crate::chain_edit::editor::Editor;
use crate::chain_edit::{Draft, EditError, Focus, TextEdit, at};

impl Editor<'_> {
    /// Another chain from a stream. What is not printed would not be computed, so it ends with `pprint`.
    pub(crate) fn branch(&self, from: NodeId, spec: &OperatorSpec, call_text: &str) -> Result<Draft, EditError> {
        let (name, edits) = self.named(from, &[])?;
        let place = self.end_of_chain(from)?;
        let indent = self.indent(self.statement(self.call(from)?.span.start).start);
        let (before, after) = match spec.category {
            Category::Output => (format!("\n{indent}{name}."), String::new()),
            _ => {
                let branch = self.fresh_name("branch", std::slice::from_ref(&name));
                (format!("\n{indent}{branch} = {name}."), format!("\n{indent}{branch}.pprint()"))
            }
        };
        Ok(written(edits, place, &before, call_text, &after))
    }

    /// A new stream of two, behind both of them.
    pub(crate) fn join(&self, node: NodeId, other: NodeId, spec: &OperatorSpec) -> Result<Draft, EditError> {
        let (left, mut edits) = self.named(node, &[])?;
        let (right, more) = self.named(other, std::slice::from_ref(&left))?;
        edits.extend(more);
        let spans: Vec<Span> = edits.iter().map(|edit| edit.span).filter(|span| span.start < span.end).collect();
        if let [one, two] = spans[..]
            && one.start < two.end
            && two.start < one.end
        {
            return Err(EditError::SameStatement);
        }
        let place = self.end_of_chain(node)?.max(self.end_of_chain(other)?);
        let indent = self.indent(self.statement(self.call(node)?.span.start).start);
        let joined = self.fresh_name("joined", &[left.clone(), right.clone()]);
        let before = format!("\n{indent}{joined} = {left}.");
        let after = format!("\n{indent}{joined}.pprint()");
        Ok(written(edits, place, &before, &joining_call(spec, &right), &after))
    }

    /// The name of a stream, and the edits that give it one if it has none.
    fn named(&self, id: NodeId, taken: &[String]) -> Result<(String, Vec<TextEdit>), EditError> {
        let node = self.node(id)?;
        let call = self.call(id)?;
        match &node.name {
            _ if node.spec.category == Category::Output => Err(EditError::IsOutput { done: "begun at" }),
            Some(name) => Ok((name.clone(), Vec::new())),
            None => {
                let name = self.fresh_name("stream", taken);
                let edits = self.naming(call, &name);
                Ok((name, edits))
            }
        }
    }

    /// The edits that assign a call's value to `name` before its statement and use the name there.
    pub(crate) fn naming(&self, call: &CallExpr, name: &str) -> Vec<TextEdit> {
        let start = self.statement(call.span.start).start;
        let indent = self.indent(start);
        let expression = standing_alone(call.span.of(self.text));
        let line = format!("{name} = {expression}\n{indent}");
        vec![TextEdit { span: at(start), text: line }, TextEdit { span: call.span, text: name.to_owned() }]
    }

    /// Where a statement can stand behind all that a stream goes through.
    fn end_of_chain(&self, id: NodeId) -> Result<u32, EditError> {
        let call = self.call(id)?;
        let begin = self.statement(call.span.start);
        let own_end = self.end_of_lines(call.span.start);
        let node = self.node(id)?;
        let is_reassigned = node.name.as_ref().is_some_and(|name| {
            let statements = self.program.simple_statements();
            statements.iter().filter(|stmt| stmt.assigns.as_ref().is_some_and(|(to, _)| to == name)).count() > 1
        });
        // In a block it is not certain where that ends.
        if is_reassigned || !self.indent(begin.start).is_empty() {
            return Ok(own_end);
        }
        let mut downstream = vec![id];
        for other in &self.plan.nodes {
            if other.inputs.first().is_some_and(|input| downstream.contains(input)) {
                downstream.push(other.id);
            }
        }
        let ends = downstream.iter().filter_map(|node| {
            let call = self.call(*node).ok()?;
            let is_plain = call.inside.is_none() && self.indent(self.statement(call.span.start).start).is_empty();
            is_plain.then(|| self.end_of_lines(call.span.start))
        });
        Ok(ends.max().unwrap_or(own_end).max(own_end))
    }
}

/// `edits`, and new lines at `place`, with the focus on the call in them.
fn written(mut edits: Vec<TextEdit>, place: u32, before: &str, call_text: &str, after: &str) -> Draft {
    let focus = Focus::Written { edit_idx: edits.len(), offset: before.len() as u32 };
    edits.push(TextEdit { span: at(place), text: format!("{before}{call_text}{after}") });
    Draft::of(edits, focus)
}

/// The call of an operator that takes another stream.
fn joining_call(spec: &OperatorSpec, other: &str) -> String {
    let required = spec.params.iter().filter(|param| matches!(param.default, ParamDefault::Required));
    let args: Vec<&str> = required
        .map(|param| match param.kind {
            ParamKind::Function { .. } => "lambda a, b: a.union(b)",
            _ => other,
        })
        .collect();
    format!("{}({})", spec.name, args.join(", "))
}

/// An expression that stood inside parentheses or behind a backslash, safe to stand alone.
fn standing_alone(expression: &str) -> String {
    match Program::compile(&format!("_ = {expression}")) {
        Ok(_) => expression.to_owned(),
        Err(_) => format!("({expression})"),
    }
}
