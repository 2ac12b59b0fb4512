//! Escapes and sets of characters in a pattern.

use crate::re::parse::{Parse, Parser};
use crate::re::syntax::{Anchor, Class, Node, Set, SetItem};

impl Parser<'_> {
    pub(super) fn class(&self, class: Class, negated: bool) -> Node {
        Node::Set(Box::new(Set::new(false, vec![SetItem::Class(class, negated)], self.flags)))
    }

    /// After a backslash, outside a set.
    pub(super) fn escape(&mut self, begin: usize) -> Parse<Node> {
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
                let more = self.chars.get(self.at..self.at + 2).unwrap_or_default();
                if more.len() == 2 && c.is_digit(8) && more.iter().all(|c| c.is_digit(8)) {
                    self.at += 2;
                    let found = self.octal(begin, self.at)?;
                    return Ok(self.literal(found));
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

    /// The character of octal digits after a backslash.
    fn octal(&self, begin: usize, end: usize) -> Parse<char> {
        let digits = self.text(begin + 1, end);
        match u8::from_str_radix(&digits, 8) {
            Ok(code) => Ok(char::from(code)),
            Err(_) => {
                let message = format!("octal escape value \\{digits} outside of range 0-0o377");
                Err(self.problem(&message, begin))
            }
        }
    }

    pub(super) fn back(&self, number: usize, at: usize, unknown: &str) -> Parse<Node> {
        if number > self.n_groups {
            return Err(self.problem(unknown, at));
        }
        if self.open.contains(&number) {
            return Err(self.problem("cannot refer to an open group", at - 1));
        }
        Ok(Node::Back { group: number, ignore_case: self.flags.ignore_case })
    }

    /// A character written as an escape; `c` is what follows the backslash.
    pub(super) fn char_escape(&mut self, c: char, begin: usize) -> Parse<char> {
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
            'u' if !self.is_bytes => hex(self, 4)?,
            'U' if !self.is_bytes => hex(self, 8)?,
            'N' if !self.is_bytes => self.named_char(begin)?,
            c if c.is_ascii_alphanumeric() => {
                return Err(self.problem(&format!("bad escape \\{c}"), begin));
            }
            c => c,
        })
    }

    /// After `\\N`.
    fn named_char(&mut self, begin: usize) -> Parse<char> {
        if !self.eat('{') {
            return Err(self.problem("missing {", self.at));
        }
        let name = self.name('}', "character name")?;
        unicode_names2::character(&name)
            .ok_or_else(|| self.problem(&format!("undefined character name '{name}'"), begin))
    }

    pub(super) fn set(&mut self, begin: usize) -> Parse<Node> {
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

    pub(super) fn set_item(&mut self, c: char, at: usize) -> Parse<SetItem> {
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
            '1'..='7' => {
                let more = self.chars[self.at..].iter().take(2).take_while(|c| c.is_digit(8)).count();
                self.at += more;
                SetItem::Char(self.octal(at, self.at)?)
            }
            c => SetItem::Char(self.char_escape(c, at)?),
        })
    }
}
