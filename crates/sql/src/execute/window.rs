//! Window functions: values computed from the rows around each row.

use value::CallCx;

use super::sort::compare_keys;
use super::{Distribution, Rows, Run, bind_all, eval_all};
use crate::datum::{Datum, Row, key_of};
use crate::error::Failure;
use crate::eval::Bound;
use crate::expr::{Attr, Direction, Expr, Frame, WindowSpec};
use crate::functions::Env;
use crate::functions::aggregates::{Kind, State};
use crate::plan::PlanRef;

/// The rows of one window partition, with the values that they are ordered by.
struct Part<'a> {
    rows: &'a [Row],
    order: Vec<Vec<Datum>>,
    directions: Vec<Direction>,
}

impl Part<'_> {
    fn is_peer(&self, a: usize, b: usize) -> bool {
        match (self.order.get(a), self.order.get(b)) {
            (Some(a), Some(b)) => compare_keys(a, b, &self.directions).is_eq(),
            _ => false,
        }
    }

    /// The rows of a frame around a row, by their places.
    fn frame(&self, frame: Frame, at: usize) -> std::ops::Range<usize> {
        let n = self.rows.len();
        let moved = |by: i64| usize::try_from((at as i64).saturating_add(by).clamp(0, n as i64)).unwrap_or(0);
        if frame.is_rows {
            let start = frame.start.map_or(0, moved);
            let end = frame.end.map_or(n, |by| moved(by.saturating_add(1)));
            return start..end.max(start);
        }
        let near = |bound: Option<i64>, is_start: bool| match bound {
            None => {
                if is_start {
                    0
                } else {
                    n
                }
            }
            Some(0) if is_start => (0..=at).rev().take_while(|other| self.is_peer(*other, at)).last().unwrap_or(at),
            Some(0) => (at..n).take_while(|other| self.is_peer(*other, at)).last().unwrap_or(at) + 1,
            Some(by) => {
                let value = |at: usize| self.order.get(at).and_then(|key| key.first()).and_then(Datum::as_double);
                let is_ascending = self.directions.first().is_none_or(|direction| direction.is_ascending);
                let Some(own) = value(at) else { return if is_start { 0 } else { n } };
                let limit = if is_ascending { own + by as f64 } else { own - by as f64 };
                let is_in = |other: &usize| {
                    value(*other).is_some_and(|other| match (is_start, is_ascending) {
                        (true, true) | (false, false) => other >= limit,
                        _ => other <= limit,
                    })
                };
                match is_start {
                    true => (0..n).find(is_in).unwrap_or(n),
                    false => (0..n).rev().find(is_in).map_or(0, |last| last + 1),
                }
            }
        };
        let (start, end) = (near(frame.start, true), near(frame.end, false));
        start..end.max(start)
    }
}

impl Run<'_> {
    pub(crate) fn window(&self, functions: &[Expr], child: &PlanRef, cx: &mut CallCx) -> Result<Rows, Failure> {
        let rows = self.rows(child, cx)?;
        let Some(Expr::Over(_, spec)) = functions.first() else { return Ok(rows) };
        let rows = match rows.has_together(&spec.partition_by) {
            true => rows,
            false if spec.partition_by.is_empty() => Rows::single(rows.into_rows()),
            false => self.exchange(rows, &spec.partition_by, &child.output, cx)?,
        };
        let distribution = rows.distribution.clone();
        let mut partitions = Vec::with_capacity(rows.partitions.len());
        for (at, mut partition) in rows.partitions.into_iter().enumerate() {
            let keys = spec.partition_by.iter().map(|key| Expr::Order(Box::new(key.clone()), Direction::ASCENDING));
            let orders: Vec<Expr> = keys.chain(spec.order_by.iter().cloned()).collect();
            if !orders.is_empty() {
                self.sort_rows(&orders, &child.output, &mut partition, cx)?;
            }
            partitions.push(self.windowed(functions, spec, &child.output, &partition, &self.env(at), cx)?);
        }
        let distribution = if spec.partition_by.is_empty() { Distribution::Single } else { distribution };
        Ok(Rows::new(partitions, distribution))
    }

    fn windowed(
        &self,
        functions: &[Expr],
        spec: &WindowSpec,
        input: &[Attr],
        rows: &[Row],
        env: &Env,
        cx: &mut CallCx,
    ) -> Result<Vec<Row>, Failure> {
        let keys = bind_all(&spec.partition_by, input)?;
        let orders = bind_all(&spec.order_by, input)?;
        let directions: Vec<Direction> = spec
            .order_by
            .iter()
            .map(|order| match order {
                Expr::Order(_, direction) => *direction,
                _ => Direction::ASCENDING,
            })
            .collect();
        let mut out = Vec::with_capacity(rows.len());
        let mut start = 0;
        let mut groups = Vec::with_capacity(rows.len());
        for row in rows {
            groups.push(key_of(&eval_all(&keys, row, env, cx)?));
        }
        while start < rows.len() {
            let same = groups.iter().skip(start).take_while(|group| Some(*group) == groups.get(start)).count();
            let part_rows = rows.get(start..start + same).unwrap_or_default();
            let order = part_rows.iter().map(|row| eval_all(&orders, row, env, cx)).collect::<Result<Vec<_>, _>>()?;
            let part = Part { rows: part_rows, order, directions: directions.clone() };
            let mut columns = Vec::with_capacity(functions.len());
            for function in functions {
                columns.push(column(function, &part, input, env, cx)?);
            }
            for (at, row) in part_rows.iter().enumerate() {
                let more = columns.iter().map(|column| column.get(at).cloned().unwrap_or_default());
                out.push(row.iter().cloned().chain(more).collect());
            }
            start += same.max(1);
        }
        Ok(out)
    }
}

