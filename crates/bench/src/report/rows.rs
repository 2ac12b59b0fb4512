//! Turns measurements into the rows of a table: workloads, and for each the contenders in every place.

use crate::error::{BenchError, Result};
use crate::measure::{Measured, Runs};
use crate::statistics::Summary;
use crate::workload::{Bound, Figure, Target, Who};

/// What was measured in one place: natively, or in a browser.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceResults {
    /// As it is shown: `Chromium 156 (wasm)`.
    pub place: String,
    /// Whether targets are about it.
    pub is_browser: bool,
    pub measured: Vec<Measured>,
    /// Names of workloads that need more memory than there is.
    pub exhausted: Vec<String>,
}

/// The rows about one workload.
#[derive(Debug, PartialEq)]
pub(super) struct Section {
    pub title: String,
    pub rows: Vec<Row>,
}

/// One contender in one place, in words.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    pub place: String,
    pub who: Who,
    pub median: String,
    pub spread: String,
    /// How many times faster ours is, with the spread behind it; absent for ours itself.
    pub ratio: Option<(String, String)>,
    /// What was to be reached here, and whether it is.
    pub target: Option<String>,
    pub n_runs: usize,
}

/// Errors: a workload has one answer in one place and another in another.
pub fn check_places_agree(places: &[PlaceResults]) -> Result<()> {
    let all: Vec<_> =
        places.iter().flat_map(|place| place.measured.iter().map(move |measured| (place, measured))).collect();
    for (place, measured) in &all {
        let other = all.iter().find(|(_, other)| other.title == measured.title);
        if let Some((other_place, other)) = other
            && other.fingerprint != measured.fingerprint
        {
            let what = format!("the answer in {} is not that in {}", place.place, other_place.place);
            return Err(BenchError::Differs { workload: measured.title.clone(), what });
        }
    }
    Ok(())
}

/// A line about each workload that could not be measured somewhere.
pub(super) fn not_measured(places: &[PlaceResults]) -> Vec<String> {
    let each = places.iter().flat_map(|place| place.exhausted.iter().map(move |name| (name, &place.place)));
    each.map(|(name, place)| format!("`{name}` is not measured in {place}: it needs more memory than there is"))
        .collect()
}

/// One section for each workload, in the order in which the places name them.
pub(super) fn sections(places: &[PlaceResults]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for place in places {
        for workload in &place.measured {
            let ours = places.iter().filter(|place| place.is_browser).flat_map(|place| &place.measured);
            let in_browser = ours.into_iter().find(|other| other.title == workload.title);
            let measured = workload.contenders.iter().filter_map(|runs| row(place, workload, in_browser, runs));
            let rows = measured.chain(workload.absent.iter().map(|(who, reason)| Row::absent(place, *who, reason)));
            match sections.iter_mut().find(|section| section.title == workload.title) {
                Some(section) => section.rows.extend(rows),
                None => sections.push(Section { title: workload.title.clone(), rows: rows.collect() }),
            }
        }
    }
    sections
}

impl Row {
    fn absent(place: &PlaceResults, who: Who, reason: &str) -> Self {
        let (place, median) = (place.place.clone(), format!("not measured: {reason}"));
        Self { place, who, median, spread: String::new(), ratio: None, target: None, n_runs: 0 }
    }
}

/// `None` if nothing was measured. Programs of their own are compared with ours `in_browser`, if it was measured.
fn row(place: &PlaceResults, workload: &Measured, in_browser: Option<&Measured>, runs: &Runs) -> Option<Row> {
    let is_native = matches!(runs.who, Who::Guest(guest) | Who::GuestCalling(guest) if guest.is_native());
    let with = in_browser.filter(|_| is_native);
    let ours = with.unwrap_or(workload).contenders.iter().find(|runs| runs.who == Who::Ours);
    let is_about_browser = place.is_browser || with.is_some();
    let seconds = Summary::of(&runs.seconds)?;
    let Scaled { median, spread } = figure(workload, seconds);
    let ratio = ours.and_then(|ours| Summary::speed_ratio(&ours.seconds, &runs.seconds));
    let target = workload.targets.iter().find(|target| is_about_browser && target.against == runs.who);
    let each = seconds.median / workload.n_items as f64;
    let reached = target.and_then(|target| Some(verdict(*target, ratio?.median, each)));
    let ratio = ratio.filter(|_| runs.who != Who::Ours);
    Some(Row {
        place: place.place.clone(),
        who: runs.who,
        median,
        spread,
        ratio: ratio.map(|ratio| {
            (three_digits(ratio.median), format!("{} … {}", three_digits(ratio.min), three_digits(ratio.max)))
        }),
        target: reached,
        n_runs: runs.seconds.len(),
    })
}

