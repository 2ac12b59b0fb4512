//! RDDs as sets: `subtract`, `subtractByKey`, `intersection`.

use value::{CallCx, Raised, Value};

use super::Rdd;
use super::keyed::ShuffleInto;
use super::result_iterable::ResultIterable;
use super::steps::native::PartitionStep;
use super::transformations::Partitioning;
use crate::records::{items_of, unpack_pair};

/// Which keys of a `cogroup` of two stay, and what becomes of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Keys of the left side only, a pair for each of their values.
    LeftOnly,
    /// Keys of both, without values.
    Both,
}

impl Rdd {
    fn kept(&self, other: &Self, kept: Kept, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let operator = if kept == Kept::Both { "intersection" } else { "subtract" };
        let step = PartitionStep::new(operator, move |mut rows, _, cx| {
            let mut found = Vec::new();
            while let Some(record) = rows.next(cx)? {
                let (key, sides) = unpack_pair(&record, cx)?;
                let sides = items_of(&sides, cx)?;
                let side = |i: usize| -> Vec<Value> {
                    sides
                        .get(i)
                        .and_then(Value::downcast::<ResultIterable>)
                        .map(ResultIterable::items)
                        .unwrap_or_default()
                };
                let (left, right) = (side(0), side(1));
                match kept {
                    Kept::LeftOnly if right.is_empty() => {
                        found.extend(left.into_iter().map(|value| Value::pair(key.clone(), value)));
                    }
                    Kept::Both if !left.is_empty() && !right.is_empty() => found.push(Value::pair(key, Value::None)),
                    _ => {}
                }
            }
            Ok(found)
        });
        Ok(self.cogroup(&[other], into, cx)?.step(step, Partitioning::Kept))
    }

    /// `subtractByKey(other, numPartitions)`.
    pub fn subtract_by_key(&self, other: &Self, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        self.kept(other, Kept::LeftOnly, into, cx)
    }

    /// `subtract(other, numPartitions)`.
    pub fn subtract(&self, other: &Self, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let (mine, others) = (self.pair_with("map", Value::Bool(true)), other.pair_with("map", Value::Bool(true)));
        Ok(mine.subtract_by_key(&others, into, cx)?.keys())
    }

    /// `intersection(other)`: records that are in both, once each.
    pub fn intersection(&self, other: &Self, cx: &mut CallCx) -> Result<Self, Raised> {
        let (mine, others) = (self.pair_with("map", Value::None), other.pair_with("map", Value::None));
        Ok(mine.kept(&others, Kept::Both, &ShuffleInto::default(), cx)?.keys())
    }
}
