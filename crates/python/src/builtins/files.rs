//! `open`: the host's files as file objects.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use value::{Args, CallCx, ExcKind, Exception, Object, Raised, Str, Value};

use crate::types::method::{between, zero};
use crate::types::{self, FunctionEntry};

/// What may be done with an open file.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mode {
    reads: bool,
    writes: bool,
    appends: bool,
    is_binary: bool,
}

/// A file object. What is written reaches the host at once: a program may never close its files.
struct File {
    path: Str,
    mode_text: Str,
    mode: Mode,
    content: RefCell<Vec<u8>>,
    at: Cell<usize>,
    is_closed: Cell<bool>,
}

fn os_error(kind: ExcKind, number: i64, reason: &str, path: &str) -> Raised {
    let args = vec![Value::Int(number), Value::str(reason), Value::str(path)];
    Raised::from_value(Exception::builtin(kind, args).into_value())
}

pub fn open(args: &[Value], keywords: &[(Str, Value)], cx: &mut CallCx) -> Result<Value, Raised> {
    let mut path = args.first().cloned();
    let mut mode = args.get(1).cloned();
    for (name, value) in keywords {
        match name.as_str() {
            "file" => path = Some(value.clone()),
            "mode" => mode = Some(value.clone()),
            "encoding" | "newline" | "errors" | "buffering" | "closefd" | "opener" => {}
            _ => return Err(Raised::type_error(format!("'{name}' is an invalid keyword argument for open()"))),
        }
    }
    let Some(path) = path else {
        return Err(Raised::type_error("open() missing required argument 'file' (pos 1)".into()));
    };
    let path = match types::as_str(&path) {
        Some(path) => path,
        None => match crate::objects::attr::find(&path, "__fspath__", cx)? {
            Some(method) => match crate::machine::call_values(&method, &[], cx)? {
                Value::Str(path) => path,
                other => {
                    return Err(Raised::type_error(format!(
                        "expected __fspath__() to return str, not {}",
                        other.type_name()
                    )));
                }
            },
            None => {
                return Err(Raised::type_error(format!(
                    "expected str, bytes or os.PathLike object, not {}",
                    path.type_name()
                )));
            }
        },
    };
    let mode_text = match &mode {
        None => Str::from("r"),
        Some(Value::Str(mode)) => mode.clone(),
        Some(other) => {
            return Err(Raised::type_error(format!("open() argument 'mode' must be str, not {}", other.type_name())));
        }
    };
    let (mode, creates) = parse_mode(&mode_text)?;
    let existing = cx.host.read_file(&path);
    let content = match (creates, existing) {
        (Creates::Never, Some(content)) => content.to_vec(),
        (Creates::Never, None) => {
            return Err(os_error(ExcKind::FileNotFoundError, 2, "No such file or directory", &path));
        }
        (Creates::New, Some(_)) => return Err(os_error(ExcKind::FileExistsError, 17, "File exists", &path)),
        (Creates::Appends, Some(content)) => content.to_vec(),
        (Creates::Appends | Creates::Empty | Creates::New, _) => Vec::new(),
    };
    let at = if mode.appends { content.len() } else { 0 };
    let file =
        File { path, mode_text, mode, content: RefCell::new(content), at: Cell::new(at), is_closed: Cell::new(false) };
    if mode.writes {
        file.save(cx)?;
    }
    Ok(Value::object(file))
}

/// What happens to a file when it is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Creates {
    Never,
    Empty,
    Appends,
    New,
}

fn parse_mode(text: &str) -> Result<(Mode, Creates), Raised> {
    let invalid = || Raised::value_error(format!("invalid mode: '{text}'"));
    let mut creates = None;
    let (mut plus, mut is_binary, mut is_text) = (false, false, false);
    for c in text.chars() {
        let new = match c {
            'r' => Creates::Never,
            'w' => Creates::Empty,
            'a' => Creates::Appends,
            'x' => Creates::New,
            '+' if !plus => {
                plus = true;
                continue;
            }
            'b' if !is_binary => {
                is_binary = true;
                continue;
            }
            't' if !is_text => {
                is_text = true;
                continue;
            }
            _ => return Err(invalid()),
        };
        if creates.is_some() {
            return Err(Raised::value_error("must have exactly one of create/read/write/append mode".into()));
        }
        creates = Some(new);
    }
    if is_binary && is_text {
        return Err(Raised::value_error("can't have text and binary mode at once".into()));
    }
    let Some(creates) = creates else {
        return Err(Raised::value_error(
            "Must have exactly one of create/read/write/append mode and at most one plus".into(),
        ));
    };
    let writes = plus || creates != Creates::Never;
    let reads = plus || creates == Creates::Never;
    Ok((Mode { reads, writes, appends: creates == Creates::Appends, is_binary }, creates))
}

