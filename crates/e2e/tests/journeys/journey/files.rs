//! The files that a program writes, looked at and downloaded.

use e2e::error::{Result, expect};
use e2e::journey::journey_of;
use e2e::page::{Name, Page};
use e2e::reader::{at_batch, open_tab, press, wait_for_batch};

use crate::known::Known;

const PROGRAM: &str = "\
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Files')
ssc = StreamingContext(sc, 10)
lines = ssc.socketTextStream('localhost', 9999)
counts = lines.flatMap(lambda line: line.split(' ')).map(lambda word: (word, 1)).reduceByKey(lambda x, y: x + y)
counts.saveAsTextFiles('out/counts')
ssc.start()
ssc.awaitTermination()
";

/// Keeps what the page has the browser save: `window.saved` has `[name, bytes]` of each.
const WATCH_DOWNLOADS: &str = "
    window.saved = [];
    let latest;
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => create.call(URL, (latest = blob));
    HTMLAnchorElement.prototype.click = function () {
        const name = this.download;
        latest.arrayBuffer().then((bytes) => window.saved.push([name, [...new Uint8Array(bytes)]]));
    };";

/// The next file that the page has the browser save.
fn next_saved(page: &Page) -> Result<(String, Vec<u8>)> {
    page.wait_for("a download", |page| {
        let saved = page.script("return window.saved.shift() ?? null")?;
        let name = saved[0].as_str().map(str::to_owned);
        let bytes = saved[1].as_array().into_iter().flatten().filter_map(|byte| Some(byte.as_u64()? as u8)).collect();
        Ok(name.map(|name| (name, bytes)))
    })
}

#[test]
fn what_the_program_writes_can_be_read_and_downloaded() -> Result<()> {
    let document = at_batch(PROGRAM, 2);
    journey_of("the_files_panel", &document, |journey| {
        let page = journey.page();
        let files = Known::of(&document, 2).files();
        // Three batches, each with two partitions and the mark of success.
        expect(files.len() == 9, || format!("{} files", files.len()))?;
        wait_for_batch(page, 2)?;
        open_tab(page, "Files")?;
        page.script(WATCH_DOWNLOADS)?;
        page.wait_for("the number of files", |page| {
            let head = page.script("return document.querySelector('.files-panel .table-note')?.textContent ?? ''")?;
            Ok(head.as_str().is_some_and(|head| head.starts_with("9 files in 3 folders")).then_some(()))
        })?;
        // Only what is in sight is in the page: on a low screen the first folder, and what more there is room for.
        page.wait_for("the files of the latest folder", |page| {
            Ok((page.find_all("button", Name::StartingWith("part-0000"))?.len() >= 2).then_some(()))
        })?;
        let newest = files.iter().rfind(|file| file.path.ends_with("part-00001"));
        let newest = newest.ok_or_else(|| e2e::error::E2eError::Expectation("no second partition".to_owned()))?;
        let text = String::from_utf8_lossy(&newest.content).into_owned();
        expect(text.contains("('"), || format!("{} has {text:?}", newest.path))?;
        // The latest folder comes first.
        page.find_all("button", Name::StartingWith("part-00001"))?[0].click()?;
        page.wait_for_text("region", &format!("Content of {}", newest.path), |shown| shown == text)?;
        journey.picture()?;
        press(page, "Download")?;
        let (name, bytes) = next_saved(page)?;
        expect((name.as_str(), &bytes) == ("part-00001", &newest.content), || format!("{name} is saved"))?;
        press(page, "Download all as ZIP")?;
        let (name, archive) = next_saved(page)?;
        expect(name == "files.zip" && archive.starts_with(b"PK"), || format!("{name} is saved"))?;
        let text = String::from_utf8_lossy(&archive).into_owned();
        let missing: Vec<&str> =
            files.iter().map(|file| file.path.as_str()).filter(|path| !text.contains(path)).collect();
        expect(missing.is_empty(), || format!("the archive lacks {missing:?}"))
    })
}
