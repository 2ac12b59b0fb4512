//! Classes: those of programs, those written in Rust, and the built-in ones.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use rustc_hash::FxHashMap;
use value::calm_sort::calm_sort;
use value::{Args, CallCx, ExcKind, Object, Raised, Str, Value};

use crate::machine;
use crate::objects::attr;
use crate::objects::names::{NameMap, begin_epoch, epoch};

/// Makes an instance in Rust: gets the arguments of the call, the class first.
pub type Constructor = Rc<dyn Fn(&Args, &mut CallCx) -> Result<Value, Raised>>;
/// Told of every class that is derived from it.
pub type SubclassHook = Rc<dyn Fn(&Value, &mut CallCx) -> Result<(), Raised>>;

/// What the instances of a class are in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Objects with attributes.
    Object,
    Exception(ExcKind),
    /// Values of a built-in type, or instances that hold one.
    Value(&'static str),
}

pub struct Class {
    pub name: Str,
    pub qualname: Str,
    pub module: Str,
    pub bases: Vec<Rc<Class>>,
    /// The classes after this one in the order in which attributes are looked for; `object` is left out.
    pub ancestors: Vec<Rc<Class>>,
    pub attrs: RefCell<NameMap>,
    pub basis: Basis,
    /// Whether the interpreter made it: its attributes cannot be set.
    pub is_builtin: bool,
    pub constructor: Option<Constructor>,
    pub on_subclass: Option<SubclassHook>,
    /// Methods that a class to be instantiated must still define.
    pub abstract_methods: Vec<Str>,
    /// Whether making an instance is nothing but running its `__init__`, and until when that is known.
    plain: Cell<Option<(u64, bool)>>,
    me: Weak<Class>,
}

/// What a new class is made of.
pub struct NewClass {
    pub name: Str,
    pub qualname: Str,
    pub module: Str,
    pub bases: Vec<Rc<Class>>,
    pub attrs: NameMap,
    pub constructor: Option<Constructor>,
    pub on_subclass: Option<SubclassHook>,
}

/// Whether exceptions of this kind have fields of their own.
fn has_fields(kind: ExcKind) -> bool {
    use ExcKind::{
        AttributeError, ImportError, NameError, OSError, StopIteration, SyntaxError, SystemExit, UnicodeError,
    };
    [AttributeError, ImportError, NameError, OSError, StopIteration, SyntaxError, SystemExit, UnicodeError]
        .iter()
        .any(|known| kind.is_a(*known))
}

impl Class {
    /// A new class.
    ///
    /// Errors: CPython's, for bases that do not go together.
    pub fn new(new: NewClass) -> Result<Rc<Self>, Raised> {
        let ancestors = linearize(&new.bases)?;
        let mut basis = Basis::Object;
        for base in &new.bases {
            match (basis, base.basis) {
                (_, Basis::Object) => {}
                (Basis::Object, other) => basis = other,
                (known, other) if known == other => {}
                (Basis::Exception(a), Basis::Exception(b)) if a.is_a(b) => {}
                (Basis::Exception(a), Basis::Exception(b)) if b.is_a(a) => basis = Basis::Exception(b),
                // Most exceptions hold nothing but their arguments, and go together.
                (Basis::Exception(_), Basis::Exception(b)) if !has_fields(b) => {}
                (Basis::Exception(a), Basis::Exception(b)) if !has_fields(a) => basis = Basis::Exception(b),
                _ => return Err(Raised::type_error("multiple bases have instance lay-out conflict".into())),
            }
        }
        if let Some(base) = new.bases.iter().find(|base| base.is_builtin && is_final(&base.name)) {
            return Err(Raised::type_error(format!("type '{}' is not an acceptable base type", base.name)));
        }
        let abstract_methods = abstract_methods(&new, &ancestors);
        // It may be where another one was.
        begin_epoch();
        Ok(Rc::new_cyclic(|me| Self {
            name: new.name,
            qualname: new.qualname,
            module: new.module,
            bases: new.bases,
            ancestors,
            attrs: RefCell::new(new.attrs),
            basis,
            is_builtin: false,
            constructor: new.constructor,
            on_subclass: new.on_subclass,
            abstract_methods,
            plain: Cell::new(None),
            me: me.clone(),
        }))
    }

    /// The class as a value.
    pub fn value(&self) -> Value {
        match self.me.upgrade() {
            Some(me) => Value::Object(me),
            None => Value::None,
        }
    }

    pub fn me(&self) -> Option<Rc<Self>> {
        self.me.upgrade()
    }

    /// The class in a value, if it is one.
    pub fn from_value(value: &Value) -> Option<Rc<Self>> {
        value.downcast::<Self>()?.me.upgrade()
    }

    /// The attribute `name` of the class or the nearest ancestor that has it, as it is stored.
    #[inline]
    pub fn lookup(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.attrs.borrow().get(name) {
            return Some(value.clone());
        }
        self.lookup_after(name, 0)
    }

