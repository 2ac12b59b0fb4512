//! When the Doctor looks at the run, and what of it the page hears.

use std::collections::BTreeMap;

use protocol::doctor_view::FindingView;
use protocol::message::FromWorker;
use protocol::plan_view::DiagnosticView;
use protocol::run_view::Link;
use protocol::text::Rev;

use super::{examine, of_text};
use crate::session::Session;

/// How long the Doctor rests between two looks at a run that goes on, in milliseconds.
const REST_MS: f64 = 100.0;

/// What was seen and said last.
#[derive(Default)]
pub(crate) struct DoctorRound {
    /// Batches, whether there can be more, and connections at the last look; none if all has to be looked at again.
    seen: Option<(u64, bool, BTreeMap<String, Link>)>,
    looked_ms: f64,
    said: Option<(Rev, Vec<FindingView>)>,
    /// Whether the text cannot be understood: the run is an older one's then.
    is_about_text: bool,
}

impl DoctorRound {
    /// The run is another one, or its document.
    pub fn begin(&mut self) {
        (self.seen, self.is_about_text) = (None, false);
    }

    /// The text cannot be understood.
    pub fn tell_of_text(&mut self, rev: Rev, diagnostics: &[DiagnosticView], out: &mut Vec<FromWorker>) {
        self.is_about_text = true;
        self.say(rev, of_text(diagnostics), out);
    }

    fn say(&mut self, rev: Rev, findings: Vec<FindingView>, out: &mut Vec<FromWorker>) {
        let said = Some((rev, findings.clone()));
        if self.said != said {
            self.said = said;
            out.push(FromWorker::Doctor { rev, findings });
        }
    }
}

impl Session {
    /// Looks at the run if anything has changed, and tells what is found if that has changed.
    pub(crate) fn tell_findings(&mut self, out: &mut Vec<FromWorker>) {
        let now = self.pulse.now_ms();
        let goes_on = self.is_busy() && self.doctor.seen.is_some() && now - self.doctor.looked_ms < REST_MS;
        // What is computed again after a change would be looked at half done.
        if self.doctor.is_about_text || goes_on || self.is_catching_up() {
            return;
        }
        let Some(run) = &mut self.run else { return };
        let seen = (run.n_batches(), run.is_over(), self.links.clone());
        if self.doctor.seen.as_ref() == Some(&seen) {
            return;
        }
        self.doctor.seen = Some(seen);
        self.doctor.looked_ms = now;
        let findings = examine(run, &self.document, &self.links);
        self.doctor.say(self.rev, findings, out);
    }
}
