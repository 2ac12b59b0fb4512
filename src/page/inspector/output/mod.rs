//! The output panel: what the program printed, byte for byte, with the shown batch's part marked.

pub mod view_model;

use protocol::run_view::Failure;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use crate::page::browser::{Resizing, copy};
use crate::page::hooks::{use_document, use_page, use_plan, use_run};
use crate::page::inspector::lineage::LineageButton;
use crate::page::inspector::output::view_model::{
    Block, LINE_HEIGHT, block_text, blocks, in_sight, scroll_to, total_lines, whole_text,
};
use crate::page::stores::layout::Notice;
use crate::page::widgets::icons::{Icon, icon};

/// What is in sight of the text, as it was told last: asking the browser while things change makes it work.
struct Sight {
    top: f64,
    height: f64,
    /// Where to scroll when what is being drawn is there.
    goal: Option<f64>,
}

impl Sight {
    /// Takes the place to which the element has been scrolled; true if it is another one.
    fn look(&mut self, element: &Element) -> bool {
        let before = (self.top, self.height);
        (self.top, self.height) = (f64::from(element.scroll_top()), f64::from(element.client_height()));
        before != (self.top, self.height)
    }

    /// Goes where the block is in sight.
    fn follow(&mut self, block: &Block) {
        self.goal = scroll_to(block, self.top, self.height).map(f64::round);
        self.top = self.goal.unwrap_or(self.top);
    }
}

#[function_component]
pub fn OutputPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let run = use_run();
    let scroller = use_node_ref();
    let sight = use_mut_ref(|| Sight { top: 0.0, height: 400.0, goal: None });
    let redraw = use_force_update();

    let shown = run.shown(document.document.view.pinned).cloned();
    let blocks = use_memo(run.batches_version, |_| blocks(&run.printed, run.batches()));
    let look = {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        Callback::from(move |()| {
            let Some(element) = scroller.cast::<Element>() else { return };
            let has_moved = sight.borrow_mut().look(&element);
            if has_moved {
                redraw.force_update();
            }
        })
    };
    let shown_number = shown.as_ref().map(|batch| batch.batch);
    let shown_block = blocks.iter().find(|block| block.batch.is_some() && block.batch == shown_number).cloned();
    {
        let (scroller, look) = (scroller.clone(), look.clone());
        use_effect_with((), move |()| {
            let watching =
                scroller.cast::<Element>().and_then(|element| Resizing::new(&element, move || look.emit(())));
            move || drop(watching)
        });
    }
    let height = sight.borrow().height;
    use_memo((shown_block.clone(), height.to_bits()), |(block, _)| {
        if let Some(block) = block {
            sight.borrow_mut().follow(block);
        }
    });
    let top = sight.borrow().top;
    {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        use_effect(move || {
            let goal = sight.borrow_mut().goal.take();
            if let (Some(top), Some(element)) = (goal, scroller.cast::<Element>()) {
                element.set_scroll_top(top as i32);
            }
        });
    }

    let oncopy = {
        let run = run.clone();
        Callback::from(move |_: MouseEvent| {
            let (page, text) = (page.clone(), whole_text(&run));
            spawn_local(async move {
                let notice = match copy(&text).await {
                    true => Notice::passing("The whole output is on the clipboard."),
                    false => Notice::problem("The browser does not let this page use the clipboard."),
                };
                page.notify(Some(notice));
            });
        })
    };
    let onscroll = look.reform(|_: Event| ());
    let draw = |block: &Block| {
        let is_shown = block.batch.is_some() && block.batch == shown_number;
        html! {
            <pre key={block.batch.map_or_else(|| "own".to_owned(), |batch| batch.to_string())}
                class={classes!("output-block", is_shown.then_some("shown"))}
                data-batch={block.batch.map(|batch| batch.to_string())}
                style={format!("top:{}px", block.first_line as f64 * LINE_HEIGHT)}>{ block_text(&run, block.batch) }</pre>
        }
    };
    let text_height = total_lines(&blocks) as f64 * LINE_HEIGHT;
    html! {
        <div class="output">
            if let Some(failure) = shown.as_ref().and_then(|batch| batch.failure.as_ref()) {
                <FailureBox failure={failure.clone()} batch={shown_number.unwrap_or_default()} />
            }
            if blocks.is_empty() {
                <p class="empty">{ "Nothing has been printed yet." }</p>
            } else {
                <button class="button icon-button output-copy" aria-label="Copy the whole output" title="Copy the whole output"
                    onclick={oncopy}>{ icon(Icon::Copy) }</button>
            }
            <div class="output-scroll" ref={scroller} {onscroll} tabindex="0" role="region" aria-label="Output of the program">
                <div class="output-text" style={format!("height:{text_height}px")}>
                    { for in_sight(&blocks, top, height).iter().map(draw) }
                </div>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FailureBoxProps {
    failure: Failure,
    batch: u64,
}

/// Why a batch failed: exception, record and traceback.
#[function_component]
fn FailureBox(props: &FailureBoxProps) -> Html {
    let page = use_page();
    let plan = use_plan();
    let failure = &props.failure;
    let jump = failure.span.map(|span| {
        let rev = plan.plan_rev;
        let onclick = Callback::from(move |_: MouseEvent| page.reveal(span, rev));
        html! { <button class="jump" {onclick}>{ format!("line {}", span.line) }</button> }
    });
    html! {
        <div class="failure" role="alert">
            <p><b>{ format!("Batch {} failed: ", props.batch) }</b><code>{ &failure.message }</code>{ for jump }</p>
            if let Some(record) = &failure.record {
                <p class="failure-record">
                    { "The record was " }<code>{ record }</code>
                    if let Some(place) = failure.place {
                        <LineageButton node={place.node} batch={props.batch} record={place.record} />
                    }
                </p>
            }
            if !failure.traceback.is_empty() {
                <details><summary>{ "Traceback" }</summary><pre>{ &failure.traceback }</pre></details>
            }
        </div>
    }
}
