//! Steps that are switched off: comments below a statement that hold what was taken out of it.
//!
//! ```text
//! words = lines                                       the statement without its step, and below it
//! # off: .flatMap(lambda line: line.split(" "))       a step at the end of the statement
//! # off after map(): .filter(f)                       one behind the call of `map` in it
//! # off after map() 2: .filter(f)                     behind the second one
//! # off after words: .filter(f)                       behind the name `words`
//! # off after map()) below 1: .filter(f)              behind a parenthesis and a comment
//! # off: counts.pprint()                              a whole statement, which comes back in its own place
//! # ... what follows is a further line of the step
//! ```

use diag::Span;
use python::{CallExpr, Program};

use crate::chain_edit::anchor::{Anchor, What, region_above, region_around, texts_before};
use crate::chain_edit::editor::piece_of;
use crate::chain_edit::scan::{behind_parentheses, gap, is_name_sign, line_end, line_start};

/// How the first line of such a comment begins.
const MARK: &str = "# off";
/// How its further lines begin.
const MORE: &str = "# ...";

/// A step that is switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffStep {
    /// The comment, from its first sign to its end.
    pub span: Span,
    /// What says where the step belongs: `# off after map():`.
    pub header: Span,
    /// What was taken out, with the layout before it.
    pub piece: String,
    /// The operator's name.
    pub operator: String,
    /// `map(f)`, without what stands before it.
    pub call: String,
    pub place: OffPlace,
}

/// Where a step comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OffPlace {
    /// The comment is a whole statement about this stream, and comes back where it stands.
    Statement { receiver: String },
    /// At this offset in the statement above.
    At(u32),
    /// What it stood behind is not there any more.
    Gone,
}

impl OffStep {
    pub(crate) fn is_statement(&self) -> bool {
        matches!(self.place, OffPlace::Statement { .. })
    }
}

/// Every step that is switched off, in the order of the text.
pub fn off_steps(program: &Program) -> Vec<OffStep> {
    let text = program.text();
    if !text.contains(MARK) {
        return Vec::new();
    }
    let statements = program.simple_statements();
    let in_statement = |at: u32| statements.iter().any(|stmt| stmt.span.start <= at && at < stmt.span.end);
    let mut found: Vec<OffStep> = Vec::new();
    let mut from = 0;
    while (from as usize) < text.len() {
        let end = line_end(text, from);
        let step = if in_statement(from) { None } else { read(program, from, &found) };
        from = match step {
            Some(step) => {
                let end = step.span.end;
                found.push(step);
                end + 1
            }
            None => end + 1,
        };
    }
    found
}

/// The comment on the line that begins at `from`.
fn read(program: &Program, from: u32, before: &[OffStep]) -> Option<OffStep> {
    let text = program.text();
    let line = Span::new(from, line_end(text, from)).of(text);
    let comment = line.trim_start_matches([' ', '\t']);
    let start = from + (line.len() - comment.len()) as u32;
    let (anchor, first) = comment.strip_prefix(MARK)?.split_once(':')?;
    let header = Span::new(start, start + (MARK.len() + anchor.len() + 1) as u32);
    let mut piece = first.strip_prefix(' ').unwrap_or(first).to_owned();
    let mut end = from + line.len() as u32;
    while let Some(more) = further_line(text, end + 1) {
        piece.push('\n');
        piece.push_str(more.strip_prefix(' ').unwrap_or(more));
        end = line_end(text, end + 1);
    }
    let span = Span::new(start, end);
    match step_call(&piece) {
        Some((operator, call)) => {
            let anchor = Anchor::read(anchor)?;
            let place = region_above(program, from, before).and_then(|region| anchor.find(program, region, &piece));
            let place = place.map_or(OffPlace::Gone, OffPlace::At);
            Some(OffStep { span, header, operator, call, piece, place })
        }
        None => {
            let (receiver, operator, call) = statement_call(&piece).filter(|_| anchor.is_empty())?;
            Some(OffStep { span, header, operator, call, piece, place: OffPlace::Statement { receiver } })
        }
    }
}

