//! A real TCP server behind an address: connect, disconnect, and how the connection stands.

use protocol::message::ToWorker;
use protocol::run_view::{InputStatus, Link};
use yew::prelude::*;

use crate::page::bridge_session::socket_url;
use crate::page::hooks::use_page;
use crate::page::source::view_model::link_text;

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
                <p class="hint">
                    { "A page cannot open TCP connections by itself. Start " }<code>{ "dstream serve" }</code>
                    { " on this machine and open the address that it prints; this program comes along by its share link." }
                </p>
            }
        </div>
    }
}
