//! `DataFrame`: a plan as an object of the program, and the methods that make other DataFrames of it.
//!
//! Source: pyspark/sql/dataframe.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use python::NativeClass;
use sql::analyze::combine::{JoinOn, join_kind};
use sql::analyze::scope_of;
use sql::error::SqlError;
use sql::expr::Expr;
use sql::plan::{JoinKind, Node, Plan, PlanRef, Repartition, SetOp};
use value::repr::{str_of, truthy};
use value::{Args, CallCx, Object, Raised, Value};

use super::column::{column_argument, expr_of, named};
use super::session::SqlSession;
use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

pub(crate) struct FrameObject {
    pub session: Rc<SqlSession>,
    pub plan: PlanRef,
    /// Whether a join should send it everywhere.
    pub is_broadcast: bool,
    pub is_cached: Cell<bool>,
}

impl FrameObject {
    pub fn value(session: &Rc<SqlSession>, plan: PlanRef) -> Value {
        let session = Rc::clone(session);
        Value::object(Self { session, plan, is_broadcast: false, is_cached: Cell::new(false) })
    }

    pub fn spark(&self) -> Result<Rc<Spark>, Raised> {
        upgrade(&self.session.spark)
    }

    /// A DataFrame made of this one, or what the analyzer says.
    pub fn made(&self, plan: Result<PlanRef, SqlError>) -> Result<Value, Raised> {
        match plan {
            Ok(plan) => Ok(Self::value(&self.session, plan)),
            Err(error) => {
                // The analyzer names the plan that an error is about on the lines after it.
                let mut error = error;
                let ends = [
                    "UNRESOLVED_COLUMN",
                    "DATATYPE_MISMATCH",
                    "MISSING_GROUP_BY",
                    "NUM_COLUMNS_MISMATCH",
                    "INVALID_LIMIT_LIKE",
                ];
                if ends.iter().any(|class| error.class.starts_with(class)) && !error.message.contains('\n') {
                    error.message.push(';');
                }
                Err(self.spark()?.sql_error(&error))
            }
        }
    }

    pub fn broadcast(&self) -> Value {
        let (session, plan) = (Rc::clone(&self.session), Rc::clone(&self.plan));
        Value::object(Self { session, plan, is_broadcast: true, is_cached: Cell::new(false) })
    }

    fn column_at(&self, name: &str) -> Result<Option<Value>, Raised> {
        let spark = self.spark()?;
        let expr = named(&spark, name)?;
        match self.session.session.resolve(&expr, &scope_of(&self.plan)) {
            Ok(expr) => spark.column(expr).map(Some),
            Err(_) if matches!(expr, Expr::Star(_)) => spark.column(expr).map(Some),
            Err(error) if error.class == "AMBIGUOUS_REFERENCE" => Err(spark.sql_error(&error)),
            Err(_) => Ok(None),
        }
    }
}

impl Object for FrameObject {
    fn type_name(&self) -> Cow<'static, str> {
        "DataFrame".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.session.spark.upgrade()?.classes().sql.frame.clone())
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let shown = self.plan.output.iter().map(|attr| format!("{}: {}", attr.name, attr.data_type.simple_name()));
        Ok(format!("DataFrame[{}]", shown.collect::<Vec<_>>().join(", ")))
    }

    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(class) = self.class(cx) else { return Ok(None) };
        if python::get_attribute(&class, name, cx).is_ok() {
            return Ok(None);
        }
        if self.plan.output.iter().any(|attr| *attr.name == *name) {
            self.column_at(&format!("`{name}`"))
        } else {
            Ok(None)
        }
    }

    fn iter(&self, _this: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let spark = self.spark()?;
        let columns = self.plan.output.iter().map(|attr| spark.column(Expr::Attr(attr.clone())));
        let columns = Value::list(columns.collect::<Result<_, _>>()?);
        python::ops::iterate::iter(&columns, cx).map(Some)
    }

    fn get_item(&self, _this: &Value, key: &Value, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let spark = self.spark()?;
        match key {
            Value::Str(name) => match self.column_at(name)? {
                Some(column) => Ok(Some(column)),
                None => {
                    let names: Vec<String> =
                        self.plan.output.iter().map(|attr| sql::error::quoted(&attr.name)).collect();
                    let message = format!(
                        "A column or function parameter with name {} cannot be resolved. Did you mean one of the following? [{}].",
                        sql::error::quoted(name),
                        names.join(", ")
                    );
                    Err(spark.sql_error(&SqlError::analysis("UNRESOLVED_COLUMN.WITH_SUGGESTION", message)))
                }
            },
            Value::Int(at) => {
                let n = self.plan.output.len() as i64;
                let place = usize::try_from(if *at < 0 { at + n } else { *at }).ok();
                match place.and_then(|place| self.plan.output.get(place)) {
                    Some(attr) => spark.column(Expr::Attr(attr.clone())).map(Some),
                    None => Err(Raised::new(value::ExcKind::IndexError, "list index out of range".into())),
                }
            }
            Value::List(_) | Value::Tuple(_) => {
                let exprs = column_list(&spark, std::slice::from_ref(key), cx)?;
                self.made(self.session.session.select(&self.plan, &exprs)).map(Some)
            }
            other => match expr_of(other) {
                Some(condition) => self.made(self.session.session.filter(&self.plan, &condition)).map(Some),
                None => Err(spark.not_a(
                    "NOT_COLUMN_OR_FLOAT_OR_INT_OR_LIST_OR_STR",
                    "item",
                    "a column, float, integer, list or string",
                    other,
                )),
            },
        }
    }
}

