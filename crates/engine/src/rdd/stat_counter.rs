//! `Stats`: count, mean, variance, smallest and largest of numbers, and `sum()`.

use std::rc::Rc;

use num_traits::ToPrimitive;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::truthy;
use value::{CallCx, Raised, Value};

use super::Rdd;
use crate::failure::Failure;
use crate::language::Language;

/// What is known of some numbers, so that it can be put together with what is known of others.
#[derive(Clone)]
pub struct Stats {
    pub n: u64,
    pub mean: f64,
    /// The sum of squared distances from the mean.
    pub m2: f64,
    pub max: Value,
    pub min: Value,
}

impl Default for Stats {
    fn default() -> Self {
        Self { n: 0, mean: 0.0, m2: 0.0, max: Value::Float(f64::NEG_INFINITY), min: Value::Float(f64::INFINITY) }
    }
}

/// The first unless the second is beyond it.
fn extreme(op: CompareOp, so_far: &Value, other: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let beyond = compare(op, other, so_far, cx)?;
    Ok(if truthy(&beyond, cx)? { other.clone() } else { so_far.clone() })
}

impl Stats {
    /// Takes one more number into account.
    ///
    /// Errors: `TypeError` for what cannot be subtracted from.
    pub fn merge(&mut self, value: &Value, language: &dyn Language, cx: &mut CallCx) -> Result<(), Raised> {
        let mean = Value::Float(self.mean);
        let delta = as_float(&language.binary(BinaryOp::Sub, value, &mean, cx)?);
        self.n += 1;
        self.mean += delta / self.n as f64;
        self.m2 += delta * (as_float(value) - self.mean);
        self.max = extreme(CompareOp::Gt, &self.max, value, cx)?;
        self.min = extreme(CompareOp::Lt, &self.min, value, cx)?;
        Ok(())
    }

    /// Takes other numbers into account.
    pub fn merge_stats(&mut self, other: &Self, cx: &mut CallCx) -> Result<(), Raised> {
        if self.n == 0 {
            self.clone_from(other);
            return Ok(());
        }
        if other.n == 0 {
            return Ok(());
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let delta = other.mean - self.mean;
        // Three ways to the same mean, chosen so that rounding hurts least; programs see the last digits.
        self.mean = if b * 10.0 < a {
            self.mean + delta * b / (a + b)
        } else if a * 10.0 < b {
            other.mean - delta * a / (a + b)
        } else {
            (self.mean * a + other.mean * b) / (a + b)
        };
        self.max = extreme(CompareOp::Gt, &self.max, &other.max, cx)?;
        self.min = extreme(CompareOp::Lt, &self.min, &other.min, cx)?;
        self.m2 += other.m2 + delta * delta * a * b / (a + b);
        self.n += other.n;
        Ok(())
    }

    pub fn sum(&self) -> f64 {
        self.n as f64 * self.mean
    }

    pub fn variance(&self) -> f64 {
        if self.n == 0 { f64::NAN } else { self.m2 / self.n as f64 }
    }

    pub fn sample_variance(&self) -> f64 {
        if self.n <= 1 { f64::NAN } else { self.m2 / (self.n - 1) as f64 }
    }

    pub fn stdev(&self) -> f64 {
        self.variance().sqrt()
    }

    pub fn sample_stdev(&self) -> f64 {
        self.sample_variance().sqrt()
    }
}

fn as_float(value: &Value) -> f64 {
    match value {
        Value::Int(number) => *number as f64,
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Float(number) => *number,
        Value::Big(number) => number.to_f64().unwrap_or(f64::INFINITY),
        _ => f64::NAN,
    }
}

impl Rdd {
    /// `stats()`.
    ///
    /// Errors: `ValueError: Can not reduce() empty RDD` for an RDD without partitions.
    pub fn stats(&self, cx: &mut CallCx) -> Result<Stats, Failure> {
        let language = Rc::clone(self.context().language());
        let mut total: Option<Stats> = None;
        self.fold_partitions(cx, |rows, cx| {
            let mut stats = Stats::default();
            while let Some(row) = rows.next(cx)? {
                stats.merge(&row, &*language, cx)?;
            }
            match &mut total {
                Some(total) => total.merge_stats(&stats, cx)?,
                None => total = Some(stats),
            }
            Ok(())
        })?;
        total.ok_or_else(|| Raised::value_error("Can not reduce() empty RDD".into()).into())
    }

    /// `sum()`.
    pub fn sum(&self, cx: &mut CallCx) -> Result<Value, Failure> {
        let language = Rc::clone(self.context().language());
        let mut sums = Vec::new();
        self.fold_partitions(cx, |rows, cx| {
            let mut sum = Value::Int(0);
            while let Some(row) = rows.next(cx)? {
                sum = language.binary(BinaryOp::Add, &sum, &row, cx)?;
            }
            sums.push(sum);
            Ok(())
        })?;
        let mut total = Value::Int(0);
        for sum in &sums {
            total = language.binary(BinaryOp::Add, &total, sum, cx)?;
        }
        Ok(total)
    }
}
