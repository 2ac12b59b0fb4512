//! Functions of arrays, maps and structs, and JSON.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{Function, alike, apply, need_count, plain, ruled, wrong_count, wrong_type};
use crate::coerce::{self, Text};
use crate::datum::{Datum, key_of};
use crate::error::SqlError;
use crate::expr::Expr;
use crate::types::{DataType, Field};

pub const TABLE: &[Function] = &[
    ruled("array", "!", array, |args, _| Ok(Datum::list(args.to_vec()))),
    ruled("map", "!", map, |args, _| {
        Ok(Datum::Map(args.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()))
    }),
    ruled("struct", "!", structure, |args, _| Ok(Datum::list(args.to_vec()))),
    ruled("named_struct", "!", named_structure, |args, _| {
        Ok(Datum::list(args.chunks_exact(2).map(|pair| pair[1].clone()).collect()))
    }),
    ruled("getfield", "", field, |args, _| {
        Ok(match args {
            [Datum::List(items), Datum::Int(at)] => {
                usize::try_from(*at).ok().and_then(|at| items.get(at)).cloned().unwrap_or_default()
            }
            _ => Datum::Null,
        })
    }),
    ruled("getitem", "", item, |args, _| {
        Ok(match args {
            [Datum::List(items), Datum::Int(at)] => {
                usize::try_from(*at).ok().and_then(|at| items.get(at)).cloned().unwrap_or_default()
            }
            [Datum::Map(entries), key] => lookup(entries, key),
            _ => Datum::Null,
        })
    }),
    ruled("element_at", "", item, |args, _| {
        Ok(match args {
            [Datum::List(items), Datum::Int(at)] => {
                let at = if *at < 0 { items.len() as i64 + at } else { at - 1 };
                usize::try_from(at).ok().and_then(|at| items.get(at)).cloned().unwrap_or_default()
            }
            [Datum::Map(entries), key] => lookup(entries, key),
            _ => Datum::Null,
        })
    }),
    ruled("size", "!", size, |args, _| {
        Ok(Datum::Int(match args {
            [Datum::List(items)] => items.len() as i64,
            [Datum::Map(entries)] => entries.len() as i64,
            _ => -1,
        }))
    }),
    ruled("array_contains", "", contains, |args, _| {
        Ok(match args {
            [Datum::List(items), wanted] => {
                match items.iter().any(|item| !item.is_null() && item.compare(wanted).is_eq()) {
                    true => Datum::Bool(true),
                    false if items.iter().any(Datum::is_null) => Datum::Null,
                    false => Datum::Bool(false),
                }
            }
            _ => Datum::Null,
        })
    }),
    ruled("array_position", "", contains, |args, _| {
        Ok(match args {
            [Datum::List(items), wanted] => {
                let found = items.iter().position(|item| !item.is_null() && item.compare(wanted).is_eq());
                Datum::Int(found.map_or(0, |at| at as i64 + 1))
            }
            _ => Datum::Null,
        })
    }),
    ruled("array_remove", "", contains, |args, _| {
        Ok(match args {
            [Datum::List(items), wanted] => Datum::list(
                items.iter().filter(|item| item.is_null() || item.compare(wanted).is_ne()).cloned().collect(),
            ),
            _ => Datum::Null,
        })
    }),
    plain("sort_array", "A?b:0", |args, _| {
        Ok(match args {
            [Datum::List(items), rest @ ..] => {
                let is_ascending = rest.first().and_then(Datum::as_bool).unwrap_or(true);
                sorted(items, |a, b| if is_ascending { a.compare(b) } else { b.compare(a) })
            }
            _ => Datum::Null,
        })
    }),
    plain("array_sort", "A:0", |args, _| {
        Ok(match args {
            // Unlike in `sort_array`, nulls come last.
            [Datum::List(items)] => sorted(items, |a, b| a.is_null().cmp(&b.is_null()).then_with(|| a.compare(b))),
            _ => Datum::Null,
        })
    }),
    plain("array_distinct", "A:0", |args, _| Ok(args.first().map_or(Datum::Null, |list| distinct(list.items())))),
    ruled("array_union", "", same_arrays, |args, _| {
        Ok(distinct(&args.iter().flat_map(|list| list.items().to_vec()).collect::<Vec<_>>()))
    }),
    ruled("array_intersect", "", same_arrays, |args, _| Ok(filtered(args, true))),
    ruled("array_except", "", same_arrays, |args, _| Ok(filtered(args, false))),
    plain("array_max", "A:e?", |args, _| Ok(extreme(args, Ordering::is_gt))),
    plain("array_min", "A:e?", |args, _| Ok(extreme(args, Ordering::is_lt))),
    plain("flatten", "A:e?", |args, _| {
        Ok(match args {
            [Datum::List(lists)] if lists.iter().any(Datum::is_null) => Datum::Null,
            [Datum::List(lists)] => Datum::list(lists.iter().flat_map(|list| list.items().to_vec()).collect()),
            _ => Datum::Null,
        })
    }),
    plain("slice", "Aii:0", |args, _| {
        Ok(match args {
            [Datum::List(items), Datum::Int(start), Datum::Int(length)] => {
                let start = if *start < 0 { items.len() as i64 + start } else { start - 1 };
                match (usize::try_from(start), usize::try_from(*length)) {
                    (Ok(start), Ok(length)) => Datum::list(items.iter().skip(start).take(length).cloned().collect()),
                    _ => Datum::list(Vec::new()),
                }
            }
            _ => Datum::Null,
        })
    }),
    plain("array_join", "As?s:s", |args, call| {
        Ok(match args {
            [Datum::List(items), Datum::Str(separator), rest @ ..] => {
                let instead = rest.first().and_then(Datum::as_str);
                let element = match call.type_of(0) {
                    DataType::Array(element, _) => (*element).clone(),
                    _ => DataType::String,
                };
                let shown = |item: &Datum| match item {
                    Datum::Null => instead.map(str::to_owned),
                    other => Some(crate::cast::text(other, &element, call.env.offset)),
                };
                Datum::string(items.iter().filter_map(shown).collect::<Vec<_>>().join(separator.as_str()))
            }
            _ => Datum::Null,
        })
    }),
    ruled("sequence", "", sequence, |args, _| match args {
        [Datum::Int(start), Datum::Int(end), rest @ ..] => {
            let step = rest.first().and_then(Datum::as_int).unwrap_or(if start <= end { 1 } else { -1 });
            if step == 0 || (end - start).signum() * step.signum() < 0 || (end - start) / step > 1 << 20 {
                return Err(SqlError::plain(format!("Illegal sequence boundaries: {start} to {end} by {step}")));
            }
            Ok(Datum::list((0..=(end - start) / step).map(|n| Datum::Int(start + n * step)).collect()))
        }
        _ => Ok(Datum::Null),
    }),
    ruled("map_keys", "", map_part, |args, _| {
        Ok(args
            .first()
            .map_or(Datum::Null, |map| Datum::list(map.entries().iter().map(|(key, _)| key.clone()).collect())))
    }),
    ruled("map_values", "", map_part, |args, _| {
        Ok(args
            .first()
            .map_or(Datum::Null, |map| Datum::list(map.entries().iter().map(|(_, value)| value.clone()).collect())))
    }),
    plain("to_json", "*:s", |args, call| {
        Ok(args
            .first()
            .map_or(Datum::Null, |value| Datum::string(crate::json::text(value, &call.type_of(0), call.env.offset))))
    }),
    plain("get_json_object", "ss:s?", |args, call| {
        Ok(match args {
            [Datum::Str(text), Datum::Str(path)] => crate::json::at_path(text.as_str(), path.as_str(), call.env),
            _ => Datum::Null,
        })
    }),
    ruled("from_json", "", from_json, |args, call| {
        Ok(match args {
            [Datum::Str(text), ..] => {
                let found = call.env.hooks.json_value(text.as_str(), call.data_type, call.env.offset);
                found.unwrap_or_else(|| match call.data_type {
                    DataType::Struct(fields) => Datum::list(vec![Datum::Null; fields.len()]),
                    _ => Datum::Null,
                })
            }
            _ => Datum::Null,
        })
    }),
];

