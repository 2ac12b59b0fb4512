//! What the reader can make the page do, from wherever they ask for it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use protocol::document::{Document, RecordPlace, Settings, Source, Speed};
use protocol::message::{ChainEdit, ToWorker};
use protocol::plan_view::NodeId;
use protocol::text::{Rev, Span, TextEdit};

use crate::page::browser::now_ms;
use crate::page::chain::landing::{card_of, what_is_done};
use crate::page::code::editor::Editor;
use crate::page::matrix::scale::Zoom;
use crate::page::places::{byte_of_utf16, line_place, step_at};
use crate::page::stores::chain_work::{Asked, ChainNews};
use crate::page::stores::clock::{ClockAction, ClockHandle};
use crate::page::stores::document::{DocumentAction, DocumentHandle, Origin};
use crate::page::stores::layout::{Dialog, LayoutAction, LayoutHandle, Notice, NoticeAction, StreamView};
use crate::page::stores::plan::PlanHandle;
use crate::page::stores::run::{Health, RunAction, RunHandle};
use crate::page::transport::{Outcome, Position, Press, outcomes};
use crate::page::worker_client::WorkerClient;

/// The stores, for code outside of components.
///
/// A handle that is kept collects every state that was read through it; so states are read through fresh clones.
#[derive(Clone)]
pub struct Stores {
    pub document: DocumentHandle,
    pub plan: PlanHandle,
    pub run: RunHandle,
    pub clock: ClockHandle,
    pub layout: LayoutHandle,
}

/// The page's commands; the same one for as long as the page is there.
#[derive(Clone)]
pub struct Page {
    inner: Rc<Inner>,
}

struct Inner {
    stores: Stores,
    worker: WorkerClient,
    editor: RefCell<Option<Editor>>,
    /// When the program was put into the history last, in milliseconds since the page was opened.
    kept_ms: Cell<f64>,
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Stores {
    /// The document as it is now.
    pub fn document(&self) -> DocumentHandle {
        self.document.clone()
    }

    /// The plan as it is now.
    pub fn plan(&self) -> PlanHandle {
        self.plan.clone()
    }

    /// The run as it is now.
    pub fn run(&self) -> RunHandle {
        self.run.clone()
    }
}

impl Page {
    pub fn new(stores: Stores, worker: WorkerClient) -> Self {
        Self { inner: Rc::new(Inner { stores, worker, editor: RefCell::new(None), kept_ms: Cell::new(now_ms()) }) }
    }

    pub fn stores(&self) -> &Stores {
        &self.inner.stores
    }

    pub fn worker(&self) -> &WorkerClient {
        &self.inner.worker
    }

    pub fn set_editor(&self, editor: Option<Editor>) {
        *self.inner.editor.borrow_mut() = editor;
    }

    /// When the program was put into the history last; by the page's own clock, in milliseconds.
    pub fn kept_ms(&self) -> &Cell<f64> {
        &self.inner.kept_ms
    }

    /// Where the run is now.
    pub fn position(&self) -> Position {
        let run = self.stores().run();
        Position {
            state: self.stores().clock.clone().status.state,
            pinned: self.stores().document().document.view.pinned,
            first_batch: run.first_batch(),
            next_batch: run.next_batch(),
        }
    }

    /// A button of the transport, or its key.
    pub fn press(&self, press: Press) {
        if press == Press::Stop && self.worker().is_overdue() {
            return self.restart_worker();
        }
        for outcome in outcomes(press, self.position()) {
            match outcome {
                Outcome::Pin(pinned) => self.pin(pinned),
                Outcome::Post(message) => {
                    self.sync();
                    self.worker().post(message);
                }
            }
        }
    }

    pub fn pin(&self, pinned: Option<u64>) {
        self.stores().document.dispatch(DocumentAction::Pin(pinned));
    }

    /// Shows a stream in the panels that are about one.
    pub fn select_node(&self, node: Option<NodeId>) {
        self.stores().document.dispatch(DocumentAction::SelectNode(node));
    }

    /// Draws the stream matrix with larger or smaller cells.
    pub fn zoom(&self, zoom: Zoom) {
        self.stores().layout.dispatch(LayoutAction::Zoom(zoom));
    }

    /// Shows the streams by batches or as a graph.
    pub fn show_streams(&self, view: StreamView) {
        self.stores().layout.dispatch(LayoutAction::StreamView(view));
    }

    /// Shows where a record comes from and what becomes of it.
    pub fn show_lineage(&self, node: NodeId, batch: u64, record: RecordPlace) {
        self.stores().document.dispatch(DocumentAction::ShowLineage { node, batch, record });
    }

    /// Asks the worker for a page of a table.
    pub fn ask(&self, message: ToWorker) {
        self.worker().post(message);
    }

    /// Connects a bridge source, and runs if the run does not go on already.
    pub fn connect(&self, address: String, url: String) {
        self.sync();
        self.worker().post(ToWorker::Connect { address, url });
        if !self.position().is_running() {
            self.press(Press::RunOrPause);
        }
    }

    pub fn set_speed(&self, speed: Speed) {
        self.stores().document.dispatch(DocumentAction::SetSpeed(speed));
        self.worker().post(ToWorker::SetSpeed { speed });
    }

    /// Takes another source. The worker hears of it at once, or when it has done what it was asked last: a slider
    /// that is drawn makes more changes than it can compute.
    pub fn set_source(&self, address: String, source: Source) {
        self.stores().document.dispatch(DocumentAction::SetSource { address, source });
        if self.worker().unanswered_rev().is_none() {
            self.sync();
        }
    }

