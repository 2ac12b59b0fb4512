//! What can be read any number of times without anyone noticing.

use value::Value;

/// Deeper or longer values are not looked through.
const MAX_DEPTH: u32 = 6;
const MAX_ITEMS: usize = 256;

/// Whether neither comparing, hashing, showing nor going through it runs code of the program or changes anything.
pub fn is_inert(value: &Value) -> bool {
    is_made_of(value, MAX_DEPTH, true)
}

/// Whether nobody can change it.
pub fn is_unchangeable(value: &Value) -> bool {
    is_made_of(value, MAX_DEPTH, false)
}

fn is_made_of(value: &Value, depth: u32, allows_containers: bool) -> bool {
    let inside = |value: &Value| depth > 0 && is_made_of(value, depth - 1, allows_containers);
    match value {
        Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Str(_)
        | Value::Big(_)
        | Value::Bytes(_) => true,
        Value::Tuple(items) => items.len() <= MAX_ITEMS && items.iter().all(inside),
        Value::List(list) if allows_containers => {
            let items = list.0.borrow();
            items.len() <= MAX_ITEMS && items.iter().all(inside)
        }
        _ => false,
    }
}

/// Whether it is a dict or set in which keys can be looked up for `n_rows` rows without running code of the program:
/// keys are compared by what they are made of, and what is found is not looked at. Looking at all keys must not cost
/// more than the rows do.
pub fn is_table(value: &Value, n_rows: usize) -> bool {
    let most = n_rows.saturating_mul(16);
    match value {
        Value::Dict(dict) => {
            let dict = dict.0.borrow();
            dict.len() <= most && dict.iter().all(|(key, _)| is_unchangeable(key))
        }
        Value::Set(set) => {
            let set = set.0.borrow();
            set.len() <= most && set.hashed_keys().all(|(_, key)| is_unchangeable(key))
        }
        Value::FrozenSet(set) => set.0.len() <= most && set.0.hashed_keys().all(|(_, key)| is_unchangeable(key)),
        _ => false,
    }
}
