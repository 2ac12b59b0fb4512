//! `Column`: the records of one partition, typed when they are all of one kind.

use std::ops::Range;
use std::rc::Rc;

use crate::held::Looks;
use crate::text::Str;
use crate::value::Value;

/// For the size of a column: so many rows are looked at.
const MAX_LOOKED_AT: usize = 1 << 16;

/// A sequence of records. Which variant holds them is never visible to a program: [`Column::get`] gives the same
/// values whatever the form.
#[derive(Clone)]
pub enum Column {
    Str(StrColumn),
    Int(Vec<i64>),
    Float(Vec<f64>),
    Bool(Vec<bool>),
    /// The same value in every row.
    Const {
        value: Value,
        n_rows: usize,
    },
    /// Rows that are tuples: one column for each place, all of the same length.
    Tuple {
        fields: Vec<Column>,
        n_rows: usize,
    },
    /// Rows that are lists of their own, of items of one kind.
    List(ListColumn),
    /// Anything.
    Any(Vec<Value>),
}

/// Lists as ranges of one column of items: row `i` is `items[spans[i]]`.
#[derive(Clone)]
pub struct ListColumn {
    items: Rc<Column>,
    spans: Vec<(u32, u32)>,
}

impl ListColumn {
    /// Every range must be one of `items`' (what is beyond is cut off).
    pub fn new(items: Rc<Column>, mut spans: Vec<(u32, u32)>) -> Self {
        let n_items = items.len() as u32;
        for (start, end) in &mut spans {
            *end = n_items.min(*end);
            *start = (*start).min(*end);
        }
        Self { items, spans }
    }

    /// What the ranges are of.
    pub fn items(&self) -> &Rc<Column> {
        &self.items
    }

    pub fn spans(&self) -> &[(u32, u32)] {
        &self.spans
    }

    /// The same lists, of no other items than theirs and in their order; `None` if those are too many.
    pub fn dense(&self) -> Option<Self> {
        let mut n_items = 0_u32;
        let mut is_dense = true;
        let mut spans = Vec::with_capacity(self.spans.len());
        for &(start, end) in &self.spans {
            is_dense &= start == n_items;
            let begin = n_items;
            n_items = n_items.checked_add(end - start)?;
            spans.push((begin, n_items));
        }
        if is_dense && n_items as usize == self.items.len() {
            return Some(self.clone());
        }
        let picked: Vec<u32> = self.spans.iter().flat_map(|&(start, end)| start..end).collect();
        Some(Self { items: Rc::new(self.items.take(&picked)), spans })
    }

    /// The items of list `i`; none beyond the end.
    pub fn items_at(&self, i: usize) -> Vec<Value> {
        let (start, end) = self.spans.get(i).copied().unwrap_or_default();
        (start..end).map(|at| self.items.get(at as usize)).collect()
    }

    fn list_at(&self, i: usize) -> Value {
        Value::list(self.items_at(i))
    }
}

/// Strings as ranges of one shared text: row `i` is `text[spans[i]]`. Rows may overlap, repeat and leave gaps,
/// so a word split from a line is a new range and no copy.
#[derive(Clone)]
pub struct StrColumn {
    text: Str,
    /// Shared, since functions hand on columns that they do not change.
    spans: Rc<Vec<(u32, u32)>>,
    are_distinct: bool,
}

impl StrColumn {
    /// Lines one after another in `text`; every range must be one of `text`'s on character boundaries
    /// (others become empty rows).
    pub fn new(text: Str, spans: Vec<(u32, u32)>) -> Self {
        Self { text, spans: Rc::new(spans), are_distinct: false }
    }

    /// As [`StrColumn::new`], of rows that are all different.
    pub fn of_distinct(text: Str, spans: Vec<(u32, u32)>) -> Self {
        Self { text, spans: Rc::new(spans), are_distinct: true }
    }

    /// Whether the rows are known to be all different.
    pub fn are_distinct(&self) -> bool {
        self.are_distinct
    }

    /// Copies `rows` into one buffer.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        let mut spans = Vec::new();
        for row in rows {
            let start = text.len() as u32;
            text.push_str(row);
            spans.push((start, text.len() as u32));
        }
        Self { text: Str::from_string(text), spans: Rc::new(spans), are_distinct: false }
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The shared text.
    pub fn text(&self) -> &Str {
        &self.text
    }

    /// The rows' byte ranges in [`StrColumn::text`].
    pub fn spans(&self) -> &[(u32, u32)] {
        &self.spans
    }

    /// Row `i`, or an empty string beyond the end.
    #[inline]
    pub fn str_at(&self, i: usize) -> &str {
        self.spans.get(i).and_then(|&(start, end)| self.text.as_str().get(start as usize..end as usize)).unwrap_or("")
    }

    /// Row `i` as a view of the shared text.
    pub fn view_at(&self, i: usize) -> Str {
        self.text.view(self.str_at(i))
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.str_at(i))
    }
}

impl Default for Column {
    fn default() -> Self {
        Self::Any(Vec::new())
    }
}

