//! `logging`, to standard error, and `warnings`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Str, Value};

use crate::calendar::{Civil, Zone, strftime};
use crate::support::{bind, class, given, module};
use python::native::{NativeClass, native_function};
use python::ops::item::inner_str;
use python::types::method::{FunctionEntry, any, between};
use python::types::{get_attr, object_method};

const LEVELS: [(&str, i64); 7] =
    [("CRITICAL", 50), ("FATAL", 50), ("ERROR", 40), ("WARNING", 30), ("INFO", 20), ("DEBUG", 10), ("NOTSET", 0)];

/// What all loggers of one program share.
struct Settings {
    loggers: RefCell<Vec<Rc<Logger>>>,
    disabled_below: Cell<i64>,
}

/// `Formatter(fmt, datefmt)`.
#[derive(Clone, Default)]
struct Format {
    line: Option<String>,
    date: Option<String>,
}

/// Writes messages to standard error, wherever the program wanted them.
struct Handler {
    format: RefCell<Format>,
    level: Cell<i64>,
}

const BASIC_FORMAT: &str = "%(levelname)s:%(name)s:%(message)s";

/// A named logger.
struct Logger {
    name: Str,
    level: Cell<i64>,
    handlers: RefCell<Vec<Value>>,
    settings: Rc<Settings>,
}

/// The module object.
pub fn load() -> Value {
    let settings = Rc::new(Settings { loggers: RefCell::default(), disabled_below: Cell::new(0) });
    let root = logger(&settings, "root");
    root.level.set(30);
    let mut members: Vec<(&'static str, Value)> =
        LEVELS.iter().map(|(name, level)| (*name, Value::Int(*level))).collect();
    members.push(("WARN", Value::Int(30)));
    let shared = Rc::clone(&settings);
    members.push((
        "getLogger",
        native_function("getLogger", move |args, _| {
            let name = args.positional.first().and_then(inner_str);
            let name = name.as_deref().filter(|name| !name.is_empty()).unwrap_or("root");
            Ok(Value::object(Handle(logger(&shared, name))))
        }),
    ));
    let shared = Rc::clone(&settings);
    members.push((
        "basicConfig",
        native_function("basicConfig", move |args, cx| {
            let option =
                |name: &str| args.keywords.iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value);
            if let Some(level) = option("level").filter(|level| !matches!(level, Value::None)) {
                logger(&shared, "root").level.set(level_of(level, cx)?);
            }
            let text = |name: &str| option(name).and_then(inner_str).map(|text| text.to_string());
            let format =
                Format { line: Some(text("format").unwrap_or_else(|| BASIC_FORMAT.into())), date: text("datefmt") };
            configure(&logger(&shared, "root"), format);
            Ok(Value::None)
        }),
    ));
    let shared = Rc::clone(&settings);
    members.push((
        "disable",
        native_function("disable", move |args, cx| {
            let level = args.positional.first().map_or(Ok(50), |level| level_of(level, cx))?;
            shared.disabled_below.set(level + 1);
            Ok(Value::None)
        }),
    ));
    members.push((
        "getLevelName",
        native_function("getLevelName", |args, cx| {
            let level = args.positional.first().cloned().unwrap_or_default();
            if let Some(name) = inner_str(&level) {
                let found = LEVELS.iter().find(|(known, _)| *known == name.as_str());
                return Ok(
                    found.map_or_else(|| Value::string(format!("Level {name}")), |(_, level)| Value::Int(*level))
                );
            }
            Ok(Value::string(level_name(python::ops::index(&level, cx)?)))
        }),
    ));
    for name in ["debug", "info", "warning", "warn", "error", "critical", "exception", "log"] {
        let root = Rc::clone(&root);
        members.push((
            name,
            native_function(name, move |args, cx| {
                configure(&root, Format { line: Some(BASIC_FORMAT.into()), date: None });
                root.method(name, args, cx).map(Option::unwrap_or_default)
            }),
        ));
    }
    for name in ["StreamHandler", "FileHandler", "NullHandler", "Handler"] {
        members.push((
            name,
            class(name, || {
                let level = if name == "NullHandler" { i64::MAX } else { 0 };
                NativeClass::new(name, "logging")
                    .constructor(move |_, _| {
                        Ok(Value::object(Handler { format: RefCell::default(), level: Cell::new(level) }))
                    })
                    .build()
            }),
        ));
    }
    members.push((
        "Formatter",
        class("logging.Formatter", || {
            NativeClass::new("Formatter", "logging")
                .constructor(|args, _| {
                    let rest = crate::support::receiver(args).1;
                    let slots = bind("Formatter", &["fmt", "datefmt", "style", "validate"], 0, &rest)?;
                    let text = |at: usize| slots[at].as_ref().and_then(inner_str).map(|text| text.to_string());
                    Ok(Value::object(Format { line: text(0), date: text(1) }))
                })
                .build()
        }),
    ));
    members.push(("Logger", class("logging.Logger", || NativeClass::new("Logger", "logging").build())));
    module("logging", &[], members)
}

