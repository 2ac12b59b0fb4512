//! `Expr`: an expression, as it was written and as it was resolved.

use std::rc::Rc;

use value::{CallCx, Raised};

use crate::datum::Datum;
use crate::functions::Function;
use crate::functions::aggregates::AggFunction;
use crate::types::{DataType, Field};

/// A column of a plan's output; its number stays the same wherever it goes.
#[derive(Clone, Debug)]
pub struct Attr {
    pub id: u32,
    pub name: Rc<str>,
    /// The name of the table, view or subquery that it is taken from.
    pub qualifier: Option<Rc<str>>,
    pub data_type: DataType,
    pub is_nullable: bool,
}

impl Attr {
    pub fn field(&self) -> Field {
        Field { name: Rc::clone(&self.name), data_type: self.data_type.clone(), is_nullable: self.is_nullable }
    }
}

/// Why a cast is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastKind {
    Asked,
    /// Made by the analyzer; names do not show it.
    Implied,
}

/// Where a sort puts values and nulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction {
    pub is_ascending: bool,
    pub nulls_first: bool,
}

impl Direction {
    pub const ASCENDING: Self = Self { is_ascending: true, nulls_first: true };
    pub const DESCENDING: Self = Self { is_ascending: false, nulls_first: false };
}

/// A function of the program's own.
pub trait Udf {
    fn name(&self) -> &str;
    fn return_type(&self) -> &DataType;
    /// Calls it on one row.
    ///
    /// Errors: what the function raises.
    fn call(&self, args: &[Datum], types: &[DataType], cx: &mut CallCx) -> Result<Datum, Raised>;
}

/// A resolved call of an aggregate function.
#[derive(Clone)]
pub struct AggCall {
    pub function: &'static AggFunction,
    pub args: Vec<Expr>,
    pub is_distinct: bool,
    pub data_type: DataType,
    /// `first(x, true)`.
    pub ignores_nulls: bool,
}

/// `OVER (PARTITION BY … ORDER BY … ROWS BETWEEN …)`.
#[derive(Clone, Default)]
pub struct WindowSpec {
    pub partition_by: Vec<Expr>,
    /// Each an [`Expr::Order`].
    pub order_by: Vec<Expr>,
    pub frame: Option<Frame>,
}

/// The rows around the current one; `None` is unbounded, 0 the current row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// By position, not by value.
    pub is_rows: bool,
    pub start: Option<i64>,
    pub end: Option<i64>,
}

/// An expression. Names and calls are what was written; the analyzer turns them into the other forms.
#[derive(Clone)]
pub enum Expr {
    Literal(Datum, DataType),
    /// A column by its name, perhaps with a table's or a struct's before it.
    Name(Vec<Rc<str>>),
    Star(Option<Rc<str>>),
    Attr(Attr),
    /// The column at a position of the row that is looked at.
    Slot(usize, DataType, bool),
    Alias(Box<Expr>, Vec<Rc<str>>),
    Cast(Box<Expr>, DataType, CastKind),
    /// A function or operator by its name.
    Call {
        name: Rc<str>,
        args: Vec<Expr>,
        is_distinct: bool,
    },
    /// A resolved call.
    Apply {
        function: &'static Function,
        args: Vec<Expr>,
        data_type: DataType,
        is_nullable: bool,
        shown: Option<Rc<str>>,
    },
    Case {
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Udf {
        udf: Rc<dyn Udf>,
        args: Vec<Expr>,
    },
    Aggregate(Box<AggCall>),
    Over(Box<Expr>, Box<WindowSpec>),
    Order(Box<Expr>, Direction),
    /// A function of elements, `x -> x + 1`.
    Lambda(Vec<Rc<str>>, Box<Expr>),
    /// A parameter of a lambda: its number, name and type.
    Parameter(u32, Rc<str>, DataType),
}

impl Expr {
    pub fn call(name: &str, args: Vec<Self>) -> Self {
        Self::Call { name: name.into(), args, is_distinct: false }
    }

    pub fn name(text: &str) -> Self {
        Self::Name(vec![text.into()])
    }

    pub fn int(number: i32) -> Self {
        Self::Literal(Datum::Int(i64::from(number)), DataType::Int)
    }

    pub fn str(text: &str) -> Self {
        Self::Literal(Datum::str(text), DataType::String)
    }

