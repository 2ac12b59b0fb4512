//! The worker's program: runs the engine beside the page.

fn main() {
    dstream_playground::worker::start();
}
