//! What the source tab says about what stands behind an address.

use protocol::document::{MAX_CORES, Source};
use protocol::run_view::{GapView, Link};
use protocol::source::{Generator, RATES, Simulated};

use crate::page::stores::document::Arrived;

/// How many lines the preview shows.
pub const N_PREVIEW: u64 = 10;

/// The most of a file or of a pasted text that is taken: what an edit can compute again, and the browser store, without a pause.
pub const MAX_FILE_BYTES: usize = 2_000_000;
pub const MAX_FILE_LINES: usize = 50_000;

/// A line of the preview.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewLine {
    pub line_idx: u64,
    /// When it arrives, for people.
    pub at: String,
    pub text: String,
}

/// A source in a few words.
pub fn summary(source: &Source) -> String {
    match source {
        Source::Simulated(simulated) => {
            let template = simulated.template.lines().next().unwrap_or_default();
            let burst = simulated.burst.map_or_else(String::new, |burst| {
                format!(", {} at once every {} s", burst.n_lines, burst.every_ms as f64 / 1_000.0)
            });
            format!("simulated: {template}, {} a second{burst}, seed {}", simulated.rate, simulated.seed)
        }
        Source::Lines(lines) => format!("{} typed lines", lines.len()),
        Source::Bridge => "a real TCP server, through the bridge".to_owned(),
    }
}

/// The lines that arrive next, from a moment of the virtual clock on, for a context that starts at `start_time_ms`.
pub fn preview(simulated: &Simulated, start_time_ms: i64, clock_ms: u64) -> Vec<PreviewLine> {
    let generator = Generator::new(simulated).starting_at(start_time_ms);
    let first = generator.arrivals(clock_ms, clock_ms).start;
    let line = |line_idx: u64| PreviewLine {
        line_idx,
        at: time_text(generator.arrival_ms(line_idx)),
        text: generator.line(line_idx),
    };
    (first..first + N_PREVIEW).map(line).collect()
}

/// A moment of the virtual clock: `1:05.250`, without what is zero at its end.
pub fn time_text(at_ms: u64) -> String {
    let (minutes, seconds, ms) = (at_ms / 60_000, at_ms / 1_000 % 60, at_ms % 1_000);
    match ms {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{minutes}:{seconds:02}.{ms:03}"),
    }
}

/// When lines that were sent arrived, in a sentence.
pub fn arrival_text(arrived: &Arrived, interval_ms: Option<u64>) -> String {
    let what = match arrived.n_lines {
        1 => "It arrived".to_owned(),
        n_lines => format!("{n_lines} lines arrived"),
    };
    let batch = interval_ms.map_or_else(String::new, |interval| format!(", in batch {}", arrived.at_ms / interval));
    format!("{what} at {}{batch}.", time_text(arrived.at_ms))
}

/// The lines of a pasted text, each to be sent; none if it has no line end.
pub fn lines_of_paste(text: &str) -> Result<Option<Vec<String>>, String> {
    if !text.contains('\n') {
        return Ok(None);
    }
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match lines.len() <= MAX_FILE_LINES && text.len() <= MAX_FILE_BYTES {
        true => Ok(Some(lines)),
        false => Err(format!(
            "That is {} lines and {}: up to {MAX_FILE_LINES} lines and {} can be pasted at once.",
            lines.len(),
            size_text(text.len() as f64),
            size_text(MAX_FILE_BYTES as f64)
        )),
    }
}

/// The lines of a file of so many bytes, of which `text` is the beginning, and a sentence that says what was taken.
pub fn lines_of_file(name: &str, n_bytes: f64, text: &str) -> Result<(Vec<String>, String), String> {
    if text.contains('\0') {
        return Err(format!("{name} is no text file."));
    }
    let is_cut = n_bytes > MAX_FILE_BYTES as f64;
    let mut lines: Vec<String> = text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect();
    if is_cut && lines.len() > 1 {
        lines.pop(); // The last line may be cut off.
    }
    let n_read = lines.len();
    lines.truncate(MAX_FILE_LINES);
    if lines.is_empty() {
        return Err(format!("{name} has no lines."));
    }
    let message = match is_cut || n_read > MAX_FILE_LINES {
        true => format!(
            "{name} has {}: its first {} lines were taken, for a source holds up to {} and {MAX_FILE_LINES} lines.",
            size_text(n_bytes),
            lines.len(),
            size_text(MAX_FILE_BYTES as f64)
        ),
        false => format!("{} lines of {name} arrive now, 10 a second.", lines.len()),
    };
    Ok((lines, message))
}

fn size_text(n_bytes: f64) -> String {
    match n_bytes {
        bytes if bytes < 1_000.0 => format!("{bytes} bytes"),
        bytes if bytes < 1_000_000.0 => format!("{:.0} KB", bytes / 1_000.0),
        bytes => format!("{:.1} MB", bytes / 1_000_000.0),
    }
}

/// What was typed for a rate, if it is one.
pub fn read_rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.trim().replace(',', ".").parse().map_err(|_| "a number, for instance 2.5".to_owned())?;
    match rate >= RATES.0 && rate <= RATES.1 {
        true => Ok(rate),
        false => Err(format!("between {} and {}", RATES.0, RATES.1)),
    }
}

/// What was typed for a seed, if it is one.
pub fn read_seed(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| "a whole number from 0 on".to_owned())
}

/// What was typed for a number of cores, if it is one.
pub fn read_cores(text: &str) -> Result<u32, String> {
    match text.trim().parse() {
        Ok(cores) if (1..=MAX_CORES).contains(&cores) => Ok(cores),
        _ => Err(format!("a whole number from 1 to {MAX_CORES}")),
    }
}

