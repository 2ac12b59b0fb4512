//! `Column`: expressions as objects of the program.
//!
//! Source: pyspark/sql/column.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use python::NativeClass;
use python::types::bytearray::bytes_of;
use sql::datum::Datum;
use sql::decimal;
use sql::expr::{CastKind, Direction, Expr};
use sql::types::DataType;
use stdlib::datetime::date::Date;
use stdlib::datetime::moment::Moment;
use value::object::BinaryOp;
use value::order::CompareOp;
use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// Most levels of an expression; Spark itself ends with a stack overflow.
const MAX_DEPTH: usize = 300;

pub(crate) struct ColumnObject {
    pub expr: Expr,
    spark: Weak<Spark>,
}

/// The expression behind an object.
pub(crate) fn expr_of(value: &Value) -> Option<Expr> {
    value.downcast::<ColumnObject>().map(|column| column.expr.clone())
}

impl Spark {
    /// Errors: an expression that is nested too deeply.
    pub(crate) fn column(&self, expr: Expr) -> Result<Value, Raised> {
        if expr.depth() > MAX_DEPTH {
            return Err(self.java_error(
                "apply",
                "java.lang.StackOverflowError",
                "the expression is nested too deeply",
            ));
        }
        Ok(Value::object(ColumnObject { expr, spark: self.this.clone() }))
    }

    /// A value as it stands in an expression.
    ///
    /// Errors: objects that have no type in SQL.
    pub(crate) fn literal(&self, value: &Value, cx: &mut CallCx) -> Result<Expr, Raised> {
        Ok(match value {
            Value::None => Expr::Literal(Datum::Null, DataType::Null),
            Value::Bool(truth) => Expr::Literal(Datum::Bool(*truth), DataType::Boolean),
            Value::Int(number) => {
                let data_type = if i32::try_from(*number).is_ok() { DataType::Int } else { DataType::Long };
                Expr::Literal(Datum::Int(*number), data_type)
            }
            Value::Float(number) => Expr::Literal(Datum::Double(*number), DataType::Double),
            Value::Str(text) => Expr::Literal(Datum::Str(text.clone()), DataType::String),
            Value::List(list) => {
                let items = list.0.borrow().clone();
                Expr::call("array", items.iter().map(|item| self.literal(item, cx)).collect::<Result<_, _>>()?)
            }
            other => {
                if let Some(column) = other.downcast::<ColumnObject>() {
                    return Ok(column.expr.clone());
                }
                if let Some(date) = other.downcast::<Date>() {
                    return Ok(Expr::Literal(Datum::Int(date.days), DataType::Date));
                }
                if let Some(moment) = other.downcast::<Moment>() {
                    return Ok(Expr::Literal(Datum::Int(moment.micros - self.sql_offset()), DataType::Timestamp));
                }
                if let Some(bytes) = bytes_of(other) {
                    return Ok(Expr::Literal(Datum::Bytes(bytes.into()), DataType::Binary));
                }
                if other.type_name().contains("Decimal")
                    && let Some((number, scale)) = decimal::parse(&str_of(other, cx)?)
                {
                    let n_digits = (number.unsigned_abs().to_string().len() as u8).max(scale);
                    return Ok(Expr::Literal(Datum::Decimal(number, scale), DataType::Decimal(n_digits, scale)));
                }
                let message = format!(
                    "[UNSUPPORTED_FEATURE.LITERAL_TYPE] The feature is not supported: Literal for '{}' of class {}.",
                    str_of(other, cx)?,
                    other.type_name()
                );
                return Err(self.java_error("lit", "org.apache.spark.SparkRuntimeException", &message));
            }
        })
    }
}

/// A column given as such or by its name.
///
/// Errors: PySpark's for anything else.
pub(crate) fn column_argument(spark: &Spark, name: &str, value: &Value) -> Result<Expr, Raised> {
    match value {
        Value::Str(text) => named(spark, text),
        other => expr_of(other).ok_or_else(|| spark.not_a("NOT_COLUMN_OR_STR", name, "a Column or str", other)),
    }
}

/// A column by its name, which may have parts; `*` is all columns.
pub(crate) fn named(spark: &Spark, text: &str) -> Result<Expr, Raised> {
    if text == "*" {
        return Ok(Expr::Star(None));
    }
    if let Some(table) = text.strip_suffix(".*") {
        return Ok(Expr::Star(Some(table.into())));
    }
    let parts = sql::analyze::name_parts(text).map_err(|error| spark.sql_error(&error))?;
    Ok(Expr::Name(parts))
}

fn binary_name(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "power",
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
        _ => return None,
    })
}

impl ColumnObject {
    fn with(&self, name: &str, others: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        let spark = upgrade(&self.spark)?;
        let mut args = vec![self.expr.clone()];
        for other in others {
            args.push(spark.literal(other, cx)?);
        }
        spark.column(Expr::call(name, args))
    }

