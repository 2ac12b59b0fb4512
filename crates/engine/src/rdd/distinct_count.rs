//! `countApproxDistinct`: HyperLogLog++, over the hashes that Spark uses, so that it errs as Spark does.

use value::hash::portable_hash;
use value::{CallCx, Raised, Value};

use super::Rdd;
use crate::failure::Failure;

/// How far the raw estimate of 2^9 registers is off at 1, 12.8, 25.6, … distinct values, in ten-thousandths.
///
/// Source: the tables of HyperLogLog++ (Heule, Nunkesser, Hall 2013). That of other numbers of registers is taken to
/// have the same shape, which is right within a thousandth.
#[rustfmt::skip]
const BIAS: [i32; 201] = [
    3680000, 3618294, 3552452, 3486698, 3421464, 3362024, 3298782, 3236598, 3174620, 3112826, 3057102, 2997416,
    2939366, 2881046, 2822850, 2770668, 2713060, 2658448, 2603010, 2549886, 2502422, 2448138, 2397074, 2347428,
    2298402, 2251664, 2203534, 2155940, 2106886, 2057876, 2016500, 1972280, 1928036, 1881666, 1840818, 1800824,
    1762574, 1723020, 1681644, 1640056, 1603802, 1567192, 1525234, 1492084, 1458310, 1424850, 1391112, 1354764,
    1317600, 1293368, 1265538, 1225058, 1192646, 1165902, 1133818, 1108998, 1079532, 1052062, 1022798, 994728, 969582,
    943292, 921710, 897810, 875716, 847048, 825322, 798750, 783972, 753464, 737274, 712834, 701444, 684264, 660166,
    640180, 620438, 603400, 586856, 579836, 550312, 546770, 523188, 514846, 494424, 477390, 461488, 449202, 434060,
    425342, 412834, 388954, 383286, 362146, 366684, 359946, 331230, 334338, 317378, 290760, 289692, 274964, 270998,
    259864, 267754, 243208, 234838, 227388, 240758, 219098, 209728, 199228, 199292, 166170, 170500, 182996, 156128,
    157392, 145174, 136322, 122584, 133766, 114230, 131232, 95164, 105938, 95972, 81222, 97674, 75044, 75700, 67044,
    64142, 67102, 56094, 46522, 68410, 34072, 39786, 33276, 55216, 33186, 20694, 43540, 15750, 2808, 21288, -2148,
    -378, -6582, 6548, -698, 8584, -25270, -21752, -33554, -10402, -6510, -21444, -19666, -39794, -6044, -30826,
    -33916, -52964, -53892, -50876, -46990, -52372, -31578, -49788, -48990, -74888, -59480, -56806, -66718, -47050,
    -72778, -46580, -44362, -43214, -51886, -66688, -64840, -51260, -44032, -61350, -58082, -41672, -41504, -74560,
    -72408, -98318, -58042, -86562, -69994, -105474, -73414, -68100, -62972, -62320,
];
/// The number of registers that [`BIAS`] was measured with, as a power of two.
const BIAS_BITS: u32 = 9;
/// How many neighbours of an estimate its correction is averaged over.
const N_NEIGHBOURS: usize = 6;
/// Below these estimates counting empty registers is better; for 2^4, 2^5, … registers.
const THRESHOLDS: [f64; 15] = [
    10.0, 20.0, 40.0, 80.0, 220.0, 400.0, 900.0, 1_800.0, 3_100.0, 6_500.0, 11_500.0, 20_000.0, 50_000.0, 120_000.0,
    350_000.0,
];

/// Registers of leading zeros, 2^bits of them.
struct Sketch {
    bits: u32,
    registers: Vec<u8>,
}

impl Sketch {
    fn new(bits: u32) -> Self {
        Self { bits, registers: vec![0; 1 << bits] }
    }

    fn add(&mut self, hash: u64) {
        let place = (hash >> (64 - self.bits)) as usize;
        let n_zeros = ((hash << self.bits) | (1 << (self.bits - 1))).leading_zeros() as u8 + 1;
        if let Some(register) = self.registers.get_mut(place) {
            *register = (*register).max(n_zeros);
        }
    }

