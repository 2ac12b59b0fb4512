//! `operator`.

use std::any::Any;
use std::borrow::Cow;

use value::equality::eq;
use value::object::BinaryOp;
use value::order::{CompareOp, compare};
use value::repr::{repr, truthy};
use value::{Args, CallCx, ExcKind, Object, Raised, Str, Value};

use crate::support::module;
use python::native::native_function;
use python::objects::attr;
use python::ops::{self, UnaryOp};
use python::types::method::{FunctionEntry, any, between, one};
use python::types::{get_attr, no_attribute};

macro_rules! binaries {
    ($($name:literal => $op:ident),* $(,)?) => {
        &[$(between("operator", $name, 2, 2, |_, args, cx| ops::binary(BinaryOp::$op, &args[0], &args[1], cx))),*]
    };
}

macro_rules! in_places {
    ($($name:literal => $op:ident),* $(,)?) => {
        &[$(between("operator", $name, 2, 2, |_, args, cx| ops::in_place(BinaryOp::$op, &args[0], &args[1], cx))),*]
    };
}

macro_rules! comparisons {
    ($($name:literal => $op:ident),* $(,)?) => {
        &[$(between("operator", $name, 2, 2, |_, args, cx| compare(CompareOp::$op, &args[0], &args[1], cx))),*]
    };
}

const BINARY: &[FunctionEntry] = binaries![
    "add" => Add, "sub" => Sub, "mul" => Mul, "truediv" => Div, "floordiv" => FloorDiv, "mod" => Mod, "pow" => Pow,
    "matmul" => MatMul, "and_" => And, "or_" => Or, "xor" => Xor, "lshift" => LeftShift, "rshift" => RightShift,
    "__add__" => Add, "__sub__" => Sub, "__mul__" => Mul,
];

const IN_PLACE: &[FunctionEntry] = in_places![
    "iadd" => Add, "isub" => Sub, "imul" => Mul, "itruediv" => Div, "ifloordiv" => FloorDiv, "imod" => Mod,
    "ipow" => Pow, "iand" => And, "ior" => Or, "ixor" => Xor, "ilshift" => LeftShift, "irshift" => RightShift,
    "iconcat" => Add,
];

const COMPARISONS: &[FunctionEntry] = comparisons!["lt" => Lt, "le" => Le, "gt" => Gt, "ge" => Ge];

const OTHERS: &[FunctionEntry] = &[
    between("operator", "eq", 2, 2, |_, args, cx| eq(&args[0], &args[1], cx).map(Value::Bool)),
    between("operator", "ne", 2, 2, |_, args, cx| Ok(Value::Bool(!eq(&args[0], &args[1], cx)?))),
    between("operator", "is_", 2, 2, |_, args, _| Ok(Value::Bool(args[0].is_same(&args[1])))),
    between("operator", "is_not", 2, 2, |_, args, _| Ok(Value::Bool(!args[0].is_same(&args[1])))),
    one("operator", "not_", |_, args, cx| Ok(Value::Bool(!truthy(&args[0], cx)?))),
    one("operator", "truth", |_, args, cx| truthy(&args[0], cx).map(Value::Bool)),
    one("operator", "neg", |_, args, cx| ops::unary(UnaryOp::Neg, &args[0], cx)),
    one("operator", "pos", |_, args, cx| ops::unary(UnaryOp::Pos, &args[0], cx)),
    one("operator", "inv", |_, args, cx| ops::unary(UnaryOp::Invert, &args[0], cx)),
    one("operator", "invert", |_, args, cx| ops::unary(UnaryOp::Invert, &args[0], cx)),
    one("operator", "abs", |_, args, cx| ops::absolute(&args[0], cx)),
    one("operator", "index", |_, args, cx| ops::call::integer(&args[0], cx)),
    between("operator", "contains", 2, 2, |_, args, cx| ops::contains(&args[0], &args[1], cx).map(Value::Bool)),
    between("operator", "getitem", 2, 2, |_, args, cx| ops::get_item(&args[0], &args[1], cx)),
    between("operator", "setitem", 3, 3, |_, args, cx| {
        ops::set_item(&args[0], &args[1], args[2].clone(), cx)?;
        Ok(Value::None)
    }),
    between("operator", "delitem", 2, 2, |_, args, cx| {
        ops::del_item(&args[0], &args[1], cx)?;
        Ok(Value::None)
    }),
    between("operator", "concat", 2, 2, |_, args, cx| {
        if !matches!(args[0], Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_) | Value::Object(_)) {
            return Err(Raised::type_error(format!("'{}' object can't be concatenated", args[0].type_name())));
        }
        ops::binary(BinaryOp::Add, &args[0], &args[1], cx)
    }),
    between("operator", "length_hint", 1, 2, |_, args, cx| match ops::item::len(&args[0], cx) {
        Ok(len) => Ok(Value::from(len)),
        Err(_) => Ok(args.get(1).cloned().unwrap_or(Value::Int(0))),
    }),
    any("operator", "call", |_, args, keywords, cx| {
        let Some((function, rest)) = args.split_first() else {
            return Err(Raised::type_error("call expected at least 1 argument, got 0".into()));
        };
        ops::call(function, Args { positional: rest.to_vec(), keywords: keywords.to_vec() }, cx)
    }),
    between("operator", "countOf", 2, 2, |_, args, cx| {
        let mut count = 0;
        for item in items(&args[0], cx)? {
            count += i64::from(item.is_same(&args[1]) || eq(&item, &args[1], cx)?);
        }
        Ok(Value::Int(count))
    }),
    between("operator", "indexOf", 2, 2, |_, args, cx| {
        for (at, item) in items(&args[0], cx)?.iter().enumerate() {
            if item.is_same(&args[1]) || eq(item, &args[1], cx)? {
                return Ok(Value::from(at));
            }
        }
        Err(Raised::value_error("sequence.index(x): x not in sequence".into()))
    }),
];

