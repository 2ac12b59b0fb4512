//! The page and a run: transport, matrix, output, state and window, against a scripted worker.
#![cfg(target_arch = "wasm32")]

mod common;

use common::demo;
use common::page::TestPage;
use protocol::message::{FromWorker, ToWorker};
use protocol::run_view::{Failure, RunState};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_new_reader_sees_the_word_count_begin() {
    let page = TestPage::open("", None).await;
    page.worker.say(FromWorker::Ready { catalogue: demo::catalogue() });
    page.settle().await;
    let posted = page.worker.take_posted();
    assert!(
        matches!(&posted[..], [ToWorker::SetDocument { rev: 1, document }, ToWorker::Seek { batch: 0 }, ToWorker::Start]
        if *document == protocol::document::Document::default())
    );
    assert!(page.text(".menu-title").contains("Word count"));
}

#[wasm_bindgen_test]
async fn the_matrix_has_a_row_for_each_stream_and_a_column_for_each_batch() {
    let page = TestPage::demo(4).await;
    let names: Vec<String> =
        (0..5).map(|row| page.text(&format!(".grid-row:nth-of-type({}) .row-name b", row + 2))).collect();
    assert_eq!(names, ["lines", "words", "pairs", "totals", "recent"]);
    assert_eq!(page.text("#cell-1-3 b"), "40");
    assert_eq!(
        page.text("#cell-0-0 .said"),
        "lines, batch 0: 10 records, first 'This is line 2', 'This is line 0', 'This is line 1', 'This is line 3'"
    );
    assert_eq!(page.count("#cell-0-4"), 0);
    assert_eq!(page.text(".cell.filling b"), "6");
}

#[wasm_bindgen_test]
async fn a_pressed_cell_pins_its_batch_in_every_panel() {
    let page = TestPage::demo(4).await;
    page.click("#cell-3-1").await;
    assert!(page.text(".head.shown").contains("batch 1"));
    assert!(page.text(".head.shown").contains("pinned"));
    assert_eq!(page.attribute(".output-block.shown", "data-batch"), "1");
    assert!(page.text(".status-sentence").starts_with("Batch 1: "));
    assert!(page.text(".step[aria-label^='updateStateByKey'] .step-flow").contains("40 → 8 keys"));
}

#[wasm_bindgen_test]
async fn the_arrow_keys_go_through_the_cells_and_enter_pins() {
    let page = TestPage::demo(4).await;
    let start = "[role=gridcell][tabindex='0']";
    assert_eq!(page.count(start), 1);
    page.key(start, "ArrowLeft", false).await;
    page.key(start, "ArrowDown", false).await;
    assert!(page.focused().starts_with("words, batch 2"), "{}", page.focused());
    page.key(start, "Enter", false).await;
    assert!(page.text(".head.shown").contains("batch 2"));
}

#[wasm_bindgen_test]
async fn the_window_shows_what_it_covers_and_what_came_and_went() {
    let page = TestPage::demo(4).await;
    assert_eq!(
        page.attribute(".bracket", "aria-label"),
        "recent at batch 3 covers batches 2 to 3; batch 3 came in; batch 1 went out"
    );
    assert_eq!(page.count(".window-badge"), 2);
}

#[wasm_bindgen_test]
async fn stepping_goes_back_and_forward_and_computes_at_the_end() {
    let page = TestPage::demo(4).await;
    page.click("[aria-label='Step back']").await;
    assert!(page.text(".head.shown").contains("batch 2"));
    page.click("[aria-label='Step forward']").await;
    assert!(page.text(".head.shown").contains("batch 3"));
    assert_eq!(page.worker.take_posted(), []);
    page.click("[aria-label='Step forward']").await;
    assert_eq!(page.worker.take_posted(), [ToWorker::Step]);
}

#[wasm_bindgen_test]
async fn keys_move_through_time_unless_a_field_has_the_focus() {
    let page = TestPage::demo(4).await;
    page.key(".screen", "ArrowLeft", false).await;
    assert!(page.text(".head.shown").contains("batch 2"));
    page.key(".screen", "Home", false).await;
    assert!(page.text(".head.shown").contains("batch 0"));
    page.key("#step-1-arg-0", "ArrowRight", false).await;
    page.key("#step-1-arg-0", " ", false).await;
    assert!(page.text(".head.shown").contains("batch 0"));
    assert_eq!(page.worker.take_posted(), []);
    page.key("#step-1-arg-0", "Enter", true).await;
    assert_eq!(page.worker.take_posted(), [ToWorker::Start]);
    page.key(".screen", "/", true).await;
    assert_eq!(page.attribute("dialog", "aria-label"), "Keys");
}

