//! `df.write`: the rows as files of the playground.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use python::NativeClass;
use sql::datum::{Datum, Row};
use sql::error::{ErrorKind, SqlError};
use sql::execute;
use sql::plan::PlanRef;
use sql::types::DataType;
use value::repr::str_of;
use value::{Args, CallCx, ExcKind, Object, Raised, Value};

use super::frame::FrameObject;
use super::session::SqlSession;
use crate::spark::{Spark, upgrade};

#[derive(Clone)]
struct WriterObject {
    session: Rc<SqlSession>,
    plan: PlanRef,
    mode: String,
    format: String,
    options: Vec<(String, String)>,
}

impl Object for WriterObject {
    fn type_name(&self) -> Cow<'static, str> {
        "DataFrameWriter".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.session.spark.upgrade()?.classes().sql.writer.clone())
    }
}

const MODES: [&str; 6] = ["overwrite", "append", "ignore", "error", "errorifexists", "default"];

impl WriterObject {
    fn with(&self, change: impl FnOnce(&mut Self)) -> Value {
        let mut copy = self.clone();
        change(&mut copy);
        Value::object(copy)
    }

    fn is_on(&self, name: &str) -> bool {
        self.options
            .iter()
            .rev()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .is_some_and(|(_, value)| value.eq_ignore_ascii_case("true"))
    }

    fn save(&self, format: &str, path: &str, cx: &mut CallCx) -> Result<Value, Raised> {
        let spark = upgrade(&self.session.spark)?;
        if !matches!(format, "json" | "csv" | "text") {
            return Err(spark.sql_unsupported(&format!("writing {format} files (use json, csv or text)")));
        }
        if format == "text" {
            if self.plan.output.len() != 1 {
                let wrong = self.plan.output.iter().find(|attr| attr.data_type != DataType::String);
                let message = match wrong {
                    Some(attr) => format!(
                        "The Text datasource doesn't support the column {} of the type \"{}\".",
                        sql::error::quoted(&attr.name),
                        attr.data_type.sql_name()
                    ),
                    None => format!(
                        "Text data source supports only a single column, and you have {} columns.",
                        self.plan.output.len()
                    ),
                };
                return Err(spark.sql_error(&SqlError::analysis("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", message)));
            }
            if let Some(attr) = self.plan.output.iter().find(|attr| attr.data_type != DataType::String) {
                let message = format!(
                    "The Text datasource doesn't support the column {} of the type \"{}\".",
                    sql::error::quoted(&attr.name),
                    attr.data_type.sql_name()
                );
                return Err(spark.sql_error(&SqlError::analysis("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", message)));
            }
        }
        let folder = path.trim_end_matches('/');
        let is_there = !cx.host.list_files(&format!("{folder}/")).is_empty();
        match self.mode.as_str() {
            "ignore" if is_there => return Ok(Value::None),
            "append" | "ignore" => {}
            "overwrite" if is_there => {
                // Files cannot be removed here, so those of before are emptied.
                for file in cx.host.list_files(&format!("{folder}/")) {
                    write(&file, String::new(), cx)?;
                }
            }
            "overwrite" => {}
            _ if is_there => {
                let shown = if folder.starts_with("file:") {
                    folder.to_owned()
                } else {
                    format!("file:/{}", folder.trim_start_matches('/'))
                };
                let message =
                    format!("Path {shown} already exists. Set mode as \"overwrite\" to overwrite the existing path.");
                return Err(spark.sql_error(&SqlError::analysis("PATH_ALREADY_EXISTS", message)));
            }
            _ => {}
        }
        self.session.action.set("save");
        let rows =
            execute::run(&self.session.session, &self.plan, cx).map_err(|failure| spark.query_failure(failure, cx))?;
        let n_before = cx.host.list_files(&format!("{folder}/part-")).len();
        let first = if self.mode == "append" { n_before } else { 0 };
        for (at, partition) in rows.partitions.iter().enumerate() {
            if partition.is_empty() && at > 0 {
                continue;
            }
            let content = self.content(format, partition);
            write(
                &format!("{folder}/part-{:05}.{}", first + at, if format == "text" { "txt" } else { format }),
                content,
                cx,
            )?;
        }
        write(&format!("{folder}/_SUCCESS"), String::new(), cx)?;
        Ok(Value::None)
    }

    fn content(&self, format: &str, rows: &[Row]) -> String {
        let (types, offset) = (self.plan.types(), self.session.session.offset());
        let record = DataType::Struct(self.plan.schema());
        let mut out = String::new();
        if format == "csv" && self.is_on("header") {
            out.push_str(&self.plan.output.iter().map(|attr| attr.name.to_string()).collect::<Vec<_>>().join(","));
            out.push('\n');
        }
        for row in rows {
            match format {
                "json" => out.push_str(&sql::json::text(&Datum::List(Rc::clone(row)), &record, offset)),
                "csv" => {
                    let cells: Vec<String> =
                        row.iter().zip(&types).map(|(value, data_type)| csv_cell(value, data_type, offset)).collect();
                    out.push_str(&cells.join(","));
                }
                _ => out.push_str(row.first().and_then(Datum::as_str).unwrap_or("")),
            }
            out.push('\n');
        }
        out
    }
}

