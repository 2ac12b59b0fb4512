//! The page in a browser: opening it, finding by role and name, waiting, keys, sizes, themes, pictures.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fs, slice};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::element::Element;
use crate::error::{E2eError, Result};
use crate::session::{ElementId, Session, unexpected};
pub use crate::sought::Name;
use crate::sought::Sought;

/// Long, for machines that do much else at the same time; what comes soon is not waited for any longer.
const WAIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(40);

/// One page in a browser of its own.
pub struct Page {
    session: Session,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Page {
    pub(crate) fn new(session: Session) -> Self {
        Self { session }
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn open(&self, url: &str) -> Result<()> {
        self.session.post("/url", json!({ "url": url })).map(drop)
    }

    pub fn reload(&self) -> Result<()> {
        self.session.post("/refresh", json!({})).map(drop)
    }

    pub fn url(&self) -> Result<String> {
        let url = self.session.get("/url")?;
        Ok(url.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for exactly one element of this ARIA role with this name, and gives it. When the page has drawn it anew by
    /// the time that something is done with it, it is found again.
    pub fn find<'a>(&self, role: &str, name: impl Into<Name<'a>>) -> Result<Element<'_>> {
        let sought = Sought::new(role, name.into());
        let id = self.seek(&sought)?;
        Ok(Element::sought(self, id, sought))
    }

    /// Waits for exactly one element that is meant.
    pub(crate) fn seek(&self, sought: &Sought) -> Result<ElementId> {
        let deadline = Instant::now() + WAIT;
        loop {
            let names = self.named(&sought.role)?;
            let mut met = names.iter().filter(|(_, name)| sought.is_met_by(name));
            if let (Some((node, _)), None) = (met.next(), met.next()) {
                // Between looking and taking it, the page may have drawn it anew: then look again.
                if let Ok(mut ids) = self.ids(slice::from_ref(node))
                    && let Some(id) = ids.pop()
                {
                    return Ok(id);
                }
            }
            if Instant::now() > deadline {
                let all: Vec<_> = names.into_iter().map(|(_, name)| name).collect();
                let seen = format!("the names of role {} are {all:?}", sought.role);
                return Err(timed_out(&format!("one {sought}"), seen));
            }
            sleep(POLL);
        }
    }

    /// All elements of this role and name that are there now, in the page's order.
    pub fn find_all<'a>(&self, role: &str, name: impl Into<Name<'a>>) -> Result<Vec<Element<'_>>> {
        let name = name.into();
        let nodes = self.named(role)?.into_iter().filter(|(_, other)| name.is_met_by(other));
        let nodes: Vec<_> = nodes.map(|(node, _)| node).collect();
        Ok(self.ids(&nodes)?.into_iter().map(|id| Element::new(self, id)).collect())
    }

    /// The names of all elements of this role, in the page's order.
    pub fn names(&self, role: &str) -> Result<Vec<String>> {
        Ok(self.named(role)?.into_iter().map(|(_, name)| name).collect())
    }

