//! CodeMirror from `vendor/editor.js`, as the page uses it.

use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;
use yew::Callback;

use crate::page::browser::import_module;
use crate::page::code::completion::{Asked, Choice, Choices, Help};
use crate::page::code::signature::Signature;
use crate::page::stores::layout::History;

/// The editor's module in the built folder.
const MODULE: &str = "vendor/editor.js";

#[wasm_bindgen]
extern "C" {
    type EditorModule;
    #[wasm_bindgen(method, catch)]
    fn create(this: &EditorModule, parent: &Element, text: &str, options: &JsValue) -> Result<CodeMirror, JsValue>;

    type CodeMirror;
    #[wasm_bindgen(method)]
    fn text(this: &CodeMirror) -> String;
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &CodeMirror, text: &str);
    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics(this: &CodeMirror, diagnostics: &Array);
    #[wasm_bindgen(method, js_name = setHighlights)]
    fn set_highlights(this: &CodeMirror, spans: &Array);
    #[wasm_bindgen(method)]
    fn select(this: &CodeMirror, from: u32, to: u32);
    #[wasm_bindgen(method)]
    fn selection(this: &CodeMirror) -> JsValue;
    #[wasm_bindgen(method)]
    fn undo(this: &CodeMirror) -> bool;
    #[wasm_bindgen(method)]
    fn redo(this: &CodeMirror) -> bool;
    #[wasm_bindgen(method)]
    fn focus(this: &CodeMirror);
    #[wasm_bindgen(method, js_name = setDark)]
    fn set_dark(this: &CodeMirror, dark: bool);
    #[wasm_bindgen(method)]
    fn destroy(this: &CodeMirror);
}

/// What an editor tells the page.
#[derive(Clone, PartialEq)]
pub struct EditorEvents {
    /// The whole text after an edit by the reader.
    pub change: Callback<String>,
    /// Ctrl+Enter.
    pub run: Callback<()>,
    /// The reader wants to see the step at this place, in UTF-16 units.
    pub card: Callback<u32>,
    /// What undo and redo could do.
    pub history: Callback<History>,
    /// What can stand at a place of a text.
    pub choices: Callback<(String, u32, Asked), Option<Choices>>,
    /// What to say about the name at a place of a text.
    pub help: Callback<(String, u32), Option<Help>>,
    /// The call around a place of a text.
    pub signature: Callback<(String, u32), Option<Signature>>,
}

/// A part of the text that is marked; offsets in UTF-16 units.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub from: u32,
    pub to: u32,
    /// `error`, `warning` or `hint` for a diagnostic; for a highlight the name of what is there.
    pub kind: &'static str,
    pub message: String,
    pub help: String,
}

/// An editor in the page; it is taken away when the last clone is dropped.
#[derive(Clone)]
pub struct Editor {
    inner: Rc<Inner>,
}

struct Inner {
    view: CodeMirror,
    _change: Closure<dyn FnMut(String)>,
    _run: Closure<dyn FnMut()>,
    _card: Closure<dyn FnMut(u32)>,
    _history: Closure<dyn FnMut(bool, bool)>,
    _choices: Closure<dyn FnMut(String, u32, bool) -> JsValue>,
    _help: Closure<dyn FnMut(String, u32) -> JsValue>,
    _signature: Closure<dyn FnMut(String, u32) -> JsValue>,
}

