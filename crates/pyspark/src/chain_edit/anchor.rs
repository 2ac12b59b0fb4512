//! What a step stands behind, in words that outlive changes of the text around it.

use std::fmt;

use diag::Span;
use python::Program;

use crate::chain_edit::off::OffStep;
use crate::chain_edit::scan::{behind_parentheses, gap, is_name_sign, line_end, line_start, rest};

/// A place in a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    End,
    Behind {
        what: What,
        /// Which one of its kind in the statement, from 1.
        nth: usize,
        /// How many parentheses close around it.
        n_parentheses: usize,
        /// How many comments stand between it and the step.
        n_comments: usize,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A call of this name.
    Call(String),
    /// Anything else, as it is written.
    Text(String),
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Behind { what, nth, n_parentheses, n_comments } = self else {
            return Ok(());
        };
        match what {
            What::Call(name) => write!(f, " after {name}()")?,
            What::Text(text) => write!(f, " after {text}")?,
        }
        f.write_str(&")".repeat(*n_parentheses))?;
        if *nth > 1 {
            write!(f, " {nth}")?;
        }
        match n_comments {
            0 => Ok(()),
            n => write!(f, " below {n}"),
        }
    }
}

impl Anchor {
    /// What [`fmt::Display`] writes.
    pub fn read(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::End);
        }
        let text = text.strip_prefix(" after ")?;
        let (text, n_comments) = match text.rsplit_once(" below ") {
            Some((text, n)) => (text, n.parse().ok()?),
            None => (text, 0),
        };
        let (text, nth) = match text.rsplit_once(' ') {
            Some((text, n)) => (text, n.parse().ok()?),
            None => (text, 1),
        };
        let what = text.trim_end_matches(')');
        let n_closing = text.len() - what.len();
        let (what, n_parentheses) = match what.strip_suffix('(') {
            Some(name) => (What::Call(name.to_owned()), n_closing.checked_sub(1)?),
            None => (What::Text(what.to_owned()), n_closing),
        };
        Some(Self::Behind { what, nth, n_parentheses, n_comments })
    }

    /// The offset of `piece` in `region`.
    pub fn find(&self, program: &Program, region: Span, piece: &str) -> Option<u32> {
        let Self::Behind { what, nth, n_parentheses, n_comments } = self else {
            return Some(region.end);
        };
        let text = program.text();
        let mut ends = match what {
            What::Call(name) => call_ends(program, region, name),
            What::Text(what) => text_ends(text, region, what),
        };
        let end = ends.nth(nth.checked_sub(1)?)?;
        let mut base = end;
        for _ in 0..*n_parentheses {
            let next = gap(text, base, region.end).end;
            base = (next < region.end && rest(text, next).starts_with(')')).then_some(next + 1)?;
        }
        if *n_comments == 0 {
            return Some(base);
        }
        let comment_end = *gap(text, base, region.end).comment_ends.get(n_comments - 1)?;
        match piece.starts_with('\n') {
            true => Some(comment_end),
            // Only the white space up to the next comment: what follows that belongs to the next step.
            false => Some(comment_end + blank(rest(text, comment_end))),
        }
    }

    /// What `piece` stands behind at `place` in `region`, if that can be said.
    pub fn of(program: &Program, region: Span, place: u32, piece: &str) -> Option<Self> {
        let is_right = |anchor: &Self| anchor.find(program, region, piece) == Some(place);
        if place == region.end {
            return Some(Self::End);
        }
        let calls = program.calls().iter().filter(|call| in_region(region, call.span) && !call.name.is_empty());
        let mut ends: Vec<(u32, What)> = calls.map(|call| (call.span.end, What::Call(call.name.clone()))).collect();
        ends.extend(texts_before(program.text(), region, place));
        // The nearest call, else the farthest text: a nearer one is a word of a comment.
        ends.retain(|(end, _)| *end <= place);
        ends.sort_by_key(|(end, what)| match what {
            What::Call(_) => (0, u32::MAX - end),
            What::Text(_) => (1, *end),
        });
        ends.into_iter().find_map(|(end, what)| {
            let (base, n_parentheses) = behind_parentheses(program.text(), end, place);
            let between = gap(program.text(), base, place);
            if between.end != place {
                return None;
            }
            let n_comments = between.comment_ends.len();
            let nth = match &what {
                What::Call(name) => call_ends(program, region, name).position(|other| other == end),
                What::Text(what) => text_ends(program.text(), region, what).position(|other| other == end),
            }? + 1;
            Some(Self::Behind { what, nth, n_parentheses, n_comments }).filter(is_right)
        })
    }
}

