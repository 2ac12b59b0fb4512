//! `sys`.

use std::any::Any;
use std::borrow::Cow;

use value::context::Sleep;
use value::raised::{ExcKind, Exception};
use value::{Args, CallCx, Interrupt, KeyMap, Object, Raised, Value};

use crate::collections::namedtuple;
use crate::support::{Generated, module};
use python::native::instance_of_value;
use python::types::method::{FunctionEntry, between, one, zero};
use python::types::object_method;

const FUNCTIONS: &[FunctionEntry] = &[
    between("sys", "exit", 0, 1, |_, args, _| {
        Err(Raised::from_value(Exception::builtin(ExcKind::SystemExit, args.to_vec()).into_value()))
    }),
    zero("sys", "getrecursionlimit", |_, _, cx| Ok(Value::Int(i64::from(cx.max_depth)))),
    one("sys", "setrecursionlimit", |_, args, cx| {
        let limit = python::ops::index(&args[0], cx)?;
        if limit < 1 {
            return Err(Raised::value_error("recursion limit must be greater or equal than 1".into()));
        }
        // More than this would end the stack of the page, not of the program.
        cx.max_depth = limit.min(3000) as u32;
        Ok(Value::None)
    }),
    between("sys", "getsizeof", 1, 2, |_, args, cx| {
        let n_items = python::ops::len(&args[0], cx).unwrap_or(0);
        Ok(Value::from(28 + 8 * n_items))
    }),
    zero("sys", "getdefaultencoding", |_, _, _| Ok(Value::str("utf-8"))),
    zero("sys", "getfilesystemencoding", |_, _, _| Ok(Value::str("utf-8"))),
    one("sys", "setdefaultencoding", |_, _, _| Ok(Value::None)),
    one("sys", "intern", |_, args, _| Ok(args[0].clone())),
    one("sys", "getrefcount", |_, _, _| Ok(Value::Int(2))),
    zero("sys", "exc_info", |_, _, cx| {
        let exception = python::handled_exception(cx);
        let Some(exception) = exception else {
            return Ok(Value::tuple(vec![Value::None, Value::None, Value::None]));
        };
        let class = python::objects::class::class_of(&exception, cx).value();
        Ok(Value::tuple(vec![class, exception, Value::None]))
    }),
];

/// The module object.
pub fn load(cx: &mut CallCx) -> Value {
    let mut argv = vec![Value::str("program.py")];
    argv.extend(cx.host.args().into_iter().map(Value::string));
    let names = ["major", "minor", "micro", "releaselevel", "serial"].map(value::Str::new);
    let version = Value::tuple(vec![Value::Int(3), Value::Int(11), Value::Int(0), Value::str("final"), Value::Int(0)]);
    let version_info = match namedtuple::make_class("sys.version_info", &names, &[]) {
        Ok(class) => instance_of_value(&class, version),
        Err(_) => version,
    };
    module(
        "sys",
        FUNCTIONS,
        vec![
            ("argv", Value::list(argv)),
            ("stdout", Value::object(Stream::Out)),
            ("stderr", Value::object(Stream::Error)),
            ("__stdout__", Value::object(Stream::Out)),
            ("__stderr__", Value::object(Stream::Error)),
            ("stdin", Value::object(Stream::In)),
            ("version", Value::str("3.11.0 (DStream Playground)")),
            ("version_info", version_info),
            ("hexversion", Value::Int(0x030b_00f0)),
            ("maxsize", Value::Int(i64::MAX)),
            ("maxunicode", Value::Int(0x10_ffff)),
            ("platform", Value::str("linux")),
            ("byteorder", Value::str("little")),
            ("executable", Value::str("/usr/bin/python3")),
            ("prefix", Value::str("/usr")),
            ("path", Value::list(vec![Value::str("")])),
            ("modules", Value::dict(KeyMap::default())),
            ("flags", Value::None),
        ],
    )
}

/// The standard streams.
enum Stream {
    Out,
    Error,
    In,
}

impl Object for Stream {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("_io.TextIOWrapper")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let (name, mode) = match self {
            Self::Out => ("<stdout>", 'w'),
            Self::Error => ("<stderr>", 'w'),
            Self::In => ("<stdin>", 'r'),
        };
        Ok(format!("<_io.TextIOWrapper name='{name}' mode='{mode}' encoding='utf-8'>"))
    }
    fn iter(&self, _this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(Generated::of("_io.TextIOWrapper", Vec::new())))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "encoding" => Some(Value::str("utf-8")),
            "name" => Some(Value::str(match self {
                Self::Out => "<stdout>",
                Self::Error => "<stderr>",
                Self::In => "<stdin>",
            })),
            "closed" => Some(Value::Bool(false)),
            "buffer" => Some(this.clone()),
            "write" | "writelines" | "flush" | "isatty" | "fileno" | "read" | "readline" | "readlines"
            | "reconfigure" => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("write", [text]) => self.write(text, cx).map(Some),
            ("writelines", [lines]) => {
                for line in python::ops::collect(lines, cx)? {
                    self.write(&line, cx)?;
                }
                Ok(Some(Value::None))
            }
            ("flush" | "reconfigure", _) => Ok(Some(Value::None)),
            ("isatty", []) => Ok(Some(Value::Bool(false))),
            ("fileno", []) => Ok(Some(Value::Int(match self {
                Self::In => 0,
                Self::Out => 1,
                Self::Error => 2,
            }))),
            // Nobody types while the stream runs: the standard input is at its end.
            ("read" | "readline", _) => Ok(Some(Value::str(""))),
            ("readlines", _) => Ok(Some(Value::list(Vec::new()))),
            _ => Ok(None),
        }
    }
}

impl Stream {
    fn write(&self, text: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let shown = match (python::types::as_str(text), python::types::bytearray::bytes_of(text)) {
            (Some(text), _) => text.to_string(),
            (None, Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            _ => {
                return Err(Raised::type_error(format!("write() argument must be str, not {}", text.type_name())));
            }
        };
        match self {
            Self::Out => cx.host.write_stdout(&shown),
            Self::Error => cx.host.write_stderr(&shown),
            Self::In => {
                return Err(Raised::new(ExcKind::OSError, "not writable".into()));
            }
        }
        Ok(Value::from(shown.chars().count()))
    }
}

/// Lets time go by; the driver program may have to be resumed afterwards.
pub fn sleep(micros: i64, cx: &mut CallCx) -> Result<Value, Raised> {
    match cx.host.sleep_micros(micros) {
        Sleep::Slept => Ok(Value::None),
        Sleep::Waits => Err(Raised::interrupt(Interrupt::Wait)),
    }
}
