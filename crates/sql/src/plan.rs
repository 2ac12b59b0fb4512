//! `Plan`: a query whose names and types are settled, as a tree of operators.

use std::rc::Rc;

use value::CallCx;

use crate::datum::Row;
use crate::error::{Failure, SqlError};
use crate::expr::{Attr, Expr};
use crate::types::{DataType, Field, Schema};

/// Most levels of operators; Spark itself ends with a stack overflow somewhere.
pub const MAX_DEPTH: usize = 200;

/// Rows that come from outside: an RDD, files.
pub trait Source {
    /// The rows of every partition.
    ///
    /// Errors: what functions of the program raise on the way.
    fn partitions(&self, cx: &mut CallCx) -> Result<Vec<Vec<Row>>, Failure>;
    /// The number of partitions, where it is known before.
    fn n_partitions(&self) -> usize;
}

/// Which rows a join gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    Inner,
    Cross,
    Left,
    Right,
    Full,
    Semi,
    Anti,
}

/// What is done with rows that are in both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOp {
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

/// How rows are put into other partitions.
#[derive(Clone)]
pub enum Repartition {
    RoundRobin(usize),
    Hash(Vec<Expr>, Option<usize>),
    Range(Vec<Expr>, Option<usize>),
    Coalesce(usize),
}

/// An operator with what it works on.
pub enum Node {
    Scan(Rc<dyn Source>),
    /// Rows that are written in the query; they make the given number of partitions.
    Local(Vec<Row>),
    Range {
        start: i64,
        end: i64,
        step: i64,
        n_partitions: usize,
    },
    Project(Vec<Expr>, PlanRef),
    Filter(Expr, PlanRef),
    /// Results are computed from groups: keys and aggregates are inside of them.
    Aggregate {
        keys: Vec<Expr>,
        results: Vec<Expr>,
        child: PlanRef,
    },
    /// Orders are [`Expr::Order`]s.
    Sort {
        orders: Vec<Expr>,
        is_global: bool,
        child: PlanRef,
    },
    Limit(usize, PlanRef),
    Offset(usize, PlanRef),
    Tail(usize, PlanRef),
    Union(Vec<PlanRef>),
    Join {
        left: PlanRef,
        right: PlanRef,
        kind: JoinKind,
        on: Option<Expr>,
        is_broadcast: bool,
    },
    SetOp(SetOp, PlanRef, PlanRef),
    /// A row for each item of an array or map.
    Generate {
        input: Expr,
        has_position: bool,
        is_outer: bool,
        child: PlanRef,
    },
    /// Each expression is an [`Expr::Over`]; its values are added behind the row.
    Window(Vec<Expr>, PlanRef),
    Repartition(Repartition, PlanRef),
    Sample {
        fraction: f64,
        seed: u64,
        child: PlanRef,
    },
    /// One row for each grouping set: the child's columns, with nulls where the set lacks a key.
    Expand {
        sets: Vec<Vec<Expr>>,
        child: PlanRef,
    },
    /// The same rows under another name.
    Renamed(PlanRef),
    /// A query without tables.
    OneRow,
}

pub type PlanRef = Rc<Plan>;

/// An operator and the columns that it gives.
pub struct Plan {
    pub node: Node,
    pub output: Vec<Attr>,
    pub depth: usize,
}

impl Plan {
    /// Errors: a tree that is too deep.
    pub fn new(node: Node, output: Vec<Attr>) -> Result<PlanRef, SqlError> {
        let depth = 1 + node.children().into_iter().map(|child| child.depth).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return Err(SqlError::classed(
                crate::error::ErrorKind::Task("java.lang.StackOverflowError"),
                "",
                "the query is nested too deeply",
            ));
        }
        Ok(Rc::new(Self { node, output, depth }))
    }

    pub fn schema(&self) -> Schema {
        self.output.iter().map(Attr::field).collect::<Vec<Field>>().into()
    }

    pub fn types(&self) -> Vec<DataType> {
        self.output.iter().map(|attr| attr.data_type.clone()).collect()
    }
}

impl Node {
    /// What it works on, from left to right.
    pub fn children(&self) -> Vec<&PlanRef> {
        match self {
            Self::Scan(_) | Self::Local(_) | Self::Range { .. } | Self::OneRow => Vec::new(),
            Self::Project(_, child)
            | Self::Filter(_, child)
            | Self::Limit(_, child)
            | Self::Offset(_, child)
            | Self::Tail(_, child)
            | Self::Window(_, child)
            | Self::Repartition(_, child)
            | Self::Renamed(child)
            | Self::Aggregate { child, .. }
            | Self::Sort { child, .. }
            | Self::Generate { child, .. }
            | Self::Expand { child, .. }
            | Self::Sample { child, .. } => vec![child],
            Self::Union(children) => children.iter().collect(),
            Self::Join { left, right, .. } | Self::SetOp(_, left, right) => vec![left, right],
        }
    }
}
