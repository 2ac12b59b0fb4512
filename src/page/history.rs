//! The reader's earlier programs: the last 50 in the browser's storage, each with its time and perhaps a name.

use protocol::document::{Document, Source};
use protocol::examples::{EXAMPLES, Example};
use serde::{Deserialize, Serialize};

use crate::page::browser::{keys, now_ms, store, stored};
use crate::page::commands::Page;
use crate::page::stores::document::Origin;
use crate::page::stores::layout::{LayoutAction, Notice, NoticeAction, StorageWorks};

pub const MAX_VERSIONS: usize = 50;

/// How long a program that is being edited waits for its next version.
const KEEP_EVERY_MS: f64 = 180_000.0;

/// Typed lines that are kept with a version, in bytes: the browser has room for a few megabytes in all.
const MAX_LINES_BYTES: usize = 64 << 10;

/// A program that was there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub id: u64,
    /// When it was put aside, in milliseconds since 1970 UTC.
    pub saved_ms: f64,
    /// What the reader calls it.
    #[serde(default)]
    pub name: Option<String>,
    pub document: Document,
    /// How many typed lines were too much to be kept with it.
    #[serde(default)]
    pub n_left_out: usize,
}

/// The versions, the newest first; each program is there once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct History {
    versions: Vec<Version>,
}

/// What came of storing the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Yes,
    /// There was no room for the oldest ones.
    WithoutOldest,
    No,
}

impl Version {
    /// Its name, or what it is.
    pub fn title(&self) -> String {
        let example = EXAMPLES.iter().find(|example| example.program == self.document.program);
        match (&self.name, example, came_from(&self.document.program)) {
            (Some(name), ..) => name.clone(),
            (None, Some(example), _) => example.title.to_owned(),
            (None, None, Some(example)) => format!("{}, changed", example.title),
            (None, None, None) => "Your program".to_owned(),
        }
    }

    /// The first lines that say something.
    pub fn first_lines(&self) -> String {
        let says = |line: &&str| {
            let line = line.trim();
            !(line.is_empty() || line.starts_with('#') || line.starts_with("import ") || line.starts_with("from "))
        };
        self.document.program.lines().filter(says).take(3).collect::<Vec<_>>().join("\n")
    }
}

impl History {
    /// What is stored; nothing if it cannot be read.
    pub fn read(text: Option<&str>) -> Self {
        let mut history: Self = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        for version in &mut history.versions {
            version.document = std::mem::take(&mut version.document).bounded();
        }
        history.versions.truncate(MAX_VERSIONS);
        history
    }

    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// Puts a program in front; one that is there already keeps its name.
    pub fn put(&mut self, document: &Document, now_ms: f64) {
        let (document, n_left_out) = without_many_lines(document);
        let before = self.versions.iter().position(|version| version.document.program == document.program);
        let name = before.and_then(|position| self.versions.remove(position).name);
        let id = self.versions.iter().map(|version| version.id + 1).max().unwrap_or_default();
        self.versions.insert(0, Version { id, saved_ms: now_ms, name, document, n_left_out });
        self.versions.truncate(MAX_VERSIONS);
    }

    /// Gives a version a name; an empty one takes it away.
    pub fn rename(&mut self, id: u64, name: &str) {
        if let Some(version) = self.versions.iter_mut().find(|version| version.id == id) {
            version.name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        }
    }

    /// Takes a version out.
    pub fn remove(&mut self, id: u64) -> Option<Version> {
        let position = self.versions.iter().position(|version| version.id == id)?;
        Some(self.versions.remove(position))
    }

    /// Puts a version back where its time belongs.
    pub fn restore(&mut self, version: Version) {
        let place = self.versions.partition_point(|other| other.saved_ms > version.saved_ms);
        self.versions.insert(place, version);
        self.versions.truncate(MAX_VERSIONS);
    }

    /// Stores it with `store`, without the oldest versions if there is no room for all.
    pub fn save(&mut self, store: impl Fn(&str) -> bool) -> Saved {
        let n_versions = self.versions.len();
        loop {
            if serde_json::to_string(self).is_ok_and(|text| store(&text)) {
                return if self.versions.len() == n_versions { Saved::Yes } else { Saved::WithoutOldest };
            }
            if self.versions.pop().is_none() {
                return Saved::No;
            }
        }
    }
}

/// The example that a program was made of: the one of which most lines are still there, and at least half.
pub fn came_from(program: &str) -> Option<&'static Example> {
    let has = |line: &&str| program.lines().any(|other| other.trim() == line.trim());
    let share = |example: &Example| {
        let lines: Vec<&str> = example.program.lines().filter(|line| !line.trim().is_empty()).collect();
        lines.iter().copied().filter(has).count() as f64 / lines.len().max(1) as f64
    };
    let scored = EXAMPLES.iter().map(|example| (share(example), example));
    // The first of the best.
    let best = scored.rev().max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 >= 0.5).then_some(best.1)
}

/// Whether a document is just as an example begins.
fn is_example(document: &Document) -> bool {
    EXAMPLES.iter().any(|example| {
        let fresh = example.document();
        fresh.program == document.program && fresh.sources == document.sources
    })
}

