//! The names, brought when they are first asked for.

use std::sync::OnceLock;

/// Gives the text of `names.txt`, or `None` if it cannot be had now.
pub type Load = fn() -> Option<String>;

static LOAD: OnceLock<Load> = OnceLock::new();
static TABLE: OnceLock<String> = OnceLock::new();

/// Says where the names come from; only the first call counts.
pub fn load_with(load: Load) {
    LOAD.get_or_init(|| load);
}

pub(crate) fn table() -> Option<&'static str> {
    match TABLE.get() {
        Some(table) => Some(table),
        None => {
            let table = LOAD.get()?()?;
            Some(TABLE.get_or_init(|| table))
        }
    }
}
