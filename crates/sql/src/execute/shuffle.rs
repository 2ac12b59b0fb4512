//! Shuffles: rows to partitions by the hash of their keys.

use value::CallCx;

use super::{Distribution, Rows, Run, bind_all};
use crate::datum::Row;
use crate::error::Failure;
use crate::expr::{Attr, Expr};
use crate::murmur;

/// The rows of a mapper by reducer.
pub type Blocks = Vec<Vec<Row>>;

impl Run<'_> {
    /// What each mapper writes for each reducer.
    pub(crate) fn blocks(
        &self,
        rows: Rows,
        keys: &[Expr],
        input: &[Attr],
        n_reducers: usize,
        cx: &mut CallCx,
    ) -> Result<Vec<Blocks>, Failure> {
        let keys = bind_all(keys, input)?;
        let types: Vec<_> = keys.iter().map(|key| key.data_type()).collect();
        let mut mappers = Vec::with_capacity(rows.partitions.len());
        for (at, partition) in rows.partitions.into_iter().enumerate() {
            let env = self.env(at);
            let mut blocks: Blocks = vec![Vec::new(); n_reducers];
            for row in partition {
                let mut hash = murmur::SEED;
                for (key, data_type) in keys.iter().zip(&types) {
                    hash = murmur::hash(&key.eval(&row, &env, cx)?, data_type, hash);
                }
                if let Some(block) = blocks.get_mut(murmur::partition(hash, n_reducers)) {
                    block.push(row);
                }
            }
            mappers.push(blocks);
        }
        Ok(mappers)
    }

    /// Rows shuffled by their keys and read in one go: mapper after mapper, reducer after reducer.
    pub(crate) fn exchange(&self, rows: Rows, keys: &[Expr], input: &[Attr], cx: &mut CallCx) -> Result<Rows, Failure> {
        let n_reducers = self.session.shuffle_partitions();
        let mappers = self.blocks(rows, keys, input, n_reducers, cx)?;
        let read = mappers.into_iter().flatten().flatten().collect();
        let distribution = if n_reducers == 1 { Distribution::Single } else { Distribution::Hash(keys.to_vec()) };
        Ok(Rows::new(vec![read], distribution))
    }
}

/// The share of reducers that got rows.
pub fn filled_share(mappers: &[Blocks]) -> f64 {
    let n_reducers = mappers.first().map_or(0, Vec::len);
    let is_filled =
        |reducer: &usize| mappers.iter().any(|blocks| blocks.get(*reducer).is_some_and(|block| !block.is_empty()));
    (0..n_reducers).filter(is_filled).count() as f64 / n_reducers.max(1) as f64
}
