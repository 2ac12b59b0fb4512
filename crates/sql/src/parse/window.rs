//! Windows and directions: what comes after `OVER` and `ORDER BY`.

use super::lexer::Token;
use super::{Parsed, Parser};
use crate::expr::{Direction, Expr, Frame, WindowSpec};

impl Parser<'_> {
    pub(super) fn window(&mut self) -> Parsed<WindowSpec> {
        self.expect_sign("(")?;
        let mut spec = WindowSpec::default();
        if self.accept_words(&["partition", "by"]) || self.accept_words(&["distribute", "by"]) {
            spec.partition_by = self.list(Self::expression)?;
        }
        if self.accept_words(&["order", "by"]) || self.accept_words(&["sort", "by"]) {
            spec.order_by = self.list(Self::sort_item)?;
        }
        if self.is_word("rows") || self.is_word("range") {
            let is_rows = self.is_word("rows");
            self.next += 1;
            let is_between = self.accept_word("between");
            let start = self.bound()?;
            let end = if is_between {
                self.expect_word("and")?;
                self.bound()?
            } else {
                Some(0)
            };
            spec.frame = Some(Frame { is_rows, start, end });
        }
        self.expect_sign(")")?;
        Ok(spec)
    }

    fn bound(&mut self) -> Parsed<Option<i64>> {
        if self.accept_word("unbounded") {
            self.identifier()?;
            return Ok(None);
        }
        if self.accept_words(&["current", "row"]) {
            return Ok(Some(0));
        }
        let Token::Number(text) = self.take() else { return self.error() };
        let Ok(number) = text.parse::<i64>() else { return self.error() };
        match self.accept_word("preceding") {
            true => Ok(Some(-number)),
            false => self.expect_word("following").map(|()| Some(number)),
        }
    }

    /// An expression with its direction.
    pub(super) fn sort_item(&mut self) -> Parsed<Expr> {
        let expr = self.expression()?;
        let is_ascending = !self.accept_word("desc");
        if is_ascending {
            self.accept_word("asc");
        }
        let nulls_first = match (self.accept_words(&["nulls", "first"]), self.accept_words(&["nulls", "last"])) {
            (true, _) => true,
            (_, true) => false,
            _ => is_ascending,
        };
        Ok(Expr::Order(Box::new(expr), Direction { is_ascending, nulls_first }))
    }
}
