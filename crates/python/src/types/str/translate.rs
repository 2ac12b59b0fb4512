//! `str.translate` and `str.maketrans`.

use value::context::CallCx;
use value::raised::ExcKind;
use value::{KeyMap, Raised, Value};

use crate::ops::get_item;
use crate::ops::item::inner_str;
use crate::types::str::receiver;

fn code(c: char) -> Value {
    Value::Int(i64::from(u32::from(c)))
}

pub fn translate(this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let table = &args[0];
    let text = receiver(this);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match get_item(table, &code(c), cx) {
            Ok(Value::None) => {}
            Ok(Value::Int(number)) => match u32::try_from(number).ok().and_then(char::from_u32) {
                Some(to) => out.push(to),
                None => {
                    return Err(Raised::value_error("character mapping must be in range(0x110000)".into()));
                }
            },
            Ok(other) => match inner_str(&other) {
                Some(to) => {
                    if out.len() & 0xfff == 0 {
                        cx.reserve(out.len() + to.len())?;
                    }
                    out.push_str(&to);
                }
                None => {
                    return Err(Raised::type_error("character mapping must return integer, None or str".into()));
                }
            },
            Err(error) if error.is_a(ExcKind::LookupError) => out.push(c),
            Err(error) => return Err(error),
        }
    }
    Ok(Value::string(out))
}

pub fn maketrans(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut table = KeyMap::default();
    if let [only] = args {
        let Value::Dict(dict) = only else {
            return Err(Raised::type_error("if you give only one argument to maketrans it must be a dict".into()));
        };
        for (key, value) in dict.pairs() {
            let key = match &key {
                Value::Int(_) | Value::Bool(_) => key,
                other => match inner_str(other).as_ref().map(|text| text.chars().collect::<Vec<_>>()) {
                    Some(chars) if chars.len() == 1 => code(chars[0]),
                    Some(_) => {
                        return Err(Raised::value_error("string keys in translate table must be of length 1".into()));
                    }
                    None => {
                        return Err(Raised::type_error("keys in translate table must be strings or integers".into()));
                    }
                },
            };
            table.insert(key, value, cx)?;
        }
        return Ok(Value::dict(table));
    }
    let string = |at: usize, message: &str| -> Result<Vec<char>, Raised> {
        match inner_str(&args[at]) {
            Some(text) => Ok(text.chars().collect()),
            None => Err(Raised::type_error(format!("{message}{}", args[at].type_name()))),
        }
    };
    let from =
        string(0, "first maketrans argument must be a string if there is a second argument, not ").map_err(|_| {
            Raised::type_error("first maketrans argument must be a string if there is a second argument".into())
        })?;
    let to = string(1, "maketrans() argument 2 must be str, not ")?;
    if from.len() != to.len() {
        return Err(Raised::value_error("the first two maketrans arguments must have equal length".into()));
    }
    for (from, to) in from.iter().zip(&to) {
        table.insert(code(*from), code(*to), cx)?;
    }
    if args.len() == 3 {
        for c in string(2, "maketrans() argument 3 must be str, not ")? {
            table.insert(code(c), Value::None, cx)?;
        }
    }
    Ok(Value::dict(table))
}
