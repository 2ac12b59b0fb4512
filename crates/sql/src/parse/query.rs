//! Queries, built into plans as they are read, and the few commands.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::command::nothing;
use super::lexer::Token;
use super::words::ends_table;
use super::{Parsed, Parser, place_of};
use crate::analyze::combine::JoinOn;
use crate::analyze::{ordinal, scope_of};
use crate::datum::Datum;
use crate::error::{ErrorKind, SqlError};
use crate::expr::Expr;
use crate::plan::{JoinKind, Node, Plan, PlanRef, SetOp};
use crate::session::{Session, qualified};

/// Queries by the names that `WITH` gives them.
pub(super) type Named = BTreeMap<String, PlanRef>;

/// The query in a text, or the result of the command.
///
/// Errors: Spark's `ParseException`, and what the analyzer says, with the place of the name that it is about.
pub fn sql(session: &Session, text: &str) -> Result<PlanRef, SqlError> {
    let mut parser = Parser::new(text)?;
    let parsed = parser.statement(session).and_then(|plan| parser.end().map(|()| plan));
    parsed.map_err(|mut error| {
        if error.kind == ErrorKind::Analysis
            && let Some((line, column)) = error.about.as_deref().and_then(|name| place_of(text, name))
        {
            let end = error.message.find('\n').unwrap_or(error.message.len());
            let separator = if error.class == "UNRESOLVED_ROUTINE"
                || error.class.starts_with("UNRESOLVED")
                || error.class == "AMBIGUOUS_REFERENCE"
            {
                "; "
            } else {
                ";"
            };
            let tail = if error.class == "UNRESOLVED_ROUTINE" { "" } else { ";" };
            if error.class != "TABLE_OR_VIEW_NOT_FOUND" {
                error.message.insert_str(end, &format!("{separator}line {line} pos {column}{tail}"));
            } else {
                error.message.push_str(&format!("; line {line} pos {column};"));
            }
        }
        error
    })
}

