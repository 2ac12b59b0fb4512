//! `eval`: the value of an expression that is given as text.
//!
//! A call of `eval` by its name gets the variables of the code that calls it as further arguments, from the compiler.
//! Statements (`exec`) are not run: what programs here evaluate are data lines.

use std::rc::Rc;

use diag::LineIndex;
use value::{CallCx, Dict, ExcKind, Raised, Value};

use crate::ast::StmtKind;
use crate::compile::code::{Code, Origin, Source};
use crate::machine;
use crate::native::Modules;
use crate::objects::function::{Function, Globals};

/// `eval(source, globals, locals)`; variables are in dicts, or `None`.
///
/// Errors: what CPython would refuse in the text (`SyntaxError` and its kinds), what the expression raises.
pub fn eval(source: &Value, globals: &Value, locals: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
    let text = match source {
        Value::Str(text) => text.as_str().to_owned(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => return Err(Raised::type_error("eval() arg 1 must be a string, bytes or code object".into())),
    };
    let code = compile(text.trim_start_matches([' ', '\t']))?;
    // An expression imports nothing.
    let globals = Globals::new(variables(globals, locals, cx)?, Modules::new(|_, _| None));
    let function = Rc::new(Function::of_module(code, globals));
    machine::call_function(&function, &[], cx)
}

fn compile(text: &str) -> Result<Rc<Code>, Raised> {
    let refused = |found: Option<&diag::Diagnostic>| {
        let code = found.map_or("SyntaxError", |found| found.code.as_str());
        let kind = match code {
            "IndentationError" => ExcKind::IndentationError,
            "TabError" => ExcKind::TabError,
            "not-supported" => ExcKind::NotImplementedError,
            _ => ExcKind::SyntaxError,
        };
        let message = found.map_or("invalid syntax", |found| found.message.as_str());
        // CPython counts no line in a text that has nothing in it.
        let first = i64::from(!text.trim().is_empty());
        let line =
            found.and_then(|found| found.span).map_or(first, |span| i64::from(LineIndex::new(text).line(span.start)));
        Raised::new(kind, format!("{message} (<string>, line {line})"))
    };
    let body = crate::parse::parse(text).map_err(|found| refused(found.first()))?;
    let [statement] = body.as_slice() else { return Err(refused(None)) };
    let StmtKind::Expr(expression) = &statement.kind else { return Err(refused(None)) };
    let source = Rc::new(Source { origin: Origin::Evaluated, text: text.to_owned(), lines: LineIndex::new(text) });
    crate::compile::compile_expression(expression, &body, source).map_err(|found| refused(found.first()))
}

/// What names in the expression mean: local variables hide global ones.
fn variables(globals: &Value, locals: &Value, cx: &mut CallCx) -> Result<Rc<Dict>, Raised> {
    let globals = match globals {
        Value::Dict(dict) => Rc::clone(dict),
        Value::None => Rc::default(),
        other => {
            let what = other.type_name();
            return Err(Raised::type_error(format!("eval() globals must be a dict, not {what}")));
        }
    };
    match locals {
        Value::None => Ok(globals),
        Value::Dict(locals) if Rc::ptr_eq(locals, &globals) => Ok(globals),
        Value::Dict(locals) => {
            let all = Dict::default();
            for (name, value) in globals.pairs().into_iter().chain(locals.pairs()) {
                all.insert(name, value, cx)?;
            }
            Ok(Rc::new(all))
        }
        _ => Err(Raised::type_error("locals must be a mapping".into())),
    }
}