/// The arguments of a command line: words with spaces between them, in quotes if they have spaces themselves.
pub fn read_argv(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match quote {
            None if c.is_whitespace() => words.extend(word.take()),
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            Some(open) if c == open => quote = None,
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Arguments as [`read_argv`] reads them.
pub fn argv_text(argv: &[String]) -> String {
    let shown = argv.iter().map(|word| match word {
        word if !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '\'' || c == '"') => {
            word.clone()
        }
        word if word.contains('"') => format!("'{word}'"),
        word => format!("\"{word}\""),
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// How the connection stands, in a sentence.
pub fn link_text(link: &Link) -> String {
    match link {
        Link::Local => "needs no connection".to_owned(),
        Link::Idle => "not connected".to_owned(),
        Link::Connecting { attempt: 1 } => "connecting…".to_owned(),
        Link::Connecting { attempt } => format!("connecting, attempt {attempt}…"),
        Link::Connected { lines_per_s, n_lines } => {
            format!("connected, {lines_per_s:.1} lines a second, {n_lines} so far")
        }
        Link::Lost { reason, retry_in_ms: Some(ms) } => {
            format!("{}; trying again in {} s", reason.text(), ms.div_ceil(1_000))
        }
        Link::Lost { reason, retry_in_ms: None } => reason.text(),
        Link::NoBridge { message } => format!("no bridge: {message}"),
    }
}

/// What a source lost, in a sentence.
pub fn gap_text(gap: &GapView) -> String {
    format!("{} lines ({} bytes) were lost or changed: {}", gap.n_lines, gap.n_bytes, gap.reason.text())
}

#[cfg(test)]
mod tests {
    use protocol::bridge::CloseReason;
    use protocol::document::DEFAULT_START_TIME_MS;

    use super::*;

    #[test]
    fn arguments_are_words_and_quoted_words() {
        let argv = ["localhost", "9999", "two words", "it's", ""].map(str::to_owned).to_vec();
        assert_eq!(read_argv(&argv_text(&argv)), argv);
        assert_eq!(read_argv("  a 'b c'd  "), ["a", "b cd"]);
    }

    #[test]
    fn cores_have_bounds() {
        assert_eq!(read_cores(" 8 "), Ok(8));
        assert!(["0", "257", "two", ""].iter().all(|text| read_cores(text).is_err()));
    }

    #[test]
    fn the_preview_is_what_arrives_from_the_clock_on() {
        let simulated = Simulated { rate: 2.0, ..Simulated::default() };
        let lines = preview(&simulated, DEFAULT_START_TIME_MS, 60_250);
        assert_eq!((lines[0].line_idx, lines[0].at.as_str()), (121, "1:00.500"));
        let generator = Generator::new(&simulated);
        assert!(lines.iter().all(|line| line.text == generator.line(line.line_idx)));
        assert_eq!(lines.len() as u64, N_PREVIEW);
    }

    #[test]
    fn a_file_gives_its_lines_or_says_what_was_left_out() {
        let (lines, said) = lines_of_file("a.csv", 8.0, "\u{feff}a,b\r\nc,d\n").unwrap();
        assert_eq!(
            (lines, said.as_str()),
            (vec!["a,b".to_owned(), "c,d".to_owned()], "2 lines of a.csv arrive now, 10 a second.")
        );
        let (lines, said) = lines_of_file("big.txt", 9e6, "one\ntwo\nthr").unwrap();
        assert_eq!(lines, ["one", "two"]);
        assert!(said.starts_with("big.txt has 9.0 MB: its first 2 lines were taken"), "{said}");
        let many = "x\n".repeat(MAX_FILE_LINES + 1);
        assert_eq!(lines_of_file("many", 1.0, &many).unwrap().0.len(), MAX_FILE_LINES);
        assert!(lines_of_file("x.png", 4.0, "\u{0}PNG").is_err() && lines_of_file("empty", 0.0, "").is_err());
    }

    #[test]
    fn only_a_text_with_line_ends_is_sent_when_it_is_pasted() {
        assert_eq!(lines_of_paste("one"), Ok(None));
        assert_eq!(lines_of_paste("a\r\n\nb"), Ok(Some(vec!["a".to_owned(), String::new(), "b".to_owned()])));
        assert!(lines_of_paste(&"x\n".repeat(MAX_FILE_LINES + 1)).is_err());
    }

    #[test]
    fn a_sent_line_says_when_and_in_which_batch() {
        let arrived = |n_lines| Arrived { address: "h:1".to_owned(), at_ms: 25_000, n_lines };
        assert_eq!(arrival_text(&arrived(1), Some(10_000)), "It arrived at 0:25, in batch 2.");
        assert_eq!(arrival_text(&arrived(3), None), "3 lines arrived at 0:25.");
    }

    #[test]
    fn rates_and_seeds_are_read_or_explained() {
        assert_eq!(read_rate(" 2,5 "), Ok(2.5));
        assert!(read_rate("0").is_err() && read_rate("x").is_err() && read_rate("NaN").is_err());
        assert_eq!(read_seed("7"), Ok(7));
        assert!(read_seed("-1").is_err());
    }

    #[test]
    fn a_lost_connection_says_when_it_is_tried_again() {
        let lost = Link::Lost { reason: CloseReason::ServerClosed, retry_in_ms: Some(1_500) };
        assert_eq!(link_text(&lost), "the server closed the connection; trying again in 2 s");
    }
}
