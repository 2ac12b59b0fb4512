//! What the form about the machine changes: cores, Python's hash of text, arguments.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::Page;
use e2e::reader::{at_batch, fill, open_tab, wait_for_batch, wait_for_output};
use protocol::document::StringHash;

use crate::known::Known;

const CORES: &str = "Cores of local[*]";

/// Leaves the field that has the focus.
fn leave(page: &Page) -> Result<()> {
    page.press(&[e2e::keys::TAB])
}

#[test]
fn cores_hash_and_arguments_change_what_is_printed() -> Result<()> {
    let opened = at_batch(include_str!("../../../programs/on_a_machine.py"), 1);
    journey_of("cores_hash_and_arguments", &opened, |journey| {
        let mut document = opened.clone();
        let page = journey.page();
        wait_for_batch(page, 1)?;
        let as_opened = Known::of(&document, 1).printed(1);
        wait_for_output(page, &as_opened)?;
        open_tab(page, "Source")?;
        journey.picture()?;

        fill(page, CORES, "3")?;
        leave(page)?;
        document.settings.cores = 3;
        let with_cores = Known::of(&document, 1).printed(1);
        wait_for_output(page, &with_cores)?;

        page.find("combobox", "Text hash of")?.type_text("Python ≤")?;
        document.settings.hash = StringHash::SipHash24;
        let with_hash = Known::of(&document, 1).printed(1);
        wait_for_output(page, &with_hash)?;
        let all = [&as_opened, &with_cores, &with_hash];
        expect(all[0] != all[1] && all[1] != all[2] && all[0] != all[2], || format!("no change: {all:?}"))?;

        fill(page, "Arguments", "localhost 'two words'")?;
        leave(page)?;
        document.settings.argv = vec!["localhost".to_owned(), "two words".to_owned()];
        let with_arguments = Known::of(&document, 1).printed(1);
        expect(with_arguments.contains("(['localhost', 'two words'], "), || with_arguments.clone())?;
        wait_for_output(page, &with_arguments)?;
        journey.picture()?;

        // Another reader of the link gets the same machine.
        page.find("button", "Share")?.click()?;
        let link = page.find("textbox", "Link")?.value()?;
        let second = journey.second_browser()?;
        second.open(&link)?;
        wait_for_batch(&second, 1)?;
        wait_for_output(&second, &with_arguments)?;
        open_tab(&second, "Source")?;
        let cores = second.find("textbox", CORES)?.value()?;
        let arguments = second.find("textbox", "Arguments")?.value()?;
        expect((cores.as_str(), arguments.as_str()) == ("3", "localhost \"two words\""), || {
            format!("the other reader has {cores} cores and {arguments}")
        })
    })
}

#[test]
fn an_impossible_number_of_cores_is_told_at_the_field() -> Result<()> {
    let document = at_batch(include_str!("../../../programs/on_a_machine.py"), 0);
    journey_of("an_impossible_number_of_cores", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 0)?;
        let printed = Known::of(&document, 0).printed(0);
        open_tab(page, "Source")?;
        for typed in ["0", "100000", "two"] {
            fill(page, CORES, typed)?;
            page.wait_for(&format!("what is wrong with {typed}"), |page| {
                let said = page.script("return document.querySelector('.machine .field-wrong')?.textContent ?? ''")?;
                Ok(said.as_str().is_some_and(|said| said.starts_with("a whole number from 1 to")).then_some(()))
            })?;
        }
        journey.picture()?;
        leave(page)?;
        page.wait_for(
            "the number that holds",
            |page| Ok((page.find("textbox", CORES)?.value()? == "2").then_some(())),
        )?;
        wait_for_output(page, &printed)
    })
}
