//! Tracebacks as CPython 3.11 prints them.

use value::{CallCx, Exception, Raised, TraceEntry, Value};

use crate::ast::{Expr, ExprKind};
use crate::objects::exception::class_of;
use crate::program::Program;
use crate::walk::{self, Visitor};

/// The same place more often than this in a row is counted instead of shown.
const MAX_REPEATS: usize = 3;
/// Chains of exceptions longer than this are cut.
const MAX_CHAIN: usize = 50;

/// The text that CPython prints for an exception that ended the program: every frame with its line and markers,
/// the exceptions before it, and the last line. The program's file is called `program.py`.
pub fn format_traceback(raised: &Raised, program: &Program, cx: &mut CallCx) -> String {
    let mut out = String::new();
    write_chain(&mut out, &raised.parts().exception, &raised.parts().traceback, program, cx, &mut Vec::new());
    out
}

/// The last line of a traceback: class (with its module, unless it is the program's own) and message.
pub fn last_line(exception: &Value, cx: &mut CallCx) -> String {
    let name = match exception.downcast::<Exception>() {
        Some(exception) => {
            let class = class_of(exception);
            match class.module.as_str() {
                "builtins" | "__main__" => class.qualname.to_string(),
                module => format!("{module}.{}", class.qualname),
            }
        }
        None => exception.type_name().into_owned(),
    };
    let text = value::repr::str_of(exception, cx).unwrap_or_else(|_| "<exception str() failed>".into());
    if text.is_empty() { name } else { format!("{name}: {text}") }
}

/// The exceptions that led to this one come first.
fn write_chain(
    out: &mut String,
    exception: &Value,
    traceback: &[TraceEntry],
    program: &Program,
    cx: &mut CallCx,
    seen: &mut Vec<Value>,
) {
    seen.push(exception.clone());
    if let Some(object) = exception.downcast::<Exception>() {
        let cause = object.cause.borrow().clone();
        let context = object.context.borrow().clone();
        let (before, link) = match (cause, context) {
            (Some(Value::None), _) => (None, ""),
            (Some(cause), _) => {
                (Some(cause), "\nThe above exception was the direct cause of the following exception:\n\n")
            }
            (None, context) => (context, "\nDuring handling of the above exception, another exception occurred:\n\n"),
        };
        if let Some(before) = before
            && seen.len() < MAX_CHAIN
            && !seen.iter().any(|known| known.is_same(&before))
        {
            let inner = before.downcast::<Exception>().map(|exception| exception.traceback.borrow().clone());
            write_chain(out, &before, &inner.unwrap_or_default(), program, cx, seen);
            out.push_str(link);
        }
    }
    if !traceback.is_empty() {
        out.push_str("Traceback (most recent call last):\n");
        write_places(out, traceback, program);
    }
    out.push_str(&last_line(exception, cx));
    out.push('\n');
    write_notes(out, exception, cx);
}

fn write_notes(out: &mut String, exception: &Value, cx: &mut CallCx) {
    let notes = exception.downcast::<Exception>().and_then(|exception| {
        let attrs = exception.attrs.borrow();
        attrs.iter().find(|(name, _)| name.as_str() == "__notes__").map(|(_, notes)| notes.clone())
    });
    let Some(Value::List(notes)) = notes else { return };
    let notes = notes.0.borrow().clone();
    for note in notes {
        out.push_str(&value::repr::str_of(&note, cx).unwrap_or_default());
        out.push('\n');
    }
}

/// Outermost place first.
fn write_places(out: &mut String, traceback: &[TraceEntry], program: &Program) {
    let mut repeats = 0;
    let mut last: Option<&TraceEntry> = None;
    for entry in traceback.iter().rev() {
        let is_same = last.is_some_and(|last| last.function == entry.function && last.line == entry.line);
        if !is_same {
            write_repeats(out, repeats);
            repeats = 0;
            last = Some(entry);
        }
        repeats += 1;
        if repeats <= MAX_REPEATS {
            out.push_str(&format!("  File \"{}\", line {}, in {}\n", entry.file(), entry.line, entry.function));
            if entry.is_program {
                write_line(out, entry, program);
            }
        }
    }
    write_repeats(out, repeats);
}

