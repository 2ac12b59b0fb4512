//! `re`: regular expressions with Python's syntax, results and messages.
//!
//! An own backtracking matcher, since the ready-made ones differ where programs notice: in what is a word character,
//! in empty matches, in the messages about patterns; and since its steps have to count as fuel.

pub mod escapes;
pub mod flags;
pub mod found;
pub mod groups;
pub mod matcher;
pub mod parse;
pub mod pattern;
pub mod program;
pub mod subject;
pub mod syntax;
pub mod template;

use std::cell::RefCell;
use std::rc::Rc;

use value::equality::eq;
use value::{Args, CallCx, ExcKind, Raised, Str, Value};

use crate::support::{class, given, module};
use parse::Problem;
use pattern::{Compiled, Pattern, source_chars};
use python::native::{NativeClass, builtin_class, exception_of, native_function, native_method};

/// The module object.
pub fn load() -> Value {
    let mut members = vec![
        (
            "compile",
            native_function("compile", |args, cx| {
                let slots = crate::support::bind("compile", &["pattern", "flags"], 1, args)?;
                let flags = slots[1].as_ref().map_or(Ok(0), |flags| flag_bits(flags, cx))?;
                compiled(&slots[0].clone().unwrap_or_default(), flags, cx)
            }),
        ),
        ("escape", native_function("escape", escape)),
        ("purge", native_function("purge", |_, _| Ok(Value::None))),
        ("error", error_class()),
        ("Pattern", pattern::class_value()),
        ("Match", found::class_value()),
    ];
    for name in ["match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"] {
        members.push((name, native_function(name, move |args, cx| shortcut(name, args, cx))));
    }
    members.extend(flags::members());
    members.push(("RegexFlag", flags::class_value()));
    members.push((
        "template",
        native_method("template", |args, cx| {
            let slots = crate::support::bind("template", &["pattern", "flags"], 1, args)?;
            let flags = slots[1].as_ref().map_or(Ok(0), |flags| flag_bits(flags, cx))?;
            compiled(&slots[0].clone().unwrap_or_default(), flags | 1, cx)
        }),
    ));
    module("re", &[], members)
}

/// `re.name(pattern, …, flags=0)`.
fn shortcut(name: &'static str, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut rest = args.clone();
    let n_positional = match name {
        "sub" | "subn" => 4,
        "split" => 3,
        _ => 2,
    };
    let most = n_positional + 1;
    if rest.positional.len() > most {
        let least = if name.starts_with("sub") { 3 } else { 2 };
        let n = rest.positional.len();
        return Err(Raised::type_error(format!(
            "{name}() takes from {least} to {most} positional arguments but {n} were given"
        )));
    }
    let mut take = |keyword: &str| {
        let at = rest.keywords.iter().position(|(known, _)| known.as_str() == keyword)?;
        Some(rest.keywords.remove(at).1)
    };
    let (named_flags, named_pattern) = (take("flags"), take("pattern"));
    let flags = match named_flags {
        Some(flags) => Some(flags),
        None if rest.positional.len() > n_positional => rest.positional.pop(),
        None => None,
    };
    let flags = flags.map_or(Ok(0), |flags| flag_bits(&flags, cx))?;
    let source = match named_pattern {
        Some(source) => source,
        None if rest.positional.is_empty() => {
            let missing = if name.starts_with("sub") {
                "3 required positional arguments: 'pattern', 'repl', and 'string'"
            } else {
                "2 required positional arguments: 'pattern' and 'string'"
            };
            return Err(Raised::type_error(format!("{name}() missing {missing}")));
        }
        None => rest.positional.remove(0),
    };
    let pattern = compiled(&source, flags, cx)?;
    match &pattern {
        Value::Object(object) => Ok(object.call_method(&pattern, name, &rest, cx)?.unwrap_or_default()),
        _ => Ok(Value::None),
    }
}

thread_local! {
    /// The patterns used last.
    static RECENT: RefCell<Vec<(Value, i64, Rc<Compiled>)>> = const { RefCell::new(Vec::new()) };
}

const N_RECENT: usize = 64;

