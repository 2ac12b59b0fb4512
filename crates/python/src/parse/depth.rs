//! How deep a text nests, found in one pass over its tokens, so that nothing recursive ever sees a text too deep for it.
//!
//! The parser, the compiler and dropping a tree all recurse with the nesting of the text; in a browser their stack
//! is small, and running out of it ends the whole program.

use diag::{Diagnostic, Span};

use crate::parse::lexer::{LexKind, LexToken};

/// Sum of open brackets, indents and operators that take everything to their right (`not`, `lambda`, `else`, `**`).
const MAX_NESTING: u32 = 340;
/// Operators, calls, attributes and subscripts applied one after another.
const MAX_LINKS: u32 = 2000;

/// One bracket level (or the statement itself).
#[derive(Default)]
struct Level {
    nesting: u32,
    links: u32,
    /// Lambdas whose `:` has not come yet: their commas separate parameters.
    open_lambdas: u32,
}

/// The place where the text nests too deep, if it does.
pub fn check(text: &str, tokens: &[LexToken]) -> Option<Diagnostic> {
    let mut levels = vec![Level::default()];
    let mut n_indents: u32 = 0;
    let mut below = 0;
    let mut after_operand = false;
    for token in tokens {
        let level = levels.last_mut()?;
        let word = token.text(text);
        let was_operand = after_operand;
        after_operand = false;
        match token.kind {
            LexKind::Comment => after_operand = was_operand,
            LexKind::Indent => n_indents += 1,
            LexKind::Dedent => n_indents = n_indents.saturating_sub(1),
            LexKind::Newline => {
                levels.truncate(1);
                levels[0] = Level::default();
                below = 0;
                continue;
            }
            LexKind::Name => match word {
                "not" | "await" | "yield" => level.nesting += 1,
                "lambda" => {
                    level.nesting += 1;
                    level.open_lambdas += 1;
                }
                "else" => level.nesting += 1,
                "and" | "or" | "in" | "is" | "if" | "for" => level.links += 1,
                _ => after_operand = true,
            },
            LexKind::Number => after_operand = true,
            LexKind::String => {
                after_operand = true;
                if below + n_indents + level.nesting + format_depth(word) > MAX_NESTING {
                    return Some(too_deep(token.span));
                }
            }
            LexKind::Op => match word {
                "(" | "[" | "{" => {
                    level.links += u32::from(was_operand);
                    below += level.nesting + 1;
                    levels.push(Level::default());
                }
                ")" | "]" | "}" => {
                    after_operand = true;
                    if levels.len() > 1 {
                        levels.pop();
                        below -= levels.last().map_or(0, |level| level.nesting) + 1;
                    }
                }
                "," | ";" if level.open_lambdas == 0 => *level = Level::default(),
                ":" => level.open_lambdas = level.open_lambdas.saturating_sub(1),
                "**" | ":=" | "=" => level.nesting += 1,
                "-" | "+" | "~" | "*" if !was_operand => level.nesting += 1,
                _ => level.links += 1,
            },
            LexKind::Unknown | LexKind::End => {}
        }
        let level = levels.last().map_or((0, 0), |level| (level.nesting, level.links));
        if below + n_indents + level.0 > MAX_NESTING {
            return Some(too_deep(token.span));
        }
        if level.1 > MAX_LINKS {
            return Some(
                Diagnostic::error("not-supported", format!("more than {MAX_LINKS} operators in one expression"))
                    .at(token.span)
                    .with_help("compute parts of it into variables first"),
            );
        }
    }
    None
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error("not-supported", "this is nested too deeply")
        .at(span)
        .with_help("move an inner part into a variable or a function of its own")
}

/// Brackets open at once inside a string literal, plus everything in its fields that could nest.
fn format_depth(literal: &str) -> u32 {
    let prefix_len = literal.find(['"', '\'']).unwrap_or(0);
    if !literal[..prefix_len].contains(['f', 'F']) {
        return 0;
    }
    let (mut depth, mut deepest, mut n_prefixes) = (0u32, 0, 0);
    for byte in literal.bytes() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth = depth.saturating_sub(1),
            b'-' | b'+' | b'~' | b'*' | b':' if depth > 0 => n_prefixes += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    let n_words = if deepest > 0 { literal.matches("not").count() + literal.matches("else").count() } else { 0 };
    // A handful of signs in a field is ordinary; only a field full of them could be deep.
    deepest + (n_prefixes + n_words as u32) / 4
}