    fn count(&self) -> f64 {
        let m = self.registers.len() as f64;
        let sum: f64 = self.registers.iter().map(|&n_zeros| 0.5_f64.powi(i32::from(n_zeros))).sum();
        let alpha = match self.bits {
            4 => 0.673,
            5 => 0.697,
            6 => 0.709,
            _ => 0.7213 / (1.0 + 1.079 / m),
        };
        let raw = alpha * m * m / sum;
        let estimate = if raw <= 5.0 * m { raw - bias(raw, self.bits) } else { raw };
        let n_empty = self.registers.iter().filter(|&&n_zeros| n_zeros == 0).count();
        let linear = if n_empty > 0 { m * (m / n_empty as f64).ln() } else { estimate };
        let threshold = THRESHOLDS.get(self.bits as usize - 4);
        let is_small = threshold.map_or(linear <= 5.0 * m, |threshold| linear < *threshold);
        (if is_small { linear } else { estimate } + 0.5).floor()
    }
}

/// How far a raw estimate is off.
fn bias(raw: f64, bits: u32) -> f64 {
    if bits > 18 {
        return 0.0;
    }
    let scale = 2.0_f64.powi(bits as i32 - BIAS_BITS as i32);
    let known = BIAS.iter().enumerate().map(|(at, &bias)| {
        let (n, bias) = ((at as f64 * 12.8).ceil().max(1.0), f64::from(bias) / 1e4);
        ((raw / scale - n - bias).powi(2), bias)
    });
    let mut known: Vec<(f64, f64)> = known.collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0));
    let nearest: f64 = known.iter().take(N_NEIGHBOURS).map(|(_, bias)| bias).sum();
    nearest / N_NEIGHBOURS as f64 * scale
}

/// MurmurHash2, 64 bits.
fn hash64(bytes: &[u8]) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut hash = 0xe17a_1465 ^ (bytes.len() as u64).wrapping_mul(M);
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = word.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)).wrapping_mul(M);
        hash = (hash ^ (word ^ (word >> 47)).wrapping_mul(M)).wrapping_mul(M);
    }
    if !words.remainder().is_empty() {
        let rest = words.remainder().iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        hash = (hash ^ rest).wrapping_mul(M);
    }
    hash = (hash ^ (hash >> 47)).wrapping_mul(M);
    hash ^ (hash >> 47)
}

/// More registers than this no machine has room for that can address 2^32 bytes.
const MAX_BITS: f64 = 30.0;

/// The registers that an accuracy takes, as a power of two.
fn bits_for(relative_sd: f64) -> u32 {
    (2.0 * (1.054 / relative_sd).log2()).ceil().clamp(4.0, MAX_BITS) as u32
}

impl Rdd {
    /// `countApproxDistinct(relativeSD)`, with `relative_sd` above 0.000017.
    ///
    /// Source: RDD.countApproxDistinct of Spark 3.5, on `portable_hash(x) & 0xFFFFFFFF` as text.
    pub fn count_approx_distinct(&self, relative_sd: f64, cx: &mut CallCx) -> Result<Value, Failure> {
        let bits = bits_for(relative_sd);
        cx.reserve(1 << bits)?;
        let mut sketch = Sketch::new(bits);
        self.fold_partitions(cx, |rows, cx| {
            while let Some(row) = rows.next(cx)? {
                let hash = portable_hash(&row, cx)? as u32;
                sketch.add(hash64(hash.to_string().as_bytes()));
            }
            Ok::<(), Raised>(())
        })?;
        Ok(Value::Int(sketch.count() as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count_of(n: u32, relative_sd: f64) -> f64 {
        let mut sketch = Sketch::new(bits_for(relative_sd));
        for number in 0..n {
            sketch.add(hash64(number.to_string().as_bytes()));
        }
        sketch.count()
    }

    #[test]
    fn counts_err_as_those_of_spark() {
        let recorded = [
            (0, 0.05, 0.0),
            (50, 0.05, 47.0),
            (200, 0.05, 195.0),
            (200, 0.01, 200.0),
            (450, 0.05, 477.0),
            (600, 0.05, 598.0),
            (1000, 0.05, 1006.0),
            (3000, 0.05, 3071.0),
            (3000, 0.01, 2989.0),
            (1000, 0.4, 1213.0),
            (30_000, 0.1, 32_768.0),
            (30_000, 0.05, 31_218.0),
        ];
        for (n, relative_sd, counted) in recorded {
            assert_eq!(count_of(n, relative_sd), counted, "{n} with {relative_sd}");
        }
    }

    #[test]
    fn other_numbers_of_registers_are_corrected_nearly_as_in_spark() {
        for (n, relative_sd, counted) in
            [(50, 0.4, 43.0), (399, 0.1, 418.0), (600, 0.1, 644.0), (3000, 0.1, 2954.0_f64)]
        {
            assert!(
                (count_of(n, relative_sd) - counted).abs() <= (counted / 200.0).max(1.0),
                "{n}: {}",
                count_of(n, relative_sd)
            );
        }
    }
}