fn further_line(text: &str, from: u32) -> Option<&str> {
    let line = text.get(from as usize..line_end(text, from) as usize)?;
    line.trim_start_matches([' ', '\t']).strip_prefix(MORE)
}

/// The operator and the call of ` \↵ .map(f)`.
fn step_call(piece: &str) -> Option<(String, String)> {
    let dot = gap(piece, 0, piece.len() as u32).end as usize;
    let call = piece.get(dot..)?.strip_prefix('.')?.trim_start();
    Program::compile(&format!("(x\n{piece}\n)")).ok()?;
    let name: String = call.chars().take_while(|sign| is_name_sign(*sign)).collect();
    let is_call = !name.is_empty() && call.get(name.len()..)?.trim_start().starts_with('(');
    is_call.then(|| (name, call.trim_end().to_owned()))
}

/// Stream, operator and call of `counts.pprint()`.
fn statement_call(piece: &str) -> Option<(String, String, String)> {
    let program = Program::compile(piece.trim_start()).ok()?;
    let [statement] = program.simple_statements().try_into().ok()?;
    let outer = program.calls().iter().find(|call| call.span == statement.span)?;
    let receiver = outer.receiver?.of(program.text()).to_owned();
    let call = Span::new(outer.name_span.start, outer.span.end).of(program.text()).to_owned();
    Some((receiver, outer.name.clone(), call))
}

/// The comment of a piece: its lines, with `indent` before all but the first.
pub(crate) fn write(anchor: &Anchor, piece: &str, indent: &str) -> String {
    let mut lines = piece.split('\n');
    let mut comment = header(anchor);
    put(&mut comment, lines.next().unwrap_or(""));
    for line in lines {
        comment.push('\n');
        comment.push_str(indent);
        comment.push_str(MORE);
        put(&mut comment, line);
    }
    comment
}

fn put(comment: &mut String, line: &str) {
    if !line.is_empty() {
        comment.push(' ');
        comment.push_str(line);
    }
}

/// `# off after map():`.
pub(crate) fn header(anchor: &Anchor) -> String {
    format!("{MARK}{anchor}:")
}

/// The lines that hold a comment, with the line break before them.
pub(crate) fn lines_of(text: &str, comment: Span) -> Span {
    Span::new(line_start(text, comment.start).saturating_sub(1), comment.end)
}

/// The expression that a step at `place` would be called on: a call, or else what is written there.
pub fn receiver_before(program: &Program, place: u32) -> Option<Span> {
    let region = region_around(program, place)?;
    let texts = texts_before(program.text(), region, place).into_iter().map(|(end, what)| match what {
        What::Text(text) => Span::new(end - text.len() as u32, end),
        What::Call(_) => Span::new(end, end),
    });
    let calls = program.calls().iter().map(|call| call.span).filter(|span| region.contains(*span));
    let is_before = |span: &Span| {
        let base = if span.end <= place { behind_parentheses(program.text(), span.end, place).0 } else { u32::MAX };
        base <= place && gap(program.text(), base, place).end == place
    };
    // The outermost call that is nearest, else the farthest text: a nearer one is a word of a comment.
    let call = calls.filter(is_before).max_by_key(|span| (span.end, u32::MAX - span.start));
    call.or_else(|| texts.into_iter().filter(is_before).min_by_key(|span| span.end))
}

/// The names of the calls that would be made on what a step at `place` gives.
pub fn users_of(program: &Program, place: u32) -> Vec<Span> {
    let is_next = |call: &&CallExpr| {
        piece_of(program.text(), call).is_some_and(|piece| piece.base <= place && place <= piece.dot)
    };
    if let Some(next) = program.calls().iter().find(is_next) {
        return vec![next.name_span];
    }
    let statements = program.simple_statements();
    let around = statements.iter().rev().find(|stmt| stmt.span.start <= place && place <= stmt.span.end);
    let Some((name, _)) = around.and_then(|stmt| stmt.assigns.as_ref()) else {
        return Vec::new();
    };
    let on_name = |call: &&CallExpr| call.receiver.is_some_and(|receiver| receiver.of(program.text()) == name);
    program.calls().iter().filter(on_name).map(|call| call.name_span).collect()
}
