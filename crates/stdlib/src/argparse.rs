//! The little of `argparse` that programs use: positional arguments and options of `sys.argv`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use value::repr::{repr, truthy};
use value::{Args, CallCx, ExcKind, Object, Raised, Str, Value};

use crate::support::{call, class, module};
use python::native::{NativeClass, native_function, new_instance};
use python::ops::item::inner_str;
use python::types::object_method;

/// The module object.
pub fn load() -> Value {
    module(
        "argparse",
        &[],
        vec![
            ("ArgumentParser", parser_class()),
            ("Namespace", namespace_class()),
            ("ArgumentDefaultsHelpFormatter", Value::None),
            ("RawDescriptionHelpFormatter", Value::None),
            ("SUPPRESS", Value::str("==SUPPRESS==")),
            ("ArgumentTypeError", python::native::builtin_class("ValueError")),
            (
                "FileType",
                native_function("FileType", |_, _| {
                    Err(Raised::new(
                        ExcKind::NotImplementedError,
                        "argparse.FileType is not supported here; use open()".into(),
                    ))
                }),
            ),
        ],
    )
}

fn namespace_class() -> Value {
    class("argparse.Namespace", || {
        NativeClass::new("Namespace", "argparse")
            .method("__init__", |args, cx| {
                let (this, rest) = crate::support::receiver(args);
                if let Value::Object(object) = &this {
                    for (name, value) in &rest.keywords {
                        object.set_attr(name, Some(value.clone()), cx)?;
                    }
                }
                Ok(Value::None)
            })
            .method("__repr__", |args, cx| {
                let (this, _) = crate::support::receiver(args);
                let mut parts = Vec::new();
                if let Some(instance) = this.downcast::<python::objects::instance::Instance>() {
                    for (name, value) in instance.own_attrs() {
                        parts.push(format!("{}={}", value::repr::str_of(&name, cx)?, repr(&value, cx)?));
                    }
                }
                Ok(Value::string(format!("Namespace({})", parts.join(", "))))
            })
            .build()
    })
}

fn parser_class() -> Value {
    class("argparse.ArgumentParser", || {
        NativeClass::new("ArgumentParser", "argparse")
            .constructor(|args, _| {
                let named = |name: &str| {
                    args.keywords
                        .iter()
                        .find(|(known, _)| known.as_str() == name)
                        .and_then(|(_, value)| inner_str(value))
                };
                Ok(Value::object(Parser {
                    prog: named("prog").unwrap_or_else(|| "program.py".into()),
                    description: named("description"),
                    arguments: RefCell::default(),
                }))
            })
            .build()
    })
}

#[derive(Clone)]
struct Argument {
    /// `-p` and `--port`; none for a positional argument.
    flags: Vec<Str>,
    dest: Str,
    action: Str,
    kind: Option<Value>,
    default: Value,
    constant: Value,
    required: bool,
    choices: Option<Value>,
    n_values: Option<Value>,
    help: Option<Str>,
}

struct Parser {
    prog: Str,
    description: Option<Str>,
    arguments: RefCell<Vec<Argument>>,
}

impl Parser {
    fn add(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let names: Vec<Str> = args.positional.iter().filter_map(inner_str).collect();
        let Some(first) = names.first().cloned() else {
            return Err(Raised::value_error("invalid option string".into()));
        };
        let is_flag = first.starts_with('-');
        let long = names.iter().find(|name| name.starts_with("--")).unwrap_or(&first);
        let mut argument = Argument {
            flags: if is_flag { names.clone() } else { Vec::new() },
            dest: Str::from(long.trim_start_matches('-').replace('-', "_")),
            action: "store".into(),
            kind: None,
            default: Value::None,
            constant: Value::None,
            required: !is_flag,
            choices: None,
            n_values: None,
            help: None,
        };
        let mut default_given = false;
        for (name, value) in &args.keywords {
            match name.as_str() {
                "dest" => argument.dest = inner_str(value).unwrap_or(argument.dest),
                "action" => argument.action = inner_str(value).unwrap_or_else(|| "store".into()),
                "type" => argument.kind = Some(value.clone()).filter(|kind| !matches!(kind, Value::None)),
                "default" => {
                    argument.default = value.clone();
                    default_given = true;
                }
                "const" => argument.constant = value.clone(),
                "required" => argument.required = truthy(value, cx)?,
                "choices" => argument.choices = Some(value.clone()),
                "nargs" => argument.n_values = Some(value.clone()),
                "help" => argument.help = inner_str(value),
                "metavar" | "version" => {}
                other => {
                    return Err(Raised::type_error(format!(
                        "add_argument() got an unexpected keyword argument '{other}'"
                    )));
                }
            }
        }
        if !default_given {
            match argument.action.as_str() {
                "store_true" => argument.default = Value::Bool(false),
                "store_false" => argument.default = Value::Bool(true),
                _ => {}
            }
        }
        self.arguments.borrow_mut().push(argument);
        Ok(Value::None)
    }

