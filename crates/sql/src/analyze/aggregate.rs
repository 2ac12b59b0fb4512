//! Grouping: keys, aggregates, and what may stand beside them.

use std::rc::Rc;

use super::{Scope, ordinal, scope_of, stars};
use crate::error::SqlError;
use crate::expr::Expr;
use crate::naming;
use crate::plan::{Node, Plan, PlanRef};
use crate::session::Session;

/// What is said about a column that is neither grouped by nor aggregated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// There is no `GROUP BY`.
    NoGroupBy,
    NotGrouped,
}

impl Session {
    /// `groupBy(keys).agg(results)`: the results as they are, without the keys.
    ///
    /// Errors: as [`Session::resolve`], and columns that are neither grouped by nor aggregated.
    pub fn aggregate(&self, child: &PlanRef, keys: &[Expr], results: &[Expr]) -> Result<PlanRef, SqlError> {
        let scope = scope_of(child);
        let keys = keys.iter().map(|key| self.resolve(key, &scope)).collect::<Result<Vec<_>, _>>()?;
        let results = results.iter().map(|result| self.resolve(result, &scope)).collect::<Result<Vec<_>, _>>()?;
        let missing = if keys.is_empty() { Missing::NoGroupBy } else { Missing::NotGrouped };
        self.aggregate_resolved(child, keys, results, missing)
    }

    /// `SELECT list … GROUP BY keys`: keys may be places in the list or names given there.
    ///
    /// Errors: as [`Session::aggregate`].
    pub fn aggregate_select(&self, child: &PlanRef, keys: &[Expr], list: &[Expr]) -> Result<PlanRef, SqlError> {
        let scope = scope_of(child);
        let results = self.select_list(list, &scope)?;
        let keys = keys.iter().map(|key| self.select_key(key, &results, &scope)).collect::<Result<Vec<_>, _>>()?;
        let missing = if keys.is_empty() { Missing::NoGroupBy } else { Missing::NotGrouped };
        self.aggregate_resolved(child, keys, results, missing)
    }

    /// A select list, resolved, with stars put out.
    pub(crate) fn select_list(&self, list: &[Expr], scope: &Scope) -> Result<Vec<Expr>, SqlError> {
        let mut results = Vec::with_capacity(list.len());
        for expr in list {
            match expr {
                Expr::Star(of) => results.extend(stars(of.as_deref(), scope)?),
                other => results.push(self.resolve(other, scope)?),
            }
        }
        Ok(results)
    }

    pub(crate) fn select_key(&self, key: &Expr, results: &[Expr], scope: &Scope) -> Result<Expr, SqlError> {
        if let Some(at) = ordinal(key) {
            let place = usize::try_from(at).ok().and_then(|at| at.checked_sub(1)).and_then(|at| results.get(at));
            return match place {
                Some(Expr::Alias(inner, _)) => Ok((**inner).clone()),
                Some(other) => Ok(other.clone()),
                None => Err(SqlError::analysis(
                    "GROUP_BY_POS_OUT_OF_RANGE",
                    format!("GROUP BY position {at} is not in select list (valid range is [1, {}]).", results.len()),
                )),
            };
        }
        match (self.resolve(key, scope), key) {
            (Err(error), Expr::Name(parts)) => {
                let is_alias = |result: &&Expr| matches!((parts.as_slice(), result), ([name], Expr::Alias(_, names)) if names.first().is_some_and(|alias| alias.eq_ignore_ascii_case(name)));
                match results.iter().find(is_alias) {
                    Some(Expr::Alias(inner, _)) => Ok((**inner).clone()),
                    _ => Err(error),
                }
            }
            (resolved, _) => resolved,
        }
    }

    pub(crate) fn aggregate_resolved(
        &self,
        child: &PlanRef,
        keys: Vec<Expr>,
        results: Vec<Expr>,
        missing: Missing,
    ) -> Result<PlanRef, SqlError> {
        for key in &keys {
            if key.has_aggregate() {
                return Err(SqlError::analysis(
                    "GROUP_BY_AGGREGATE",
                    format!("Aggregate functions are not allowed in GROUP BY, but found {}.", naming::sql_text(key)),
                ));
            }
        }
        for result in &results {
            check_grouped(result, &keys, missing)?;
        }
        let windows = results.iter().any(|result| result.any(&|inner| matches!(inner, Expr::Over(..))));
        if windows {
            return self.aggregate_then_windows(child, keys, results);
        }
        let mut output = Vec::with_capacity(results.len());
        let mut list = Vec::with_capacity(results.len());
        for result in results {
            let (result, attr) = self.named(result);
            list.push(result);
            output.push(attr);
        }
        Plan::new(Node::Aggregate { keys, results: list, child: Rc::clone(child) }, output)
    }

