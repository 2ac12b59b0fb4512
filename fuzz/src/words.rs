//! Mutations of program texts word by word: words of this text change places, or words of another program come in.

use std::sync::OnceLock;

/// Programs to take words from: those of the golden cases.
fn pool() -> &'static [Vec<String>] {
    static POOL: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    POOL.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus");
        let mut paths: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().collect();
        paths.sort_by_key(std::fs::DirEntry::path);
        let texts = paths.iter().filter_map(|entry| std::fs::read_to_string(entry.path().join("program.py")).ok());
        texts.map(|text| words(&text)).collect()
    })
}

/// Names, numbers, strings and spaces whole; other characters one by one; lines apart.
fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = ' ';
    for (i, character) in text.chars().enumerate() {
        let kind = |c: char| if c.is_alphanumeric() || c == '_' { 1 } else { i32::from(c == ' ') * 2 };
        match out.last_mut() {
            Some(word) if i > 0 && kind(character) != 0 && kind(character) == kind(last) => word.push(character),
            _ => out.push(character.into()),
        }
        last = character;
    }
    out
}

/// The bits of a seed, a few at a time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// A text with some of its words changed; a seed always gives the same.
pub fn mutated(text: &str, seed: u32) -> String {
    let mut dice = Dice(u64::from(seed) << 16 | 0x9e37);
    let mut words = words(text);
    for _ in 0..=dice.below(6) {
        let at = dice.below(words.len() + 1);
        match dice.below(7) {
            0 if !words.is_empty() => {
                words.remove(at.min(words.len() - 1));
            }
            1 if !words.is_empty() => {
                let other = dice.below(words.len());
                let one = at.min(words.len() - 1);
                words.swap(one, other);
            }
            2 if !words.is_empty() => {
                let begin = dice.below(words.len());
                let end = (begin + 1 + dice.below(12)).min(words.len());
                let copy: Vec<String> = words[begin..end].to_vec();
                words.splice(at..at, copy);
            }
            3 if !words.is_empty() => {
                let one = one_of(&mut dice);
                let at = at.min(words.len() - 1);
                words[at] = one;
            }
            4 => words.insert(at, ODD[dice.below(ODD.len())].into()),
            5 => {
                let begin = dice.below(words.len() + 1);
                let end = (begin + dice.below(20)).min(words.len());
                words.drain(begin..end);
            }
            _ => {
                let programs = pool();
                if let Some(program) = programs.get(dice.below(programs.len())) {
                    let begin = dice.below(program.len());
                    let end = (begin + 1 + dice.below(25)).min(program.len());
                    words.splice(at..at, program[begin..end].iter().cloned());
                }
            }
        }
    }
    words.concat()
}

fn one_of(dice: &mut Dice) -> String {
    let programs = pool();
    let program = programs.get(dice.below(programs.len()));
    program.and_then(|words| words.get(dice.below(words.len()))).cloned().unwrap_or_default()
}

/// What programs seldom have.
const ODD: &[&str] = &[
    "0", "-1", "None", "10**30", "1e308", "float('nan')", "\"\"", "b'\\xff'", "[]", "{}", "()", "...", "lambda: 0", "*", "**",
    "yield ", "await ", "async ", "nonlocal x\n", "global x\n", "del ", "match x:\n    case ", "with ", "try:\n    ",
    "finally:\n    ", "except* E:\n", "raise ", "class A:\n    ", "@", ":=", "f'{x!r:>{y}}'", "__class__", "self", "super()",
    "9223372036854775807", "'a' * 10**10", "range(10**12)", "[[]] * 5", "x = []; x.append(x)\n", "\\\n", "\t", "\r", "é",
    "\u{1f600}", "\0", "'''", "\"\"\"", "#", "import re\n", "from x import *\n", "print(", "sorted(", "int(", ".format(", "%",
    "[::-1]", "[1:", "<<", ">>", "//", "~", "is not ", "not in ", " if 1 else ", " for x in ", "eval('", "locals()", "globals()",
    "vars()", "type(", "object.__new__(", "setattr(", "getattr(", "__import__('os')", "sys.exit()", "assert ", "while 1:\n    ",
];
