//! Mathematics.

use super::{Function, apply, need_count, plain, ruled, wrong_count};
use crate::cast;
use crate::coerce;
use crate::datum::Datum;
use crate::decimal;
use crate::error::SqlError;
use crate::expr::Expr;
use crate::types::DataType;

/// A function of one double.
macro_rules! of_double {
    ($name:literal, $compute:expr) => {
        plain($name, "d:d", |args, _| Ok(on_double(args, $compute)))
    };
}

pub const TABLE: &[Function] = &[
    of_double!("sqrt", |x| Some(x.sqrt())),
    of_double!("cbrt", |x| Some(x.cbrt())),
    of_double!("exp", |x| Some(x.exp())),
    of_double!("expm1", |x| Some(x.exp_m1())),
    of_double!("sin", |x| Some(x.sin())),
    of_double!("cos", |x| Some(x.cos())),
    of_double!("tan", |x| Some(x.tan())),
    of_double!("asin", |x| Some(x.asin())),
    of_double!("acos", |x| Some(x.acos())),
    of_double!("atan", |x| Some(x.atan())),
    of_double!("sinh", |x| Some(x.sinh())),
    of_double!("cosh", |x| Some(x.cosh())),
    of_double!("tanh", |x| Some(x.tanh())),
    of_double!("degrees", |x| Some(x.to_degrees())),
    of_double!("radians", |x| Some(x.to_radians())),
    of_double!("signum", |x| Some(if x == 0.0 || x.is_nan() { x } else { x.signum() })),
    of_double!("rint", |x| Some(x.round_ties_even())),
    plain("ln", "d:d?", |args, _| Ok(on_double(args, |x| (x > 0.0).then(|| x.ln())))),
    plain("log10", "d:d?", |args, _| Ok(on_double(args, |x| (x > 0.0).then(|| x.log10())))),
    plain("log2", "d:d?", |args, _| Ok(on_double(args, |x| (x > 0.0).then(|| x.log2())))),
    plain("log1p", "d:d?", |args, _| Ok(on_double(args, |x| (x > -1.0).then(|| x.ln_1p())))),
    plain("log", "d?d:d?", |args, _| {
        Ok(match args {
            [Datum::Double(base), Datum::Double(x)] if *base > 0.0 && *x > 0.0 => Datum::Double(x.ln() / base.ln()),
            [Datum::Double(x)] if *x > 0.0 => Datum::Double(x.ln()),
            _ => Datum::Null,
        })
    }),
    plain("pow", "dd:d", |args, _| Ok(on_doubles(args, f64::powf))),
    plain("atan2", "dd:d", |args, _| Ok(on_doubles(args, f64::atan2))),
    plain("hypot", "dd:d", |args, _| Ok(on_doubles(args, f64::hypot))),
    plain("pi", "?:d.", |_, _| Ok(Datum::Double(std::f64::consts::PI))),
    plain("e", "?:d.", |_, _| Ok(Datum::Double(std::f64::consts::E))),
    ruled("abs", "", same_number, |args, call| {
        Ok(match args {
            [Datum::Int(number)] => Datum::Int(cast::wrap(number.wrapping_abs(), call.data_type)),
            [Datum::Double(number)] => Datum::Double(number.abs()),
            [Datum::Decimal(number, scale)] => Datum::Decimal(number.abs(), *scale),
            _ => Datum::Null,
        })
    }),
    ruled("floor", "", whole, |args, _| Ok(to_whole(args, f64::floor, i128::div_euclid))),
    ruled("ceil", "", whole, |args, _| Ok(to_whole(args, f64::ceil, |a, b| -(-a).div_euclid(b)))),
    ruled("round", "", rounded, |args, call| Ok(round(args, call.data_type, false))),
    ruled("bround", "", rounded, |args, call| Ok(round(args, call.data_type, true))),
    plain("factorial", "i:l?", |args, _| {
        Ok(match args {
            [Datum::Int(n @ 0..=20)] => Datum::Int((1..=*n).product()),
            _ => Datum::Null,
        })
    }),
    plain("hex", "*:s", |args, _| {
        Ok(match args {
            [Datum::Int(number)] => Datum::string(format!("{number:X}")),
            [Datum::Str(text)] => Datum::string(text.as_str().bytes().map(|byte| format!("{byte:02X}")).collect()),
            [Datum::Bytes(bytes)] => Datum::string(bytes.iter().map(|byte| format!("{byte:02X}")).collect()),
            _ => Datum::Null,
        })
    }),
    plain("bin", "l:s", |args, _| {
        Ok(match args {
            [Datum::Int(number)] => Datum::string(format!("{number:b}")),
            _ => Datum::Null,
        })
    }),
    plain("conv", "sii:s?", |args, _| {
        Ok(match args {
            [Datum::Str(text), Datum::Int(from), Datum::Int(to)] => convert(text.as_str(), *from, *to),
            _ => Datum::Null,
        })
    }),
    plain("shiftleft", "li:0", |args, call| {
        Ok(match args {
            [Datum::Int(a), Datum::Int(b)] => Datum::Int(cast::wrap(a.wrapping_shl(*b as u32), call.data_type)),
            _ => Datum::Null,
        })
    }),
    plain("shiftright", "li:0", |args, _| {
        Ok(match args {
            [Datum::Int(a), Datum::Int(b)] => Datum::Int(a.wrapping_shr(*b as u32)),
            _ => Datum::Null,
        })
    }),
    ruled("hash", "!", hash, |args, call| {
        let hash = args
            .iter()
            .enumerate()
            .fold(crate::murmur::SEED, |seed, (at, arg)| crate::murmur::hash(arg, &call.type_of(at), seed));
        Ok(Datum::Int(i64::from(hash)))
    }),
];

