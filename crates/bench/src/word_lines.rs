//! `WordLines`: generated lines of words, in the partitions in which the sources give lines to the engine.

use std::fmt;

use value::Column;
use value::column::StrColumn;

use crate::random::Random;
use crate::zipf::Zipf;

/// What lines are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinesSpec {
    pub n_lines: usize,
    pub words_per_line: usize,
    /// How many different words there are to draw from.
    pub vocabulary: usize,
    pub n_partitions: usize,
    pub seed: u64,
}

impl LinesSpec {
    pub fn n_words(&self) -> usize {
        self.n_lines * self.words_per_line
    }
}

impl fmt::Display for LinesSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { n_lines, words_per_line, vocabulary, n_partitions, .. } = *self;
        let (n_lines, vocabulary) = (grouped(n_lines), grouped(vocabulary));
        write!(f, "{n_lines} lines of {words_per_line} words out of {vocabulary}, Zipf 1, {n_partitions} partitions")
    }
}

/// Lines of words with single spaces between them; a partition's lines share one text.
pub struct WordLines {
    spec: LinesSpec,
    partitions: Vec<StrColumn>,
}

impl WordLines {
    /// The same `spec` gives the same lines on every machine.
    pub fn generate(spec: LinesSpec) -> Self {
        let words: Vec<String> = (0..spec.vocabulary).map(word).collect();
        let zipf = Zipf::new(spec.vocabulary);
        let mut random = Random::new(spec.seed);
        let mut partitions = Vec::with_capacity(spec.n_partitions);
        for partition_idx in 0..spec.n_partitions {
            let begin = spec.n_lines * partition_idx / spec.n_partitions;
            let end = spec.n_lines * (partition_idx + 1) / spec.n_partitions;
            let mut text = String::new();
            let mut spans = Vec::with_capacity(end - begin);
            for _ in begin..end {
                let start = text.len() as u32;
                for word_idx in 0..spec.words_per_line {
                    if word_idx > 0 {
                        text.push(' ');
                    }
                    text.push_str(&words[zipf.draw(&mut random)]);
                }
                spans.push((start, text.len() as u32));
            }
            partitions.push(StrColumn::new(text.into(), spans));
        }
        Self { spec, partitions }
    }

    pub fn spec(&self) -> &LinesSpec {
        &self.spec
    }

    /// The partitions as the engine takes them: the texts are shared, the places of the lines copied.
    pub fn columns(&self) -> Vec<Column> {
        self.partitions.iter().cloned().map(Column::Str).collect()
    }

    /// Every line, in order.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.partitions.iter().flat_map(StrColumn::iter)
    }
}

const ONSETS: [&str; 8] = ["t", "s", "l", "m", "st", "k", "d", "br"];
const VOWELS: [&str; 5] = ["a", "e", "i", "o", "ou"];

/// The word at `rank`: speakable, of its own, and the shorter the more frequent, as in a language.
fn word(rank: usize) -> String {
    const N_SYLLABLES: usize = ONSETS.len() * VOWELS.len();
    let mut syllables = Vec::new();
    let mut rest = rank + 1;
    while rest > 0 {
        let syllable = (rest - 1) % N_SYLLABLES;
        syllables.push([ONSETS[syllable / VOWELS.len()], VOWELS[syllable % VOWELS.len()]].concat());
        rest = (rest - 1) / N_SYLLABLES;
    }
    syllables.concat()
}

/// `1,000,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (digit_idx, digit) in digits.chars().enumerate() {
        if digit_idx > 0 && (digits.len() - digit_idx).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const SMALL: LinesSpec = LinesSpec { n_lines: 1001, words_per_line: 8, vocabulary: 500, n_partitions: 8, seed: 7 };

    fn text(lines: &WordLines) -> String {
        lines.lines().collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn words_are_all_different_and_of_letters() {
        let words: BTreeSet<String> = (0..100_000).map(word).collect();
        assert_eq!(words.len(), 100_000);
        assert!(words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()) && word.len() <= 16));
        assert_eq!([word(0), word(39), word(40), word(1639)], ["ta", "brou", "tata", "broubrou"]);
    }

    #[test]
    fn the_same_seed_gives_the_same_lines_and_another_gives_others() {
        let lines = text(&WordLines::generate(SMALL));
        assert_eq!(lines, text(&WordLines::generate(SMALL)));
        assert_ne!(lines, text(&WordLines::generate(LinesSpec { seed: 8, ..SMALL })));
    }

    #[test]
    fn the_number_of_partitions_changes_no_line() {
        let lines = WordLines::generate(SMALL);
        assert_eq!(text(&lines), text(&WordLines::generate(LinesSpec { n_partitions: 3, ..SMALL })));
        let lengths: Vec<usize> = lines.columns().iter().map(Column::len).collect();
        assert_eq!(lengths, [125, 125, 125, 125, 125, 125, 125, 126]);
    }

    #[test]
    fn lines_are_described_with_their_numbers() {
        assert_eq!(SMALL.to_string(), "1,001 lines of 8 words out of 500, Zipf 1, 8 partitions");
        assert_eq!([grouped(1_000_000), grouped(123_456), grouped(0)], ["1,000,000", "123,456", "0"]);
    }

    #[test]
    fn every_line_has_its_words() {
        let lines = WordLines::generate(SMALL);
        assert_eq!(lines.lines().count(), SMALL.n_lines);
        assert!(lines.lines().all(|line| line.split(' ').filter(|word| !word.is_empty()).count() == 8));
    }

    #[test]
    fn frequent_words_come_first() {
        let lines = WordLines::generate(LinesSpec { n_lines: 20_000, ..SMALL });
        let mut counts = BTreeMap::new();
        for word in lines.lines().flat_map(|line| line.split(' ')) {
            *counts.entry(word.to_owned()).or_insert(0u32) += 1;
        }
        let count = |rank: usize| f64::from(counts[&word(rank)]);
        for (rank, ratio) in [(1, 2.0), (3, 4.0), (9, 10.0)] {
            let found = count(0) / count(rank);
            assert!((found / ratio - 1.0).abs() < 0.1, "rank {rank} is {found} times rarer than the first");
        }
    }
}
