//! `HandOver`: a state and a batch meet, partition by partition, without being tagged and sent through one more shuffle.

use std::cell::RefCell;
use std::rc::Rc;

use value::{CallCx, Column, Raised, Value};

use super::chunks::Piece;
use super::kept::Kept;
use super::ledger::keys::can_be_keys;
use super::ledger::version::Version;
use super::node::{Computed, RddNode};
use super::shuffle::Shortcut;
use super::task::Task;
use crate::copy::is_column_frozen;

/// The shortcut of the shuffle that groups a state with a batch, where both are partitioned as the shuffle does it
/// anyway.
pub(crate) struct HandOver {
    state: Rc<RddNode>,
    /// The batch's pairs, partitioned.
    batch: Rc<RddNode>,
    handed: RefCell<Vec<Option<Rc<Handed>>>>,
}

/// What a partition of the next state is made of.
pub(crate) struct Handed {
    pub(crate) state: Rc<Version>,
    /// Keys and values of the batch, column by column.
    pub(crate) pieces: Vec<[Column; 2]>,
}

impl HandOver {
    pub(crate) fn new(state: Rc<RddNode>, batch: Rc<RddNode>) -> Rc<Self> {
        let handed = RefCell::new(vec![None; batch.n_partitions]);
        Rc::new(Self { state, batch, handed })
    }

    pub(crate) fn of(&self, partition: usize) -> Option<Rc<Handed>> {
        self.handed.borrow().get(partition).cloned().flatten()
    }
}

impl Shortcut for HandOver {
    fn takes_over(&self, partition: usize, task: &Rc<Task>, cx: &mut CallCx) -> Result<bool, Raised> {
        let Some(Kept::Version(state)) = self.state.read_kept(partition, task, cx)? else { return Ok(false) };
        // Reading what has been through a shuffle runs nothing of the program, so it can be read again.
        let Some(pieces) = pieces_of(self.batch.read(partition, task, cx)?, cx)? else { return Ok(false) };
        if let Some(place) = self.handed.borrow_mut().get_mut(partition) {
            *place = Some(Rc::new(Handed { state, pieces }));
        }
        Ok(true)
    }

    fn has_records(&self, partition: usize) -> bool {
        self.of(partition)
            .is_some_and(|handed| handed.state.len() > 0 || handed.pieces.iter().any(|[keys, _]| !keys.is_empty()))
    }
}

/// Pairs as columns, if nothing in them can be changed and the keys can be kept.
fn pieces_of(computed: Computed, cx: &mut CallCx) -> Result<Option<Vec<[Column; 2]>>, Raised> {
    let mut pieces = Vec::new();
    match computed {
        Computed::Column(column) => pieces.push(split(&column)),
        Computed::Chunks(mut chunks) => {
            while let Some(piece) = chunks.next(cx)? {
                match piece {
                    Piece::Column(column) => pieces.push(split(&column)),
                    Piece::Rest(_) => return Ok(None),
                }
            }
        }
        Computed::Rows(_) => return Ok(None),
    }
    let pieces: Option<Vec<[Column; 2]>> = pieces.into_iter().collect();
    Ok(pieces.filter(|pieces| {
        pieces.iter().all(|[keys, values]| can_be_keys(keys) && is_column_frozen(keys) && is_column_frozen(values))
    }))
}

fn split(pairs: &Column) -> Option<[Column; 2]> {
    match pairs {
        Column::Tuple { fields, .. } => match fields.as_slice() {
            [keys, values] => Some([keys.clone(), values.clone()]),
            _ => None,
        },
        Column::Any(rows) => {
            let (mut keys, mut values) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
            for row in rows {
                let Value::Tuple(items) = row else { return None };
                let [key, value] = &**items else { return None };
                keys.push(key.clone());
                values.push(value.clone());
            }
            Some([Column::Any(keys), Column::Any(values)])
        }
        _ => None,
    }
}
