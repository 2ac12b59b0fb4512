//! The code editor's module by itself: what its API promises (`tools/editor/editor.js`).

use std::thread::sleep;
use std::time::Duration;

use e2e::error::{Result, expect};
use e2e::journey::journey;
use e2e::keys;
use e2e::page::{Name, Page};
use serde_json::{Value, json};

/// An editor over the page, as `window.made`; what it calls back is in `window.calls`.
const CREATE: &str = r#"
    const done = arguments[1];
    import(new URL("vendor/editor.js", document.baseURI)).then((module) => {
        const place = document.createElement("div");
        place.style = "position:fixed;inset:0;z-index:1000";
        document.body.append(place);
        window.calls = [];
        window.made = module.create(place, arguments[0], {
            label: "Made here",
            onChange: (text) => calls.push(["change", text]),
            onRun: () => calls.push(["run"]),
            completions: (text, pos) => ({ from: pos, options: [{ label: "reduceByKey", type: "method" }] }),
        });
        done(null);
    });"#;

/// Opens an editor with `text`.
fn with_editor(name: &'static str, text: &str, steps: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    journey(name, |journey| {
        let page = journey.page();
        page.find("banner", Name::Any)?;
        page.session().post("/execute/async", json!({ "script": CREATE, "args": [text] }))?;
        steps(page)
    })
}

fn check(page: &Page, script: &str, expected: Value) -> Result<()> {
    let answer = page.script(script)?;
    expect(answer == expected, || format!("`{script}` is {answer}, not {expected}"))
}

#[test]
fn text_from_the_page_keeps_the_cursor_and_is_no_edit_by_the_reader() -> Result<()> {
    with_editor("text_from_the_page_keeps_the_cursor", "a = 1\nb = 😀2\n", |page| {
        page.script("made.select(12, 12); made.setText('aaa = 1\\nb = 😁2\\n')")?;
        check(page, "return made.text()", json!("aaa = 1\nb = 😁2\n"))?;
        check(page, "return made.selection().line", json!(2))?;
        check(page, "return calls", json!([]))?;
        check(page, "return [made.undo(), made.text(), made.canUndo()]", json!([true, "a = 1\nb = 😀2\n", false]))?;
        check(page, "return calls.length", json!(1))
    })
}

#[test]
fn edits_from_the_page_are_one_step_to_undo_or_none_at_all() -> Result<()> {
    with_editor("edits_from_the_page_are_one_step", "one two three", |page| {
        let edits = "return made.applyEdits([{from: 8, to: 13, insert: 'c'}, {from: 0, to: 3, insert: 'a'}])";
        check(page, edits, json!("a two c"))?;
        check(page, "return [made.undo(), made.text()]", json!([true, "one two three"]))?;
        let overlapping = "return made.applyEdits([{from: 0, to: 5, insert: ''}, {from: 4, to: 6, insert: ''}])";
        check(page, overlapping, Value::Null)?;
        check(page, "return made.applyEdits([{from: 999, to: 9999, insert: '!'}])", json!("one two three!"))
    })
}

#[test]
fn typing_completing_running_and_leaving_work_by_keyboard() -> Result<()> {
    with_editor("typing_completing_running_and_leaving", "", |page| {
        page.find("textbox", "Made here")?.type_text("x = [1")?;
        check(page, "return made.text()", json!("x = [1]"))?;
        check(page, "return calls.at(-1)", json!(["change", "x = [1]"]))?;
        page.press(&[keys::END])?;
        page.press(&[keys::CONTROL, keys::SPACE])?;
        page.find("option", Name::Containing("reduceByKey"))?;
        // For a moment the editor takes no key for a list that has just opened under the reader's hands.
        sleep(Duration::from_millis(400));
        page.press(&[keys::TAB])?;
        check(page, "return made.text()", json!("x = [1]reduceByKey"))?;
        page.press(&[keys::TAB])?;
        check(page, "return [made.text(), made.hasFocus()]", json!(["    x = [1]reduceByKey", true]))?;
        page.press(&[keys::CONTROL, keys::ENTER])?;
        check(page, "return calls.at(-1)", json!(["run"]))?;
        page.press(&[keys::ESCAPE])?;
        page.press(&[keys::TAB])?;
        check(page, "return made.hasFocus()", json!(false))
    })
}

#[test]
fn diagnostics_underline_their_place_and_tell_what_to_do() -> Result<()> {
    with_editor("diagnostics_underline_their_place", "import pandas\n", |page| {
        page.script(
            "made.setDiagnostics([{from: 7, to: 13, severity: 'error', message: 'no `pandas`', help: 'use lists'}, \
             {from: 99, to: 3, severity: 'hint', message: 'at the end'}])",
        )?;
        check(page, "return document.querySelector('.cm-lintRange-error').textContent", json!("pandas"))?;
        let line = "return getComputedStyle(document.querySelector('.cm-lintRange-error')).textDecorationStyle";
        check(page, line, json!("wavy"))?;
        page.script("made.select(8, 8)")?;
        page.press(&[keys::CONTROL, keys::SHIFT, 'm'])?;
        let listed = page.wait_for("the list of problems", |page| {
            let text = page.script("return document.querySelector('.cm-panel-lint')?.textContent ?? ''")?;
            Ok(text.as_str().filter(|text| text.contains("pandas")).map(str::to_owned))
        })?;
        expect(listed.contains("use lists"), || format!("the list says {listed:?}"))?;
        page.script("made.setDiagnostics([])")?;
        check(page, "return document.querySelectorAll('.cm-lintRange').length", json!(0))
    })
}