impl Column {
    pub fn len(&self) -> usize {
        match self {
            Self::Str(rows) => rows.len(),
            Self::Int(rows) => rows.len(),
            Self::Float(rows) => rows.len(),
            Self::Bool(rows) => rows.len(),
            Self::Const { n_rows, .. } | Self::Tuple { n_rows, .. } => *n_rows,
            Self::List(rows) => rows.spans.len(),
            Self::Any(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Row `i`, which must be below [`Column::len`] (beyond it: `None`).
    pub fn get(&self, i: usize) -> Value {
        match self {
            Self::Str(rows) => Value::Str(rows.view_at(i)),
            Self::Int(rows) => rows.get(i).map_or(Value::None, |&number| Value::Int(number)),
            Self::Float(rows) => rows.get(i).map_or(Value::None, |&number| Value::Float(number)),
            Self::Bool(rows) => rows.get(i).map_or(Value::None, |&truth| Value::Bool(truth)),
            Self::Const { value, .. } => value.clone(),
            Self::Tuple { fields, .. } => {
                Value::Tuple(fields.iter().map(|field| field.get(i)).collect::<Rc<[Value]>>())
            }
            Self::List(rows) => rows.list_at(i),
            Self::Any(rows) => rows.get(i).cloned().unwrap_or_default(),
        }
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        (0..self.len()).map(|i| self.get(i))
    }

    /// All rows as values.
    pub fn into_values(self) -> Vec<Value> {
        match self {
            Self::Any(rows) => rows,
            other => other.iter().collect(),
        }
    }

    /// Some of the rows.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let range = range.start.min(self.len())..range.end.min(self.len()).max(range.start.min(self.len()));
        let n_rows = range.len();
        match self {
            Self::Str(rows) => Self::Str(StrColumn {
                text: rows.text.clone(),
                spans: Rc::new(rows.spans[range].to_vec()),
                are_distinct: rows.are_distinct,
            }),
            Self::Int(rows) => Self::Int(rows[range].to_vec()),
            Self::Float(rows) => Self::Float(rows[range].to_vec()),
            Self::Bool(rows) => Self::Bool(rows[range].to_vec()),
            Self::Const { value, .. } => Self::Const { value: value.clone(), n_rows },
            Self::Tuple { fields, .. } => {
                Self::Tuple { fields: fields.iter().map(|field| field.slice(range.clone())).collect(), n_rows }
            }
            Self::List(rows) => {
                Self::List(ListColumn { items: Rc::clone(&rows.items), spans: rows.spans[range].to_vec() })
            }
            Self::Any(rows) => Self::Any(rows[range].to_vec()),
        }
    }

    /// The rows at `picked`, in that order.
    pub fn take(&self, picked: &[u32]) -> Self {
        fn pick<T: Clone>(rows: &[T], picked: &[u32]) -> Vec<T> {
            picked.iter().filter_map(|&i| rows.get(i as usize).cloned()).collect()
        }
        match self {
            Self::Str(rows) => Self::Str(StrColumn {
                text: rows.text.clone(),
                spans: Rc::new(pick(&rows.spans, picked)),
                are_distinct: rows.are_distinct && picked.is_sorted_by(|a, b| a < b),
            }),
            Self::Int(rows) => Self::Int(pick(rows, picked)),
            Self::Float(rows) => Self::Float(pick(rows, picked)),
            Self::Bool(rows) => Self::Bool(pick(rows, picked)),
            Self::Const { value, .. } => Self::Const { value: value.clone(), n_rows: picked.len() },
            Self::Tuple { fields, .. } => {
                Self::Tuple { fields: fields.iter().map(|field| field.take(picked)).collect(), n_rows: picked.len() }
            }
            Self::List(rows) => {
                Self::List(ListColumn { items: Rc::clone(&rows.items), spans: pick(&rows.spans, picked) })
            }
            Self::Any(rows) => Self::Any(pick(rows, picked)),
        }
    }

    /// Rough size in memory, for limits.
    pub fn n_bytes(&self) -> usize {
        match self {
            Self::Str(rows) => rows.spans.len() * 8 + rows.text.len(),
            Self::Int(rows) => rows.len() * 8,
            Self::Float(rows) => rows.len() * 8,
            Self::Bool(rows) => rows.len(),
            Self::Const { value, .. } => size_of::<Value>() + Looks::default().held(value),
            Self::Tuple { fields, .. } => fields.iter().map(Self::n_bytes).sum(),
            Self::List(rows) => rows.spans.len() * 8 + rows.items.n_bytes(),
            Self::Any(rows) => {
                // One row can be longer than all others, so as many as possible are looked at.
                let step = rows.len() / MAX_LOOKED_AT + 1;
                let held: usize = rows.iter().step_by(step).map(|row| Looks::default().held(row)).sum();
                size_of_val(&**rows) + held * step
            }
        }
    }
}

impl From<Vec<Value>> for Column {
    fn from(rows: Vec<Value>) -> Self {
        Self::Any(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::CallCx;
    use crate::repr::repr;

    fn shown(column: &Column) -> String {
        repr(&Value::list(column.iter().collect()), &mut CallCx::default()).unwrap()
    }

    #[test]
    fn forms_give_the_same_rows() {
        let words = Column::Str(StrColumn::from_rows(["a", "b", "é"]));
        let ones = Column::Const { value: Value::Int(1), n_rows: 3 };
        let pairs = Column::Tuple { fields: vec![words, ones], n_rows: 3 };
        assert_eq!(shown(&pairs), "[('a', 1), ('b', 1), ('é', 1)]");
        assert_eq!(shown(&Column::Any(pairs.iter().collect())), shown(&pairs));
        assert_eq!(shown(&pairs.slice(1..9)), "[('b', 1), ('é', 1)]");
        assert_eq!(shown(&pairs.take(&[2, 0, 2])), "[('é', 1), ('a', 1), ('é', 1)]");
    }
}