fn lookup(entries: &[(Datum, Datum)], wanted: &Datum) -> Datum {
    entries.iter().find(|(key, _)| key.compare(wanted).is_eq()).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn sorted(items: &[Datum], compare: impl FnMut(&Datum, &Datum) -> Ordering) -> Datum {
    let mut items = items.to_vec();
    items.sort_by(compare);
    Datum::list(items)
}

fn distinct(items: &[Datum]) -> Datum {
    let mut seen = std::collections::HashSet::new();
    Datum::list(items.iter().filter(|item| seen.insert(key_of(std::slice::from_ref(item)))).cloned().collect())
}

fn filtered(args: &[Datum], is_wanted: bool) -> Datum {
    let [Datum::List(items), Datum::List(others)] = args else { return Datum::Null };
    let others: std::collections::HashSet<_> = others.iter().map(|item| key_of(std::slice::from_ref(item))).collect();
    let kept = items.iter().filter(|item| others.contains(&key_of(std::slice::from_ref(item))) == is_wanted);
    distinct(&kept.cloned().collect::<Vec<_>>())
}

fn extreme(args: &[Datum], is_better: fn(Ordering) -> bool) -> Datum {
    let known = args.first().map_or(&[][..], Datum::items).iter().filter(|item| !item.is_null());
    known.fold(
        Datum::Null,
        |best, item| {
            if best.is_null() || is_better(item.compare(&best)) { item.clone() } else { best }
        },
    )
}

fn array(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    let has_nulls = args.iter().any(Expr::is_nullable);
    let (args, element) = alike(function, args, Text::Allowed)?;
    Ok(apply(function, args, DataType::Array(Rc::new(element), has_nulls), false))
}

fn map(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    if args.len() % 2 == 1 {
        return Err(wrong_count(function.name, "2n (n > 0)", args.len()));
    }
    let part = |from: usize| args.iter().skip(from).step_by(2).cloned().collect::<Vec<_>>();
    let has_nulls = part(1).iter().any(Expr::is_nullable);
    let ((keys, key), (values, value)) =
        (alike(function, part(0), Text::Allowed)?, alike(function, part(1), Text::Allowed)?);
    let args = keys.into_iter().zip(values).flat_map(|(key, value)| [key, value]).collect();
    Ok(apply(function, args, DataType::Map(Rc::new(key), Rc::new(value), has_nulls), false))
}

fn structure(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    let field = |(at, arg): (usize, &Expr)| {
        let name = match arg {
            Expr::Attr(attr) => attr.name.to_string(),
            Expr::Alias(_, names) => names.first().map(ToString::to_string).unwrap_or_default(),
            Expr::Apply { function, .. } if function.name == "getfield" => crate::naming::column_name(arg),
            _ => format!("col{}", at + 1),
        };
        Field::new(&name, arg.data_type(), arg.is_nullable())
    };
    let fields: Vec<Field> = args.iter().enumerate().map(field).collect();
    Ok(apply(function, args, DataType::Struct(fields.into()), false))
}

fn named_structure(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    let mut fields = Vec::new();
    for pair in args.chunks(2) {
        match pair {
            [Expr::Literal(Datum::Str(name), _), value] => {
                fields.push(Field::new(name.as_str(), value.data_type(), value.is_nullable()));
            }
            _ => return Err(wrong_count(function.name, "2n (n > 0)", args.len())),
        }
    }
    Ok(apply(function, args, DataType::Struct(fields.into()), false))
}

/// `getfield(struct, position)`: made by the analyzer from a name.
fn field(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    match (args.first().map(Expr::data_type), args.get(1)) {
        (Some(DataType::Struct(fields)), Some(Expr::Literal(Datum::Int(at), _))) => {
            let found = usize::try_from(*at).ok().and_then(|at| fields.get(at).cloned());
            let Some(found) = found else { return Err(wrong_type("getfield", &args, 0, "STRUCT")) };
            let is_nullable = found.is_nullable || args.first().is_some_and(Expr::is_nullable);
            Ok(apply(function, args, found.data_type, is_nullable))
        }
        _ => Err(wrong_type("getfield", &args, 0, "STRUCT")),
    }
}

fn item(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let [container, key]: [Expr; 2] = args.try_into().map_err(|_| SqlError::plain("two operands are needed"))?;
    match container.data_type() {
        DataType::Array(element, _) => {
            let key = coerce::implied(key, &DataType::Int);
            Ok(apply(function, vec![container, key], (*element).clone(), true))
        }
        DataType::Map(key_type, value, _) => {
            let key = coerce::implied(key, &key_type);
            Ok(apply(function, vec![container, key], (*value).clone(), true))
        }
        DataType::Struct(fields) => {
            let name = match &key {
                Expr::Literal(Datum::Str(name), _) => name.to_string(),
                _ => String::new(),
            };
            let at = fields.iter().position(|field| field.name.eq_ignore_ascii_case(&name));
            match (at, super::find("getfield")) {
                (Some(at), Some(getfield)) => super::resolve(getfield, vec![container, Expr::int(at as i32)]),
                _ => Err(no_field(&name, &fields)),
            }
        }
        other => Err(SqlError::analysis(
            "INVALID_EXTRACT_BASE_FIELD_TYPE",
            format!(
                "Can't extract a value from \"{}\". Need a complex type [STRUCT, ARRAY, MAP] but got \"{}\".",
                crate::naming::sql_text(&container),
                other.sql_name()
            ),
        )),
    }
}

/// The complaint about a field that a struct does not have.
pub fn no_field(name: &str, fields: &[Field]) -> SqlError {
    let names: Vec<String> = fields.iter().map(|field| crate::error::quoted(&field.name)).collect();
    SqlError::analysis(
        "FIELD_NOT_FOUND",
        format!("No such struct field {} in {}.", crate::error::quoted(name), names.join(", ")),
    )
}

fn size(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 1)?;
    match args.first().map(Expr::data_type) {
        Some(DataType::Array(..) | DataType::Map(..) | DataType::Null) => {
            Ok(apply(function, args, DataType::Int, false))
        }
        _ => Err(wrong_type(function.name, &args, 0, "(\"ARRAY\" or \"MAP\")")),
    }
}

