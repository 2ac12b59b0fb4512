//! What the code tab marks in the text.

use protocol::plan_view::{DiagnosticView, NodeKind, Severity};

use crate::page::code::editor::Mark;
use crate::page::places::utf16_of_byte;
use crate::page::stores::document::DocumentStore;
use crate::page::stores::plan::PlanStore;

/// A diagnostic with its place in the present text.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    /// Byte offsets in the present text.
    pub place: Option<(u32, u32)>,
    /// Where it is, for people.
    pub line: Option<u32>,
}

/// The diagnostics that still have their place, or never had one.
pub fn problems(document: &DocumentStore, plan: &PlanStore) -> Vec<Problem> {
    let problem = |diagnostic: &DiagnosticView| {
        let place = match diagnostic.span {
            Some(span) => Some(document.place_now(span, plan.diagnostics_rev)?),
            None => None,
        };
        Some(Problem {
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            place,
            line: place.map(|(start, _)| line_of(&document.document.program, start)),
        })
    };
    plan.diagnostics.iter().filter_map(problem).collect()
}

/// The squiggles of the editor.
pub fn marks(text: &str, problems: &[Problem]) -> Vec<Mark> {
    let mark = |problem: &Problem| {
        let (start, end) = problem.place?;
        Some(Mark {
            from: utf16_of_byte(text, start),
            to: utf16_of_byte(text, end),
            kind: severity_name(problem.severity),
            message: problem.message.clone(),
            help: problem.help.clone().unwrap_or_default(),
        })
    };
    problems.iter().filter_map(mark).collect()
}

/// The soft background of the chosen step.
pub fn highlights(document: &DocumentStore, plan: &PlanStore) -> Vec<Mark> {
    let chosen = || {
        let node = plan.node(document.document.view.node?)?;
        let (start, end) = document.place_now(node.span?, plan.plan_rev)?;
        let text = &document.document.program;
        Some(Mark {
            from: utf16_of_byte(text, start),
            to: utf16_of_byte(text, end),
            kind: kind_name(node.kind),
            message: String::new(),
            help: String::new(),
        })
    };
    chosen().into_iter().collect()
}

/// The word for a severity in CSS and in the editor.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

/// The word for a kind of node in CSS and in the editor: what its colour means.
pub fn kind_name(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Source => "source",
        NodeKind::Narrow => "stream",
        NodeKind::Shuffle => "shuffle",
        NodeKind::Window => "window",
        NodeKind::State => "state",
        NodeKind::Output => "output",
    }
}

fn line_of(text: &str, byte: u32) -> u32 {
    let before = text.get(..byte as usize).unwrap_or(text);
    1 + before.bytes().filter(|sign| *sign == b'\n').count() as u32
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use protocol::document::Document;
    use protocol::text::{Span, TextEdit};
    use yew::Reducible;

    use super::*;
    use crate::page::stores::document::{DocumentAction, Origin};
    use crate::page::stores::plan::PlanAction;

    fn stores(program: &str, word: &str) -> (Rc<DocumentStore>, Rc<PlanStore>) {
        let document = Rc::new(DocumentStore::new(Document::of_program(program), Origin::Own));
        let at = program.find(word).unwrap();
        let diagnostic = DiagnosticView {
            code: "E1".to_owned(),
            severity: Severity::Error,
            message: "bad".to_owned(),
            help: None,
            span: Some(Span::of(program, at, at + word.len())),
            node: None,
        };
        let planned = PlanAction::Planned { rev: 1, plan: None, diagnostics: vec![diagnostic] };
        (document, Rc::new(PlanStore::default()).reduce(planned))
    }

    #[test]
    fn a_mark_is_given_in_the_units_of_the_editor() {
        let program = "s = '😀'; oops";
        let (document, plan) = stores(program, "oops");
        let marks = marks(program, &problems(&document, &plan));
        assert_eq!((marks[0].from, marks[0].to, marks[0].kind), (10, 14, "error"));
    }

    #[test]
    fn a_problem_moves_with_its_text_until_that_is_gone() {
        let (document, plan) = stores("a\noops", "oops");
        let edit = |start, end, text: &str| DocumentAction::Replace(TextEdit { start, end, text: text.to_owned() });
        let document = document.reduce(edit(0, 0, "# more\n"));
        assert_eq!(problems(&document, &plan)[0].line, Some(3));
        let document = document.reduce(edit(6, 11, ""));
        assert_eq!(problems(&document, &plan), []);
    }
}
