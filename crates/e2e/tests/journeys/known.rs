//! What a document has to give: the same session, run natively.

use std::rc::Rc;

use e2e::error::{E2eError, Result};
use protocol::doctor_view::FindingView;
use protocol::document::{Document, RecordPlace};
use protocol::file_view::FileContent;
use protocol::lineage_view::LineageView;
use protocol::message::{ChainEdit, FromWorker, TableQuery, TableSort, ToWorker};
use protocol::plan_view::{DiagnosticView, NodeKind, NodeView, PlanView};
use protocol::run_view::{BatchView, RowsView, StateView, WindowView};
use protocol::shuffle_view::ShuffleView;
use protocol::text::apply_edits;
use session::{Pulse, Session};

/// Time stands still, so that everything is computed at once.
struct Still;

impl Pulse for Still {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

/// A document run natively up to a batch.
pub struct Known {
    session: Session,
    pub document: Document,
    pub plan: PlanView,
    pub diagnostics: Vec<DiagnosticView>,
    pub batches: Vec<BatchView>,
    /// What the Doctor finds.
    pub findings: Vec<FindingView>,
}

impl Known {
    /// Runs a document up to and with this batch.
    pub fn of(document: &Document, last_batch: u64) -> Self {
        let mut known = Self {
            session: Session::new(Rc::new(Still)),
            document: document.clone(),
            plan: PlanView::default(),
            diagnostics: Vec::new(),
            batches: Vec::new(),
            findings: Vec::new(),
        };
        known.tell(ToWorker::SetDocument { rev: 1, document: document.clone() });
        known.tell(ToWorker::Seek { batch: last_batch });
        known
    }

    /// The same run after a change of the chain.
    pub fn after(&mut self, edit: ChainEdit) -> Result<Self> {
        let last_batch = self.batches.len() as u64 - 1; // A run that is edited has batches.
        for message in self.session.handle(ToWorker::Edit { rev: 1, edit }) {
            if let FromWorker::TextEdits { edits, .. } = message {
                let mut document = self.document.clone();
                document.program = apply_edits(&document.program, &edits).map_err(|error| wrong(&error))?;
                return Ok(Self::of(&document, last_batch));
            }
        }
        Err(E2eError::Expectation("the edit was refused".to_owned()))
    }

    /// The stream of this name; of this operator, if it has none.
    pub fn node(&self, title: &str) -> Result<&NodeView> {
        let node = self.plan.nodes.iter().find(|node| name_of(node) == title);
        node.ok_or_else(|| E2eError::Expectation(format!("the plan has no {title}")))
    }

    /// The step of this operator.
    pub fn step(&self, operator: &str) -> Result<&NodeView> {
        let node = self.plan.nodes.iter().find(|node| node.operator == operator);
        node.ok_or_else(|| E2eError::Expectation(format!("the plan has no step {operator}")))
    }

    /// The names of all cells of these batches.
    pub fn cells(&self, batches: std::ops::RangeInclusive<u64>) -> Vec<String> {
        let streams = || self.plan.nodes.iter().filter(|node| node.kind != NodeKind::Output);
        let shown = self.batches.iter().filter(|batch| batches.contains(&batch.batch));
        shown.flat_map(|batch| streams().map(|node| cell(node, batch))).collect()
    }

    /// What a batch prints.
    pub fn printed(&self, batch: usize) -> String {
        self.batches[batch].output.iter().map(|chunk| chunk.text.as_str()).collect()
    }

    /// The state panel's table, as it is first shown.
    pub fn state(&mut self, title: &str, batch: u64) -> Result<StateView> {
        let node = self.node(title)?.id;
        let said = self.session.handle(ToWorker::State { node, batch, query: first_page() });
        let state = said.into_iter().find_map(|message| match message {
            FromWorker::State { state, .. } => Some(state),
            _ => None,
        });
        state.ok_or_else(|| E2eError::Expectation(format!("no state of {title} in batch {batch}")))
    }

