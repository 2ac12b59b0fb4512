//! Runs programs side by side, their output in logs, and shows how far they are.

use std::fs::{self, File};
use std::io::{IsTerminal, Read, Seek, SeekFrom, Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::children::Running;
use crate::error::XtaskError;

const POLL: Duration = Duration::from_millis(50);
/// Nothing here takes as long as this, unless it hangs.
const LIMIT: Duration = Duration::from_secs(25 * 60);
const REDRAWN_EVERY: Duration = Duration::from_millis(500);
/// How often progress is told where it cannot be drawn over.
const TOLD_EVERY: Duration = Duration::from_secs(20);
const LINE_WIDTH: usize = 100;

/// A program to run, with the file that takes what it prints.
pub struct Job {
    pub name: String,
    pub command: Command,
    pub log: PathBuf,
}

/// How a job went.
pub struct Outcome {
    pub name: String,
    pub is_success: bool,
    pub elapsed: Duration,
    pub log: PathBuf,
}

impl Outcome {
    pub fn log_text(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// An error that names the log, with the log's end already on the terminal, unless the job succeeded.
    pub fn into_result(self) -> Result<Duration, XtaskError> {
        if self.is_success {
            return Ok(self.elapsed);
        }
        self.print_tail();
        Err(XtaskError::Failed { what: self.name, log: self.log })
    }

    pub fn print_tail(&self) {
        const N_LINES: usize = 120;
        let text = self.log_text();
        let lines: Vec<&str> = text.lines().filter(|line| !is_about_progress(line)).collect();
        let n_hidden = lines.len().saturating_sub(N_LINES);
        if n_hidden > 0 {
            eprintln!("  … {n_hidden} lines before, in {}", self.log.display());
        }
        for line in lines.iter().skip(n_hidden) {
            eprintln!("  | {line}");
        }
    }
}

/// Runs one job to its end.
pub fn run(job: Job) -> Result<Outcome, XtaskError> {
    let mut outcomes = run_all(vec![job])?;
    Ok(outcomes.remove(0)) // One job, one outcome.
}

/// Starts all jobs at once and waits for all of them; outcomes come in the jobs' order.
pub fn run_all(jobs: Vec<Job>) -> Result<Vec<Outcome>, XtaskError> {
    let mut started = Vec::new();
    for job in jobs {
        started.push(Started::new(job)?);
    }
    let mut progress = Progress::new();
    while started.iter().any(|job| job.is_success.is_none()) {
        sleep(POLL);
        for job in &mut started {
            job.poll()?;
        }
        progress.show(&started);
    }
    progress.clear();
    Ok(started.into_iter().map(Started::into_outcome).collect())
}

struct Started {
    name: String,
    log: PathBuf,
    running: Running,
    since: Instant,
    elapsed: Duration,
    is_success: Option<bool>,
}

impl Started {
    fn new(Job { name, mut command, log }: Job) -> Result<Self, XtaskError> {
        let folder = log.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(XtaskError::file(folder))?;
        let file = File::create(&log).map_err(XtaskError::file(&log))?;
        command.stderr(file.try_clone().map_err(XtaskError::file(&log))?).stdout(file);
        let running = Running::start(&mut command)?;
        Ok(Self { name, log, running, since: Instant::now(), elapsed: Duration::ZERO, is_success: None })
    }

    fn poll(&mut self) -> Result<(), XtaskError> {
        if self.is_success.is_some() {
            return Ok(());
        }
        self.elapsed = self.since.elapsed();
        if let Some(status) = self.running.ended().map_err(XtaskError::file(&self.log))? {
            self.is_success = Some(status.success());
        } else if self.elapsed > LIMIT {
            eprintln!("{} has not ended after {}, so it is ended", self.name, seconds(LIMIT));
            self.is_success = Some(false);
        }
        Ok(())
    }

    fn into_outcome(self) -> Outcome {
        Outcome { name: self.name, is_success: self.is_success == Some(true), elapsed: self.elapsed, log: self.log }
    }
}

/// One line that is drawn over on a terminal; a line per job now and then elsewhere.
struct Progress {
    on_terminal: bool,
    last: Instant,
}

impl Progress {
    fn new() -> Self {
        Self { on_terminal: stderr().is_terminal(), last: Instant::now() }
    }

    fn show(&mut self, jobs: &[Started]) {
        let every = if self.on_terminal { REDRAWN_EVERY } else { TOLD_EVERY };
        if self.last.elapsed() < every {
            return;
        }
        self.last = Instant::now();
        let running: Vec<&Started> = jobs.iter().filter(|job| job.is_success.is_none()).collect();
        let width = LINE_WIDTH / running.len().max(1);
        let lines = running.iter().map(|job| {
            let line = format!("  {} {} … {}", job.name, seconds(job.elapsed), last_line(&job.log));
            line.chars().take(if self.on_terminal { width } else { LINE_WIDTH }).collect::<String>()
        });
        if self.on_terminal {
            eprint!("\r\x1b[2K{}", lines.collect::<String>());
        } else {
            lines.for_each(|line| eprintln!("{line}"));
        }
        let _ = stderr().flush(); // Progress that cannot be shown is no failure.
    }

    fn clear(&self) {
        if self.on_terminal {
            eprint!("\r\x1b[2K");
        }
    }
}

/// Cargo's lines about each crate, which tell nothing about a failure.
fn is_about_progress(line: &str) -> bool {
    let is_told = |verb: &str| line.trim_start().strip_prefix(verb).is_some_and(|rest| rest.starts_with(' '));
    line.starts_with(' ') && ["Compiling", "Checking", "Downloaded", "Blocking"].iter().any(|verb| is_told(verb))
}

/// The last line of a file that is being written.
fn last_line(path: &Path) -> String {
    const N_BYTES: u64 = 2048;
    let mut end = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(N_BYTES)))?;
        file.read_to_end(&mut end)
    });
    if read.is_err() {
        return String::new(); // Only shown while waiting; what the job did is told at its end.
    }
    let text = String::from_utf8_lossy(&end);
    text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

/// `1.2 s` or `3 min 04 s`.
pub fn seconds(duration: Duration) -> String {
    if duration < Duration::from_secs(60) {
        return format!("{:.1} s", duration.as_secs_f64());
    }
    format!("{} min {:02} s", duration.as_secs() / 60, duration.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_have_a_decimal_and_long_ones_minutes() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(184)), "3 min 04 s");
    }

    #[test]
    fn jobs_that_fail_are_told_from_those_that_succeed_and_keep_their_output() {
        let folder = std::env::temp_dir().join(format!("xtask-jobs-{}", std::process::id()));
        let job = |name: &str, script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            Job { name: name.to_owned(), command, log: folder.join(name) }
        };
        let outcomes = run_all(vec![job("good", "echo fine"), job("bad", "echo told >&2; exit 3")]).unwrap();
        let told: Vec<_> = outcomes.iter().map(|o| (o.name.as_str(), o.is_success, o.log_text())).collect();
        assert_eq!(told, [("good", true, "fine\n".to_owned()), ("bad", false, "told\n".to_owned())]);
        fs::remove_dir_all(folder).unwrap();
    }
}
