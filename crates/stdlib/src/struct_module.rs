//! `struct`: numbers and bytes packed as C does.

use std::any::Any;
use std::borrow::Cow;

use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{class, module};
use python::native::{NativeClass, builtin_class, exception_of};
use python::ops::item::inner_str;
use python::types::bytearray::{ByteArray, bytes_of};
use python::types::method::{FunctionEntry, any, between, one};

const FUNCTIONS: &[FunctionEntry] = &[
    one("struct", "calcsize", |_, args, _| Ok(Value::from(Format::of(&args[0])?.size))),
    any("struct", "pack", |_, args, _, cx| match args.split_first() {
        Some((format, items)) => Format::of(format)?.pack(items, cx),
        None => Err(Raised::type_error("missing format argument".into())),
    }),
    any("struct", "pack_into", |_, args, _, cx| match args.split_first() {
        Some((format, rest)) => Format::of(format)?.pack_into(rest, cx),
        None => Err(Raised::type_error("missing format argument".into())),
    }),
    between("struct", "unpack", 2, 2, |_, args, _| Format::of(&args[0])?.unpack(&args[1])),
    between("struct", "unpack_from", 2, 3, |_, args, _| Format::of(&args[0])?.unpack_from(&args[1], args.get(2))),
    between("struct", "iter_unpack", 2, 2, |_, args, _| Format::of(&args[0])?.iter_unpack(&args[1])),
];

/// The module object.
pub fn load() -> Value {
    let make = python::native::native_function("Struct", |args: &Args, _| match args.positional.as_slice() {
        [format] => Ok(Value::object(Struct { text: format.clone(), format: Format::of(format)? })),
        _ => Err(Raised::type_error("Struct() takes exactly one argument".into())),
    });
    module("struct", FUNCTIONS, vec![("error", error_class()), ("Struct", make)])
}

fn error_class() -> Value {
    class("struct.error", || NativeClass::new("error", "struct").base(&builtin_class("Exception")).build())
}

/// `struct.error`.
pub fn error(message: String) -> Raised {
    exception_of(&error_class(), vec![Value::string(message)])
}

/// One code of a format.
#[derive(Clone, Copy)]
struct Field {
    code: u8,
    /// How many bytes each item takes; of `s` and `p` all of them.
    size: usize,
    /// How many items: 1 for `s` and `p`.
    n_items: usize,
    /// Bytes left out before it.
    padding: usize,
}

struct Format {
    fields: Vec<Field>,
    is_big: bool,
    is_native: bool,
    size: usize,
}

/// The size of a code in bytes, natively or in the standard layout.
fn size_of(code: u8, is_native: bool) -> Option<usize> {
    Some(match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'l' | b'L' if is_native => 8,
        b'i' | b'I' | b'l' | b'L' | b'f' => 4,
        b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' | b'P' if is_native => 8,
        _ => return None,
    })
}

/// The largest format, so that no reader's text fills the memory.
const MAX_SIZE: usize = 1 << 30;

