//! Types and schemas as SQL writes them.

use super::lexer::{Token, located};
use super::{Parsed, Parser};
use crate::types::{DataType, Field, Schema};

/// A type without parameters by its name.
pub fn type_by_name(name: &str) -> Option<DataType> {
    Some(match name.to_ascii_lowercase().as_str() {
        "boolean" => DataType::Boolean,
        "tinyint" | "byte" => DataType::Byte,
        "smallint" | "short" => DataType::Short,
        "int" | "integer" => DataType::Int,
        "bigint" | "long" => DataType::Long,
        "float" | "real" => DataType::Float,
        "double" => DataType::Double,
        "decimal" | "dec" | "numeric" => DataType::Decimal(10, 0),
        "string" => DataType::String,
        "binary" => DataType::Binary,
        "date" => DataType::Date,
        "timestamp" | "timestamp_ltz" => DataType::Timestamp,
        "timestamp_ntz" => DataType::TimestampNtz,
        "void" => DataType::Null,
        _ => return None,
    })
}

/// A schema given as text: a list of columns, or a single type.
///
/// Errors: Spark's `ParseException`.
pub fn schema_type(text: &str) -> Parsed<DataType> {
    match schema(text) {
        Ok(fields) => Ok(DataType::Struct(fields)),
        Err(error) => {
            let mut parser = Parser::new(text)?;
            match parser.data_type().and_then(|found| parser.end().map(|()| found)) {
                Ok(found) => Ok(found),
                Err(_) if text.trim().contains(' ') => Err(error),
                Err(second) => Err(second),
            }
        }
    }
}

/// A list of columns: `word string, n int`.
///
/// Errors: Spark's `ParseException`.
pub fn schema(text: &str) -> Parsed<Schema> {
    let mut parser = Parser::new(text)?;
    let fields = parser.list(Parser::field)?;
    parser.end()?;
    Ok(fields.into())
}

impl Parser<'_> {
    fn field(&mut self) -> Parsed<Field> {
        let name = self.identifier()?;
        self.accept_sign(":");
        let data_type = self.data_type()?;
        let is_nullable = !self.accept_words(&["not", "null"]);
        if self.accept_word("comment") {
            match self.take() {
                Token::Text(_) => {}
                _ => return self.error(),
            }
        }
        Ok(Field { name, data_type, is_nullable })
    }

    /// `array<map<string, int>>`.
    pub(super) fn data_type(&mut self) -> Parsed<DataType> {
        self.deeper(Self::data_type_here)
    }

    fn data_type_here(&mut self) -> Parsed<DataType> {
        let at = self.tokens.get(self.next).map_or(0, |placed| placed.at);
        let name = match self.peek().clone() {
            Token::Word(name) => name.to_ascii_lowercase(),
            _ => return self.error(),
        };
        self.next += 1;
        match name.as_str() {
            "array" => {
                self.expect_sign("<")?;
                let element = self.data_type()?;
                self.close_angle()?;
                Ok(DataType::array(element))
            }
            "map" => {
                self.expect_sign("<")?;
                let key = self.data_type()?;
                self.expect_sign(",")?;
                let value = self.data_type()?;
                self.close_angle()?;
                Ok(DataType::map(key, value))
            }
            "struct" => {
                if self.accept_sign("<>") {
                    return Ok(DataType::Struct(Vec::new().into()));
                }
                self.expect_sign("<")?;
                let fields = if self.is_sign(">") { Vec::new() } else { self.list(Self::field)? };
                self.close_angle()?;
                Ok(DataType::Struct(fields.into()))
            }
            "decimal" | "dec" | "numeric" if self.accept_sign("(") => {
                let precision = self.small_number()?;
                let scale = if self.accept_sign(",") { self.small_number()? } else { 0 };
                self.expect_sign(")")?;
                Ok(DataType::Decimal(precision, scale))
            }
            "varchar" | "char" | "character" => {
                if self.accept_sign("(") {
                    self.small_number()?;
                    self.expect_sign(")")?;
                }
                Ok(DataType::String)
            }
            "interval" => {
                self.expect_word("day")?;
                self.expect_word("to")?;
                self.expect_word("second")?;
                Ok(DataType::DayTimeInterval)
            }
            other => match type_by_name(other) {
                Some(found) => Ok(found),
                None => Err(located(
                    self.text,
                    at,
                    "UNSUPPORTED_DATATYPE",
                    &format!("[UNSUPPORTED_DATATYPE] Unsupported data type \"{}\".", other.to_uppercase()),
                )),
            },
        }
    }

    /// `>`, of which `>=` and the like may have taken hold.
    fn close_angle(&mut self) -> Parsed<()> {
        self.expect_sign(">")
    }

    fn small_number(&mut self) -> Parsed<u8> {
        match self.peek() {
            Token::Number(text) => match text.parse() {
                Ok(number) => {
                    self.next += 1;
                    Ok(number)
                }
                Err(_) => self.error(),
            },
            _ => self.error(),
        }
    }
}
