//! `JSONEncoder` and `JSONDecoder`.

use value::{Args, CallCx, Raised, Value};

use crate::json::decode::Decoder;
use crate::json::encode::Encoder;
use crate::json::{DUMP_OPTIONS, loads, not_serializable};
use crate::support::{Generated, class, receiver};
use python::native::NativeClass;
use python::ops::item::inner_str;
use python::types::get_attr;

const LOAD_OPTIONS: [&str; 6] =
    ["object_hook", "parse_float", "parse_int", "parse_constant", "strict", "object_pairs_hook"];

/// Keeps options given by name as attributes.
fn keep_options(class: &str, options: &[&str], args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (this, rest) = receiver(args);
    let n = rest.positional.len() + 1;
    if n > 1 {
        return Err(Raised::type_error(format!("{class}.__init__() takes 1 positional argument but {n} were given")));
    }
    if let Some((name, _)) = rest.keywords.iter().find(|(name, _)| !options.contains(&name.as_str())) {
        return Err(Raised::type_error(format!("{class}.__init__() got an unexpected keyword argument '{name}'")));
    }
    if let Value::Object(object) = &this {
        for name in options {
            let found = rest.keywords.iter().find(|(keyword, _)| keyword.as_str() == *name);
            let name = if *name == "default" { "_default" } else { name };
            object.set_attr(name, Some(found.map(|(_, value)| value.clone()).unwrap_or_default()), cx)?;
        }
    }
    Ok(Value::None)
}

/// The encoder that an instance describes.
fn encoder_of(this: &Value, cx: &mut CallCx) -> Result<Encoder, Raised> {
    let mut slots = Vec::new();
    for name in DUMP_OPTIONS {
        let value = get_attr(this, name, cx)?;
        slots.push(value.filter(|value| *name != "default" && !matches!(value, Value::None)));
    }
    let mut encoder = Encoder::from_slots(&slots, cx)?;
    encoder.default = match get_attr(this, "_default", cx)? {
        Some(default) if !matches!(default, Value::None) => Some(default),
        _ => get_attr(this, "default", cx)?,
    };
    Ok(encoder)
}

/// The class `JSONEncoder`.
pub fn encoder_class() -> Value {
    class("json.JSONEncoder", || {
        NativeClass::new("JSONEncoder", "json.encoder")
            .method("__init__", |args, cx| {
                let options: Vec<&str> = DUMP_OPTIONS.iter().filter(|name| **name != "cls").copied().collect();
                keep_options("JSONEncoder", &options, args, cx)
            })
            .method("default", |args, _| {
                Err(not_serializable(&receiver(args).1.positional.first().cloned().unwrap_or_default()))
            })
            .property("item_separator", |this, cx| Ok(Value::str(encoder_of(this, cx)?.separators().0)))
            .property("key_separator", |this, cx| Ok(Value::str(encoder_of(this, cx)?.separators().1)))
            .method("encode", |args, cx| {
                let (this, rest) = receiver(args);
                let value = rest.positional.first().cloned().unwrap_or_default();
                encoder_of(&this, cx)?.encode(&value, cx).map(Value::string)
            })
            .method("iterencode", |args, cx| {
                let (this, rest) = receiver(args);
                let value = rest.positional.first().cloned().unwrap_or_default();
                Ok(Generated::of("generator", encoder_of(&this, cx)?.pieces(&value, cx)?))
            })
            .build()
    })
}

/// What an instance of `JSONDecoder` was told, as arguments of `loads`.
fn told(this: &Value, cx: &mut CallCx) -> Result<Args, Raised> {
    let mut args = Args::default();
    for name in LOAD_OPTIONS {
        if let Some(value) = get_attr(this, name, cx)?.filter(|value| !matches!(value, Value::None)) {
            args.keywords.push((value::Str::new(name), value));
        }
    }
    Ok(args)
}

/// The class `JSONDecoder`.
pub fn decoder_class() -> Value {
    class("json.JSONDecoder", || {
        NativeClass::new("JSONDecoder", "json.decoder")
            .method("__init__", |args, cx| keep_options("JSONDecoder", &LOAD_OPTIONS, args, cx))
            .method("decode", |args, cx| {
                let (this, rest) = receiver(args);
                loads(&Args { positional: rest.positional, ..told(&this, cx)? }, cx)
            })
            .method("raw_decode", |args, cx| {
                let (this, rest) = receiver(args);
                let slots = crate::support::bind("JSONDecoder.raw_decode", &["s", "idx"], 1, &rest)?;
                let text = slots[0].as_ref().and_then(inner_str).unwrap_or_else(|| "".into());
                let begin = slots[1].as_ref().map_or(Ok(0), |begin| python::ops::index(begin, cx))?;
                let hooks = told(&this, cx)?;
                let hook = |name: &str| {
                    hooks.keywords.iter().find(|(known, _)| known.as_str() == name).map(|(_, hook)| hook.clone())
                };
                let decoder = Decoder {
                    object_hook: hook("object_hook"),
                    parse_float: hook("parse_float"),
                    parse_int: hook("parse_int"),
                    parse_constant: hook("parse_constant"),
                    object_pairs_hook: hook("object_pairs_hook"),
                    strict: !matches!(hook("strict"), Some(Value::Bool(false))),
                };
                let (value, end) = decoder.decode_from(&text, begin.max(0) as usize, cx)?;
                Ok(Value::pair(value, Value::from(end)))
            })
            .build()
    })
}