impl File {
    fn check_open(&self) -> Result<(), Raised> {
        if self.is_closed.get() {
            return Err(Raised::value_error("I/O operation on closed file.".into()));
        }
        Ok(())
    }

    fn check_readable(&self) -> Result<(), Raised> {
        self.check_open()?;
        if self.mode.reads { Ok(()) } else { Err(unsupported("not readable")) }
    }

    fn save(&self, cx: &mut CallCx) -> Result<(), Raised> {
        let content = self.content.borrow().clone();
        cx.reserve(content.len())?;
        cx.host.write_file(&self.path, content).map_err(|reason| os_error(ExcKind::OSError, 5, &reason, &self.path))
    }

    fn value_of(&self, bytes: &[u8]) -> Value {
        if self.mode.is_binary {
            Value::Bytes(bytes.into())
        } else {
            Value::string(String::from_utf8_lossy(bytes).replace("\r\n", "\n"))
        }
    }

    fn read(&self, limit: Option<i64>) -> Result<Value, Raised> {
        self.check_readable()?;
        let content = self.content.borrow();
        let rest = content.get(self.at.get()..).unwrap_or(&[]);
        let n = match limit.and_then(|n| usize::try_from(n).ok()) {
            None => rest.len(),
            Some(n) if self.mode.is_binary => n.min(rest.len()),
            // Characters, not bytes.
            Some(n) => {
                let text = String::from_utf8_lossy(rest);
                text.char_indices().nth(n).map_or(rest.len(), |(at, _)| at)
            }
        };
        self.at.set(self.at.get() + n);
        Ok(self.value_of(&rest[..n]))
    }

    /// The next line with its end, or `None` at the end of the file.
    fn line(&self) -> Result<Option<Value>, Raised> {
        self.check_readable()?;
        let content = self.content.borrow();
        let rest = content.get(self.at.get()..).unwrap_or(&[]);
        if rest.is_empty() {
            return Ok(None);
        }
        let n = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        self.at.set(self.at.get() + n);
        Ok(Some(self.value_of(&rest[..n])))
    }

    fn write(&self, data: &Value, cx: &mut CallCx) -> Result<usize, Raised> {
        self.check_open()?;
        if !self.mode.writes {
            return Err(unsupported("not writable"));
        }
        let (bytes, n) = match data {
            Value::Str(text) if !self.mode.is_binary => (text.as_bytes().to_vec(), text.n_chars()),
            Value::Bytes(bytes) if self.mode.is_binary => (bytes.to_vec(), bytes.len()),
            other
                if self.mode.is_binary
                    && let Some(bytes) = crate::types::bytearray::bytes_of(other) =>
            {
                let n = bytes.len();
                (bytes, n)
            }
            other if self.mode.is_binary => {
                return Err(Raised::type_error(format!(
                    "a bytes-like object is required, not '{}'",
                    other.type_name()
                )));
            }
            other => {
                return Err(Raised::type_error(format!("write() argument must be str, not {}", other.type_name())));
            }
        };
        {
            let mut content = self.content.borrow_mut();
            let at = if self.mode.appends { content.len() } else { self.at.get().min(content.len()) };
            let end = (at + bytes.len()).min(content.len());
            content.splice(at..end, bytes.iter().copied());
            self.at.set(at + bytes.len());
        }
        Ok(n).and_then(|n| self.save(cx).map(|()| n))
    }
}

fn unsupported(what: &str) -> Raised {
    // CPython's io.UnsupportedOperation is an OSError and a ValueError.
    Raised::new(ExcKind::OSError, what.into())
}

fn this(value: &Value) -> Result<&File, Raised> {
    value.downcast::<File>().ok_or_else(|| Raised::type_error("this is not a file".into()))
}

