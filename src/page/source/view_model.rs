//! What the source tab says about what stands behind an address.

use protocol::document::{MAX_CORES, Source};
use protocol::run_view::{GapView, Link};
use protocol::source::{Generator, RATES, Simulated};

/// How many lines the preview shows.
pub const N_PREVIEW: u64 = 8;

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
            format!("simulated: {template}, {} a second, seed {}", simulated.rate, simulated.seed)
        }
        Source::Lines(lines) => format!("{} typed lines", lines.len()),
        Source::Bridge => "a real TCP server, through the bridge".to_owned(),
    }
}

/// The lines that arrive next, from a moment of the virtual clock on.
pub fn preview(simulated: &Simulated, clock_ms: u64) -> Vec<PreviewLine> {
    let generator = Generator::new(simulated);
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
        let lines = preview(&simulated, 60_250);
        assert_eq!((lines[0].line_idx, lines[0].at.as_str()), (121, "1:00.500"));
        let generator = Generator::new(&simulated);
        assert!(lines.iter().all(|line| line.text == generator.line(line.line_idx)));
        assert_eq!(lines.len() as u64, N_PREVIEW);
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
