//! `SparkSession` with its settings and catalog, and the older `SQLContext`.
//!
//! Source: pyspark/sql/session.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::{Rc, Weak};

use python::NativeClass;
use sql::error::{ErrorKind, SqlError};
use sql::plan::PlanRef;
use value::repr::str_of;
use value::{Args, CallCx, Object, Raised, Value};

use super::builder;
use super::catalog::{get_conf, set_conf};
use super::frame::FrameObject;
use super::hooks::StandardLibrary;
use super::queries::{run_sql, with_queries};
use crate::arguments::Arguments;
use crate::conf::SparkConf;
use crate::modules::VERSION;
use crate::spark::{Spark, upgrade};
use crate::spark_context::SparkContext;

/// A session with the context that it runs on.
pub(crate) struct SqlSession {
    pub session: Rc<sql::session::Session>,
    pub context: Rc<SparkContext>,
    context_value: Value,
    pub spark: Weak<Spark>,
    /// The Java method of the action that runs, which errors name.
    pub action: Cell<&'static str>,
}

impl SqlSession {
    /// Errors: what a stopped context says.
    pub fn check_alive(&self) -> Result<(), Raised> {
        if !self.context.is_stopped() {
            return Ok(());
        }
        let message = "Cannot call methods on a stopped SparkContext.";
        Err(upgrade(&self.spark)?.java_error(self.action.get(), crate::error::ILLEGAL_STATE, message))
    }

    fn new(spark: &Spark, context_value: &Value) -> Option<Rc<Self>> {
        let context = Rc::clone(SparkContext::of(context_value)?);
        let offset = spark.settings.zone.offset.millis() * 1000;
        let session = sql::session::Session::new(Rc::new(StandardLibrary), context.default_parallelism, offset);
        for (key, value) in context.conf.all() {
            session.set(&key, &value);
        }
        let (session, context_value, spark) = (Rc::new(session), context_value.clone(), spark.this.clone());
        Some(Rc::new(Self { session, context, context_value, spark, action: Cell::new("collectToPython") }))
    }
}

/// What an object of the program shows of a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Session,
    SqlContext,
    HiveContext,
    Conf,
    Catalog,
    Udf,
}

pub(crate) struct SessionObject {
    pub session: Rc<SqlSession>,
    part: Part,
}

impl SessionObject {
    pub fn value(session: &Rc<SqlSession>) -> Value {
        // A session in use is one object.
        let active = session.spark.upgrade().map(|spark| spark.sql_session.borrow().clone()).unwrap_or_default();
        match active.downcast::<Self>() {
            Some(object) if Rc::ptr_eq(&object.session, session) => active,
            _ => Self::part(session, Part::Session),
        }
    }

    pub fn context_value(session: &Rc<SqlSession>) -> Value {
        Self::part(session, Part::SqlContext)
    }

    pub(super) fn part(session: &Rc<SqlSession>, part: Part) -> Value {
        Value::object(Self { session: Rc::clone(session), part })
    }
}

impl Object for SessionObject {
    fn type_name(&self) -> Cow<'static, str> {
        match self.part {
            Part::Session => "SparkSession",
            Part::SqlContext => "SQLContext",
            Part::HiveContext => "HiveContext",
            Part::Conf => "RuntimeConfig",
            Part::Catalog => "Catalog",
            Part::Udf => "UDFRegistration",
        }
        .into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        let spark = self.session.spark.upgrade()?;
        let classes = &spark.classes().sql;
        Some(match self.part {
            Part::Session => classes.session.clone(),
            Part::SqlContext => classes.sql_context.clone(),
            Part::HiveContext => classes.hive_context.clone(),
            Part::Conf => classes.runtime_conf.clone(),
            Part::Catalog => classes.catalog.clone(),
            Part::Udf => classes.udf_registration.clone(),
        })
    }

    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        let module = match self.part {
            Part::Session => "pyspark.sql.session",
            Part::SqlContext | Part::HiveContext => "pyspark.sql.context",
            Part::Conf => "pyspark.sql.conf",
            Part::Catalog => "pyspark.sql.catalog",
            Part::Udf => "pyspark.sql.udf",
        };
        Ok(format!("<{module}.{} object at 0x{:012x}>", self.type_name(), value::object::address(&*self.session)))
    }

    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| Rc::ptr_eq(&self.session, &other.session) && self.part == other.part))
    }
}

