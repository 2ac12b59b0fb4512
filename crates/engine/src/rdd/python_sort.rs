//! Python's `sorted`: stable, with `<` of the keys, which may be the program's own and may raise.

use std::cmp::Ordering;

use value::order::less;
use value::{CallCx, Raised, Value};

/// Which way to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    /// Equal items stay in their order here too.
    Descending,
}

impl From<bool> for Direction {
    /// From `ascending`.
    fn from(is_ascending: bool) -> Self {
        if is_ascending { Self::Ascending } else { Self::Descending }
    }
}

/// Sorts items by their keys.
///
/// Errors: `TypeError: '<' not supported between instances of …`, for the operands that Python would compare first.
pub(crate) fn python_sort<T>(items: &mut Vec<(Value, T)>, direction: Direction, cx: &mut CallCx) -> Result<(), Raised> {
    // As in CPython, a descending sort is an ascending one of the reversed list, reversed.
    if direction == Direction::Descending {
        items.reverse();
    }
    match plain_order(items) {
        Some(order) => items.sort_by(|(a, _), (b, _)| order(a, b)),
        None => sort_general(items, cx)?,
    }
    if direction == Direction::Descending {
        items.reverse();
    }
    Ok(())
}

/// The order of keys that are all of one plain type.
fn plain_order<T>(items: &[(Value, T)]) -> Option<fn(&Value, &Value) -> Ordering> {
    let all = |test: fn(&Value) -> bool| items.iter().all(|(key, _)| test(key));
    if all(|key| matches!(key, Value::Int(_))) {
        return Some(|a, b| match (a, b) {
            (Value::Int(a), Value::Int(b)) => a.cmp(b),
            _ => Ordering::Equal,
        });
    }
    if all(|key| matches!(key, Value::Str(_))) {
        return Some(|a, b| match (a, b) {
            (Value::Str(a), Value::Str(b)) => a.as_bytes().cmp(b.as_bytes()),
            _ => Ordering::Equal,
        });
    }
    if all(|key| matches!(key, Value::Float(number) if !number.is_nan())) {
        return Some(|a, b| match (a, b) {
            (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            _ => Ordering::Equal,
        });
    }
    None
}

/// Runs shorter than this are sorted by insertion.
const SHORT: usize = 64;

fn sort_general<T>(items: &mut Vec<(Value, T)>, cx: &mut CallCx) -> Result<(), Raised> {
    if items.len() < 2 {
        return Ok(());
    }
    if items.len() < SHORT {
        return sort_short(items, cx);
    }
    let mut right = items.split_off(items.len() / 2);
    sort_general(items, cx)?;
    sort_general(&mut right, cx)?;
    let mut merged = Vec::with_capacity(items.len() + right.len());
    let mut left = std::mem::take(items).into_iter().peekable();
    let mut right = right.into_iter().peekable();
    while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
        let next = if less(b, a, cx)? { right.next() } else { left.next() };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    *items = merged;
    Ok(())
}

/// The run that the list begins with, then the rest put in by binary search: the comparisons that CPython makes.
fn sort_short<T>(items: &mut [(Value, T)], cx: &mut CallCx) -> Result<(), Raised> {
    let mut run = 2;
    if less(&items[1].0, &items[0].0, cx)? {
        while run < items.len() && less(&items[run].0, &items[run - 1].0, cx)? {
            run += 1;
        }
        items[..run].reverse();
    } else {
        while run < items.len() && !less(&items[run].0, &items[run - 1].0, cx)? {
            run += 1;
        }
    }
    for at in run..items.len() {
        let (mut low, mut high) = (0, at);
        while low < high {
            let middle = low + (high - low) / 2;
            if less(&items[at].0, &items[middle].0, cx)? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        items[low..=at].rotate_right(1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keys: &[Value], direction: Direction, expected: &[usize]) {
        let mut items: Vec<(Value, usize)> = keys.iter().cloned().zip(0..).collect();
        python_sort(&mut items, direction, &mut CallCx::default()).unwrap();
        assert_eq!(items.iter().map(|(_, at)| *at).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn equal_items_stay_in_order_both_ways() {
        let keys = [2, 1, 2, 1].map(Value::Int);
        check(&keys, Direction::Ascending, &[1, 3, 0, 2]);
        check(&keys, Direction::Descending, &[0, 2, 1, 3]);
        let mixed = [Value::Int(2), Value::Float(1.0), Value::Int(1), Value::Bool(true)];
        check(&mixed, Direction::Ascending, &[1, 2, 3, 0]);
    }

    #[test]
    fn long_mixed_lists_are_sorted() {
        let keys: Vec<Value> =
            (0..200).map(|i| if i % 2 == 0 { Value::Int(-i) } else { Value::Float(-i as f64) }).collect();
        check(&keys, Direction::Ascending, &(0..200).rev().collect::<Vec<_>>());
    }

    #[test]
    fn the_second_item_is_compared_with_the_first() {
        let mut items = vec![(Value::str("a"), ()), (Value::Int(1), ())];
        let raised = python_sort(&mut items, Direction::Ascending, &mut CallCx::default()).unwrap_err();
        let message = raised.last_line(&mut CallCx::default());
        assert_eq!(message, "TypeError: '<' not supported between instances of 'int' and 'str'");
    }
}
