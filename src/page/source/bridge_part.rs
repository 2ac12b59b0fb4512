//! A real TCP server behind an address: connect, disconnect, and how the connection stands.

use protocol::message::ToWorker;
use protocol::run_view::{InputStatus, Link};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::page::bridge_session::socket_url;
use crate::page::browser::copy;
use crate::page::hooks::use_page;
use crate::page::source::view_model::link_text;
use crate::page::widgets::icons::{Icon, icon};

/// What starts the bridge.
const COMMAND: &str = "dstream serve";

#[derive(Properties, PartialEq)]
pub struct BridgePartProps {
    pub address: AttrValue,
    pub input: Option<InputStatus>,
}

#[function_component]
pub fn BridgePart(props: &BridgePartProps) -> Html {
    let page = use_page();
    let url = socket_url();
    let link = props.input.as_ref().map_or(Link::Idle, |input| input.link.clone());
    let is_on =
        !matches!(link, Link::Local | Link::Idle | Link::NoBridge { .. } | Link::Lost { retry_in_ms: None, .. });
    let onclick = {
        let (address, url) = (props.address.to_string(), url.clone());
        Callback::from(move |_: MouseEvent| {
            let address = address.clone();
            match (is_on, url.clone()) {
                (true, _) => page.ask(ToWorker::Disconnect { address }),
                (false, Some(url)) => page.connect(address, url),
                (false, None) => {}
            }
        })
    };
    let was_copied = use_state(|| false);
    let oncopy = {
        let was_copied = was_copied.clone();
        Callback::from(move |_: MouseEvent| {
            let was_copied = was_copied.clone();
            spawn_local(async move { was_copied.set(copy(COMMAND).await) });
        })
    };
    let state = match link {
        Link::Connected { .. } => "on",
        Link::Connecting { .. } => "trying",
        Link::Lost { .. } | Link::NoBridge { .. } => "lost",
        Link::Local | Link::Idle => "off",
    };
    html! {
        <div class="bridge">
            <p class="bridge-state" role="status" data-state={state}>{ link_text(&link) }</p>
            if url.is_some() {
                <button class="button primary" {onclick}>{ if is_on { "Disconnect" } else { "Connect" } }</button>
                <p class="hint">{ "Lines go from the TCP server to this page, and nowhere else." }</p>
            } else {
                <p class="hint">{ "A page cannot open TCP connections by itself. Run this where the server can be reached, and open the address that it prints:" }</p>
                <div class="bridge-command">
                    <code>{ COMMAND }</code>
                    <button class="button" type="button" onclick={oncopy}>{ icon(Icon::Copy) }{ if *was_copied { "Copied" } else { "Copy" } }</button>
                </div>
                <p class="hint">{ "Then share this program as a link and open it there: the link brings everything along." }</p>
            }
        </div>
    }
}
