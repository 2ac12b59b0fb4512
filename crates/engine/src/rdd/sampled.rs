//! Samples, with CPython's random numbers, so that a seed gives the very records that it gives in PySpark.

use std::rc::Rc;

use value::{CallCx, ExcKind, KeyMap, Raised, Value};

use super::Rdd;
use super::narrow::{Step, StepCx};
use super::random::PythonRandom;
use super::rows::Rows;
use super::supply::Supply;
use super::transformations::Partitioning;
use crate::failure::Failure;
use crate::records::unpack_pair;

/// Whether a record can be drawn more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    With,
    Without,
}

impl From<bool> for Replacement {
    /// From `withReplacement`.
    fn from(is_with: bool) -> Self {
        if is_with { Self::With } else { Self::Without }
    }
}

/// Where random numbers begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    Given(i64),
    /// PySpark takes any; here it follows from the RDD, so that runs can be repeated.
    Any,
}

/// How records are drawn.
#[derive(Clone)]
enum Drawing {
    Fraction(Replacement, f64),
    /// Those whose number is from the first up to the second.
    Range(f64, f64),
    /// By the fraction of the record's key.
    ByKey(Replacement, Rc<KeyMap<f64>>),
}

struct Sample {
    drawing: Drawing,
    seed: i64,
}

struct SampledRows {
    input: Box<dyn Rows>,
    drawing: Drawing,
    random: PythonRandom,
    /// A record that is still to be given out so many times.
    repeated: Option<(Value, u64)>,
    supply: Supply,
}

impl Step for Sample {
    fn operator(&self) -> &'static str {
        "sample"
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let mut random = PythonRandom::new((self.seed ^ at.partition as i64).unsigned_abs());
        // PySpark throws some away, since seeds next to each other begin alike.
        for _ in 0..10 {
            random.below(2);
        }
        Ok(Box::new(SampledRows {
            input,
            drawing: self.drawing.clone(),
            random,
            repeated: None,
            supply: Supply::default(),
        }))
    }
}

impl Rows for SampledRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        loop {
            if let Some((record, left)) = &mut self.repeated {
                if *left > 0 {
                    *left -= 1;
                    self.supply.give(1, cx)?;
                    return Ok(Some(record.clone()));
                }
                self.repeated = None;
            }
            let Some(record) = self.input.next(cx)? else { return Ok(None) };
            let (replacement, fraction) = match &self.drawing {
                Drawing::Fraction(replacement, fraction) => (*replacement, *fraction),
                Drawing::Range(low, high) => {
                    if (*low..*high).contains(&self.random.random()) {
                        return Ok(Some(record));
                    }
                    continue;
                }
                Drawing::ByKey(replacement, fractions) => {
                    let (key, _) = unpack_pair(&record, cx)?;
                    match fractions.get(&key, cx)? {
                        Some(fraction) => (*replacement, *fraction),
                        None => return Err(missing_key(key)),
                    }
                }
            };
            match replacement {
                Replacement::Without if self.random.random() < fraction => return Ok(Some(record)),
                Replacement::Without => {}
                Replacement::With => self.repeated = Some((record, poisson(&mut self.random, fraction, cx)?)),
            }
        }
    }
}

fn missing_key(key: Value) -> Raised {
    Raised::from_value(Value::object(value::Exception::builtin(ExcKind::KeyError, vec![key])))
}

/// How many times something with this mean happens.
fn poisson(random: &mut PythonRandom, mean: f64, cx: &mut CallCx) -> Result<u64, Raised> {
    let mut n = 0;
    if mean < 20.0 {
        let limit = (-mean).exp();
        let mut product = random.random();
        while product > limit {
            n += 1;
            product *= random.random();
        }
    } else {
        let mut sum = random.expovariate(mean);
        while sum < 1.0 {
            n += 1;
            sum += random.expovariate(mean);
            cx.burn(1)?;
        }
    }
    Ok(n)
}

impl Rdd {
    fn seed(&self, seed: Seed) -> i64 {
        match seed {
            Seed::Given(seed) => seed,
            Seed::Any => i64::from(self.id()) + 1,
        }
    }

    /// `sample(withReplacement, fraction, seed)`; the caller has checked that the fraction is not negative.
    pub fn sample(&self, replacement: Replacement, fraction: f64, seed: Seed) -> Self {
        let sample = Sample { drawing: Drawing::Fraction(replacement, fraction), seed: self.seed(seed) };
        self.step(sample, Partitioning::Kept)
    }

    /// `sampleByKey(withReplacement, fractions, seed)`.
    pub fn sample_by_key(&self, replacement: Replacement, fractions: KeyMap<f64>, seed: Seed) -> Self {
        let sample = Sample { drawing: Drawing::ByKey(replacement, Rc::new(fractions)), seed: self.seed(seed) };
        self.step(sample, Partitioning::Kept)
    }

    /// `randomSplit(weights, seed)`; the caller has checked the weights.
    pub fn random_split(&self, weights: &[f64], seed: Seed) -> Vec<Self> {
        let (sum, seed) = (weights.iter().sum::<f64>(), self.seed(seed));
        let mut low = 0.0;
        let mut parts = Vec::with_capacity(weights.len());
        for weight in weights {
            let high = low + weight / sum;
            parts.push(self.step(Sample { drawing: Drawing::Range(low, high), seed }, Partitioning::Kept));
            low = high;
        }
        parts
    }

    /// `takeSample(withReplacement, num, seed)`.
    pub fn take_sample(
        &self,
        replacement: Replacement,
        n: usize,
        seed: Seed,
        cx: &mut CallCx,
    ) -> Result<Vec<Value>, Failure> {
        if n == 0 || self.n_partitions() == 0 {
            return Ok(Vec::new());
        }
        let total = self.count(cx)?;
        if total == 0 {
            return Ok(Vec::new());
        }
        let mut seed = self.seed(seed);
        let mut random = PythonRandom::new(seed.unsigned_abs());
        let mut samples = if replacement == Replacement::Without && n >= total {
            self.collect(cx)?
        } else {
            let fraction = fraction_for(n, total, replacement);
            let mut samples = self.sample(replacement, fraction, Seed::Given(seed)).collect(cx)?;
            while samples.len() < n {
                seed = random.below(1 << 63) as i64;
                samples = self.sample(replacement, fraction, Seed::Given(seed)).collect(cx)?;
            }
            samples
        };
        random.shuffle(&mut samples);
        samples.truncate(n);
        Ok(samples)
    }
}

/// A fraction that almost surely gives at least `n` of `total` records.
fn fraction_for(n: usize, total: usize, replacement: Replacement) -> f64 {
    let total = total as f64;
    let fraction = n as f64 / total;
    match replacement {
        Replacement::With => {
            let deviations = if n < 12 { 9.0 } else { 5.0 };
            fraction + deviations * (fraction / total).sqrt()
        }
        Replacement::Without => {
            let gamma = -(5e-5_f64).ln() / total;
            (fraction + gamma + (gamma * gamma + 2.0 * gamma * fraction).sqrt()).min(1.0)
        }
    }
}
