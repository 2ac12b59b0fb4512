//! Runs one journey: a server and a browser of its own, a picture if it fails, and no errors in the console.

use std::env;
use std::path::{Path, PathBuf};

use protocol::document::Document;
use protocol::share;

use crate::chromedriver::Chromedriver;
use crate::error::{E2eError, Result};
use crate::page::{Page, write};
use crate::server::Server;
use crate::session::Session;

/// What a journey has at hand.
pub struct Journey {
    name: &'static str,
    // Fields end in this order: the browser before its driver.
    page: Page,
    driver: Chromedriver,
    server: Server,
    expected_errors: Vec<&'static str>,
}

/// Opens the page and does `steps`; then the console must have no error that was not expected.
///
/// What is left of a journey that fails: `<name>.png` and `<name>.html` in the folder `DSTREAM_E2E_OUT`.
pub fn journey(name: &'static str, steps: impl FnOnce(&mut Journey) -> Result<()>) -> Result<()> {
    run(Journey::start(name)?, steps)
}

/// The same, where the page is opened by the share link of a document.
///
/// It is not let in by the server then, so it cannot connect to TCP servers.
pub fn journey_of(
    name: &'static str,
    document: &Document,
    steps: impl FnOnce(&mut Journey) -> Result<()>,
) -> Result<()> {
    Journey::start_blank(name, Server::start()?)?.run_document(document, steps)
}

/// The same on a machine with a mouse; without a document a reader comes for the first time and by no link.
pub fn journey_with_mouse(
    name: &'static str,
    document: Option<&Document>,
    steps: impl FnOnce(&mut Journey) -> Result<()>,
) -> Result<()> {
    let mut journey = Journey::start_blank(name, Server::start()?)?;
    journey.page = Page::new(Session::start_with_mouse(journey.driver.url())?);
    open_and_run(journey, document, steps)
}

/// The same on a touch screen.
pub fn journey_by_touch(
    name: &'static str,
    document: Option<&Document>,
    steps: impl FnOnce(&mut Journey) -> Result<()>,
) -> Result<()> {
    open_and_run(Journey::start_blank(name, Server::start()?)?, document, steps)
}

fn open_and_run(
    journey: Journey,
    document: Option<&Document>,
    steps: impl FnOnce(&mut Journey) -> Result<()>,
) -> Result<()> {
    let address = document.map_or_else(|| Ok(journey.address()), |document| journey.share_link(document))?;
    journey.page.open(&address)?;
    run(journey, steps)
}

/// The same, with the built page as it is in this folder.
pub fn journey_of_site(
    name: &'static str,
    folder: &Path,
    document: &Document,
    steps: impl FnOnce(&mut Journey) -> Result<()>,
) -> Result<()> {
    Journey::start_blank(name, Server::start_site(folder)?)?.run_document(document, steps)
}

fn run(mut journey: Journey, steps: impl FnOnce(&mut Journey) -> Result<()>) -> Result<()> {
    let result = steps(&mut journey).and_then(|()| journey.check_console());
    if result.is_err() {
        journey.keep_evidence();
    }
    result
}

impl Journey {
    fn start(name: &'static str) -> Result<Self> {
        let mut journey = Self::start_blank(name, Server::start()?)?;
        journey.page.open(&journey.server.take_link()?)?;
        Ok(journey)
    }

    /// With a browser that is on no page yet.
    fn start_blank(name: &'static str, server: Server) -> Result<Self> {
        let driver = Chromedriver::start()?;
        let page = Page::new(Session::start(driver.url())?);
        Ok(Self { name, page, driver, server, expected_errors: Vec::new() })
    }

    fn run_document(self, document: &Document, steps: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let link = self.share_link(document)?;
        self.page.open(&link)?;
        run(self, steps)
    }

    /// The address of the page with no document in it.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.server.port())
    }

    /// The address that opens this document.
    pub fn share_link(&self, document: &Document) -> Result<String> {
        let fragment = share::encode(document).map_err(|error| E2eError::Expectation(error.to_string()))?;
        Ok(format!("{}#{fragment}", self.address()))
    }

    /// Keeps a picture of the page as it is, for people to look at.
    pub fn picture(&self) -> Result<()> {
        self.page.settle()?;
        self.page.screenshot(&self.file("png"))
    }

    fn file(&self, extension: &str) -> PathBuf {
        let folder = env::var_os("DSTREAM_E2E_OUT").map_or_else(env::temp_dir, PathBuf::from);
        folder.join(format!("{}.{extension}", self.name))
    }

    pub fn page(&self) -> &Page {
        &self.page
    }

    pub fn server(&mut self) -> &mut Server {
        &mut self.server
    }

    /// Another browser with a profile of its own, on no page yet.
    pub fn second_browser(&self) -> Result<Page> {
        Ok(Page::new(Session::start(self.driver.url())?))
    }

    /// Ends the server and starts it again on the same port.
    pub fn restart_server(&mut self) -> Result<()> {
        let port = self.server.port();
        self.server.stop();
        self.server = Server::start_on(port)?;
        Ok(())
    }

    /// Console errors that contain `part` belong to this journey (a connection that it breaks, say).
    pub fn expect_console_error(&mut self, part: &'static str) {
        self.expected_errors.push(part);
    }

    fn check_console(&self) -> Result<()> {
        let mut errors = self.page.console_errors()?;
        errors.retain(|error| !self.expected_errors.iter().any(|part| error.contains(part)));
        if errors.is_empty() { Ok(()) } else { Err(E2eError::Console(errors.join("\n"))) }
    }

    /// Writes what can be seen; the journey's own error matters more than one in here.
    fn keep_evidence(&self) {
        let picture = self.file("png");
        let source = self.file("html");
        let page_source = self.page.script("return document.documentElement.outerHTML");
        let kept = self.page.screenshot(&picture).and_then(|()| {
            let html = page_source?;
            write(&source, html.as_str().unwrap_or_default().as_bytes())
        });
        match kept {
            Ok(()) => eprintln!("the page as it was: {} and {}", picture.display(), source.display()),
            Err(error) => eprintln!("no picture of the page: {error}"),
        }
        match self.page.console_errors() {
            Ok(errors) if !errors.is_empty() => eprintln!("console:\n{}", errors.join("\n")),
            _ => {}
        }
    }
}
