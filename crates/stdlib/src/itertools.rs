//! `itertools`.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use value::equality::eq;
use value::object::BinaryOp;
use value::repr::truthy;
use value::{CallCx, Raised, Str, Value};

use crate::combinatorics;
use crate::endless;
use crate::support::{Generated, call, given, module};
use python::ops::{self, iter, next};
use python::types::method::{FunctionEntry, any, between, named, one};

const FUNCTIONS: &[FunctionEntry] = &[
    named("itertools", "accumulate", &["iterable", "func", "initial"], 1, accumulate),
    named("itertools", "compress", &["data", "selectors"], 2, |_, args, cx| {
        let data = iter(&args[0].clone().unwrap_or_default(), cx)?;
        let selectors = iter(&args[1].clone().unwrap_or_default(), cx)?;
        Ok(Generated::value("itertools.compress", move |cx| {
            while let (Some(item), Some(selector)) = (next(&data, cx)?, next(&selectors, cx)?) {
                if truthy(&selector, cx)? {
                    return Ok(Some(item));
                }
                cx.burn(1)?;
            }
            Ok(None)
        }))
    }),
    named("itertools", "count", &["start", "step"], 0, |_, args, cx| endless::count(args, cx)),
    one("itertools", "cycle", |_, args, cx| {
        let items = iter(&args[0], cx)?;
        let (mut kept, mut at, mut ended) = (Vec::new(), 0, false);
        Ok(Generated::value("itertools.cycle", move |cx| {
            if !ended {
                match next(&items, cx)? {
                    Some(item) => {
                        kept.push(item.clone());
                        return Ok(Some(item));
                    }
                    None => ended = true,
                }
            }
            let item: Option<Value> = kept.get(at).cloned();
            at = if at + 1 >= kept.len() { 0 } else { at + 1 };
            Ok(item)
        }))
    }),
    between("itertools", "dropwhile", 2, 2, |_, args, cx| {
        let (predicate, items) = (args[0].clone(), iter(&args[1], cx)?);
        let mut begun = false;
        Ok(Generated::value("itertools.dropwhile", move |cx| {
            while let Some(item) = next(&items, cx)? {
                if begun || !truthy(&call(&predicate, vec![item.clone()], cx)?, cx)? {
                    begun = true;
                    return Ok(Some(item));
                }
                cx.burn(1)?;
            }
            Ok(None)
        }))
    }),
    between("itertools", "filterfalse", 2, 2, |_, args, cx| {
        let (predicate, items) = (args[0].clone(), iter(&args[1], cx)?);
        Ok(Generated::value("itertools.filterfalse", move |cx| {
            while let Some(item) = next(&items, cx)? {
                let answer = match &predicate {
                    Value::None => item.clone(),
                    predicate => call(predicate, vec![item.clone()], cx)?,
                };
                if !truthy(&answer, cx)? {
                    return Ok(Some(item));
                }
                cx.burn(1)?;
            }
            Ok(None)
        }))
    }),
    named("itertools", "groupby", &["iterable", "key"], 1, group_by),
    any("itertools", "islice", islice),
    one("itertools", "pairwise", |_, args, cx| {
        let items = iter(&args[0], cx)?;
        let mut last = None;
        Ok(Generated::value("itertools.pairwise", move |cx| {
            if last.is_none() {
                last = next(&items, cx)?;
            }
            let (Some(before), Some(item)) = (last.clone(), next(&items, cx)?) else { return Ok(None) };
            last = Some(item.clone());
            Ok(Some(Value::pair(before, item)))
        }))
    }),
    named("itertools", "repeat", &["object", "times"], 1, |_, args, cx| endless::repeat(args, cx)),
    between("itertools", "starmap", 2, 2, |_, args, cx| {
        let (function, items) = (args[0].clone(), iter(&args[1], cx)?);
        Ok(Generated::value("itertools.starmap", move |cx| match next(&items, cx)? {
            Some(item) => {
                let args = ops::collect(&item, cx)?;
                call(&function, args, cx).map(Some)
            }
            None => Ok(None),
        }))
    }),
    between("itertools", "takewhile", 2, 2, |_, args, cx| {
        let (predicate, items) = (args[0].clone(), iter(&args[1], cx)?);
        Ok(Generated::value("itertools.takewhile", move |cx| match next(&items, cx)? {
            Some(item) if truthy(&call(&predicate, vec![item.clone()], cx)?, cx)? => Ok(Some(item)),
            _ => Ok(None),
        }))
    }),
    between("itertools", "tee", 1, 2, tee),
    any("itertools", "zip_longest", zip_longest),
];

