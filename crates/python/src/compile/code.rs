//! `Code`: the instructions of one function, class body or module, for a machine with registers.
//!
//! An *operand* says where a value is: a register, or a constant (`CONST` set). With `TAKE` set the register is a
//! temporary that nothing reads afterwards, so its value may be moved out. Registers below `n_locals` are variables.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use diag::Span;
use value::{FrozenSet, SetTable, Shape, Str, Value};

use crate::kernels::pure::Uses;
use crate::kernels::tree::Formula;
use crate::machine::Frame;
use crate::objects::found::NameSite;
use crate::types::FunctionEntry;

pub use crate::compile::op::{CONST, INDEX, Op, Operand, Reg, TAKE};

/// A use of a module variable.
#[derive(Clone)]
pub struct GlobalSite {
    pub name: Str,
    /// Where it was found last in the module's dict.
    pub hint: Cell<u32>,
    /// What the name means if the module has no such variable.
    pub builtin: Option<Value>,
}

/// A call with arguments known by number and name.
#[derive(Clone)]
pub struct CallSite {
    /// The function, or the receiver of a method.
    pub target: Operand,
    /// Of a method.
    pub name: NameSite,
    /// The receiver with the name, for a method.
    pub attribute: Span,
    /// Positional arguments, then the values of the keyword arguments.
    pub args: Box<[Operand]>,
    pub keywords: Box<[Str]>,
    /// The table entry that a method of a built-in type was found to be, for receivers of this variant.
    pub known: Cell<Option<(std::mem::Discriminant<Value>, &'static FunctionEntry)>>,
}

/// Where a function made here gets a captured variable from.
#[derive(Clone, Copy, Debug)]
pub enum Capture {
    Cell(u16),
    Free(u16),
}

/// A `def`, lambda, generator expression or class body.
#[derive(Clone)]
pub struct FunctionSite {
    pub code: Rc<Code>,
    /// Of the last positional parameters.
    pub defaults: Box<[Operand]>,
    pub keyword_defaults: Box<[(Str, Operand)]>,
    pub captures: Box<[Capture]>,
    pub annotations: Box<[(Str, Operand)]>,
}

#[derive(Clone)]
pub struct ClassSite {
    /// The function that is the class's body.
    pub body: Operand,
    pub name: Str,
    /// A list of bases if they are spread (`class A(*bases)`).
    pub bases: Box<[Operand]>,
    pub keywords: Box<[(Str, Operand)]>,
}

#[derive(Clone)]
pub struct ImportSite {
    /// The full name, relative dots already refused.
    pub name: Str,
    /// `import a.b` gives `a`, `import a.b as c` gives `a.b`.
    pub gives_first: bool,
}

/// A class pattern of `match`.
#[derive(Clone)]
pub struct MatchClassSite {
    pub class: Operand,
    pub n_positional: usize,
    pub keywords: Box<[Str]>,
}

/// Where an exception goes: from instructions in `start..end` to `target`, with the exception in `reg`.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub reg: Reg,
}

/// Instructions of a comprehension that runs inside the function: it has a line of its own in tracebacks.
#[derive(Clone, Copy, Debug)]
pub struct Inlined {
    pub start: u32,
    pub end: u32,
    pub name: &'static str,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    Module,
    Function,
    Generator,
    ClassBody,
}

/// The parameters of a function. Their registers are the first ones, in the order of `names`.
#[derive(Clone, Default)]
pub struct CodeParams {
    /// Positional-only, positional, keyword-only, `*args`, `**kwargs`.
    pub names: Vec<Str>,
    pub n_positional_only: usize,
    /// Positional-only ones included.
    pub n_positional: usize,
    pub n_keyword_only: usize,
    pub has_star: bool,
    pub has_double_star: bool,
}

impl CodeParams {
    /// Whether binding is copying the arguments: nothing but positional parameters.
    pub fn is_simple(&self) -> bool {
        self.names.len() == self.n_positional
    }
}

