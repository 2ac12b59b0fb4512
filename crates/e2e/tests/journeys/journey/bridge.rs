//! A real TCP server, through the bridge.

use e2e::error::{Result, expect};
use e2e::journey::journey;
use e2e::page::{Name, Page};
use e2e::reader::{open_tab, press};
use e2e::tcp_source::TcpSource;
use protocol::document::{Document, Source, address};
use protocol::examples::WORD_COUNT;

/// The word count over a real server, with batches that are over soon.
fn document(port: u16) -> Document {
    let mut document = Document::of_program(&WORD_COUNT.program.replace("9999", &port.to_string()));
    document.sources.insert(address("localhost", port), Source::Bridge);
    document
}

/// The batch whose lines begin with this one.
fn batch_with_line(page: &Page, line: &str) -> Result<u64> {
    let name = page.wait_for(&format!("the line {line:?}"), |page| {
        let names = page.names("gridcell")?;
        let has_line = |name: &String| name.starts_with("lines, batch ") && name.contains(&format!("'{line}'"));
        Ok(names.into_iter().find(has_line))
    })?;
    let number = name.trim_start_matches("lines, batch ").split(':').next().and_then(|number| number.parse().ok());
    number.ok_or_else(|| e2e::error::E2eError::Expectation(format!("no batch in {name:?}")))
}

/// Waits until the connection says something that `is_said` accepts.
fn wait_for_link(page: &Page, what: &str, is_said: impl Fn(&str) -> bool) -> Result<()> {
    page.wait_for(what, |page| {
        let said = page.script("return document.querySelector('.bridge-state')?.textContent ?? ''")?;
        Ok(said.as_str().is_some_and(&is_said).then_some(()))
    })
}

#[test]
fn lines_come_from_a_real_server_that_dies_and_comes_back() -> Result<()> {
    let mut source = TcpSource::listen()?;
    let port = source.port()?;
    journey("lines_come_from_a_real_server", |journey| {
        let link = journey.share_link(&document(port))?;
        let page = journey.page();
        page.find("grid", Name::Any)?; // The page is there and has been let in.
        page.open(&link)?;
        open_tab(page, "Source")?;
        wait_for_link(page, "no connection yet", |said| said == "not connected")?;
        press(page, "Connect")?;
        source.accept()?;
        wait_for_link(page, "a connection", |said| said.starts_with("connected"))?;
        source.send(b"hello bridge\nhello again\n")?;
        let batch = batch_with_line(page, "hello bridge")?;
        page.find("gridcell", Name::StartingWith(&format!("counts, batch {batch}: ")))?;
        let counts =
            page.names("gridcell")?.into_iter().find(|name| name.starts_with(&format!("counts, batch {batch}:")));
        expect(counts.as_ref().is_some_and(|counts| counts.contains("('hello', 2)")), || format!("it has {counts:?}"))?;

        drop(source);
        wait_for_link(page, "the loss", |said| said.contains("the server closed the connection; trying again in"))?;
        let mut source = TcpSource::listen_on(port)?;
        source.accept()?;
        wait_for_link(page, "another connection", |said| said.starts_with("connected"))?;
        source.send(b"back again\n")?;
        let later = batch_with_line(page, "back again")?;
        expect(later > batch, || format!("batch {later} is not after {batch}"))?;
        batch_with_line(page, "hello bridge")?; // What came before is kept.
        journey.picture()?;

        // Stopping lets go of the lines, which nobody can send again; it can be taken back.
        let page = journey.page();
        press(page, "Stop and start over")?;
        page.wait_for("the run to be gone", |page| {
            let is_there = page.names("gridcell")?.iter().any(|name| name.contains("'hello bridge'"));
            Ok((!is_there).then_some(()))
        })?;
        press(page, "Take back")?;
        expect(batch_with_line(page, "hello bridge")? == batch, || "the lines are in another batch".to_owned())?;
        expect(batch_with_line(page, "back again")? == later, || "the lines are in another batch".to_owned())
    })
}

#[test]
fn a_bridge_that_is_gone_is_told_and_what_arrived_is_kept() -> Result<()> {
    let mut source = TcpSource::listen()?;
    let port = source.port()?;
    journey("a_bridge_that_is_gone_is_told", |journey| {
        journey.expect_console_error("WebSocket connection");
        let link = journey.share_link(&document(port))?;
        let page = journey.page();
        page.find("grid", Name::Any)?;
        page.open(&link)?;
        open_tab(page, "Source")?;
        press(page, "Connect")?;
        source.accept()?;
        source.send(b"before the end\n")?;
        batch_with_line(page, "before the end")?;
        journey.server().stop();
        let page = journey.page();
        wait_for_link(page, "word that the bridge is gone", |said| said.starts_with("no bridge: "))?;
        batch_with_line(page, "before the end")?;
        page.find("button", "Connect")?;
        Ok(())
    })
}