impl Format {
    fn of(value: &Value) -> Result<Self, Raised> {
        let text = match (inner_str(value), value) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, Value::Bytes(bytes)) => bytes.to_vec(),
            _ => {
                let what = value.type_name();
                return Err(Raised::type_error(format!(
                    "Struct() argument 1 must be a str or bytes object, not {what}"
                )));
            }
        };
        let (is_big, is_native, codes) = match text.split_first() {
            Some((b'<', rest)) => (false, false, rest),
            Some((b'>' | b'!', rest)) => (true, false, rest),
            Some((b'=', rest)) => (false, false, rest),
            Some((b'@', rest)) => (false, true, rest),
            _ => (false, true, text.as_slice()),
        };
        let (mut fields, mut total, mut count) = (Vec::new(), 0usize, None::<usize>);
        for &code in codes {
            if code.is_ascii_whitespace() && count.is_none() {
                continue;
            }
            if code.is_ascii_digit() {
                let digit = usize::from(code - b'0');
                count = Some(count.unwrap_or(0).saturating_mul(10).saturating_add(digit));
                continue;
            }
            let Some(size) = size_of(code, is_native) else {
                return Err(error("bad char in struct format".into()));
            };
            let n = count.take().unwrap_or(1);
            let padding = if is_native { total.next_multiple_of(size) - total } else { 0 };
            let (size, n_items) = if matches!(code, b's' | b'p') { (n, 1) } else { (size, n) };
            total = size.checked_mul(n_items).and_then(|bytes| bytes.checked_add(total + padding)).unwrap_or(MAX_SIZE);
            if total >= MAX_SIZE {
                return Err(error("total struct size too long".into()));
            }
            fields.push(Field { code, size, n_items, padding });
        }
        if count.is_some() {
            return Err(error("repeat count given without format specifier".into()));
        }
        Ok(Self { fields, is_big, is_native, size: total })
    }

    fn n_values(&self) -> usize {
        self.fields.iter().filter(|field| field.code != b'x').map(|field| field.n_items).sum()
    }

    fn pack(&self, items: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        if items.len() != self.n_values() {
            let (wanted, given) = (self.n_values(), items.len());
            return Err(error(format!("pack expected {wanted} items for packing (got {given})")));
        }
        cx.reserve(self.size)?;
        let (mut out, mut items) = (Vec::with_capacity(self.size), items.iter());
        for field in &self.fields {
            out.resize(out.len() + field.padding, 0);
            for _ in 0..field.n_items {
                match (field.code, items.as_slice().first()) {
                    (b'x', _) | (_, None) => out.push(0),
                    (_, Some(item)) => {
                        self.pack_item(*field, item, &mut out, cx)?;
                        items.next();
                    }
                }
            }
        }
        Ok(Value::Bytes(out.into()))
    }

    /// Packs into a buffer at an offset.
    fn pack_into(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        let (buffer, offset, items) = match args {
            [buffer, offset, items @ ..] => (buffer, offset, items),
            [_] => return Err(error("pack_into expected offset argument".into())),
            [] => return Err(error("pack_into expected buffer argument".into())),
        };
        let Some(bytes) = buffer.downcast::<ByteArray>() else {
            let name = buffer.type_name();
            return Err(Raised::type_error(format!("argument must be read-write bytes-like object, not {name}")));
        };
        let (wanted, given) = (self.n_values(), items.len());
        if wanted != given {
            return Err(error(format!("pack_into expected {wanted} items for packing (got {given})")));
        }
        let offset = python::ops::index(offset, cx)?;
        let (size, length) = (self.size, bytes.0.borrow().len());
        let start = if offset < 0 { offset + length as i64 } else { offset };
        let Ok(start_at) = usize::try_from(start) else {
            return Err(error(format!("offset {offset} out of range for {length}-byte buffer")));
        };
        if offset < 0 && start_at + size > length {
            return Err(error(format!("no space to pack {size} bytes at offset {offset}")));
        }
        if start_at.saturating_add(size) > length {
            return Err(error(format!(
                "pack_into requires a buffer of at least {} bytes for packing {size} bytes at offset {offset} (actual \
                 buffer size is {length})",
                start_at.saturating_add(size)
            )));
        }
        let packed = self.pack(items, cx)?;
        if let (Some(packed), Some(place)) =
            (bytes_of(&packed), bytes.0.borrow_mut().get_mut(start_at..start_at + size))
        {
            place.copy_from_slice(&packed);
        }
        Ok(Value::None)
    }

    fn pack_item(&self, field: Field, item: &Value, out: &mut Vec<u8>, cx: &mut CallCx) -> Result<(), Raised> {
        let mut bytes = match field.code {
            b'c' => match bytes_of(item) {
                Some(bytes) if bytes.len() == 1 => bytes,
                _ => return Err(error("char format requires a bytes object of length 1".into())),
            },
            b's' | b'p' => {
                let letter = char::from(field.code);
                let Some(mut bytes) = bytes_of(item) else {
                    return Err(error(format!("argument for '{letter}' must be a bytes object")));
                };
                if field.code == b'p' && field.size > 0 {
                    bytes.truncate((field.size - 1).min(255));
                    bytes.insert(0, bytes.len() as u8);
                }
                bytes.resize(field.size, 0);
                out.extend(bytes);
                return Ok(());
            }
            b'?' => vec![u8::from(value::repr::truthy(item, cx)?)],
            b'e' | b'f' | b'd' => float_bytes(field.code, item)?,
            code => int_bytes(code, field.size, self.is_native, item)?,
        };
        if self.is_big {
            bytes.reverse();
        }
        out.extend(bytes);
        Ok(())
    }

    fn unpack(&self, buffer: &Value) -> Result<Value, Raised> {
        let bytes = buffer_of(buffer)?;
        if bytes.len() != self.size {
            return Err(error(format!("unpack requires a buffer of {} bytes", self.size)));
        }
        Ok(self.items(&bytes))
    }

    fn unpack_from(&self, buffer: &Value, offset: Option<&Value>) -> Result<Value, Raised> {
        let bytes = buffer_of(buffer)?;
        let offset = match offset {
            Some(Value::Int(offset)) => *offset,
            _ => 0,
        };
        let start = if offset < 0 { offset + bytes.len() as i64 } else { offset };
        let part = usize::try_from(start).ok().and_then(|start| bytes.get(start..start.checked_add(self.size)?));
        part.map(|part| self.items(part)).ok_or_else(|| {
            error(format!(
                "unpack_from requires a buffer of at least {} bytes for unpacking {} bytes at offset {offset} (actual buffer size is {})",
                i64::try_from(self.size).unwrap_or(i64::MAX).saturating_add(start),
                self.size,
                bytes.len()
            ))
        })
    }

    fn iter_unpack(&self, buffer: &Value) -> Result<Value, Raised> {
        let bytes = buffer_of(buffer)?;
        if self.size == 0 || !bytes.len().is_multiple_of(self.size) {
            return Err(error(format!("iterative unpacking requires a buffer of a multiple of {} bytes", self.size)));
        }
        let rows = bytes.chunks_exact(self.size).map(|part| self.items(part)).collect();
        Ok(crate::support::Generated::of("unpack_iterator", rows))
    }

    /// The items of a buffer that is long enough.
    fn items(&self, bytes: &[u8]) -> Value {
        let (mut items, mut rest) = (Vec::with_capacity(self.n_values()), bytes);
        let mut take = |n: usize| {
            let (part, after) = rest.split_at(n.min(rest.len()));
            rest = after;
            part
        };
        for field in &self.fields {
            take(field.padding);
            for _ in 0..field.n_items {
                let part = take(field.size);
                if field.code != b'x' {
                    items.push(self.item(field.code, part));
                }
            }
        }
        Value::tuple(items)
    }

    fn item(&self, code: u8, part: &[u8]) -> Value {
        let mut bytes = [0; 8];
        for (i, byte) in part.iter().take(8).enumerate() {
            let at = if self.is_big { part.len().min(8) - 1 - i } else { i };
            bytes[at] = *byte;
        }
        let bits = u64::from_le_bytes(bytes);
        match code {
            b'c' | b's' => Value::Bytes(part.into()),
            b'p' => {
                let length = part.first().map_or(0, |n| usize::from(*n).min(part.len() - 1));
                Value::Bytes(part.get(1..=length).unwrap_or_default().into())
            }
            b'?' => Value::Bool(bits != 0),
            b'e' => Value::Float(half_to_f64(bits as u16)),
            b'f' => Value::Float(f64::from(f32::from_bits(bits as u32))),
            b'd' => Value::Float(f64::from_bits(bits)),
            b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => {
                let shift = 64 - 8 * part.len().min(8) as u32;
                Value::Int(((bits << shift) as i64) >> shift)
            }
            _ => match i64::try_from(bits) {
                Ok(small) => Value::Int(small),
                Err(_) => Value::from_big(num_bigint::BigInt::from(bits)),
            },
        }
    }
}