    /// Puts another source in place of one that may hold what the reader made, and offers to take it back.
    pub fn replace_source(&self, address: String, source: Source, message: String) {
        let before = self.stores().document().document.source(&address);
        self.set_source(address.clone(), source);
        let undo = NoticeAction::SetSource { address, source: Box::new(before) };
        self.notify(Some(Notice::passing(message).with_action("Take back", undo)));
    }

    pub fn set_settings(&self, settings: Settings) {
        self.stores().document.dispatch(DocumentAction::SetSettings(settings));
        self.sync();
    }

    /// Sends the document to the worker now, if it has changed.
    pub fn sync(&self) {
        let store = self.stores().document();
        self.worker().sync(store.rev, &store.document);
    }

    /// Asks the worker for the text edits that make a change of the chain.
    pub fn edit_chain(&self, edit: ChainEdit) {
        let asked = Asked { card: card_of(&edit), what: what_is_done(&edit) };
        self.stores().layout.dispatch(LayoutAction::Chain(ChainNews::Asked(asked)));
        self.sync();
        let rev = self.stores().document().rev;
        self.worker().post(ToWorker::Edit { rev, edit });
    }

    /// Replaces a part of the present text, as the reader typed it outside of the code editor.
    pub fn replace(&self, edit: TextEdit) {
        self.stores().document.dispatch(DocumentAction::Replace(edit));
    }

    /// Shows a place of the text of `rev` in the code editor.
    pub fn reveal(&self, span: Span, rev: Rev) {
        if let Some(place) = self.stores().document().place_now(span, rev) {
            self.stores().layout.dispatch(LayoutAction::Reveal(place));
        }
    }

    /// Gives the card of the step at the editor's cursor the focus.
    pub fn go_to_card_at_cursor(&self) {
        let cursor = self.inner.editor.borrow().as_ref().map(Editor::cursor);
        if let Some(cursor) = cursor {
            let at = byte_of_utf16(&self.stores().document().document.program, cursor);
            self.go_to_card(at);
        }
    }

    /// Gives the card of the step at a byte of the present text the focus.
    pub fn go_to_card(&self, at: u32) {
        let document = self.stores().document();
        let plan = self.stores().plan();
        let starts = plan.plan.iter().flat_map(|plan| plan.nodes.iter()).filter_map(|node| node.span);
        let places = starts.filter_map(|span| Some((span.start, document.place_now(span, plan.plan_rev)?)));
        if let Some(at) = step_at(places, &document.document.program, at) {
            let rev = plan.plan_rev;
            self.stores().layout.dispatch(LayoutAction::Chain(ChainNews::GoTo { rev, at }));
        }
    }

    /// Shows a place of the present text in the code editor.
    pub fn reveal_place(&self, place: (u32, u32)) {
        self.stores().layout.dispatch(LayoutAction::Reveal(place));
    }

    /// Shows a line of the present text in the code editor.
    pub fn reveal_line(&self, line: u32) {
        let place = line_place(&self.stores().document().document.program, line);
        self.stores().layout.dispatch(LayoutAction::Reveal(place));
    }

    /// Takes back the last change of the text.
    pub fn undo(&self) {
        if let Some(editor) = &*self.inner.editor.borrow() {
            editor.undo();
        }
    }

    /// Makes the change of the text that was taken back last.
    pub fn redo(&self) {
        if let Some(editor) = &*self.inner.editor.borrow() {
            editor.redo();
        }
    }

    /// Opens a document and runs it from its beginning.
    ///
    /// What was there goes to the history.
    pub fn open(&self, document: Document, origin: Origin) {
        self.keep_version();
        let stores = self.stores();
        self.worker().post(ToWorker::Stop);
        stores.document.dispatch(DocumentAction::Open { document, origin });
        self.begin();
    }

    /// Runs the document from its beginning, up to its pinned batch if it has one.
    ///
    /// Where nobody outside waits for the clock, the first batch is there at once instead of after its interval.
    pub fn begin(&self) {
        self.sync();
        let document = self.stores().document().document.clone();
        let is_simulated = document.sources.values().all(|source| matches!(source, Source::Simulated(_)));
        let ahead = document.view.pinned.or(is_simulated.then_some(0));
        if let Some(batch) = ahead {
            self.worker().post(ToWorker::Seek { batch });
        }
        if document.view.pinned.is_none() {
            self.worker().post(ToWorker::Start);
        }
    }

    /// Ends the worker and starts a new one with the document, stopped at the beginning.
    pub fn restart_worker(&self) {
        let unanswered = self.worker().unanswered_rev();
        self.start_new_worker();
        // A text that a worker never came to an end with would hang the new one as well; it waits for a change.
        let store = self.stores().document();
        if unanswered != Some(store.rev) {
            self.sync();
        }
    }

    fn start_new_worker(&self) {
        self.stores().clock.dispatch(ClockAction::Reset);
        self.stores().run.dispatch(RunAction::Forget);
        self.stores().run.dispatch(RunAction::Health(Health::Loading));
        self.worker().restart();
    }

    pub fn show_dialog(&self, dialog: Option<Dialog>) {
        self.stores().layout.dispatch(LayoutAction::Dialog(dialog));
    }

    pub fn notify(&self, notice: Option<Notice>) {
        self.stores().layout.dispatch(LayoutAction::Notice(notice));
    }

    /// The button of a notice.
    pub fn act(&self, action: NoticeAction) {
        self.notify(None);
        match action {
            NoticeAction::Open(document) => self.open(*document, Origin::Own),
            NoticeAction::SetSource { address, source } => self.set_source(address, *source),
            NoticeAction::RestartWorker => self.restart_worker(),
            NoticeAction::Undo => self.undo(),
            NoticeAction::TakeBackStop => self.worker().post(ToWorker::TakeBackStop),
            // It was not the text that ended the worker.
            NoticeAction::LoadAgain => {
                self.start_new_worker();
                self.begin();
            }
        }
    }
}
