//! The page's program: starts the app in `#app`.

fn main() {
    dstream_playground::page::start();
}
