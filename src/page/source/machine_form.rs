//! What a real run would take from its machine and its command line: cores, Python's text hash, arguments.

use protocol::document::{MAX_CORES, Settings, StringHash};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::page::hooks::{use_document, use_page};
use crate::page::source::simulated_form::NumberField;
use crate::page::source::view_model::{argv_text, read_argv, read_cores};

/// The values of the choice of hashes, and what each stands for.
const HASHES: [(&str, StringHash, &str); 2] =
    [("siphash13", StringHash::SipHash13, "Python ≥ 3.11"), ("siphash24", StringHash::SipHash24, "Python ≤ 3.10")];

#[function_component]
pub fn MachineForm() -> Html {
    let page = use_page();
    let document = use_document();
    let settings = document.document.settings.clone();
    let set = |change: fn(&mut Settings, String)| {
        let (page, settings) = (page.clone(), settings.clone());
        move |text: String| {
            let mut next = settings.clone();
            change(&mut next, text);
            page.set_settings(next);
        }
    };
    let on_cores = Callback::from(set(|settings, text| settings.cores = read_cores(&text).unwrap_or(settings.cores)));
    let on_hash = {
        let set = set(|settings, chosen| {
            let found = HASHES.iter().find(|(value, _, _)| *value == chosen);
            settings.hash = found.map_or(settings.hash, |(_, hash, _)| *hash);
        });
        Callback::from(move |event: Event| set(event.target_unchecked_into::<HtmlSelectElement>().value()))
    };
    let on_argv = {
        let set = set(|settings, text| settings.argv = read_argv(&text));
        Callback::from(move |event: Event| set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let hash = |&(value, hash, text): &(&'static str, StringHash, &'static str)| {
        html! { <option {value} selected={settings.hash == hash}>{ text }</option> }
    };
    html! {
        <fieldset class="source-part machine">
            <legend>{ "Machine" }</legend>
            <div class="form-row">
                <NumberField id="machine-cores" label="Cores of local[*]" value={settings.cores.to_string()}
                    check={Callback::from(|text: String| read_cores(&text).err())} on_value={on_cores} />
                <label>{ "Text hash of" }
                    <select id="machine-hash" class="text-input" onchange={on_hash}>{ for HASHES.iter().map(hash) }</select>
                </label>
            </div>
            <label>{ "Arguments" }
                <input id="machine-argv" class="text-input code-input" autocomplete="off" spellcheck="false" placeholder="localhost 9999"
                    value={argv_text(&settings.argv)} onchange={on_argv} />
            </label>
            <p class="hint">{ format!("Cores (1 to {MAX_CORES}) and hash decide the partitions of keys, and so the order of what is printed.") }</p>
        </fieldset>
    }
}
