//! `World`: what a program can reach, kept in memory: printed text, a virtual clock, files.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use value::{Host, Refuel, Sleep};

/// Most bytes that all files of a program may hold together.
const MAX_FILE_BYTES: usize = 256 << 20;

/// Everything outside a program: text goes to a buffer that the owner drains, time moves only when it is told to,
/// files are a map. Paths are kept as they are written, without a leading `/`, `./` or
/// `file:` scheme.
#[derive(Default)]
pub struct World {
    stdout: String,
    stderr: String,
    micros: i64,
    files: BTreeMap<String, Rc<[u8]>>,
    /// Folders that are there whether or not files are in them.
    folders: BTreeSet<String>,
    n_file_bytes: usize,
    /// When each file was last written, in microseconds since the epoch.
    file_times: BTreeMap<String, i64>,
    /// The latest time that a file was given. A write takes a microsecond, so that it can be told what came first.
    file_clock: i64,
    /// `sys.argv[1:]`.
    args: Vec<String>,
    /// Whether the driver program's own code runs now, not a callback of a batch.
    driver_runs: bool,
    /// Whether a streaming context runs, so that batches are due while the driver sleeps.
    batches_are_due: bool,
    /// When the driver wants to wake up, in microseconds since the epoch.
    sleeps_until: Option<i64>,
    limits: Option<Box<dyn Limits>>,
    /// Real files, instead of those kept here.
    disk: Option<Box<dyn Disk>>,
}

/// The files of a real machine.
pub trait Disk {
    fn read(&self, path: &str) -> Option<Rc<[u8]>>;
    /// Creates or replaces a file, and the folders above it if needed; the error is the reason.
    fn write(&mut self, path: &str, content: &[u8]) -> Result<(), String>;
    /// See [`Host::list_files`].
    fn list(&self, prefix: &str) -> Vec<String>;
    /// Whether there was one.
    fn remove(&mut self, path: &str) -> bool;
    fn make_folder(&mut self, path: &str);
    /// Removes an empty folder; whether there was one.
    fn remove_folder(&mut self, path: &str) -> bool;
    /// See [`Host::list_folders`].
    fn list_folders(&self, prefix: &str) -> Vec<String>;
    /// The working folder, absolute.
    fn working_folder(&self) -> String;
    /// See [`Host::file_time_micros`].
    fn time_micros(&self, path: &str) -> Option<i64>;
    /// See [`Host::set_file_time_micros`].
    fn set_time_micros(&mut self, path: &str, micros: i64) -> bool;
    /// The clock of the machine.
    fn clock_micros(&self) -> i64;
}

/// What a run may use up.
pub trait Limits {
    /// See [`Host::refuel`].
    fn refuel(&mut self, progress: u64) -> Refuel;
    /// See [`Host::memory_left`].
    fn memory_left(&self) -> usize;
}

impl World {
    /// A world whose clock stands at `micros` since the epoch, with these files.
    pub fn new(micros: i64, files: BTreeMap<String, Rc<[u8]>>) -> Self {
        let n_file_bytes = files.values().map(|content| content.len()).sum();
        let file_times = files.keys().map(|path| (path.clone(), micros)).collect();
        Self { micros, files, n_file_bytes, file_times, ..Self::default() }
    }

    /// What was printed since the last call.
    pub fn take_stdout(&mut self) -> String {
        std::mem::take(&mut self.stdout)
    }

    /// What was written to `sys.stderr` since the last call.
    pub fn take_stderr(&mut self) -> String {
        std::mem::take(&mut self.stderr)
    }

    /// Moves the clock forward to `micros`; it never goes back.
    pub fn advance_to(&mut self, micros: i64) {
        self.micros = self.micros.max(micros);
    }

    /// Sets the clock, for a streaming context that starts at a time of its own.
    pub fn set_clock(&mut self, micros: i64) {
        self.micros = micros;
        self.file_clock = micros;
    }

    /// Asks `limits` whenever the steps are used up, and before something large is built; without them the run ends
    /// with its first steps.
    #[must_use]
    pub fn with_limits(mut self, limits: impl Limits + 'static) -> Self {
        self.limits = Some(Box::new(limits));
        self
    }

    /// Lets the program reach real files instead of those kept here.
    #[must_use]
    pub fn with_disk(mut self, disk: impl Disk + 'static) -> Self {
        self.disk = Some(Box::new(disk));
        self
    }

    /// Gives the program its arguments, `sys.argv[1:]`.
    pub(crate) fn set_args(&mut self, args: Vec<String>) {
        self.args = args;
    }

    pub(crate) fn set_driver_runs(&mut self, driver_runs: bool) {
        self.driver_runs = driver_runs;
    }

    pub(crate) fn set_batches_are_due(&mut self, batches_are_due: bool) {
        self.batches_are_due = batches_are_due;
    }

    /// When the driver wants to wake up, if it went to sleep.
    pub(crate) fn take_sleep(&mut self) -> Option<i64> {
        self.sleeps_until.take()
    }

    /// All files by path.
    pub fn files(&self) -> &BTreeMap<String, Rc<[u8]>> {
        &self.files
    }
}

/// The form in which a path is kept. The working folder is the root.
fn tidy(path: &str) -> &str {
    let path = path.strip_prefix("file://").or_else(|| path.strip_prefix("file:")).unwrap_or(path);
    path.strip_prefix("./").unwrap_or(path).trim_start_matches('/')
}

impl Host for World {
    fn write_stdout(&mut self, text: &str) {
        self.stdout.push_str(text);
    }

    fn write_stderr(&mut self, text: &str) {
        self.stderr.push_str(text);
    }

    fn args(&self) -> Vec<String> {
        self.args.clone()
    }

