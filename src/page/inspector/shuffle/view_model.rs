//! What the shuffle panel says: how keys find their partitions, and how even they are.

use protocol::shuffle_view::{ShuffleMethod, ShuffleRow, ShuffleView};

use crate::page::chain::view_model::plural;

/// How records find their partitions, in a sentence.
pub fn method_text(view: &ShuffleView) -> String {
    let n = view.partitions.len();
    match &view.method {
        ShuffleMethod::PortableHash => {
            format!("A record goes to partition portable_hash(key) % {n}: records of one key meet in one partition.")
        }
        ShuffleMethod::Function(name) => {
            format!("A record goes to partition {name}(key) % {n}: the program's own function decides.")
        }
        ShuffleMethod::Single => "All records go to one partition, since they become one result.".to_owned(),
        ShuffleMethod::RoundRobin => {
            format!("Records are dealt out to {n} {} by turns, whatever is in them.", plural(n as u64, "partition"))
        }
    }
}

/// `-7239 % 2 = 1`; nothing without a hash.
pub fn way(row: &ShuffleRow, n_partitions: usize) -> String {
    match row.hash.is_empty() {
        true => String::new(),
        false => format!("{} % {n_partitions} = {}", row.hash, row.partition),
    }
}

/// `40 records of 9 keys; 16 move after each partition has combined its own`.
pub fn summary(view: &ShuffleView) -> String {
    let n_records: u64 = view.inputs.iter().flat_map(|input| &input.partition_sizes).sum();
    let more = if view.is_complete { "" } else { " or more" };
    let records = format!("batch {}: {n_records} {}{more}", view.batch, plural(n_records, "record"));
    if view.n_keys == 0 {
        return records;
    }
    let keys = format!("{records} of {} {}", view.n_keys, plural(view.n_keys, "key"));
    match skew(view) {
        Some(skew) if skew >= 1.5 => format!("{keys}; the fullest partition has {skew:.1} times the average"),
        _ => keys,
    }
}

/// How many records the fullest partition has beside the average one; nothing where that is not known.
pub fn skew(view: &ShuffleView) -> Option<f64> {
    let sizes: Option<Vec<u64>> = view.partitions.iter().map(|partition| partition.n_records).collect();
    let sizes = sizes.filter(|sizes| sizes.len() > 1)?;
    let total: u64 = sizes.iter().sum();
    let largest = sizes.iter().max().copied()?;
    (total > 0).then(|| largest as f64 * sizes.len() as f64 / total as f64)
}

/// Of all records of the fullest partition, how many this one has, from 0 to 1.
pub fn share(n: u64, all: impl Iterator<Item = u64>) -> f64 {
    n as f64 / all.max().unwrap_or(0).max(1) as f64
}

#[cfg(test)]
mod tests {
    use protocol::shuffle_view::{ShuffleInput, ShufflePartition};

    use super::*;

    fn view(sizes: &[u64]) -> ShuffleView {
        let partition = |n: &u64| ShufflePartition { n_keys: 1, n_records: Some(*n), n_combined: 1 };
        ShuffleView {
            partitions: sizes.iter().map(partition).collect(),
            inputs: vec![ShuffleInput { node: 0, partition_sizes: vec![sizes.iter().sum()] }],
            n_keys: 2,
            is_complete: true,
            ..ShuffleView::default()
        }
    }

    #[test]
    fn a_key_says_how_it_got_there() {
        let row = ShuffleRow { key: "'a'".into(), hash: "-7".into(), partition: 1, n_records: 3 };
        assert_eq!(way(&row, 2), "-7 % 2 = 1");
        assert_eq!(way(&ShuffleRow { hash: String::new(), ..row }, 2), "");
    }

    #[test]
    fn skew_is_the_fullest_partition_beside_the_average() {
        assert_eq!(skew(&view(&[9, 1])), Some(1.8));
        assert_eq!(skew(&view(&[5])), None);
        assert_eq!(skew(&view(&[0, 0])), None);
        assert_eq!(
            summary(&view(&[9, 1])),
            "batch 0: 10 records of 2 keys; the fullest partition has 1.8 times the average"
        );
        assert_eq!(summary(&view(&[5, 5])), "batch 0: 10 records of 2 keys");
    }

    #[test]
    fn shares_are_of_the_fullest() {
        assert_eq!((share(1, [1, 4].into_iter()), share(0, [0].into_iter())), (0.25, 0.0));
    }
}
