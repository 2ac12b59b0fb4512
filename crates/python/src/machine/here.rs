//! `Here`: where a call is made, for functions of other crates that ask.

use value::CallCx;

use crate::compile::code::{Code, Origin};
use crate::machine::Machine;
use crate::machine::unwind::Place;

/// Where a call is made: for functions of other crates that ask.
pub struct Here<'a> {
    pub machine: &'a Machine,
    pub code: &'a Code,
    pub pc: usize,
}

impl Here<'_> {
    /// Tells the context the calls that are open now.
    pub fn note_call(&self, cx: &mut CallCx) {
        cx.call_chain.truncate(self.machine.chain_base);
        for frame in &self.machine.frames {
            if let Some(code) = frame.code() {
                note_site(code, frame.pc, cx);
            }
        }
        note_site(self.code, self.pc, cx);
    }

    pub fn forget_call(&self, cx: &mut CallCx) {
        cx.call_chain.truncate(self.machine.chain_base);
    }

    /// Says that a call fails because its method is not there.
    pub fn note_missing(&self, attribute: diag::Span) {
        self.machine.place.set(Place::Part(attribute));
    }
}

/// Calls that the library makes have no place in the program: the call of the library stands for them.
fn note_site(code: &Code, pc: usize, cx: &mut CallCx) {
    if code.source.origin != Origin::Library {
        cx.call_chain.push(site_of(code, pc));
    }
}

fn site_of(code: &Code, pc: usize) -> value::CallSite {
    let at = pc.saturating_sub(1);
    let span = code.span_at(at);
    value::CallSite {
        function: code.name.clone(),
        line: code.lines.get(at).copied().unwrap_or(code.line),
        span: (span.start, span.end),
    }
}
