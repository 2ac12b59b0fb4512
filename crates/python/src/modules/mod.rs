//! The modules of the standard library that programs can import here.

pub mod base64;
pub mod calendar;
pub mod chain;
pub mod collections;
pub mod combinatorics;
pub mod copy;
pub mod csv;
pub mod datetime;
pub mod functools;
pub mod hashlib;
pub mod heapq;
pub mod io;
pub mod itertools;
pub mod json;
pub mod math;
pub mod operator;
pub mod os;
pub mod random;
pub mod re;
pub mod statistics;
pub mod string;
pub mod strptime;
pub mod support;
pub mod sys;
pub mod time;

use value::context::CallCx;
use value::{Raised, Value};

/// What `import name` gives, made anew (the caller keeps it), or `None` if there is no such module here.
pub fn load(name: &str, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    Some(Ok(match name {
        "base64" => base64::load(),
        "bisect" => heapq::load_bisect(),
        "collections" => collections::load(),
        "copy" => copy::load(),
        "csv" => csv::load(),
        "datetime" => datetime::load(),
        "functools" => functools::load(),
        "hashlib" => hashlib::load(),
        "heapq" => heapq::load(),
        "io" => io::load(),
        "itertools" => itertools::load(),
        "json" => json::load(),
        "math" => math::load(),
        "operator" => operator::load(),
        "os" => os::load(),
        "os.path" | "posixpath" => os::load_path(),
        "random" => random::load(),
        "re" => re::load(),
        "statistics" => statistics::load(),
        "string" => string::load(),
        "sys" => sys::load(cx),
        "time" => time::load(),
        _ => return None,
    }))
}
