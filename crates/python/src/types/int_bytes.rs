//! `int.to_bytes` and `int.from_bytes`.

use num_bigint::{BigInt, Sign};
use num_traits::{One, Signed};
use value::context::CallCx;
use value::raised::ExcKind;
use value::repr::truthy;
use value::{Raised, Value};

use crate::ops::call::size;
use crate::ops::collect;
use crate::ops::item::inner_str;
use crate::types::bytearray::{byte, bytes_of};
use crate::types::number::big_of;

#[derive(Clone, Copy, PartialEq)]
enum ByteOrder {
    Big,
    Little,
}

fn byte_order(value: Option<&Value>, name: &str) -> Result<ByteOrder, Raised> {
    match value.map(inner_str) {
        None => Ok(ByteOrder::Big),
        Some(Some(name)) if name.as_str() == "big" => Ok(ByteOrder::Big),
        Some(Some(name)) if name.as_str() == "little" => Ok(ByteOrder::Little),
        Some(Some(_)) => Err(Raised::value_error("byteorder must be either 'little' or 'big'".into())),
        Some(None) => Err(Raised::type_error(format!(
            "{name}() argument 'byteorder' must be str, not {}",
            value.map_or("None".into(), Value::type_name)
        ))),
    }
}

fn flag(value: Option<&Value>, cx: &mut CallCx) -> Result<bool, Raised> {
    value.map_or(Ok(false), |value| truthy(value, cx))
}

pub fn to_bytes(this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let length = match &args[0] {
        Some(length) => size(length, cx)?,
        None => 1,
    };
    let order = byte_order(args[1].as_ref(), "to_bytes")?;
    let signed = flag(args[2].as_ref(), cx)?;
    let Ok(length) = usize::try_from(length) else {
        return Err(Raised::value_error("length argument must be non-negative".into()));
    };
    cx.reserve(length)?;
    let number = big_of(this);
    if number.is_negative() && !signed {
        return Err(Raised::new(ExcKind::OverflowError, "can't convert negative int to unsigned".into()));
    }
    let n_bits = length as u64 * 8;
    let fits = match (signed, number.is_negative()) {
        (false, _) => number.bits() <= n_bits,
        (true, false) => number.bits() < n_bits || number.bits() == 0,
        (true, true) => (-&number - BigInt::one()).bits() < n_bits,
    };
    if !fits {
        return Err(Raised::new(ExcKind::OverflowError, "int too big to convert".into()));
    }
    let whole = if number.is_negative() { number + (BigInt::one() << n_bits) } else { number };
    let (_, mut bytes) = whole.to_bytes_le();
    bytes.resize(length, 0);
    if order == ByteOrder::Big {
        bytes.reverse();
    }
    Ok(Value::Bytes(bytes.into()))
}

pub fn from_bytes(_this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let source = args[0].clone().unwrap_or_default();
    let order = byte_order(args[1].as_ref(), "from_bytes")?;
    let signed = flag(args[2].as_ref(), cx)?;
    let mut bytes = match bytes_of(&source) {
        Some(bytes) => bytes,
        None if inner_str(&source).is_some() => {
            return Err(Raised::type_error("cannot convert 'str' object to bytes".into()));
        }
        None => {
            let mut bytes = Vec::new();
            for item in collect(&source, cx)? {
                bytes.push(byte(&item, "bytes must be in range(0, 256)", cx)?);
            }
            bytes
        }
    };
    if order == ByteOrder::Big {
        bytes.reverse();
    }
    let number = BigInt::from_bytes_le(Sign::Plus, &bytes);
    let negative = signed && bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    Ok(Value::from_big(if negative { number - (BigInt::one() << (bytes.len() * 8)) } else { number }))
}
