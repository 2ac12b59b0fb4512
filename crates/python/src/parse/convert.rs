//! From the parser's tree to ours: statements, parameters and patterns.

use diag::{Diagnostic, Span};
use ruff_python_ast as ruff;
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;
use value::Str;

use crate::ast::{
    Alias, Case, ClassDef, Expr, ExprKind, For, FunctionDef, Handler, ImportFrom, Keyword, Name, Param, Params,
    Pattern, PatternKind, Stmt, StmtKind, Try,
};

/// Longer texts are not shared between their places.
const MAX_INTERNED: usize = 48;

/// Converts one module; what does not run here is noted in `refused`.
pub struct Converter<'t> {
    text: &'t str,
    names: FxHashMap<Box<str>, Str>,
    /// Names of the classes around, without leading underscores, for `__private` names.
    classes: Vec<String>,
    pub refused: Vec<Diagnostic>,
}

pub fn span_of(range: TextRange) -> Span {
    Span::new(range.start().to_u32(), range.end().to_u32())
}

impl<'t> Converter<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, names: FxHashMap::default(), classes: Vec::new(), refused: Vec::new() }
    }

    /// The program's text in a range.
    pub fn source(&self, range: TextRange) -> &'t str {
        self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("")
    }

    /// One object for equal texts, so that comparing names is mostly comparing addresses.
    pub fn intern(&mut self, text: &str) -> Str {
        if text.len() > MAX_INTERNED {
            return Str::new(text);
        }
        if let Some(known) = self.names.get(text) {
            return known.clone();
        }
        let new = Str::new(text);
        self.names.insert(text.into(), new.clone());
        new
    }

    pub fn refuse(&mut self, range: TextRange, what: &str, help: &str) {
        self.refused.push(
            Diagnostic::error("not-supported", format!("{what} is not supported here"))
                .at(span_of(range))
                .with_help(help),
        );
    }

    pub fn name(&mut self, identifier: &ruff::Identifier) -> Name {
        Name { text: self.identifier(identifier.as_str()), span: span_of(identifier.range) }
    }

    /// A name as the program means it: inside a class, `__x` is `_Class__x`.
    pub fn identifier(&mut self, text: &str) -> Str {
        match self.classes.last() {
            Some(class) if text.starts_with("__") && !text.ends_with("__") && !class.is_empty() => {
                let mangled = format!("_{class}{text}");
                self.intern(&mangled)
            }
            _ => self.intern(text),
        }
    }

    pub fn body(&mut self, body: impl IntoIterator<Item = ruff::Stmt>) -> Vec<Stmt> {
        body.into_iter().map(|stmt| self.stmt(stmt)).collect()
    }

    fn exprs(&mut self, exprs: impl IntoIterator<Item = ruff::Expr>) -> Vec<Expr> {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    fn boxed(&mut self, expr: Option<Box<ruff::Expr>>) -> Option<Expr> {
        expr.map(|expr| self.expr(*expr))
    }

    fn stmt(&mut self, stmt: ruff::Stmt) -> Stmt {
        let range = stmt.range();
        let kind = match stmt {
            ruff::Stmt::FunctionDef(def) => self.function(def),
            ruff::Stmt::ClassDef(def) => self.class(def),
            ruff::Stmt::For(stmt) => self.for_loop(stmt),
            ruff::Stmt::While(stmt) => StmtKind::While {
                test: self.expr(*stmt.test),
                body: self.body(stmt.body),
                orelse: self.body(stmt.orelse),
            },
            ruff::Stmt::If(stmt) => self.if_chain(stmt),
            ruff::Stmt::With(stmt) => self.with(stmt),
            ruff::Stmt::Try(stmt) => self.try_stmt(stmt),
            ruff::Stmt::Match(stmt) => StmtKind::Match {
                subject: self.expr(*stmt.subject),
                cases: stmt.cases.into_iter().map(|case| self.case(case)).collect(),
            },
            simple => self.simple(simple),
        };
        Stmt { span: span_of(range), kind }
    }

    #[inline(never)]
    fn simple(&mut self, stmt: ruff::Stmt) -> StmtKind {
        match stmt {
            ruff::Stmt::Expr(stmt) => StmtKind::Expr(self.expr(*stmt.value)),
            ruff::Stmt::Assign(stmt) => {
                StmtKind::Assign { targets: self.exprs(stmt.targets), value: self.expr(*stmt.value) }
            }
            ruff::Stmt::AugAssign(stmt) => StmtKind::AugAssign {
                target: self.expr(*stmt.target),
                op: super::expr::binary_op(stmt.op),
                value: self.expr(*stmt.value),
            },
            ruff::Stmt::AnnAssign(stmt) => StmtKind::AnnAssign {
                target: self.expr(*stmt.target),
                annotation: self.expr(*stmt.annotation),
                value: self.boxed(stmt.value),
            },
            ruff::Stmt::Return(stmt) => StmtKind::Return(self.boxed(stmt.value)),
            ruff::Stmt::Delete(stmt) => StmtKind::Delete(self.exprs(stmt.targets)),
            ruff::Stmt::Raise(stmt) => {
                StmtKind::Raise { exception: self.boxed(stmt.exc), cause: self.boxed(stmt.cause) }
            }
            ruff::Stmt::Assert(stmt) => StmtKind::Assert { test: self.expr(*stmt.test), message: self.boxed(stmt.msg) },
            ruff::Stmt::Import(stmt) => StmtKind::Import(self.aliases(&stmt.names)),
            ruff::Stmt::ImportFrom(stmt) => StmtKind::ImportFrom(ImportFrom {
                module: stmt.module.as_ref().map(|module| self.name(module)),
                names: self.aliases(&stmt.names),
                level: stmt.level,
            }),
            ruff::Stmt::Global(stmt) => StmtKind::Global(stmt.names.iter().map(|name| self.name(name)).collect()),
            ruff::Stmt::Nonlocal(stmt) => StmtKind::Nonlocal(stmt.names.iter().map(|name| self.name(name)).collect()),
            ruff::Stmt::Pass(_) => StmtKind::Pass,
            ruff::Stmt::Break(_) => StmtKind::Break,
            ruff::Stmt::Continue(_) => StmtKind::Continue,
            other => {
                self.refuse(other.range(), "this statement", "use an assignment or a function instead");
                StmtKind::Pass
            }
        }
    }

    fn aliases(&mut self, aliases: &[ruff::Alias]) -> Vec<Alias> {
        aliases
            .iter()
            .map(|alias| Alias {
                name: self.name(&alias.name),
                as_name: alias.asname.as_ref().map(|name| self.name(name)),
                span: span_of(alias.range),
            })
            .collect()
    }

    fn decorators(&mut self, decorators: impl IntoIterator<Item = ruff::Decorator>) -> Vec<Expr> {
        decorators.into_iter().map(|decorator| self.expr(decorator.expression)).collect()
    }

    #[inline(never)]
    fn function(&mut self, def: ruff::StmtFunctionDef) -> StmtKind {
        if def.is_async {
            self.refuse(def.range, "`async def`", "write a plain `def`: nothing here runs concurrently");
        }
        let end = span_of(def.range).end;
        let start = self.def_start(&def.decorator_list, def.range, def.name.range);
        StmtKind::Function(Box::new(FunctionDef {
            name: self.name(&def.name),
            decorators: self.decorators(def.decorator_list),
            params: self.params(*def.parameters),
            returns: self.boxed(def.returns),
            body: self.body(def.body),
            span: Span::new(start, end),
        }))
    }

    #[inline(never)]
    fn class(&mut self, def: ruff::StmtClassDef) -> StmtKind {
        let end = span_of(def.range).end;
        let start = self.def_start(&def.decorator_list, def.range, def.name.range);
        let name = self.name(&def.name);
        let decorators = self.decorators(def.decorator_list);
        let (bases, keywords) = match def.arguments {
            Some(arguments) => (self.exprs(arguments.args), self.keywords(arguments.keywords)),
            None => (Vec::new(), Vec::new()),
        };
        self.classes.push(def.name.as_str().trim_start_matches('_').to_owned());
        let body = self.body(def.body);
        self.classes.pop();
        StmtKind::Class(Box::new(ClassDef { name, decorators, bases, keywords, body, span: Span::new(start, end) }))
    }

    pub fn keywords(&mut self, keywords: impl IntoIterator<Item = ruff::Keyword>) -> Vec<Keyword> {
        keywords
            .into_iter()
            .map(|keyword| Keyword {
                name: keyword.arg.as_ref().map(|name| self.name(name)),
                span: span_of(keyword.range),
                value: self.expr(keyword.value),
            })
            .collect()
    }

    pub fn params(&mut self, params: ruff::Parameters) -> Params {
        Params {
            positional_only: params.posonlyargs.into_iter().map(|param| self.param_default(param)).collect(),
            positional: params.args.into_iter().map(|param| self.param_default(param)).collect(),
            star: params.vararg.map(|param| self.param(*param)),
            keyword_only: params.kwonlyargs.into_iter().map(|param| self.param_default(param)).collect(),
            double_star: params.kwarg.map(|param| self.param(*param)),
        }
    }

    fn param(&mut self, param: ruff::Parameter) -> Param {
        Param { name: self.name(&param.name), annotation: self.boxed(param.annotation), default: None }
    }

    fn param_default(&mut self, param: ruff::ParameterWithDefault) -> Param {
        let default = self.boxed(param.default);
        Param { default, ..self.param(param.parameter) }
    }

    #[inline(never)]
    fn for_loop(&mut self, stmt: ruff::StmtFor) -> StmtKind {
        if stmt.is_async {
            self.refuse(stmt.range, "`async for`", "write a plain `for`: nothing here runs concurrently");
        }
        StmtKind::For(Box::new(For {
            target: self.expr(*stmt.target),
            iter: self.expr(*stmt.iter),
            body: self.body(stmt.body),
            orelse: self.body(stmt.orelse),
        }))
    }

    #[inline(never)]
    fn if_chain(&mut self, stmt: ruff::StmtIf) -> StmtKind {
        let mut branches = vec![(self.expr(*stmt.test), self.body(stmt.body))];
        let mut orelse = Vec::new();
        for clause in stmt.elif_else_clauses {
            let test = clause.test.map(|test| self.expr(test));
            let body = self.body(clause.body);
            match test {
                Some(test) => branches.push((test, body)),
                None => orelse = body,
            }
        }
        StmtKind::If { branches, orelse }
    }

    #[inline(never)]
    fn with(&mut self, stmt: ruff::StmtWith) -> StmtKind {
        if stmt.is_async {
            self.refuse(stmt.range, "`async with`", "write a plain `with`: nothing here runs concurrently");
        }
        let items =
            stmt.items.into_iter().map(|item| (self.expr(item.context_expr), self.boxed(item.optional_vars))).collect();
        StmtKind::With { items, body: self.body(stmt.body) }
    }

    #[inline(never)]
    fn try_stmt(&mut self, stmt: ruff::StmtTry) -> StmtKind {
        if stmt.is_star {
            self.refuse(stmt.range, "`except*`", "use `except`: there are no exception groups here");
        }
        let body = self.body(stmt.body);
        let handlers = stmt
            .handlers
            .into_iter()
            .map(|ruff::ExceptHandler::ExceptHandler(handler)| Handler {
                span: span_of(handler.range),
                class: self.boxed(handler.type_),
                name: handler.name.as_ref().map(|name| self.name(name)),
                body: self.body(handler.body),
            })
            .collect();
        StmtKind::Try(Box::new(Try {
            body,
            handlers,
            orelse: self.body(stmt.orelse),
            finally: self.body(stmt.finalbody),
        }))
    }

    fn case(&mut self, case: ruff::MatchCase) -> Case {
        Case { pattern: self.pattern(case.pattern), guard: self.boxed(case.guard), body: self.body(case.body) }
    }

    fn patterns(&mut self, patterns: impl IntoIterator<Item = ruff::Pattern>) -> Vec<Pattern> {
        patterns.into_iter().map(|pattern| self.pattern(pattern)).collect()
    }

    fn pattern(&mut self, pattern: ruff::Pattern) -> Pattern {
        let span = span_of(pattern.range());
        let kind = match pattern {
            ruff::Pattern::MatchValue(pattern) => PatternKind::Value(self.expr(*pattern.value)),
            ruff::Pattern::MatchSingleton(pattern) => PatternKind::Singleton(Expr {
                span,
                kind: match pattern.value {
                    ruff::Singleton::None => ExprKind::None,
                    ruff::Singleton::True => ExprKind::Bool(true),
                    ruff::Singleton::False => ExprKind::Bool(false),
                },
            }),
            ruff::Pattern::MatchSequence(pattern) => PatternKind::Sequence(self.patterns(pattern.patterns)),
            ruff::Pattern::MatchMapping(pattern) => {
                let keys = self.exprs(pattern.keys);
                let values = self.patterns(pattern.patterns);
                PatternKind::Mapping {
                    items: keys.into_iter().zip(values).collect(),
                    rest: pattern.rest.as_ref().map(|name| self.name(name)),
                }
            }
            ruff::Pattern::MatchClass(pattern) => PatternKind::Class {
                class: self.expr(*pattern.cls),
                positional: self.patterns(pattern.arguments.patterns),
                keywords: pattern
                    .arguments
                    .keywords
                    .into_iter()
                    .map(|keyword| (self.name(&keyword.attr), self.pattern(keyword.pattern)))
                    .collect(),
            },
            ruff::Pattern::MatchStar(pattern) => PatternKind::Star(pattern.name.as_ref().map(|name| self.name(name))),
            ruff::Pattern::MatchAs(pattern) => PatternKind::As {
                pattern: pattern.pattern.map(|inner| Box::new(self.pattern(*inner))),
                name: pattern.name.as_ref().map(|name| self.name(name)),
            },
            ruff::Pattern::MatchOr(pattern) => PatternKind::Or(self.patterns(pattern.patterns)),
        };
        Pattern { span, kind }
    }

    /// Where the `def` or `class` keyword is: on the line of the name, behind the decorators.
    fn def_start(&self, decorators: &[ruff::Decorator], whole: TextRange, name: TextRange) -> u32 {
        let (whole, name) = (span_of(whole), span_of(name));
        if decorators.is_empty() {
            return whole.start;
        }
        let before = self.text.get(..name.start as usize).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let indent = before.len() - line_start - before[line_start..].trim_start().len();
        (line_start + indent) as u32
    }
}