    /// Aggregates inside of window functions are computed before them.
    fn aggregate_then_windows(
        &self,
        child: &PlanRef,
        keys: Vec<Expr>,
        results: Vec<Expr>,
    ) -> Result<PlanRef, SqlError> {
        let mut parts: Vec<Expr> = keys.clone();
        for result in &results {
            collect_inner(result, &mut parts);
        }
        let mut output = Vec::new();
        for part in &parts {
            output.push(self.named(part.clone()).1);
        }
        let replaced = |result: Expr| -> Result<Expr, SqlError> {
            let name = naming::column_name(&result);
            let is_named = matches!(result, Expr::Alias(..) | Expr::Attr(_));
            let changed = with_parts(&result, &parts, &output)?;
            Ok(if is_named { changed } else { changed.alias(&name) })
        };
        let results = results.into_iter().map(replaced).collect::<Result<Vec<_>, _>>()?;
        let plan =
            Plan::new(Node::Aggregate { keys, results: parts.clone(), child: Rc::clone(child) }, output.clone())?;
        self.project(&plan, results)
    }
}

fn collect_inner(expr: &Expr, parts: &mut Vec<Expr>) {
    match expr {
        Expr::Over(inner, spec) => {
            for inner in inner.children().into_iter().chain(&spec.partition_by).chain(&spec.order_by) {
                collect_inner(inner, parts);
            }
        }
        Expr::Aggregate(_) => {
            if !parts.iter().any(|other| other.is_same(expr)) {
                parts.push(expr.clone());
            }
        }
        other => other.children().into_iter().for_each(|inner| collect_inner(inner, parts)),
    }
}

fn with_parts(expr: &Expr, parts: &[Expr], output: &[crate::expr::Attr]) -> Result<Expr, SqlError> {
    if let Some(at) = parts.iter().position(|part| !matches!(expr, Expr::Alias(..)) && part.is_same(expr))
        && let Some(attr) = output.get(at)
    {
        return Ok(Expr::Attr(attr.clone()));
    }
    match expr {
        Expr::Over(inner, spec) => {
            let inner = inner.map_children(&mut |inner| with_parts(inner, parts, output))?;
            let all = |exprs: &[Expr]| {
                exprs.iter().map(|expr| with_parts(expr, parts, output)).collect::<Result<Vec<_>, _>>()
            };
            let (partition_by, order_by) = (all(&spec.partition_by)?, all(&spec.order_by)?);
            let spec = crate::expr::WindowSpec { partition_by, order_by, frame: spec.frame };
            Ok(Expr::Over(Box::new(inner), Box::new(spec)))
        }
        other => other.map_children(&mut |inner| with_parts(inner, parts, output)),
    }
}

/// Errors: a column that is neither grouped by nor inside of an aggregate.
fn check_grouped(expr: &Expr, keys: &[Expr], missing: Missing) -> Result<(), SqlError> {
    if keys.iter().any(|key| key.is_same(expr)) {
        return Ok(());
    }
    match expr {
        Expr::Aggregate(_) => Ok(()),
        Expr::Attr(_) if missing == Missing::NoGroupBy => Err(SqlError::analysis(
            "MISSING_GROUP_BY",
            "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions using OVER clauses.",
        )),
        Expr::Attr(attr) => Err(SqlError::analysis(
            "MISSING_AGGREGATION",
            format!(
                "The non-aggregating expression \"{}\" is based on columns which are not participating in the GROUP BY clause.\nAdd the columns or the expression to the GROUP BY, aggregate the expression, or use \"any_value({})\" if you do not care which of the values within a group is returned.",
                attr.name, attr.name
            ),
        )),
        Expr::Over(inner, spec) => {
            let parts = inner.children().into_iter().chain(&spec.partition_by).chain(&spec.order_by);
            parts.into_iter().try_for_each(|inner| check_grouped(inner, keys, missing))
        }
        other => other.children().into_iter().try_for_each(|inner| check_grouped(inner, keys, missing)),
    }
}
