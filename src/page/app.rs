//! The app: stores, commands, and where the panels are.

use yew::prelude::*;

use crate::page::bar::Bar;
use crate::page::browser::{PageClock, fragment, keys, stored};
use crate::page::commands::{Page, Stores};
use crate::page::dialogs::Dialogs;
use crate::page::dispatch::dispatch;
use crate::page::effects::{
    use_autosave, use_begin, use_dropped_files, use_keys, use_links, use_sync, use_theme, use_watchdog,
};
use crate::page::graph::GraphPanel;
use crate::page::inspector::Inspector;
use crate::page::matrix::MatrixPanel;
use crate::page::notice::NoticeBar;
use crate::page::program::ProgramPanel;
use crate::page::source::typed::LineBar;
use crate::page::startup::startup;
use crate::page::status::StatusLine;
use crate::page::stores::clock::{ClockHandle, ClockStore};
use crate::page::stores::document::{DocumentHandle, DocumentStore};
use crate::page::stores::layout::{
    LayoutAction, LayoutHandle, LayoutStore, NarrowPanel, ProgramTab, StreamView, Theme,
};
use crate::page::stores::plan::{PlanHandle, PlanStore};
use crate::page::stores::run::{RunHandle, RunStore};
use crate::page::widgets::tabs::Tabs;
use crate::page::worker_client::{Spawn, WorkerClient};

#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// How a worker is started.
    pub spawn: Spawn,
    /// By which the worker's silence is counted.
    #[prop_or_default]
    pub clock: PageClock,
}

#[function_component]
pub fn App(props: &AppProps) -> Html {
    let begin = use_memo((), |()| startup(&fragment(), stored(keys::DRAFT).as_deref()));
    let document = use_reducer(|| DocumentStore::new(begin.document.clone(), begin.origin));
    let plan = use_reducer(PlanStore::default);
    let run = use_reducer(RunStore::default);
    let clock = use_reducer(ClockStore::default);
    let layout = use_reducer(|| LayoutStore {
        theme: stored(keys::THEME).as_deref().and_then(Theme::of_name).unwrap_or_default(),
        notice: begin.notice.clone().map(Into::into),
        ..LayoutStore::default()
    });
    let page = use_memo((), |()| {
        let stores = Stores {
            document: document.clone(),
            plan: plan.clone(),
            run: run.clone(),
            clock: clock.clone(),
            layout: layout.clone(),
        };
        let heard = stores.clone();
        let worker = WorkerClient::new(props.spawn.clone(), Callback::from(move |event| dispatch(event, &heard)));
        Page::new(stores, worker)
    });
    let page = (*page).clone();
    use_begin(&page);
    use_sync(&page, &document);
    use_autosave(&page, &document);
    use_watchdog(&page, props.clock);
    use_links(&page);
    use_keys(&page);
    use_dropped_files(&page);
    use_theme(&layout);
    html! {
        <ContextProvider<Page> context={page}>
        <ContextProvider<DocumentHandle> context={document}>
        <ContextProvider<PlanHandle> context={plan}>
        <ContextProvider<RunHandle> context={run}>
        <ContextProvider<ClockHandle> context={clock}>
        <ContextProvider<LayoutHandle> context={layout}>
            <Screen />
        </ContextProvider<LayoutHandle>>
        </ContextProvider<ClockHandle>>
        </ContextProvider<RunHandle>>
        </ContextProvider<PlanHandle>>
        </ContextProvider<DocumentHandle>>
        </ContextProvider<Page>>
    }
}

const NARROW_PANELS: [(NarrowPanel, &str, &str); 3] = [
    (NarrowPanel::Program, "Program", "program"),
    (NarrowPanel::Stream, "Stream", "stream"),
    (NarrowPanel::Inspector, "Inspector", "inspector"),
];

/// The panels; on a narrow screen one of them at a time.
#[function_component]
fn Screen() -> Html {
    let layout = crate::page::hooks::use_layout();
    let selected = NARROW_PANELS.iter().position(|(panel, ..)| *panel == layout.narrow_panel).unwrap_or(0);
    let on_select = {
        let dispatcher = layout.dispatcher();
        Callback::from(move |tab_idx: usize| {
            if let Some((panel, ..)) = NARROW_PANELS.get(tab_idx) {
                dispatcher.dispatch(LayoutAction::NarrowPanel(*panel));
            }
        })
    };
    let titles: Vec<AttrValue> = NARROW_PANELS.iter().map(|(_, title, _)| AttrValue::Static(title)).collect();
    let narrow = NARROW_PANELS.get(selected).map(|(.., name)| *name);
    html! {
        <div class="screen">
            <Bar />
            <NoticeBar />
            <nav class="narrow-tabs" aria-label="Panels of the page"><Tabs label="Panels" id="narrow" {titles} {selected} {on_select} /></nav>
            <main class="panels" data-narrow={narrow} data-tab={(layout.program_tab == ProgramTab::Code).then_some("code")}>
                <ProgramPanel />
                <section class="panel stream" id="narrow-panel-1" aria-label="Stream">
                    if layout.stream_view == StreamView::Graph {
                        <GraphPanel />
                    } else {
                        <MatrixPanel />
                    }
                    <LineBar />
                </section>
                <Inspector />
            </main>
            <StatusLine />
            <Dialogs />
        </div>
    }
}
