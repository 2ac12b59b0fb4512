//! Measures natively and in a browser, and prints both; `cargo xtask bench` builds and runs it.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    bench::native::cli::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
