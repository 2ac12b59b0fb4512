//! `GroupedData`: groups of a DataFrame, waiting for aggregates.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use python::NativeClass;
use sql::analyze::scope_of;
use sql::error::SqlError;
use sql::expr::Expr;
use sql::plan::PlanRef;
use value::repr::str_of;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use super::column::{expr_of, named};
use super::frame::{FrameObject, column_list, frame_of};
use super::session::SqlSession;
use crate::spark::upgrade;

/// Which grouping sets there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sets {
    One,
    Rollup,
    Cube,
}

struct GroupedObject {
    session: Rc<SqlSession>,
    plan: PlanRef,
    keys: Vec<Expr>,
    sets: Sets,
    pivot: Option<(Expr, Vec<Expr>)>,
}

impl Object for GroupedObject {
    fn type_name(&self) -> Cow<'static, str> {
        "GroupedData".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.session.spark.upgrade()?.classes().sql.grouped.clone())
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let keys: Vec<String> = self.keys.iter().map(sql::naming::sql_text).collect();
        let n = self.plan.output.len();
        let shown = self.plan.output.iter().map(|attr| format!("{}: {}", attr.name, attr.data_type.simple_name()));
        let mut columns: Vec<String> = if n <= 2 { shown.collect() } else { shown.take(2).collect() };
        if n > 2 {
            let last = columns.pop().unwrap_or_default();
            columns.push(format!("{last} ... {} more field{}", n - 2, if n == 3 { "" } else { "s" }));
        }
        let kind = match self.sets {
            Sets::One => "GroupBy",
            Sets::Rollup => "Rollup",
            Sets::Cube => "Cube",
        };
        Ok(format!(
            "GroupedData[grouping expressions: [{}], value: [{}], type: {kind}]",
            keys.join(", "),
            columns.join(", ")
        ))
    }
}

impl GroupedObject {
    fn aggregated(&self, aggregates: &[Expr]) -> Result<Value, Raised> {
        let frame = FrameObject {
            session: Rc::clone(&self.session),
            plan: Rc::clone(&self.plan),
            is_broadcast: false,
            is_cached: std::cell::Cell::new(false),
        };
        let session = &self.session.session;
        // Keys without a name are shown as they are written.
        let key_columns = self.keys.iter().map(|key| match key {
            Expr::Attr(_) | Expr::Alias(..) => key.clone(),
            other => other.clone().alias(&sql::naming::sql_text(other)),
        });
        let mut results: Vec<Expr> = key_columns.collect();
        match &self.pivot {
            Some((column, values)) => {
                for value in values {
                    let shown = sql::naming::sql_text(value);
                    for aggregate in aggregates {
                        let name = match (aggregates.len(), aggregate) {
                            (1, _) => shown.clone(),
                            (_, Expr::Alias(_, names)) => format!("{shown}_{}", names.first().map_or("", |name| name)),
                            (_, other) => format!("{shown}_{}", sql::naming::sql_text(other)),
                        };
                        results.push(pivoted(aggregate, column, value).alias(&name));
                    }
                }
            }
            None => results.extend(aggregates.iter().cloned()),
        }
        let keys: Vec<Expr> = self
            .keys
            .iter()
            .map(|key| match key {
                Expr::Alias(inner, _) => (**inner).clone(),
                other => other.clone(),
            })
            .collect();
        let n = keys.len();
        let plan = match self.sets {
            Sets::One => session.aggregate(&self.plan, &keys, &results),
            Sets::Rollup => {
                let sets: Vec<Vec<usize>> = (0..=n).rev().map(|kept| (0..kept).collect()).collect();
                session.grouping_sets(&self.plan, &keys, &sets, &results)
            }
            Sets::Cube => {
                let n = n.min(10);
                let set = |bits: usize| (0..n).filter(|at| bits >> (n - 1 - at) & 1 == 1).collect();
                let sets: Vec<Vec<usize>> = (0..1_usize << n).rev().map(set).collect();
                session.grouping_sets(&self.plan, &keys, &sets, &results)
            }
        };
        frame.made(plan)
    }

