//! Joins by the column: pairs of row numbers, and then what stands in those rows.

use value::{CallCx, Column, Value};

use super::group_columns::{Groups, Sorted};
use super::joins::JoinKind;

/// Stands for the value that a side does not have.
const MISSING: u32 = u32::MAX;

/// `(key, (left, right))` for every value of the left side and every one of the right side of each key, from tagged
/// values.
///
/// Errors: the groups again, if that must go row by row.
pub(crate) fn joined(groups: Groups, kind: JoinKind, cx: &mut CallCx) -> Result<Column, Groups> {
    let Some(rows) = JoinedRows::of(&groups, kind, cx) else { return Err(groups) };
    let n_rows = rows.keys.len();
    let values = vec![taken(&rows.left.items, &rows.lefts), taken(&rows.right.items, &rows.rights)];
    let keys = match rows.is_each_once {
        true => groups.keys,
        false => groups.keys.take(&rows.keys),
    };
    Ok(Column::Tuple { fields: vec![keys, Column::Tuple { fields: values, n_rows }], n_rows })
}

/// Where the parts of each result are.
struct JoinedRows {
    left: Sorted,
    right: Sorted,
    keys: Vec<u32>,
    lefts: Vec<u32>,
    rights: Vec<u32>,
    /// Whether the results have all keys, one after the other.
    is_each_once: bool,
}

impl JoinedRows {
    fn of(groups: &Groups, kind: JoinKind, cx: &mut CallCx) -> Option<Self> {
        let [left, right]: [Sorted; 2] = groups.sides(2)?.try_into().ok()?;
        let missing = [MISSING];
        let places_of = |kind_keeps: bool| if kind_keeps { missing.as_slice() } else { &[] };
        let of_left = places_of(kind.keeps_right());
        let of_right = places_of(kind.keeps_left());
        let sides = || {
            let both = left.places().zip(right.places());
            both.map(|(a, b)| (if a.is_empty() { of_left } else { a }, if b.is_empty() { of_right } else { b }))
        };
        let (mut n_rows, mut is_each_once) = (0_usize, true);
        let (mut most_left, mut most_right) = (0, 0);
        let (mut is_left_missing, mut is_right_missing) = (false, false);
        for (lefts, rights) in sides() {
            is_left_missing |= lefts == missing;
            is_right_missing |= rights == missing;
            let n = lefts.len().checked_mul(rights.len())?;
            n_rows = n_rows.checked_add(n)?;
            is_each_once &= n == 1;
            (most_left, most_right) = (most_left.max(lefts.len()), most_right.max(rights.len()));
        }
        // A list that is in several results is the same object in all of them, and beside `None` it is an object.
        let is_odd =
            |items: &Column, n_times: usize, is_missing: bool| (n_times > 1 || is_missing) && holds_lists(items);
        if is_odd(&left.items, most_right, is_left_missing) || is_odd(&right.items, most_left, is_right_missing) {
            return None;
        }
        cx.reserve(n_rows.checked_mul(size_of::<Value>())?).ok()?;
        cx.burn(n_rows as u64).ok()?;
        let (mut keys, mut all_lefts, mut all_rights) =
            (Vec::with_capacity(n_rows), Vec::with_capacity(n_rows), Vec::with_capacity(n_rows));
        for (key, (lefts, rights)) in (0_u32..).zip(sides()) {
            for &a in lefts {
                keys.extend(std::iter::repeat_n(key, rights.len()));
                all_lefts.extend(std::iter::repeat_n(a, rights.len()));
                all_rights.extend_from_slice(rights);
            }
        }
        Some(Self { left, right, keys, lefts: all_lefts, rights: all_rights, is_each_once })
    }
}

/// The items at `places`; `None` for [`MISSING`].
fn taken(items: &Column, places: &[u32]) -> Column {
    match places.contains(&MISSING) {
        false => items.take(places),
        true if items.is_empty() => Column::Const { value: Value::None, n_rows: places.len() },
        true => {
            let value = |&at: &u32| if at == MISSING { Value::None } else { items.get(at as usize) };
            Column::Any(places.iter().map(value).collect())
        }
    }
}

fn holds_lists(column: &Column) -> bool {
    match column {
        Column::List(_) => true,
        Column::Tuple { fields, .. } => fields.iter().any(holds_lists),
        _ => false,
    }
}