fn write_repeats(out: &mut String, repeats: usize) {
    if repeats > MAX_REPEATS {
        let more = repeats - MAX_REPEATS;
        let plural = if more == 1 { "" } else { "s" };
        out.push_str(&format!("  [Previous line repeated {more} more time{plural}]\n"));
    }
}

/// The line of a place, with markers below the part that failed.
fn write_line(out: &mut String, entry: &TraceEntry, program: &Program) {
    let text = program.text();
    let line_start = program.lines().line_start(entry.line) as usize;
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let shown = line.trim();
    if shown.is_empty() {
        return;
    }
    out.push_str(&format!("    {shown}\n"));
    let indent = line.len() - line.trim_start().len();
    let (start, end) = (entry.span.0 as usize, entry.span.1 as usize);
    let mut finder = Finder { span: (entry.span.0, entry.span.1), found: None };
    walk::body(program.body(), &mut finder);
    // A call or attribute of a chain over several lines is marked from its name on.
    let start = match finder.found {
        Some(Anchors::Name(name)) if start < line_start => name,
        _ => start,
    };
    if start < line_start || end <= start {
        return;
    }
    let line_end = line_start + line.trim_end().len();
    let is_one_line = end <= line_start + line.len();
    let end = if is_one_line { end } else { line_end };
    let count = |from: usize, to: usize| text.get(from..to).map_or(0, |part| part.chars().count());
    let (before, width) = (count(line_start + indent, start), count(start, end));
    let anchors = match finder.found {
        Some(Anchors::Between(from, to)) if is_one_line => operator_between(text, from, to),
        Some(Anchors::Brackets(from, to)) if is_one_line => Some((from, to)),
        _ => None,
    };
    if anchors.is_none() && width >= shown.chars().count() {
        return;
    }
    out.push_str("    ");
    out.push_str(&" ".repeat(before));
    match anchors {
        None => out.push_str(&"^".repeat(width)),
        Some((from, to)) => {
            out.push_str(&"~".repeat(count(start, from)));
            out.push_str(&"^".repeat(count(from, to)));
            out.push_str(&"~".repeat(count(to, end)));
        }
    }
    out.push('\n');
}

/// The first character between two operands that is not white space, or the first two if they stand together.
fn operator_between(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes().get(from..to)?;
    let at = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let is_long = bytes.get(at + 1).is_some_and(|byte| !byte.is_ascii_whitespace());
    Some((from + at, from + at + if is_long { 2 } else { 1 }))
}

/// What is marked within an expression.
#[derive(Clone, Copy)]
enum Anchors {
    /// The operator, which is between these places.
    Between(usize, usize),
    /// A subscript's brackets.
    Brackets(usize, usize),
    /// Where the name of an attribute begins.
    Name(usize),
}

struct Finder {
    span: (u32, u32),
    found: Option<Anchors>,
}

impl Visitor for Finder {
    fn enter(&mut self, _name: &str) {}
    fn leave(&mut self) {}
    fn expr(&mut self, expr: &Expr) {
        if (expr.span.start, expr.span.end) != self.span || self.found.is_some() {
            return;
        }
        self.found = match &expr.kind {
            ExprKind::Binary(node) => {
                Some(Anchors::Between(node.left.span.end as usize, node.right.span.start as usize))
            }
            ExprKind::Subscript(node) => {
                Some(Anchors::Brackets(node.0.span.end as usize, node.1.span.end as usize + 1))
            }
            ExprKind::Call(call) => match &call.function.kind {
                ExprKind::Attribute(_, name) => Some(Anchors::Name(name.span.start as usize)),
                _ => None,
            },
            ExprKind::Attribute(_, name) => Some(Anchors::Name(name.span.start as usize)),
            _ => None,
        };
    }
}