    /// [`Class::lookup`] among the ancestors from number `from` on.
    pub fn lookup_after(&self, name: &str, from: usize) -> Option<Value> {
        self.ancestors.iter().skip(from).find_map(|class| class.attrs.borrow().get(name).cloned())
    }

    /// What `find` says of it, asked once an epoch.
    pub fn makes_plain(&self, find: fn(&Self) -> bool) -> bool {
        match self.plain.get() {
            Some((known, is_plain)) if known == epoch() => is_plain,
            _ => {
                let is_plain = find(self);
                self.plain.set(Some((epoch(), is_plain)));
                is_plain
            }
        }
    }

    /// Whether the class answers for attributes in its own way.
    #[inline]
    pub fn has_hooks(&self) -> bool {
        self.lookup("__getattribute__").is_some()
    }

    /// Whether this is `other` or derived from it.
    pub fn is_subclass(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || other.is_object()
            || self.ancestors.iter().any(|class| std::ptr::eq(Rc::as_ptr(class), other))
    }

    /// Whether it is `object`.
    pub fn is_object(&self) -> bool {
        self.is_builtin && self.name.as_str() == "object"
    }

    /// All classes in lookup order, `object` last.
    pub fn mro(&self) -> Vec<Rc<Self>> {
        let mut all: Vec<Rc<Self>> = self.me.upgrade().into_iter().chain(self.ancestors.iter().cloned()).collect();
        if !self.is_object() {
            all.push(builtin("object"));
        }
        all
    }

    /// `module.qualname`, without the module for built-in classes.
    pub fn full_name(&self) -> String {
        if self.module.as_str() == "builtins" {
            self.qualname.to_string()
        } else {
            format!("{}.{}", self.module, self.qualname)
        }
    }
}

/// Built-in classes that nothing can be derived from.
fn is_final(name: &str) -> bool {
    matches!(name, "bool" | "NoneType" | "function" | "range" | "slice" | "ellipsis" | "method" | "generator")
}

/// The classes after a new one, by the C3 rule.
fn linearize(bases: &[Rc<Class>]) -> Result<Vec<Rc<Class>>, Raised> {
    let mut lists: Vec<Vec<Rc<Class>>> = bases
        .iter()
        .filter(|base| !base.is_object())
        .map(|base| std::iter::once(base).chain(&base.ancestors).cloned().collect())
        .collect();
    lists.push(bases.iter().filter(|base| !base.is_object()).cloned().collect());
    for (i, base) in bases.iter().enumerate() {
        if bases[..i].iter().any(|other| Rc::ptr_eq(other, base)) {
            return Err(Raised::type_error(format!("duplicate base class {}", base.name)));
        }
    }
    let mut order: Vec<Rc<Class>> = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Ok(order);
        }
        let candidate = lists
            .iter()
            .filter_map(|list| list.first())
            .find(|head| !lists.iter().any(|list| list.iter().skip(1).any(|other| Rc::ptr_eq(other, head))));
        let Some(next) = candidate.cloned() else {
            let names: Vec<&str> = bases.iter().map(|base| base.name.as_str()).collect();
            return Err(Raised::type_error(format!(
                "Cannot create a consistent method resolution\norder (MRO) for bases {}",
                names.join(", ")
            )));
        };
        for list in &mut lists {
            list.retain(|other| !Rc::ptr_eq(other, &next));
        }
        order.push(next);
    }
}

