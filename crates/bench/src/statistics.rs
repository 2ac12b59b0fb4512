//! What a handful of measurements says: the median, and how far they lie apart.

/// The middle and the ends of some numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    pub median: f64,
    pub min: f64,
    pub max: f64,
}

impl Summary {
    /// `None` if there are no numbers.
    pub fn of(numbers: &[f64]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let upper = sorted[sorted.len() / 2];
        let lower = sorted[(sorted.len() - 1) / 2];
        Some(Self { median: f64::midpoint(lower, upper), min, max })
    }

    /// How many times faster the first is, from the seconds of runs that took turns: the ratio of the medians, and
    /// the smallest and the largest ratio of two runs that were neighbours.
    pub fn speed_ratio(ours: &[f64], theirs: &[f64]) -> Option<Self> {
        let pairs: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| theirs / ours).collect();
        let Self { min, max, .. } = Self::of(&pairs)?;
        Some(Self { median: Self::of(theirs)?.median / Self::of(ours)?.median, min, max })
    }

    /// The same for `f` of the numbers, where a larger number gives a smaller `f`.
    #[must_use]
    pub fn falling(self, f: impl Fn(f64) -> f64) -> Self {
        Self { median: f(self.median), min: f(self.max), max: f(self.min) }
    }

    /// The same for `f` of the numbers, where a larger number gives a larger `f`.
    #[must_use]
    pub fn rising(self, f: impl Fn(f64) -> f64) -> Self {
        Self { median: f(self.median), min: f(self.min), max: f(self.max) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[f64], expected: (f64, f64, f64)) {
        let Summary { median, min, max } = Summary::of(numbers).expect("there are numbers");
        assert_eq!((median, min, max), expected);
    }

    #[test]
    fn median_is_the_middle_or_between_the_two_in_the_middle() {
        check(&[3.0, 1.0, 2.0], (2.0, 1.0, 3.0));
        check(&[4.0, 1.0, 2.0, 100.0], (3.0, 1.0, 100.0));
        check(&[5.0], (5.0, 5.0, 5.0));
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn half_the_time_is_twice_as_fast() {
        let ratio = Summary::speed_ratio(&[1.0, 2.0, 1.0], &[2.0, 2.0, 3.0]);
        assert_eq!(ratio, Some(Summary { median: 2.0, min: 1.0, max: 3.0 }));
        assert_eq!(Summary::speed_ratio(&[1.0], &[]), None);
    }

    #[test]
    fn a_rate_is_largest_where_the_time_is_smallest() {
        let seconds = Summary { median: 2.0, min: 1.0, max: 4.0 };
        assert_eq!(seconds.falling(|seconds| 8.0 / seconds), Summary { median: 4.0, min: 2.0, max: 8.0 });
    }
}
