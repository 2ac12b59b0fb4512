//! What the page asks of the browser.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, HtmlElement, ResizeObserver, ScrollIntoViewOptions, ScrollLogicalPosition, Storage, Window, Worker,
};
use yew::NodeRef;

#[wasm_bindgen(module = "/src/page/browser.js")]
extern "C" {
    /// A module of the built folder, by its address relative to the page.
    #[wasm_bindgen(js_name = importModule)]
    pub fn import_module(url: &str) -> Promise;

    /// The worker that began to load with the page, or a new one; throws in a browser that starts none.
    #[wasm_bindgen(js_name = startEngine, catch)]
    pub fn start_engine(address: &str) -> Result<Worker, JsValue>;

    /// Lets a worker's listeners hear what it said before.
    #[wasm_bindgen(js_name = repeatSaid)]
    pub fn repeat_said(worker: &Worker);

    /// Has the browser save bytes as a file.
    #[wasm_bindgen(js_name = saveFile, catch)]
    fn save_file(name: &str, content: &[u8]) -> Result<(), JsValue>;

    /// Covers the page and offers to load it again.
    #[wasm_bindgen(js_name = offerRestart)]
    fn offer_restart(message: &str);
}

#[wasm_bindgen(module = "/src/page/focus.js")]
extern "C" {
    /// Sees to it that the focus is never lost; called once.
    #[wasm_bindgen(js_name = keepFocus)]
    pub fn keep_focus();
}

/// Names in the browser's storage.
pub mod keys {
    /// The reader's own document.
    pub const DRAFT: &str = "dstream.draft";
    /// The draft that was there before a share link was changed.
    pub const PREVIOUS: &str = "dstream.previous";
    /// Earlier programs.
    pub const HISTORY: &str = "dstream.history";
    pub const THEME: &str = "dstream.theme";
    /// The bridge's session, for this tab.
    pub const SESSION: &str = "dstream.session";
}

/// Covers the page after a panic.
pub fn set_panic_hook() {
    std::panic::set_hook(Box::new(|info| offer_restart(&info.to_string())));
}

pub fn window() -> Option<Window> {
    web_sys::window()
}

/// What stands behind the `#` of the page's address, with the `#`.
pub fn fragment() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The page's address without its fragment.
pub fn address() -> String {
    let href = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// Takes the fragment off the page's address, without loading anything.
pub fn drop_fragment() {
    let history = window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // Only a page that is not its own origin may not do this; the fragment then stays.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address()));
    }
}

/// What is stored under a name, if storage works.
pub fn stored(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok().flatten()
}

/// Stores a text; false if storage is full or forbidden.
pub fn store(key: &str, text: &str) -> bool {
    local_storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// The storage that ends with the tab.
pub fn session_storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

fn local_storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// Milliseconds since the page was opened.
pub fn now_ms() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// A clock of the page; tests have one that stands.
#[derive(Clone, Copy, Debug)]
pub struct PageClock {
    /// Milliseconds since some moment.
    pub now_ms: fn() -> f64,
}

impl Default for PageClock {
    fn default() -> Self {
        Self { now_ms }
    }
}

impl PartialEq for PageClock {
    /// A page keeps the clock that it began with.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Watches the size of an element for as long as it is kept.
pub struct Resizing {
    observer: ResizeObserver,
    /// Called by the observer.
    _on_change: Closure<dyn Fn()>,
}

impl Resizing {
    /// `on_change` is also called for the size that the element has now; none in a browser that cannot tell.
    pub fn new(element: &Element, on_change: impl Fn() + 'static) -> Option<Self> {
        let on_change = Closure::<dyn Fn()>::new(on_change);
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _on_change: on_change })
    }
}

impl Drop for Resizing {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Has the browser save bytes as a file; false if it does not allow it.
pub fn save(name: &str, content: &[u8]) -> bool {
    save_file(name, content).is_ok()
}

/// Puts a text on the clipboard; false if the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else {
        return false;
    };
    // Without a secure origin there is no clipboard, and asking for it would throw.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Whether a media query holds now.
pub fn matches_media(query: &str) -> bool {
    let list = window().and_then(|window| window.match_media(query).ok().flatten());
    list.is_some_and(|list| list.matches())
}

/// Gives an element the focus, once what is being drawn is there.
pub fn focus_soon(id: String) {
    gloo_timers::callback::Timeout::new(0, move || focus(&id)).forget();
}

/// Gives an element the focus.
pub fn focus(id: &str) {
    let element = window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus(); // An element that cannot take the focus leaves it where it is.
    }
}

/// Scrolls as little as is needed to show the whole of an element.
pub fn bring_into_sight(node: &NodeRef) {
    if let Some(element) = node.cast::<Element>() {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// A listener that is taken off when this is dropped.
pub struct Listening {
    target: web_sys::EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
    capture: bool,
}

impl Listening {
    pub fn new(
        target: &web_sys::EventTarget,
        event: &'static str,
        listen: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        Self::with_capture(target, event, false, listen)
    }

    /// Hears an event before the elements inside the target do.
    pub fn capturing(
        target: &web_sys::EventTarget,
        event: &'static str,
        listen: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        Self::with_capture(target, event, true, listen)
    }

    fn with_capture(
        target: &web_sys::EventTarget,
        event: &'static str,
        capture: bool,
        listen: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(listen);
        let function: &Function = closure.as_ref().unchecked_ref();
        // Fails only for a listener that is no function.
        let _ = target.add_event_listener_with_callback_and_bool(event, function, capture);
        Self { target: target.clone(), event, closure, capture }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let function: &Function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.event, function, self.capture);
    }
}
