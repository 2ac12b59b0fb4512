//! The measurements in a browser's worker; `web/worker.js` calls `measure`.

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::panic;
    use std::rc::Rc;
    use std::sync::{Mutex, PoisonError};

    use bench::error::BenchError;
    use bench::growth::measure_growth;
    use bench::guest::{Guest, Guests};
    use bench::request::Request;
    use bench::workload::{Answer, Clock};
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

    #[wasm_bindgen]
    extern "C" {
        /// What `web/guests.js` opens. Guests and questions go by their names.
        #[wasm_bindgen(js_name = Guests)]
        pub type OpenGuests;

        /// Why a guest cannot be asked; empty if it can.
        #[wasm_bindgen(method)]
        fn missing(this: &OpenGuests, guest: &str) -> String;

        #[wasm_bindgen(method, catch)]
        fn take(this: &OpenGuests, guest: &str, lines: &str) -> Result<(), JsValue>;

        #[wasm_bindgen(method, catch)]
        fn answer(this: &OpenGuests, guest: &str, question: &str) -> Result<String, JsValue>;

        #[wasm_bindgen(method, catch)]
        fn run(this: &OpenGuests, guest: &str, question: &str) -> Result<f64, JsValue>;
    }

    struct BrowserGuests(OpenGuests);

    fn failed(guest: Guest) -> impl FnOnce(JsValue) -> BenchError {
        move |thrown| BenchError::Guest { guest, what: format!("{thrown:?}") }
    }

    impl Guests for BrowserGuests {
        fn invited(&self) -> Vec<(Guest, Option<String>)> {
            let with_reason = |guest: Guest| (guest, Some(self.0.missing(guest.key())).filter(|why| !why.is_empty()));
            [Guest::JavaScript, Guest::RxJs, Guest::Pyodide].map(with_reason).into()
        }

        fn take(&self, guest: Guest, lines: &str) -> bench::error::Result<()> {
            self.0.take(guest.key(), lines).map_err(failed(guest))
        }

        fn answer(&self, guest: Guest, question: &str) -> bench::error::Result<Answer> {
            let answer = self.0.answer(guest.key(), question).map_err(failed(guest))?;
            serde_json::from_str(&answer).map_err(|error| BenchError::Guest { guest, what: error.to_string() })
        }

        fn run(&self, guest: Guest, question: &str) -> bench::error::Result<f64> {
            self.0.run(guest.key(), question).map_err(failed(guest))
        }
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
    pub fn measure(request: &str, guests: OpenGuests, tell: Tell) -> Result<String, JsError> {
        remember_panics();
        let request: Request = serde_json::from_str(request)?;
        let mut tell_line = |line: &str| tell.tell(&JsValue::NULL, line);
        let measured = request.fulfil(&BrowserClock, Rc::new(BrowserGuests(guests)), &mut tell_line)?;
        Ok(serde_json::to_string(&measured)?)
    }

    /// Measures how the time grows, as JSON.
    #[wasm_bindgen]
    pub fn grow(tell: Tell) -> Result<String, JsError> {
        remember_panics();
        let grown = measure_growth(&BrowserClock, &mut |line| tell.tell(&JsValue::NULL, line))?;
        Ok(serde_json::to_string(&grown)?)
    }

    fn remember_panics() {
        panic::set_hook(Box::new(|info| {
            *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
        }));
    }
}

fn main() {}
