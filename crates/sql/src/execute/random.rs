//! Spark's random numbers, and the rows that they put into partitions.

use crate::datum::{Datum, Row};
use crate::types::DataType;

/// `XORShiftRandom`.
pub struct XorShift(i64);

impl XorShift {
    pub fn new(seed: i64) -> Self {
        let bytes = seed.to_be_bytes();
        let low = scala_hash(&bytes, 0x3c07_4a61);
        let high = scala_hash(&bytes, low as u32);
        Self(i64::from(high) << 32 | i64::from(low as u32))
    }

    fn next(&mut self, n_bits: u32) -> i32 {
        let mut seed = self.0;
        seed ^= seed << 21;
        seed ^= (seed as u64 >> 35) as i64;
        seed ^= seed << 4;
        self.0 = seed;
        (seed & ((1 << n_bits) - 1)) as i32
    }

    /// A number below `bound`, as `java.util.Random.nextInt` gives it.
    pub fn next_int(&mut self, bound: i32) -> i32 {
        let mut found = self.next(31);
        let most = bound - 1;
        if bound & most == 0 {
            return (i64::from(bound).wrapping_mul(i64::from(found)) >> 31) as i32;
        }
        loop {
            let rest = found % bound;
            if found.wrapping_sub(rest).wrapping_add(most) >= 0 {
                return rest;
            }
            found = self.next(31);
        }
    }

    pub fn next_double(&mut self) -> f64 {
        let high = i64::from(self.next(26)) << 27;
        (high + i64::from(self.next(27))) as f64 / (1_i64 << 53) as f64
    }
}

/// Scala's `MurmurHash3.bytesHash`.
fn scala_hash(bytes: &[u8], seed: u32) -> i32 {
    let mix = |hash: u32, word: u32| {
        let word = word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
        (hash ^ word).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64)
    };
    let words =
        bytes.chunks_exact(4).map(|word| word.iter().rev().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)));
    let hash = words.fold(seed, mix) ^ bytes.len() as u32;
    let hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    let hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    (hash ^ hash >> 16) as i32
}

/// `repartition(n)`: rows sorted by their hash, and then dealt out from a random partition on.
pub fn round_robin(partitions: Vec<Vec<Row>>, n: usize, types: &[DataType]) -> Vec<Vec<Row>> {
    let mut out: Vec<Vec<Row>> = vec![Vec::new(); n];
    for (at, partition) in partitions.into_iter().enumerate() {
        let mut rows: Vec<(i64, Vec<u8>, Row)> = partition
            .into_iter()
            .map(|row| {
                let bytes = row_bytes(&row, types);
                (i64::from(words_hash(&bytes)), bytes, row)
            })
            .collect();
        rows.sort_by(|(a, x, _), (b, y, _)| a.cmp(b).then_with(|| x.cmp(y)));
        let bound = i32::try_from(n).unwrap_or(i32::MAX);
        let mut place = usize::try_from(XorShift::new(at as i64).next_int(bound)).unwrap_or(0);
        for (_, _, row) in rows {
            place += 1;
            if let Some(partition) = out.get_mut(place % n) {
                partition.push(row);
            }
        }
    }
    out
}

/// The row as `UnsafeRow` has it in memory: bits of nulls, a word for each field, and longer values behind them.
fn row_bytes(row: &[Datum], types: &[DataType]) -> Vec<u8> {
    let n_null_bytes = row.len().div_ceil(64) * 8;
    let mut bytes = vec![0_u8; n_null_bytes + 8 * row.len()];
    for (at, (value, data_type)) in row.iter().zip(types).enumerate() {
        let word: u64 = match (value, data_type) {
            (Datum::Null, _) => {
                if let Some(byte) = bytes.get_mut(at / 8) {
                    *byte |= 1 << (at % 8);
                }
                0
            }
            (Datum::Bool(truth), _) => u64::from(*truth),
            (Datum::Int(number), DataType::Byte) => u64::from(*number as u8),
            (Datum::Int(number), DataType::Short) => u64::from(*number as u16),
            (Datum::Int(number), DataType::Int | DataType::Date) => u64::from(*number as u32),
            (Datum::Int(number), _) => *number as u64,
            (Datum::Double(number), DataType::Float) => u64::from((*number as f32).to_bits()),
            (Datum::Double(number), _) => number.to_bits(),
            (Datum::Decimal(number, _), DataType::Decimal(precision, _)) if *precision <= 18 => *number as u64,
            (other, data_type) => {
                let offset = bytes.len();
                let content = content_bytes(other, data_type);
                bytes.extend_from_slice(&content);
                bytes.resize(bytes.len().div_ceil(8) * 8, 0);
                (offset as u64) << 32 | content.len() as u64
            }
        };
        let start = n_null_bytes + 8 * at;
        if let Some(slot) = bytes.get_mut(start..start + 8) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
    }
    bytes
}

fn content_bytes(value: &Datum, data_type: &DataType) -> Vec<u8> {
    match (value, data_type) {
        (Datum::Str(text), _) => text.as_str().as_bytes().to_vec(),
        (Datum::Bytes(bytes), _) => bytes.to_vec(),
        (Datum::List(items), DataType::Struct(fields)) => {
            let types: Vec<DataType> = fields.iter().map(|field| field.data_type.clone()).collect();
            row_bytes(items, &types)
        }
        (other, _) => crate::datum::key_of(std::slice::from_ref(other)),
    }
}

fn words_hash(bytes: &[u8]) -> i32 {
    let mut h1 = crate::murmur::SEED as u32;
    for word in bytes.chunks_exact(4) {
        let word = word.iter().rev().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        let word = word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
        h1 = (h1 ^ word).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    h1 ^= bytes.len() as u32;
    h1 = (h1 ^ h1 >> 16).wrapping_mul(0x85eb_ca6b);
    h1 = (h1 ^ h1 >> 13).wrapping_mul(0xc2b2_ae35);
    (h1 ^ h1 >> 16) as i32
}
