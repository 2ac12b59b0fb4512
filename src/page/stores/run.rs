//! The run: its state, its batches, and the pages of tables that were asked for.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use protocol::file_view::{FileContent, FilesView};
use protocol::lineage_view::LineageView;
use protocol::run_view::{BatchView, CellView, GapView, OutputChunk, RowsView, StateView, WindowView};
use protocol::shuffle_view::ShuffleView;
use protocol::text::Rev;
use yew::{Reducible, UseReducerHandle};

/// The store as components get it.
pub type RunHandle = UseReducerHandle<RunStore>;

/// How many pages of rows are held: those in sight and some around.
const MAX_PAGES: usize = 8;

/// What the worker has told about the run.
#[derive(Clone, Debug, Default)]
pub struct RunStore {
    pub health: Health,
    batches: VecDeque<Rc<BatchView>>,
    /// What the program printed itself, when it ran as the text of `printed_rev`.
    pub printed: Rc<Vec<OutputChunk>>,
    printed_rev: Rev,
    /// What sources lost, by address.
    pub gaps: Rc<BTreeMap<String, GapView>>,
    pub rows: Rc<Rows>,
    pub state: Option<Rc<StateView>>,
    pub window: Option<Rc<WindowView>>,
    pub lineage: Option<Rc<LineageView>>,
    pub shuffle: Option<Rc<ShuffleView>>,
    pub files: Option<Rc<FilesView>>,
    /// The file that was opened last.
    pub file: Option<Rc<FileContent>>,
    /// Grows when every batch was computed again, so that tables know that what they show is old.
    pub generation: u32,
    /// Grows whenever a batch or something printed is new or different.
    pub batches_version: u64,
    version: u64,
}

/// The latest pages of RDDs' rows.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Of the run as it is, oldest first.
    now: Vec<Rc<RowsView>>,
    /// Of the run before the last edit: they are shown until there are new ones, rather than a flicker of nothing.
    before: Vec<Rc<RowsView>>,
}

impl Rows {
    /// Pages that hold, the latest first.
    pub fn present(&self) -> impl Iterator<Item = &RowsView> + Clone {
        self.now.iter().rev().map(Rc::as_ref)
    }

    /// Pages to show: those that hold, then those that did.
    pub fn all(&self) -> impl Iterator<Item = &RowsView> + Clone {
        self.present().chain(self.before.iter().rev().map(Rc::as_ref))
    }

    /// An answer takes the place of an earlier one to the same question.
    fn add(&mut self, rows: RowsView) {
        let place = |rows: &RowsView| (rows.node, rows.batch, rows.partition, rows.first);
        self.now.retain(|page| place(page) != place(&rows));
        if self.now.len() >= MAX_PAGES {
            self.now.remove(0);
        }
        self.now.push(Rc::new(rows));
    }

    fn grow_old(&mut self) {
        if !self.now.is_empty() {
            self.before = std::mem::take(&mut self.now);
        }
    }
}

/// Whether the worker is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// The engine is on its way.
    #[default]
    Loading,
    Well,
    /// No sign of life for a while.
    NotResponding,
    /// It ended by an error of its own, or could not be loaded at all.
    Gone,
}

/// A change of the run.
#[derive(Clone, Debug)]
pub enum RunAction {
    Health(Health),
    /// The worker keeps no batch before this one.
    DropBefore(u64),
    Batches {
        replaces_all: bool,
        batches: Vec<BatchView>,
    },
    Printed {
        rev: Rev,
        chunk: OutputChunk,
    },
    Gap(GapView),
    Rows(RowsView),
    State(StateView),
    Window(WindowView),
    Lineage(LineageView),
    Shuffle(ShuffleView),
    Files(FilesView),
    File(FileContent),
    /// A new worker knows of no batch.
    Forget,
}

impl RunStore {
    /// The oldest batch that is held.
    pub fn first_batch(&self) -> u64 {
        self.batches.front().map_or(0, |batch| batch.batch)
    }

    /// The number of the batch that comes next.
    pub fn next_batch(&self) -> u64 {
        self.batches.back().map_or(self.first_batch(), |batch| batch.batch + 1)
    }

    /// A batch by its number.
    pub fn batch(&self, batch: u64) -> Option<&Rc<BatchView>> {
        let position = batch.checked_sub(self.batches.front()?.batch)?;
        self.batches.get(usize::try_from(position).ok()?)
    }

    /// The newest batch.
    pub fn newest(&self) -> Option<&Rc<BatchView>> {
        self.batches.back()
    }

    /// The batch that panels show: the pinned one if it is there, else the newest.
    pub fn shown(&self, pinned: Option<u64>) -> Option<&Rc<BatchView>> {
        pinned.and_then(|batch| self.batch(batch)).or_else(|| self.newest())
    }

    /// All batches, oldest first.
    pub fn batches(&self) -> impl ExactSizeIterator<Item = &Rc<BatchView>> {
        self.batches.iter()
    }