/// A parse error has its place; an analysis error of a text names it.
pub(crate) fn located(mut error: SqlError, text: &str) -> SqlError {
    let found = error.about.as_deref().filter(|_| error.kind == ErrorKind::Analysis);
    if let Some((line, column)) = found.and_then(|name| sql::parse::place_of(text, name)) {
        let end = error.message.find('\n').unwrap_or(error.message.len());
        let tail = if error.class == "UNRESOLVED_ROUTINE" { "" } else { ";" };
        error.message.insert_str(end, &format!("; line {line} pos {column}{tail}"));
        error.message.push('\n');
    }
    error
}

pub(crate) fn session_of(args: &Args) -> Result<&Rc<SqlSession>, Raised> {
    let this = args.positional.first().and_then(Value::downcast::<SessionObject>);
    this.map(|object| &object.session).ok_or_else(|| Raised::type_error("a SparkSession is needed".into()))
}

pub(super) fn session(this: &Value) -> Result<&Rc<SqlSession>, Raised> {
    this.downcast::<SessionObject>()
        .map(|object| &object.session)
        .ok_or_else(|| Raised::type_error("a SparkSession is needed".into()))
}

/// The session that `spark.udf` registers functions with.
pub(crate) fn session_of_registration(value: &Value) -> Option<Rc<SqlSession>> {
    value.downcast::<SessionObject>().map(|object| Rc::clone(&object.session))
}

impl Spark {
    /// The session that is in use, unless its context was stopped.
    pub(crate) fn active_session(&self) -> Option<Value> {
        let active = self.sql_session.borrow().clone();
        let is_alive = active.downcast::<SessionObject>().is_some_and(|object| !object.session.context.is_stopped());
        is_alive.then_some(active)
    }

    /// Microseconds that the session in use is ahead of UTC.
    pub(crate) fn sql_offset(&self) -> i64 {
        let active = self.sql_session.borrow().clone();
        active.downcast::<SessionObject>().map_or(0, |object| object.session.session.offset())
    }

    fn new_session(&self, context: &Value) -> Result<Value, Raised> {
        let Some(session) = SqlSession::new(self, context) else {
            return Err(Raised::type_error("a SparkContext is needed".into()));
        };
        let value = SessionObject::value(&session);
        *self.sql_session.borrow_mut() = value.clone();
        Ok(value)
    }

    pub(super) fn session_or_new(&self, options: &[(String, String)], cx: &mut CallCx) -> Result<Value, Raised> {
        if let Some(active) = self.active_session() {
            if let Some(object) = active.downcast::<SessionObject>() {
                options.iter().for_each(|(key, value)| object.session.session.set(key, value));
            }
            return Ok(active);
        }
        let current = self.active_context.borrow().clone();
        let context = match SparkContext::of(&current) {
            Some(_) => current,
            None => {
                let conf = SparkConf::default();
                options.iter().for_each(|(key, value)| conf.set(key, value));
                self.new_context(None, None, Some(&conf), cx)?
            }
        };
        let made = self.new_session(&context)?;
        if let Some(object) = made.downcast::<SessionObject>() {
            options.iter().for_each(|(key, value)| object.session.session.set(key, value));
        }
        Ok(made)
    }

    /// `rdd.toDF(schema, sampleRatio)`, which there is once there is a session.
    pub(crate) fn rdd_to_frame(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let had_session = !matches!(*self.sql_session.borrow(), Value::None);
        let context = self.active_context.borrow().clone();
        let active = match self.active_session() {
            None if had_session && SparkContext::of(&context).is_some() => Some(self.new_session(&context)?),
            active => active,
        };
        let Some(active) = active else {
            let name = args.positional.first().map_or_else(|| "RDD".into(), Value::type_name);
            let message = format!("'{name}' object has no attribute 'toDF'");
            return Err(Raised::new(value::ExcKind::AttributeError, message));
        };
        let defaults = [("schema", Value::None), ("sampleRatio", Value::None)];
        let bound = Arguments::bind("toDF", &["self"], &defaults, args)?;
        super::create::create(self, session(&active)?, &bound.at(0), &bound.at(1), &bound.at(2), true, cx)
    }
}

/// Truth values are written as Java does.
pub(crate) fn setting_text(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    match value {
        Value::Bool(truth) => Ok(truth.to_string()),
        other => str_of(other, cx),
    }
}

/// A DataFrame of a plan, or the analyzer's error.
pub(crate) fn made(session: &Rc<SqlSession>, plan: Result<PlanRef, SqlError>) -> Result<Value, Raised> {
    match plan {
        Ok(plan) => Ok(FrameObject::value(session, plan)),
        Err(error) => Err(upgrade(&session.spark)?.sql_error(&error)),
    }
}

