//! Exception objects as programs see them.

use std::rc::Rc;

use value::raised::ExcClass;
use value::{Args, CallCx, ExcKind, Exception, Object, Raised, Str, Value};

use crate::native::native_function;
use crate::objects::attr;
use crate::objects::class::{Class, exception_class};
use crate::objects::construct;

/// A new exception of a class of the program.
pub fn new(class: &Rc<Class>, kind: ExcKind, args: Vec<Value>) -> Value {
    let object: Rc<dyn Object> = Rc::clone(class) as Rc<dyn Object>;
    let class = ExcClass::User { class: object, name: class.name.clone(), kind };
    Exception::of(class, args).into_value()
}

/// `BaseException.__init__`.
pub fn init(class: &Class, this: &Value, args: &Args) -> Result<(), Raised> {
    if !args.keywords.is_empty() {
        return Err(Raised::type_error(format!("{}() takes no keyword arguments", class.name)));
    }
    if let Some(exception) = this.downcast::<Exception>() {
        let old = std::mem::replace(&mut *exception.args.borrow_mut(), args.positional.clone());
        drop(old);
    }
    Ok(())
}

/// The class of an exception object.
pub fn class_of(exception: &Exception) -> Rc<Class> {
    match &exception.class {
        ExcClass::Builtin(kind) => exception_class(*kind),
        ExcClass::User { class, kind, .. } => {
            class.as_any().downcast_ref::<Class>().and_then(Class::me).unwrap_or_else(|| exception_class(*kind))
        }
    }
}

/// Makes an exception to be raised from what a program raises: an exception object, or a class of them.
///
/// Errors: `TypeError: exceptions must derive from BaseException`.
pub fn to_raise(value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    if value.downcast::<Exception>().is_some() {
        return Ok(value.clone());
    }
    if let Some(class) = Class::from_value(value)
        && let crate::objects::class::Basis::Exception(_) = class.basis
    {
        let made = construct::instantiate(&class, Args::default(), cx)?;
        if made.downcast::<Exception>().is_some() {
            return Ok(made);
        }
    }
    Err(Raised::type_error("exceptions must derive from BaseException".into()))
}

