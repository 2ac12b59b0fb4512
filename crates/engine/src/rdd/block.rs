//! `Block`: the records of one partition (or of one piece of a shuffle), kept to be read again.

use std::rc::Rc;

use value::column::{ListColumn, StrColumn};
use value::{CallCx, Column, Raised, Value};

use super::chunks::{ChunkRows, collect_chunks};
use super::node::Computed;
use super::rows::{ColumnRows, Rows};
use crate::copy::{fresh, is_column_frozen};
use crate::language::Language;
use crate::records::drain;

/// Records at rest. Reading gives copies of what could be changed, as a worker that unpickles them has.
#[derive(Clone)]
pub(crate) struct Block {
    column: Rc<Column>,
    is_frozen: bool,
}

impl Block {
    pub(crate) fn new(column: Rc<Column>) -> Self {
        let is_frozen = is_column_frozen(&column);
        Self { column, is_frozen }
    }

    /// Whether nothing in it can be changed.
    pub(crate) fn is_frozen(&self) -> bool {
        self.is_frozen
    }

    /// The records without copies, for those who only look.
    pub(crate) fn column(&self) -> &Rc<Column> {
        &self.column
    }

    pub(crate) fn read(&self, language: &Rc<dyn Language>) -> Computed {
        if self.is_frozen {
            Computed::Column(Rc::clone(&self.column))
        } else {
            Computed::Rows(Box::new(FreshRows {
                rows: ColumnRows::new(Rc::clone(&self.column)),
                language: Rc::clone(language),
            }))
        }
    }
}

struct FreshRows {
    rows: ColumnRows,
    language: Rc<dyn Language>,
}

impl Rows for FreshRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.rows.next(cx)? {
            Some(row) => Ok(Some(fresh(&row, &*self.language, cx)?)),
            None => Ok(None),
        }
    }

    fn is_unpickled(&self) -> bool {
        true
    }
}

impl Computed {
    /// All the records.
    pub(crate) fn into_column(self, cx: &mut CallCx) -> Result<Rc<Column>, Raised> {
        match self {
            Self::Column(column) => Ok(column),
            Self::Chunks(chunks) => collect_chunks(chunks, cx),
            Self::Rows(mut rows) => Ok(Rc::new(Column::Any(drain(&mut *rows, cx)?))),
        }
    }

    /// The records one after another.
    pub(crate) fn into_rows(self) -> Box<dyn Rows> {
        match self {
            Self::Column(column) => Box::new(ColumnRows::new(column)),
            Self::Chunks(chunks) => ChunkRows::of(chunks),
            Self::Rows(rows) => rows,
        }
    }
}

/// One column after another; the typed form is kept when all have the same.
pub(crate) fn concat(columns: &[Rc<Column>]) -> Rc<Column> {
    let mut filled = columns.iter().filter(|column| !column.is_empty());
    let (first, second) = (filled.next(), filled.next());
    match (first, second) {
        (None, _) => Rc::new(Column::default()),
        (Some(only), None) => Rc::clone(only),
        _ => {
            let filled: Vec<&Column> =
                columns.iter().filter(|column| !column.is_empty()).map(|column| &**column).collect();
            Rc::new(concat_filled(&filled))
        }
    }
}

fn concat_filled(columns: &[&Column]) -> Column {
    concat_typed(columns).unwrap_or_else(|| Column::Any(columns.iter().flat_map(|column| column.iter()).collect()))
}

fn concat_typed(columns: &[&Column]) -> Option<Column> {
    let first = columns.first()?;
    Some(match first {
        Column::Const { value, .. } if columns.iter().all(|column| is_constant(column, value)) => {
            Column::Const { value: value.clone(), n_rows: columns.iter().map(|column| column.len()).sum() }
        }
        Column::Int(_) | Column::Const { value: Value::Int(_), .. } => {
            let mut rows = Vec::new();
            for column in columns {
                match column {
                    Column::Int(more) => rows.extend_from_slice(more),
                    Column::Const { value: Value::Int(each), n_rows } => rows.resize(rows.len() + n_rows, *each),
                    _ => return None,
                }
            }
            Column::Int(rows)
        }
        Column::Float(_) => {
            let mut rows = Vec::new();
            for column in columns {
                let Column::Float(more) = column else { return None };
                rows.extend_from_slice(more);
            }
            Column::Float(rows)
        }
        Column::Str(_) => {
            let mut rows = Vec::new();
            for column in columns {
                let Column::Str(more) = column else { return None };
                rows.push(more);
            }
            Column::Str(concat_strings(&rows))
        }
        Column::Tuple { fields, .. } => {
            let mut n_rows = 0;
            let mut parts: Vec<Vec<&Column>> = vec![Vec::new(); fields.len()];
            for column in columns {
                let Column::Tuple { fields, n_rows: more } = column else { return None };
                if fields.len() != parts.len() {
                    return None;
                }
                n_rows += more;
                for (part, field) in parts.iter_mut().zip(fields) {
                    part.push(field);
                }
            }
            Column::Tuple { fields: parts.iter().map(|part| concat_filled(part)).collect(), n_rows }
        }
        Column::List(_) => {
            let mut items = Vec::new();
            let mut spans = Vec::new();
            let mut n_items = 0_u32;
            for column in columns {
                let Column::List(lists) = column else { return None };
                let dense = lists.dense()?;
                let n_before = n_items;
                n_items = n_items.checked_add(u32::try_from(dense.items().len()).ok()?)?;
                spans.extend(dense.spans().iter().map(|(start, end)| (start + n_before, end + n_before)));
                items.push(Rc::clone(dense.items()));
            }
            Column::List(ListColumn::new(concat(&items), spans))
        }
        _ => return None,
    })
}

fn is_constant(column: &Column, known: &Value) -> bool {
    matches!(column, Column::Const { value, .. } if value.is_same(known))
}

/// Views of one text stay views of it.
fn concat_strings(columns: &[&StrColumn]) -> StrColumn {
    match columns.first() {
        Some(first) if columns.iter().all(|column| column.text().is_same(first.text())) => {
            let spans = columns.iter().flat_map(|column| column.spans().iter().copied()).collect();
            StrColumn::new(first.text().clone(), spans)
        }
        _ => StrColumn::from_rows(columns.iter().flat_map(|column| column.iter())),
    }
}
