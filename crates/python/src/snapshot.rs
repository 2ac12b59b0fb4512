//! Copies of functions as PySpark's workers get them: what a function uses travels with it.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use value::{CallCx, Callable, Dict, Exception, FrozenSet, Object, Raised, Set, SetTable, Str, Value};

use crate::callable::callable_of_copy;
use crate::compile::code::{Code, Origin};
use crate::copied::Copied;
use crate::kernels::harmless::Kin;
use crate::objects::class::Class;
use crate::objects::function::{BoundMethod, Cell, Function, Globals};
use crate::objects::instance::Instance;
use crate::objects::module::Module;

/// Values nested deeper than this are refused.
const MAX_DEPTH: u32 = 300;

/// Which half of a function's way to a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// What the driver has now, kept as it is.
    Pickle,
    /// What one worker makes of it: sets are filled anew, one key after another, which may change their order.
    Unpickle,
}

/// A copy of a function as PySpark's workers get it: what it captured and the module variables that it uses are
/// copied deeply, functions it refers to likewise; modules and classes are shared.
/// Other values are copied deeply. Sharing and cycles inside the copy are kept.
///
/// Errors: `refuse` is asked about every object that is not one of Python's own types and may raise.
pub fn snapshot(
    value: &Value,
    transfer: Transfer,
    refuse: &mut dyn FnMut(&Value, &mut CallCx) -> Result<(), Raised>,
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    Copier::new(transfer, refuse).copy(value, cx)
}

/// [`snapshot`] of functions together: what they share, their copies share too. The copies end with the last of the
/// callables.
///
/// Errors: as [`snapshot`].
pub fn snapshot_callables(
    functions: &[Value],
    transfer: Transfer,
    refuse: &mut dyn FnMut(&Value, &mut CallCx) -> Result<(), Raised>,
    cx: &mut CallCx,
) -> Result<Vec<Rc<dyn Callable>>, Raised> {
    let mut copier = Copier::new(transfer, refuse);
    let roots = copier.copy_all(functions, cx)?;
    let globals: Vec<Rc<Globals>> = copier.globals.into_values().collect();
    let copies: Vec<Value> = copier.done.into_values().map(|(_, copy)| copy).collect();
    let copied = Copied::new(globals, copies, &roots);
    let kin = Kin::of(&roots);
    Ok(roots.into_iter().map(|root| callable_of_copy(root, &kin, copied.clone())).collect())
}

/// Names of module variables that code and the functions written in it use, in order of first use.
pub fn referenced_globals(code: &Code) -> Vec<Str> {
    let mut names: Vec<Str> = Vec::new();
    let mut waiting = vec![code];
    while let Some(code) = waiting.pop() {
        for site in &code.globals {
            if !names.contains(&site.name) {
                names.push(site.name.clone());
            }
        }
        waiting.extend(code.functions.iter().rev().map(|site| &*site.code));
    }
    names
}

struct Copier<'a> {
    refuse: &'a mut dyn FnMut(&Value, &mut CallCx) -> Result<(), Raised>,
    transfer: Transfer,
    /// Copies by the address of the original; the original is kept so that its address stays its own.
    done: FxHashMap<usize, (Value, Value)>,
    /// The copied module variables by the address of the original dict.
    globals: FxHashMap<usize, Rc<Globals>>,
    depth: u32,
}

impl<'a> Copier<'a> {
    fn new(transfer: Transfer, refuse: &'a mut dyn FnMut(&Value, &mut CallCx) -> Result<(), Raised>) -> Self {
        Self { refuse, transfer, done: FxHashMap::default(), globals: FxHashMap::default(), depth: 0 }
    }

    fn copy(&mut self, value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let address = match value {
            Value::None
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Str(_)
            | Value::Big(_)
            | Value::Bytes(_) => return Ok(value.clone()),
            Value::Tuple(items) => items.as_ptr() as usize,
            Value::List(list) => Rc::as_ptr(list) as usize,
            Value::Dict(dict) => Rc::as_ptr(dict) as usize,
            Value::Set(set) => Rc::as_ptr(set) as usize,
            Value::FrozenSet(set) => Rc::as_ptr(set) as usize,
            Value::Object(object) => {
                let object: &dyn Object = &**object;
                value::object::address(object)
            }
        };
        if let Some((_, copy)) = self.done.get(&address) {
            return Ok(copy.clone());
        }
        if self.depth >= MAX_DEPTH {
            return Err(crate::machine::recursion_error());
        }
        self.depth += 1;
        cx.burn(1)?;
        let result = self.copy_new(address, value, cx);
        self.depth -= 1;
        result
    }

    fn note(&mut self, address: usize, original: &Value, copy: &Value) {
        self.done.insert(address, (original.clone(), copy.clone()));
    }

    fn copy_all(&mut self, values: &[Value], cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
        values.iter().map(|value| self.copy(value, cx)).collect()
    }

    fn copy_new(&mut self, address: usize, value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        match value {
            Value::Tuple(items) => {
                let copy = Value::tuple(self.copy_all(items, cx)?);
                self.note(address, value, &copy);
                Ok(copy)
            }
            Value::List(list) => {
                let copy = Value::list(Vec::new());
                self.note(address, value, &copy);
                let items = list.0.borrow().clone();
                let items = self.copy_all(&items, cx)?;
                if let Value::List(copy) = &copy {
                    *copy.0.borrow_mut() = items;
                }
                Ok(copy)
            }
            Value::Dict(dict) => {
                let new = Rc::new(Dict::default());
                let copy = Value::Dict(Rc::clone(&new));
                self.note(address, value, &copy);
                self.copy_pairs(dict.pairs(), &new, cx)?;
                Ok(copy)
            }
            Value::Set(set) => {
                let copy = Value::Set(Rc::new(Set(RefCell::new(self.copy_set(&set.table(), cx)?))));
                self.note(address, value, &copy);
                Ok(copy)
            }
            Value::FrozenSet(set) => {
                let copy = Value::FrozenSet(Rc::new(FrozenSet(self.copy_set(&set.0, cx)?)));
                self.note(address, value, &copy);
                Ok(copy)
            }
            other => self.copy_object(address, other, cx),
        }
    }

