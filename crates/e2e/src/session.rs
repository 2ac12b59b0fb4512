//! A WebDriver session: commands as JSON over HTTP, and Chromium's own protocol behind one of them.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

use crate::error::{E2eError, Result};

/// The options that the browser tests at the root use as well.
const WEBDRIVER_JSON: &str = include_str!("../../../webdriver.json");
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Headless Chromium has no pointer that hovers unless it is told so.
const WITH_MOUSE: &str =
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4";

/// One browser with a profile of its own; dropping it closes the browser.
pub struct Session {
    agent: Agent,
    url: String,
}

/// What WebDriver calls an element; it lives as long as the node in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementId(String);

impl Session {
    /// Starts a browser at the chromedriver `url`, as one that has a touch screen.
    pub fn start(url: &str) -> Result<Self> {
        Self::start_with(url, &[])
    }

    /// The same with a mouse, which can be over something without pressing it.
    pub fn start_with_mouse(url: &str) -> Result<Self> {
        Self::start_with(url, &[WITH_MOUSE])
    }

    fn start_with(url: &str, more: &[&str]) -> Result<Self> {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(60)));
        let mut session = Self { agent: config.build().into(), url: format!("{url}/session") };
        let answer = session.send("", Some(capabilities(more)?))?;
        let id = answer["sessionId"].as_str().ok_or_else(|| unexpected("new session", &answer))?;
        session.url = format!("{url}/session/{id}");
        Ok(session)
    }

    /// Posts `body` to the command at `path`, below the session's address.
    pub fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.send(path, Some(body))
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        self.send(path, None)
    }

    /// Runs a function body in the page; elements among the arguments arrive as elements.
    pub fn execute(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.post("/execute/sync", json!({ "script": script, "args": arguments }))
    }

    /// A command of Chromium's DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    fn send(&self, path: &str, body: Option<Value>) -> Result<Value> {
        let url = format!("{}{path}", self.url);
        let answer: Value = match body {
            Some(body) => self.agent.post(&url).send_json(body)?.body_mut().read_json()?,
            None => self.agent.get(&url).call()?.body_mut().read_json()?,
        };
        let value = &answer["value"];
        match value["error"].as_str() {
            Some(error) => Err(E2eError::WebDriver {
                command: path.to_owned(),
                message: format!("{error}: {}", value["message"].as_str().unwrap_or_default()),
            }),
            None => Ok(value.clone()),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Chromedriver, which ends next, would close it, too.
        let _ = self.agent.delete(&self.url).call();
    }
}

impl ElementId {
    /// The elements in a script's answer, which is one or a list.
    pub fn all_of(answer: &Value) -> Vec<Self> {
        match answer {
            Value::Array(items) => items.iter().flat_map(Self::all_of).collect(),
            _ => answer[ELEMENT_KEY].as_str().map(|id| Self(id.to_owned())).into_iter().collect(),
        }
    }

    /// The element as an argument of a script.
    pub fn to_value(&self) -> Value {
        json!({ ELEMENT_KEY: self.0 })
    }

    pub fn path(&self, command: &str) -> String {
        format!("/element/{}/{command}", self.0)
    }
}

pub fn unexpected(command: &str, answer: &Value) -> E2eError {
    E2eError::Answer { command: command.to_owned(), answer: answer.to_string() }
}

/// Headless, with a log of the console, and with a window that is as wide as a laptop's.
fn capabilities(more: &[&str]) -> Result<Value> {
    let mut options: Value = serde_json::from_str(WEBDRIVER_JSON)
        .map_err(|error| E2eError::Answer { command: "webdriver.json".to_owned(), answer: error.to_string() })?;
    let Some(arguments) = options["goog:chromeOptions"]["args"].as_array_mut() else {
        return Err(unexpected("webdriver.json", &options));
    };
    arguments.extend(["--headless=new", "--disable-dev-shm-usage", "--window-size=1440,900"].map(Value::from));
    arguments.extend(more.iter().map(|argument| Value::from(*argument)));
    options["goog:loggingPrefs"] = json!({ "browser": "ALL" });
    Ok(json!({ "capabilities": { "alwaysMatch": options } }))
}