    /// Columns of numbers that are no keys.
    fn numbers(&self, names: &[String]) -> Result<Vec<Expr>, Raised> {
        let spark = upgrade(&self.session.spark)?;
        let is_key = |attr: &sql::expr::Attr| {
            self.keys.iter().any(|key| matches!(key, Expr::Attr(other) if other.id == attr.id))
        };
        if names.is_empty() {
            let numeric = self.plan.output.iter().filter(|attr| attr.data_type.is_numeric() && !is_key(attr));
            return Ok(numeric.cloned().map(Expr::Attr).collect());
        }
        let mut found = Vec::new();
        for name in names {
            let expr = self.session.session.resolve(&named(&spark, name)?, &scope_of(&self.plan));
            let expr = expr.map_err(|error| spark.sql_error(&error))?;
            if !expr.data_type().is_numeric() {
                let message = format!(
                    "\"{name}\" is not a numeric column. Aggregation function can only be applied on a numeric column."
                );
                return Err(spark.sql_error(&SqlError::plain(message)));
            }
            found.push(expr);
        }
        Ok(found)
    }
}

/// The aggregate of the rows that have a value in the pivot's column.
fn pivoted(aggregate: &Expr, column: &Expr, value: &Expr) -> Expr {
    match aggregate {
        Expr::Alias(inner, _) => pivoted(inner, column, value),
        Expr::Call { name, args, is_distinct } => {
            let only = |arg: &Expr| {
                let arg = if matches!(arg, Expr::Star(None)) { Expr::int(1) } else { arg.clone() };
                let condition = Expr::call("<=>", vec![column.clone(), value.clone()]);
                Expr::Case { branches: vec![(condition, arg)], otherwise: None }
            };
            let call =
                Expr::Call { name: Rc::clone(name), args: args.iter().map(only).collect(), is_distinct: *is_distinct };
            // Groups without such rows have nothing, not zero.
            if name.as_ref() == "count" {
                return Expr::call(
                    "nullif",
                    vec![call, Expr::Literal(sql::datum::Datum::Int(0), sql::types::DataType::Long)],
                );
            }
            call
        }
        other => other.clone(),
    }
}

fn grouped(args: &Args) -> Result<&GroupedObject, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<GroupedObject>);
    this.ok_or_else(|| Raised::type_error("a GroupedData is needed".into()))
}

/// The order in which Java's hash map gives string keys.
fn java_order(pairs: &mut [(String, String)]) {
    let hash =
        |text: &str| text.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    let size = (pairs.len() * 4 / 3 + 1).next_power_of_two().max(16) as u32;
    pairs.sort_by_key(|(key, _)| {
        let hash = hash(key);
        (hash ^ hash >> 16) & (size - 1)
    });
}

fn aggregates(group: &GroupedObject, given: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
    let assertion = |message: &str| Raised::new(ExcKind::AssertionError, message.to_owned());
    if given.is_empty() {
        return Err(assertion("exprs should not be empty"));
    }
    let spark = upgrade(&group.session.spark)?;
    if let [Value::Dict(dict)] = given {
        let mut pairs = Vec::new();
        for (column, function) in dict.pairs() {
            pairs.push((str_of(&column, cx)?, str_of(&function, cx)?));
        }
        java_order(&mut pairs);
        let mut exprs = Vec::new();
        for (column, function) in pairs {
            let function =
                if matches!(function.as_str(), "avg" | "average" | "mean") { "avg".to_owned() } else { function };
            exprs.push(Expr::call(&function, vec![named(&spark, &column)?]));
        }
        return group.aggregated(&exprs);
    }
    let exprs: Option<Vec<Expr>> = given.iter().map(expr_of).collect();
    match exprs {
        Some(exprs) => group.aggregated(&exprs),
        None => Err(assertion("all exprs should be Column")),
    }
}