/// The receiver of a method.
pub(crate) fn frame_of(args: &Args) -> Result<&FrameObject, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<FrameObject>);
    this.ok_or_else(|| Raised::type_error("a DataFrame is needed".into()))
}

/// Columns given one by one or as a list.
pub(crate) fn column_list(spark: &Spark, given: &[Value], cx: &mut CallCx) -> Result<Vec<Expr>, Raised> {
    let items = match given {
        [one @ (Value::List(_) | Value::Tuple(_))] => python::ops::collect(one, cx)?,
        several => several.to_vec(),
    };
    items.iter().map(|item| column_argument(spark, "col", item)).collect()
}

fn rest(args: &Args) -> &[Value] {
    args.positional.get(1..).unwrap_or_default()
}

/// Names given one by one or as a list.
fn names(given: &[Value], cx: &mut CallCx) -> Result<Vec<String>, Raised> {
    let items = match given {
        [one @ (Value::List(_) | Value::Tuple(_))] => python::ops::collect(one, cx)?,
        several => several.to_vec(),
    };
    items.iter().map(|item| str_of(item, cx)).collect()
}

type Method = fn(&FrameObject, &Args, &mut CallCx) -> Result<Value, Raised>;

/// The methods that make DataFrames.
const METHODS: &[(&str, Method)] = &[
    ("select", |frame, args, cx| {
        let exprs = column_list(&*frame.spark()?, rest(args), cx)?;
        frame.made(frame.session.session.select(&frame.plan, &exprs))
    }),
    ("selectExpr", |frame, args, cx| {
        let spark = frame.spark()?;
        let mut exprs = Vec::new();
        for text in names(rest(args), cx)? {
            exprs.push(sql::parse::expression(&text).map_err(|error| spark.sql_error(&error))?);
        }
        let made = frame.session.session.select(&frame.plan, &exprs);
        frame.made(
            made.map_err(|error| super::session::located(error, &names(rest(args), cx).unwrap_or_default().join(" "))),
        )
    }),
    ("filter", filter),
    ("where", filter),
    ("withColumn", |frame, args, cx| {
        let bound = Arguments::bind("DataFrame.withColumn", &["self", "colName", "col"], &[], args)?;
        let Some(expr) = expr_of(&bound.at(2)) else {
            return Err(frame.spark()?.not_a("NOT_COLUMN", "col", "a Column", &bound.at(2)));
        };
        let name = str_of(&bound.at(1), cx)?;
        frame.made(frame.session.session.with_columns(&frame.plan, &[(name, expr)]))
    }),
    ("withColumns", |frame, args, cx| {
        let bound = Arguments::bind("DataFrame.withColumns", &["self", "colsMap"], &[], args)?;
        let Value::Dict(dict) = bound.at(1) else {
            return Err(frame.spark()?.not_a("NOT_DICT", "colsMap", "a dict", &bound.at(1)));
        };
        let mut columns = Vec::new();
        for (name, column) in dict.pairs() {
            let Some(expr) = expr_of(&column) else {
                return Err(frame.spark()?.not_a("NOT_COLUMN", "col", "a Column", &column));
            };
            columns.push((str_of(&name, cx)?, expr));
        }
        frame.made(frame.session.session.with_columns(&frame.plan, &columns))
    }),
    ("withColumnRenamed", |frame, args, cx| {
        let bound = Arguments::bind("DataFrame.withColumnRenamed", &["self", "existing", "new"], &[], args)?;
        let (from, to) = (str_of(&bound.at(1), cx)?, str_of(&bound.at(2), cx)?);
        frame.made(frame.session.session.rename(&frame.plan, &from, &to))
    }),
    ("withColumnsRenamed", |frame, args, cx| {
        let bound = Arguments::bind("DataFrame.withColumnsRenamed", &["self", "colsMap"], &[], args)?;
        let Value::Dict(dict) = bound.at(1) else {
            return Err(frame.spark()?.not_a("NOT_DICT", "colsMap", "a dict", &bound.at(1)));
        };
        let mut plan = Rc::clone(&frame.plan);
        for (from, to) in dict.pairs() {
            let (from, to) = (str_of(&from, cx)?, str_of(&to, cx)?);
            plan = frame
                .session
                .session
                .rename(&plan, &from, &to)
                .map_err(|error| frame.spark().map_or_else(|raised| raised, |spark| spark.sql_error(&error)))?;
        }
        frame.made(Ok(plan))
    }),
    ("toDF", |frame, args, cx| {
        let names = names(rest(args), cx)?;
        frame.made(frame.session.session.rename_all(&frame.plan, &names))
    }),
    ("drop", |frame, args, _| {
        let spark = frame.spark()?;
        let mut columns = Vec::new();
        for column in rest(args) {
            columns.push(match column {
                Value::Str(name) => Expr::str(name),
                other => match expr_of(other) {
                    Some(expr) => expr,
                    None => return Err(spark.not_a("NOT_COLUMN_OR_STR", "col", "a Column or str", other)),
                },
            });
        }
        frame.made(frame.session.session.drop_columns(&frame.plan, &columns))
    }),
    ("orderBy", |frame, args, cx| sort(frame, args, true, cx)),
    ("sort", |frame, args, cx| sort(frame, args, true, cx)),
    ("sortWithinPartitions", |frame, args, cx| sort(frame, args, false, cx)),
    ("limit", |frame, args, _| {
        let bound = Arguments::bind("DataFrame.limit", &["self", "num"], &[], args)?;
        match bound.at(1) {
            Value::Int(n) => match usize::try_from(n) {
                Ok(n) => frame.made(Plan::new(Node::Limit(n, Rc::clone(&frame.plan)), frame.plan.output.clone())),
                Err(_) => frame.made(Err(sql::parse::query::negative_limit(n))),
            },
            other => Err(frame.spark()?.no_java_method("limit", &[super::functions::java_class(&other)])),
        }
    }),
    ("offset", |frame, args, _| {
        let bound = Arguments::bind("DataFrame.offset", &["self", "num"], &[], args)?;
        let n = match bound.at(1) {
            Value::Int(n) => usize::try_from(n).unwrap_or(0),
            _ => 0,
        };
        frame.made(Plan::new(Node::Offset(n, Rc::clone(&frame.plan)), frame.plan.output.clone()))
    }),
    ("distinct", |frame, _, _| frame.made(frame.session.session.distinct(&frame.plan))),
    ("dropDuplicates", drop_duplicates),
    ("drop_duplicates", drop_duplicates),
    ("union", union),
    ("unionAll", union),
    ("unionByName", |frame, args, cx| {
        let defaults = [("allowMissingColumns", Value::Bool(false))];
        let bound = Arguments::bind("DataFrame.unionByName", &["self", "other"], &defaults, args)?;
        let may_miss = truthy(&bound.at(2), cx)?;
        let right = other_plan(&bound.at(1))?;
        frame.made(frame.session.session.union_by_name(&frame.plan, &right, may_miss))
    }),
    ("intersect", |frame, args, _| set_op(frame, args, SetOp::Intersect)),
    ("intersectAll", |frame, args, _| set_op(frame, args, SetOp::IntersectAll)),
    ("subtract", |frame, args, _| set_op(frame, args, SetOp::Except)),
    ("exceptAll", |frame, args, _| set_op(frame, args, SetOp::ExceptAll)),
    ("join", join),
    ("crossJoin", |frame, args, _| {
        let bound = Arguments::bind("DataFrame.crossJoin", &["self", "other"], &[], args)?;
        let right = other_plan(&bound.at(1))?;
        frame.made(frame.session.session.join(
            &frame.plan,
            &right,
            JoinKind::Cross,
            &JoinOn::Nothing,
            is_broadcast(&bound.at(1)),
        ))
    }),
    ("alias", |frame, args, cx| {
        let bound = Arguments::bind("DataFrame.alias", &["self", "alias"], &[], args)?;
        let name = str_of(&bound.at(1), cx)?;
        frame.made(sql::session::qualified(&frame.plan, &name))
    }),
    ("coalesce", |frame, args, _| {
        let bound = Arguments::bind("DataFrame.coalesce", &["self", "numPartitions"], &[], args)?;
        let n = match bound.at(1) {
            Value::Int(n) => usize::try_from(n).unwrap_or(1).max(1),
            _ => 1,
        };
        repartitioned(frame, Repartition::Coalesce(n))
    }),
    ("repartition", |frame, args, cx| repartition(frame, args, true, cx)),
    ("repartitionByRange", |frame, args, cx| repartition(frame, args, false, cx)),
    ("hint", |frame, args, cx| {
        let name = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
        Ok(if name.eq_ignore_ascii_case("broadcast") {
            frame.broadcast()
        } else {
            FrameObject::value(&frame.session, Rc::clone(&frame.plan))
        })
    }),
    ("sample", |frame, args, _| {
        let defaults = [("withReplacement", Value::None), ("fraction", Value::None), ("seed", Value::None)];
        let bound = Arguments::bind("DataFrame.sample", &["self"], &defaults, args)?;
        let numbers: Vec<f64> = [bound.at(1), bound.at(2), bound.at(3)]
            .iter()
            .filter_map(|value| match value {
                Value::Float(number) => Some(*number),
                Value::Int(number) => Some(*number as f64),
                _ => None,
            })
            .collect();
        let fraction = numbers.first().copied().unwrap_or(0.0);
        let seed = numbers.get(1).copied().unwrap_or(42.0) as u64;
        frame.made(Plan::new(Node::Sample { fraction, seed, child: Rc::clone(&frame.plan) }, frame.plan.output.clone()))
    }),
];