fn blank(text: &str) -> u32 {
    (text.len() - text.trim_start_matches([' ', '\t', '\n']).len()) as u32
}

fn in_region(region: Span, span: Span) -> bool {
    region.start <= span.start && span.end <= region.end
}

/// The ends of the calls of a name, in the order in which the name is written.
fn call_ends<'a>(program: &'a Program, region: Span, name: &'a str) -> Box<dyn Iterator<Item = u32> + 'a> {
    let calls = program.calls().iter().filter(move |call| in_region(region, call.span) && call.name == name);
    let mut found: Vec<(u32, u32)> = calls.map(|call| (call.name_span.start, call.span.end)).collect();
    found.sort_unstable();
    Box::new(found.into_iter().map(|(_, end)| end))
}

/// The ends of a text where it stands alone.
fn text_ends<'a>(text: &'a str, region: Span, what: &'a str) -> Box<dyn Iterator<Item = u32> + 'a> {
    let inside = region.of(text);
    let is_alone = move |at: usize| {
        let before = inside.get(..at).and_then(|before| before.chars().next_back());
        let after = inside.get(at + what.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_name_sign)
    };
    let places = inside.match_indices(what).map(|(at, _)| at).filter(move |at| is_alone(*at));
    Box::new(places.map(move |at| region.start + (at + what.len()) as u32))
}

fn is_part(sign: char) -> bool {
    is_name_sign(sign) || matches!(sign, '.' | '[' | ']' | '"' | '\'')
}

/// The names and the like that could be what a step at `place` stands behind.
pub(crate) fn texts_before(text: &str, region: Span, place: u32) -> Vec<(u32, What)> {
    let before = Span::new(region.start, place).of(text);
    let mut found = Vec::new();
    let mut begin = None;
    for (at, sign) in before.char_indices().chain([(before.len(), ' ')]) {
        match (is_part(sign), begin) {
            (true, None) => begin = Some(at),
            (false, Some(from)) => {
                let what = before.get(from..at).unwrap_or("");
                if what.starts_with(|sign: char| sign.is_alphabetic() || sign == '_') {
                    found.push((region.start + at as u32, What::Text(what.to_owned())));
                }
                begin = None;
            }
            _ => {}
        }
    }
    found
}

/// The statements that end on the line above a comment's, or above those that are switched off before it.
pub(crate) fn region_above(program: &Program, line: u32, before: &[OffStep]) -> Option<Span> {
    let text = program.text();
    let mut above = line.checked_sub(1)?;
    while let Some(off) = before.iter().find(|off| off.span.end == above) {
        above = line_start(text, off.span.start).checked_sub(1)?;
    }
    region_of_line(program, above)
}

/// The statements that end on the line which ends at `line_end_at`, from where the first of them begins.
pub(crate) fn region_of_line(program: &Program, line_end_at: u32) -> Option<Span> {
    let text = program.text();
    let begin = line_start(text, line_end_at);
    let statements = program.simple_statements();
    let mut on_it = statements.iter().filter(|stmt| begin <= stmt.span.end && stmt.span.end <= line_end_at);
    let last = on_it.next_back()?;
    let mut region = last.span;
    for stmt in statements.iter().rev() {
        if stmt.span.end <= region.start && line_start(text, region.start) <= stmt.span.end {
            region.start = stmt.span.start;
        }
    }
    Some(region)
}

/// The statements of the lines around an offset.
pub(crate) fn region_around(program: &Program, offset: u32) -> Option<Span> {
    let statement = program.statement_at(offset)?;
    region_of_line(program, line_end(program.text(), statement.end))
}