impl Editor {
    /// Loads the module and puts an editor into `parent`.
    pub async fn load(
        parent: &Element,
        label: &str,
        events: EditorEvents,
        text: impl FnOnce() -> String,
    ) -> Result<Self, JsValue> {
        let module = JsFuture::from(import_module(MODULE)).await?;
        let change = Closure::<dyn FnMut(String)>::new(move |text| events.change.emit(text));
        let run = Closure::<dyn FnMut()>::new(move || events.run.emit(()));
        let card = Closure::<dyn FnMut(u32)>::new(move |at| events.card.emit(at));
        let history = Closure::<dyn FnMut(bool, bool)>::new(move |can_undo, can_redo| {
            events.history.emit(History { can_undo, can_redo });
        });
        let choices = Closure::<dyn FnMut(String, u32, bool) -> JsValue>::new(move |text, at, is_explicit| {
            let asked = if is_explicit { Asked::ByKey } else { Asked::ByTyping };
            events.choices.emit((text, at, asked)).map_or(JsValue::NULL, |choices| choices_object(&choices))
        });
        let help = Closure::<dyn FnMut(String, u32) -> JsValue>::new(move |text, at| {
            events.help.emit((text, at)).map_or(JsValue::NULL, |help| help_object(&help))
        });
        let signature = Closure::<dyn FnMut(String, u32) -> JsValue>::new(move |text, at| {
            events.signature.emit((text, at)).map_or(JsValue::NULL, |signature| signature_object(&signature))
        });
        let options = object(&[
            ("label", label.into()),
            ("onChange", change.as_ref().clone()),
            ("onRun", run.as_ref().clone()),
            ("onCard", card.as_ref().clone()),
            ("onHistory", history.as_ref().clone()),
            ("completions", choices.as_ref().clone()),
            ("hover", help.as_ref().clone()),
            ("signature", signature.as_ref().clone()),
        ]);
        let view = module.unchecked_into::<EditorModule>().create(parent, &text(), &options)?;
        let inner = Inner {
            view,
            _change: change,
            _run: run,
            _card: card,
            _history: history,
            _choices: choices,
            _help: help,
            _signature: signature,
        };
        Ok(Self { inner: Rc::new(inner) })
    }

    /// Shows this text, as one undo step if it differs.
    pub fn set_text(&self, text: &str) {
        if self.inner.view.text() != text {
            self.inner.view.set_text(text);
        }
    }

    pub fn set_diagnostics(&self, marks: &[Mark]) {
        self.inner.view.set_diagnostics(&list(marks, "severity"));
    }

    pub fn set_highlights(&self, marks: &[Mark]) {
        self.inner.view.set_highlights(&list(marks, "kind"));
    }

    /// Selects a part of the text and takes the focus.
    pub fn select(&self, from: u32, to: u32) {
        self.inner.view.select(from, to);
    }

    /// Where the cursor is, in UTF-16 units.
    pub fn cursor(&self) -> u32 {
        let selection = self.inner.view.selection();
        Reflect::get(&selection, &"head".into()).ok().and_then(|head| head.as_f64()).unwrap_or(0.0) as u32
    }

    pub fn focus(&self) {
        self.inner.view.focus();
    }

    pub fn undo(&self) {
        self.inner.view.undo();
    }

    pub fn redo(&self) {
        self.inner.view.redo();
    }

    pub fn set_dark(&self, dark: bool) {
        self.inner.view.set_dark(dark);
    }
}

impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.view.destroy();
    }
}

fn list(marks: &[Mark], kind_key: &str) -> Array {
    let item = |mark: &Mark| {
        object(&[
            ("from", mark.from.into()),
            ("to", mark.to.into()),
            (kind_key, mark.kind.into()),
            ("message", mark.message.as_str().into()),
            ("help", mark.help.as_str().into()),
        ])
    };
    marks.iter().map(item).collect()
}

fn choices_object(choices: &Choices) -> JsValue {
    let option = |choice: &Choice| {
        object(&[
            ("label", choice.label.as_str().into()),
            ("detail", choice.detail.as_str().into()),
            ("info", choice.info.as_str().into()),
            ("type", choice.kind.into()),
        ])
    };
    let options: Array = choices.choices.iter().map(option).collect();
    object(&[("from", choices.from.into()), ("options", options.into())])
}

fn help_object(help: &Help) -> JsValue {
    object(&[
        ("from", help.from.into()),
        ("to", help.to.into()),
        ("title", help.title.as_str().into()),
        ("text", help.text.as_str().into()),
        ("example", help.example.as_str().into()),
    ])
}

fn signature_object(signature: &Signature) -> JsValue {
    let params: Array = signature.params.iter().map(|param| JsValue::from_str(param)).collect();
    object(&[
        ("from", signature.from.into()),
        ("name", signature.name.as_str().into()),
        ("params", params.into()),
        ("current", signature.current.map_or(JsValue::NULL, |current| (current as u32).into())),
        ("summary", signature.summary.as_str().into()),
    ])
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a new plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object.into()
}
