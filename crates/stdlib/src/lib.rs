//! The modules of the standard library that programs can import here.

pub mod abc;
pub mod argparse;
pub mod base64;
pub mod calendar;
pub mod chain;
pub mod collections;
pub mod combinatorics;
pub mod copy;
pub mod csv;
pub mod dataclasses;
pub mod datetime;
pub mod decimal;
pub mod enums;
pub mod functools;
pub mod hashlib;
pub mod heapq;
pub mod io;
pub mod itertools;
pub mod json;
pub mod logging;
pub mod math;
pub mod operator;
pub mod os;
pub mod random;
pub mod re;
pub mod statistics;
pub mod string;
pub mod strptime;
pub mod struct_module;
pub mod support;
pub mod sys;
pub mod textwrap;
pub mod time;
pub mod typing;

use python::Modules;
use value::context::CallCx;
use value::{Raised, Value};

/// The modules that are written in Python, by name.
pub const TEXTS: &[(&str, &str)] = &[
    ("difflib", include_str!("python/difflib.py")),
    ("pickle", include_str!("python/pickle.py")),
    ("platform", include_str!("python/platform.py")),
    ("shutil", include_str!("python/shutil.py")),
    ("tempfile", include_str!("python/tempfile.py")),
    ("unittest", include_str!("python/unittest.py")),
    ("unittest.case", include_str!("python/unittest_case.py")),
    ("unittest.support", include_str!("python/unittest_support.py")),
    ("unittest.runner", include_str!("python/unittest_runner.py")),
];

/// All of the library, to import from.
pub fn modules() -> Modules {
    let modules = Modules::new(load);
    for &(name, text) in TEXTS {
        modules.add_text(name, text);
    }
    modules
}

/// What `import name` gives, made anew (the caller keeps it), or `None` if there is no such module here.
pub fn load(name: &str, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    Some(Ok(match name {
        "abc" => abc::load(),
        "argparse" => argparse::load(),
        "base64" => base64::load(),
        "bisect" => heapq::load_bisect(),
        "collections" => collections::load(),
        "contextlib" => abc::load_contextlib(),
        "copy" => copy::load(),
        "csv" => csv::load(),
        "dataclasses" => dataclasses::load(),
        "datetime" => datetime::load(),
        "decimal" => decimal::load(),
        "enum" => enums::load(),
        "functools" => functools::load(),
        "hashlib" => hashlib::load(),
        "heapq" => heapq::load(),
        "io" => io::load(),
        "itertools" => itertools::load(),
        "json" => json::load(),
        "logging" => logging::load(),
        "math" => math::load(),
        "operator" => operator::load(),
        "os" => os::load(),
        "os.path" | "posixpath" => os::load_path(),
        "pprint" => textwrap::load_pprint(),
        "random" => random::load(),
        "re" => re::load(),
        "statistics" => statistics::load(),
        "string" => string::load(),
        "struct" => struct_module::load(),
        "sys" => sys::load(cx),
        "textwrap" => textwrap::load(),
        "time" => time::load(),
        "traceback" => logging::load_traceback(),
        "typing" => typing::load(),
        "warnings" => logging::load_warnings(),
        _ => return None,
    }))
}
