//! Two streams of pairs, joined by their keys.

use std::fmt::Write as _;
use std::rc::Rc;

use value::column::StrColumn;

use crate::error::Result;
use crate::printed;
use crate::word_lines::grouped;
use crate::workload::{Answer, Bound, Clock, Contender, Figure, Target, Who, Workload};
use crate::workloads::hand_written::{FastMap, HandWritten, timed};
use crate::workloads::ours::{Shows, Task};
use crate::workloads::{Material, columns, partitions};

/// Every key once on either side, the sides in different orders.
pub fn pairs(material: &Material) -> Result<Workload> {
    let n_pairs = material.sizes.n_pairs;
    let sides = Rc::new([side(n_pairs, 7919, 100), side(n_pairs, 104_729, 1000)]);
    let received = Rc::clone(&sides);
    let task = Task {
        program: include_str!("../../programs/join.py"),
        shows: Shows::Count,
        lines: Rc::new(move || received.iter().map(|side| columns(side)).collect()),
        read: |printed| printed::pairs(printed, both_values),
    };
    let mut contenders = task.contenders()?;
    contenders.push(hand_written(sides));
    let n_shown = grouped(n_pairs);
    Ok(Workload {
        title: format!("join of two streams, {n_shown} × {n_shown} pairs, 8 partitions"),
        figure: Figure::Rate("pairs".to_owned()),
        n_items: 2 * n_pairs as u64,
        targets: vec![Target { against: Who::HandWrittenRust, bound: Bound::AtLeastAsFast(0.7) }],
        contenders,
        absent: Vec::new(),
    })
}

/// `key17,42`. A prime that does not divide the number of pairs as `step` visits every key once.
fn side(n_pairs: usize, step: u64, n_values: usize) -> Vec<StrColumn> {
    partitions(n_pairs, |line_idx, text| {
        // In 64 bits also where `usize` has 32, so that the keys are the same everywhere.
        let key = line_idx as u64 * step % n_pairs as u64;
        let _ = write!(text, "key{key},{}", line_idx % n_values); // Writing to a string cannot fail.
    })
}

/// `(3, 14)` as `3_000_014`.
fn both_values(text: &str) -> Option<i64> {
    let (left, right) = text.strip_prefix('(')?.strip_suffix(')')?.split_once(", ")?;
    Some(encoded(left.parse().ok()?, right.parse().ok()?))
}

fn encoded(left: i64, right: i64) -> i64 {
    left * 1_000_000 + right
}

fn hand_written(sides: Rc<[Vec<StrColumn>; 2]>) -> Box<dyn Contender> {
    let same_sides = Rc::clone(&sides);
    Box::new(HandWritten {
        run: move |clock: &dyn Clock| timed(clock, || joined(sides.each_ref().map(|side| lines_of(side)))),
        answer: move || {
            let joined = joined(same_sides.each_ref().map(|side| lines_of(side)));
            joined.into_iter().map(|(key, (left, right))| (key.to_owned(), encoded(left, right))).collect::<Answer>()
        },
    })
}

fn lines_of(side: &[StrColumn]) -> impl Iterator<Item = &str> {
    side.iter().flat_map(StrColumn::iter)
}

/// Builds a table of the right side and looks the left side up in it.
fn joined<'a>([left, right]: [impl Iterator<Item = &'a str>; 2]) -> Vec<(&'a str, (i64, i64))> {
    let mut table: FastMap<&str, Vec<i64>> = FastMap::default();
    for (key, value) in right.filter_map(pair) {
        table.entry(key).or_default().push(value);
    }
    let mut joined = Vec::new();
    for (key, value) in left.filter_map(pair) {
        for other in table.get(key).into_iter().flatten() {
            joined.push((key, (value, *other)));
        }
    }
    joined
}

fn pair(line: &str) -> Option<(&str, i64)> {
    let (key, value) = line.split_once(',')?;
    Some((key, value.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_values_of_a_key_is_joined() {
        let sides = [["a,1", "b,2", "a,3"].into_iter(), ["a,5", "c,6", "a,7"].into_iter()];
        assert_eq!(joined(sides), [("a", (1, 5)), ("a", (1, 7)), ("a", (3, 5)), ("a", (3, 7))]);
        assert_eq!(both_values("(3, 14)"), Some(encoded(3, 14)));
    }

    #[test]
    fn a_side_has_every_key_once() {
        let keys = |side: &[StrColumn]| {
            let mut keys: Vec<String> = lines_of(side).filter_map(|line| Some(pair(line)?.0.to_owned())).collect();
            keys.sort();
            keys
        };
        let (left, right) = (keys(&side(200, 7919, 100)), keys(&side(200, 104_729, 1000)));
        assert_eq!(left, right);
        assert!(left.windows(2).all(|keys| keys[0] != keys[1]));
    }
}