fn buffer_of(value: &Value) -> Result<Vec<u8>, Raised> {
    bytes_of(value)
        .ok_or_else(|| Raised::type_error(format!("a bytes-like object is required, not '{}'", value.type_name())))
}

fn int_bytes(code: u8, size: usize, is_native: bool, item: &Value) -> Result<Vec<u8>, Raised> {
    let number = match item {
        Value::Int(number) => Some(i128::from(*number)),
        Value::Bool(flag) => Some(i128::from(*flag)),
        Value::Big(number) => i128::try_from(&**number).ok(),
        _ => return Err(error("required argument is not an integer".into())),
    };
    let is_signed = code.is_ascii_lowercase();
    let bits = 8 * size as u32;
    let (low, high) = if code == b'P' {
        // An address may be given as a negative number.
        (-(1i128 << (bits - 1)), (1i128 << bits) - 1)
    } else if is_signed {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    };
    match number {
        Some(number) if (low..=high).contains(&number) => Ok(number.to_le_bytes()[..size].to_vec()),
        Some(..0) if !is_native && !is_signed && size > 1 => Err(error("argument out of range".into())),
        _ => {
            let letter = char::from(code);
            Err(error(match size {
                1 => format!("{} format requires {low} <= number <= {high}", if is_signed { "byte" } else { "ubyte" }),
                2 => {
                    format!("{} format requires {low} <= number <= {high}", if is_signed { "short" } else { "ushort" })
                }
                8 if matches!(code, b'q' | b'Q' | b'P') => "int too large to convert".to_owned(),
                _ => format!("'{letter}' format requires {low} <= number <= {high}"),
            }))
        }
    }
}

