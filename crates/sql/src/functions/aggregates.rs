//! Aggregate functions: what they take and give, and how partial results are made and merged.

use std::rc::Rc;

use crate::coerce;
use crate::datum::{Datum, key_of};
use crate::decimal;
use crate::error::SqlError;
use crate::expr::{AggCall, Expr};
use crate::types::DataType;

/// What an aggregation keeps for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Count,
    CountIf,
    Sum,
    Average,
    Min,
    Max,
    First,
    Last,
    /// The moments up to the second and what is made of them.
    Deviation {
        is_sample: bool,
        is_root: bool,
    },
    Skewness,
    Kurtosis,
    Correlation,
    Covariance {
        is_sample: bool,
    },
    List,
    Set,
    MaxBy,
    MinBy,
    Every,
    Some,
    Product,
    Percentile,
    ApproxDistinct,
}

pub struct AggFunction {
    pub name: &'static str,
    pub kind: Kind,
    pub is_nullable: bool,
}

const fn entry(name: &'static str, kind: Kind) -> AggFunction {
    let is_nullable = !matches!(kind, Kind::Count | Kind::CountIf | Kind::List | Kind::Set | Kind::ApproxDistinct);
    AggFunction { name, kind, is_nullable }
}

const SAMPLE_DEVIATION: Kind = Kind::Deviation { is_sample: true, is_root: true };
const SAMPLE_VARIANCE: Kind = Kind::Deviation { is_sample: true, is_root: false };

static TABLE: &[AggFunction] = &[
    entry("count", Kind::Count),
    entry("count_if", Kind::CountIf),
    entry("sum", Kind::Sum),
    entry("avg", Kind::Average),
    entry("mean", Kind::Average),
    entry("min", Kind::Min),
    entry("max", Kind::Max),
    entry("first", Kind::First),
    entry("first_value", Kind::First),
    entry("any_value", Kind::First),
    entry("last", Kind::Last),
    entry("last_value", Kind::Last),
    entry("stddev", SAMPLE_DEVIATION),
    entry("std", SAMPLE_DEVIATION),
    entry("stddev_samp", SAMPLE_DEVIATION),
    entry("stddev_pop", Kind::Deviation { is_sample: false, is_root: true }),
    entry("variance", SAMPLE_VARIANCE),
    entry("var_samp", SAMPLE_VARIANCE),
    entry("var_pop", Kind::Deviation { is_sample: false, is_root: false }),
    entry("skewness", Kind::Skewness),
    entry("kurtosis", Kind::Kurtosis),
    entry("corr", Kind::Correlation),
    entry("covar_samp", Kind::Covariance { is_sample: true }),
    entry("covar_pop", Kind::Covariance { is_sample: false }),
    entry("collect_list", Kind::List),
    entry("array_agg", Kind::List),
    entry("collect_set", Kind::Set),
    entry("max_by", Kind::MaxBy),
    entry("min_by", Kind::MinBy),
    entry("every", Kind::Every),
    entry("bool_and", Kind::Every),
    entry("some", Kind::Some),
    entry("bool_or", Kind::Some),
    entry("product", Kind::Product),
    entry("percentile_approx", Kind::Percentile),
    entry("approx_percentile", Kind::Percentile),
    entry("percentile", Kind::Percentile),
    entry("median", Kind::Percentile),
    entry("approx_count_distinct", Kind::ApproxDistinct),
];

/// The aggregate function of that name.
pub fn find(name: &str) -> Option<&'static AggFunction> {
    TABLE.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// The call of an aggregate function on resolved arguments.
