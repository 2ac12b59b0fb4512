//! `combineByKey`: values of a key are combined inside each partition, then across partitions.

use std::rc::Rc;

use value::{CallCx, Callable, Column, KeyMap, Raised, Shape, Value};

use super::chunks::{ChunkRows, Chunks, Piece};
use super::combine_columns::ColumnFold;
use super::group_columns::{GroupFold, GroupedChunks, singletons};
use super::narrow::{Step, StepCx};
use super::node::Computed;
use super::rows::{Rows, VecRows};
use crate::copy::is_column_frozen;
use crate::language::Language;
use crate::records::unpack_pair;

/// How the values of a key are combined.
#[derive(Clone)]
pub(crate) enum Aggregator {
    /// `reduceByKey`: the first value as it is, then `f`.
    Reduce(Rc<dyn Callable>),
    /// `combineByKey` with its three functions.
    Combine { create: Rc<dyn Callable>, merge_value: Rc<dyn Callable>, merge_combiners: Rc<dyn Callable> },
    /// `aggregateByKey`: `seq` from a copy of `zero`, then `comb`.
    Aggregate { zero: Value, seq: Rc<dyn Callable>, comb: Rc<dyn Callable> },
    /// `foldByKey`: `f` from a copy of `zero`.
    Fold { zero: Value, function: Rc<dyn Callable> },
    /// `groupByKey`: a list.
    Group(MapSide),
    /// `distinct`: the first one.
    First,
    /// The sum of whole numbers, which the engine itself has made.
    Count,
}

/// How `groupByKey` may hand lists on to the other side of the shuffle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MapSide {
    /// In any number for a key.
    Any,
    /// In one for each key, because a function of the program is going to see each.
    OneForEachKey,
}

impl Aggregator {
    fn create(&self, value: Value, language: &dyn Language, cx: &mut CallCx) -> Result<Value, Raised> {
        match self {
            Self::Reduce(_) | Self::First | Self::Count => Ok(value),
            Self::Combine { create, .. } => create.call(&[value], cx),
            Self::Aggregate { zero, seq, .. } => seq.call(&[crate::copy::fresh(zero, language, cx)?, value], cx),
            Self::Fold { zero, function } => function.call(&[crate::copy::fresh(zero, language, cx)?, value], cx),
            Self::Group(_) => Ok(Value::list(vec![value])),
        }
    }

    fn merge_value(&self, so_far: Value, value: Value, cx: &mut CallCx) -> Result<Value, Raised> {
        match self {
            Self::Reduce(function) | Self::Fold { function, .. } => function.call(&[so_far, value], cx),
            Self::Combine { merge_value, .. } => merge_value.call(&[so_far, value], cx),
            Self::Aggregate { seq, .. } => seq.call(&[so_far, value], cx),
            Self::Group(_) => {
                if let Value::List(list) = &so_far {
                    list.0.borrow_mut().push(value);
                }
                Ok(so_far)
            }
            Self::First => Ok(so_far),
            Self::Count => Ok(add_counts(&so_far, &value)),
        }
    }

    fn merge_combiners(&self, so_far: Value, other: Value, cx: &mut CallCx) -> Result<Value, Raised> {
        match self {
            Self::Combine { merge_combiners, .. } => merge_combiners.call(&[so_far, other], cx),
            Self::Aggregate { comb, .. } => comb.call(&[so_far, other], cx),
            Self::Group(_) => {
                if let (Value::List(list), Value::List(more)) = (&so_far, &other) {
                    list.0.borrow_mut().append(&mut more.0.borrow_mut());
                }
                Ok(so_far)
            }
            _ => self.merge_value(so_far, other, cx),
        }
    }

    /// What it does to typed values, if that is known: the first value as it is, then a known fold.
    fn shape(&self) -> Shape {
        match self {
            Self::Reduce(function) => function.shape(),
            Self::Count => Shape::Sum,
            _ => Shape::Unknown,
        }
    }

    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        match self {
            Self::Reduce(function) | Self::Fold { function, .. } => vec![Rc::clone(function)],
            Self::Combine { create, merge_value, merge_combiners } => {
                vec![Rc::clone(create), Rc::clone(merge_value), Rc::clone(merge_combiners)]
            }
            Self::Aggregate { seq, comb, .. } => vec![Rc::clone(seq), Rc::clone(comb)],
            Self::Group(_) | Self::First | Self::Count => Vec::new(),
        }
    }

    /// The same with other functions, in the order of [`Aggregator::functions`].
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Self> {
        Some(match (self, functions) {
            (Self::Reduce(_), [function]) => Self::Reduce(Rc::clone(function)),
            (Self::Fold { zero, .. }, [function]) => Self::Fold { zero: zero.clone(), function: Rc::clone(function) },
            (Self::Combine { .. }, [create, merge_value, merge_combiners]) => Self::Combine {
                create: Rc::clone(create),
                merge_value: Rc::clone(merge_value),
                merge_combiners: Rc::clone(merge_combiners),
            },
            (Self::Aggregate { zero, .. }, [seq, comb]) => {
                Self::Aggregate { zero: zero.clone(), seq: Rc::clone(seq), comb: Rc::clone(comb) }
            }
            _ => return None,
        })
    }
}

fn add_counts(a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_add(*b)),
        _ => Value::None,
    }
}

/// What it costs to look a row's key up.
const STEPS_PER_ROW: u64 = 4;

/// Which side of the shuffle.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Values of one partition become combiners.
    Map,
    /// Combiners of all partitions are merged.
    Reduce,
}

