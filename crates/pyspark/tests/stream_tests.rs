//! Test classes for streams, as programs write them with `unittest`, run to their end by the virtual clock.

use engine::listener::StreamingListener;
use pyspark::world::World;
use pyspark::{Application, Ending, Phase, Settings};
use python::Program;

struct NoListener;

impl StreamingListener for NoListener {}

/// What is printed, to both outputs, until the program ends.
fn run(text: &str) -> String {
    let program = Program::compile(text).unwrap();
    let mut application = Application::launch(&program, Settings::default(), World::default());
    let mut printed = String::new();
    for _ in 0..5000 {
        printed.push_str(&application.take_driver_text());
        printed.push_str(&application.take_stderr());
        if matches!(application.phase(), Phase::Ended(_)) || application.next_batch().is_none() {
            break;
        }
        if !application.wake()
            && let Some(report) = application.run_batch(Vec::new(), &mut NoListener)
        {
            printed.extend(report.result.outputs.iter().map(|output| output.text.as_str()));
            printed.push_str(&report.driver_text);
        }
    }
    let code = match application.phase() {
        Phase::Ended(Ending::Exit { code, .. }) => i64::from(*code),
        _ => -1,
    };
    format!("{printed}exit {code}")
}

#[test]
fn every_test_of_a_class_for_streams_goes_through() {
    let printed = run(include_str!("stream_tests/streams.py"));
    assert!(printed.ends_with("OK\nexit 0"), "{printed}");
    assert!(printed.contains("Ran 12 tests"), "{printed}");
}

#[test]
fn a_failing_test_says_where() {
    let printed = run(include_str!("stream_tests/failing.py"));
    let place = "  File \"program.py\", line 7, in test_sum\nAssertionError: Lists differ: [[4]] != [[3]]\n";
    assert!(printed.contains(place), "{printed}");
    assert!(printed.ends_with("FAILED (failures=1)\nexit 1"), "{printed}");
}
