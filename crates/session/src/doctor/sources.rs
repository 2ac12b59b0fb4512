//! Causes in the sources: not connected, silent, too slow, used up.

use plan::Category;
use protocol::doctor_view::{FindingView, FixAction, FixView};
use protocol::document::Source;
use protocol::plan_view::Severity;
use protocol::run_view::Link;
use protocol::source::Simulated;

use super::{Case, counted, fix, name_of};
use crate::plan_view::address_of;

/// An input of the context: a stream that connects to an address.
struct Input {
    address: String,
    source: Source,
    /// Lines that it received.
    n_received: u64,
}

/// What is said about an input, beside its finding's node.
struct Said {
    code: &'static str,
    severity: Severity,
    sentence: String,
    fixes: Vec<FixView>,
}

/// Looks at each input.
fn of_inputs(case: &Case, look: impl Fn(&Input) -> Option<Said>) -> Vec<FindingView> {
    case.with_plan(|plan| {
        let found = plan.nodes.iter().filter_map(|node| {
            let address = address_of(node)?;
            let source = case.document.source(&address);
            let n_received = case.tally.received(case.outer(node.id));
            let said = look(&Input { address, source, n_received })?;
            let found = case.about(node, said.code, said.severity, said.sentence);
            Some(FindingView { fixes: said.fixes, ..found })
        });
        found.collect()
    })
}

/// A real TCP server that nobody connected, or that cannot be reached.
pub(crate) fn not_connected(case: &Case) -> Vec<FindingView> {
    of_inputs(case, |input| {
        if !matches!(input.source, Source::Bridge) {
            return None;
        }
        let address = &input.address;
        let (sentence, can_connect) = match case.links.get(address).unwrap_or(&Link::Idle) {
            Link::Idle => (format!("{address} is a real TCP server, and nobody has connected to it yet."), true),
            Link::NoBridge { message } => (format!("{address} cannot be reached: {message}."), true),
            Link::Lost { retry_in_ms: Some(_), .. } => {
                (format!("The connection to {address} is lost; it is tried again by itself."), false)
            }
            Link::Lost { retry_in_ms: None, .. } => (format!("The connection to {address} is lost."), true),
            Link::Local | Link::Connecting { .. } | Link::Connected { .. } => return None,
        };
        let connect = fix("Connect", FixAction::Connect { address: address.clone() });
        let mut fixes: Vec<FixView> = can_connect.then_some(connect).into_iter().collect();
        fixes.push(simulate(address));
        Some(Said { code: "not-connected", severity: Severity::Error, sentence, fixes })
    })
}

/// A simulated server that leaves most batches empty.
pub(crate) fn is_too_slow(case: &Case) -> Vec<FindingView> {
    let n_batches = case.tally.n_batches;
    of_inputs(case, |input| {
        let Source::Simulated(simulated) = &input.source else { return None };
        let is_slow = n_batches > 0 && (input.n_received == 0 || (n_batches > 1 && input.n_received * 2 <= n_batches));
        let lines_per_s = (1000.0 / case.interval_ms().max(1) as f64).max(Simulated::default().rate);
        let (lines, batches) = (counted(input.n_received, "line", "lines"), counted(n_batches, "batch", "batches"));
        let action = FixAction::Simulate { address: input.address.clone(), lines_per_s };
        is_slow.then(|| Said {
            code: "source-slow",
            severity: Severity::Warning,
            sentence: format!("{} sent {lines} in {batches}: its rate is {} lines/s.", input.address, simulated.rate),
            fixes: vec![fix(format!("Send {lines_per_s} lines/s"), action)],
        })
    })
}

/// Nothing came in all batches so far.
pub(crate) fn sends_nothing(case: &Case) -> Vec<FindingView> {
    if case.tally.n_batches == 0 {
        return Vec::new();
    }
    let mut found = of_inputs(case, |input| {
        let address = &input.address;
        if input.n_received > 0 {
            return None;
        }
        let said = |sentence: String, fixes: Vec<FixView>| {
            Some(Said { code: "source-empty", severity: Severity::Warning, sentence, fixes })
        };
        let type_lines = || fix("Type lines", FixAction::Type { address: address.clone() });
        match &input.source {
            Source::Simulated(_) => None, // It is slow.
            Source::Lines(lines) => match lines.first() {
                None => said(format!("No line was typed for {address} yet."), vec![type_lines(), simulate(address)]),
                Some(first) => {
                    let batch = first.at_ms / case.interval_ms().max(1);
                    let sentence = format!("The first line for {address} comes in batch {batch}.");
                    let run_to = fix(format!("Run to batch {batch}"), FixAction::RunTo { batch });
                    said(sentence, if batch >= case.tally.n_batches { vec![run_to] } else { vec![type_lines()] })
                }
            },
            Source::Bridge => match case.links.get(address) {
                Some(Link::Connected { .. }) => {
                    said(format!("{address} is connected and has not sent a line yet."), Vec::new())
                }
                _ => None, // Told by another cause.
            },
        }
    });
    found.extend(silent_streams(case));
    found
}

/// Sources without an address: queues and folders.
fn silent_streams(case: &Case) -> Vec<FindingView> {
    case.with_plan(|plan| {
        let sources = plan.nodes.iter().filter(|node| node.spec.category == Category::Source);
        let silent = sources.filter(|node| {
            let sums = case.tally.of(case.outer(node.id));
            address_of(node).is_none() && sums.n_rdds > 0 && sums.n_records == 0 && !sums.is_partial
        });
        let found = silent.map(|node| {
            let (name, batches) = (name_of(node), counted(case.tally.n_batches, "batch", "batches"));
            let sentence = match node.spec.name {
                "queueStream" => format!("The queue of {name} had nothing in it in {batches}."),
                _ => format!("No new file was in the folder of {name} in {batches}."),
            };
            let mut found = case.about(node, "source-empty", Severity::Warning, sentence);
            found.detail = match node.spec.name {
                "queueStream" => "A queue is read as it is when the stream is made, one RDD in each batch.".to_owned(),
                _ => "Files count that are written into the folder while the context runs.".to_owned(),
            };
            found
        });
        found.collect()
    })
}

/// All lines that were typed or dropped have been taken.
pub(crate) fn is_used_up(case: &Case) -> Vec<FindingView> {
    of_inputs(case, |input| {
        let Source::Lines(lines) = &input.source else { return None };
        let last_in = lines.last()?.at_ms / case.interval_ms().max(1);
        let is_over = input.n_received > 0 && last_in + 1 < case.tally.n_batches;
        is_over.then(|| Said {
            code: "source-used-up",
            severity: Severity::Hint,
            sentence: format!("All lines for {} have come: batch {last_in} took the last one.", input.address),
            fixes: vec![fix("Type more lines", FixAction::Type { address: input.address.clone() })],
        })
    })
}

fn simulate(address: &str) -> FixView {
    let lines_per_s = Simulated::default().rate;
    let action = FixAction::Simulate { address: address.to_owned(), lines_per_s };
    fix("Take simulated lines instead", action)
}