fn logger(settings: &Rc<Settings>, name: &str) -> Rc<Logger> {
    let known = settings.loggers.borrow().iter().find(|logger| logger.name.as_str() == name).cloned();
    known.unwrap_or_else(|| {
        let logger = Rc::new(Logger {
            name: Str::new(name),
            level: Cell::new(0),
            handlers: RefCell::default(),
            settings: Rc::clone(settings),
        });
        settings.loggers.borrow_mut().push(Rc::clone(&logger));
        logger
    })
}

/// Gives the root logger a handler, if it has none.
fn configure(root: &Logger, format: Format) {
    if root.handlers.borrow().is_empty() {
        let handler = Handler { format: RefCell::new(format), level: Cell::new(0) };
        root.handlers.borrow_mut().push(Value::object(handler));
    }
}

fn level_of(level: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    match inner_str(level) {
        Some(name) => match LEVELS.iter().find(|(known, _)| *known == name.as_str()) {
            Some((_, level)) => Ok(*level),
            None if name.as_str() == "WARN" => Ok(30),
            None => Err(Raised::value_error(format!("Unknown level: '{name}'"))),
        },
        None => python::ops::index(level, cx),
    }
}

fn level_name(level: i64) -> String {
    let found = LEVELS.iter().find(|(name, known)| *known == level && *name != "FATAL");
    found.map_or_else(|| format!("Level {level}"), |(name, _)| (*name).into())
}

impl Logger {
    fn effective_level(&self) -> i64 {
        let mut name = self.name.as_str();
        loop {
            let found = self
                .settings
                .loggers
                .borrow()
                .iter()
                .find(|logger| logger.name.as_str() == name)
                .map(|logger| logger.level.get());
            if let Some(level) = found.filter(|level| *level != 0) {
                return level;
            }
            match name.rsplit_once('.') {
                Some((parent, _)) => name = parent,
                None if name != "root" => name = "root",
                None => return 0,
            }
        }
    }

    fn is_enabled(&self, level: i64) -> bool {
        level >= self.effective_level() && level >= self.settings.disabled_below.get()
    }

    fn method(&self, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let level = match name {
            "debug" => 10,
            "info" => 20,
            "warning" | "warn" => 30,
            "error" | "exception" => 40,
            "critical" | "fatal" => 50,
            "log" => {
                let (first, rest) = crate::support::receiver(args);
                let level = level_of(&first, cx)?;
                return self.write(level, &rest, false, cx).map(Some);
            }
            _ => return Ok(None),
        };
        self.write(level, args, name == "exception", cx).map(Some)
    }

    fn write(&self, level: i64, args: &Args, with_exception: bool, cx: &mut CallCx) -> Result<Value, Raised> {
        if !self.is_enabled(level) {
            return Ok(Value::None);
        }
        let Some((message, values)) = args.positional.split_first() else {
            return Err(Raised::type_error("missing 1 required positional argument: 'msg'".into()));
        };
        let mut text = str_of(message, cx)?;
        if !values.is_empty() {
            let values = match values {
                [only @ Value::Dict(_)] => only.clone(),
                several => Value::tuple(several.to_vec()),
            };
            text = python::types::percent_format(&text, &values, cx)?;
        }
        let mut suffix = String::from("\n");
        let wants_exception = match args.keywords.iter().find(|(name, _)| name.as_str() == "exc_info") {
            Some((_, wanted)) => value::repr::truthy(wanted, cx)?,
            None => with_exception,
        };
        if let Some(exception) = wants_exception.then(|| python::handled_exception(cx)).flatten() {
            suffix = format!("\n{}\n", python::traceback::last_line(&exception, cx));
        }
        let handlers = self.all_handlers();
        if handlers.is_empty() && level >= 30 {
            // Nobody said how: only the message.
            cx.host.write_stderr(&(text + &suffix));
            return Ok(Value::None);
        }
        for handler in handlers {
            let Some(handler) = handler.downcast::<Handler>().filter(|handler| level >= handler.level.get()) else {
                continue;
            };
            let format = handler.format.borrow().clone();
            let line = self.formatted(&format, level, &text, cx)? + &suffix;
            cx.host.write_stderr(&line);
        }
        Ok(Value::None)
    }

