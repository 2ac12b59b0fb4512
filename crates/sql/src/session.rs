//! `Session`: views, settings and functions that queries refer to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::error::{SqlError, quoted_parts};
use crate::expr::{Attr, Udf};
use crate::functions::Hooks;
use crate::plan::{Node, Plan, PlanRef};
use crate::types::DataType;

/// What a SparkSession keeps. Settings and views are its own; global views are shared with sessions made from it.
pub struct Session {
    pub hooks: Rc<dyn Hooks>,
    pub default_parallelism: usize,
    views: RefCell<BTreeMap<String, (String, PlanRef)>>,
    global_views: Rc<RefCell<BTreeMap<String, (String, PlanRef)>>>,
    settings: RefCell<BTreeMap<String, String>>,
    functions: RefCell<BTreeMap<String, Rc<dyn Udf>>>,
    /// Numbers of columns, shared so that they differ everywhere.
    last_id: Rc<Cell<u32>>,
    zone_offset: i64,
}

/// The database of global views.
const GLOBAL: &str = "global_temp";

/// Settings that have a value before they are set.
const DEFAULTS: &[(&str, &str)] = &[
    ("spark.sql.shuffle.partitions", "200"),
    ("spark.sql.session.timeZone", "Etc/UTC"),
    ("spark.sql.adaptive.enabled", "true"),
    ("spark.sql.autoBroadcastJoinThreshold", "10485760b"),
    ("spark.sql.caseSensitive", "false"),
    ("spark.sql.ansi.enabled", "false"),
    ("spark.sql.warehouse.dir", "file:/spark-warehouse"),
    ("spark.sql.catalogImplementation", "in-memory"),
    ("spark.sql.execution.arrow.pyspark.enabled", "false"),
    ("spark.sql.repl.eagerEval.enabled", "false"),
    ("spark.sql.crossJoin.enabled", "true"),
    ("spark.sql.streaming.checkpointLocation", ""),
];

impl Session {
    /// A session whose zone is `zone_offset` microseconds ahead of UTC.
    pub fn new(hooks: Rc<dyn Hooks>, default_parallelism: usize, zone_offset: i64) -> Self {
        Self {
            hooks,
            default_parallelism,
            views: RefCell::default(),
            global_views: Rc::default(),
            settings: RefCell::default(),
            functions: RefCell::default(),
            last_id: Rc::default(),
            zone_offset,
        }
    }

    /// `newSession()`: the same global views, nothing else in common.
    pub fn sibling(&self) -> Self {
        let settings = self.settings.borrow().clone();
        Self {
            global_views: Rc::clone(&self.global_views),
            last_id: Rc::clone(&self.last_id),
            settings: RefCell::new(settings),
            ..Self::new(Rc::clone(&self.hooks), self.default_parallelism, self.zone_offset)
        }
    }

    pub(crate) fn next_id(&self) -> u32 {
        self.last_id.set(self.last_id.get().wrapping_add(1));
        self.last_id.get()
    }

    /// A column of its own.
    pub fn new_attr(&self, name: &str, data_type: DataType, is_nullable: bool) -> Attr {
        Attr { id: self.next_id(), name: name.into(), qualifier: None, data_type, is_nullable }
    }

    /// A setting, or what it is before it is set.
    pub fn setting(&self, key: &str) -> Option<String> {
        let set = self.settings.borrow().get(key).cloned();
        set.or_else(|| {
            DEFAULTS
                .iter()
                .find(|(name, value)| *name == key && !value.is_empty())
                .map(|(_, value)| (*value).to_owned())
        })
    }

    pub fn set(&self, key: &str, value: &str) {
        self.settings.borrow_mut().insert(key.to_owned(), value.to_owned());
    }

    pub fn unset(&self, key: &str) {
        self.settings.borrow_mut().remove(key);
    }

    /// `spark.sql.shuffle.partitions`.
    pub fn shuffle_partitions(&self) -> usize {
        self.setting("spark.sql.shuffle.partitions")
            .and_then(|text| text.trim().parse().ok())
            .filter(|n| *n > 0)
            .unwrap_or(200)
    }

    /// Microseconds that the session's zone is ahead of UTC.
    pub fn offset(&self) -> i64 {
        let zone = self.setting("spark.sql.session.timeZone").unwrap_or_default();
        if zone == "Etc/UTC" { self.zone_offset } else { crate::time::zone_offset(&zone).unwrap_or(self.zone_offset) }
    }

    pub fn register(&self, name: &str, function: Rc<dyn Udf>) {
        self.functions.borrow_mut().insert(name.to_lowercase(), function);
    }

    pub fn function(&self, name: &str) -> Option<Rc<dyn Udf>> {
        self.functions.borrow().get(&name.to_lowercase()).cloned()
    }

    /// Gives a plan a name. Errors: a name that is taken, unless it is to be replaced.
    pub fn add_view(&self, name: &str, plan: PlanRef, is_global: bool, replaces: bool) -> Result<(), SqlError> {
        let mut views = if is_global { self.global_views.borrow_mut() } else { self.views.borrow_mut() };
        let key = name.to_lowercase();
        if !replaces && views.contains_key(&key) {
            let shown = if is_global { quoted_parts(&[GLOBAL, name]) } else { quoted_parts(&[name]) };
            return Err(SqlError::analysis(
                "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
                format!(
                    "Cannot create the temporary view {shown} because it already exists.\nChoose a different name, drop or replace the existing view,  or add the IF NOT EXISTS clause to tolerate pre-existing views."
                ),
            ));
        }
        views.insert(key, (name.to_owned(), plan));
        Ok(())
    }

    /// Forgets a view; whether it was there.
    pub fn drop_view(&self, name: &str, is_global: bool) -> bool {
        let key = name.to_lowercase();
        let mut views = if is_global { self.global_views.borrow_mut() } else { self.views.borrow_mut() };
        views.remove(&key).is_some()
    }

    /// Names of the session's views, sorted.
    pub fn view_names(&self) -> Vec<String> {
        self.views.borrow().values().map(|(name, _)| name.clone()).collect()
    }

    /// The view of that name, its columns qualified by it.
    ///
    /// Errors: Spark's about a table that is not there.
    pub fn table(&self, parts: &[Rc<str>]) -> Result<PlanRef, SqlError> {
        let found = match parts {
            [name] => self.views.borrow().get(&name.to_lowercase()).cloned(),
            [database, name] if database.eq_ignore_ascii_case(GLOBAL) => {
                self.global_views.borrow().get(&name.to_lowercase()).cloned()
            }
            _ => None,
        };
        let Some((name, plan)) = found else {
            let mut error = SqlError::analysis(
                "TABLE_OR_VIEW_NOT_FOUND",
                format!(
                    "The table or view {} cannot be found. Verify the spelling and correctness of the schema and catalog.\nIf you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.\nTo tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.",
                    quoted_parts(parts)
                ),
            );
            error.about = Some(parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("."));
            return Err(error);
        };
        qualified(&plan, &name.to_lowercase())
    }
}

/// The same columns under a table's name.
pub fn qualified(plan: &PlanRef, name: &str) -> Result<PlanRef, SqlError> {
    let name: Rc<str> = name.into();
    let output = plan.output.iter().map(|attr| Attr { qualifier: Some(Rc::clone(&name)), ..attr.clone() });
    Plan::new(Node::Renamed(Rc::clone(plan)), output.collect())
}
