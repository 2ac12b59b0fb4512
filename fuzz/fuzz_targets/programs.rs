//! Program texts made from those of the golden cases, run for some batches.
#![no_main]

use fuzz::words::mutated;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(|data: &[u8]| {
    let lines = ["to be or not to be", "a,1", "", "7 8 é"].map(String::from);
    fuzz::run(&String::from_utf8_lossy(data), &lines);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    fuzz::by_word_or_byte(data, size, max_size, seed, mutated)
});
