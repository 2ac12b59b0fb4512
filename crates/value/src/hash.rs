//! CPython's `hash()` and PySpark's `portable_hash`, which decides the partition of a key.
//!
//! Source: the definitions of `hash` in CPython's documentation of numeric types, SipHash's paper, and
//! `portable_hash` of pyspark's `rdd.py`; checked against recorded values of the real ones.

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use crate::context::CallCx;
use crate::equality::unhashable;
use crate::raised::Raised;
use crate::text::Str;
use crate::value::Value;

/// The hash of strings and bytes, with the key 0 that PySpark's workers have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HashAlgorithm {
    /// CPython 3.11 and newer.
    #[default]
    SipHash13,
    /// CPython up to 3.10.
    SipHash24,
}

const MODULUS: u64 = (1 << 61) - 1;

/// PySpark's `portable_hash(key)`.
pub fn portable_hash(value: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    match value {
        Value::None => Ok(0),
        Value::Tuple(items) => {
            let mut hash = TupleHash::default();
            for item in items.iter() {
                hash.place(portable_hash(item, cx)?);
            }
            Ok(hash.finish(items.len()))
        }
        // A named tuple is a tuple.
        Value::Object(object) => match object.inner() {
            Some(inner @ Value::Tuple(_)) => portable_hash(&inner, cx),
            _ => py_hash(value, cx),
        },
        _ => py_hash(value, cx),
    }
}

/// The `portable_hash` of a tuple, place by place.
#[derive(Clone, Copy)]
pub struct TupleHash(u64);

impl Default for TupleHash {
    fn default() -> Self {
        Self(0x345678)
    }
}

impl TupleHash {
    /// Takes the hash of the next place.
    pub fn place(&mut self, hash: i64) {
        self.0 = (self.0 ^ hash as u64).wrapping_mul(1_000_003) & (i64::MAX as u64);
    }

    pub fn finish(self, n_places: usize) -> i64 {
        (self.0 ^ n_places as u64) as i64
    }
}

/// The partition, of `n_partitions` (> 0), that `key` belongs to.
pub fn partition_of(key: &Value, n_partitions: usize, cx: &mut CallCx) -> Result<usize, Raised> {
    let hash = portable_hash(key, cx)?;
    Ok(hash.rem_euclid(n_partitions.max(1) as i64) as usize)
}

/// `hash(value)`.
pub fn py_hash(value: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    Ok(match value {
        Value::None => 0x9a5_7b24,
        Value::Bool(truth) => i64::from(*truth),
        Value::Int(number) => hash_int(*number),
        Value::Big(number) => hash_big(number),
        Value::Float(number) => hash_float(*number),
        Value::Str(text) => hash_str(text, cx.hash_algorithm),
        Value::Bytes(bytes) => hash_bytes(bytes, cx.hash_algorithm),
        Value::Tuple(items) => hash_tuple(items, cx)?,
        Value::FrozenSet(items) => hash_frozenset(&items.0.hashed_keys().map(|(hash, _)| hash).collect::<Vec<_>>()),
        Value::Object(object) => object.hash(cx)?,
        Value::List(_) | Value::Dict(_) | Value::Set(_) => return Err(unhashable(value)),
    })
}

pub fn hash_int(number: i64) -> i64 {
    let magnitude = (number.unsigned_abs() % MODULUS) as i64;
    not_minus_one(if number < 0 { -magnitude } else { magnitude })
}

pub fn hash_big(number: &BigInt) -> i64 {
    let magnitude = (number.magnitude() % MODULUS).to_i64().unwrap_or(0);
    not_minus_one(if number.sign() == Sign::Minus { -magnitude } else { magnitude })
}

/// Equal to the integer's hash for integral floats. A NaN's is 0 here: CPython takes its address.
pub fn hash_float(number: f64) -> i64 {
    if number.is_nan() {
        return 0;
    }
    if number.is_infinite() {
        return if number > 0.0 { 314_159 } else { -314_159 };
    }
    if number == 0.0 {
        return 0;
    }
    let bits = number.abs().to_bits();
    let (mantissa, exponent) = match (bits >> 52) as i64 {
        0 => (bits & ((1 << 52) - 1), -1074),
        biased => ((bits & ((1 << 52) - 1)) | (1 << 52), biased - 1075),
    };
    // mantissa * 2^exponent mod 2^61 - 1, where multiplying by 2 is rotating 61 bits.
    let shift = exponent.rem_euclid(61) as u32;
    let reduced = mantissa % MODULUS;
    let rotated = if shift == 0 { reduced } else { ((reduced << shift) & MODULUS) | (reduced >> (61 - shift)) };
    let hash = (rotated % MODULUS) as i64;
    not_minus_one(if number < 0.0 { -hash } else { hash })
}

