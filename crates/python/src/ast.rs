//! The syntax tree that the compiler reads: Python's own, with byte ranges.

use diag::Span;
use num_bigint::BigInt;
use value::Str;
use value::object::BinaryOp;
use value::order::CompareOp;

use crate::ops::UnaryOp;

/// A name with its place.
#[derive(Clone, Debug)]
pub struct Name {
    pub text: Str,
    pub span: Span,
}

#[derive(Debug)]
pub struct Stmt {
    pub span: Span,
    pub kind: StmtKind,
}

#[derive(Debug)]
pub enum StmtKind {
    Expr(Expr),
    Assign {
        targets: Vec<Expr>,
        value: Expr,
    },
    AugAssign {
        target: Expr,
        op: BinaryOp,
        value: Expr,
    },
    AnnAssign {
        target: Expr,
        annotation: Expr,
        value: Option<Expr>,
    },
    Function(Box<FunctionDef>),
    Class(Box<ClassDef>),
    Return(Option<Expr>),
    Delete(Vec<Expr>),
    For(Box<For>),
    While {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    /// `if`/`elif` branches in order, then `else`.
    If {
        branches: Vec<(Expr, Vec<Stmt>)>,
        orelse: Vec<Stmt>,
    },
    With {
        items: Vec<(Expr, Option<Expr>)>,
        body: Vec<Stmt>,
    },
    Raise {
        exception: Option<Expr>,
        cause: Option<Expr>,
    },
    Try(Box<Try>),
    Assert {
        test: Expr,
        message: Option<Expr>,
    },
    Import(Vec<Alias>),
    ImportFrom(ImportFrom),
    Global(Vec<Name>),
    Nonlocal(Vec<Name>),
    Match {
        subject: Expr,
        cases: Vec<Case>,
    },
    Pass,
    Break,
    Continue,
}

#[derive(Debug)]
pub struct For {
    pub target: Expr,
    pub iter: Expr,
    pub body: Vec<Stmt>,
    pub orelse: Vec<Stmt>,
}

#[derive(Debug)]
pub struct Try {
    pub body: Vec<Stmt>,
    pub handlers: Vec<Handler>,
    pub orelse: Vec<Stmt>,
    pub finally: Vec<Stmt>,
}

/// `except class as name: body`.
#[derive(Debug)]
pub struct Handler {
    pub span: Span,
    pub class: Option<Expr>,
    pub name: Option<Name>,
    pub body: Vec<Stmt>,
}

/// `import a.b as c` or one name of `from … import`.
#[derive(Debug)]
pub struct Alias {
    pub name: Name,
    pub as_name: Option<Name>,
    pub span: Span,
}

#[derive(Debug)]
pub struct ImportFrom {
    /// Without it: `from . import x`.
    pub module: Option<Name>,
    pub names: Vec<Alias>,
    /// Number of leading dots.
    pub level: u32,
}

#[derive(Debug)]
pub struct FunctionDef {
    pub name: Name,
    pub decorators: Vec<Expr>,
    pub params: Params,
    pub returns: Option<Expr>,
    pub body: Vec<Stmt>,
    /// The `def`, decorators left out.
    pub span: Span,
}

#[derive(Debug)]
pub struct ClassDef {
    pub name: Name,
    pub decorators: Vec<Expr>,
    pub bases: Vec<Expr>,
    pub keywords: Vec<Keyword>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

#[derive(Debug, Default)]
pub struct Params {
    pub positional_only: Vec<Param>,
    pub positional: Vec<Param>,
    pub star: Option<Param>,
    pub keyword_only: Vec<Param>,
    pub double_star: Option<Param>,
}

#[derive(Debug)]
pub struct Param {
    pub name: Name,
    pub annotation: Option<Expr>,
    pub default: Option<Expr>,
}

impl Params {
    /// Every parameter in the order of `co_varnames`: positional, keyword-only, `*args`, `**kwargs`.
    pub fn all(&self) -> impl Iterator<Item = &Param> {
        self.positional_only
            .iter()
            .chain(&self.positional)
            .chain(&self.keyword_only)
            .chain(&self.star)
            .chain(&self.double_star)
    }
}

#[derive(Debug)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Debug)]
pub enum ExprKind {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    BigInt(Box<BigInt>),
    Float(f64),
    /// A number with `j`: imaginary part.
    Imaginary(f64),
    Str(Str),
    Bytes(Box<[u8]>),
    /// An f-string.
    Format(Vec<FormatPart>),
    Name(Str),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Set(Vec<Expr>),
    Dict(Vec<DictItem>),
    Binary(Box<Binary>),
    Unary(UnaryOp, Box<Expr>),
    Not(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Box<Compare>),
    IfElse(Box<IfElse>),
    Lambda(Box<Lambda>),
    Call(Box<Call>),
    Attribute(Box<Expr>, Name),
    Subscript(Box<(Expr, Expr)>),
    Slice(Box<SliceParts>),
    Starred(Box<Expr>),
    Comprehension(Box<Comprehension>),
    Walrus(Name, Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
}

#[derive(Debug)]
pub struct Binary {
    pub left: Expr,
    pub op: BinaryOp,
    pub right: Expr,
}

/// `left op right op right …`.
#[derive(Debug)]
pub struct Compare {
    pub left: Expr,
    pub rest: Vec<(Comparison, Expr)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Order(CompareOp),
    Eq,
    NotEq,
    Is,
    IsNot,
    In,
    NotIn,
}

#[derive(Debug)]
pub struct IfElse {
    pub test: Expr,
    pub then: Expr,
    pub orelse: Expr,
}

#[derive(Debug)]
pub struct Lambda {
    pub params: Params,
    pub body: Expr,
}

#[derive(Debug)]
pub struct Call {
    pub function: Expr,
    pub args: Vec<Expr>,
    pub keywords: Vec<Keyword>,
    /// Parentheses included.
    pub arguments_span: Span,
}

/// `name=value`, or `**value` without a name.
#[derive(Debug)]
pub struct Keyword {
    pub name: Option<Name>,
    pub value: Expr,
    pub span: Span,
}

#[derive(Debug)]
pub struct SliceParts {
    pub start: Option<Expr>,
    pub stop: Option<Expr>,
    pub step: Option<Expr>,
}

#[derive(Debug)]
pub enum DictItem {
    Pair(Expr, Expr),
    /// `**mapping`.
    Spread(Expr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

#[derive(Debug)]
pub struct Comprehension {
    pub kind: ComprehensionKind,
    /// The item, or the key of a dict comprehension.
    pub item: Expr,
    /// The value of a dict comprehension.
    pub value: Option<Expr>,
    /// Never empty.
    pub clauses: Vec<Clause>,
}

/// `for target in iter if … if …`.
#[derive(Debug)]
pub struct Clause {
    pub target: Expr,
    pub iter: Expr,
    pub conditions: Vec<Expr>,
}

#[derive(Debug)]
pub enum FormatPart {
    Text(Str),
    Value(Box<FormatValue>),
}

#[derive(Debug)]
pub struct FormatValue {
    pub value: Expr,
    pub conversion: Conversion,
    /// Empty when there is none.
    pub spec: Vec<FormatPart>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    None,
    Str,
    Repr,
    Ascii,
}

#[derive(Debug)]
pub struct Case {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Vec<Stmt>,
}

#[derive(Debug)]
pub struct Pattern {
    pub span: Span,
    pub kind: PatternKind,
}

#[derive(Debug)]
pub enum PatternKind {
    /// Compared with `==`.
    Value(Expr),
    /// Compared with `is`.
    Singleton(Expr),
    Sequence(Vec<Pattern>),
    Mapping {
        items: Vec<(Expr, Pattern)>,
        rest: Option<Name>,
    },
    Class {
        class: Expr,
        positional: Vec<Pattern>,
        keywords: Vec<(Name, Pattern)>,
    },
    /// `*name` inside a sequence.
    Star(Option<Name>),
    /// `pattern as name`, a bare name, or `_` with neither.
    As {
        pattern: Option<Box<Pattern>>,
        name: Option<Name>,
    },
    Or(Vec<Pattern>),
}
