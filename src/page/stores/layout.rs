//! How the page is arranged: tabs, theme, dialogs and notices. None of it is part of the document.

use std::rc::Rc;

use protocol::document::{Document, Source};
use yew::{Reducible, UseReducerHandle};

use crate::page::matrix::scale::Zoom;
use crate::page::stores::chain_work::{ChainNews, ChainWork};

/// The store as components get it.
pub type LayoutHandle = UseReducerHandle<LayoutStore>;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayoutStore {
    pub program_tab: ProgramTab,
    /// The only panel that is shown on a narrow screen.
    pub narrow_panel: NarrowPanel,
    pub theme: Theme,
    /// How large the cells of the stream matrix are.
    pub zoom: Zoom,
    pub stream_view: StreamView,
    pub dialog: Option<Dialog>,
    pub notice: Option<Rc<Notice>>,
    /// A place that the code editor should select, with a number that grows so that the same place can be asked for again.
    pub reveal: Option<(u32, (u32, u32))>,
    /// The last change of the chain.
    pub chain: Rc<ChainWork>,
    /// Whether there is a change of the program to take back, and one to make again.
    pub history: History,
    /// Whether what is typed survives a reload.
    pub storage_works: StorageWorks,
}

/// What undo and redo could do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    pub can_undo: bool,
    pub can_redo: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgramTab {
    #[default]
    Chain,
    Code,
    Source,
}

/// How the stream panel shows the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StreamView {
    /// DStreams by batches.
    #[default]
    Matrix,
    /// DStreams and output operations as a graph, at one batch.
    Graph,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NarrowPanel {
    Program,
    #[default]
    Stream,
    Inspector,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    Share,
    History,
    Keys,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StorageWorks {
    #[default]
    Yes,
    No,
}

/// Something the reader should know, until it is closed or replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub tone: Tone,
    pub message: String,
    /// What a button offers, and what it says.
    pub action: Option<(String, NoticeAction)>,
}

/// What the button of a notice does.
#[derive(Clone, Debug, PartialEq)]
pub enum NoticeAction {
    Open(Box<Document>),
    /// Takes back that a source was replaced.
    SetSource {
        address: String,
        source: Box<Source>,
    },
    RestartWorker,
    /// Takes back the last change of the text.
    Undo,
    /// Brings back what a TCP server had sent before the run was stopped.
    TakeBackStop,
    /// Starts a worker in place of one that did not arrive, and runs the document.
    LoadAgain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Goes away by itself.
    Passing,
    Info,
    Problem,
}

/// A change of the arrangement.
#[derive(Clone, Debug)]
pub enum LayoutAction {
    ProgramTab(ProgramTab),
    NarrowPanel(NarrowPanel),
    Theme(Theme),
    Zoom(Zoom),
    StreamView(StreamView),
    Dialog(Option<Dialog>),
    Notice(Option<Notice>),
    /// Shows the code and selects these byte offsets.
    Reveal((u32, u32)),
    StorageWorks(StorageWorks),
    Chain(ChainNews),
    History(History),
}

impl Notice {
    pub fn info(message: impl Into<String>) -> Self {
        Self { tone: Tone::Info, message: message.into(), action: None }
    }

    /// Something that goes away by itself.
    pub fn passing(message: impl Into<String>) -> Self {
        Self { tone: Tone::Passing, message: message.into(), action: None }
    }

    pub fn problem(message: impl Into<String>) -> Self {
        Self { tone: Tone::Problem, message: message.into(), action: None }
    }

    /// The notice with a button.
    pub fn with_action(mut self, label: &str, action: NoticeAction) -> Self {
        self.action = Some((label.to_owned(), action));
        self
    }
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word that is stored and set on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// The theme that the button goes to.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

impl Reducible for LayoutStore {
    type Action = LayoutAction;

    fn reduce(self: Rc<Self>, action: LayoutAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            LayoutAction::ProgramTab(tab) => next.program_tab = tab,
            LayoutAction::NarrowPanel(panel) => next.narrow_panel = panel,
            LayoutAction::Theme(theme) => next.theme = theme,
            LayoutAction::Zoom(zoom) => next.zoom = zoom,
            LayoutAction::StreamView(view) => next.stream_view = view,
            LayoutAction::Dialog(dialog) => next.dialog = dialog,
            LayoutAction::Notice(notice) => next.notice = notice.map(Rc::new),
            LayoutAction::Reveal(place) => {
                next.program_tab = ProgramTab::Code;
                next.narrow_panel = NarrowPanel::Program;
                next.reveal = Some((self.reveal.map_or(0, |(count, _)| count + 1), place));
            }
            LayoutAction::StorageWorks(works) => next.storage_works = works,
            LayoutAction::Chain(news) => {
                if matches!(news, ChainNews::GoTo { .. }) {
                    next.program_tab = ProgramTab::Chain;
                    next.narrow_panel = NarrowPanel::Program;
                }
                next.chain = Rc::new(self.chain.after(news));
            }
            LayoutAction::History(history) => next.history = history,
        }
        Rc::new(next)
    }
}