    fn put(&mut self, batch: BatchView) {
        let batch = Rc::new(batch);
        let first = self.batches.front().map_or(batch.batch, |first| first.batch);
        match batch.batch.checked_sub(first) {
            Some(position) if position < self.batches.len() as u64 => {
                if let Some(place) = self.batches.get_mut(position as usize) {
                    *place = batch;
                }
            }
            Some(position) if position == self.batches.len() as u64 => self.batches.push_back(batch),
            // A hole would make positions lie about numbers: what comes after it starts anew.
            _ => self.batches = VecDeque::from([batch]),
        }
    }

    fn drop_before(&mut self, first: u64) -> bool {
        let n_before = self.batches.len();
        while self.batches.len() > 1 && self.first_batch() < first {
            self.batches.pop_front();
        }
        self.batches.len() != n_before
    }
}

impl Reducible for RunStore {
    type Action = RunAction;

    fn reduce(self: Rc<Self>, action: RunAction) -> Rc<Self> {
        let mut next = (*self).clone();
        next.version += 1;
        match action {
            RunAction::Health(health) if health == self.health => return self,
            RunAction::Health(health) => next.health = health,
            RunAction::DropBefore(first) => {
                if !next.drop_before(first) {
                    return self;
                }
                next.batches_version += 1;
            }
            RunAction::Batches { replaces_all, batches } => {
                if replaces_all {
                    next.batches.clear();
                    Rc::make_mut(&mut next.rows).grow_old();
                    next.generation += 1;
                }
                batches.into_iter().for_each(|batch| next.put(batch));
                next.batches_version += 1;
            }
            RunAction::Printed { rev, chunk } => {
                if next.printed_rev != rev {
                    (next.printed, next.printed_rev) = (Rc::default(), rev);
                }
                Rc::make_mut(&mut next.printed).push(chunk);
                next.batches_version += 1;
            }
            RunAction::Gap(gap) => add_gap(Rc::make_mut(&mut next.gaps), gap),
            RunAction::Rows(rows) => Rc::make_mut(&mut next.rows).add(rows),
            RunAction::State(state) => next.state = Some(Rc::new(state)),
            RunAction::Window(window) => next.window = Some(Rc::new(window)),
            RunAction::Lineage(lineage) => next.lineage = Some(Rc::new(lineage)),
            RunAction::Shuffle(shuffle) => next.shuffle = Some(Rc::new(shuffle)),
            RunAction::Files(files) => next.files = Some(Rc::new(files)),
            RunAction::File(file) => next.file = Some(Rc::new(file)),
            RunAction::Forget => {
                next.batches_version += 1;
                next.batches.clear();
                next.printed = Rc::default();
                next.rows = Rc::default();
                (next.state, next.window) = (None, None);
                (next.lineage, next.shuffle) = (None, None);
                (next.files, next.file) = (None, None);
                next.generation += 1;
            }
        }
        Rc::new(next)
    }
}

impl PartialEq for RunStore {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
    }
}

fn add_gap(gaps: &mut BTreeMap<String, GapView>, gap: GapView) {
    match gaps.get_mut(&gap.address) {
        Some(sum) => {
            sum.n_lines += gap.n_lines;
            sum.n_bytes += gap.n_bytes;
            sum.reason = gap.reason;
        }
        None => drop(gaps.insert(gap.address.clone(), gap)),
    }
}

/// The RDD of a node in a batch, if the node gave one.
pub fn cell(batch: &BatchView, node: u32) -> Option<&CellView> {
    batch.cells.iter().find(|cell| cell.node == node)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(replaces_all: bool, numbers: &[u64]) -> RunAction {
        let batches = numbers.iter().map(|batch| BatchView { batch: *batch, ..BatchView::default() }).collect();
        RunAction::Batches { replaces_all, batches }
    }

    fn check(actions: Vec<RunAction>, expected: &[u64]) {
        let store = actions.into_iter().fold(Rc::new(RunStore::default()), |store, action| store.reduce(action));
        let held: Vec<u64> = store.batches().map(|batch| batch.batch).collect();
        assert_eq!(held, expected);
        assert!(held.iter().all(|number| { store.batch(*number).is_some_and(|batch| batch.batch == *number) }));
    }

    #[test]
    fn new_batches_follow_and_recomputed_ones_take_their_places() {
        check(vec![batches(false, &[0, 1]), batches(false, &[2]), batches(false, &[1, 2, 3])], &[0, 1, 2, 3]);
    }

    #[test]
    fn replacing_all_forgets_what_was_there() {
        check(vec![batches(false, &[0, 1, 2]), batches(true, &[0])], &[0]);
    }

    #[test]
    fn a_hole_starts_anew() {
        check(vec![batches(false, &[0, 1]), batches(false, &[7, 8])], &[7, 8]);
        check(vec![batches(false, &[7, 8]), batches(false, &[3])], &[3]);
    }

    #[test]
    fn batches_that_the_worker_forgot_are_dropped() {
        check(vec![batches(false, &[0, 1, 2, 3]), RunAction::DropBefore(2)], &[2, 3]);
    }

    #[test]
    fn a_pinned_batch_that_is_gone_shows_the_newest() {
        let store = Rc::new(RunStore::default()).reduce(batches(false, &[4, 5]));
        let shown = |pinned| store.shown(pinned).map(|batch| batch.batch);
        assert_eq!((shown(Some(4)), shown(Some(1)), shown(None)), (Some(4), Some(5), Some(5)));
    }
}
