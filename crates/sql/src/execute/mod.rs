//! Running a plan: rows by partition, in the order in which Spark gives them.
//!
//! Shuffled rows are read as adaptive execution reads little data: all in one partition, a mapper's blocks one after
//! another, and only then the next mapper's.

mod aggregate;
mod collect_set;
mod expand;
mod join;
mod random;
mod shuffle;
mod size;
mod sort;
mod window;

use std::cell::Cell;
use std::rc::Rc;

use value::CallCx;

use crate::datum::{Datum, Row};
use crate::error::Failure;
use crate::eval::{Bound, bind};
use crate::expr::{Attr, Expr};
use crate::functions::Env;
use crate::plan::{Node, PlanRef, Repartition, SetOp};
use crate::session::Session;

/// How the rows of a plan are known to be distributed.
#[derive(Clone)]
pub enum Distribution {
    Unknown,
    Single,
    /// By the hash of these.
    Hash(Vec<Expr>),
}

/// The rows of a plan.
pub struct Rows {
    pub partitions: Vec<Vec<Row>>,
    pub(crate) distribution: Distribution,
}

impl Rows {
    fn new(partitions: Vec<Vec<Row>>, distribution: Distribution) -> Self {
        Self { partitions, distribution }
    }

    fn single(rows: Vec<Row>) -> Self {
        Self::new(vec![rows], Distribution::Single)
    }

    /// All rows, partition by partition.
    pub fn into_rows(self) -> Vec<Row> {
        self.partitions.into_iter().flatten().collect()
    }

    /// Whether equal keys are in the same partition already.
    fn has_together(&self, keys: &[Expr]) -> bool {
        match &self.distribution {
            Distribution::Unknown => false,
            Distribution::Single => true,
            Distribution::Hash(by) => !by.is_empty() && by.iter().all(|by| keys.iter().any(|key| key.is_same(by))),
        }
    }
}

/// What a run needs beside the plan.
pub(crate) struct Run<'a> {
    pub session: &'a Session,
    pub now: i64,
}

impl Run<'_> {
    pub(crate) fn env(&self, partition: usize) -> Env {
        Env {
            offset: self.session.offset(),
            now: self.now,
            hooks: Rc::clone(&self.session.hooks),
            partition,
            n_ids: Cell::new(0),
        }
    }
}

/// Runs a plan.
///
/// Errors: exceptions of the program's functions, and what cannot be computed.
pub fn run(session: &Session, plan: &PlanRef, cx: &mut CallCx) -> Result<Rows, Failure> {
    Run { session, now: cx.host.now_micros() }.rows(plan, cx)
}

/// The first rows of a plan, as `take` and `show` get them.
///
/// Errors: as [`run`].
pub fn take(session: &Session, plan: &PlanRef, n: usize, cx: &mut CallCx) -> Result<Vec<Row>, Failure> {
    let run = Run { session, now: cx.host.now_micros() };
    Ok(run.limited(plan, n, cx)?.into_rows())
}

fn bind_all(exprs: &[Expr], input: &[Attr]) -> Result<Vec<Bound>, Failure> {
    Ok(exprs.iter().map(|expr| bind(expr, input)).collect::<Result<Vec<_>, _>>()?)
}

fn eval_all(exprs: &[Bound], row: &[Datum], env: &Env, cx: &mut CallCx) -> Result<Vec<Datum>, Failure> {
    exprs.iter().map(|expr| expr.eval(row, env, cx)).collect()
}

/// Asks for the memory of that many rows before they are made.
fn reserve(n_rows: usize, n_columns: usize, cx: &CallCx) -> Result<(), Failure> {
    Ok(cx.reserve(n_rows.saturating_mul((n_columns + 2) * size_of::<Datum>()))?)
}

