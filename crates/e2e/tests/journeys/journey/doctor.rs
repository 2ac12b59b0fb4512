//! The Doctor says why nothing is printed, and one press mends it.

use e2e::accessibility::no_violations;
use e2e::error::{E2eError, Result, expect};
use e2e::journey::journey_of;
use e2e::keys;
use e2e::page::{Name, Page, Theme};
use e2e::reader::{at_batch, open_tab, press, program, wait_for_cells, wait_for_output};
use protocol::doctor_view::{FindingView, FixAction};
use protocol::document::{Document, Source};
use protocol::plan_view::Severity;
use protocol::text::apply_edits;

use crate::known::Known;

const HEAD: &str = "from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext(\"local[2]\", \"doctor\")
ssc = StreamingContext(sc, 10)
lines = ssc.socketTextStream(\"localhost\", 9999)
";

const END: &str = "ssc.start()
ssc.awaitTermination()
";

fn program_of(steps: &str) -> String {
    format!("{HEAD}{steps}{END}")
}

/// The finding of a document that stands at this batch.
fn finding(document: &Document, batch: u64, code: &str) -> Result<FindingView> {
    let known = Known::of(document, batch);
    let found = known.findings.iter().find(|found| found.code == code).cloned();
    found.ok_or_else(|| E2eError::Expectation(format!("no {code} in {:#?}", known.findings)))
}

/// Opens the Doctor, once its button has so many findings.
fn open_doctor(page: &Page, n_findings: usize) -> Result<()> {
    let plural = if n_findings == 1 { "" } else { "s" };
    press(page, Name::StartingWith(&format!("Doctor: {n_findings} finding{plural}")))?;
    page.find("dialog", "Doctor").map(drop)
}

/// What the Doctor says of a finding is there whole: the sentence, what else is known, and the buttons.
fn wait_for_finding(page: &Page, found: &FindingView) -> Result<()> {
    page.wait_for_text("dialog", "Doctor", |text| text.contains(&found.sentence) && text.contains(&found.detail))?;
    found.fixes.iter().try_for_each(|fix| page.find("button", fix.label.as_str()).map(drop))
}

fn wait_for_focus(page: &Page, id: &str) -> Result<()> {
    page.wait_for(&format!("the focus on {id}"), |page| {
        Ok((page.script("return document.activeElement.id")? == id).then_some(()))
    })
}

fn wait_for_all_well(page: &Page) -> Result<()> {
    page.find("button", Name::StartingWith("Doctor: all well"))?;
    page.wait_for_text("dialog", "Doctor", |text| text.contains("All well")).map(drop)
}

#[test]
fn a_program_without_an_output_operation_is_mended_by_one_press() -> Result<()> {
    let document = at_batch(&program_of("words = lines.flatMap(lambda line: line.split(\" \"))\n"), 1);
    journey_of("a_program_without_an_output_operation_is_mended_by_one_press", &document, |journey| {
        let page = journey.page();
        let found = finding(&document, 1, "no-output")?;
        open_doctor(page, 1)?;
        wait_for_finding(page, &found)?;
        for (theme, width) in [(Theme::Light, 1440), (Theme::Dark, 390)] {
            page.prefer(theme)?;
            page.resize(width, 900)?;
            no_violations(page, &format!("the Doctor at {width} px, {theme:?}"))?;
        }
        page.resize(1440, 900)?;
        journey.picture()?;
        let page = journey.page();
        press(page, "Print words with pprint()")?;
        let mended = document.program.replace("ssc.start()", "words.pprint()\nssc.start()");
        let known = Known::of(&at_batch(&mended, 1), 1);
        wait_for_cells(page, &known.cells(0..=1))?;
        wait_for_output(page, known.printed(1).trim())?;
        wait_for_all_well(page)?;
        // The focus stays with the Doctor, whose button has gone.
        wait_for_focus(page, "doctor")?;
        press(page, "Undo")?;
        page.find("button", "Doctor: 1 finding")?;
        page.press(&[keys::ESCAPE])?;
        Ok(())
    })
}

#[test]
fn a_filter_that_drops_everything_is_switched_off() -> Result<()> {
    let document = at_batch(&program_of("lines.filter(lambda line: \"error\" in line).pprint()\n"), 2);
    journey_of("a_filter_that_drops_everything_is_switched_off", &document, |journey| {
        let page = journey.page();
        let found = finding(&document, 2, "drops-all")?;
        open_doctor(page, 1)?;
        wait_for_finding(page, &found)?;
        let Some(FixAction::Chain(edit)) = found.fixes.first().map(|fix| fix.action.clone()) else {
            return Err(E2eError::Expectation(format!("{found:#?}")));
        };
        let known = Known::of(&document, 2).after(edit)?;
        press(page, "Switch filter off")?;
        wait_for_cells(page, &known.cells(0..=2))?;
        wait_for_output(page, known.printed(2).trim())?;
        wait_for_all_well(page)?;
        page.press(&[keys::ESCAPE])?;
        wait_for_focus(page, "doctor-button")?;
        open_tab(page, "Code")?;
        page.wait_for("the mended text", |page| {
            Ok((program(page)?.trim_end() == known.document.program.trim_end()).then_some(()))
        })
    })
}

#[test]
fn a_missing_checkpoint_directory_is_set() -> Result<()> {
    let steps = "pairs = lines.map(lambda line: (line, 1))
pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0)).pprint()
";
    let document = at_batch(&program_of(steps), 1);
    journey_of("a_missing_checkpoint_directory_is_set", &document, |journey| {
        let page = journey.page();
        let found = finding(&document, 1, "no-checkpoint")?;
        open_doctor(page, 1)?;
        wait_for_finding(page, &found)?;
        let Some(FixAction::Edit { edits, .. }) = found.fixes.first().map(|fix| fix.action.clone()) else {
            return Err(E2eError::Expectation(format!("{found:#?}")));
        };
        let mended =
            apply_edits(&document.program, &edits).map_err(|error| E2eError::Expectation(error.to_string()))?;
        let known = Known::of(&at_batch(&mended, 1), 1);
        press(page, found.fixes[0].label.as_str())?;
        wait_for_cells(page, &known.cells(0..=1))?;
        wait_for_output(page, known.printed(1).trim())?;
        wait_for_all_well(page)
    })
}

