//! A page of a shuffle: which partition each key goes to, and why.

use engine::history::shuffle::{Shuffle, ShuffleKey, ShuffleMethod as Method};
use protocol::message::{TableQuery, TableSort};
use protocol::shuffle_view::{ShuffleInput, ShuffleMethod, ShufflePartition, ShuffleRow, ShuffleView};
use value::CallCx;
use value::calm_sort::calm_sort;

use crate::pages::{PageError, find, page_of, sort_by_text};
use crate::run::Run;
use crate::shown::{full, shown};

/// The shuffle that a node makes in a batch.
pub fn shuffle(run: &mut Run, outer: u32, batch: u64, query: &TableQuery) -> Result<ShuffleView, PageError> {
    let found = find(run, outer, batch)?;
    let numbering = run.numbering.clone();
    let cx = run.application.cx();
    let engine = found.context.engine();
    let engine = engine.as_ref().ok_or(PageError::NotComputed { batch })?;
    if engine.history().at(found.time).is_none() {
        return Err(PageError::NotKept { batch });
    }
    let shuffle = engine.shuffle(found.node, found.time, cx);
    let shuffle = shuffle.map_err(|failure| PageError::Raised { message: failure.raised().last_line(cx) })?;
    let shuffle = shuffle.ok_or(PageError::NothingThere { what: "shuffle", batch })?;
    let mut keys: Vec<&ShuffleKey> = shuffle.keys.iter().collect();
    if !query.find.is_empty() {
        keys.retain(|key| full(&key.key, cx).contains(&query.find));
    }
    match query.sort {
        TableSort::Engine => calm_sort(&mut keys, |a, b| a.partition.cmp(&b.partition)),
        TableSort::Key => sort_by_text(&mut keys, |key| full(&key.key, cx)),
        TableSort::Value | TableSort::ChangedFirst => calm_sort(&mut keys, |a, b| b.n_records.cmp(&a.n_records)),
    }
    Ok(ShuffleView {
        node: outer,
        batch,
        method: method(&shuffle.method),
        inputs: shuffle
            .inputs
            .iter()
            .map(|input| ShuffleInput {
                node: numbering.outer(found.context_idx, input.node),
                partition_sizes: input.partition_sizes.iter().map(|&size| size as u64).collect(),
            })
            .collect(),
        partitions: partitions(&shuffle),
        is_complete: shuffle.is_complete,
        n_keys: shuffle.keys.len() as u64,
        n_found: keys.len() as u64,
        first: query.first,
        rows: page_of(&keys, query).iter().map(|key| row(key, cx)).collect(),
    })
}

fn method(method: &Method) -> ShuffleMethod {
    match method {
        Method::PortableHash => ShuffleMethod::PortableHash,
        Method::Single => ShuffleMethod::Single,
        Method::RoundRobin => ShuffleMethod::RoundRobin,
        Method::Function(function) => {
            let name = python::function_info(&function.as_value()).map(|info| info.name);
            let name = name.filter(|name| name != "<lambda>").unwrap_or_else(|| "lambda".into());
            ShuffleMethod::Function(name)
        }
    }
}

fn partitions(shuffle: &Shuffle) -> Vec<ShufflePartition> {
    let n_all: usize = shuffle.inputs.iter().flat_map(|input| &input.partition_sizes).sum();
    let n_records = match shuffle.method {
        Method::RoundRobin => None,
        Method::Single => Some(n_all as u64),
        Method::PortableHash | Method::Function(_) => Some(0),
    };
    let mut partitions = vec![ShufflePartition { n_keys: 0, n_records, n_combined: 0 }; shuffle.n_partitions];
    for key in &shuffle.keys {
        if let Some(partition) = partitions.get_mut(key.partition) {
            partition.n_keys += 1;
            partition.n_combined += key.n_sources as u64;
            partition.n_records = partition.n_records.map(|n| n + key.n_records as u64);
        }
    }
    partitions
}

fn row(key: &ShuffleKey, cx: &mut CallCx) -> ShuffleRow {
    ShuffleRow {
        key: shown(&key.key, cx),
        hash: key.hash.as_ref().map_or_else(String::new, |hash| shown(hash, cx)),
        partition: key.partition as u32,
        n_records: key.n_records as u64,
    }
}
