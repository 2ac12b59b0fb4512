//! `abc`, and `contextlib`'s small helpers.

use std::any::Any;
use std::borrow::Cow;

use value::raised::ExcKind;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{call, class, module};
use python::native::{NativeClass, native_function};
use python::ops::next;
use python::types::{get_attr, object_method};

/// `abc`.
pub fn load() -> Value {
    let abc = class("abc.ABC", || NativeClass::new("ABC", "abc").build());
    let mark = |name| {
        native_function(name, |args, cx| {
            let function = args.positional.first().cloned().unwrap_or_default();
            if let Value::Object(object) = &function {
                object.set_attr("__isabstractmethod__", Some(Value::Bool(true)), cx)?;
            }
            Ok(function)
        })
    };
    module(
        "abc",
        &[],
        vec![
            ("ABC", abc.clone()),
            ("ABCMeta", python::native::builtin_class("type")),
            ("abstractmethod", mark("abstractmethod")),
            ("abstractproperty", python::native::builtin_class("property")),
        ],
    )
}

/// `contextlib`.
pub fn load_contextlib() -> Value {
    module(
        "contextlib",
        &[],
        vec![
            (
                "contextmanager",
                native_function("contextmanager", |args, _| {
                    let function = args.positional.first().cloned().unwrap_or_default();
                    Ok(native_function("contextmanager", move |args, cx| {
                        let generator = python::ops::call(&function, args.clone(), cx)?;
                        Ok(Value::object(Manager::Generator(generator)))
                    }))
                }),
            ),
            (
                "closing",
                native_function("closing", |args, _| {
                    Ok(Value::object(Manager::Closing(args.positional.first().cloned().unwrap_or_default())))
                }),
            ),
            (
                "suppress",
                native_function("suppress", |args, _| Ok(Value::object(Manager::Suppress(args.positional.clone())))),
            ),
            (
                "nullcontext",
                native_function("nullcontext", |args, _| {
                    Ok(Value::object(Manager::Nothing(args.positional.first().cloned().unwrap_or_default())))
                }),
            ),
            (
                "redirect_stdout",
                native_function("redirect_stdout", |_, _| {
                    Err(Raised::new(
                        ExcKind::NotImplementedError,
                        "redirect_stdout is not supported here; give print a file argument".into(),
                    ))
                }),
            ),
        ],
    )
}

/// Context managers.
enum Manager {
    Generator(Value),
    Closing(Value),
    Suppress(Vec<Value>),
    Nothing(Value),
}

impl Manager {
    fn enter(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        match self {
            Self::Generator(generator) => match next(generator, cx)? {
                Some(item) => Ok(item),
                None => Err(Raised::new(ExcKind::RuntimeError, "generator didn't yield".into())),
            },
            Self::Closing(thing) | Self::Nothing(thing) => Ok(thing.clone()),
            Self::Suppress(_) => Ok(Value::None),
        }
    }

    fn exit(&self, exception: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        match self {
            Self::Closing(thing) => {
                if let Some(close) = get_attr(thing, "close", cx)? {
                    call(&close, Vec::new(), cx)?;
                }
                Ok(Value::Bool(false))
            }
            Self::Nothing(_) => Ok(Value::Bool(false)),
            Self::Suppress(classes) => {
                for class in classes {
                    if !matches!(exception, Value::None) && is_of(exception, class, cx) {
                        return Ok(Value::Bool(true));
                    }
                }
                Ok(Value::Bool(false))
            }
            Self::Generator(generator) if matches!(exception, Value::None) => match next(generator, cx)? {
                None => Ok(Value::Bool(false)),
                Some(_) => Err(Raised::new(ExcKind::RuntimeError, "generator didn't stop".into())),
            },
            Self::Generator(generator) => {
                let throw = get_attr(generator, "throw", cx)?.unwrap_or_default();
                match call(&throw, vec![exception.clone()], cx) {
                    Ok(_) => Err(Raised::new(ExcKind::RuntimeError, "generator didn't stop after throw()".into())),
                    Err(raised) if raised.is_a(ExcKind::StopIteration) => Ok(Value::Bool(true)),
                    // The same exception came out again: it goes on its way.
                    Err(raised) if raised.parts().exception.is_same(exception) => Ok(Value::Bool(false)),
                    Err(raised) => Err(raised),
                }
            }
        }
    }
}

fn is_of(exception: &Value, class: &Value, cx: &mut CallCx) -> bool {
    let found = python::objects::class::class_of(exception, cx).value();
    python::native::derives_from(&found, class)
}

impl Object for Manager {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Generator(_) => "_GeneratorContextManager",
            Self::Closing(_) => "closing",
            Self::Suppress(_) => "suppress",
            Self::Nothing(_) => "nullcontext",
        })
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(matches!(name, "__enter__" | "__exit__").then(|| object_method(this, name)))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "__enter__" => self.enter(cx).map(Some),
            "__exit__" => self.exit(&args.positional.get(1).cloned().unwrap_or_default(), cx).map(Some),
            _ => Ok(None),
        }
    }
}
