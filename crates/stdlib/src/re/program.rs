//! Syntax trees as programs for the matcher.

use crate::re::parse::Problem;
use crate::re::syntax::{Anchor, ENDLESS, Greed, Node, Set};

/// What matches exactly one character.
#[derive(Clone, Debug)]
pub enum One {
    Char(char),
    CharAnyCase(char),
    Any,
    AnyButNewline,
    Set(Box<Set>),
}

/// One step of the matcher. Targets are positions in the program.
#[derive(Clone, Debug)]
pub enum Step {
    One(One),
    /// As many as possible of one kind of character; `possessive` ones are never given back.
    Run {
        one: One,
        min: u32,
        max: u32,
        greed: Greed,
    },
    /// Tries the first target, then the second.
    Split(usize, usize),
    Jump(usize),
    /// Remembers the position as the begin (even) or end (odd) of a group.
    Save(usize),
    Anchor(Anchor),
    Back {
        group: usize,
        ignore_case: bool,
    },
    /// The program up to `end` is looked for here, or `width` characters before.
    Look {
        negated: bool,
        behind: Option<usize>,
        end: usize,
    },
    Atomic {
        end: usize,
    },
    /// Goes to the target unless the group took part.
    UnlessGroup(usize, usize),
    /// Remembers where a round of a loop began.
    RoundBegin(usize),
    /// Leaves the loop if the round matched nothing.
    RoundEnd(usize, usize),
    Matched,
}

/// A compiled pattern.
pub struct Program {
    pub steps: Vec<Step>,
    pub n_groups: usize,
    pub n_rounds: usize,
    /// What the first character must be, when that is known.
    pub first: Option<One>,
    /// Whether it can only match where the search begins.
    pub anchored: bool,
}

/// More steps than this are refused.
const MAX_STEPS: usize = 200_000;

struct Compiler {
    steps: Vec<Step>,
    n_rounds: usize,
}

/// Compiles a syntax tree.
pub fn compile(node: &Node, n_groups: usize) -> Result<Program, Problem> {
    let mut compiler = Compiler { steps: Vec::new(), n_rounds: 0 };
    compiler.node(node)?;
    compiler.steps.push(Step::Matched);
    let first = first_of(node);
    let anchored = is_anchored(node);
    Ok(Program { steps: compiler.steps, n_groups, n_rounds: compiler.n_rounds, first, anchored })
}

fn is_anchored(node: &Node) -> bool {
    match node {
        Node::Anchor(Anchor::Start) => true,
        Node::Concat(nodes) => nodes.first().is_some_and(is_anchored),
        Node::Group { node, .. } => is_anchored(node),
        _ => false,
    }
}

/// What every match begins with, if that is one kind of character.
fn first_of(node: &Node) -> Option<One> {
    match node {
        Node::Char { .. } | Node::Set(_) | Node::Any { .. } => one_of(node),
        Node::Group { node, .. } | Node::Atomic(node) => first_of(node),
        Node::Concat(nodes) => nodes.first().and_then(first_of),
        Node::Repeat { node, min, .. } if *min > 0 => first_of(node),
        _ => None,
    }
}

fn one_of(node: &Node) -> Option<One> {
    Some(match node {
        Node::Char { c, ignore_case: false } => One::Char(*c),
        Node::Char { c, ignore_case: true } => One::CharAnyCase(*c),
        Node::Any { newline: true } => One::Any,
        Node::Any { newline: false } => One::AnyButNewline,
        Node::Set(set) => One::Set(set.clone()),
        _ => return None,
    })
}

