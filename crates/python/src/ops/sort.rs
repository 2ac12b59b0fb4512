//! Stable sorting by Python's `<`.

use std::cmp::Ordering;

use value::context::CallCx;
use value::order::less;
use value::{Args, Raised, Value};

use crate::ops::call::call;
use crate::ops::iterate::collect;

/// Which way to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    Ascending,
    /// `reverse=True`: equal items keep their order.
    Descending,
}

/// `sorted(iterable, key=…, reverse=…)`.
pub fn sorted(iterable: &Value, key: Option<&Value>, order: SortOrder, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let mut items = collect(iterable, cx)?;
    sort_values(&mut items, key, order, cx)?;
    Ok(items)
}

/// Sorts in place; on an error the items are all there, in some order.
pub fn sort_values(
    items: &mut Vec<Value>,
    key: Option<&Value>,
    order: SortOrder,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let n_items = items.len();
    cx.burn(n_items as u64 * u64::from(n_items.max(2).ilog2()))?;
    let keys = match key {
        None => items.clone(),
        Some(function) => {
            let mut keys = Vec::with_capacity(n_items);
            for item in items.iter() {
                keys.push(call(function, Args::of(vec![item.clone()]), cx)?);
            }
            keys
        }
    };
    let mut places: Vec<u32> = (0..n_items as u32).collect();
    if order == SortOrder::Descending {
        places.reverse();
    }
    sort_places(&mut places, &keys, cx)?;
    if order == SortOrder::Descending {
        places.reverse();
    }
    *items = places.iter().filter_map(|at| items.get(*at as usize).cloned()).collect();
    Ok(())
}

fn sort_places(places: &mut Vec<u32>, keys: &[Value], cx: &mut CallCx) -> Result<(), Raised> {
    let at = |place: u32| &keys[place as usize];
    if keys.iter().all(|key| matches!(key, Value::Int(_))) {
        places.sort_by_key(|place| if let Value::Int(number) = at(*place) { *number } else { 0 });
        return Ok(());
    }
    if keys.iter().all(|key| matches!(key, Value::Str(_))) {
        places.sort_by(|a, b| match (at(*a), at(*b)) {
            (Value::Str(a), Value::Str(b)) => a.as_bytes().cmp(b.as_bytes()),
            _ => Ordering::Equal,
        });
        return Ok(());
    }
    merge_sort(places, &mut |a, b| less(at(a), at(b), cx))
}

/// Runs found in the input, short ones made longer by insertion, then merged. The comparisons of short lists are
/// those of CPython, so that an error names the same operands; any answers of `is_less` are fine.
fn merge_sort(places: &mut Vec<u32>, is_less: &mut dyn FnMut(u32, u32) -> Result<bool, Raised>) -> Result<(), Raised> {
    let mut runs = split_into_runs(places, is_less)?;
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len() / 2 + 1);
        let mut rest = runs.into_iter();
        while let Some(left) = rest.next() {
            match rest.next() {
                Some(right) => merged.push(merge(&left, &right, is_less)?),
                None => merged.push(left),
            }
        }
        runs = merged;
    }
    *places = runs.pop().unwrap_or_default();
    Ok(())
}

/// Length that runs get at least: the number's highest six bits, rounded up.
fn shortest_run(mut n_items: usize) -> usize {
    let mut lost = 0;
    while n_items >= 64 {
        lost |= n_items & 1;
        n_items >>= 1;
    }
    n_items + lost
}

fn split_into_runs(
    places: &[u32],
    is_less: &mut dyn FnMut(u32, u32) -> Result<bool, Raised>,
) -> Result<Vec<Vec<u32>>, Raised> {
    let shortest = shortest_run(places.len());
    let mut runs = Vec::new();
    let mut begin = 0;
    while begin < places.len() {
        let mut end = begin + 1;
        if end < places.len() {
            let descending = is_less(places[end], places[begin])?;
            end += 1;
            while end < places.len() && is_less(places[end], places[end - 1])? == descending {
                end += 1;
            }
            let mut run = places[begin..end].to_vec();
            if descending {
                run.reverse();
            }
            let target = (begin + shortest).min(places.len());
            for place in places.iter().take(target).skip(end) {
                insert(&mut run, *place, is_less)?;
            }
            end = end.max(target);
            runs.push(run);
        } else {
            runs.push(vec![places[begin]]);
        }
        begin = end;
    }
    Ok(runs)
}

/// Into its place in a sorted run, after equal ones.
fn insert(
    run: &mut Vec<u32>,
    place: u32,
    is_less: &mut dyn FnMut(u32, u32) -> Result<bool, Raised>,
) -> Result<(), Raised> {
    let (mut low, mut high) = (0, run.len());
    while low < high {
        let middle = (low + high) / 2;
        if is_less(place, run[middle])? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    run.insert(low, place);
    Ok(())
}

fn merge(
    left: &[u32],
    right: &[u32],
    is_less: &mut dyn FnMut(u32, u32) -> Result<bool, Raised>,
) -> Result<Vec<u32>, Raised> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if is_less(right[j], left[i])? {
            merged.push(right[j]);
            j += 1;
        } else {
            merged.push(left[i]);
            i += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    Ok(merged)
}