    /// The window panel's table, as it is first shown.
    pub fn window(&mut self, title: &str, batch: u64) -> Result<WindowView> {
        let node = self.node(title)?.id;
        let said = self.session.handle(ToWorker::Window { node, batch, query: first_page() });
        let window = said.into_iter().find_map(|message| match message {
            FromWorker::Window { window, .. } => Some(window),
            _ => None,
        });
        window.ok_or_else(|| E2eError::Expectation(format!("no window of {title} in batch {batch}")))
    }

    /// The first records of a partition.
    pub fn rows(&mut self, title: &str, batch: u64, partition: u32) -> Result<RowsView> {
        let node = self.node(title)?.id;
        let said = self.session.handle(ToWorker::Inspect { node, batch, partition, first: 0, n_rows: 200 });
        let rows = said.into_iter().find_map(|message| match message {
            FromWorker::Rows { rows, .. } => Some(rows),
            _ => None,
        });
        rows.ok_or_else(|| E2eError::Expectation(format!("no RDD of {title} in batch {batch}")))
    }

    /// Where a record comes from and what becomes of it.
    pub fn lineage(&mut self, node: u32, batch: u64, record: RecordPlace) -> Result<LineageView> {
        let said = self.session.handle(ToWorker::Lineage { node, batch, record });
        let lineage = said.into_iter().find_map(|message| match message {
            FromWorker::Lineage { lineage, .. } => Some(lineage),
            _ => None,
        });
        lineage.ok_or_else(|| E2eError::Expectation(format!("no lineage of {record:?} of {node} in batch {batch}")))
    }

    /// The shuffle panel's table, as it is first shown.
    pub fn shuffle(&mut self, title: &str, batch: u64) -> Result<ShuffleView> {
        let node = self.node(title)?.id;
        let query = TableQuery { sort: TableSort::Value, ..first_page() };
        let said = self.session.handle(ToWorker::Shuffle { node, batch, query });
        let shuffle = said.into_iter().find_map(|message| match message {
            FromWorker::Shuffle { shuffle, .. } => Some(shuffle),
            _ => None,
        });
        shuffle.ok_or_else(|| E2eError::Expectation(format!("no shuffle of {title} in batch {batch}")))
    }

    /// All files that the program has written.
    pub fn files(&mut self) -> Vec<FileContent> {
        let said = self.session.handle(ToWorker::AllFiles);
        let files = said.into_iter().find_map(|message| match message {
            FromWorker::AllFiles { files } => Some(files),
            _ => None,
        });
        files.unwrap_or_default()
    }

    fn tell(&mut self, message: ToWorker) {
        for answer in self.session.handle(message) {
            match answer {
                FromWorker::Planned { plan, diagnostics, .. } => {
                    self.plan = plan.unwrap_or_default();
                    self.diagnostics = diagnostics;
                }
                FromWorker::Batches { batches, .. } => self.batches.extend(batches),
                FromWorker::Doctor { findings, .. } => self.findings = findings,
                _ => {}
            }
        }
    }
}

fn wrong(error: &impl ToString) -> E2eError {
    E2eError::Expectation(error.to_string())
}

fn first_page() -> TableQuery {
    TableQuery { find: String::new(), sort: TableSort::ChangedFirst, first: 0, n_rows: 100 }
}

fn name_of(node: &NodeView) -> &str {
    node.name.as_deref().unwrap_or(&node.operator)
}

/// A cell as it is read out.
fn cell(node: &NodeView, batch: &BatchView) -> String {
    let start = format!("{}, batch {}", name_of(node), batch.batch);
    match batch.cells.iter().find(|cell| cell.node == node.id) {
        None => format!("{start}: no RDD"),
        Some(cell) if cell.failed => format!("{start}: failed"),
        Some(cell) if cell.is_unknown() => format!("{start}: not computed"),
        Some(cell) => {
            let plural = if cell.n_records == 1 { "" } else { "s" };
            let records = format!("{start}: {} record{plural}", cell.n_records);
            if cell.chips.is_empty() { records } else { format!("{records}, first {}", cell.chips.join(", ")) }
        }
    }
}
