//! Projections: select lists with stars, generators, windows and aggregates.

use std::rc::Rc;

use super::{Scope, check_condition, scope_of, stars};
use crate::error::SqlError;
use crate::expr::{Attr, Expr};
use crate::naming;
use crate::plan::{Node, Plan, PlanRef};
use crate::session::Session;
use crate::types::DataType;

/// Whether the function gives rows.
pub fn is_generator(name: &str) -> bool {
    matches!(name, "explode" | "explode_outer" | "posexplode" | "posexplode_outer" | "inline")
}

/// The call and the names given to its columns, if the expression is a generator.
fn generator(expr: &Expr) -> Option<(&str, &[Expr], &[Rc<str>])> {
    match expr {
        Expr::Alias(inner, names) => match &**inner {
            Expr::Call { name, args, .. } if is_generator(name) => Some((name, args, names)),
            _ => None,
        },
        Expr::Call { name, args, .. } if is_generator(name) => Some((name, args, &[])),
        _ => None,
    }
}

impl Session {
    /// `select(…)`.
    ///
    /// Errors: as [`Session::resolve`].
    pub fn select(&self, child: &PlanRef, exprs: &[Expr]) -> Result<PlanRef, SqlError> {
        let scope = scope_of(child);
        let mut resolved = Vec::with_capacity(exprs.len());
        for expr in exprs {
            match expr {
                Expr::Star(of) => resolved.extend(stars(of.as_deref(), &scope)?),
                other => resolved.push(self.resolve(other, &scope)?),
            }
        }
        if resolved.iter().any(Expr::has_aggregate) {
            return self.aggregate_resolved(child, Vec::new(), resolved, super::aggregate::Missing::NoGroupBy);
        }
        self.project(child, resolved)
    }

    /// A projection of resolved expressions.
    pub(crate) fn project(&self, child: &PlanRef, mut exprs: Vec<Expr>) -> Result<PlanRef, SqlError> {
        let mut child = Rc::clone(child);
        let generators = exprs.iter().filter(|expr| generator(expr).is_some()).count();
        if generators > 1 {
            let shown: Vec<String> = exprs
                .iter()
                .filter(|expr| generator(expr).is_some())
                .map(|expr| format!("\"{}\"", naming::sql_text(expr)))
                .collect();
            return Err(SqlError::analysis(
                "UNSUPPORTED_GENERATOR.MULTI_GENERATOR",
                format!(
                    "The generator is not supported: only one generator allowed per SELECT clause but found {generators}: {}.",
                    shown.join(", ")
                ),
            ));
        }
        if let Some(at) = exprs.iter().position(|expr| generator(expr).is_some()) {
            let expr = exprs.remove(at);
            let Some((name, args, names)) = generator(&expr) else {
                return Err(SqlError::plain("a generator is needed"));
            };
            let n_before = child.output.len();
            child = self.generate(&child, name, args, names)?;
            let made = child.output.get(n_before..).unwrap_or_default().iter().cloned().map(Expr::Attr);
            exprs.splice(at..at, made);
        }
        if exprs.iter().any(|expr| expr.any(&|inner| matches!(inner, Expr::Call { name, .. } if is_generator(name)))) {
            return Err(SqlError::analysis(
                "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
                "The generator is not supported: nested in expressions.",
            ));
        }
        (child, exprs) = self.with_windows(&child, exprs)?;
        let mut output = Vec::with_capacity(exprs.len());
        let mut list = Vec::with_capacity(exprs.len());
        for expr in exprs {
            let (expr, attr) = self.named(expr);
            list.push(expr);
            output.push(attr);
        }
        Plan::new(Node::Project(list, child), output)
    }

