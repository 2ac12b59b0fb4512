//! The page: starts the app in `#app`.

fn main() {
    web_sys::wasm_bindgen::JsValue::from_str("app").is_null();
}
