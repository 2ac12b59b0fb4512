//! Text to bytes and back: `str.encode` and `bytes.decode`.

use value::context::CallCx;
use value::raised::{ExcKind, Exception};
use value::{Raised, Str, Value};

use crate::types::str::{argument, receiver};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// With a byte order mark at the beginning, which is left out when reading.
    Utf8Signed,
    Ascii,
    Latin1,
    Utf16(Option<Endian>),
    Utf32(Option<Endian>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endian {
    Little,
    Big,
}

impl Encoding {
    fn named(name: &str) -> Result<Self, Raised> {
        let plain: String =
            name.to_ascii_lowercase().chars().map(|c| if matches!(c, '-' | ' ') { '_' } else { c }).collect();
        Ok(match plain.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "cp65001" => Self::Utf8,
            "utf_8_sig" | "utf8_sig" => Self::Utf8Signed,
            "ascii" | "us_ascii" | "646" => Self::Ascii,
            "latin_1" | "latin1" | "latin" | "l1" | "iso_8859_1" | "iso8859_1" | "iso_8859_1_1987" | "8859" => {
                Self::Latin1
            }
            "utf_16" | "utf16" | "u16" => Self::Utf16(None),
            "utf_16_le" | "utf_16le" => Self::Utf16(Some(Endian::Little)),
            "utf_16_be" | "utf_16be" => Self::Utf16(Some(Endian::Big)),
            "utf_32" | "utf32" | "u32" => Self::Utf32(None),
            "utf_32_le" | "utf_32le" => Self::Utf32(Some(Endian::Little)),
            "utf_32_be" | "utf_32be" => Self::Utf32(Some(Endian::Big)),
            _ => return Err(Raised::new(ExcKind::LookupError, format!("unknown encoding: {name}"))),
        })
    }

    /// The encoding as a program names it.
    fn given(self) -> &'static str {
        match self {
            Self::Utf8Signed => "utf-8-sig",
            Self::Utf16(None) => "utf-16",
            Self::Utf32(None) => "utf-32",
            other => other.shown(),
        }
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Signed => "utf-8",
            Self::Ascii => "ascii",
            Self::Latin1 => "latin-1",
            Self::Utf16(None) => "utf-16-le",
            Self::Utf16(Some(Endian::Little)) => "utf-16-le",
            Self::Utf16(Some(Endian::Big)) => "utf-16-be",
            Self::Utf32(None) => "utf-32-le",
            Self::Utf32(Some(Endian::Little)) => "utf-32-le",
            Self::Utf32(Some(Endian::Big)) => "utf-32-be",
        }
    }
}

/// `str.encode(encoding, errors)`.
pub fn encode_method(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let text = receiver(this);
    let encoding = option(&args[0], "encode() argument 'encoding' must be str, not ", "utf-8")?;
    let errors = option(&args[1], "encode() argument 'errors' must be str, not ", "strict")?;
    Ok(Value::Bytes(encode(&text, &encoding, &errors, cx)?.into()))
}

/// A string option with a default.
pub fn option(value: &Option<Value>, message: &str, default: &str) -> Result<Str, Raised> {
    match value {
        Some(value) => argument(value, message),
        None => Ok(Str::new(default)),
    }
}

/// The bytes of `text` in an encoding.
pub fn encode(text: &str, encoding: &str, errors: &str, cx: &mut CallCx) -> Result<Vec<u8>, Raised> {
    let encoding = Encoding::named(encoding)?;
    cx.reserve(text.len().saturating_mul(4))?;
    let is_unicode = !matches!(encoding, Encoding::Ascii | Encoding::Latin1);
    if is_unicode && !text.is_ascii() && value::surrogate::any_in(text) {
        return encode_halves(text, encoding, errors, cx);
    }
    let limit = match encoding {
        Encoding::Utf8 => return Ok(text.as_bytes().to_vec()),
        Encoding::Utf8Signed => return Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
        Encoding::Ascii => 0x80,
        Encoding::Latin1 => 0x100,
        Encoding::Utf16(endian) => {
            let units = endian.is_none().then_some(0xfeff).into_iter().chain(text.encode_utf16());
            return Ok(match endian {
                Some(Endian::Big) => units.flat_map(u16::to_be_bytes).collect(),
                _ => units.flat_map(u16::to_le_bytes).collect(),
            });
        }
        Encoding::Utf32(endian) => {
            let units = endian.is_none().then_some(0xfeff).into_iter().chain(text.chars().map(u32::from));
            return Ok(match endian {
                Some(Endian::Big) => units.flat_map(u32::to_be_bytes).collect(),
                _ => units.flat_map(u32::to_le_bytes).collect(),
            });
        }
    };
    let mut out = Vec::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if u32::from(*c) < limit {
            out.push(*c as u32 as u8);
            at += 1;
            continue;
        }
        let end = at + chars[at..].iter().take_while(|c| u32::from(**c) >= limit).count();
        for c in &chars[at..end] {
            let code = value::surrogate::code_of(*c);
            match errors {
                "strict" => return Err(cannot_encode(encoding, &chars, at, end, limit)),
                "ignore" => {}
                "replace" => out.push(b'?'),
                "backslashreplace" => out.extend(escaped(code).bytes()),
                "xmlcharrefreplace" => out.extend(format!("&#{code};").bytes()),
                other => return Err(unknown_handler(other)),
            }
        }
        at = end;
    }
    Ok(out)
}