fn on_double(args: &[Datum], compute: fn(f64) -> Option<f64>) -> Datum {
    match args {
        [Datum::Double(x)] => compute(*x).map_or(Datum::Null, Datum::Double),
        _ => Datum::Null,
    }
}

fn on_doubles(args: &[Datum], compute: fn(f64, f64) -> f64) -> Datum {
    match args {
        [Datum::Double(x), Datum::Double(y)] => Datum::Double(compute(*x, *y)),
        _ => Datum::Null,
    }
}

fn hash(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    if args.is_empty() {
        return Err(wrong_count(function.name, "> 0", 0));
    }
    Ok(apply(function, args, DataType::Int, false))
}

/// Text counts as a double, other numbers stay what they are.
fn number_type(function: &'static Function, args: &[Expr]) -> Result<DataType, SqlError> {
    match args.first().map_or(DataType::Null, Expr::data_type) {
        DataType::String | DataType::Null => Ok(DataType::Double),
        number if number.is_numeric() => Ok(number),
        _ => Err(super::wrong_type(function.name, args, 0, "NUMERIC")),
    }
}

fn same_number(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 1)?;
    let wanted = number_type(function, &args)?;
    let is_nullable = args.iter().any(Expr::is_nullable);
    let args = args.into_iter().map(|arg| coerce::implied(arg, &wanted)).collect();
    Ok(apply(function, args, wanted, is_nullable))
}

fn whole(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 1)?;
    let wanted = number_type(function, &args)?;
    let result = match &wanted {
        DataType::Decimal(precision, scale) => decimal::bounded(i32::from(*precision) - i32::from(*scale) + 1, 0),
        _ => DataType::Long,
    };
    let wanted = match wanted {
        DataType::Decimal(..) => wanted,
        number if number.is_integral() => DataType::Long,
        _ => DataType::Double,
    };
    let is_nullable = args.iter().any(Expr::is_nullable);
    let args = args.into_iter().map(|arg| coerce::implied(arg, &wanted)).collect();
    Ok(apply(function, args, result, is_nullable))
}

fn to_whole(args: &[Datum], of_double: fn(f64) -> f64, of_decimal: fn(i128, i128) -> i128) -> Datum {
    match args {
        [Datum::Double(number)] => Datum::Int(of_double(*number) as i64),
        [Datum::Decimal(number, scale)] => Datum::Decimal(of_decimal(*number, decimal::power_of_ten(*scale)), 0),
        [other] => other.clone(),
        _ => Datum::Null,
    }
}

