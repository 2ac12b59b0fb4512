//! Calls.

use diag::Span;
use value::{Str, Value};

use crate::ast::{Call, Expr, ExprKind, Name};
use crate::compile::code::{CONST, CodeKind, Op, Operand, Reg, TAKE};
use crate::compile::{Compiler, Place};

impl Compiler {
    /// Whether a call has `*args` or `**kwargs`, or more arguments than a call site should hold.
    pub fn is_spread(call: &Call) -> bool {
        call.args.len() + call.keywords.len() > 250
            || call.args.iter().any(|arg| matches!(arg.kind, ExprKind::Starred(_)))
            || call.keywords.iter().any(|keyword| keyword.name.is_none())
    }

    /// `super()` with no arguments, inside a class.
    pub fn is_super_call(&mut self, expr: &Expr) -> bool {
        let ExprKind::Call(call) = &expr.kind else { return false };
        let is_super = matches!(&call.function.kind, ExprKind::Name(name) if name.as_str() == "super");
        is_super
            && call.args.is_empty()
            && call.keywords.is_empty()
            && matches!(self.place(&"super".into()), Place::Builtin(_) | Place::Global(_))
            && matches!(self.place(&"__class__".into()), Place::Free(_))
            && !self.frame.params.names.is_empty()
    }

    pub fn super_call(&mut self, dst: Reg, span: Span, _function: &Expr) {
        let Place::Free(at) = self.place(&"__class__".into()) else { return };
        // The first parameter: in its register, or in a cell if functions inside use it.
        let this = match self.frame.param_cells.iter().find(|(register, _)| *register == 0) {
            Some(&(_, cell)) => {
                let this = self.frame.temp();
                self.frame.emit(Op::LoadCell { dst: this, at: cell }, span);
                this | TAKE
            }
            None => 0,
        };
        self.frame.emit(Op::Super { dst, at, this }, span);
    }

    /// `globals()`, `locals()`, `vars()` and `dir()`, which look at the code that calls them.
    pub fn is_namespace_call(&mut self, call: &Call) -> bool {
        let ExprKind::Name(name) = &call.function.kind else { return false };
        matches!(name.as_str(), "globals" | "locals" | "vars" | "dir")
            && call.args.is_empty()
            && call.keywords.is_empty()
            && !self.scopes.binds_global(name)
            && matches!(self.place(name), Place::Builtin(_) | Place::Global(_) | Place::Name(_))
    }

    /// Whether an operand is the built-in function of that name.
    fn is_built_in(&mut self, operand: Operand, function: &Expr, known: &str) -> bool {
        match &function.kind {
            ExprKind::Name(name) if name.as_str() == known => {
                matches!(self.place(name), Place::Builtin(at) if operand == CONST | at as Operand)
            }
            _ => false,
        }
    }

    /// `eval(text)`, which sees the variables of the code that calls it.
    fn is_eval_call(&mut self, call: &Call) -> bool {
        let ExprKind::Name(name) = &call.function.kind else { return false };
        name.as_str() == "eval"
            && call.args.len() == 1
            && call.keywords.is_empty()
            && !Self::is_spread(call)
            && !self.scopes.binds_global(name)
            && matches!(self.place(name), Place::Builtin(_) | Place::Global(_) | Place::Name(_))
    }

    fn eval_call(&mut self, function: Operand, call: &Call, dst: Reg, span: Span) {
        let (mut args, keywords) = self.arguments(call);
        let globals = self.frame.temp();
        self.frame.emit(Op::Globals { dst: globals }, span);
        args.push(globals | TAKE);
        if self.frame.inner != self.frame.scope {
            args.push(self.comprehension_variables(span));
        } else if self.frame.kind != CodeKind::Module {
            let locals = self.frame.temp();
            self.frame.emit(Op::Locals { dst: locals }, span);
            args.push(locals | TAKE);
        }
        let site = self.frame.call_site(function, "".into(), args, keywords);
        self.frame.emit(Op::Call { dst, site }, span);
    }

    /// A dict of the own variables of the comprehension around, which in CPython 3.11 is a function of its own.
    fn comprehension_variables(&mut self, span: Span) -> Operand {
        let id = self.frame.inner;
        let names: Vec<Str> = self.scopes.all[id].order.clone();
        let mut operands = Vec::new();
        for name in names {
            let Some(register) = self.frame.registers.get(&(id, name.clone())).copied() else { continue };
            let key = self.frame.constant(&format!("s{name}"), || Value::Str(name.clone()));
            operands.extend([self.const_operand(key, span), register]);
        }
        let dict = self.frame.temp();
        let items = self.frame.list(operands);
        self.frame.emit(Op::Dict { dst: dict, items }, span);
        dict | TAKE
    }