impl Run<'_> {
    pub(crate) fn rows(&self, plan: &PlanRef, cx: &mut CallCx) -> Result<Rows, Failure> {
        match &plan.node {
            Node::Scan(source) => Ok(Rows::new(source.partitions(cx)?, Distribution::Unknown)),
            Node::OneRow => Ok(Rows::new(vec![vec![Vec::new().into()]], Distribution::Unknown)),
            Node::Local(rows) => Ok(Rows::new(sliced(rows, self.session.default_parallelism), Distribution::Unknown)),
            Node::Range { start, end, step, n_partitions } => range(*start, *end, *step, *n_partitions, cx),
            Node::Project(exprs, child) => {
                let rows = self.rows(child, cx)?;
                let distribution = projected(&rows.distribution, exprs, &plan.output);
                let exprs = bind_all(exprs, &child.output)?;
                let partitions = self.map_partitions(rows, cx, |row, env, out, cx| {
                    out.push(eval_all(&exprs, row, env, cx)?.into());
                    Ok(())
                })?;
                Ok(Rows::new(partitions, distribution))
            }
            Node::Filter(condition, child) => {
                let rows = self.rows(child, cx)?;
                let distribution = rows.distribution.clone();
                let condition = bind(condition, &child.output)?;
                let partitions = self.map_partitions(rows, cx, |row, env, out, cx| {
                    if condition.holds(row, env, cx)? {
                        out.push(Rc::clone(row));
                    }
                    Ok(())
                })?;
                Ok(Rows::new(partitions, distribution))
            }
            Node::Renamed(child) => self.rows(child, cx),
            Node::Aggregate { keys, results, child } => self.aggregate(keys, results, child, cx),
            Node::Sort { orders, is_global, child } => self.sort(orders, *is_global, child, cx),
            Node::Limit(n, child) => self.limited(child, *n, cx),
            Node::Offset(n, child) => {
                Ok(Rows::single(self.rows(child, cx)?.into_rows().into_iter().skip(*n).collect()))
            }
            Node::Tail(n, child) => {
                let mut rows = self.rows(child, cx)?.into_rows();
                Ok(Rows::single(rows.split_off(rows.len().saturating_sub(*n))))
            }
            Node::Union(children) => {
                let mut partitions = Vec::new();
                for child in children {
                    partitions.extend(self.rows(child, cx)?.partitions);
                }
                Ok(Rows::new(partitions, Distribution::Unknown))
            }
            Node::Join { .. } => self.join(plan, cx),
            Node::SetOp(op, left, right) => self.set_op(*op, left, right, cx),
            Node::Generate { input, has_position, is_outer, child } => {
                self.generate(input, *has_position, *is_outer, child, plan.output.len() - child.output.len(), cx)
            }
            Node::Window(functions, child) => self.window(functions, child, cx),
            Node::Repartition(how, child) => self.repartition(how, child, cx),
            Node::Sample { fraction, seed, child } => self.sample(*fraction, *seed, child, cx),
            Node::Expand { sets, child } => self.expand(sets, child, cx),
        }
    }

    fn map_partitions(
        &self,
        rows: Rows,
        cx: &mut CallCx,
        mut work: impl FnMut(&Row, &Env, &mut Vec<Row>, &mut CallCx) -> Result<(), Failure>,
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let mut partitions = Vec::with_capacity(rows.partitions.len());
        for (at, partition) in rows.partitions.into_iter().enumerate() {
            let env = self.env(at);
            let mut out = Vec::with_capacity(partition.len());
            for row in &partition {
                work(row, &env, &mut out, cx)?;
            }
            partitions.push(out);
        }
        Ok(partitions)
    }

    fn limited(&self, plan: &PlanRef, n: usize, cx: &mut CallCx) -> Result<Rows, Failure> {
        // A limit on a sort does not sort everything, and does not keep the order of equals.
        match &plan.node {
            Node::Sort { orders, is_global: true, child } => return self.top(orders, child, n, cx),
            Node::Project(exprs, child) => {
                if let Node::Sort { orders, is_global: true, child: below } = &child.node {
                    let top = self.top(orders, below, n, cx)?;
                    let exprs = bind_all(exprs, &child.output)?;
                    let partitions = self.map_partitions(top, cx, |row, env, out, cx| {
                        out.push(eval_all(&exprs, row, env, cx)?.into());
                        Ok(())
                    })?;
                    return Ok(Rows::new(partitions, Distribution::Single));
                }
            }
            Node::Limit(m, child) => return self.limited(child, n.min(*m), cx),
            Node::Renamed(child) => return self.limited(child, n, cx),
            _ => {}
        }
        Ok(Rows::single(self.rows(plan, cx)?.partitions.into_iter().flatten().take(n).collect()))
    }

    fn generate(
        &self,
        input: &Expr,
        has_position: bool,
        is_outer: bool,
        child: &PlanRef,
        n_new: usize,
        cx: &mut CallCx,
    ) -> Result<Rows, Failure> {
        let rows = self.rows(child, cx)?;
        let distribution = rows.distribution.clone();
        let input = bind(input, &child.output)?;
        let has_structs =
            n_new - usize::from(has_position) > 1 && !matches!(input.data_type(), crate::types::DataType::Map(..));
        let partitions = self.map_partitions(rows, cx, |row, env, out, cx| {
            let found = input.eval(row, env, cx)?;
            let items: Vec<Vec<Datum>> = match &found {
                Datum::List(items) if has_structs => items.iter().map(|item| item.items().to_vec()).collect(),
                Datum::List(items) => items.iter().map(|item| vec![item.clone()]).collect(),
                Datum::Map(entries) => entries.iter().map(|(key, value)| vec![key.clone(), value.clone()]).collect(),
                _ => Vec::new(),
            };
            if items.is_empty() && is_outer {
                out.push(row.iter().cloned().chain(vec![Datum::Null; n_new]).collect());
            }
            reserve(items.len(), row.len() + n_new, cx)?;
            for (at, item) in items.into_iter().enumerate() {
                let position = has_position.then_some(Datum::Int(at as i64));
                out.push(row.iter().cloned().chain(position).chain(item).collect());
            }
            Ok(())
        })?;
        Ok(Rows::new(partitions, distribution))
    }

    fn set_op(&self, op: SetOp, left: &PlanRef, right: &PlanRef, cx: &mut CallCx) -> Result<Rows, Failure> {
        let rows = self.rows(left, cx)?;
        let mut counts: std::collections::HashMap<Vec<u8>, usize> = std::collections::HashMap::new();
        for row in self.rows(right, cx)?.into_rows() {
            *counts.entry(crate::datum::key_of(&row)).or_default() += 1;
        }
        let mut keep = |row: &Row| match (op, counts.get_mut(&crate::datum::key_of(row))) {
            (SetOp::Intersect, found) => found.is_some(),
            (SetOp::Except, found) => found.is_none(),
            (SetOp::IntersectAll, Some(n)) if *n > 0 => {
                *n -= 1;
                true
            }
            (SetOp::IntersectAll, _) => false,
            (SetOp::ExceptAll, Some(n)) if *n > 0 => {
                *n -= 1;
                false
            }
            (SetOp::ExceptAll, _) => true,
        };
        let partitions = rows.partitions.into_iter().map(|partition| partition.into_iter().filter(&mut keep).collect());
        let kept = Rows::new(partitions.collect(), Distribution::Unknown);
        let keys: Vec<Expr> = left.output.iter().cloned().map(Expr::Attr).collect();
        match op {
            SetOp::Intersect | SetOp::Except => self.group(kept, &keys, &keys, &left.output, cx),
            _ => self.exchange(kept, &keys, &left.output, cx),
        }
    }

    fn repartition(&self, how: &Repartition, child: &PlanRef, cx: &mut CallCx) -> Result<Rows, Failure> {
        let rows = self.rows(child, cx)?;
        match how {
            Repartition::RoundRobin(1) => Ok(Rows::single(rows.into_rows())),
            Repartition::RoundRobin(n) => {
                let partitions = random::round_robin(rows.partitions, *n, &child.types());
                Ok(Rows::new(partitions, Distribution::Unknown))
            }
            Repartition::Hash(keys, None) => self.exchange(rows, keys, &child.output, cx),
            Repartition::Hash(keys, Some(n)) => {
                let mappers = self.blocks(rows, keys, &child.output, *n, cx)?;
                let partitions = (0..*n).map(|reducer| {
                    mappers.iter().flat_map(|blocks| blocks.get(reducer).cloned().unwrap_or_default()).collect()
                });
                let distribution = if *n == 1 { Distribution::Single } else { Distribution::Hash(keys.clone()) };
                Ok(Rows::new(partitions.collect(), distribution))
            }
            Repartition::Range(orders, _) => {
                let mut rows = rows.into_rows();
                self.sort_rows(orders, &child.output, &mut rows, cx)?;
                Ok(Rows::new(vec![rows], Distribution::Unknown))
            }
            Repartition::Coalesce(n) => {
                let m = rows.partitions.len();
                if *n >= m {
                    return Ok(rows);
                }
                let n = (*n).max(1);
                let mut partitions: Vec<Vec<Row>> = vec![Vec::new(); n];
                for (at, partition) in rows.partitions.into_iter().enumerate() {
                    // Groups are as `[i * m / n, (i + 1) * m / n)`.
                    let group = (0..n).find(|group| at < (group + 1) * m / n).unwrap_or(n - 1);
                    if let Some(out) = partitions.get_mut(group) {
                        out.extend(partition);
                    }
                }
                let distribution = if n == 1 { Distribution::Single } else { Distribution::Unknown };
                Ok(Rows::new(partitions, distribution))
            }
        }
    }

    fn sample(&self, fraction: f64, seed: u64, child: &PlanRef, cx: &mut CallCx) -> Result<Rows, Failure> {
        let rows = self.rows(child, cx)?;
        let partitions = rows.partitions.into_iter().enumerate().map(|(at, partition)| {
            let mut random = random::XorShift::new(seed.wrapping_add(at as u64) as i64);
            partition.into_iter().filter(|_| random.next_double() < fraction).collect()
        });
        Ok(Rows::new(partitions.collect(), Distribution::Unknown))
    }
}

