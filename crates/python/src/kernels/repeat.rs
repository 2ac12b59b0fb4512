//! Loops over the rows of a column: the first items of all rows at once, then the second ones, and so on.

use std::rc::Rc;

use value::column::{ListColumn, StrColumn};
use value::{CallCx, Column, Value};

use crate::builtins;
use crate::kernels::eval::Frame;
use crate::kernels::inert::is_unchangeable;
use crate::kernels::lists::interleaved;
use crate::kernels::select::Picked;
use crate::kernels::tree::{Node, Repeat};

/// After so many turns it is asked whether a loop is worth it: one that most rows have left is faster row by row.
const FEW_TURNS: u32 = 32;
/// Fewer rows than this in each turn, on average, are not worth it.
const MIN_ROWS_A_TURN: usize = 8;

/// A range longer than this for each row, on average, is not made into lists.
const MAX_RANGE: usize = 64;

/// What is gone through.
pub(super) enum Items {
    /// The same number in every row: a column for each.
    Places(Vec<Rc<Column>>),
    Lists(ListColumn),
}

/// The items that a loop or a comprehension goes through.
pub(super) fn items_of(frame: &mut Frame<'_>, iter: &Node, cx: &mut CallCx) -> Option<Items> {
    if let Node::Call(parts) = iter
        && let Some((Node::Builtin(name), args)) = parts.split_first()
        && name.as_str() == "range"
        && builtins::lookup("range").is_some()
    {
        return ranges(frame, args, cx).map(Items::Lists);
    }
    let column = frame.eval(iter, cx)?;
    Some(match &*column {
        Column::List(lists) => Items::Lists(lists.clone()),
        Column::Str(texts) => Items::Lists(signs(texts)?),
        Column::Tuple { fields, .. } => Items::Places(fields.iter().cloned().map(Rc::new).collect()),
        Column::Const { value: Value::Tuple(items), .. } if items.iter().all(is_unchangeable) => {
            let constant = |value: &Value| Rc::new(Column::Const { value: value.clone(), n_rows: frame.n_rows });
            Items::Places(items.iter().map(constant).collect())
        }
        _ => return None,
    })
}

/// The signs of each text, as views of it.
fn signs(texts: &StrColumn) -> Option<ListColumn> {
    let text = texts.text().as_str();
    let (mut views, mut spans) = (Vec::new(), Vec::with_capacity(texts.len()));
    for &(start, end) in texts.spans() {
        let first = u32::try_from(views.len()).ok()?;
        let row = text.get(start as usize..end as usize)?;
        views.extend(row.char_indices().map(|(at, c)| (start + at as u32, start + (at + c.len_utf8()) as u32)));
        spans.push((first, u32::try_from(views.len()).ok()?));
    }
    Some(ListColumn::new(Rc::new(Column::Str(StrColumn::new(texts.text().clone(), views))), spans))
}

/// `range(…)` of each row, as lists of numbers.
fn ranges(frame: &mut Frame<'_>, args: &[Node], cx: &mut CallCx) -> Option<ListColumn> {
    let columns = args.iter().map(|arg| frame.eval(arg, cx)).collect::<Option<Vec<_>>>()?;
    let number = |column: &Column, row: usize| match column {
        Column::Int(rows) => rows.get(row).copied(),
        Column::Const { value: Value::Int(number), .. } => Some(*number),
        _ => None,
    };
    let (mut numbers, mut spans) = (Vec::new(), Vec::with_capacity(frame.n_rows));
    for row in 0..frame.n_rows {
        let (start, stop) = match columns.as_slice() {
            [stop] => (0, number(stop, row)?),
            [start, stop] => (number(start, row)?, number(stop, row)?),
            _ => return None,
        };
        let first = numbers.len() as u32;
        let n = usize::try_from(stop.saturating_sub(start)).unwrap_or(0);
        if numbers.len().saturating_add(n) > MAX_RANGE.saturating_mul(frame.n_rows) {
            return None;
        }
        numbers.extend(start..start.max(stop));
        spans.push((first, numbers.len() as u32));
    }
    Some(ListColumn::new(Rc::new(Column::Int(numbers)), spans))
}

