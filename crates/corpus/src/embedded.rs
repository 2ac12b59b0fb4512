//! The cases of `tests/corpus` inside the binary, for tests that have no files.

use std::collections::BTreeMap;

use flate2::read::DeflateDecoder;

use crate::case::Case;
use crate::error::CorpusError;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/corpus.bin"));

/// All cases, in order of their names.
pub fn load() -> Result<Vec<Case>, CorpusError> {
    let folders: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_reader(DeflateDecoder::new(PACKED)).map_err(CorpusError::Embedded)?;
    let mut cases = Vec::new();
    for (name, files) in &folders {
        cases.extend(Case::read(name, |file| files.get(file).cloned())?);
    }
    Ok(cases)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::path::Path;

    #[test]
    fn embedded_cases_are_those_of_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
        let from_folder = crate::folder::load(&folder).unwrap();
        let embedded = super::load().unwrap();
        let names = |cases: &[crate::case::Case]| cases.iter().map(|case| case.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&embedded), names(&from_folder));
        assert!(embedded.iter().zip(&from_folder).all(|(a, b)| a.program == b.program && a.expected == b.expected));
    }
}