/// What a projection leaves of the distribution.
fn projected(distribution: &Distribution, exprs: &[Expr], output: &[Attr]) -> Distribution {
    let Distribution::Hash(keys) = distribution else { return distribution.clone() };
    let moved = keys.iter().map(|key| {
        let at = exprs.iter().position(|expr| expr.is_same(key))?;
        output.get(at).cloned().map(Expr::Attr)
    });
    match moved.collect::<Option<Vec<Expr>>>() {
        Some(keys) => Distribution::Hash(keys),
        None => Distribution::Unknown,
    }
}

/// Rows in as many slices as there are cores, as `parallelize` makes them.
fn sliced(rows: &[Row], parallelism: usize) -> Vec<Vec<Row>> {
    let n = parallelism.min(rows.len()).max(1);
    let slice = |at: usize| rows.get(at * rows.len() / n..(at + 1) * rows.len() / n).unwrap_or_default().to_vec();
    (0..n).map(slice).collect()
}

fn range(start: i64, end: i64, step: i64, n_partitions: usize, cx: &mut CallCx) -> Result<Rows, Failure> {
    let distance = i128::from(end) - i128::from(start);
    let step_size = i128::from(step);
    let n = if step_size == 0 || distance.signum() != step_size.signum() {
        0
    } else {
        (distance + step_size - step_size.signum()) / step_size
    };
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    reserve(n, 1, cx)?;
    cx.burn(n as u64)?;
    let row = |at: usize| -> Row { vec![Datum::Int(start.wrapping_add(step.wrapping_mul(at as i64)))].into() };
    let n_partitions = n_partitions.max(1);
    let slice = |part: usize| (part * n / n_partitions..(part + 1) * n / n_partitions).map(row).collect();
    let distribution = if n_partitions == 1 { Distribution::Single } else { Distribution::Unknown };
    Ok(Rows::new((0..n_partitions).map(slice).collect(), distribution))
}
