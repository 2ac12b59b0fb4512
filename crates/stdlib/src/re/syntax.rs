//! What a regular expression is made of.

use value::unicode::{self, Mapping, Property};

/// Flags of a pattern or of a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    pub ascii: bool,
    pub ignore_case: bool,
    pub multiline: bool,
    pub dot_all: bool,
    pub verbose: bool,
}

pub const IGNORE_CASE: i64 = 2;
pub const LOCALE: i64 = 4;
pub const MULTILINE: i64 = 8;
pub const DOT_ALL: i64 = 16;
pub const UNICODE: i64 = 32;
pub const VERBOSE: i64 = 64;
pub const ASCII: i64 = 256;

impl Flags {
    /// Those of a pattern; bytes are always ASCII.
    pub fn of(bits: i64, is_bytes: bool) -> Self {
        Self::from_bits(if is_bytes { bits | ASCII } else { bits })
    }

    pub fn from_bits(bits: i64) -> Self {
        Self {
            ascii: bits & ASCII != 0,
            ignore_case: bits & IGNORE_CASE != 0,
            multiline: bits & MULTILINE != 0,
            dot_all: bits & DOT_ALL != 0,
            verbose: bits & VERBOSE != 0,
        }
    }
}

/// `\d`, `\s` and `\w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Digit,
    Space,
    Word,
}

impl Class {
    /// Whether `c` belongs to it.
    #[inline]
    pub fn has(self, c: char, ascii: bool) -> bool {
        if c.is_ascii() {
            return match self {
                Self::Digit => c.is_ascii_digit(),
                Self::Word => c.is_ascii_alphanumeric() || c == '_',
                Self::Space if ascii => matches!(c, ' ' | '\t'..='\r'),
                Self::Space => unicode::is_ascii_space(c as u8),
            };
        }
        !ascii
            && match self {
                Self::Digit => unicode::has(Property::Decimal, c),
                Self::Space => unicode::has(Property::Space, c),
                Self::Word => unicode::has(Property::Alpha, c) || unicode::has(Property::Numeric, c),
            }
    }
}

/// A part of `[…]`.
#[derive(Clone, Debug, PartialEq)]
pub enum SetItem {
    Char(char),
    Range(char, char),
    Class(Class, bool),
}

/// `[…]`, or a class alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    pub negated: bool,
    pub items: Vec<SetItem>,
    pub flags: Flags,
    /// Answers for ASCII, made once.
    pub ascii_table: [bool; 128],
}

/// The other case of a character, where it is one character.
pub fn folded(c: char, mapping: Mapping) -> char {
    let mut out = String::new();
    unicode::push_mapped(&mut out, mapping, c);
    let mut chars = out.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Whether two characters are the same but for their case.
pub fn same_letter(a: char, b: char) -> bool {
    a == b
        || folded(a, Mapping::Lower) == folded(b, Mapping::Lower)
        || folded(a, Mapping::Upper) == folded(b, Mapping::Upper)
}

impl Set {
    pub fn new(negated: bool, items: Vec<SetItem>, flags: Flags) -> Self {
        let mut set = Self { negated, items, flags, ascii_table: [false; 128] };
        for code in 0..128_u8 {
            set.ascii_table[usize::from(code)] = set.decide(char::from(code));
        }
        set
    }

    /// Whether the set matches `c`.
    #[inline]
    pub fn matches(&self, c: char) -> bool {
        match self.ascii_table.get(c as usize) {
            Some(answer) => *answer,
            None => self.decide(c),
        }
    }

    fn decide(&self, c: char) -> bool {
        let mut found = self.has(c);
        if !found && self.flags.ignore_case {
            found = self.has(folded(c, Mapping::Lower)) || self.has(folded(c, Mapping::Upper));
        }
        found != self.negated
    }

    fn has(&self, c: char) -> bool {
        self.items.iter().any(|item| match item {
            SetItem::Char(other) => *other == c,
            SetItem::Range(low, high) => (*low..=*high).contains(&c),
            SetItem::Class(class, negated) => class.has(c, self.flags.ascii) != *negated,
        })
    }
}

/// How a repetition chooses its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greed {
    Greedy,
    Lazy,
    Possessive,
}

/// A place where nothing is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    LineStart,
    /// At the end, or before a newline there.
    End,
    LineEnd,
    AbsoluteEnd,
    WordEdge {
        ascii: bool,
        negated: bool,
    },
}

/// A node of the syntax tree.
#[derive(Clone, Debug)]
pub enum Node {
    Char { c: char, ignore_case: bool },
    Any { newline: bool },
    Set(Box<Set>),
    Anchor(Anchor),
    Group { number: Option<usize>, node: Box<Node> },
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: u32, greed: Greed },
    Back { group: usize, ignore_case: bool },
    Look { node: Box<Node>, behind: bool, negated: bool },
    If { group: usize, yes: Box<Node>, no: Box<Node> },
    Atomic(Box<Node>),
}

/// Stands for no upper limit of a repetition.
pub const ENDLESS: u32 = u32::MAX;

impl Node {
    /// Fewest and most characters that it matches.
    pub fn width(&self) -> (u64, u64) {
        match self {
            Self::Char { .. } | Self::Any { .. } | Self::Set(_) => (1, 1),
            Self::Anchor(_) | Self::Look { .. } => (0, 0),
            Self::Group { node, .. } | Self::Atomic(node) => node.width(),
            Self::Concat(nodes) => nodes
                .iter()
                .map(Self::width)
                .fold((0, 0), |sum, width| (sum.0.saturating_add(width.0), sum.1.saturating_add(width.1))),
            Self::Either(nodes) => {
                let widths = || nodes.iter().map(Self::width);
                (widths().map(|width| width.0).min().unwrap_or(0), widths().map(|width| width.1).max().unwrap_or(0))
            }
            Self::Repeat { node, min, max, .. } => {
                let (low, high) = node.width();
                let most = if *max == ENDLESS && high > 0 { u64::MAX } else { high.saturating_mul(u64::from(*max)) };
                (low.saturating_mul(u64::from(*min)), most)
            }
            Self::Back { .. } => (0, u64::MAX),
            Self::If { yes, no, .. } => {
                let (yes, no) = (yes.width(), no.width());
                (yes.0.min(no.0), yes.1.max(no.1))
            }
        }
    }
}
