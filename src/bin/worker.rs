//! The worker's program: runs the engine beside the page.

#[global_allocator]
static ALLOCATOR: value::memory::Counting = value::memory::Counting;

fn main() {
    dstream_playground::worker::start();
}
