//! What `match` asks of its subject.

use std::rc::Rc;

use value::{CallCx, Dict, Raised, Str, Value};

use crate::compile::code::MatchClassSite;
use crate::objects::attr;
use crate::objects::class::Class;

/// Whether a sequence pattern of `n` items (or more, if `is_open`) could fit.
pub fn is_sequence(subject: &Value, n: usize, is_open: bool, cx: &mut CallCx) -> Result<bool, Raised> {
    let subject = match crate::objects::special::inner_of(subject) {
        Some(inner) => inner,
        None => subject.clone(),
    };
    let is_sequence = match &subject {
        Value::List(_) | Value::Tuple(_) => true,
        Value::Object(object) => matches!(object.type_name().as_ref(), "range" | "deque"),
        _ => false,
    };
    if !is_sequence {
        return Ok(false);
    }
    let length = crate::ops::len(&subject, cx)?;
    Ok(if is_open { length >= n } else { length == n })
}

pub fn is_mapping(subject: &Value) -> bool {
    matches!(subject, Value::Dict(_)) || matches!(crate::objects::special::inner_of(subject), Some(Value::Dict(_)))
}

/// The value of a key of a mapping, if it is there.
pub fn key(subject: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    match subject {
        Value::Dict(dict) => dict.get(key, cx),
        _ => match crate::objects::special::inner_of(subject) {
            Some(Value::Dict(dict)) => dict.get(key, cx),
            _ => Ok(None),
        },
    }
}

/// The mapping without some keys.
pub fn rest(subject: &Value, keys: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let rest = Dict::default();
    for (key, value) in crate::machine::build::mapping_pairs(subject, cx)?.unwrap_or_default() {
        let mut is_named = false;
        for named in keys {
            is_named = is_named || value::equality::eq(named, &key, cx)?;
        }
        if !is_named {
            rest.insert(key, value, cx)?;
        }
    }
    Ok(Value::Dict(Rc::new(rest)))
}

/// The attributes that a class pattern asks for, or `None` if the subject does not fit.
pub fn class(
    subject: &Value,
    class: &Value,
    site: &MatchClassSite,
    cx: &mut CallCx,
) -> Result<Option<Vec<Value>>, Raised> {
    let Some(wanted) = Class::from_value(class) else {
        return Err(Raised::type_error("called match pattern must be a class".into()));
    };
    if !crate::builtins::is_instance(subject, class, cx)? {
        return Ok(None);
    }
    let mut names: Vec<Str> = Vec::new();
    let mut values = Vec::new();
    if site.n_positional > 0 {
        if wanted.is_builtin && matches!(wanted.basis, crate::objects::class::Basis::Value(_)) {
            // `case int(n)`: the whole subject.
            if site.n_positional > 1 {
                return Err(too_many(&wanted, 1, site.n_positional));
            }
            values.push(subject.clone());
        } else {
            let listed = match wanted.lookup("__match_args__") {
                Some(args) => crate::ops::collect(&args, cx)?,
                None => Vec::new(),
            };
            if listed.len() < site.n_positional {
                return Err(too_many(&wanted, listed.len(), site.n_positional));
            }
            for name in listed.into_iter().take(site.n_positional) {
                match name {
                    Value::Str(name) => names.push(name),
                    other => {
                        return Err(Raised::type_error(format!(
                            "__match_args__ elements must be strings (got {})",
                            other.type_name()
                        )));
                    }
                }
            }
        }
    }
    names.extend(site.keywords.iter().cloned());
    for name in names {
        match attr::find(subject, &name, cx)? {
            Some(value) => values.push(value),
            None => return Ok(None),
        }
    }
    Ok(Some(values))
}

fn too_many(class: &Class, allowed: usize, given: usize) -> Raised {
    let plural = if allowed == 1 { "" } else { "s" };
    Raised::type_error(format!("{}() accepts {allowed} positional sub-pattern{plural} ({given} given)", class.name))
}
