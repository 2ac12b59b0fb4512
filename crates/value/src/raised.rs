//! Exceptions: Python's built-in kinds, exception objects, and `Raised`, the error of everything that runs user code.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::context::CallCx;
use crate::object::Object;
use crate::text::Str;
use crate::value::Value;

macro_rules! exc_kinds {
    ($($name:ident : $base:ident),* $(,)?) => {
        /// The built-in exception classes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ExcKind { BaseException, $($name),* }

        impl ExcKind {
            /// Every kind, bases before the kinds built on them.
            pub const ALL: &[Self] = &[Self::BaseException, $(Self::$name),*];

            /// The class's name.
            pub fn name(self) -> &'static str {
                match self { Self::BaseException => "BaseException", $(Self::$name => stringify!($name)),* }
            }

            /// The class it is derived from.
            pub fn base(self) -> Option<Self> {
                match self { Self::BaseException => None, $(Self::$name => Some(Self::$base)),* }
            }
        }
    };
}

exc_kinds! {
    Exception: BaseException, SystemExit: BaseException, KeyboardInterrupt: BaseException, GeneratorExit: BaseException,
    ArithmeticError: Exception, ZeroDivisionError: ArithmeticError, OverflowError: ArithmeticError, FloatingPointError: ArithmeticError,
    AssertionError: Exception, AttributeError: Exception, BufferError: Exception, EOFError: Exception,
    ImportError: Exception, ModuleNotFoundError: ImportError,
    LookupError: Exception, IndexError: LookupError, KeyError: LookupError,
    MemoryError: Exception, NameError: Exception, UnboundLocalError: NameError,
    OSError: Exception, FileNotFoundError: OSError, FileExistsError: OSError, PermissionError: OSError, IsADirectoryError: OSError,
    NotADirectoryError: OSError, ConnectionError: OSError, ConnectionRefusedError: ConnectionError, ConnectionResetError: ConnectionError,
    BrokenPipeError: ConnectionError, TimeoutError: OSError,
    RuntimeError: Exception, NotImplementedError: RuntimeError, RecursionError: RuntimeError,
    StopIteration: Exception, StopAsyncIteration: Exception,
    SyntaxError: Exception, IndentationError: SyntaxError, TabError: IndentationError,
    SystemError: Exception, TypeError: Exception,
    ValueError: Exception, UnicodeError: ValueError, UnicodeDecodeError: UnicodeError, UnicodeEncodeError: UnicodeError,
    Warning: Exception, UserWarning: Warning, DeprecationWarning: Warning, FutureWarning: Warning, RuntimeWarning: Warning,
}

impl ExcKind {
    /// Whether this is `other` or derived from it.
    pub fn is_a(self, other: Self) -> bool {
        let mut kind = Some(self);
        while let Some(at) = kind {
            if at == other {
                return true;
            }
            kind = at.base();
        }
        false
    }
}

/// The class of an exception object.
#[derive(Clone)]
pub enum ExcClass {
    Builtin(ExcKind),
    /// A class of the program or of a module (`Py4JJavaError`), derived from `kind` in the end.
    User {
        class: Rc<dyn Object>,
        name: Str,
        kind: ExcKind,
    },
}

/// An exception object.
pub struct Exception {
    pub class: ExcClass,
    pub args: RefCell<Vec<Value>>,
    /// Attributes set on it (`self.code = 3` in `__init__`).
    pub attrs: RefCell<Vec<(Str, Value)>>,
    /// `raise … from cause`.
    pub cause: RefCell<Option<Value>>,
    /// The exception being handled when this one was raised.
    pub context: RefCell<Option<Value>>,
    /// Where it passed until it was last caught, innermost place first.
    pub traceback: RefCell<Vec<TraceEntry>>,
    /// The object itself, for exceptions of classes with methods of their own.
    pub this: RefCell<Option<Weak<dyn Object>>>,
}

impl Exception {
    /// An exception of a built-in class.
    pub fn builtin(kind: ExcKind, args: Vec<Value>) -> Self {
        Self::of(ExcClass::Builtin(kind), args)
    }

    /// An exception of any class.
    pub fn of(class: ExcClass, args: Vec<Value>) -> Self {
        Self {
            class,
            args: RefCell::new(args),
            attrs: RefCell::default(),
            cause: RefCell::default(),
            context: RefCell::default(),
            traceback: RefCell::default(),
            this: RefCell::default(),
        }
    }

