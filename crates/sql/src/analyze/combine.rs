//! Joins, unions and other operators of two plans.

use std::rc::Rc;

use super::{Scope, scope_of};
use crate::coerce::{self, Text};
use crate::error::{SqlError, quoted};
use crate::expr::{Attr, Expr};
use crate::plan::{JoinKind, Node, Plan, PlanRef, SetOp};
use crate::session::Session;
use crate::types::DataType;

/// How the rows of a join are matched.
pub enum JoinOn {
    Nothing,
    /// Columns of the same name on both sides, which come out once.
    Using(Vec<String>),
    Condition(Expr),
}

/// The kind of a join by its name in the DataFrame API.
///
/// Errors: a name that is none.
pub fn join_kind(name: &str) -> Result<JoinKind, SqlError> {
    Ok(match name.to_lowercase().replace('_', "").as_str() {
        "inner" => JoinKind::Inner,
        "cross" => JoinKind::Cross,
        "left" | "leftouter" => JoinKind::Left,
        "right" | "rightouter" => JoinKind::Right,
        "full" | "outer" | "fullouter" => JoinKind::Full,
        "semi" | "leftsemi" => JoinKind::Semi,
        "anti" | "leftanti" => JoinKind::Anti,
        _ => {
            return Err(SqlError {
                kind: crate::error::ErrorKind::IllegalArgument,
                class: "",
                message: format!(
                    "Unsupported join type '{name}'. Supported join types include: 'inner', 'outer', 'full', 'fullouter', 'full_outer', 'leftouter', 'left', 'left_outer', 'rightouter', 'right', 'right_outer', 'leftsemi', 'left_semi', 'semi', 'leftanti', 'left_anti', 'anti', 'cross'."
                ),
                about: None,
            });
        }
    })
}

fn nullable(attrs: &[Attr]) -> Vec<Attr> {
    attrs.iter().map(|attr| Attr { is_nullable: true, ..attr.clone() }).collect()
}

impl Session {
    /// `left.join(right, on, kind)`.
    ///
    /// Errors: as [`Session::resolve`]; columns to join by that one side does not have.
    pub fn join(
        &self,
        left: &PlanRef,
        right: &PlanRef,
        kind: JoinKind,
        on: &JoinOn,
        is_broadcast: bool,
    ) -> Result<PlanRef, SqlError> {
        let (right, renumbered) = self.apart(left, right)?;
        let both = || Scope::of(&left.output.iter().chain(&right.output).cloned().collect::<Vec<_>>());
        let condition = match on {
            JoinOn::Nothing => None,
            JoinOn::Using(names) => {
                let mut condition: Option<Expr> = None;
                for name in names {
                    let (a, b) = (using_column(left, name, "left")?, using_column(&right, name, "right")?);
                    let equal =
                        self.resolve(&Expr::call("=", vec![Expr::Attr(a), Expr::Attr(b)]), &Scope::default())?;
                    condition = Some(match condition {
                        Some(so_far) => self.resolve(&Expr::call("and", vec![so_far, equal]), &Scope::default())?,
                        None => equal,
                    });
                }
                condition
            }
            JoinOn::Condition(condition) => {
                let condition = self.resolve(condition, &both())?;
                let condition = apart_in(&condition, &renumbered)?;
                if !matches!(condition.data_type(), DataType::Boolean | DataType::Null) {
                    return Err(SqlError::analysis(
                        "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
                        format!(
                            "The join condition \"{}\" has the invalid type \"{}\", expected \"BOOLEAN\".",
                            crate::naming::sql_text(&condition),
                            condition.data_type().sql_name()
                        ),
                    ));
                }
                Some(condition)
            }
        };
        let output: Vec<Attr> = match kind {
            JoinKind::Semi | JoinKind::Anti => left.output.clone(),
            JoinKind::Left => left.output.iter().cloned().chain(nullable(&right.output)).collect(),
            JoinKind::Right => nullable(&left.output).into_iter().chain(right.output.iter().cloned()).collect(),
            JoinKind::Full => nullable(&left.output).into_iter().chain(nullable(&right.output)).collect(),
            JoinKind::Inner | JoinKind::Cross => left.output.iter().chain(&right.output).cloned().collect(),
        };
        let node = Node::Join { left: Rc::clone(left), right: Rc::clone(&right), kind, on: condition, is_broadcast };
        let joined = Plan::new(node, output)?;
        match on {
            JoinOn::Using(names) => self.using_output(&joined, left, &right, kind, names),
            _ => Ok(joined),
        }
    }

