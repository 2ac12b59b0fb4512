//! Measures in a worker of a headless Chromium, driven by WebDriver.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use e2e::chromedriver::Chromedriver;
use e2e::error::E2eError;
use e2e::session::Session;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::growth::Growth;
use crate::measure::Measured;
use crate::native::error::CommandError;
use crate::native::progress::Progress;
use crate::native::site;
use crate::request::Request;
use crate::workloads;

const POLL: Duration = Duration::from_millis(200);
/// No single step takes as long as this, unless the worker is stuck.
const SILENCE: Duration = Duration::from_secs(300);

/// A browser with the page under measurement.
pub struct Browser {
    session: Session,
    name: String,
    _driver: Chromedriver,
}

impl Browser {
    /// Serves `site` to a new browser.
    pub fn open(site: &Path) -> Result<Self, CommandError> {
        let address = site::serve(site).map_err(CommandError::Serve)?;
        let driver = Chromedriver::start()?;
        let session = Session::start(driver.url())?;
        let version = session.devtools("Browser.getVersion", json!({}))?;
        let name = browser_name(version["product"].as_str().unwrap_or_default());
        session.post("/url", json!({ "url": address }))?;
        Ok(Self { session, name, _driver: driver })
    }

    /// `Chromium 156`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Measures the workloads, each in a worker with memory of its own. Those that need more memory than there is are
    /// given by name.
    pub fn measure(&self, request: &Request) -> Result<(Vec<Measured>, Vec<String>), CommandError> {
        let (mut measured, mut exhausted) = (Vec::new(), Vec::new());
        for entry in workloads::chosen(&request.only)? {
            let only = Request { only: vec![entry.name.to_owned()], ..request.clone() };
            match self.ask::<Vec<Measured>>(&json!(only)) {
                Ok(workload) => measured.extend(workload),
                Err(CommandError::Exhausted) => exhausted.push(entry.name.to_owned()),
                Err(error) => return Err(error),
            }
        }
        Ok((measured, exhausted))
    }

    /// Measures how the time grows.
    pub fn grow(&self) -> Result<Vec<Growth>, CommandError> {
        self.ask(&json!({ "growth": true }))
    }

    fn ask<T: DeserializeOwned>(&self, request: &Value) -> Result<T, CommandError> {
        self.session.execute("window.startBench(arguments[0])", std::slice::from_ref(request))?;
        let result = await_result(&self.session, &mut Progress::new("browser"))?;
        Ok(serde_json::from_str(&result)?)
    }
}

fn await_result(session: &Session, progress: &mut Progress) -> Result<String, CommandError> {
    let mut last = ("nothing".to_owned(), Instant::now());
    loop {
        let news = match session.execute("return window.takeNews()", &[]) {
            Ok(news) => news,
            // A browser on a busy machine may not answer in time; its worker measures on.
            Err(E2eError::Http(_)) if last.1.elapsed() < SILENCE => continue,
            Err(error) => return Err(error.into()),
        };
        for line in news["lines"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            progress.tell(line);
            last = (line.to_owned(), Instant::now());
        }
        if news["exhausted"].as_bool() == Some(true) {
            return Err(CommandError::Exhausted);
        }
        if let Some(failure) = news["failure"].as_str() {
            return Err(CommandError::InBrowser(failure.to_owned()));
        }
        if let Some(result) = news["result"].as_str() {
            progress.clear();
            return Ok(result.to_owned());
        }
        if last.1.elapsed() > SILENCE {
            return Err(CommandError::Silent { seconds: SILENCE.as_secs(), last: last.0 });
        }
        sleep(POLL);
    }
}

/// `Chromium 156` of `HeadlessChrome/156.0.8078.79`.
fn browser_name(product: &str) -> String {
    let (_, version) = product.split_once('/').unwrap_or_default();
    let mut numbers = version.split('.');
    format!("Chromium {}", numbers.next().filter(|major| !major.is_empty()).unwrap_or("of an unknown version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_by_its_major_version() {
        assert_eq!(browser_name("HeadlessChrome/156.0.8078.79"), "Chromium 156");
        assert_eq!(browser_name(""), "Chromium of an unknown version");
    }
}