    /// The exception as a value; methods of its class will find it.
    pub fn into_value(self) -> Value {
        let object: Rc<dyn Object> = Rc::new(self);
        if let Some(exception) = object.as_any().downcast_ref::<Self>() {
            *exception.this.borrow_mut() = Some(Rc::downgrade(&object));
        }
        Value::Object(object)
    }

    /// What the special method `name` gives, if the exception's class defines it.
    fn special(&self, name: &str, args: &[Value], cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let ExcClass::User { class, .. } = &self.class else { return Ok(None) };
        let this = self.this.borrow().as_ref().and_then(Weak::upgrade);
        match this {
            Some(this) => class.call_special(&Value::Object(this), name, args, cx),
            None => Ok(None),
        }
    }

    /// The built-in class it is in the end.
    pub fn kind(&self) -> ExcKind {
        match &self.class {
            ExcClass::Builtin(kind) | ExcClass::User { kind, .. } => *kind,
        }
    }

    /// `type(e).__name__`.
    pub fn class_name(&self) -> Cow<'static, str> {
        match &self.class {
            ExcClass::Builtin(kind) => Cow::Borrowed(kind.name()),
            ExcClass::User { name, .. } => Cow::Owned(name.to_string()),
        }
    }
}

impl Object for Exception {
    fn type_name(&self) -> Cow<'static, str> {
        self.class_name()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        match &self.class {
            ExcClass::Builtin(_) => None,
            ExcClass::User { class, .. } => Some(Value::Object(Rc::clone(class))),
        }
    }
    fn truthy(&self, cx: &mut CallCx) -> Result<bool, Raised> {
        match self.special("__bool__", &[], cx)? {
            Some(truth) => crate::repr::truthy(&truth, cx),
            None => Ok(true),
        }
    }
    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match self.special("__eq__", std::slice::from_ref(other), cx)? {
            Some(equal) => crate::repr::truthy(&equal, cx).map(Some),
            None => Ok(None),
        }
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        if let Some(Value::Str(text)) = self.special("__repr__", &[], cx)? {
            return Ok(text.to_string());
        }
        let args = self.args.borrow().clone();
        let shown = match args.as_slice() {
            [only] => format!("({})", crate::repr::repr(only, cx)?),
            _ => crate::repr::repr(&Value::tuple(args), cx)?,
        };
        Ok(format!("{}{shown}", self.class_name()))
    }
    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        if let Some(Value::Str(text)) = self.special("__str__", &[], cx)? {
            return Ok(text.to_string());
        }
        let args = self.args.borrow().clone();
        match args.as_slice() {
            [] => Ok(String::new()),
            // A KeyError shows the key's repr, so that a missing '' is not an empty message.
            [only] if self.kind().is_a(ExcKind::KeyError) => crate::repr::repr(only, cx),
            [only] => crate::repr::str_of(only, cx),
            [number, reason] if self.kind().is_a(ExcKind::OSError) => {
                Ok(format!("[Errno {}] {}", crate::repr::str_of(number, cx)?, crate::repr::str_of(reason, cx)?))
            }
            [number, reason, path] if self.kind().is_a(ExcKind::OSError) => Ok(format!(
                "[Errno {}] {}: {}",
                crate::repr::str_of(number, cx)?,
                crate::repr::str_of(reason, cx)?,
                crate::repr::repr(path, cx)?
            )),
            [encoding, object, Value::Int(start), Value::Int(end), reason]
                if self.kind().is_a(ExcKind::UnicodeError) =>
            {
                let (encoding, reason) = (crate::repr::str_of(encoding, cx)?, crate::repr::str_of(reason, cx)?);
                Ok(self.unicode_message(&encoding, object, *start, *end, &reason))
            }
            _ => crate::repr::repr(&Value::tuple(args), cx),
        }
    }
}

