//! The bar at the top: name, examples, time, share and theme.

mod examples;
mod transport;

use yew::prelude::*;

use crate::page::bar::examples::ExamplesMenu;
use crate::page::bar::transport::Transport;
use crate::page::doctor::Doctor;
use crate::page::hooks::{use_layout, use_page};
use crate::page::stores::layout::{Dialog, LayoutAction, Theme};
use crate::page::widgets::icons::{Icon, icon, logo};

#[function_component]
pub fn Bar() -> Html {
    let page = use_page();
    let share = {
        let page = page.clone();
        Callback::from(move |_| page.show_dialog(Some(Dialog::Share)))
    };
    let keys = Callback::from(move |_| page.show_dialog(Some(Dialog::Keys)));
    html! {
        <header class="bar">
            <h1 class="brand">{ logo() }<span class="brand-name">{ "DStream Playground" }</span></h1>
            <ExamplesMenu />
            <Transport />
            <span class="spacer"></span>
            <Doctor />
            <button class="button" aria-label="Share" onclick={share} aria-keyshortcuts="Control+S">
                { icon(Icon::Share) }<span class="wide-only">{ "Share" }</span>
            </button>
            <ThemeButton />
            <button class="button icon-button wide-only" aria-label="Keys" onclick={keys}>{ icon(Icon::Keys) }</button>
        </header>
    }
}

/// Goes from system to light to dark.
#[function_component]
fn ThemeButton() -> Html {
    let layout = use_layout();
    let (name, picture) = match layout.theme {
        Theme::System => ("Theme: system", Icon::ThemeSystem),
        Theme::Light => ("Theme: light", Icon::ThemeLight),
        Theme::Dark => ("Theme: dark", Icon::ThemeDark),
    };
    let onclick = {
        let layout = layout.clone();
        Callback::from(move |_| layout.dispatch(LayoutAction::Theme(layout.clone().theme.next())))
    };
    html! {
        <button class="button icon-button" aria-label={name} title={name} {onclick}>{ icon(picture) }</button>
    }
}