#[derive(Clone)]
pub struct Code {
    pub name: Str,
    pub qualname: Str,
    pub kind: CodeKind,
    pub params: CodeParams,
    /// Only positional parameters: a call is putting arguments into registers.
    pub is_simple: bool,
    pub ops: Vec<Op>,
    /// The piece of text that each instruction is of.
    pub spans: Vec<Span>,
    /// 1-based line of each instruction.
    pub lines: Vec<u32>,
    pub consts: Vec<Value>,
    pub names: Vec<NameSite>,
    pub lists: Vec<Box<[Operand]>>,
    pub globals: Vec<GlobalSite>,
    pub calls: Vec<CallSite>,
    pub functions: Vec<FunctionSite>,
    pub classes: Vec<ClassSite>,
    pub imports: Vec<ImportSite>,
    pub match_classes: Vec<MatchClassSite>,
    pub handlers: Vec<Handler>,
    pub inlined: Vec<Inlined>,
    pub n_registers: u16,
    /// Names of the variables in the first registers.
    pub locals: Vec<Str>,
    /// Own variables that functions inside use.
    pub cells: Vec<Str>,
    /// Parameters among `cells`: (register, cell).
    pub param_cells: Vec<(Reg, u16)>,
    pub free: Vec<Str>,
    pub doc: Option<Str>,
    /// Whole function in the text: the lambda or `def`.
    pub span: Span,
    /// 1-based line of its first byte.
    pub line: u32,
    /// The program it is of.
    pub source: Rc<Source>,
    pub shape: Shape,
    /// What it computes, if it does nothing else.
    pub formula: Option<Rc<Formula>>,
    /// What it needs of the names of others to only compute, if it can.
    pub uses: Option<Rc<Uses>>,
    /// Frames of calls that ended, to be used again.
    pub spare: Spare,
    pub unpickled: Unpickled,
}

/// Frames to be used again, by one code.
#[derive(Default)]
pub struct Spare(pub RefCell<Vec<Box<Frame>>>);

impl Clone for Spare {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What a code becomes on its way to a worker, once that is known.
#[derive(Default)]
pub struct Unpickled(OnceCell<Option<Rc<Code>>>);

impl Clone for Unpickled {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Where a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Program,
    /// What `eval` was given.
    Evaluated,
    /// A module of the library: none of its places are shown, and workers have it themselves.
    Library,
}

/// The text of a program, for tracebacks.
pub struct Source {
    pub origin: Origin,
    pub text: String,
    pub lines: diag::LineIndex,
}

/// A code object as programs see it, `f.__code__`.
impl Code {
    /// The code as a worker has it. Pickling keeps all but the order of the frozensets among the constants, of this
    /// code and of the functions in it: unpickling adds their keys one by one.
    pub fn unpickled(self: &Rc<Self>) -> Rc<Self> {
        let changed = self.unpickled.0.get_or_init(|| {
            let consts: Vec<Option<Value>> = self.consts.iter().map(refilled).collect();
            let inner: Vec<Rc<Self>> = self.functions.iter().map(|site| site.code.unpickled()).collect();
            let is_same = |(site, code): (&FunctionSite, &Rc<Self>)| Rc::ptr_eq(&site.code, code);
            if consts.iter().all(Option::is_none) && self.functions.iter().zip(&inner).all(is_same) {
                return None;
            }
            let mut code = Self::clone(self);
            for (value, new) in code.consts.iter_mut().zip(consts) {
                *value = new.unwrap_or_else(|| value.clone());
            }
            for (site, new) in code.functions.iter_mut().zip(inner) {
                site.code = new;
            }
            Some(Rc::new(code))
        });
        changed.as_ref().map_or_else(|| Rc::clone(self), Rc::clone)
    }

    pub fn span_at(&self, at: usize) -> Span {
        self.spans.get(at).copied().unwrap_or(self.span)
    }
}

/// A frozenset filled anew in the order of its keys, if that may change the order.
fn refilled(value: &Value) -> Option<Value> {
    let Value::FrozenSet(set) = value else { return None };
    let FrozenSet(table) = &**set;
    let mut new = SetTable::default();
    for (hash, key) in table.hashed_keys() {
        new.push_new(hash, key.clone());
    }
    Some(Value::frozenset(new))
}