///
/// Errors: a wrong number of arguments, or types that it does not take.
pub fn resolve(function: &'static AggFunction, mut args: Vec<Expr>, is_distinct: bool) -> Result<Expr, SqlError> {
    let n_wanted = match function.kind {
        Kind::Correlation | Kind::Covariance { .. } | Kind::MaxBy | Kind::MinBy => 2,
        Kind::Count if !args.is_empty() => args.len(),
        Kind::First | Kind::Last | Kind::Percentile | Kind::ApproxDistinct if args.len() > 1 => args.len().min(3),
        _ => 1,
    };
    if args.len() != n_wanted {
        return Err(crate::functions::wrong_count(function.name, &n_wanted.to_string(), args.len()));
    }
    let mut ignores_nulls = false;
    if matches!(function.kind, Kind::First | Kind::Last) && args.len() == 2 {
        ignores_nulls = matches!(args.pop(), Some(Expr::Literal(Datum::Bool(true), _)));
    }
    let found = args.first().map_or(DataType::Null, Expr::data_type);
    let wanted = match function.kind {
        Kind::Sum | Kind::Average if found.is_integral() => {
            if function.kind == Kind::Sum {
                Some(DataType::Long)
            } else {
                Some(DataType::Double)
            }
        }
        Kind::Sum | Kind::Average if matches!(found, DataType::Decimal(..)) => None,
        Kind::Every | Kind::Some | Kind::CountIf => Some(DataType::Boolean),
        Kind::Percentile if function.name != "percentile" && function.name != "median" => None,
        Kind::Sum
        | Kind::Average
        | Kind::Deviation { .. }
        | Kind::Skewness
        | Kind::Kurtosis
        | Kind::Correlation
        | Kind::Covariance { .. }
        | Kind::Product
        | Kind::Percentile => Some(DataType::Double),
        _ => None,
    };
    if let Some(wanted) = &wanted {
        for (at, arg) in args.iter().enumerate() {
            if !coerce::is_implied(&arg.data_type(), wanted) {
                let name = if *wanted == DataType::Boolean { "BOOLEAN" } else { "NUMERIC" };
                return Err(crate::functions::wrong_type(function.name, &args, at, name));
            }
        }
        args = args.into_iter().map(|arg| coerce::implied(arg, wanted)).collect();
    }
    if matches!(function.kind, Kind::Min | Kind::Max) && !found.is_orderable() {
        return Err(crate::functions::wrong_type(function.name, &args, 0, "ORDERABLE"));
    }
    let data_type = match (function.kind, &found) {
        (Kind::Count | Kind::CountIf | Kind::ApproxDistinct, _) => DataType::Long,
        (Kind::Sum, DataType::Decimal(precision, scale)) => {
            decimal::bounded(i32::from(*precision) + 10, i32::from(*scale))
        }
        (Kind::Average, DataType::Decimal(precision, scale)) => {
            decimal::bounded(i32::from(*precision) + 4, i32::from(*scale) + 4)
        }
        (Kind::List | Kind::Set, _) => DataType::Array(Rc::new(found), false),
        (Kind::Every | Kind::Some, _) => DataType::Boolean,
        (Kind::Percentile, _) => wanted.unwrap_or(found),
        _ => wanted.unwrap_or(found),
    };
    Ok(Expr::Aggregate(Box::new(AggCall { function, args, is_distinct, data_type, ignores_nulls })))
}

impl Kind {
    /// Whether groups are kept as objects and not in rows, which is how Spark chooses its operator.
    pub fn is_object(self) -> bool {
        matches!(self, Self::List | Self::Set | Self::Percentile)
    }
}

/// What a group has seen so far.
#[derive(Clone, Debug)]
pub enum State {
    Count(i64),
    Value(Datum),
    /// The value and whether there was one.
    Seen(Datum, bool),
    Sum(Datum, i64),
    Moments {
        n: f64,
        mean: f64,
        m2: f64,
        m3: f64,
        m4: f64,
    },
    Pair {
        n: f64,
        x: f64,
        y: f64,
        xy: f64,
        x2: f64,
        y2: f64,
    },
    List(Vec<Datum>),
    Best(Datum, Datum),
}

