//! A small evaluator of expressions, so that recorded rows check operators and types without the compiler.

use num_bigint::BigInt;
use python::ops::{self, SortOrder, UnaryOp};
use python::types;
use ruff_python_ast as ast;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::{repr, str_of, truthy};
use value::{Args, CallCx, KeyMap, Raised, Str, Value};

/// The variables of a row.
#[derive(Default)]
pub struct Names(Vec<(String, Value)>);

impl Names {
    fn get(&self, name: &str) -> Option<Value> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    }

    fn set(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(other, _)| other == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name.into(), value)),
        }
    }
}

/// What a row gives: the `repr` of its last expression, or `!Type: message`.
pub fn outcome(text: &str, names: &mut Names, cx: &mut CallCx) -> String {
    match run(text, names, cx).and_then(|value| repr(&value, cx)) {
        Ok(shown) => shown,
        Err(raised) => format!("!{}", raised.last_line(cx)),
    }
}

fn run(text: &str, names: &mut Names, cx: &mut CallCx) -> Result<Value, Raised> {
    let module = ruff_python_parser::parse_module(text).unwrap_or_else(|error| panic!("{text}: {error}")).into_syntax();
    let mut last = Value::None;
    for statement in &module.body {
        last = Value::None;
        match statement {
            ast::Stmt::Expr(statement) => last = eval(&statement.value, names, cx)?,
            ast::Stmt::Assign(assign) => {
                let value = eval(&assign.value, names, cx)?;
                for target in &assign.targets {
                    store(target, value.clone(), names, cx)?;
                }
            }
            ast::Stmt::AugAssign(assign) => {
                let old = eval(&assign.target, names, cx)?;
                let new = ops::in_place(binary_op(assign.op), &old, &eval(&assign.value, names, cx)?, cx)?;
                store(&assign.target, new, names, cx)?;
            }
            ast::Stmt::Delete(delete) => {
                for target in &delete.targets {
                    let ast::Expr::Subscript(target) = target else { panic!("{text}") };
                    let container = eval(&target.value, names, cx)?;
                    let key = eval(&target.slice, names, cx)?;
                    ops::del_item(&container, &key, cx)?;
                }
            }
            _ => panic!("not for this evaluator: {text}"),
        }
    }
    Ok(last)
}

fn store(target: &ast::Expr, value: Value, names: &mut Names, cx: &mut CallCx) -> Result<(), Raised> {
    match target {
        ast::Expr::Name(name) => names.set(&name.id, value),
        ast::Expr::Subscript(target) => {
            let container = eval(&target.value, names, cx)?;
            let key = eval(&target.slice, names, cx)?;
            ops::set_item(&container, &key, value, cx)?;
        }
        ast::Expr::Tuple(targets) => {
            let starred = targets.elts.iter().position(|target| matches!(target, ast::Expr::Starred(_)));
            let items = match starred {
                Some(at) => ops::unpack_starred(&value, at, targets.elts.len() - at - 1, cx)?,
                None => ops::unpack(&value, targets.elts.len(), cx)?,
            };
            for (target, item) in targets.elts.iter().zip(items) {
                store(target, item, names, cx)?;
            }
        }
        ast::Expr::Starred(target) => store(&target.value, value, names, cx)?,
        _ => panic!("target"),
    }
    Ok(())
}

fn binary_op(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mul,
        ast::Operator::MatMult => BinaryOp::MatMul,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::LeftShift,
        ast::Operator::RShift => BinaryOp::RightShift,
        ast::Operator::BitOr => BinaryOp::Or,
        ast::Operator::BitXor => BinaryOp::Xor,
        ast::Operator::BitAnd => BinaryOp::And,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

fn is_constant(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        ast::Expr::UnaryOp(unary) => is_constant(&unary.operand),
        ast::Expr::BinOp(binary) => is_constant(&binary.left) && is_constant(&binary.right),
        _ => expr.is_literal_expr(),
    }
}