/// What the variables of a loop are after it, in the order of [`Repeat::carried`].
fn finals(frame: &mut Frame<'_>, node: &Repeat, cx: &mut CallCx) -> Option<Vec<Rc<Column>>> {
    let items = match items_of(frame, &node.iter, cx)? {
        Items::Places(columns) if node.status.is_some() => Items::Lists(interleaved(&columns, frame.n_rows)?),
        items => items,
    };
    let mut now = node.carried.iter().map(|(_, before)| frame.eval(before, cx)).collect::<Option<Vec<_>>>()?;
    let lists = match &items {
        Items::Places(columns) => {
            cx.burn((columns.len() * frame.n_rows) as u64).ok()?;
            for column in columns {
                now = turn(frame, node, Rc::clone(column), now, cx)?;
            }
            return Some(now);
        }
        Items::Lists(lists) => lists,
    };
    let spans = lists.spans();
    let n_turns = spans.iter().map(|(start, end)| end - start).max().unwrap_or(0);
    let n_items: usize = spans.iter().map(|(start, end)| (end - start) as usize).sum();
    if n_turns > FEW_TURNS && n_items / (n_turns as usize) < MIN_ROWS_A_TURN {
        return None;
    }
    cx.burn(n_items as u64).ok()?;
    let mut left = Left::default();
    let mut rows: Vec<u32> = (0..spans.len() as u32).collect();
    let mut inner: Option<Frame<'_>> = None;
    for at in 0..n_turns {
        let has_more = |row: &u32| spans.get(*row as usize).is_some_and(|(start, end)| end - start > at);
        let goes_on: Vec<bool> = match node.status {
            Some(place) => {
                let is_in = is_inside(now.get(place)?)?;
                rows.iter().enumerate().map(|(at, row)| has_more(row) && is_in(at)).collect()
            }
            None => rows.iter().map(has_more).collect(),
        };
        if goes_on.contains(&false) {
            let (stays, leaves) = (Picked::of(&goes_on, true), Picked::of(&goes_on, false));
            left.add(&rows, &leaves, &now);
            now = now.iter().map(|column| Rc::new(column.take(&stays.rows))).collect();
            rows = stays.rows.iter().filter_map(|at| rows.get(*at as usize).copied()).collect();
            if rows.is_empty() {
                break;
            }
            inner = Some(frame.restricted(&Picked { rows: rows.clone() }, &[&node.body]));
        }
        let places: Vec<u32> =
            rows.iter().filter_map(|row| spans.get(*row as usize)).map(|(start, _)| start + at).collect();
        let item = Rc::new(lists.items().take(&places));
        now = turn(inner.as_mut().unwrap_or(frame), node, item, now, cx)?;
    }
    if left.rows.is_empty() {
        return Some(now);
    }
    if !rows.is_empty() {
        let all = Picked { rows: (0..rows.len() as u32).collect() };
        left.add(&rows, &all, &now);
    }
    left.together(node.carried.len())
}

/// Whether the row at a place has not left the loop early.
fn is_inside(status: &Column) -> Option<Box<dyn Fn(usize) -> bool + '_>> {
    match status {
        Column::Int(rows) => Some(Box::new(|at| rows.get(at) == Some(&0))),
        Column::Const { value: Value::Int(status), .. } => {
            let is_in = *status == 0;
            Some(Box::new(move |_| is_in))
        }
        _ => None,
    }
}

/// One item of every row.
fn turn(
    frame: &mut Frame<'_>,
    node: &Repeat,
    item: Rc<Column>,
    now: Vec<Rc<Column>>,
    cx: &mut CallCx,
) -> Option<Vec<Rc<Column>>> {
    *frame.slots.get_mut(node.item)? = Some(item);
    for ((slot, _), column) in node.carried.iter().zip(now) {
        *frame.slots.get_mut(*slot)? = Some(column);
    }
    let after = frame.eval(&node.body, cx)?;
    match &*after {
        Column::Tuple { fields, .. } => Some(fields.iter().cloned().map(Rc::new).collect()),
        _ => None,
    }
}

/// Rows that have left a loop, with what their variables were.
#[derive(Default)]
struct Left {
    rows: Vec<u32>,
    values: Vec<Vec<Column>>,
}

impl Left {
    fn add(&mut self, rows: &[u32], leaving: &Picked, now: &[Rc<Column>]) {
        self.rows.extend(leaving.rows.iter().filter_map(|at| rows.get(*at as usize)));
        self.values.push(now.iter().map(|column| column.take(&leaving.rows)).collect());
    }

