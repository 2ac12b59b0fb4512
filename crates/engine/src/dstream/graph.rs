//! `DStreamGraph`: all streams of a context; which times are valid, which RDDs are remembered and for how long.

use std::collections::BTreeMap;
use std::rc::Rc;

use plan::{Duration, NodeId, PlanError, Time};
use value::CallCx;

use super::output::Output;
use super::{ComputeCx, DStream, StreamId};
use crate::failure::Failure;
use crate::observer::{Observer, Role};
use crate::rdd::Rdd;
use crate::spark_context::SparkContext;

/// The smallest time between checkpoints of streams that need them.
const MIN_CHECKPOINT: Duration = Duration(10_000);

pub(crate) struct DStreamGraph {
    pub(crate) sc: SparkContext,
    /// Batches are whole numbers of batch durations after this.
    zero_time: Time,
    entries: Vec<Entry>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) observer: Observer,
}

struct Entry {
    stream: Rc<dyn DStream>,
    /// The node that the stream's RDDs are shown for, and as what.
    shown_as: Option<(NodeId, Role)>,
    is_persisted: bool,
    checkpoint: Option<Duration>,
    remember: Option<Duration>,
    /// Whether some output depends on it: others never get an RDD.
    is_initialized: bool,
    generated: BTreeMap<Time, Rdd>,
}

impl DStreamGraph {
    pub(crate) fn new(sc: &SparkContext, observer: Observer) -> Self {
        Self { sc: sc.clone(), zero_time: Time(0), entries: Vec::new(), outputs: Vec::new(), observer }
    }

    pub(crate) fn add(&mut self, stream: impl DStream + 'static, node: Option<NodeId>) -> StreamId {
        let shown_as = node.map(|node| (node, Role::Result));
        let id = StreamId(self.entries.len() as u32);
        for parent in stream.persists_parents() {
            if let Some(entry) = self.entries.get_mut(parent.index()) {
                entry.is_persisted = true;
            }
        }
        self.entries.push(Entry {
            shown_as,
            is_persisted: stream.is_persisted(),
            stream: Rc::new(stream),
            checkpoint: None,
            remember: None,
            is_initialized: false,
            generated: BTreeMap::new(),
        });
        id
    }

    pub(crate) fn zero_time(&self) -> Time {
        self.zero_time
    }

    /// `persist()` of a stream.
    pub(crate) fn persist(&mut self, id: StreamId) {
        if let Some(entry) = self.entries.get_mut(id.index()) {
            entry.is_persisted = true;
        }
    }

    /// `checkpoint(interval)` of a stream, which also persists it.
    pub(crate) fn checkpoint(&mut self, id: StreamId, interval: Duration) {
        if let Some(entry) = self.entries.get_mut(id.index()) {
            entry.is_persisted = true;
            entry.checkpoint = Some(interval);
        }
    }

    /// Names the node whose RDDs these are.
    pub(crate) fn show_as(&mut self, id: StreamId, node: NodeId, role: Role) {
        if let Some(entry) = self.entries.get_mut(id.index()) {
            entry.shown_as = Some((node, role));
        }
    }

    pub(crate) fn slide_of(&self, id: StreamId) -> Duration {
        self.entries.get(id.index()).map_or(Duration::ZERO, |entry| entry.stream.slide_duration())
    }

    /// Fixes the time from which batches count, and how long every stream remembers its RDDs.
    ///
    /// Errors: what Spark requires of checkpoint intervals.
    pub(crate) fn start(
        &mut self,
        zero_time: Time,
        remember: Option<Duration>,
        has_checkpoint_dir: bool,
    ) -> Result<(), PlanError> {
        self.zero_time = zero_time;
        let outputs: Vec<StreamId> = self.outputs.iter().map(|output| output.parent).collect();
        for &output in &outputs {
            self.initialize(output);
        }
        for &output in &outputs {
            // An output remembers for its slide, or for as long as the program asked.
            let own = remember.unwrap_or(Duration::ZERO).max(self.slide_of(output));
            self.remember(output, own);
        }
        for entry in self.entries.iter().filter(|entry| entry.is_initialized) {
            entry.validate(has_checkpoint_dir)?;
        }
        Ok(())
    }

    fn initialize(&mut self, id: StreamId) {
        let Some(entry) = self.entries.get_mut(id.index()) else { return };
        if std::mem::replace(&mut entry.is_initialized, true) {
            return;
        }
        let slide = entry.stream.slide_duration();
        if entry.stream.must_checkpoint() && entry.checkpoint.is_none() {
            let times = (MIN_CHECKPOINT.millis() + slide.millis().max(1) - 1) / slide.millis().max(1);
            entry.checkpoint = Some(slide * times);
        }
        // Twice the interval, so that the latest checkpoint is never forgotten.
        let least =
            entry.checkpoint.filter(|&checkpoint| slide <= checkpoint).map_or(slide, |checkpoint| checkpoint * 2);
        entry.remember = Some(entry.remember.map_or(least, |so_far| so_far.max(least)));
        for parent in entry.stream.dependencies() {
            self.initialize(parent);
        }
        let Some(entry) = self.entries.get(id.index()) else { return };
        let (own, parents) = (entry.remember.unwrap_or(slide), entry.stream.dependencies());
        let for_parents = entry.stream.parent_remember_duration(own);
        for parent in parents {
            self.remember(parent, for_parents);
        }
    }