/// The items of a sequence, with the complaint that `in` makes of other things.
fn items(sequence: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
    ops::iter(sequence, cx).map_err(|error| match error.is_a(ExcKind::TypeError) {
        true => Raised::type_error(format!("argument of type '{}' is not iterable", sequence.type_name())),
        false => error,
    })?;
    ops::collect(sequence, cx)
}

/// The module object.
pub fn load() -> Value {
    let getters = vec![
        (
            "itemgetter",
            native_function("itemgetter", |args, _| match args.positional.is_empty() {
                true => Err(Raised::type_error("itemgetter expected 1 argument, got 0".into())),
                false => Ok(Value::object(Getter::Items(args.positional.clone()))),
            }),
        ),
        ("attrgetter", native_function("attrgetter", |args, _| attr_getter(args))),
        ("methodcaller", native_function("methodcaller", |args, _| method_caller(args))),
    ];
    module("operator", &[BINARY, IN_PLACE, COMPARISONS, OTHERS].concat(), getters)
}

/// What `itemgetter`, `attrgetter` and `methodcaller` make.
enum Getter {
    Items(Vec<Value>),
    Attributes(Vec<Str>),
    Method(Str, Args),
}

fn attr_getter(args: &Args) -> Result<Value, Raised> {
    let mut names = Vec::new();
    for name in &args.positional {
        names.push(
            python::types::as_str(name).ok_or_else(|| Raised::type_error("attribute name must be a string".into()))?,
        );
    }
    match names.is_empty() {
        true => Err(Raised::type_error("attrgetter expected 1 argument, got 0".into())),
        false => Ok(Value::object(Getter::Attributes(names))),
    }
}

fn method_caller(args: &Args) -> Result<Value, Raised> {
    match args.positional.split_first() {
        Some((Value::Str(name), rest)) => {
            let args = Args { positional: rest.to_vec(), keywords: args.keywords.clone() };
            Ok(Value::object(Getter::Method(name.clone(), args)))
        }
        Some(_) => Err(Raised::type_error("method name must be a string".into())),
        None => Err(Raised::type_error("methodcaller needs at least one argument, the method name".into())),
    }
}

/// `a.b.c` step by step.
fn dotted(value: &Value, name: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut value = value.clone();
    for part in name.split('.') {
        value = attr::find(&value, part, cx)?.ok_or_else(|| no_attribute(&value, part))?;
    }
    Ok(value)
}

impl Object for Getter {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Items(_) => "operator.itemgetter",
            Self::Attributes(_) => "operator.attrgetter",
            Self::Method(..) => "operator.methodcaller",
        })
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let keywords = match self {
            Self::Method(_, args) => args.keywords.as_slice(),
            _ => &[],
        };
        let parts = match self {
            Self::Items(keys) => keys.clone(),
            Self::Attributes(names) => names.iter().map(|name| Value::Str(name.clone())).collect(),
            Self::Method(name, args) => {
                let mut parts = vec![Value::Str(name.clone())];
                parts.extend(args.positional.iter().cloned());
                parts
            }
        };
        let shown: Result<Vec<String>, Raised> = parts.iter().map(|part| repr(part, cx)).collect();
        let mut shown = shown?;
        for (name, value) in keywords {
            shown.push(format!("{name}={}", repr(value, cx)?));
        }
        Ok(format!("{}({})", self.type_name(), shown.join(", ")))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let [value] = args.positional.as_slice() else {
            let name = self.type_name();
            let short = name.rsplit('.').next().unwrap_or(&name);
            return Err(Raised::type_error(format!("{short} expected 1 argument, got {}", args.positional.len())));
        };
        match self {
            Self::Items(keys) => match keys.as_slice() {
                [key] => ops::get_item(value, key, cx),
                keys => {
                    let items: Result<Vec<Value>, Raised> =
                        keys.iter().map(|key| ops::get_item(value, key, cx)).collect();
                    items.map(Value::tuple)
                }
            },
            Self::Attributes(names) => match names.as_slice() {
                [name] => dotted(value, name, cx),
                names => {
                    let items: Result<Vec<Value>, Raised> = names.iter().map(|name| dotted(value, name, cx)).collect();
                    items.map(Value::tuple)
                }
            },
            Self::Method(name, args) => match python::types::call_method(value, name, args, cx) {
                Some(result) => result,
                None => match get_attr(value, name, cx)? {
                    Some(method) => ops::call(&method, args.clone(), cx),
                    None => Err(no_attribute(value, name)),
                },
            },
        }
    }
}
