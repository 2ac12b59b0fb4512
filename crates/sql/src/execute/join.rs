//! Joins, in the order that Spark's choice of operator gives.
//!
//! What is known to be small is broadcast. Otherwise both sides are shuffled, and when their rows are counted the join
//! becomes a broadcast of one side after all, unless most reducers are empty: then both sides are sorted and merged.

use std::collections::HashMap;
use std::rc::Rc;

use value::CallCx;

use super::shuffle::{Blocks, filled_share};
use super::{Distribution, Rows, Run, bind_all, eval_all, size};
use crate::datum::{Datum, Row, key_of};
use crate::error::Failure;
use crate::eval::{Bound, bind};
use crate::expr::{Attr, Direction, Expr};
use crate::plan::{JoinKind, Node, Plan, PlanRef};

/// Below this share of filled reducers Spark would rather not broadcast.
const FILLED_SHARE: f64 = 0.2;

/// A condition taken apart: keys of both sides that must be equal, and the rest.
struct Condition {
    left_keys: Vec<Expr>,
    right_keys: Vec<Expr>,
    rest: Option<Bound>,
}

/// The side of which every row is looked up for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

struct Joining<'a> {
    kind: JoinKind,
    condition: Condition,
    left: &'a PlanRef,
    right: &'a PlanRef,
}