    /// Columns joined by come first and once.
    fn using_output(
        &self,
        joined: &PlanRef,
        left: &PlanRef,
        right: &PlanRef,
        kind: JoinKind,
        names: &[String],
    ) -> Result<PlanRef, SqlError> {
        let is_key = |attr: &Attr| names.iter().any(|name| attr.name.eq_ignore_ascii_case(name));
        let of = |id: u32| joined.output.iter().find(|attr| attr.id == id).cloned();
        let mut exprs = Vec::new();
        for name in names {
            let (a, b) = (using_column(left, name, "left")?, using_column(right, name, "right")?);
            exprs.push(match kind {
                JoinKind::Right => of(b.id).map(Expr::Attr),
                JoinKind::Full => {
                    let args = vec![
                        of(a.id).map_or(Expr::Attr(a.clone()), Expr::Attr),
                        of(b.id).map_or(Expr::Attr(b), Expr::Attr),
                    ];
                    Some(self.resolve(&Expr::call("coalesce", args), &Scope::default())?.alias(&a.name))
                }
                _ => of(a.id).map(Expr::Attr),
            });
        }
        let rest = left.output.iter().filter(|attr| !is_key(attr));
        let rest: Vec<&Attr> = match kind {
            JoinKind::Semi | JoinKind::Anti => rest.collect(),
            _ => rest.chain(right.output.iter().filter(|attr| !is_key(attr))).collect(),
        };
        exprs.extend(rest.into_iter().map(|attr| of(attr.id).map(Expr::Attr)));
        self.project(joined, exprs.into_iter().flatten().collect())
    }

    /// The right side with new numbers for columns that are on the left too.
    fn apart(&self, left: &PlanRef, right: &PlanRef) -> Result<(PlanRef, Vec<(u32, Attr)>), SqlError> {
        let is_shared = |attr: &Attr| left.output.iter().any(|other| other.id == attr.id);
        if !right.output.iter().any(is_shared) {
            return Ok((Rc::clone(right), Vec::new()));
        }
        let mut renumbered = Vec::new();
        let mut output = Vec::with_capacity(right.output.len());
        for attr in &right.output {
            let new = if is_shared(attr) { Attr { id: self.next_id(), ..attr.clone() } } else { attr.clone() };
            if new.id != attr.id {
                renumbered.push((attr.id, new.clone()));
            }
            output.push(new);
        }
        Ok((Plan::new(Node::Renamed(Rc::clone(right)), output)?, renumbered))
    }

    /// `union`, column by column.
    ///
    /// Errors: different numbers of columns, types without a common one.
    pub fn union(&self, left: &PlanRef, right: &PlanRef, name: &str) -> Result<PlanRef, SqlError> {
        let (left, right) = self.alike(left, right, name)?;
        let mut children = Vec::new();
        for side in [&left, &right] {
            match &side.node {
                Node::Union(inner) if name == "UNION" => children.extend(inner.iter().cloned()),
                _ => children.push(Rc::clone(side)),
            }
        }
        let pairs = left.output.iter().zip(&right.output);
        let output =
            pairs.map(|(a, b)| Attr { is_nullable: a.is_nullable || b.is_nullable, qualifier: None, ..a.clone() });
        Plan::new(Node::Union(children), output.collect())
    }

