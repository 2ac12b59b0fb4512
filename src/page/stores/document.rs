//! The document, and what has been done to its text.

use std::rc::Rc;

use protocol::document::{Document, Panel, RecordPlace, Settings, Source, Speed, TimedLine, View, add_lines};
use protocol::text::{Rev, Span, TextEdit, apply_edits};
use yew::{Reducible, UseReducerHandle};

use crate::page::places::{carry_all, smallest_edit};

/// The store as components get it.
pub type DocumentHandle = UseReducerHandle<DocumentStore>;

/// How many edits are remembered for places in older texts.
const MAX_EDITS: usize = 400;

/// The document and where it comes from.
#[derive(Clone, Debug)]
pub struct DocumentStore {
    pub document: Rc<Document>,
    /// Grows with every change that the worker has to know.
    pub rev: Rev,
    pub origin: Origin,
    /// Grows each time a whole document is opened.
    pub opened: u32,
    /// What was sent last of what the reader typed.
    pub arrived: Option<Rc<Arrived>>,
    version: u64,
    /// The last edits of the text, each with the `rev` that it made.
    edits: Rc<Vec<(Rev, TextEdit)>>,
}

/// Lines that the reader sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    pub address: String,
    /// In milliseconds since the streaming context started.
    pub at_ms: u64,
    pub n_lines: usize,
}

/// Where the document comes from, which decides whether it may replace the stored draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The reader's own: the stored draft, an example they chose, or anything they changed.
    Own,
    /// A share link, not changed yet.
    Link,
}

/// A change of the document.
#[derive(Clone, Debug)]
pub enum DocumentAction {
    /// The reader typed in the code editor; this is the whole text.
    SetProgram(String),
    /// Replaces the bytes `start..end` of the present text.
    Replace(TextEdit),
    /// Edits of the text of `rev`; dropped if the text has changed since.
    ApplyEdits {
        rev: Rev,
        edits: Vec<TextEdit>,
    },
    SetSource {
        address: String,
        source: Source,
    },
    /// What a real run would take from its machine.
    SetSettings(Settings),
    /// Lines that the worker took in, with the time at which they arrived.
    RecordLines {
        address: String,
        lines: Vec<TimedLine>,
    },
    SetSpeed(Speed),
    Pin(Option<u64>),
    ShowPanel(Panel),
    SelectNode(Option<u32>),
    /// Shows where a record of a stream comes from.
    ShowLineage {
        node: u32,
        batch: u64,
        record: RecordPlace,
    },
    Open {
        document: Document,
        origin: Origin,
    },
}

impl DocumentStore {
    pub fn new(document: Document, origin: Origin) -> Self {
        Self {
            document: Rc::new(normalized(document)),
            rev: 1,
            origin,
            opened: 0,
            arrived: None,
            version: 0,
            edits: Rc::default(),
        }
    }

    /// Where a place of the text of `rev` is in the present text; none if it is there no more.
    pub fn place_now(&self, span: Span, rev: Rev) -> Option<(u32, u32)> {
        if rev == self.rev {
            return Some((span.start, span.end));
        }
        // With the oldest edits forgotten, an old text cannot be followed to the present one.
        let forgotten = self.edits.len() == MAX_EDITS && self.edits.first().is_some_and(|(first, _)| *first > rev + 1);
        if forgotten || rev > self.rev {
            return None;
        }
        carry_all(span, self.edits.iter().filter(|(made, _)| *made > rev).map(|(_, edit)| edit))
    }

    /// The text at a place of [`DocumentStore::place_now`].
    pub fn text_at(&self, (start, end): (u32, u32)) -> Option<&str> {
        self.document.program.get(start as usize..end as usize)
    }

    fn edited(&mut self, edits: Vec<TextEdit>) {
        let Ok(program) = apply_edits(&self.document.program, &edits) else {
            return; // Edits that do not fit belong to another text.
        };
        if program == self.document.program {
            return;
        }
        self.touch();
        Rc::make_mut(&mut self.document).program = program;
        let mut log = (*self.edits).clone();
        // From the last to the first, so that each is a place in the text that the ones before it made.
        let mut edits = edits;
        edits.sort_by_key(|edit| std::cmp::Reverse((edit.start, edit.end)));
        log.extend(edits.into_iter().map(|edit| (self.rev, edit)));
        log.drain(..log.len().saturating_sub(MAX_EDITS));
        self.edits = Rc::new(log);
    }

    /// Notes a change by the reader that the worker has to know.
    fn touch(&mut self) {
        self.rev += 1;
        self.origin = Origin::Own;
    }

    fn open(&mut self, document: Document, origin: Origin) {
        self.document = Rc::new(normalized(document));
        self.rev += 1;
        self.opened += 1;
        self.origin = origin;
        // Nothing of the text before has a place in this one.
        let whole = TextEdit { start: 0, end: u32::MAX, text: String::new() };
        self.edits = Rc::new(vec![(self.rev, whole)]);
    }
}

impl Reducible for DocumentStore {
    type Action = DocumentAction;