    pub fn namespace_call(&mut self, call: &Call, dst: Reg, span: Span) {
        let ExprKind::Name(name) = &call.function.kind else { return };
        let is_module = self.frame.kind == CodeKind::Module;
        match name.as_str() {
            "globals" => self.frame.emit(Op::Globals { dst }, span),
            _ if is_module => self.frame.emit(Op::Globals { dst }, span),
            _ => self.frame.emit(Op::Locals { dst }, span),
        };
        if name.as_str() == "dir" {
            // The names, sorted.
            let at = self.frame.constant("builtin sorted", || crate::builtins::lookup("sorted").unwrap_or_default());
            let sorted = self.const_operand(at, span);
            let site = self.frame.call_site(sorted, "".into(), vec![dst], Vec::new());
            self.frame.emit(Op::Call { dst, site }, span);
        }
    }

    /// Operands of the arguments: positional ones, then the keywords' values, with the keywords' names.
    fn arguments(&mut self, call: &Call) -> (Vec<Operand>, Vec<Str>) {
        let mut operands: Vec<Operand> = call.args.iter().map(|arg| self.expr(arg)).collect();
        let mut names: Vec<Str> = Vec::with_capacity(call.keywords.len());
        for keyword in &call.keywords {
            let Some(name) = &keyword.name else { continue };
            if names.contains(&name.text) {
                self.error(format!("keyword argument repeated: {}", name.text), keyword.span);
            }
            operands.push(self.expr(&keyword.value));
            names.push(name.text.clone());
        }
        (operands, names)
    }

    pub fn method_call(&mut self, receiver: Operand, name: &Name, call: &Call, dst: Reg, span: Span) {
        let (args, keywords) = self.arguments(call);
        let site = self.frame.call_site(receiver, name.text.clone(), args, keywords);
        if let Some(call) = self.frame.calls.last_mut() {
            // From the name on, if the chain runs over several lines.
            let same_line = self.source.lines.line(span.start) == self.source.lines.line(name.span.start);
            call.attribute = Span::new(if same_line { span.start } else { name.span.start }, name.span.end);
        }
        let at = self.frame.emit(Op::CallMethod { dst, site }, span);
        self.frame.line_places.insert(at, name.span.start);
    }

    pub fn call(&mut self, function: Operand, call: &Call, dst: Reg, span: Span) {
        if self.is_eval_call(call) {
            return self.eval_call(function, call, dst, span);
        }
        if !Self::is_spread(call) {
            let (args, keywords) = self.arguments(call);
            let op = match *args {
                [a] if keywords.is_empty() && self.is_built_in(function, &call.function, "len") => Op::Len { dst, a },
                _ => Op::Call { dst, site: self.frame.call_site(function, "".into(), args, keywords) },
            };
            self.frame.emit(op, span);
            return;
        }
        // Arguments in one register, keyword arguments in the next.
        let args = self.frame.temps(2);
        match call.args.as_slice() {
            [only] if matches!(only.kind, ExprKind::Starred(_)) => {
                if let ExprKind::Starred(inner) = &only.kind {
                    self.expr_into(inner, args);
                }
            }
            many => self.list(many, args, span),
        }
        let dict = args + 1;
        let none = self.none(span);
        self.frame.emit(Op::Move { dst: dict, src: none }, span);
        if !call.keywords.is_empty() {
            let items = self.frame.list(Vec::new());
            self.frame.emit(Op::Dict { dst: dict, items }, span);
        }
        for keyword in &call.keywords {
            let mark = self.frame.next;
            match &keyword.name {
                Some(name) => {
                    let key = self.string(&name.text, span);
                    let value = self.expr(&keyword.value);
                    self.frame.emit(Op::DictInsert { dict, key, value }, span);
                }
                None => {
                    let mapping = self.expr(&keyword.value);
                    self.frame.emit(Op::DictMerge { dict, mapping, function: Self::keep(function) }, span);
                }
            }
            self.frame.next = mark;
        }
        self.frame.emit(Op::CallSpread { dst, function, args }, span);
    }
}