/// The class `GroupedData`.
pub(crate) fn class() -> Value {
    let mut class = NativeClass::new("GroupedData", "pyspark.sql.group")
        .method("count", |args, _| {
            let count = Expr::call("count", vec![Expr::int(1)]).alias("count");
            grouped(args)?.aggregated(&[count])
        })
        .method("agg", |args, cx| aggregates(grouped(args)?, args.positional.get(1..).unwrap_or_default(), cx))
        .method("pivot", |args, cx| {
            let group = grouped(args)?;
            let spark = upgrade(&group.session.spark)?;
            let column = args.positional.get(1).cloned().unwrap_or_default();
            let column = super::column::column_argument(&spark, "col", &column)?;
            let mut values = Vec::new();
            match args.positional.get(2) {
                Some(list) => {
                    for value in python::ops::collect(list, cx)? {
                        values.push(spark.literal(&value, cx)?);
                    }
                }
                None => {
                    let session = &group.session.session;
                    let found = session
                        .select(&group.plan, std::slice::from_ref(&column))
                        .and_then(|plan| session.distinct(&plan));
                    let plan = found.and_then(|plan| {
                        let order: Vec<Expr> = plan.output.iter().cloned().map(Expr::Attr).collect();
                        session.sort(&plan, &order, true)
                    });
                    let plan = plan.map_err(|error| spark.sql_error(&error))?;
                    let rows =
                        sql::execute::run(session, &plan, cx).map_err(|failure| spark.query_failure(failure, cx))?;
                    let data_type = plan.types().into_iter().next().unwrap_or(sql::types::DataType::Null);
                    for row in rows.into_rows() {
                        values.push(Expr::Literal(row.first().cloned().unwrap_or_default(), data_type.clone()));
                    }
                }
            }
            Ok(Value::object(GroupedObject {
                session: Rc::clone(&group.session),
                plan: Rc::clone(&group.plan),
                keys: group.keys.clone(),
                sets: group.sets,
                pivot: Some((column, values)),
            }))
        });
    for (method, function) in [("sum", "sum"), ("avg", "avg"), ("mean", "avg"), ("min", "min"), ("max", "max")] {
        class = class.method(method, move |args, cx| {
            let group = grouped(args)?;
            let names = args.positional.get(1..).unwrap_or_default().iter().map(|name| str_of(name, cx));
            let columns = group.numbers(&names.collect::<Result<Vec<_>, _>>()?)?;
            let exprs: Vec<Expr> = columns.into_iter().map(|column| Expr::call(function, vec![column])).collect();
            group.aggregated(&exprs)
        });
    }
    class.build()
}

/// Adds what groups to the class `DataFrame`.
pub(crate) fn with_grouping(class: NativeClass) -> NativeClass {
    let group = |sets: Sets| {
        move |args: &Args, cx: &mut CallCx| {
            let frame = frame_of(args)?;
            let spark = frame.spark()?;
            let given = args.positional.get(1..).unwrap_or_default();
            let mut keys = Vec::new();
            for key in column_list(&spark, given, cx)? {
                let resolved = frame.session.session.resolve(&key, &scope_of(&frame.plan));
                match resolved {
                    Ok(key) => keys.push(key),
                    Err(error) => return frame.made(Err(error)),
                }
            }
            let (session, plan) = (Rc::clone(&frame.session), Rc::clone(&frame.plan));
            Ok(Value::object(GroupedObject { session, plan, keys, sets, pivot: None }))
        }
    };
    class
        .method("groupBy", group(Sets::One))
        .method("groupby", group(Sets::One))
        .method("rollup", group(Sets::Rollup))
        .method("cube", group(Sets::Cube))
        .method("agg", |args, cx| {
            let frame = frame_of(args)?;
            let (session, plan) = (Rc::clone(&frame.session), Rc::clone(&frame.plan));
            let all = GroupedObject { session, plan, keys: Vec::new(), sets: Sets::One, pivot: None };
            aggregates(&all, args.positional.get(1..).unwrap_or_default(), cx)
        })
}
