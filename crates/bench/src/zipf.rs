//! `Zipf`: draws ranks as words are drawn in texts: the rank k is k times rarer than the first.

use crate::random::Random;

/// Zipf's distribution with exponent 1 over ranks counted from 0.
pub struct Zipf {
    /// `cumulative[k]` is the chance of a rank up to k.
    cumulative: Vec<f64>,
}

impl Zipf {
    /// Over `n_ranks` ranks, of which there must be at least one.
    pub fn new(n_ranks: usize) -> Self {
        assert!(n_ranks > 0, "a distribution has something to draw");
        let mut total = 0.0;
        let mut cumulative: Vec<f64> = Vec::with_capacity(n_ranks);
        for rank in 0..n_ranks {
            total += 1.0 / (rank + 1) as f64;
            cumulative.push(total);
        }
        for chance in &mut cumulative {
            *chance /= total;
        }
        Self { cumulative }
    }

    pub fn draw(&self, random: &mut Random) -> usize {
        let fraction = random.next_fraction();
        let rank = self.cumulative.partition_point(|&chance| chance <= fraction);
        rank.min(self.cumulative.len() - 1) // The last chance may be a rounding error below 1.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_k_is_k_times_rarer_than_the_first() {
        let zipf = Zipf::new(1000);
        let mut random = Random::new(42);
        let mut n_drawn = vec![0u32; 1000];
        for _ in 0..1_000_000 {
            n_drawn[zipf.draw(&mut random)] += 1;
        }
        let harmonic: f64 = (1..=1000).map(|k| 1.0 / f64::from(k)).sum();
        for k in [1, 2, 3, 10, 100] {
            let expected = 1e6 / (harmonic * f64::from(k));
            let drawn = f64::from(n_drawn[k as usize - 1]);
            // Five times the standard deviation of such a count.
            assert!((drawn - expected).abs() < 5.0 * expected.sqrt(), "rank {k}: {drawn} instead of {expected}");
        }
        assert!(n_drawn.iter().all(|&n| n > 0), "every rank is drawn in a million");
    }

    #[test]
    fn a_single_rank_is_always_drawn() {
        let zipf = Zipf::new(1);
        assert!((0..100).all(|seed| zipf.draw(&mut Random::new(seed)) == 0));
    }
}
