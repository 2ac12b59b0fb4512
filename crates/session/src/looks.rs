//! Answers to questions about what a batch holds: pages of tables, lineage, shuffles, files.

use protocol::message::{FromWorker, ToWorker};

use crate::pages::{self, PageError};
use crate::run::Run;
use crate::session::Session;
use crate::{files, lineage, shuffle, state_page};

/// How far a run is computed again to look at a batch that is no longer kept, in milliseconds of work.
const REPLAY_MS: f64 = 1_500.0;

impl Session {
    /// The answer to a question; none to what is no question.
    pub(crate) fn look(&mut self, question: ToWorker) -> Option<FromWorker> {
        let rev = self.rev;
        Some(match question {
            ToWorker::Inspect { node, batch, partition, first, n_rows } => {
                let page = self.page(batch, |run| pages::rows(run, node, batch, partition, first, n_rows));
                page.map_or_else(failed, |rows| FromWorker::Rows { rev, rows })
            }
            ToWorker::State { node, batch, query } => {
                let page = self.page(batch, |run| state_page::state(run, node, batch, &query));
                page.map_or_else(failed, |state| FromWorker::State { rev, state })
            }
            ToWorker::Lineage { node, batch, record } => {
                let page = self.page(batch, |run| lineage::lineage(run, node, batch, record));
                page.map_or_else(failed, |lineage| FromWorker::Lineage { rev, lineage })
            }
            ToWorker::Shuffle { node, batch, query } => {
                let page = self.page(batch, |run| shuffle::shuffle(run, node, batch, &query));
                page.map_or_else(failed, |shuffle| FromWorker::Shuffle { rev, shuffle })
            }
            ToWorker::Files => {
                let files = self.run.as_mut().map(files::files).unwrap_or_default();
                FromWorker::Files { rev: self.rev, files }
            }
            ToWorker::AllFiles => {
                let files = self.run.as_mut().map(files::all_files).unwrap_or_default();
                FromWorker::AllFiles { files }
            }
            ToWorker::File { path } => {
                let missing = PageError::NoFile { path: path.clone() };
                let content = self.run.as_mut().ok_or(missing).and_then(|run| files::file(run, &path));
                content.map_or_else(failed, |file| FromWorker::File { rev, file })
            }
            ToWorker::Window { node, batch, query } => {
                let page = self.page(batch, |run| pages::window(run, node, batch, &query));
                page.map_or_else(failed, |window| FromWorker::Window { rev, window })
            }
            _ => return None,
        })
    }

    /// A page of a batch, from a run computed again if the batch is no longer kept.
    fn page<T>(&mut self, batch: u64, look: impl Fn(&mut Run) -> Result<T, PageError>) -> Result<T, PageError> {
        let run = self.run.as_mut().ok_or(PageError::NotComputed { batch })?;
        match look(run) {
            Err(PageError::NotKept { .. }) => {}
            other => return other,
        }
        let is_near = self.replay.as_ref().is_some_and(|replay| replay.n_batches() <= batch);
        if let Some(replay) = &mut self.replay
            && let Ok(found) = look(replay)
        {
            return Ok(found);
        }
        if !is_near {
            self.replay = Some(Run::launch(run.program(), &self.document.settings, &self.pulse));
        }
        let deadline = self.pulse.now_ms() + REPLAY_MS;
        let replay = self.replay.as_mut().ok_or(PageError::NotKept { batch })?;
        while replay.n_batches() <= batch {
            if self.pulse.now_ms() > deadline || replay.run_batch(&mut self.inputs).is_none() {
                return Err(PageError::NotKept { batch });
            }
        }
        look(replay)
    }
}

fn failed(error: PageError) -> FromWorker {
    FromWorker::Failed { message: error.to_string() }
}
