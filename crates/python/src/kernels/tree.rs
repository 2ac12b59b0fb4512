//! Functions as one expression over their parameters: what is computed, without how.

use std::rc::Rc;

use value::object::BinaryOp;
use value::{Str, Value};

use crate::ast::{Comparison, Conversion};
use crate::ops::UnaryOp;

/// A function without effects: its result for given arguments, statements and all.
pub struct Formula {
    pub n_params: usize,
    /// It gives a list of what a generator yields.
    pub is_generator: bool,
    /// How many intermediate results are kept while it is computed.
    pub n_slots: usize,
    /// Whether exceptions are handled, which is not part of it.
    pub has_handlers: bool,
    pub body: Node,
}

/// An expression. Variables are gone: each is a parameter or the slot of what was assigned last.
#[derive(Clone)]
pub enum Node {
    Param(usize),
    Slot(usize),
    /// A list that only one variable holds.
    ListSlot(usize),
    Literal(Value),
    /// A module variable, or the built-in of that name.
    Global(Str),
    /// A built-in of that name, whatever happens at run time.
    Builtin(Str),
    /// A variable of an enclosing function.
    Free(usize),
    /// Computes the first into the slot, then the second.
    Let(usize, Rc<[Self; 2]>),
    /// Test, then, else.
    If(Rc<[Self; 3]>),
    Tuple(Rc<[Self]>),
    List(Rc<[Self]>),
    Binary(BinaryOp, Rc<[Self; 2]>),
    /// `a += b`, of what cannot be changed.
    InPlace(BinaryOp, Rc<[Self; 2]>),
    Unary(UnaryOp, Rc<Self>),
    Not(Rc<Self>),
    Compare(Comparison, Rc<[Self; 2]>),
    /// `container[key]`.
    Item(Rc<[Self; 2]>),
    /// An f-string.
    Format(Rc<[Piece]>),
    /// The receiver, then the arguments.
    Method(Str, Rc<[Self]>),
    /// The function, then the arguments.
    Call(Rc<[Self]>),
    /// `[item for slot in iter if condition]`.
    ListOf(Rc<ListOf>),
    /// The items of two lists.
    Concat(Rc<[Self; 2]>),
    /// A loop, and what comes after it.
    Repeat(Rc<Repeat>),
}

/// A piece of an f-string.
pub enum Piece {
    Text(Str),
    /// A value, its conversion, its format specification.
    Value(Node, Conversion, Str),
}

pub struct ListOf {
    pub iter: Node,
    pub slot: usize,
    pub condition: Option<Node>,
    pub item: Node,
}

/// `for item in iter: …` whose body gives new values to some variables.
pub struct Repeat {
    pub iter: Node,
    /// Where the body finds the item.
    pub item: usize,
    /// The variables' slots, and what they are before the loop.
    pub carried: Vec<(usize, Node)>,
    /// The place among them of the one that is not 0 once a row has left the loop early.
    pub status: Option<usize>,
    /// A tuple: what the variables are after one item.
    pub body: Node,
    /// What is computed after the loop.
    pub rest: Node,
}

impl Node {
    /// Whether computing it twice costs nothing and gives the very same.
    pub fn is_atom(&self) -> bool {
        matches!(
            self,
            Self::Param(_) | Self::Slot(_) | Self::ListSlot(_) | Self::Literal(_) | Self::Global(_) | Self::Free(_)
        )
    }

    /// Whether it is `[]`.
    pub fn is_empty_list(&self) -> bool {
        matches!(self, Self::List(items) if items.is_empty())
    }

    /// Whether it is a list that nothing but the variable that is set to it holds.
    pub fn is_own_list(&self) -> bool {
        matches!(self, Self::List(_) | Self::ListSlot(_))
    }

    /// The expressions that it is made of.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Param(_)
            | Self::Slot(_)
            | Self::ListSlot(_)
            | Self::Literal(_)
            | Self::Global(_)
            | Self::Builtin(_)
            | Self::Free(_) => Vec::new(),
            Self::Let(_, parts)
            | Self::Binary(_, parts)
            | Self::InPlace(_, parts)
            | Self::Compare(_, parts)
            | Self::Concat(parts)
            | Self::Item(parts) => parts.iter().collect(),
            Self::If(parts) => parts.iter().collect(),
            Self::Tuple(parts) | Self::List(parts) | Self::Method(_, parts) | Self::Call(parts) => {
                parts.iter().collect()
            }
            Self::Format(pieces) => {
                let values = pieces.iter().filter_map(|piece| match piece {
                    Piece::Value(value, ..) => Some(value),
                    Piece::Text(_) => None,
                });
                values.collect()
            }
            Self::Unary(_, part) | Self::Not(part) => vec![part],
            Self::ListOf(list) => [&list.iter, &list.item].into_iter().chain(&list.condition).collect(),
            Self::Repeat(node) => {
                let before = node.carried.iter().map(|(_, before)| before);
                [&node.iter, &node.body, &node.rest].into_iter().chain(before).collect()
            }
        }
    }
}