/// Names of abstract methods that nothing overrides, if the class is derived from `abc.ABC`.
fn abstract_methods(new: &NewClass, ancestors: &[Rc<Class>]) -> Vec<Str> {
    let is_abstract = |value: &Value| {
        let function = attr::unwrap_function(value);
        function.is_some_and(|function| {
            matches!(function.attrs.borrow().get("__isabstractmethod__"), Some(Value::Bool(true)))
        })
    };
    if !ancestors.iter().any(|class| class.name.as_str() == "ABC" && class.module.as_str() == "abc") {
        return Vec::new();
    }
    let mut names: Vec<Str> =
        new.attrs.iter().filter(|(_, value)| is_abstract(value)).map(|(name, _)| name.clone()).collect();
    for base in &new.bases {
        for name in &base.abstract_methods {
            let found = new
                .attrs
                .get(name)
                .cloned()
                .or_else(|| ancestors.iter().find_map(|class| class.attrs.borrow().get(name).cloned()));
            if found.is_none_or(|value| is_abstract(&value)) && !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    calm_sort(&mut names, |a, b| a.as_str().cmp(b.as_str()));
    names
}

impl Object for Class {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("type")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<class '{}'>", self.full_name()))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call(this, args, cx)
    }
    fn get_attr(&self, this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        attr::of_class(self, this, name, cx)
    }
    fn set_attr(&self, name: &str, value: Option<Value>, _cx: &mut CallCx) -> Result<bool, Raised> {
        if self.is_builtin {
            return Err(Raised::type_error(format!(
                "cannot set '{name}' attribute of immutable type '{}'",
                self.full_name()
            )));
        }
        let old = match value {
            Some(value) => self.attrs.borrow_mut().insert(Str::new(name), value),
            None => match self.attrs.borrow_mut().remove(name) {
                Some(old) => Some(old),
                None => return Ok(false),
            },
        };
        drop(old);
        Ok(true)
    }
    fn call_special(
        &self,
        instance: &Value,
        name: &str,
        args: &[Value],
        cx: &mut CallCx,
    ) -> Result<Option<Value>, Raised> {
        attr::call_special_of(self, instance, name, args, cx)
    }
    fn get_item(&self, this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        attr::class_item(self, this, key, cx)
    }
    fn iter(&self, this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        attr::call_class_hook(self, this, "__class_iter__", &[], cx)
    }
    fn len(&self, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        match attr::call_class_hook(self, &self.value(), "__class_len__", &[], cx)? {
            Some(Value::Int(n)) => Ok(usize::try_from(n).ok()),
            _ => Ok(None),
        }
    }
    fn contains(&self, item: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        match attr::call_class_hook(self, &self.value(), "__class_contains__", std::slice::from_ref(item), cx)? {
            Some(found) => value::repr::truthy(&found, cx).map(Some),
            None => Ok(None),
        }
    }
    fn binary(
        &self,
        op: value::object::BinaryOp,
        other: &Value,
        reflected: bool,
        _cx: &mut CallCx,
    ) -> Result<Option<Value>, Raised> {
        // `int | None` in annotations.
        let is_type = |value: &Value| matches!(value, Value::None) || value.downcast::<Self>().is_some();
        if op != value::object::BinaryOp::Or || !is_type(other) {
            return Ok(None);
        }
        let (a, b) = if reflected { (other.clone(), self.value()) } else { (self.value(), other.clone()) };
        Ok(Some(attr::union_type(a, b)))
    }
}

thread_local! {
    /// The built-in classes made so far; a class is the same object wherever it is asked for.
    static BUILTINS: RefCell<FxHashMap<Str, Rc<Class>>> = RefCell::default();
}

/// The built-in class `name`, made when it is first asked for.
pub fn builtin(name: &str) -> Rc<Class> {
    let known = BUILTINS.with(|classes| classes.borrow().get(name).cloned());
    if let Some(class) = known {
        return class;
    }
    let class = make_builtin(name);
    BUILTINS.with(|classes| classes.borrow_mut().insert(Str::new(name), Rc::clone(&class)));
    class
}

/// The class of exceptions of a built-in kind.
pub fn exception_class(kind: ExcKind) -> Rc<Class> {
    builtin(kind.name())
}

fn make_builtin(name: &str) -> Rc<Class> {
    let kind = ExcKind::ALL.iter().copied().find(|kind| kind.name() == name);
    let bases: Vec<Rc<Class>> = match (kind.and_then(ExcKind::base), name) {
        (Some(base), _) => vec![exception_class(base)],
        (None, "bool") => vec![builtin("int")],
        (None, "defaultdict" | "Counter" | "OrderedDict") => vec![builtin("dict")],
        (None, "object") => Vec::new(),
        _ => vec![builtin("object")],
    };
    let ancestors = linearize(&bases).unwrap_or_default();
    let basis = match kind {
        Some(kind) => Basis::Exception(kind),
        None => VALUE_TYPES.iter().find(|known| **known == name).map_or(Basis::Object, |known| Basis::Value(known)),
    };
    // Types of modules are called by both names: `itertools.repeat`.
    let (module, name) = name.rsplit_once('.').unwrap_or(("builtins", name));
    begin_epoch();
    Rc::new_cyclic(|me| Class {
        name: Str::new(name),
        qualname: Str::new(name),
        module: module.into(),
        bases,
        ancestors,
        attrs: RefCell::default(),
        basis,
        is_builtin: true,
        constructor: None,
        on_subclass: None,
        abstract_methods: Vec::new(),
        plain: Cell::new(None),
        me: me.clone(),
    })
}

/// Built-in types whose values instances of derived classes hold.
const VALUE_TYPES: [&str; 12] =
    ["int", "float", "str", "bool", "list", "tuple", "dict", "set", "frozenset", "bytes", "bytearray", "complex"];

/// `type(value)`.
pub fn class_of(value: &Value, cx: &mut CallCx) -> Rc<Class> {
    if let Value::Object(object) = value {
        if let Some(instance) = value.downcast::<crate::objects::instance::Instance>() {
            return Rc::clone(&instance.class);
        }
        if value.downcast::<Class>().is_some() {
            return builtin("type");
        }
        if let Some(class) = object.class(cx).as_ref().and_then(Class::from_value) {
            return class;
        }
    }
    builtin(&value.type_name())
}
