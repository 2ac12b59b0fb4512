//! The words of the command line, and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::targets::TargetPattern;

const EXAMPLES: &str = "\
Examples:
  dstream serve                        the page; open the link that is printed
  dstream demo-server --port 9999      something for socketTextStream(\"localhost\", 9999) to read
  nc -lk 9999                          the same, typed by hand
  dstream run wordcount.py             a program without the page, as spark-submit would
  dstream serve --allow 10.0.0.7:9999  the page may also read from there

`dstream help COMMAND` says more about one command.";

/// DStream Playground: Spark Streaming in a page, connected to real TCP sources.
#[derive(Debug, Parser)]
#[command(name = "dstream", version, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the page, and connect it to the TCP servers that programs name
    Serve(ServeArgs),
    /// Send `This is line N` to everyone who connects, one line a second
    DemoServer(DemoArgs),
    /// Run a PySpark streaming program here, on real sockets, and print what PySpark prints
    Run(RunArgs),
}

const RUN_HELP: &str = "\
The program runs by the real clock on the engine that the page has, without Spark and without Python. Its
socketTextStream sources are connected by TCP, its files are those of this machine. Ctrl-C is KeyboardInterrupt
for the program.

Examples:
  dstream run wordcount.py localhost 9999
  dstream run --cores 8 --batches 3 wordcount.py
  dstream run --cores 8 --hash siphash24 wordcount.py localhost 9999";

/// Run a PySpark streaming program.
#[derive(Debug, Args)]
#[command(after_help = RUN_HELP)]
pub struct RunArgs {
    /// What local[*] stands for; without it, as many as this machine has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub cores: Option<u16>,

    /// How Python hashes text, which decides the partitions of keys; listings of Python before 3.11 need siphash24
    #[arg(long, value_enum, default_value_t = TextHash::Siphash13)]
    pub hash: TextHash,

    /// Press Ctrl-C after so many batches
    #[arg(long, value_name = "N")]
    pub batches: Option<u64>,

    /// The program
    #[arg(value_name = "PROGRAM")]
    pub program: PathBuf,

    /// Its arguments, sys.argv[1:]
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
}

/// CPython's `hash(str)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextHash {
    /// Python 3.11 and later
    Siphash13,
    /// Python 3.10 and earlier
    Siphash24,
}

const SERVE_HELP: &str = "\
The page is served at 127.0.0.1 only. The printed link lets the first browser in that opens it, with all its
tabs, until the command ends; ask for more links with --links to use more browsers.

When a program says socketTextStream(host, port) and the reader presses Connect, the bridge connects there as
Spark's receiver does: it sends on each line, and connects again 2 seconds after the connection ends. A page that
is slow slows down the sender; nothing is dropped. A line over 64 MiB ends the connection for good. Servers of this
machine may be read; others after --allow.

Examples:
  dstream serve
  dstream serve --port 8080
  dstream serve --allow data.example.org:9999 --allow '10.0.0.7:*'
  dstream serve --dist dist            while working on the page";

/// Serve the page, and connect it to the TCP servers that programs name.
#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub struct ServeArgs {
    /// Take this port; without it 8765, or the next that is free
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// Serve this folder instead of the page in the binary; read again at each request
    #[arg(long, value_name = "DIR")]
    pub dist: Option<PathBuf>,

    /// Also connect to this server (`*` for all its ports); may be given more than once
    #[arg(long, value_name = "HOST:PORT")]
    pub allow: Vec<TargetPattern>,

    /// Print so many links, each for one browser
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub links: u16,
}

const DEMO_HELP: &str = "\
N is drawn from 0 to 5. Every client gets lines from the first one on, for as long as it stays; clients may come
and go. Two servers with the same --seed send the same lines, and so does the page's simulated source.

Examples:
  dstream demo-server
  dstream demo-server --port 9998 --rate 1000 --seed 7
  nc localhost 9999                    to see the lines";

/// Send `This is line N` to everyone who connects.
#[derive(Debug, Args)]
#[command(after_help = DEMO_HELP)]
pub struct DemoArgs {
    /// Listen on this port
    #[arg(long, value_name = "N", default_value_t = 9999)]
    pub port: u16,

    /// Lines a second, from 0.001 to 1000000
    #[arg(long, value_name = "R", default_value_t = 1.0, value_parser = rate, allow_negative_numbers = true)]
    pub rate: f64,

    /// What the drawing begins with; drawn itself, and printed, if not given
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Listen on this address; 0.0.0.0 lets other machines connect
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub host: String,
}

fn rate(text: &str) -> Result<f64, String> {
    let (slowest, fastest) = protocol::source::RATES;
    match text.parse() {
        Ok(rate) if (slowest..=fastest).contains(&rate) => Ok(rate),
        Ok(_) | Err(_) => Err(format!("not a number from {slowest} to {fastest}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(arguments: &[&str]) -> String {
        let arguments = ["dstream"].iter().chain(arguments);
        Cli::try_parse_from(arguments).map(|_| ()).expect_err("these are wrong").to_string()
    }

    #[test]
    fn the_words_are_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_values_are_named() {
        assert!(error_of(&["demo-server", "--rate", "0"]).contains("not a number from 0.001 to 1000000"));
        assert!(error_of(&["serve", "--allow", "nowhere"]).contains("`nowhere` is not host:port or host:*"));
        assert!(error_of(&["serve", "--port", "0"]).contains("'0'"));
        assert!(error_of(&["serv"]).contains("serv"));
    }
}
