//! The backtracking matcher. Every step counts as fuel, so that no pattern runs for ever.

use value::{CallCx, ExcKind, Raised};

use crate::re::program::{One, Program, Step};
use crate::re::syntax::{Anchor, Class, ENDLESS, Greed, same_letter};

/// A text by character positions.
pub trait Text {
    fn len(&self) -> usize;
    fn at(&self, at: usize) -> char;
}

impl Text for [u8] {
    fn len(&self) -> usize {
        <[u8]>::len(self)
    }
    #[inline]
    fn at(&self, at: usize) -> char {
        char::from(self[at])
    }
}

impl Text for [char] {
    fn len(&self) -> usize {
        <[char]>::len(self)
    }
    #[inline]
    fn at(&self, at: usize) -> char {
        self[at]
    }
}

/// Begin and end of every group, in characters, and at the end the number of the group closed last; `usize::MAX` where
/// a group took no part.
pub type Spans = Vec<usize>;

pub const UNSET: usize = usize::MAX;

/// Where and how a match is looked for.
#[derive(Clone, Copy)]
pub struct Search {
    pub start: usize,
    pub end: usize,
    /// Whether the match must begin at `start`.
    pub at_start: bool,
    /// Whether it must end at `end`.
    pub whole: bool,
    /// Whether an empty match at `start` does not count.
    pub must_advance: bool,
}

enum Undo {
    /// Go on there.
    Branch {
        step: usize,
        at: usize,
    },
    Span {
        slot: usize,
        old: usize,
    },
    Round {
        round: usize,
        old: usize,
    },
    /// Give back one character of a run, down to `least`.
    Run {
        step: usize,
        at: usize,
        least: usize,
    },
    /// Take one more character of a lazy run, up to `left` more.
    Lazy {
        step: usize,
        at: usize,
        left: u32,
    },
}

/// More choices left open than this end the search.
const MAX_UNDO: usize = 4_000_000;

struct Matcher<'a, T: Text + ?Sized> {
    program: &'a Program,
    text: &'a T,
    /// The text ends here for this search.
    end: usize,
    spans: Spans,
    rounds: Vec<usize>,
    undo: Vec<Undo>,
    n_steps: u64,
    whole: bool,
    must_not_end_at: usize,
}

/// The first match, if there is one.
pub fn search<T: Text + ?Sized>(
    program: &Program,
    text: &T,
    search: Search,
    cx: &mut CallCx,
) -> Result<Option<Spans>, Raised> {
    let mut matcher = Matcher {
        program,
        text,
        end: search.end.min(text.len()),
        spans: vec![UNSET; 2 * (program.n_groups + 1) + 1],
        rounds: vec![UNSET; program.n_rounds],
        undo: Vec::new(),
        n_steps: 0,
        whole: search.whole,
        must_not_end_at: UNSET,
    };
    let mut start = search.start;
    let outcome = loop {
        if start > matcher.end {
            break Ok(None);
        }
        if !search.at_start
            && let Some(first) = &program.first
        {
            match (start..matcher.end).find(|at| is(first, text.at(*at))) {
                Some(at) => start = at,
                None => break Ok(None),
            }
        }
        matcher.must_not_end_at = if search.must_advance && start == search.start { start } else { UNSET };
        matcher.spans.fill(UNSET);
        match matcher.run(0, start, cx) {
            Ok(Some(end)) => {
                matcher.spans[0] = start;
                matcher.spans[1] = end;
                break Ok(Some(std::mem::take(&mut matcher.spans)));
            }
            Ok(None) => {}
            Err(raised) => break Err(raised),
        }
        if search.at_start || program.anchored {
            break Ok(None);
        }
        start += 1;
        matcher.n_steps += 1;
    };
    cx.burn(matcher.n_steps % 1024)?;
    outcome
}

#[inline]
fn is(one: &One, c: char) -> bool {
    match one {
        One::Char(other) => *other == c,
        One::CharAnyCase(other) => same_letter(*other, c),
        One::Any => true,
        One::AnyButNewline => c != '\n',
        One::Set(set) => set.matches(c),
    }
}

