//! `CallCx`: what running user code may use up, and the world it may reach.

use std::any::Any;
use std::rc::Rc;

use crate::hash::HashAlgorithm;
use crate::raised::{ExcKind, Interrupt, Raised};
use crate::text::Str;

/// What user code can reach outside itself. The playground gives a virtual world, the native binary a real one.
pub trait Host {
    /// Text for `sys.stdout` (`print`).
    fn write_stdout(&mut self, text: &str);
    /// Text for `sys.stderr`.
    fn write_stderr(&mut self, text: &str);
    /// The clock, microseconds since the epoch, UTC.
    fn now_micros(&self) -> i64;
    /// `time.sleep`.
    fn sleep_micros(&mut self, micros: i64) -> Sleep;
    /// The content of a file of the playground.
    fn read_file(&self, path: &str) -> Option<Rc<[u8]>>;
    /// Creates or replaces a file of the playground; the error is the reason.
    fn write_file(&mut self, path: &str, content: Vec<u8>) -> Result<(), String>;
    /// Paths of all files below `prefix`, sorted.
    fn list_files(&self, prefix: &str) -> Vec<String>;
    /// Removes a file; whether there was one.
    fn remove_file(&mut self, path: &str) -> bool {
        let _ = path;
        false
    }
    /// Notes a folder that is to be there without files.
    fn make_folder(&mut self, path: &str) {
        let _ = path;
    }
    /// Forgets a folder that [`Host::make_folder`] noted; whether there was one.
    fn remove_folder(&mut self, path: &str) -> bool {
        let _ = path;
        false
    }
    /// Paths of all noted folders below `prefix`, sorted, the folder `prefix` itself among them.
    fn list_folders(&self, prefix: &str) -> Vec<String> {
        let _ = prefix;
        Vec::new()
    }
    /// When a file was last written, in microseconds since the epoch.
    fn file_time_micros(&self, path: &str) -> Option<i64> {
        let _ = path;
        None
    }
    /// Says that a file was last written then; whether there is one.
    fn set_file_time_micros(&mut self, path: &str, micros: i64) -> bool {
        let _ = (path, micros);
        false
    }
    /// The clock that files are stamped by: those written later have a later time.
    fn file_clock_micros(&self) -> i64 {
        self.now_micros()
    }
    /// `os.getcwd()`: what relative paths begin at.
    fn working_folder(&self) -> String {
        "/".into()
    }
    /// `sys.argv[1:]`.
    fn args(&self) -> Vec<String> {
        Vec::new()
    }
    /// Bytes of memory that can still be given out before a `MemoryError`.
    fn memory_left(&self) -> usize {
        usize::MAX
    }
    /// More steps when [`CallCx::fuel`] is used up; `progress` is [`CallCx::progress`].
    /// Called every few million steps: also the place to show that the run is alive.
    fn refuel(&mut self, progress: u64) -> Refuel {
        let _ = progress;
        Refuel::TimeIsUp
    }
    /// For the crate that made the host.
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

/// Whether a run that has used up its steps goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuel {
    /// So many steps more.
    Steps(u64),
    /// One call has computed for too long: the run ends, whatever the program catches.
    TimeIsUp,
    /// Too much memory is in use: a `MemoryError`, and so many steps more to handle it.
    MemoryIsFull(u64),
}

/// What became of a `time.sleep`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sleep {
    /// Only the clock moved.
    Slept,
    /// Other things happen meanwhile: the caller has to raise [`Interrupt::Wait`] and is resumed afterwards.
    Waits,
}

/// A call that is being made: one frame of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    /// Name of the function that makes the call, `<lambda>` or `<module>`.
    pub function: Str,
    /// 1-based line of the call.
    pub line: u32,
    /// Byte range of the call expression.
    pub span: (u32, u32),
}

/// Passed to everything that may run user code: limits, hash algorithm, the host.
pub struct CallCx {
    /// Steps left before [`Interrupt::OutOfFuel`]; counted at loop back-edges and calls.
    pub fuel: u64,
    /// Whether there are no more steps than these, whatever the host would say: see [`CallCx::within`].
    pub is_bounded: bool,
    /// Calls of user functions by the engine so far: tells a long run from an endless loop in one call.
    pub progress: u64,
    /// Depth of nested Python calls now.
    pub depth: u32,
    /// `sys.getrecursionlimit()`.
    pub max_depth: u32,
    /// Runs of user code inside one another by way of Rust (a key function that sorts with a key function…).
    pub nested: u32,
    /// SipHash variant of `hash(str)`: CPython >= 3.11 has 1-3, older ones 2-4.
    pub hash_algorithm: HashAlgorithm,
    /// Where output, files and time are.
    pub host: Box<dyn Host>,
    /// Room for the language's own state.
    pub language: Option<Rc<dyn Any>>,
    /// The calls that led to the function of another crate that runs now, outermost first; the last one is its own call.
    pub call_chain: Vec<CallSite>,
}