fn filter(frame: &FrameObject, args: &Args, _: &mut CallCx) -> Result<Value, Raised> {
    let bound = Arguments::bind("DataFrame.filter", &["self", "condition"], &[], args)?;
    let spark = frame.spark()?;
    let session = &frame.session.session;
    match (bound.at(1), expr_of(&bound.at(1))) {
        (_, Some(condition)) => frame.made(session.filter(&frame.plan, &condition)),
        (Value::Str(text), _) => {
            let condition = sql::parse::expression(&text).map_err(|error| spark.sql_error(&error))?;
            frame.made(session.filter(&frame.plan, &condition).map_err(|error| super::session::located(error, &text)))
        }
        (other, _) => Err(spark.not_a("NOT_COLUMN_OR_STR", "condition", "a Column or str", &other)),
    }
}

fn sort(frame: &FrameObject, args: &Args, is_global: bool, cx: &mut CallCx) -> Result<Value, Raised> {
    let spark = frame.spark()?;
    let mut orders = column_list(&spark, rest(args), cx)?;
    if orders.is_empty() {
        return Err(spark.sql_value_error("CANNOT_BE_EMPTY", "At least one column must be specified."));
    }
    let ascending = args.keywords.iter().find(|(name, _)| name.as_str() == "ascending").map(|(_, value)| value.clone());
    let ascending = match ascending {
        None => Vec::new(),
        Some(list @ (Value::List(_) | Value::Tuple(_))) => python::ops::collect(&list, cx)?,
        Some(one) => vec![one; orders.len()],
    };
    for (order, is_ascending) in orders.iter_mut().zip(&ascending) {
        let is_ascending = truthy(is_ascending, cx)?;
        let inner = match &*order {
            Expr::Order(inner, _) => (**inner).clone(),
            other => other.clone(),
        };
        let direction = if is_ascending { sql::expr::Direction::ASCENDING } else { sql::expr::Direction::DESCENDING };
        *order = Expr::Order(Box::new(inner), direction);
    }
    frame.made(frame.session.session.sort(&frame.plan, &orders, is_global))
}