fn float_bytes(code: u8, item: &Value) -> Result<Vec<u8>, Raised> {
    let number = match item {
        Value::Float(number) => *number,
        Value::Int(number) => *number as f64,
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        _ => return Err(error("required argument is not a float".into())),
    };
    let too_large = |kind: &str| {
        let message = format!("float too large to pack with {kind} format");
        Err(Raised::new(value::ExcKind::OverflowError, message))
    };
    Ok(match code {
        b'd' => number.to_le_bytes().to_vec(),
        b'f' => {
            let narrow = number as f32;
            if narrow.is_infinite() && number.is_finite() {
                return too_large("f");
            }
            narrow.to_le_bytes().to_vec()
        }
        _ => match half_of(number) {
            Some(half) => half.to_le_bytes().to_vec(),
            None => return too_large("e"),
        },
    })
}

/// The nearest number of 16 bits, ties to even; `None` if it is too large.
fn half_of(number: f64) -> Option<u16> {
    let sign = if number.is_sign_negative() { 0x8000 } else { 0 };
    let size = number.abs();
    if number.is_nan() {
        return Some(sign | 0x7e00);
    }
    if number.is_infinite() {
        return Some(sign | 0x7c00);
    }
    if size >= 65520.0 {
        return None;
    }
    let exponent = if size == 0.0 { -14 } else { (size.log2().floor() as i32).clamp(-14, 15) };
    let steps = (size / 2f64.powi(exponent - 10)).round_ties_even() as u16;
    // Below 1024 steps it is a number without a leading one.
    Some(sign | if steps < 1024 { steps } else { ((exponent + 15) as u16) * 1024 + (steps - 1024) })
}

fn half_to_f64(half: u16) -> f64 {
    let sign = if half & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(half >> 10 & 31), f64::from(half & 1023));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}

/// A format that was read once.
struct Struct {
    text: Value,
    format: Format,
}

impl Object for Struct {
    fn type_name(&self) -> Cow<'static, str> {
        "Struct".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, _: &Value, name: &str, _: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "format" => Some(self.text.clone()),
            "size" => Some(Value::from(self.format.size)),
            _ => None,
        })
    }
    fn call_method(&self, _: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(match (name, args.positional.as_slice()) {
            ("pack", items) => self.format.pack(items, cx)?,
            ("pack_into", rest) => self.format.pack_into(rest, cx)?,
            ("unpack", [buffer]) => self.format.unpack(buffer)?,
            ("unpack_from", [buffer, rest @ ..]) => self.format.unpack_from(buffer, rest.first())?,
            ("iter_unpack", [buffer]) => self.format.iter_unpack(buffer)?,
            _ => return Ok(None),
        }))
    }
}
