//! Simulated servers to start from, and the fields of their templates.

use protocol::arrivals::Burst;
use protocol::source::Simulated;

/// A server to start from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preset {
    pub name: &'static str,
    /// What it is good for, in one sentence.
    pub summary: &'static str,
    template: &'static str,
    rate: f64,
    burst: Option<Burst>,
}

/// All of them, the default one first.
pub const PRESETS: [Preset; 8] = [
    Preset {
        name: "The course's server",
        summary: "“This is line N”, N from 0 to 5, once a second.",
        template: "This is line {0..5}",
        rate: 1.0,
        burst: None,
    },
    Preset {
        name: "Words of a text",
        summary: "Few words come often and most come rarely, as in any text.",
        template: "{word skew 1} {word skew 1} {word skew 1} {word skew 1} {word skew 1}",
        rate: 2.0,
        burst: None,
    },
    Preset {
        name: "Log lines",
        summary: "A time, a level, a service and a message.",
        template: "{time} {word of INFO, WARN, ERROR skew 2} service-{1..3} request {#} took {1..250} ms",
        rate: 5.0,
        burst: None,
    },
    Preset {
        name: "Sensor readings",
        summary: "CSV: sensor, time, temperature.",
        template: "sensor-{key of 5},{time},{18.0..24.5}",
        rate: 5.0,
        burst: None,
    },
    Preset {
        name: "Clicks with a hot user",
        summary: "One of 50 users makes four of ten clicks: look at the partitions.",
        template: "user-{key of 50 hot 40%} {word of home, search, product, cart, checkout skew 1}",
        rate: 10.0,
        burst: None,
    },
    Preset {
        name: "Late events",
        summary: "Times of events that come out of order, and one in ten half a minute late.",
        template: "{time jitter 3s late 10% by 30s},{word of red, green, blue}",
        rate: 4.0,
        burst: None,
    },
    Preset {
        name: "Orders as JSON",
        summary: "A JSON object a line.",
        template: "{{\"order\": {#}, \"customer\": {key of 20}, \"item\": \"{word of tea, coffee, cake skew 1}\", \"price\": {1.50..9.90}}}",
        rate: 3.0,
        burst: None,
    },
    Preset {
        name: "Quiet, then a burst",
        summary: "A line a second, and forty at once every 15 seconds.",
        template: "request {#} of client {key of 10}",
        rate: 1.0,
        burst: Some(Burst { n_lines: 40, every_ms: 15_000 }),
    },
];

impl Preset {
    /// The server, with the reader's seed.
    pub fn simulated(&self, seed: u64) -> Simulated {
        Simulated { template: self.template.to_owned(), rate: self.rate, seed, burst: self.burst }
    }
}

/// The preset that a server is, whatever its seed.
pub fn preset_of(simulated: &Simulated) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.simulated(simulated.seed) == *simulated)
}

/// A field, as it is written, and what it gives.
#[derive(Clone, Copy, Debug)]
pub struct FieldHelp {
    pub field: &'static str,
    pub gives: &'static str,
}

/// What a template can have in it.
pub const FIELDS: [FieldHelp; 10] = [
    FieldHelp { field: "{#}", gives: "the line's number, from 0" },
    FieldHelp { field: "{0..5}", gives: "a whole number from 0 to 5" },
    FieldHelp { field: "{18.0..24.5}", gives: "a number with one decimal" },
    FieldHelp { field: "{a|b|c}", gives: "one of these, each as often" },
    FieldHelp { field: "{word skew 1}", gives: "an English word, by Zipf's law; without skew all alike" },
    FieldHelp { field: "{word of red, green skew 1}", gives: "one of these, the first most often" },
    FieldHelp { field: "{key of 100 hot 30%}", gives: "a number from 1 to 100; 1 in 30 % of the lines" },
    FieldHelp { field: "{time}", gives: "when the line arrived, in UTC" },
    FieldHelp {
        field: "{time iso jitter 2s}",
        gives: "up to 2 s earlier, so out of order; iso and ms are other forms",
    },
    FieldHelp { field: "{time late 5% by 10s}", gives: "in 5 % of the lines, 10 s earlier" },
];

#[cfg(test)]
mod tests {
    use protocol::document::Source;
    use protocol::source::Generator;
    use protocol::template::fields;

    use super::*;

    #[test]
    fn the_first_preset_is_the_server_of_new_documents() {
        let Source::Simulated(simulated) = Source::default() else { panic!("it is simulated") };
        assert_eq!(preset_of(&simulated), PRESETS.first());
    }

    #[test]
    fn every_field_of_the_help_and_of_a_preset_is_one() {
        for help in FIELDS {
            assert_eq!(fields(help.field).len(), 1, "{}", help.field);
        }
        for preset in PRESETS {
            let line = Generator::new(&preset.simulated(3)).line(7);
            assert!(!line.contains("{word") && !line.contains("{key") && !line.contains("{time"), "{line}");
        }
    }

    #[test]
    fn an_order_is_json() {
        let orders = PRESETS.iter().find(|preset| preset.name == "Orders as JSON").unwrap();
        let generator = Generator::new(&orders.simulated(11));
        for line_idx in 0..50 {
            let order: serde_json::Value = serde_json::from_str(&generator.line(line_idx)).unwrap();
            assert_eq!(order["order"], line_idx);
        }
    }
}
