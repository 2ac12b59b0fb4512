//! `base64`.

use value::{CallCx, Raised, Value};

use crate::support::{class, module};
use python::native::{NativeClass, builtin_class, exception_of};
use python::ops::item::inner_str;
use python::types::bytearray::bytes_of;
use python::types::method::{FunctionEntry, one};

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const FUNCTIONS: &[FunctionEntry] = &[
    one("base64", "_b64encode", |_, args, cx| encode(&args[0], STANDARD, cx)),
    one("base64", "standard_b64encode", |_, args, cx| encode(&args[0], STANDARD, cx)),
    one("base64", "urlsafe_b64encode", |_, args, cx| encode(&args[0], URL_SAFE, cx)),
    one("base64", "_b64decode", |_, args, cx| decode(&args[0], STANDARD, cx)),
    one("base64", "standard_b64decode", |_, args, cx| decode(&args[0], STANDARD, cx)),
    one("base64", "urlsafe_b64decode", |_, args, cx| decode(&args[0], URL_SAFE, cx)),
    one("base64", "decodebytes", |_, args, cx| decode(&args[0], STANDARD, cx)),
    one("base64", "b16encode", |_, args, _| {
        let text: String = input(&args[0])?.iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(Value::Bytes(text.into_bytes().into()))
    }),
];

/// The module object.
pub fn load() -> Value {
    module("base64", FUNCTIONS, vec![("_Error", error_class())])
}

fn input(value: &Value) -> Result<Vec<u8>, Raised> {
    bytes_of(value)
        .ok_or_else(|| Raised::type_error(format!("a bytes-like object is required, not '{}'", value.type_name())))
}

fn encode(value: &Value, alphabet: &[u8; 64], cx: &mut CallCx) -> Result<Value, Raised> {
    let bytes = input(value)?;
    cx.reserve(bytes.len().saturating_mul(2))?;
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = alphabet[(word >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { digit } else { b'=' });
        }
    }
    Ok(Value::Bytes(out.into()))
}

fn error_class() -> Value {
    class("binascii.Error", || NativeClass::new("Error", "binascii").base(&builtin_class("ValueError")).build())
}

fn error(message: &str) -> Raised {
    exception_of(&error_class(), vec![Value::str(message)])
}

/// Characters outside the alphabet are passed over, as in Python.
fn decode(value: &Value, alphabet: &[u8; 64], cx: &mut CallCx) -> Result<Value, Raised> {
    let bytes = match inner_str(value) {
        Some(text) if text.is_ascii() => text.as_bytes().to_vec(),
        Some(_) => return Err(Raised::value_error("string argument should contain only ASCII characters".into())),
        None => bytes_of(value).ok_or_else(|| {
            Raised::type_error(format!(
                "argument should be a bytes-like object or ASCII string, not '{}'",
                value.type_name()
            ))
        })?,
    };
    cx.reserve(bytes.len())?;
    let (mut out, mut word, mut n_digits, mut n_pads) = (Vec::new(), 0u32, 0, 0);
    for byte in bytes {
        if byte == b'=' {
            n_pads += 1;
            if n_digits >= 2 && n_digits + n_pads >= 4 {
                break;
            }
            continue;
        }
        let Some(digit) = alphabet.iter().position(|known| *known == byte) else { continue };
        n_pads = 0;
        word = word << 6 | digit as u32;
        n_digits += 1;
        if n_digits == 4 {
            out.extend([(word >> 16) as u8, (word >> 8) as u8, word as u8]);
            (word, n_digits) = (0, 0);
        }
    }
    match (n_digits, n_pads) {
        (0, _) => {}
        (1, _) => {
            let total = out.len() / 3 * 4 + 1;
            return Err(error(&format!(
                "Invalid base64-encoded string: number of data characters ({total}) cannot be 1 more than a multiple of 4"
            )));
        }
        (digits, pads) if digits + pads < 4 => return Err(error("Incorrect padding")),
        (2, _) => out.push((word >> 4) as u8),
        _ => out.extend([(word >> 10) as u8, (word >> 2) as u8]),
    }
    Ok(Value::Bytes(out.into()))
}