    /// Both sides with columns of the same types.
    fn alike(&self, left: &PlanRef, right: &PlanRef, name: &str) -> Result<(PlanRef, PlanRef), SqlError> {
        let (n, m) = (left.output.len(), right.output.len());
        if n != m {
            return Err(SqlError::analysis(
                "NUM_COLUMNS_MISMATCH",
                format!(
                    "{name} can only be performed on inputs with the same number of columns, but the first input has {n} columns and the second input has {m} columns."
                ),
            ));
        }
        let mut wanted = Vec::with_capacity(n);
        for (at, (a, b)) in left.output.iter().zip(&right.output).enumerate() {
            let common = coerce::common(&a.data_type, &b.data_type, Text::Allowed);
            wanted.push(common.ok_or_else(|| {
                SqlError::analysis(
                    "INCOMPATIBLE_COLUMN_TYPE",
                    format!(
                        "{name} can only be performed on tables with compatible column types. The {} column of the second table is \"{}\" type which is not compatible with \"{}\" at the same column of the first table..",
                        ordinal_word(at),
                        b.data_type.sql_name(),
                        a.data_type.sql_name()
                    ),
                )
            })?);
        }
        Ok((self.casted(left, &wanted)?, self.casted(right, &wanted)?))
    }

    fn casted(&self, plan: &PlanRef, wanted: &[DataType]) -> Result<PlanRef, SqlError> {
        if plan.types() == wanted {
            return Ok(Rc::clone(plan));
        }
        let cast = |(attr, to): (&Attr, &DataType)| match attr.data_type == *to {
            true => Expr::Attr(attr.clone()),
            false => coerce::implied(Expr::Attr(attr.clone()), to).alias(&attr.name),
        };
        self.project(plan, plan.output.iter().zip(wanted).map(cast).collect())
    }

    /// `unionByName`: the right side's columns in the order of the left.
    ///
    /// Errors: columns that one side does not have, unless they may be missing.
    pub fn union_by_name(&self, left: &PlanRef, right: &PlanRef, may_miss: bool) -> Result<PlanRef, SqlError> {
        let find =
            |plan: &PlanRef, name: &str| plan.output.iter().find(|attr| attr.name.eq_ignore_ascii_case(name)).cloned();
        let missing = |name: &str, plan: &PlanRef| {
            let names: Vec<String> = plan.output.iter().map(|attr| attr.name.to_string()).collect();
            SqlError::plain(format!("Cannot resolve column name \"{name}\" among ({}).", names.join(", ")))
        };
        let null = |attr: &Attr| Expr::Literal(crate::datum::Datum::Null, attr.data_type.clone()).alias(&attr.name);
        let mut on_right = Vec::new();
        for attr in &left.output {
            on_right.push(match find(right, &attr.name) {
                Some(found) => Expr::Attr(found),
                None if may_miss => null(attr),
                None => return Err(missing(&attr.name, right)),
            });
        }
        let more: Vec<&Attr> = right.output.iter().filter(|attr| find(left, &attr.name).is_none()).collect();
        if !may_miss && right.output.len() != left.output.len() {
            return self.alike(left, right, "UNION").and_then(|_| Err(missing("", right)));
        }
        on_right.extend(more.iter().map(|attr| Expr::Attr((*attr).clone())));
        let on_left = left.output.iter().cloned().map(Expr::Attr).chain(more.iter().map(|attr| null(attr)));
        let left = if more.is_empty() { Rc::clone(left) } else { self.project(left, on_left.collect())? };
        self.union(&left, &self.project(right, on_right)?, "UNION")
    }

