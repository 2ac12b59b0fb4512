//! `SparkContext`: what all RDDs of a program share.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use plan::Zone;

use crate::language::Language;
use crate::rdd::task::Task;

/// What the program's `SparkConf` and the reader's settings decide.
#[derive(Clone, Debug)]
pub struct SparkConfig {
    /// `local[k]` gives k.
    pub default_parallelism: usize,
    /// Whether `spark.default.parallelism` is set, which RDD methods look at.
    pub is_parallelism_set: bool,
    /// The zone that batch times are printed in.
    pub zone: Zone,
}

impl Default for SparkConfig {
    fn default() -> Self {
        Self { default_parallelism: 2, is_parallelism_set: false, zone: Zone::default() }
    }
}

/// What Spark takes a random UUID for.
const CHECKPOINT_FOLDER: &str = "00000000-0000-0000-0000-000000000000";

/// The entry to Spark; clones are the same context.
#[derive(Clone)]
pub struct SparkContext(Rc<Shared>);

struct Shared {
    config: SparkConfig,
    language: Rc<dyn Language>,
    last_rdd_id: Cell<u32>,
    last_jvm_id: Cell<u32>,
    /// The method that is being called, and the line of the program that calls it.
    call_site: Cell<(&'static str, u32)>,
    last_stage_id: Cell<u32>,
    /// Whether a batch of a stream is being computed.
    is_in_batch: Cell<bool>,
    /// Where RDDs are written to.
    checkpoint_dir: RefCell<Option<String>>,
    /// RDDs that are due for a checkpoint.
    n_due_checkpoints: Cell<i64>,
    /// Which partitions of RDDs were kept when the latest job began, or when someone first asked after that.
    kept: RefCell<BTreeMap<u32, Rc<Vec<bool>>>>,
    running: RefCell<Vec<Rc<Task>>>,
    /// Where the latest task failed, until someone takes it.
    failed_at: RefCell<Option<crate::failure::FailurePoint>>,
}

impl SparkContext {
    pub fn new(config: SparkConfig, language: Rc<dyn Language>) -> Self {
        Self(Rc::new(Shared {
            config,
            language,
            last_rdd_id: Cell::default(),
            last_jvm_id: Cell::default(),
            call_site: Cell::default(),
            last_stage_id: Cell::default(),
            is_in_batch: Cell::default(),
            checkpoint_dir: RefCell::default(),
            n_due_checkpoints: Cell::default(),
            kept: RefCell::default(),
            running: RefCell::default(),
            failed_at: RefCell::default(),
        }))
    }

    /// Which partitions of an RDD the scheduler takes to be kept: `now` only if it has not asked since the latest job.
    ///
    /// Source: getCacheLocs in DAGScheduler.scala of Spark 3.5.
    pub(crate) fn kept_partitions(&self, rdd_id: u32, now: impl FnOnce() -> Vec<bool>) -> Rc<Vec<bool>> {
        Rc::clone(self.0.kept.borrow_mut().entry(rdd_id).or_insert_with(|| Rc::new(now())))
    }

    /// A job begins, before which the scheduler forgets what is kept.
    pub(crate) fn forget_kept_partitions(&self) {
        self.0.kept.borrow_mut().clear();
    }

    pub fn config(&self) -> &SparkConfig {
        &self.0.config
    }

    pub fn default_parallelism(&self) -> usize {
        self.0.config.default_parallelism.max(1)
    }

    pub fn language(&self) -> &Rc<dyn Language> {
        &self.0.language
    }

    /// Spark lets a batch write over what is there: after a restart the same batch comes again.
    pub(crate) fn is_in_batch(&self) -> bool {
        self.0.is_in_batch.get()
    }

    pub(crate) fn set_in_batch(&self, is_in_batch: bool) {
        self.0.is_in_batch.set(is_in_batch);
    }

    /// `sc.setCheckpointDir(path)`, which makes a folder of its own there.
    pub fn set_checkpoint_dir(&self, path: &str) {
        let path = path.strip_prefix("file:").unwrap_or(path).trim_start_matches(['.', '/']).trim_end_matches('/');
        *self.0.checkpoint_dir.borrow_mut() = Some(format!("file:/{path}/{CHECKPOINT_FOLDER}"));
    }

    /// `sc.getCheckpointDir()`.
    pub fn checkpoint_dir(&self) -> Option<String> {
        self.0.checkpoint_dir.borrow().clone()
    }

    /// The task that user code is running in now; `None` on the driver.
    pub fn current_task(&self) -> Option<Rc<Task>> {
        self.0.running.borrow().last().cloned()
    }

    pub(crate) fn enter_task(&self, task: &Rc<Task>) {
        self.0.running.borrow_mut().push(Rc::clone(task));
    }

    pub(crate) fn leave_task(&self) {
        self.0.running.borrow_mut().pop();
    }

    pub(crate) fn note_failure(&self, at: crate::failure::FailurePoint) {
        *self.0.failed_at.borrow_mut() = Some(at);
    }

    pub(crate) fn take_failure(&self) -> Option<crate::failure::FailurePoint> {
        self.0.failed_at.borrow_mut().take()
    }

    pub(crate) fn count_due_checkpoints(&self, change: i64) {
        self.0.n_due_checkpoints.set(self.0.n_due_checkpoints.get() + change);
    }

    pub(crate) fn are_checkpoints_due(&self) -> bool {
        self.0.n_due_checkpoints.get() > 0
    }

    pub(crate) fn next_rdd_id(&self) -> u32 {
        let id = self.0.last_rdd_id.get();
        self.0.last_rdd_id.set(id.wrapping_add(1));
        id
    }

    /// The number of the next RDD that the JVM would make.
    pub(crate) fn next_jvm_id(&self) -> u32 {
        let id = self.0.last_jvm_id.get();
        self.0.last_jvm_id.set(id.wrapping_add(1));
        id
    }

    pub(crate) fn set_call_site(&self, method: &'static str, line: u32) {
        self.0.call_site.set((method, line));
    }

    /// `reduceByKey at /program.py:7`.
    pub(crate) fn call_site(&self) -> String {
        let (method, line) = self.0.call_site.get();
        format!("{method} at /program.py:{line}")
    }

    pub(crate) fn next_stage_id(&self) -> u32 {
        let id = self.0.last_stage_id.get();
        self.0.last_stage_id.set(id.wrapping_add(1));
        id
    }

    /// Whether both are the same context.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