    /// One column for each variable, with all rows in their order.
    fn together(self, n_variables: usize) -> Option<Vec<Rc<Column>>> {
        // Where each row's value stands.
        let mut places = vec![0; self.rows.len()];
        for (place, row) in (0u32..).zip(&self.rows) {
            *places.get_mut(*row as usize)? = place;
        }
        let of = |variable: usize| -> Option<Rc<Column>> {
            let pieces: Vec<&Column> =
                self.values.iter().map(|columns| columns.get(variable)).collect::<Option<_>>()?;
            Some(Rc::new(joined(&pieces).take(&places)))
        };
        (0..n_variables).map(of).collect()
    }
}

/// Columns one after another.
pub(super) fn joined(pieces: &[&Column]) -> Column {
    let pieces: Vec<&Column> = pieces.iter().copied().filter(|piece| !piece.is_empty()).collect();
    if let [only] = pieces.as_slice() {
        return (*only).clone();
    }
    macro_rules! all {
        ($kind:ident) => {
            pieces
                .iter()
                .map(|piece| match piece {
                    Column::$kind(rows) => Some(rows.as_slice()),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()
                .map(|rows| Column::$kind(rows.concat()))
        };
    }
    let typed = match pieces.last() {
        Some(Column::Int(_)) => all!(Int),
        Some(Column::Float(_)) => all!(Float),
        Some(Column::Bool(_)) => all!(Bool),
        Some(Column::Str(_)) => joined_texts(&pieces),
        Some(Column::Tuple { fields, .. }) => joined_tuples(&pieces, fields.len()),
        Some(Column::List(_)) => joined_lists(&pieces),
        _ => None,
    };
    typed.unwrap_or_else(|| Column::typed(pieces.iter().flat_map(|piece| piece.iter()).collect()))
}

/// Pieces of one text.
fn joined_texts(pieces: &[&Column]) -> Option<Column> {
    let texts = pieces.iter().map(|piece| match piece {
        Column::Str(texts) => Some(texts),
        _ => None,
    });
    let texts: Vec<&StrColumn> = texts.collect::<Option<_>>()?;
    let text = texts.first()?.text();
    if texts.iter().all(|one| one.text().is_same(text)) {
        let spans = texts.iter().flat_map(|one| one.spans().iter().copied()).collect();
        return Some(Column::Str(StrColumn::new(text.clone(), spans)));
    }
    Some(Column::Str(StrColumn::from_rows(texts.iter().flat_map(|one| one.iter()))))
}

fn joined_tuples(pieces: &[&Column], n_fields: usize) -> Option<Column> {
    let rows = pieces.iter().map(|piece| match piece {
        Column::Tuple { fields, .. } if fields.len() == n_fields => Some(fields),
        _ => None,
    });
    let rows: Vec<&Vec<Column>> = rows.collect::<Option<_>>()?;
    let field = |place: usize| {
        let parts: Vec<&Column> = rows.iter().filter_map(|fields| fields.get(place)).collect();
        joined(&parts)
    };
    Some(Column::Tuple {
        fields: (0..n_fields).map(field).collect(),
        n_rows: pieces.iter().map(|piece| piece.len()).sum(),
    })
}

fn joined_lists(pieces: &[&Column]) -> Option<Column> {
    let (mut items, mut spans) = (Vec::with_capacity(pieces.len()), Vec::new());
    let mut before = 0;
    for piece in pieces {
        let Column::List(lists) = piece else { return None };
        spans.extend(lists.spans().iter().map(|(start, end)| (start + before, end + before)));
        before += u32::try_from(lists.items().len()).ok()?;
        items.push(&**lists.items());
    }
    Some(Column::List(ListColumn::new(Rc::new(joined(&items)), spans)))
}

/// A loop and what comes after it.
pub(super) fn repeat(frame: &mut Frame<'_>, node: &Repeat, cx: &mut CallCx) -> Option<Rc<Column>> {
    let finals = finals(frame, node, cx)?;
    for ((slot, _), column) in node.carried.iter().zip(finals) {
        *frame.slots.get_mut(*slot)? = Some(column);
    }
    frame.eval(&node.rest, cx)
}