impl State {
    pub fn new(call: &AggCall) -> Self {
        match call.function.kind {
            Kind::Count | Kind::CountIf => Self::Count(0),
            Kind::Sum | Kind::Average => Self::Sum(Datum::Null, 0),
            Kind::Min | Kind::Max | Kind::Every | Kind::Some | Kind::Product => Self::Value(Datum::Null),
            Kind::First | Kind::Last => Self::Seen(Datum::Null, false),
            Kind::Deviation { .. } | Kind::Skewness | Kind::Kurtosis => {
                Self::Moments { n: 0.0, mean: 0.0, m2: 0.0, m3: 0.0, m4: 0.0 }
            }
            Kind::Correlation | Kind::Covariance { .. } => {
                Self::Pair { n: 0.0, x: 0.0, y: 0.0, xy: 0.0, x2: 0.0, y2: 0.0 }
            }
            Kind::List | Kind::Set | Kind::Percentile | Kind::ApproxDistinct => Self::List(Vec::new()),
            Kind::MaxBy | Kind::MinBy => Self::Best(Datum::Null, Datum::Null),
        }
    }

    /// Takes in a row's arguments.
    pub fn update(&mut self, call: &AggCall, args: &[Datum]) {
        let arg = args.first().unwrap_or(&Datum::Null);
        match (self, call.function.kind) {
            (Self::Count(n), Kind::CountIf) => *n += i64::from(arg.as_bool() == Some(true)),
            (Self::Count(n), _) => *n += i64::from(!args.iter().any(Datum::is_null)),
            (Self::Sum(sum, n), _) if !arg.is_null() => {
                *sum = add(sum, arg);
                *n += 1;
            }
            (Self::Seen(value, is_seen), kind) if !(call.ignores_nulls && arg.is_null()) => {
                if kind == Kind::Last || !*is_seen {
                    (*value, *is_seen) = (arg.clone(), true);
                }
            }
            (Self::Value(best), kind) if !arg.is_null() => *best = combined(kind, best, arg),
            (Self::Moments { n, mean, m2, m3, m4 }, _) => {
                let Some(x) = arg.as_double() else { return };
                *n += 1.0;
                let delta = x - *mean;
                let part = delta / *n;
                *mean += part;
                *m2 += delta * (delta - part);
                let (delta2, part2) = (delta * delta, part * part);
                let old_m2 = *m2 - delta * (delta - part);
                let old_m3 = *m3;
                *m3 += -3.0 * part * old_m2 + delta * (delta2 - part2);
                *m4 += -4.0 * part * old_m3 + 6.0 * part2 * old_m2 + delta * (delta * delta2 - part * part2);
            }
            (Self::Pair { n, x, y, xy, x2, y2 }, _) => {
                let (Some(a), Some(b)) = (arg.as_double(), args.get(1).and_then(Datum::as_double)) else { return };
                *n += 1.0;
                let (dx, dy) = (a - *x, b - *y);
                *x += dx / *n;
                *y += dy / *n;
                *xy += dx * (b - *y);
                *x2 += dx * (a - *x);
                *y2 += dy * (b - *y);
            }
            (Self::List(items), kind) if !arg.is_null() => {
                let is_there = matches!(kind, Kind::Set | Kind::ApproxDistinct)
                    && items.iter().any(|item| key_of(std::slice::from_ref(item)) == key_of(std::slice::from_ref(arg)));
                if !is_there {
                    items.push(arg.clone());
                }
            }
            (Self::Best(value, by), kind) => {
                let Some(order) = args.get(1).filter(|order| !order.is_null()) else { return };
                let is_better = by.is_null()
                    || if kind == Kind::MaxBy { order.compare(by).is_gt() } else { order.compare(by).is_lt() };
                if is_better {
                    (*value, *by) = (arg.clone(), order.clone());
                }
            }
            _ => {}
        }
    }

