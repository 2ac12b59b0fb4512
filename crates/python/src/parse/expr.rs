//! From the parser's tree to ours: expressions.
//!
//! Chains that lean to the left (`a + b + c`, `a.b().c()`) are walked in a loop, so that their length costs no stack.

use num_bigint::BigInt;
use ruff_python_ast as ruff;
use ruff_text_size::{Ranged, TextRange};
use value::object::BinaryOp;
use value::order::CompareOp;

use crate::ast::{
    Binary, Call, Clause, Compare, Comparison, Comprehension, ComprehensionKind, Conversion, DictItem, Expr, ExprKind,
    FormatPart, FormatValue, IfElse, Lambda, Params, SliceParts,
};
use crate::ops::UnaryOp;
use crate::parse::convert::{Converter, span_of};
use crate::parse::halves::with_halves;

/// What is applied to the expression on its left.
enum Link {
    Binary(ruff::Operator, Box<ruff::Expr>),
    Attribute(ruff::Identifier),
    Call(ruff::Arguments),
    Subscript(Box<ruff::Expr>),
}

impl Converter<'_> {
    pub fn expr(&mut self, expr: ruff::Expr) -> Expr {
        let mut links: Vec<(TextRange, Link)> = Vec::new();
        let mut at = expr;
        loop {
            let range = at.range();
            at = match at {
                ruff::Expr::BinOp(node) => {
                    links.push((range, Link::Binary(node.op, node.right)));
                    *node.left
                }
                ruff::Expr::Attribute(node) => {
                    links.push((range, Link::Attribute(node.attr)));
                    *node.value
                }
                ruff::Expr::Call(node) => {
                    links.push((range, Link::Call(node.arguments)));
                    *node.func
                }
                ruff::Expr::Subscript(node) => {
                    links.push((range, Link::Subscript(node.slice)));
                    *node.value
                }
                leaf => {
                    let mut built = self.leaf(leaf);
                    while let Some((range, link)) = links.pop() {
                        let kind = self.link(built, link);
                        built = Expr { span: span_of(range), kind };
                    }
                    return built;
                }
            };
        }
    }

    #[inline(never)]
    fn link(&mut self, left: Expr, link: Link) -> ExprKind {
        match link {
            Link::Binary(op, right) => {
                ExprKind::Binary(Box::new(Binary { left, op: binary_op(op), right: self.expr(*right) }))
            }
            Link::Attribute(name) => ExprKind::Attribute(Box::new(left), self.name(&name)),
            Link::Call(arguments) => ExprKind::Call(Box::new(Call {
                function: left,
                arguments_span: span_of(arguments.range),
                args: self.list(arguments.args),
                keywords: self.keywords(arguments.keywords),
            })),
            Link::Subscript(key) => ExprKind::Subscript(Box::new((left, self.expr(*key)))),
        }
    }

    fn list(&mut self, exprs: impl IntoIterator<Item = ruff::Expr>) -> Vec<Expr> {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    fn optional(&mut self, expr: Option<Box<ruff::Expr>>) -> Option<Expr> {
        expr.map(|expr| self.expr(*expr))
    }

    fn boxed_expr(&mut self, expr: ruff::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn leaf(&mut self, expr: ruff::Expr) -> Expr {
        let span = span_of(expr.range());
        let kind = match expr {
            ruff::Expr::Name(node) => ExprKind::Name(self.identifier(&node.id)),
            ruff::Expr::Tuple(node) => ExprKind::Tuple(self.list(node.elts)),
            ruff::Expr::List(node) => ExprKind::List(self.list(node.elts)),
            ruff::Expr::Set(node) => ExprKind::Set(self.list(node.elts)),
            ruff::Expr::Dict(node) => self.dict(node),
            ruff::Expr::BoolOp(node) => {
                let values = self.list(node.values);
                if node.op == ruff::BoolOp::And { ExprKind::And(values) } else { ExprKind::Or(values) }
            }
            ruff::Expr::UnaryOp(node) => self.unary(node),
            ruff::Expr::Compare(node) => self.compare(node),
            ruff::Expr::If(node) => ExprKind::IfElse(Box::new(IfElse {
                test: self.expr(*node.test),
                then: self.expr(*node.body),
                orelse: self.expr(*node.orelse),
            })),
            ruff::Expr::Lambda(node) => self.lambda(node),
            ruff::Expr::ListComp(node) => self.comprehension(ComprehensionKind::List, *node.elt, None, node.generators),
            ruff::Expr::SetComp(node) => self.comprehension(ComprehensionKind::Set, *node.elt, None, node.generators),
            ruff::Expr::Generator(node) => {
                self.comprehension(ComprehensionKind::Generator, *node.elt, None, node.generators)
            }
            ruff::Expr::DictComp(node) => match node.key {
                Some(key) => self.comprehension(ComprehensionKind::Dict, *key, Some(*node.value), node.generators),
                None => self.not_here(node.range, "`**` in a dict comprehension"),
            },
            ruff::Expr::Named(node) => match *node.target {
                ruff::Expr::Name(name) => {
                    let target = crate::ast::Name { text: self.identifier(&name.id), span: span_of(name.range) };
                    ExprKind::Walrus(target, self.boxed_expr(*node.value))
                }
                other => self.not_here(other.range(), "this target of `:=`"),
            },
            ruff::Expr::Starred(node) => ExprKind::Starred(self.boxed_expr(*node.value)),
            ruff::Expr::Slice(node) => ExprKind::Slice(Box::new(SliceParts {
                start: self.optional(node.lower),
                stop: self.optional(node.upper),
                step: self.optional(node.step),
            })),
            ruff::Expr::Yield(node) => ExprKind::Yield(node.value.map(|value| self.boxed_expr(*value))),
            ruff::Expr::YieldFrom(node) => ExprKind::YieldFrom(self.boxed_expr(*node.value)),
            ruff::Expr::FString(node) => self.f_string(&node.value),
            literal => self.literal(literal),
        };
        Expr { span, kind }
    }

    fn not_here(&mut self, range: TextRange, what: &str) -> ExprKind {
        self.refuse(range, what, "write it another way");
        ExprKind::None
    }

    #[inline(never)]
    fn literal(&mut self, expr: ruff::Expr) -> ExprKind {
        match expr {
            ruff::Expr::StringLiteral(node) if node.value.to_str().contains(char::REPLACEMENT_CHARACTER) => {
                let text: String =
                    node.value.iter().map(|part| with_halves(&part.value, self.source(part.range))).collect();
                ExprKind::Str(self.intern(&text))
            }
            ruff::Expr::StringLiteral(node) => ExprKind::Str(self.intern(node.value.to_str())),
            ruff::Expr::BytesLiteral(node) => ExprKind::Bytes(node.value.bytes().collect()),
            ruff::Expr::BooleanLiteral(node) => ExprKind::Bool(node.value),
            ruff::Expr::NoneLiteral(_) => ExprKind::None,
            ruff::Expr::EllipsisLiteral(_) => ExprKind::Ellipsis,
            ruff::Expr::NumberLiteral(node) => match node.value {
                ruff::Number::Int(number) => int_literal(&number),
                ruff::Number::Float(number) => ExprKind::Float(number),
                ruff::Number::Complex { imag, .. } => ExprKind::Imaginary(imag),
            },
            ruff::Expr::Await(node) => {
                self.refuse(node.range, "`await`", "call the function directly: nothing here runs concurrently");
                ExprKind::None
            }
            other => self.not_here(other.range(), "this expression"),
        }
    }

    #[inline(never)]
    fn dict(&mut self, node: ruff::ExprDict) -> ExprKind {
        let items = node
            .items
            .into_iter()
            .map(|item| match item.key {
                Some(key) => DictItem::Pair(self.expr(key), self.expr(item.value)),
                None => DictItem::Spread(self.expr(item.value)),
            })
            .collect();
        ExprKind::Dict(items)
    }

    #[inline(never)]
    fn unary(&mut self, node: ruff::ExprUnaryOp) -> ExprKind {
        let operand = self.boxed_expr(*node.operand);
        match node.op {
            ruff::UnaryOp::Not => ExprKind::Not(operand),
            ruff::UnaryOp::Invert => ExprKind::Unary(UnaryOp::Invert, operand),
            ruff::UnaryOp::UAdd => ExprKind::Unary(UnaryOp::Pos, operand),
            ruff::UnaryOp::USub => ExprKind::Unary(UnaryOp::Neg, operand),
        }
    }

    #[inline(never)]
    fn compare(&mut self, node: ruff::ExprCompare) -> ExprKind {
        let left = self.expr(*node.left);
        let rest = node.ops.iter().map(|op| comparison(*op)).zip(self.list(node.comparators)).collect();
        ExprKind::Compare(Box::new(Compare { left, rest }))
    }

    #[inline(never)]
    fn lambda(&mut self, node: ruff::ExprLambda) -> ExprKind {
        let params = node.parameters.map_or_else(Params::default, |params| self.params(*params));
        ExprKind::Lambda(Box::new(Lambda { params, body: self.expr(*node.body) }))
    }

    #[inline(never)]
    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        item: ruff::Expr,
        value: Option<ruff::Expr>,
        generators: Vec<ruff::Comprehension>,
    ) -> ExprKind {
        let clauses = generators
            .into_iter()
            .map(|clause| {
                if clause.is_async {
                    self.refuse(clause.range, "`async for`", "write a plain `for`: nothing here runs concurrently");
                }
                Clause {
                    target: self.expr(clause.target),
                    iter: self.expr(clause.iter),
                    conditions: self.list(clause.ifs),
                }
            })
            .collect();
        ExprKind::Comprehension(Box::new(Comprehension {
            kind,
            item: self.expr(item),
            value: value.map(|value| self.expr(value)),
            clauses,
        }))
    }

    #[inline(never)]
    fn f_string(&mut self, value: &ruff::FStringValue) -> ExprKind {
        let mut parts = Vec::new();
        for part in value {
            match part {
                ruff::FStringPart::Literal(literal) => {
                    push_text(&mut parts, &with_halves(literal.as_str(), self.source(literal.range)));
                }
                ruff::FStringPart::FString(string) => self.format_parts(&string.elements, &mut parts),
            }
        }
        ExprKind::Format(parts)
    }

    fn format_parts(&mut self, elements: &ruff::InterpolatedStringElements, parts: &mut Vec<FormatPart>) {
        for element in elements {
            match element {
                ruff::InterpolatedStringElement::Literal(literal) => {
                    push_text(parts, &with_halves(&literal.value, self.source(literal.range)));
                }
                ruff::InterpolatedStringElement::Interpolation(element) => {
                    if let Some(debug) = &element.debug_text {
                        push_text(parts, debug.as_str());
                    }
                    let mut spec = Vec::new();
                    if let Some(format_spec) = &element.format_spec {
                        self.format_parts(&format_spec.elements, &mut spec);
                    }
                    let conversion = match element.conversion {
                        ruff::ConversionFlag::Str => Conversion::Str,
                        ruff::ConversionFlag::Repr => Conversion::Repr,
                        ruff::ConversionFlag::Ascii => Conversion::Ascii,
                        // `{x=}` shows the repr, `{x=:>5}` formats the value itself.
                        ruff::ConversionFlag::None if element.debug_text.is_some() && element.format_spec.is_none() => {
                            Conversion::Repr
                        }
                        ruff::ConversionFlag::None => Conversion::None,
                    };
                    let value = self.expr((*element.expression).clone());
                    parts.push(FormatPart::Value(Box::new(FormatValue { value, conversion, spec })));
                }
            }
        }
    }
}

