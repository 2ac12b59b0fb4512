//! `heapq` and `bisect`: sorted lists by comparisons only.

use std::rc::Rc;

use value::order::less;
use value::{Args, CallCx, List, Raised, Value};

use crate::support::{Generated, bind, call, module};
use python::native::native_function;
use python::ops::item::index_error;
use python::ops::{SortOrder, collect, get_item, iter, len, next, sort_values, sorted};
use python::types::method::{FunctionEntry, between, one};

const FUNCTIONS: &[FunctionEntry] = &[
    between("heapq", "heappush", 2, 2, |_, args, cx| {
        let heap = list_of(&args[0], "heappush")?;
        heap.0.borrow_mut().push(args[1].clone());
        let last = heap.0.borrow().len() - 1;
        sift_down(&heap, 0, last, cx)?;
        Ok(Value::None)
    }),
    one("heapq", "heappop", |_, args, cx| pop(&list_of(&args[0], "heappop")?, cx)),
    between("heapq", "heappushpop", 2, 2, |_, args, cx| {
        let heap = list_of(&args[0], "heappushpop")?;
        let first = heap.0.borrow().first().cloned();
        match first {
            Some(first) if less(&first, &args[1], cx)? => replace(&heap, args[1].clone(), cx),
            _ => Ok(args[1].clone()),
        }
    }),
    between("heapq", "heapreplace", 2, 2, |_, args, cx| {
        replace(&list_of(&args[0], "heapreplace")?, args[1].clone(), cx)
    }),
    one("heapq", "heapify", |_, args, cx| {
        let heap = list_of(&args[0], "heapify")?;
        let n_items = heap.0.borrow().len();
        for at in (0..n_items / 2).rev() {
            sift_up(&heap, at, cx)?;
        }
        Ok(Value::None)
    }),
];

/// `heapq`.
pub fn load() -> Value {
    module(
        "heapq",
        FUNCTIONS,
        vec![
            ("nlargest", native_function("nlargest", |args, cx| best(args, SortOrder::Descending, cx))),
            ("nsmallest", native_function("nsmallest", |args, cx| best(args, SortOrder::Ascending, cx))),
            ("merge", native_function("merge", merge)),
        ],
    )
}

fn list_of(value: &Value, name: &str) -> Result<Rc<List>, Raised> {
    match value {
        Value::List(list) => Ok(Rc::clone(list)),
        Value::Object(object) => match object.inner() {
            Some(Value::List(list)) => Ok(list),
            _ => Err(not_a_list(value, name)),
        },
        _ => Err(not_a_list(value, name)),
    }
}

fn not_a_list(value: &Value, name: &str) -> Raised {
    let argument = if matches!(name, "heappop" | "heapify") { "argument" } else { "argument 1" };
    Raised::type_error(format!("{name}() {argument} must be list, not {}", value.type_name()))
}

fn at(heap: &List, place: usize) -> Result<Value, Raised> {
    let item = heap.0.borrow().get(place).cloned();
    item.ok_or_else(|| Raised::new(value::ExcKind::RuntimeError, "list changed size during iteration".into()))
}

fn put(heap: &List, place: usize, item: Value) {
    if let Some(slot) = heap.0.borrow_mut().get_mut(place) {
        *slot = item;
    }
}

/// Moves the item at `place` towards the root until its parent is not larger.
fn sift_down(heap: &List, start: usize, place: usize, cx: &mut CallCx) -> Result<(), Raised> {
    let item = at(heap, place)?;
    let mut place = place;
    while place > start {
        let parent = (place - 1) / 2;
        let above = at(heap, parent)?;
        if !less(&item, &above, cx)? {
            break;
        }
        put(heap, place, above);
        put(heap, parent, item.clone());
        place = parent;
    }
    Ok(())
}

/// Moves the smaller children up to a leaf, then the item from there to its place.
fn sift_up(heap: &List, place: usize, cx: &mut CallCx) -> Result<(), Raised> {
    let end = heap.0.borrow().len();
    let start = place;
    let mut place = place;
    while 2 * place + 1 < end {
        let mut child = 2 * place + 1;
        if child + 1 < end && !less(&at(heap, child)?, &at(heap, child + 1)?, cx)? {
            child += 1;
        }
        let (a, b) = (at(heap, place)?, at(heap, child)?);
        put(heap, place, b);
        put(heap, child, a);
        place = child;
    }
    sift_down(heap, start, place, cx)
}

fn pop(heap: &Rc<List>, cx: &mut CallCx) -> Result<Value, Raised> {
    let last = heap.0.borrow_mut().pop();
    let Some(last) = last else { return Err(index_error("index out of range")) };
    let first = heap.0.borrow().first().cloned();
    let Some(first) = first else { return Ok(last) };
    put(heap, 0, last);
    sift_up(heap, 0, cx)?;
    Ok(first)
}

fn replace(heap: &Rc<List>, item: Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let first = heap.0.borrow().first().cloned();
    let Some(first) = first else { return Err(index_error("index out of range")) };
    put(heap, 0, item);
    sift_up(heap, 0, cx)?;
    Ok(first)
}

