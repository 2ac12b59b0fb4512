//! Paths as Hadoop reads them: one file, all files of a folder, or what a pattern fits.

use value::CallCx;

/// Why there are no files at a path.
pub(crate) enum NoFiles {
    /// Nothing is there.
    Missing,
    /// A pattern that nothing fits.
    NoMatch,
    /// A folder with this folder in it, which is not read.
    Folder(String),
}

/// The path without scheme and without the slashes around it: folders are counted from the root.
pub(crate) fn plain(path: &str) -> &str {
    without_scheme(path).trim_matches('/')
}

/// The path as the host knows it: absolute ones stay so.
fn without_scheme(path: &str) -> &str {
    let path = path.strip_prefix("file://").or_else(|| path.strip_prefix("file:")).unwrap_or(path);
    path.strip_prefix("./").unwrap_or(path).trim_end_matches('/')
}

/// The path as Spark's messages and `wholeTextFiles` show it.
pub(crate) fn shown(path: &str) -> String {
    format!("file:/{}", plain(path))
}

/// Several paths in one, with commas between them; those in braces belong to a pattern.
pub(crate) fn several(paths: &str) -> Vec<&str> {
    let mut depth = 0;
    let separates = move |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    };
    paths.split(separates).collect()
}

/// The files that a path names, in the order of their names. Hidden ones are left out.
pub(crate) fn files_at(path: &str, cx: &CallCx) -> Result<Vec<String>, NoFiles> {
    let path = without_scheme(path);
    if cx.host.read_file(path).is_some() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for pattern in alternatives(path) {
        for file in cx.host.list_files(&fixed_folder(&pattern)) {
            match place(plain(&pattern), plain(&file)) {
                Place::Outside => {}
                Place::Itself | Place::Child if is_ignored_by_hadoop(&file) => {}
                Place::Itself | Place::Child => found.push(file),
                Place::Deeper(folder) => return Err(NoFiles::Folder(folder)),
            }
        }
    }
    found.sort();
    match found.is_empty() {
        false => Ok(found),
        true if path.contains(['*', '?', '[', '{']) => Err(NoFiles::NoMatch),
        true => Err(NoFiles::Missing),
    }
}

/// The files right in a folder, or in all folders that a pattern fits, but for those whose name begins with a dot.
pub(crate) fn files_in(folder: &str, cx: &CallCx) -> Vec<String> {
    let is_shown = |file: &String| !file.rsplit('/').next().unwrap_or(file).starts_with('.');
    let mut found = Vec::new();
    for pattern in alternatives(&format!("{}/*", without_scheme(folder))) {
        let files = cx.host.list_files(&fixed_folder(&pattern)).into_iter();
        found.extend(
            files.filter(|file| is_shown(file) && matches!(place(plain(&pattern), plain(file)), Place::Itself)),
        );
    }
    found
}

/// Whether Hadoop takes a file for its own and reads past it.
pub(crate) fn is_ignored_by_hadoop(file: &str) -> bool {
    file.rsplit('/').next().unwrap_or(file).starts_with(['_', '.'])
}

/// The folder that a pattern's matches are in for sure.
fn fixed_folder(pattern: &str) -> String {
    let fixed = pattern.find(['*', '?', '[']).and_then(|at| pattern.get(..at)).unwrap_or(pattern);
    let fixed = fixed.rsplit_once('/').map_or("", |(folder, _)| folder);
    if fixed.is_empty() { String::new() } else { format!("{fixed}/") }
}

/// Where a file is, seen from a pattern.
enum Place {
    /// The pattern fits its path.
    Itself,
    /// The pattern fits its folder.
    Child,
    /// The pattern fits a folder above its folder; this is the one right below.
    Deeper(String),
    Outside,
}

fn place(pattern: &str, path: &str) -> Place {
    let mut names = path.split('/');
    for part in pattern.split('/') {
        match names.next() {
            Some(name) if fits(part.as_bytes(), name.as_bytes()) => {}
            _ => return Place::Outside,
        }
    }
    match (names.next(), names.next()) {
        (None, _) => Place::Itself,
        (Some(_), None) => Place::Child,
        (Some(folder), Some(_)) => {
            let n_parts = pattern.split('/').count();
            let above: Vec<&str> = path.split('/').take(n_parts).collect();
            Place::Deeper(format!("/{}/{folder}", above.join("/")))
        }
    }
}

/// The patterns that `a{b,c}d` stands for.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else { return vec![pattern.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![pattern.to_owned()] };
    inside.split(',').flat_map(|choice| alternatives(&format!("{before}{choice}{after}"))).collect()
}

/// Whether a name fits a pattern: `*` stands for anything, `?` for one character, `[a-c]` for one of some.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    // How often to try again with a longer `*` is bounded by the lengths: only the last one has to grow.
    let (mut at, mut in_pattern) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(&byte) = name.get(at) {
        match one(pattern.get(in_pattern..).unwrap_or_default(), byte) {
            Fit::Star => {
                in_pattern += 1;
                retry = Some((at, in_pattern));
            }
            Fit::Yes(length) => {
                at += 1;
                in_pattern += length;
            }
            Fit::No => match &mut retry {
                Some((taken, after_star)) => {
                    *taken += 1;
                    (at, in_pattern) = (*taken, *after_star);
                }
                None => return false,
            },
        }
    }
    pattern.get(in_pattern..).unwrap_or_default().iter().all(|&byte| byte == b'*')
}

enum Fit {
    Star,
    /// It fits this much of the pattern.
    Yes(usize),
    No,
}

/// Whether a byte fits the pattern's beginning.
fn one(pattern: &[u8], byte: u8) -> Fit {
    match pattern {
        [b'*', ..] => Fit::Star,
        [b'?', ..] => Fit::Yes(1),
        [b'[', rest @ ..] => {
            let Some(end) = rest.iter().position(|&byte| byte == b']') else { return Fit::No };
            let set = rest.get(..end).unwrap_or_default();
            let (set, is_inside) = match set {
                [b'^', set @ ..] => (set, false),
                set => (set, true),
            };
            if contains(set, byte) == is_inside { Fit::Yes(end + 2) } else { Fit::No }
        }
        [expected, ..] if *expected == byte => Fit::Yes(1),
        _ => Fit::No,
    }
}

fn contains(set: &[u8], byte: u8) -> bool {
    match set {
        [low, b'-', high, rest @ ..] => (*low..=*high).contains(&byte) || contains(rest, byte),
        [one, rest @ ..] => *one == byte || contains(rest, byte),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(pattern: &str, path: &str) -> bool {
        alternatives(pattern).iter().any(|pattern| matches!(place(pattern, path), Place::Itself))
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        assert!(is_match("logs/*.txt", "logs/a.txt"));
        assert!(is_match("*a*b", "xaxxabb"));
        assert!(!is_match("logs/*.txt", "logs/a/b.txt"));
        assert!(!is_match("*a*b", "xaxxabbc"));
    }

    #[test]
    fn characters_and_choices_fit() {
        assert!(is_match("?.txt", "a.txt"));
        assert!(is_match("[a-c]x.{txt,log}", "bx.log"));
        assert!(!is_match("[^a-c]x.{txt,log}", "bx.log"));
        assert!(!is_match("?", "ab"));
        assert!(!is_match("[a", "a"));
    }
}