    /// Computes the window functions of the expressions below them, and leaves columns in their places.
    fn with_windows(&self, child: &PlanRef, exprs: Vec<Expr>) -> Result<(PlanRef, Vec<Expr>), SqlError> {
        let mut child = Rc::clone(child);
        let mut found: Vec<Expr> = Vec::new();
        for expr in &exprs {
            collect_windows(expr, &mut found);
        }
        if found.is_empty() {
            return Ok((child, exprs));
        }
        let mut exprs = exprs;
        while let Some(first) = found.first() {
            // Functions over the same window are computed together.
            let Expr::Over(_, wanted) = first else { break };
            let wanted = wanted.clone();
            let is_together = |expr: &Expr| match expr {
                Expr::Over(_, spec) => {
                    let same =
                        |a: &[Expr], b: &[Expr]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b));
                    same(&spec.partition_by, &wanted.partition_by) && same(&spec.order_by, &wanted.order_by)
                }
                _ => false,
            };
            let (together, rest): (Vec<Expr>, Vec<Expr>) = found.into_iter().partition(is_together);
            found = rest;
            let mut output = child.output.clone();
            for expr in &together {
                let name = naming::sql_text(expr);
                let attr = self.new_attr(&name, expr.data_type(), true);
                output.push(attr.clone());
                let replacement = Expr::Attr(attr);
                exprs = exprs.iter().map(|other| replace(other, expr, &replacement)).collect::<Result<_, _>>()?;
            }
            child = Plan::new(Node::Window(together, child), output)?;
        }
        Ok((child, exprs))
    }

    /// Rows for the items of an array or map, behind the columns of the child.
    pub(crate) fn generate(
        &self,
        child: &PlanRef,
        name: &str,
        args: &[Expr],
        names: &[Rc<str>],
    ) -> Result<PlanRef, SqlError> {
        let [input] = args else { return Err(crate::functions::wrong_count(name, "1", args.len())) };
        let has_position = name.starts_with("pos");
        let mut columns = Vec::new();
        if has_position {
            columns.push(("pos".to_owned(), DataType::Int, false));
        }
        match input.data_type() {
            DataType::Array(element, _) if name == "inline" => match &*element {
                DataType::Struct(fields) => {
                    columns.extend(fields.iter().map(|field| (field.name.to_string(), field.data_type.clone(), true)));
                }
                _ => return Err(crate::functions::wrong_type(name, args, 0, "ARRAY<STRUCT>")),
            },
            DataType::Array(element, has_nulls) => columns.push(("col".into(), (*element).clone(), has_nulls)),
            DataType::Map(key, value, has_nulls) => {
                columns.push(("key".into(), (*key).clone(), false));
                columns.push(("value".into(), (*value).clone(), has_nulls));
            }
            found => {
                let shown = naming::sql_text(input);
                return Err(SqlError::analysis(
                    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                    format!(
                        "Cannot resolve \"{}\" due to data type mismatch: Parameter 1 requires the (\"ARRAY\" or \"MAP\") type, however \"{shown}\" has the type \"{}\".",
                        naming::call_text(name, args),
                        found.sql_name()
                    ),
                ));
            }
        }
        if !names.is_empty() && names.len() != columns.len() {
            return Err(SqlError::plain(format!(
                "The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF expected {} aliases but got {}",
                columns.len(),
                names.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
            )));
        }
        let is_outer = name.ends_with("_outer");
        let mut output = child.output.clone();
        for (at, (default, data_type, is_nullable)) in columns.into_iter().enumerate() {
            let column_name = names.get(at).map_or(default.as_str(), |name| name);
            output.push(self.new_attr(column_name, data_type, is_nullable || is_outer));
        }
        Plan::new(Node::Generate { input: input.clone(), has_position, is_outer, child: Rc::clone(child) }, output)
    }

    /// `filter(condition)`.
    ///
    /// Errors: as [`Session::resolve`], and a condition that is none.
    pub fn filter(&self, child: &PlanRef, condition: &Expr) -> Result<PlanRef, SqlError> {
        match self.resolve(condition, &scope_of(child)) {
            Ok(condition) if !condition.has_aggregate() => {
                check_condition(&condition)?;
                Plan::new(Node::Filter(condition, Rc::clone(child)), child.output.clone())
            }
            first => self.filter_hidden(child, condition, first),
        }
    }

    /// `orderBy(…)`; each order may be an [`Expr::Order`].
    ///
    /// Errors: as [`Session::resolve`].
    pub fn sort(&self, child: &PlanRef, orders: &[Expr], is_global: bool) -> Result<PlanRef, SqlError> {
        let orders: Vec<Expr> = orders
            .iter()
            .map(|order| match order {
                Expr::Order(..) => order.clone(),
                other => Expr::Order(Box::new(other.clone()), crate::expr::Direction::ASCENDING),
            })
            .collect();
        let scope = scope_of(child);
        let resolved: Result<Vec<Expr>, SqlError> = orders.iter().map(|order| self.resolve(order, &scope)).collect();
        match resolved {
            Ok(orders) if !orders.iter().any(Expr::has_aggregate) => {
                if let Some(wrong) = orders.iter().find(|order| !order.data_type().is_orderable()) {
                    let shown = naming::sql_text(wrong);
                    return Err(SqlError::analysis(
                        "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
                        format!(
                            "Cannot resolve \"{shown}\" due to data type mismatch: The `sortorder` does not support ordering on type \"{}\".",
                            wrong.data_type().sql_name()
                        ),
                    ));
                }
                Plan::new(Node::Sort { orders, is_global, child: Rc::clone(child) }, child.output.clone())
            }
            first => self.sort_hidden(child, &orders, is_global, first.map(|_| ())),
        }
    }

    /// `withColumn`: columns that are replaced in place or added at the end.
    ///
    /// Errors: as [`Session::resolve`].
    pub fn with_columns(&self, child: &PlanRef, columns: &[(String, Expr)]) -> Result<PlanRef, SqlError> {
        let is_same = |attr: &Attr, name: &str| attr.name.eq_ignore_ascii_case(name);
        let mut exprs = Vec::new();
        for attr in &child.output {
            let new = columns.iter().find(|(name, _)| is_same(attr, name));
            exprs.push(new.map_or_else(|| Expr::Attr(attr.clone()), |(name, expr)| expr.clone().alias(name)));
        }
        for (name, expr) in columns {
            if !child.output.iter().any(|attr| is_same(attr, name)) {
                exprs.push(expr.clone().alias(name));
            }
        }
        self.select(child, &exprs)
    }

    /// `withColumnRenamed`: nothing happens without such a column.
    ///
    /// Errors: none that a program can make.
    pub fn rename(&self, child: &PlanRef, from: &str, to: &str) -> Result<PlanRef, SqlError> {
        if !child.output.iter().any(|attr| attr.name.eq_ignore_ascii_case(from)) {
            return Ok(Rc::clone(child));
        }
        let rename = |attr: &Attr| match attr.name.eq_ignore_ascii_case(from) {
            true => Expr::Attr(attr.clone()).alias(to),
            false => Expr::Attr(attr.clone()),
        };
        self.project(child, child.output.iter().map(rename).collect())
    }

    /// `toDF(…)`.
    ///
    /// Errors: another number of names than columns.
    pub fn rename_all(&self, child: &PlanRef, names: &[String]) -> Result<PlanRef, SqlError> {
        if names.len() != child.output.len() {
            return Err(SqlError {
                kind: crate::error::ErrorKind::IllegalArgument,
                class: "",
                message: format!(
                    "requirement failed: The number of columns doesn't match.\nOld column names ({}): {}\nNew column names ({}): {}",
                    child.output.len(),
                    child.output.iter().map(|attr| attr.name.to_string()).collect::<Vec<_>>().join(", "),
                    names.len(),
                    names.join(", ")
                ),
                about: None,
            });
        }
        let pairs = child.output.iter().zip(names);
        self.project(child, pairs.map(|(attr, name)| Expr::Attr(attr.clone()).alias(name)).collect())
    }

    /// `drop(…)`: columns by name, or by what they are.
    ///
    /// Errors: none that a program can make.
    pub fn drop_columns(&self, child: &PlanRef, columns: &[Expr]) -> Result<PlanRef, SqlError> {
        let scope = Scope::of(&child.output);
        let is_dropped = |attr: &Attr| {
            columns.iter().any(|column| match column {
                Expr::Literal(name, _) => name.as_str().is_some_and(|name| attr.name.eq_ignore_ascii_case(name)),
                other => matches!(self.resolve(other, &scope), Ok(Expr::Attr(found)) if found.id == attr.id),
            })
        };
        let kept: Vec<Expr> = child.output.iter().filter(|attr| !is_dropped(attr)).cloned().map(Expr::Attr).collect();
        if kept.len() == child.output.len() {
            return Ok(Rc::clone(child));
        }
        self.project(child, kept)
    }
}

fn collect_windows(expr: &Expr, found: &mut Vec<Expr>) {
    for inner in expr.children() {
        collect_windows(inner, found);
    }
    if matches!(expr, Expr::Over(..)) && !found.iter().any(|other| is_same_window(other, expr)) {
        found.push(expr.clone());
    }
}

fn is_same_window(a: &Expr, b: &Expr) -> bool {
    a.is_same(b) && naming::sql_text(a) == naming::sql_text(b)
}

fn replace(expr: &Expr, wanted: &Expr, by: &Expr) -> Result<Expr, SqlError> {
    match expr {
        Expr::Over(..) if is_same_window(expr, wanted) => match by {
            Expr::Attr(attr) => Ok(Expr::Attr(attr.clone())),
            other => Ok(other.clone()),
        },
        other => other.map_children(&mut |inner| replace(inner, wanted, by)),
    }
}
