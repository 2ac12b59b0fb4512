//! A stable sort for short lists and any order: compiled once, and at ease with answers that contradict each other.
//!
//! The standard library's sorts are compiled anew for every type of item, a few kilobytes each, and may panic when the
//! order is none, as with NaN. Where many records are sorted they are still the right ones.

use std::cmp::Ordering;

/// Sorts; equal items stay in their order.
pub fn calm_sort<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let places = sorted_places(items.len(), &mut |a, b| compare(&items[a], &items[b]) == Ordering::Greater);
    let mut left: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.into_iter().filter_map(|place| left[place].take()));
}

/// The places `0..n_items` in the order of what is there.
fn sorted_places(n_items: usize, is_greater: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n_items).collect();
    let mut merged = Vec::with_capacity(n_items);
    let mut run_len = 1;
    while run_len < n_items {
        merged.clear();
        for pair in places.chunks(2 * run_len) {
            let (left, right) = pair.split_at(run_len.min(pair.len()));
            merge(left, right, &mut merged, is_greater);
        }
        std::mem::swap(&mut places, &mut merged);
        run_len *= 2;
    }
    places
}

fn merge(left: &[usize], right: &[usize], merged: &mut Vec<usize>, is_greater: &mut dyn FnMut(usize, usize) -> bool) {
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if is_greater(left[i], right[j]) {
            merged.push(right[j]);
            j += 1;
        } else {
            merged.push(left[i]);
            i += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
}

#[cfg(test)]
mod tests {
    use super::calm_sort;

    #[test]
    fn equal_items_stay_in_their_order() {
        for n_items in 0..40_usize {
            let mut items: Vec<_> = (0..n_items).map(|i| (i * 7 % 5, i)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            calm_sort(&mut items, |a, b| a.0.cmp(&b.0));
            assert_eq!(items, expected);
        }
    }

    #[test]
    fn an_order_that_is_none_loses_nothing() {
        let mut items: Vec<_> = (0..100).collect();
        calm_sort(&mut items, |_, _| std::cmp::Ordering::Greater);
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