    /// Takes in what another partition has seen of the same group.
    pub fn merge(&mut self, call: &AggCall, other: &Self) {
        match (self, other) {
            (Self::Count(n), Self::Count(more)) => *n += more,
            (Self::Sum(sum, n), Self::Sum(more, m)) if *m > 0 => {
                *sum = add(sum, more);
                *n += m;
            }
            (Self::Seen(value, is_seen), Self::Seen(later, true)) => {
                if call.function.kind == Kind::Last || !*is_seen {
                    (*value, *is_seen) = (later.clone(), true);
                }
            }
            (Self::Value(best), Self::Value(other)) if !other.is_null() => {
                *best = combined(call.function.kind, best, other);
            }
            (
                Self::Moments { n, mean, m2, m3, m4 },
                Self::Moments { n: nr, mean: meanr, m2: m2r, m3: m3r, m4: m4r },
            ) => {
                let (n1, n2) = (*n, *nr);
                let total = n1 + n2;
                let delta = meanr - *mean;
                let part = if total == 0.0 { 0.0 } else { delta / total };
                let (old_m2, old_m3) = (*m2, *m3);
                *n = total;
                *mean += part * n2;
                *m2 = old_m2 + m2r + delta * part * n1 * n2;
                *m3 = old_m3 + m3r + part * part * delta * n1 * n2 * (n1 - n2) + 3.0 * part * (n1 * m2r - n2 * old_m2);
                *m4 = *m4
                    + m4r
                    + part * part * part * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
                    + 6.0 * part * part * (n1 * n1 * m2r + n2 * n2 * old_m2)
                    + 4.0 * part * (n1 * m3r - n2 * old_m3);
            }
            (Self::Pair { n, x, y, xy, x2, y2 }, Self::Pair { n: nr, x: xr, y: yr, xy: xyr, x2: x2r, y2: y2r }) => {
                let (n1, n2) = (*n, *nr);
                let total = n1 + n2;
                let (dx, dy) = (xr - *x, yr - *y);
                let divided = |d: f64| if total == 0.0 { 0.0 } else { d / total };
                let (px, py) = (divided(dx), divided(dy));
                *n = total;
                *x += px * n2;
                *y += py * n2;
                *xy += xyr + dx * py * n1 * n2;
                *x2 += x2r + dx * px * n1 * n2;
                *y2 += y2r + dy * py * n1 * n2;
            }
            (Self::List(_), Self::List(more)) if more.is_empty() => {}
            (list @ Self::List(_), Self::List(more)) => {
                for item in more {
                    list.update(call, std::slice::from_ref(item));
                }
            }
            (best @ Self::Best(..), Self::Best(value, by)) => best.update(call, &[value.clone(), by.clone()]),
            _ => {}
        }
    }

    /// The result.
    pub fn finish(self, call: &AggCall) -> Datum {
        match (self, call.function.kind) {
            (Self::Count(n), _) => Datum::Int(n),
            (Self::Sum(_, 0), _) => Datum::Null,
            (Self::Sum(sum, _), Kind::Sum) => crate::cast::number(&sum, &call.data_type),
            (Self::Sum(sum, n), _) => average(&sum, n, &call.data_type),
            (Self::Value(value) | Self::Seen(value, _) | Self::Best(value, _), _) => value,
            (Self::Moments { n: 0.0, .. }, _) => Datum::Null,
            (Self::Moments { n, m2, .. }, Kind::Deviation { is_sample, is_root }) => {
                let divisor = if is_sample { n - 1.0 } else { n };
                if divisor == 0.0 {
                    return Datum::Null;
                }
                let variance = m2 / divisor;
                Datum::Double(if is_root { variance.sqrt() } else { variance })
            }
            (Self::Moments { m2: 0.0, .. }, _) => Datum::Null,
            (Self::Moments { n, m2, m3, .. }, Kind::Skewness) => Datum::Double(n.sqrt() * m3 / (m2 * m2 * m2).sqrt()),
            (Self::Moments { n, m2, m4, .. }, _) => Datum::Double(n * m4 / (m2 * m2) - 3.0),
            (Self::Pair { n: 0.0, .. }, _) => Datum::Null,
            (Self::Pair { n, xy, .. }, Kind::Covariance { is_sample }) => {
                let divisor = if is_sample { n - 1.0 } else { n };
                if divisor == 0.0 { Datum::Null } else { Datum::Double(xy / divisor) }
            }
            (Self::Pair { n: 1.0, .. }, _) => Datum::Null,
            (Self::Pair { xy, x2, y2, .. }, _) => Datum::Double(xy / (x2 * y2).sqrt()),
            (Self::List(items), Kind::ApproxDistinct) => Datum::Int(items.len() as i64),
            (Self::List(items), Kind::Percentile) => percentile(call, items),
            (Self::List(items), _) => Datum::list(items),
        }
    }
}