impl Exception {
    /// `'utf-8' codec can't decode byte 0xff in position 0: invalid start byte`.
    fn unicode_message(&self, encoding: &str, object: &Value, start: i64, end: i64, reason: &str) -> String {
        let verb = if self.kind().is_a(ExcKind::UnicodeDecodeError) { "decode" } else { "encode" };
        let at = usize::try_from(start).unwrap_or(0);
        let what = match object {
            Value::Bytes(bytes) if end == start + 1 => {
                bytes.get(at).map(|byte| format!("byte 0x{byte:02x} in position {start}"))
            }
            Value::Str(text) if end == start + 1 => text.chars().nth(at).map(|c| {
                let code = u32::from(c);
                let shown = match code {
                    0..=0xff => format!("\\x{code:02x}"),
                    0x100..=0xffff => format!("\\u{code:04x}"),
                    _ => format!("\\U{code:08x}"),
                };
                format!("character '{shown}' in position {start}")
            }),
            Value::Bytes(_) => Some(format!("bytes in position {start}-{}", end - 1)),
            _ => Some(format!("characters in position {start}-{}", end - 1)),
        };
        let what = what.unwrap_or_else(|| format!("position {start}"));
        format!("'{encoding}' codec can't {verb} {what}: {reason}")
    }
}

/// Where an exception passed through, outermost last when collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceEntry {
    /// Name of the function, `<lambda>` or `<module>`.
    pub function: String,
    /// Whether the place is in the program's text and not in one that `eval` was given.
    pub is_program: bool,
    /// 1-based line of the text.
    pub line: u32,
    /// Byte range of the expression in the text.
    pub span: (u32, u32),
}

impl TraceEntry {
    /// What tracebacks call the text.
    pub fn file(&self) -> &'static str {
        if self.is_program { "program.py" } else { "<string>" }
    }
}

/// Ends a run whatever the program catches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// The step limit was reached: most likely an endless loop.
    OutOfFuel,
    /// The reader pressed Stop.
    Stopped,
    /// A function of the driver program waits for something: its call goes on later, with the result then given.
    Wait,
}

/// An exception on its way up, with the places that it passed.
pub struct Raised(Box<RaisedParts>);

/// What a [`Raised`] carries.
pub struct RaisedParts {
    /// The exception object.
    pub exception: Value,
    /// Innermost place first.
    pub traceback: Vec<TraceEntry>,
    /// Set when no `except` may catch it.
    pub interrupt: Option<Interrupt>,
}

impl Raised {
    /// A new exception of a built-in class with one argument, its message (none if empty).
    pub fn new(kind: ExcKind, message: String) -> Self {
        let args = if message.is_empty() { Vec::new() } else { vec![Value::string(message)] };
        Self::from_value(Value::object(Exception::builtin(kind, args)))
    }

    /// Raises an exception object.
    pub fn from_value(exception: Value) -> Self {
        Self(Box::new(RaisedParts { exception, traceback: Vec::new(), interrupt: None }))
    }

    /// What cannot be caught.
    pub fn interrupt(interrupt: Interrupt) -> Self {
        let message = match interrupt {
            Interrupt::OutOfFuel => "stopped: the step limit was reached (an endless loop?)",
            Interrupt::Stopped => "stopped",
            Interrupt::Wait => "waiting",
        };
        let mut raised = Self::new(ExcKind::KeyboardInterrupt, message.into());
        raised.0.interrupt = Some(interrupt);
        raised
    }

    pub fn type_error(message: String) -> Self {
        Self::new(ExcKind::TypeError, message)
    }

    pub fn value_error(message: String) -> Self {
        Self::new(ExcKind::ValueError, message)
    }

    /// The exception object, if it is one of ours (it always is, but for a program that raises an odd class).
    pub fn exception(&self) -> Option<&Exception> {
        self.0.exception.downcast::<Exception>()
    }

    /// The built-in class of the exception.
    pub fn kind(&self) -> ExcKind {
        self.exception().map_or(ExcKind::Exception, Exception::kind)
    }

    /// Whether an `except kind:` would catch it.
    pub fn is_a(&self, kind: ExcKind) -> bool {
        self.0.interrupt.is_none() && self.kind().is_a(kind)
    }

    pub fn parts(&self) -> &RaisedParts {
        &self.0
    }

    pub fn parts_mut(&mut self) -> &mut RaisedParts {
        &mut self.0
    }

    /// `ValueError: message`, the last line of Python's traceback.
    pub fn last_line(&self, cx: &mut CallCx) -> String {
        let text = match &self.0.exception {
            Value::Object(object) => object.str(cx).unwrap_or_else(|_| "<exception str() failed>".into()),
            _ => String::new(),
        };
        let name = self.0.exception.type_name();
        if text.is_empty() { name.into_owned() } else { format!("{name}: {text}") }
    }
}

impl std::fmt::Debug for Raised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.last_line(&mut CallCx::default()))
    }
}
