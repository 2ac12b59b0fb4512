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
pub mod endless;
pub mod enums;
pub mod functools;
pub mod gamma;
pub mod hashlib;
pub mod heapq;
pub mod io;
pub mod itertools;
pub mod json;
pub mod logging;
pub mod mapping_proxy;
pub mod math;
pub mod operator;
pub mod os;
pub mod pprint;
pub mod random;
pub mod re;
pub mod statistics;
pub mod string;
pub mod strptime;
pub mod struct_module;
pub mod support;
pub mod sys;
pub mod time;
pub mod typing;

use python::Modules;
use value::context::CallCx;
use value::{Raised, Value};

/// The modules that are written in Python, by name.
pub const TEXTS: &[(&str, &str)] = &[
    ("base64", include_str!("python/base64.py")),
    ("_formatter", include_str!("python/string_formatter.py")),
    ("binascii", include_str!("python/binascii.py")),
    ("calendar", include_str!("python/calendar.py")),
    ("collections", include_str!("python/collections.py")),
    ("collections.abc", include_str!("python/collections_abc.py")),
    ("difflib", include_str!("python/difflib.py")),
    ("findspark", include_str!("python/findspark.py")),
    ("fnmatch", include_str!("python/fnmatch.py")),
    ("fractions", include_str!("python/fractions.py")),
    ("functools", include_str!("python/functools.py")),
    ("glob", include_str!("python/glob.py")),
    ("html", include_str!("python/html.py")),
    ("os", include_str!("python/os.py")),
    ("os.path", "from posixpath import *"),
    ("pickle", include_str!("python/pickle.py")),
    ("platform", include_str!("python/platform.py")),
    ("posixpath", include_str!("python/os_path.py")),
    ("secrets", include_str!("python/secrets.py")),
    ("shutil", include_str!("python/shutil.py")),
    ("stat", include_str!("python/stat.py")),
    ("statistics", include_str!("python/statistics.py")),
    ("tempfile", include_str!("python/tempfile.py")),
    ("textwrap", include_str!("python/textwrap.py")),
    ("timeit", include_str!("python/timeit.py")),
    ("types", include_str!("python/types.py")),
    ("typing", include_str!("python/typing.py")),
    ("unittest", include_str!("python/unittest.py")),
    ("unittest.case", include_str!("python/unittest_case.py")),
    ("unittest.runner", include_str!("python/unittest_runner.py")),
    ("unittest.support", include_str!("python/unittest_support.py")),
    ("urllib.parse", include_str!("python/urllib_parse.py")),
    ("uuid", include_str!("python/uuid.py")),
    ("zlib", include_str!("python/binascii.py")),
];

/// All of the library, to import from.
pub fn modules() -> Modules {
    let modules = Modules::new(load);
    for &(name, text) in TEXTS {
        modules.add_text(name, text);
    }
    modules.add_members("string", "_formatter", &["Formatter"]);
    modules
}

/// What `import name` gives, made anew (the caller keeps it), or `None` if there is no such module here.
pub fn load(name: &str, cx: &mut CallCx) -> Option<Result<Value, Raised>> {
    Some(Ok(match name {
        // What modules written in Python have from Rust.
        "_base64" => base64::load(),
        "_collections" => collections::load(),
        "_functools" => functools::load(),
        "_os" => os::load(),
        "_posixpath" => os::load_path(),
        "_types" => support::module("_types", &[], vec![("MappingProxyType", mapping_proxy::class_value())]),
        "_typing" => typing::load(),
        "_statistics" => statistics::load(),
        "abc" => abc::load(),
        "argparse" => argparse::load(),
        "bisect" => heapq::load_bisect(),
        "contextlib" => abc::load_contextlib(),
        "copy" => copy::load(),
        "csv" => csv::load(),
        "dataclasses" => dataclasses::load(),
        "datetime" => datetime::load(),
        "decimal" => decimal::load(),
        "enum" => enums::load(),
        "hashlib" => hashlib::load(),
        "heapq" => heapq::load(),
        "io" => io::load(),
        "itertools" => itertools::load(),
        "json" => json::load(),
        "logging" => logging::load(),
        "math" => math::load(),
        "operator" => operator::load(),
        "pprint" => pprint::load(),
        "random" => random::load(),
        "re" => re::load(),
        "string" => string::load(),
        "struct" => struct_module::load(),
        "sys" => sys::load(cx),
        "time" => time::load(),
        "traceback" => logging::load_traceback(),
        "warnings" => logging::load_warnings(),
        _ => return None,
    }))
}
