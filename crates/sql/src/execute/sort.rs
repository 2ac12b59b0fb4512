//! Sorting, and the first rows of what would be sorted.

use std::cmp::Ordering;

use value::CallCx;

use super::{Distribution, Rows, Run, bind_all, eval_all};
use crate::datum::{Datum, Row};
use crate::error::Failure;
use crate::expr::{Attr, Direction, Expr};
use crate::plan::PlanRef;
use crate::types::DataType;

/// A row with what it is sorted by.
type Keyed = (Vec<Datum>, Row);

fn directions(orders: &[Expr]) -> Vec<Direction> {
    let direction = |order: &Expr| match order {
        Expr::Order(_, direction) => *direction,
        _ => Direction::ASCENDING,
    };
    orders.iter().map(direction).collect()
}

/// The order of two rows' keys.
pub fn compare_keys(a: &[Datum], b: &[Datum], directions: &[Direction]) -> Ordering {
    for ((a, b), direction) in a.iter().zip(b).zip(directions) {
        let order = match (a.is_null(), b.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => {
                if direction.nulls_first {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (false, true) => {
                if direction.nulls_first {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
            }
            (false, false) if direction.is_ascending => a.compare(b),
            (false, false) => b.compare(a),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// Whether a single key of this type is sorted by its bits alone.
fn is_sorted_by_prefix(data_type: &DataType) -> bool {
    match data_type {
        DataType::Decimal(precision, _) => *precision <= 18,
        DataType::Boolean | DataType::Date | DataType::Timestamp | DataType::TimestampNtz => true,
        other => other.is_numeric(),
    }
}

/// Spark's sort of one partition. It is stable, but a null key takes the place of the first row that has none, which
/// goes to the end.
fn sort_keyed(mut rows: Vec<Keyed>, directions: &[Direction], by_prefix: bool) -> Vec<Row> {
    if by_prefix {
        let mut placed: Vec<Keyed> = Vec::with_capacity(rows.len());
        let mut n_nulls = 0;
        for row in rows {
            let is_null = row.0.first().is_some_and(Datum::is_null);
            placed.push(row);
            if is_null {
                let last = placed.len() - 1;
                placed.swap(n_nulls, last);
                n_nulls += 1;
            }
        }
        rows = placed;
    }
    rows.sort_by(|(a, _), (b, _)| compare_keys(a, b, directions));
    rows.into_iter().map(|(_, row)| row).collect()
}

impl Run<'_> {
    fn keyed(
        &self,
        orders: &[Expr],
        input: &[Attr],
        rows: Vec<Row>,
        partition: usize,
        cx: &mut CallCx,
    ) -> Result<Vec<Keyed>, Failure> {
        let orders = bind_all(orders, input)?;
        let env = self.env(partition);
        rows.into_iter().map(|row| Ok((eval_all(&orders, &row, &env, cx)?, row))).collect()
    }

    /// Sorts rows that are in one partition.
    pub(crate) fn sort_rows(
        &self,
        orders: &[Expr],
        input: &[Attr],
        rows: &mut Vec<Row>,
        cx: &mut CallCx,
    ) -> Result<(), Failure> {
        let by_prefix = matches!(orders, [order] if is_sorted_by_prefix(&order.data_type()));
        let keyed = self.keyed(orders, input, std::mem::take(rows), 0, cx)?;
        cx.burn(keyed.len() as u64)?;
        *rows = sort_keyed(keyed, &directions(orders), by_prefix);
        Ok(())
    }

    pub(crate) fn sort(
        &self,
        orders: &[Expr],
        is_global: bool,
        child: &PlanRef,
        cx: &mut CallCx,
    ) -> Result<Rows, Failure> {
        let rows = self.rows(child, cx)?;
        if is_global {
            let mut all = rows.into_rows();
            self.sort_rows(orders, &child.output, &mut all, cx)?;
            return Ok(Rows::new(vec![all], Distribution::Unknown));
        }
        let distribution = rows.distribution.clone();
        let mut partitions = rows.partitions;
        for partition in &mut partitions {
            self.sort_rows(orders, &child.output, partition, cx)?;
        }
        Ok(Rows::new(partitions, distribution))
    }

    /// The first `n` rows of the sorted child: the best of each partition, merged.
    pub(crate) fn top(&self, orders: &[Expr], child: &PlanRef, n: usize, cx: &mut CallCx) -> Result<Rows, Failure> {
        let rows = self.rows(child, cx)?;
        let directions = directions(orders);
        let mut best: Vec<Keyed> = Vec::new();
        for (at, partition) in rows.partitions.into_iter().enumerate() {
            let keyed = self.keyed(orders, &child.output, partition, at, cx)?;
            let least = least_of(keyed, n, &|a, b| compare_keys(&a.0, &b.0, &directions));
            best = if best.is_empty() { least } else { merged(best, least, n, &directions) };
        }
        Ok(Rows::single(best.into_iter().map(|(_, row)| row).collect()))
    }
}

/// Two sorted lists as one; equal rows are taken from both in turn.
fn merged(a: Vec<Keyed>, b: Vec<Keyed>, n: usize, directions: &[Direction]) -> Vec<Keyed> {
    let (mut head, mut other) = (a.into_iter().peekable(), b.into_iter().peekable());
    let mut out = Vec::new();
    while out.len() < n {
        let is_swapped = match (head.peek(), other.peek()) {
            (Some(a), Some(b)) => compare_keys(&b.0, &a.0, directions).is_lt(),
            (None, Some(_)) => true,
            _ => false,
        };
        if is_swapped {
            std::mem::swap(&mut head, &mut other);
        }
        match head.next() {
            Some(row) => out.push(row),
            None => break,
        }
        // The list that gave a row waits behind the other one.
        std::mem::swap(&mut head, &mut other);
    }
    out
}

/// The `k` least items, sorted: a buffer of twice as many is cut at its median whenever it is full, as Guava does it.
fn least_of<T: Clone>(items: Vec<T>, k: usize, compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    if k == 0 || items.is_empty() {
        return Vec::new();
    }
    if items.len() <= k {
        let mut items = items;
        items.sort_by(compare);
        return items;
    }
    let mut rest = items.into_iter();
    let mut buffer: Vec<T> = rest.by_ref().take(k).collect();
    let larger = |a: &T, b: &T| if compare(a, b).is_ge() { a.clone() } else { b.clone() };
    let Some(first) = buffer.first().cloned() else { return buffer };
    let mut threshold = buffer.iter().skip(1).fold(first, |threshold, item| larger(&threshold, item));
    let capacity = k.saturating_mul(2);
    for item in rest {
        if compare(&item, &threshold).is_ge() {
            continue;
        }
        buffer.push(item);
        if buffer.len() == capacity {
            let place = cut(&mut buffer, k, compare);
            buffer.truncate(k);
            let Some(start) = buffer.get(place).cloned() else { continue };
            threshold = buffer.iter().skip(place + 1).fold(start, |threshold, item| larger(&threshold, item));
        }
    }
    buffer.sort_by(compare);
    buffer.truncate(k);
    buffer
}

/// Moves the `k` least items to the front; gives the first place where the greatest of them may be.
fn cut<T: Clone>(buffer: &mut [T], k: usize, compare: &dyn Fn(&T, &T) -> Ordering) -> usize {
    let (mut left, mut right) = (0, buffer.len() - 1);
    let mut place = 0;
    while left < right {
        let pivot = part(buffer, left, right, (left + right).div_ceil(2), compare);
        match pivot.cmp(&k) {
            Ordering::Greater => right = pivot - 1,
            Ordering::Less => {
                left = pivot.max(left + 1);
                place = pivot;
            }
            Ordering::Equal => break,
        }
    }
    place.min(k.saturating_sub(1))
}

fn part<T: Clone>(
    buffer: &mut [T],
    left: usize,
    right: usize,
    pivot: usize,
    compare: &dyn Fn(&T, &T) -> Ordering,
) -> usize {
    buffer.swap(pivot, right);
    let Some(value) = buffer.get(right).cloned() else { return left };
    let mut store = left;
    for at in left..right {
        if buffer.get(at).is_some_and(|item| compare(item, &value).is_lt()) {
            buffer.swap(store, at);
            store += 1;
        }
    }
    buffer.swap(right, store);
    store
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_are_those_of_a_sort() {
        let items: Vec<i32> = (0..500).map(|n| (n * 7919) % 251).collect();
        for k in [1, 2, 3, 21, 100, 499, 500, 600] {
            let mut sorted = items.clone();
            sorted.sort_unstable();
            sorted.truncate(k);
            assert_eq!(least_of(items.clone(), k, &|a, b| a.cmp(b)), sorted, "{k}");
        }
    }
}