/// Whether `except class:` catches the exception; `class` may be a tuple.
pub fn matches(exception: &Value, class: &Value) -> Result<bool, Raised> {
    match class {
        Value::Tuple(classes) => {
            for class in classes.iter() {
                if matches(exception, class)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => {
            let wanted = class
                .downcast::<Class>()
                .filter(|class| matches!(class.basis, crate::objects::class::Basis::Exception(_)));
            let Some(wanted) = wanted else {
                return Err(Raised::type_error(
                    "catching classes that do not inherit from BaseException is not allowed".into(),
                ));
            };
            Ok(exception.downcast::<Exception>().is_some_and(|exception| class_of(exception).is_subclass(wanted)))
        }
    }
}

pub fn attr(exception: &Exception, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let class = class_of(exception);
    let own = exception.attrs.borrow().iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value.clone());
    if let Some(own) = own {
        return Ok(Some(own));
    }
    if let Some(found) = class.lookup(name) {
        return attr::bind(found, &class, this, cx).map(Some);
    }
    let optional = |slot: &std::cell::RefCell<Option<Value>>| slot.borrow().clone().unwrap_or(Value::None);
    let arg = |at: usize| exception.args.borrow().get(at).cloned().unwrap_or(Value::None);
    let n_args = exception.args.borrow().len();
    let kind = exception.kind();
    Ok(Some(match name {
        "args" => Value::tuple(exception.args.borrow().clone()),
        "__class__" => class.value(),
        "__cause__" => optional(&exception.cause),
        "__context__" => optional(&exception.context),
        "__suppress_context__" => Value::Bool(exception.cause.borrow().is_some()),
        "__traceback__" if exception.traceback.borrow().is_empty() => Value::None,
        "__traceback__" => Value::object(Traceback { line: first_line(exception) }),
        "__dict__" => construct::vars(this, cx)?,
        "__doc__" => Value::None,
        "__module__" => Value::Str(class.module.clone()),
        "__notes__" => return Ok(None),
        "errno" if kind.is_a(ExcKind::OSError) => {
            if n_args > 1 {
                arg(0)
            } else {
                Value::None
            }
        }
        "strerror" if kind.is_a(ExcKind::OSError) => arg(1),
        "filename" if kind.is_a(ExcKind::OSError) => arg(2),
        "value" if kind.is_a(ExcKind::StopIteration) => arg(0),
        "code" if kind.is_a(ExcKind::SystemExit) => {
            if n_args > 1 {
                Value::tuple(exception.args.borrow().clone())
            } else {
                arg(0)
            }
        }
        "name" | "path" if kind.is_a(ExcKind::ImportError) => Value::None,
        "msg" if kind.is_a(ExcKind::ImportError) || kind.is_a(ExcKind::SyntaxError) => arg(0),
        "name" | "obj" if kind.is_a(ExcKind::NameError) || kind.is_a(ExcKind::AttributeError) => Value::None,
        "encoding" if kind.is_a(ExcKind::UnicodeError) => arg(0),
        "object" if kind.is_a(ExcKind::UnicodeError) => arg(1),
        "start" if kind.is_a(ExcKind::UnicodeError) => arg(2),
        "end" if kind.is_a(ExcKind::UnicodeError) => arg(3),
        "reason" if kind.is_a(ExcKind::UnicodeError) => arg(4),
        "with_traceback" => {
            let this = this.clone();
            native_function("with_traceback", move |_, _| Ok(this.clone()))
        }
        "add_note" => {
            let this = this.clone();
            native_function("add_note", move |args, cx| {
                let note = args.positional.first().cloned().unwrap_or_default();
                match attr::find(&this, "__notes__", cx)? {
                    Some(Value::List(notes)) => notes.0.borrow_mut().push(note),
                    _ => attr::set(&this, &Str::new("__notes__"), Value::list(vec![note]), cx)?,
                }
                Ok(Value::None)
            })
        }
        _ => return construct::base_method(&class, this, name, cx),
    }))
}

fn first_line(exception: &Exception) -> u32 {
    exception.traceback.borrow().last().map_or(0, |entry| entry.line)
}

pub fn set_attr(
    exception: &Exception,
    this: &Value,
    name: &Str,
    value: Option<Value>,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    match (name.as_str(), &value) {
        ("args", Some(value)) => {
            let args = crate::ops::collect(value, cx)?;
            *exception.args.borrow_mut() = args;
            return Ok(());
        }
        ("__cause__", Some(value)) => {
            *exception.cause.borrow_mut() = Some(value.clone());
            return Ok(());
        }
        ("__context__", Some(value)) => {
            *exception.context.borrow_mut() = Some(value.clone());
            return Ok(());
        }
        ("__traceback__", Some(_)) => return Ok(()),
        _ => {}
    }
    let class = class_of(exception);
    if let Some(found) = class.lookup(name)
        && let Some(property) = found.downcast::<crate::objects::descriptor::Property>()
        && let Some(value) = &value
        && !matches!(property.set, Value::None)
    {
        crate::machine::call_values(&property.set, &[this.clone(), value.clone()], cx)?;
        return Ok(());
    }
    let mut attrs = exception.attrs.borrow_mut();
    let place = attrs.iter().position(|(known, _)| known == name);
    match (place, value) {
        (Some(at), Some(value)) => {
            let old = std::mem::replace(&mut attrs[at].1, value);
            drop(attrs);
            drop(old);
        }
        (Some(at), None) => {
            let old = attrs.remove(at);
            drop(attrs);
            drop(old);
        }
        (None, Some(value)) => attrs.push((name.clone(), value)),
        (None, None) => return Err(attr::missing(this, name)),
    }
    Ok(())
}

/// `BaseException.__str__`.
pub fn plain_str(exception: &Exception, cx: &mut CallCx) -> Result<String, Raised> {
    let plain = Exception::builtin(exception.kind(), exception.args.borrow().clone());
    plain.str(cx)
}

/// `BaseException.__repr__`.
pub fn plain_repr(exception: &Exception, cx: &mut CallCx) -> Result<String, Raised> {
    let args = exception.args.borrow().clone();
    let shown = match args.as_slice() {
        [only] => format!("({})", value::repr::repr(only, cx)?),
        _ => value::repr::repr(&Value::tuple(args), cx)?,
    };
    Ok(format!("{}{shown}", exception.class_name()))
}

/// `e.__traceback__`: enough to ask for its line.
pub struct Traceback {
    pub line: u32,
}

impl Object for Traceback {
    fn type_name(&self) -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("traceback")
    }
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "tb_lineno" => Some(Value::Int(i64::from(self.line))),
            "tb_next" => Some(Value::None),
            _ => None,
        })
    }
}
