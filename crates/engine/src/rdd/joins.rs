//! Joins and `cogroup`: both sides are tagged, put one after the other and grouped.

use std::rc::Rc;

use value::{CallCx, Column, ExcKind, Raised, Value};

use super::Rdd;
use super::keyed::ShuffleInto;
use super::narrow::StepCx;
use super::result_iterable::ResultIterable;
use super::rows::Rows;
use super::steps::native::PartitionStep;
use super::transformations::Partitioning;
use crate::records::{item, items_of, unpack_pair};

/// Which keys a join keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    Inner,
    /// Every key of the left side; `None` stands for a missing right value.
    LeftOuter,
    RightOuter,
    FullOuter,
}

impl JoinKind {
    /// PySpark's name of the method.
    pub fn operator(self) -> &'static str {
        match self {
            Self::Inner => "join",
            Self::LeftOuter => "leftOuterJoin",
            Self::RightOuter => "rightOuterJoin",
            Self::FullOuter => "fullOuterJoin",
        }
    }
}

impl Rdd {
    /// `mapValues(lambda v: (tag, v))`.
    fn tagged(&self, operator: &'static str, tag: usize) -> Self {
        self.native_map(
            operator,
            Partitioning::Kept,
            move |record, cx| {
                let value = Value::pair(Value::from(tag), item(&record, 1, cx)?);
                Ok(Value::pair(item(&record, 0, cx)?, value))
            },
            move |column| {
                let Column::Tuple { fields, n_rows } = column else { return None };
                let [keys, values] = fields.as_slice() else { return None };
                let tags = Column::Const { value: Value::from(tag), n_rows: *n_rows };
                let values = Column::Tuple { fields: vec![tags, values.clone()], n_rows: *n_rows };
                Some(Column::Tuple { fields: vec![keys.clone(), values], n_rows: *n_rows })
            },
        )
    }

    /// All sides tagged 0, 1, …, one after the other, grouped by key.
    fn grouped_sides(
        &self,
        operator: &'static str,
        others: &[&Self],
        into: &ShuffleInto,
        cx: &mut CallCx,
    ) -> Result<Self, Raised> {
        let mut all = self.tagged(operator, 0);
        for (tag, other) in (1..).zip(others) {
            all = all.union(&other.tagged(operator, tag), cx)?;
        }
        all.group_lists(into, cx)
    }

    /// `cogroup(other, …)` and `groupWith`: for each key a tuple with the values of each side.
    ///
    /// Order: keys of this RDD in order of arrival, then keys that only the others have.
    pub fn cogroup(&self, others: &[&Self], into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let n_sides = others.len() + 1;
        let grouped = self.grouped_sides("cogroup", others, into, cx)?;
        let language = Rc::clone(self.context().language());
        Ok(grouped.map_lists("cogroup", move |values, cx| {
            let sides = sides_of(&values, n_sides, cx)?.into_iter();
            Ok(Value::tuple(sides.map(|side| ResultIterable::value(side, &language)).collect::<Vec<_>>()))
        }))
    }

    /// `join`, `leftOuterJoin`, `rightOuterJoin`, `fullOuterJoin`.
    ///
    /// Order: keys as in [`Rdd::cogroup`]; for each value of the left side every value of the right side.
    pub fn join(&self, other: &Self, kind: JoinKind, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let grouped = self.grouped_sides(kind.operator(), &[other], into, cx)?;
        let pair_up = move |mut rows: Box<dyn Rows>, _: StepCx<'_>, cx: &mut CallCx| {
            let mut joined = Vec::new();
            while let Some(record) = rows.next(cx)? {
                let (key, values) = unpack_pair(&record, cx)?;
                let mut sides = sides_of(&items_of(&values, cx)?, 2, cx)?.into_iter();
                let (mut left, mut right) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
                if left.is_empty() && matches!(kind, JoinKind::RightOuter | JoinKind::FullOuter) {
                    left.push(Value::None);
                }
                if right.is_empty() && matches!(kind, JoinKind::LeftOuter | JoinKind::FullOuter) {
                    right.push(Value::None);
                }
                cx.burn((left.len() * right.len()) as u64)?;
                cx.reserve((joined.len() + left.len() * right.len()) * size_of::<Value>())?;
                for a in &left {
                    for b in &right {
                        joined.push(Value::pair(key.clone(), Value::pair(a.clone(), b.clone())));
                    }
                }
            }
            Ok(joined)
        };
        Ok(grouped.step(PartitionStep::new(kind.operator(), pair_up), Partitioning::Kept))
    }
}

/// The values of each side, from tagged ones.
fn sides_of(tagged: &[Value], n_sides: usize, cx: &mut CallCx) -> Result<Vec<Vec<Value>>, Raised> {
    let mut sides = vec![Vec::new(); n_sides];
    for value in tagged {
        let (tag, value) = unpack_pair(value, cx)?;
        let side = match tag {
            Value::Int(tag) => usize::try_from(tag).ok().and_then(|tag| sides.get_mut(tag)),
            _ => None,
        };
        match side {
            Some(side) => side.push(value),
            None => return Err(Raised::new(ExcKind::IndexError, "list index out of range".into())),
        }
    }
    Ok(sides)
}
