//! The code tab: the program as text, what is wrong with it, and a plain field until the editor has arrived.

pub mod completion;
pub mod editor;
pub mod kinds;
pub mod signature;
pub mod tokens;
pub mod view_model;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlTextAreaElement, InputEvent};
use yew::prelude::*;

use crate::page::browser::matches_media;
use crate::page::code::completion::{Asked, choices, help};
use crate::page::code::editor::{Editor, EditorEvents};
use crate::page::code::signature::signature_at;
use crate::page::code::view_model::{Problem, highlights, marks, problems, severity_name};
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_layout, use_page, use_plan};
use crate::page::places::{byte_of_utf16, utf16_of_byte};
use crate::page::stores::document::DocumentAction;
use crate::page::stores::layout::{LayoutAction, Theme};
use crate::page::transport::Press;

/// The program as text.
#[function_component]
pub fn CodePanel() -> Html {
    let page = use_page();
    let document = use_document();
    let plan = use_plan();
    let layout = use_layout();
    let holder = use_node_ref();
    let plain = use_node_ref();
    let editor = use_state(|| None::<Editor>);
    let program = &document.document.program;
    let problems = problems(&document, &plan);

    {
        let (page, holder, plain, editor) = (page.clone(), holder.clone(), plain.clone(), editor.clone());
        use_effect_with((), move |()| {
            if let Some(parent) = holder.cast::<Element>() {
                spawn_local(load(page.clone(), parent, plain, editor));
            }
            move || page.set_editor(None)
        });
    }
    use_effect_with((program.clone(), (*editor).clone()), |(program, editor)| {
        if let Some(editor) = editor {
            editor.set_text(program);
        }
    });
    use_effect_with((marks(program, &problems), (*editor).clone()), |(marks, editor)| {
        if let Some(editor) = editor {
            editor.set_diagnostics(marks);
        }
    });
    use_effect_with((highlights(&document, &plan), (*editor).clone()), |(marks, editor)| {
        if let Some(editor) = editor {
            editor.set_highlights(marks);
        }
    });
    use_effect_with((layout.theme, (*editor).clone()), |(theme, editor)| {
        if let Some(editor) = editor {
            editor.set_dark(is_dark(*theme));
        }
    });
    {
        let program = program.clone();
        let plain = plain.clone();
        use_effect_with((layout.reveal, (*editor).clone()), move |(reveal, editor)| {
            if let Some((_, (start, end))) = *reveal {
                select(editor.as_ref(), &plain, utf16_of_byte(&program, start), utf16_of_byte(&program, end));
            }
        });
    }

    let oninput = {
        let page = page.clone();
        Callback::from(move |event: InputEvent| {
            let field = event.target_unchecked_into::<HtmlTextAreaElement>();
            page.stores().document.dispatch(DocumentAction::SetProgram(field.value()));
        })
    };
    html! {
        <div class="code">
            <div class="code-editor" ref={holder} hidden={editor.is_none()}></div>
            if editor.is_none() {
                <textarea ref={plain} class="code-plain" aria-label="Program" spellcheck="false" autocomplete="off"
                    value={program.clone()} {oninput} />
            }
            <ProblemList {problems} />
            if editor.is_some() {
                <p class="code-keys"><kbd>{ "Esc" }</kbd>{ " then " }<kbd>{ "Tab" }</kbd>{ " leaves the code" }</p>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ProblemListProps {
    problems: Vec<Problem>,
}

/// What is wrong with the program, in words; pressing one goes to its place.
#[function_component]
fn ProblemList(props: &ProblemListProps) -> Html {
    let page = use_page();
    if props.problems.is_empty() {
        return Html::default();
    }
    let item = |problem: &Problem| {
        let place = problem.place;
        let page = page.clone();
        let onclick = Callback::from(move |_| {
            if let Some(place) = place {
                page.reveal_place(place);
            }
        });
        html! {
            <li class="problem" data-severity={severity_name(problem.severity)}>
                <button class="problem-text" {onclick} disabled={place.is_none()}>
                    if let Some(line) = problem.line {
                        <span class="problem-line">{ format!("line {line}") }</span>
                    }
                    { &problem.message }
                </button>
                if let Some(help) = &problem.help {
                    <p class="problem-help">{ help }</p>
                }
            </li>
        }
    };
    html! {
        <ul class="problems" aria-label="Problems">{ for props.problems.iter().map(item) }</ul>
    }
}

async fn load(page: Page, parent: Element, plain: NodeRef, editor: UseStateHandle<Option<Editor>>) {
    let events = editor_events(&page);
    let text = || page.stores().document().document.program.clone();
    // Without the module the plain field stays, which does all that is needed.
    let Ok(loaded) = Editor::load(&parent, "Program", events, text).await else {
        return;
    };
    let field = plain.cast::<Element>();
    let had_focus =
        field.is_some_and(|field| field.owner_document().and_then(|page| page.active_element()) == Some(field));
    page.set_editor(Some(loaded.clone()));
    editor.set(Some(loaded.clone()));
    if had_focus {
        gloo_timers::callback::Timeout::new(0, move || loaded.focus()).forget();
    }
}

fn editor_events(page: &Page) -> EditorEvents {
    let page = || page.clone();
    EditorEvents {
        change: {
            let page = page();
            Callback::from(move |text| page.stores().document.dispatch(DocumentAction::SetProgram(text)))
        },
        run: {
            let page = page();
            Callback::from(move |()| page.press(Press::RunOrStop))
        },
        card: {
            let page = page();
            Callback::from(move |at: u32| {
                let at = byte_of_utf16(&page.stores().document().document.program, at);
                page.go_to_card(at);
            })
        },
        history: {
            let page = page();
            Callback::from(move |history| page.stores().layout.dispatch(LayoutAction::History(history)))
        },
        choices: {
            let page = page();
            Callback::from(move |(text, at, asked): (String, u32, Asked)| {
                choices(&text, at, asked, &page.stores().plan().catalogue)
            })
        },
        help: {
            let page = page();
            Callback::from(move |(text, at): (String, u32)| help(&text, at, &page.stores().plan().catalogue))
        },
        signature: {
            let page = page();
            Callback::from(move |(text, at): (String, u32)| signature_at(&text, at, &page.stores().plan().catalogue))
        },
    }
}

fn select(editor: Option<&Editor>, plain: &NodeRef, from: u32, to: u32) {
    if let Some(editor) = editor {
        editor.select(from, to);
    } else if let Some(field) = plain.get().and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) {
        let _ = field.focus(); // A hidden field leaves the focus where it is.
        let _ = field.set_selection_range(from, to);
    }
}

fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => matches_media("(prefers-color-scheme: dark)"),
    }
}
