//! `repr` of values: for the page no more of it than anybody reads, and all of it to find and order them by.

use protocol::text::grouped;
use value::{CallCx, Value};

/// Of values with more parts than this only the first are shown.
const MAX_PARTS: usize = 1000;
/// Of longer texts only the beginning is shown.
const MAX_CHARS: usize = 10_000;
/// Deeper values are left to `repr`, which knows what to do with those that hold themselves.
const MAX_DEPTH: usize = 50;

/// `repr(value)`; `[1, 1, … and 999,998 more]` where it has too many parts. One that cannot be shown says so.
pub fn shown(value: &Value, cx: &mut CallCx) -> String {
    let mut room = MAX_PARTS;
    if fits(value, &mut room, 0) {
        return whole(value, cx);
    }
    let mut out = String::new();
    write_within(&mut out, value, &mut MAX_PARTS.clone(), cx);
    out
}

/// `repr(value)`, however long it is. One that cannot be shown says so.
pub fn full(value: &Value, cx: &mut CallCx) -> String {
    value::repr::repr(value, cx).unwrap_or_else(|raised| format!("<repr failed: {}>", raised.last_line(cx)))
}

fn whole(value: &Value, cx: &mut CallCx) -> String {
    let text = full(value, cx);
    match text.char_indices().nth(MAX_CHARS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// Whether the value has no more parts than there is room for, which it takes.
fn fits(value: &Value, room: &mut usize, depth: usize) -> bool {
    let Some(left) = room.checked_sub(1) else { return false };
    *room = left;
    if depth > MAX_DEPTH {
        return true;
    }
    match value {
        Value::Tuple(items) => items.iter().all(|item| fits(item, room, depth + 1)),
        Value::List(items) => items.0.borrow().iter().all(|item| fits(item, room, depth + 1)),
        Value::Dict(items) => {
            items.0.borrow().iter().all(|(key, item)| fits(key, room, depth + 1) && fits(item, room, depth + 1))
        }
        Value::Set(items) => items.table().len() <= *room,
        Value::FrozenSet(items) => items.0.len() <= *room,
        _ => true,
    }
}

/// Writes parts until there is no more room.
fn write_within(out: &mut String, value: &Value, room: &mut usize, cx: &mut CallCx) {
    match value {
        Value::Tuple(items) => write_items(out, ["(", if items.len() == 1 { ",)" } else { ")" }], items, room, cx),
        Value::List(items) => {
            let items = items.0.borrow().clone();
            write_items(out, ["[", "]"], &items, room, cx);
        }
        Value::Set(items) => {
            let items: Vec<Value> = items.table().keys().cloned().collect();
            write_items(out, ["{", "}"], &items, room, cx);
        }
        Value::FrozenSet(items) => {
            let items: Vec<Value> = items.0.keys().cloned().collect();
            write_items(out, ["frozenset({", "})"], &items, room, cx);
        }
        Value::Dict(items) => {
            let pairs: Vec<(Value, Value)> = items.0.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            write_parts(out, ["{", "}"], pairs.iter(), pairs.len(), room, |out, (key, item), room| {
                write_within(out, key, room, cx);
                out.push_str(": ");
                write_within(out, item, room, cx);
            });
        }
        other => {
            *room = room.saturating_sub(1);
            out.push_str(&whole(other, cx));
        }
    }
}

fn write_items(out: &mut String, ends: [&str; 2], items: &[Value], room: &mut usize, cx: &mut CallCx) {
    write_parts(out, ends, items.iter(), items.len(), room, |out, item, room| write_within(out, item, room, cx));
}

fn write_parts<T>(
    out: &mut String,
    [begin, end]: [&str; 2],
    parts: impl Iterator<Item = T>,
    n_parts: usize,
    room: &mut usize,
    mut write: impl FnMut(&mut String, T, &mut usize),
) {
    out.push_str(begin);
    *room = room.saturating_sub(1);
    for (i, part) in parts.enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        if *room == 0 {
            out.push_str(&format!("… and {} more", grouped((n_parts - i) as u64)));
            break;
        }
        write(out, part, room);
    }
    out.push_str(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &Value, expected: &str) {
        assert_eq!(shown(value, &mut CallCx::default()), expected);
    }

    #[test]
    fn what_is_not_long_is_shown_as_it_is() {
        let items = Value::list(vec![Value::Int(1), Value::from("a"), Value::tuple(vec![Value::None])]);
        check(&items, "[1, 'a', (None,)]");
        check(&Value::list(vec![Value::Int(7); 999]), &format!("[{}]", vec!["7"; 999].join(", ")));
    }

    #[test]
    fn of_a_long_one_the_first_parts_are_shown() {
        let ones = Value::list(vec![Value::Int(1); 1_000_000]);
        check(&ones, &format!("[{}, … and 999,001 more]", vec!["1"; 999].join(", ")));
        let pair = Value::pair(Value::from("key"), ones);
        check(&pair, &format!("('key', [{}, … and 999,003 more])", vec!["1"; 997].join(", ")));
        let text = Value::from("a".repeat(20_000).as_str());
        check(&text, &format!("'{}…", "a".repeat(9_999)));
    }

    #[test]
    fn a_list_that_holds_itself_is_shown_as_python_does() {
        let list = Value::list(vec![Value::Int(1)]);
        if let Value::List(items) = &list {
            items.0.borrow_mut().push(list.clone());
        }
        check(&list, "[1, [...]]");
    }
}
