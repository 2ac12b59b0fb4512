//! Python's regular expression syntax, with its messages.

use crate::re::syntax::{Anchor, ENDLESS, Flags, Greed, Node};

/// What is wrong with a pattern, and where (in characters).
#[derive(Debug)]
pub struct Problem {
    pub message: String,
    pub at: usize,
}

/// A parsed pattern.
pub struct Parsed {
    pub node: Node,
    pub n_groups: usize,
    pub names: Vec<(String, usize)>,
    /// The flags with those set inside the pattern.
    pub flag_bits: i64,
}

pub struct Parser<'a> {
    pub(super) chars: &'a [char],
    pub(super) at: usize,
    pub(super) flags: Flags,
    pub(super) flag_bits: i64,
    pub(super) is_bytes: bool,
    pub(super) n_groups: usize,
    pub(super) names: Vec<(String, usize)>,
    /// Groups that conditions ask for, and where.
    pub(super) asked: Vec<(usize, usize)>,
    /// Groups that are not closed yet.
    pub(super) open: Vec<usize>,
    pub(super) depth: u32,
}

pub(super) type Parse<T> = Result<T, Problem>;

/// A message of an `OverflowError`, without a place.
pub const TOO_OFTEN: &str = "the repetition number is too large";

const MAX_DEPTH: u32 = 200;

/// Parses a pattern.
pub fn parse(chars: &[char], flag_bits: i64, is_bytes: bool) -> Parse<Parsed> {
    let mut parser = Parser {
        chars,
        at: 0,
        flags: Flags::of(flag_bits, is_bytes),
        flag_bits,
        is_bytes,
        n_groups: 0,
        names: Vec::new(),
        asked: Vec::new(),
        open: Vec::new(),
        depth: 0,
    };
    let node = parser.alternatives()?;
    if parser.at < chars.len() {
        return Err(parser.problem("unbalanced parenthesis", parser.at));
    }
    if let Some((group, at)) = parser.asked.iter().find(|(group, _)| *group > parser.n_groups) {
        return Err(parser.problem(&format!("invalid group reference {group}"), *at));
    }
    Ok(Parsed { node, n_groups: parser.n_groups, names: parser.names, flag_bits: parser.flag_bits })
}

impl Parser<'_> {
    pub(super) fn problem(&self, message: &str, at: usize) -> Problem {
        Problem { message: message.into(), at }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    pub(super) fn text(&self, from: usize, to: usize) -> String {
        self.chars[from..to.min(self.chars.len())].iter().collect()
    }

    pub(super) fn alternatives(&mut self) -> Parse<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.problem("pattern is nested too deeply", self.at));
        }
        let mut branches = vec![self.sequence()?];
        while self.eat('|') {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Either(branches) })
    }

    fn skip_verbose(&mut self) {
        while self.flags.verbose {
            match self.peek() {
                Some(' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c') => self.at += 1,
                Some('#') => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    pub(super) fn sequence(&mut self) -> Parse<Node> {
        let mut nodes = Vec::new();
        let before = self.flags;
        loop {
            self.skip_verbose();
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(_) => {}
            }
            let begin = self.at;
            let Some(node) = self.atom()? else { continue };
            nodes.push(self.repeated(node, begin)?);
        }
        // Global flags stay; those of a group ended with it already.
        let _ = before;
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Concat(nodes) })
    }

    /// What may be repeated; `None` for comments and global flags.
    fn atom(&mut self) -> Parse<Option<Node>> {
        let begin = self.at;
        let Some(c) = self.peek() else { return Ok(None) };
        self.at += 1;
        Ok(Some(match c {
            '.' => Node::Any { newline: self.flags.dot_all },
            '^' => Node::Anchor(if self.flags.multiline { Anchor::LineStart } else { Anchor::Start }),
            '$' => Node::Anchor(if self.flags.multiline { Anchor::LineEnd } else { Anchor::End }),
            '[' => self.set(begin)?,
            '(' => return self.group(begin),
            '\\' => self.escape(begin)?,
            '*' | '+' | '?' => return Err(self.problem("nothing to repeat", begin)),
            '{' if self.counts(begin).is_some() => {
                return Err(self.problem("nothing to repeat", begin));
            }
            c => self.literal(c),
        }))
    }

    pub(super) fn literal(&self, c: char) -> Node {
        Node::Char { c, ignore_case: self.flags.ignore_case }
    }

    /// `{m,n}` at a position, and where it ends.
    fn counts(&self, at: usize) -> Option<(u64, u64, usize)> {
        let mut end = at + 1;
        let number = |end: &mut usize| {
            let begin = *end;
            while self.chars.get(*end).is_some_and(char::is_ascii_digit) {
                *end += 1;
            }
            self.text(begin, *end)
        };
        let low = number(&mut end);
        let mut high = low.clone();
        if self.chars.get(end) == Some(&',') {
            end += 1;
            high = number(&mut end);
        } else if low.is_empty() {
            return None;
        }
        if self.chars.get(end) != Some(&'}') {
            return None;
        }
        let parse =
            |text: &str, default: u64| if text.is_empty() { default } else { text.parse().unwrap_or(u64::MAX - 1) };
        Some((parse(&low, 0), parse(&high, u64::MAX), end + 1))
    }

    fn repeated(&mut self, node: Node, _begin: usize) -> Parse<Node> {
        let mut node = node;
        self.skip_verbose();
        let at = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, ENDLESS),
            Some('+') => (1, ENDLESS),
            Some('?') => (0, 1),
            Some('{') => match self.counts(at) {
                None => return Ok(node),
                Some((low, high, end)) => {
                    if low >= u64::from(ENDLESS) || (high != u64::MAX && high >= u64::from(ENDLESS)) {
                        return Err(self.problem(TOO_OFTEN, at));
                    }
                    if high < low {
                        return Err(self.problem("min repeat greater than max repeat", at + 1));
                    }
                    self.at = end - 1;
                    (low as u32, if high == u64::MAX { ENDLESS } else { high as u32 })
                }
            },
            _ => return Ok(node),
        };
        self.at += 1;
        if matches!(node, Node::Anchor(_)) && at > 0 {
            return Err(self.problem("nothing to repeat", at));
        }
        let greed = if self.eat('?') {
            Greed::Lazy
        } else if self.eat('+') {
            Greed::Possessive
        } else {
            Greed::Greedy
        };
        if let Node::Group { number: None, node: inner } = node {
            node = *inner;
        }
        let node = Node::Repeat { node: Box::new(node), min, max, greed };
        self.skip_verbose();
        let again = match self.peek() {
            Some('*' | '+' | '?') => true,
            Some('{') => self.counts(self.at).is_some(),
            _ => false,
        };
        if again {
            return Err(self.problem("multiple repeat", self.at));
        }
        Ok(node)
    }
}
