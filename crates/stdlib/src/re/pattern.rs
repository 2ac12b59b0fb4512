//! `re.Pattern`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use value::repr::repr;
use value::{Args, CallCx, KeyMap, Object, Raised, Str, Value};

use crate::mapping_proxy::MappingProxy;
use crate::re::found::Found;
use crate::re::matcher::{Search, Spans, UNSET};
use crate::re::program::Program;
use crate::re::subject::Subject;
use crate::re::template::Template;
use crate::support::{Generated, bind, call, class};
use python::native::NativeClass;
use python::ops::call::clamped_index;
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("re.Pattern", || NativeClass::new("Pattern", "re").build())
}

/// What patterns and their matches share.
pub struct Compiled {
    /// The pattern as it was given.
    pub source: Value,
    pub flag_bits: i64,
    pub is_bytes: bool,
    pub program: Program,
    pub names: Vec<(String, usize)>,
}

impl Compiled {
    /// The number of a group by number or name.
    pub fn group_number(&self, group: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
        let no_such_group = || python::ops::item::index_error("no such group");
        if let Some(name) = python::ops::item::inner_str(group) {
            let found = self.names.iter().find(|(known, _)| known == name.as_str());
            return found.map(|(_, number)| *number).ok_or_else(no_such_group);
        }
        if !self.names.is_empty() {
            // Names are looked for first, and what cannot be a key is none.
            value::hash::py_hash(group, cx)?;
        }
        match python::ops::call::integer(group, cx) {
            Ok(Value::Int(number)) => {
                usize::try_from(number).ok().filter(|number| *number <= self.program.n_groups).ok_or_else(no_such_group)
            }
            _ => Err(no_such_group()),
        }
    }
}

/// A pattern object.
#[derive(Clone)]
pub struct Pattern(pub Rc<Compiled>);

/// Goes from match to match; an empty one does not follow another at the same place.
pub struct Matches {
    pub compiled: Rc<Compiled>,
    pub subject: Subject,
    at: usize,
    end: usize,
    must_advance: bool,
    done: bool,
    /// Where it all began, and ends.
    window: (usize, usize),
}

/// Whether a match must begin where the last one ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchored {
    Yes,
    No,
}

impl Matches {
    pub fn new(compiled: &Rc<Compiled>, subject: Subject, at: usize, end: usize) -> Self {
        Self { compiled: Rc::clone(compiled), subject, at, end, must_advance: false, done: false, window: (at, end) }
    }

    pub fn next(&mut self, cx: &mut CallCx) -> Result<Option<Spans>, Raised> {
        self.next_spans(Anchored::No, cx)
    }

    /// The next match as an object.
    fn next_found(&mut self, anchored: Anchored, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let spans = self.next_spans(anchored, cx)?;
        Ok(spans.map(|spans| {
            Value::object(Found {
                compiled: Rc::clone(&self.compiled),
                subject: self.subject.clone(),
                spans,
                window: self.window,
            })
        }))
    }

    fn next_spans(&mut self, anchored: Anchored, cx: &mut CallCx) -> Result<Option<Spans>, Raised> {
        if self.done {
            return Ok(None);
        }
        let at_start = anchored == Anchored::Yes;
        let search = Search { start: self.at, end: self.end, at_start, whole: false, must_advance: self.must_advance };
        let found = self.subject.search(&self.compiled.program, search, cx)?;
        match &found {
            Some(spans) => {
                self.must_advance = spans[0] == spans[1];
                self.at = spans[1];
            }
            None => self.done = true,
        }
        Ok(found)
    }
}

/// What `findall`, `split` and templates give for a group.
pub fn group_value(subject: &Subject, spans: &Spans, group: usize) -> Option<Value> {
    let (begin, end) = (*spans.get(2 * group)?, *spans.get(2 * group + 1)?);
    (begin != UNSET && end != UNSET).then(|| subject.part(begin, end.max(begin)))
}

impl Pattern {
    fn window(&self, subject: &Subject, slots: &[Option<Value>], cx: &mut CallCx) -> Result<(usize, usize), Raised> {
        let len = subject.len();
        let bound = |slot: &Option<Value>, default: usize, cx: &mut CallCx| match slot {
            Some(value) => clamped_index(value, cx).map(|at| (at.max(0) as usize).min(len)),
            None => Ok(default),
        };
        Ok((bound(&slots[1], 0, cx)?, bound(&slots[2], len, cx)?))
    }

