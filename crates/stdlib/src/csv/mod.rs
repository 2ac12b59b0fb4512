//! `csv`: readers and writers over lines and files.

mod dicts;

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{class, module};
use python::native::{NativeClass, builtin_class, exception_of, native_function};
use python::ops::item::inner_str;
use python::ops::{collect, iter, next};
use python::types::{get_attr, object_method};

const QUOTE_MINIMAL: i64 = 0;
const QUOTE_ALL: i64 = 1;
const QUOTE_NONNUMERIC: i64 = 2;
const QUOTE_NONE: i64 = 3;

/// The module object.
pub fn load() -> Value {
    module(
        "csv",
        &[],
        vec![
            ("reader", native_function("reader", reader)),
            ("writer", native_function("writer", writer)),
            ("DictReader", dicts::reader_class()),
            ("DictWriter", dicts::writer_class()),
            ("excel", dialect_class("excel")),
            ("excel_tab", dialect_class("excel_tab")),
            ("unix_dialect", dialect_class("unix_dialect")),
            (
                "list_dialects",
                native_function("list_dialects", |_, _| {
                    Ok(Value::list(["excel", "excel-tab", "unix"].map(Value::str).to_vec()))
                }),
            ),
            (
                "get_dialect",
                native_function("get_dialect", |args, _| {
                    match args.positional.first().and_then(inner_str).as_deref() {
                        Some("excel") => Ok(dialect_class("excel")),
                        Some("excel-tab") => Ok(dialect_class("excel_tab")),
                        Some("unix") => Ok(dialect_class("unix_dialect")),
                        _ => Err(error("unknown dialect")),
                    }
                }),
            ),
            ("Error", error_class()),
            ("QUOTE_MINIMAL", Value::Int(QUOTE_MINIMAL)),
            ("QUOTE_ALL", Value::Int(QUOTE_ALL)),
            ("QUOTE_NONNUMERIC", Value::Int(QUOTE_NONNUMERIC)),
            ("QUOTE_NONE", Value::Int(QUOTE_NONE)),
        ],
    )
}

/// The class that stands for one of the known dialects.
fn dialect_class(name: &'static str) -> Value {
    let is_unix = name == "unix_dialect";
    let path = match name {
        "excel" => "csv.excel",
        "excel_tab" => "csv.excel_tab",
        _ => "csv.unix_dialect",
    };
    class(path, || {
        NativeClass::new(name, "csv")
            .member("delimiter", Value::str(if name == "excel_tab" { "\t" } else { "," }))
            .member("quotechar", Value::str("\""))
            .member("escapechar", Value::None)
            .member("doublequote", Value::Bool(true))
            .member("skipinitialspace", Value::Bool(false))
            .member("lineterminator", Value::str(if is_unix { "\n" } else { "\r\n" }))
            .member("quoting", Value::Int(if is_unix { QUOTE_ALL } else { QUOTE_MINIMAL }))
            .build()
    })
}

fn error_class() -> Value {
    class("csv.Error", || NativeClass::new("Error", "_csv").base(&builtin_class("Exception")).build())
}

fn error(message: &str) -> Raised {
    exception_of(&error_class(), vec![Value::str(message)])
}

/// How fields are separated and quoted.
#[derive(Clone)]
struct Dialect {
    delimiter: char,
    quote: Option<char>,
    escape: Option<char>,
    double_quote: bool,
    skip_initial_space: bool,
    line_terminator: String,
    quoting: i64,
    strict: bool,
}

