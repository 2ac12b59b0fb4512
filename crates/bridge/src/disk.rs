//! The real files of the machine, for a program that is run at the command line.

use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pyspark::world::Disk;

/// More files than this below one folder are not looked at.
const MAX_LISTED: usize = 100_000;

/// Files as the user who runs the command may reach them; relative paths begin at the working folder.
pub struct MachineFiles;

/// A path without the scheme that Spark's paths may have.
fn plain(path: &str) -> &Path {
    let path = path.strip_prefix("file://").or_else(|| path.strip_prefix("file:")).unwrap_or(path);
    Path::new(if path.is_empty() { "." } else { path })
}

fn micros_of(time: SystemTime) -> i64 {
    let micros = |distance: Duration| i64::try_from(distance.as_micros()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => micros(after),
        Err(before) => -micros(before.duration()),
    }
}

/// What is below a folder, by name.
#[derive(Default)]
struct Found {
    files: Vec<String>,
    folders: Vec<String>,
}

/// Everything whose path begins with `prefix`: a folder, perhaps with the beginning of a name.
fn walk(prefix: &str) -> Found {
    let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
    let top = if folder.is_empty() && prefix.starts_with('/') { "/" } else { folder };
    let mut found = Found::default();
    let mut left = vec![top.to_owned()];
    while let Some(folder) = left.pop() {
        // A folder that cannot be read holds nothing for the program.
        let Ok(entries) = fs::read_dir(plain(&folder)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = match folder.as_str() {
                "" => name.to_owned(),
                folder => format!("{}/{name}", folder.trim_end_matches('/')),
            };
            if !path.starts_with(prefix) {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    found.folders.push(path.clone());
                    left.push(path);
                }
                Ok(_) => found.files.push(path),
                Err(_) => {}
            }
        }
        if found.files.len() > MAX_LISTED {
            break;
        }
    }
    found.files.sort();
    found.folders.sort();
    found
}

impl Disk for MachineFiles {
    fn read(&self, path: &str) -> Option<Rc<[u8]>> {
        fs::read(plain(path)).ok().map(Rc::from)
    }

    fn write(&mut self, path: &str, content: &[u8]) -> Result<(), String> {
        let path = plain(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        fs::write(path, content).map_err(|error| error.to_string())
    }

    fn list(&self, prefix: &str) -> Vec<String> {
        walk(prefix).files
    }

    fn list_folders(&self, prefix: &str) -> Vec<String> {
        // Whoever asks for a folder's name wants to know whether it is there, not what is in it.
        match prefix.ends_with('/') || prefix.is_empty() {
            true => walk(prefix).folders,
            false if plain(prefix).is_dir() => vec![prefix.to_owned()],
            false => Vec::new(),
        }
    }

    fn remove_folder(&mut self, path: &str) -> bool {
        fs::remove_dir(plain(path)).is_ok()
    }

    fn remove(&mut self, path: &str) -> bool {
        fs::remove_file(plain(path)).is_ok()
    }

    fn make_folder(&mut self, path: &str) {
        // The program sees that it is not there when it uses it.
        let _ = fs::create_dir_all(plain(path));
    }

    fn time_micros(&self, path: &str) -> Option<i64> {
        let modified = fs::metadata(plain(path)).ok()?.modified().ok()?;
        Some(micros_of(modified))
    }

    fn set_time_micros(&mut self, path: &str, micros: i64) -> bool {
        let distance = Duration::from_micros(micros.unsigned_abs());
        let time = if micros < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        let Some(time) = time else { return false };
        fs::File::open(plain(path)).is_ok_and(|file| file.set_modified(time).is_ok())
    }

    fn clock_micros(&self) -> i64 {
        micros_of(SystemTime::now())
    }

    fn working_folder(&self) -> String {
        std::env::current_dir().map_or_else(|_| "/".into(), |folder| folder.to_string_lossy().into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_listed_and_removed() {
        let name = format!("dstream-files-{}", std::process::id());
        let top = std::env::temp_dir().join(name);
        let path = |inside: &str| format!("{}/{inside}", top.display());
        let mut disk = MachineFiles;
        disk.write(&path("a/b.txt"), b"x").unwrap();
        disk.write(&format!("file:{}", path("a/c/d.txt")), b"y").unwrap();
        assert_eq!(disk.list(&path("a/")), [path("a/b.txt"), path("a/c/d.txt")]);
        assert_eq!(disk.read(&path("a/c/d.txt")).as_deref(), Some(b"y".as_slice()));
        assert_eq!(disk.list_folders(&path("a/")), [path("a/c")]);
        assert!(disk.list_folders(&path("b")).is_empty());
        assert!(disk.set_time_micros(&path("a/b.txt"), 1_500_000));
        assert_eq!(disk.time_micros(&path("a/b.txt")), Some(1_500_000));
        assert!(disk.time_micros(&path("b")).is_none() && !disk.set_time_micros(&path("b"), 0));
        assert!(disk.remove(&path("a/b.txt")) && !disk.remove(&path("a/b.txt")));
        disk.make_folder(&path("empty"));
        assert!(disk.list(&path("empty/")).is_empty());
        assert_eq!(disk.list_folders(&path("empty")), [path("empty")]);
        assert!(disk.remove_folder(&path("empty")) && !disk.remove_folder(&path("a")));
        fs::remove_dir_all(top).unwrap();
    }
}
