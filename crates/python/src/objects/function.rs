//! Functions of the program, bound methods, cells of captured variables, and module variables.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use value::{Args, CallCx, Dict, Object, Raised, Str, Value};

use crate::compile::code::{Code, CodeKind};
use crate::machine;
use crate::native::Modules;
use crate::objects::class::Class;
use crate::objects::names::NameMap;

/// A captured variable.
#[derive(Default)]
pub struct Cell {
    pub value: RefCell<Option<Value>>,
}

/// The module variables that functions of one module share, and what they may import.
pub struct Globals {
    pub dict: Rc<Dict>,
    pub modules: Modules,
    /// Classes made by the module: they refer to functions that refer back here.
    pub classes: RefCell<Vec<Weak<Class>>>,
}

impl Globals {
    pub fn new(dict: Rc<Dict>, modules: Modules) -> Rc<Self> {
        Rc::new(Self { dict, modules, classes: RefCell::default() })
    }

    /// `__name__` of the module.
    pub fn module_name(&self) -> Str {
        match self.dict.get_str("__name__") {
            Some(Value::Str(name)) => name,
            _ => "__main__".into(),
        }
    }

    /// Lets go of everything: functions hold the module's variables, which hold the functions; classes hold their
    /// methods.
    pub fn clear(&self) {
        let classes = std::mem::take(&mut *self.classes.borrow_mut());
        for class in classes.iter().filter_map(Weak::upgrade) {
            let members = class.attrs.borrow_mut().clear();
            drop(members);
        }
        let variables = std::mem::take(&mut *self.dict.0.borrow_mut());
        drop(variables);
    }
}

/// A `def` or a lambda.
pub struct Function {
    pub code: Rc<Code>,
    pub globals: Rc<Globals>,
    /// Of the last positional parameters.
    pub defaults: Vec<Value>,
    pub keyword_defaults: Vec<(Str, Value)>,
    pub closure: Box<[Rc<Cell>]>,
    /// `__annotations__`, a dict.
    pub annotations: Option<Value>,
    /// Attributes that were set: `f.cache = {}`, `__name__`, `__wrapped__`….
    pub attrs: RefCell<NameMap>,
}

impl Function {
    /// What runs a module's lines.
    pub fn of_module(code: Rc<Code>, globals: Rc<Globals>) -> Self {
        Self {
            code,
            globals,
            defaults: Vec::new(),
            keyword_defaults: Vec::new(),
            closure: Box::default(),
            annotations: None,
            attrs: Default::default(),
        }
    }

    pub fn name(&self) -> Str {
        match self.attrs.borrow().get("__name__") {
            Some(Value::Str(name)) => name.clone(),
            _ => self.code.name.clone(),
        }
    }

    pub fn qualname(&self) -> Str {
        match self.attrs.borrow().get("__qualname__") {
            Some(Value::Str(name)) => name.clone(),
            _ => self.code.qualname.clone(),
        }
    }

    /// `module.qualname`, as messages about spread arguments say it.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.globals.module_name(), self.qualname())
    }

    pub fn is_generator(&self) -> bool {
        self.code.kind == CodeKind::Generator
    }
}

