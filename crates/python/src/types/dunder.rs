//! Special methods called by name: `x.__len__()`, `hasattr(x, "__iter__")`.

use std::any::Any;
use std::borrow::Cow;

use value::context::CallCx;
use value::equality::eq;
use value::hash::py_hash;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::{repr, str_of, truthy};
use value::{Args, Object, Raised, Str, Value};

use crate::ops::{self, UnaryOp};
use crate::types::method::{FunctionEntry, one, zero};
use crate::types::range::Range;
use crate::types::views::DictView;
use crate::types::{bytearray::ByteArray, number};

/// Which values have a method.
type Applies = fn(&Value) -> bool;

fn everything(_value: &Value) -> bool {
    true
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Big(_) | Value::Bool(_) | Value::Float(_))
}

fn is_integer(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Big(_) | Value::Bool(_))
}

fn is_sequence(value: &Value) -> bool {
    matches!(value, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_))
        || value.downcast::<Range>().is_some()
        || value.downcast::<ByteArray>().is_some()
}

fn is_set(value: &Value) -> bool {
    matches!(value, Value::Set(_) | Value::FrozenSet(_))
}

fn is_container(value: &Value) -> bool {
    is_sequence(value) || is_set(value) || matches!(value, Value::Dict(_)) || value.downcast::<DictView>().is_some()
}

fn is_iterator(value: &Value) -> bool {
    matches!(value, Value::Object(object) if object.is_iterator())
}

fn has_iter(value: &Value) -> bool {
    is_container(value) || is_iterator(value)
}

fn has_items(value: &Value) -> bool {
    is_sequence(value) || matches!(value, Value::Dict(_))
}

fn can_change_items(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Dict(_)) || value.downcast::<ByteArray>().is_some()
}

fn can_add(value: &Value) -> bool {
    is_number(value) || matches!(value, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_))
}

fn has_or(value: &Value) -> bool {
    is_integer(value) || is_set(value) || matches!(value, Value::Dict(_))
}

macro_rules! binary_entry {
    ($name:literal, $op:ident) => {
        one("object", $name, |this, args, cx| ops::binary(BinaryOp::$op, this, &args[0], cx))
    };
}

macro_rules! compare_entry {
    ($name:literal, $op:ident) => {
        one("object", $name, |this, args, cx| compare(CompareOp::$op, this, &args[0], cx))
    };
}

