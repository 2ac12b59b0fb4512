//! Joins and `cogroup`: both sides are tagged, put one after the other and grouped.

use std::rc::Rc;

use value::column::ListColumn;
use value::{CallCx, Column, ExcKind, Raised, Value};

use super::Rdd;
use super::chunks::{ChunkRows, Chunks};
use super::group_columns::{Groups, Sorted};
use super::join_columns::joined;
use super::keyed::ShuffleInto;
use super::narrow::{Step, StepCx};
use super::node::Computed;
use super::result_iterable::ResultIterable;
use super::rows::Rows;
use super::steps::native::{PartitionStep, map_rows};
use super::transformations::Partitioning;
use crate::language::Language;
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

    /// Whether values of the left side stay that have nothing on the right side.
    pub(crate) fn keeps_left(self) -> bool {
        matches!(self, Self::LeftOuter | Self::FullOuter)
    }

    /// Whether values of the right side stay that have nothing on the left side.
    pub(crate) fn keeps_right(self) -> bool {
        matches!(self, Self::RightOuter | Self::FullOuter)
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
        Ok(grouped.step(CoGroupStep { n_sides, language }, Partitioning::Kept))
    }

    /// `join`, `leftOuterJoin`, `rightOuterJoin`, `fullOuterJoin`.
    ///
    /// Order: keys as in [`Rdd::cogroup`]; for each value of the left side every value of the right side.
    pub fn join(&self, other: &Self, kind: JoinKind, into: &ShuffleInto, cx: &mut CallCx) -> Result<Self, Raised> {
        let grouped = self.grouped_sides(kind.operator(), &[other], into, cx)?;
        Ok(grouped.step(JoinStep(kind), Partitioning::Kept))
    }
}

/// `flatMapValues` of pairing up the sides.
struct JoinStep(JoinKind);

impl JoinStep {
    /// What is to be done to groups, or to the pairs that they make.
    fn joined(&self, groups: Groups, at: StepCx<'_>, cx: &mut CallCx) -> Result<Computed, Raised> {
        match joined(groups, self.0, cx) {
            Ok(column) => Ok(Computed::Column(Rc::new(column))),
            Err(groups) => Ok(Computed::Rows(self.rows(groups.into_pairs().into_rows(), at, cx)?)),
        }
    }
}

impl Step for JoinStep {
    fn operator(&self) -> &'static str {
        self.0.operator()
    }
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        match input.is_empty() {
            true => Some(Column::default()),
            false => joined(Groups::of(input)?, self.0, cx).ok(),
        }
    }
    fn chunks(&self, mut input: Box<dyn Chunks>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Computed, Raised> {
        match input.take_groups() {
            Some(groups) => self.joined(groups, at, cx),
            None => Ok(Computed::Rows(self.rows(ChunkRows::of(input), at, cx)?)),
        }
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let kind = self.0;
        let pair_up = move |rows: Box<dyn Rows>, _: StepCx<'_>, cx: &mut CallCx| joined_rows(rows, kind, cx);
        PartitionStep::new(kind.operator(), pair_up).rows(input, at, cx)
    }
}

/// The results of a join, from keys with tagged values.
fn joined_rows(mut rows: Box<dyn Rows>, kind: JoinKind, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let mut joined = Vec::new();
    while let Some(record) = rows.next(cx)? {
        let (key, values) = unpack_pair(&record, cx)?;
        let mut sides = sides_of(&items_of(&values, cx)?, 2, cx)?.into_iter();
        let (mut left, mut right) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
        if left.is_empty() && kind.keeps_right() {
            left.push(Value::None);
        }
        if right.is_empty() && kind.keeps_left() {
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
}

/// `mapValues` of bringing the values of each side into an iterable of their own.
struct CoGroupStep {
    n_sides: usize,
    language: Rc<dyn Language>,
}

impl Step for CoGroupStep {
    fn operator(&self) -> &'static str {
        "cogroup"
    }
    fn chunks(&self, mut input: Box<dyn Chunks>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let rows = match input.take_groups() {
            None => self.rows(ChunkRows::of(input), at, cx)?,
            Some(groups) => match groups.sides(self.n_sides) {
                None => self.rows(groups.into_pairs().into_rows(), at, cx)?,
                Some(sides) => {
                    let sides = sides.into_iter().map(Sorted::into_lists).collect();
                    Box::new(SideRows { keys: groups.keys, sides, at: 0, language: Rc::clone(&self.language) })
                }
            },
        };
        Ok(Computed::Rows(rows))
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let (n_sides, language, site, task) = (self.n_sides, Rc::clone(&self.language), at.site, Rc::clone(at.task));
        let record = move |record: Value, cx: &mut CallCx| {
            let values = items_of(&item(&record, 1, cx)?, cx)?;
            let sides = sides_of(&values, n_sides, cx)?.into_iter();
            let sides = sides.map(|side| ResultIterable::value(side, &language)).collect::<Vec<_>>();
            Ok(Value::pair(item(&record, 0, cx)?, Value::tuple(sides)))
        };
        Ok(map_rows(input, move |row, cx| record(row, cx).map_err(|raised| task.blame(raised, site, None))))
    }
}

/// Keys with an iterable for each side.
struct SideRows {
    keys: Column,
    sides: Vec<ListColumn>,
    at: usize,
    language: Rc<dyn Language>,
}

impl Rows for SideRows {
    fn next(&mut self, _: &mut CallCx) -> Result<Option<Value>, Raised> {
        let at = self.at;
        if at >= self.keys.len() {
            return Ok(None);
        }
        self.at += 1;
        let sides = self.sides.iter().map(|side| ResultIterable::value(side.items_at(at), &self.language));
        Ok(Some(Value::pair(self.keys.get(at), Value::tuple(sides.collect::<Vec<_>>()))))
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
