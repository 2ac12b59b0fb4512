//! The page and the program: chain, code, source, share and draft, against a scripted worker.
#![cfg(target_arch = "wasm32")]

mod common;

use common::demo;
use common::page::TestPage;
use protocol::document::{Document, Source};
use protocol::message::{ChainEdit, FromWorker, MoveTo, ToWorker};
use protocol::plan_view::{ArgKind, DiagnosticView, Lock, ParamView, Severity};
use protocol::run_view::RunState;
use protocol::share::{decode, encode};
use protocol::text::{Span, TextEdit};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlTextAreaElement;

wasm_bindgen_test_configure!(run_in_browser);

fn stored(key: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()?
}

fn sent_program(posted: &[ToWorker]) -> Option<&str> {
    posted.iter().rev().find_map(|message| match message {
        ToWorker::SetDocument { document, .. } => Some(document.program.as_str()),
        _ => None,
    })
}

#[wasm_bindgen_test]
async fn a_function_edited_in_the_chain_changes_the_text_at_its_place() {
    let page = TestPage::demo(2).await;
    page.type_into("#step-2-arg-0", "lambda word: (word, 2)").await;
    let (_, program) = page.sent().await;
    assert_eq!(program, demo::PROGRAM.replace("lambda word: (word, 1)", "lambda word: (word, 2)"));
}

#[wasm_bindgen_test]
async fn a_field_can_be_edited_on_while_the_text_is_broken() {
    let page = TestPage::demo(2).await;
    page.type_into("#step-1-arg-0", "lambda line: line.split(' '").await;
    let (rev, program) = page.sent().await;
    let at = program.find("' '").expect("the text has it") + 1;
    let wrong = DiagnosticView {
        code: "E0001".to_owned(),
        severity: Severity::Error,
        message: "'(' was never closed".to_owned(),
        help: None,
        span: Some(Span::of(&program, at, at + 1)),
        node: None,
    };
    page.worker.say(FromWorker::Planned { rev, plan: None, diagnostics: vec![wrong] });
    page.settle().await;
    assert_eq!(page.attribute("#step-1-arg-0", "aria-invalid"), "true");
    assert_eq!(page.text(".field-wrong"), "'(' was never closed");
    assert!(page.text(".chain-stale").contains("last good plan"));
    page.type_into("#step-1-arg-0", "lambda line: line.split(',')").await;
    let (_, program) = page.sent().await;
    assert_eq!(program, demo::PROGRAM.replace("line.split(' ')", "line.split(',')"));
}

#[wasm_bindgen_test]
async fn a_step_is_added_from_the_menu_by_keyboard() {
    let page = TestPage::demo(2).await;
    page.click("[aria-label='Add a step after totals']").await;
    page.type_into(".insert-box [role=combobox]", "fil").await;
    assert_eq!(page.count(".operator"), 1);
    page.key(".insert-box [role=combobox]", "Enter", false).await;
    let insert = ChainEdit::Insert { after: 3, operator: "filter".to_owned(), args: Vec::new() };
    assert_eq!(page.worker.take_posted(), [ToWorker::Edit { rev: 1, edit: insert }]);
    let at = demo::PROGRAM.find("updateStateByKey(add_up)").expect("it is there") as u32 + 24;
    let edit = TextEdit { start: at, end: at, text: ".filter(lambda x: True)".to_owned() };
    page.worker.say(FromWorker::TextEdits { rev: 1, edits: vec![edit], focus: None });
    let (_, program) = page.sent().await;
    assert!(program.contains("(add_up).filter(lambda x: True)\n"), "{program}");
}

#[wasm_bindgen_test]
async fn steps_are_moved_and_removed() {
    let page = TestPage::demo(2).await;
    page.click("[aria-label='Move flatMap down']").await;
    page.click("[aria-label='Remove map']").await;
    let edits = [
        ToWorker::Edit { rev: 1, edit: ChainEdit::Move { node: 1, to: MoveTo::After(2) } },
        ToWorker::Edit { rev: 1, edit: ChainEdit::Remove { node: 2 } },
    ];
    assert_eq!(page.worker.take_posted(), edits);
}

#[wasm_bindgen_test]
async fn a_locked_step_leads_to_its_line() {
    let page = TestPage::demo(2).await;
    let mut plan = demo::plan(demo::PROGRAM);
    plan.nodes[2].lock = Some(Lock { line: 11, reason: "made in a loop".to_owned() });
    page.worker.say(FromWorker::Planned { rev: 1, plan: Some(plan), diagnostics: Vec::new() });
    page.settle().await;
    assert_eq!(page.count("#step-2-arg-0"), 0);
    assert_eq!(page.count("[aria-label='Remove map']"), 0);
    assert!(page.text(".step-lock").contains("made in a loop"));
    page.click(".step-lock .jump").await;
    let field = page.get(".code-plain").unchecked_into::<HtmlTextAreaElement>();
    let start = demo::PROGRAM.find("pairs = words").expect("it is there") as u32;
    assert_eq!(field.selection_start(), Ok(Some(start)));
}

