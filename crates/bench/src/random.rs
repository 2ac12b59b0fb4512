//! `Random`: a small generator of pseudo-random numbers, the same on every machine for ever.

/// SplitMix64: one addition and three mixing steps a number; good enough to draw test data.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Evenly drawn from 0 to below 1.
    pub fn next_fraction(&mut self) -> f64 {
        const STEPS: f64 = (1u64 << 53) as f64;
        (self.next_u64() >> 11) as f64 / STEPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_numbers_are_those_that_the_algorithm_is_known_for() {
        // Published test vector of SplitMix64 for the seed 1234567.
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn fractions_fill_the_unit_evenly() {
        let mut random = Random::new(1);
        let mut n_in_tenth = [0u32; 10];
        for _ in 0..100_000 {
            n_in_tenth[(random.next_fraction() * 10.0) as usize] += 1;
        }
        assert!(n_in_tenth.iter().all(|n| n.abs_diff(10_000) < 400), "{n_in_tenth:?}");
    }
}