/// The bytes of a text with halves of pairs, which no encoding of Unicode has.
fn encode_halves(text: &str, encoding: Encoding, errors: &str, cx: &mut CallCx) -> Result<Vec<u8>, Raised> {
    let mut clean = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let code = value::surrogate::code_of(*c);
        match errors {
            _ if !value::surrogate::is_half(*c) => clean.push(*c),
            "ignore" => {}
            "replace" => clean.push('?'),
            "backslashreplace" => clean.push_str(&escaped(code)),
            "xmlcharrefreplace" => clean.push_str(&format!("&#{code};")),
            "surrogatepass" | "surrogateescape" => {
                return Err(Raised::value_error(format!("the error handler '{errors}' is not supported here")));
            }
            "strict" => {
                let end = at + chars[at..].iter().take_while(|c| value::surrogate::is_half(**c)).count();
                let what = match end - at {
                    1 => format!("character '{}' in position {at}", escaped(code)),
                    _ => format!("characters in position {at}-{}", end - 1),
                };
                let reason = "surrogates not allowed";
                let message = format!("'{}' codec can't encode {what}: {reason}", encoding.given());
                return Err(unicode_error(ExcKind::UnicodeEncodeError, message, encoding, (at, end), reason));
            }
            other => return Err(unknown_handler(other)),
        }
    }
    encode(&clean, encoding.given(), "strict", cx)
}

fn escaped(code: u32) -> String {
    match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    }
}

fn unknown_handler(name: &str) -> Raised {
    Raised::new(ExcKind::LookupError, format!("unknown error handler name '{name}'"))
}

fn cannot_encode(encoding: Encoding, chars: &[char], start: usize, end: usize, limit: u32) -> Raised {
    let reason = format!("ordinal not in range({limit})");
    let what = match end - start {
        1 => format!("character '{}' in position {start}", escaped(value::surrogate::code_of(chars[start]))),
        _ => format!("characters in position {start}-{}", end - 1),
    };
    let message = format!("'{}' codec can't encode {what}: {reason}", encoding.shown());
    unicode_error(ExcKind::UnicodeEncodeError, message, encoding, (start, end), &reason)
}

fn unicode_error(
    kind: ExcKind,
    message: String,
    encoding: Encoding,
    (start, end): (usize, usize),
    reason: &str,
) -> Raised {
    let exception = Exception::builtin(kind, vec![Value::string(message)]);
    exception.attrs.borrow_mut().extend([
        (Str::new("encoding"), Value::str(encoding.shown())),
        (Str::new("start"), Value::from(start)),
        (Str::new("end"), Value::from(end)),
        (Str::new("reason"), Value::str(reason)),
    ]);
    Raised::from_value(Value::object(exception))
}

/// What cannot be decoded, and why.
struct Broken {
    start: usize,
    end: usize,
    reason: String,
}