/// The module object.
pub fn load() -> Value {
    let mut members = combinatorics::members();
    members.push(("chain", Value::object(super::chain::Chain)));
    module("itertools", FUNCTIONS, members)
}

/// All items of all iterables that `iterables` gives.
pub fn chain(iterables: Value) -> Value {
    let mut current: Option<Value> = None;
    Generated::value("itertools.chain", move |cx| {
        loop {
            if let Some(items) = &current {
                if let Some(item) = next(items, cx)? {
                    return Ok(Some(item));
                }
                current = None;
            }
            match next(&iterables, cx)? {
                Some(iterable) => current = Some(iter(&iterable, cx)?),
                None => return Ok(None),
            }
            cx.burn(1)?;
        }
    })
}

fn accumulate(_this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let items = iter(&args[0].clone().unwrap_or_default(), cx)?;
    let function = given(&args[1]).cloned();
    let initial = given(&args[2]).cloned();
    let (mut total, mut begun) = (None, false);
    Ok(Generated::value("itertools.accumulate", move |cx| {
        if !begun {
            begun = true;
            total = match &initial {
                Some(initial) => Some(initial.clone()),
                None => next(&items, cx)?,
            };
            return Ok(total.clone());
        }
        let (Some(before), Some(item)) = (total.clone(), next(&items, cx)?) else { return Ok(None) };
        total = Some(match &function {
            Some(function) => call(function, vec![before, item], cx)?,
            None => ops::binary(BinaryOp::Add, &before, &item, cx)?,
        });
        Ok(total.clone())
    }))
}

/// What the groups of one `groupby` share.
struct Grouping {
    items: Value,
    key: Option<Value>,
    /// The item read last and its key, not given to anyone yet.
    ahead: Option<(Value, Value)>,
    /// Number of the group that may be read.
    group: u64,
}

impl Grouping {
    fn read(&mut self, cx: &mut CallCx) -> Result<(), Raised> {
        self.ahead = match next(&self.items, cx)? {
            Some(item) => {
                let key = match &self.key {
                    Some(function) => call(function, vec![item.clone()], cx)?,
                    None => item.clone(),
                };
                Some((item, key))
            }
            None => None,
        };
        Ok(())
    }
}

fn group_by(_this: &Value, args: &[Option<Value>], cx: &mut CallCx) -> Result<Value, Raised> {
    let items = iter(&args[0].clone().unwrap_or_default(), cx)?;
    let shared = Rc::new(RefCell::new(Grouping { items, key: given(&args[1]).cloned(), ahead: None, group: 0 }));
    let mut last_key: Option<Value> = None;
    let mut begun = false;
    Ok(Generated::value("itertools.groupby", move |cx| {
        let Ok(mut grouping) = shared.try_borrow_mut() else {
            return Err(Raised::value_error("generator already executing".into()));
        };
        grouping.group += 1;
        if !begun {
            begun = true;
            grouping.read(cx)?;
        }
        // What is left of the group before is passed over.
        while let (Some((_, key)), Some(last)) = (&grouping.ahead, &last_key) {
            if !eq(key, last, cx)? {
                break;
            }
            cx.burn(1)?;
            grouping.read(cx)?;
        }
        let Some((_, key)) = grouping.ahead.clone() else { return Ok(None) };
        last_key = Some(key.clone());
        Ok(Some(Value::pair(key.clone(), group_items(&shared, key, grouping.group))))
    }))
}

fn group_items(shared: &Rc<RefCell<Grouping>>, key: Value, number: u64) -> Value {
    let shared = Rc::clone(shared);
    Generated::value("itertools._grouper", move |cx| {
        let Ok(mut grouping) = shared.try_borrow_mut() else {
            return Err(Raised::value_error("generator already executing".into()));
        };
        if grouping.group != number {
            return Ok(None);
        }
        let Some((item, item_key)) = grouping.ahead.clone() else { return Ok(None) };
        if !eq(&item_key, &key, cx)? {
            return Ok(None);
        }
        grouping.read(cx)?;
        Ok(Some(item))
    })
}

