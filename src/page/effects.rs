//! What the page does by itself: saves the draft, sends the document, watches the worker, listens to keys and links.

use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use protocol::document::Document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, Element, KeyboardEvent};
use yew::prelude::*;

use crate::page::bridge_session::begin_session;
use crate::page::browser::{Listening, PageClock, drop_fragment, fragment, keys, store, stored, window};
use crate::page::commands::Page;
use crate::page::keys::on_key;
use crate::page::source::typed::{has_files, take_file};
use crate::page::startup::startup;
use crate::page::stores::document::{DocumentHandle, Origin};
use crate::page::stores::layout::{LayoutAction, LayoutHandle, Notice, StorageWorks};
use crate::page::stores::run::{Health, RunAction};

/// How long typing rests before the worker is told: enough that what one press of a key changes comes as one text.
const SYNC_MS: u32 = 4;

/// The same while the worker has not understood the text before: a program that takes long is not begun at every key.
const SYNC_BUSY_MS: u32 = 150;

/// How long typing rests before it is stored.
const SAVE_MS: u32 = 300;

/// How often the worker's silence is counted.
const WATCH_MS: u32 = 250;

/// Starts the worker and the run, once.
#[hook]
pub fn use_begin(page: &Page) {
    let page = page.clone();
    use_effect_with((), move |()| {
        page.worker().restart();
        page.begin();
        spawn_local(async move {
            if let Err(message) = begin_session().await {
                page.notify(Some(Notice::problem(message)));
            }
        });
    });
}

/// Tells the worker of each change, when typing rests.
#[hook]
pub fn use_sync(page: &Page, document: &DocumentHandle) {
    let page = page.clone();
    use_effect_with(document.rev, move |_| {
        let is_busy = page.worker().unanswered_rev().is_some();
        let rest = Timeout::new(if is_busy { SYNC_BUSY_MS } else { SYNC_MS }, move || page.sync());
        move || drop(rest)
    });
}

/// Stores the reader's own document, within half a second and when the page is left.
#[hook]
pub fn use_autosave(page: &Page, document: &DocumentHandle) {
    let was_link = use_mut_ref(|| false);
    {
        let page = page.clone();
        use_effect_with((document.document.clone(), document.origin), move |(document, origin)| {
            let rest = match origin {
                Origin::Link => {
                    *was_link.borrow_mut() = true;
                    None
                }
                Origin::Own => {
                    if std::mem::take(&mut *was_link.borrow_mut()) {
                        leave_link();
                    }
                    let document = document.clone();
                    Some(Timeout::new(SAVE_MS, move || save(&page, &document)))
                }
            };
            move || drop(rest)
        });
    }
    let page = page.clone();
    use_effect_with((), move |()| {
        let listening = window().map(|window| {
            Listening::new(&window, "pagehide", move |_| {
                let store = page.stores().document();
                if store.origin == Origin::Own {
                    save(&page, &store.document);
                }
            })
        });
        move || drop(listening)
    });
}

/// A shared program that is changed becomes the reader's own: the draft before it is put aside, and a reload must not
/// bring the link back over the change.
fn leave_link() {
    if let Some(draft) = stored(keys::DRAFT) {
        store(keys::PREVIOUS, &draft);
    }
    drop_fragment();
}

fn save(page: &Page, document: &Rc<Document>) {
    page.keep_version_now_and_then();
    let is_stored = serde_json::to_string(&**document).is_ok_and(|text| store(keys::DRAFT, &text));
    let works = if is_stored { StorageWorks::Yes } else { StorageWorks::No };
    let layout = page.stores().layout.clone();
    if layout.storage_works != works {
        layout.dispatch(LayoutAction::StorageWorks(works));
    }
}