fn add(sum: &Datum, term: &Datum) -> Datum {
    match (sum, term) {
        (Datum::Null, term) => term.clone(),
        (Datum::Int(a), Datum::Int(b)) => Datum::Int(a.wrapping_add(*b)),
        (Datum::Double(a), Datum::Double(b)) => Datum::Double(a + b),
        (Datum::Decimal(a, s), Datum::Decimal(b, _)) => {
            a.checked_add(*b).map_or(Datum::Null, |sum| Datum::Decimal(sum, *s))
        }
        _ => Datum::Null,
    }
}

fn average(sum: &Datum, n: i64, to: &DataType) -> Datum {
    match (sum, to) {
        (Datum::Decimal(number, from), DataType::Decimal(precision, scale)) => {
            let scaled = decimal::rescale((*number, *from), *scale);
            let fitted = scaled.map(|number| decimal::divide_half_up(number, i128::from(n)));
            let fitted = fitted.and_then(|number| decimal::fit((number, *scale), *precision, *scale));
            fitted.map_or(Datum::Null, |number| Datum::Decimal(number, *scale))
        }
        (sum, _) => sum.as_double().map_or(Datum::Null, |sum| Datum::Double(sum / n as f64)),
    }
}

fn combined(kind: Kind, best: &Datum, arg: &Datum) -> Datum {
    match (kind, best, arg) {
        (Kind::Product, Datum::Double(a), Datum::Double(b)) => Datum::Double(a * b),
        (Kind::Every, Datum::Bool(a), Datum::Bool(b)) => Datum::Bool(*a && *b),
        (Kind::Some, Datum::Bool(a), Datum::Bool(b)) => Datum::Bool(*a || *b),
        (_, Datum::Null, arg) => arg.clone(),
        (Kind::Min, best, arg) if arg.compare(best).is_lt() => arg.clone(),
        (Kind::Max, best, arg) if arg.compare(best).is_gt() => arg.clone(),
        _ => best.clone(),
    }
}

fn percentile(call: &AggCall, mut items: Vec<Datum>) -> Datum {
    items.sort_by(Datum::compare);
    let share = match call.args.get(1) {
        Some(Expr::Literal(share, _)) => share.as_double().unwrap_or(0.5),
        Some(Expr::Cast(inner, ..)) => match &**inner {
            Expr::Literal(share, _) => share.as_double().unwrap_or(0.5),
            _ => 0.5,
        },
        _ => 0.5,
    };
    let Some(last) = items.len().checked_sub(1) else { return Datum::Null };
    if call.data_type != DataType::Double || call.function.name.contains("approx") {
        let at = ((share * items.len() as f64).ceil() as usize).saturating_sub(1).min(last);
        return items.get(at).cloned().unwrap_or_default();
    }
    let place = share * last as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    let number = |at: usize| items.get(at).and_then(Datum::as_double).unwrap_or(0.0);
    if low == high {
        return Datum::Double(number(low));
    }
    Datum::Double((high as f64 - place) * number(low) + (place - low as f64) * number(high))
}
