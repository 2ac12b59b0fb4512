//! A simulated server that remembers the lines of its first batches: every edit asks for them again.

use std::collections::BTreeMap;

use protocol::source::Generator;
use value::column::Column;

/// Text of one server that is kept, in bytes; batches that come when there is so much are made again each time.
const MAX_KEPT_BYTES: usize = 16 << 20;

/// Lines made from a template, by virtual time.
pub(crate) struct SimulatedServer {
    pub generator: Generator,
    /// What a batch's partitions were, by its begin and end.
    kept: BTreeMap<(u64, u64), Vec<Column>>,
    n_kept_bytes: usize,
}

impl SimulatedServer {
    pub fn new(generator: Generator) -> Self {
        Self { generator, kept: BTreeMap::new(), n_kept_bytes: 0 }
    }

    /// The partitions of what arrives in `begin_ms..end_ms`, which `make` makes of the generator.
    pub fn partitions(
        &mut self,
        begin_ms: u64,
        end_ms: u64,
        make: impl FnOnce(&Generator) -> Vec<Column>,
    ) -> Vec<Column> {
        if let Some(kept) = self.kept.get(&(begin_ms, end_ms)) {
            return kept.clone();
        }
        let made = make(&self.generator);
        let n_bytes = made.iter().map(n_bytes).sum::<usize>();
        if self.n_kept_bytes + n_bytes <= MAX_KEPT_BYTES {
            self.n_kept_bytes += n_bytes;
            self.kept.insert((begin_ms, end_ms), made.clone());
        }
        made
    }
}

/// What a column of lines takes beside the column itself.
fn n_bytes(column: &Column) -> usize {
    let text = match column {
        Column::Str(rows) => rows.iter().map(str::len).sum(),
        _ => 0,
    };
    text + column.len() * size_of::<(u32, u32)>() + size_of::<Column>()
}

#[cfg(test)]
mod tests {
    use protocol::source::Simulated;

    use super::*;

    #[test]
    fn what_was_made_is_not_made_again_until_there_is_too_much() {
        let mut server = SimulatedServer::new(Generator::new(&Simulated::default()));
        let text = "x".repeat(MAX_KEPT_BYTES / 2);
        let mut n_made = 0;
        let mut ask = |begin_ms: u64| {
            let make = |_: &Generator| {
                n_made += 1;
                vec![Column::Str(value::column::StrColumn::new(text.as_str().into(), vec![(0, text.len() as u32)]))]
            };
            let rows = server.partitions(begin_ms, begin_ms + 1, make);
            (rows.len(), n_made)
        };
        assert_eq!([ask(0), ask(0)], [(1, 1), (1, 1)]);
        assert_eq!([ask(1), ask(1), ask(0)], [(1, 2), (1, 3), (1, 3)]);
    }
}