    fn not(&self, expr: Expr) -> Result<Value, Raised> {
        upgrade(&self.spark)?.column(Expr::call("not", vec![expr]))
    }
}

impl Object for ColumnObject {
    fn type_name(&self) -> Cow<'static, str> {
        "Column".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().sql.column.clone())
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("Column<'{}'>", sql::naming::repr_text(&self.expr)))
    }

    fn truthy(&self, _cx: &mut CallCx) -> Result<bool, Raised> {
        let message = "Cannot convert column into bool: please use '&' for 'and', '|' for 'or', '~' for 'not' when building DataFrame boolean expressions.";
        Err(upgrade(&self.spark)?.sql_value_error("CANNOT_CONVERT_COLUMN_INTO_BOOL", message))
    }

    fn binary(&self, op: BinaryOp, other: &Value, reflected: bool, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(name) = binary_name(op) else { return Ok(None) };
        let spark = upgrade(&self.spark)?;
        let (own, other) = (self.expr.clone(), spark.literal(other, cx)?);
        // Sums and products keep the column in front.
        let is_turned = reflected && !matches!(op, BinaryOp::Add | BinaryOp::Mul | BinaryOp::And | BinaryOp::Or);
        let args = if is_turned { vec![other, own] } else { vec![own, other] };
        spark.column(Expr::call(name, args)).map(Some)
    }

    fn compare(&self, op: CompareOp, other: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        self.with(op.symbol(), std::slice::from_ref(other), cx).map(Some)
    }

    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("__eq__", [other]) => self.with("=", std::slice::from_ref(other), cx).map(Some),
            ("__ne__", [other]) => {
                let other = upgrade(&self.spark)?.literal(other, cx)?;
                self.not(Expr::call("=", vec![self.expr.clone(), other])).map(Some)
            }
            ("__invert__", []) => self.not(self.expr.clone()).map(Some),
            ("__neg__", []) => self.with("-u", &[], cx).map(Some),
            _ => Ok(None),
        }
    }

    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        self.with("getitem", std::slice::from_ref(key), cx).map(Some)
    }

    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(class) = self.class(cx) else { return Ok(None) };
        if name.starts_with("__") || python::get_attribute(&class, name, cx).is_ok() {
            return Ok(None);
        }
        // Anything else is a field of a struct.
        self.with("getitem", &[Value::str(name)], cx).map(Some)
    }

    fn is_callable(&self) -> bool {
        false
    }

    fn iter(&self, _this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Err(upgrade(&self.spark)?.sql_type_error("NOT_ITERABLE", "Column is not iterable."))
    }

    fn contains(&self, _item: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let message = "Cannot apply 'in' operator against a column: please use 'contains' in a string column or 'array_contains' function for an array column.";
        Err(upgrade(&self.spark)?.sql_value_error("CANNOT_APPLY_IN_FOR_COLUMN", message))
    }

    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Err(Raised::type_error("unhashable type: 'Column'".into()))
    }
}

/// Methods that call a function with the column first.
const CALLS: &[(&str, &str, &str)] = &[
    ("like", "like", "other"),
    ("ilike", "ilike", "other"),
    ("rlike", "rlike", "other"),
    ("startswith", "startswith", "other"),
    ("endswith", "endswith", "other"),
    ("contains", "contains", "other"),
    ("eqNullSafe", "<=>", "other"),
    ("bitwiseAND", "&", "other"),
    ("bitwiseOR", "|", "other"),
    ("bitwiseXOR", "^", "other"),
    ("getItem", "getitem", "key"),
    ("getField", "getitem", "name"),
];

/// Methods that give a direction to sort by.
const ORDERS: &[(&str, bool, bool)] = &[
    ("asc", true, true),
    ("desc", false, false),
    ("asc_nulls_first", true, true),
    ("asc_nulls_last", true, false),
    ("desc_nulls_first", false, true),
    ("desc_nulls_last", false, false),
];

fn receiver(args: &Args) -> Result<&ColumnObject, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<ColumnObject>);
    this.ok_or_else(|| Raised::type_error("a Column is needed".into()))
}

/// The class `Column`.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let mut class = NativeClass::new("Column", "pyspark.sql.column");
    for (method, function, parameter) in CALLS {
        class = class.method(method, move |args, cx| {
            let bound = Arguments::bind(&format!("Column.{method}"), &["self", parameter], &[], args)?;
            receiver(args)?.with(function, &[bound.at(1)], cx)
        });
    }
    for (method, is_ascending, nulls_first) in ORDERS {
        let (spark, direction) = (spark.clone(), Direction { is_ascending: *is_ascending, nulls_first: *nulls_first });
        class = class.method(method, move |args, _| {
            upgrade(&spark)?.column(Expr::Order(Box::new(receiver(args)?.expr.clone()), direction))
        });
    }
    let class = class
        .method("isNull", |args, cx| receiver(args)?.with("isnull", &[], cx))
        .method("isNotNull", |args, cx| receiver(args)?.with("isnotnull", &[], cx));
    with_choices(with_names(class, spark), spark).build()
}

