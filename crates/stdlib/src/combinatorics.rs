//! `product`, `permutations`, `combinations` and `combinations_with_replacement` of `itertools`.

use value::{Args, CallCx, Raised, Value};

use crate::support::Generated;
use python::native::native_function;
use python::ops::{self, collect};

/// The functions by name.
pub fn members() -> Vec<(&'static str, Value)> {
    vec![
        ("product", native_function("product", product)),
        ("permutations", native_function("permutations", permutations)),
        ("combinations", native_function("combinations", |args, cx| combinations(args, Repeats::No, cx))),
        (
            "combinations_with_replacement",
            native_function("combinations_with_replacement", |args, cx| combinations(args, Repeats::Yes, cx)),
        ),
    ]
}

#[derive(Clone, Copy, PartialEq)]
enum Repeats {
    Yes,
    No,
}

fn argument(args: &Args, at: usize, name: &str) -> Option<Value> {
    let by_name = || args.keywords.iter().find(|(keyword, _)| keyword.as_str() == name).map(|(_, value)| value.clone());
    args.positional.get(at).cloned().or_else(by_name)
}

fn pick(pool: &[Value], places: &[usize]) -> Value {
    Value::tuple(places.iter().filter_map(|at| pool.get(*at).cloned()).collect::<Vec<_>>())
}

fn product(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let repeat = match args.keywords.iter().find(|(name, _)| name.as_str() == "repeat") {
        Some((_, repeat)) => ops::call::size(repeat, cx)?,
        None => 1,
    };
    if repeat < 0 {
        return Err(Raised::value_error("repeat argument cannot be negative".into()));
    }
    let mut once = Vec::with_capacity(args.positional.len());
    for arg in &args.positional {
        once.push(collect(arg, cx)?);
    }
    cx.reserve(once.len().saturating_mul(repeat as usize).saturating_mul(24))?;
    let pools: Vec<Vec<Value>> = std::iter::repeat_n(once, repeat as usize).flatten().collect();
    let mut places = vec![0; pools.len()];
    let mut ended = pools.iter().any(Vec::is_empty);
    Ok(Generated::value("itertools.product", move |_| {
        if ended {
            return Ok(None);
        }
        let row: Vec<Value> = pools.iter().zip(&places).filter_map(|(pool, at)| pool.get(*at).cloned()).collect();
        ended = true;
        for (at, pool) in places.iter_mut().zip(&pools).rev() {
            *at += 1;
            if *at < pool.len() {
                ended = false;
                break;
            }
            *at = 0;
        }
        Ok(Some(Value::tuple(row)))
    }))
}

fn length(value: Option<Value>, default: usize, cx: &mut CallCx) -> Result<usize, Raised> {
    match value {
        None | Some(Value::None) => Ok(default),
        Some(value) => {
            usize::try_from(ops::index(&value, cx)?).map_err(|_| Raised::value_error("r must be non-negative".into()))
        }
    }
}

fn permutations(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let pool = collect(&required(args, "permutations")?, cx)?;
    let n = pool.len();
    let r = length(argument(args, 1, "r"), n, cx)?;
    let mut places: Vec<usize> = (0..n).collect();
    let mut cycles: Vec<usize> = (0..r.min(n)).map(|i| n - i).collect();
    let mut ended = r > n;
    Ok(Generated::value("itertools.permutations", move |_| {
        if ended {
            return Ok(None);
        }
        let row = pick(&pool, &places[..r]);
        ended = true;
        for i in (0..r).rev() {
            cycles[i] -= 1;
            if cycles[i] == 0 {
                places[i..].rotate_left(1);
                cycles[i] = n - i;
            } else {
                places.swap(i, n - cycles[i]);
                ended = false;
                break;
            }
        }
        Ok(Some(row))
    }))
}

fn required(args: &Args, name: &str) -> Result<Value, Raised> {
    argument(args, 0, "iterable")
        .ok_or_else(|| Raised::type_error(format!("{name}() missing required argument 'iterable' (pos 1)")))
}

fn combinations(args: &Args, repeats: Repeats, cx: &mut CallCx) -> Result<Value, Raised> {
    let name = if repeats == Repeats::Yes { "combinations_with_replacement" } else { "combinations" };
    let pool = collect(&required(args, name)?, cx)?;
    let n = pool.len();
    let Some(r) = argument(args, 1, "r") else {
        return Err(Raised::type_error(format!("{name}() missing required argument 'r' (pos 2)")));
    };
    let r = length(Some(r), 0, cx)?;
    cx.reserve(r.saturating_mul(8))?;
    let mut places: Vec<usize> = if repeats == Repeats::Yes { vec![0; r] } else { (0..r).collect() };
    let mut ended = if repeats == Repeats::Yes { n == 0 && r > 0 } else { r > n };
    Ok(Generated::value("itertools.combinations", move |_| {
        if ended {
            return Ok(None);
        }
        let row = pick(&pool, &places);
        // The last place that can still move on, and everything after it as small as possible.
        let last = |i: usize| if repeats == Repeats::Yes { n - 1 } else { n - r + i };
        match (0..r).rev().find(|i| places[*i] != last(*i)) {
            None => ended = true,
            Some(i) => {
                let next = places[i] + 1;
                for (distance, place) in places[i..].iter_mut().enumerate() {
                    *place = if repeats == Repeats::Yes { next } else { next + distance };
                }
            }
        }
        Ok(Some(row))
    }))
}