fn rounded(function: &'static Function, mut args: Vec<Expr>) -> Result<Expr, SqlError> {
    if args.is_empty() || args.len() > 2 {
        return Err(wrong_count(function.name, "[1, 2]", args.len()));
    }
    let wanted = number_type(function, &args)?;
    if args.len() == 1 {
        args.push(Expr::int(0));
    }
    let digits = match args.get(1) {
        Some(Expr::Literal(Datum::Int(digits), _)) => *digits,
        _ => 0,
    };
    let result = match wanted {
        DataType::Decimal(precision, scale) => {
            let (precision, scale) = (i64::from(precision), i64::from(scale));
            let kept = digits.clamp(0, scale);
            let n_whole = precision - scale + i64::from(kept < scale);
            decimal::bounded((n_whole + kept) as i32, kept as i32)
        }
        ref number => number.clone(),
    };
    let is_nullable = args.iter().any(Expr::is_nullable);
    let second = args.pop().map_or_else(|| Expr::int(0), |arg| coerce::implied(arg, &DataType::Int));
    let first = args.into_iter().map(|arg| coerce::implied(arg, &wanted));
    Ok(apply(function, first.chain([second]).collect(), result, is_nullable))
}

/// Rounds by the digits that are shown, half up or half to even.
fn round(args: &[Datum], to: &DataType, to_even: bool) -> Datum {
    let [number, Datum::Int(digits)] = args else { return Datum::Null };
    let round_at = |(unscaled, scale): (i128, u8)| -> Option<(i128, u8)> {
        let cut = i64::from(scale) - digits;
        if cut <= 0 {
            return Some((unscaled, scale));
        }
        let divisor = 10_i128.checked_pow(u32::try_from(cut).ok()?)?;
        let (quotient, rest) = (unscaled / divisor, (unscaled % divisor).unsigned_abs());
        let half = (divisor / 2).unsigned_abs();
        let is_up = rest > half || (rest == half && (!to_even || quotient % 2 != 0));
        let quotient = if is_up { quotient + if unscaled < 0 { -1 } else { 1 } } else { quotient };
        match u8::try_from(*digits) {
            Ok(digits) => Some((quotient, digits)),
            Err(_) => Some((quotient.checked_mul(10_i128.checked_pow(u32::try_from(-digits).ok()?)?)?, 0)),
        }
    };
    match number {
        Datum::Int(_) if *digits >= 0 => number.clone(),
        Datum::Int(whole) => match round_at((i128::from(*whole), 0)) {
            Some((unscaled, _)) => Datum::Int(cast::wrap(unscaled as i64, to)),
            None => Datum::Int(0),
        },
        Datum::Double(real) if !real.is_finite() => number.clone(),
        Datum::Double(real) => {
            let shown = if *to == DataType::Float { cast::float_text(*real as f32) } else { cast::double_text(*real) };
            let exact = decimal::parse(&shown).and_then(round_at);
            exact.map_or_else(
                || number.clone(),
                |(unscaled, scale)| {
                    cast::number(&Datum::Double(decimal::text(unscaled, scale).parse().unwrap_or(*real)), to)
                },
            )
        }
        Datum::Decimal(unscaled, scale) => {
            round_at((*unscaled, *scale)).map_or(Datum::Null, |(n, scale)| cast::number(&Datum::Decimal(n, scale), to))
        }
        _ => Datum::Null,
    }
}

fn convert(text: &str, from: i64, to: i64) -> Datum {
    let (Ok(from @ 2..=36), Ok(base @ 2..=36)) = (u32::try_from(from), u32::try_from(to.abs())) else {
        return Datum::Null;
    };
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut number: u64 = 0;
    for digit in digits.chars().map_while(|c| c.to_digit(from)) {
        number = number.saturating_mul(u64::from(from)).saturating_add(u64::from(digit));
    }
    if is_negative {
        number = number.wrapping_neg();
    }
    let mut shown = Vec::new();
    loop {
        shown.push(char::from_digit((number % u64::from(base)) as u32, base).unwrap_or('0').to_ascii_uppercase());
        number /= u64::from(base);
        if number == 0 {
            break;
        }
    }
    Datum::string(shown.into_iter().rev().collect())
}
