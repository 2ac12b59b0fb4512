//! Python's regular expression syntax, with its messages.

use crate::re::syntax::{ASCII, DOT_ALL, IGNORE_CASE, LOCALE, MULTILINE, UNICODE, VERBOSE};
use crate::re::syntax::{Anchor, Class, ENDLESS, Flags, Greed, Node, Set, SetItem};

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
    chars: &'a [char],
    at: usize,
    flags: Flags,
    flag_bits: i64,
    n_groups: usize,
    names: Vec<(String, usize)>,
    /// Groups that conditions ask for, and where.
    asked: Vec<(usize, usize)>,
    /// Groups that are not closed yet.
    open: Vec<usize>,
    depth: u32,
}

type Parse<T> = Result<T, Problem>;

const MAX_DEPTH: u32 = 200;

/// Parses a pattern.
pub fn parse(chars: &[char], flag_bits: i64) -> Parse<Parsed> {
    let mut parser = Parser {
        chars,
        at: 0,
        flags: Flags::from_bits(flag_bits),
        flag_bits,
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
    fn problem(&self, message: &str, at: usize) -> Problem {
        Problem { message: message.into(), at }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.chars[from..to.min(self.chars.len())].iter().collect()
    }

    fn alternatives(&mut self) -> Parse<Node> {
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

    fn sequence(&mut self) -> Parse<Node> {
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

    fn literal(&self, c: char) -> Node {
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
                    if high < low {
                        return Err(self.problem("min repeat greater than max repeat", at + 1));
                    }
                    if low >= u64::from(ENDLESS) || (high != u64::MAX && high >= u64::from(ENDLESS)) {
                        return Err(self.problem("the repetition number is too large", at));
                    }
                    self.at = end - 1;
                    (low as u32, if high == u64::MAX { ENDLESS } else { high as u32 })
                }
            },
            _ => return Ok(node),
        };
        self.at += 1;
        if matches!(node, Node::Anchor(_)) && !matches!(node, Node::Anchor(Anchor::WordEdge { .. })) && at > 0 {
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

    fn class(&self, class: Class, negated: bool) -> Node {
        Node::Set(Box::new(Set::new(false, vec![SetItem::Class(class, negated)], self.flags)))
    }

    /// After a backslash, outside a set.
    fn escape(&mut self, begin: usize) -> Parse<Node> {
        let Some(c) = self.peek() else {
            return Err(self.problem("bad escape (end of pattern)", begin));
        };
        self.at += 1;
        Ok(match c {
            'A' => Node::Anchor(Anchor::Start),
            'Z' => Node::Anchor(Anchor::AbsoluteEnd),
            'b' | 'B' => Node::Anchor(Anchor::WordEdge { ascii: self.flags.ascii, negated: c == 'B' }),
            'd' | 'D' => self.class(Class::Digit, c == 'D'),
            's' | 'S' => self.class(Class::Space, c == 'S'),
            'w' | 'W' => self.class(Class::Word, c == 'W'),
            '1'..='9' => {
                let octal = self
                    .chars
                    .get(self.at..self.at + 2)
                    .filter(|more| ('0'..='3').contains(&c) && more.iter().all(|c| c.is_digit(8)));
                if octal.is_some() {
                    let text = self.text(begin + 1, begin + 4);
                    self.at += 2;
                    return Ok(self.literal(char::from_u32(u32::from_str_radix(&text, 8).unwrap_or(0)).unwrap_or('\0')));
                }
                let mut end = self.at;
                if self.chars.get(end).is_some_and(char::is_ascii_digit) {
                    end += 1;
                }
                let number: usize = self.text(begin + 1, end).parse().unwrap_or(0);
                self.at = end;
                self.back(number, begin + 1, &format!("invalid group reference {number}"))?
            }
            c => {
                let found = self.char_escape(c, begin)?;
                self.literal(found)
            }
        })
    }

    fn back(&self, number: usize, at: usize, unknown: &str) -> Parse<Node> {
        if number > self.n_groups {
            return Err(self.problem(unknown, at));
        }
        if self.open.contains(&number) {
            return Err(self.problem("cannot refer to an open group", at - 1));
        }
        Ok(Node::Back { group: number, ignore_case: self.flags.ignore_case })
    }

    /// A character written as an escape; `c` is what follows the backslash.
    fn char_escape(&mut self, c: char, begin: usize) -> Parse<char> {
        let hex = |parser: &mut Self, n_digits: usize| -> Parse<char> {
            let digits = parser.text(parser.at, parser.at + n_digits);
            let taken: String = digits.chars().take_while(char::is_ascii_hexdigit).collect();
            if taken.len() != n_digits {
                let shown = format!("\\{c}{taken}");
                return Err(parser.problem(&format!("incomplete escape {shown}"), begin));
            }
            parser.at += n_digits;
            u32::from_str_radix(&taken, 16)
                .ok()
                .and_then(char::from_u32)
                .ok_or_else(|| parser.problem(&format!("bad escape \\{c}{taken}"), begin))
        };
        Ok(match c {
            'a' => '\x07',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            '0' => {
                let digits: String = self.text(self.at, self.at + 2).chars().take_while(|c| c.is_digit(8)).collect();
                self.at += digits.len();
                char::from_u32(u32::from_str_radix(&format!("0{digits}"), 8).unwrap_or(0)).unwrap_or('\0')
            }
            'x' => hex(self, 2)?,
            'u' => hex(self, 4)?,
            'U' => hex(self, 8)?,
            c if c.is_ascii_alphanumeric() => {
                return Err(self.problem(&format!("bad escape \\{c}"), begin));
            }
            c => c,
        })
    }

    fn set(&mut self, begin: usize) -> Parse<Node> {
        let negated = self.eat('^');
        let mut items = Vec::new();
        let first = self.at;
        loop {
            let at = self.at;
            let Some(c) = self.peek() else {
                return Err(self.problem("unterminated character set", begin));
            };
            self.at += 1;
            if c == ']' && at != first {
                break;
            }
            let low = self.set_item(c, at)?;
            if self.peek() != Some('-') {
                items.push(low);
                continue;
            }
            self.at += 1;
            let high_at = self.at;
            match self.peek() {
                None => return Err(self.problem("unterminated character set", begin)),
                Some(']') => {
                    self.at += 1;
                    items.extend([low, SetItem::Char('-')]);
                    break;
                }
                Some(c) => {
                    self.at += 1;
                    let high = self.set_item(c, high_at)?;
                    let shown = self.text(at, self.at);
                    match (low, high) {
                        (SetItem::Char(low), SetItem::Char(high)) if low <= high => {
                            items.push(SetItem::Range(low, high));
                        }
                        _ => return Err(self.problem(&format!("bad character range {shown}"), at)),
                    }
                }
            }
        }
        Ok(Node::Set(Box::new(Set::new(negated, items, self.flags))))
    }

    fn set_item(&mut self, c: char, at: usize) -> Parse<SetItem> {
        if c != '\\' {
            return Ok(SetItem::Char(c));
        }
        let Some(c) = self.peek() else {
            return Err(self.problem("bad escape (end of pattern)", at));
        };
        self.at += 1;
        Ok(match c {
            'd' | 'D' => SetItem::Class(Class::Digit, c == 'D'),
            's' | 'S' => SetItem::Class(Class::Space, c == 'S'),
            'w' | 'W' => SetItem::Class(Class::Word, c == 'W'),
            'b' => SetItem::Char('\x08'),
            c => SetItem::Char(self.char_escape(c, at)?),
        })
    }

    fn name(&mut self, end: char, what: &str) -> Parse<String> {
        let begin = self.at;
        while self.peek().is_some_and(|c| c != end) {
            self.at += 1;
        }
        let name = self.text(begin, self.at);
        if name.is_empty() && self.peek().is_some() {
            return Err(self.problem(&format!("missing {what}"), begin));
        }
        if self.peek().is_none() {
            let message =
                if name.is_empty() { format!("missing {what}") } else { format!("missing {end}, unterminated name") };
            return Err(self.problem(&message, begin));
        }
        self.at += 1;
        Ok(name)
    }

    /// After an opening parenthesis.
    fn group(&mut self, begin: usize) -> Parse<Option<Node>> {
        if !self.eat('?') {
            return self.capture(begin, None).map(Some);
        }
        let Some(c) = self.peek() else { return Err(self.problem("unexpected end of pattern", self.at)) };
        self.at += 1;
        match c {
            'P' => match self.peek() {
                Some('<') => {
                    self.at += 1;
                    let name = self.group_name()?;
                    self.capture(begin, Some(name)).map(Some)
                }
                Some('=') => {
                    self.at += 1;
                    let at = self.at;
                    let name = self.name(')', "group name")?;
                    let Some((_, number)) = self.names.iter().find(|(known, _)| *known == name) else {
                        return Err(self.problem(&format!("unknown group name '{name}'"), at));
                    };
                    self.back(*number, at, "").map(Some)
                }
                Some(other) => Err(self.problem(&format!("unknown extension ?P{other}"), begin + 1)),
                None => Err(self.problem("unexpected end of pattern", self.at)),
            },
            ':' => self.nested(begin, self.flags).map(|node| Some(plain_group(node))),
            '#' => {
                while let Some(c) = self.peek() {
                    self.at += 1;
                    if c == ')' {
                        return Ok(None);
                    }
                }
                Err(self.problem("missing ), unterminated comment", begin))
            }
            '=' | '!' => self.look(begin, false, c == '!').map(Some),
            '<' => match self.peek() {
                Some(sign @ ('=' | '!')) => {
                    self.at += 1;
                    self.look(begin, true, sign == '!').map(Some)
                }
                Some(other) => Err(self.problem(&format!("unknown extension ?<{other}"), begin + 1)),
                None => Err(self.problem("unexpected end of pattern", self.at)),
            },
            '>' => self.nested(begin, self.flags).map(|node| Some(Node::Atomic(Box::new(node)))),
            '(' => self.conditional(begin).map(Some),
            _ => {
                self.at -= 1;
                self.inline_flags(begin)
            }
        }
    }

    fn group_name(&mut self) -> Parse<String> {
        let at = self.at;
        let name = self.name('>', "group name")?;
        if !python::types::str::is_identifier(&name) {
            return Err(self.problem(&format!("bad character in group name '{name}'"), at));
        }
        if let Some((_, number)) = self.names.iter().find(|(known, _)| *known == name) {
            let message =
                format!("redefinition of group name '{name}' as group {}; was group {number}", self.n_groups + 1);
            return Err(self.problem(&message, at));
        }
        Ok(name)
    }

    fn capture(&mut self, begin: usize, name: Option<String>) -> Parse<Node> {
        self.n_groups += 1;
        let number = self.n_groups;
        self.names.extend(name.map(|name| (name, number)));
        self.open.push(number);
        let node = self.nested(begin, self.flags)?;
        self.open.pop();
        Ok(Node::Group { number: Some(number), node: Box::new(node) })
    }

    /// The rest of a group, with flags of its own.
    fn nested(&mut self, begin: usize, flags: Flags) -> Parse<Node> {
        let outer = std::mem::replace(&mut self.flags, flags);
        let node = self.alternatives()?;
        self.flags = outer;
        if !self.eat(')') {
            return Err(self.problem("missing ), unterminated subpattern", begin));
        }
        Ok(node)
    }

    fn look(&mut self, begin: usize, behind: bool, negated: bool) -> Parse<Node> {
        let node = self.nested(begin, self.flags)?;
        if behind {
            let (low, high) = node.width();
            if low != high {
                // CPython finds this out later, without a position.
                return Err(self.problem("look-behind requires fixed-width pattern", usize::MAX));
            }
        }
        Ok(Node::Look { node: Box::new(node), behind, negated })
    }

    fn conditional(&mut self, begin: usize) -> Parse<Node> {
        let at = self.at;
        let name = self.name(')', "group name")?;
        let group = match name.parse::<usize>() {
            Ok(0) => return Err(self.problem("bad group number", at)),
            Ok(number) => {
                self.asked.push((number, at));
                number
            }
            Err(_) => match self.names.iter().find(|(known, _)| *known == name) {
                Some((_, number)) => *number,
                None => return Err(self.problem(&format!("unknown group name '{name}'"), at)),
            },
        };
        let yes = self.sequence()?;
        let no = if self.eat('|') { self.sequence()? } else { Node::Concat(Vec::new()) };
        if self.peek() == Some('|') {
            return Err(self.problem("conditional backref with more than two branches", self.at));
        }
        if !self.eat(')') {
            return Err(self.problem("missing ), unterminated subpattern", begin));
        }
        Ok(Node::If { group, yes: Box::new(yes), no: Box::new(no) })
    }

    /// `(?i)`, `(?i:…)`, `(?-i:…)`.
    fn inline_flags(&mut self, begin: usize) -> Parse<Option<Node>> {
        let (mut added, mut removed, mut removing) = (0, 0, false);
        loop {
            let Some(c) = self.peek() else {
                let missing = match (removing, removed) {
                    (true, 0) => "missing flag",
                    (true, _) => "missing :",
                    (false, _) => "missing -, : or )",
                };
                return Err(self.problem(missing, self.at));
            };
            let bit = match c {
                'i' => IGNORE_CASE,
                'L' => LOCALE,
                'm' => MULTILINE,
                's' => DOT_ALL,
                'u' => UNICODE,
                'x' => VERBOSE,
                'a' => ASCII,
                '-' if !removing => {
                    self.at += 1;
                    removing = true;
                    continue;
                }
                ')' | ':' if added != 0 || removed != 0 => break,
                other if added == 0 && removed == 0 => {
                    return Err(self.problem(&format!("unknown extension ?{other}"), begin + 1));
                }
                _ => return Err(self.problem("unknown flag", self.at)),
            };
            self.at += 1;
            if removing {
                removed |= bit;
            } else {
                added |= bit;
            }
        }
        let is_group = self.peek() == Some(':');
        self.at += 1;
        if !is_group {
            if begin != 0 {
                return Err(self.problem("global flags not at the start of the expression", begin));
            }
            self.flag_bits |= added;
            self.flags = Flags::from_bits(self.flag_bits);
            return Ok(None);
        }
        let mut flags = self.flags;
        let mut set = |bits: i64, on: bool| {
            let given = Flags::from_bits(bits);
            flags.ascii = if given.ascii { on } else { flags.ascii };
            flags.ignore_case = if given.ignore_case { on } else { flags.ignore_case };
            flags.multiline = if given.multiline { on } else { flags.multiline };
            flags.dot_all = if given.dot_all { on } else { flags.dot_all };
            flags.verbose = if given.verbose { on } else { flags.verbose };
        };
        set(added, true);
        set(removed, false);
        self.nested(begin, flags).map(|node| Some(plain_group(node)))
    }
}

fn plain_group(node: Node) -> Node {
    Node::Group { number: None, node: Box::new(node) }
}