fn contains(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let [list, wanted]: [Expr; 2] = args.try_into().map_err(|_| SqlError::plain("two operands are needed"))?;
    let DataType::Array(element, has_nulls) = list.data_type() else {
        return Err(wrong_type(function.name, &[list, wanted], 0, "ARRAY"));
    };
    let common = coerce::common(&element, &wanted.data_type(), Text::Refused);
    let Some(common) = common else { return Err(super::no_common_type(function.name, &[list, wanted])) };
    let is_nullable = list.is_nullable() || wanted.is_nullable() || (has_nulls && function.name == "array_contains");
    let result = match function.name {
        "array_contains" => DataType::Boolean,
        "array_position" => DataType::Long,
        _ => list.data_type(),
    };
    let list = coerce::implied(list, &DataType::Array(Rc::new(common.clone()), has_nulls));
    Ok(apply(function, vec![list, coerce::implied(wanted, &common)], result, is_nullable))
}

fn same_arrays(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 2)?;
    let is_nullable = args.iter().any(Expr::is_nullable);
    let (args, wanted) = alike(function, args, Text::Refused)?;
    Ok(apply(function, args, wanted, is_nullable))
}

fn sequence(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    if !(2..=3).contains(&args.len()) {
        return Err(wrong_count(function.name, "[2, 3]", args.len()));
    }
    let is_nullable = args.iter().any(Expr::is_nullable);
    let (args, element) = alike(function, args, Text::Refused)?;
    if !element.is_integral() {
        return Err(SqlError::unsupported("sequence of anything but whole numbers"));
    }
    Ok(apply(function, args, DataType::Array(Rc::new(element), false), is_nullable))
}

fn map_part(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    need_count(function, &args, 1)?;
    let is_nullable = args.iter().any(Expr::is_nullable);
    match args.first().map(Expr::data_type) {
        Some(DataType::Map(key, _, _)) if function.name == "map_keys" => {
            Ok(apply(function, args, DataType::Array(key, false), is_nullable))
        }
        Some(DataType::Map(_, value, has_nulls)) => {
            Ok(apply(function, args, DataType::Array(value, has_nulls), is_nullable))
        }
        _ => Err(wrong_type(function.name, &args, 0, "MAP")),
    }
}

/// The schema is the second argument: a text in SQL's words.
fn from_json(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    if !(2..=3).contains(&args.len()) {
        return Err(wrong_count(function.name, "[2, 3]", args.len()));
    }
    let data_type = match args.get(1) {
        Some(Expr::Literal(Datum::Str(text), _)) => crate::parse::schema_type(text.as_str())?,
        Some(Expr::Literal(Datum::Null, data_type)) => data_type.clone(),
        _ => return Err(SqlError::unsupported("a schema that is computed")),
    };
    let args = args.into_iter().take(1).map(|arg| coerce::implied(arg, &DataType::String)).collect();
    Ok(apply(function, args, data_type, true))
}