    fn copy_set(&mut self, set: &SetTable, cx: &mut CallCx) -> Result<SetTable, Raised> {
        if self.transfer == Transfer::Pickle && !set.keys().any(|key| matches!(key, Value::Object(_))) {
            return Ok(set.clone());
        }
        let mut new = SetTable::default();
        for key in set.keys() {
            let key = self.copy(key, cx)?;
            new.insert(key, cx)?;
        }
        Ok(new)
    }

    fn copy_pairs(&mut self, pairs: Vec<(Value, Value)>, new: &Dict, cx: &mut CallCx) -> Result<(), Raised> {
        for (key, item) in pairs {
            let key = self.copy(&key, cx)?;
            let item = self.copy(&item, cx)?;
            new.insert(key, item, cx)?;
        }
        Ok(())
    }

    fn copy_object(&mut self, address: usize, value: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        if let Some(function) = value.downcast::<Function>() {
            if function.code.source.origin == Origin::Library && function.closure.is_empty() {
                return Ok(value.clone());
            }
            return self.copy_function(address, value, function, cx);
        }
        if let Some(method) = value.downcast::<BoundMethod>() {
            let function = self.copy(&method.function, cx)?;
            let this = self.copy(&method.this, cx)?;
            return Ok(BoundMethod::value(function, this));
        }
        if value.downcast::<Class>().is_some() || value.downcast::<Module>().is_some() {
            return Ok(value.clone());
        }
        if let Some(instance) = value.downcast::<Instance>() {
            (self.refuse)(value, cx)?;
            let inner = instance.inner.borrow().clone();
            let inner = match inner {
                Some(inner) => Some(self.copy(&inner, cx)?),
                None => None,
            };
            let new = Instance::new(Rc::clone(&instance.class), inner);
            let copy = Value::Object(Rc::clone(&new) as Rc<dyn Object>);
            self.note(address, value, &copy);
            for (name, item) in instance.own_attrs() {
                let item = self.copy(&item, cx)?;
                if let Value::Str(name) = name {
                    new.set_own(&name, item, cx)?;
                }
            }
            return Ok(copy);
        }
        if let Some(exception) = value.downcast::<Exception>() {
            let args = exception.args.borrow().clone();
            let new = Exception::of(exception.class.clone(), self.copy_all(&args, cx)?);
            let attrs = exception.attrs.borrow().clone();
            for (name, item) in attrs {
                let item = self.copy(&item, cx)?;
                new.attrs.borrow_mut().push((name, item));
            }
            return Ok(new.into_value());
        }
        (self.refuse)(value, cx)?;
        Ok(value.clone())
    }

    fn copy_function(
        &mut self,
        address: usize,
        value: &Value,
        function: &Function,
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        let globals = self.globals_of(function);
        let cells: Box<[Rc<Cell>]> = function.closure.iter().map(|_| Rc::new(Cell::default())).collect();
        let defaults = self.copy_all(&function.defaults, cx)?;
        let mut keyword_defaults = Vec::new();
        for (name, default) in &function.keyword_defaults {
            keyword_defaults.push((name.clone(), self.copy(default, cx)?));
        }
        let new = Rc::new(Function {
            code: match self.transfer {
                Transfer::Pickle => Rc::clone(&function.code),
                Transfer::Unpickle => function.code.unpickled(),
            },
            globals: Rc::clone(&globals),
            defaults,
            keyword_defaults,
            closure: cells,
            annotations: function.annotations.clone(),
            attrs: Default::default(),
        });
        let copy = Value::Object(Rc::clone(&new) as Rc<dyn Object>);
        self.note(address, value, &copy);
        for (cell, original) in new.closure.iter().zip(&function.closure) {
            let content = original.value.borrow().clone();
            if let Some(content) = content {
                *cell.value.borrow_mut() = Some(self.copy(&content, cx)?);
            }
        }
        let attrs: Vec<(Str, Value)> =
            function.attrs.borrow().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        for (name, attr) in attrs {
            let attr = self.copy(&attr, cx)?;
            new.attrs.borrow_mut().insert(name, attr);
        }
        for name in referenced_globals(&function.code) {
            if globals.dict.get_str(&name).is_some() {
                continue;
            }
            if let Some(found) = function.globals.dict.get_str(&name) {
                let found = self.copy(&found, cx)?;
                globals.dict.insert(Value::Str(name), found, cx)?;
            }
        }
        Ok(copy)
    }

    /// The variables that the copies of functions of one module share.
    fn globals_of(&mut self, function: &Function) -> Rc<Globals> {
        let address = Rc::as_ptr(&function.globals) as usize;
        let known = self.globals.entry(address).or_insert_with(|| {
            let globals = Globals::new(Rc::new(Dict::default()), function.globals.modules.clone());
            if let Some(name) = function.globals.dict.get_str("__name__") {
                let mut cx = CallCx::default();
                // A string key, whose insertion cannot fail.
                let _ = globals.dict.insert(Value::str("__name__"), name, &mut cx);
            }
            globals
        });
        Rc::clone(known)
    }
}