#[test]
fn a_window_that_is_not_due_is_run_to() -> Result<()> {
    let document = at_batch(&program_of("lines.window(60, 30).count().pprint()\n"), 0);
    journey_of("a_window_that_is_not_due_is_run_to", &document, |journey| {
        let page = journey.page();
        let found = finding(&document, 0, "not-due")?;
        open_doctor(page, 1)?;
        wait_for_finding(page, &found)?;
        press(page, "Run to batch 2")?;
        let known = Known::of(&document, 2);
        wait_for_cells(page, &known.cells(0..=2))?;
        // A hint is left: the window is longer than the run.
        press(page, "Doctor: all well, 1 hint")?;
        let hint = known.findings.first().cloned().ok_or_else(|| E2eError::Expectation("no hint".to_owned()))?;
        expect(hint.severity == Severity::Hint, || format!("{hint:#?}"))?;
        wait_for_finding(page, &hint)
    })
}

#[test]
fn where_nobody_types_the_server_is_simulated() -> Result<()> {
    let mut document = at_batch(&program_of("lines.pprint()\n"), 1);
    document.sources.insert("localhost:9999".into(), Source::Lines(Vec::new()));
    journey_of("where_nobody_types_the_server_is_simulated", &document, |journey| {
        let page = journey.page();
        let found = finding(&document, 1, "source-empty")?;
        open_doctor(page, 1)?;
        wait_for_finding(page, &found)?;
        press(page, "Type lines")?;
        let focus = page.script("return document.activeElement.closest('label')?.textContent")?;
        expect(focus == "Line to localhost:9999", || format!("the focus is on {focus}"))?;
        open_doctor(page, 1)?;
        press(page, "Take simulated lines instead")?;
        let known = Known::of(&at_batch(&document.program, 1), 1);
        wait_for_cells(page, &known.cells(0..=1))?;
        wait_for_output(page, known.printed(1).trim())?;
        wait_for_all_well(page)
    })
}