    pub fn alias(self, name: &str) -> Self {
        Self::Alias(Box::new(self), vec![name.into()])
    }

    pub fn cast(self, data_type: DataType, kind: CastKind) -> Self {
        Self::Cast(Box::new(self), data_type, kind)
    }

    /// The expressions inside, in order.
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Literal(..)
            | Self::Name(_)
            | Self::Star(_)
            | Self::Attr(_)
            | Self::Slot(..)
            | Self::Parameter(..) => Vec::new(),
            Self::Alias(inner, _) | Self::Cast(inner, ..) | Self::Order(inner, _) | Self::Lambda(_, inner) => {
                vec![inner]
            }
            Self::Call { args, .. } | Self::Apply { args, .. } | Self::Udf { args, .. } => args.iter().collect(),
            Self::Case { branches, otherwise } => {
                branches.iter().flat_map(|(when, then)| [when, then]).chain(otherwise.as_deref()).collect()
            }
            Self::Aggregate(call) => call.args.iter().collect(),
            Self::Over(inner, spec) => {
                std::iter::once(&**inner).chain(&spec.partition_by).chain(&spec.order_by).collect()
            }
        }
    }

    /// The same expression with each inner one changed.
    ///
    /// Errors: the first that `change` gives.
    pub fn map_children<E>(&self, change: &mut dyn FnMut(&Self) -> Result<Self, E>) -> Result<Self, E> {
        let mut all = |args: &[Self]| args.iter().map(&mut *change).collect::<Result<Vec<Self>, E>>();
        Ok(match self {
            Self::Literal(..)
            | Self::Name(_)
            | Self::Star(_)
            | Self::Attr(_)
            | Self::Slot(..)
            | Self::Parameter(..) => self.clone(),
            Self::Alias(inner, names) => Self::Alias(Box::new(change(inner)?), names.clone()),
            Self::Cast(inner, data_type, kind) => Self::Cast(Box::new(change(inner)?), data_type.clone(), *kind),
            Self::Order(inner, direction) => Self::Order(Box::new(change(inner)?), *direction),
            Self::Lambda(names, inner) => Self::Lambda(names.clone(), Box::new(change(inner)?)),
            Self::Call { name, args, is_distinct } => {
                Self::Call { name: Rc::clone(name), args: all(args)?, is_distinct: *is_distinct }
            }
            Self::Apply { function, args, data_type, is_nullable, shown } => {
                let (args, data_type) = (all(args)?, data_type.clone());
                Self::Apply { function, args, data_type, is_nullable: *is_nullable, shown: shown.clone() }
            }
            Self::Udf { udf, args } => Self::Udf { udf: Rc::clone(udf), args: all(args)? },
            Self::Case { branches, otherwise } => {
                let mut changed = Vec::with_capacity(branches.len());
                for (when, then) in branches {
                    changed.push((change(when)?, change(then)?));
                }
                let otherwise = match otherwise {
                    Some(inner) => Some(Box::new(change(inner)?)),
                    None => None,
                };
                Self::Case { branches: changed, otherwise }
            }
            Self::Aggregate(call) => {
                let args = all(&call.args)?;
                Self::Aggregate(Box::new(AggCall { args, ..(**call).clone() }))
            }
            Self::Over(inner, spec) => {
                let inner = change(inner)?;
                let mut all = |args: &[Self]| args.iter().map(&mut *change).collect::<Result<Vec<Self>, E>>();
                let (partition_by, order_by) = (all(&spec.partition_by)?, all(&spec.order_by)?);
                Self::Over(Box::new(inner), Box::new(WindowSpec { partition_by, order_by, frame: spec.frame }))
            }
        })
    }

    /// Whether `is_wanted` holds for it or for one inside.
    pub fn any(&self, is_wanted: &dyn Fn(&Self) -> bool) -> bool {
        is_wanted(self) || self.children().into_iter().any(|inner| inner.any(is_wanted))
    }

    /// Nested levels, for limits.
    pub fn depth(&self) -> usize {
        1 + self.children().into_iter().map(Self::depth).max().unwrap_or(0)
    }

    /// Whether an aggregate function is used outside of a window.
    pub fn has_aggregate(&self) -> bool {
        match self {
            Self::Aggregate(_) => true,
            Self::Over(inner, spec) => {
                let is_inside = inner.children().into_iter().any(Self::has_aggregate);
                is_inside || spec.partition_by.iter().chain(&spec.order_by).any(Self::has_aggregate)
            }
            other => other.children().into_iter().any(Self::has_aggregate),
        }
    }

    /// The type of a resolved expression.
    pub fn data_type(&self) -> DataType {
        match self {
            Self::Literal(_, data_type) | Self::Slot(_, data_type, _) | Self::Cast(_, data_type, _) => {
                data_type.clone()
            }
            Self::Parameter(_, _, data_type) | Self::Apply { data_type, .. } => data_type.clone(),
            Self::Attr(attr) => attr.data_type.clone(),
            Self::Alias(inner, _) | Self::Order(inner, _) | Self::Over(inner, _) | Self::Lambda(_, inner) => {
                inner.data_type()
            }
            Self::Case { branches, .. } => branches.first().map_or(DataType::Null, |(_, then)| then.data_type()),
            Self::Udf { udf, .. } => udf.return_type().clone(),
            Self::Aggregate(call) => call.data_type.clone(),
            Self::Call { name, args, .. } => crate::analyze::window_type(name, args),
            Self::Name(_) | Self::Star(_) => DataType::Null,
        }
    }

    /// Whether a resolved expression may be null.
    pub fn is_nullable(&self) -> bool {
        match self {
            Self::Literal(datum, _) => datum.is_null(),
            Self::Attr(attr) => attr.is_nullable,
            Self::Slot(_, _, is_nullable) | Self::Apply { is_nullable, .. } => *is_nullable,
            Self::Alias(inner, _) | Self::Order(inner, _) | Self::Over(inner, _) | Self::Lambda(_, inner) => {
                inner.is_nullable()
            }
            Self::Cast(inner, to, _) => inner.is_nullable() || crate::cast::may_fail(&inner.data_type(), to),
            Self::Case { branches, otherwise } => {
                otherwise.as_ref().is_none_or(|inner| inner.is_nullable())
                    || branches.iter().any(|(_, then)| then.is_nullable())
            }
            Self::Aggregate(call) => call.function.is_nullable,
            Self::Udf { .. } | Self::Parameter(..) => true,
            Self::Name(_) | Self::Star(_) | Self::Call { .. } => true,
        }
    }

    /// Whether both compute the same, as the analyzer compares what is grouped by.
    pub fn is_same(&self, other: &Self) -> bool {
        let same_parts = || {
            let (own, others) = (self.children(), other.children());
            own.len() == others.len() && own.into_iter().zip(others).all(|(own, other)| own.is_same(other))
        };
        match (self, other) {
            (Self::Alias(inner, _), other) => inner.is_same(other),
            (own, Self::Alias(inner, _)) => own.is_same(inner),
            (Self::Attr(a), Self::Attr(b)) => a.id == b.id,
            (Self::Slot(a, ..), Self::Slot(b, ..)) => a == b,
            (Self::Parameter(a, ..), Self::Parameter(b, ..)) => a == b,
            (Self::Literal(a, x), Self::Literal(b, y)) => {
                x == y
                    && a.is_null() == b.is_null()
                    && crate::datum::key_of(std::slice::from_ref(a)) == crate::datum::key_of(std::slice::from_ref(b))
            }
            (Self::Cast(_, x, _), Self::Cast(_, y, _)) => x == y && same_parts(),
            (Self::Apply { function: f, .. }, Self::Apply { function: g, .. }) => f.name == g.name && same_parts(),
            (Self::Udf { udf: f, .. }, Self::Udf { udf: g, .. }) => Rc::ptr_eq(f, g) && same_parts(),
            (Self::Case { branches: a, .. }, Self::Case { branches: b, .. }) => a.len() == b.len() && same_parts(),
            (Self::Aggregate(a), Self::Aggregate(b)) => {
                a.function.name == b.function.name
                    && a.is_distinct == b.is_distinct
                    && a.ignores_nulls == b.ignores_nulls
                    && same_parts()
            }
            (Self::Call { name: a, .. }, Self::Call { name: b, .. }) => a == b && same_parts(),
            (Self::Order(_, a), Self::Order(_, b)) => a == b && same_parts(),
            (Self::Over(_, a), Self::Over(_, b)) => {
                a.frame == b.frame && a.partition_by.len() == b.partition_by.len() && same_parts()
            }
            _ => false,
        }
    }
}
