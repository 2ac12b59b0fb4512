//! Which partition each key of a shuffle goes to, and why, from what the history keeps.

use std::rc::Rc;

use plan::{Ancestry, BoundArgs, Category, KeyOf, Node, NodeId, Time};
use value::hash::portable_hash;
use value::{CallCx, Callable, KeyMap, Value};

use crate::failure::Failure;
use crate::rdd::shuffle::user_partition;
use crate::records::unpack_pair;
use crate::streaming_context::StreamingContext;

/// How records find their partitions.
#[derive(Clone)]
pub enum ShuffleMethod {
    /// `portable_hash(key) % n`.
    PortableHash,
    /// `partitionFunc(key) % n`, by the program's function.
    Function(Rc<dyn Callable>),
    /// All into one.
    Single,
    /// By turns, whatever is in them.
    RoundRobin,
}

/// A shuffle of one batch.
pub struct Shuffle {
    pub method: ShuffleMethod,
    /// The streams whose records move.
    pub inputs: Vec<ShuffleInput>,
    /// How many partitions they move to.
    pub n_partitions: usize,
    /// In the order in which they were first met; none where nothing is a key.
    pub keys: Vec<ShuffleKey>,
    /// Whether these are all records of the batch.
    pub is_complete: bool,
}

/// A stream whose records move.
pub struct ShuffleInput {
    pub node: NodeId,
    /// How many records each partition has.
    pub partition_sizes: Vec<usize>,
}

/// A key on its way.
pub struct ShuffleKey {
    pub key: Value,
    /// What the function gives for it; nothing where there is none.
    pub hash: Option<Value>,
    /// Where it goes.
    pub partition: usize,
    /// How many records it has.
    pub n_records: usize,
    /// In how many partitions of the inputs it is: that many records move if each partition combines its own first.
    pub n_sources: usize,
}

/// Whether an operator moves records between partitions.
pub fn is_shuffle(node: &Node) -> bool {
    let ancestry = node.spec.rules.ancestry;
    let is_by_key = ancestry.key().is_some() || ancestry == Ancestry::All;
    is_by_key || (ancestry == Ancestry::Moved && node.spec.category == Category::Shuffle)
}

impl StreamingContext {
    /// The shuffle of a node's own batch; `None` if the node makes none or the batch is not kept. For a window it is
    /// that of the batch that came in last.
    ///
    /// Source: `portable_hash` and `partitionBy` in pyspark/rdd.py of Spark 3.5.
    /// Errors: what `partitionFunc` or the hash of a key raises.
    pub fn shuffle(&self, id: NodeId, time: Time, cx: &mut CallCx) -> Result<Option<Shuffle>, Failure> {
        let Some(node) = self.plan.node(id).filter(|node| is_shuffle(node)) else { return Ok(None) };
        let Some(record) = self.history.at(time) else { return Ok(None) };
        let Some(cell) = record.cells.get(&id) else { return Ok(None) };
        let inputs = || node.inputs.iter().filter_map(|&input| Some((input, record.cells.get(&input)?)));
        let method = self.method(node, cx)?;
        // Results of one key are values only, in one partition.
        let n_partitions = match method {
            ShuffleMethod::Single => 1,
            _ => cell.partitions.len(),
        };
        let mut shuffle = Shuffle {
            inputs: inputs()
                .map(|(node, cell)| ShuffleInput {
                    node,
                    partition_sizes: cell.partitions.iter().map(|view| view.n_rows).collect(),
                })
                .collect(),
            is_complete: inputs().all(|(_, cell)| {
                cell.is_complete() && cell.partitions.iter().all(|view| view.rows.len() == view.n_rows)
            }),
            method,
            n_partitions,
            keys: Vec::new(),
        };
        if let Some(key_of) = key_of(node) {
            let mut keys: KeyMap<(ShuffleKey, usize)> = KeyMap::default();
            let partitions = inputs().flat_map(|(_, cell)| &cell.partitions);
            for (source, view) in partitions.enumerate() {
                for row in view.rows.slice(0..usize::MAX) {
                    let key = match key_of {
                        KeyOf::Pair => unpack_pair(&row, cx)?.0,
                        KeyOf::Record => row,
                    };
                    let hash = value::equality::key_hash(&key, cx)?;
                    let slot = match keys.find_hashed(hash, &key, cx)? {
                        Some(slot) => slot,
                        None => {
                            let found = self.way(&shuffle, key.clone(), cx)?;
                            keys.push_new(hash, key, (found, usize::MAX))
                        }
                    };
                    if let Some((found, latest)) = keys.value_mut(slot) {
                        found.n_records += 1;
                        found.n_sources += usize::from(*latest != source);
                        *latest = source;
                    }
                }
            }
            shuffle.keys = keys.into_entries().map(|(_, (found, _))| found).collect();
        }
        Ok(Some(shuffle))
    }

    fn method(&self, node: &Node, cx: &mut CallCx) -> Result<ShuffleMethod, Failure> {
        Ok(match (node.spec.rules.ancestry, node.function("partitionFunc")) {
            (Ancestry::All, _) => ShuffleMethod::Single,
            (Ancestry::Moved, None) if node.spec.params.iter().all(|param| param.name != "partitionFunc") => {
                ShuffleMethod::RoundRobin
            }
            (_, Some(function)) => ShuffleMethod::Function(self.sc.language().pickle(&function, cx)?),
            (_, None) => ShuffleMethod::PortableHash,
        })
    }

    /// Where a key goes, with no records yet.
    fn way(&self, shuffle: &Shuffle, key: Value, cx: &mut CallCx) -> Result<ShuffleKey, Failure> {
        let n = shuffle.n_partitions.max(1);
        let (hash, partition) = match &shuffle.method {
            ShuffleMethod::Function(function) => {
                let hash = function.call(std::slice::from_ref(&key), cx)?;
                (Some(hash), user_partition(&**function, &key, n, self.sc.language(), cx)?)
            }
            _ => {
                let hash = portable_hash(&key, cx)?;
                (Some(Value::Int(hash)), hash.rem_euclid(n as i64) as usize)
            }
        };
        Ok(ShuffleKey { key, hash, partition, n_records: 0, n_sources: 0 })
    }
}

fn key_of(node: &Node) -> Option<KeyOf> {
    match node.spec.rules.ancestry {
        Ancestry::Moved if node.spec.params.iter().any(|param| param.name == "partitionFunc") => Some(KeyOf::Pair),
        ancestry => ancestry.key(),
    }
}
