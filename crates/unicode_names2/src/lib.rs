//! Characters by their names, for `"\N{SNOWMAN}"`.
//!
//! Stands in for the published crate of this name: its tables would be a fifth of what a reader downloads, and hardly
//! any program names a character. In the browser the names come from a file beside the page, when they are first
//! needed; elsewhere they are part of the program. They are those of CPython 3.11.
//! `names.py` makes the file, whose licence is in `names.LICENSE.txt`.

mod computed;
pub mod loaded;

/// The character called `name`, in small or capital letters; aliases such as `LF` are names too.
///
/// `None` also if the names could not be loaded; the next call tries again.
pub fn character(name: &str) -> Option<char> {
    computed::character(name).or_else(|| find(table()?, name))
}

fn table() -> Option<&'static str> {
    if cfg!(target_arch = "wasm32") { loaded::table() } else { Some(include_str!("../names.txt")) }
}

/// Looks in lines of a code in base 16, a tab and a name.
fn find(table: &str, name: &str) -> Option<char> {
    let wanted = format!("\t{}\n", name.to_ascii_uppercase());
    // A control character in the name would match across lines.
    if name.is_empty() || name.contains(|c: char| c.is_ascii_control()) {
        return None;
    }
    let end = table.find(&wanted)?;
    let start = table[..end].rfind('\n').map_or(0, |newline| newline + 1);
    char::from_u32(u32::from_str_radix(&table[start..end], 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn names_are_found_whole_and_in_any_case() {
        assert_eq!(character("SNOWMAN"), Some('☃'));
        assert_eq!(character("latin small letter A"), Some('a'));
        assert_eq!(character("NULL"), Some('\0'));
        assert_eq!(character("GOTHIC LETTER AHSA"), Some('\u{10330}'));
    }

    #[test]
    fn other_texts_are_no_names() {
        for text in ["", "SNOW", "NOWMAN", "LETTER A", "SNOWMAN\n2604\tCOMET", "KEYCAP DIGIT ONE", "☃"] {
            assert_eq!(character(text), None, "{text}");
        }
    }
}
