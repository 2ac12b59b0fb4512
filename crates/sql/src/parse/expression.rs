//! Expressions, by the precedence of their operators.

use std::rc::Rc;

use super::lexer::Token;
use super::words::ends_expression;
use super::{Parsed, Parser, type_by_name};
use crate::datum::Datum;
use crate::decimal;
use crate::expr::{CastKind, Expr};
use crate::types::DataType;

impl Parser<'_> {
    /// An expression with the name that is given to it.
    pub(super) fn named_expression(&mut self) -> Parsed<Expr> {
        let expr = self.expression()?;
        if self.accept_word("as") {
            if self.accept_sign("(") {
                let names = self.list(Self::identifier)?;
                self.expect_sign(")")?;
                return Ok(Expr::Alias(Box::new(expr), names));
            }
            let name = self.identifier()?;
            return Ok(Expr::Alias(Box::new(expr), vec![name]));
        }
        match self.peek().clone() {
            Token::Quoted(name) => {
                self.next += 1;
                Ok(expr.alias(&name))
            }
            Token::Word(name) if !ends_expression(&name) && !self.is_where() => {
                self.next += 1;
                Ok(expr.alias(&name))
            }
            _ => Ok(expr),
        }
    }

    /// Whether a condition follows: `where` with something behind it.
    pub(super) fn is_where(&self) -> bool {
        self.is_word("where") && !matches!(self.peek_at(1), Token::End | Token::Sign(")" | "," | ";"))
    }

    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.deeper(Self::disjunction)
    }

    fn disjunction(&mut self) -> Parsed<Expr> {
        let mut left = self.conjunction()?;
        while self.accept_word("or") {
            left = Expr::call("or", vec![left, self.conjunction()?]);
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Parsed<Expr> {
        let mut left = self.negation()?;
        while self.accept_word("and") {
            left = Expr::call("and", vec![left, self.negation()?]);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed<Expr> {
        if self.accept_word("not") || self.accept_sign("!") {
            let inner = self.deeper(Self::negation)?;
            return Ok(Expr::call("not", vec![inner]));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let mut left = self.bit_or()?;
        loop {
            let sign = match self.peek() {
                Token::Sign(sign @ ("=" | "==" | "<" | "<=" | ">" | ">=" | "<=>" | "<>" | "!=")) => *sign,
                _ => match self.predicate(left.clone())? {
                    Some(next) => {
                        left = next;
                        continue;
                    }
                    None => return Ok(left),
                },
            };
            self.next += 1;
            let right = self.bit_or()?;
            left = match sign {
                "==" => Expr::call("=", vec![left, right]),
                "<>" | "!=" => Expr::call("not", vec![Expr::call("=", vec![left, right])]),
                sign => Expr::call(sign, vec![left, right]),
            };
        }
    }

    /// `IS NULL`, `IN`, `LIKE`, `BETWEEN` and their kin.
    fn predicate(&mut self, left: Expr) -> Parsed<Option<Expr>> {
        if self.accept_word("is") {
            let is_negated = self.accept_word("not");
            let name = if self.accept_word("null") {
                if is_negated { "isnotnull" } else { "isnull" }
            } else if self.is_word("true") || self.is_word("false") {
                let wanted = Expr::Literal(Datum::Bool(self.is_word("true")), DataType::Boolean);
                self.next += 1;
                let same = Expr::call("<=>", vec![left, wanted]);
                return Ok(Some(if is_negated { Expr::call("not", vec![same]) } else { same }));
            } else if self.accept_words(&["distinct", "from"]) {
                let right = self.bit_or()?;
                let same = Expr::call("<=>", vec![left, right]);
                return Ok(Some(if is_negated { same } else { Expr::call("not", vec![same]) }));
            } else {
                return self.error();
            };
            return Ok(Some(Expr::call(name, vec![left])));
        }
        let is_negated = self.is_word("not")
            && ["in", "like", "ilike", "rlike", "regexp", "between"].iter().any(|word| self.is_word_at(1, word));
        self.next += usize::from(is_negated);
        let found = if self.accept_word("in") {
            self.expect_sign("(")?;
            if self.is_word("select") || self.is_word("with") {
                return self.error();
            }
            let mut args = vec![left];
            args.extend(self.list(Self::expression)?);
            self.expect_sign(")")?;
            Expr::call("in", args)
        } else if self.accept_word("between") {
            let low = self.bit_or()?;
            self.expect_word("and")?;
            let high = self.bit_or()?;
            let above = Expr::call(">=", vec![left.clone(), low]);
            Expr::call("and", vec![above, Expr::call("<=", vec![left, high])])
        } else if self.accept_word("like") {
            Expr::call("like", vec![left, self.bit_or()?])
        } else if self.accept_word("ilike") {
            Expr::call("ilike", vec![left, self.bit_or()?])
        } else if self.accept_word("rlike") || self.accept_word("regexp") {
            Expr::call("rlike", vec![left, self.bit_or()?])
        } else {
            return Ok(None);
        };
        Ok(Some(if is_negated { Expr::call("not", vec![found]) } else { found }))
    }

    fn binary(&mut self, signs: &[&'static str], next: fn(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        let mut left = next(self)?;
        loop {
            let sign = match self.peek() {
                Token::Sign(sign) if signs.contains(sign) => *sign,
                Token::Word(word) if word.eq_ignore_ascii_case("div") && signs.contains(&"/") => "div",
                _ => return Ok(left),
            };
            self.next += 1;
            let name = if sign == "||" { "concat" } else { sign };
            left = Expr::call(name, vec![left, next(self)?]);
        }
    }

    fn bit_or(&mut self) -> Parsed<Expr> {
        self.binary(&["|"], Self::bit_xor)
    }

    fn bit_xor(&mut self) -> Parsed<Expr> {
        self.binary(&["^"], Self::bit_and)
    }

    fn bit_and(&mut self) -> Parsed<Expr> {
        self.binary(&["&"], Self::sum)
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.binary(&["+", "-", "||"], Self::product)
    }

    fn product(&mut self) -> Parsed<Expr> {
        self.binary(&["*", "/", "%"], Self::unary)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        if self.accept_sign("-") {
            if let Token::Number(text) = self.peek().clone() {
                self.next += 1;
                let literal = self.number(&format!("-{text}"))?;
                return self.suffixes(literal);
            }
            let inner = self.deeper(Self::unary)?;
            return Ok(Expr::call("-u", vec![inner]));
        }
        if self.accept_sign("+") {
            let inner = self.deeper(Self::unary)?;
            return Ok(Expr::call("+u", vec![inner]));
        }
        let primary = self.primary()?;
        self.suffixes(primary)
    }

    /// Items, fields and casts behind an expression.
    fn suffixes(&mut self, mut expr: Expr) -> Parsed<Expr> {
        loop {
            if self.accept_sign("[") {
                let key = self.expression()?;
                self.expect_sign("]")?;
                expr = Expr::call("getitem", vec![expr, key]);
            } else if self.accept_sign("::") {
                expr = expr.cast(self.data_type()?, CastKind::Asked);
            } else if !matches!(expr, Expr::Name(_) | Expr::Star(_)) && self.accept_sign(".") {
                let name = self.identifier()?;
                expr = Expr::call("getitem", vec![expr, Expr::str(&name)]);
            } else {
                return Ok(expr);
            }
        }
    }

    fn number(&mut self, text: &str) -> Parsed<Expr> {
        let upper = text.to_ascii_uppercase();
        let literal = |datum, data_type| Some(Expr::Literal(datum, data_type));
        let whole = |digits: &str, data_type: DataType| {
            digits.parse().ok().and_then(|number| literal(Datum::Int(number), data_type))
        };
        let parsed = if let Some(digits) = upper.strip_suffix("BD") {
            decimal::parse(digits).and_then(|(number, scale)| decimal_literal(number, scale))
        } else if let Some(digits) = upper.strip_suffix('L') {
            whole(digits, DataType::Long)
        } else if let Some(digits) = upper.strip_suffix('S') {
            whole(digits, DataType::Short)
        } else if let Some(digits) = upper.strip_suffix('Y') {
            whole(digits, DataType::Byte)
        } else if let Some(digits) = upper.strip_suffix('D') {
            digits.parse().ok().and_then(|number| literal(Datum::Double(number), DataType::Double))
        } else if let Some(digits) = upper.strip_suffix('F') {
            digits.parse::<f32>().ok().and_then(|number| literal(Datum::Double(f64::from(number)), DataType::Float))
        } else if upper.contains('E') {
            upper.parse().ok().and_then(|number| literal(Datum::Double(number), DataType::Double))
        } else if upper.contains('.') {
            decimal::parse(&upper).and_then(|(number, scale)| decimal_literal(number, scale))
        } else {
            match upper.parse::<i64>() {
                Ok(number) => literal(
                    Datum::Int(number),
                    if i32::try_from(number).is_ok() { DataType::Int } else { DataType::Long },
                ),
                Err(_) => decimal::parse(&upper).and_then(|(number, scale)| decimal_literal(number, scale)),
            }
        };
        match parsed {
            Some(parsed) => Ok(parsed),
            None => {
                self.next -= 1;
                self.error()
            }
        }
    }

    fn primary(&mut self) -> Parsed<Expr> {
        match self.peek().clone() {
            Token::Number(text) => {
                self.next += 1;
                self.number(&text)
            }
            Token::Text(text) => {
                self.next += 1;
                Ok(Expr::str(&text))
            }
            Token::Sign("(") => {
                self.next += 1;
                if self.is_word("select") || self.is_word("with") {
                    self.next -= 1;
                    return self.error();
                }
                let mut items = self.list(Self::named_expression)?;
                self.expect_sign(")")?;
                if self.is_sign("->") {
                    return self.lambda(items);
                }
                match items.len() {
                    1 => Ok(items.remove(0)),
                    _ => Ok(Expr::call("struct", items)),
                }
            }
            Token::Sign("*") => {
                self.next += 1;
                Ok(Expr::Star(None))
            }
            Token::Quoted(_) => self.name(),
            Token::Word(word) => self.word(&word),
            _ => self.error(),
        }
    }

    fn lambda(&mut self, params: Vec<Expr>) -> Parsed<Expr> {
        self.expect_sign("->")?;
        let names: Option<Vec<Rc<str>>> = params
            .into_iter()
            .map(|param| match param {
                Expr::Name(parts) => parts.into_iter().next(),
                _ => None,
            })
            .collect();
        let Some(names) = names else { return self.error() };
        let body = self.expression()?;
        Ok(Expr::Lambda(names, Box::new(body)))
    }

    fn word(&mut self, word: &str) -> Parsed<Expr> {
        let lower = word.to_ascii_lowercase();
        let is_call = matches!(self.peek_at(1), Token::Sign("("));
        let next_is_text = matches!(self.peek_at(1), Token::Text(_));
        match lower.as_str() {
            "null" => {
                self.next += 1;
                Ok(Expr::Literal(Datum::Null, DataType::Null))
            }
            "true" | "false" => {
                self.next += 1;
                Ok(Expr::Literal(Datum::Bool(lower == "true"), DataType::Boolean))
            }
            "case" => self.case(),
            "cast" | "try_cast" if is_call => {
                self.next += 2;
                let inner = self.expression()?;
                self.expect_word("as")?;
                let to = self.data_type()?;
                self.expect_sign(")")?;
                Ok(inner.cast(to, CastKind::Asked))
            }
            "date" | "timestamp" if next_is_text => {
                self.next += 1;
                let Token::Text(text) = self.take() else { return self.error() };
                let to = if lower == "date" { DataType::Date } else { DataType::Timestamp };
                match crate::cast::cast(&Datum::str(&text), &DataType::String, &to, 0) {
                    Datum::Null => {
                        self.next -= 1;
                        self.error()
                    }
                    found => Ok(Expr::Literal(found, to)),
                }
            }
            "interval" if matches!(self.peek_at(1), Token::Number(_) | Token::Text(_)) => self.interval(),
            "from" | "where" | "group" | "order" | "having" | "select" | "on" | "union" if !is_call => {
                // Not reserved, so it may be the name of a column.
                if matches!(self.peek_at(1), Token::End | Token::Word(_)) && lower != "select" {
                    self.name()
                } else {
                    self.error()
                }
            }
            "exists" if is_call && (self.is_word_at(2, "select")) => self.error(),
            _ if is_call => self.call(&lower),
            _ => self.name(),
        }
    }

    fn interval(&mut self) -> Parsed<Expr> {
        self.next += 1;
        let mut micros: i64 = 0;
        while let Token::Number(text) | Token::Text(text) = self.peek().clone() {
            self.next += 1;
            let (amount, unit) = match text.trim().split_once(' ') {
                Some((amount, unit)) => (amount.to_owned(), unit.to_owned()),
                None => (text.trim().to_owned(), self.identifier()?.to_string()),
            };
            let size = match unit.trim().to_ascii_lowercase().trim_end_matches('s') {
                "week" => 7 * crate::time::DAY,
                "day" => crate::time::DAY,
                "hour" => 3_600_000_000,
                "minute" => 60_000_000,
                "second" => 1_000_000,
                "millisecond" => 1000,
                "microsecond" => 1,
                _ => {
                    self.next -= 1;
                    return self.error();
                }
            };
            let Ok(amount) = amount.parse::<i64>() else {
                self.next -= 1;
                return self.error();
            };
            micros = micros.saturating_add(amount.saturating_mul(size));
        }
        Ok(Expr::Literal(Datum::Int(micros), DataType::DayTimeInterval))
    }

    fn name(&mut self) -> Parsed<Expr> {
        let first = self.identifier()?;
        if self.is_sign("->") {
            return self.lambda(vec![Expr::Name(vec![first])]);
        }
        let mut parts = vec![first];
        while self.accept_sign(".") {
            if self.accept_sign("*") {
                return Ok(Expr::Star(parts.pop()));
            }
            parts.push(self.identifier()?);
        }
        Ok(Expr::Name(parts))
    }

    fn case(&mut self) -> Parsed<Expr> {
        self.next += 1;
        let subject = if self.is_word("when") { None } else { Some(self.expression()?) };
        let mut branches = Vec::new();
        while self.accept_word("when") {
            let when = self.expression()?;
            let when = match &subject {
                Some(subject) => Expr::call("=", vec![subject.clone(), when]),
                None => when,
            };
            self.expect_word("then")?;
            branches.push((when, self.expression()?));
        }
        let otherwise = if self.accept_word("else") { Some(Box::new(self.expression()?)) } else { None };
        self.expect_word("end")?;
        if branches.is_empty() { self.error() } else { Ok(Expr::Case { branches, otherwise }) }
    }

    fn call(&mut self, name: &str) -> Parsed<Expr> {
        self.next += 2;
        if name == "extract" {
            let field = self.identifier()?;
            self.expect_word("from")?;
            let of = self.expression()?;
            self.expect_sign(")")?;
            return Ok(Expr::call(&field, vec![of]));
        }
        let is_distinct = self.accept_word("distinct");
        self.accept_word("all");
        let mut args = if self.is_sign(")") { Vec::new() } else { self.list(Self::named_expression)? };
        if matches!(name, "substring" | "substr") && self.accept_word("from") {
            args.push(self.expression()?);
            if self.accept_word("for") {
                args.push(self.expression()?);
            }
        }
        let ignores_nulls = self.accept_words(&["ignore", "nulls"]);
        self.expect_sign(")")?;
        if ignores_nulls || self.accept_words(&["ignore", "nulls"]) {
            args.push(Expr::Literal(Datum::Bool(true), DataType::Boolean));
        }
        if let (Some(to), [arg]) =
            (type_by_name(name).filter(|_| crate::functions::find(name).is_none()), args.as_slice())
        {
            return Ok(arg.clone().cast(to, CastKind::Implied));
        }
        let mut call = Expr::Call { name: name.into(), args, is_distinct };
        if self.accept_word("filter") {
            self.expect_sign("(")?;
            self.expect_word("where")?;
            let condition = self.expression()?;
            self.expect_sign(")")?;
            call = filtered(call, &condition);
        }
        if self.accept_word("over") {
            return Ok(Expr::Over(Box::new(call), Box::new(self.window()?)));
        }
        Ok(call)
    }
}

fn decimal_literal(number: i128, scale: u8) -> Option<Expr> {
    let n_digits = u8::try_from(number.unsigned_abs().to_string().len()).ok()?.max(scale);
    (n_digits <= decimal::MAX_PRECISION)
        .then(|| Expr::Literal(Datum::Decimal(number, scale), DataType::Decimal(n_digits, scale)))
}

/// An aggregate of the rows for which a condition holds.
fn filtered(call: Expr, condition: &Expr) -> Expr {
    match call {
        Expr::Call { name, args, is_distinct } => {
            let only = |arg: Expr| {
                let arg = if matches!(arg, Expr::Star(None)) { Expr::int(1) } else { arg };
                Expr::Case { branches: vec![(condition.clone(), arg)], otherwise: None }
            };
            Expr::Call { name, args: args.into_iter().map(only).collect(), is_distinct }
        }
        other => other,
    }
}
