//! Rows that are lists: made of columns, indexed, cut, gone through.

use std::rc::Rc;

use value::column::{ListColumn, StrColumn};
use value::{CallCx, Column, Value};

use crate::kernels::eval::Frame;
use crate::kernels::repeat::{Items, items_of};
use crate::kernels::select::Picked;
use crate::kernels::tree::{ListOf, Node};
use crate::ops::slice::{Slice, position};

/// A list for each row, of that row of each column.
pub fn interleaved(columns: &[Rc<Column>], n_rows: usize) -> Option<ListColumn> {
    let n = u32::try_from(columns.len()).ok()?;
    let n_rows = u32::try_from(n_rows).ok()?;
    n.checked_mul(n_rows)?;
    let items = match columns {
        [only] => Rc::clone(only),
        columns => {
            let rows = 0..n_rows as usize;
            Rc::new(Column::typed(rows.flat_map(|row| columns.iter().map(move |column| column.get(row))).collect()))
        }
    };
    Some(ListColumn::new(items, (0..n_rows).map(|row| (row * n, row * n + n)).collect()))
}

/// The items of one list after those of the other, for every row.
pub fn concatenated(a: &Column, b: &Column) -> Option<ListColumn> {
    let (Column::List(a), Column::List(b)) = (a, b) else { return None };
    let items = super::repeat::joined(&[a.items(), b.items()]);
    let n_first = u32::try_from(a.items().len()).ok()?;
    let mut places = Vec::with_capacity(items.len());
    let mut spans = Vec::with_capacity(a.spans().len());
    for (&(start, end), &(more, last)) in a.spans().iter().zip(b.spans()) {
        let first = places.len() as u32;
        places.extend(start..end);
        places.extend(n_first + more..n_first + last);
        spans.push((first, places.len() as u32));
    }
    Some(ListColumn::new(Rc::new(items.take(&places)), spans))
}

/// The item at `at` of every list; `None` if one has no such item.
pub fn item(lists: &ListColumn, at: i64) -> Option<Column> {
    let picked = lists.spans().iter().map(|&(start, end)| {
        let at = position(at, (end - start) as usize)?;
        Some(start + at as u32)
    });
    Some(lists.items().take(&picked.collect::<Option<Vec<u32>>>()?))
}

/// The same piece of every list.
pub fn slice(lists: &ListColumn, key: &Value, cx: &mut CallCx) -> Option<Column> {
    let slice = key.downcast::<Slice>()?;
    let mut spans = Vec::with_capacity(lists.spans().len());
    for &(start, end) in lists.spans() {
        let range = slice.select((end - start) as usize, cx).ok()?.as_range()?;
        spans.push((start + range.start as u32, start + range.end as u32));
    }
    Some(Column::List(ListColumn::new(Rc::clone(lists.items()), spans)))
}

/// `[item for slot in iter if condition]` for every row: computed once for all items of all rows.
pub(super) fn list_of(frame: &mut Frame<'_>, list: &ListOf, cx: &mut CallCx) -> Option<Rc<Column>> {
    let lists = &match items_of(frame, &list.iter, cx)? {
        Items::Lists(lists) => lists,
        Items::Places(columns) => interleaved(&columns, frame.n_rows)?,
    };
    let mut row_of_item = Vec::new();
    let mut places = Vec::new();
    for (row, &(start, end)) in (0u32..).zip(lists.spans()) {
        places.extend(start..end);
        row_of_item.resize(places.len(), row);
    }
    cx.burn(places.len() as u64).ok()?;
    let items = Rc::new(lists.items().take(&places));
    let of_items = Picked { rows: row_of_item };
    let needed: Vec<&Node> = list.condition.iter().chain([&list.item]).collect();
    let mut inner = frame.restricted(&of_items, &needed);
    *inner.slots.get_mut(list.slot)? = Some(Rc::clone(&items));
    let mut spans = Vec::with_capacity(lists.spans().len());
    let results = match &list.condition {
        None => {
            let mut at = 0;
            for (start, end) in lists.spans() {
                spans.push((at, at + end - start));
                at += end - start;
            }
            inner.eval(&list.item, cx)?
        }
        Some(condition) => {
            let truth = inner.truth(condition, cx)?;
            let mut kept = truth.iter();
            let mut at = 0;
            for (start, end) in lists.spans() {
                let n = kept.by_ref().take((end - start) as usize).filter(|truth| **truth).count() as u32;
                spans.push((at, at + n));
                at += n;
            }
            let picked = Picked::of(&truth, true);
            let rows = picked.rows.iter().filter_map(|&at| of_items.rows.get(at as usize).copied()).collect();
            let mut inner = frame.restricted(&Picked { rows }, &[&list.item]);
            *inner.slots.get_mut(list.slot)? = Some(Rc::new(items.take(&picked.rows)));
            inner.eval(&list.item, cx)?
        }
    };
    if matches!(*results, Column::Any(_)) && results.iter().any(|item| matches!(item, Value::List(_))) {
        return None;
    }
    Some(Rc::new(Column::List(ListColumn::new(results, spans))))
}

/// The items of all rows, one after another, as `flatMap` gives them.
pub fn flattened(column: &Column) -> Option<Column> {
    match column {
        Column::List(lists) => {
            let mut next = 0;
            let is_whole = lists.spans().iter().all(|&(start, end)| std::mem::replace(&mut next, end) == start);
            if is_whole && next as usize == lists.items().len() {
                return Some((**lists.items()).clone());
            }
            let places: Vec<u32> = lists.spans().iter().flat_map(|&(start, end)| start..end).collect();
            Some(lists.items().take(&places))
        }
        Column::Tuple { fields, n_rows } => {
            let rows = 0..*n_rows;
            Some(Column::typed(rows.flat_map(|row| fields.iter().map(move |field| field.get(row))).collect()))
        }
        Column::Any(rows) => {
            let mut items = Vec::new();
            for row in rows {
                match row {
                    Value::List(list) => items.extend_from_slice(&list.0.borrow()),
                    Value::Tuple(more) => items.extend_from_slice(more),
                    _ => return None,
                }
            }
            Some(Column::typed(items))
        }
        _ => None,
    }
}

/// Texts split into words are lists of views.
pub fn of_words(text: value::Str, words: Vec<(u32, u32)>, spans: Vec<(u32, u32)>) -> Column {
    Column::List(ListColumn::new(Rc::new(Column::Str(StrColumn::new(text, words))), spans))
}