fn eval(expr: &ast::Expr, names: &mut Names, cx: &mut CallCx) -> Result<Value, Raised> {
    Ok(match expr {
        ast::Expr::NoneLiteral(_) => Value::None,
        ast::Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
        ast::Expr::StringLiteral(literal) => Value::str(literal.value.to_str()),
        ast::Expr::BytesLiteral(literal) => Value::Bytes(literal.value.bytes().collect::<Vec<u8>>().into()),
        ast::Expr::NumberLiteral(literal) => match &literal.value {
            ast::Number::Int(number) => {
                let text = number.to_string();
                let (radix, digits) = match text.get(..2) {
                    Some("0x" | "0X") => (16, &text[2..]),
                    _ => (10, text.as_str()),
                };
                Value::from_big(BigInt::parse_bytes(digits.as_bytes(), radix).unwrap())
            }
            ast::Number::Float(number) => Value::Float(*number),
            ast::Number::Complex { real, imag } => Value::object(types::complex::Complex { re: *real, im: *imag }),
        },
        ast::Expr::Name(name) => match (names.get(&name.id), name.id.as_str()) {
            (Some(value), _) => value,
            (None, "inf") => Value::Float(f64::INFINITY),
            (None, "nan") => Value::Float(f64::NAN),
            _ => panic!("name {}", name.id),
        },
        ast::Expr::List(list) => Value::list(eval_all(&list.elts, names, cx)?),
        ast::Expr::Tuple(tuple) => Value::tuple(eval_all(&tuple.elts, names, cx)?),
        ast::Expr::Set(set) => {
            let constants = set.elts.len() > 2 && set.elts.iter().all(is_constant);
            let items = eval_all(&set.elts, names, cx)?;
            match constants {
                false => types::set_of(items, cx)?,
                true => match types::frozenset_of_constants(items, cx)? {
                    Value::FrozenSet(constants) => Value::set(constants.0.copied()),
                    other => other,
                },
            }
        }
        ast::Expr::Dict(dict) => {
            let mut map = KeyMap::default();
            for item in &dict.items {
                let key = eval(item.key.as_ref().unwrap(), names, cx)?;
                map.insert(key, eval(&item.value, names, cx)?, cx)?;
            }
            Value::dict(map)
        }
        ast::Expr::BinOp(binary) => {
            let left = eval(&binary.left, names, cx)?;
            ops::binary(binary_op(binary.op), &left, &eval(&binary.right, names, cx)?, cx)?
        }
        ast::Expr::UnaryOp(unary) => {
            let operand = eval(&unary.operand, names, cx)?;
            match unary.op {
                ast::UnaryOp::Not => Value::Bool(!truthy(&operand, cx)?),
                ast::UnaryOp::USub => ops::unary(UnaryOp::Neg, &operand, cx)?,
                ast::UnaryOp::UAdd => ops::unary(UnaryOp::Pos, &operand, cx)?,
                ast::UnaryOp::Invert => ops::unary(UnaryOp::Invert, &operand, cx)?,
            }
        }
        ast::Expr::Compare(comparison) => {
            let left = eval(&comparison.left, names, cx)?;
            let right = eval(&comparison.comparators[0], names, cx)?;
            assert_eq!(comparison.ops.len(), 1);
            match comparison.ops[0] {
                ast::CmpOp::Eq => Value::Bool(value::equality::eq(&left, &right, cx)?),
                ast::CmpOp::NotEq => Value::Bool(!value::equality::eq(&left, &right, cx)?),
                ast::CmpOp::Lt => compare(CompareOp::Lt, &left, &right, cx)?,
                ast::CmpOp::LtE => compare(CompareOp::Le, &left, &right, cx)?,
                ast::CmpOp::Gt => compare(CompareOp::Gt, &left, &right, cx)?,
                ast::CmpOp::GtE => compare(CompareOp::Ge, &left, &right, cx)?,
                ast::CmpOp::In => Value::Bool(ops::contains(&right, &left, cx)?),
                ast::CmpOp::NotIn => Value::Bool(!ops::contains(&right, &left, cx)?),
                ast::CmpOp::Is => Value::Bool(left.is_same(&right)),
                ast::CmpOp::IsNot => Value::Bool(!left.is_same(&right)),
            }
        }
        ast::Expr::Subscript(subscript) => {
            let container = eval(&subscript.value, names, cx)?;
            ops::get_item(&container, &eval(&subscript.slice, names, cx)?, cx)?
        }
        ast::Expr::Slice(slice) => {
            let mut part = |part: &Option<Box<ast::Expr>>, cx: &mut CallCx| match part {
                Some(part) => eval(part, names, cx),
                None => Ok(Value::None),
            };
            let (start, stop) = (part(&slice.lower, cx)?, part(&slice.upper, cx)?);
            ops::Slice::value(start, stop, part(&slice.step, cx)?)
        }
        ast::Expr::Attribute(attribute) => {
            let value = match type_name(&attribute.value, names) {
                Some(name) => {
                    return Ok(
                        types::type_attr(&name, &attribute.attr).unwrap_or_else(|| panic!("{name}.{}", attribute.attr))
                    );
                }
                None => eval(&attribute.value, names, cx)?,
            };
            match types::get_attr(&value, &attribute.attr, cx)? {
                Some(found) => found,
                None => return Err(types::no_attribute(&value, &attribute.attr)),
            }
        }
        ast::Expr::Call(call) => eval_call(call, names, cx)?,
        other => panic!("not for this evaluator: {other:?}"),
    })
}