fn with_names(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let alias = |spark: Weak<Spark>| {
        move |args: &Args, cx: &mut CallCx| {
            let names = args.positional.get(1..).unwrap_or_default();
            let names = names.iter().map(|name| str_of(name, cx)).collect::<Result<Vec<_>, _>>()?;
            let names = names.into_iter().map(|name| Rc::from(name.as_str())).collect();
            upgrade(&spark)?.column(Expr::Alias(Box::new(receiver(args)?.expr.clone()), names))
        }
    };
    let cast = |spark: Weak<Spark>, name: &'static str| {
        move |args: &Args, _: &mut CallCx| {
            let bound = Arguments::bind(&format!("Column.{name}"), &["self", "dataType"], &[], args)?;
            let spark = upgrade(&spark)?;
            let to = match (super::types::type_of(&bound.at(1)), bound.at(1)) {
                (Some(found), _) => found,
                (None, Value::Str(text)) => sql::parse::schema_type(&text).map_err(|error| spark.sql_error(&error))?,
                (None, other) => {
                    return Err(spark.not_a("NOT_DATATYPE_OR_STR", "dataType", "a DataType or str", &other));
                }
            };
            spark.column(receiver(args)?.expr.clone().cast(to, CastKind::Asked))
        }
    };
    class
        .method("alias", alias(spark.clone()))
        .method("name", alias(spark.clone()))
        .method("cast", cast(spark.clone(), "cast"))
        .method("astype", cast(spark.clone(), "astype"))
}

fn with_choices(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (isin, otherwise, when, over) = (spark.clone(), spark.clone(), spark.clone(), spark.clone());
    class
        .method("between", |args, cx| {
            let bound = Arguments::bind("Column.between", &["self", "lowerBound", "upperBound"], &[], args)?;
            let column = receiver(args)?;
            let spark = upgrade(&column.spark)?;
            let low = Expr::call(">=", vec![column.expr.clone(), spark.literal(&bound.at(1), cx)?]);
            let high = Expr::call("<=", vec![column.expr.clone(), spark.literal(&bound.at(2), cx)?]);
            spark.column(Expr::call("and", vec![low, high]))
        })
        .method("isin", move |args, cx| {
            let given = args.positional.get(1..).unwrap_or_default();
            let items = match given {
                [one @ (Value::List(_) | Value::Set(_) | Value::Tuple(_))] => python::ops::collect(one, cx)?,
                several => several.to_vec(),
            };
            let spark = upgrade(&isin)?;
            let mut list = vec![receiver(args)?.expr.clone()];
            for item in &items {
                list.push(spark.literal(item, cx)?);
            }
            spark.column(Expr::call("in", list))
        })
        .method("substr", |args, cx| {
            let bound = Arguments::bind("Column.substr", &["self", "startPos", "length"], &[], args)?;
            receiver(args)?.with("substring", &[bound.at(1), bound.at(2)], cx)
        })
        .method("otherwise", move |args, cx| {
            let bound = Arguments::bind("Column.otherwise", &["self", "value"], &[], args)?;
            let spark = upgrade(&otherwise)?;
            match &receiver(args)?.expr {
                Expr::Case { branches, otherwise: None } => {
                    let otherwise = Some(Box::new(spark.literal(&bound.at(1), cx)?));
                    spark.column(Expr::Case { branches: branches.clone(), otherwise })
                }
                _ => {
                    let message = "otherwise() can only be applied on a Column previously generated by when()";
                    Err(spark.java_error("otherwise", crate::error::ILLEGAL_ARGUMENT, message))
                }
            }
        })
        .method("when", move |args, cx| {
            let bound = Arguments::bind("Column.when", &["self", "condition", "value"], &[], args)?;
            let spark = upgrade(&when)?;
            let Some(condition) = expr_of(&bound.at(1)) else {
                return Err(spark.not_a("NOT_COLUMN", "condition", "a Column", &bound.at(1)));
            };
            match &receiver(args)?.expr {
                Expr::Case { branches, otherwise: None } => {
                    let mut branches = branches.clone();
                    branches.push((condition, spark.literal(&bound.at(2), cx)?));
                    spark.column(Expr::Case { branches, otherwise: None })
                }
                _ => {
                    let message = "when() can only be applied on a Column previously generated by when() function";
                    Err(spark.java_error("when", crate::error::ILLEGAL_ARGUMENT, message))
                }
            }
        })
        .method("over", move |args, _| {
            let bound = Arguments::bind("Column.over", &["self", "window"], &[], args)?;
            let spark = upgrade(&over)?;
            let Some(window) = super::window::spec_of(&bound.at(1)) else {
                return Err(spark.not_a("NOT_WINDOWSPEC", "window", "a WindowSpec", &bound.at(1)));
            };
            spark.column(Expr::Over(Box::new(receiver(args)?.expr.clone()), Box::new(window)))
        })
}
