//! Modules written in Rust and the registry that `import` looks in.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use value::{CallCx, Dict, ExcKind, Raised, Str, Value};

use crate::machine;
use crate::objects::attr;
use crate::objects::function::{Function, Globals};
use crate::objects::module::Module;

/// A module written in Rust.
pub struct NativeModule {
    /// The full dotted name.
    pub name: &'static str,
    pub members: Vec<(&'static str, Value)>,
}

impl NativeModule {
    /// The module as an object.
    pub fn into_value(self) -> Value {
        let dict = Dict::default();
        let mut cx = CallCx::default();
        // Keys are strings, whose insertion cannot fail.
        let _ = dict.insert(Value::str("__name__"), Value::str(self.name), &mut cx);
        for (name, value) in self.members {
            let _ = dict.insert(Value::str(name), value, &mut cx);
        }
        Value::object(Module { name: self.name.into(), dict: Rc::new(dict) })
    }
}

/// Makes the module of that name, or gives `None` if the library has none; whoever asks keeps what is made.
pub type Library = fn(&str, &mut CallCx) -> Option<Result<Value, Raised>>;

/// Where a module comes from.
#[derive(Clone)]
enum Loader {
    Native(Rc<dyn Fn(&mut CallCx) -> Result<NativeModule, Raised>>),
    /// Written in Python.
    Text(&'static str),
}

/// What can be imported. Each module is made at its first import and kept; cloning shares them.
///
/// Those of the library are always there.
#[derive(Clone)]
pub struct Modules(Rc<Registry>);

struct Registry {
    library: Library,
    loaders: RefCell<Vec<(&'static str, Loader)>>,
    loaded: RefCell<FxHashMap<Str, Value>>,
    advice: RefCell<Vec<(&'static str, &'static str)>>,
    /// Members of modules that are written in Python: the module, where they are, their names.
    late: RefCell<Vec<(&'static str, &'static str, &'static [&'static str])>>,
    /// Modules that import some of those inside of them: the module, the names inside.
    submodules: RefCell<Vec<(&'static str, &'static [&'static str])>>,
    /// The variables of modules written in Python, which refer back here.
    texts: RefCell<Vec<Rc<Globals>>>,
}

impl Modules {
    /// Only the modules of `library`: `stdlib::load` for Python's own.
    pub fn new(library: Library) -> Self {
        Self(Rc::new(Registry {
            library,
            loaders: RefCell::default(),
            loaded: RefCell::default(),
            advice: RefCell::default(),
            late: RefCell::default(),
            submodules: RefCell::default(),
            texts: RefCell::default(),
        }))
    }

    /// Offers the module `name` (`pyspark.streaming`; its parents are made up if they are not offered themselves).
    pub fn add(&self, name: &'static str, load: impl Fn(&mut CallCx) -> Result<NativeModule, Raised> + 'static) {
        self.0.loaders.borrow_mut().push((name, Loader::Native(Rc::new(load))));
    }

    /// Offers a module that is written in Python. Its functions wait where those of the program may, and tracebacks
    /// leave them out.
    pub fn add_text(&self, name: &'static str, text: &'static str) {
        self.0.loaders.borrow_mut().push((name, Loader::Text(text)));
    }

    /// Lets the native module `name` offer some members of a module written in Python.
    pub fn add_members(&self, name: &'static str, text_module: &'static str, members: &'static [&'static str]) {
        self.0.late.borrow_mut().push((name, text_module, members));
    }

    /// Lets `name` import modules inside of it, so that `name.inside` is there after `import name`.
    pub fn add_submodules(&self, name: &'static str, inside: &'static [&'static str]) {
        self.0.submodules.borrow_mut().push((name, inside));
    }

    /// Notes the variables of the program, which is the module `__main__`.
    pub(crate) fn set_main(&self, dict: &Rc<Dict>) {
        let module = Value::object(Module { name: "__main__".into(), dict: Rc::clone(dict) });
        self.0.loaded.borrow_mut().insert("__main__".into(), module);
    }

    /// Lets go of the modules written in Python, whose functions and variables hold each other.
    pub(crate) fn clear(&self) {
        let loaded = std::mem::take(&mut *self.0.loaded.borrow_mut());
        for globals in std::mem::take(&mut *self.0.texts.borrow_mut()) {
            globals.clear();
        }
        drop(loaded);
    }

    /// A text that helps whoever imports `name`, which does not exist here: what to use instead.
    pub fn advise(&self, name: &'static str, help: &'static str) {
        self.0.advice.borrow_mut().push((name, help));
    }

    /// What [`Modules::advise`] said about `name` or the package it is in.
    pub fn advice(&self, name: &str) -> Option<&'static str> {
        let advice = self.0.advice.borrow();
        let first = name.split('.').next().unwrap_or(name);
        let find = |wanted: &str| advice.iter().find(|(known, _)| *known == wanted).map(|(_, help)| *help);
        find(name).or_else(|| find(first))
    }

    /// The module `name`, as `import` gets it.
    ///
    /// Errors: `ModuleNotFoundError: No module named 'x'`.
    pub fn import(&self, name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
        let mut parent: Option<Value> = None;
        let mut end = 0;
        for part in name.split('.') {
            end += part.len();
            let full = &name[..end];
            let module = self.import_one(full, parent.as_ref(), cx)?;
            if let Some(parent) = parent.as_ref().and_then(|parent| parent.downcast::<Module>())
                && parent.dict.get_str(part).is_none()
            {
                parent.dict.insert(Value::str(part), module.clone(), cx)?;
            }
            parent = Some(module);
            end += 1;
        }
        parent.ok_or_else(|| not_found(name, false))
    }

    fn import_one(&self, name: &str, parent: Option<&Value>, cx: &mut CallCx) -> Result<Value, Raised> {
        let known = self.0.loaded.borrow().get(name).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let loader = self.0.loaders.borrow().iter().find(|(known, _)| *known == name).map(|(_, loader)| loader.clone());
        let module = match loader {
            Some(Loader::Native(load)) => load(cx)?.into_value(),
            Some(Loader::Text(text)) => return self.run_text(name, text, cx),
            None => match (self.0.library)(name, cx) {
                Some(module) => module?,
                None if let Some(text) = own_file(name, cx) => return self.run_text(name, &text, cx),
                None if self.is_package(name) => Value::object(Module { name: Str::new(name), dict: Rc::default() }),
                None => {
                    let is_plain_parent = parent
                        .and_then(|parent| parent.downcast::<Module>())
                        .is_some_and(|parent| !self.is_package(&parent.name));
                    return Err(not_found(name, is_plain_parent));
                }
            },
        };
        self.0.loaded.borrow_mut().insert(Str::new(name), module.clone());
        let late = self.0.late.borrow().iter().find(|(known, ..)| *known == name).copied();
        if let (Some((_, text_module, members)), Some(native)) = (late, module.downcast::<Module>()) {
            let texts = self.import(text_module, cx)?;
            for &member in members {
                let value = attr::get(&texts, &Str::new(member), cx)?;
                native.dict.insert(Value::str(member), value, cx)?;
            }
        }
        let submodules = self.0.submodules.borrow().iter().find(|(known, _)| *known == name).copied();
        for inside in submodules.map_or(&[][..], |(_, inside)| inside) {
            self.import(&format!("{name}.{inside}"), cx)?;
        }
        Ok(module)
    }

    /// Runs a module written in Python; while it runs, it is there for those that it imports.
    fn run_text(&self, name: &str, text: &str, cx: &mut CallCx) -> Result<Value, Raised> {
        let dict = Rc::new(Dict::default());
        dict.insert(Value::str("__name__"), Value::str(name), cx)?;
        let module = Value::object(Module { name: Str::new(name), dict: Rc::clone(&dict) });
        let globals = Globals::new(dict, self.clone());
        self.0.texts.borrow_mut().push(Rc::clone(&globals));
        self.0.loaded.borrow_mut().insert(Str::new(name), module.clone());
        let ran = crate::program::library_code(text)
            .and_then(|code| machine::call_function(&Rc::new(Function::of_module(code, globals)), &[], cx));
        if let Err(raised) = ran {
            self.0.loaded.borrow_mut().remove(name);
            return Err(raised);
        }
        Ok(module)
    }

    /// Whether modules inside `name` are offered.
    fn is_package(&self, name: &str) -> bool {
        self.0
            .loaders
            .borrow()
            .iter()
            .any(|(known, _)| known.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// Folders that modules among the playground's own files are looked for in: the program's, and that of `addPyFile`.
const OWN_FOLDERS: [&str; 2] = ["", "/tmp/spark/userFiles/"];

/// A module that is one of the playground's files.
fn own_file(name: &str, cx: &CallCx) -> Option<String> {
    let path = name.replace('.', "/");
    let ends = [".py", "/__init__.py"];
    let mut paths = OWN_FOLDERS.iter().flat_map(|folder| ends.map(|end| format!("{folder}{path}{end}")));
    let content = paths.find_map(|path| cx.host.read_file(&path))?;
    String::from_utf8(content.to_vec()).ok()
}

fn not_found(name: &str, parent_is_plain: bool) -> Raised {
    let mut message = format!("No module named '{name}'");
    if parent_is_plain && let Some((parent, _)) = name.rsplit_once('.') {
        message.push_str(&format!("; '{parent}' is not a package"));
    }
    let raised = Raised::new(ExcKind::ModuleNotFoundError, message);
    if let Some(exception) = raised.exception() {
        exception.attrs.borrow_mut().push(("name".into(), Value::str(name)));
    }
    raised
}
