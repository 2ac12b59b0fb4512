//! The few commands of SQL that are no queries.

use super::query::Named;
use super::{Parsed, Parser};
use crate::datum::Datum;
use crate::error::SqlError;
use crate::plan::PlanRef;
use crate::session::Session;
use crate::types::DataType;

/// What commands give.
pub(super) fn nothing(session: &Session) -> Parsed<PlanRef> {
    session.table_of(&[], Vec::new())
}

impl Parser<'_> {
    pub(super) fn show(&mut self, session: &Session) -> Parsed<PlanRef> {
        self.next += 1;
        if self.accept_word("databases") || self.accept_word("schemas") {
            return session.table_of(&[("namespace", DataType::String)], vec![vec![Datum::str("default")]]);
        }
        if !self.accept_word("tables") && !self.accept_word("views") {
            return self.error();
        }
        let row = |name: String| vec![Datum::str(""), Datum::string(name), Datum::Bool(true)];
        let rows = session.view_names().into_iter().map(row).collect();
        session.table_of(
            &[("namespace", DataType::String), ("tableName", DataType::String), ("isTemporary", DataType::Boolean)],
            rows,
        )
    }

    pub(super) fn describe(&mut self, session: &Session) -> Parsed<PlanRef> {
        self.next += 1;
        self.accept_word("table");
        self.accept_word("extended");
        let plan = session.table(&self.identifiers()?)?;
        let row = |attr: &crate::expr::Attr| {
            vec![Datum::str(&attr.name), Datum::string(attr.data_type.simple_name()), Datum::Null]
        };
        let columns = [("col_name", DataType::String), ("data_type", DataType::String), ("comment", DataType::String)];
        session.table_of(&columns, plan.output.iter().map(row).collect())
    }

    pub(super) fn create_view(&mut self, session: &Session) -> Parsed<PlanRef> {
        self.next += 1;
        let replaces = self.accept_words(&["or", "replace"]);
        let is_global = self.accept_word("global");
        if !self.accept_word("temporary") && !self.accept_word("temp") {
            return Err(SqlError::unsupported("tables and views that are kept"));
        }
        self.expect_word("view")?;
        let name = self.identifier()?;
        self.expect_word("as")?;
        let plan = self.query(session, &Named::new())?;
        session.add_view(&name, plan, is_global, replaces)?;
        nothing(session)
    }

    pub(super) fn drop_view(&mut self, session: &Session) -> Parsed<PlanRef> {
        self.next += 1;
        if !self.accept_word("view") {
            self.expect_word("table")?;
        }
        let is_forgiving = self.accept_words(&["if", "exists"]);
        let parts = self.identifiers()?;
        let (name, is_global) = match parts.as_slice() {
            [_, name] => (name, true),
            [name, ..] => (name, false),
            [] => return self.error(),
        };
        if !session.drop_view(name, is_global) && !is_forgiving {
            session.table(&parts)?;
        }
        nothing(session)
    }

    pub(super) fn set(&mut self, session: &Session) -> Parsed<PlanRef> {
        let rest = self.tokens.get(self.next + 1).map_or("", |placed| self.text.get(placed.at..).unwrap_or(""));
        let rest = rest.trim().trim_end_matches(';');
        self.next = self.tokens.len() - 1;
        let (key, value) = match rest.split_once('=') {
            Some((key, value)) => {
                session.set(key.trim(), value.trim());
                (key.trim(), value.trim().to_owned())
            }
            None => (rest, session.setting(rest).unwrap_or_else(|| "<undefined>".to_owned())),
        };
        let columns = [("key", DataType::String), ("value", DataType::String)];
        session.table_of(&columns, vec![vec![Datum::str(key), Datum::string(value)]])
    }
}
