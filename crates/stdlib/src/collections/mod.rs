//! `collections`.

pub mod counter;
pub mod default_dict;
pub mod deque;
pub mod namedtuple;
pub mod ordered_dict;

use value::Value;

use crate::support::module;
use python::native::{builtin_class, native_function};

/// The module object.
pub fn load() -> Value {
    module(
        "collections",
        &[],
        vec![
            ("Counter", counter::class_value()),
            ("defaultdict", default_dict::class_value()),
            ("OrderedDict", ordered_dict::class_value()),
            ("deque", deque::class_value()),
            ("namedtuple", native_function("namedtuple", namedtuple::namedtuple)),
            ("UserString", builtin_class("str")),
        ],
    )
}
