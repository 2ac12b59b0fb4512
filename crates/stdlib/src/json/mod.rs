//! `json`.

pub mod classes;
pub mod decode;
pub mod encode;

use value::repr::str_of;
use value::{Args, CallCx, KeyMap, Raised, Str, Value};

use crate::support::{bind, class, module, receiver};
use decode::Decoder;
use encode::Encoder;
use python::native::{NativeClass, builtin_class, exception_of, native_function};
use python::ops::item::inner_str;
use python::types::bytearray::bytes_of;

/// The module object.
pub fn load() -> Value {
    module(
        "json",
        &[],
        vec![
            ("dumps", native_function("dumps", dumps)),
            ("dump", native_function("dump", dump)),
            ("loads", native_function("loads", loads)),
            ("load", native_function("load", load_file)),
            ("JSONDecodeError", decode_error_class()),
            ("JSONEncoder", classes::encoder_class()),
            ("JSONDecoder", classes::decoder_class()),
        ],
    )
}

/// The options of `dumps` and of encoders.
pub const DUMP_OPTIONS: &[&str] =
    &["skipkeys", "ensure_ascii", "check_circular", "allow_nan", "cls", "indent", "separators", "default", "sort_keys"];

fn dumps(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let names: Vec<&str> = std::iter::once("obj").chain(DUMP_OPTIONS.iter().copied()).collect();
    if args.positional.len() > 1 {
        return Err(Raised::type_error(format!(
            "dumps() takes 1 positional argument but {} were given",
            args.positional.len()
        )));
    }
    let (mut known, mut for_class) = (args.clone(), Vec::new());
    if args.keywords.iter().any(|(name, value)| name.as_str() == "cls" && !matches!(value, Value::None)) {
        // Options that only the class knows go to its constructor.
        for_class = known.keywords.iter().filter(|(name, _)| name.as_str() != "cls").cloned().collect();
        known.keywords.retain(|(name, _)| names.contains(&name.as_str()));
    }
    if let Some((name, _)) = known.keywords.iter().find(|(name, _)| !names.contains(&name.as_str())) {
        return Err(Raised::type_error(format!("JSONEncoder.__init__() got an unexpected keyword argument '{name}'")));
    }
    let slots = bind("dumps", &names, 1, &known)?;
    let value = slots[0].clone().unwrap_or_default();
    let mut encoder = Encoder::from_slots(&slots[1..], cx)?;
    if let Some(class) = slots[5].as_ref().filter(|class| !matches!(class, Value::None)) {
        let instance = python::ops::call(class, Args { positional: Vec::new(), keywords: for_class }, cx)?;
        encoder.default = python::types::get_attr(&instance, "default", cx)?;
    }
    encoder.encode(&value, cx).map(Value::string)
}

fn dump(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut rest = args.clone();
    let file = match rest.keywords.iter().position(|(name, _)| name.as_str() == "fp") {
        Some(at) => rest.keywords.remove(at).1,
        None if rest.positional.len() > 1 => rest.positional.remove(1),
        None => return Err(Raised::type_error("dump() missing 1 required positional argument: 'fp'".into())),
    };
    let text = dumps(&rest, cx)?;
    let write =
        python::types::get_attr(&file, "write", cx)?.ok_or_else(|| python::types::no_attribute(&file, "write"))?;
    crate::support::call(&write, vec![text], cx)?;
    Ok(Value::None)
}

