//! `Code`: the instructions of one function, class body or module, for a machine with registers.
//!
//! An *operand* says where a value is: a register, or a constant (`CONST` set). With `TAKE` set the register is a
//! temporary that nothing reads afterwards, so its value may be moved out. Registers below `n_locals` are variables.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use diag::Span;
use value::object::BinaryOp;
use value::order::CompareOp;
use value::{Shape, Str, Value};

use crate::kernels::Kernel;
use crate::machine::Frame;
use crate::ops::UnaryOp;
use crate::types::FunctionEntry;

pub type Reg = u16;
pub type Operand = u16;

/// Operand flag: the rest is a number of a constant.
pub const CONST: Operand = 1 << 15;
/// Operand flag: the register's value may be moved out.
pub const TAKE: Operand = 1 << 14;
/// The number in an operand.
pub const INDEX: Operand = TAKE - 1;

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Move {
        dst: Reg,
        src: Operand,
    },
    /// A constant beyond what operands reach.
    LoadConst {
        dst: Reg,
        at: u32,
    },
    LoadGlobal {
        dst: Reg,
        site: u16,
    },
    StoreGlobal {
        site: u16,
        src: Operand,
    },
    DeleteGlobal {
        site: u16,
    },
    LoadCell {
        dst: Reg,
        at: u16,
    },
    StoreCell {
        at: u16,
        src: Operand,
    },
    DeleteCell {
        at: u16,
    },
    /// A fresh cell, for a comprehension that runs again.
    NewCell {
        at: u16,
    },
    LoadFree {
        dst: Reg,
        at: u16,
    },
    StoreFree {
        at: u16,
        src: Operand,
    },
    DeleteFree {
        at: u16,
    },
    /// A variable of a class body, a module variable otherwise.
    LoadName {
        dst: Reg,
        site: u16,
    },
    /// The same, but the enclosing function's variable otherwise.
    LoadNameOrFree {
        dst: Reg,
        site: u16,
        at: u16,
    },
    StoreName {
        site: u16,
        src: Operand,
    },
    DeleteName {
        site: u16,
    },
    /// Raises unless the variable has a value.
    CheckLocal {
        reg: Reg,
    },
    DeleteLocal {
        reg: Reg,
    },

    Add {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Sub {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Mul {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Div {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    FloorDiv {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Mod {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Binary {
        op: BinaryOp,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    InPlace {
        op: BinaryOp,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Unary {
        op: UnaryOp,
        dst: Reg,
        a: Operand,
    },
    Not {
        dst: Reg,
        a: Operand,
    },
    Order {
        op: CompareOp,
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Eq {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    NotEq {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    Is {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    IsNot {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    In {
        dst: Reg,
        a: Operand,
        b: Operand,
    },
    NotIn {
        dst: Reg,
        a: Operand,
        b: Operand,
    },

    Jump {
        to: u32,
    },
    /// A jump backwards, which costs a step.
    Loop {
        to: u32,
    },
    JumpIf {
        a: Operand,
        to: u32,
    },
    JumpUnless {
        a: Operand,
        to: u32,
    },
    /// Skips the next instruction if the comparison holds.
    SkipIfOrder {
        op: CompareOp,
        a: Operand,
        b: Operand,
    },
    SkipIfEq {
        a: Operand,
        b: Operand,
    },
    SkipIfNotEq {
        a: Operand,
        b: Operand,
    },
    /// Skips the next instruction if the register holds the small integer `n`.
    SkipIfState {
        reg: Reg,
        n: u16,
    },

    GetIter {
        dst: Reg,
        src: Operand,
    },
    /// Lets go of a loop's iterator before its end: a generator that nothing else holds is closed.
    LeaveLoop {
        iter: Reg,
    },
    /// Puts the next item into `dst` and skips the next instruction, a jump that is taken at the end.
    ForIter {
        dst: Reg,
        iter: Reg,
    },
    Tuple {
        dst: Reg,
        items: u16,
    },
    List {
        dst: Reg,
        items: u16,
    },
    Set {
        dst: Reg,
        items: u16,
    },
    /// Items are key, value, key, value….
    Dict {
        dst: Reg,
        items: u16,
    },
    ListAppend {
        list: Reg,
        item: Operand,
    },
    SetAdd {
        set: Reg,
        item: Operand,
    },
    DictInsert {
        dict: Reg,
        key: Operand,
        value: Operand,
    },
    ListExtend {
        list: Reg,
        items: Operand,
    },
    SetExtend {
        set: Reg,
        items: Operand,
    },
    /// `{**mapping}`.
    DictUpdate {
        dict: Reg,
        mapping: Operand,
    },
    /// `f(**mapping)`: no key may come twice.
    DictMerge {
        dict: Reg,
        mapping: Operand,
        function: Operand,
    },
    ListToTuple {
        dst: Reg,
        list: Reg,
    },
    /// Into the registers from `first` on.
    Unpack {
        first: Reg,
        src: Operand,
        n: u16,
    },
    UnpackStarred {
        first: Reg,
        src: Operand,
        before: u8,
        after: u16,
    },

    GetAttr {
        dst: Reg,
        object: Operand,
        name: u16,
    },
    SetAttr {
        object: Operand,
        name: u16,
        value: Operand,
    },
    DeleteAttr {
        object: Operand,
        name: u16,
    },
    GetItem {
        dst: Reg,
        object: Operand,
        key: Operand,
    },
    SetItem {
        object: Operand,
        key: Operand,
        value: Operand,
    },
    DeleteItem {
        object: Operand,
        key: Operand,
    },
    /// Items are start, stop, step.
    Slice {
        dst: Reg,
        items: u16,
    },

    Call {
        dst: Reg,
        site: u16,
    },
    CallMethod {
        dst: Reg,
        site: u16,
    },
    /// With `*args` and `**kwargs`, collected in registers `args` (any iterable) and `args + 1` (a dict or nothing).
    CallSpread {
        dst: Reg,
        function: Operand,
        args: Reg,
    },
    MakeFunction {
        dst: Reg,
        site: u16,
    },
    MakeClass {
        dst: Reg,
        site: u16,
    },
    /// `globals()`.
    Globals {
        dst: Reg,
    },
    /// `locals()` of a function; the frame's variables, whatever they are now.
    Locals {
        dst: Reg,
    },
    /// `super()` without arguments: the class in free variable `at`, the receiver in `this`.
    Super {
        dst: Reg,
        at: u16,
        this: Operand,
    },
    Return {
        src: Operand,
    },
    Yield {
        dst: Reg,
        src: Operand,
    },
    /// Passes on what the iterator in `iter` gives; `dst` gets its return value.
    YieldFrom {
        dst: Reg,
        iter: Reg,
    },

    Raise {
        exception: Operand,
    },
    RaiseFrom {
        exception: Operand,
        cause: Operand,
    },
    /// A bare `raise` outside an `except` of the same function.
    RaiseAgain,
    /// Raises what was caught into `reg`, without a new place in the traceback.
    Reraise {
        reg: Reg,
    },
    AssertFail {
        message: Operand,
    },
    /// Begins an `except` or `finally` that handles what is in `reg`.
    EnterHandler {
        reg: Reg,
        level: u16,
    },
    LeaveHandler {
        level: u16,
    },
    MatchException {
        dst: Reg,
        exception: Reg,
        class: Operand,
    },
    /// `type(e)` of what was caught.
    ExceptionClass {
        dst: Reg,
        exception: Reg,
    },
    /// The methods of a context manager, bound: `__exit__` into `dst`, `__enter__` into `dst + 1`.
    ContextMethods {
        dst: Reg,
        manager: Operand,
    },

    Format {
        dst: Reg,
        src: Operand,
        conversion: Conversion,
    },
    FormatSpec {
        dst: Reg,
        src: Operand,
        spec: Operand,
        conversion: Conversion,
    },
    /// Joins strings.
    Concat {
        dst: Reg,
        items: u16,
    },
    Import {
        dst: Reg,
        site: u16,
    },
    ImportFrom {
        dst: Reg,
        module: Reg,
        name: u16,
    },
    ImportStar {
        module: Reg,
    },

    /// Whether a `case [a, b, *_]` could fit: a sequence of at least (or exactly) `n` items.
    MatchSequence {
        dst: Reg,
        subject: Operand,
        n: u16,
        is_open: bool,
    },
    MatchMapping {
        dst: Reg,
        subject: Operand,
    },
    /// The value of a key into `dst`; the next instruction is skipped if it is there.
    MatchKey {
        dst: Reg,
        subject: Operand,
        key: Operand,
    },
    /// The mapping without the keys in `items`.
    MatchRest {
        dst: Reg,
        subject: Operand,
        items: u16,
    },
    /// The attributes of a class pattern into registers from `first` on; the next instruction is skipped if it fits.
    MatchClass {
        first: Reg,
        subject: Operand,
        site: u16,
    },
}

pub use crate::ast::Conversion;

/// A use of a module variable.
pub struct GlobalSite {
    pub name: Str,
    /// Where it was found last in the module's dict.
    pub hint: Cell<u32>,
    /// What the name means if the module has no such variable.
    pub builtin: Option<Value>,
}

/// A call with arguments known by number and name.
pub struct CallSite {
    /// The function, or the receiver of a method.
    pub target: Operand,
    /// Of a method.
    pub name: Str,
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
pub struct FunctionSite {
    pub code: Rc<Code>,
    /// Of the last positional parameters.
    pub defaults: Box<[Operand]>,
    pub keyword_defaults: Box<[(Str, Operand)]>,
    pub captures: Box<[Capture]>,
    pub annotations: Box<[(Str, Operand)]>,
}

pub struct ClassSite {
    /// The function that is the class's body.
    pub body: Operand,
    pub name: Str,
    /// A list of bases if they are spread (`class A(*bases)`).
    pub bases: Box<[Operand]>,
    pub keywords: Box<[(Str, Operand)]>,
}

pub struct ImportSite {
    /// The full name, relative dots already refused.
    pub name: Str,
    /// `import a.b` gives `a`, `import a.b as c` gives `a.b`.
    pub gives_first: bool,
}

/// A class pattern of `match`.
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
#[derive(Default)]
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

pub struct Code {
    pub name: Str,
    pub qualname: Str,
    pub kind: CodeKind,
    pub params: CodeParams,
    /// Only positional parameters, and no generator: a call is putting arguments into registers.
    pub is_simple: bool,
    pub ops: Vec<Op>,
    /// The piece of text that each instruction is of.
    pub spans: Vec<Span>,
    /// 1-based line of each instruction.
    pub lines: Vec<u32>,
    pub consts: Vec<Value>,
    pub names: Vec<Str>,
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
    pub kernel: Option<Kernel>,
    /// Frames of calls that ended, to be used again.
    pub spare: RefCell<Vec<Box<Frame>>>,
}

/// The text of a program, for tracebacks.
pub struct Source {
    pub text: String,
    pub lines: diag::LineIndex,
}

/// A code object as programs see it, `f.__code__`.
impl Code {
    pub fn span_at(&self, at: usize) -> Span {
        self.spans.get(at).copied().unwrap_or(self.span)
    }
}
