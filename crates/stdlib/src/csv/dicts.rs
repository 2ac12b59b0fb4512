//! `csv.DictReader` and `csv.DictWriter`: rows by the names of their fields.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use python::native::NativeClass;
use python::ops::item::inner_str;
use python::ops::{collect, next};
use python::types::{get_attr, no_attribute, object_method};
use value::{Args, CallCx, KeyMap, Object, Raised, Value};

use super::{option, reader, writer};
use crate::support::class;

pub(super) fn reader_class() -> Value {
    class("csv.DictReader", || {
        NativeClass::new("DictReader", "csv")
            .constructor(|args, cx| {
                let rest = Args { positional: args.positional.get(1..).unwrap_or_default().to_vec(), ..args.clone() };
                let fields = option(&rest, 1, "fieldnames");
                let mut for_reader = rest.clone();
                for_reader.positional.truncate(1);
                let rows = reader(&for_reader, cx)?;
                let fields = match fields {
                    Some(fields) => Some(collect(&fields, cx)?),
                    None => None,
                };
                Ok(Value::object(DictReader {
                    rows,
                    fields: RefCell::new(fields),
                    rest_key: option(&rest, 2, "restkey").unwrap_or_default(),
                    rest_value: option(&rest, 3, "restval").unwrap_or_default(),
                }))
            })
            .build()
    })
}

/// `csv.DictReader`: rows as dicts by the names in the first one.
struct DictReader {
    rows: Value,
    fields: RefCell<Option<Vec<Value>>>,
    rest_key: Value,
    rest_value: Value,
}

impl DictReader {
    fn names(&self, cx: &mut CallCx) -> Result<Option<Vec<Value>>, Raised> {
        let known = self.fields.borrow().clone();
        if known.is_some() {
            return Ok(known);
        }
        let first = match next(&self.rows, cx)? {
            Some(row) => Some(collect(&row, cx)?),
            None => None,
        };
        *self.fields.borrow_mut() = first.clone();
        Ok(first)
    }
}

impl Object for DictReader {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("DictReader")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(reader_class())
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(this.clone()))
    }
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(names) = self.names(cx)? else { return Ok(None) };
        let mut row = Vec::new();
        while row.is_empty() {
            match next(&self.rows, cx)? {
                Some(found) => row = collect(&found, cx)?,
                None => return Ok(None),
            }
        }
        let mut map = KeyMap::default();
        let extra = row.split_off(row.len().min(names.len()));
        for (at, name) in names.into_iter().enumerate() {
            let value = row.get(at).cloned().unwrap_or_else(|| self.rest_value.clone());
            map.insert(name, value, cx)?;
        }
        if !extra.is_empty() {
            map.insert(self.rest_key.clone(), Value::list(extra), cx)?;
        }
        Ok(Some(Value::dict(map)))
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "fieldnames" => Ok(Some(self.names(cx)?.map_or(Value::None, Value::list))),
            "line_num" => get_attr(&self.rows, name, cx),
            _ => Ok(None),
        }
    }
}

pub(super) fn writer_class() -> Value {
    class("csv.DictWriter", || {
        NativeClass::new("DictWriter", "csv")
            .constructor(|args, cx| {
                let rest = Args { positional: args.positional.get(1..).unwrap_or_default().to_vec(), ..args.clone() };
                let Some(fields) = option(&rest, 1, "fieldnames") else {
                    return Err(Raised::type_error(
                        "DictWriter.__init__() missing 1 required positional argument: 'fieldnames'".into(),
                    ));
                };
                let mut for_writer = rest.clone();
                for_writer.positional.truncate(1);
                let ignore_extra = option(&rest, 3, "extrasaction").as_ref().and_then(inner_str);
                if let Some(action) = ignore_extra
                    .as_deref()
                    .filter(|action| !matches!(action.to_lowercase().as_str(), "raise" | "ignore"))
                {
                    return Err(Raised::value_error(format!("extrasaction ({action}) must be 'raise' or 'ignore'")));
                }
                Ok(Value::object(DictWriter {
                    rows: writer(&for_writer, cx)?,
                    fields: collect(&fields, cx)?,
                    rest_value: option(&rest, 2, "restval").unwrap_or_else(|| Value::str("")),
                    ignores_extra: ignore_extra.is_some_and(|action| action.as_str() != "raise"),
                }))
            })
            .build()
    })
}

/// `csv.DictWriter`.
struct DictWriter {
    rows: Value,
    fields: Vec<Value>,
    rest_value: Value,
    ignores_extra: bool,
}

impl DictWriter {
    fn write(&self, row: Vec<Value>, cx: &mut CallCx) -> Result<Value, Raised> {
        let write = get_attr(&self.rows, "writerow", cx)?.ok_or_else(|| no_attribute(&self.rows, "writerow"))?;
        crate::support::call(&write, vec![Value::list(row)], cx)
    }

    fn write_row(&self, row: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let Some(dict) = python::types::dict::as_dict(row) else {
            return Err(no_attribute(row, "keys"));
        };
        if !self.ignores_extra {
            let mut unknown = Vec::new();
            for (key, _) in dict.pairs() {
                if !python::ops::contains(&Value::list(self.fields.clone()), &key, cx)? {
                    unknown.push(value::repr::repr(&key, cx)?);
                }
            }
            if !unknown.is_empty() {
                return Err(Raised::value_error(format!(
                    "dict contains fields not in fieldnames: {}",
                    unknown.join(", ")
                )));
            }
        }
        let mut values = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            values.push(dict.get(field, cx)?.unwrap_or_else(|| self.rest_value.clone()));
        }
        self.write(values, cx)
    }
}

impl Object for DictWriter {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("DictWriter")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(writer_class())
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "fieldnames" => Some(Value::list(self.fields.clone())),
            "writeheader" | "writerow" | "writerows" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("writeheader", []) => self.write(self.fields.clone(), cx).map(Some),
            ("writerow", [row]) => self.write_row(row, cx).map(Some),
            ("writerows", [rows]) => {
                for row in collect(rows, cx)? {
                    self.write_row(&row, cx)?;
                }
                Ok(Some(Value::None))
            }
            _ => Ok(None),
        }
    }
}
