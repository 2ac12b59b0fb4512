//! The command itself: what it prints, and how it ends.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

/// The command with these words; it is ended with the test.
struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill(); // It may have ended already.
        let _ = self.child.wait();
    }
}

fn dstream(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dstream"));
    command.args(words).stdin(Stdio::null());
    command
}

fn start(words: &[&str]) -> Running {
    let mut child = dstream(words).stdout(Stdio::piped()).spawn().expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    Running { child, lines }
}

impl Running {
    fn line(&mut self) -> String {
        self.lines.next().expect("it says more").expect("it can be read")
    }

    /// The port of the link, which stands in the second line.
    fn port(&mut self) -> u16 {
        self.line();
        let link = self.line();
        let after = link.split("127.0.0.1:").nth(1).expect("an address");
        after.split('/').next().expect("a port").parse().expect("a number")
    }
}

fn run(words: &[&str]) -> Output {
    dstream(words).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn links_are_printed_and_an_interrupt_ends_it_well() {
    let mut running = start(&["serve", "--links", "2", "--allow", "data.example.org:9999"]);
    assert_eq!(running.line(), "DStream Playground is at");
    let links = [running.line(), running.line()];
    for link in &links {
        assert!(link.starts_with("  http://127.0.0.1:") && link.contains("/#token="), "{link}");
    }
    assert_ne!(links[0], links[1]);
    running.line();
    assert!(running.line().contains("data.example.org:9999"));
    let interrupt = format!("kill -INT {}", running.child.id());
    assert!(Command::new("sh").args(["-c", &interrupt]).status().expect("a shell").success());
    assert!(running.child.wait().expect("it ends").success());
}

#[test]
fn a_taken_port_is_left_to_others() {
    let mut first = start(&["serve"]);
    let mut second = start(&["serve"]);
    let ports = [first.port(), second.port()];
    assert!(ports[0] >= 8765 && ports[1] >= 8765 && ports[0] != ports[1], "{ports:?}");
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_a_mistake() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let output = run(&["serve", "--port", &port.to_string()]);
    let error = text(&output.stderr);
    assert!(!output.status.success());
    assert!(error.contains(&format!("port {port} of 127.0.0.1")) && error.contains("--port"), "{error}");
}

#[test]
fn help_explains_with_examples() {
    let help = text(&run(&["--help"]).stdout);
    for word in ["serve", "demo-server", "dstream serve --allow", "nc -lk 9999"] {
        assert!(help.contains(word), "{word}\n{help}");
    }
    for (command, words) in [
        ("serve", ["--port", "--dist", "--allow", "--links"]),
        ("demo-server", ["--port", "--rate", "--seed", "--host"]),
    ] {
        let help = text(&run(&[command, "--help"]).stdout);
        for word in words.into_iter().chain(["Examples:"]) {
            assert!(help.contains(word), "{word}\n{help}");
        }
    }
}

#[test]
fn mistakes_are_told_and_fail() {
    for (words, told) in [
        (vec!["serve", "--dist", "no/such/folder"], "`no/such/folder` has no index.html"),
        (vec!["serve", "--allow", "here"], "`here` is not host:port or host:*"),
        (vec!["demo-server", "--rate", "-1"], "rate"),
        (vec![], "Usage"),
    ] {
        let output = run(&words);
        let error = text(&output.stderr);
        assert!(!output.status.success() && error.contains(told), "{words:?}: {error}");
    }
}

#[test]
fn the_demo_server_says_what_it_sends() {
    let mut running = start(&["demo-server", "--port", "0", "--seed", "11"]);
    let line = running.line();
    assert!(line.contains("This is line N") && line.contains("--seed 11"), "{line}");
}