/// The values of one function for all rows of a partition.
fn column(function: &Expr, part: &Part, input: &[Attr], env: &Env, cx: &mut CallCx) -> Result<Vec<Datum>, Failure> {
    let Expr::Over(inner, spec) = function else { return Ok(Vec::new()) };
    let n = part.rows.len();
    match &**inner {
        Expr::Call { name, args, .. } => ranks(name, &bind_all(args, input)?, part, env, cx),
        Expr::Aggregate(call) => {
            let args = bind_all(&call.args, input)?;
            let values = part.rows.iter().map(|row| eval_all(&args, row, env, cx)).collect::<Result<Vec<_>, _>>()?;
            let whole = Frame { is_rows: false, start: None, end: None };
            let growing = Frame { is_rows: false, start: None, end: Some(0) };
            let frame = spec.frame.unwrap_or(if spec.order_by.is_empty() { whole } else { growing });
            let mut out: Vec<Datum> = Vec::with_capacity(n);
            let mut growing: Option<(usize, State)> = None;
            for at in 0..n {
                let range = part.frame(frame, at);
                cx.burn(1)?;
                // A frame that only grows goes on from the row before.
                let (from, mut state) = match growing.take() {
                    Some((end, state)) if frame.start.is_none() => (end, state),
                    _ => (range.start, State::new(call)),
                };
                for values in values.get(from..range.end).unwrap_or_default() {
                    if !call.is_distinct {
                        state.update(call, values);
                    }
                }
                cx.burn(range.end.saturating_sub(from) as u64)?;
                growing = Some((range.end, state.clone()));
                out.push(match (state, call.function.kind) {
                    (State::List(items), Kind::Set) => {
                        let element = call.args.first().map_or(crate::types::DataType::Null, Expr::data_type);
                        Datum::list(super::collect_set::in_table_order(items, &element))
                    }
                    (state, _) => state.finish(call),
                });
            }
            Ok(out)
        }
        _ => Ok(vec![Datum::Null; n]),
    }
}

fn ranks(name: &str, args: &[Bound], part: &Part, env: &Env, cx: &mut CallCx) -> Result<Vec<Datum>, Failure> {
    let n = part.rows.len();
    let mut out = Vec::with_capacity(n);
    let (mut rank, mut dense) = (1, 0);
    for at in 0..n {
        let is_new = at == 0 || !part.is_peer(at - 1, at);
        if is_new {
            rank = at + 1;
            dense += 1;
        }
        let Some(row) = part.rows.get(at) else { continue };
        let arg = |place: usize, cx: &mut CallCx| args.get(place).map_or(Ok(Datum::Null), |arg| arg.eval(row, env, cx));
        out.push(match name {
            "row_number" => Datum::Int(at as i64 + 1),
            "rank" => Datum::Int(rank as i64),
            "dense_rank" => Datum::Int(dense),
            "percent_rank" => Datum::Double(if n < 2 { 0.0 } else { (rank - 1) as f64 / (n - 1) as f64 }),
            "cume_dist" => {
                let last = (at..n).take_while(|other| part.is_peer(*other, at)).last().unwrap_or(at);
                Datum::Double((last + 1) as f64 / n as f64)
            }
            "ntile" => {
                let buckets = usize::try_from(arg(0, cx)?.as_int().unwrap_or(1)).unwrap_or(1).max(1);
                let (size, more) = (n / buckets, n % buckets);
                let bucket = if at < more * (size + 1) {
                    at / (size + 1)
                } else {
                    more + (at - more * (size + 1)) / size.max(1)
                };
                Datum::Int(bucket as i64 + 1)
            }
            _ => {
                let by = arg(1, cx)?.as_int().unwrap_or(1);
                let by = if name == "lag" { -by } else { by };
                let other = usize::try_from(at as i64 + by).ok().and_then(|at| part.rows.get(at));
                match (other, args.first()) {
                    (Some(other), Some(value)) => value.eval(other, env, cx)?,
                    _ => arg(2, cx)?,
                }
            }
        });
    }
    Ok(out)
}