/// Adds literal text, joined to the literal text before it.
fn push_text(parts: &mut Vec<FormatPart>, text: &str) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(FormatPart::Text(before)) => *before = format!("{before}{text}").into(),
        _ => parts.push(FormatPart::Text(text.into())),
    }
}

fn int_literal(number: &ruff::Int) -> ExprKind {
    if let Some(small) = number.as_i64() {
        return ExprKind::Int(small);
    }
    let shown = number.to_string().replace('_', "");
    let (digits, radix) = match shown.get(..2) {
        Some("0x" | "0X") => (&shown[2..], 16),
        Some("0o" | "0O") => (&shown[2..], 8),
        Some("0b" | "0B") => (&shown[2..], 2),
        _ => (shown.as_str(), 10),
    };
    ExprKind::BigInt(Box::new(BigInt::parse_bytes(digits.as_bytes(), radix).unwrap_or_default()))
}

pub fn binary_op(op: ruff::Operator) -> BinaryOp {
    match op {
        ruff::Operator::Add => BinaryOp::Add,
        ruff::Operator::Sub => BinaryOp::Sub,
        ruff::Operator::Mult => BinaryOp::Mul,
        ruff::Operator::MatMult => BinaryOp::MatMul,
        ruff::Operator::Div => BinaryOp::Div,
        ruff::Operator::Mod => BinaryOp::Mod,
        ruff::Operator::Pow => BinaryOp::Pow,
        ruff::Operator::LShift => BinaryOp::LeftShift,
        ruff::Operator::RShift => BinaryOp::RightShift,
        ruff::Operator::BitOr => BinaryOp::Or,
        ruff::Operator::BitXor => BinaryOp::Xor,
        ruff::Operator::BitAnd => BinaryOp::And,
        ruff::Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

fn comparison(op: ruff::CmpOp) -> Comparison {
    match op {
        ruff::CmpOp::Eq => Comparison::Eq,
        ruff::CmpOp::NotEq => Comparison::NotEq,
        ruff::CmpOp::Lt => Comparison::Order(CompareOp::Lt),
        ruff::CmpOp::LtE => Comparison::Order(CompareOp::Le),
        ruff::CmpOp::Gt => Comparison::Order(CompareOp::Gt),
        ruff::CmpOp::GtE => Comparison::Order(CompareOp::Ge),
        ruff::CmpOp::Is => Comparison::Is,
        ruff::CmpOp::IsNot => Comparison::IsNot,
        ruff::CmpOp::In => Comparison::In,
        ruff::CmpOp::NotIn => Comparison::NotIn,
    }
}