impl Run<'_> {
    pub(crate) fn join(&self, plan: &Plan, cx: &mut CallCx) -> Result<Rows, Failure> {
        let Node::Join { left, right, kind, on, is_broadcast } = &plan.node else {
            return Ok(Rows::new(Vec::new(), Distribution::Unknown));
        };
        let condition = take_apart(on.as_ref(), left, right)?;
        let joining = Joining { kind: *kind, condition, left, right };
        let (left_rows, right_rows) = (self.rows(left, cx)?, self.rows(right, cx)?);
        let (can_right, can_left) = match kind {
            JoinKind::Inner | JoinKind::Cross => (true, true),
            JoinKind::Left | JoinKind::Semi | JoinKind::Anti => (true, false),
            JoinKind::Right => (false, true),
            JoinKind::Full => (false, false),
        };
        let small = |side: &Plan| size::is_small(side);
        let build_right = can_right && (*is_broadcast || small(right));
        let build_left = can_left && small(left);
        let is_right_smaller = || size::estimate(right).unwrap_or(f64::MAX) <= size::estimate(left).unwrap_or(f64::MAX);
        let broadcast = match (build_left, build_right) {
            (true, true) if !*is_broadcast && !is_right_smaller() => Some(Side::Right),
            (_, true) => Some(Side::Left),
            (true, false) => Some(Side::Right),
            (false, false) => None,
        };
        if joining.condition.left_keys.is_empty() {
            return self.nested_loop(&joining, left_rows, right_rows, broadcast, cx);
        }
        match broadcast {
            Some(streamed) => {
                let (stream, build) = match streamed {
                    Side::Left => (left_rows, right_rows.into_rows()),
                    Side::Right => (right_rows, left_rows.into_rows()),
                };
                self.hash_join(&joining, stream, build, streamed, cx)
            }
            None => self.shuffled_join(&joining, left_rows, right_rows, cx),
        }
    }

    fn shuffled_join(&self, joining: &Joining, left: Rows, right: Rows, cx: &mut CallCx) -> Result<Rows, Failure> {
        let n = self.session.shuffle_partitions();
        let (left_keys, right_keys) = (&joining.condition.left_keys, &joining.condition.right_keys);
        // A side that is distributed already is not shuffled, and so is never counted by reducers.
        let (has_left, has_right) = (left.has_together(left_keys), right.has_together(right_keys));
        let read = |rows: Rows,
                    keys: &[Expr],
                    plan: &PlanRef,
                    is_there: bool,
                    cx: &mut CallCx|
         -> Result<(Vec<Blocks>, f64), Failure> {
            if is_there {
                return Ok((rows.partitions.into_iter().map(|partition| vec![partition]).collect(), 1.0));
            }
            let mappers = self.blocks(rows, keys, &plan.output, n, cx)?;
            let share = filled_share(&mappers);
            Ok((mappers, share))
        };
        let (left_blocks, left_share) = read(left, left_keys, joining.left, has_left, cx)?;
        let (right_blocks, right_share) = read(right, right_keys, joining.right, has_right, cx)?;
        let is_outer = matches!(joining.kind, JoinKind::Left | JoinKind::Right | JoinKind::Anti);
        let may_build = |share: f64, other: f64| share >= FILLED_SHARE || (is_outer && other < FILLED_SHARE);
        let build_right =
            !matches!(joining.kind, JoinKind::Right | JoinKind::Full) && may_build(right_share, left_share);
        let build_left = matches!(joining.kind, JoinKind::Inner | JoinKind::Cross | JoinKind::Right)
            && may_build(left_share, right_share);
        // Streamed rows are read where their mapper wrote them.
        let local = |blocks: Vec<Blocks>| {
            Rows::new(
                blocks.into_iter().map(|mapper| mapper.into_iter().flatten().collect()).collect(),
                Distribution::Unknown,
            )
        };
        match (build_left, build_right) {
            // The left side is usually counted first.
            (true, false) => {
                self.hash_join(joining, local(right_blocks), local(left_blocks).into_rows(), Side::Right, cx)
            }
            (true, true) if !has_left || has_right => {
                self.hash_join(joining, local(right_blocks), local(left_blocks).into_rows(), Side::Right, cx)
            }
            (_, true) => self.hash_join(joining, local(left_blocks), local(right_blocks).into_rows(), Side::Left, cx),
            (false, false) => {
                self.merge_join(joining, local(left_blocks).into_rows(), local(right_blocks).into_rows(), cx)
            }
        }
    }

    /// Every streamed row with its matches, the last one that was built in first.
    fn hash_join(
        &self,
        joining: &Joining,
        stream: Rows,
        build: Vec<Row>,
        streamed: Side,
        cx: &mut CallCx,
    ) -> Result<Rows, Failure> {
        let (stream_plan, build_plan, stream_keys, build_keys) = match streamed {
            Side::Left => (joining.left, joining.right, &joining.condition.left_keys, &joining.condition.right_keys),
            Side::Right => (joining.right, joining.left, &joining.condition.right_keys, &joining.condition.left_keys),
        };
        let build_keys = bind_all(build_keys, &build_plan.output)?;
        let mut table: HashMap<Vec<u8>, Vec<Row>> = HashMap::new();
        let env = self.env(0);
        for row in build {
            let key = eval_all(&build_keys, &row, &env, cx)?;
            if !key.iter().any(Datum::is_null) {
                table.entry(key_of(&key)).or_default().push(row);
            }
        }
        // A single whole number as key has a table of its own, which keeps the same order.
        let stream_keys = bind_all(stream_keys, &stream_plan.output)?;
        let distribution = stream.distribution.clone();
        let partitions = self.map_partitions(stream, cx, |row, env, out, cx| {
            let key = eval_all(&stream_keys, row, env, cx)?;
            let is_null = key.iter().any(Datum::is_null);
            let found = if is_null { None } else { table.get(&key_of(&key)) };
            let matches = found.map_or(&[][..], Vec::as_slice).iter().rev();
            self.emit(joining, streamed, row, matches, build_plan.output.len(), env, out, cx)
        })?;
        Ok(Rows::new(partitions, distribution))
    }

    /// The rows that one streamed row gives.
    #[allow(clippy::too_many_arguments)]
    fn emit<'r>(
        &self,
        joining: &Joining,
        streamed: Side,
        row: &Row,
        matches: impl Iterator<Item = &'r Row>,
        n_build: usize,
        env: &crate::functions::Env,
        out: &mut Vec<Row>,
        cx: &mut CallCx,
    ) -> Result<(), Failure> {
        let joined = |other: &[Datum]| -> Row {
            match streamed {
                Side::Left => row.iter().chain(other).cloned().collect(),
                Side::Right => other.iter().chain(row.iter()).cloned().collect(),
            }
        };
        let mut is_matched = false;
        for other in matches {
            cx.burn(1)?;
            let whole = joined(other);
            if let Some(rest) = &joining.condition.rest
                && !rest.holds(&whole, env, cx)?
            {
                continue;
            }
            is_matched = true;
            match joining.kind {
                JoinKind::Semi | JoinKind::Anti => break,
                _ => out.push(whole),
            }
        }
        match joining.kind {
            JoinKind::Semi if is_matched => out.push(Rc::clone(row)),
            JoinKind::Anti if !is_matched => out.push(Rc::clone(row)),
            JoinKind::Left | JoinKind::Right | JoinKind::Full if !is_matched => {
                out.push(joined(&vec![Datum::Null; n_build]))
            }
            _ => {}
        }
        if out.len() & 0xfff == 0xfff {
            super::reserve(out.len(), row.len() + n_build, cx)?;
        }
        Ok(())
    }

    /// Both sides sorted by their keys; each left row with the right ones in order.
    fn merge_join(&self, joining: &Joining, left: Vec<Row>, right: Vec<Row>, cx: &mut CallCx) -> Result<Rows, Failure> {
        let env = self.env(0);
        let mut sides = Vec::new();
        for (rows, keys, plan) in
            [(left, &joining.condition.left_keys, joining.left), (right, &joining.condition.right_keys, joining.right)]
        {
            let bound = bind_all(keys, &plan.output)?;
            let mut keyed = Vec::with_capacity(rows.len());
            for row in rows {
                keyed.push((eval_all(&bound, &row, &env, cx)?, row));
            }
            let directions = vec![Direction::ASCENDING; bound.len()];
            keyed.sort_by(|(a, _), (b, _)| super::sort::compare_keys(a, b, &directions));
            sides.push(keyed);
        }
        let (Some(right), Some(left)) = (sides.pop(), sides.pop()) else { return Ok(Rows::single(Vec::new())) };
        let mut out = Vec::new();
        match joining.kind {
            JoinKind::Right => {
                let table = by_key(&left);
                for (key, row) in &right {
                    let found = if key.iter().any(Datum::is_null) { None } else { table.get(&key_of(key)) };
                    let matches = found.map_or(&[][..], Vec::as_slice).iter().copied();
                    self.emit(joining, Side::Right, row, matches, joining.left.output.len(), &env, &mut out, cx)?;
                }
            }
            JoinKind::Full => {
                // Rows without a partner stand where their key is in the order.
                let directions = vec![Direction::ASCENDING; joining.condition.left_keys.len()];
                let table = by_key(&right);
                let known = by_key(&left);
                let mut rest = right
                    .iter()
                    .filter(|(key, _)| key.iter().any(Datum::is_null) || !known.contains_key(&key_of(key)))
                    .peekable();
                let alone = |row: &Row| -> Row {
                    std::iter::repeat_n(Datum::Null, joining.left.output.len()).chain(row.iter().cloned()).collect()
                };
                for (key, row) in &left {
                    while let Some((_, other)) =
                        rest.next_if(|(other, _)| super::sort::compare_keys(other, key, &directions).is_lt())
                    {
                        out.push(alone(other));
                    }
                    let found = if key.iter().any(Datum::is_null) { None } else { table.get(&key_of(key)) };
                    let matches = found.map_or(&[][..], Vec::as_slice).iter().copied();
                    self.emit(joining, Side::Left, row, matches, joining.right.output.len(), &env, &mut out, cx)?;
                }
                out.extend(rest.map(|(_, other)| alone(other)));
            }
            _ => {
                let table = by_key(&right);
                for (key, row) in &left {
                    let found = if key.iter().any(Datum::is_null) { None } else { table.get(&key_of(key)) };
                    let matches = found.map_or(&[][..], Vec::as_slice).iter().copied();
                    self.emit(joining, Side::Left, row, matches, joining.right.output.len(), &env, &mut out, cx)?;
                }
            }
        }
        let keys =
            if joining.kind == JoinKind::Right { &joining.condition.right_keys } else { &joining.condition.left_keys };
        let distribution =
            if joining.kind == JoinKind::Full { Distribution::Unknown } else { Distribution::Hash(keys.clone()) };
        Ok(Rows::new(vec![out], distribution))
    }

    /// Every pair of rows: by partitions, or all rows of a side that is broadcast.
    fn nested_loop(
        &self,
        joining: &Joining,
        left: Rows,
        right: Rows,
        broadcast: Option<Side>,
        cx: &mut CallCx,
    ) -> Result<Rows, Failure> {
        let (n_left, n_right) = (joining.left.output.len(), joining.right.output.len());
        let is_product = matches!(joining.kind, JoinKind::Inner | JoinKind::Cross) && broadcast.is_none();
        let mut partitions = Vec::new();
        if is_product {
            for (at, partition) in left.partitions.iter().enumerate() {
                let env = self.env(at);
                for others in &right.partitions {
                    let mut out = Vec::new();
                    for row in partition {
                        self.emit(joining, Side::Left, row, others.iter(), n_right, &env, &mut out, cx)?;
                    }
                    partitions.push(out);
                }
            }
            return Ok(Rows::new(partitions, Distribution::Unknown));
        }
        let streams_right = joining.kind == JoinKind::Right || broadcast == Some(Side::Right);
        let (stream, build, side, n_build) = match streams_right {
            true => (right, left.into_rows(), Side::Right, n_left),
            false => (left, right.into_rows(), Side::Left, n_right),
        };
        let rows = self.map_partitions(stream, cx, |row, env, out, cx| {
            self.emit(joining, side, row, build.iter(), n_build, env, out, cx)
        })?;
        Ok(Rows::new(rows, Distribution::Unknown))
    }
}

