//! `Spark`: what one run of a program shares: its contexts, its classes, what it waits for.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashSet;
use std::rc::{Rc, Weak};

use plan::{Time, Zone};
use python::{Modules, Program};
use value::hash::HashAlgorithm;
use value::{CallCx, ExcKind, Raised, Value};

use crate::exceptions::ExceptionClasses;
use crate::sql::classes::SqlClasses;
use crate::streaming_context::StreamingContext;
use crate::world::World;

/// What a real run would take from its machine and command line.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What `local[*]`, and a program that names no master, stand for.
    pub cores: usize,
    /// Wins over the master that the program names.
    pub master: Option<String>,
    pub hash_algorithm: HashAlgorithm,
    /// The zone that dates are shown in.
    pub zone: Zone,
    /// The clock when the program starts.
    pub start: Time,
    /// Whether the clock goes back to [`Settings::start`] for each streaming context that is started, as under a
    /// manual clock of Spark's own; otherwise a later context starts later.
    pub clock_per_context: bool,
    /// `sys.argv[1:]`.
    pub argv: Vec<String>,
    /// How much of past batches each context keeps for looking at; 0 keeps nothing.
    pub history_bytes: usize,
    /// Steps for the driver program between two waits, and for a batch, before [`value::Host::refuel`] is asked.
    pub fuel: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cores: 2,
            master: None,
            hash_algorithm: HashAlgorithm::default(),
            zone: Zone::default(),
            start: Time(0),
            clock_per_context: false,
            argv: Vec::new(),
            history_bytes: 0,
            fuel: u64::MAX,
        }
    }
}

/// What the driver program waits for.
pub(crate) enum Wait {
    /// `awaitTermination`: until this context stops, fails, or `until` is reached.
    Termination {
        context: Rc<StreamingContext>,
        until: Option<Time>,
        /// The Java method, for messages.
        method: &'static str,
        /// `awaitTerminationOrTimeout` tells whether the context stopped.
        tells: bool,
    },
    /// `time.sleep`.
    Sleep { until: Time },
    /// `stop(stopGraceFully=True)`: Spark's timer, told to stop, lets the batch being filled and one more come.
    GracefulStop { context: Rc<StreamingContext>, stop_spark_context: bool, n_batches_left: u32 },
}

/// The class objects of the `pyspark` module.
pub(crate) struct Classes {
    pub spark_conf: Value,
    pub spark_context: Value,
    pub streaming_context: Value,
    pub dstream: Value,
    pub transformed_dstream: Value,
    pub rdd: Value,
    /// What `map` and its kin give.
    pub pipelined_rdd: Value,
    pub accumulator: Value,
    pub accumulator_param: Value,
    pub broadcast: Value,
    pub storage_level: Value,
    pub task_context: Value,
    pub result_iterable: Value,
    pub streaming_listener: Value,
    pub exceptions: ExceptionClasses,
    pub sql: SqlClasses,
}

/// Shared by all objects of one run.
pub struct Spark {
    pub(crate) this: Weak<Spark>,
    pub(crate) settings: Settings,
    pub(crate) program: Program,
    /// What the program can import.
    pub(crate) modules: RefCell<Option<Modules>>,
    classes: OnceCell<Classes>,
    /// `SparkContext._active_spark_context`: the object.
    pub(crate) active_context: RefCell<Value>,
    /// Every streaming context that the program made, in order.
    pub(crate) contexts: RefCell<Vec<Rc<StreamingContext>>>,
    /// The one that was started and not stopped.
    pub(crate) running: RefCell<Option<Rc<StreamingContext>>>,
    /// `StreamingContext._activeContext`: the object.
    pub(crate) active_object: RefCell<Value>,
    /// `SparkSession._activeSession`: the object.
    pub(crate) sql_session: RefCell<Value>,
    pub(crate) wait: RefCell<Option<Wait>>,
    /// When the driver last asked whether a context has ended, without waiting for it.
    pub(crate) asked_at: Cell<Option<Time>>,
    /// Whether a SparkContext was ever made, which in PySpark starts the JVM.
    pub(crate) has_jvm: Cell<bool>,
    /// Chains of calls that made a node, to find those made more than once.
    pub(crate) seen_calls: RefCell<HashSet<(u32, u32)>>,
    object_ids: Cell<u32>,
    accumulator_ids: Cell<i64>,
    broadcast_ids: Cell<i64>,
}

impl Spark {
    pub(crate) fn new(program: Program, settings: Settings) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            settings,
            program,
            modules: RefCell::default(),
            classes: OnceCell::new(),
            active_context: RefCell::default(),
            contexts: RefCell::default(),
            running: RefCell::default(),
            active_object: RefCell::default(),
            sql_session: RefCell::default(),
            wait: RefCell::default(),
            asked_at: Cell::default(),
            has_jvm: Cell::default(),
            seen_calls: RefCell::default(),
            object_ids: Cell::new(20),
            accumulator_ids: Cell::default(),
            broadcast_ids: Cell::default(),
        })
    }

    /// The classes, made at first use.
    pub(crate) fn classes(&self) -> &Classes {
        self.classes.get_or_init(|| crate::modules::make_classes(&self.this))
    }

    /// The number of the next object that Py4J would know as `o<n>`.
    pub(crate) fn next_object_id(&self) -> u32 {
        self.object_ids.set(self.object_ids.get() + 1);
        self.object_ids.get()
    }

    /// The number of the next accumulator of the run, from 0.
    pub(crate) fn next_accumulator_id(&self) -> i64 {
        self.accumulator_ids.replace(self.accumulator_ids.get() + 1)
    }

    /// The number of the next broadcast variable of the run, from 0.
    pub(crate) fn next_broadcast_id(&self) -> i64 {
        self.broadcast_ids.replace(self.broadcast_ids.get() + 1)
    }

    /// Asks the driver program to wait.
    pub(crate) fn wait_for(&self, wait: Wait) -> Raised {
        *self.wait.borrow_mut() = Some(wait);
        Raised::interrupt(value::Interrupt::Wait)
    }
}

/// The shared state behind a class's or function's weak reference.
///
/// Errors: `RuntimeError` if the run is over, which no program can see.
pub(crate) fn upgrade(spark: &Weak<Spark>) -> Result<Rc<Spark>, Raised> {
    spark.upgrade().ok_or_else(|| Raised::new(ExcKind::RuntimeError, "the program has ended".into()))
}

/// The world that the program runs in.
pub(crate) fn world(cx: &mut CallCx) -> Option<&mut World> {
    cx.host.as_any_mut().downcast_mut()
}
