//! Which variable every name means: one scope for each function, class, lambda and comprehension of the text.

use diag::{Diagnostic, Span};
use rustc_hash::FxHashMap;
use value::Str;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Function,
    Class,
    /// A list, set or dict comprehension: names of its own, but it runs inside the function around it.
    Comprehension,
}

pub type ScopeId = usize;

#[derive(Default)]
pub struct Symbol {
    pub is_assigned: bool,
    pub is_param: bool,
    /// A `del` or the end of an `except … as` may take its value away.
    pub is_deleted: bool,
    pub is_global: bool,
    pub is_nonlocal: bool,
    /// Used by a function inside: lives in a cell.
    pub is_captured: bool,
    /// The `global` or `nonlocal` statement about it.
    pub declared: Span,
}

pub struct Scope {
    pub kind: ScopeKind,
    pub parent: Option<ScopeId>,
    pub symbols: FxHashMap<Str, Symbol>,
    /// The names in order of first mention.
    pub order: Vec<Str>,
    /// Variables of enclosing functions that it or functions inside it use.
    pub free: Vec<(ScopeId, Str)>,
    pub has_walrus: bool,
    pub has_yield: bool,
    pub is_generator_expression: bool,
}

impl Scope {
    /// Whether it may reach module variables through `globals()`.
    pub fn mentions_globals(&self) -> bool {
        ["globals", "vars", "__builtins__", "exec", "eval"]
            .iter()
            .any(|name| self.symbols.contains_key(&Str::from(*name)))
    }
}

/// Where the variable of a name lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// In this scope, which may be the asking one.
    Scope(ScopeId),
    Global,
}

/// All scopes of a program; the module's is number 0.
pub struct Scopes {
    pub all: Vec<Scope>,
    /// The scope of each function, class, lambda and comprehension by its byte range.
    by_span: FxHashMap<Span, ScopeId>,
    pub has_star_import: bool,
    pub errors: Vec<Diagnostic>,
}

impl Scopes {
    pub fn new() -> Self {
        let mut scopes =
            Self { all: Vec::new(), by_span: FxHashMap::default(), has_star_import: false, errors: Vec::new() };
        scopes.open(ScopeKind::Module, None, Span::new(0, u32::MAX));
        scopes
    }

    pub fn open(&mut self, kind: ScopeKind, parent: Option<ScopeId>, span: Span) -> ScopeId {
        self.all.push(Scope {
            kind,
            parent,
            symbols: FxHashMap::default(),
            order: Vec::new(),
            free: Vec::new(),
            has_walrus: false,
            has_yield: false,
            is_generator_expression: false,
        });
        let id = self.all.len() - 1;
        self.by_span.insert(span, id);
        id
    }

    pub fn of_span(&self, span: Span) -> ScopeId {
        self.by_span.get(&span).copied().unwrap_or(0)
    }

    pub fn error(&mut self, message: String, span: Span) {
        self.errors.push(Diagnostic::error("SyntaxError", message).at(span));
    }

    pub fn symbol(&mut self, scope: ScopeId, name: &Str) -> &mut Symbol {
        let scope = &mut self.all[scope];
        if !scope.symbols.contains_key(name) {
            scope.order.push(name.clone());
        }
        scope.symbols.entry(name.clone()).or_default()
    }

    /// The scope that runs the code of `scope`: itself, or the one around a comprehension.
    pub fn frame_of(&self, mut scope: ScopeId) -> ScopeId {
        while self.all[scope].kind == ScopeKind::Comprehension {
            let Some(parent) = self.all[scope].parent else { break };
            scope = parent;
        }
        scope
    }

    /// Where `name` lives when code of `scope` uses it.
    pub fn owner(&self, scope: ScopeId, name: &Str) -> Owner {
        let mut at = scope;
        loop {
            let here = &self.all[at];
            // Names of a class are seen by its own body only, not by functions in it; `__class__` the other way round.
            let is_visible = here.kind != ScopeKind::Class || ((at == scope) != (name.as_str() == "__class__"));
            if is_visible && let Some(symbol) = here.symbols.get(name) {
                if symbol.is_global {
                    return Owner::Global;
                }
                if symbol.is_assigned && !symbol.is_nonlocal {
                    return if here.kind == ScopeKind::Module { Owner::Global } else { Owner::Scope(at) };
                }
            }
            match here.parent {
                Some(parent) => at = parent,
                None => return Owner::Global,
            }
        }
    }

    /// Whether the text assigns the module variable `name` anywhere.
    pub fn binds_global(&self, name: &Str) -> bool {
        self.all[0].symbols.get(name).is_some_and(|symbol| symbol.is_assigned)
    }

    /// Finds the captured variables once all names are known.
    pub fn resolve(&mut self) {
        for scope in 0..self.all.len() {
            for name in self.all[scope].order.clone() {
                self.resolve_name(scope, &name);
            }
        }
    }

    fn resolve_name(&mut self, scope: ScopeId, name: &Str) {
        let owner = self.owner(scope, name);
        let (is_nonlocal, declared) = self.all[scope]
            .symbols
            .get(name)
            .map_or((false, Span::default()), |symbol| (symbol.is_nonlocal && !symbol.is_param, symbol.declared));
        let Owner::Scope(owner) = owner else {
            if is_nonlocal {
                self.error(format!("no binding for nonlocal '{name}' found"), declared);
            }
            return;
        };
        let (home, mut at) = (self.frame_of(owner), self.frame_of(scope));
        if home == at {
            return;
        }
        if let Some(symbol) = self.all[owner].symbols.get_mut(name) {
            symbol.is_captured = true;
        }
        // Every function on the way hands the cell on.
        while at != home {
            let key = (owner, name.clone());
            if !self.all[at].free.contains(&key) {
                self.all[at].free.push(key);
            }
            match self.all[at].parent {
                Some(parent) => at = self.frame_of(parent),
                None => break,
            }
        }
    }
}