    fn reduce(self: Rc<Self>, action: DocumentAction) -> Rc<Self> {
        let mut next = (*self).clone();
        next.version += 1;
        match action {
            DocumentAction::SetProgram(program) => {
                let Some(edit) = smallest_edit(&self.document.program, &program) else {
                    return self;
                };
                next.edited(vec![edit]);
            }
            DocumentAction::Replace(edit) => next.edited(vec![edit]),
            DocumentAction::ApplyEdits { rev, edits } if rev == self.rev => next.edited(edits),
            DocumentAction::ApplyEdits { .. } => return self,
            DocumentAction::SetSource { address, source } => {
                next.touch();
                Rc::make_mut(&mut next.document).sources.insert(address, source);
            }
            DocumentAction::SetSettings(settings) => {
                next.touch();
                Rc::make_mut(&mut next.document).settings = settings;
            }
            DocumentAction::RecordLines { address, lines } => {
                let at_ms = lines.last().map_or(0, |line| line.at_ms);
                next.origin = Origin::Own; // The worker has them already, but a reload must not lose them.
                next.arrived = Some(Rc::new(Arrived { address: address.clone(), at_ms, n_lines: lines.len() }));
                let document = Rc::make_mut(&mut next.document);
                match document.sources.get_mut(&address) {
                    Some(Source::Lines(kept)) => add_lines(kept, lines),
                    _ => drop(document.sources.insert(address, Source::Lines(lines))),
                }
            }
            DocumentAction::SetSpeed(speed) => Rc::make_mut(&mut next.document).settings.speed = speed,
            DocumentAction::Pin(pinned) => Rc::make_mut(&mut next.document).view.pinned = pinned,
            DocumentAction::ShowPanel(panel) => Rc::make_mut(&mut next.document).view.panel = panel,
            DocumentAction::SelectNode(node) => {
                let view = &mut Rc::make_mut(&mut next.document).view;
                // The record was one of the other stream.
                view.record = view.record.filter(|_| view.node == node);
                view.node = node;
            }
            DocumentAction::ShowLineage { node, batch, record } => {
                Rc::make_mut(&mut next.document).view =
                    View { pinned: Some(batch), node: Some(node), record: Some(record), panel: Panel::Lineage };
            }
            DocumentAction::Open { document, origin } => next.open(document, origin),
        }
        Rc::new(next)
    }
}

impl PartialEq for DocumentStore {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
    }
}

/// The document with one kind of line end, so that the editor's offsets are those of the text.
fn normalized(mut document: Document) -> Document {
    if document.program.contains('\r') {
        document.program = document.program.replace("\r\n", "\n").replace('\r', "\n");
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(program: &str) -> Rc<DocumentStore> {
        Rc::new(DocumentStore::new(Document::of_program(program), Origin::Link))
    }

    fn edit(start: u32, end: u32, text: &str) -> TextEdit {
        TextEdit { start, end, text: text.to_owned() }
    }

    #[test]
    fn a_place_follows_the_edits_made_since() {
        let text = "a.map(f)";
        let span = Span::of(text, 6, 7);
        let store = store(text)
            .reduce(DocumentAction::Replace(edit(6, 7, "len(x)")))
            .reduce(DocumentAction::SetProgram("# note\na.map(len(x))".to_owned()));
        let place = store.place_now(span, 1).unwrap();
        assert_eq!(store.text_at(place), Some("len(x)"));
    }

    #[test]
    fn several_edits_at_once_are_followed() {
        let text = "a.map(f).pprint()";
        let span = Span::of(text, 9, 15);
        let edits = vec![edit(0, 1, "lines"), edit(6, 7, "g")];
        let store = store(text).reduce(DocumentAction::ApplyEdits { rev: 1, edits });
        assert_eq!(store.document.program, "lines.map(g).pprint()");
        assert_eq!(store.place_now(span, 1).and_then(|place| store.text_at(place)), Some("pprint"));
    }

    #[test]
    fn edits_of_an_older_text_are_dropped() {
        let store = store("abc")
            .reduce(DocumentAction::SetProgram("abcd".to_owned()))
            .reduce(DocumentAction::ApplyEdits { rev: 1, edits: vec![edit(0, 3, "")] });
        assert_eq!((store.document.program.as_str(), store.rev), ("abcd", 2));
    }

    #[test]
    fn opening_a_document_leaves_no_place_of_the_one_before() {
        let document = Document::of_program("b\r\nc");
        let store = store("abc").reduce(DocumentAction::Open { document, origin: Origin::Link });
        assert_eq!(store.place_now(Span::of("abc", 0, 1), 1), None);
        assert_eq!(store.document.program, "b\nc");
    }

    #[test]
    fn only_changes_that_the_worker_must_know_make_a_new_rev() {
        let store = store("abc")
            .reduce(DocumentAction::Pin(Some(3)))
            .reduce(DocumentAction::SetSpeed(Speed::Max))
            .reduce(DocumentAction::SetProgram("abc".to_owned()));
        assert_eq!((store.rev, store.origin), (1, Origin::Link));
        let source = DocumentAction::SetSource { address: "h:1".to_owned(), source: Source::Bridge };
        let store = store.reduce(source);
        assert_eq!((store.rev, store.origin), (2, Origin::Own));
        let settings = Settings { cores: 8, ..store.document.settings.clone() };
        let store = store.reduce(DocumentAction::SetSettings(settings));
        assert_eq!((store.rev, store.document.settings.cores), (3, 8));
    }

    #[test]
    fn typed_lines_are_kept_in_the_document() {
        let line = |text: &str| TimedLine { at_ms: 5, text: text.to_owned() };
        let record = |text| DocumentAction::RecordLines { address: "h:1".to_owned(), lines: vec![line(text)] };
        let store = store("abc").reduce(record("a")).reduce(record("b"));
        assert_eq!(store.document.source("h:1"), Source::Lines(vec![line("a"), line("b")]));
        assert_eq!(store.origin, Origin::Own);
    }
}
