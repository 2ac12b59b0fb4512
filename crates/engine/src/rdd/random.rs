//! The random generators that Spark and PySpark use, for the places where a seed decides what is visible.

/// CPython's `random.Random(seed)`: the Mersenne Twister MT19937.
pub(crate) struct PythonRandom {
    state: [u32; Self::SIZE],
    at: usize,
}

impl PythonRandom {
    const SIZE: usize = 624;
    const SHIFT: usize = 397;

    /// Seeded with a whole number, as `random.Random(seed)` does it.
    pub(crate) fn new(seed: u64) -> Self {
        let key: Vec<u32> = match (seed >> 32) as u32 {
            0 => vec![seed as u32],
            high => vec![seed as u32, high],
        };
        let mut random = Self { state: [0; Self::SIZE], at: Self::SIZE };
        random.fill(19_650_218);
        random.mix(&key);
        random
    }

    fn fill(&mut self, seed: u32) {
        let mut previous = seed;
        for (i, word) in (0_u32..).zip(self.state.iter_mut()) {
            if i > 0 {
                previous = 1_812_433_253_u32.wrapping_mul(previous ^ (previous >> 30)).wrapping_add(i);
            }
            *word = previous;
        }
    }

    fn mix(&mut self, key: &[u32]) {
        let mut i = 1;
        let mut advance = |state: &mut [u32; Self::SIZE], factor: u32, add: &dyn Fn(u32, usize) -> u32| {
            let previous = state[i - 1] ^ (state[i - 1] >> 30);
            state[i] = add(state[i] ^ previous.wrapping_mul(factor), i);
            i += 1;
            if i >= Self::SIZE {
                state[0] = state[Self::SIZE - 1];
                i = 1;
            }
        };
        for n in 0..Self::SIZE.max(key.len()) {
            let j = n % key.len();
            advance(&mut self.state, 1_664_525, &|word, _| word.wrapping_add(key[j]).wrapping_add(j as u32));
        }
        for _ in 0..Self::SIZE - 1 {
            advance(&mut self.state, 1_566_083_941, &|word, i| word.wrapping_sub(i as u32));
        }
        self.state[0] = 0x8000_0000;
    }

    fn regenerate(&mut self) {
        for i in 0..Self::SIZE {
            let joined = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % Self::SIZE] & 0x7fff_ffff);
            let odd = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + Self::SHIFT) % Self::SIZE] ^ (joined >> 1) ^ odd;
        }
        self.at = 0;
    }

    fn next_u32(&mut self) -> u32 {
        if self.at >= Self::SIZE {
            self.regenerate();
        }
        let mut word = self.state[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// `random()`: from 0 up to 1, of 53 bits.
    pub(crate) fn random(&mut self) -> f64 {
        let (high, low) = (self.next_u32() >> 5, self.next_u32() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// `getrandbits(bits)` for up to 64 bits.
    fn bits(&mut self, bits: u32) -> u64 {
        match bits {
            0 => 0,
            1..=32 => u64::from(self.next_u32() >> (32 - bits)),
            _ => {
                let low = u64::from(self.next_u32());
                low | u64::from(self.next_u32() >> (64 - bits)) << 32
            }
        }
    }

    /// A number below `n`, by trying until one fits, as CPython does.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        let bits = 64 - n.leading_zeros();
        loop {
            let number = self.bits(bits);
            if number < n {
                return number;
            }
        }
    }

    /// `expovariate(rate)`.
    pub(crate) fn expovariate(&mut self, rate: f64) -> f64 {
        -(1.0 - self.random()).ln() / rate
    }

    /// `shuffle(items)`.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i as u64 + 1) as usize;
            items.swap(i, j);
        }
    }
}

/// Spark's `XORShiftRandom`, which decides where `repartition` begins.
pub(crate) struct XorShiftRandom(u64);

impl XorShiftRandom {
    pub(crate) fn new(seed: i64) -> Self {
        let bytes = seed.to_be_bytes();
        let low = murmur3(&bytes, 0x3c07_4a61);
        let high = murmur3(&bytes, low);
        Self(u64::from(high) << 32 | u64::from(low))
    }

    fn next(&mut self, bits: u32) -> i64 {
        self.0 ^= self.0 << 21;
        self.0 ^= self.0 >> 35;
        self.0 ^= self.0 << 4;
        (self.0 & ((1 << bits) - 1)) as i64
    }

    /// `nextInt(bound)` of `java.util.Random`, for a bound above 0.
    pub(crate) fn next_int(&mut self, bound: i64) -> i64 {
        if bound & -bound == bound {
            return (bound * self.next(31)) >> 31;
        }
        loop {
            let bits = self.next(31);
            let number = bits % bound;
            if bits - number + (bound - 1) < 1 << 31 {
                return number;
            }
        }
    }
}

/// MurmurHash3 of 32 bits, as Scala's `MurmurHash3.bytesHash`.
fn murmur3(bytes: &[u8], seed: u32) -> u32 {
    let scramble = |word: u32| word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let mut hash = seed;
    let (words, rest) = bytes.as_chunks::<4>();
    for word in words {
        hash ^= scramble(u32::from_le_bytes(*word));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    if !rest.is_empty() {
        let mut last = 0;
        for &byte in rest.iter().rev() {
            last = last << 8 | u32::from(byte);
        }
        hash ^= scramble(last);
    }
    hash ^= bytes.len() as u32;
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cpythons() {
        // Recorded from CPython 3.11.
        let mut random = PythonRandom::new(1);
        assert_eq!([random.random(), random.random()], [0.13436424411240122, 0.8474337369372327]);
        let mut random = PythonRandom::new(1 << 40 | 7);
        assert_eq!((0..5).map(|_| random.below(1000)).collect::<Vec<_>>(), [628, 765, 834, 960, 967]);
        let mut items: Vec<u32> = (0..8).collect();
        PythonRandom::new(42).shuffle(&mut items);
        assert_eq!(items, [3, 4, 6, 7, 2, 5, 0, 1]);
    }

    #[test]
    fn starting_places_are_sparks() {
        // From the reference model that reproduces recorded runs of `repartition`.
        let places: Vec<i64> = (0..6).map(|seed| XorShiftRandom::new(seed).next_int(3)).collect();
        assert_eq!(places, [2, 0, 1, 2, 1, 1]);
    }
}
