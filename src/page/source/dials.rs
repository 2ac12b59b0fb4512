//! The sliders of a simulated server: which it has, where they stand, and what a turn changes.

use protocol::arrivals::Burst;
use protocol::source::Simulated;
use protocol::template::{Field, MILLION, Share, duration_text, fields, share_text, with_fields};

/// What a slider changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialKind {
    Rate,
    BurstLines,
    BurstPeriod,
    Skew,
    HotKey,
    LateShare,
    LateBy,
    Jitter,
}

/// A slider as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Dial {
    pub kind: DialKind,
    /// From 0 to `last`.
    pub position: usize,
    pub last: usize,
    /// Its value, which may lie between two positions.
    pub text: String,
}

const RATES: [f64; 16] =
    [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0];
const BURST_LINES: [f64; 11] = [0.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 5_000.0];
const SECONDS: [f64; 12] = [0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0];
const SKEWS: [f64; 13] = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0];
const PERCENTS: [f64; 23] = [
    0.0, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0,
    90.0, 95.0, 100.0,
];

/// The time between bursts, and how late lines are, when they begin to be.
const FIRST_SECONDS: u64 = 10;

/// The sliders of a server: those of its fields, if its template has any.
pub fn dials(simulated: &Simulated) -> Vec<Dial> {
    const ALL: [DialKind; 8] = [
        DialKind::Rate,
        DialKind::BurstLines,
        DialKind::BurstPeriod,
        DialKind::Skew,
        DialKind::HotKey,
        DialKind::Jitter,
        DialKind::LateShare,
        DialKind::LateBy,
    ];
    ALL.into_iter().filter_map(|kind| kind.dial(simulated)).collect()
}

