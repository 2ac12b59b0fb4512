//! All files as one ZIP archive, made by a module that is loaded when it is first needed.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use protocol::file_view::FileContent;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::page::browser::{import_module, save};

/// The module: fflate, bundled from `tools/archive`.
const MODULE: &str = "vendor/archive.js";

/// Has the browser save the files as an archive of this name.
///
/// Errors: what kept it from that, for the reader.
pub async fn save_all(name: &str, files: &[FileContent]) -> Result<(), String> {
    let archive = archive_of(files).await.map_err(|_| "The files could not be put into an archive.".to_owned())?;
    match save(name, &archive.to_vec()) {
        true => Ok(()),
        false => Err("The browser does not let this page save files.".to_owned()),
    }
}

async fn archive_of(files: &[FileContent]) -> Result<Uint8Array, JsValue> {
    let module = JsFuture::from(import_module(MODULE)).await?;
    let zip: Function = Reflect::get(&module, &"zipped".into())?.dyn_into()?;
    let entries: Array = files
        .iter()
        .map(|file| Array::of2(&JsValue::from_str(&file.path), &Uint8Array::from(file.content.as_slice())))
        .collect();
    let made: Promise = zip.call1(&JsValue::NULL, &entries)?.dyn_into()?;
    JsFuture::from(made).await?.dyn_into()
}
