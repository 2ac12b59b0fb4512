//! What the measurements were made on.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use crate::native::error::CommandError;
use crate::report::MachineFacts;

/// The facts about this machine, now.
pub fn facts(browser: Option<String>) -> Result<MachineFacts, CommandError> {
    Ok(MachineFacts {
        date: said_by("date", &["-u", "+%F"], "which day it is")?,
        cpu: listed("/proc/cpuinfo", "model name", ':').unwrap_or_else(|| "an unknown CPU".to_owned()),
        n_cores: available_parallelism().map_or(1, usize::from),
        system: listed("/etc/os-release", "PRETTY_NAME", '=').unwrap_or_else(|| "an unknown system".to_owned()),
        rustc: said_by("rustc", &["--version"], "its version")?,
        browser,
    })
}

fn said_by(program: &'static str, arguments: &[&str], what: &'static str) -> Result<String, CommandError> {
    let output = Command::new(program).args(arguments).output();
    let said = output.ok().filter(|output| output.status.success()); // Why it failed does not matter.
    let text = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.filter(|text| !text.is_empty()).ok_or(CommandError::Unknown { program, what })
}

/// What stands behind `key` and `separator` in a file of such lines.
fn listed(path: &str, key: &str, separator: char) -> Option<String> {
    let text = fs::read_to_string(path).ok()?; // Not there on other systems.
    value_of(&text, key, separator)
}

fn value_of(text: &str, key: &str, separator: char) -> Option<String> {
    let pairs = text.lines().filter_map(|line| line.split_once(separator));
    let value = pairs.into_iter().find(|(name, _)| name.trim() == key)?.1;
    Some(value.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_key() {
        let cpus = "processor\t: 0\nmodel name\t: Some CPU @ 2: x\nprocessor\t: 1\nmodel name\t: Other\n";
        assert_eq!(value_of(cpus, "model name", ':').as_deref(), Some("Some CPU @ 2: x"));
        assert_eq!(value_of("NAME=a\nPRETTY_NAME=\"Debian 12\"\n", "PRETTY_NAME", '=').as_deref(), Some("Debian 12"));
        assert_eq!(value_of("", "x", ':'), None);
    }
}
