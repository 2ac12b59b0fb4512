//! Plans that stand on nothing or on one other: rows that are given, ranges, grouping sets.

use std::rc::Rc;

use super::scope_of;
use crate::cast::cast;
use crate::datum::{Datum, Row};
use crate::error::SqlError;
use crate::expr::Expr;
use crate::plan::{Node, Plan, PlanRef};
use crate::session::Session;
use crate::types::DataType;

impl Session {
    /// A plan of given rows.
    ///
    /// Errors: none that a program can make.
    pub fn table_of(&self, columns: &[(&str, DataType)], rows: Vec<Vec<Datum>>) -> Result<PlanRef, SqlError> {
        let output = columns.iter().map(|(name, data_type)| self.new_attr(name, data_type.clone(), true)).collect();
        Plan::new(Node::Local(rows.into_iter().map(Row::from).collect()), output)
    }

    /// `spark.range(…)`.
    ///
    /// Errors: none that a program can make.
    pub fn range(&self, start: i64, end: i64, step: i64, n_partitions: Option<usize>) -> Result<PlanRef, SqlError> {
        let n_partitions = n_partitions.unwrap_or(self.default_parallelism);
        Plan::new(Node::Range { start, end, step, n_partitions }, vec![self.new_attr("id", DataType::Long, false)])
    }

    /// `VALUES …`.
    pub(crate) fn local(&self, rows: &[Vec<Expr>]) -> Result<PlanRef, SqlError> {
        let n = rows.first().map_or(0, Vec::len);
        let mut types = vec![DataType::Null; n];
        for row in rows {
            for (wanted, value) in types.iter_mut().zip(row) {
                let both = crate::coerce::common(wanted, &value.data_type(), crate::coerce::Text::Allowed);
                *wanted = both.ok_or_else(|| SqlError::plain("incompatible types found in column for inline table"))?;
            }
            if row.len() != n {
                return Err(SqlError::plain(format!("expected {n} columns but found {} columns in row 1", row.len())));
            }
        }
        let offset = self.offset();
        let mut data = Vec::with_capacity(rows.len());
        for row in rows {
            let value = |(value, to): (&Expr, &DataType)| match value {
                Expr::Literal(datum, from) => Ok(cast(datum, from, to, offset)),
                _ => Err(SqlError::unsupported("VALUES with anything but literals")),
            };
            data.push(row.iter().zip(&types).map(value).collect::<Result<Vec<_>, _>>()?.into());
        }
        let is_nullable = |at: usize| data.iter().any(|row: &Row| row.get(at).is_some_and(Datum::is_null));
        let output = types
            .iter()
            .enumerate()
            .map(|(at, data_type)| self.new_attr(&format!("col{}", at + 1), data_type.clone(), is_nullable(at)));
        let output = output.collect();
        Plan::new(Node::Local(data), output)
    }

    /// The plan with new numbers for its columns.
    pub(crate) fn renumbered(&self, plan: &PlanRef) -> Result<PlanRef, SqlError> {
        let output = plan.output.iter().map(|attr| crate::expr::Attr { id: self.next_id(), ..attr.clone() }).collect();
        Plan::new(Node::Renamed(Rc::clone(plan)), output)
    }

    /// `GROUP BY … WITH ROLLUP`: rows once for each set, grouped by keys that a set may lack and the set's number.
    ///
    /// Errors: as [`Session::aggregate_select`].
    pub fn grouping_sets(
        &self,
        child: &PlanRef,
        keys: &[Expr],
        sets: &[Vec<usize>],
        list: &[Expr],
    ) -> Result<PlanRef, SqlError> {
        let scope = scope_of(child);
        let results = self.select_list(list, &scope)?;
        let keys = keys.iter().map(|key| self.select_key(key, &results, &scope)).collect::<Result<Vec<_>, _>>()?;
        let mut output = child.output.clone();
        let key_attrs: Vec<_> =
            keys.iter().map(|key| self.new_attr(&crate::naming::column_name(key), key.data_type(), true)).collect();
        output.extend(key_attrs.iter().cloned());
        let id = self.new_attr("spark_grouping_id", DataType::Long, false);
        output.push(id.clone());
        let mut rows = Vec::new();
        for set in sets {
            let mut row: Vec<Expr> = child.output.iter().cloned().map(Expr::Attr).collect();
            let mut number = 0;
            for (at, key) in keys.iter().enumerate() {
                let has = set.contains(&at);
                number = number * 2 + i64::from(!has);
                row.push(if has { key.clone() } else { Expr::Literal(Datum::Null, key.data_type()) });
            }
            row.push(Expr::Literal(Datum::Int(number), DataType::Long));
            rows.push(row);
        }
        let expanded = Plan::new(Node::Expand { sets: rows, child: Rc::clone(child) }, output)?;
        let replaced: Vec<Expr> = results
            .iter()
            .map(|result| {
                let name = crate::naming::column_name(result);
                let changed = with_keys(result, &keys, &key_attrs);
                if matches!(changed, Expr::Alias(..)) { changed } else { changed.alias(&name) }
            })
            .collect();
        let all_keys = key_attrs.into_iter().chain([id]).map(Expr::Attr).collect();
        self.aggregate_resolved(&expanded, all_keys, replaced, crate::analyze::aggregate::Missing::NotGrouped)
    }
}

fn with_keys(expr: &Expr, keys: &[Expr], attrs: &[crate::expr::Attr]) -> Expr {
    if let Some(at) = keys.iter().position(|key| !matches!(expr, Expr::Alias(..)) && key.is_same(expr))
        && let Some(attr) = attrs.get(at)
    {
        return Expr::Attr(attr.clone());
    }
    match expr {
        Expr::Aggregate(_) => expr.clone(),
        other => {
            let changed: Result<Expr, std::convert::Infallible> =
                other.map_children(&mut |inner| Ok(with_keys(inner, keys, attrs)));
            match changed {
                Ok(changed) => changed,
                Err(never) => match never {},
            }
        }
    }
}