/// `loads`.
pub fn loads(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let names = ["s", "cls", "object_hook", "parse_float", "parse_int", "parse_constant", "object_pairs_hook"];
    if args.positional.len() > 1 {
        let n = args.positional.len();
        return Err(Raised::type_error(format!("loads() takes 1 positional argument but {n} were given")));
    }
    // What `loads` does not know goes to the decoder.
    let mut known = args.clone();
    known.keywords.retain(|(name, _)| names.contains(&name.as_str()));
    let mut strict = true;
    for (name, value) in args.keywords.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
        match name.as_str() {
            "strict" => strict = value::repr::truthy(value, cx)?,
            name => {
                return Err(Raised::type_error(format!(
                    "JSONDecoder.__init__() got an unexpected keyword argument '{name}'"
                )));
            }
        }
    }
    let slots = bind("loads", &names, 1, &known)?;
    let source = slots[0].clone().unwrap_or_default();
    let text = match (inner_str(&source), bytes_of(&source)) {
        (Some(text), _) => text,
        (None, Some(bytes)) => {
            let encoding = match bytes.as_slice() {
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "utf-16",
                [0xef, 0xbb, 0xbf, ..] => "utf-8-sig",
                [0, 0, ..] => "utf-32-be",
                [0, ..] => "utf-16-be",
                _ => "utf-8",
            };
            Str::from(python::types::codec::decode(&bytes, encoding, "strict", cx)?)
        }
        _ => {
            return Err(Raised::type_error(format!(
                "the JSON object must be str, bytes or bytearray, not {}",
                source.type_name()
            )));
        }
    };
    let hook = |at: usize| slots[at].clone().filter(|hook| !matches!(hook, Value::None));
    let decoder = Decoder {
        object_hook: hook(2),
        parse_float: hook(3),
        parse_int: hook(4),
        parse_constant: hook(5),
        object_pairs_hook: hook(6),
        strict,
    };
    decoder.decode(&text, cx)
}

fn load_file(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut rest = args.clone();
    let Some(file) = rest.positional.first().cloned() else {
        return Err(Raised::type_error("load() missing 1 required positional argument: 'fp'".into()));
    };
    let read = python::types::get_attr(&file, "read", cx)?.ok_or_else(|| python::types::no_attribute(&file, "read"))?;
    rest.positional[0] = crate::support::call(&read, Vec::new(), cx)?;
    loads(&rest, cx)
}

fn decode_error_class() -> Value {
    class("json.JSONDecodeError", || {
        NativeClass::new("JSONDecodeError", "json.decoder")
            .base(&builtin_class("ValueError"))
            .constructor(|args, cx| {
                let names = ["msg", "doc", "pos"];
                let slots = bind("JSONDecodeError.__init__", &names, 3, &receiver(args).1)?;
                let part = |at: usize| slots[at].clone().unwrap_or_default();
                let at = python::ops::index(&part(2), cx)?.max(0) as usize;
                let raised = decode_error(&str_of(&part(0), cx)?, &str_of(&part(1), cx)?, at);
                Ok(raised.parts().exception.clone())
            })
            .build()
    })
}

/// `JSONDecodeError` about a position (in characters) of a document.
pub fn decode_error(message: &str, document: &str, at: usize) -> Raised {
    let before: String = document.chars().take(at).collect();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let text = format!("{message}: line {line} column {column} (char {at})");
    let raised = exception_of(&decode_error_class(), vec![Value::string(text)]);
    if let Some(exception) = raised.exception() {
        exception.attrs.borrow_mut().extend([
            (Str::new("msg"), Value::str(message)),
            (Str::new("doc"), Value::str(document)),
            (Str::new("pos"), Value::from(at)),
            (Str::new("lineno"), Value::from(line)),
            (Str::new("colno"), Value::from(column)),
        ]);
    }
    raised
}

/// What `JSONEncoder.default` says about values that it cannot write.
pub fn not_serializable(value: &Value) -> Raised {
    let name = value.type_name();
    let name = name.rsplit('.').next().unwrap_or(&name);
    Raised::type_error(format!("Object of type {name} is not JSON serializable"))
}

/// A dict of decoded pairs.
pub fn dict_of(pairs: Vec<(Value, Value)>, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut map = KeyMap::with_capacity(pairs.len());
    for (key, value) in pairs {
        map.insert(key, value, cx)?;
    }
    Ok(Value::dict(map))
}