impl Compiler {
    fn push(&mut self, step: Step) -> Result<usize, Problem> {
        if self.steps.len() >= MAX_STEPS {
            return Err(Problem { message: "pattern is too large".into(), at: 0 });
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    fn node(&mut self, node: &Node) -> Result<(), Problem> {
        match node {
            Node::Char { .. } | Node::Any { .. } | Node::Set(_) => {
                if let Some(one) = one_of(node) {
                    self.push(Step::One(one))?;
                }
            }
            Node::Anchor(anchor) => {
                self.push(Step::Anchor(*anchor))?;
            }
            Node::Group { number: None, node } => self.node(node)?,
            Node::Group { number: Some(number), node } => {
                self.push(Step::Save(2 * number))?;
                self.node(node)?;
                self.push(Step::Save(2 * number + 1))?;
            }
            Node::Concat(nodes) => {
                for node in nodes {
                    self.node(node)?;
                }
            }
            Node::Either(branches) => self.either(branches)?,
            Node::Repeat { node, min, max, greed } => self.repeat(node, *min, *max, *greed)?,
            Node::Back { group, ignore_case } => {
                self.push(Step::Back { group: *group, ignore_case: *ignore_case })?;
            }
            Node::Look { node, behind, negated } => {
                let behind = behind.then(|| node.width().0 as usize);
                let at = self.push(Step::Look { negated: *negated, behind, end: 0 })?;
                self.node(node)?;
                self.push(Step::Matched)?;
                let end = self.steps.len();
                self.steps[at] = Step::Look { negated: *negated, behind, end };
            }
            Node::Atomic(node) => self.atomic(|compiler| compiler.node(node))?,
            Node::If { group, yes, no } => {
                let test = self.push(Step::UnlessGroup(*group, 0))?;
                self.node(yes)?;
                let jump = self.push(Step::Jump(0))?;
                self.steps[test] = Step::UnlessGroup(*group, self.steps.len());
                self.node(no)?;
                self.steps[jump] = Step::Jump(self.steps.len());
            }
        }
        Ok(())
    }

    fn atomic(&mut self, body: impl FnOnce(&mut Self) -> Result<(), Problem>) -> Result<(), Problem> {
        let at = self.push(Step::Atomic { end: 0 })?;
        body(self)?;
        self.push(Step::Matched)?;
        self.steps[at] = Step::Atomic { end: self.steps.len() };
        Ok(())
    }

    fn either(&mut self, branches: &[Node]) -> Result<(), Problem> {
        let mut jumps = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            if at + 1 == branches.len() {
                self.node(branch)?;
                break;
            }
            let split = self.push(Step::Split(0, 0))?;
            self.node(branch)?;
            jumps.push(self.push(Step::Jump(0))?);
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        for jump in jumps {
            self.steps[jump] = Step::Jump(self.steps.len());
        }
        Ok(())
    }

    fn repeat(&mut self, node: &Node, min: u32, max: u32, greed: Greed) -> Result<(), Problem> {
        if let Some(one) = one_of(node) {
            self.push(Step::Run { one, min, max, greed })?;
            return Ok(());
        }
        if greed == Greed::Possessive {
            return self.atomic(|compiler| compiler.repeat(node, min, max, Greed::Greedy));
        }
        for _ in 0..min {
            self.node(node)?;
        }
        if max == ENDLESS {
            return self.endless(node, greed);
        }
        let mut splits = Vec::new();
        for _ in min..max {
            splits.push(self.push(Step::Split(0, 0))?);
            self.node(node)?;
        }
        let end = self.steps.len();
        for split in splits {
            self.steps[split] = choice(greed, split + 1, end);
        }
        Ok(())
    }

    /// `L: split body, end; body; jump L`, with a check against rounds that match nothing.
    fn endless(&mut self, node: &Node, greed: Greed) -> Result<(), Problem> {
        let may_be_empty = node.width().0 == 0;
        let split = self.push(Step::Split(0, 0))?;
        let round = self.n_rounds;
        if may_be_empty {
            self.n_rounds += 1;
            self.push(Step::RoundBegin(round))?;
        }
        self.node(node)?;
        let check = may_be_empty.then(|| self.push(Step::RoundEnd(round, 0))).transpose()?;
        self.push(Step::Jump(split))?;
        let end = self.steps.len();
        self.steps[split] = choice(greed, split + 1, end);
        if let Some(check) = check {
            self.steps[check] = Step::RoundEnd(round, end);
        }
        Ok(())
    }
}

fn choice(greed: Greed, body: usize, end: usize) -> Step {
    if greed == Greed::Lazy { Step::Split(end, body) } else { Step::Split(body, end) }
}