/// The class `SparkSession`.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let (make, active, siblings) = (spark.clone(), spark.clone(), spark.clone());
    let unsupported = spark.clone();
    with_queries(NativeClass::new("SparkSession", "pyspark.sql.session"))
        .constructor(move |args, _| {
            let none = |name| (name, Value::None);
            let defaults = [none("jsparkSession"), none("options")];
            let bound = Arguments::bind("SparkSession.__init__", &["self", "sparkContext"], &defaults, args)?;
            let spark = upgrade(&make)?;
            match spark.active_session() {
                Some(active) => Ok(active),
                None => spark.new_session(&bound.at(1)),
            }
        })
        .member("builder", builder::value(spark))
        .class_method("getActiveSession", move |_, _| Ok(upgrade(&active)?.active_session().unwrap_or_default()))
        .property("sparkContext", |this, _| Ok(session(this)?.context_value.clone()))
        .property("version", |_, _| Ok(Value::str(VERSION)))
        .property("conf", |this, _| Ok(SessionObject::part(session(this)?, Part::Conf)))
        .property("catalog", |this, _| Ok(SessionObject::part(session(this)?, Part::Catalog)))
        .property("readStream", move |_, _| Err(upgrade(&unsupported)?.sql_unsupported("readStream")))
        .method("newSession", move |args, _| {
            let own = session_of(args)?;
            let spark = upgrade(&siblings)?;
            let sibling = SqlSession {
                session: Rc::new(own.session.sibling()),
                context: Rc::clone(&own.context),
                context_value: own.context_value.clone(),
                spark: spark.this.clone(),
                action: Cell::new("collectToPython"),
            };
            Ok(SessionObject::value(&Rc::new(sibling)))
        })
        .method("stop", |args, _| {
            session_of(args)?.context.stop();
            Ok(Value::None)
        })
        .method("__enter__", |args, _| Ok(args.positional.first().cloned().unwrap_or_default()))
        .method("__exit__", |args, _| {
            session_of(args)?.context.stop();
            Ok(Value::None)
        })
        .build()
}

/// The classes `SQLContext` and `HiveContext`.
pub(crate) fn context_classes(spark: &Weak<Spark>) -> (Value, Value) {
    let context = |name: &'static str, part: Part, spark: Weak<Spark>| {
        let (make, create) = (spark.clone(), spark);
        let of = move |spark: &Spark, context: &Value| {
            let active = match spark.active_session() {
                Some(active) => active,
                None => spark.new_session(context)?,
            };
            Ok::<Value, Raised>(SessionObject::part(session(&active)?, part))
        };
        with_queries(NativeClass::new(name, "pyspark.sql.context"))
            .constructor(move |args, _| {
                let none = |name| (name, Value::None);
                let defaults = [none("sparkSession"), none("jsqlContext")];
                let bound = Arguments::bind("SQLContext.__init__", &["self", "sparkContext"], &defaults, args)?;
                of(&*upgrade(&make)?, &bound.at(1))
            })
            .class_method("getOrCreate", move |args, _| {
                of(&*upgrade(&create)?, &args.positional.get(1).cloned().unwrap_or_default())
            })
            .property("sparkSession", |this, _| Ok(SessionObject::value(session(this)?)))
            .method("newSession", |args, _| Ok(args.positional.first().cloned().unwrap_or_default()))
            .method("registerDataFrameAsTable", |args, cx| {
                let bound =
                    Arguments::bind("SQLContext.registerDataFrameAsTable", &["self", "df", "tableName"], &[], args)?;
                let name = str_of(&bound.at(2), cx)?;
                if let Some(frame) = bound.at(1).downcast::<FrameObject>() {
                    let added = frame.session.session.add_view(&name, Rc::clone(&frame.plan), false, true);
                    added
                        .map_err(|error| frame.spark().map_or_else(|raised| raised, |spark| spark.sql_error(&error)))?;
                }
                Ok(Value::None)
            })
            .method("dropTempTable", |args, cx| {
                let name = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
                session_of(args)?.session.drop_view(&name, false);
                Ok(Value::None)
            })
            .method("tableNames", |args, _| {
                Ok(Value::list(session_of(args)?.session.view_names().into_iter().map(Value::string).collect()))
            })
            .method("tables", |args, _| run_sql(session_of(args)?, "show tables"))
            .method("setConf", set_conf)
            .method("getConf", get_conf)
            .method("cacheTable", |_, _| Ok(Value::None))
            .method("uncacheTable", |_, _| Ok(Value::None))
            .method("clearCache", |_, _| Ok(Value::None))
    };
    let sql_context = context("SQLContext", Part::SqlContext, spark.clone()).build();
    let hive_context = context("HiveContext", Part::HiveContext, spark.clone()).base(&sql_context).build();
    (sql_context, hive_context)
}
