//! A comparison that lets a wrong run pass is worth nothing: each test breaks a right run in one way.

use std::path::Path;

use corpus::case::Case;
use corpus::compare::compare;
use corpus::folder;
use corpus::recording::{DriverText, Exception, JavaException, Recording};
use corpus::report::{self, Report};

fn case(name: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus").join(name);
    folder::load(&folder).unwrap().swap_remove(0)
}

/// Breaks a right run of the case and gives the places that differ then.
fn check(name: &str, damage: impl FnOnce(&mut Recording), places: &[&str]) {
    let case = case(name);
    let mut run = case.expected.clone();
    assert_eq!(compare(&case, &run), [], "a run that did the same agrees");
    damage(&mut run);
    let found: Vec<_> = compare(&case, &run).into_iter().map(|mismatch| mismatch.place).collect();
    assert_eq!(found, places);
}

#[test]
fn every_case_can_be_read_and_agrees_with_itself() {
    let cases = folder::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")).unwrap();
    assert!(cases.len() >= 256, "{} cases", cases.len());
    let report = report::run_all(&cases, |case| case.expected.clone());
    assert!(report.failed.is_empty(), "{report}");
}

#[test]
fn a_run_that_does_nothing_fails_wherever_spark_did_something() {
    let cases = folder::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")).unwrap();
    let report = report::run_all(&cases, |_| Recording::default());
    assert_eq!(report.passed, [""; 0]);
}

#[test]
fn one_blank_at_the_end_of_the_output_is_found() {
    check("wordcount", |run| run.stdout.push(' '), &["stdout"]);
}

#[test]
fn a_missing_line_break_at_the_end_is_found() {
    check("wordcount", |run| assert_eq!(run.stdout.pop(), Some('\n')), &["stdout"]);
}

#[test]
fn text_of_one_output_operation_is_compared() {
    check("wordcount", |run| run.batches[3].ops[0].text.insert(0, 'x'), &["batch 3, output 0: text"]);
}

#[test]
fn records_in_another_order_are_found() {
    let swap = |run: &mut Recording| run.batches[0].ops[0].glom.as_mut().unwrap()[0].swap(0, 1);
    check("wordcount", swap, &["batch 0, output 0: records"]);
}

#[test]
fn records_in_another_partition_are_found() {
    let swap = |run: &mut Recording| run.batches[0].ops[0].glom.as_mut().unwrap().swap(0, 1);
    check("wordcount", swap, &["batch 0, output 0: records"]);
}

#[test]
fn an_empty_partition_more_is_found() {
    let more = |run: &mut Recording| run.batches[2].ops[0].glom.as_mut().unwrap().push(Vec::new());
    check("wordcount", more, &["batch 2, output 0: records"]);
}

#[test]
fn records_that_were_not_kept_are_found() {
    check("wordcount", |run| run.batches[0].ops[0].glom = None, &["batch 0, output 0: records"]);
}

#[test]
fn a_batch_more_or_less_is_found() {
    check("wordcount", |run| drop(run.batches.pop()), &["batches with output"]);
    check("wordcount", |run| run.batches.extend_from_within(..1), &["batches with output"]);
}

#[test]
fn an_output_operation_more_or_less_is_found() {
    check("wordcount", |run| drop(run.batches[1].ops.pop()), &["batch 1: output operations"]);
    let again = |run: &mut Recording| run.batches[1].ops.extend_from_within(..);
    check("wordcount", again, &["batch 1: output operations"]);
}

#[test]
fn an_error_of_an_operation_is_compared() {
    let raise = |run: &mut Recording| run.batches[0].ops[0].error = Some("ValueError".to_owned());
    check("wordcount", raise, &["batch 0, output 0: error"]);
    check("err_value_error_int", |run| run.batches[1].ops[0].error = None, &["batch 1, output 0: error"]);
}

#[test]
fn driver_text_has_to_come_after_the_same_batch() {
    check("graceful_stop", |run| run.driver_text[0].after_batch = 0, &["driver text"]);
    check("graceful_stop", |run| run.driver_text[0].text.clear(), &["driver text"]);
    check("wordcount", |run| run.driver_text.push(DriverText { after_batch: 1, text: "x".into() }), &["driver text"]);
}

#[test]
fn driver_text_may_be_cut_anywhere() {
    let cut = |run: &mut Recording| {
        let text = run.driver_text.pop().unwrap();
        let (start, end) = text.text.split_at(3);
        run.driver_text.push(DriverText { after_batch: text.after_batch, text: start.into() });
        run.driver_text.push(DriverText { after_batch: text.after_batch, text: end.into() });
    };
    check("graceful_stop", cut, &[]);
}

#[test]
fn files_are_compared_by_path_and_content() {
    let path = "out/counts-<batch 1>/part-00000";
    check("saveastextfiles", |run| drop(run.files.remove(path)), &["files"]);
    check("saveastextfiles", |run| drop(run.files.insert("more".into(), String::new())), &["files"]);
    let place = format!("file {path}");
    check("saveastextfiles", |run| run.files.get_mut(path).unwrap().push('\n'), &[&place]);
}

