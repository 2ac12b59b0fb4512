//! What the state panel says about a table and a key.

use protocol::run_view::{StateRowView, StateView};

use crate::page::chain::view_model::plural;

/// The table in a few words.
pub fn summary(view: &StateView) -> String {
    let keys = format!("{} {} after batch {}", view.n_keys, plural(view.n_keys, "key"), view.batch);
    match view.n_found == view.n_keys {
        true => keys,
        false => format!("{keys}, {} found", view.n_found),
    }
}

/// The call that gave a key its state: `add_up([1, 1], 3) = 5`.
pub fn call_text(function: &str, row: &StateRowView) -> String {
    let was = row.was.as_deref().unwrap_or("None");
    let now = row.now.as_deref().unwrap_or("None");
    format!("{function}({}, {was}) = {now}", row.new_values)
}

/// What a change means, for its colour.
pub fn change_kind(change: &str) -> &'static str {
    match change.chars().next() {
        Some('+') => "more",
        Some('-' | '−') => "less",
        Some(_) => "other",
        None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_call() {
        let row = StateRowView {
            new_values: "[1, 1]".to_owned(),
            was: Some("3".to_owned()),
            now: Some("5".to_owned()),
            ..StateRowView::default()
        };
        assert_eq!(call_text("add_up", &row), "add_up([1, 1], 3) = 5");
        let gone = StateRowView { new_values: "[]".to_owned(), ..StateRowView::default() };
        assert_eq!(call_text("f", &gone), "f([], None) = None");
    }

    #[test]
    fn the_summary_counts_what_was_found() {
        let view = StateView { n_keys: 9, n_found: 2, batch: 3, ..StateView::default() };
        assert_eq!(summary(&view), "9 keys after batch 3, 2 found");
    }

    #[test]
    fn changes_have_a_direction() {
        assert_eq!(["+2", "-1", "", "'a' → 'b'"].map(change_kind), ["more", "less", "none", "other"]);
    }
}