fn islice(_this: &Value, args: &[Value], _keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let bound = |value: Option<&Value>, message: &str, cx: &mut CallCx| -> Result<Option<u64>, Raised> {
        match value {
            None | Some(Value::None) => Ok(None),
            Some(value) => match ops::index(value, cx) {
                Ok(number) if number >= 0 => Ok(Some(number as u64)),
                _ => Err(Raised::value_error(message.into())),
            },
        }
    };
    const STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let (start, stop, step) = match args.len() {
        2 => (None, bound(args.get(1), STOP, cx)?, None),
        3 | 4 => (
            bound(args.get(1), INDICES, cx)?,
            bound(args.get(2), INDICES, cx)?,
            bound(args.get(3), "Step for islice() must be a positive integer or None.", cx)?,
        ),
        given => {
            let (quantity, count) = if given < 2 { ("at least", 2) } else { ("at most", 4) };
            return Err(Raised::type_error(format!("islice expected {quantity} {count} arguments, got {given}")));
        }
    };
    if step == Some(0) {
        return Err(Raised::value_error("Step for islice() must be a positive integer or None.".into()));
    }
    let items = iter(&args[0], cx)?;
    let (mut wanted, step) = (start.unwrap_or(0), step.unwrap_or(1));
    let mut at = 0;
    Ok(Generated::value("itertools.islice", move |cx| {
        if stop.is_some_and(|stop| wanted >= stop) {
            // The items before the end are taken from the iterator all the same.
            while stop.is_some_and(|stop| at < stop) && next(&items, cx)?.is_some() {
                at += 1;
            }
            return Ok(None);
        }
        while let Some(item) = next(&items, cx)? {
            cx.burn(1)?;
            at += 1;
            if at > wanted {
                wanted = wanted.saturating_add(step);
                return Ok(Some(item));
            }
        }
        Ok(None)
    }))
}

fn tee(_this: &Value, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let count = match args.get(1) {
        Some(count) => ops::call::size(count, cx)?,
        None => 2,
    };
    if count < 0 {
        return Err(Raised::value_error("n must be >= 0".into()));
    }
    cx.reserve((count as usize).saturating_mul(64))?;
    let items = iter(&args[0], cx)?;
    let queues: Rc<RefCell<Vec<VecDeque<Value>>>> = Rc::new(RefCell::new(vec![VecDeque::new(); count as usize]));
    let branches = (0..count as usize).map(|branch| {
        let (items, queues) = (items.clone(), Rc::clone(&queues));
        Generated::value("itertools._tee", move |cx| {
            let waiting = queues.borrow_mut().get_mut(branch).and_then(VecDeque::pop_front);
            if waiting.is_some() {
                return Ok(waiting);
            }
            let item = next(&items, cx)?;
            if let Some(item) = &item {
                for (other, queue) in queues.borrow_mut().iter_mut().enumerate() {
                    if other != branch {
                        queue.push_back(item.clone());
                    }
                }
            }
            Ok(item)
        })
    });
    Ok(Value::tuple(branches.collect::<Vec<_>>()))
}

fn zip_longest(_this: &Value, args: &[Value], keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut fill = Value::None;
    for (name, value) in keywords {
        if name.as_str() != "fillvalue" {
            return Err(Raised::type_error("zip_longest() got an unexpected keyword argument".into()));
        }
        fill = value.clone();
    }
    let mut sources = Vec::with_capacity(args.len());
    for arg in args {
        sources.push(Some(iter(arg, cx)?));
    }
    Ok(Generated::value("itertools.zip_longest", move |cx| {
        let mut row = Vec::with_capacity(sources.len());
        for source in &mut sources {
            let item = match source {
                Some(items) => next(items, cx)?,
                None => None,
            };
            if item.is_none() {
                *source = None;
            }
            row.push(item.unwrap_or_else(|| fill.clone()));
        }
        Ok(sources.iter().any(Option::is_some).then(|| Value::tuple(row)))
    }))
}