/// The target in words, with whether it is reached by ours, which is `speed_ratio` times as fast as the contender; an
/// item takes the contender `each` seconds.
fn verdict(target: Target, speed_ratio: f64, each: f64) -> String {
    let (words, is_reached) = match target.bound {
        Bound::AtLeastAsFast(least) => (format!("≥ {least} ×"), speed_ratio >= least),
        Bound::AtMostAsLong(most) => {
            let times = 1.0 / speed_ratio;
            (format!("≤ {most} × as long, is {}", three_digits(times)), times <= most)
        }
        Bound::SecondsAtMost(most) => (format!("≤ {:.0} µs", most * 1e6), each <= most),
    };
    format!("{words}: {}", if is_reached { "reached" } else { "missed" })
}

struct Scaled {
    median: String,
    spread: String,
}

/// The speed in the workload's figure, in a unit that suits the median.
fn figure(workload: &Measured, seconds: Summary) -> Scaled {
    let n_items = workload.n_items as f64;
    let (figure, units, after): (_, &[(f64, &str)], _) = match &workload.figure {
        Figure::Rate(items) => {
            let units = &[(1e9, "G "), (1e6, "M "), (1e3, "k "), (1.0, "")];
            (seconds.falling(|seconds| n_items / seconds), units, format!("{items}/s"))
        }
        Figure::TimeOfEach(item) => {
            let units = &[(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")];
            (seconds.rising(|seconds| seconds / n_items), units, format!(" a {item}"))
        }
    };
    let suits = |(scale, _): &&(f64, &str)| figure.median >= *scale;
    let (scale, unit) = units.iter().find(suits).or(units.last()).copied().unwrap_or((1.0, ""));
    let number = |number: f64| three_digits(number / scale);
    Scaled {
        median: format!("{} {unit}{after}", number(figure.median)),
        spread: format!("{} … {}", number(figure.min), number(figure.max)),
    }
}

/// A number with three digits that say something, or more if it is 1000 or above.
fn three_digits(number: f64) -> String {
    let n_decimals = match number {
        _ if number > 0.0 && number < 0.0995 => 4,
        _ if number < 9.995 => 2,
        _ if number < 99.95 => 1,
        _ => 0,
    };
    format!("{number:.n_decimals$}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::guest::Guest;

    pub fn measured(title: &str, ours: &[f64], theirs: &[f64]) -> Measured {
        Measured {
            title: title.to_owned(),
            figure: Figure::Rate("words".to_owned()),
            n_items: 8_000_000,
            targets: [Who::HandWrittenRust, Who::Guest(Guest::CPython)]
                .map(|against| Target { against, bound: Bound::AtLeastAsFast(1.5) })
                .to_vec(),
            absent: Vec::new(),
            fingerprint: "1".to_owned(),
            contenders: vec![
                Runs { who: Who::Ours, seconds: ours.to_vec() },
                Runs { who: Who::HandWrittenRust, seconds: theirs.to_vec() },
            ],
        }
    }

    pub fn two_places() -> Vec<PlaceResults> {
        let mut batch = measured("empty batch", &[0.02, 0.01, 0.03], &[]);
        batch.figure = Figure::TimeOfEach("batch".to_owned());
        batch.n_items = 1000;
        let words = measured("word count", &[0.4, 0.5, 0.4], &[0.2, 0.25, 0.4]);
        let faster = measured("word count", &[0.1, 0.1, 0.1], &[0.2, 0.2, 0.2]);
        vec![
            PlaceResults {
                place: "Chromium".to_owned(),
                is_browser: true,
                measured: vec![words, batch],
                exhausted: Vec::new(),
            },
            PlaceResults {
                place: "native".to_owned(),
                is_browser: false,
                measured: vec![faster],
                exhausted: vec!["state".to_owned()],
            },
        ]
    }

    #[test]
    fn every_workload_has_its_contenders_in_all_places() {
        let sections = sections(&two_places());
        let shown: Vec<_> = sections
            .iter()
            .flat_map(|section| section.rows.iter().map(|row| (section.title.as_str(), row)))
            .map(|(title, row)| {
                let Row { place, who, median, spread, ratio, .. } = row;
                let ratio = ratio.as_ref().map_or("-", |(ratio, _)| ratio);
                format!("{title}: {place}: {who}: {median} ({spread}) {ratio}")
            })
            .collect();
        let expected = [
            "word count: Chromium: ours: 20.0 M words/s (16.0 … 20.0) -",
            "word count: Chromium: hand-written Rust: 32.0 M words/s (20.0 … 40.0) 0.62",
            "word count: native: ours: 80.0 M words/s (80.0 … 80.0) -",
            "word count: native: hand-written Rust: 40.0 M words/s (40.0 … 40.0) 2.00",
            "empty batch: Chromium: ours: 20.0 µs a batch (10.0 … 30.0) -",
        ];
        assert_eq!(shown, expected);
        let [_, in_browser, _, natively] = sections[0].rows.as_slice() else { panic!("there are four rows") };
        assert_eq!(in_browser.ratio, Some(("0.62".to_owned(), "0.50 … 1.00".to_owned())));
        assert_eq!(in_browser.target.as_deref(), Some("≥ 1.5 ×: missed"));
        assert_eq!(natively.target, None, "targets are about the browser");
    }

    #[test]
    fn a_program_of_its_own_is_compared_with_ours_in_the_browser() {
        let mut places = two_places();
        let cpython = Runs { who: Who::Guest(Guest::CPython), seconds: vec![0.8, 0.8, 0.8] };
        places[1].measured[0].contenders.push(cpython);
        let ratio = |places: &[PlaceResults]| {
            let sections = sections(places);
            let row = sections[0].rows.last().expect("there are rows");
            (row.ratio.as_ref().map(|(ratio, _)| ratio.clone()), row.target.clone())
        };
        assert_eq!(ratio(&places), (Some("2.00".to_owned()), Some("≥ 1.5 ×: reached".to_owned())));
        assert_eq!(ratio(&places[1..]), (Some("8.00".to_owned()), None));
    }

    #[test]
    fn who_is_absent_has_a_row_with_the_reason() {
        let mut places = two_places();
        places[0].measured[0].absent.push((Who::Guest(Guest::Pyodide), "no file".to_owned()));
        let sections = sections(&places);
        let row = sections[0].rows.iter().find(|row| row.n_runs == 0).expect("there is such a row");
        assert_eq!((row.who, row.median.as_str()), (Who::Guest(Guest::Pyodide), "not measured: no file"));
    }

    #[test]
    fn a_target_is_reached_or_missed() {
        let check = |bound, speed_ratio, each, expected| {
            assert_eq!(verdict(Target { against: Who::Ours, bound }, speed_ratio, each), expected);
        };
        check(Bound::AtLeastAsFast(0.8), 0.8, 1.0, "≥ 0.8 ×: reached");
        check(Bound::AtLeastAsFast(2.0), 1.99, 1.0, "≥ 2 ×: missed");
        check(Bound::AtMostAsLong(1.3), 0.8, 1.0, "≤ 1.3 × as long, is 1.25: reached");
        check(Bound::AtMostAsLong(1.3), 0.1, 1.0, "≤ 1.3 × as long, is 10.0: missed");
        check(Bound::SecondsAtMost(50e-6), 1.0, 49e-6, "≤ 50 µs: reached");
        check(Bound::SecondsAtMost(50e-6), 1.0, 51e-6, "≤ 50 µs: missed");
    }

    #[test]
    fn numbers_show_three_digits() {
        let shown: Vec<_> = [0.0123, 0.5, 9.99, 9.999, 12.34, 99.94, 99.96, 1234.5].map(three_digits).into();
        assert_eq!(shown, ["0.0123", "0.50", "9.99", "10.0", "12.3", "99.9", "100", "1234"]);
    }

    #[test]
    fn a_place_with_another_answer_is_found() {
        let mut places = two_places();
        assert!(check_places_agree(&places).is_ok());
        places[1].measured[0].fingerprint = "2".to_owned();
        let error = check_places_agree(&places).expect_err("the answers differ").to_string();
        assert_eq!(error, "word count: the answer in native is not that in Chromium");
    }
}
