//! Counts and look-ups on the driver: `countByValue`, `countByKey`, `collectAsMap`, `lookup`, `reduceByKeyLocally`.

use std::ops::ControlFlow;
use std::rc::Rc;

use value::equality::eq;
use value::hash::partition_of;
use value::{CallCx, Callable, KeyMap, Raised, Value};

use super::Rdd;
use super::actions::no_stop_iteration;
use super::job::run_job;
use super::steps::native::PartitionStep;
use super::transformations::Partitioning;
use crate::failure::Failure;
use crate::records::{drain, item, items_of, unpack_pair};

/// Adds a number to the count of a key.
fn count_more(counts: &mut KeyMap<Value>, key: Value, n: i64, cx: &mut CallCx) -> Result<(), Raised> {
    let hash = value::equality::key_hash(&key, cx)?;
    match counts.find_hashed(hash, &key, cx)? {
        Some(slot) => {
            if let Some(Value::Int(count)) = counts.value_mut(slot) {
                *count += n;
            }
        }
        None => {
            counts.push_new(hash, key, Value::Int(n));
        }
    }
    Ok(())
}

impl Rdd {
    /// `countByValue()`.
    ///
    /// Errors: `ValueError: Can not reduce() empty RDD` for an RDD without partitions.
    pub fn count_by_value(&self, cx: &mut CallCx) -> Result<Value, Failure> {
        let mut partitions = Vec::new();
        self.fold_partitions(cx, |rows, cx| {
            let mut counts = KeyMap::default();
            while let Some(row) = rows.next(cx)? {
                count_more(&mut counts, row, 1, cx)?;
            }
            partitions.push(counts);
            Ok(())
        })?;
        let mut partitions = partitions.into_iter();
        let Some(mut counts) = partitions.next() else {
            return Err(Raised::value_error("Can not reduce() empty RDD".into()).into());
        };
        for more in partitions {
            for (key, n) in more.into_entries() {
                if let Value::Int(n) = n {
                    count_more(&mut counts, key, n, cx)?;
                }
            }
        }
        Ok(self.context().language().counts(counts))
    }

    /// `countByKey()`.
    pub fn count_by_key(&self, cx: &mut CallCx) -> Result<Value, Failure> {
        self.keys().count_by_value(cx)
    }

    /// `collectAsMap()`: the last value of each key.
    pub fn collect_as_map(&self, cx: &mut CallCx) -> Result<Value, Failure> {
        let mut map = KeyMap::default();
        for (at, record) in self.collect(cx)?.into_iter().enumerate() {
            let (key, value) = dict_item(&record, at, cx)?;
            map.insert(key, value, cx)?;
        }
        Ok(Value::dict(map))
    }

    /// `lookup(key)`: looks into one partition only if it is known which.
    pub fn lookup(&self, key: &Value, cx: &mut CallCx) -> Result<Vec<Value>, Failure> {
        let partition = match &self.partitioner {
            None => None,
            Some(partitioner) => Some(match &partitioner.function {
                None => partition_of(key, partitioner.n_partitions, cx)?,
                Some(function) => super::shuffle::user_partition(
                    &**function,
                    key,
                    partitioner.n_partitions,
                    self.context().language(),
                    cx,
                )?,
            }),
        };
        let node = self.node.pipelined(cx)?;
        let partitions = match partition {
            Some(partition) => partition..partition + 1,
            None => 0..node.n_partitions,
        };
        let mut found = Vec::new();
        run_job(&node, partitions, None, cx, |_, computed, cx| {
            for record in drain(&mut *computed.into_rows(), cx)? {
                if eq(&item(&record, 0, cx)?, key, cx)? {
                    found.push(item(&record, 1, cx)?);
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// `reduceByKeyLocally(func)`.
    pub fn reduce_by_key_locally(&self, function: &Rc<dyn Callable>, cx: &mut CallCx) -> Result<Value, Failure> {
        let step = PartitionStep::calling("reduceByKeyLocally", function, |function, mut rows, _, cx| {
            let mut reduced = KeyMap::default();
            while let Some(row) = rows.next(cx)? {
                cx.progress += 1;
                let (key, value) = unpack_pair(&row, cx)?;
                reduce_into(&mut reduced, key, value, function, cx)?;
            }
            Ok(reduced.into_entries().map(|(key, value)| Value::pair(key, value)).collect())
        });
        let partitions = self.step(step, Partitioning::Lost).collect_partitions(cx)?;
        let mut partitions = partitions.into_iter();
        let Some(first) = partitions.next() else {
            return Err(Raised::value_error("Can not reduce() empty RDD".into()).into());
        };
        let mut reduced = KeyMap::default();
        for pair in first {
            let (key, value) = unpack_pair(&pair, cx)?;
            reduced.insert(key, value, cx)?;
        }
        for more in partitions {
            for pair in more {
                let (key, value) = unpack_pair(&pair, cx)?;
                reduce_into(&mut reduced, key, value, &**function, cx)?;
            }
        }
        Ok(Value::dict(reduced))
    }
}

fn reduce_into(
    reduced: &mut KeyMap<Value>,
    key: Value,
    value: Value,
    function: &dyn Callable,
    cx: &mut CallCx,
) -> Result<(), Raised> {
    let value = match reduced.get(&key, cx)?.cloned() {
        Some(so_far) => function.call(&[so_far, value], cx).map_err(no_stop_iteration)?,
        None => value,
    };
    reduced.insert(key, value, cx)?;
    Ok(())
}

/// The pair that `dict(…)` takes at a place of a sequence.
fn dict_item(record: &Value, at: usize, cx: &mut CallCx) -> Result<(Value, Value), Raised> {
    let items = match items_of(record, cx) {
        Ok(items) => items,
        Err(_) => {
            let message = format!("cannot convert dictionary update sequence element #{at} to a sequence");
            return Err(Raised::type_error(message));
        }
    };
    match <[Value; 2]>::try_from(items) {
        Ok([key, value]) => Ok((key, value)),
        Err(items) => Err(Raised::value_error(format!(
            "dictionary update sequence element #{at} has length {}; 2 is required",
            items.len()
        ))),
    }
}
