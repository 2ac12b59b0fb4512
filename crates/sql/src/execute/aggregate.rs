//! Aggregation: partial results by partition, a shuffle by the keys, and the merge in order of arrival.

use std::collections::HashMap;

use value::CallCx;

use super::{Distribution, Rows, Run, bind_all, eval_all};
use crate::datum::{Datum, Row, key_of};
use crate::error::{Failure, SqlError};
use crate::eval::{Bound, bind};
use crate::expr::{AggCall, Attr, Direction, Expr};
use crate::functions::aggregates::{Kind, State};
use crate::murmur;
use crate::plan::{Node, PlanRef};
use crate::types::DataType;

/// The aggregates of a query, each once, and the results made of keys and them.
struct Parts {
    calls: Vec<AggCall>,
    /// Over a row of the keys and then the aggregates.
    results: Vec<Expr>,
}

fn take_apart(keys: &[Expr], results: &[Expr]) -> Result<Parts, SqlError> {
    let mut calls: Vec<Expr> = Vec::new();
    let results = results.iter().map(|result| placed(result, keys, &mut calls)).collect::<Result<_, _>>()?;
    let calls = calls.into_iter().filter_map(|call| match call {
        Expr::Aggregate(call) => Some(*call),
        _ => None,
    });
    Ok(Parts { calls: calls.collect(), results })
}

fn placed(expr: &Expr, keys: &[Expr], calls: &mut Vec<Expr>) -> Result<Expr, SqlError> {
    if let Some(at) = keys.iter().position(|key| key.is_same(expr)) {
        return Ok(Expr::Slot(at, expr.data_type(), expr.is_nullable()));
    }
    match expr {
        Expr::Aggregate(_) => {
            let at = match calls.iter().position(|call| call.is_same(expr)) {
                Some(at) => at,
                None => {
                    calls.push(expr.clone());
                    calls.len() - 1
                }
            };
            Ok(Expr::Slot(keys.len() + at, expr.data_type(), expr.is_nullable()))
        }
        Expr::Alias(inner, _) => placed(inner, keys, calls),
        other => other.map_children(&mut |inner| placed(inner, keys, calls)),
    }
}

/// How Spark would do it: in a hash table of rows, one of objects, or by sorting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Hash,
    Sort,
}

fn method_for(calls: &[AggCall]) -> Method {
    let is_mutable = |call: &AggCall| match call.function.kind {
        Kind::Min | Kind::Max | Kind::First | Kind::Last => call.data_type.is_mutable_in_row(),
        Kind::MaxBy | Kind::MinBy => call.args.iter().all(|arg| arg.data_type().is_mutable_in_row()),
        _ => true,
    };
    let has_objects = calls.iter().any(|call| call.function.kind.is_object());
    if has_objects || calls.iter().all(is_mutable) { Method::Hash } else { Method::Sort }
}

/// A group: its keys and what its aggregates have seen.
struct Group {
    keys: Vec<Datum>,
    states: Vec<State>,
}

/// Groups in the order in which they were first seen.
#[derive(Default)]
struct Groups {
    places: HashMap<Vec<u8>, usize>,
    groups: Vec<Group>,
}

impl Groups {
    fn group(&mut self, keys: Vec<Datum>, calls: &[AggCall]) -> &mut Group {
        let next = self.groups.len();
        let at = *self.places.entry(key_of(&keys)).or_insert(next);
        if at == next {
            self.groups.push(Group { keys, states: calls.iter().map(State::new).collect() });
        }
        &mut self.groups[at]
    }

    fn merge(&mut self, other: Group, calls: &[AggCall]) {
        let group = self.group(other.keys, calls);
        for ((state, more), call) in group.states.iter_mut().zip(&other.states).zip(calls) {
            state.merge(call, more);
        }
    }

    fn sort(&mut self) {
        let ascending = |a: &Group, b: &Group| {
            super::sort::compare_keys(&a.keys, &b.keys, &vec![Direction::ASCENDING; a.keys.len()])
        };
        self.groups.sort_by(ascending);
    }
}

