//! `Processes`: the guests that are programs of their own, spoken with in lines of JSON.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::error::{BenchError, Result};
use crate::guest::{Guest, Guests};
use crate::workload::Answer;

/// Where the programs of the guests are.
const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/guests");
/// Under these names CPython 3.11 is looked for.
const PYTHONS: [&str; 2] = ["python3.11", "python3"];

/// One process for each program; some programs are more than one guest.
pub struct Processes {
    all: Vec<(Vec<Guest>, std::result::Result<RefCell<Process>, String>)>,
    folder: PathBuf,
}

impl Processes {
    /// Starts CPython and, with a folder of Python packages that has PySpark in it, Spark.
    pub fn start(spark: Option<&Path>) -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("bench-guests-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let script = |name: &str| Path::new(PROGRAMS).join(name);
        let plain: Vec<Command> = PYTHONS.iter().map(|python| with_script(python, &script("cpython.py"))).collect();
        let cpython =
            first_ready(plain, &folder.join("cpython.txt")).ok_or_else(|| "there is no CPython 3.11".to_owned());
        let mut all = vec![(vec![Guest::CPython], cpython.map(RefCell::new))];
        if let Some(packages) = spark {
            let mut command = with_script(PYTHONS[0], &script("spark.py"));
            if Command::new(PYTHONS[0]).arg("--version").stdout(Stdio::null()).status().is_err() {
                command = with_script(PYTHONS[1], &script("spark.py"));
            }
            command.env("PYTHONPATH", packages).current_dir(&folder);
            let spark = Process::start(command, folder.join("spark.txt")).map(RefCell::new);
            all.push((vec![Guest::SparkDStream, Guest::SparkDataFrame], spark.map_err(|error| error.to_string())));
        }
        Ok(Self { all, folder })
    }

    fn ask(&self, guest: Guest, mut request: Value) -> Result<Value> {
        let found = self.all.iter().find(|(guests, _)| guests.contains(&guest));
        let Some((_, Ok(process))) = found else { return Err(failed("it does not run")) };
        request["guest"] = json!(guest.key());
        process.borrow_mut().ask(&request).map_err(|error| BenchError::Guest { guest, what: error.to_string() })
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        self.all.clear();
        drop(fs::remove_dir_all(&self.folder)); // It is in the folder for temporary files.
    }
}

impl Guests for Processes {
    fn invited(&self) -> Vec<(Guest, Option<String>)> {
        let reasons = self.all.iter().map(|(guests, process)| (guests, process.as_ref().err()));
        reasons.flat_map(|(guests, reason)| guests.iter().map(move |guest| (*guest, reason.cloned()))).collect()
    }

    fn take(&self, guest: Guest, lines: &str) -> Result<()> {
        let file = self.folder.join("lines.txt");
        fs::write(&file, lines).map_err(|error| failed(&error.to_string()))?;
        self.ask(guest, json!({ "do": "take", "file": file })).map(drop)
    }

    fn answer(&self, guest: Guest, question: &str) -> Result<Answer> {
        let reply = self.ask(guest, json!({ "do": "answer", "task": question }))?;
        serde_json::from_value(reply["answer"].clone()).map_err(|error| failed(&error.to_string()))
    }

    fn run(&self, guest: Guest, question: &str) -> Result<f64> {
        let reply = self.ask(guest, json!({ "do": "run", "task": question }))?;
        reply["seconds"].as_f64().ok_or_else(|| failed(&format!("it answers {reply}")))
    }
}

fn failed(what: &str) -> BenchError {
    BenchError::NoAnswer(what.to_owned())
}

fn with_script(program: &str, script: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg(script);
    // Hashes of texts decide how long collisions take: the same in every run.
    command.env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn first_ready(commands: Vec<Command>, complaints: &Path) -> Option<Process> {
    commands.into_iter().find_map(|command| Process::start(command, complaints.to_owned()).ok()) // The next may be the one.
}

struct Process {
    child: Child,
    asked: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
    complaints: PathBuf,
}

impl Process {
    /// Starts a process and waits until it is ready.
    ///
    /// Errors: it cannot be started, or ends; then with the last that it said.
    fn start(mut command: Command, complaints: PathBuf) -> Result<Self> {
        let io = |error: std::io::Error| failed(&error.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&complaints).map_err(io)?);
        let mut child = command.spawn().map_err(io)?;
        let (asked, told) = (child.stdin.take(), child.stdout.take());
        let told = BufReader::new(told.ok_or_else(|| failed("it has no output"))?);
        let mut process = Self { child, asked, told, complaints };
        process.ask(&json!({ "do": "ready" }))?;
        Ok(process)
    }

    fn ask(&mut self, request: &Value) -> Result<Value> {
        let mut line = String::new();
        let sent = self.asked.as_mut().map(|asked| writeln!(asked, "{request}").and_then(|()| asked.flush()));
        let is_told = matches!(sent, Some(Ok(()))) && self.told.read_line(&mut line).is_ok_and(|n_bytes| n_bytes > 0);
        if !is_told {
            let said = fs::read_to_string(&self.complaints).unwrap_or_default(); // Nothing was said then.
            return Err(failed(said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it ended")));
        }
        let reply: Value = serde_json::from_str(&line).map_err(|_| failed(&format!("it answers {line}")))?;
        match reply["error"].as_str() {
            Some(error) => Err(failed(error)),
            None => Ok(reply),
        }
    }
}

impl Drop for Process {
    /// A guest ends when nobody asks any more.
    fn drop(&mut self) {
        self.asked = None;
        drop(self.child.wait()); // What it has to say at its end is of no interest.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn every_line_asked_is_answered_by_a_line() {
        let complaints = std::env::temp_dir().join(format!("bench-asked-{}", std::process::id()));
        let script = r#"read a; echo '{"ready":true}'; read b; echo '{"seconds":0.5}'; read c; echo '{"error":"no"}'"#;
        let mut process = Process::start(shell(script), complaints.clone()).expect("the shell is there");
        assert_eq!(process.ask(&json!({ "do": "run" })).expect("it answers")["seconds"], 0.5);
        assert_eq!(process.ask(&json!({ "do": "run" })).expect_err("it says no").to_string(), "no");
        fs::remove_file(complaints).expect("it was made here");
    }

    #[test]
    fn a_program_that_ends_says_why() {
        let complaints = std::env::temp_dir().join(format!("bench-ends-{}", std::process::id()));
        let reason = Process::start(shell("echo first >&2; echo 'no module >' >&2"), complaints.clone()).err();
        assert_eq!(reason.map(|error| error.to_string()).as_deref(), Some("no module >"));
        assert!(Process::start(Command::new("no-such-program-here"), complaints.clone()).is_err());
        fs::remove_file(complaints).expect("it was made here");
    }
}