    fn find(&self, name: &str, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let slots = bind(name, &["string", "pos", "endpos"], 1, args)?;
        let subject = Subject::of(&slots[0].clone().unwrap_or_default(), self.0.is_bytes)?;
        let (start, end) = self.window(&subject, &slots, cx)?;
        let search = Search { start, end, at_start: name != "search", whole: name == "fullmatch", must_advance: false };
        if start > end {
            return Ok(Value::None);
        }
        Ok(match subject.search(&self.0.program, search, cx)? {
            Some(spans) => Value::object(Found { compiled: Rc::clone(&self.0), subject, spans, window: (start, end) }),
            None => Value::None,
        })
    }

    fn matches(&self, name: &str, args: &Args, cx: &mut CallCx) -> Result<Matches, Raised> {
        let slots = bind(name, &["string", "pos", "endpos"], 1, args)?;
        let subject = Subject::of(&slots[0].clone().unwrap_or_default(), self.0.is_bytes)?;
        let (start, end) = self.window(&subject, &slots, cx)?;
        Ok(Matches::new(&self.0, subject, start, end))
    }

    fn find_all(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let mut matches = self.matches("findall", args, cx)?;
        let mut all = Vec::new();
        while let Some(spans) = matches.next(cx)? {
            let subject = &matches.subject;
            let empty = || subject.part(0, 0);
            let group = |number: usize| group_value(subject, &spans, number).unwrap_or_else(empty);
            all.push(match self.0.program.n_groups {
                0 => group(0),
                1 => group(1),
                n_groups => Value::tuple((1..=n_groups).map(group).collect::<Vec<_>>()),
            });
        }
        Ok(Value::list(all))
    }

    fn find_iter(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let mut matches = self.matches("finditer", args, cx)?;
        Ok(Generated::value("callable_iterator", move |cx| matches.next_found(Anchored::No, cx)))
    }

    fn split(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let slots = bind("split", &["string", "maxsplit"], 1, args)?;
        let subject = Subject::of(&slots[0].clone().unwrap_or_default(), self.0.is_bytes)?;
        let limit = match &slots[1] {
            Some(limit) => python::ops::index(limit, cx)?,
            None => 0,
        };
        let len = subject.len();
        let mut matches = Matches::new(&self.0, subject.clone(), 0, len);
        let (mut parts, mut last, mut n_cuts) = (Vec::new(), 0, 0);
        while limit == 0 || n_cuts < limit {
            let Some(spans) = matches.next(cx)? else { break };
            parts.push(subject.part(last, spans[0]));
            for group in 1..=self.0.program.n_groups {
                parts.push(group_value(&subject, &spans, group).unwrap_or_default());
            }
            last = spans[1];
            n_cuts += 1;
        }
        parts.push(subject.part(last, len));
        Ok(Value::list(parts))
    }

    fn substitute(&self, name: &str, args: &Args, cx: &mut CallCx) -> Result<(Value, i64), Raised> {
        let slots = bind(name, &["repl", "string", "count"], 2, args)?;
        let replacement = slots[0].clone().unwrap_or_default();
        let subject = Subject::of(&slots[1].clone().unwrap_or_default(), self.0.is_bytes)?;
        let limit = match &slots[2] {
            Some(limit) => python::ops::index(limit, cx)?,
            None => 0,
        };
        let template = match &replacement {
            Value::Object(object) if object.is_callable() => None,
            text => Some(Template::parse(text, &self.0)?),
        };
        let len = subject.len();
        let mut matches = Matches::new(&self.0, subject.clone(), 0, len);
        let (mut parts, mut last, mut n_found) = (Vec::new(), 0, 0);
        while limit == 0 || n_found < limit {
            let Some(spans) = matches.next(cx)? else { break };
            // What is empty does not count when a message numbers the parts.
            if last < spans[0] {
                parts.push(subject.part(last, spans[0]));
            }
            last = spans[1];
            n_found += 1;
            match &template {
                Some(template) => template.expand(&subject, &spans, &mut parts),
                None => {
                    let compiled = Rc::clone(&self.0);
                    let found = Found { compiled, subject: subject.clone(), spans, window: (0, len) };
                    let text = call(&replacement, vec![Value::object(found)], cx)?;
                    if !matches!(text, Value::None) {
                        parts.push(text);
                    }
                }
            }
        }
        if n_found == 0 {
            return Ok((subject.value.clone(), 0));
        }
        if last < len {
            parts.push(subject.part(last, len));
        }
        let joiner = if self.0.is_bytes { Value::Bytes(Vec::new().into()) } else { Value::str("") };
        let parts = Args::of(vec![Value::list(parts)]);
        let joined = python::types::call_method(&joiner, "join", &parts, cx).unwrap_or(Ok(Value::None))?;
        Ok((joined, n_found))
    }
}

