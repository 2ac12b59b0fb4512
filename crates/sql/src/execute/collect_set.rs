//! The order of a `collect_set`: that of Scala's hash table.

use crate::datum::Datum;
use crate::murmur;
use crate::types::DataType;

const FIRST_SIZE: usize = 32;
/// Grows when it is fuller than 45 %.
const LOAD_PER_MILLE: usize = 450;

fn java_hash(item: &Datum, data_type: &DataType) -> i32 {
    match (item, data_type) {
        (Datum::Int(number), DataType::Byte | DataType::Short | DataType::Int | DataType::Date) => *number as i32,
        (Datum::Int(number), _) => (*number ^ (*number as u64 >> 32) as i64) as i32,
        (Datum::Bool(truth), _) => {
            if *truth {
                1231
            } else {
                1237
            }
        }
        (Datum::Double(number), DataType::Float) => (*number as f32).to_bits() as i32,
        (Datum::Double(number), _) => {
            let bits = number.to_bits();
            (bits ^ bits >> 32) as i32
        }
        _ => murmur::hash(item, data_type, murmur::SEED),
    }
}

fn place(hash: i32, size: usize) -> usize {
    let n_bits = (size - 1).count_ones();
    let swapped = (hash as u32).wrapping_mul(0x9e37_75cd).swap_bytes().wrapping_mul(0x9e37_75cd);
    let rotated = swapped.rotate_right(n_bits % 32);
    (rotated >> (32 - n_bits)) as usize & (size - 1)
}

/// Distinct items in the order in which the table gives them.
pub fn in_table_order(items: Vec<Datum>, element: &DataType) -> Vec<Datum> {
    let mut table: Vec<Option<Datum>> = vec![None; FIRST_SIZE];
    let mut n = 0;
    for item in items {
        insert(&mut table, item, element);
        n += 1;
        if n >= table.len() * LOAD_PER_MILLE / 1000 {
            let old = std::mem::take(&mut table);
            table = vec![None; old.len() * 2];
            old.into_iter().flatten().for_each(|item| insert(&mut table, item, element));
        }
    }
    table.into_iter().flatten().collect()
}

fn insert(table: &mut [Option<Datum>], item: Datum, element: &DataType) {
    let size = table.len();
    let mut at = place(java_hash(&item, element), size);
    while table.get(at).is_some_and(Option::is_some) {
        at = (at + 1) % size;
    }
    if let Some(slot) = table.get_mut(at) {
        *slot = Some(item);
    }
}
