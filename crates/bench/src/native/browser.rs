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

const POLL: Duration = Duration::from_millis(200);
/// No single step takes as long as this, unless the worker is stuck.
const SILENCE: Duration = Duration::from_secs(300);

/// Lets a new browser measure the workloads, and gives its name with the measurements.
pub fn measure_in_browser(site: &Path, request: &Request) -> Result<(String, Vec<Measured>), CommandError> {
    in_browser(site, &json!(request))
}

/// Lets a new browser measure how the time grows.
pub fn grow_in_browser(site: &Path) -> Result<(String, Vec<Growth>), CommandError> {
    in_browser(site, &json!({ "growth": true }))
}

/// Serves `site` to a new browser and has its worker do what is asked for.
fn in_browser<T: DeserializeOwned>(site: &Path, request: &Value) -> Result<(String, T), CommandError> {
    let address = site::serve(site).map_err(CommandError::Serve)?;
    let driver = Chromedriver::start()?;
    let session = Session::start(driver.url())?;
    let version = session.devtools("Browser.getVersion", json!({}))?;
    let name = browser_name(version["product"].as_str().unwrap_or_default());
    session.post("/url", json!({ "url": address }))?;
    session.execute("window.startBench(arguments[0])", std::slice::from_ref(request))?;
    let result = await_result(&session, &mut Progress::new("browser"))?;
    Ok((name, serde_json::from_str(&result)?))
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
        if let Some(error) = news["error"].as_str() {
            return Err(CommandError::InBrowser(error.to_owned()));
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
