//! Expressions as text: the names of columns that have none, and `Column<'…'>`.

use crate::cast;
use crate::datum::Datum;
use crate::expr::{CastKind, Direction, Expr, Frame, WindowSpec};
use crate::types::DataType;

/// What names leave out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// In names of columns and in messages: only the last part of a column's name, no implied casts.
    Pretty,
    /// As `repr` shows a column.
    Repr,
}

/// The name of a column that was given none; a cast of a column keeps the column's name.
pub fn column_name(expr: &Expr) -> String {
    match expr {
        Expr::Alias(_, names) => names.first().map(ToString::to_string).unwrap_or_default(),
        Expr::Cast(inner, ..) if matches!(**inner, Expr::Attr(_) | Expr::Alias(..)) => column_name(inner),
        Expr::Attr(attr) => attr.name.to_string(),
        Expr::Apply { function, args, .. } if function.name == "getfield" => field_name(args).unwrap_or_default(),
        other => sql_text(other),
    }
}

/// The expression as names of columns and messages show it.
pub fn sql_text(expr: &Expr) -> String {
    show(expr, Style::Pretty)
}

/// The expression as `repr` of a `Column` shows it.
pub fn repr_text(expr: &Expr) -> String {
    show(expr, Style::Repr)
}

/// A call by its name, as messages show it.
pub fn call_text(name: &str, args: &[Expr]) -> String {
    call(name, args, false, Style::Pretty)
}

fn field_name(args: &[Expr]) -> Option<String> {
    let Some(DataType::Struct(fields)) = args.first().map(Expr::data_type) else { return None };
    match args.get(1) {
        Some(Expr::Literal(Datum::Int(at), _)) => {
            fields.get(usize::try_from(*at).ok()?).map(|field| field.name.to_string())
        }
        _ => None,
    }
}

fn literal(datum: &Datum, data_type: &DataType, style: Style) -> String {
    let text = cast::pretty(datum, data_type, 0);
    match data_type {
        _ if datum.is_null() => "NULL".into(),
        DataType::Date if style == Style::Pretty => format!("DATE '{text}'"),
        DataType::Timestamp if style == Style::Pretty => format!("TIMESTAMP '{text}'"),
        DataType::TimestampNtz if style == Style::Pretty => format!("TIMESTAMP_NTZ '{text}'"),
        DataType::Binary => match datum {
            Datum::Bytes(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
                if style == Style::Pretty { format!("X'{digits}'") } else { format!("0x{digits}") }
            }
            _ => text,
        },
        _ => text,
    }
}

fn show(expr: &Expr, style: Style) -> String {
    let inner = |expr: &Expr| show(expr, style);
    match expr {
        Expr::Literal(datum, data_type) => literal(datum, data_type, style),
        Expr::Name(parts) => parts.iter().map(|part| part.as_ref()).collect::<Vec<_>>().join("."),
        Expr::Star(None) => "unresolvedstar()".into(),
        Expr::Star(Some(of)) => format!("{of}.*"),
        Expr::Attr(attr) => attr.name.to_string(),
        Expr::Slot(at, ..) => format!("input[{at}]"),
        Expr::Parameter(..) => "namedlambdavariable()".into(),
        Expr::Lambda(names, body) => {
            let params = vec!["namedlambdavariable()"; names.len()].join(", ");
            format!("lambdafunction({}, {params})", inner(body))
        }
        Expr::Alias(of, names) => match names.as_slice() {
            [name] => format!("{} AS {name}", inner(of)),
            _ => format!("multialias({})", inner(of)),
        },
        Expr::Cast(of, _, CastKind::Implied) => inner(of),
        Expr::Cast(of, to, CastKind::Asked) => format!("CAST({} AS {})", inner(of), to.sql_name()),
        Expr::Call { name, args, is_distinct } => call(name, args, *is_distinct, style),
        Expr::Apply { function, args, shown, .. } => {
            call(shown.as_deref().unwrap_or(function.name), args, false, style)
        }
        Expr::Udf { udf, args } => call(udf.name(), args, false, style),
        Expr::Aggregate(aggregate) => call(aggregate.function.name, &aggregate.args, aggregate.is_distinct, style),
        Expr::Case { branches, otherwise } => {
            let mut text = String::from("CASE");
            for (when, then) in branches {
                text.push_str(&format!(" WHEN {} THEN {}", inner(when), inner(then)));
            }
            if let Some(otherwise) = otherwise {
                text.push_str(&format!(" ELSE {}", inner(otherwise)));
            }
            text + " END"
        }
        Expr::Order(of, direction) => format!("{} {}", inner(of), direction_text(*direction)),
        Expr::Over(of, spec) => {
            let of = match &**of {
                Expr::Apply { .. } | Expr::Aggregate(_) | Expr::Call { .. } => inner(of),
                other => inner(other),
            };
            format!("{of} OVER ({})", window_text(spec, style))
        }
    }
}