impl<T: Text + ?Sized> Matcher<'_, T> {
    /// Runs from a step until `Matched`; gives where it ended. What was tried before stays untouched.
    fn run(&mut self, step: usize, at: usize, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let floor = self.undo.len();
        let (mut step, mut at) = (step, at);
        let top = step == 0;
        loop {
            self.n_steps += 1;
            if self.n_steps & 1023 == 0 {
                cx.burn(1024)?;
                if self.undo.len() > MAX_UNDO {
                    return Err(Raised::new(ExcKind::MemoryError, String::new()));
                }
            }
            let ok = match &self.program.steps[step] {
                Step::One(one) => {
                    let ok = at < self.end && is(one, self.text.at(at));
                    at += 1;
                    step += 1;
                    ok
                }
                Step::Run { one, min, max, greed } => self.begin_run(&mut step, &mut at, one, *min, *max, *greed),
                Step::Split(first, second) => {
                    self.undo.push(Undo::Branch { step: *second, at });
                    step = *first;
                    true
                }
                Step::Jump(target) => {
                    step = *target;
                    true
                }
                Step::Save(slot) => {
                    self.undo.push(Undo::Span { slot: *slot, old: self.spans[*slot] });
                    self.spans[*slot] = at;
                    if slot % 2 == 1 {
                        let last = self.spans.len() - 1;
                        self.undo.push(Undo::Span { slot: last, old: self.spans[last] });
                        self.spans[last] = slot / 2;
                    }
                    step += 1;
                    true
                }
                Step::Anchor(anchor) => {
                    step += 1;
                    self.holds(*anchor, at)
                }
                Step::Back { group, ignore_case } => {
                    step += 1;
                    match self.repeated(*group, *ignore_case, at) {
                        Some(end) => {
                            at = end;
                            true
                        }
                        None => false,
                    }
                }
                Step::Look { negated, behind, end } => {
                    let (negated, behind, end) = (*negated, *behind, *end);
                    let inner = step + 1;
                    step = end;
                    let from = match behind {
                        Some(width) => at.checked_sub(width),
                        None => Some(at),
                    };
                    let found = match from {
                        Some(from) => self.aside(inner, from, behind.map(|_| at), negated, cx)?,
                        None => false,
                    };
                    found != negated
                }
                Step::Atomic { end } => {
                    let inner = step + 1;
                    step = *end;
                    match self.sealed(inner, at, cx)? {
                        Some(reached) => {
                            at = reached;
                            true
                        }
                        None => false,
                    }
                }
                Step::UnlessGroup(group, target) => {
                    let took_part = self.spans.get(2 * group + 1).is_some_and(|end| *end != UNSET);
                    step = if took_part { step + 1 } else { *target };
                    true
                }
                Step::RoundBegin(round) => {
                    self.undo.push(Undo::Round { round: *round, old: self.rounds[*round] });
                    self.rounds[*round] = at;
                    step += 1;
                    true
                }
                Step::RoundEnd(round, target) => {
                    step = if self.rounds[*round] == at { *target } else { step + 1 };
                    true
                }
                Step::Matched => {
                    let wrong_end = top && (self.whole && at != self.end || at == self.must_not_end_at);
                    if !wrong_end {
                        if top {
                            self.undo.truncate(floor);
                        }
                        return Ok(Some(at));
                    }
                    false
                }
            };
            if !ok && !self.back_up(floor, &mut step, &mut at) {
                return Ok(None);
            }
        }
    }

    /// Goes back to the last choice; `false` if there is none above `floor`.
    fn back_up(&mut self, floor: usize, step: &mut usize, at: &mut usize) -> bool {
        while self.undo.len() > floor {
            match self.undo.pop() {
                Some(Undo::Branch { step: to, at: from }) => {
                    (*step, *at) = (to, from);
                    return true;
                }
                Some(Undo::Span { slot, old }) => self.spans[slot] = old,
                Some(Undo::Round { round, old }) => self.rounds[round] = old,
                Some(Undo::Run { step: to, at: from, least }) => {
                    let from = from - 1;
                    if from > least {
                        self.undo.push(Undo::Run { step: to, at: from, least });
                    }
                    (*step, *at) = (to, from);
                    return true;
                }
                Some(Undo::Lazy { step: run, at: from, left }) => {
                    let Step::Run { one, .. } = &self.program.steps[run] else { continue };
                    if from < self.end && is(one, self.text.at(from)) {
                        if left > 1 {
                            let left = if left == ENDLESS { left } else { left - 1 };
                            self.undo.push(Undo::Lazy { step: run, at: from + 1, left });
                        }
                        (*step, *at) = (run + 1, from + 1);
                        return true;
                    }
                }
                None => return false,
            }
        }
        false
    }

    fn begin_run(&mut self, step: &mut usize, at: &mut usize, one: &One, min: u32, max: u32, greed: Greed) -> bool {
        let begin = *at;
        let room = (self.end - begin.min(self.end)).min(max as usize);
        let wanted = if greed == Greed::Lazy { min as usize } else { room };
        let mut taken = 0;
        while taken < wanted.min(room) && is(one, self.text.at(begin + taken)) {
            taken += 1;
        }
        self.n_steps += taken as u64 / 8;
        if taken < min as usize {
            return false;
        }
        *at = begin + taken;
        let run = *step;
        *step += 1;
        match greed {
            Greed::Possessive => {}
            Greed::Lazy => {
                if max > min {
                    let left = if max == ENDLESS { ENDLESS } else { max - min };
                    self.undo.push(Undo::Lazy { step: run, at: *at, left });
                }
            }
            Greed::Greedy => {
                let least = begin + min as usize;
                if *at > least {
                    self.undo.push(Undo::Run { step: *step, at: *at, least });
                }
            }
        }
        true
    }

    /// A program inside the program, without what it left open; groups keep what they took.
    fn sealed(&mut self, step: usize, at: usize, cx: &mut CallCx) -> Result<Option<usize>, Raised> {
        let floor = self.undo.len();
        let reached = self.run(step, at, cx)?;
        if reached.is_some() {
            // Choices go, but what has to be undone for the groups stays.
            let mut kept: Vec<Undo> = self.undo.drain(floor..).collect();
            kept.retain(|undo| matches!(undo, Undo::Span { .. } | Undo::Round { .. }));
            self.undo.append(&mut kept);
        }
        Ok(reached)
    }

    /// Whether a look-around finds its program; one that looks behind must end at `until`.
    fn aside(
        &mut self,
        step: usize,
        from: usize,
        until: Option<usize>,
        negated: bool,
        cx: &mut CallCx,
    ) -> Result<bool, Raised> {
        let outer_end = self.end;
        if let Some(until) = until {
            self.end = until;
        }
        let before = negated.then(|| self.spans.clone());
        let reached = self.sealed(step, from, cx);
        self.end = outer_end;
        if let Some(before) = before {
            self.spans = before;
        }
        Ok(reached?.is_some())
    }

    fn holds(&self, anchor: Anchor, at: usize) -> bool {
        let newline = |at: usize| self.text.at(at) == '\n';
        match anchor {
            Anchor::Start => at == 0,
            Anchor::LineStart => at == 0 || newline(at - 1),
            Anchor::End => at == self.end || (at + 1 == self.end && newline(at)),
            Anchor::LineEnd => at == self.end || newline(at),
            Anchor::AbsoluteEnd => at == self.end,
            Anchor::WordEdge { ascii, negated } => {
                let word = |at: usize| Class::Word.has(self.text.at(at), ascii);
                if self.end == 0 {
                    return false;
                }
                let before = at > 0 && word(at - 1);
                let after = at < self.end && word(at);
                (before != after) != negated
            }
        }
    }

    /// Where a repetition of a group's text ends.
    fn repeated(&self, group: usize, ignore_case: bool, at: usize) -> Option<usize> {
        let (begin, end) = (self.spans[2 * group], self.spans[2 * group + 1]);
        if begin == UNSET || end == UNSET {
            return None;
        }
        let length = end.saturating_sub(begin);
        if at + length > self.end {
            return None;
        }
        let same = (0..length).all(|i| {
            let (a, b) = (self.text.at(begin + i), self.text.at(at + i));
            a == b || (ignore_case && same_letter(a, b))
        });
        same.then_some(at + length)
    }
}