    /// `intersect`, `subtract` and their kin.
    ///
    /// Errors: as [`Session::union`].
    pub fn set_op(&self, op: SetOp, left: &PlanRef, right: &PlanRef) -> Result<PlanRef, SqlError> {
        let name = match op {
            SetOp::Intersect => "INTERSECT",
            SetOp::IntersectAll => "INTERSECT ALL",
            SetOp::Except => "EXCEPT",
            SetOp::ExceptAll => "EXCEPT ALL",
        };
        let (left, right) = self.alike(left, right, name)?;
        let output = left.output.clone();
        Plan::new(Node::SetOp(op, left, right), output)
    }

    /// `distinct()`.
    ///
    /// Errors: none that a program can make.
    pub fn distinct(&self, child: &PlanRef) -> Result<PlanRef, SqlError> {
        let keys: Vec<Expr> = child.output.iter().cloned().map(Expr::Attr).collect();
        let node = Node::Aggregate { results: keys.clone(), keys, child: Rc::clone(child) };
        Plan::new(node, child.output.clone())
    }

    /// `dropDuplicates(names)`: the first row of each group.
    ///
    /// Errors: a column that is not there.
    pub fn drop_duplicates(&self, child: &PlanRef, names: &[String]) -> Result<PlanRef, SqlError> {
        let mut keys: Vec<Expr> = Vec::new();
        for name in names {
            let found = child.output.iter().filter(|attr| attr.name.eq_ignore_ascii_case(name));
            let before = keys.len();
            keys.extend(found.cloned().map(Expr::Attr));
            if keys.len() == before {
                let names: Vec<String> = child.output.iter().map(|attr| attr.name.to_string()).collect();
                return Err(SqlError::plain(format!(
                    "Cannot resolve column name \"{name}\" among ({}).",
                    names.join(", ")
                )));
            }
        }
        let mut results = Vec::with_capacity(child.output.len());
        for attr in &child.output {
            let is_key = keys.iter().any(|key| matches!(key, Expr::Attr(other) if other.id == attr.id));
            results.push(match is_key {
                true => Expr::Attr(attr.clone()),
                false => self.resolve(&Expr::call("first", vec![Expr::Attr(attr.clone())]), &scope_of(child))?,
            });
        }
        Plan::new(Node::Aggregate { keys, results, child: Rc::clone(child) }, child.output.clone())
    }
}

fn using_column(plan: &PlanRef, name: &str, side: &str) -> Result<Attr, SqlError> {
    let found = plan.output.iter().find(|attr| attr.name.eq_ignore_ascii_case(name)).cloned();
    found.ok_or_else(|| {
        let mut names: Vec<String> = plan.output.iter().map(|attr| quoted(&attr.name)).collect();
        names.sort();
        SqlError::analysis(
            "UNRESOLVED_USING_COLUMN_FOR_JOIN",
            format!(
                "USING column {} cannot be resolved on the {side} side of the join. The {side}-side columns: [{}].",
                quoted(name),
                names.join(", ")
            ),
        )
    })
}

/// `a.k == a.k` of a table joined with itself means the left one and the right one.
fn apart_in(condition: &Expr, renumbered: &[(u32, Attr)]) -> Result<Expr, SqlError> {
    match condition {
        Expr::Apply { function, args, data_type, is_nullable, shown } if function.name == "=" => {
            if let [Expr::Attr(a), Expr::Attr(b)] = args.as_slice()
                && a.id == b.id
                && let Some((_, new)) = renumbered.iter().find(|(old, _)| *old == a.id)
            {
                let args = vec![Expr::Attr(a.clone()), Expr::Attr(new.clone())];
                let (data_type, shown) = (data_type.clone(), shown.clone());
                return Ok(Expr::Apply { function, args, data_type, is_nullable: *is_nullable, shown });
            }
            Ok(condition.clone())
        }
        other => other.map_children(&mut |inner| apart_in(inner, renumbered)),
    }
}

fn ordinal_word(at: usize) -> String {
    match at {
        0 => "first".into(),
        1 => "second".into(),
        2 => "third".into(),
        other => format!("{}th", other + 1),
    }
}
