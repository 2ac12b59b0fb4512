//! The Mersenne Twister MT19937, seeded and read as CPython's `random` does.
//!
//! Source: Makoto Matsumoto and Takuji Nishimura's paper on the generator, and recorded runs of CPython.

use num_bigint::{BigInt, BigUint};

const N: usize = 624;
const M: usize = 397;

/// The state of the generator.
#[derive(Clone)]
pub struct Twister {
    state: [u32; N],
    at: usize,
}

impl Twister {
    /// Seeded with the words of a number, lowest first.
    pub fn new(seed: &BigInt) -> Self {
        let mut words = seed.magnitude().to_u32_digits();
        if words.is_empty() {
            words.push(0);
        }
        let mut twister = Self { state: [0; N], at: N };
        twister.fill(19_650_218);
        twister.stir(&words);
        twister
    }

    /// The words of the state, and where it is in them.
    pub fn state(&self) -> Vec<u32> {
        self.state.iter().copied().chain([self.at as u32]).collect()
    }

    /// The generator in a state that [`Twister::state`] gave.
    pub fn from_state(words: &[u32]) -> Option<Self> {
        let (at, state) = words.split_last()?;
        let at = usize::try_from(*at).ok().filter(|at| *at <= N)?;
        Some(Self { state: state.try_into().ok()?, at })
    }

    fn fill(&mut self, seed: u32) {
        self.state[0] = seed;
        for i in 1..N {
            let before = self.state[i - 1];
            self.state[i] = (before ^ before >> 30).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
    }

    fn stir(&mut self, words: &[u32]) {
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(words.len()) {
            let before = self.state[i - 1];
            self.state[i] = (self.state[i] ^ (before ^ before >> 30).wrapping_mul(1_664_525))
                .wrapping_add(words[j])
                .wrapping_add(j as u32);
            i += 1;
            j = (j + 1) % words.len();
            if i == N {
                self.state[0] = self.state[N - 1];
                i = 1;
            }
        }
        for _ in 1..N {
            let before = self.state[i - 1];
            self.state[i] =
                (self.state[i] ^ (before ^ before >> 30).wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i == N {
                self.state[0] = self.state[N - 1];
                i = 1;
            }
        }
        self.state[0] = 0x8000_0000;
    }

    fn refill(&mut self) {
        for i in 0..N {
            let joined = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % N] & 0x7fff_ffff);
            let mixed = if joined & 1 == 0 { 0 } else { 0x9908_b0df };
            self.state[i] = self.state[(i + M) % N] ^ joined >> 1 ^ mixed;
        }
        self.at = 0;
    }

    /// 32 random bits.
    pub fn word(&mut self) -> u32 {
        if self.at >= N {
            self.refill();
        }
        let mut word = self.state[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9d2c_5680;
        word ^= word << 15 & 0xefc6_0000;
        word ^ word >> 18
    }

    /// A float in [0, 1) with 53 random bits.
    pub fn float(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// An integer of `n_bits` random bits.
    pub fn bits(&mut self, n_bits: u64) -> BigUint {
        let mut words = Vec::with_capacity(n_bits.div_ceil(32) as usize);
        let mut left = n_bits;
        while left > 0 {
            let word = self.word();
            words.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        BigUint::new(words)
    }

    /// A number below `limit` (> 0), every one as likely.
    pub fn below(&mut self, limit: u64) -> u64 {
        let n_bits = 64 - limit.leading_zeros();
        loop {
            let number = if n_bits <= 32 {
                u64::from(self.word() >> (32 - n_bits))
            } else {
                let low = u64::from(self.word());
                low | u64::from(self.word() >> (64 - n_bits)) << 32
            };
            if number < limit {
                return number;
            }
        }
    }

    /// [`Twister::below`] for limits of any size.
    pub fn below_big(&mut self, limit: &BigUint) -> BigUint {
        loop {
            let number = self.bits(limit.bits());
            if number < *limit {
                return number;
            }
        }
    }
}
