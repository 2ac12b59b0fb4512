//! The part of the engine that follows the first one: what the examples do not use.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::error::{Result, expect};
use e2e::journey::{journey_of, journey_of_site};
use e2e::page::Name;
use e2e::reader::{at_batch, press, wait_for_batch, wait_for_output};
use protocol::document::Document;

use crate::known::Known;

/// Needs that part for its very first batch, long before it is loaded unasked.
const PROGRAM: &str = "\
from decimal import Decimal
from pyspark import SparkContext
from pyspark.sql import SparkSession
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Rest')
ssc = StreamingContext(sc, 1)
spark = SparkSession.builder.getOrCreate()


def show(rdd):
    rows = rdd.map(lambda line: (line, str(Decimal(len(line)) / 3)))
    spark.createDataFrame(rows, ['line', 'third']).groupBy('third').count().show()


ssc.socketTextStream('localhost', 9999).foreachRDD(show)
ssc.start()
ssc.awaitTermination()
";
const REST: &str = "worker_rest.wasm";

/// What batch 1 prints.
fn printed(document: &Document) -> Result<String> {
    let printed = Known::of(document, 1).printed(1);
    expect(printed.contains("third|count|"), || format!("natively it prints\n{printed}"))?;
    Ok(printed)
}

/// The built page in a folder of its own, which is left to whoever cleans up temporary files.
fn copy_of_the_page(name: &str) -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("the built page") {
            let entry = entry.expect("an entry");
            let to = to.join(entry.file_name());
            match entry.path().is_dir() {
                true => copy(&entry.path(), &to),
                false => drop(fs::copy(entry.path(), to).expect("a copy")),
            }
        }
    }
    let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist"), &folder);
    folder
}

#[test]
fn what_the_examples_do_not_use_is_there_when_a_program_needs_it() -> Result<()> {
    let document = at_batch(PROGRAM, 1);
    journey_of("what_the_examples_do_not_use", &document, |journey| {
        let page = journey.page();
        wait_for_batch(page, 1)?;
        wait_for_output(page, &printed(&document)?)
    })
}

#[test]
fn a_part_that_the_server_does_not_have_is_said_and_asked_for_again() -> Result<()> {
    let name = "a_part_that_the_server_does_not_have";
    let (folder, document) = (copy_of_the_page(name), at_batch(PROGRAM, 1));
    let (there, away) = (folder.join(REST), folder.join("away"));
    fs::rename(&there, &away).expect("the page is built in two parts");
    let result = journey_of_site(name, &folder, &document, |journey| {
        journey.expect_console_error("404");
        journey.expect_console_error("could not be loaded");
        let page = journey.page();
        for _ in 0..2 {
            // The second time nothing has changed: the reader may ask as often as wanted.
            let notice = page.find("alert", Name::Any)?.text()?;
            let says = "A part of the engine could not be loaded: the server answered 404. Nothing you typed is lost.";
            expect(notice.contains(says), || format!("it says {notice:?}"))?;
            press(page, "Try again")?;
        }
        page.find("button", "Try again")?;
        fs::rename(&away, &there).expect("the file is there");
        press(page, "Try again")?;
        wait_for_batch(page, 1)?;
        wait_for_output(page, &printed(&document)?)?;
        expect(page.find_all("alert", Name::Any)?.is_empty(), || "the notice is still there".to_owned())
    });
    fs::remove_dir_all(&folder).ok(); // Only temporary files are left.
    result
}

#[test]
fn a_server_that_is_gone_is_said() -> Result<()> {
    let document = at_batch(PROGRAM, 1);
    let name = "a_server_that_is_gone";
    let folder = copy_of_the_page(name);
    fs::remove_file(folder.join(REST)).expect("the page is built in two parts");
    let result = journey_of_site(name, &folder, &document, |journey| {
        journey.expect_console_error("404");
        journey.expect_console_error("could not be loaded");
        journey.expect_console_error("ERR_CONNECTION_REFUSED");
        journey.page().find("button", "Try again")?;
        journey.server().stop();
        press(journey.page(), "Try again")?;
        let page = journey.page();
        page.wait_for("the notice", |page| {
            let texts =
                page.find_all("alert", Name::Any)?.iter().map(|alert| alert.text()).collect::<Result<String>>()?;
            Ok(texts.contains("could not be loaded: it did not arrive").then_some(()))
        })?;
        page.find("button", "Try again").map(drop)
    });
    fs::remove_dir_all(&folder).ok(); // Only temporary files are left.
    result
}