fn drop_duplicates(frame: &FrameObject, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let bound = Arguments::bind("DataFrame.dropDuplicates", &["self"], &[("subset", Value::None)], args)?;
    match bound.at(1) {
        Value::None => frame.made(frame.session.session.distinct(&frame.plan)),
        list @ (Value::List(_) | Value::Tuple(_)) => {
            let names = names(&[list], cx)?;
            frame.made(frame.session.session.drop_duplicates(&frame.plan, &names))
        }
        other => Err(frame.spark()?.not_a("NOT_LIST_OR_TUPLE", "subset", "a list or tuple", &other)),
    }
}

/// Errors: what Python says when a method asks something else for its Java object.
fn other_plan(value: &Value) -> Result<PlanRef, Raised> {
    match value.downcast::<FrameObject>() {
        Some(frame) => Ok(Rc::clone(&frame.plan)),
        None => {
            let message = format!("'{}' object has no attribute '_jdf'", value.type_name());
            Err(Raised::new(value::ExcKind::AttributeError, message))
        }
    }
}

fn is_broadcast(value: &Value) -> bool {
    value.downcast::<FrameObject>().is_some_and(|frame| frame.is_broadcast)
}

fn union(frame: &FrameObject, args: &Args, _: &mut CallCx) -> Result<Value, Raised> {
    let bound = Arguments::bind("DataFrame.union", &["self", "other"], &[], args)?;
    let right = other_plan(&bound.at(1))?;
    frame.made(frame.session.session.union(&frame.plan, &right, "UNION"))
}