const METHODS: &[&str] = &["match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn", "scanner"];

impl Object for Pattern {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("re.Pattern")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let names = [
            (1, "re.TEMPLATE"),
            (2, "re.IGNORECASE"),
            (4, "re.LOCALE"),
            (8, "re.MULTILINE"),
            (16, "re.DOTALL"),
            (64, "re.VERBOSE"),
            (256, "re.ASCII"),
        ];
        let shown: Vec<&str> =
            names.iter().filter(|(bit, _)| self.0.flag_bits & bit != 0).map(|(_, name)| *name).collect();
        let source = repr(&self.0.source, cx)?;
        let source: String = source.chars().take(200).collect();
        Ok(match shown.is_empty() {
            true => format!("re.compile({source})"),
            false => format!("re.compile({source}, {})", shown.join("|")),
        })
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let Some(other) = other.downcast::<Self>() else { return Ok(None) };
        Ok(Some(self.0.flag_bits == other.0.flag_bits && value::equality::eq(&self.0.source, &other.0.source, cx)?))
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        value::hash::py_hash(&Value::pair(self.0.source.clone(), Value::Int(self.0.flag_bits)), cx)
    }
    fn get_attr(&self, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "pattern" => self.0.source.clone(),
            "flags" => {
                Value::Int(self.0.flag_bits | if self.0.is_bytes || self.0.flag_bits & 256 != 0 { 0 } else { 32 })
            }
            "groups" => Value::from(self.0.program.n_groups),
            "groupindex" => {
                let mut map = KeyMap::default();
                for (name, number) in &self.0.names {
                    map.insert(Value::str(name), Value::from(*number), cx)?;
                }
                match self.0.names.is_empty() {
                    true => Value::dict(map),
                    false => Value::object(MappingProxy(Value::dict(map))),
                }
            }
            _ if METHODS.contains(&name) => object_method(this, name),
            _ => return Ok(None),
        }))
    }
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "match" | "fullmatch" | "search" => self.find(name, args, cx)?,
            "findall" => self.find_all(args, cx)?,
            "finditer" => self.find_iter(args, cx)?,
            "split" => self.split(args, cx)?,
            "scanner" => {
                let matches = self.matches("scanner", args, cx)?;
                Value::object(Scanner { pattern: this.clone(), matches: RefCell::new(matches) })
            }
            "sub" => self.substitute(name, args, cx)?.0,
            "subn" => {
                let (text, n_found) = self.substitute(name, args, cx)?;
                Value::pair(text, Value::Int(n_found))
            }
            _ => return Ok(None),
        }))
    }
}

/// What `Pattern.scanner` gives: its methods go from match to match.
struct Scanner {
    pattern: Value,
    matches: RefCell<Matches>,
}

impl Object for Scanner {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("_sre.SRE_Scanner")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "pattern" => Some(self.pattern.clone()),
            "match" | "search" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, _args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let anchored = match name {
            "match" => Anchored::Yes,
            "search" => Anchored::No,
            _ => return Ok(None),
        };
        let found = self.matches.borrow_mut().next_found(anchored, cx)?;
        Ok(Some(found.unwrap_or_default()))
    }
}

/// The text of a pattern as characters.
pub fn source_chars(source: &Value) -> Option<(Vec<char>, bool)> {
    let text: Option<Str> = python::ops::item::inner_str(source);
    match (text, python::types::bytearray::bytes_of(source)) {
        (Some(text), _) => Some((text.chars().collect(), false)),
        (None, Some(bytes)) => Some((bytes.iter().map(|byte| char::from(*byte)).collect(), true)),
        _ => None,
    }
}
