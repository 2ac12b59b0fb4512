//! `Row`: a tuple whose items have names.
//!
//! Source: pyspark/sql/types.py of Spark 3.5.

use std::rc::Weak;

use python::NativeClass;
use python::native::{builtin_class, instance_of_value, native_function};
use python::objects::descriptor::StaticMethod;
use python::objects::instance::Instance;
use python::ops::{collect, get_item};
use value::repr::{repr, str_of, truthy};
use value::{Args, CallCx, ExcKind, KeyMap, Raised, Str, Value};

use super::errors;
use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// Where the names are kept.
const FIELDS: &str = "__fields__";

/// The items of a row, a tuple or anything derived from it.
pub(crate) fn items_of(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::Tuple(items) => Some(items.to_vec()),
        Value::Object(object) => match object.inner() {
            Some(Value::Tuple(items)) => Some(items.to_vec()),
            _ => None,
        },
        _ => None,
    }
}

/// The names of a row; `None` for what is no row with names.
pub(crate) fn fields_of(value: &Value, cx: &mut CallCx) -> Option<Vec<String>> {
    let own = value.downcast::<Instance>()?.own(FIELDS)?;
    let names = collect(&own, cx).ok()?;
    Some(names.iter().map(|name| str_of(name, cx).unwrap_or_default()).collect())
}

impl Spark {
    /// A row of values under names, which rows may share.
    pub(crate) fn row(&self, fields: &Value, items: Vec<Value>, cx: &mut CallCx) -> Result<Value, Raised> {
        let row = instance_of_value(&self.classes().sql.row, Value::tuple(items));
        if let Some(instance) = row.downcast::<Instance>() {
            instance.set_own(&Str::new(FIELDS), fields.clone(), cx)?;
        }
        Ok(row)
    }
}

fn this(args: &Args) -> Value {
    args.positional.first().cloned().unwrap_or_default()
}

fn new_row(spark: &Weak<Spark>, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let class = this(args);
    let given = args.positional.get(1..).unwrap_or_default().to_vec();
    if args.keywords.is_empty() {
        return Ok(instance_of_value(&class, Value::tuple(given)));
    }
    if !given.is_empty() {
        let message = "args and kwargs should not be set together.";
        return Err(upgrade(spark)?.sql_value_error("CANNOT_SET_TOGETHER", message));
    }
    let names: Vec<Value> = args.keywords.iter().map(|(name, _)| Value::Str(name.clone())).collect();
    let items: Vec<Value> = args.keywords.iter().map(|(_, value)| value.clone()).collect();
    let row = instance_of_value(&class, Value::tuple(items));
    if let Some(instance) = row.downcast::<Instance>() {
        instance.set_own(&Str::new(FIELDS), Value::list(names), cx)?;
    }
    Ok(row)
}

fn place_of(row: &Value, name: &str, cx: &mut CallCx) -> Option<usize> {
    fields_of(row, cx)?.iter().position(|field| field == name)
}

/// The class `Row`.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let (make, index, dict, call) = (spark.clone(), spark.clone(), spark.clone(), spark.clone());
    let new = native_function("Row.__new__", move |args, cx| new_row(&make, args, cx));
    NativeClass::new("Row", "pyspark.sql.types")
        .base(&builtin_class("tuple"))
        .member("__new__", Value::object(StaticMethod { function: new }))
        .method("__init__", |_, _| Ok(Value::None))
        .method("__getattr__", |args, cx| {
            let row = this(args);
            let name = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
            let missing = || Raised::new(ExcKind::AttributeError, name.clone());
            if name.starts_with("__") {
                return Err(missing());
            }
            let place = place_of(&row, &name, cx).ok_or_else(missing)?;
            items_of(&row).and_then(|items| items.get(place).cloned()).ok_or_else(missing)
        })
        .method("__setattr__", |_, _| Err(Raised::new(ExcKind::RuntimeError, "Row is read-only".into())))
        .method("__getitem__", move |args, cx| {
            let row = this(args);
            let key = args.positional.get(1).cloned().unwrap_or_default();
            let items = Value::tuple(items_of(&row).unwrap_or_default());
            let Value::Str(name) = &key else { return get_item(&items, &key, cx) };
            match place_of(&row, name, cx) {
                Some(place) => get_item(&items, &Value::from(place), cx),
                None => Err(errors::value_error_of(&*upgrade(&index)?, key.clone())),
            }
        })
        .method("__contains__", |args, cx| {
            let row = this(args);
            let wanted = args.positional.get(1).cloned().unwrap_or_default();
            let among = match fields_of(&row, cx) {
                Some(names) => names.iter().map(|name| Value::str(name)).collect(),
                None => items_of(&row).unwrap_or_default(),
            };
            python::ops::item::contains(&Value::tuple(among), &wanted, cx).map(Value::Bool)
        })
        .method("__call__", move |args, cx| {
            let row = this(args);
            let names = items_of(&row).unwrap_or_default();
            let values = args.positional.get(1..).unwrap_or_default().to_vec();
            let spark = upgrade(&call)?;
            if values.len() > names.len() {
                let message = format!("Expected {} values for `fields`, got {}.", names.len(), values.len());
                return Err(spark.sql_value_error("TOO_MANY_VALUES", &message));
            }
            spark.row(&Value::list(names), values, cx)
        })
        .method("__format__", |args, cx| show(&this(args), cx).map(Value::string))
        .method("__repr__", |args, cx| show(&this(args), cx).map(Value::string))
        .method("asDict", move |args, cx| {
            let bound = Arguments::bind("Row.asDict", &["self"], &[("recursive", Value::Bool(false))], args)?;
            let is_recursive = truthy(&bound.at(1), cx)?;
            as_dict(&bound.at(0), is_recursive, cx)?.ok_or_else(|| match upgrade(&dict) {
                Ok(spark) => spark.sql_type_error("CANNOT_CONVERT_TYPE", "Cannot convert Row into dict."),
                Err(raised) => raised,
            })
        })
        .build()
}

fn show(row: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    let items = items_of(row).unwrap_or_default();
    let fields = fields_of(row, cx);
    cx.enter(" while getting the repr of an object")?;
    let parts: Result<Vec<String>, Raised> = match fields {
        Some(names) => names.iter().zip(&items).map(|(name, item)| Ok(format!("{name}={}", repr(item, cx)?))).collect(),
        None => items.iter().map(|item| repr(item, cx)).collect(),
    };
    cx.leave();
    let has_names = fields_of(row, cx).is_some();
    let parts = parts?.join(", ");
    Ok(if has_names { format!("Row({parts})") } else { format!("<Row({parts})>") })
}

fn as_dict(row: &Value, is_recursive: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let (Some(names), Some(items)) = (fields_of(row, cx), items_of(row)) else { return Ok(None) };
    let mut map = KeyMap::default();
    for (name, item) in names.iter().zip(items) {
        let item = if is_recursive { converted(&item, cx)? } else { item };
        map.insert(Value::str(name), item, cx)?;
    }
    Ok(Some(Value::dict(map)))
}

fn converted(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(dict) = as_dict(value, true, cx)? {
        return Ok(dict);
    }
    match value {
        Value::List(list) => {
            let items = list.0.borrow().clone();
            Ok(Value::list(items.iter().map(|item| converted(item, cx)).collect::<Result<_, _>>()?))
        }
        Value::Dict(dict) => {
            let mut map = KeyMap::default();
            for (key, item) in dict.pairs() {
                let item = converted(&item, cx)?;
                map.insert(key, item, cx)?;
            }
            Ok(Value::dict(map))
        }
        other => Ok(other.clone()),
    }
}