fn csv_cell(value: &Datum, data_type: &DataType, offset: i64) -> String {
    if value.is_null() {
        return String::new();
    }
    let text = sql::cast::text(value, data_type, offset);
    match text.is_empty() || text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        false => text,
    }
}

fn write(path: &str, content: String, cx: &mut CallCx) -> Result<(), Raised> {
    cx.host
        .write_file(path, content.into_bytes())
        .map_err(|reason| Raised::new(ExcKind::OSError, format!("{path}: {reason}")))
}

fn receiver(args: &Args) -> Result<&WriterObject, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<WriterObject>);
    this.ok_or_else(|| Raised::type_error("a DataFrameWriter is needed".into()))
}

fn text_at(args: &Args, at: usize, cx: &mut CallCx) -> Result<String, Raised> {
    match args.positional.get(at) {
        Some(Value::Bool(truth)) => Ok(truth.to_string()),
        Some(other) => str_of(other, cx),
        None => Ok(String::new()),
    }
}

/// Errors: a mode that there is not.
fn with_mode(writer: &WriterObject, mode: &str) -> Result<Value, Raised> {
    if MODES.contains(&mode) {
        return Ok(writer.with(|writer| mode.clone_into(&mut writer.mode)));
    }
    let spark = upgrade(&writer.session.spark)?;
    let message = format!(
        "Unknown save mode: {mode}. Accepted save modes are 'overwrite', 'append', 'ignore', 'error', 'errorifexists', 'default'."
    );
    Err(spark.sql_error(&SqlError { kind: ErrorKind::IllegalArgument, class: "", message, about: None }))
}

fn with_keywords(writer: &WriterObject, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let mut found = writer.clone();
    for (name, value) in &args.keywords {
        match (name.as_str(), value) {
            (_, Value::None) | ("path", _) => {}
            ("mode", mode) => {
                let mode = str_of(mode, cx)?;
                if let Some(with) = with_mode(&found, &mode)?.downcast::<WriterObject>() {
                    found = with.clone();
                }
            }
            ("format", format) => found.format = str_of(format, cx)?,
            (name, Value::Bool(truth)) => found.options.push((name.to_owned(), truth.to_string())),
            (name, other) => found.options.push((name.to_owned(), str_of(other, cx)?)),
        }
    }
    Ok(Value::object(found))
}

fn path_of(args: &Args, cx: &mut CallCx) -> Result<String, Raised> {
    match args.keywords.iter().find(|(name, _)| name.as_str() == "path") {
        Some((_, path)) => str_of(path, cx),
        None => text_at(args, 1, cx),
    }
}

/// The class `DataFrameWriter`.
pub(crate) fn class() -> Value {
    let mut class = NativeClass::new("DataFrameWriter", "pyspark.sql.readwriter")
        .method("mode", |args, cx| {
            let mode = text_at(args, 1, cx)?;
            with_mode(receiver(args)?, &mode)
        })
        .method("format", |args, cx| {
            let format = text_at(args, 1, cx)?;
            Ok(receiver(args)?.with(|writer| writer.format = format))
        })
        .method("option", |args, cx| {
            let (key, value) = (text_at(args, 1, cx)?, text_at(args, 2, cx)?);
            Ok(receiver(args)?.with(|writer| writer.options.push((key, value))))
        })
        .method("options", |args, cx| with_keywords(receiver(args)?, args, cx))
        .method("save", |args, cx| {
            let writer = with_keywords(receiver(args)?, args, cx)?;
            let path = path_of(args, cx)?;
            writer.downcast::<WriterObject>().map_or(Ok(Value::None), |writer| writer.save(&writer.format, &path, cx))
        });
    for format in ["json", "csv", "text", "parquet", "orc"] {
        class = class.method(format, move |args, cx| {
            let writer = with_keywords(receiver(args)?, args, cx)?;
            let path = path_of(args, cx)?;
            writer.downcast::<WriterObject>().map_or(Ok(Value::None), |writer| writer.save(format, &path, cx))
        });
    }
    for (name, what) in [
        ("saveAsTable", "saveAsTable (use createOrReplaceTempView)"),
        ("insertInto", "insertInto"),
        ("jdbc", "jdbc"),
        ("partitionBy", "partitionBy of files"),
        ("bucketBy", "bucketBy"),
    ] {
        class = class.method(name, move |args, _| Err(upgrade(&receiver(args)?.session.spark)?.sql_unsupported(what)));
    }
    class.build()
}

/// Adds `write` to the class `DataFrame`.
pub(crate) fn with_writer(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let streams = spark.clone();
    class
        .property("write", |this, _| match this.downcast::<FrameObject>() {
            Some(frame) => Ok(Value::object(WriterObject {
                session: Rc::clone(&frame.session),
                plan: Rc::clone(&frame.plan),
                mode: "default".into(),
                format: "parquet".into(),
                options: Vec::new(),
            })),
            None => Err(Raised::type_error("a DataFrame is needed".into())),
        })
        .property("writeStream", move |_, _| {
            let error = SqlError::analysis(
                "WRITE_STREAM_NOT_ALLOWED",
                "`writeStream` can be called only on streaming Dataset/DataFrame.",
            );
            Err(upgrade(&streams)?.sql_error(&error))
        })
}