pub fn hash_str(text: &Str, algorithm: HashAlgorithm) -> i64 {
    if text.is_ascii() {
        return hash_bytes(text.as_bytes(), algorithm);
    }
    // CPython hashes its own buffer: 1, 2 or 4 bytes for every character, by the widest one.
    let widest = text.chars().map(u32::from).max().unwrap_or(0);
    let buffer: Vec<u8> = if widest < 0x100 {
        text.chars().map(|c| c as u32 as u8).collect()
    } else if widest < 0x1_0000 {
        text.chars().flat_map(|c| (c as u32 as u16).to_le_bytes()).collect()
    } else {
        text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect()
    };
    hash_bytes(&buffer, algorithm)
}

pub fn hash_bytes(bytes: &[u8], algorithm: HashAlgorithm) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let hash = match algorithm {
        HashAlgorithm::SipHash13 => sip_hash::<1, 3>(bytes),
        HashAlgorithm::SipHash24 => sip_hash::<2, 4>(bytes),
    };
    not_minus_one(hash as i64)
}

fn not_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

/// `hash(tuple)`, xxHash-like since CPython 3.8.
fn hash_tuple(items: &[Value], cx: &mut CallCx) -> Result<i64, Raised> {
    const P1: u64 = 11_400_714_785_074_694_791;
    const P2: u64 = 14_029_467_366_897_019_727;
    const P5: u64 = 2_870_177_450_012_600_261;
    let mut acc = P5;
    for item in items {
        acc = acc.wrapping_add((py_hash(item, cx)? as u64).wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1);
    }
    acc = acc.wrapping_add(items.len() as u64 ^ (P5 ^ 3_527_539));
    Ok(if acc == u64::MAX { 1_546_275_796 } else { acc as i64 })
}

fn hash_frozenset(hashes: &[i64]) -> i64 {
    let mut acc: u64 = 0;
    for hash in hashes {
        let h = *hash as u64;
        acc ^= ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
    }
    acc ^= (hashes.len() as u64 + 1).wrapping_mul(1_927_868_237);
    acc ^= (acc >> 11) ^ (acc >> 25);
    acc = acc.wrapping_mul(69_069).wrapping_add(907_133_923);
    if acc == u64::MAX { 590_923_713 } else { acc as i64 }
}

/// SipHash with key 0, `C` rounds a word and `D` at the end.
fn sip_hash<const C: usize, const D: usize>(bytes: &[u8]) -> u64 {
    let mut v = [0x736f_6d65_7073_6575_u64, 0x646f_7261_6e64_6f6d, 0x6c79_6765_6e65_7261, 0x7465_6462_7974_6573];
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let m = u64::from_le_bytes(word.try_into().unwrap_or_default());
        v[3] ^= m;
        for _ in 0..C {
            sip_round(&mut v);
        }
        v[0] ^= m;
    }
    let mut last = (bytes.len() as u64 & 0xff) << 56;
    for (i, byte) in words.remainder().iter().enumerate() {
        last |= u64::from(*byte) << (8 * i);
    }
    v[3] ^= last;
    for _ in 0..C {
        sip_round(&mut v);
    }
    v[0] ^= last;
    v[2] ^= 0xff;
    for _ in 0..D {
        sip_round(&mut v);
    }
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

#[inline]
fn sip_round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from CPython 3.11 with PYTHONHASHSEED=0.
    #[test]
    fn hashes_are_cpythons() {
        let cx = &mut CallCx::default();
        let number = |text: &str| Value::from_big(text.parse().unwrap());
        let mut frozen = crate::SetTable::default();
        for item in [Value::Int(1), Value::Int(2), Value::str("x")] {
            frozen.insert(item, cx).unwrap();
        }
        for (value, expected) in [
            (Value::str("This"), -173121313032055971),
            (Value::str("is"), 2480145069872291545),
            (Value::str(""), 0),
            (Value::str("naïve"), 7682306841811832039),
            (Value::str("€uro"), 7542247858446192590),
            (Value::str("😀"), -3536540696076613844),
            (Value::Float(1.5), 1152921504606846977),
            (Value::Float(-0.1), -230584300921369408),
            (Value::Float(5e-324), 16777216),
            (Value::Float(1e300), 1224995262755759164),
            (Value::Int((1 << 61) - 1), 0),
            (number("-1180591620717411303424"), -512),
            (Value::pair(Value::Int(1), Value::str("a")), 3906047847676358913),
            (Value::tuple(vec![]), 5740354900026072187),
            (Value::FrozenSet(std::rc::Rc::new(crate::FrozenSet(frozen))), 4264453950929535588),
            (Value::Bytes(b"by".as_slice().into()), 8533186447465974636),
        ] {
            assert_eq!(py_hash(&value, cx).unwrap(), expected, "{}", crate::repr::repr(&value, cx).unwrap());
        }
    }
}