#[wasm_bindgen_test]
async fn a_parameter_that_was_left_out_is_asked_of_the_worker() {
    let page = TestPage::demo(2).await;
    let mut catalogue = demo::catalogue();
    catalogue[0].params = vec![ParamView {
        name: "preservesPartitioning".to_owned(),
        kind: ArgKind::Text,
        default: Some("False".to_owned()),
        ..ParamView::default()
    }];
    page.worker.say(FromWorker::Ready { catalogue });
    page.settle().await;
    page.click(".more-argument").await;
    let edit = ChainEdit::ReplaceArg { node: 2, arg: "preservesPartitioning".to_owned(), text: "False".to_owned() };
    assert_eq!(page.worker.take_posted(), [ToWorker::Edit { rev: 1, edit }]);
}

#[wasm_bindgen_test]
async fn a_refused_edit_says_why() {
    let page = TestPage::demo(2).await;
    page.worker.say(FromWorker::EditRefused { rev: 1, message: "`lines` is used twice".to_owned() });
    page.settle().await;
    assert!(page.text("[role=alert]").contains("`lines` is used twice"));
}

#[wasm_bindgen_test]
async fn typing_is_sent_when_it_rests_and_stored() {
    let page = TestPage::demo(2).await;
    page.open_tab("Code").await;
    page.type_into(".code-plain", "print('hi')\n").await;
    assert_eq!(page.sent().await.1, "print('hi')\n");
    let program = || serde_json::from_str::<Document>(&stored("dstream.draft")?).ok().map(|draft| draft.program);
    page.until("a stored draft", || program().as_deref() == Some("print('hi')\n")).await;
}

#[wasm_bindgen_test]
async fn an_example_replaces_the_program_and_can_be_taken_back() {
    let page = TestPage::demo(2).await;
    page.click("#examples-button").await;
    page.click("#example-1").await;
    let posted = page.worker.take_posted();
    let begins = [ToWorker::Seek { batch: 0 }, ToWorker::Start];
    assert!(matches!(&posted[..], [ToWorker::Stop, ToWorker::SetDocument { .. }, rest @ ..] if *rest == begins));
    assert!(sent_program(&posted).is_some_and(|program| program.contains("updateStateByKey")));
    page.click(".notice .button").await;
    assert_eq!(sent_program(&page.worker.take_posted()), Some(demo::PROGRAM));
}

#[wasm_bindgen_test]
async fn the_source_form_changes_the_source_and_previews_its_lines() {
    let page = TestPage::demo(2).await;
    page.open_tab("Source").await;
    page.type_into(".simulated textarea", "line {#}").await;
    assert!(page.text(".preview li:first-child code").starts_with("line 26"), "{}", page.text(".preview"));
    let posted = page.worker.take_posted();
    let source = posted.iter().rev().find_map(|message| match message {
        ToWorker::SetDocument { document, .. } => Some(document.source("localhost:9999")),
        _ => None,
    });
    assert!(matches!(source, Some(Source::Simulated(simulated)) if simulated.template == "line {#}"));
    page.type_into("[id='localhost:9999-rate']", "-1").await;
    assert!(page.text("[id='localhost:9999-rate-wrong']").contains("between"));
    assert_eq!(page.worker.take_posted(), []);
}

#[wasm_bindgen_test]
async fn the_share_link_holds_the_document_and_the_batch() {
    let page = TestPage::demo(4).await;
    page.click("#cell-0-2").await;
    page.key(".bar", "s", true).await;
    let link = page.value(".share-link input");
    let (_, fragment) = link.split_once('#').expect("the link has a fragment");
    let document = decode(fragment).expect("the link can be read");
    assert_eq!((document.program.as_str(), document.view.pinned), (demo::PROGRAM, Some(2)));
}

#[wasm_bindgen_test]
async fn a_link_opens_at_its_batch_and_leaves_the_draft() {
    let mut shared = Document::of_program("shared = 1\n");
    shared.view.pinned = Some(3);
    let draft = serde_json::to_string(&Document::of_program("mine = 1\n")).expect("a document is JSON");
    let page = TestPage::open(&encode(&shared).expect("it fits"), Some(&draft)).await;
    page.worker.say(FromWorker::Ready { catalogue: Vec::new() });
    let posted = page.worker.take_posted();
    assert_eq!(sent_program(&posted), Some("shared = 1\n"));
    assert_eq!(posted.last(), Some(&ToWorker::Seek { batch: 3 }));
    page.rest().await;
    assert_eq!(stored("dstream.draft").as_deref(), Some(draft.as_str()));
    page.click(".notice .button").await;
    assert_eq!(sent_program(&page.worker.take_posted()), Some("mine = 1\n"));
}

