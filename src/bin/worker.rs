//! The worker: runs the engine beside the page.

fn main() {
    web_sys::wasm_bindgen::JsValue::from_str("worker").is_null();
}
