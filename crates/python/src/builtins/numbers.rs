//! Functions over numbers and characters.

use value::object::BinaryOp;
use value::{CallCx, ExcKind, Raised, Str, Value};

use crate::ops;
use crate::types::method::{any, between, one};
use crate::types::{self, FunctionEntry};

pub const TABLE: &[FunctionEntry] = &[
    one("", "abs", |_, args, cx| ops::absolute(&args[0], cx)),
    between("", "divmod", 2, 2, |_, args, cx| ops::divmod(&args[0], &args[1], cx)),
    any("", "pow", |_, args, keywords, cx| power(args, keywords, cx)),
    any("", "round", |_, args, keywords, cx| round(args, keywords, cx)),
    one("", "bin", |_, args, cx| in_base(&args[0], "0b", 2, cx)),
    one("", "oct", |_, args, cx| in_base(&args[0], "0o", 8, cx)),
    one("", "hex", |_, args, cx| in_base(&args[0], "0x", 16, cx)),
    one("", "chr", |_, args, cx| character(&args[0], cx)),
    one("", "ord", |_, args, _| code_point(&args[0])),
];

fn power(args: &[Value], keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let names = ["base", "exp", "mod"];
    let mut slots: Vec<Option<Value>> = args.iter().cloned().map(Some).collect();
    if slots.len() > 3 {
        return Err(Raised::type_error(format!("pow() takes at most 3 arguments ({} given)", args.len())));
    }
    slots.resize(3, None);
    for (name, value) in keywords {
        match names.iter().position(|known| *known == name.as_str()) {
            Some(at) => slots[at] = Some(value.clone()),
            None => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for pow()"))),
        }
    }
    match slots.as_slice() {
        [Some(base), Some(exponent), None | Some(Value::None)] => ops::binary(BinaryOp::Pow, base, exponent, cx)
            .map_err(|raised| {
                // The function has a message of its own for operands that do not fit.
                let is_plain = raised.is_a(ExcKind::TypeError)
                    && raised.exception().is_some_and(|exception| {
                        matches!(exception.args.borrow().first(),
                            Some(Value::Str(text)) if text.starts_with("unsupported operand type(s) for **"))
                    });
                if !is_plain {
                    return raised;
                }
                Raised::type_error(format!(
                    "unsupported operand type(s) for ** or pow(): '{}' and '{}'",
                    base.type_name(),
                    exponent.type_name()
                ))
            }),
        [Some(base), Some(exponent), Some(modulus)] => ops::power_mod(base, exponent, modulus, cx),
        [None, ..] => Err(Raised::type_error("pow() missing required argument 'base' (pos 1)".into())),
        _ => Err(Raised::type_error("pow() missing required argument 'exp' (pos 2)".into())),
    }
}

fn round(args: &[Value], keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut number = args.first();
    let mut n_digits = args.get(1);
    if args.len() > 2 {
        return Err(Raised::type_error(format!("round() takes at most 2 arguments ({} given)", args.len())));
    }
    for (name, value) in keywords {
        match name.as_str() {
            "number" => number = Some(value),
            "ndigits" => n_digits = Some(value),
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for round()"))),
        }
    }
    let Some(number) = number else {
        return Err(Raised::type_error("round() missing required argument 'number' (pos 1)".into()));
    };
    match n_digits {
        None | Some(Value::None) => types::round_to_int(number, cx),
        Some(n_digits) => types::round_to(number, n_digits, cx),
    }
}

fn in_base(value: &Value, prefix: &str, radix: u32, cx: &mut CallCx) -> Result<Value, Raised> {
    let number = ops::call::integer(value, cx)?;
    let (is_negative, digits) = types::number::digits_in(&number, radix);
    let sign = if is_negative { "-" } else { "" };
    Ok(Value::string(format!("{sign}{prefix}{digits}")))
}

fn character(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let code = match ops::call::integer(value, cx)? {
        Value::Int(code) if i32::try_from(code).is_ok() => code,
        Value::Bool(truth) => i64::from(truth),
        _ => return Err(Raised::new(ExcKind::OverflowError, "Python int too large to convert to C int".into())),
    };
    let code = u32::try_from(code).ok().filter(|code| *code < 0x11_0000);
    match code {
        None => Err(Raised::value_error("chr() arg not in range(0x110000)".into())),
        Some(code) => Ok(Value::string(value::surrogate::char_of(code).map(String::from).unwrap_or_default())),
    }
}

fn code_point(value: &Value) -> Result<Value, Raised> {
    if let Value::Bytes(bytes) = value {
        return match **bytes {
            [byte] => Ok(Value::Int(i64::from(byte))),
            _ => Err(Raised::type_error(format!(
                "ord() expected a character, but string of length {} found",
                bytes.len()
            ))),
        };
    }
    let Some(text) = types::as_str(value) else {
        return Err(Raised::type_error(format!("ord() expected string of length 1, but {} found", value.type_name())));
    };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Ok(Value::Int(i64::from(value::surrogate::code_of(only)))),
        _ => Err(Raised::type_error(format!(
            "ord() expected a character, but string of length {} found",
            text.n_chars()
        ))),
    }
}