impl Dialect {
    fn of(args: &Args, first_option: usize, cx: &mut CallCx) -> Result<Self, Raised> {
        let mut dialect = Self {
            delimiter: ',',
            quote: Some('"'),
            escape: None,
            double_quote: true,
            skip_initial_space: false,
            line_terminator: "\r\n".into(),
            quoting: QUOTE_MINIMAL,
            strict: false,
        };
        let named = args.keywords.iter().find(|(name, _)| name.as_str() == "dialect").map(|(_, value)| value);
        let given = args.positional.get(first_option).or(named);
        let given = match given.and_then(python::objects::class::Class::from_value) {
            Some(class) => Some(class.name.replace('_', "-").replace("-dialect", "").into()),
            None => given.and_then(inner_str),
        };
        match given.as_deref() {
            Some("excel-tab") => dialect.delimiter = '\t',
            Some("unix") => {
                dialect.line_terminator = "\n".into();
                dialect.quoting = QUOTE_ALL;
            }
            Some("excel") | None => {}
            Some(_) => return Err(error("unknown dialect")),
        }
        for (name, value) in &args.keywords {
            let one = |what: &str| -> Result<Option<char>, Raised> {
                let text = match value {
                    Value::None => return Ok(None),
                    value => inner_str(value).ok_or_else(|| {
                        Raised::type_error(format!("\"{what}\" must be string, not {}", value.type_name()))
                    })?,
                };
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => Ok(Some(c)),
                    _ => Err(Raised::type_error(format!("\"{what}\" must be a 1-character string"))),
                }
            };
            match name.as_str() {
                "delimiter" => {
                    dialect.delimiter = one("delimiter")?
                        .ok_or_else(|| Raised::type_error("\"delimiter\" must be a 1-character string".into()))?;
                }
                "quotechar" => dialect.quote = one("quotechar")?,
                "escapechar" => dialect.escape = one("escapechar")?,
                "doublequote" => dialect.double_quote = value::repr::truthy(value, cx)?,
                "skipinitialspace" => dialect.skip_initial_space = value::repr::truthy(value, cx)?,
                "lineterminator" => dialect.line_terminator = str_of(value, cx)?,
                "quoting" => {
                    dialect.quoting = python::ops::index(value, cx)?;
                    if !(QUOTE_MINIMAL..=QUOTE_NONE).contains(&dialect.quoting) {
                        return Err(Raised::type_error("bad \"quoting\" value".into()));
                    }
                }
                "strict" => dialect.strict = value::repr::truthy(value, cx)?,
                "dialect" | "fieldnames" | "restkey" | "restval" | "extrasaction" | "f" => {}
                other => {
                    return Err(Raised::type_error(format!(
                        "'{other}' is an invalid keyword argument for this function"
                    )));
                }
            }
        }
        Ok(dialect)
    }
}

fn first_argument(args: &Args) -> Result<Value, Raised> {
    args.positional.first().cloned().ok_or_else(|| Raised::type_error(" expected at least 1 argument, got 0".into()))
}

/// `csv.reader`: an iterator of rows.
struct Reader {
    lines: Value,
    dialect: Dialect,
    line_num: RefCell<i64>,
}

fn reader(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let lines = iter(&first_argument(args)?, cx)?;
    let dialect = Dialect::of(args, 1, cx)?;
    Ok(Value::object(Reader { lines, dialect, line_num: RefCell::new(0) }))
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Begin,
    Plain,
    Quoted,
    /// After a quote inside a quoted field.
    QuoteInQuoted,
}

impl Reader {
    fn row(&self, cx: &mut CallCx) -> Result<Option<Vec<Value>>, Raised> {
        let Dialect { delimiter, quote, escape, .. } = self.dialect;
        let quote = quote.filter(|_| self.dialect.quoting != QUOTE_NONE);
        let (mut fields, mut field, mut state) = (Vec::new(), String::new(), State::Begin);
        let mut numeric = self.dialect.quoting == QUOTE_NONNUMERIC;
        let mut begun = false;
        let finish = |field: &mut String, numeric: bool| -> Result<Value, Raised> {
            let text = std::mem::take(field);
            if numeric && !text.is_empty() {
                return python::types::parse_number::float(&python::types::parse_number::Source::Text(&text))
                    .map(Value::Float);
            }
            Ok(Value::string(text))
        };
        loop {
            let Some(line) = next(&self.lines, cx)? else {
                if state == State::Quoted && self.dialect.strict {
                    return Err(error("unexpected end of data"));
                }
                if !begun {
                    return Ok(None);
                }
                fields.push(finish(&mut field, numeric)?);
                return Ok(Some(fields));
            };
            *self.line_num.borrow_mut() += 1;
            let Some(line) = inner_str(&line) else {
                return Err(error(&format!(
                    "iterator should return strings, not {} (the file should be opened in text mode)",
                    line.type_name()
                )));
            };
            begun = true;
            let mut chars = line.chars().peekable();
            while let Some(c) = chars.next() {
                if Some(c) == escape && state != State::QuoteInQuoted {
                    if let Some(next) = chars.next() {
                        field.push(next);
                    }
                    if state == State::Begin {
                        state = State::Plain;
                    }
                    continue;
                }
                match state {
                    State::Quoted if Some(c) == quote => state = State::QuoteInQuoted,
                    State::Quoted => field.push(c),
                    State::QuoteInQuoted if Some(c) == quote && self.dialect.double_quote => {
                        field.push(c);
                        state = State::Quoted;
                    }
                    _ if c == '\n' || c == '\r' => {
                        let rest_is_end = chars.clone().all(|c| c == '\n' || c == '\r');
                        if !rest_is_end {
                            return Err(error(
                                "new-line character seen in unquoted field - do you need to open the file in universal-newline mode?",
                            ));
                        }
                        break;
                    }
                    _ if c == delimiter => {
                        fields.push(finish(&mut field, numeric)?);
                        numeric = self.dialect.quoting == QUOTE_NONNUMERIC;
                        state = State::Begin;
                    }
                    State::Begin if Some(c) == quote => {
                        state = State::Quoted;
                        numeric = false;
                    }
                    State::Begin if c == ' ' && self.dialect.skip_initial_space => {}
                    State::QuoteInQuoted if self.dialect.strict => {
                        return Err(error(&format!("'{delimiter}' expected after '{}'", quote.unwrap_or('"'))));
                    }
                    _ => {
                        field.push(c);
                        state = State::Plain;
                    }
                }
            }
            if state == State::Quoted {
                // The field goes on in the next line.
                continue;
            }
            let empty_line = fields.is_empty() && field.is_empty() && state == State::Begin;
            if !empty_line {
                fields.push(finish(&mut field, numeric)?);
            }
            return Ok(Some(fields));
        }
    }
}

