//! `coalesce` without a shuffle: which partitions become one.

use std::cell::RefCell;
use std::rc::Rc;

use value::{CallCx, Raised};

use super::block::Block;
use super::node::{Compute, Computed, Dependency, RddNode};
use super::regrouped::read_in_turn;
use super::task::{Site, Task};

/// Partitions of the parent put together to fewer, without moving records.
///
/// Which ones is decided when the first job asks: Spark prefers to put together what is kept on one executor.
/// Source: DefaultPartitionCoalescer in CoalescedRDD.scala of Spark 3.5.
pub(super) struct Coalesced {
    parent: Rc<RddNode>,
    n_partitions: usize,
    groups: RefCell<Option<Rc<Vec<Vec<usize>>>>>,
}

impl Coalesced {
    /// `n_partitions` are at most as many as the parent has.
    pub(super) fn new(parent: Rc<RddNode>, n_partitions: usize) -> Self {
        Self { parent, n_partitions, groups: RefCell::default() }
    }

    /// The parent's partitions by partition.
    fn groups(&self) -> Rc<Vec<Vec<usize>>> {
        let decided = self.groups.borrow().clone();
        decided.unwrap_or_else(|| {
            let is_located: Vec<bool> =
                (0..self.parent.n_partitions).map(|partition| self.parent.is_located(partition)).collect();
            let groups = Rc::new(grouped(&is_located, self.n_partitions));
            *self.groups.borrow_mut() = Some(Rc::clone(&groups));
            groups
        })
    }
}

impl Compute for Coalesced {
    fn operator(&self) -> &'static str {
        "coalesce"
    }
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        vec![Dependency::Narrow(&self.parent)]
    }
    fn settle(&self) {
        self.groups();
    }
    fn narrow_parents(&self, partition: usize) -> Vec<(Rc<RddNode>, usize)> {
        let groups = self.groups();
        let group = groups.get(partition).into_iter().flatten();
        group.map(|&parent| (Rc::clone(&self.parent), parent)).collect()
    }
    fn batches(&self, partition: usize) -> Option<Vec<Block>> {
        let mut batches = Vec::new();
        for (parent, partition) in self.narrow_parents(partition) {
            batches.extend(parent.compute().batches(partition)?);
        }
        Some(batches)
    }
    fn compute(&self, partition: usize, _: Site, task: &Rc<Task>, cx: &mut CallCx) -> Result<Computed, Raised> {
        read_in_turn(self.narrow_parents(partition), task, cx)
    }
}

/// Puts partitions into `n_groups` groups; `is_located` tells which are kept somewhere already.
///
/// Without any such partition neighbours come together. Otherwise every group begins with a located partition, which
/// the first draw of a generator with a fixed seed picks, as long as there are any; the others follow in order, each
/// to the smallest group, or if they are not located to the smaller of two that are drawn.
fn grouped(is_located: &[bool], n_groups: usize) -> Vec<Vec<usize>> {
    let n = is_located.len();
    let (located, others): (Vec<usize>, Vec<usize>) = (0..n).partition(|&at| is_located.get(at) == Some(&true));
    let Some(&first) = located.first() else {
        let border = |group: usize| group * n / n_groups.max(1);
        return (0..n_groups).map(|group| (border(group)..border(group + 1)).collect()).collect();
    };
    let mut random = JavaRandom::new(7919);
    let mut left: Vec<bool> = vec![true; n];
    let mut take = |at: usize| left.get_mut(at).is_some_and(std::mem::take).then_some(at);
    let mut groups: Vec<Vec<usize>> = vec![take(first).into_iter().collect()];
    for _ in 1..n_groups {
        let drawn = located.get(random.next_int(located.len())).copied();
        groups.push(drawn.and_then(&mut take).into_iter().collect());
    }
    let mut candidates = located.iter().chain(&others).copied();
    for group in groups.iter_mut().filter(|group| group.is_empty()) {
        group.extend(candidates.by_ref().find_map(&mut take));
    }
    let slack = n / 10;
    for at in 0..n {
        if take(at).is_none() {
            continue;
        }
        let size = |group: usize| groups.get(group).map_or(0, Vec::len);
        let (one, two) = (random.next_int(groups.len()), random.next_int(groups.len()));
        let balanced = if size(one) < size(two) { one } else { two };
        let smallest = (0..groups.len()).min_by_key(|&group| size(group)).unwrap_or(balanced);
        let is_local = is_located.get(at) == Some(&true) && size(balanced) + slack > size(smallest);
        if let Some(group) = groups.get_mut(if is_local { smallest } else { balanced }) {
            group.push(at);
        }
    }
    groups
}

/// `java.util.Random`, whose sequence its documentation defines.
struct JavaRandom(u64);

impl JavaRandom {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;

    fn new(seed: u64) -> Self {
        Self((seed ^ Self::MULTIPLIER) & Self::MASK)
    }

    /// 31 bits.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(Self::MULTIPLIER).wrapping_add(0xB) & Self::MASK;
        self.0 >> 17
    }

    /// From 0 up to `bound`, which is below 2^31.
    fn next_int(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        if bound.is_power_of_two() {
            return ((bound * self.next()) >> 31) as usize;
        }
        loop {
            let bits = self.next();
            let number = bits % bound;
            // The last numbers that do not make a whole round are not used.
            if bits - number + (bound - 1) < 1 << 31 {
                return number as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups of `n` partitions of which the given ones are located, as real Spark 3.5.9 shows them.
    fn check(n: usize, located: std::ops::Range<usize>, n_groups: usize, expected: &[&[usize]]) {
        let is_located: Vec<bool> = (0..n).map(|at| located.contains(&at)).collect();
        assert_eq!(grouped(&is_located, n_groups), expected);
    }

    #[test]
    fn neighbours_come_together_where_nothing_is_kept() {
        check(7, 0..0, 3, &[&[0, 1], &[2, 3], &[4, 5, 6]]);
        check(0, 0..0, 0, &[]);
    }

    #[test]
    fn kept_partitions_are_dealt_out() {
        check(4, 0..4, 4, &[&[0], &[2], &[1], &[3]]);
        check(7, 0..4, 5, &[&[0], &[2], &[1, 6], &[3], &[4, 5]]);
        check(7, 0..7, 5, &[&[0], &[1], &[2, 6], &[3], &[4, 5]]);
    }
}
