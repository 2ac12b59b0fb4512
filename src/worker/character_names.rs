//! The file of characters' names, which only programs with a `\N{…}` need.

use web_sys::XmlHttpRequest;

/// Beside the worker's script.
const ADDRESS: &str = "vendor/names.txt";

/// The file's text, waiting for it: the parser asks in the middle of a line, and nothing else happens in the worker.
pub fn fetch() -> Option<String> {
    let request = XmlHttpRequest::new().ok()?;
    request.open_with_async("GET", ADDRESS, false).ok()?;
    request.send().ok()?;
    let is_there = request.status() == Ok(200);
    request.response_text().ok()?.filter(|_| is_there)
}