    fn usage(&self, cx: &mut CallCx) -> String {
        let (mut options, mut positional) = (vec!["[-h]".to_owned()], Vec::new());
        for argument in self.arguments.borrow().iter() {
            let choices = argument.choices.as_ref().and_then(|choices| python::ops::collect(choices, cx).ok());
            let choices = choices.map(|choices| {
                let shown: Vec<String> =
                    choices.iter().map(|c| value::repr::str_of(c, cx).unwrap_or_default()).collect();
                format!("{{{}}}", shown.join(","))
            });
            let Some(flag) = argument.flags.first() else {
                let name = choices.unwrap_or_else(|| argument.dest.to_string());
                let marker = argument.n_values.as_ref().and_then(inner_str);
                positional.push(match marker.as_deref() {
                    Some("?") => format!("[{name}]"),
                    Some("*") => format!("[{name} ...]"),
                    Some("+") => format!("{name} [{name} ...]"),
                    _ => name,
                });
                continue;
            };
            let takes_none = argument.action.starts_with("store_") || argument.action.as_str() == "count";
            let shown = match takes_none {
                true => flag.to_string(),
                false => format!("{flag} {}", choices.unwrap_or_else(|| argument.dest.to_uppercase())),
            };
            options.push(if argument.required { shown } else { format!("[{shown}]") });
        }
        options.append(&mut positional);
        format!("usage: {} {}\n", self.prog, options.join(" "))
    }

    fn help(&self, cx: &mut CallCx) -> String {
        let mut text = self.usage(cx);
        if let Some(description) = &self.description {
            text.push_str(&format!("\n{description}\n"));
        }
        for argument in self.arguments.borrow().iter() {
            let names = if argument.flags.is_empty() {
                argument.dest.to_string()
            } else {
                argument.flags.iter().map(Str::as_str).collect::<Vec<_>>().join(", ")
            };
            text.push_str(&format!("\n  {names:<20} {}", argument.help.as_deref().unwrap_or("")));
        }
        text + "\n"
    }

    fn fail(&self, message: &str, cx: &mut CallCx) -> Raised {
        let text = format!("{}{}: error: {message}\n", self.usage(cx), self.prog);
        cx.host.write_stderr(&text);
        exit(2)
    }

    fn convert(&self, argument: &Argument, text: &str, cx: &mut CallCx) -> Result<Value, Raised> {
        let name = match argument.flags.is_empty() {
            true => argument.dest.to_string(),
            false => argument.flags.iter().map(Str::as_str).collect::<Vec<_>>().join("/"),
        };
        let value = match &argument.kind {
            None => Value::str(text),
            Some(kind) => match call(kind, vec![Value::str(text)], cx) {
                Ok(value) => value,
                Err(error) if error.is_a(ExcKind::ValueError) || error.is_a(ExcKind::TypeError) => {
                    let kind_name = crate::typing::class_name(kind, cx)?;
                    let shown = repr(&Value::str(text), cx)?;
                    return Err(self.fail(&format!("argument {name}: invalid {kind_name} value: {shown}"), cx));
                }
                Err(error) => return Err(error),
            },
        };
        if let Some(choices) = &argument.choices
            && !python::ops::contains(choices, &value, cx)?
        {
            let mut shown = Vec::new();
            for choice in python::ops::collect(choices, cx)? {
                shown.push(repr(&choice, cx)?);
            }
            let value = repr(&value, cx)?;
            return Err(
                self.fail(&format!("argument {name}: invalid choice: {value} (choose from {})", shown.join(", ")), cx)
            );
        }
        Ok(value)
    }