    /// The handlers of this logger and of those above it.
    fn all_handlers(&self) -> Vec<Value> {
        let mut found = self.handlers.borrow().clone();
        let mut name = self.name.as_str();
        while name != "root" {
            name = name.rsplit_once('.').map_or("root", |(parent, _)| parent);
            let loggers = self.settings.loggers.borrow();
            if let Some(above) = loggers.iter().find(|logger| logger.name.as_str() == name) {
                found.extend(above.handlers.borrow().iter().cloned());
            }
        }
        found
    }

    fn formatted(&self, format: &Format, level: i64, text: &str, cx: &mut CallCx) -> Result<String, Raised> {
        let time = Civil::from_micros(cx.host.now_micros());
        let written_time = match &format.date {
            Some(format) => strftime(format, time, &Zone::default())?,
            None => format!("{},{:03}", strftime("%Y-%m-%d %H:%M:%S", time, &Zone::default())?, time.micros / 1000),
        };
        let Some(line) = &format.line else { return Ok(text.into()) };
        let mut record = value::KeyMap::default();
        let fields = [
            ("levelname", Value::string(level_name(level))),
            ("levelno", Value::Int(level)),
            ("name", Value::Str(self.name.clone())),
            ("message", Value::str(text)),
            ("asctime", Value::string(written_time)),
            ("created", Value::Float(cx.host.now_micros() as f64 / 1e6)),
            ("msecs", Value::Float((time.micros / 1000) as f64)),
            ("filename", Value::str("program.py")),
            ("module", Value::str("program")),
            ("pathname", Value::str("program.py")),
            ("funcName", Value::str("<module>")),
            ("lineno", Value::Int(0)),
            ("process", Value::Int(1)),
            ("processName", Value::str("MainProcess")),
            ("thread", Value::Int(1)),
            ("threadName", Value::str("MainThread")),
        ];
        for (name, value) in fields {
            record.insert(Value::str(name), value, cx)?;
        }
        python::types::percent_format(line, &Value::dict(record), cx)
    }
}

const METHODS: &[&str] = &[
    "debug",
    "info",
    "warning",
    "warn",
    "error",
    "exception",
    "critical",
    "fatal",
    "log",
    "setLevel",
    "getEffectiveLevel",
    "isEnabledFor",
    "addHandler",
    "removeHandler",
    "hasHandlers",
    "getChild",
];

/// A logger as an object.
struct Handle(Rc<Logger>);

impl Object for Handle {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("Logger")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<Logger {} ({})>", self.0.name, level_name(self.0.effective_level())))
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| Rc::ptr_eq(&self.0, &other.0)))
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "name" => Some(Value::Str(self.0.name.clone())),
            "level" => Some(Value::Int(self.0.level.get())),
            "handlers" => Some(Value::list(self.0.handlers.borrow().clone())),
            "propagate" | "disabled" => Some(Value::Bool(name == "propagate")),
            _ if METHODS.contains(&name) => Some(object_method(this, name)),
            _ => None,
        })
    }
    fn set_attr(&self, _name: &str, _value: Option<Value>, _cx: &mut CallCx) -> Result<bool, Raised> {
        Ok(true)
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let first = args.positional.first().cloned().unwrap_or_default();
        Ok(Some(match name {
            "setLevel" => {
                self.0.level.set(level_of(&first, cx)?);
                Value::None
            }
            "getEffectiveLevel" => Value::Int(self.0.effective_level()),
            "isEnabledFor" => Value::Bool(self.0.is_enabled(level_of(&first, cx)?)),
            "addHandler" => {
                self.0.handlers.borrow_mut().push(first);
                Value::None
            }
            "removeHandler" => {
                self.0.handlers.borrow_mut().retain(|handler| !handler.is_same(&first));
                Value::None
            }
            "hasHandlers" => Value::Bool(!self.0.all_handlers().is_empty()),
            "getChild" => {
                let suffix = str_of(&first, cx)?;
                Value::object(Self(logger(&self.0.settings, &format!("{}.{suffix}", self.0.name))))
            }
            _ => return self.0.method(name, args, cx),
        }))
    }
}

