//! What the buttons of a finding do.

use protocol::doctor_view::FixAction;
use protocol::document::Source;
use protocol::message::ToWorker;
use protocol::source::Simulated;

use crate::page::bridge_session::socket_url;
use crate::page::browser::focus_soon;
use crate::page::commands::Page;
use crate::page::source::typed::line_field_id;
use crate::page::stores::document::DocumentAction;
use crate::page::stores::layout::{LayoutAction, NarrowPanel, Notice, NoticeAction, ProgramTab};

/// Whether the reader looks at another place after it.
pub fn goes_elsewhere(action: &FixAction) -> bool {
    matches!(
        action,
        FixAction::Type { .. } | FixAction::RunTo { .. } | FixAction::ShowRecord { .. } | FixAction::Connect { .. }
    )
}

/// Does it; a change of the text can be taken back like any other.
pub fn take(page: &Page, action: &FixAction, label: &str) {
    let stores = page.stores();
    match action {
        FixAction::Edit { edits, .. } => {
            let rev = stores.plan().findings_rev;
            if rev == stores.document().rev {
                stores.document.dispatch(DocumentAction::ApplyEdits { rev, edits: edits.clone() });
                page.sync();
                tell(page, label);
            }
        }
        FixAction::Chain(edit) => {
            page.sync();
            page.ask(ToWorker::Edit { rev: stores.document().rev, edit: edit.clone() });
            tell(page, label);
        }
        FixAction::Connect { address } => match socket_url() {
            Some(url) => page.connect(address.clone(), url),
            // The source's own part says how a page gets to real servers.
            None => {
                stores.layout.dispatch(LayoutAction::ProgramTab(ProgramTab::Source));
                stores.layout.dispatch(LayoutAction::NarrowPanel(NarrowPanel::Program));
            }
        },
        FixAction::Simulate { address, lines_per_s } => {
            let before = match stores.document().document.source(address) {
                Source::Simulated(simulated) => simulated,
                Source::Lines(_) | Source::Bridge => Simulated::default(),
            };
            let source = Source::Simulated(Simulated { rate: *lines_per_s, ..before });
            page.replace_source(address.clone(), source, format!("{address}: {}.", lower(label)));
        }
        FixAction::Type { address } => {
            stores.layout.dispatch(LayoutAction::NarrowPanel(NarrowPanel::Stream));
            focus_soon(line_field_id(address));
        }
        FixAction::RunTo { batch } => {
            page.sync();
            page.ask(ToWorker::Seek { batch: *batch });
        }
        FixAction::ShowRecord { node, batch, record } => {
            stores.layout.dispatch(LayoutAction::NarrowPanel(NarrowPanel::Inspector));
            page.show_lineage(*node, *batch, *record);
        }
    }
}

fn tell(page: &Page, label: &str) {
    page.notify(Some(Notice::passing(format!("Done: {}.", lower(label))).with_action("Undo", NoticeAction::Undo)));
}

/// A button's words within a sentence.
fn lower(label: &str) -> String {
    let mut signs = label.chars();
    signs.next().map(|first| first.to_lowercase().chain(signs).collect()).unwrap_or_default()
}