    /// Waits until `look` gives something; `what` says in an error what was waited for.
    pub fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&Self) -> Result<Option<T>>) -> Result<T> {
        let deadline = Instant::now() + WAIT;
        loop {
            if let Some(found) = look(self)? {
                return Ok(found);
            }
            if Instant::now() > deadline {
                return Err(timed_out(what, "it did not come".to_owned()));
            }
            sleep(POLL);
        }
    }

    /// Waits until the element of this role and name shows a text that `is_right`; an error shows the last text.
    pub fn wait_for_text(&self, role: &str, name: &str, is_right: impl Fn(&str) -> bool) -> Result<String> {
        let deadline = Instant::now() + WAIT;
        loop {
            let text = self.find(role, name)?.text_content()?;
            if is_right(&text) {
                return Ok(text);
            }
            if Instant::now() > deadline {
                return Err(timed_out(&format!("the text of {role} {name:?}"), format!("it is {text:?}")));
            }
            sleep(POLL);
        }
    }

    /// Presses `keys` together, the last one last, wherever the focus is.
    pub fn press(&self, keys: &[char]) -> Result<()> {
        let key = |kind: &str, key: &char| json!({ "type": kind, "value": key });
        let down = keys.iter().map(|k| key("keyDown", k));
        let up = keys.iter().rev().map(|k| key("keyUp", k));
        let actions: Vec<Value> = down.chain(up).collect();
        let keyboard = json!([{ "type": "key", "id": "keyboard", "actions": actions }]);
        self.session.post("/actions", json!({ "actions": keyboard })).map(drop)
    }

    /// Puts a text in place of what is selected in the field that has the focus, as an input method does.
    pub fn insert_text(&self, text: &str) -> Result<()> {
        self.session.devtools("Input.insertText", json!({ "text": text })).map(drop)
    }

    /// Pastes a text where the focus is.
    pub fn paste(&self, text: &str) -> Result<()> {
        const PASTE: &str = "
            const data = new DataTransfer();
            data.setData('text/plain', arguments[0]);
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
        self.session.execute(PASTE, &[json!(text)]).map(drop)
    }

    /// Runs a function body in the page.
    pub fn script(&self, script: &str) -> Result<Value> {
        self.session.execute(script, &[])
    }

    /// Makes the page's area this wide and high, also narrower than a window can be.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.session.devtools("Emulation.setDeviceMetricsOverride", size).map(drop)
    }

    /// What the page is told of the system's theme.
    pub fn prefer(&self, theme: Theme) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme.name() }] });
        self.session.devtools("Emulation.setEmulatedMedia", features).map(drop)
    }

    /// Waits until fonts are there, animations that end have ended, and what was drawn last is on the screen.
    pub fn settle(&self) -> Result<()> {
        const SETTLED: &str = "
            const done = arguments[0];
            const ending = document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity);
            Promise.allSettled([document.fonts.ready, ...ending.map((a) => a.finished)])
                .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(null))));";
        self.session.post("/execute/async", json!({ "script": SETTLED, "args": [] })).map(drop)
    }

    /// A picture of what is shown, as PNG.
    pub fn screenshot(&self, path: &Path) -> Result<()> {
        let answer = self.session.get("/screenshot")?;
        let picture = answer.as_str().and_then(|text| STANDARD.decode(text).ok());
        let picture = picture.ok_or_else(|| unexpected("screenshot", &Value::Null))?;
        write(path, &picture)
    }

    /// The console's errors since the last call.
    pub fn console_errors(&self) -> Result<Vec<String>> {
        let log = self.session.post("/se/log", json!({ "type": "browser" }))?;
        let entries = log.as_array().ok_or_else(|| unexpected("log", &log))?;
        let errors = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(errors.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Nodes of the accessibility tree with this role, with their names.
    fn named(&self, role: &str) -> Result<Vec<(Value, String)>> {
        let document = self.session.devtools("DOM.getDocument", json!({ "depth": 0 }))?;
        let query = json!({ "nodeId": document["root"]["nodeId"], "role": role });
        let answer = self.session.devtools("Accessibility.queryAXTree", query)?;
        let nodes = answer["nodes"].as_array().ok_or_else(|| unexpected("queryAXTree", &answer))?;
        let shown = nodes.iter().filter(|node| node["ignored"] != true);
        let name = |node: &Value| node["name"]["value"].as_str().unwrap_or_default().to_owned();
        Ok(shown.map(|node| (node["backendDOMNodeId"].clone(), name(node))).collect())
    }

    /// The same nodes as elements: the page hands them over from one protocol to the other.
    fn ids(&self, nodes: &[Value]) -> Result<Vec<ElementId>> {
        self.script("window.foundByRole = []")?;
        for node in nodes {
            let resolved = self.session.devtools("DOM.resolveNode", json!({ "backendNodeId": node }))?;
            let call = json!({
                "objectId": resolved["object"]["objectId"],
                "functionDeclaration": "function () { window.foundByRole.push(this); }",
            });
            self.session.devtools("Runtime.callFunctionOn", call)?;
        }
        // What the page has drawn anew in the meantime is no longer there.
        let found = self.script("return window.foundByRole.filter((element) => element.isConnected)")?;
        Ok(ElementId::all_of(&found))
    }
}

pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |source| E2eError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}

fn timed_out(what: &str, seen: String) -> E2eError {
    E2eError::TimedOut { what: what.to_owned(), seconds: WAIT.as_secs(), seen }
}
