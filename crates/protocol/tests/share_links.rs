//! Share links keep the whole document, and no text can break the reader of links.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use protocol::arrivals::Burst;
use protocol::document::{Document, Panel, RecordPlace, Settings, Source, Speed, StringHash, TimedLine, View};
use protocol::examples::EXAMPLES;
use protocol::share::{MAX_LINK_CHARS, ShareError, decode, encode, is_link};
use protocol::source::{Generator, Simulated};

fn link_of_json(json: &[u8]) -> String {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(json).unwrap();
    format!("#p1.{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()))
}

/// Made by that version.
const LINES_OF_THE_FIRST_VERSION: [&str; 4] = ["a 8 {x} 0", "b 3 {x} 1", "b 9 {x} 2", "a 0 {x} 3"];

#[test]
fn every_example_survives_its_link() {
    for example in EXAMPLES {
        let document = example.document();
        assert_eq!(decode(&encode(&document).unwrap()), Ok(document), "{}", example.id);
    }
}

#[test]
fn a_link_of_the_first_version_stays_readable() {
    let link = "#p1.NY7BCsIwDIZfRXJSGEOnQ-0TePHkUUXKVrZCm5Y2U2H03U0G5vTnT_L9mSGmMCTtQYGzaHIdY7JI680DoYIcptSZDGoGFzrtxpBJnbnEuVk_OU2ml4aMj9Iw57uat3XdFr5Pi9PULaOMLB5LKaKJLA4LtwtJAk4VjDqPfH6z8cKqOUg-6UQvst68PC9t2YkLB676y3Odhjeo-_OP3zH8bc1HwNEiirevAEPPb-DkXAVRo3ESQ_JbKT8";
    let document = decode(link).unwrap();
    assert_eq!(document.program, "lines.pprint()\n");
    assert_eq!(document.view.pinned, Some(3));
}

#[test]
fn a_source_of_the_first_version_gives_the_lines_it_gave() {
    let json =
        r#"{"sources":{"localhost:9999":{"Simulated":{"template":"{a|b} {0..9} {x} {#}","rate":2.0,"seed":4242}}}}"#;
    let document = decode(&link_of_json(json.as_bytes())).unwrap();
    let Source::Simulated(simulated) = document.source("localhost:9999") else {
        panic!("it is {:?}", document.source("localhost:9999"));
    };
    let generator = Generator::new(&simulated);
    let lines: Vec<String> = (0..4).map(|line_idx| generator.line(line_idx)).collect();
    assert_eq!(lines, LINES_OF_THE_FIRST_VERSION);
    assert_eq!(generator.arrivals(0, 2_000), 0..4);
    // What it does not use is not written into a new link either.
    assert!(!serde_json::to_string(&document).unwrap().contains("burst"));
}

#[test]
fn each_cut_of_a_link_says_that_it_is_cut_off() {
    let link = encode(&Document::default()).unwrap();
    for n_chars in 4..link.len() {
        assert_eq!(decode(&link[..n_chars]), Err(ShareError::Truncated), "{n_chars} characters");
    }
}

#[test]
fn characters_outside_the_alphabet_say_that_the_link_is_broken() {
    let link = encode(&Document::default()).unwrap();
    let broken = format!("{}*{}", &link[..40], &link[41..]);
    assert_eq!(decode(&broken), Err(ShareError::Broken));
    assert_eq!(decode("not a link"), Err(ShareError::Broken));
}

#[test]
fn a_newer_version_is_named() {
    assert_eq!(decode("#p2.AAAA"), Err(ShareError::Future { version: 2 }));
    assert!(is_link("#p27.x") && is_link("#p1.") && !is_link("#page.2") && !is_link("#"));
}

#[test]
fn a_small_link_that_inflates_to_too_much_is_refused() {
    let bomb = link_of_json(&vec![b' '; 200 << 20]);
    assert!(bomb.len() < MAX_LINK_CHARS);
    assert_eq!(decode(&bomb), Err(ShareError::TooLarge));
}

#[test]
fn a_link_that_is_too_long_is_refused() {
    assert_eq!(decode(&format!("#p1.{}", "A".repeat(MAX_LINK_CHARS))), Err(ShareError::TooLarge));
}

#[test]
fn a_link_without_a_document_says_so() {
    let nested = "[".repeat(100_000);
    for json in ["[1]", "{\"program\":5}", "{", &nested] {
        let result = decode(&link_of_json(json.as_bytes()));
        assert!(matches!(result, Err(ShareError::NotADocument { .. })), "{result:?}");
    }
}

#[test]
fn settings_out_of_bounds_are_moved_into_them() {
    let json = r#"{"settings":{"cores":4000000000,"speed":{"Times":-3},"start_time_ms":-1}}"#;
    let settings = decode(&link_of_json(json.as_bytes())).unwrap().settings;
    assert_eq!((settings.cores, settings.start_time_ms), (256, 0));
    assert_eq!(settings.speed, Speed::Times(0.25));
}

fn source() -> impl Strategy<Value = Source> {
    let burst = (1u32..=1_000_000, 100u64..=3_600_000).prop_map(|(n_lines, every_ms)| Burst { n_lines, every_ms });
    let rate = (1u32..1_000_000_000).prop_map(|rate| f64::from(rate) / 1000.0);
    let simulated = (any::<String>(), rate, any::<u64>(), prop::option::of(burst))
        .prop_map(|(template, rate, seed, burst)| Source::Simulated(Simulated { template, rate, seed, burst }));
    let line = (any::<u64>(), any::<String>()).prop_map(|(at_ms, text)| TimedLine { at_ms, text });
    let lines = prop::collection::vec(line, 0..5).prop_map(Source::Lines);
    prop_oneof![simulated, lines, Just(Source::Bridge)]
}

prop_compose! {
    fn settings()(
        cores in 1u32..=256,
        old in any::<bool>(),
        start_time_ms in 0i64..200_000_000_000_000,
        speed in prop_oneof![(250u32..100_000).prop_map(|speed| Speed::Times(f64::from(speed) / 1000.0)), Just(Speed::Max)],
        argv in prop::collection::vec(any::<String>(), 0..4),
        seed in any::<u64>(),
    ) -> Settings {
        let hash = if old { StringHash::SipHash24 } else { StringHash::SipHash13 };
        Settings { cores, hash, start_time_ms, speed, argv, seed }
    }
}

prop_compose! {
    fn document()(
        program in any::<String>(),
        sources in prop::collection::btree_map(any::<String>(), source(), 0..4),
        settings in settings(),
        pinned in any::<Option<u64>>(),
        node in any::<Option<u32>>(),
        record in any::<Option<(u32, u64)>>(),
        panel in prop_oneof![Just(Panel::Output), Just(Panel::State), Just(Panel::Lineage), Just(Panel::Rdd)],
    ) -> Document {
        let record = record.map(|(partition, row)| RecordPlace { partition, row });
        Document { program, sources, settings, view: View { pinned, node, record, panel } }
    }
}

proptest! {
    #[test]
    fn a_document_survives_its_link(document in document()) {
        prop_assert_eq!(decode(&encode(&document).unwrap()), Ok(document));
    }

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>(), body in "[A-Za-z0-9_-]{0,200}") {
        let _ = decode(&text);
        let _ = decode(&format!("#p1.{body}"));
    }

    #[test]
    fn any_change_of_a_link_is_read_without_panic(at in 0usize..1000, with in any::<char>()) {
        let link = encode(&Document::default()).unwrap();
        let mut signs: Vec<char> = link.chars().collect();
        let at = at % signs.len();
        signs[at] = with;
        let _ = decode(&signs.into_iter().collect::<String>());
    }

    #[test]
    fn any_bytes_are_inflated_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&format!("p1.{}", URL_SAFE_NO_PAD.encode(bytes)));
    }

    #[test]
    fn any_json_is_read_without_panic(json in "[\\[\\]{}\",:a-z0-9]{0,80}") {
        let _ = decode(&link_of_json(json.as_bytes()));
    }
}