fn size_argument(args: &[Value]) -> Option<i64> {
    match args.first() {
        Some(Value::Int(n)) if *n >= 0 => Some(*n),
        _ => None,
    }
}

const METHODS: &[FunctionEntry] = &[
    zero("TextIOWrapper", "__enter__", |file, _, _| {
        this(file)?.check_open()?;
        Ok(file.clone())
    }),
    between("TextIOWrapper", "__exit__", 0, 3, |file, _, _| {
        this(file)?.is_closed.set(true);
        Ok(Value::None)
    }),
    zero("TextIOWrapper", "close", |file, _, _| {
        this(file)?.is_closed.set(true);
        Ok(Value::None)
    }),
    zero("TextIOWrapper", "fileno", |_, _, _| Ok(Value::Int(3))),
    zero("TextIOWrapper", "flush", |file, _, _| {
        this(file)?.check_open()?;
        Ok(Value::None)
    }),
    zero("TextIOWrapper", "isatty", |_, _, _| Ok(Value::Bool(false))),
    between("TextIOWrapper", "read", 0, 1, |file, args, _| this(file)?.read(size_argument(args))),
    zero("TextIOWrapper", "readable", |file, _, _| Ok(Value::Bool(this(file)?.mode.reads))),
    between("TextIOWrapper", "readline", 0, 1, |file, _, _| {
        let file = this(file)?;
        Ok(file.line()?.unwrap_or_else(|| file.value_of(b"")))
    }),
    between("TextIOWrapper", "readlines", 0, 1, |file, _, cx| {
        let file = this(file)?;
        let mut lines = Vec::new();
        while let Some(line) = file.line()? {
            cx.burn(1)?;
            lines.push(line);
        }
        Ok(Value::list(lines))
    }),
    between("TextIOWrapper", "seek", 1, 2, |file, args, _| {
        let file = this(file)?;
        file.check_open()?;
        let length = file.content.borrow().len() as i64;
        let base = match args.get(1) {
            Some(Value::Int(1)) => file.at.get() as i64,
            Some(Value::Int(2)) => length,
            _ => 0,
        };
        let offset = match &args[0] {
            Value::Int(offset) => *offset,
            _ => 0,
        };
        let at = base.saturating_add(offset).clamp(0, length);
        file.at.set(at as usize);
        Ok(Value::Int(at))
    }),
    zero("TextIOWrapper", "seekable", |_, _, _| Ok(Value::Bool(true))),
    zero("TextIOWrapper", "tell", |file, _, _| Ok(Value::from(this(file)?.at.get()))),
    zero("TextIOWrapper", "writable", |file, _, _| Ok(Value::Bool(this(file)?.mode.writes))),
    between("TextIOWrapper", "write", 1, 1, |file, args, cx| this(file)?.write(&args[0], cx).map(Value::from)),
    between("TextIOWrapper", "writelines", 1, 1, |file, args, cx| {
        for line in crate::ops::collect(&args[0], cx)? {
            this(file)?.write(&line, cx)?;
        }
        Ok(Value::None)
    }),
];

impl Object for File {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match (self.mode.is_binary, self.mode.writes) {
            (false, _) => "TextIOWrapper",
            (true, false) => "BufferedReader",
            (true, true) => "BufferedWriter",
        })
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let path = value::repr::repr(&Value::Str(self.path.clone()), cx)?;
        Ok(match self.mode.is_binary {
            false => format!("<_io.TextIOWrapper name={path} mode='{}' encoding='UTF-8'>", self.mode_text),
            true => format!("<_io.{} name={path}>", self.type_name()),
        })
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        self.check_open()?;
        Ok(Some(this.clone()))
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn next(&self, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        self.line()
    }
    fn call_method(&self, this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match types::lookup(METHODS, name) {
            Some(entry) => entry.call(this, &args.positional, &args.keywords, cx).map(Some),
            None => Ok(None),
        }
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "name" => Some(Value::Str(self.path.clone())),
            "mode" => Some(Value::Str(self.mode_text.clone())),
            "closed" => Some(Value::Bool(self.is_closed.get())),
            "encoding" if !self.mode.is_binary => Some(Value::str("UTF-8")),
            _ => types::lookup(METHODS, name).map(|entry| types::bound_method(this, entry)),
        })
    }
}
