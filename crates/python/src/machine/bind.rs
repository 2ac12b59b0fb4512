//! Arguments to parameters, with CPython's messages about those that do not fit.

use std::rc::Rc;

use value::{Dict, Raised, Str, Value};

use crate::compile::code::CodeParams;
use crate::machine::frame::Slot;
use crate::objects::function::Function;

/// The parameters that arguments are bound to.
pub struct Params<'a> {
    /// Qualified name of the function.
    pub function: &'a str,
    /// Positional-only, positional, keyword-only, `*args`, `**kwargs`.
    pub names: &'a [Str],
    pub n_positional_only: usize,
    pub n_positional: usize,
    pub n_keyword_only: usize,
    pub has_star: bool,
    pub has_double_star: bool,
    /// Of the last positional parameters.
    pub defaults: &'a [Value],
    pub keyword_defaults: &'a [(Str, Value)],
}

/// The values of a function's parameters, in the order of their registers.
pub fn bind_function(
    function: &Function,
    positional: Vec<Value>,
    keywords: Vec<(Str, Value)>,
) -> Result<Vec<Slot>, Raised> {
    let CodeParams { names, n_positional_only, n_positional, n_keyword_only, has_star, has_double_star } =
        &function.code.params;
    let params = Params {
        function: &function.qualname(),
        names,
        n_positional_only: *n_positional_only,
        n_positional: *n_positional,
        n_keyword_only: *n_keyword_only,
        has_star: *has_star,
        has_double_star: *has_double_star,
        defaults: &function.defaults,
        keyword_defaults: &function.keyword_defaults,
    };
    params.bind(positional, keywords)
}

impl Params<'_> {
    /// One slot for every name.
    pub fn bind(&self, positional: Vec<Value>, keywords: Vec<(Str, Value)>) -> Result<Vec<Slot>, Raised> {
        let n_given = positional.len();
        let mut slots: Vec<Slot> = Vec::with_capacity(self.names.len());
        let mut given = positional.into_iter();
        slots.extend(given.by_ref().take(self.n_positional).map(Some));
        slots.resize(self.names.len(), None);
        let extra: Vec<Value> = given.collect();
        let star_at = self.n_positional + self.n_keyword_only;
        let n_extra = extra.len();
        if self.has_star
            && let Some(slot) = slots.get_mut(star_at)
        {
            *slot = Some(Value::tuple(extra));
        }
        let rest = Dict::default();
        let mut only_by_position: Vec<&str> = Vec::new();
        let n_by_name = self.n_positional + self.n_keyword_only;
        let mut cx = None;
        for (name, value) in keywords {
            let place = self.names[..n_by_name].iter().position(|param| *param == name);
            match place {
                Some(at) if at >= self.n_positional_only => {
                    if slots[at].is_some() {
                        return Err(Raised::type_error(format!(
                            "{}() got multiple values for argument '{name}'",
                            self.function
                        )));
                    }
                    slots[at] = Some(value);
                }
                _ if self.has_double_star => {
                    let cx = cx.get_or_insert_with(value::CallCx::default);
                    rest.insert(Value::Str(name), value, cx)?;
                }
                Some(at) => only_by_position.push(&self.names[at]),
                None => {
                    return Err(Raised::type_error(format!(
                        "{}() got an unexpected keyword argument '{name}'",
                        self.function
                    )));
                }
            }
        }
        if !only_by_position.is_empty() {
            return Err(Raised::type_error(format!(
                "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                self.function,
                only_by_position.join(", ")
            )));
        }
        if n_extra > 0 && !self.has_star {
            return Err(self.too_many(n_given, &slots));
        }
        self.fill_defaults(&mut slots)?;
        if self.has_double_star
            && let Some(slot) = slots.last_mut()
        {
            *slot = Some(Value::Dict(Rc::new(rest)));
        }
        Ok(slots)
    }

    fn fill_defaults(&self, slots: &mut [Slot]) -> Result<(), Raised> {
        let first_default = self.n_positional - self.defaults.len().min(self.n_positional);
        let mut missing: Vec<&str> = Vec::new();
        for (at, slot) in slots.iter_mut().enumerate().take(self.n_positional) {
            if slot.is_some() {
                continue;
            }
            match at.checked_sub(first_default).and_then(|default| self.defaults.get(default)) {
                Some(default) => *slot = Some(default.clone()),
                None => missing.push(&self.names[at]),
            }
        }
        if !missing.is_empty() {
            return Err(self.missing("positional", &missing));
        }
        for (at, slot) in slots.iter_mut().enumerate().skip(self.n_positional).take(self.n_keyword_only) {
            if slot.is_some() {
                continue;
            }
            match self.keyword_defaults.iter().find(|(name, _)| *name == self.names[at]) {
                Some((_, default)) => *slot = Some(default.clone()),
                None => missing.push(&self.names[at]),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(self.missing("keyword-only", &missing)) }
    }

    fn missing(&self, kind: &str, names: &[&str]) -> Raised {
        let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
        let list = match quoted.as_slice() {
            [only] => only.clone(),
            [first, second] => format!("{first} and {second}"),
            [firsts @ .., last] => format!("{}, and {last}", firsts.join(", ")),
            [] => String::new(),
        };
        let plural = if names.len() == 1 { "" } else { "s" };
        Raised::type_error(format!(
            "{}() missing {} required {kind} argument{plural}: {list}",
            self.function,
            names.len()
        ))
    }

    fn too_many(&self, n_given: usize, slots: &[Slot]) -> Raised {
        let n_defaults = self.defaults.len();
        let takes = if n_defaults > 0 {
            format!("from {} to {}", self.n_positional - n_defaults.min(self.n_positional), self.n_positional)
        } else {
            self.n_positional.to_string()
        };
        let plural = if n_defaults > 0 || self.n_positional != 1 { "s" } else { "" };
        let n_keywords =
            slots.iter().skip(self.n_positional).take(self.n_keyword_only).filter(|slot| slot.is_some()).count();
        let given = if n_keywords > 0 {
            let plural_given = if n_given == 1 { "" } else { "s" };
            let plural_keywords = if n_keywords == 1 { "" } else { "s" };
            format!(
                "{n_given} positional argument{plural_given} (and {n_keywords} keyword-only argument{plural_keywords})"
            )
        } else {
            n_given.to_string()
        };
        let verb = if n_given == 1 && n_keywords == 0 { "was" } else { "were" };
        Raised::type_error(format!(
            "{}() takes {takes} positional argument{plural} but {given} {verb} given",
            self.function
        ))
    }
}