/// One side of `combineByKey`, as a step: one pair for each key, in the order in which keys first come.
pub(crate) struct CombineStep {
    pub(crate) operator: &'static str,
    pub(crate) aggregator: Aggregator,
    pub(crate) side: Side,
    pub(crate) language: Rc<dyn Language>,
}

impl Step for CombineStep {
    fn operator(&self) -> &'static str {
        self.operator
    }

    fn is_row_wise(&self) -> bool {
        self.hands_on_rows()
    }

    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let _ = cx;
        if input.is_empty() {
            return Some(Column::default());
        }
        if self.hands_on_rows() {
            return singletons(input);
        }
        if self.keeps(input) {
            return Some(input.clone());
        }
        let mut fold = self.fold();
        fold.add(input)?;
        match fold {
            Fold::Values(fold) => Some(fold.finish()),
            Fold::Lists(fold, _) => match fold.finish().into_pairs() {
                Piece::Column(pairs) => Some(Rc::unwrap_or_clone(pairs)),
                Piece::Rest(_) => None,
            },
        }
    }

    fn chunks(&self, mut input: Box<dyn Chunks>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let mut fold = self.fold();
        let rest = loop {
            match input.next(cx)? {
                None => return Ok(fold.finish()),
                Some(Piece::Column(column)) => {
                    if fold.add(&column).is_none() {
                        break ChunkRows::after(column, input);
                    }
                }
                Some(Piece::Rest(rows)) => break rows,
            }
        };
        // What has been combined so far goes on being combined row by row.
        let mut combined: KeyMap<Value> = KeyMap::default();
        let mut so_far = fold.finish().into_rows();
        while let Some(pair) = so_far.next(cx)? {
            let (key, value) = unpack_pair(&pair, cx)?;
            combined.insert(key, value, cx)?;
        }
        Ok(Computed::Rows(self.combine(combined, rest, at, cx)?))
    }

    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        self.combine(KeyMap::default(), input, at, cx)
    }

    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        self.aggregator.functions()
    }

    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        let aggregator = self.aggregator.with_functions(functions)?;
        let (operator, side, language) = (self.operator, self.side, Rc::clone(&self.language));
        Some(Rc::new(Self { operator, aggregator, side, language }))
    }
}

/// What columns are combined by.
enum Fold {
    Values(ColumnFold),
    Lists(GroupFold, Side),
}

impl Fold {
    /// `None`, and nothing has changed, if the pairs are not of a kind that is known.
    fn add(&mut self, input: &Column) -> Option<()> {
        match self {
            Self::Values(fold) => fold.add(input),
            Self::Lists(fold, Side::Map) if !input.is_empty() => fold.add(&singletons(input)?),
            Self::Lists(fold, _) => fold.add(input),
        }
    }

    fn finish(self) -> Computed {
        match self {
            Self::Values(fold) => Computed::Column(Rc::new(fold.finish())),
            Self::Lists(fold, _) => Computed::Chunks(Box::new(GroupedChunks(Some(fold.finish())))),
        }
    }
}

impl CombineStep {
    fn fold(&self) -> Fold {
        match self.aggregator {
            Aggregator::Group(_) => Fold::Lists(GroupFold::default(), self.side),
            _ => Fold::Values(ColumnFold::new(self.aggregator.shape())),
        }
    }

    /// Whether every pair stays as it is: nothing is combined where each key is there once.
    fn keeps(&self, pairs: &Column) -> bool {
        let is_first_kept = matches!(self.aggregator, Aggregator::Reduce(_) | Aggregator::First | Aggregator::Count);
        match pairs {
            Column::Tuple { fields, .. } if is_first_kept => {
                matches!(fields.as_slice(), [Column::Str(keys), values] if keys.are_distinct() && is_column_frozen(values))
            }
            _ => false,
        }
    }

    /// Whether each pair can be handed on to the other side as it comes, in a list of its own.
    fn hands_on_rows(&self) -> bool {
        self.side == Side::Map && matches!(self.aggregator, Aggregator::Group(MapSide::Any))
    }

    /// Combining reads everything when the worker starts, before anyone asks for a record.
    fn combine(
        &self,
        mut combined: KeyMap<Value>,
        mut input: Box<dyn Rows>,
        at: StepCx<'_>,
        cx: &mut CallCx,
    ) -> Result<Box<dyn Rows>, Raised> {
        while let Some(record) = input.next(cx)? {
            cx.burn(STEPS_PER_ROW)?;
            self.add(&mut combined, &record, cx).map_err(|raised| at.task.blame(raised, at.site, Some(&record)))?;
        }
        Ok(VecRows::boxed(combined.into_entries().map(|(key, value)| Value::pair(key, value)).collect()))
    }

    fn add(&self, combined: &mut KeyMap<Value>, record: &Value, cx: &mut CallCx) -> Result<(), Raised> {
        cx.progress += 1;
        let (key, value) = unpack_pair(record, cx)?;
        let hash = value::equality::key_hash(&key, cx)?;
        match combined.find_hashed(hash, &key, cx)? {
            Some(slot) => {
                let so_far = combined.value_mut(slot).map(std::mem::take).unwrap_or_default();
                let merged = match self.side {
                    Side::Map => self.aggregator.merge_value(so_far, value, cx)?,
                    Side::Reduce => self.aggregator.merge_combiners(so_far, value, cx)?,
                };
                if let Some(place) = combined.value_mut(slot) {
                    *place = merged;
                }
            }
            None => {
                let first = match self.side {
                    Side::Map => self.aggregator.create(value, &*self.language, cx)?,
                    Side::Reduce => value,
                };
                combined.push_new(hash, key, first);
            }
        }
        Ok(())
    }
}
