//! What a DataFrame tells: its rows, its schema, and how it is named and kept.

use std::rc::{Rc, Weak};

use engine::rdd::serializer::Serializer;
use python::NativeClass;
use sql::datum::Datum;
use sql::execute;
use sql::plan::{Node, Plan, PlanRef};
use sql::show::{Form, show};
use sql::types::Schema;
use value::repr::{str_of, truthy};
use value::{Args, CallCx, Column, ExcKind, Raised, Value};

use super::convert::Converter;
use super::frame::{FrameObject, frame_of, with_methods};
use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};
use crate::storage_level::StorageLevel;

impl FrameObject {
    fn schema(&self) -> Schema {
        self.plan.schema()
    }

    /// Runs something on the plan; `method` is the Java method that an error names.
    pub(crate) fn run<T>(
        &self,
        method: &'static str,
        cx: &mut CallCx,
        work: impl FnOnce(&Self, &mut CallCx) -> Result<T, sql::error::Failure>,
    ) -> Result<T, Raised> {
        self.session.check_alive()?;
        self.session.action.set(method);
        let spark = self.spark()?;
        work(self, cx).map_err(|failure| spark.query_failure(failure, cx))
    }

    /// The first rows as objects.
    pub(crate) fn first_rows(&self, n: usize, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
        let rows =
            self.run("collectToPython", cx, |frame, cx| execute::take(&frame.session.session, &frame.plan, n, cx))?;
        self.values(&rows, cx)
    }

    pub(crate) fn values(&self, rows: &[sql::datum::Row], cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
        let spark = self.spark()?;
        Converter { spark: &spark, offset: self.session.session.offset() }.rows(rows, &self.schema(), cx)
    }

    pub(crate) fn all_rows(&self, cx: &mut CallCx) -> Result<Vec<Value>, Raised> {
        let rows =
            self.run("collectToPython", cx, |frame, cx| execute::run(&frame.session.session, &frame.plan, cx))?;
        self.values(&rows.into_rows(), cx)
    }

    fn count(&self, cx: &mut CallCx) -> Result<usize, Raised> {
        let rows = self.run("count", cx, |frame, cx| execute::run(&frame.session.session, &frame.plan, cx))?;
        Ok(rows.partitions.iter().map(Vec::len).sum())
    }

    /// The rows as an RDD of `Row`s.
    pub(crate) fn rdd(&self, cx: &mut CallCx) -> Result<engine::Rdd, Raised> {
        let rows = self.run("javaToPython", cx, |frame, cx| execute::run(&frame.session.session, &frame.plan, cx))?;
        let mut partitions = Vec::with_capacity(rows.partitions.len());
        for partition in &rows.partitions {
            partitions.push(Rc::new(Column::Any(self.values(partition, cx)?)));
        }
        Ok(self.session.context.engine.rdd_of_partitions("javaToPython", partitions, Serializer::Auto))
    }

    fn rdd_value(&self, cx: &mut CallCx) -> Result<Value, Raised> {
        let rdd = self.rdd(cx)?;
        Ok(self.spark()?.rdd_value(rdd))
    }
}

