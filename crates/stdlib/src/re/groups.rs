//! What stands in parentheses in a pattern: groups, conditions, flags.

use crate::re::parse::{Parse, Parser};
use crate::re::syntax::{ASCII, DOT_ALL, Flags, IGNORE_CASE, LOCALE, MULTILINE, Node, UNICODE, VERBOSE};

impl Parser<'_> {
    pub(super) fn name(&mut self, end: char, what: &str) -> Parse<String> {
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
    pub(super) fn group(&mut self, begin: usize) -> Parse<Option<Node>> {
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

    pub(super) fn group_name(&mut self) -> Parse<String> {
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

    pub(super) fn capture(&mut self, begin: usize, name: Option<String>) -> Parse<Node> {
        self.n_groups += 1;
        let number = self.n_groups;
        self.names.extend(name.map(|name| (name, number)));
        self.open.push(number);
        let node = self.nested(begin, self.flags)?;
        self.open.pop();
        Ok(Node::Group { number: Some(number), node: Box::new(node) })
    }

    /// The rest of a group, with flags of its own.
    pub(super) fn nested(&mut self, begin: usize, flags: Flags) -> Parse<Node> {
        let outer = std::mem::replace(&mut self.flags, flags);
        let node = self.alternatives()?;
        self.flags = outer;
        if !self.eat(')') {
            return Err(self.problem("missing ), unterminated subpattern", begin));
        }
        Ok(node)
    }

    pub(super) fn look(&mut self, begin: usize, behind: bool, negated: bool) -> Parse<Node> {
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

    pub(super) fn conditional(&mut self, begin: usize) -> Parse<Node> {
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

    /// Flags that do not go together.
    fn check_flag(&self, bit: i64, added: i64, removing: bool) -> Parse<()> {
        const KINDS: i64 = ASCII | LOCALE | UNICODE;
        let wrong = match (bit, self.is_bytes) {
            _ if removing && bit & KINDS != 0 => "cannot turn off flags 'a', 'u' and 'L'",
            (LOCALE, false) => "cannot use 'L' flag with a str pattern",
            (UNICODE, true) => "cannot use 'u' flag with a bytes pattern",
            _ if bit & KINDS != 0 && added & KINDS & !bit != 0 => "flags 'a', 'u' and 'L' are incompatible",
            _ => return Ok(()),
        };
        Err(self.problem(&format!("bad inline flags: {wrong}"), self.at))
    }

    /// `(?i)`, `(?i:…)`, `(?-i:…)`.
    pub(super) fn inline_flags(&mut self, begin: usize) -> Parse<Option<Node>> {
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
                ')' if removing && removed != 0 => return Err(self.problem("missing :", self.at)),
                c if removing && removed == 0 && !c.is_alphabetic() => {
                    return Err(self.problem("missing flag", self.at));
                }
                ')' | ':' if added != 0 || removed != 0 => break,
                other if removing => {
                    let message = if other.is_alphabetic() { "unknown flag" } else { "missing :" };
                    return Err(self.problem(message, self.at));
                }
                other if added == 0 && removed == 0 => {
                    return Err(self.problem(&format!("unknown extension ?{other}"), begin + 1));
                }
                _ => return Err(self.problem("unknown flag", self.at)),
            };
            self.at += 1;
            self.check_flag(bit, added, removing)?;
            if removing {
                removed |= bit;
            } else {
                added |= bit;
            }
        }
        if added & removed != 0 {
            return Err(self.problem("bad inline flags: flag turned on and off", self.at));
        }
        let is_group = self.peek() == Some(':');
        self.at += 1;
        if !is_group {
            if begin != 0 {
                return Err(self.problem("global flags not at the start of the expression", begin));
            }
            self.flag_bits |= added;
            self.flags = Flags::of(self.flag_bits, self.is_bytes);
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