fn type_name(expr: &ast::Expr, names: &Names) -> Option<String> {
    match expr {
        ast::Expr::Name(name) if names.get(&name.id).is_none() && !matches!(&*name.id, "inf" | "nan") => {
            Some(name.id.to_string())
        }
        _ => None,
    }
}

fn eval_all(items: &[ast::Expr], names: &mut Names, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    items.iter().map(|item| eval(item, names, cx)).collect()
}

fn eval_call(call: &ast::ExprCall, names: &mut Names, cx: &mut CallCx) -> Result<Value, Raised> {
    let method = match &*call.func {
        ast::Expr::Attribute(attribute) if type_name(&attribute.value, names).is_none() => {
            Some((eval(&attribute.value, names, cx)?, attribute.attr.to_string()))
        }
        ast::Expr::Attribute(_) => None,
        ast::Expr::Name(name) if names.get(&name.id).is_none() => None,
        _ => None,
    };
    let positional = eval_all(&call.arguments.args, names, cx)?;
    let mut keywords = Vec::new();
    for keyword in &call.arguments.keywords {
        let value = eval(&keyword.value, names, cx)?;
        keywords.push((Str::new(keyword.arg.as_ref().unwrap().as_str()), value));
    }
    let args = Args { positional, keywords };
    if let Some((receiver, name)) = method {
        return match types::call_method(&receiver, &name, &args, cx) {
            Some(result) => result,
            None => match types::get_attr(&receiver, &name, cx)? {
                Some(method) => ops::call(&method, args, cx),
                None => Err(types::no_attribute(&receiver, &name)),
            },
        };
    }
    match &*call.func {
        ast::Expr::Name(name) if names.get(&name.id).is_none() => builtin(&name.id, args, cx),
        other => {
            let function = eval(other, names, cx)?;
            ops::call(&function, args, cx)
        }
    }
}

fn builtin(name: &str, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(result) = types::construct(name, &args, cx) {
        return result;
    }
    let Args { positional, keywords } = args;
    Ok(match (name, positional.as_slice()) {
        ("len", [value]) => Value::from(ops::len(value, cx)?),
        ("abs", [value]) => ops::absolute(value, cx)?,
        ("repr", [value]) => Value::string(repr(value, cx)?),
        ("ascii", [value]) => Value::string(types::ascii_repr(value, cx)?),
        ("hash", [value]) => Value::Int(value::hash::py_hash(value, cx)?),
        ("divmod", [a, b]) => ops::divmod(a, b, cx)?,
        ("pow", [a, b]) => ops::binary(BinaryOp::Pow, a, b, cx)?,
        ("pow", [a, b, c]) => ops::power_mod(a, b, c, cx)?,
        ("round", [value]) => types::round_to_int(value, cx)?,
        ("round", [value, digits]) => types::round_to(value, digits, cx)?,
        ("format", [value]) => Value::string(types::format(value, "", cx)?),
        ("format", [value, spec]) => {
            let spec = str_of(spec, cx)?;
            Value::string(types::format(value, &spec, cx)?)
        }
        ("iter", [value]) => ops::iter(value, cx)?,
        ("next", [value]) => match ops::next(value, cx)? {
            Some(item) => item,
            None => return Err(Raised::new(value::ExcKind::StopIteration, String::new())),
        },
        ("reversed", [value]) => ops::reversed(value, cx)?,
        ("sorted", [value]) => {
            let mut order = SortOrder::Ascending;
            let mut key = None;
            for (name, value) in &keywords {
                match name.as_str() {
                    "reverse" if truthy(value, cx)? => order = SortOrder::Descending,
                    "key" => key = Some(value.clone()),
                    _ => {}
                }
            }
            Value::list(ops::sorted(value, key.as_ref(), order, cx)?)
        }
        _ => panic!("not for this evaluator: {name}()"),
    })
}
