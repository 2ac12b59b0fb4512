//! The words that a template's `{word}` chooses from.

/// Words that English texts use most, the most frequent first.
pub const COMMON: [&str; 60] = [
    "the", "of", "and", "to", "in", "is", "that", "it", "for", "was", "on", "are", "with", "as", "at", "this", "have",
    "from", "or", "by", "not", "but", "what", "all", "were", "when", "we", "there", "can", "an", "which", "their",
    "if", "will", "each", "about", "how", "up", "out", "them", "then", "many", "some", "so", "these", "would", "other",
    "into", "has", "more", "two", "time", "water", "day", "word", "first", "long", "find", "people", "stream",
];

/// The shares of `n_items` things as ends of ranges of 53 random bits: the k-th one has a share of `1 / k^skew`.
///
/// Made of additions, products, quotients and square roots only, which every machine rounds alike.
pub fn shares(n_items: usize, skew: f64) -> Vec<u64> {
    let weights: Vec<f64> = (1..=n_items).map(|k| 1.0 / power(k as f64, skew)).collect();
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    let end = |weight: &f64| {
        sum += weight;
        (sum / total * (1u64 << 53) as f64) as u64
    };
    weights.iter().map(end).collect()
}

/// The thing of [`shares`] that a random number falls on.
pub fn chosen(shares: &[u64], random: u64) -> usize {
    shares.partition_point(|end| *end <= random >> 11).min(shares.len().saturating_sub(1))
}

/// `base` to a power from 0 on; `powf` is not the same on all machines.
fn power(base: f64, exponent: f64) -> f64 {
    let whole = exponent.floor();
    let mut result = (0..whole as u32).fold(1.0, |product, _| product * base);
    let (mut rest, mut root) = (exponent - whole, base);
    for _ in 0..30 {
        rest *= 2.0;
        root = root.sqrt();
        if rest >= 1.0 {
            rest -= 1.0;
            result *= root;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_those_of_the_mathematics_library() {
        for (base, exponent) in [(2.0, 0.5), (7.0, 1.2), (60.0, 2.75), (3.0, 0.0), (1.0, 5.0)] {
            let (ours, theirs) = (power(base, exponent), f64::powf(base, exponent));
            assert!((ours / theirs - 1.0).abs() < 1e-7, "{base}^{exponent}: {ours} and {theirs}");
        }
    }

    #[test]
    fn without_skew_all_have_the_same_share_and_with_it_the_first_has_more() {
        let quarter = 1u64 << 51;
        assert_eq!(shares(4, 0.0), [quarter, 2 * quarter, 3 * quarter, 4 * quarter]);
        let skewed = shares(3, 1.0); // 6/11, 3/11, 2/11
        let share = skewed[0] as f64 / skewed[2] as f64;
        assert!((share - 6.0 / 11.0).abs() < 1e-9);
        assert_eq!([0, skewed[0] << 11, u64::MAX].map(|random| chosen(&skewed, random)), [0, 1, 2]);
    }
}
