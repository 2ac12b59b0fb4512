//! A program started for a journey, ended with it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{E2eError, Result};

const READY_WITHIN: Duration = Duration::from_secs(20);

/// Dropping it ends the program.
pub struct Process {
    program: String,
    child: Child,
    lines: Receiver<String>,
}

impl Process {
    /// Starts `command` and collects the lines that it prints on both of its outputs.
    pub fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|source| E2eError::NotStarted { program: program.clone(), source })?;
        let (sender, lines) = channel();
        collect_lines(child.stdout.take(), sender.clone());
        collect_lines(child.stderr.take(), sender);
        Ok(Self { program, child, lines })
    }

    /// Waits for a line that `found` takes something from; `awaited` names it if it does not come.
    pub fn wait_for<T>(&self, awaited: &'static str, found: impl Fn(&str) -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + READY_WITHIN;
        let mut printed = String::new();
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if let Some(found) = found(&line) {
                return Ok(found);
            }
            printed.push_str(&line);
            printed.push('\n');
        }
        Err(E2eError::NotReady { program: self.program.clone(), awaited, printed })
    }

    /// Ends the program and waits until it is gone.
    pub fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect_lines(output: Option<impl Read + Send + 'static>, sender: Sender<String>) {
    let Some(output) = output else { return };
    thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            // An end of the output, or of the interest in it, ends the thread.
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