impl DialKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rate => "Rate",
            Self::BurstLines => "Lines of a burst",
            Self::BurstPeriod => "Time between bursts",
            Self::Skew => "Skew of the words",
            Self::HotKey => "Share of the hot key",
            Self::LateShare => "Share of late lines",
            Self::LateBy => "How late they are",
            Self::Jitter => "Out of order by up to",
        }
    }

    fn steps(self) -> &'static [f64] {
        match self {
            Self::Rate => &RATES,
            Self::BurstLines => &BURST_LINES,
            Self::BurstPeriod => &SECONDS[1..],
            Self::Skew => &SKEWS,
            Self::HotKey | Self::LateShare => &PERCENTS,
            Self::LateBy | Self::Jitter => &SECONDS,
        }
    }

    fn dial(self, simulated: &Simulated) -> Option<Dial> {
        let (value, text) = self.value(simulated)?;
        let steps = self.steps();
        // The first of the nearest steps.
        let distance = |position: &usize| (steps[*position] - value).abs();
        let position = (0..steps.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(Dial { kind: self, position, last: steps.len() - 1, text })
    }

    /// The value in the unit of the steps, and for people; none if the server has nothing of this kind.
    fn value(self, simulated: &Simulated) -> Option<(f64, String)> {
        let burst = simulated.burst;
        let seconds = |ms: u64| (ms as f64 / 1_000.0, duration_text(ms));
        let percent = |share: Share| (f64::from(share) * 100.0 / f64::from(MILLION), share_text(share));
        match self {
            Self::Rate => Some((simulated.rate, format!("{} lines/s", simulated.rate))),
            Self::BurstLines => {
                let n_lines = burst.map_or(0, |burst| burst.n_lines);
                Some((f64::from(n_lines), if n_lines == 0 { "no bursts".to_owned() } else { n_lines.to_string() }))
            }
            Self::BurstPeriod => burst.map(|burst| seconds(burst.every_ms)),
            _ => fields(&simulated.template).into_iter().find_map(|(_, field)| match (self, field) {
                (Self::Skew, Field::Word { skew, .. }) => {
                    let skew = f64::from(skew) / 100.0;
                    Some((skew, if skew == 0.0 { "all alike".to_owned() } else { skew.to_string() }))
                }
                (Self::HotKey, Field::Key { hot, .. }) => {
                    let (value, text) = percent(hot);
                    Some((value, if hot == 0 { "no hot key".to_owned() } else { text }))
                }
                (Self::LateShare, Field::Time(time)) => Some(percent(time.late)),
                (Self::LateBy, Field::Time(time)) => (time.late > 0).then(|| seconds(time.late_by_ms)),
                (Self::Jitter, Field::Time(time)) => {
                    let (value, text) = seconds(time.jitter_ms);
                    Some((value, if time.jitter_ms == 0 { "in order".to_owned() } else { text }))
                }
                _ => None,
            }),
        }
    }

    /// The server after the slider was moved to a position.
    pub fn turned(self, simulated: &Simulated, position: usize) -> Simulated {
        let steps = self.steps();
        let value = steps.get(position).or(steps.last()).copied().unwrap_or_default();
        let mut next = simulated.clone();
        let ms = (value * 1_000.0) as u64;
        let every_ms = next.burst.map_or(FIRST_SECONDS * 1_000, |burst| burst.every_ms);
        match self {
            Self::Rate => next.rate = value,
            Self::BurstLines => next.burst = Burst { n_lines: value as u32, every_ms }.bounded(),
            Self::BurstPeriod => next.burst = next.burst.and_then(|burst| Burst { every_ms: ms, ..burst }.bounded()),
            _ => next.template = with_fields(&next.template, |field| self.turn_field(field, value)),
        }
        next
    }

    fn turn_field(self, field: &mut Field, value: f64) {
        let share = (value / 100.0 * f64::from(MILLION)) as Share;
        let ms = (value * 1_000.0) as u64;
        match (self, field) {
            (Self::Skew, Field::Word { skew, .. }) => *skew = (value * 100.0) as u32,
            (Self::HotKey, Field::Key { hot, .. }) => *hot = share,
            (Self::LateShare, Field::Time(time)) => {
                time.late = share;
                if share > 0 && time.late_by_ms == 0 {
                    time.late_by_ms = FIRST_SECONDS * 1_000;
                }
            }
            (Self::LateBy, Field::Time(time)) => time.late_by_ms = ms,
            (Self::Jitter, Field::Time(time)) => time.jitter_ms = ms,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::source::presets::PRESETS;

    #[test]
    fn every_turn_of_every_slider_stands_where_it_was_turned_to() {
        for preset in PRESETS {
            let simulated = preset.simulated(11);
            for dial in dials(&simulated) {
                for position in 0..=dial.last {
                    let turned = dial.kind.turned(&simulated, position);
                    let now = dials(&turned).into_iter().find(|now| now.kind == dial.kind);
                    assert_eq!(now.map(|now| now.position), Some(position), "{} of {}", dial.kind.name(), preset.name);
                }
            }
        }
    }

    #[test]
    fn sliders_are_those_of_the_fields() {
        let kinds = |template: &str| -> Vec<DialKind> {
            let simulated = Simulated { template: template.to_owned(), ..Simulated::default() };
            dials(&simulated).into_iter().map(|dial| dial.kind).collect()
        };
        assert_eq!(kinds("x"), [DialKind::Rate, DialKind::BurstLines]);
        assert_eq!(kinds("{word}{key of 3}")[2..], [DialKind::Skew, DialKind::HotKey]);
        assert_eq!(kinds("{time}")[2..], [DialKind::Jitter, DialKind::LateShare]);
    }

    #[test]
    fn a_turn_changes_all_fields_of_the_kind_and_nothing_else() {
        let simulated = Simulated { template: "{word} {word of a, b} {x}".to_owned(), ..Simulated::default() };
        let turned = DialKind::Skew.turned(&simulated, 4);
        assert_eq!(turned.template, "{word skew 1} {word of a, b skew 1} {x}");
        assert_eq!(DialKind::BurstLines.turned(&simulated, 3).burst, Some(Burst { n_lines: 10, every_ms: 10_000 }));
    }
}
