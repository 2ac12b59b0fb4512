//! Takes what the worker says to the stores; nothing else in the page looks at `FromWorker`.

use protocol::file_view::FileContent;
use protocol::message::FromWorker;
use protocol::text::{Rev, grouped};
use wasm_bindgen_futures::spawn_local;

use crate::page::commands::Stores;
use crate::page::inspector::files::archive;
use crate::page::stores::chain_work::ChainNews;
use crate::page::stores::clock::ClockAction;
use crate::page::stores::document::DocumentAction;
use crate::page::stores::layout::{LayoutAction, Notice, NoticeAction};
use crate::page::stores::plan::PlanAction;
use crate::page::stores::run::{Health, RunAction};
use crate::page::worker_client::PortEvent;

/// Takes one message to the stores; what is about an older text than the one that is drawn is dropped.
pub fn dispatch(event: PortEvent, stores: &Stores) {
    let message = match event {
        PortEvent::Message(message) => message,
        PortEvent::Broken(message) => return gone(stores, &message),
    };
    match message {
        FromWorker::Beat => return,
        FromWorker::Loading => return stores.run.dispatch(RunAction::Health(Health::Loading)),
        FromWorker::Ready { catalogue } => stores.plan.dispatch(PlanAction::Catalogue(catalogue)),
        FromWorker::Planned { rev, plan, diagnostics } => {
            if rev >= stores.plan().diagnostics_rev {
                stores.plan.dispatch(PlanAction::Planned { rev, plan, diagnostics });
            }
        }
        FromWorker::Doctor { rev, findings } => stores.plan.dispatch(PlanAction::Findings { rev, findings }),
        FromWorker::TextEdits { rev, edits, focus } => {
            // Edits of an older text are dropped.
            let at = focus.filter(|_| stores.document().rev == rev);
            stores.document.dispatch(DocumentAction::ApplyEdits { rev, edits });
            stores.layout.dispatch(LayoutAction::Chain(ChainNews::Made { rev: rev + 1, at }));
        }
        FromWorker::EditRefused { rev, message } => {
            let has_card = stores.layout.clone().chain.has_card();
            stores.layout.dispatch(LayoutAction::Chain(ChainNews::Refused { rev, message: message.clone() }));
            if !has_card {
                notify(stores, Notice::problem(message));
            }
        }
        FromWorker::Batches { rev, replaces_all, batches } => {
            about_run(stores, rev, RunAction::Batches { replaces_all, batches });
        }
        FromWorker::Output { rev, chunk } => about_run(stores, rev, RunAction::Printed { rev, chunk }),
        FromWorker::Rows { rev, rows } => about_run(stores, rev, RunAction::Rows(rows)),
        FromWorker::State { rev, state } => about_run(stores, rev, RunAction::State(state)),
        FromWorker::Window { rev, window } => about_run(stores, rev, RunAction::Window(window)),
        FromWorker::Lineage { rev, lineage } => about_run(stores, rev, RunAction::Lineage(lineage)),
        FromWorker::Shuffle { rev, shuffle } => about_run(stores, rev, RunAction::Shuffle(shuffle)),
        FromWorker::Files { rev, files } => about_run(stores, rev, RunAction::Files(files)),
        FromWorker::File { rev, file } => about_run(stores, rev, RunAction::File(file)),
        FromWorker::AllFiles { files } => save_all(stores, files),
        FromWorker::Status { status } => {
            stores.run.dispatch(RunAction::DropBefore(status.first_batch));
            stores.clock.dispatch(ClockAction::Status(status));
        }
        FromWorker::Failed { message } => notify(stores, Notice::problem(message)),
        // What is opened in place of a run lets go of its lines, too, and says itself how to come back.
        FromWorker::LetGo { rev, n_lines } if rev == stores.document().rev => {
            let lines = if n_lines == 1 { "line" } else { "lines" };
            let text = format!("Stopped. {} {lines} from the TCP server went with the run.", grouped(n_lines));
            notify(stores, Notice::info(text).with_action("Take back", NoticeAction::TakeBackStop));
        }
        FromWorker::LetGo { .. } => {}
        FromWorker::Gap { gap } => stores.run.dispatch(RunAction::Gap(gap)),
        FromWorker::Pushed { address, lines } => {
            stores.document.dispatch(DocumentAction::RecordLines { address, lines });
        }
        FromWorker::Crashed { message } => return gone(stores, &message),
        FromWorker::NotLoaded { status } => return not_loaded(stores, status),
    }
    stores.run.dispatch(RunAction::Health(Health::Well));
}

/// Saves all files as one archive, once the module that makes it is there.
fn save_all(stores: &Stores, files: Vec<FileContent>) {
    let stores = stores.clone();
    spawn_local(async move {
        if let Err(message) = archive::save_all("files.zip", &files).await {
            notify(&stores, Notice::problem(message));
        }
    });
}

fn about_run(stores: &Stores, rev: Rev, action: RunAction) {
    if rev >= stores.plan().plan_rev {
        stores.run.dispatch(action);
    }
}

fn not_loaded(stores: &Stores, status: u16) {
    let why = match status {
        0 => "it did not arrive (is the server still there?)".to_owned(),
        200..300 => "what the server sent cannot be read".to_owned(),
        other => format!("the server answered {other}"),
    };
    let text = format!("A part of the engine could not be loaded: {why}. Nothing you typed is lost.");
    ended(stores, Notice::problem(text).with_action("Try again", NoticeAction::LoadAgain));
}

fn gone(stores: &Stores, message: &str) {
    let text = format!("The engine stopped by an error of its own ({message}). Nothing you typed is lost.");
    ended(stores, Notice::problem(text).with_action("Restart the engine", NoticeAction::RestartWorker));
}

fn ended(stores: &Stores, notice: Notice) {
    stores.clock.dispatch(ClockAction::Reset);
    stores.run.dispatch(RunAction::Health(Health::Gone));
    notify(stores, notice);
}

fn notify(stores: &Stores, notice: Notice) {
    stores.layout.dispatch(LayoutAction::Notice(Some(notice)));
}
