//! The files panel: what the program has written, to look at and to download.

pub mod archive;
pub mod view_model;

use gloo_timers::callback::Timeout;
use protocol::file_view::{FileContent, FilesView};
use protocol::message::ToWorker;
use yew::prelude::*;

use crate::page::browser::save;
use crate::page::commands::Page;
use crate::page::hooks::{use_document, use_page, use_run};
use crate::page::inspector::files::view_model::{
    MAX_SHOWN_BYTES, Row, folder_title, left_out, name_of, path_of, rows, shown_text, size_text, summary,
};
use crate::page::widgets::icons::{Icon, icon};
use crate::page::widgets::virtual_rows::VirtualRows;

/// How long batches may come before the list is asked for again: a run at full speed has thousands a second.
const REST_MS: u32 = 250;

#[function_component]
pub fn FilesPanel() -> Html {
    let page = use_page();
    let document = use_document();
    let run = use_run();
    let opened = use_state(|| None::<String>);
    let waiting = use_mut_ref(|| None::<Timeout>);
    {
        let (page, waiting) = (page.clone(), waiting.clone());
        use_effect_with((run.batches_version, run.generation), move |_| {
            let mut slot = waiting.borrow_mut();
            if slot.is_none() {
                let waiting = waiting.clone();
                *slot = Some(Timeout::new(REST_MS, move || {
                    waiting.borrow_mut().take();
                    page.ask(ToWorker::Files);
                }));
            }
        });
    }
    {
        let page = page.clone();
        use_effect_with((), move |()| {
            page.ask(ToWorker::Files);
            move || drop(waiting.borrow_mut().take())
        });
    }
    {
        let page = page.clone();
        // The same path holds something else when the run was computed again.
        use_effect_with(((*opened).clone(), run.generation), move |(opened, _)| {
            if let Some(path) = opened.clone() {
                page.ask(ToWorker::File { path });
            }
        });
    }
    let Some(files) = run.files.as_ref().filter(|files| files.n_files > 0) else {
        return html! {
            <p class="empty">{ "The program has written no file yet. saveAsTextFiles writes a folder for each batch." }</p>
        };
    };
    let shown_batch = run.shown(document.document.view.pinned).map(|batch| batch.batch);
    let content = opened.as_deref().and_then(|path| run.file.as_deref().filter(|file| file.path == path));
    let on_all = {
        let page = page.clone();
        Callback::from(move |_: MouseEvent| page.ask(ToWorker::AllFiles))
    };
    let choose = {
        let opened = opened.clone();
        Callback::from(move |path: String| opened.set(Some(path)))
    };
    html! {
        <div class="files-panel">
            <div class="table-head">
                <div class="table-note">{ summary(files) }{ left_out(files) }</div>
                <button class="button" onclick={on_all}>{ icon(Icon::Download) }{ "Download all as ZIP" }</button>
            </div>
            <div class="files-body">
                { draw_list(files, shown_batch, opened.as_deref(), choose) }
                <div class="file-content">
                    { match (opened.as_deref(), content) {
                        (None, _) => html! { <p class="empty">{ "Choose a file to see what is in it." }</p> },
                        (Some(_), None) => Html::default(),
                        (Some(path), Some(file)) => draw_content(&page, path, file),
                    } }
                </div>
            </div>
        </div>
    }
}

fn draw_list(
    files: &std::rc::Rc<FilesView>,
    shown: Option<u64>,
    opened: Option<&str>,
    choose: Callback<String>,
) -> Html {
    let rows = std::rc::Rc::new(rows(files));
    let n_rows = rows.len() as u64;
    let draw = {
        let (files, opened) = (files.clone(), opened.map(str::to_owned));
        Callback::from(move |row: u64| {
            let row = usize::try_from(row).ok().and_then(|row| rows.get(row)).copied();
            let folder = |idx: usize| files.folders.get(idx);
            match row {
                Some(Row::Folder(idx)) => html! {
                    <div role="listitem" class="virtual-row file-folder" key={format!("{idx}")}
                        data-shown={folder(idx).is_some_and(|folder| folder.batch.is_some() && folder.batch == shown).then_some("true")}>
                        { icon(Icon::Folder) }<b>{ folder(idx).map(folder_title) }</b>
                    </div>
                },
                Some(Row::File(idx, file_idx)) => {
                    let Some((folder, file)) =
                        folder(idx).and_then(|folder| Some((folder, folder.files.get(file_idx)?)))
                    else {
                        return Html::default();
                    };
                    let path = path_of(&folder.path, &file.name);
                    let is_open = opened.as_deref() == Some(path.as_str());
                    let key = path.clone();
                    let onclick = choose.reform(move |_: MouseEvent| path.clone());
                    html! {
                        <div role="listitem" class="virtual-row" {key}>
                            <button class="file" aria-pressed={if is_open { "true" } else { "false" }} {onclick}>
                                <code>{ &file.name }</code><span>{ size_text(file.n_bytes) }</span>
                            </button>
                        </div>
                    }
                }
                None => Html::default(),
            }
        })
    };
    html! { <div class="files-list"><VirtualRows label="Files" {n_rows} key_of_list="files" {draw} /></div> }
}

fn draw_content(page: &Page, path: &str, file: &FileContent) -> Html {
    let download = {
        let (page, path, content) = (page.clone(), path.to_owned(), file.content.clone());
        Callback::from(move |_: MouseEvent| {
            if !save(name_of(&path), &content) {
                page.notify(Some(crate::page::stores::layout::Notice::problem(
                    "The browser does not let this page save files.",
                )));
            }
        })
    };
    let body = match shown_text(&file.content) {
        Some(("", _)) => html! { <p class="empty">{ "The file is empty." }</p> },
        Some((text, is_cut)) => html! {
            <>
                <pre>{ text.to_owned() }</pre>
                if is_cut {
                    <p class="hint">{ format!("The first {} are shown; the download has all of it.", size_text(MAX_SHOWN_BYTES as u64)) }</p>
                }
            </>
        },
        None => html! { <p class="empty">{ "The file is no text; it can be downloaded." }</p> },
    };
    html! {
        <>
            <div class="file-head">
                <code>{ path.to_owned() }</code>
                <button class="button" onclick={download}>{ icon(Icon::Download) }{ "Download" }</button>
            </div>
            <div class="file-text" tabindex="0" role="region" aria-label={format!("Content of {path}")}>{ body }</div>
        </>
    }
}