impl Object for Function {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("function")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<function {} at 0x{:012x}>", self.qualname(), value::object::address(self)))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call(this, args, cx)
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if let Some(value) = self.attrs.borrow().get(name) {
            return Ok(Some(value.clone()));
        }
        Ok(Some(match name {
            "__name__" => Value::Str(self.code.name.clone()),
            "__qualname__" => Value::Str(self.code.qualname.clone()),
            "__module__" => Value::Str(self.globals.module_name()),
            "__doc__" => self.code.doc.clone().map_or(Value::None, Value::Str),
            "__code__" => Value::object(CodeObject { code: Rc::clone(&self.code) }),
            "__defaults__" if self.defaults.is_empty() => Value::None,
            "__defaults__" => Value::tuple(self.defaults.clone()),
            "__kwdefaults__" if self.keyword_defaults.is_empty() => Value::None,
            "__kwdefaults__" => {
                let dict = Dict::default();
                for (name, value) in &self.keyword_defaults {
                    dict.insert(Value::Str(name.clone()), value.clone(), cx)?;
                }
                Value::Dict(Rc::new(dict))
            }
            "__annotations__" => self.annotations.clone().unwrap_or_else(|| Value::Dict(Rc::default())),
            "__globals__" => Value::Dict(Rc::clone(&self.globals.dict)),
            "__closure__" if self.closure.is_empty() => Value::None,
            "__closure__" => {
                let cells: Vec<Value> =
                    self.closure.iter().map(|cell| Value::object(CellObject { cell: Rc::clone(cell) })).collect();
                Value::tuple(cells)
            }
            "__dict__" => {
                let dict = Dict::default();
                for (name, value) in self.attrs.borrow().iter() {
                    dict.insert(Value::Str(name.clone()), value.clone(), cx)?;
                }
                Value::Dict(Rc::new(dict))
            }
            _ => return Ok(None),
        }))
    }
    fn set_attr(&self, name: &str, value: Option<Value>, _cx: &mut CallCx) -> Result<bool, Raised> {
        match value {
            Some(value) => {
                let old = self.attrs.borrow_mut().insert(Str::new(name), value);
                drop(old);
                Ok(true)
            }
            None => Ok(self.attrs.borrow_mut().remove(name).is_some()),
        }
    }
}

/// `f.__code__`.
pub struct CodeObject {
    pub code: Rc<Code>,
}

impl Object for CodeObject {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("code")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let code = &self.code;
        let strings = |names: &[Str]| Value::tuple(names.iter().cloned().map(Value::Str).collect::<Vec<_>>());
        Ok(Some(match name {
            "co_argcount" => Value::from(code.params.n_positional),
            "co_posonlyargcount" => Value::from(code.params.n_positional_only),
            "co_kwonlyargcount" => Value::from(code.params.n_keyword_only),
            "co_varnames" => strings(&code.locals),
            "co_nlocals" => Value::from(code.locals.len()),
            "co_freevars" => strings(&code.free),
            "co_cellvars" => strings(&code.cells),
            "co_name" => Value::Str(code.name.clone()),
            "co_qualname" => Value::Str(code.qualname.clone()),
            "co_filename" => Value::str("program.py"),
            "co_firstlineno" => Value::Int(i64::from(code.line)),
            "co_flags" => {
                let star = if code.params.has_star { 4 } else { 0 };
                let double_star = if code.params.has_double_star { 8 } else { 0 };
                let generator = if code.kind == CodeKind::Generator { 32 } else { 0 };
                Value::Int(3 | star | double_star | generator)
            }
            _ => return Ok(None),
        }))
    }
}

/// An item of `f.__closure__`.
pub struct CellObject {
    pub cell: Rc<Cell>,
}

impl Object for CellObject {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("cell")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        if name != "cell_contents" {
            return Ok(None);
        }
        match self.cell.value.borrow().clone() {
            Some(value) => Ok(Some(value)),
            None => Err(Raised::value_error("Cell is empty".into())),
        }
    }
}

/// A function with its receiver.
pub struct BoundMethod {
    pub function: Value,
    pub this: Value,
}

impl BoundMethod {
    pub fn value(function: Value, this: Value) -> Value {
        Value::object(Self { function, this })
    }
}

impl Object for BoundMethod {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("method")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let name = match self.function.downcast::<Function>() {
            Some(function) => function.qualname(),
            None => Str::from("?"),
        };
        Ok(format!("<bound method {name} of {}>", value::repr::repr(&self.this, cx)?))
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other
            .downcast::<Self>()
            .map(|other| other.function.is_same(&self.function) && other.this.is_same(&self.this)))
    }
    fn hash(&self, cx: &mut CallCx) -> Result<i64, Raised> {
        value::hash::py_hash(&self.function, cx)
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call(this, args, cx)
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "__self__" => Ok(Some(self.this.clone())),
            "__func__" => Ok(Some(self.function.clone())),
            _ => crate::types::get_attr(&self.function, name, cx),
        }
    }
}
