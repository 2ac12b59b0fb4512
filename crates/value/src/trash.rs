//! Letting go of values that hold one another in long chains, without a call for every link.

use std::any::Any;
use std::cell::{Cell, RefCell};

/// Chains longer than this are taken apart in a loop.
const MAX_DEPTH: u32 = 64;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Drops what a container held. For the `Drop` of containers: a list in a list in a list… of any length is then
/// dropped with a bounded depth of calls.
pub fn drop_deep<T: 'static>(content: T) {
    let Ok(depth) = DEPTH.try_with(Cell::get) else { return drop(content) };
    if depth >= MAX_DEPTH {
        // The outermost call takes it up; without a place to wait (the thread ends) it is dropped right here.
        let _ = WAITING.try_with(|waiting| waiting.borrow_mut().push(Box::new(content)));
        return;
    }
    let _ = DEPTH.try_with(|counter| counter.set(depth + 1));
    drop(content);
    if depth == 0 {
        while let Some(next) = WAITING.try_with(|waiting| waiting.borrow_mut().pop()).ok().flatten() {
            drop(next);
        }
    }
    let _ = DEPTH.try_with(|counter| counter.set(depth));
}

#[cfg(test)]
mod tests {
    use crate::value::Value;

    #[test]
    fn a_list_in_a_list_a_million_times_is_dropped() {
        let mut list = Value::list(Vec::new());
        for _ in 0..1_000_000 {
            list = Value::list(vec![list]);
        }
        drop(list);
    }

    #[test]
    fn a_dict_in_a_dict_a_million_times_is_dropped() {
        let cx = &mut crate::CallCx::default();
        let mut dict = Value::dict(Default::default());
        for _ in 0..1_000_000 {
            let mut map = crate::KeyMap::default();
            map.insert(Value::None, dict, cx).unwrap();
            dict = Value::dict(map);
        }
        drop(dict);
    }
}
