//! Classes written in Rust.

use std::rc::Rc;

use value::{Args, CallCx, Raised, Value};

use crate::native::function::native_method;
use crate::objects::class::{Class, Constructor, NewClass, SubclassHook};
use crate::objects::descriptor::{ClassMethod, Property, StaticMethod};
use crate::objects::names::NameMap;

/// A class to be made: programs can call it, derive from it and ask `isinstance`.
///
/// Its instances are either objects of Rust types (made by the constructor; their `Object::class` must give the
/// class), or plain Python instances with the methods given here. Methods get the receiver as first argument.
/// A class of a program that is derived from it makes plain instances and runs its own `__init__`.
///
/// Attributes of an object of a Rust type are looked for in the object first (`Object::call_method`,
/// `Object::get_attr`), then in its class.
pub struct NativeClass {
    name: &'static str,
    module: &'static str,
    bases: Vec<Rc<Class>>,
    attrs: NameMap,
    constructor: Option<Constructor>,
    on_subclass: Option<SubclassHook>,
}

impl NativeClass {
    /// A class derived from `object`.
    pub fn new(name: &'static str, module: &'static str) -> Self {
        Self { name, module, bases: Vec::new(), attrs: NameMap::default(), constructor: None, on_subclass: None }
    }

    /// Derives it from `base`, a class object (built-in exceptions included, see [`crate::native::builtin_class`]).
    #[must_use]
    pub fn base(mut self, base: &Value) -> Self {
        self.bases.extend(Class::from_value(base));
        self
    }

    /// What calling the class gives; arguments as the caller gave them, the class itself first.
    #[must_use]
    pub fn constructor(mut self, new: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static) -> Self {
        self.constructor = Some(Rc::new(new));
        self
    }

    /// Told of every class that a program derives from it.
    #[must_use]
    pub fn on_subclass(mut self, hook: impl Fn(&Value, &mut CallCx) -> Result<(), Raised> + 'static) -> Self {
        self.on_subclass = Some(Rc::new(hook));
        self
    }

    fn qualified(&self, name: &str) -> String {
        format!("{}.{name}", self.name)
    }

    /// A method; the receiver is the first argument.
    #[must_use]
    pub fn method(
        self,
        name: &'static str,
        run: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let method = native_method(&self.qualified(name), run);
        self.member(name, method)
    }

    /// A class method; the class is the first argument.
    #[must_use]
    pub fn class_method(
        self,
        name: &'static str,
        run: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let function = native_method(&self.qualified(name), run);
        self.member(name, Value::object(ClassMethod { function }))
    }

    /// A static method.
    #[must_use]
    pub fn static_method(
        self,
        name: &'static str,
        run: impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let function = native_method(&self.qualified(name), run);
        self.member(name, Value::object(StaticMethod { function }))
    }

    /// A property without a setter.
    #[must_use]
    pub fn property(
        self,
        name: &'static str,
        get: impl Fn(&Value, &mut CallCx) -> Result<Value, Raised> + 'static,
    ) -> Self {
        let get = native_method(&self.qualified(name), move |args, cx| {
            let this = args.positional.first().cloned().unwrap_or_default();
            get(&this, cx)
        });
        let property = Property {
            get,
            set: Value::None,
            delete: Value::None,
            doc: Value::None,
            name: std::cell::RefCell::new(Some(name.into())),
        };
        self.member(name, Value::object(property))
    }

    /// Any other attribute of the class (`SparkSession.builder`).
    ///
    /// Some names are about the class itself as an object: `__class_item__` answers `Class[key]`, `__class_iter__`
    /// iterates over it, `__class_len__`, `__class_contains__`, `__class_call__` replaces calling it, and
    /// `__instance_check__` answers `isinstance`; each is a native function that gets the class first.
    #[must_use]
    pub fn member(mut self, name: &'static str, value: Value) -> Self {
        self.attrs.insert(name.into(), value);
        self
    }

    /// The class object. Make it once and keep it: classes are compared by identity.
    pub fn build(self) -> Value {
        let new = NewClass {
            name: self.name.into(),
            qualname: self.name.into(),
            module: self.module.into(),
            bases: self.bases,
            attrs: self.attrs,
            constructor: self.constructor,
            on_subclass: self.on_subclass,
        };
        // Bases that do not go together are a mistake of the caller's; the class is then without any.
        match Class::new(new) {
            Ok(class) => class.value(),
            Err(_) => Value::None,
        }
    }
}