fn without_many_lines(document: &Document) -> (Document, usize) {
    let bytes = |source: &Source| match source {
        Source::Lines(lines) => lines.iter().map(|line| line.text.len() + 30).sum(),
        _ => 0,
    };
    let mut n_left_out = 0;
    let mut kept = document.clone();
    for source in kept.sources.values_mut() {
        if bytes(source) > MAX_LINES_BYTES
            && let Source::Lines(lines) = source
        {
            n_left_out += lines.len();
            lines.clear();
        }
    }
    (kept, n_left_out)
}

impl Page {
    /// The history as it is stored.
    pub fn history(&self) -> History {
        History::read(stored(keys::HISTORY).as_deref())
    }

    /// Stores a history, and says so if there is no room for it.
    pub fn save_history(&self, mut history: History) {
        match history.save(|text| store(keys::HISTORY, text)) {
            Saved::Yes => {}
            Saved::WithoutOldest => self.notify(Some(Notice::info(format!(
                "The browser's storage is full: the history keeps its newest {} programs.",
                history.versions().len()
            )))),
            Saved::No => self.stores().layout.dispatch(LayoutAction::StorageWorks(StorageWorks::No)),
        }
    }

    /// Puts the reader's program into the history, unless it is an example as it begins.
    pub fn keep_version(&self) {
        let store = self.stores().document();
        if store.origin == Origin::Own && !is_example(&store.document) {
            let mut history = self.history();
            history.put(&store.document, js_sys::Date::now());
            self.save_history(history);
        }
    }

    /// The same while the reader edits, a few minutes after the last time.
    pub fn keep_version_now_and_then(&self) {
        let now = now_ms();
        if now - self.kept_ms().get() > KEEP_EVERY_MS {
            self.kept_ms().set(now);
            self.keep_version();
        }
    }

    /// Opens a document in place of the present one, which goes to the history, and offers a way back.
    pub fn open_instead(&self, document: Document, message: String) {
        let before = (*self.stores().document().document).clone();
        let is_changed = before.program != document.program || before.sources != document.sources;
        self.open(document, Origin::Own);
        let notice =
            Notice::passing(message).with_action("Back to what was there", NoticeAction::Open(Box::new(before)));
        self.notify(is_changed.then_some(notice));
    }

    /// Opens the example that the program came from as it was at first.
    pub fn reset_to(&self, example: &Example) {
        self.open_instead(example.document(), format!("“{}” is as it was at first.", example.title));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use protocol::document::TimedLine;

    use super::*;

    fn put(history: &mut History, programs: &[&str]) {
        for program in programs {
            let now = history.versions.len() as f64;
            history.put(&Document::of_program(program), now);
        }
    }

    fn programs(history: &History) -> Vec<&str> {
        history.versions().iter().map(|version| version.document.program.as_str()).collect()
    }

    #[test]
    fn the_same_program_is_there_once_and_keeps_its_name() {
        let mut history = History::default();
        put(&mut history, &["a", "b"]);
        let id = history.versions()[1].id;
        history.rename(id, " mine ");
        put(&mut history, &["a"]);
        assert_eq!(programs(&history), ["a", "b"]);
        assert_eq!(history.versions()[0].title(), "mine");
    }

    #[test]
    fn the_oldest_of_more_than_fifty_is_forgotten() {
        let mut history = History::default();
        let names: Vec<String> = (0..60).map(|number| format!("p{number}")).collect();
        put(&mut history, &names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((history.versions().len(), programs(&history)[0], programs(&history)[49]), (50, "p59", "p10"));
    }

    #[test]
    fn what_was_deleted_comes_back_to_its_place() {
        let mut history = History::default();
        put(&mut history, &["a", "b", "c"]);
        let id = history.versions()[1].id;
        let removed = history.remove(id).unwrap();
        assert_eq!(programs(&history), ["c", "a"]);
        history.restore(removed);
        assert_eq!(programs(&history), ["c", "b", "a"]);
    }

    #[test]
    fn a_full_storage_keeps_the_newest_and_a_forbidden_one_none() {
        let mut history = History::default();
        put(&mut history, &["a", "b", "c"]);
        let kept = RefCell::new(String::new());
        let room = serde_json::to_string(&history).unwrap().len() - 1;
        let store = |text: &str| {
            *kept.borrow_mut() = text.to_owned();
            text.len() <= room
        };
        assert_eq!(history.save(store), Saved::WithoutOldest);
        assert_eq!(programs(&History::read(Some(&kept.borrow()))), ["c", "b"]);
        assert_eq!(history.save(|_| false), Saved::No);
        assert_eq!(History::read(Some("{broken")), History::default());
    }

    #[test]
    fn many_typed_lines_are_left_out_and_counted() {
        let mut document = Document::of_program("a");
        let line = TimedLine { at_ms: 0, text: "x".repeat(1_000) };
        document.sources.insert("h:1".to_owned(), Source::Lines(vec![line; 100]));
        let mut history = History::default();
        history.put(&document, 0.0);
        assert_eq!(history.versions()[0].n_left_out, 100);
        assert_eq!(history.versions()[0].document.source("h:1"), Source::Lines(Vec::new()));
    }

    #[test]
    fn a_changed_example_is_known_by_its_lines() {
        for example in EXAMPLES {
            let changed = format!("# mine\n{}print('more')\n", example.program);
            assert_eq!(came_from(&changed), Some(&example), "{}", example.id);
        }
        assert_eq!(came_from("print(1)\n"), None);
    }
}