const METHODS: &[(Applies, FunctionEntry)] = &[
    (is_number, zero("object", "__abs__", |this, _, cx| ops::absolute(this, cx))),
    (can_add, binary_entry!("__add__", Add)),
    (has_or, binary_entry!("__and__", And)),
    (is_number, zero("object", "__bool__", |this, _, cx| truthy(this, cx).map(Value::Bool))),
    (is_container, one("object", "__contains__", |this, args, cx| ops::contains(this, &args[0], cx).map(Value::Bool))),
    (
        can_change_items,
        one("object", "__delitem__", |this, args, cx| {
            ops::del_item(this, &args[0], cx)?;
            Ok(Value::None)
        }),
    ),
    (is_number, one("object", "__divmod__", |this, args, cx| ops::divmod(this, &args[0], cx))),
    (everything, one("object", "__eq__", |this, args, cx| eq(this, &args[0], cx).map(Value::Bool))),
    (is_number, zero("object", "__float__", |this, _, cx| number::to_float(this, cx).map(Value::Float))),
    (is_number, binary_entry!("__floordiv__", FloorDiv)),
    (
        everything,
        one("object", "__format__", |this, args, cx| {
            let spec = crate::types::as_str(&args[0]).unwrap_or_else(|| Str::new(""));
            crate::types::format(this, &spec, cx).map(Value::string)
        }),
    ),
    (everything, compare_entry!("__ge__", Ge)),
    (has_items, one("object", "__getitem__", |this, args, cx| ops::get_item(this, &args[0], cx))),
    (everything, compare_entry!("__gt__", Gt)),
    (everything, zero("object", "__hash__", |this, _, cx| py_hash(this, cx).map(Value::Int))),
    (is_number, zero("object", "__int__", |this, _, cx| number::int_of(this, cx))),
    (has_iter, zero("object", "__iter__", |this, _, cx| ops::iter(this, cx))),
    (everything, compare_entry!("__le__", Le)),
    (is_container, zero("object", "__len__", |this, _, cx| ops::len(this, cx).map(Value::from))),
    (is_integer, binary_entry!("__lshift__", LeftShift)),
    (everything, compare_entry!("__lt__", Lt)),
    (is_number, binary_entry!("__mod__", Mod)),
    (can_add, binary_entry!("__mul__", Mul)),
    (everything, one("object", "__ne__", |this, args, cx| eq(this, &args[0], cx).map(|equal| Value::Bool(!equal)))),
    (is_number, zero("object", "__neg__", |this, _, cx| ops::unary(UnaryOp::Neg, this, cx))),
    (
        is_iterator,
        zero("object", "__next__", |this, _, cx| match ops::next(this, cx)? {
            Some(item) => Ok(item),
            None => Err(Raised::new(value::ExcKind::StopIteration, String::new())),
        }),
    ),
    (has_or, binary_entry!("__or__", Or)),
    (is_number, zero("object", "__pos__", |this, _, cx| ops::unary(UnaryOp::Pos, this, cx))),
    (is_number, binary_entry!("__pow__", Pow)),
    (everything, zero("object", "__repr__", |this, _, cx| repr(this, cx).map(Value::string))),
    (is_integer, binary_entry!("__rshift__", RightShift)),
    (
        can_change_items,
        FunctionEntry {
            owner: "object",
            name: "__setitem__",
            arity: crate::types::method::Arity::Between(2, 2),
            run: crate::types::method::Run::Positional(|this, args, cx| {
                ops::set_item(this, &args[0], args[1].clone(), cx)?;
                Ok(Value::None)
            }),
        },
    ),
    (everything, zero("object", "__sizeof__", |_, _, _| Ok(Value::from(size_of::<Value>())))),
    (everything, zero("object", "__str__", |this, _, cx| str_of(this, cx).map(Value::string))),
    (is_number, binary_entry!("__sub__", Sub)),
    (is_number, binary_entry!("__truediv__", Div)),
    (has_or, binary_entry!("__xor__", Xor)),
];

/// The special method of that name, if values like this one have it.
pub fn find(value: &Value, name: &str) -> Option<&'static FunctionEntry> {
    if !name.starts_with("__") {
        return None;
    }
    METHODS.iter().find(|(applies, entry)| entry.name == name && applies(value)).map(|(_, entry)| entry)
}

/// The names of the special methods that values like this one have.
pub fn names(value: &Value) -> impl Iterator<Item = &'static str> + '_ {
    METHODS.iter().filter(|(applies, _)| applies(value)).map(|(_, entry)| entry.name)
}

/// A method of an object that knows its methods by name only.
pub struct NamedMethod {
    pub receiver: Value,
    pub name: Str,
}

impl Object for NamedMethod {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("builtin_function_or_method")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!(
            "<built-in method {} of {} object at 0x{:012x}>",
            self.name,
            self.receiver.type_name(),
            value::object::address(self)
        ))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let Value::Object(object) = &self.receiver else { return Ok(Value::None) };
        match object.call_method(&self.receiver, &self.name, &args, cx)? {
            Some(result) => Ok(result),
            None => Err(Raised::type_error(format!(
                "{}.{}() takes other arguments ({} given)",
                self.receiver.type_name(),
                self.name,
                args.positional.len()
            ))),
        }
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__name__" => Some(Value::Str(self.name.clone())),
            "__self__" => Some(self.receiver.clone()),
            _ => None,
        })
    }
}