impl Run<'_> {
    pub(crate) fn aggregate(
        &self,
        keys: &[Expr],
        results: &[Expr],
        child: &PlanRef,
        cx: &mut CallCx,
    ) -> Result<Rows, Failure> {
        let parts = take_apart(keys, results)?;
        let child = without_sort(child, &parts.calls);
        let rows = self.rows(child, cx)?;
        self.group_parts(rows, keys, &parts, &child.output, cx)
    }

    /// Groups rows by keys and gives results made of them.
    pub(crate) fn group(
        &self,
        rows: Rows,
        keys: &[Expr],
        results: &[Expr],
        input: &[Attr],
        cx: &mut CallCx,
    ) -> Result<Rows, Failure> {
        self.group_parts(rows, keys, &take_apart(keys, results)?, input, cx)
    }

    fn group_parts(
        &self,
        rows: Rows,
        keys: &[Expr],
        parts: &Parts,
        input: &[Attr],
        cx: &mut CallCx,
    ) -> Result<Rows, Failure> {
        let calls = &parts.calls;
        let method = method_for(calls);
        let is_together = rows.has_together(keys);
        let bound_keys = bind_all(keys, input)?;
        let args: Vec<Vec<Bound>> = calls.iter().map(|call| bind_all(&call.args, input)).collect::<Result<_, _>>()?;
        if calls.iter().any(is_distinct) {
            let groups = self.distinct_groups(rows, keys, &bound_keys, calls, &args, is_together, cx)?;
            return self.finish(groups, keys, parts, cx);
        }
        let mut partials = Vec::with_capacity(rows.partitions.len());
        let mut was_single = Vec::new();
        for (at, partition) in rows.partitions.iter().enumerate() {
            let env = self.env(at);
            let mut groups = Groups::default();
            if keys.is_empty() {
                groups.group(Vec::new(), calls);
            }
            for row in partition {
                let key = eval_all(&bound_keys, row, &env, cx)?;
                let group = groups.group(key, calls);
                for ((state, call), args) in group.states.iter_mut().zip(calls).zip(&args) {
                    let values = args.iter().map(|arg| arg.eval(row, &env, cx)).collect::<Result<Vec<_>, _>>()?;
                    state.update(call, &values);
                }
            }
            if method == Method::Sort {
                groups.sort();
            }
            if is_together {
                was_single.push(groups);
            } else {
                partials.push(groups.groups);
            }
        }
        let finals = if is_together && !(keys.is_empty() && was_single.is_empty()) {
            was_single
        } else {
            let types: Vec<DataType> = keys.iter().map(Expr::data_type).collect();
            vec![self.shuffled(partials, &types, calls, method)]
        };
        let distribution = if is_together { rows.distribution } else { Distribution::Hash(keys.to_vec()) };
        let mut out = self.finish(finals, keys, parts, cx)?;
        if keys.is_empty() {
            out.distribution = Distribution::Single;
        } else if let Distribution::Single = distribution {
            out.distribution = Distribution::Single;
        }
        Ok(out)
    }

    /// Partial groups of every mapper, merged as they arrive.
    fn shuffled(&self, partials: Vec<Vec<Group>>, types: &[DataType], calls: &[AggCall], method: Method) -> Groups {
        let mut merged = Groups::default();
        if types.is_empty() {
            merged.group(Vec::new(), calls);
        }
        let n_reducers = self.session.shuffle_partitions();
        for groups in partials {
            let mut placed: Vec<(usize, Group)> =
                groups.into_iter().map(|group| (place(&group.keys, types, n_reducers), group)).collect();
            placed.sort_by_key(|(reducer, _)| *reducer);
            for (_, group) in placed {
                merged.merge(group, calls);
            }
        }
        if method == Method::Sort {
            merged.sort();
        }
        merged
    }

    /// Aggregates over distinct values: grouped by keys and values first, and then by keys.
    #[allow(clippy::too_many_arguments)]
    fn distinct_groups(
        &self,
        rows: Rows,
        keys: &[Expr],
        bound_keys: &[Bound],
        calls: &[AggCall],
        args: &[Vec<Bound>],
        is_together: bool,
        cx: &mut CallCx,
    ) -> Result<Vec<Groups>, Failure> {
        let types: Vec<DataType> = keys.iter().map(Expr::data_type).collect();
        let method = method_for(calls);
        // All distinct values of a row together stand for what is distinct.
        let distinct: Vec<usize> = (0..calls.len()).filter(|at| calls.get(*at).is_some_and(is_distinct)).collect();
        let mut value_types = types.clone();
        let mut sets: Vec<Vec<u8>> = Vec::new();
        for at in &distinct {
            let Some(call) = calls.get(*at) else { continue };
            value_types.extend(call.args.iter().map(Expr::data_type));
            sets.push(call.args.iter().flat_map(|arg| crate::naming::sql_text(arg).into_bytes()).collect());
        }
        sets.dedup();
        if sets.len() <= 1 {
            // Several functions of the same values share them.
            value_types.truncate(types.len() + distinct.first().and_then(|at| args.get(*at)).map_or(0, Vec::len));
        }
        let mut partials = Vec::with_capacity(rows.partitions.len());
        for (at, partition) in rows.partitions.iter().enumerate() {
            let env = self.env(at);
            let mut groups = Groups::default();
            for row in partition {
                let mut key = eval_all(bound_keys, row, &env, cx)?;
                let mut values = Vec::with_capacity(calls.len());
                for args in args {
                    values.push(eval_all(args, row, &env, cx)?);
                }
                let shown = if sets.len() <= 1 { distinct.get(..1).unwrap_or_default() } else { &distinct };
                for at in shown {
                    key.extend(values.get(*at).cloned().unwrap_or_default());
                }
                let group = groups.group(key, calls);
                for (((at, state), call), values) in group.states.iter_mut().enumerate().zip(calls).zip(&values) {
                    if !distinct.contains(&at) {
                        state.update(call, values);
                    }
                }
            }
            partials.push(groups.groups);
        }
        let first = if is_together && partials.len() == 1 {
            let mut groups = Groups::default();
            partials.into_iter().flatten().for_each(|group| groups.merge(group, calls));
            groups
        } else {
            self.shuffled(partials, &value_types, calls, Method::Hash)
        };
        let mut second = Groups::default();
        let mut seen: Vec<std::collections::HashSet<Vec<u8>>> = vec![std::collections::HashSet::new(); calls.len()];
        for group in first.groups {
            let mut key = group.keys;
            let values = key.split_off(types.len().min(key.len()));
            let key_bytes = key_of(&key);
            let merged = second.group(key, calls);
            let mut from = 0;
            for (at, call) in calls.iter().enumerate() {
                let (Some(state), Some(more)) = (merged.states.get_mut(at), group.states.get(at)) else { continue };
                if !distinct.contains(&at) {
                    state.merge(call, more);
                    continue;
                }
                let n = call.args.len();
                let start = if sets.len() <= 1 { 0 } else { from };
                let own = values.get(start..start + n).unwrap_or_default();
                from += n;
                // With several sets of distinct values a value may come more than once.
                let mut whole = key_bytes.clone();
                whole.extend(key_of(own));
                if seen.get_mut(at).is_some_and(|seen| seen.insert(whole)) {
                    state.update(call, own);
                }
            }
        }
        if types.is_empty() {
            second.group(Vec::new(), calls);
        }
        if is_together {
            return Ok(vec![second]);
        }
        Ok(vec![self.shuffled(vec![second.groups], &types, calls, method)])
    }

    fn finish(&self, finals: Vec<Groups>, keys: &[Expr], parts: &Parts, cx: &mut CallCx) -> Result<Rows, Failure> {
        let results: Vec<Bound> = parts.results.iter().map(|result| bind(result, &[])).collect::<Result<_, _>>()?;
        let mut partitions = Vec::with_capacity(finals.len());
        for (at, groups) in finals.into_iter().enumerate() {
            let env = self.env(at);
            let mut rows: Vec<Row> = Vec::with_capacity(groups.groups.len());
            for group in groups.groups {
                let finished =
                    group.states.into_iter().zip(&parts.calls).map(|(state, call)| match (state, call.function.kind) {
                        (State::List(items), Kind::Set) => {
                            let element = call.args.first().map_or(DataType::Null, Expr::data_type);
                            Datum::list(super::collect_set::in_table_order(items, &element))
                        }
                        (state, _) => state.finish(call),
                    });
                let row: Vec<Datum> = group.keys.into_iter().chain(finished).collect();
                rows.push(eval_all(&results, &row, &env, cx)?.into());
            }
            partitions.push(rows);
        }
        Ok(Rows::new(partitions, Distribution::Hash(keys.to_vec())))
    }
}

fn place(keys: &[Datum], types: &[DataType], n_reducers: usize) -> usize {
    let hash = keys.iter().zip(types).fold(murmur::SEED, |seed, (key, data_type)| murmur::hash(key, data_type, seed));
    murmur::partition(hash, n_reducers)
}

/// Whether the function cares about a value coming twice.
fn is_distinct(call: &AggCall) -> bool {
    call.is_distinct && !matches!(call.function.kind, Kind::Min | Kind::Max)
}

/// A sort below an aggregation that no function can tell is left out, as Spark's optimizer does.
fn without_sort<'a>(child: &'a PlanRef, calls: &[AggCall]) -> &'a PlanRef {
    let ignores_order = |call: &AggCall| {
        let is_exact = !call.args.iter().any(|arg| matches!(arg.data_type(), DataType::Float | DataType::Double));
        match call.function.kind {
            Kind::Count | Kind::Min | Kind::Max => true,
            Kind::Sum | Kind::Average => is_exact,
            _ => false,
        }
    };
    match &child.node {
        Node::Sort { child: below, .. } if calls.iter().all(ignores_order) => below,
        _ => child,
    }
}
