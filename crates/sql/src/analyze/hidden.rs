//! Sorting and filtering by what is not selected: columns that are computed, used and dropped again.

use std::rc::Rc;

use super::{Scope, check_condition};
use crate::error::SqlError;
use crate::expr::{Attr, Expr};
use crate::plan::{Node, Plan, PlanRef};
use crate::session::Session;

impl Session {
    /// A filter whose condition was refused as `first`: looks below a projection or an aggregation for what is missing.
    pub(crate) fn filter_hidden(
        &self,
        child: &PlanRef,
        condition: &Expr,
        first: Result<Expr, SqlError>,
    ) -> Result<PlanRef, SqlError> {
        let found = self.below(child, std::slice::from_ref(condition));
        match (found, first) {
            (Some((wider, mut conditions)), _) if conditions.len() == 1 => {
                let condition = conditions.remove(0);
                check_condition(&condition)?;
                let output = wider.output.clone();
                let filtered = Plan::new(Node::Filter(condition, wider), output)?;
                self.project(&filtered, child.output.iter().cloned().map(Expr::Attr).collect())
            }
            (_, Err(error)) => Err(error),
            (_, Ok(condition)) => {
                check_condition(&condition)?;
                Plan::new(Node::Filter(condition, Rc::clone(child)), child.output.clone())
            }
        }
    }

    /// The same for a sort.
    pub(crate) fn sort_hidden(
        &self,
        child: &PlanRef,
        orders: &[Expr],
        is_global: bool,
        first: Result<(), SqlError>,
    ) -> Result<PlanRef, SqlError> {
        let Some((wider, orders)) = self.below(child, orders) else {
            first?;
            return Err(SqlError::analysis(
                "UNSUPPORTED_EXPR_FOR_OPERATOR",
                "A query operator contains one or more unsupported expressions. Consider to rewrite it to avoid window functions, aggregate functions, and generator functions in the WHERE clause.",
            ));
        };
        let output = wider.output.clone();
        let sorted = Plan::new(Node::Sort { orders, is_global, child: wider }, output)?;
        self.project(&sorted, child.output.iter().cloned().map(Expr::Attr).collect())
    }

    /// The plan with more columns, over which the expressions can be resolved, and those; `None` if it cannot be.
    fn below(&self, child: &PlanRef, exprs: &[Expr]) -> Option<(PlanRef, Vec<Expr>)> {
        match &child.node {
            Node::Project(list, grandchild) => {
                let scope = Scope::of(&child.output).then(&grandchild.output);
                let (grandchild, resolved) = match self.all(exprs, &scope) {
                    Some(resolved) if !resolved.iter().any(Expr::has_aggregate) => (Rc::clone(grandchild), resolved),
                    _ => {
                        // What the projection makes may be meant together with what is further below.
                        let (wider, resolved) = self.below(grandchild, exprs)?;
                        (wider, resolved)
                    }
                };
                let mut wanted: Vec<Attr> = Vec::new();
                resolved.iter().for_each(|expr| attrs_of(expr, &mut wanted));
                wanted.retain(|attr| !child.output.iter().any(|other| other.id == attr.id));
                let list: Vec<Expr> = list.iter().cloned().chain(wanted.iter().cloned().map(Expr::Attr)).collect();
                let output = child.output.iter().cloned().chain(wanted).collect();
                Some((Plan::new(Node::Project(list, grandchild), output).ok()?, resolved))
            }
            Node::Aggregate { keys, results, child: grandchild } => {
                let scope = Scope::of(&child.output).then(&grandchild.output);
                let resolved = self.all(exprs, &scope)?;
                let (mut results, mut output) = (results.clone(), child.output.clone());
                let mut placed = Vec::with_capacity(resolved.len());
                for expr in &resolved {
                    placed.push(self.placed(expr, keys, &mut results, &mut output, &child.output)?);
                }
                let node = Node::Aggregate { keys: keys.clone(), results, child: Rc::clone(grandchild) };
                Some((Plan::new(node, output).ok()?, placed))
            }
            Node::Filter(condition, grandchild) => {
                let (wider, resolved) = self.below(grandchild, exprs)?;
                let output = wider.output.clone();
                Some((Plan::new(Node::Filter(condition.clone(), wider), output).ok()?, resolved))
            }
            Node::Sort { orders, is_global, child: grandchild } => {
                let (wider, resolved) = self.below(grandchild, exprs)?;
                let output = wider.output.clone();
                let node = Node::Sort { orders: orders.clone(), is_global: *is_global, child: wider };
                Some((Plan::new(node, output).ok()?, resolved))
            }
            _ => None,
        }
    }

    fn all(&self, exprs: &[Expr], scope: &Scope) -> Option<Vec<Expr>> {
        exprs.iter().map(|expr| self.resolve(expr, scope).ok()).collect()
    }

    /// The expression with its keys and aggregates as columns of the aggregation, which may be added to it.
    fn placed(
        &self,
        expr: &Expr,
        keys: &[Expr],
        results: &mut Vec<Expr>,
        output: &mut Vec<Attr>,
        visible: &[Attr],
    ) -> Option<Expr> {
        if let Some(at) = results.iter().position(|result| result.is_same(expr)) {
            return output.get(at).cloned().map(Expr::Attr);
        }
        let is_key = keys.iter().any(|key| key.is_same(expr));
        match expr {
            Expr::Attr(attr) if visible.iter().any(|other| other.id == attr.id) => Some(expr.clone()),
            Expr::Aggregate(_) => Some(add(self, expr, results, output)),
            _ if is_key => Some(add(self, expr, results, output)),
            Expr::Attr(_) => None,
            other => other.map_children(&mut |inner| self.placed(inner, keys, results, output, visible).ok_or(())).ok(),
        }
    }
}

fn add(session: &Session, expr: &Expr, results: &mut Vec<Expr>, output: &mut Vec<Attr>) -> Expr {
    let (expr, attr) = session.named(expr.clone());
    results.push(expr);
    output.push(attr.clone());
    Expr::Attr(attr)
}

fn attrs_of(expr: &Expr, found: &mut Vec<Attr>) {
    match expr {
        Expr::Attr(attr) if !found.iter().any(|other| other.id == attr.id) => found.push(attr.clone()),
        other => other.children().into_iter().for_each(|inner| attrs_of(inner, found)),
    }
}
