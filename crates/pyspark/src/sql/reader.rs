//! `spark.read`: DataFrames from files and RDDs of text.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Rc;

use python::NativeClass;
use sql::datum::Datum;
use sql::types::{DataType, Field, Schema};
use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Value};

use super::actions::local_plan;
use super::hooks::{json_datum, parsed};
use super::session::{SqlSession, made};
use crate::spark::upgrade;

struct ReaderObject {
    session: Rc<SqlSession>,
    format: String,
    schema: Option<Schema>,
    options: Vec<(String, String)>,
}

impl Object for ReaderObject {
    fn type_name(&self) -> Cow<'static, str> {
        "DataFrameReader".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.session.spark.upgrade()?.classes().sql.reader.clone())
    }
}

/// What `spark.read` is.
pub(crate) fn reader(session: &Rc<SqlSession>) -> Value {
    Value::object(ReaderObject {
        session: Rc::clone(session),
        format: "parquet".into(),
        schema: None,
        options: Vec::new(),
    })
}

impl ReaderObject {
    fn with(&self, change: impl FnOnce(&mut Self)) -> Value {
        let mut copy = Self {
            session: Rc::clone(&self.session),
            format: self.format.clone(),
            schema: self.schema.clone(),
            options: self.options.clone(),
        };
        change(&mut copy);
        Value::object(copy)
    }

    fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn is_on(&self, name: &str) -> bool {
        self.option(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The lines of what is to be read: an RDD, a file, or all files of a folder.
    fn lines(&self, source: &Value, cx: &mut CallCx) -> Result<Vec<String>, Raised> {
        let spark = upgrade(&self.session.spark)?;
        if let Some(rdd) = crate::rdd::unwrap(source) {
            let items = rdd.collect(cx).map_err(|failure| spark.action_error(failure, cx))?;
            return items.iter().map(|item| str_of(item, cx)).collect();
        }
        let paths = match source {
            Value::List(_) | Value::Tuple(_) => python::ops::collect(source, cx)?,
            one => vec![one.clone()],
        };
        let mut lines = Vec::new();
        for path in &paths {
            let path = str_of(path, cx)?;
            let mut files = cx.host.list_files(&format!("{}/", path.trim_end_matches('/')));
            files.retain(|file| file.rsplit('/').next().is_some_and(|name| !name.starts_with(['_', '.'])));
            if let Some(content) = cx.host.read_file(&path) {
                lines.extend(String::from_utf8_lossy(&content).lines().map(str::to_owned));
            } else if files.is_empty() && cx.host.list_files(&format!("{path}/")).is_empty() {
                let shown =
                    if path.starts_with("file:") { path } else { format!("file:/{}", path.trim_start_matches('/')) };
                let message = format!("Path does not exist: {shown}.");
                return Err(spark.sql_error(&sql::error::SqlError::analysis("PATH_NOT_FOUND", message)));
            }
            for file in files {
                if let Some(content) = cx.host.read_file(&file) {
                    lines.extend(String::from_utf8_lossy(&content).lines().map(str::to_owned));
                }
            }
        }
        Ok(lines)
    }

    fn load(&self, format: &str, source: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        match format {
            "text" => {
                let rows = self.lines(source, cx)?.into_iter().map(|line| vec![Datum::string(line)]).collect();
                self.table(&[Field::new("value", DataType::String, true)], rows)
            }
            "json" => self.json(source, cx),
            "csv" => self.csv(source, cx),
            other => Err(upgrade(&self.session.spark)?.sql_unsupported(&format!("the format {other}"))),
        }
    }

    fn table(&self, fields: &[Field], rows: Vec<Vec<Datum>>) -> Result<Value, Raised> {
        let session = &self.session.session;
        let columns = fields.iter().map(|field| session.new_attr(&field.name, field.data_type.clone(), true)).collect();
        made(&self.session, local_plan(columns, rows))
    }

    fn json(&self, source: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let lines: Vec<String> = self.lines(source, cx)?.into_iter().filter(|line| !line.trim().is_empty()).collect();
        let values: Vec<Option<Value>> =
            lines.iter().map(|line| parsed(line, cx).filter(|value| matches!(value, Value::Dict(_)))).collect();
        let schema = match &self.schema {
            Some(schema) => Rc::clone(schema),
            None => {
                let mut found = DataType::Struct(Vec::new().into());
                for value in values.iter().flatten() {
                    found = json_common(&found, &json_type(value));
                }
                let mut fields = match found {
                    DataType::Struct(fields) => fields.iter().map(known).collect(),
                    _ => Vec::new(),
                };
                if values.iter().any(Option::is_none) {
                    fields.push(Field::new(CORRUPT, DataType::String, true));
                }
                fields.sort_by(|a, b| a.name.cmp(&b.name));
                fields.into()
            }
        };
        let offset = self.session.session.offset();
        let mut rows = Vec::with_capacity(lines.len());
        for (line, value) in lines.iter().zip(&values) {
            let cell = |field: &Field| match value {
                Some(Value::Dict(dict)) => {
                    json_datum(&dict.get_str(&field.name).unwrap_or_default(), &field.data_type, offset, cx)
                }
                _ if *field.name == *CORRUPT => Datum::str(line),
                _ => Datum::Null,
            };
            rows.push(schema.iter().map(cell).collect());
        }
        self.table(&schema, rows)
    }

    fn csv(&self, source: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let separator =
            self.option("sep").or_else(|| self.option("delimiter")).unwrap_or(",").chars().next().unwrap_or(',');
        let lines = self.lines(source, cx)?;
        let mut records: Vec<Vec<String>> =
            lines.iter().filter(|line| !line.is_empty()).map(|line| cells(line, separator)).collect();
        let has_header = self.is_on("header");
        let header = if has_header { records.first().cloned() } else { None };
        if let Some(header) = &header {
            records.retain(|record| record != header);
        }
        let n = header.as_ref().or(records.first()).map_or(0, Vec::len);
        let schema: Schema = match &self.schema {
            Some(schema) => Rc::clone(schema),
            None => (0..n)
                .map(|at| {
                    let name =
                        header.as_ref().and_then(|header| header.get(at).cloned()).unwrap_or_else(|| format!("_c{at}"));
                    let data_type = if self.is_on("inferSchema") { csv_type(&records, at) } else { DataType::String };
                    Field::new(&name, data_type, true)
                })
                .collect(),
        };
        let offset = self.session.session.offset();
        let row = |record: &Vec<String>| {
            let cell = |(at, field): (usize, &Field)| match record.get(at) {
                Some(text) if !text.is_empty() => {
                    sql::cast::cast(&Datum::str(text), &DataType::String, &field.data_type, offset)
                }
                _ => Datum::Null,
            };
            schema.iter().enumerate().map(cell).collect()
        };
        let rows = records.iter().map(row).collect();
        self.table(&schema, rows)
    }
}

/// Where a line that is no JSON goes.
const CORRUPT: &str = "_corrupt_record";

/// Fields of which nothing is known are text.
fn known(field: &Field) -> Field {
    fn settled(data_type: &DataType) -> DataType {
        match data_type {
            DataType::Null => DataType::String,
            DataType::Array(element, _) => DataType::array(settled(element)),
            DataType::Struct(fields) => DataType::Struct(fields.iter().map(known).collect()),
            other => other.clone(),
        }
    }
    Field::new(&field.name, settled(&field.data_type), true)
}

fn json_type(value: &Value) -> DataType {
    match value {
        Value::None => DataType::Null,
        Value::Bool(_) => DataType::Boolean,
        Value::Int(_) => DataType::Long,
        Value::Float(_) | Value::Big(_) => DataType::Double,
        Value::List(list) => {
            let element =
                list.0.borrow().iter().fold(DataType::Null, |found, item| json_common(&found, &json_type(item)));
            DataType::array(element)
        }
        Value::Dict(dict) => {
            let mut fields: Vec<Field> = dict
                .pairs()
                .into_iter()
                .filter_map(|(key, item)| match key {
                    Value::Str(name) => Some(Field::new(&name, json_type(&item), true)),
                    _ => None,
                })
                .collect();
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            DataType::Struct(fields.into())
        }
        _ => DataType::String,
    }
}

fn json_common(a: &DataType, b: &DataType) -> DataType {
    match (a, b) {
        (a, b) if a == b => a.clone(),
        (DataType::Null, other) | (other, DataType::Null) => other.clone(),
        (DataType::Long, DataType::Double) | (DataType::Double, DataType::Long) => DataType::Double,
        (DataType::Array(x, _), DataType::Array(y, _)) => DataType::array(json_common(x, y)),
        (DataType::Struct(x), DataType::Struct(y)) => {
            let mut fields: Vec<Field> = x.to_vec();
            for other in y.iter() {
                match fields.iter_mut().find(|field| field.name == other.name) {
                    Some(field) => field.data_type = json_common(&field.data_type, &other.data_type),
                    None => fields.push(other.clone()),
                }
            }
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            DataType::Struct(fields.into())
        }
        _ => DataType::String,
    }
}

/// The cells of a line: quotes keep separators together.
fn cells(line: &str, separator: char) -> Vec<String> {
    let (mut out, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '\\' if is_quoted => cell.extend(rest.next()),
            '"' => is_quoted = !is_quoted,
            c if c == separator && !is_quoted => out.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    out.push(cell);
    out
}

fn csv_type(records: &[Vec<String>], at: usize) -> DataType {
    let cells: Vec<&String> =
        records.iter().filter_map(|record| record.get(at)).filter(|cell| !cell.is_empty()).collect();
    let fits = |to: &DataType| {
        cells.iter().all(|cell| {
            let is_whole = !to.is_integral() || cell.trim().parse::<i64>().is_ok();
            is_whole && !sql::cast::cast(&Datum::str(cell), &DataType::String, to, 0).is_null()
        })
    };
    let known = [DataType::Int, DataType::Long, DataType::Double, DataType::Date, DataType::Timestamp];
    let is_truth = cells.iter().all(|cell| matches!(cell.to_lowercase().as_str(), "true" | "false"));
    match known.iter().find(|to| fits(to)) {
        Some(found) if !cells.is_empty() => found.clone(),
        _ if is_truth && !cells.is_empty() => DataType::Boolean,
        _ => DataType::String,
    }
}

fn receiver(args: &Args) -> Result<&ReaderObject, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<ReaderObject>);
    this.ok_or_else(|| Raised::type_error("a DataFrameReader is needed".into()))
}

/// Keyword arguments as options.
fn with_keywords(reader: &ReaderObject, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut options = Vec::new();
    let mut schema = None;
    for (name, value) in &args.keywords {
        match (name.as_str(), value) {
            ("schema", value) => schema = schema_of(reader, value)?,
            (_, Value::None) => {}
            (name, Value::Bool(truth)) => options.push((name.to_owned(), truth.to_string())),
            (name, other) => options.push((name.to_owned(), str_of(other, cx)?)),
        }
    }
    Ok(reader.with(|reader| {
        reader.options.extend(options);
        if schema.is_some() {
            reader.schema = schema;
        }
    }))
}

fn schema_of(reader: &ReaderObject, value: &Value) -> Result<Option<Schema>, Raised> {
    let spark = upgrade(&reader.session.spark)?;
    match value {
        Value::None => Ok(None),
        other => match spark.type_argument("schema", other)? {
            DataType::Struct(fields) => Ok(Some(fields)),
            other => Ok(Some(vec![Field::new("value", other, true)].into())),
        },
    }
}

/// The class `DataFrameReader`.
pub(crate) fn class() -> Value {
    let mut class = NativeClass::new("DataFrameReader", "pyspark.sql.readwriter")
        .method("format", |args, cx| {
            let format = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
            Ok(receiver(args)?.with(|reader| reader.format = format))
        })
        .method("schema", |args, _| {
            let reader = receiver(args)?;
            let schema = schema_of(reader, args.positional.get(1).unwrap_or(&Value::None))?;
            Ok(reader.with(|reader| reader.schema = schema))
        })
        .method("option", |args, cx| {
            let text = |value: Option<&Value>, cx: &mut CallCx| match value {
                Some(Value::Bool(truth)) => Ok(truth.to_string()),
                Some(other) => str_of(other, cx),
                None => Ok(String::new()),
            };
            let (key, value) = (text(args.positional.get(1), cx)?, text(args.positional.get(2), cx)?);
            Ok(receiver(args)?.with(|reader| reader.options.push((key, value))))
        })
        .method("options", |args, cx| with_keywords(receiver(args)?, args, cx))
        .method("load", |args, cx| {
            let reader = with_keywords(receiver(args)?, args, cx)?;
            let Some(reader) = reader.downcast::<ReaderObject>() else { return Ok(Value::None) };
            reader.load(&reader.format, args.positional.get(1).unwrap_or(&Value::None), cx)
        })
        .method("table", |args, cx| {
            let session = &receiver(args)?.session;
            let name = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
            let parts = sql::analyze::name_parts(&name).unwrap_or_default();
            made(session, session.session.table(&parts))
        });
    for format in ["json", "csv", "text", "parquet", "orc", "jdbc"] {
        class = class.method(format, move |args, cx| {
            let own = receiver(args)?;
            let reader = with_keywords(own, args, cx)?;
            let Some(reader) = reader.downcast::<ReaderObject>() else { return Ok(Value::None) };
            reader.load(format, args.positional.get(1).unwrap_or(&Value::None), cx)
        });
    }
    class.build()
}
