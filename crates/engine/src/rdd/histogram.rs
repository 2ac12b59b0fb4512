//! `histogram(buckets)`: counts of numbers between borders.

use std::rc::Rc;

use value::object::BinaryOp;
use value::order::{CompareOp, compare, less};
use value::repr::truthy;
use value::{CallCx, KeyMap, Raised, Value};

use super::Rdd;
use super::python_sort::{Direction, python_sort};
use crate::failure::Failure;
use crate::language::Language;

/// The borders, and how a number's bucket is found.
struct Buckets {
    borders: Vec<Value>,
    /// The width of all buckets, if they are all as wide.
    width: Option<Value>,
}

fn is_missing(value: &Value) -> bool {
    matches!(value, Value::None) || matches!(value, Value::Float(number) if number.is_nan())
}

impl Rdd {
    /// `histogram(buckets)`: the borders and the counts between them.
    ///
    /// Errors: PySpark's `ValueError`s and `TypeError`s for odd buckets and records.
    pub fn histogram(&self, buckets: &Value, cx: &mut CallCx) -> Result<Value, Failure> {
        let language = Rc::clone(self.context().language());
        let (borders, shown) = match buckets {
            Value::Int(_) | Value::Bool(_) => {
                let n = match buckets {
                    Value::Int(n) => *n,
                    _ => i64::from(matches!(buckets, Value::Bool(true))),
                };
                match self.even_borders(n, &*language, cx)? {
                    Even::Single(low, high, count) => {
                        let borders = Value::list(vec![low, high]);
                        return Ok(Value::pair(borders, Value::list(vec![Value::from(count)])));
                    }
                    Even::Borders(borders) => {
                        let shown = Value::list(borders.borders.clone());
                        (borders, shown)
                    }
                }
            }
            Value::List(items) => (given_borders(items.0.borrow().clone(), &*language, cx)?, buckets.clone()),
            Value::Tuple(items) => (given_borders(items.to_vec(), &*language, cx)?, buckets.clone()),
            _ => {
                let message = "buckets should be a list or tuple or number(int or long)";
                return Err(Raised::type_error(message.into()).into());
            }
        };
        let counts = self.bucket_counts(&borders, &*language, cx)?;
        Ok(Value::pair(shown, Value::list(counts.into_iter().map(Value::Int).collect())))
    }

    fn even_borders(&self, n: i64, language: &dyn Language, cx: &mut CallCx) -> Result<Even, Failure> {
        if n < 1 {
            return Err(Raised::value_error("number of buckets must be >= 1".into()).into());
        }
        let numbers = self.step(Comparable, super::transformations::Partitioning::Kept);
        let (low, high) = (numbers.min(None, cx)?, numbers.max(None, cx)?);
        if n == 1 || value::equality::eq(&low, &high, cx)? {
            let count = numbers.count(cx)?;
            return Ok(Even::Single(low, high, count));
        }
        let count = Value::Int(n);
        let not_numbers = || Raised::type_error("Can not generate buckets with non-number in RDD".into());
        let range = language.binary(BinaryOp::Sub, &high, &low, cx).map_err(|_| not_numbers())?;
        let mut width = language.binary(BinaryOp::Div, &range, &count, cx).map_err(|_| not_numbers())?;
        if matches!(width, Value::Float(width) if width.is_infinite()) {
            return Err(Raised::value_error("Can not generate buckets with infinite value".into()).into());
        }
        // A whole width where it fits, so that borders of whole numbers are whole.
        let whole = match width {
            Value::Float(width) => Value::Int(width as i64),
            other => other,
        };
        let covered = language.binary(BinaryOp::Mul, &whole, &count, cx)?;
        width = if value::equality::eq(&covered, &range, cx)? {
            whole
        } else {
            let range = language.binary(BinaryOp::Mul, &range, &Value::Float(1.0), cx)?;
            language.binary(BinaryOp::Div, &range, &count, cx)?
        };
        let mut borders = Vec::new();
        cx.reserve(usize::try_from(n).unwrap_or(usize::MAX).saturating_mul(3 * size_of::<Value>()))?;
        for i in 0..n {
            let offset = language.binary(BinaryOp::Mul, &Value::Int(i), &width, cx)?;
            borders.push(language.binary(BinaryOp::Add, &offset, &low, cx)?);
        }
        borders.push(high);
        Ok(Even::Borders(Buckets { borders, width: Some(width) }))
    }