fn best(args: &Args, order: SortOrder, cx: &mut CallCx) -> Result<Value, Raised> {
    let name = if order == SortOrder::Descending { "nlargest" } else { "nsmallest" };
    let slots = bind(name, &["n", "iterable", "key"], 2, args)?;
    let n = slots[0].clone().unwrap_or_default();
    let key = slots[2].clone().filter(|key| !matches!(key, Value::None));
    let source = slots[1].clone().unwrap_or_default();
    if matches!(n, Value::Int(..=0)) {
        // Nothing is compared then.
        iter(&source, cx)?;
        return Ok(Value::list(Vec::new()));
    }
    let mut items = python::ops::collect(&source, cx)?;
    let mut rest = items.clone();
    keep_first(&mut rest, &n, cx)?;
    items = sorted(&Value::list(items), key.as_ref(), order, cx)?;
    items.truncate(rest.len());
    Ok(Value::list(items))
}

/// Keeps the first `n` items.
///
/// Errors: those of comparing `n` with a number, then of using it as one.
pub fn keep_first(items: &mut Vec<Value>, n: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let all = value::order::compare(value::order::CompareOp::Ge, n, &Value::from(items.len()), cx)?;
    let first = python::ops::call::clamped_index(n, cx).map_err(|raised| match value::repr::truthy(&all, cx) {
        Ok(true) => Raised::type_error("slice indices must be integers or None or have an __index__ method".into()),
        _ => raised,
    })?;
    items.truncate(first.max(0) as usize);
    Ok(())
}

fn merge(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let (mut key, mut order) = (None, SortOrder::Ascending);
    for (name, value) in &args.keywords {
        match name.as_str() {
            "key" => key = Some(value.clone()).filter(|key| !matches!(key, Value::None)),
            "reverse" if value::repr::truthy(value, cx)? => order = SortOrder::Descending,
            _ => {}
        }
    }
    // Each source gives its next item when its last one was taken; the least of them comes first.
    let sources = args.positional.clone();
    let mut heads = Vec::new();
    Ok(Generated::value("generator", move |cx| {
        if heads.is_empty() {
            for source in &sources {
                let items = iter(source, cx)?;
                let head = next(&items, cx)?;
                heads.push((items, head));
            }
        }
        let mut chosen: Option<(usize, Value)> = None;
        for (at, (_, head)) in heads.iter().enumerate() {
            let Some(head) = head else { continue };
            let rank = match &key {
                Some(key) => call(key, vec![head.clone()], cx)?,
                None => head.clone(),
            };
            let better = match &chosen {
                None => true,
                Some((_, best)) if order == SortOrder::Ascending => {
                    // The one that came first is asked first, and stays if they are equal.
                    !less(best, &rank, cx)? && !value::equality::eq(best, &rank, cx)?
                }
                Some((_, best)) => less(best, &rank, cx)?,
            };
            if better {
                chosen = Some((at, rank));
            }
        }
        let Some((at, _)) = chosen else { return Ok(None) };
        let after = next(&heads[at].0, cx)?;
        Ok(std::mem::replace(&mut heads[at].1, after))
    }))
}

/// `bisect`.
pub fn load_bisect() -> Value {
    let function = |name: &'static str, side: Side, inserts: bool| {
        native_function(name, move |args, cx| bisect(name, args, side, inserts, cx))
    };
    module(
        "bisect",
        &[],
        vec![
            ("bisect_left", function("bisect_left", Side::Left, false)),
            ("bisect_right", function("bisect_right", Side::Right, false)),
            ("bisect", function("bisect", Side::Right, false)),
            ("insort_left", function("insort_left", Side::Left, true)),
            ("insort_right", function("insort_right", Side::Right, true)),
            ("insort", function("insort", Side::Right, true)),
        ],
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

fn bisect(name: &str, args: &Args, side: Side, inserts: bool, cx: &mut CallCx) -> Result<Value, Raised> {
    let slots = bind(name, &["a", "x", "lo", "hi", "key"], 2, args)?;
    let (list, mut x) = (slots[0].clone().unwrap_or_default(), slots[1].clone().unwrap_or_default());
    let item = x.clone();
    let key = slots[4].clone().filter(|key| !matches!(key, Value::None));
    let mut low = slots[2].as_ref().map_or(Ok(0), |low| python::ops::index(low, cx))?;
    if low < 0 {
        return Err(Raised::value_error("lo must be non-negative".into()));
    }
    let mut high = match slots[3].as_ref().filter(|high| !matches!(high, Value::None)) {
        Some(high) => python::ops::index(high, cx)?,
        None => len(&list, cx)? as i64,
    };
    if let (Some(key), true) = (&key, inserts) {
        x = call(key, vec![x], cx)?;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        let mut found = get_item(&list, &Value::Int(middle), cx)?;
        if let Some(key) = &key {
            found = call(key, vec![found], cx)?;
        }
        let goes_right = match side {
            Side::Left => less(&found, &x, cx)?,
            Side::Right => !less(&x, &found, cx)?,
        };
        if goes_right {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if !inserts {
        return Ok(Value::Int(low));
    }
    let insert = Args::of(vec![Value::Int(low), item]);
    python::types::call_method(&list, "insert", &insert, cx).unwrap_or(Ok(Value::None))?;
    Ok(Value::None)
}

/// The items of an iterable, sorted.
pub fn sorted_items(items: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    let mut items = collect(items, cx)?;
    sort_values(&mut items, None, SortOrder::Ascending, cx)?;
    Ok(items)
}