fn whole(value: &Value) -> usize {
    match value {
        Value::Int(number) => usize::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

/// The class `DataFrame`.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let class = with_methods(NativeClass::new("DataFrame", "pyspark.sql.dataframe"));
    let class = with_schema(with_rows(class), spark);
    let class = super::statistics::with_statistics(super::na::with_missing(with_views(class), spark));
    super::writer::with_writer(super::grouped::with_grouping(class), spark).build()
}

fn with_rows(class: NativeClass) -> NativeClass {
    class
        .method("show", |args, cx| {
            let defaults = [("n", Value::Int(20)), ("truncate", Value::Bool(true)), ("vertical", Value::Bool(false))];
            let bound = Arguments::bind("DataFrame.show", &["self"], &defaults, args)?;
            let frame = frame_of(args)?;
            let spark = frame.spark()?;
            let Value::Int(n) = bound.at(1) else {
                return Err(spark.not_a("NOT_INT", "n", "an int", &bound.at(1)));
            };
            let Value::Bool(is_vertical) = bound.at(3) else {
                return Err(spark.not_a("NOT_BOOL", "vertical", "a bool", &bound.at(3)));
            };
            let truncate = match bound.at(2) {
                Value::Bool(truth) => {
                    if truth {
                        20
                    } else {
                        0
                    }
                }
                Value::Int(n) => usize::try_from(n).unwrap_or(0),
                other => return Err(spark.not_a("NOT_BOOL", "truncate", "a bool", &other)),
            };
            let form = Form { n_rows: usize::try_from(n).unwrap_or(0), truncate, is_vertical };
            let text = frame.run("showString", cx, |frame, cx| show(&frame.session.session, &frame.plan, form, cx))?;
            cx.host.write_stdout(&text);
            cx.host.write_stdout("\n");
            Ok(Value::None)
        })
        .method("collect", |args, cx| {
            Arguments::bind("DataFrame.collect", &["self"], &[], args)?;
            frame_of(args)?.all_rows(cx).map(Value::list)
        })
        .method("toLocalIterator", |args, cx| {
            let rows = Value::list(frame_of(args)?.all_rows(cx)?);
            python::ops::iterate::iter(&rows, cx)
        })
        .method("count", |args, cx| {
            Arguments::bind("DataFrame.count", &["self"], &[], args)?;
            frame_of(args)?.count(cx).map(Value::from)
        })
        .method("take", |args, cx| {
            let bound = Arguments::bind("DataFrame.take", &["self", "num"], &[], args)?;
            frame_of(args)?.first_rows(whole(&bound.at(1)), cx).map(Value::list)
        })
        .method("tail", |args, cx| {
            let bound = Arguments::bind("DataFrame.tail", &["self", "num"], &[], args)?;
            let mut rows = frame_of(args)?.all_rows(cx)?;
            Ok(Value::list(rows.split_off(rows.len().saturating_sub(whole(&bound.at(1))))))
        })
        .method("head", |args, cx| {
            let bound = Arguments::bind("DataFrame.head", &["self"], &[("n", Value::None)], args)?;
            let frame = frame_of(args)?;
            match bound.at(1) {
                Value::None => Ok(frame.first_rows(1, cx)?.into_iter().next().unwrap_or_default()),
                n => frame.first_rows(whole(&n), cx).map(Value::list),
            }
        })
        .method("first", |args, cx| Ok(frame_of(args)?.first_rows(1, cx)?.into_iter().next().unwrap_or_default()))
        .method("isEmpty", |args, cx| Ok(Value::Bool(frame_of(args)?.first_rows(1, cx)?.is_empty())))
        .method("foreach", |args, cx| on_rdd("foreach", args, cx))
        .method("foreachPartition", |args, cx| on_rdd("foreachPartition", args, cx))
        .method("toJSON", |args, cx| {
            let frame = frame_of(args)?;
            let rows = frame.run("toJSON", cx, |frame, cx| execute::run(&frame.session.session, &frame.plan, cx))?;
            let (schema, offset) = (frame.schema(), frame.session.session.offset());
            let data_type = sql::types::DataType::Struct(schema);
            let text = |row: &sql::datum::Row| {
                Value::string(sql::json::text(&Datum::List(Rc::clone(row)), &data_type, offset))
            };
            let partitions = rows.partitions.iter().map(|rows| Rc::new(Column::Any(rows.iter().map(text).collect())));
            let rdd = frame.session.context.engine.rdd_of_partitions("toJSON", partitions.collect(), Serializer::Auto);
            Ok(frame.spark()?.rdd_value(rdd))
        })
        .method("toPandas", |args, _| {
            let frame = frame_of(args)?;
            Err(frame.spark()?.sql_unsupported("toPandas (there is no pandas)"))
        })
        .method("transform", |args, cx| {
            let (this, function) = (args.positional.first().cloned(), args.positional.get(1).cloned());
            let rest = args.positional.get(2..).unwrap_or_default().to_vec();
            let given = std::iter::once(this.unwrap_or_default()).chain(rest).collect();
            python::ops::call(
                &function.unwrap_or_default(),
                Args { positional: given, keywords: args.keywords.clone() },
                cx,
            )
        })
        .property("rdd", |this, cx| match this.downcast::<FrameObject>() {
            Some(frame) => frame.rdd_value(cx),
            None => Err(Raised::type_error("a DataFrame is needed".into())),
        })
}

/// `foreach` and `foreachPartition` are those of the RDD.
fn on_rdd(name: &str, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let rdd = frame_of(args)?.rdd_value(cx)?;
    let method = python::get_attribute(&rdd, name, cx)?;
    let rest = args.positional.get(1..).unwrap_or_default().to_vec();
    python::ops::call(&method, Args { positional: rest, keywords: args.keywords.clone() }, cx)
}

fn frame(this: &Value) -> Result<&FrameObject, Raised> {
    this.downcast::<FrameObject>().ok_or_else(|| Raised::type_error("a DataFrame is needed".into()))
}

fn with_schema(class: NativeClass, spark: &Weak<Spark>) -> NativeClass {
    let (schema, levels) = (spark.clone(), spark.clone());
    class
        .method("printSchema", |args, cx| {
            let text = sql::types::tree(&frame_of(args)?.schema());
            cx.host.write_stdout(&text);
            cx.host.write_stdout("\n");
            Ok(Value::None)
        })
        .property("schema", move |this, _| {
            Ok(upgrade(&schema)?.type_value(sql::types::DataType::Struct(frame(this)?.schema())))
        })
        .property("columns", |this, _| {
            Ok(Value::list(frame(this)?.plan.output.iter().map(|attr| Value::str(&attr.name)).collect()))
        })
        .property("dtypes", |this, _| {
            let pair = |attr: &sql::expr::Attr| {
                Value::pair(Value::str(&attr.name), Value::string(attr.data_type.simple_name()))
            };
            Ok(Value::list(frame(this)?.plan.output.iter().map(pair).collect()))
        })
        .property("sparkSession", |this, _| Ok(super::session::SessionObject::value(&frame(this)?.session)))
        .property("sql_ctx", |this, _| Ok(super::session::SessionObject::context_value(&frame(this)?.session)))
        .property("isStreaming", |_, _| Ok(Value::Bool(false)))
        .property("is_cached", |this, _| Ok(Value::Bool(frame(this)?.is_cached.get())))
        .property("storageLevel", move |this, _| {
            let name = if frame(this)?.is_cached.get() { "MEMORY_AND_DISK_DESER" } else { "NONE" };
            Ok(Value::object(StorageLevel::named(name, &levels)))
        })
        .method("isLocal", |_, _| Ok(Value::Bool(false)))
        .method("inputFiles", |_, _| Ok(Value::list(Vec::new())))
        .method("cache", |args, _| kept(args, true))
        .method("persist", |args, _| kept(args, true))
        .method("unpersist", |args, _| kept(args, false))
        .method("checkpoint", |args, _| kept(args, false))
        .method("localCheckpoint", |args, _| kept(args, false))
        .method("sameSemantics", |args, _| {
            let other = args.positional.get(1).and_then(Value::downcast::<FrameObject>);
            let own = frame_of(args)?;
            Ok(Value::Bool(other.is_some_and(|other| Rc::ptr_eq(&own.plan, &other.plan))))
        })
        .method("colRegex", |args, cx| {
            let name = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
            let frame = frame_of(args)?;
            let spark = frame.spark()?;
            spark.column(super::column::named(&spark, &name)?)
        })
        .method("explain", |args, cx| {
            let text = explained(&frame_of(args)?.plan, 0);
            cx.host.write_stdout(&format!("== Physical Plan ==\n{text}\n"));
            Ok(Value::None)
        })
}

/// The operators of a plan, one on a line; not Spark's own words.
fn explained(plan: &PlanRef, depth: usize) -> String {
    let name = match &plan.node {
        Node::Scan(_) => "Scan ExistingRDD",
        Node::Local(_) => "LocalTableScan",
        Node::Range { .. } => "Range",
        Node::Project(..) => "Project",
        Node::Filter(..) => "Filter",
        Node::Aggregate { .. } => "HashAggregate",
        Node::Sort { .. } => "Sort",
        Node::Limit(..) | Node::Tail(..) => "CollectLimit",
        Node::Offset(..) => "Offset",
        Node::Union(_) => "Union",
        Node::Join { .. } => "Join",
        Node::SetOp(..) => "SetOperation",
        Node::Generate { .. } => "Generate",
        Node::Window(..) => "Window",
        Node::Repartition(..) => "Exchange",
        Node::Sample { .. } => "Sample",
        Node::Expand { .. } => "Expand",
        Node::OneRow => "Scan OneRowRelation",
        Node::Renamed(child) => return explained(child, depth),
    };
    let columns: Vec<String> = plan.output.iter().map(|attr| attr.name.to_string()).collect();
    let lead = if depth == 0 { String::new() } else { format!("{}+- ", "   ".repeat(depth - 1)) };
    let below: String = plan.node.children().into_iter().map(|child| explained(child, depth + 1)).collect();
    format!("{lead}{name} [{}]\n{below}", columns.join(", "))
}

fn kept(args: &Args, is_cached: bool) -> Result<Value, Raised> {
    frame_of(args)?.is_cached.set(is_cached);
    Ok(args.positional.first().cloned().unwrap_or_default())
}

fn with_views(class: NativeClass) -> NativeClass {
    let view = |name: &'static str, is_global: bool, replaces: bool| {
        move |args: &Args, cx: &mut CallCx| {
            let bound = Arguments::bind(&format!("DataFrame.{name}"), &["self", "name"], &[], args)?;
            let frame = frame_of(args)?;
            let name = str_of(&bound.at(1), cx)?;
            let is_name = !name.is_empty()
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !name.starts_with(|c: char| c.is_ascii_digit());
            let spark = frame.spark()?;
            if !is_name {
                return Err(spark.sql_error(&sql::error::SqlError::plain(format!("Invalid view name: {name}."))));
            }
            frame.session.check_alive()?;
            let added = frame.session.session.add_view(&name, Rc::clone(&frame.plan), is_global, replaces);
            added.map(|()| Value::None).map_err(|error| spark.sql_error(&error))
        }
    };
    class
        .method("createOrReplaceTempView", view("createOrReplaceTempView", false, true))
        .method("registerTempTable", view("registerTempTable", false, true))
        .method("createTempView", view("createTempView", false, false))
        .method("createGlobalTempView", view("createGlobalTempView", true, false))
        .method("createOrReplaceGlobalTempView", view("createOrReplaceGlobalTempView", true, true))
}

/// A plan of rows that are there, with a schema.
pub(crate) fn local_plan(
    columns: Vec<sql::expr::Attr>,
    rows: Vec<Vec<Datum>>,
) -> Result<PlanRef, sql::error::SqlError> {
    Plan::new(Node::Local(rows.into_iter().map(Into::into).collect()), columns)
}

/// Whether an argument asks for something.
pub(crate) fn asks(value: &Value, cx: &mut CallCx) -> Result<bool, Raised> {
    truthy(value, cx)
}

/// CPython's complaint about an index beyond a list.
pub(crate) fn no_such_index() -> Raised {
    Raised::new(ExcKind::IndexError, "list index out of range".into())
}
