//! The stores and commands, as components get them.

use yew::prelude::*;

use crate::page::commands::Page;
use crate::page::stores::clock::ClockHandle;
use crate::page::stores::document::DocumentHandle;
use crate::page::stores::layout::LayoutHandle;
use crate::page::stores::plan::PlanHandle;
use crate::page::stores::run::RunHandle;

/// Every panel is inside the app, which provides all of these.
const INSIDE_APP: &str = "a panel is drawn inside the app";

#[hook]
pub fn use_page() -> Page {
    use_context::<Page>().expect(INSIDE_APP)
}

/// The component is drawn again whenever the document or what is looked at changes.
#[hook]
pub fn use_document() -> DocumentHandle {
    use_context::<DocumentHandle>().expect(INSIDE_APP)
}

/// The component is drawn again whenever the plan changes.
#[hook]
pub fn use_plan() -> PlanHandle {
    use_context::<PlanHandle>().expect(INSIDE_APP)
}

/// The component is drawn again with every frame of a run.
#[hook]
pub fn use_clock() -> ClockHandle {
    use_context::<ClockHandle>().expect(INSIDE_APP)
}

/// The component is drawn again whenever a batch or a page of a table arrives.
#[hook]
pub fn use_run() -> RunHandle {
    use_context::<RunHandle>().expect(INSIDE_APP)
}

/// The component is drawn again whenever the arrangement of the page changes.
#[hook]
pub fn use_layout() -> LayoutHandle {
    use_context::<LayoutHandle>().expect(INSIDE_APP)
}

/// A select field that shows `value` also after the reader chose another item and the choice was taken back: the
/// attribute of an option does not move what a reader has moved.
#[hook]
pub fn use_shown_choice(value: String) -> NodeRef {
    let node = use_node_ref();
    let select = node.clone();
    use_effect_with(value, move |value| {
        if let Some(select) = select.cast::<web_sys::HtmlSelectElement>() {
            select.set_value(value);
        }
    });
    node
}