#[wasm_bindgen_test]
async fn a_changed_link_becomes_the_draft_and_keeps_the_one_before() {
    let draft = serde_json::to_string(&Document::of_program("mine = 1\n")).expect("a document is JSON");
    let link = encode(&Document::of_program("shared = 1\n")).expect("it fits");
    let page = TestPage::open(&link, Some(&draft)).await;
    page.type_into(".code-plain", "shared = 2\n").await;
    page.until("a stored draft", || stored("dstream.draft").is_some_and(|text| text.contains("shared = 2"))).await;
    assert_eq!(stored("dstream.previous").as_deref(), Some(draft.as_str()));
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    assert_eq!(hash.as_deref(), Some(""));
}

#[wasm_bindgen_test]
async fn a_broken_link_says_so_and_shows_the_draft() {
    let draft = serde_json::to_string(&Document::of_program("mine = 1\n")).expect("a document is JSON");
    for (link, expected) in
        [("p1.AAA*", "broken"), ("p1.AAA", "cut off"), ("p9.AAA", "newer"), ("p1.S0rOTS0GAA", "no document")]
    {
        let page = TestPage::open(link, Some(&draft)).await;
        assert!(page.text("[role=alert]").contains(expected), "{link}: {}", page.text("[role=alert]"));
        page.worker.say(FromWorker::Ready { catalogue: Vec::new() });
        assert_eq!(sent_program(&page.worker.take_posted()), Some("mine = 1\n"));
        page.rest().await;
        assert!(stored("dstream.draft").is_some_and(|text| text.contains("mine = 1")));
    }
}

#[wasm_bindgen_test]
async fn a_silent_worker_is_ended_and_nothing_typed_is_lost() {
    let page = TestPage::demo(2).await;
    page.open_tab("Code").await;
    page.type_into(".code-plain", "while True: pass\n").await;
    page.sent().await;
    page.pass_time_until("the end of the worker", || page.worker.n_started_and_ended() == (2, 1)).await;
    assert!(page.text("[role=alert]").contains("not responding"));
    // The new worker must not hang on the same text at once.
    page.worker.say(FromWorker::Ready { catalogue: Vec::new() });
    page.rest().await;
    assert_eq!(page.worker.take_posted(), []);
    page.type_into(".code-plain", "x = 1\n").await;
    assert_eq!(page.sent().await.1, "x = 1\n");
}

#[wasm_bindgen_test]
async fn a_crashed_worker_can_be_started_again() {
    let page = TestPage::demo(2).await;
    page.worker.say(FromWorker::Crashed { message: "index out of bounds".to_owned() });
    page.settle().await;
    assert!(page.text("[role=alert]").contains("index out of bounds"));
    page.click("[role=alert] .button").await;
    page.worker.say(FromWorker::Ready { catalogue: Vec::new() });
    page.settle().await;
    assert_eq!(sent_program(&page.worker.take_posted()), Some(demo::PROGRAM));
}

#[wasm_bindgen_test]
async fn an_engine_that_did_not_arrive_is_asked_for_again() {
    let page = TestPage::demo(2).await;
    page.worker.say(FromWorker::NotLoaded { status: 503 });
    page.settle().await;
    assert!(page.text("[role=alert]").contains("could not be loaded: the server answered 503"));
    assert!(page.text("[role=alert]").contains("Nothing you typed is lost"));
    page.click("[role=alert] .button").await;
    page.worker.say(FromWorker::Ready { catalogue: Vec::new() });
    page.settle().await;
    let posted = page.worker.take_posted();
    assert_eq!(sent_program(&posted), Some(demo::PROGRAM));
    assert!(matches!(posted.last(), Some(ToWorker::Start | ToWorker::Seek { .. })), "{posted:?}");
}

#[wasm_bindgen_test]
async fn typed_lines_are_sent_and_kept() {
    let page = TestPage::demo(2).await;
    page.open_tab("Source").await;
    page.click(".radio:nth-child(2) input").await;
    page.worker.say(demo::status(RunState::Paused, 2));
    page.type_into(".typed input", "hello there").await;
    page.worker.take_posted();
    page.click(".typed .button").await;
    let push = ToWorker::Push { address: "localhost:9999".to_owned(), lines: vec!["hello there".to_owned()] };
    assert_eq!(page.worker.take_posted(), [push]);
    let line = protocol::document::TimedLine { at_ms: 26_000, text: "hello there".to_owned() };
    page.worker.say(FromWorker::Pushed { address: "localhost:9999".to_owned(), lines: vec![line] });
    page.settle().await;
    assert!(page.text(".source-part > .hint").contains("1 lines so far"));
    assert_eq!(page.text(".source-part .arrived"), "It arrived at 0:26, in batch 2.");
}
