//! What classes hold besides functions: properties, class and static methods; and `super`.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use value::{Args, CallCx, Object, Raised, Str, Value};

use crate::machine;
use crate::objects::attr;
use crate::objects::class::Class;

/// `property(get, set, delete)`.
pub struct Property {
    pub get: Value,
    pub set: Value,
    pub delete: Value,
    pub doc: Value,
    /// The name it was given in its class, for messages.
    pub name: RefCell<Option<Str>>,
}

impl Object for Property {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("property")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let with = |part: Part| {
            let this = this.clone();
            crate::native::native_function(name, move |args, _cx| {
                let function = args.positional.first().cloned().unwrap_or_default();
                let Some(old) = this.downcast::<Property>() else { return Ok(Value::None) };
                let choose = |which: Part, old: &Value| if part == which { function.clone() } else { old.clone() };
                Ok(Value::object(Property {
                    get: choose(Part::Get, &old.get),
                    set: choose(Part::Set, &old.set),
                    delete: choose(Part::Delete, &old.delete),
                    doc: old.doc.clone(),
                    name: RefCell::new(old.name.borrow().clone()),
                }))
            })
        };
        Ok(Some(match name {
            "fget" => self.get.clone(),
            "fset" => self.set.clone(),
            "fdel" => self.delete.clone(),
            "__doc__" => self.doc.clone(),
            "getter" => with(Part::Get),
            "setter" => with(Part::Set),
            "deleter" => with(Part::Delete),
            _ => return Ok(None),
        }))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Get,
    Set,
    Delete,
}

/// `classmethod(function)`.
pub struct ClassMethod {
    pub function: Value,
}

impl Object for ClassMethod {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("classmethod")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "__func__" | "__wrapped__" => Ok(Some(self.function.clone())),
            _ => attr::find(&self.function, name, cx),
        }
    }
}

/// `staticmethod(function)`.
pub struct StaticMethod {
    pub function: Value,
}

impl Object for StaticMethod {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("staticmethod")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call(&self.function, args, cx)
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "__func__" | "__wrapped__" => Ok(Some(self.function.clone())),
            _ => attr::find(&self.function, name, cx),
        }
    }
}

/// `super()`: attributes of `this`, looked for in the classes behind `after`.
pub struct Super {
    pub after: Rc<Class>,
    pub this: Value,
    /// The class whose lookup order counts: that of `this`, or `this` itself in a class method.
    pub of: Rc<Class>,
}

impl Super {
    /// `super(after, this)`.
    ///
    /// Errors: `TypeError` if `this` is no instance and no subclass of `after`.
    pub fn new(after: Rc<Class>, this: Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let own = crate::objects::class::class_of(&this, cx);
        let of = if own.is_subclass(&after) {
            own
        } else {
            match Class::from_value(&this) {
                Some(class) if class.is_subclass(&after) => class,
                _ => {
                    return Err(Raised::type_error(
                        "super(type, obj): obj must be an instance or subtype of type".into(),
                    ));
                }
            }
        };
        Ok(Value::object(Self { after, this, of }))
    }

    /// What `super().name` is stored as, and whether it is there.
    pub fn lookup(&self, name: &str) -> Option<Value> {
        let from = if Rc::ptr_eq(&self.after, &self.of) {
            0
        } else {
            1 + self.of.ancestors.iter().position(|class| Rc::ptr_eq(class, &self.after))?
        };
        self.of.lookup_after(name, from)
    }
}

impl Object for Super {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("super")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<super: <class '{}'>, <{} object>>", self.after.name, self.of.name))
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.lookup(name) {
            Some(found) => attr::bind(found, &self.of, &self.this, cx).map(Some),
            None => attr::base_attr(&self.of, &self.this, name, cx),
        }
    }
}