    fn parse(&self, words: Vec<String>, cx: &mut CallCx) -> Result<(Value, Vec<Value>), Raised> {
        let arguments = self.arguments.borrow().clone();
        let mut values: Vec<(Str, Value, bool)> =
            arguments.iter().map(|argument| (argument.dest.clone(), argument.default.clone(), false)).collect();
        let mut loose = Vec::new();
        let mut extra = Vec::new();
        let mut words = words.into_iter().peekable();
        let is_number = |word: &str| word.parse::<f64>().is_ok();
        while let Some(word) = words.next() {
            if !word.starts_with('-') || word == "-" || is_number(&word) {
                loose.push(word);
                continue;
            }
            if word == "-h" || word == "--help" {
                let help = self.help(cx);
                cx.host.write_stdout(&help);
                return Err(exit(0));
            }
            let (flag, attached) = match word.split_once('=') {
                Some((flag, value)) if flag.starts_with("--") => (flag.to_owned(), Some(value.to_owned())),
                _ => (word.clone(), None),
            };
            let Some(at) =
                arguments.iter().position(|argument| argument.flags.iter().any(|known| known.as_str() == flag))
            else {
                extra.push(Value::string(word));
                continue;
            };
            let argument = &arguments[at];
            let value = match argument.action.as_str() {
                "store_true" => Value::Bool(true),
                "store_false" => Value::Bool(false),
                "store_const" => argument.constant.clone(),
                "count" => match &values[at].1 {
                    Value::Int(count) => Value::Int(count + 1),
                    _ => Value::Int(1),
                },
                _ => {
                    let several =
                        argument.n_values.as_ref().is_some_and(|n| !matches!(inner_str(n).as_deref(), Some("?")));
                    let mut given: Vec<String> = attached.into_iter().collect();
                    while (several || given.is_empty())
                        && words.peek().is_some_and(|next| !next.starts_with('-') || is_number(next))
                    {
                        given.extend(words.next());
                    }
                    if given.is_empty() {
                        let names = argument.flags.iter().map(Str::as_str).collect::<Vec<_>>().join("/");
                        return Err(self.fail(&format!("argument {names}: expected one argument"), cx));
                    }
                    let mut converted = Vec::with_capacity(given.len());
                    for text in &given {
                        converted.push(self.convert(argument, text, cx)?);
                    }
                    let new = if several { Value::list(converted) } else { converted.remove(0) };
                    match (argument.action.as_str(), &values[at].1) {
                        ("append", Value::List(known)) if values[at].2 => {
                            known.0.borrow_mut().push(new);
                            values[at].1.clone()
                        }
                        ("append", _) => Value::list(vec![new]),
                        _ => new,
                    }
                }
            };
            values[at].1 = value;
            values[at].2 = true;
        }
        let mut loose = loose.into_iter().peekable();
        for (at, argument) in arguments.iter().enumerate().filter(|(_, argument)| argument.flags.is_empty()) {
            let count = argument.n_values.as_ref();
            let marker = count.and_then(inner_str);
            let wanted = match (count, marker.as_deref()) {
                (None, _) => 1,
                (_, Some("*" | "+")) => usize::MAX,
                (_, Some(_)) => 1,
                (Some(count), None) => python::ops::index(count, cx)?.max(0) as usize,
            };
            let mut converted = Vec::new();
            while converted.len() < wanted
                && let Some(text) = loose.next()
            {
                converted.push(self.convert(argument, &text, cx)?);
            }
            if converted.is_empty() {
                if matches!(marker.as_deref(), Some("*" | "?")) {
                    continue;
                }
                continue;
            }
            let one = count.is_none() || marker.as_deref() == Some("?");
            values[at].1 = if one { converted.remove(0) } else { Value::list(converted) };
            values[at].2 = true;
        }
        let missing: Vec<String> = arguments
            .iter()
            .zip(&values)
            .filter(|(argument, (_, _, found))| {
                let optional = argument.n_values.as_ref().and_then(inner_str).is_some_and(|n| matches!(&*n, "*" | "?"));
                argument.required && !optional && !found
            })
            .map(|(argument, _)| match argument.flags.is_empty() {
                true => argument.dest.to_string(),
                false => argument.flags.iter().map(Str::as_str).collect::<Vec<_>>().join("/"),
            })
            .collect();
        if !missing.is_empty() {
            return Err(self.fail(&format!("the following arguments are required: {}", missing.join(", ")), cx));
        }
        extra.extend(loose.map(Value::string));
        let namespace = new_instance(&namespace_class(), cx)?;
        if let Value::Object(object) = &namespace {
            for (name, value, _) in values {
                object.set_attr(&name, Some(value), cx)?;
            }
        }
        Ok((namespace, extra))
    }

    fn words(&self, args: &Args, cx: &mut CallCx) -> Result<Vec<String>, Raised> {
        let given = args.positional.first().or_else(|| args.keywords.first().map(|(_, value)| value));
        match given.filter(|given| !matches!(given, Value::None)) {
            Some(list) => python::ops::collect(list, cx)?.iter().map(|word| value::repr::str_of(word, cx)).collect(),
            None => Ok(cx.host.args()),
        }
    }
}

fn exit(code: i64) -> Raised {
    Raised::from_value(value::Exception::builtin(ExcKind::SystemExit, vec![Value::Int(code)]).into_value())
}

impl Object for Parser {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("ArgumentParser")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(parser_class())
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "prog" => Some(Value::Str(self.prog.clone())),
            "add_argument" | "parse_args" | "parse_known_args" | "print_help" | "print_usage" | "error"
            | "format_help" | "add_argument_group" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match name {
            "add_argument" => self.add(args, cx)?,
            "add_argument_group" => this.clone(),
            "parse_args" => {
                let words = self.words(args, cx)?;
                let (namespace, extra) = self.parse(words, cx)?;
                if !extra.is_empty() {
                    let extra: Result<Vec<String>, Raised> =
                        extra.iter().map(|word| value::repr::str_of(word, cx)).collect();
                    return Err(self.fail(&format!("unrecognized arguments: {}", extra?.join(" ")), cx));
                }
                namespace
            }
            "parse_known_args" => {
                let words = self.words(args, cx)?;
                let (namespace, extra) = self.parse(words, cx)?;
                Value::pair(namespace, Value::list(extra))
            }
            "print_help" | "print_usage" => {
                let text = if name == "print_help" { self.help(cx) } else { self.usage(cx) };
                cx.host.write_stdout(&text);
                Value::None
            }
            "format_help" => Value::string(self.help(cx)),
            "error" => {
                let message = args.positional.first().and_then(inner_str).unwrap_or_else(|| "".into());
                return Err(self.fail(&message, cx));
            }
            _ => return Ok(None),
        }))
    }
}
