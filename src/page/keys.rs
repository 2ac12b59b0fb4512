//! Keys that work wherever the focus is, or wherever it is not in a field.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::page::commands::Page;
use crate::page::stores::layout::Dialog;
use crate::page::transport::Press;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCommand {
    Press(Press),
    Share,
    Keys,
    Undo,
    Redo,
    CloseNotice,
}

/// Where the focus is, as far as keys are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Nowhere,
    /// Something that is pressed by Space or Enter.
    Button,
    /// Something that takes text or uses the arrow keys itself.
    Field,
}

/// What uses keys itself.
const FIELDS: &str = "input, textarea, select, [contenteditable=true], [role=tab], [role=menu], [role=grid], [role=listbox], dialog, .cm-editor";

/// What Space presses.
const BUTTONS: &str = "button, a, summary, [role=button]";

/// The command of a key; `control` is Ctrl or, on a Mac, Command.
pub fn command(key: &str, control: bool, shift: bool, focus: Focus) -> Option<KeyCommand> {
    let in_field = focus == Focus::Field;
    match (key, control) {
        ("Enter", true) => Some(KeyCommand::Press(Press::RunOrStop)),
        ("s" | "S", true) => Some(KeyCommand::Share),
        ("/", true) => Some(KeyCommand::Keys),
        ("z" | "Z", true) if !in_field && shift => Some(KeyCommand::Redo),
        ("z" | "Z", true) if !in_field => Some(KeyCommand::Undo),
        ("y" | "Y", true) if !in_field => Some(KeyCommand::Redo),
        (" ", false) if focus == Focus::Nowhere => Some(KeyCommand::Press(Press::RunOrPause)),
        ("ArrowLeft", false) if !in_field => Some(KeyCommand::Press(Press::Back)),
        ("ArrowRight", false) if !in_field => Some(KeyCommand::Press(Press::Forward)),
        ("Home", false) if !in_field => Some(KeyCommand::Press(Press::First)),
        ("End", false) if !in_field => Some(KeyCommand::Press(Press::Newest)),
        // It lies over the page, perhaps over what has the focus.
        ("Escape", false) if !in_field => Some(KeyCommand::CloseNotice),
        _ => None,
    }
}

/// Does what a key asks for, unless what has the focus has used it.
pub fn on_key(page: &Page, event: &KeyboardEvent) {
    if event.default_prevented() || event.alt_key() || event.is_composing() {
        return;
    }
    let control = event.ctrl_key() || event.meta_key();
    let Some(command) = command(&event.key(), control, event.shift_key(), focus_of(event)) else {
        return;
    };
    event.prevent_default();
    match command {
        KeyCommand::Press(press) => page.press(press),
        KeyCommand::Share => page.show_dialog(Some(Dialog::Share)),
        KeyCommand::Keys => page.show_dialog(Some(Dialog::Keys)),
        KeyCommand::Undo => page.undo(),
        KeyCommand::Redo => page.redo(),
        KeyCommand::CloseNotice => page.notify(None),
    }
}

fn focus_of(event: &KeyboardEvent) -> Focus {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_in = |selector: &str| target.as_ref().is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))));
    match () {
        () if is_in(FIELDS) => Focus::Field,
        () if is_in(BUTTONS) => Focus::Button,
        () => Focus::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_in_a_field_moves_no_batch() {
        for key in [" ", "ArrowLeft", "Home", "End", "z"] {
            assert_eq!(command(key, false, false, Focus::Field), None, "{key}");
        }
        assert_eq!(command("z", true, false, Focus::Field), None);
    }

    #[test]
    fn escape_closes_a_notice_unless_what_has_the_focus_uses_it() {
        assert_eq!(command("Escape", false, false, Focus::Button), Some(KeyCommand::CloseNotice));
        assert_eq!(command("Escape", false, false, Focus::Field), None);
    }

    #[test]
    fn run_and_share_work_in_fields_too() {
        let press = KeyCommand::Press(Press::RunOrStop);
        assert_eq!(command("Enter", true, false, Focus::Field), Some(press));
        assert_eq!(command("s", true, false, Focus::Field), Some(KeyCommand::Share));
    }

    #[test]
    fn space_on_a_button_presses_the_button() {
        assert_eq!(command(" ", false, false, Focus::Button), None);
        let press = KeyCommand::Press(Press::RunOrPause);
        assert_eq!(command(" ", false, false, Focus::Nowhere), Some(press));
    }
}