    fn bucket_counts(&self, buckets: &Buckets, language: &dyn Language, cx: &mut CallCx) -> Result<Vec<i64>, Failure> {
        let borders = &buckets.borders;
        let (Some(low), Some(high)) = (borders.first(), borders.last()) else { return Ok(Vec::new()) };
        let mut total: Option<Vec<i64>> = None;
        self.fold_partitions(cx, |rows, cx| {
            let mut counts = vec![0; borders.len()];
            while let Some(row) = rows.next(cx)? {
                if is_missing(&row) || holds(CompareOp::Gt, &row, high, cx)? || holds(CompareOp::Lt, &row, low, cx)? {
                    continue;
                }
                let place = match &buckets.width {
                    Some(width) => {
                        let offset = language.binary(BinaryOp::Sub, &row, low, cx)?;
                        match language.binary(BinaryOp::Div, &offset, width, cx)? {
                            Value::Float(place) => place as usize,
                            Value::Int(place) => usize::try_from(place).unwrap_or(0),
                            _ => 0,
                        }
                    }
                    None => bisect_right(borders, &row, cx)?.saturating_sub(1),
                };
                if let Some(count) = counts.get_mut(place) {
                    *count += 1;
                }
            }
            // The last border belongs to the last bucket.
            let at_end = counts.pop().unwrap_or(0);
            if let Some(last) = counts.last_mut() {
                *last += at_end;
            }
            match &mut total {
                Some(total) => total.iter_mut().zip(counts).for_each(|(so_far, more)| *so_far += more),
                None => total = Some(counts),
            }
            Ok(())
        })?;
        total.ok_or_else(|| Raised::value_error("Can not reduce() empty RDD".into()).into())
    }
}

/// What a number of buckets comes to.
enum Even {
    /// One bucket: its borders, and how many records it has.
    Single(Value, Value, usize),
    Borders(Buckets),
}

/// Leaves out `None` and NaN.
struct Comparable;

impl super::narrow::Step for Comparable {
    fn operator(&self) -> &'static str {
        "filter"
    }
    fn rows(
        &self,
        input: Box<dyn super::rows::Rows>,
        _: super::narrow::StepCx<'_>,
        _: &mut CallCx,
    ) -> Result<Box<dyn super::rows::Rows>, Raised> {
        Ok(Box::new(ComparableRows(input)))
    }
}

struct ComparableRows(Box<dyn super::rows::Rows>);

impl super::rows::Rows for ComparableRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        while let Some(row) = self.0.next(cx)? {
            if !is_missing(&row) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

fn holds(op: CompareOp, a: &Value, b: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    let answer = compare(op, a, b, cx)?;
    truthy(&answer, cx)
}

fn given_borders(borders: Vec<Value>, language: &dyn Language, cx: &mut CallCx) -> Result<Buckets, Raised> {
    if borders.len() < 2 {
        return Err(Raised::value_error("buckets should have more than one value".into()));
    }
    if borders.iter().any(is_missing) {
        return Err(Raised::value_error("can not have None or NaN in buckets".into()));
    }
    let mut sorted: Vec<(Value, usize)> = borders.iter().cloned().zip(0..).collect();
    python_sort(&mut sorted, Direction::Ascending, cx)?;
    let mut seen: KeyMap<()> = KeyMap::default();
    for (at, (border, (in_order, _))) in borders.iter().zip(&sorted).enumerate() {
        if !value::equality::eq(border, in_order, cx)? {
            return Err(Raised::value_error("buckets should be sorted".into()));
        }
        seen.insert(border.clone(), (), cx)?;
        if at + 1 == borders.len() && seen.len() != borders.len() {
            return Err(Raised::value_error("buckets should not contain duplicated values".into()));
        }
    }
    let width = even_width(&borders, language, cx)?;
    Ok(Buckets { borders, width })
}

/// The width of the buckets if it is the same for all, but for rounding.
fn even_width(borders: &[Value], language: &dyn Language, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let mut steps = Vec::new();
    for pair in borders.windows(2) {
        let [low, high] = pair else { continue };
        match language.binary(BinaryOp::Sub, high, low, cx) {
            Ok(Value::Int(step)) => steps.push(step as f64),
            Ok(Value::Float(step)) => steps.push(step),
            // Borders that cannot be subtracted are looked through instead.
            _ => return Ok(None),
        }
    }
    let (least, most) =
        steps.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &step| (a.min(step), b.max(step)));
    let (Some(first), Some(last)) = (borders.first(), borders.last()) else { return Ok(None) };
    // Borders that are infinite have no width.
    if !(most - least < 1e-10) {
        return Ok(None);
    }
    let range = language.binary(BinaryOp::Sub, last, first, cx)?;
    Ok(Some(language.binary(BinaryOp::Div, &range, &Value::from(borders.len() - 1), cx)?))
}

/// `bisect.bisect_right`.
fn bisect_right(sorted: &[Value], value: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match sorted.get(middle) {
            Some(border) if !less(value, border, cx)? => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}