impl CallCx {
    /// A context without limits on steps, with CPython's recursion limit.
    pub fn new(host: Box<dyn Host>) -> Self {
        Self {
            fuel: u64::MAX,
            is_bounded: false,
            progress: 0,
            depth: 0,
            max_depth: 1000,
            nested: 0,
            hash_algorithm: HashAlgorithm::SipHash13,
            host,
            language: None,
            call_chain: Vec::new(),
        }
    }

    /// Uses up `steps`; fails when the limit is reached.
    #[inline]
    pub fn burn(&mut self, steps: u64) -> Result<(), Raised> {
        if self.fuel < steps {
            return self.refuel(steps);
        }
        self.fuel -= steps;
        Ok(())
    }

    /// Does `work` with no more than so many steps: beyond them it is interrupted, and the host is not asked. For what
    /// is tried, and given up if it takes long. The steps are used up as any others.
    pub fn within<T>(&mut self, steps: u64, work: impl FnOnce(&mut Self) -> T) -> T {
        let given = if self.is_bounded { steps.min(self.fuel) } else { steps };
        let (fuel, was_bounded) = (self.fuel, std::mem::replace(&mut self.is_bounded, true));
        self.fuel = given;
        let result = work(self);
        self.fuel = fuel.saturating_sub(given.saturating_sub(self.fuel));
        self.is_bounded = was_bounded;
        result
    }

    #[cold]
    fn refuel(&mut self, steps: u64) -> Result<(), Raised> {
        if self.is_bounded {
            return Err(Raised::interrupt(Interrupt::OutOfFuel));
        }
        // What is about to take long is paid for in full.
        let mut missing = steps - std::mem::take(&mut self.fuel);
        loop {
            match self.host.refuel(self.progress) {
                Refuel::Steps(more) if more >= missing => {
                    self.fuel = more - missing;
                    return Ok(());
                }
                // A host that gives nothing more would be asked for ever.
                Refuel::Steps(0) | Refuel::TimeIsUp => return Err(Raised::interrupt(Interrupt::OutOfFuel)),
                Refuel::Steps(more) => missing -= more,
                Refuel::MemoryIsFull(more) => {
                    self.fuel = more;
                    return Err(Raised::new(ExcKind::MemoryError, String::new()));
                }
            }
        }
    }

    /// One level deeper into nested calls or values; pair it with [`CallCx::leave`].
    ///
    /// Errors: `RecursionError: maximum recursion depth exceeded` followed by `doing`.
    #[inline]
    pub fn enter(&mut self, doing: &str) -> Result<(), Raised> {
        if self.depth >= self.max_depth {
            return Err(Raised::new(ExcKind::RecursionError, format!("maximum recursion depth exceeded{doing}")));
        }
        self.depth += 1;
        Ok(())
    }

    /// Back from [`CallCx::enter`].
    #[inline]
    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Asks for `bytes` before something large is built; fails with `MemoryError`.
    pub fn reserve(&self, bytes: usize) -> Result<(), Raised> {
        // No object may be larger than 1 GiB: `Str` counts in 31 bits and wasm memory ends at 4 GiB.
        if bytes > 1 << 30 || bytes > self.host.memory_left() {
            return Err(Raised::new(ExcKind::MemoryError, String::new()));
        }
        Ok(())
    }
}

/// A host without files that keeps what is printed; for tests and for finding out what a pure function does.
#[derive(Default)]
pub struct Isolated {
    pub stdout: String,
    pub stderr: String,
    pub micros: i64,
}

impl Host for Isolated {
    fn write_stdout(&mut self, text: &str) {
        self.stdout.push_str(text);
    }
    fn write_stderr(&mut self, text: &str) {
        self.stderr.push_str(text);
    }
    fn now_micros(&self) -> i64 {
        self.micros
    }
    fn sleep_micros(&mut self, micros: i64) -> Sleep {
        self.micros += micros;
        Sleep::Slept
    }
    fn read_file(&self, _path: &str) -> Option<Rc<[u8]>> {
        None
    }
    fn write_file(&mut self, _path: &str, _content: Vec<u8>) -> Result<(), String> {
        Err("this world has no files".into())
    }
    fn list_files(&self, _prefix: &str) -> Vec<String> {
        Vec::new()
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl Default for CallCx {
    fn default() -> Self {
        Self::new(Box::<Isolated>::default())
    }
}