    fn now_micros(&self) -> i64 {
        self.micros
    }

    fn sleep_micros(&mut self, micros: i64) -> Sleep {
        let until = self.micros.saturating_add(micros.max(0));
        if self.driver_runs && self.batches_are_due {
            self.sleeps_until = Some(until);
            return Sleep::Waits;
        }
        self.micros = until;
        Sleep::Slept
    }

    fn memory_left(&self) -> usize {
        self.limits.as_ref().map_or(usize::MAX, |limits| limits.memory_left())
    }

    fn refuel(&mut self, progress: u64) -> Refuel {
        self.limits.as_mut().map_or(Refuel::TimeIsUp, |limits| limits.refuel(progress))
    }

    fn read_file(&self, path: &str) -> Option<Rc<[u8]>> {
        if let Some(disk) = &self.disk {
            return disk.read(path);
        }
        self.files.get(tidy(path)).cloned()
    }

    fn write_file(&mut self, path: &str, content: Vec<u8>) -> Result<(), String> {
        if let Some(disk) = &mut self.disk {
            return disk.write(path, &content);
        }
        let path = tidy(path);
        let n_before = self.files.get(path).map_or(0, |content| content.len());
        let n_after = self.n_file_bytes - n_before + content.len();
        if n_after > MAX_FILE_BYTES {
            return Err(format!("the files of a program may hold {MAX_FILE_BYTES} bytes together"));
        }
        self.n_file_bytes = n_after;
        self.files.insert(path.to_owned(), content.into());
        self.file_clock = self.micros.max(self.file_clock + 1);
        self.file_times.insert(path.to_owned(), self.file_clock);
        Ok(())
    }

    fn list_files(&self, prefix: &str) -> Vec<String> {
        if let Some(disk) = &self.disk {
            return disk.list(prefix);
        }
        let prefix = tidy(prefix);
        self.files.keys().filter(|path| path.starts_with(prefix)).cloned().collect()
    }

    fn remove_file(&mut self, path: &str) -> bool {
        if let Some(disk) = &mut self.disk {
            return disk.remove(path);
        }
        let path = tidy(path);
        let Some(content) = self.files.remove(path) else { return false };
        self.n_file_bytes -= content.len();
        self.file_times.remove(path);
        // Its folder stays, even if it was the last one in there.
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.folders.insert(folder.to_owned());
        }
        true
    }

    fn make_folder(&mut self, path: &str) {
        if let Some(disk) = &mut self.disk {
            return disk.make_folder(path);
        }
        let path = tidy(path).trim_end_matches('/');
        if !path.is_empty() {
            self.folders.insert(path.to_owned());
        }
    }

    fn remove_folder(&mut self, path: &str) -> bool {
        if let Some(disk) = &mut self.disk {
            return disk.remove_folder(path);
        }
        self.folders.remove(tidy(path).trim_end_matches('/'))
    }

    fn list_folders(&self, prefix: &str) -> Vec<String> {
        if let Some(disk) = &self.disk {
            return disk.list_folders(prefix);
        }
        let prefix = tidy(prefix);
        self.folders.iter().filter(|path| path.starts_with(prefix)).cloned().collect()
    }

    fn file_time_micros(&self, path: &str) -> Option<i64> {
        match &self.disk {
            Some(disk) => disk.time_micros(path),
            None => self.file_times.get(tidy(path)).copied(),
        }
    }

    fn set_file_time_micros(&mut self, path: &str, micros: i64) -> bool {
        match &mut self.disk {
            Some(disk) => disk.set_time_micros(path, micros),
            None => self.file_times.get_mut(tidy(path)).map(|time| *time = micros).is_some(),
        }
    }

    fn file_clock_micros(&self) -> i64 {
        match &self.disk {
            Some(disk) => disk.clock_micros(),
            None => self.micros.max(self.file_clock),
        }
    }

    fn working_folder(&self) -> String {
        self.disk.as_ref().map_or_else(|| "/".into(), |disk| disk.working_folder())
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_one_file_however_it_is_written() {
        let mut world = World::default();
        world.write_file("./a/b.txt", b"x".to_vec()).unwrap();
        assert_eq!(world.read_file("file:a/b.txt").as_deref(), Some(b"x".as_slice()));
        assert_eq!(world.list_files("a/"), ["a/b.txt"]);
    }

    #[test]
    fn a_removed_file_is_gone_and_gives_back_its_room() {
        let mut world = World::default();
        world.write_file("a/b.txt", vec![0; MAX_FILE_BYTES]).unwrap();
        assert!(world.remove_file("./a/b.txt") && !world.remove_file("a/b.txt"));
        assert!(world.write_file("c", vec![0; MAX_FILE_BYTES]).is_ok());
    }

    #[test]
    fn files_are_stamped_in_the_order_in_which_they_are_written() {
        let mut world = World::new(5, BTreeMap::new());
        world.write_file("a", Vec::new()).unwrap();
        let between = world.file_clock_micros();
        world.write_file("b", Vec::new()).unwrap();
        let time = |world: &World, path: &str| world.file_time_micros(path).unwrap();
        assert!(time(&world, "a") <= between && between < time(&world, "b"));
        assert!(world.set_file_time_micros("./a", 99) && time(&world, "a") == 99);
        assert!(world.remove_file("a") && world.file_time_micros("a").is_none());
    }

    #[test]
    fn files_have_a_limit_together() {
        let mut world = World::default();
        world.write_file("a", vec![0; MAX_FILE_BYTES]).unwrap();
        assert!(world.write_file("b", vec![0]).is_err());
        assert!(world.write_file("a", vec![0; 3]).is_ok());
        assert!(world.write_file("b", vec![0]).is_ok());
    }
}
