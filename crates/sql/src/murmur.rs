//! Spark's Murmur3, which decides the partition of a key.
//!
//! Source: `Murmur3_x86_32` and `HashExpression` of Spark 3.5.

use crate::datum::Datum;
use crate::types::DataType;

/// The seed of hash partitioning and of the function `hash`.
pub const SEED: i32 = 42;

fn mix_k1(k1: u32) -> u32 {
    k1.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

fn mix_h1(h1: u32, k1: u32) -> u32 {
    (h1 ^ k1).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64)
}

fn finish(h1: u32, length: u32) -> i32 {
    let mut h1 = h1 ^ length;
    h1 = (h1 ^ (h1 >> 16)).wrapping_mul(0x85eb_ca6b);
    h1 = (h1 ^ (h1 >> 13)).wrapping_mul(0xc2b2_ae35);
    (h1 ^ (h1 >> 16)) as i32
}

fn hash_int(number: i32, seed: i32) -> i32 {
    finish(mix_h1(seed as u32, mix_k1(number as u32)), 4)
}

fn hash_long(number: i64, seed: i32) -> i32 {
    let (low, high) = (number as u32, (number >> 32) as u32);
    finish(mix_h1(mix_h1(seed as u32, mix_k1(low)), mix_k1(high)), 8)
}

fn hash_bytes(bytes: &[u8], seed: i32) -> i32 {
    let mut h1 = seed as u32;
    let words = bytes.chunks_exact(4);
    let rest = words.remainder();
    for word in words {
        let word = word.iter().rev().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        h1 = mix_h1(h1, mix_k1(word));
    }
    // What is left goes byte by byte, each with its sign.
    for byte in rest {
        h1 = mix_h1(h1, mix_k1(i32::from(*byte as i8) as u32));
    }
    finish(h1, bytes.len() as u32)
}

/// The smallest number of bytes of two's complement, as `BigInteger.toByteArray` gives.
fn big_bytes(number: i128) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let is_sign = |at: usize| {
        let fill = if number < 0 { 0xff } else { 0 };
        bytes[at] == fill && (bytes[at + 1] & 0x80) == (fill & 0x80)
    };
    let start = (0..15).find(|&at| !is_sign(at)).unwrap_or(15);
    bytes.get(start..).unwrap_or_default().to_vec()
}

/// The hash of a value of a type, from the hash of what came before it.
pub fn hash(datum: &Datum, data_type: &DataType, seed: i32) -> i32 {
    match (datum, data_type) {
        (Datum::Null, _) => seed,
        (Datum::Bool(truth), _) => hash_int(i32::from(*truth), seed),
        (Datum::Int(number), DataType::Byte | DataType::Short | DataType::Int | DataType::Date) => {
            hash_int(*number as i32, seed)
        }
        (Datum::Int(number), _) => hash_long(*number, seed),
        (Datum::Double(number), DataType::Float) => {
            let number = *number as f32;
            let bits = if number == 0.0 {
                0
            } else if number.is_nan() {
                0x7fc0_0000
            } else {
                number.to_bits()
            };
            hash_int(bits as i32, seed)
        }
        (Datum::Double(number), _) => {
            let is_zero = *number == 0.0;
            let bits = if is_zero {
                0
            } else if number.is_nan() {
                0x7ff8_0000_0000_0000
            } else {
                number.to_bits()
            };
            hash_long(bits as i64, seed)
        }
        (Datum::Decimal(number, _), DataType::Decimal(precision, _)) if *precision <= 18 => {
            hash_long(*number as i64, seed)
        }
        (Datum::Decimal(number, _), _) => hash_bytes(&big_bytes(*number), seed),
        (Datum::Str(text), _) => hash_bytes(text.as_str().as_bytes(), seed),
        (Datum::Bytes(bytes), _) => hash_bytes(bytes, seed),
        (Datum::List(items), DataType::Array(element, _)) => {
            items.iter().fold(seed, |seed, item| hash(item, element, seed))
        }
        (Datum::List(items), DataType::Struct(fields)) => {
            items.iter().zip(fields.iter()).fold(seed, |seed, (item, field)| hash(item, &field.data_type, seed))
        }
        (Datum::Map(entries), DataType::Map(key_type, value_type, _)) => {
            entries.iter().fold(seed, |seed, (key, value)| hash(value, value_type, hash(key, key_type, seed)))
        }
        _ => seed,
    }
}

/// The partition of a key of several values.
pub fn partition(hash: i32, n_partitions: usize) -> usize {
    let n = i64::try_from(n_partitions.max(1)).unwrap_or(i64::MAX);
    usize::try_from(i64::from(hash).rem_euclid(n)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from `select hash(…)` in Spark 3.5.9.
    #[test]
    fn hashes_are_sparks() {
        assert_eq!(hash(&Datum::Int(1), &DataType::Int, SEED), -559_580_957);
        assert_eq!(hash(&Datum::Int(1), &DataType::Long, SEED), -1_712_319_331);
        assert_eq!(hash(&Datum::str("a"), &DataType::String, SEED), 1_485_273_170);
    }
}