/// The text that `bytes` are in an encoding.
pub fn decode(bytes: &[u8], encoding: &str, errors: &str, cx: &mut CallCx) -> Result<String, Raised> {
    let encoding = Encoding::named(encoding)?;
    cx.reserve(bytes.len().saturating_mul(2))?;
    let bytes = match encoding {
        Encoding::Utf8Signed => bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
        _ => bytes,
    };
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        let Some(broken) = decode_some(encoding, bytes, &mut at, &mut out) else { return Ok(out) };
        match errors {
            "strict" => {
                let what = match broken.end - broken.start {
                    1 => format!("byte 0x{:02x} in position {}", bytes[broken.start], broken.start),
                    _ => format!("bytes in position {}-{}", broken.start, broken.end - 1),
                };
                let message = format!("'{}' codec can't decode {what}: {}", encoding.shown(), broken.reason);
                let place = (broken.start, broken.end);
                return Err(unicode_error(ExcKind::UnicodeDecodeError, message, encoding, place, &broken.reason));
            }
            "ignore" => {}
            "replace" => out.push('\u{fffd}'),
            "backslashreplace" => {
                out.extend(bytes[broken.start..broken.end].iter().map(|byte| format!("\\x{byte:02x}")));
            }
            other => return Err(unknown_handler(other)),
        }
        at = broken.end;
    }
}

/// Decodes from `at` on until the end or something broken.
fn decode_some(encoding: Encoding, bytes: &[u8], at: &mut usize, out: &mut String) -> Option<Broken> {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Signed => decode_utf8(bytes, *at, out),
        Encoding::Latin1 => {
            out.extend(bytes[*at..].iter().map(|byte| char::from(*byte)));
            None
        }
        Encoding::Ascii => {
            let valid = bytes[*at..].iter().take_while(|byte| byte.is_ascii()).count();
            out.extend(bytes[*at..*at + valid].iter().map(|byte| char::from(*byte)));
            let start = *at + valid;
            (start < bytes.len()).then(|| Broken { start, end: start + 1, reason: "ordinal not in range(128)".into() })
        }
        Encoding::Utf16(endian) => decode_units::<2>(bytes, *at, endian, out),
        Encoding::Utf32(endian) => decode_units::<4>(bytes, *at, endian, out),
    }
}

fn decode_utf8(bytes: &[u8], at: usize, out: &mut String) -> Option<Broken> {
    match std::str::from_utf8(&bytes[at..]) {
        Ok(text) => {
            out.push_str(text);
            None
        }
        Err(error) => {
            let start = at + error.valid_up_to();
            out.push_str(&String::from_utf8_lossy(&bytes[at..start]));
            let (end, reason) = match error.error_len() {
                None => (bytes.len(), "unexpected end of data"),
                Some(len) if matches!(bytes[start], 0x80..=0xc1 | 0xf5..) => (start + len, "invalid start byte"),
                Some(len) => (start + len, "invalid continuation byte"),
            };
            Some(Broken { start, end, reason: reason.into() })
        }
    }
}

/// UTF-16 (`N` = 2) and UTF-32 (`N` = 4).
fn decode_units<const N: usize>(
    bytes: &[u8],
    begin: usize,
    endian: Option<Endian>,
    out: &mut String,
) -> Option<Broken> {
    let unit = |at: usize, endian: Endian| -> Option<u32> {
        let chunk = bytes.get(at..at + N)?;
        let fold = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        Some(match endian {
            Endian::Big => chunk.iter().fold(0, fold),
            Endian::Little => chunk.iter().rev().fold(0, fold),
        })
    };
    let (mut at, mut order) = (begin, endian.unwrap_or(Endian::Little));
    if endian.is_none() {
        let mark = |endian| unit(0, endian) == Some(0xfeff);
        if mark(Endian::Big) {
            order = Endian::Big;
        }
        if begin == 0 && (mark(Endian::Big) || mark(Endian::Little)) {
            at = N;
        }
    }
    while at < bytes.len() {
        let broken =
            |end: usize, reason: &str| Some(Broken { start: at, end: end.min(bytes.len()), reason: reason.into() });
        let Some(code) = unit(at, order) else { return broken(bytes.len(), "truncated data") };
        if let Some(c) = char::from_u32(code) {
            out.push(c);
            at += N;
            continue;
        }
        if N == 4 {
            return broken(at + 4, "code point not in range(0x110000)");
        }
        match (code, unit(at + 2, order)) {
            (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                let joined = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                out.extend(char::from_u32(joined));
                at += 4;
            }
            (0xd800..=0xdbff, None) => return broken(bytes.len(), "unexpected end of data"),
            (0xd800..=0xdbff, Some(_)) => return broken(at + 2, "illegal UTF-16 surrogate"),
            _ => return broken(at + 2, "illegal encoding"),
        }
    }
    None
}