fn set_op(frame: &FrameObject, args: &Args, op: SetOp) -> Result<Value, Raised> {
    let bound = Arguments::bind("DataFrame.intersect", &["self", "other"], &[], args)?;
    let right = other_plan(&bound.at(1))?;
    frame.made(frame.session.session.set_op(op, &frame.plan, &right))
}

fn join(frame: &FrameObject, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let defaults = [("on", Value::None), ("how", Value::None)];
    let bound = Arguments::bind("DataFrame.join", &["self", "other"], &defaults, args)?;
    let spark = frame.spark()?;
    let right = other_plan(&bound.at(1))?;
    let kind = match bound.at(3) {
        Value::None => JoinKind::Inner,
        how => join_kind(&str_of(&how, cx)?).map_err(|error| spark.sql_error(&error))?,
    };
    let items = match bound.at(2) {
        Value::None => Vec::new(),
        list @ (Value::List(_) | Value::Tuple(_)) => python::ops::collect(&list, cx)?,
        one => vec![one],
    };
    let on = match items.first() {
        None => JoinOn::Nothing,
        Some(Value::Str(_)) => JoinOn::Using(names(&items, cx)?),
        Some(_) => {
            let mut condition: Option<Expr> = None;
            for item in &items {
                let Some(expr) = expr_of(item) else {
                    return Err(spark.not_a("NOT_COLUMN_OR_STR", "on", "a Column or str", item));
                };
                condition = Some(match condition {
                    Some(so_far) => Expr::call("and", vec![so_far, expr]),
                    None => expr,
                });
            }
            condition.map_or(JoinOn::Nothing, JoinOn::Condition)
        }
    };
    frame.made(frame.session.session.join(&frame.plan, &right, kind, &on, is_broadcast(&bound.at(1))))
}

fn repartitioned(frame: &FrameObject, how: Repartition) -> Result<Value, Raised> {
    frame.made(Plan::new(Node::Repartition(how, Rc::clone(&frame.plan)), frame.plan.output.clone()))
}

fn repartition(frame: &FrameObject, args: &Args, by_hash: bool, cx: &mut CallCx) -> Result<Value, Raised> {
    let spark = frame.spark()?;
    let (n, columns) = match rest(args) {
        [Value::Int(n), columns @ ..] => (Some(usize::try_from(*n).unwrap_or(1).max(1)), columns),
        columns => (None, columns),
    };
    let mut keys = Vec::new();
    for key in column_list(&spark, columns, cx)? {
        let resolved = frame.session.session.resolve(&key, &scope_of(&frame.plan));
        keys.push(resolved.map_err(|error| spark.sql_error(&error))?);
    }
    repartitioned(
        frame,
        match (n, keys.is_empty(), by_hash) {
            (Some(n), true, _) => Repartition::RoundRobin(n),
            (n, _, true) => Repartition::Hash(keys, n),
            (n, _, false) => Repartition::Range(keys, n),
        },
    )
}

/// Adds the methods that make DataFrames.
pub(crate) fn with_methods(class: NativeClass) -> NativeClass {
    METHODS
        .iter()
        .fold(class, |class, &(name, method)| class.method(name, move |args, cx| method(frame_of(args)?, args, cx)))
}
