//! What a reader is told about a program that cannot run, or not to its end.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, wait_for_cells, wait_for_output};
use protocol::document::Document;
use protocol::examples::WORD_COUNT;
use serde_json::json;

use crate::known::Known;

/// A program that counts words in one-second batches, with these lines changed.
fn program(changes: &[(&str, &str)]) -> String {
    let mut text = WORD_COUNT.program.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from:?} is not in the program");
        text = text.replace(from, to);
    }
    text
}

/// The problems that the code tab lists, each with its line.
fn wait_for_problem(page: &Page, message: &str) -> Result<String> {
    open_tab(page, "Code")?;
    page.wait_for(&format!("the problem {message:?}"), |page| {
        let problems =
            page.script("return [...document.querySelectorAll('.problems .problem')].map((item) => item.textContent)")?;
        let mut texts = problems.as_array().into_iter().flatten().filter_map(|text| text.as_str());
        Ok(texts.find(|text| text.contains(message)).map(str::to_owned))
    })
}

/// Opens the program, which has to give this message at the line with this text, underlined.
fn check(name: &'static str, program: &str, message: &str, help: &str, line_with: &str) -> Result<()> {
    let mut document = Document::of_program(program);
    document.view.pinned = Some(0);
    journey_of(name, &document, |journey| {
        let page = journey.page();
        let problem = wait_for_problem(page, message)?;
        let line = program.lines().position(|line| line.contains(line_with)).map_or(0, |line_idx| line_idx + 1);
        expect(problem.contains(&format!("line {line}")), || format!("not line {line}: {problem:?}"))?;
        expect(problem.contains(help), || format!("no help {help:?}: {problem:?}"))?;
        let underlined = page.wait_for("the underlined place", |page| {
            let lines = page.script(
                "return [...document.querySelectorAll('.cm-lintRange')].map((mark) => mark.closest('.cm-line').textContent)",
            )?;
            Ok(lines.as_array().filter(|lines| !lines.is_empty()).cloned())
        })?;
        expect(underlined.iter().any(|line| line.as_str().is_some_and(|line| line.contains(line_with))), || {
            format!("underlined is {}", json!(underlined))
        })?;
        journey.picture()
    })
}

#[test]
fn a_syntax_error_has_its_place_and_cpythons_words() -> Result<()> {
    let text = program(&[("(word, 1)", "(word, 1")]);
    check("a_syntax_error", &text, "'(' was never closed", "", "(word, 1")
}

#[test]
fn a_module_that_is_not_there_is_named_with_what_to_use_instead() -> Result<()> {
    let text = format!("import pandas\n{}", WORD_COUNT.program);
    let help = "`pandas` is not supported here: use lists, dicts";
    check("a_module_that_is_not_there", &text, "No module named 'pandas'", help, "import pandas")
}

#[test]
fn a_program_without_output_gets_sparks_message() -> Result<()> {
    let text = program(&[("counts.pprint()\n", "")]);
    let message = "No output operations registered, so nothing to execute";
    check("a_program_without_output", &text, message, ".pprint()", "ssc.start()")
}

#[test]
fn state_without_a_checkpoint_directory_gets_sparks_message() -> Result<()> {
    let text = program(&[(
        "counts = pairs.reduceByKey(lambda x, y: x + y)",
        "counts = pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0))",
    )]);
    let message = "The checkpoint directory has not been set";
    check("state_without_a_checkpoint", &text, message, "ssc.checkpoint(", "ssc.start()")
}

#[test]
fn a_window_that_is_no_multiple_gets_sparks_message() -> Result<()> {
    let text = program(&[("counts.pprint()", "counts.window(25, 10).pprint()")]);
    let message = "windowDuration must be multiple of the parent dstream's slide (batch) duration (10000 ms)";
    check("a_window_that_is_no_multiple", &text, message, "", "window(25, 10)")
}

#[test]
fn a_second_context_gets_sparks_message() -> Result<()> {
    let second = "ssc.start()\nother = StreamingContext(sc, 5)\nother.socketTextStream(\"localhost\", 9998).pprint()\nother.start()";
    let text = program(&[("ssc.start()", second)]);
    let message = "Only one StreamingContext may be started in this JVM";
    check("a_second_context", &text, message, "", "other.start()")
}

#[test]
fn an_exception_in_a_function_marks_its_batch_with_the_record() -> Result<()> {
    // Fails at the first record `4`, which is not in every batch.
    let text = program(&[("(word, 1))", "(word, 1 // (word != \"4\")))")]);
    let document = at_batch(&text, 3);
    let known = Known::of(&document, 3);
    let failed =
        known.batches.iter().find(|batch| batch.failure.is_some()).map(|batch| batch.batch).unwrap_or_default();
    journey_of("an_exception_in_a_function", &document, |journey| {
        let page = journey.page();
        wait_for_cells(page, &known.cells(0..=3))?;
        page.find("gridcell", Name::StartingWith(&format!("lines, batch {failed}:")))?.click()?;
        let failure = page.find("alert", Name::Any)?.text_content()?;
        let message = "ZeroDivisionError: integer division or modulo by zero";
        expect(failure.starts_with(&format!("Batch {failed} failed: {message}")), || format!("it says {failure:?}"))?;
        expect(failure.contains("The record was '4'"), || format!("it says {failure:?}"))?;
        journey.picture()?;
        let line = text.lines().position(|line| line.contains("1 // ")).map_or(0, |line_idx| line_idx + 1);
        page.find("button", format!("line {line}").as_str())?.click()?;
        let problem = wait_for_problem(page, "integer division or modulo by zero")?;
        expect(problem.contains(&format!("line {line}")), || format!("it says {problem:?}"))?;
        // Later batches go on.
        expect(known.batches.len() == 4, || format!("only {} batches were run", known.batches.len()))?;
        let fine = known.batches.iter().rposition(|batch| batch.failure.is_none());
        if let Some(fine) = fine {
            page.find("gridcell", Name::StartingWith(&format!("lines, batch {fine}:")))?.click()?;
            wait_for_output(page, &known.printed(fine))?;
        }
        Ok(())
    })
}
