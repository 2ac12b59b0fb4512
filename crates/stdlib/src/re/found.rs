//! `re.Match`.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use value::repr::repr;
use value::{Args, CallCx, KeyMap, Object, Raised, Value};

use crate::re::matcher::{Spans, UNSET};
use crate::re::pattern::{Compiled, Pattern, group_value};
use crate::re::subject::Subject;
use crate::re::template::Template;
use crate::support::{class, parsed_arguments};
use python::native::NativeClass;
use python::types::object_method;

/// The class object.
pub fn class_value() -> Value {
    class("re.Match", || NativeClass::new("Match", "re").build())
}

/// A match object.
pub struct Found {
    pub compiled: Rc<Compiled>,
    pub subject: Subject,
    pub spans: Spans,
    /// Where was searched.
    pub window: (usize, usize),
}

impl Found {
    fn group(&self, number: usize) -> Option<Value> {
        group_value(&self.subject, &self.spans, number)
    }

    fn span(&self, args: &[Value], cx: &mut CallCx) -> Result<(i64, i64), Raised> {
        let number = match args.first() {
            Some(group) => self.compiled.group_number(group, cx)?,
            None => 0,
        };
        let place = |slot: usize| match self.spans.get(slot) {
            Some(at) if *at != UNSET => *at as i64,
            _ => -1,
        };
        Ok((place(2 * number), place(2 * number + 1)))
    }

    fn groups(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        match args {
            [] => Ok(self.group(0).unwrap_or_default()),
            [one] => Ok(self.group(self.compiled.group_number(one, cx)?).unwrap_or_default()),
            several => {
                let mut items = Vec::with_capacity(several.len());
                for group in several {
                    items.push(self.group(self.compiled.group_number(group, cx)?).unwrap_or_default());
                }
                Ok(Value::tuple(items))
            }
        }
    }

    /// The group that was closed last.
    fn last_group(&self) -> Option<usize> {
        self.spans.last().copied().filter(|group| *group != UNSET)
    }
}

const METHODS: &[&str] = &["group", "groups", "groupdict", "start", "end", "span", "expand"];

impl Object for Found {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("re.Match")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let text = repr(&self.group(0).unwrap_or_default(), cx)?;
        let text: String = text.chars().take(50).collect();
        Ok(format!("<re.Match object; span=({}, {}), match={text}>", self.spans[0], self.spans[1]))
    }
    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        self.groups(std::slice::from_ref(key), cx).map(Some)
    }
    fn get_attr(&self, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "string" => self.subject.value.clone(),
            "re" => Value::object(Pattern(Rc::clone(&self.compiled))),
            "regs" => {
                let mut spans = Vec::new();
                for group in 0..=self.compiled.program.n_groups {
                    let (begin, end) = self.span(&[Value::from(group)], cx)?;
                    spans.push(Value::pair(Value::Int(begin), Value::Int(end)));
                }
                Value::tuple(spans)
            }
            "pos" => Value::from(self.window.0),
            "endpos" => Value::from(self.window.1),
            "lastindex" => self.last_group().map_or(Value::None, Value::from),
            "lastgroup" => match self.last_group() {
                Some(group) => {
                    let name = self.compiled.names.iter().find(|(_, number)| *number == group);
                    name.map_or(Value::None, |(name, _)| Value::str(name))
                }
                None => Value::None,
            },
            _ if METHODS.contains(&name) => object_method(this, name),
            _ => return Ok(None),
        }))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let positional = args.positional.as_slice();
        if matches!(name, "start" | "end" | "span") && positional.len() > 1 {
            let n = positional.len();
            return Err(Raised::type_error(format!("{name} expected at most 1 argument, got {n}")));
        }
        Ok(Some(match name {
            "group" | "__getitem__" => self.groups(positional, cx)?,
            "groups" => {
                let slots = parsed_arguments("groups", &["default"], 0, args)?;
                let default = slots[0].clone().unwrap_or_default();
                let group = |number: usize| self.group(number).unwrap_or_else(|| default.clone());
                Value::tuple((1..=self.compiled.program.n_groups).map(group).collect::<Vec<_>>())
            }
            "groupdict" => {
                let slots = parsed_arguments("groupdict", &["default"], 0, args)?;
                let default = slots[0].clone().unwrap_or_default();
                let mut map = KeyMap::default();
                for (name, number) in &self.compiled.names {
                    map.insert(Value::str(name), self.group(*number).unwrap_or_else(|| default.clone()), cx)?;
                }
                Value::dict(map)
            }
            "start" => Value::Int(self.span(positional, cx)?.0),
            "end" => Value::Int(self.span(positional, cx)?.1),
            "span" => {
                let (begin, end) = self.span(positional, cx)?;
                Value::pair(Value::Int(begin), Value::Int(end))
            }
            "expand" => {
                let template = Template::parse(&positional.first().cloned().unwrap_or_default(), &self.compiled)?;
                let mut parts = Vec::new();
                template.expand(&self.subject, &self.spans, &mut parts);
                let joiner = Value::str("");
                return python::types::call_method(&joiner, "join", &Args::of(vec![Value::list(parts)]), cx)
                    .transpose();
            }
            _ => return Ok(None),
        }))
    }
}