impl Object for Reader {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("_csv.reader")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn iter(&self, this: &Value, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(this.clone()))
    }
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(self.row(cx)?.map(Value::list))
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok((name == "line_num").then(|| Value::Int(*self.line_num.borrow())))
    }
}

/// `csv.writer`.
struct Writer {
    write: Value,
    dialect: Dialect,
}

fn writer(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let file = first_argument(args)?;
    let write = get_attr(&file, "write", cx)?
        .ok_or_else(|| Raised::type_error("argument 1 must have a \"write\" method".into()))?;
    Ok(Value::object(Writer { write, dialect: Dialect::of(args, 1, cx)? }))
}

impl Writer {
    fn write_row(&self, row: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let Dialect { delimiter, quote, escape, .. } = self.dialect;
        let items = match iter(row, cx) {
            Ok(items) => collect(&items, cx)?,
            Err(_) => return Err(error(&format!("iterable expected, not {}", row.type_name()))),
        };
        let mut line = String::new();
        let alone = items.len() == 1;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                line.push(delimiter);
            }
            let text = match item {
                Value::None => String::new(),
                other => str_of(other, cx)?,
            };
            let numeric = matches!(item, Value::Int(_) | Value::Float(_) | Value::Big(_) | Value::Bool(_));
            if alone && text.is_empty() && self.dialect.quoting == QUOTE_NONE {
                return Err(error("single empty field record must be quoted"));
            }
            // Quotes that an escape character marks need none around the field.
            let escapes_quotes = !self.dialect.double_quote && escape.is_some();
            let special = |c: char| {
                c == delimiter
                    || (Some(c) == quote && !(escapes_quotes && self.dialect.quoting != QUOTE_NONE))
                    || Some(c) == escape
                    || self.dialect.line_terminator.contains(c)
            };
            let quoted = match self.dialect.quoting {
                QUOTE_ALL => true,
                QUOTE_NONNUMERIC => !numeric,
                QUOTE_NONE => false,
                _ => text.contains(special) || (alone && text.is_empty()),
            };
            match quote.filter(|_| quoted) {
                Some(quote) => {
                    line.push(quote);
                    for c in text.chars() {
                        if c == quote {
                            line.push(if self.dialect.double_quote { quote } else { escape.unwrap_or(quote) });
                        }
                        line.push(c);
                    }
                    line.push(quote);
                }
                None => {
                    for c in text.chars() {
                        if Some(c) == quote && escapes_quotes && self.dialect.quoting != QUOTE_NONE {
                            line.extend(escape);
                        }
                        if special(c) && self.dialect.quoting == QUOTE_NONE {
                            match escape {
                                Some(escape) => line.push(escape),
                                None => return Err(error("need to escape, but no escapechar set")),
                            }
                        }
                        line.push(c);
                    }
                }
            }
        }
        line.push_str(&self.dialect.line_terminator);
        crate::support::call(&self.write, vec![Value::string(line)], cx)
    }
}

impl Object for Writer {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("_csv.writer")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(matches!(name, "writerow" | "writerows").then(|| object_method(this, name)))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match (name, args.positional.as_slice()) {
            ("writerow", [row]) => self.write_row(row, cx).map(Some),
            ("writerows", [rows]) => {
                for row in collect(rows, cx)? {
                    self.write_row(&row, cx)?;
                }
                Ok(Some(Value::None))
            }
            _ => Ok(None),
        }
    }
}

fn option(args: &Args, at: usize, name: &str) -> Option<Value> {
    let named = || args.keywords.iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value.clone());
    args.positional.get(at).cloned().or_else(named).filter(|value| !matches!(value, Value::None))
}