/// The pattern object of a pattern.
fn compiled(source: &Value, flags: i64, cx: &mut CallCx) -> Result<Value, Raised> {
    if source.downcast::<Pattern>().is_some() {
        return match flags {
            0 => Ok(source.clone()),
            _ => Err(Raised::value_error("cannot process flags argument with a compiled pattern".into())),
        };
    }
    let plain = matches!(source, Value::Str(_) | Value::Bytes(_));
    if plain {
        let known = RECENT.with(|recent| {
            let mut recent = recent.borrow_mut();
            let at = recent
                .iter()
                .position(|(known, known_flags, _)| *known_flags == flags && eq(known, source, cx).unwrap_or(false))?;
            let entry = recent.remove(at);
            let compiled = Rc::clone(&entry.2);
            recent.push(entry);
            Some(compiled)
        });
        if let Some(compiled) = known {
            return Ok(Value::object(Pattern(compiled)));
        }
    }
    let Some((chars, is_bytes)) = source_chars(source) else {
        return Err(Raised::type_error("first argument must be string or compiled pattern".into()));
    };
    cx.burn(chars.len() as u64)?;
    let build = || {
        let parsed = parse::parse(&chars, flags, is_bytes)?;
        let program = program::compile(&parsed.node, parsed.n_groups)?;
        Ok((parsed, program))
    };
    let (parsed, program) = build().map_err(|problem: Problem| match problem.message.as_str() {
        parse::TOO_OFTEN => Raised::new(ExcKind::OverflowError, problem.message),
        _ => error(&problem, &chars, source),
    })?;
    check_flags(parsed.flag_bits, is_bytes)?;
    let flag_bits = parsed.flag_bits;
    let compiled = Rc::new(Compiled { source: source.clone(), flag_bits, is_bytes, program, names: parsed.names });
    if plain {
        RECENT.with(|recent| {
            let mut recent = recent.borrow_mut();
            if recent.len() >= N_RECENT {
                recent.remove(0);
            }
            recent.push((source.clone(), flags, Rc::clone(&compiled)));
        });
    }
    Ok(Value::object(Pattern(compiled)))
}

/// The bits of a `flags` argument.
fn flag_bits(flags: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    python::ops::index(flags, cx).map_err(|raised| match raised.is_a(ExcKind::TypeError) {
        true => {
            Raised::type_error(format!("unsupported operand type(s) for &: '{}' and 'RegexFlag'", flags.type_name()))
        }
        false => raised,
    })
}

/// Refuses flags that do not go together.
fn check_flags(flags: i64, is_bytes: bool) -> Result<(), Raised> {
    let both = |bits: i64| flags & bits == bits;
    let wrong = match is_bytes {
        false if both(syntax::LOCALE) => "cannot use LOCALE flag with a str pattern",
        false if both(syntax::ASCII | syntax::UNICODE) => "ASCII and UNICODE flags are incompatible",
        true if both(syntax::UNICODE) => "cannot use UNICODE flag with a bytes pattern",
        true if both(syntax::LOCALE | syntax::ASCII) => "ASCII and LOCALE flags are incompatible",
        _ => return Ok(()),
    };
    Err(Raised::value_error(wrong.into()))
}

fn error_class() -> Value {
    class("re.error", || {
        NativeClass::new("error", "re")
            .base(&builtin_class("Exception"))
            .constructor(|args, cx| {
                let names = ["msg", "pattern", "pos"];
                let slots = crate::support::bind("error.__init__", &names, 1, &crate::support::receiver(args).1)?;
                let part = |at: usize| slots[at].clone().unwrap_or_default();
                let message = value::repr::str_of(&part(0), cx)?;
                let chars = source_chars(&part(1)).map(|(chars, _)| chars).unwrap_or_default();
                let at = match given(&slots[2]) {
                    Some(at) if slots[1].is_some() => python::ops::index(at, cx)?.max(0) as usize,
                    _ => usize::MAX,
                };
                Ok(error(&Problem { message, at }, &chars, &part(1)).parts().exception.clone())
            })
            .build()
    })
}

/// `re.error` about a place in a pattern.
pub fn error(problem: &Problem, chars: &[char], source: &Value) -> Raised {
    let before = &chars[..problem.at.min(chars.len())];
    let line = before.iter().filter(|c| **c == '\n').count() + 1;
    let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
    let mut text = match problem.at {
        usize::MAX => problem.message.clone(),
        at => format!("{} at position {at}", problem.message),
    };
    if chars.contains(&'\n') && problem.at != usize::MAX {
        text.push_str(&format!(" (line {line}, column {column})"));
    }
    let has_place = problem.at != usize::MAX;
    let raised = exception_of(&error_class(), vec![Value::string(text)]);
    if let Some(exception) = raised.exception() {
        exception.attrs.borrow_mut().extend([
            (Str::new("msg"), Value::str(&problem.message)),
            (Str::new("pattern"), if has_place { source.clone() } else { Value::None }),
            (Str::new("pos"), if has_place { Value::from(problem.at) } else { Value::None }),
            (Str::new("lineno"), if has_place { Value::from(line) } else { Value::None }),
            (Str::new("colno"), if has_place { Value::from(column) } else { Value::None }),
        ]);
    }
    raised
}

fn escape(args: &Args, _cx: &mut CallCx) -> Result<Value, Raised> {
    let source = args.positional.first().cloned().unwrap_or_default();
    let Some((chars, is_bytes)) = source_chars(&source) else {
        return Err(Raised::type_error(format!(
            "decoding to str: need a bytes-like object, {} found",
            source.type_name()
        )));
    };
    let mut out = String::with_capacity(chars.len() * 2);
    for c in chars {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\x0b\x0c".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(match is_bytes {
        true => Value::Bytes(out.chars().map(|c| c as u32 as u8).collect()),
        false => Value::string(out),
    })
}