/// Ends a worker that gives no sign of life.
#[hook]
pub fn use_watchdog(page: &Page, clock: PageClock) {
    let page = page.clone();
    use_effect_with((), move |()| {
        let ticking = Interval::new(WATCH_MS, move || {
            if page.worker().tick((clock.now_ms)()) {
                page.stores().run.dispatch(RunAction::Health(Health::NotResponding));
                page.restart_worker();
                page.notify(Some(Notice::problem(
                    "The program was not responding, so it was stopped: is there an endless loop? Nothing you typed is lost.",
                )));
            }
        });
        move || drop(ticking)
    });
}

/// Opens a share link that is put into the address of a page that is there already.
#[hook]
pub fn use_links(page: &Page) {
    let page = page.clone();
    use_effect_with((), move |()| {
        let listening = window().map(|window| {
            Listening::new(&window, "hashchange", move |_| {
                let mine = page.stores().document();
                let draft = match mine.origin {
                    Origin::Own => serde_json::to_string(&*mine.document).ok(),
                    Origin::Link => stored(keys::DRAFT),
                };
                let fragment = fragment();
                let next = startup(&fragment, draft.as_deref());
                if next.origin == Origin::Link {
                    page.open(next.document, Origin::Link);
                }
                if protocol::share::is_link(&fragment) {
                    page.notify(next.notice);
                }
            })
        });
        move || drop(listening)
    });
}

/// Listens to the keys that work everywhere.
#[hook]
pub fn use_keys(page: &Page) {
    let page = page.clone();
    use_effect_with((), move |()| {
        let listening = window().map(|window| {
            Listening::new(&window, "keydown", move |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    on_key(&page, event);
                }
            })
        });
        move || drop(listening)
    });
}

/// Takes files that are dropped: on a source it becomes that one's lines, anywhere else the first one's.
#[hook]
pub fn use_dropped_files(page: &Page) {
    let page = page.clone();
    use_effect_with((), move |()| {
        let listen = |name: &'static str, on_drag: Rc<dyn Fn(&DragEvent)>| {
            window().map(|window| {
                Listening::new(&window, name, move |event| {
                    if let Some(event) = event.dyn_ref::<DragEvent>().filter(|event| has_files(event)) {
                        event.prevent_default(); // Else the browser leaves the page for the file.
                        on_drag(event);
                    }
                })
            })
        };
        let over = listen("dragover", Rc::new(|_| mark_dropping(true)));
        let leave = listen("dragleave", Rc::new(|event| mark_dropping(event.related_target().is_some())));
        let drop_here = listen(
            "drop",
            Rc::new(move |event| {
                mark_dropping(false);
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let part = target.and_then(|target| target.closest("[data-address]").ok().flatten());
                let named = part.and_then(|part| part.get_attribute("data-address"));
                let address = named.or_else(|| page.stores().plan().addresses().into_iter().next());
                let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
                match (address, file) {
                    (Some(address), Some(file)) => take_file(&page, address, file),
                    (None, Some(_)) => page.notify(Some(Notice::problem(
                        "The program connects to no address, so nobody would read the lines of this file.",
                    ))),
                    (_, None) => {}
                }
            }),
        );
        move || drop((over, leave, drop_here))
    });
}

/// Shows where a file that is being dragged can be dropped.
fn mark_dropping(is_dropping: bool) {
    let root = window().and_then(|window| window.document()).and_then(|page| page.document_element());
    if let Some(root) = root {
        // The name of the attribute is a good one.
        let _ = match is_dropping {
            true => root.set_attribute("data-dropping", ""),
            false => root.remove_attribute("data-dropping"),
        };
    }
}

/// Sets the theme on the whole page and keeps it.
#[hook]
pub fn use_theme(layout: &LayoutHandle) {
    use_effect_with(layout.theme, |theme| {
        let root = window().and_then(|window| window.document()).and_then(|page| page.document_element());
        if let Some(root) = root {
            // The name of the attribute is a good one.
            let _ = root.set_attribute("data-theme", theme.name());
        }
        store(keys::THEME, theme.name());
    });
}