    /// Makes a stream, and what it depends on, remember RDDs for at least `duration`.
    fn remember(&mut self, id: StreamId, duration: Duration) {
        let Some(entry) = self.entries.get_mut(id.index()) else { return };
        let longest = entry.remember.map_or(duration, |so_far| so_far.max(duration));
        let is_longer = entry.remember != Some(longest);
        entry.remember = Some(longest);
        if !is_longer {
            return;
        }
        let (parents, for_parents) = (entry.stream.dependencies(), entry.stream.parent_remember_duration(longest));
        for parent in parents {
            self.remember(parent, for_parents);
        }
    }

    /// Whether the stream has an RDD at `time`: after the start, and a whole number of slides from there.
    pub(crate) fn is_valid(&self, id: StreamId, time: Time) -> bool {
        time > self.zero_time && (time - self.zero_time).is_multiple_of(self.slide_of(id))
    }

    /// The RDD of a time; computed once, then remembered.
    pub(crate) fn get_or_compute(
        &mut self,
        id: StreamId,
        time: Time,
        call: &mut CallCx,
    ) -> Result<Option<Rdd>, Failure> {
        if !self.is_valid(id, time) {
            return Ok(None);
        }
        let Some(entry) = self.entries.get(id.index()) else { return Ok(None) };
        if let Some(rdd) = entry.generated.get(&time) {
            return Ok(Some(rdd.clone()));
        }
        let stream = Rc::clone(&entry.stream);
        let shown_as = entry.shown_as;
        call.enter("")?;
        let computed = stream.compute(time, &mut ComputeCx { graph: self, call, this: id });
        call.leave();
        let Some(rdd) = computed.inspect_err(|_| self.observer.failed_in(shown_as.map(|(node, _)| node)))? else {
            return Ok(None);
        };
        if let Some((node, role)) = shown_as {
            self.observer.watch(node, role, time, &rdd);
        }
        let zero_time = self.zero_time;
        if let Some(entry) = self.entries.get_mut(id.index()) {
            if entry.is_persisted {
                rdd.persist(call)?;
            }
            if entry.checkpoint.is_some_and(|interval| (time - zero_time).is_multiple_of(interval)) {
                rdd.node.mark_checkpoint();
            }
            entry.generated.insert(time, rdd.clone());
        }
        Ok(Some(rdd))
    }

    /// The RDDs of all the stream's times from `begin` to `end`, which are first rounded down to such times.
    pub(crate) fn slice(
        &mut self,
        id: StreamId,
        begin: Time,
        end: Time,
        call: &mut CallCx,
    ) -> Result<Vec<Rdd>, Failure> {
        let slide = self.slide_of(id);
        let (begin, end) = (begin.floor(slide, self.zero_time), end.floor(slide, self.zero_time));
        let mut rdds = Vec::new();
        for time in begin.max(self.zero_time).to(end, slide) {
            rdds.extend(self.get_or_compute(id, time, call)?);
        }
        Ok(rdds)
    }

    /// Forgets RDDs that are too old to be needed again.
    pub(crate) fn clear_metadata(&mut self, time: Time) {
        for entry in &mut self.entries {
            let remember = entry.remember.unwrap_or(Duration::ZERO);
            let kept = entry.generated.split_off(&(time - remember + Duration(1)));
            for (_, old) in std::mem::replace(&mut entry.generated, kept) {
                old.unpersist();
            }
        }
    }

    /// How long a stream remembers its RDDs.
    pub(crate) fn remember_duration(&self, id: StreamId) -> Duration {
        self.entries.get(id.index()).and_then(|entry| entry.remember).unwrap_or(Duration::ZERO)
    }

    /// Whether the stream can have RDDs at all.
    pub(crate) fn is_initialized(&self, id: StreamId) -> bool {
        self.entries.get(id.index()).is_some_and(|entry| entry.is_initialized)
    }

    /// Spark's name of the stream's class.
    pub(crate) fn class_of(&self, id: StreamId) -> &'static str {
        self.entries.get(id.index()).map_or("DStream", |entry| entry.stream.class())
    }
}

impl Entry {
    fn validate(&self, has_checkpoint_dir: bool) -> Result<(), PlanError> {
        let Some(checkpoint) = self.checkpoint else { return Ok(()) };
        let (class, slide) = (self.stream.class(), self.stream.slide_duration());
        if !has_checkpoint_dir {
            return Err(PlanError::NoCheckpointDirectory);
        }
        if checkpoint < slide {
            return Err(PlanError::requirement(format!(
                "The checkpoint interval for {class} has been set to {checkpoint} which is lower than its slide time ({slide}). Please set it to at least {slide}."
            )));
        }
        if !checkpoint.is_multiple_of(slide) {
            return Err(PlanError::requirement(format!(
                "The checkpoint interval for {class} has been set to  {checkpoint} which not a multiple of its slide time ({slide}). Please set it to a multiple of {slide}."
            )));
        }
        Ok(())
    }
}
