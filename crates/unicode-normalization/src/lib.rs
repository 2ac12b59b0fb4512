//! Normal form KC of texts, which makes two spellings of a name in a program the same name.
//!
//! Stands in for the published crate of this name: the browser has the tables already, so a reader need not download
//! them. Unicode promises that the form of a text whose characters are assigned never changes, whoever computes it.

/// Texts that have a normal form.
pub trait UnicodeNormalization {
    /// The characters of the text in normal form KC.
    fn nfkc(self) -> impl Iterator<Item = char>;
}

impl UnicodeNormalization for &str {
    fn nfkc(self) -> impl Iterator<Item = char> {
        kc(self).into_iter()
    }
}

#[cfg(target_arch = "wasm32")]
fn kc(text: &str) -> Vec<char> {
    String::from(js_sys::JsString::from(text).normalize("NFKC")).chars().collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn kc(text: &str) -> Vec<char> {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize_iter(text.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::UnicodeNormalization;

    #[test]
    fn letters_lose_their_looks_and_accents_join_them() {
        assert_eq!("𝒞ﬁ²".nfkc().collect::<String>(), "Cfi2");
        assert_eq!("e\u{301}".nfkc().collect::<String>(), "é");
    }
}