fn direction_text(direction: Direction) -> &'static str {
    match (direction.is_ascending, direction.nulls_first) {
        (true, true) => "ASC NULLS FIRST",
        (true, false) => "ASC NULLS LAST",
        (false, true) => "DESC NULLS FIRST",
        (false, false) => "DESC NULLS LAST",
    }
}

fn window_text(spec: &WindowSpec, style: Style) -> String {
    let list = |exprs: &[Expr]| exprs.iter().map(|expr| show(expr, style)).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !spec.partition_by.is_empty() {
        parts.push(format!("PARTITION BY {}", list(&spec.partition_by)));
    }
    if !spec.order_by.is_empty() {
        parts.push(format!("ORDER BY {}", list(&spec.order_by)));
    }
    if let Some(frame) = spec.frame {
        parts.push(frame_text(frame));
    } else if style == Style::Pretty {
        parts.push(frame_text(Frame {
            is_rows: spec.order_by.is_empty(),
            start: None,
            end: if spec.order_by.is_empty() { None } else { Some(0) },
        }));
    }
    parts.join(" ")
}

fn frame_text(frame: Frame) -> String {
    let side = |bound: Option<i64>, unbounded: &str| match bound {
        None => format!("UNBOUNDED {unbounded}"),
        Some(0) => "CURRENT ROW".into(),
        Some(n) if n < 0 => format!("{} PRECEDING", -n),
        Some(n) => format!("{n} FOLLOWING"),
    };
    let unit = if frame.is_rows { "ROWS" } else { "RANGE" };
    format!("{unit} BETWEEN {} AND {}", side(frame.start, "PRECEDING"), side(frame.end, "FOLLOWING"))
}

fn call(name: &str, args: &[Expr], is_distinct: bool, style: Style) -> String {
    let shown: Vec<String> = args
        .iter()
        .map(|arg| match arg {
            Expr::Star(None) => {
                if name == "count" {
                    "1".into()
                } else {
                    "*".to_owned()
                }
            }
            other => show(other, style),
        })
        .collect();
    let upper = name.to_ascii_uppercase();
    match (name, shown.as_slice()) {
        ("=" | "<" | "<=" | ">" | ">=" | "<=>" | "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "div", [a, b]) => {
            format!("({a} {name} {b})")
        }
        ("mod", [a, b]) => format!("({a} % {b})"),
        ("<>", [a, b]) => format!("(NOT ({a} = {b}))"),
        ("and" | "or", [a, b]) => format!("({a} {upper} {b})"),
        ("not", [a]) => format!("(NOT {a})"),
        ("-u", [a]) => format!("(- {a})"),
        ("+u", [a]) => format!("(+ {a})"),
        ("isnull", [a]) => format!("({a} IS NULL)"),
        ("isnotnull", [a]) => format!("({a} IS NOT NULL)"),
        ("in", [a, rest @ ..]) => format!("({a} IN ({}))", rest.join(", ")),
        ("like", [a, b]) => format!("{a} LIKE {b}"),
        ("ilike", [a, b]) => format!("ilike({a}, {b})"),
        ("if", [a, b, c]) => format!("(IF({a}, {b}, {c}))"),
        ("getitem", [a, b]) => format!("{a}[{b}]"),
        ("getfield", [a, ..]) => field_name(args).map_or_else(|| a.clone(), |field| format!("{a}.{field}")),
        (
            "rlike" | "sqrt" | "floor" | "ceil" | "exp" | "log10" | "log2" | "log1p" | "expm1" | "signum" | "cbrt"
            | "sin" | "cos" | "tan" | "sinh" | "cosh" | "tanh" | "degrees" | "radians" | "atan2" | "hypot" | "rank"
            | "dense_rank" | "ntile",
            _,
        ) if !(matches!(name, "rank" | "dense_rank" | "ntile") && style == Style::Repr) => {
            format!("{upper}({})", shown.join(", "))
        }
        ("power", _) if style == Style::Pretty => format!("POWER({})", shown.join(", ")),
        ("spark_partition_id", _) if style == Style::Pretty => "SPARK_PARTITION_ID()".into(),
        _ if is_distinct && style == Style::Pretty => format!("{name}(DISTINCT {})", shown.join(", ")),
        _ => format!("{name}({})", shown.join(", ")),
    }
}
