//! The programs that a command has started, so that none outlives it.
//!
//! Each child leads a process group of its own: ending the group ends what the child has started, too.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio, exit};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use crate::error::XtaskError;

const GRACE: Duration = Duration::from_secs(3);

static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// A started program; dropping it ends the program and all that it has started.
pub struct Running {
    child: Child,
    group: Pid,
}

impl Running {
    /// Starts `command` without standard input.
    pub fn start(command: &mut Command) -> Result<Self, XtaskError> {
        let started = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = started.map_err(|source| not_started(command, source))?;
        let group = Pid::from_raw(child.id().cast_signed());
        groups().push(group);
        Ok(Self { child, group })
    }

    /// The program's exit status, if it has ended.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits for the program's end and makes its success this program's.
    pub fn wait(mut self) -> io::Result<ExitCode> {
        loop {
            match self.ended()? {
                Some(status) if status.success() => return Ok(ExitCode::SUCCESS),
                Some(_) => return Ok(ExitCode::FAILURE),
                None => sleep(Duration::from_millis(20)),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end(&[self.group]);
        groups().retain(|group| *group != self.group);
        // Its status has been read, or nobody asks.
        let _ = self.child.wait();
    }
}

/// Makes Ctrl-C and a request to terminate end every started program before this one.
pub fn end_on_signals() -> Result<(), XtaskError> {
    ctrlc::set_handler(|| {
        let all = groups().clone();
        end(&all);
        exit(130);
    })?;
    Ok(())
}

pub fn not_started(command: &Command, source: io::Error) -> XtaskError {
    XtaskError::NotStarted { program: command.get_program().to_string_lossy().into_owned(), source }
}

fn groups() -> MutexGuard<'static, Vec<Pid>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks the groups to end, and after a while does not ask any more.
fn end(groups: &[Pid]) {
    let deadline = Instant::now() + GRACE;
    let mut left = signal(groups, Signal::SIGTERM);
    while !left.is_empty() && Instant::now() < deadline {
        sleep(Duration::from_millis(20));
        left.retain(|group| is_alive(*group));
    }
    signal(&left, Signal::SIGKILL);
}

/// Sends `signal` and gives the groups that still had a process to take it.
fn signal(groups: &[Pid], signal: Signal) -> Vec<Pid> {
    groups.iter().copied().filter(|group| killpg(*group, signal) != Err(Errno::ESRCH)).collect()
}

/// Whether any process of the group is left.
fn is_alive(group: Pid) -> bool {
    // A process that has ended stays in its group until its parent, which may be this program, takes note.
    let _ = waitpid(group, Some(WaitPidFlag::WNOHANG));
    killpg(group, None) != Err(Errno::ESRCH)
}