impl Parser<'_> {
    fn statement(&mut self, session: &Session) -> Parsed<PlanRef> {
        match self.peek().clone() {
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "show" => self.show(session),
                "describe" | "desc" => self.describe(session),
                "create" => self.create_view(session),
                "drop" => self.drop_view(session),
                "set" => self.set(session),
                "cache" | "uncache" | "refresh" | "clear" => {
                    self.next = self.tokens.len() - 1;
                    nothing(session)
                }
                "select" | "with" | "values" | "from" | "table" | "map" | "reduce" => {
                    self.query(session, &Named::new())
                }
                "insert" | "delete" | "update" | "merge" | "alter" | "load" | "truncate" => {
                    Err(SqlError::unsupported(format!("{} in SQL", word.to_uppercase())))
                }
                _ => self.error(),
            },
            Token::Sign("(") => self.query(session, &Named::new()),
            _ => self.error(),
        }
    }

    /// A query with its `WITH`, `ORDER BY` and `LIMIT`.
    pub(super) fn query(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        self.deeper(|parser| parser.query_here(session, named))
    }

    fn query_here(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        let mut named = named.clone();
        if self.accept_word("with") {
            loop {
                let name = self.identifier()?;
                let columns = if self.accept_sign("(") {
                    let columns = self.list(Self::identifier)?;
                    self.expect_sign(")")?;
                    columns
                } else {
                    Vec::new()
                };
                self.accept_word("as");
                self.expect_sign("(")?;
                let mut plan = self.query(session, &named)?;
                self.expect_sign(")")?;
                if !columns.is_empty() {
                    let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
                    plan = session.rename_all(&plan, &names)?;
                }
                named.insert(name.to_lowercase(), qualified(&plan, &name.to_lowercase())?);
                if !self.accept_sign(",") {
                    break;
                }
            }
        }
        let mut plan = self.set_operation(session, &named)?;
        if self.accept_words(&["order", "by"]) || self.accept_words(&["sort", "by"]) {
            let items = self.list(Self::sort_item)?;
            let items = items.into_iter().map(|item| sort_place(item, &plan)).collect::<Result<Vec<_>, _>>()?;
            plan = session.sort(&plan, &items, true)?;
        }
        if self.accept_word("limit") && !self.accept_word("all") {
            let n = self.count(session)?;
            plan = Plan::new(Node::Limit(n, Rc::clone(&plan)), plan.output.clone())?;
        }
        if self.accept_word("offset") {
            let n = self.count(session)?;
            plan = Plan::new(Node::Offset(n, Rc::clone(&plan)), plan.output.clone())?;
        }
        Ok(plan)
    }

    fn count(&mut self, session: &Session) -> Parsed<usize> {
        let expr = session.resolve(&self.expression()?, &crate::analyze::Scope::default())?;
        let shown = crate::naming::sql_text(&expr);
        match expr {
            Expr::Literal(Datum::Int(n), _) => usize::try_from(n).map_err(|_| negative_limit(n)),
            _ => Err(SqlError::analysis(
                "INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE",
                format!(
                    "The limit like expression \"{shown}\" is invalid. The limit expression must evaluate to a constant value."
                ),
            )),
        }
    }

    fn set_operation(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        let mut left = self.intersection(session, named)?;
        loop {
            let is_union = self.accept_word("union");
            if !is_union && !self.accept_word("except") && !self.accept_word("minus") {
                return Ok(left);
            }
            let is_all = self.accept_word("all");
            self.accept_word("distinct");
            let right = self.intersection(session, named)?;
            left = match (is_union, is_all) {
                (true, true) => session.union(&left, &right, "UNION")?,
                (true, false) => {
                    let both = session.union(&left, &right, "UNION")?;
                    session.distinct(&both)?
                }
                (false, true) => session.set_op(SetOp::ExceptAll, &left, &right)?,
                (false, false) => session.set_op(SetOp::Except, &left, &right)?,
            };
        }
    }

    fn intersection(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        let mut left = self.select(session, named)?;
        while self.accept_word("intersect") {
            let op = if self.accept_word("all") { SetOp::IntersectAll } else { SetOp::Intersect };
            let right = self.select(session, named)?;
            left = session.set_op(op, &left, &right)?;
        }
        Ok(left)
    }

    fn select(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        if self.accept_sign("(") {
            let plan = self.query(session, named)?;
            self.expect_sign(")")?;
            return Ok(plan);
        }
        if self.is_word("values") {
            return self.values(session);
        }
        if self.accept_word("table") {
            let parts = self.identifiers()?;
            return session.table(&parts);
        }
        self.expect_word("select")?;
        while self.is_sign("/") {
            self.next += 1;
        }
        let is_distinct = self.accept_word("distinct");
        self.accept_word("all");
        let list = self.list(Self::named_expression)?;
        let mut plan = match self.accept_word("from") {
            true => self.from(session, named)?,
            false => Plan::new(Node::OneRow, Vec::new())?,
        };
        while self.accept_words(&["lateral", "view"]) {
            plan = self.lateral_view(session, &plan)?;
        }
        if self.accept_word("where") {
            plan = self.condition(session, named, plan)?;
        }
        let mut grouping: Option<(Vec<Expr>, Option<Vec<Vec<usize>>>)> = None;
        if self.accept_words(&["group", "by"]) {
            grouping = Some(self.grouping()?);
        }
        let having = if self.accept_word("having") { Some(self.expression()?) } else { None };
        plan = match grouping {
            Some((keys, None)) => session.aggregate_select(&plan, &keys, &list)?,
            Some((keys, Some(sets))) => session.grouping_sets(&plan, &keys, &sets, &list)?,
            None => session.select(&plan, &list)?,
        };
        if let Some(condition) = having {
            plan = session.filter(&plan, &condition)?;
        }
        if is_distinct { session.distinct(&plan) } else { Ok(plan) }
    }

    /// Keys, and for each grouping set which of them it has.
    fn grouping(&mut self) -> Parsed<(Vec<Expr>, Option<Vec<Vec<usize>>>)> {
        let is_rollup = self.is_word("rollup") && matches!(self.peek_at(1), Token::Sign("("));
        let is_cube = self.is_word("cube") && matches!(self.peek_at(1), Token::Sign("("));
        if is_rollup || is_cube {
            self.next += 2;
            let keys = self.list(Self::expression)?;
            self.expect_sign(")")?;
            let sets = if is_rollup { rollup(keys.len()) } else { cube(keys.len()) };
            return Ok((keys, Some(sets)));
        }
        let keys = self.list(Self::expression)?;
        if self.accept_words(&["with", "rollup"]) {
            let sets = rollup(keys.len());
            return Ok((keys, Some(sets)));
        }
        if self.accept_words(&["with", "cube"]) {
            let sets = cube(keys.len());
            return Ok((keys, Some(sets)));
        }
        Ok((keys, None))
    }

    /// A condition, which may ask whether a value is among the rows of a query.
    fn condition(&mut self, session: &Session, named: &Named, plan: PlanRef) -> Parsed<PlanRef> {
        let start = self.next;
        if let Ok(Expr::Name(parts)) = self.name_only() {
            let is_negated = self.accept_word("not");
            if self.is_word("in") && matches!(self.peek_at(1), Token::Sign("(")) && self.is_word_at(2, "select") {
                self.next += 2;
                let right = self.query(session, named)?;
                self.expect_sign(")")?;
                let Some(column) = right.output.first().cloned() else { return self.error() };
                let on = Expr::call("=", vec![Expr::Name(parts), Expr::Attr(column)]);
                let kind = if is_negated { JoinKind::Anti } else { JoinKind::Semi };
                let joined = session.join(&plan, &right, kind, &JoinOn::Condition(on), false)?;
                if self.accept_word("and") {
                    return self.condition(session, named, joined);
                }
                return Ok(joined);
            }
        }
        self.next = start;
        let condition = self.expression()?;
        session.filter(&plan, &condition)
    }

    fn name_only(&mut self) -> Parsed<Expr> {
        Ok(Expr::Name(self.identifiers()?))
    }

    fn from(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        let mut plan = self.joined(session, named)?;
        while self.accept_sign(",") {
            let right = self.joined(session, named)?;
            plan = session.join(&plan, &right, JoinKind::Inner, &JoinOn::Nothing, false)?;
        }
        Ok(plan)
    }

    fn joined(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        let mut left = self.relation(session, named)?;
        loop {
            let start = self.next;
            let is_natural = self.accept_word("natural");
            let kind = if self.accept_word("cross") {
                JoinKind::Cross
            } else if self.accept_word("left") {
                match (self.accept_word("semi"), self.accept_word("anti")) {
                    (true, _) => JoinKind::Semi,
                    (_, true) => JoinKind::Anti,
                    _ => {
                        self.accept_word("outer");
                        JoinKind::Left
                    }
                }
            } else if self.accept_word("right") {
                self.accept_word("outer");
                JoinKind::Right
            } else if self.accept_word("full") {
                self.accept_word("outer");
                JoinKind::Full
            } else if self.accept_word("semi") {
                JoinKind::Semi
            } else if self.accept_word("anti") {
                JoinKind::Anti
            } else {
                self.accept_word("inner");
                JoinKind::Inner
            };
            if !self.accept_word("join") {
                self.next = start;
                return Ok(left);
            }
            let right = self.relation(session, named)?;
            let on = if is_natural {
                let shared = left
                    .output
                    .iter()
                    .filter(|attr| right.output.iter().any(|other| other.name.eq_ignore_ascii_case(&attr.name)));
                JoinOn::Using(shared.map(|attr| attr.name.to_string()).collect())
            } else if self.accept_word("on") {
                JoinOn::Condition(self.expression()?)
            } else if self.accept_word("using") {
                self.expect_sign("(")?;
                let names = self.list(Self::identifier)?;
                self.expect_sign(")")?;
                JoinOn::Using(names.iter().map(ToString::to_string).collect())
            } else {
                JoinOn::Nothing
            };
            left = session.join(&left, &right, kind, &on, false)?;
        }
    }

    fn relation(&mut self, session: &Session, named: &Named) -> Parsed<PlanRef> {
        let plan = if self.is_word("values") {
            self.values(session)?
        } else if self.accept_sign("(") {
            let is_query = ["select", "with", "values", "from", "table"].iter().any(|word| self.is_word(word))
                || self.is_sign("(");
            let plan = if is_query { self.query(session, named)? } else { self.from(session, named)? };
            self.expect_sign(")")?;
            plan
        } else if self.is_word("range") && matches!(self.peek_at(1), Token::Sign("(")) {
            self.range(session)?
        } else {
            let parts = self.identifiers()?;
            let found = match parts.as_slice() {
                [name] => named.get(&name.to_lowercase()).cloned(),
                _ => None,
            };
            match found {
                // Each use has columns of its own.
                Some(plan) => session.renumbered(&plan)?,
                None => session.table(&parts)?,
            }
        };
        let has_as = self.accept_word("as");
        let name = match self.peek().clone() {
            Token::Word(word) if has_as || !ends_table(&word) => Some(word),
            Token::Quoted(word) => Some(word),
            _ if has_as => return self.error(),
            _ => None,
        };
        let Some(name) = name else { return Ok(plan) };
        self.next += 1;
        let mut plan = plan;
        if self.accept_sign("(") {
            let names = self.list(Self::identifier)?;
            self.expect_sign(")")?;
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            plan = session.rename_all(&plan, &names)?;
        }
        qualified(&plan, &name)
    }

    fn range(&mut self, session: &Session) -> Parsed<PlanRef> {
        self.next += 2;
        let args = self.list(Self::expression)?;
        self.expect_sign(")")?;
        let number = |at: usize| match args.get(at) {
            Some(Expr::Literal(Datum::Int(number), _)) => Some(*number),
            _ => None,
        };
        let (start, end) = match args.len() {
            1 => (Some(0), number(0)),
            _ => (number(0), number(1)),
        };
        match (start, end) {
            (Some(start), Some(end)) => session.range(start, end, number(2).unwrap_or(1), None),
            _ => self.error(),
        }
    }

    fn values(&mut self, session: &Session) -> Parsed<PlanRef> {
        self.next += 1;
        let written = self.list(Self::expression)?;
        let mut rows: Vec<Vec<Expr>> = Vec::new();
        for row in written {
            let columns = match row {
                Expr::Call { name, args, .. } if name.as_ref() == "struct" => args,
                other => vec![other],
            };
            let scope = crate::analyze::Scope::default();
            rows.push(columns.iter().map(|column| session.resolve(column, &scope)).collect::<Result<_, _>>()?);
        }
        session.local(&rows)
    }

    fn lateral_view(&mut self, session: &Session, plan: &PlanRef) -> Parsed<PlanRef> {
        let is_outer = self.accept_word("outer");
        let Token::Word(name) = self.peek().clone() else { return self.error() };
        let call = self.word_call(&name)?;
        let Expr::Call { name, args, .. } = session.resolve(&call, &scope_of(plan))? else { return self.error() };
        let table = match self.peek().clone() {
            Token::Word(word) if !word.eq_ignore_ascii_case("as") => {
                self.next += 1;
                Some(word)
            }
            _ => None,
        };
        self.accept_word("as");
        let names = match self.peek() {
            Token::Word(word) if !ends_table(word) => self.list(Self::identifier)?,
            _ => Vec::new(),
        };
        let name = if is_outer && !name.ends_with("_outer") { format!("{name}_outer") } else { name.to_string() };
        let made = session.generate(plan, &name, &args, &names)?;
        let Some(table) = table else { return Ok(made) };
        let qualifier: Rc<str> = table.as_str().into();
        let n = plan.output.len();
        let output = made.output.iter().enumerate().map(|(at, attr)| {
            let qualifier = if at < n { attr.qualifier.clone() } else { Some(Rc::clone(&qualifier)) };
            crate::expr::Attr { qualifier, ..attr.clone() }
        });
        Plan::new(Node::Renamed(Rc::clone(&made)), output.collect())
    }

    fn word_call(&mut self, name: &str) -> Parsed<Expr> {
        if !matches!(self.peek_at(1), Token::Sign("(")) {
            return self.error();
        }
        self.next += 2;
        let args = if self.is_sign(")") { Vec::new() } else { self.list(Self::expression)? };
        self.expect_sign(")")?;
        Ok(Expr::call(&name.to_ascii_lowercase(), args))
    }
}

