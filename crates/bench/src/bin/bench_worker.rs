//! The measurements in a browser's worker; `web/worker.js` calls `measure`.

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::panic;
    use std::sync::{Mutex, PoisonError};

    use bench::request::Request;
    use bench::workload::Clock;
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = performance, js_name = now)]
        fn now_ms() -> f64;

        /// A function that takes a line of text.
        pub type Tell;

        #[wasm_bindgen(method, js_name = call)]
        fn tell(this: &Tell, receiver: &JsValue, line: &str);
    }

    struct BrowserClock;

    impl Clock for BrowserClock {
        fn seconds(&self) -> f64 {
            now_ms() / 1e3
        }
    }

    static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

    /// What the panic said that ended `measure`, which JavaScript sees as a trap without a message; else empty.
    #[wasm_bindgen]
    pub fn last_panic() -> String {
        LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Measures what `request` (JSON) asks for and gives the measurements as JSON.
    #[wasm_bindgen]
    pub fn measure(request: &str, tell: Tell) -> Result<String, JsError> {
        panic::set_hook(Box::new(|info| {
            *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
        }));
        let request: Request = serde_json::from_str(request)?;
        let mut tell_line = |line: &str| tell.tell(&JsValue::NULL, line);
        let measured = request.fulfil(&BrowserClock, &mut tell_line)?;
        Ok(serde_json::to_string(&measured)?)
    }
}

fn main() {}