fn by_key<'r>(rows: &'r [(Vec<Datum>, Row)]) -> HashMap<Vec<u8>, Vec<&'r Row>> {
    let mut table: HashMap<Vec<u8>, Vec<&'r Row>> = HashMap::new();
    for (key, row) in rows.iter().filter(|(key, _)| !key.iter().any(Datum::is_null)) {
        table.entry(key_of(key)).or_default().push(row);
    }
    table
}

fn take_apart(on: Option<&Expr>, left: &PlanRef, right: &PlanRef) -> Result<Condition, Failure> {
    let (mut left_keys, mut right_keys, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let mut parts = Vec::new();
    on.into_iter().for_each(|on| conjuncts(on, &mut parts));
    for part in parts {
        if let Expr::Apply { function, args, .. } = part
            && function.name == "="
            && let [a, b] = args.as_slice()
        {
            if is_of(a, left) && is_of(b, right) {
                left_keys.push(a.clone());
                right_keys.push(b.clone());
                continue;
            }
            if is_of(a, right) && is_of(b, left) {
                left_keys.push(b.clone());
                right_keys.push(a.clone());
                continue;
            }
        }
        rest.push(part.clone());
    }
    let both: Vec<Attr> = left.output.iter().chain(&right.output).cloned().collect();
    let and = crate::functions::find("and");
    let mut whole: Option<Expr> = None;
    for part in rest {
        whole = Some(match (whole, and) {
            (Some(so_far), Some(and)) => crate::functions::resolve(and, vec![so_far, part])?,
            _ => part,
        });
    }
    let rest = whole.map(|rest| bind(&rest, &both)).transpose()?;
    Ok(Condition { left_keys, right_keys, rest })
}

fn conjuncts<'a>(expr: &'a Expr, out: &mut Vec<&'a Expr>) {
    match expr {
        Expr::Apply { function, args, .. } if function.name == "and" => args.iter().for_each(|arg| conjuncts(arg, out)),
        other => out.push(other),
    }
}

/// Whether the expression has columns, all of this plan.
fn is_of(expr: &Expr, plan: &PlanRef) -> bool {
    let is_foreign =
        |inner: &Expr| matches!(inner, Expr::Attr(attr) if !plan.output.iter().any(|other| other.id == attr.id));
    expr.any(&|inner| matches!(inner, Expr::Attr(_))) && !expr.any(&is_foreign)
}