impl Object for Handler {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("StreamHandler")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let known = ["setLevel", "setFormatter", "addFilter", "flush", "close"];
        Ok(known.contains(&name).then(|| object_method(this, name)))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let first = args.positional.first();
        match name {
            "setLevel" => self.level.set(first.map_or(Ok(0), |level| level_of(level, cx))?),
            "setFormatter" => {
                if let Some(format) = first.and_then(|format| format.downcast::<Format>()) {
                    *self.format.borrow_mut() = format.clone();
                }
            }
            "addFilter" | "flush" | "close" => {}
            _ => return Ok(None),
        }
        Ok(Some(Value::None))
    }
}

impl Object for Format {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("Formatter")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

const WARNING_FUNCTIONS: &[FunctionEntry] = &[
    any("warnings", "warn", |_, args, keywords, cx| {
        let all = Args { positional: args.to_vec(), keywords: keywords.to_vec() };
        let slots = bind("warn", &["message", "category", "stacklevel", "source"], 1, &all)?;
        let message = slots[0].clone().unwrap_or_default();
        let category = match (given(&slots[1]), &message) {
            (Some(category), _) => get_attr(category, "__name__", cx)?.unwrap_or_default(),
            (None, Value::Object(object)) => Value::str(&object.type_name()),
            (None, _) => Value::str("UserWarning"),
        };
        let text = format!("program.py: {}: {}\n", str_of(&category, cx)?, str_of(&message, cx)?);
        cx.host.write_stderr(&text);
        Ok(Value::None)
    }),
    any("warnings", "simplefilter", |_, _, _, _| Ok(Value::None)),
    any("warnings", "filterwarnings", |_, _, _, _| Ok(Value::None)),
    any("warnings", "resetwarnings", |_, _, _, _| Ok(Value::None)),
];

/// `warnings`.
pub fn load_warnings() -> Value {
    module("warnings", WARNING_FUNCTIONS, Vec::new())
}

const TRACEBACK_FUNCTIONS: &[FunctionEntry] = &[
    any("traceback", "print_exc", |_, _, _, cx| {
        let text = handled_text(cx);
        cx.host.write_stderr(&text);
        Ok(Value::None)
    }),
    any("traceback", "format_exc", |_, _, _, cx| Ok(Value::string(handled_text(cx)))),
    any("traceback", "print_exception", |_, args, _, cx| {
        let text = args.iter().rev().find(|arg| arg.downcast::<value::Exception>().is_some()).cloned();
        if let Some(exception) = text {
            let line = format!("{}\n", python::traceback::last_line(&exception, cx));
            cx.host.write_stderr(&line);
        }
        Ok(Value::None)
    }),
    any("traceback", "print_stack", |_, _, _, _| Ok(Value::None)),
    between("traceback", "format_exception", 1, 3, |_, args, cx| {
        let exception = args.last().cloned().unwrap_or_default();
        Ok(Value::list(vec![Value::string(format!("{}\n", python::traceback::last_line(&exception, cx)))]))
    }),
];

/// `traceback`.
pub fn load_traceback() -> Value {
    module("traceback", TRACEBACK_FUNCTIONS, Vec::new())
}

/// The traceback of the exception being handled: its places by line, since the text of the program is not at hand.
fn handled_text(cx: &mut CallCx) -> String {
    let Some(exception) = python::handled_exception(cx) else { return "NoneType: None\n".into() };
    let mut text = String::from("Traceback (most recent call last):\n");
    if let Some(raised) = exception.downcast::<value::Exception>() {
        for entry in raised.traceback.borrow().iter().rev() {
            text.push_str(&format!("  File \"program.py\", line {}, in {}\n", entry.line, entry.function));
        }
    }
    text.push_str(&python::traceback::last_line(&exception, cx));
    text.push('\n');
    text
}
