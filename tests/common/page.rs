//! A page in the test's own document, with a scripted worker behind it.

use std::cell::Cell;

use dstream_playground::page::app::{App, AppProps};
use dstream_playground::page::browser::PageClock;
use gloo_timers::future::TimeoutFuture;
use protocol::message::{FromWorker, ToWorker};
use protocol::run_view::RunState;
use protocol::text::Rev;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, EventInit, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit,
};

use super::{FakeWorker, demo};

thread_local! {
    /// The clock by which the page counts its worker's silence: it stands unless a test moves it.
    static NOW_MS: Cell<f64> = const { Cell::new(0.0) };
}

/// A page that is drawn.
pub struct TestPage {
    pub worker: FakeWorker,
    root: Element,
    handle: Option<yew::AppHandle<App>>,
}

fn document() -> web_sys::Document {
    web_sys::window().and_then(|window| window.document()).expect("tests run in a page")
}

impl TestPage {
    /// A page whose reader has this draft and opened this fragment.
    pub async fn open(fragment: &str, draft: Option<&str>) -> Self {
        let window = web_sys::window().expect("tests run in a page");
        let storage = window.local_storage().ok().flatten().expect("the browser stores");
        storage.clear().expect("storage can be cleared");
        if let Some(draft) = draft {
            storage.set_item("dstream.draft", draft).expect("there is room for a draft");
        }
        let history = window.history().expect("a page has a history");
        let address = format!("#{}", fragment.trim_start_matches('#'));
        // Unlike a change of the location this is heard by nobody.
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).expect("a fragment can be set");
        let root = document().create_element("div").expect("a div can be made");
        document().body().expect("there is a body").append_child(&root).expect("the body takes children");
        let worker = FakeWorker::default();
        let props = AppProps { spawn: worker.spawn(), clock: PageClock { now_ms: || NOW_MS.get() } };
        let handle = yew::Renderer::<App>::with_root_and_props(root.clone(), props).render();
        let page = Self { worker, root, handle: Some(handle) };
        page.settle().await;
        page
    }

    /// The demo's page after so many batches.
    pub async fn demo(n_batches: u64) -> Self {
        let draft = protocol::document::Document::of_program(demo::PROGRAM);
        let page = Self::open("", Some(&serde_json::to_string(&draft).expect("a document is JSON"))).await;
        page.worker.say(FromWorker::Ready { catalogue: demo::catalogue() });
        page.plan_present().await;
        page.worker.say(demo::batches(1, 0..n_batches));
        page.worker.say(demo::status(RunState::Paused, n_batches));
        page.settle().await;
        page.worker.take_posted();
        page
    }

    /// Answers with the demo's plan of the text that is sent next.
    pub async fn plan_present(&self) {
        let (rev, program) = self.sent().await;
        let plan = Some(demo::plan(&program));
        self.worker.say(FromWorker::Planned { rev, plan, diagnostics: Vec::new() });
        self.settle().await;
    }

    /// Waits until everything is drawn that is not waiting for a timer.
    pub async fn settle(&self) {
        // Some of what is drawn asks for the focus a turn later, which draws again.
        for _ in 0..3 {
            yew::scheduler::flush().await;
            TimeoutFuture::new(0).await;
        }
        yew::scheduler::flush().await;
    }

    /// Waits until something holds that waits for timers.
    pub async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        for _ in 0..600 {
            if holds() {
                return self.settle().await;
            }
            TimeoutFuture::new(20).await;
        }
        panic!("{what} has not come about");
    }

    /// Waits until the page has sent a document; gives its state and its text, and forgets what was posted.
    pub async fn sent(&self) -> (Rev, String) {
        let of = |message: &ToWorker| match message {
            ToWorker::SetDocument { rev, document } => Some((*rev, document.program.clone())),
            _ => None,
        };
        self.until("a document that is sent", || self.worker.posted().iter().any(|message| of(message).is_some()))
            .await;
        self.worker.take_posted().iter().rev().find_map(of).expect("it was there")
    }

    /// Waits longer than anything that is typed rests, to see that nothing comes of it.
    pub async fn rest(&self) {
        TimeoutFuture::new(600).await;
    }

    /// Lets the page believe that time goes on, for as long as something does not hold.
    pub async fn pass_time_until(&self, what: &str, holds: impl Fn() -> bool) {
        self.until(what, || {
            NOW_MS.set(NOW_MS.get() + 30.0);
            holds()
        })
        .await;
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).expect("the selector is well formed")
    }

    pub fn get(&self, selector: &str) -> HtmlElement {
        let found = self.find(selector).unwrap_or_else(|| panic!("{selector} is not there"));
        found.dyn_into().expect("the page is HTML")
    }

    pub fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).expect("the selector is well formed").length()
    }

    /// The text of an element, with what is hidden from sight.
    pub fn text(&self, selector: &str) -> String {
        self.get(selector).text_content().unwrap_or_default()
    }

    /// An attribute, empty if it is not there.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let found = self.find(selector).unwrap_or_else(|| panic!("{selector} is not there"));
        found.get_attribute(name).unwrap_or_default()
    }

    /// What stands in a field.
    pub fn value(&self, selector: &str) -> String {
        self.get(selector).unchecked_ref::<HtmlInputElement>().value()
    }

    /// Opens the tab of this title.
    pub async fn open_tab(&self, title: &str) {
        let tabs = self.root.query_selector_all("[role=tab]").expect("the selector is well formed");
        let mut tabs = (0..tabs.length()).filter_map(|at| tabs.item(at)?.dyn_into::<HtmlElement>().ok());
        let tab = tabs.find(|tab| tab.text_content().as_deref() == Some(title));
        tab.unwrap_or_else(|| panic!("there is no tab {title}")).click();
        self.settle().await;
    }

    pub async fn click(&self, selector: &str) {
        self.get(selector).click();
        self.settle().await;
    }

    /// Puts a text into a field, as typing does.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let field = self.get(selector);
        field.focus().expect("a field takes the focus");
        if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(text);
        } else {
            field.unchecked_ref::<HtmlInputElement>().set_value(text);
        }
        let init = EventInit::new();
        init.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict("input", &init).expect("an event can be made");
        field.dispatch_event(&event).expect("the field takes events");
        self.settle().await;
    }

    /// Presses a key on an element.
    pub async fn key(&self, selector: &str, key: &str, control: bool) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_ctrl_key(control);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event can be made");
        self.get(selector).dispatch_event(&event).expect("the element takes events");
        self.settle().await;
    }

    /// The accessible name of what has the focus: its label, else its text.
    pub fn focused(&self) -> String {
        let Some(focused) = document().active_element() else { return String::new() };
        focused.get_attribute("aria-label").or_else(|| focused.text_content()).unwrap_or_default()
    }
}

impl Drop for TestPage {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.destroy();
        }
        self.root.remove();
    }
}