fn rollup(n: usize) -> Vec<Vec<usize>> {
    (0..=n).rev().map(|kept| (0..kept).collect()).collect()
}

fn cube(n: usize) -> Vec<Vec<usize>> {
    let n = n.min(10);
    (0..1_usize << n).rev().map(|bits| (0..n).filter(|at| bits >> (n - 1 - at) & 1 == 1).collect()).collect()
}

/// The complaint about a limit below zero.
pub fn negative_limit(n: i64) -> SqlError {
    SqlError::analysis(
        "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE",
        format!(
            "The limit like expression \"{n}\" is invalid. The limit expression must be equal to or greater than 0, but got {n}."
        ),
    )
}

/// `ORDER BY 2` means the second column.
fn sort_place(item: Expr, plan: &PlanRef) -> Result<Expr, SqlError> {
    let Expr::Order(inner, direction) = item else { return Ok(item) };
    let Some(at) = ordinal(&inner) else { return Ok(Expr::Order(inner, direction)) };
    let found = usize::try_from(at).ok().and_then(|at| at.checked_sub(1)).and_then(|at| plan.output.get(at));
    match found {
        Some(attr) => Ok(Expr::Order(Box::new(Expr::Attr(attr.clone())), direction)),
        None => Err(SqlError::analysis(
            "ORDER_BY_POS_OUT_OF_RANGE",
            format!("ORDER BY position {at} is not in select list (valid range is [1, {}]).", plan.output.len()),
        )),
    }
}