#[wasm_bindgen_test]
async fn run_becomes_pause_and_back() {
    let page = TestPage::demo(4).await;
    page.click(".run").await;
    assert_eq!(page.worker.take_posted(), [ToWorker::Start]);
    page.worker.say(demo::status(RunState::Running, 4));
    page.settle().await;
    assert!(page.text(".run").contains("Pause"));
    page.click(".run").await;
    assert_eq!(page.worker.take_posted(), [ToWorker::Pause]);
}

#[wasm_bindgen_test]
async fn the_output_is_what_was_printed_byte_for_byte() {
    let page = TestPage::demo(3).await;
    for number in 0..3 {
        page.click(&format!("#cell-0-{number}")).await;
        let printed: String = demo::batch(number).output.into_iter().map(|chunk| chunk.text).collect();
        assert_eq!(page.text(".output-block.shown"), printed);
    }
}

#[wasm_bindgen_test]
async fn the_state_panel_asks_for_the_shown_batch_and_shows_the_answer() {
    let page = TestPage::demo(4).await;
    page.open_tab("State").await;
    let asked = page.worker.take_posted();
    assert!(matches!(asked[..], [ToWorker::State { node: 3, batch: 3, .. }]), "{asked:?}");
    page.worker.say(demo::state(1, 3));
    page.settle().await;
    assert_eq!(page.count(".state-panel tbody tr"), 9);
    assert!(page.text(".state-panel tbody tr:first-child").contains("'0'"));
    page.click(".state-panel tbody tr:nth-child(7) .key").await;
    let call = page.text(".why-call");
    assert_eq!(call, "add_up([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 30) = 40");
    page.type_into(".find", "is").await;
    let asked = page.worker.take_posted();
    assert!(matches!(&asked[..], [ToWorker::State { query, .. }] if query.find == "is"), "{asked:?}");
}

#[wasm_bindgen_test]
async fn the_window_panel_shows_both_ways_to_the_result() {
    let page = TestPage::demo(4).await;
    page.open_tab("Window").await;
    let asked = page.worker.take_posted();
    assert!(matches!(asked[..], [ToWorker::Window { node: 5, batch: 3, .. }]), "{asked:?}");
    page.worker.say(demo::window(1, 3));
    page.settle().await;
    assert_eq!(page.count(".window-batch"), 3);
    assert!(page.text(".window-batch[data-part=leaves]").contains("batch 1"));
    assert!(page.text(".window-method").contains("at least five slides"));
    assert!(page.text(".window-panel tbody tr:first-child").contains("same"));
}

#[wasm_bindgen_test]
async fn a_failed_batch_is_marked_and_explained() {
    let page = TestPage::demo(2).await;
    let mut failed = demo::batch(2);
    failed.failure = Some(Failure {
        message: "IndexError: list index out of range".to_owned(),
        record: Some("'This'".to_owned()),
        ..Failure::default()
    });
    failed.cells[1].failed = true;
    page.worker.say(FromWorker::Batches { rev: 1, replaces_all: false, batches: vec![failed] });
    page.settle().await;
    assert!(page.text("#cell-1-2").contains("failed"));
    assert!(page.text(".head.shown").contains("failed"));
    let failure = page.text(".failure");
    assert!(failure.contains("IndexError: list index out of range") && failure.contains("'This'"), "{failure}");
}

#[wasm_bindgen_test]
async fn ten_thousand_batches_draw_only_those_in_sight() {
    let page = TestPage::demo(3).await;
    let many = (0..10_000).map(|number| {
        let mut batch = demo::batch(number % 3);
        batch.batch = number;
        batch
    });
    page.worker.say(FromWorker::Batches { rev: 1, replaces_all: true, batches: many.collect() });
    page.settle().await;
    page.settle().await;
    assert!(page.count("[role=gridcell]") < 200, "{}", page.count("[role=gridcell]"));
    assert_eq!(page.count("#cell-0-9999"), 1);
}

#[wasm_bindgen_test]
async fn batches_of_an_older_text_are_dropped() {
    let page = TestPage::demo(2).await;
    page.worker.say(FromWorker::Batches { rev: 0, replaces_all: true, batches: Vec::new() });
    page.settle().await;
    assert_eq!(page.count("#cell-0-1"), 1);
}
