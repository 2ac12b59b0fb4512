//! What the playground does otherwise than real Spark: the tests that `docs/SPARK-SEMANTICS.md` names.
#![cfg(feature = "run")]

use corpus::case::{Case, Input};
use corpus::recording::Recording;

/// Runs a driver program, with so many batches for a streaming context that it starts.
fn run(n_batches: u64, lines: &[&str]) -> Recording {
    let head = "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\
                sc = SparkContext('local[2]', 'Difference')\n";
    let program = format!("{head}{}\n", lines.join("\n"));
    let input = Input {
        master: "local[2]".into(),
        batch_interval: Some(1.0),
        total_batches: Some(n_batches),
        ..Input::default()
    };
    corpus::run::run(&Case { name: "difference".into(), program, input, expected: Recording::default() })
}

/// What a program without mistakes printed.
fn printed(n_batches: u64, lines: &[&str]) -> String {
    let recording = run(n_batches, lines);
    assert_eq!(recording.exception, None);
    recording.stdout
}

#[test]
fn a_checkpoint_is_not_restored() {
    let program = [
        "def make():",
        "    print('made')",
        "    ssc = StreamingContext(sc, 1)",
        "    ssc.queueStream([[1]]).foreachRDD(lambda rdd: None)",
        "    return ssc",
        "ssc = StreamingContext.getOrCreate('checkpoint', make)",
        "ssc.start()",
        "ssc.awaitTerminationOrTimeout(2)",
        "ssc.stop(stopSparkContext=False)",
        "StreamingContext.getOrCreate('checkpoint', make)",
        "import os",
        "print(os.path.exists('checkpoint'))",
    ];
    assert_eq!(printed(2, &program), "made\nmade\nFalse\n");
}

#[test]
fn workers_print_into_the_batch() {
    let program =
        ["def told(x):", "    print('saw', x)", "    return x", "print(sc.parallelize([1, 2]).map(told).count())"];
    assert_eq!(printed(0, &program), "saw 1\nsaw 2\n2\n");
}

#[test]
fn statistics_are_those_without_numpy() {
    let shown = "(count: 2, mean: 2.0, stdev: 1.0, max: 3, min: 1)\n";
    assert_eq!(printed(0, &["print(sc.parallelize([1, 3]).stats())"]), shown);
}

#[test]
fn tracebacks_name_the_program_only() {
    let exception = run(0, &["sc.parallelize([1]).map(lambda x: x / 0).collect()"]).exception.unwrap();
    assert_eq!(exception.type_name, "Py4JJavaError");
    assert!(exception.message.contains("ZeroDivisionError: division by zero"), "{}", exception.message);
    assert!(exception.message.contains("program.py"), "{}", exception.message);
    assert!(
        !exception.message.contains("worker.py") && !exception.message.contains("\tat org."),
        "{}",
        exception.message
    );
}

#[test]
fn what_is_missing_says_what_to_use() {
    for call in ["sc.parallelize([1]).pipe('cat')", "sc.hadoopFile('x')", "sc.parallelize([1]).withResources(None)"] {
        let exception = run(0, &[call]).exception.unwrap();
        assert_eq!(exception.type_name, "PySparkNotImplementedError", "{call}");
        assert!(exception.message.contains("is not supported here: "), "{call}: {}", exception.message);
    }
}

#[test]
fn a_run_gives_the_same_each_time() {
    let program = [
        "seen = sc.accumulator(0)",
        "def count(x):",
        "    seen.add(1)",
        "    return (x % 3, x)",
        "rdd = sc.parallelize(range(100), 7).map(count)",
        "print(rdd.groupByKey().mapValues(list).take(2), seen.value)",
        "print(rdd.repartition(5).glom().collect(), seen.value)",
    ];
    let first = printed(0, &program);
    assert!((0..3).all(|_| printed(0, &program) == first));
}

#[test]
fn slice_waits_until_the_rdds_of_a_batch_are_made() {
    let program = [
        "ssc = StreamingContext(sc, 1)",
        "numbers = ssc.queueStream([[1], [2]])",
        "numbers.transform(lambda time, rdd: numbers.slice(time, time)[0]).pprint()",
        "ssc.start()",
        "ssc.awaitTermination()",
    ];
    let exception = run(2, &program).exception.unwrap();
    assert!(exception.message.contains("slice() cannot be called while"), "{}", exception.message);
}
