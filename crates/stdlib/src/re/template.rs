//! Replacement templates, `\1-\g<name>`.

use value::{Raised, Value};

use crate::re::error;
use crate::re::matcher::Spans;
use crate::re::parse::Problem;
use crate::re::pattern::{Compiled, group_value, source_chars};
use crate::re::subject::Subject;

enum Part {
    Text(Value),
    Group(usize),
}

/// A parsed template.
pub struct Template {
    parts: Vec<Part>,
}

impl Template {
    /// Reads a template for a pattern.
    pub fn parse(source: &Value, compiled: &Compiled) -> Result<Self, Raised> {
        let Some((chars, is_bytes)) = source_chars(source) else {
            return Err(Raised::type_error(format!(
                "decoding to str: need a bytes-like object, {} found",
                source.type_name()
            )));
        };
        let mut reader = Reader { chars: &chars, at: 0, compiled, is_bytes, parts: Vec::new(), text: String::new() };
        match reader.read() {
            Ok(()) => Ok(Self { parts: reader.parts }),
            Err(Trouble::Problem(problem)) => Err(error(&problem, &chars, source)),
            Err(Trouble::Raised(raised)) => Err(raised),
        }
    }

    /// Appends what the template gives for a match.
    pub fn expand(&self, subject: &Subject, spans: &Spans, out: &mut Vec<Value>) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push(text.clone()),
                Part::Group(group) => out.extend(group_value(subject, spans, *group)),
            }
        }
    }
}

enum Trouble {
    Problem(Problem),
    Raised(Raised),
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    compiled: &'a Compiled,
    is_bytes: bool,
    parts: Vec<Part>,
    text: String,
}

impl Reader<'_> {
    fn problem(&self, message: String, at: usize) -> Trouble {
        Trouble::Problem(Problem { message, at })
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.parts.push(Part::Text(match self.is_bytes {
                true => Value::Bytes(text.chars().map(|c| c as u32 as u8).collect()),
                false => Value::string(text),
            }));
        }
    }

    fn group(&mut self, number: usize, at: usize) -> Result<(), Trouble> {
        if number > self.compiled.program.n_groups {
            return Err(self.problem(format!("invalid group reference {number}"), at));
        }
        self.flush();
        self.parts.push(Part::Group(number));
        Ok(())
    }

    fn read(&mut self) -> Result<(), Trouble> {
        while let Some(c) = self.chars.get(self.at).copied() {
            let begin = self.at;
            self.at += 1;
            if c != '\\' {
                self.text.push(c);
                continue;
            }
            let Some(c) = self.chars.get(self.at).copied() else {
                return Err(self.problem("bad escape (end of pattern)".into(), begin));
            };
            self.at += 1;
            match c {
                'g' => self.named(begin)?,
                '0' => {
                    let digits: String = self.chars[self.at..].iter().take(2).take_while(|c| c.is_digit(8)).collect();
                    self.at += digits.len();
                    self.text.extend(char::from_u32(u32::from_str_radix(&format!("0{digits}"), 8).unwrap_or(0)));
                }
                '1'..='9' => self.numbered(begin)?,
                'a' => self.text.push('\x07'),
                'b' => self.text.push('\x08'),
                'f' => self.text.push('\x0c'),
                'n' => self.text.push('\n'),
                'r' => self.text.push('\r'),
                't' => self.text.push('\t'),
                'v' => self.text.push('\x0b'),
                '\\' => self.text.push('\\'),
                c if c.is_ascii_alphabetic() => {
                    return Err(self.problem(format!("bad escape \\{c}"), begin));
                }
                c => self.text.extend(['\\', c]),
            }
        }
        self.flush();
        Ok(())
    }

    fn numbered(&mut self, begin: usize) -> Result<(), Trouble> {
        let digit = |at: usize| self.chars.get(at).copied().filter(char::is_ascii_digit);
        let mut text: String = self.chars[begin + 1..begin + 2].iter().collect();
        if let Some(second) = digit(self.at) {
            // Three octal digits are a character.
            let third = digit(self.at + 1).filter(|c| c.is_digit(8));
            if let Some(third) = third.filter(|_| second.is_digit(8) && ('0'..='3').contains(&self.chars[begin + 1])) {
                text.extend([second, third]);
                self.at += 2;
                self.text.extend(char::from_u32(u32::from_str_radix(&text, 8).unwrap_or(0)));
                return Ok(());
            }
            text.push(second);
            self.at += 1;
        }
        self.group(text.parse().unwrap_or(0), begin + 1)
    }

    fn named(&mut self, begin: usize) -> Result<(), Trouble> {
        if self.chars.get(self.at) != Some(&'<') {
            return Err(self.problem("missing <".into(), self.at));
        }
        self.at += 1;
        let at = self.at;
        let Some(length) = self.chars[at..].iter().position(|c| *c == '>') else {
            let message = if at == self.chars.len() { "missing group name" } else { "missing >, unterminated name" };
            return Err(self.problem(message.into(), at));
        };
        let name: String = self.chars[at..at + length].iter().collect();
        self.at = at + length + 1;
        let _ = begin;
        if name.is_empty() {
            return Err(self.problem("missing group name".into(), at));
        }
        if let Ok(number) = name.parse::<usize>() {
            return self.group(number, at);
        }
        if !python::types::str::is_identifier(&name) {
            return Err(self.problem(format!("bad character in group name '{name}'"), at));
        }
        match self.compiled.names.iter().find(|(known, _)| *known == name) {
            Some((_, number)) => self.group(*number, at),
            None => Err(Trouble::Raised(python::ops::item::index_error(&format!("unknown group name '{name}'")))),
        }
    }
}