#[test]
fn times_and_addresses_of_the_run_itself_agree_with_the_marks() {
    let real_times = |run: &mut Recording| {
        run.stdout = run.stdout.replace("<batch 1>", "1970-01-01 00:00:02");
        let ops = run.batches.iter_mut().flat_map(|batch| &mut batch.ops);
        ops.for_each(|op| op.text = op.text.replace("<batch 2>", "1970-01-01 00:00:03"));
    };
    check("wordcount", real_times, &[]);
    let wrong_time = |run: &mut Recording| run.stdout = run.stdout.replace("<batch 1>", "1970-01-01 00:00:03");
    check("wordcount", wrong_time, &["stdout"]);
    let real_folder = |run: &mut Recording| {
        run.files = run.files.iter().map(|(path, text)| (path.replace("<batch 1>", "2000"), text.clone())).collect();
    };
    check("saveastextfiles", real_folder, &[]);
}

#[test]
fn no_exception_and_an_exception_differ() {
    check("err_value_error_int", |run| run.exception = None, &["exception"]);
    let raise = |run: &mut Recording| run.exception = Some(Exception::default());
    check("wordcount", raise, &["exception"]);
}

fn exception_of(run: &mut Recording) -> &mut Exception {
    run.exception.as_mut().unwrap()
}

#[test]
fn type_and_lines_of_an_exception_are_compared() {
    check("err_dstream_collect", |run| exception_of(run).type_name = "TypeError".into(), &["exception"]);
    check("err_dstream_collect", |run| exception_of(run).program_lines = vec![9], &["exception"]);
    check("err_value_error_int", |run| exception_of(run).program_lines = vec![11], &["exception"]);
    check("err_value_error_int", |run| exception_of(run).program_lines = vec![11, 8], &[]);
}

#[test]
fn a_python_error_is_compared_by_its_last_line_not_by_sparks_frames() {
    check("err_value_error_int", |run| exception_of(run).message = "other frames".into(), &[]);
    let other = |run: &mut Recording| exception_of(run).python_cause = Some("ValueError: other".into());
    check("err_value_error_int", other, &["exception"]);
    check("err_value_error_int", |run| exception_of(run).python_cause = None, &["exception"]);
    check("err_dstream_collect", |run| exception_of(run).message.push('!'), &["exception"]);
}

#[test]
fn a_java_exception_is_compared_by_class_and_message() {
    let class = |run: &mut Recording| exception_of(run).java[0].class = "java.lang.Error".into();
    check("err_no_output", class, &["exception"]);
    check("err_no_output", |run| exception_of(run).java[0].message = None, &["exception"]);
    check("err_no_output", |run| exception_of(run).java.clear(), &["exception"]);
    let cause = JavaException { class: "java.lang.Error".into(), message: None };
    check("err_no_output", |run| exception_of(run).java.push(cause), &[]);
    check("err_no_output", |run| exception_of(run).message = "other frames".into(), &[]);
}

#[test]
fn console_and_progress_figures_are_compared() {
    check("ss_agg_funcs", |run| run.console_batches[1].text.push(' '), &["console batches"]);
    let one_row_more = |run: &mut Recording| run.queries[0].progress[1]["numInputRows"] = 4.into();
    check("ss_agg_funcs", one_row_more, &["queries"]);
    check("ss_agg_funcs", |run| run.queries.clear(), &["queries"]);
}

#[test]
fn a_case_recorded_for_another_master_runs_with_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/wordcount");
    let cases = folder::load(&folder).unwrap();
    let four = cases.iter().find(|case| case.name == "wordcount@local[4]").unwrap();
    assert_eq!(four.input.parallelism(), Some(4));
    assert!(four.program.contains("\"local[4]\"") && !four.program.contains("local[2]"));
    assert_ne!(four.expected.batches, cases[0].expected.batches);
}

#[test]
fn batches_end_when_the_input_does() {
    assert_eq!(case("wordcount").input.n_batches(), 4 + 1);
    assert_eq!(case("queuestream_default").input.n_batches(), 4);
}

#[test]
fn a_report_names_failed_cases_with_a_diff() {
    let case = case("wordcount");
    let mut report = Report::default();
    report.add(&case, &case.expected);
    let mut wrong = case.expected.clone();
    wrong.stdout = wrong.stdout.replace("('is', 2)", "('is', 3)");
    report.add(&case, &wrong);
    let shown = report.to_string();
    assert!(shown.contains("FAILED wordcount\n  stdout:\n"), "{shown}");
    assert!(shown.contains("-('is', 2)\n") && shown.contains("+('is', 3)\n"), "{shown}");
    assert!(shown.ends_with("\n1 passed, 1 failed"), "{shown}");
}
