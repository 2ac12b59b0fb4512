//! Random states of random functions are the same whichever keys are visited.
//!
//! Each program runs three times: as it stands; with its function inside one that takes any arguments, of which nothing
//! is known; and with values in lists, which are never kept from batch to batch as they are.
#![cfg(feature = "run")]

mod support;

use corpus::recording::Recording;
use proptest::prelude::*;
use support::run;

/// Bodies of `def update(new, old)`.
const UPDATES: &[&str] = &[
    "return sum(new) + (old or 0)",
    "return sum(new, old or 0)",
    "if old is None:\n        old = 0\n    return sum(new, old)",
    "if not new:\n        return old\n    return new[-1]",
    "return (old or 0) + len(new)",
    "n = old or 0\n    for v in new:\n        n += 1\n    return n",
    "return max(new + [old]) if old is not None else max(new)",
    "return (old[0] + sum(new), old[1] + len(new)) if old else (sum(new), len(new))",
    // Keys go.
    "return None if not new else sum(new)",
    "n = sum(new) + (old or 0)\n    return n if n % 3 else None",
    "if new:\n        return (sum(new), 0)\n    return (old[0], old[1] + 1) if old[1] < 2 else None",
    // Something is raised.
    "return (old or 0) + 1 / (len(new) - 3)",
    "return 1 / (len(new) - 1) if old and old > 4 else (old or 0) + 1",
    "return sum(new) + old",
    // Other types.
    "return (old or '') + ''.join([str(v) for v in new])",
    "return (old or []) + new",
    "return (old or 1.0) * 0.5 + len(new)",
    "return -(old or 0.0)",
    "return old or len(new) > 1",
    "return {'n': sum(new) + (old['n'] if old else 0)}",
    // A set of several may show them in another order when it is in a list: in Spark, too.
    "return {len(new) + sum(old or ())}",
    "return (old or 0) + sum([v * 2 ** 62 for v in new])",
    // More than computing.
    "print(len(new), old)\n    return sum(new) + (old or 0)",
    "try:\n        return sum(new) + old\n    except TypeError:\n        print('first')\n        return sum(new)",
    "return added(new, old)",
    "return (old or 0) + step if new or step % 2 else old",
    "return old if not new else step",
];

/// What is made of a line.
const PAIRS: &[&str] = &[
    "(s[:1], 1)",
    "(s, len(s))",
    "(len(s), 1)",
    "((s[:1], len(s) % 2), 1)",
    "(s[:1] or None, 1)",
    "(s[:1] if len(s) % 2 else len(s), 1)",
    "(len(s) > 2 if s else 1, 1.5)",
    "(len(s) / 2, 1)",
    "(s[:1], s)",
    "(s[:1], None if len(s) > 4 else 1)",
    "(s[:1], True)",
    "([s], 1) if len(s) > 5 else (s, 1)",
];

const AS_IT_STANDS: [&str; 2] = ["update", ""];
const ANYTHING: [&str; 2] = ["anything(update)", ""];
const IN_LISTS: [&str; 2] = ["in_lists(update)", ".mapValues(lambda boxed: boxed[0])"];

fn program(update: &str, pair: &str, initial: &str, n: usize, [function, then]: [&str; 2]) -> String {
    let initial = match (initial, then) {
        ("", _) => String::new(),
        (pairs, "") => format!(", initialRDD=sc.parallelize({pairs})"),
        (pairs, _) => format!(", initialRDD=sc.parallelize([(k, [v]) for k, v in {pairs}])"),
    };
    format!(
        "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\
         def anything(f):\n    def called(*args):\n        return f(*args)\n    return called\n\
         def in_lists(f):\n    def called(new, boxed):\n        value = f(new, boxed[0] if boxed else None)\n        return None if value is None else [value]\n    return called\n\
         step = 0\ndef stepped(rdd):\n    global step\n    step += 1\n\
         def added(new, old):\n    return (old or 0) + len(new)\n\
         def update(new, old):\n    {update}\n\
         sc = SparkContext('local[2]', 'States')\nssc = StreamingContext(sc, 1)\nssc.checkpoint('checkpoint')\n\
         lines = ssc.socketTextStream('localhost', 9999)\n\
         state = lines.map(lambda s: {pair}).updateStateByKey({function}, {n}{initial}){then}\n\
         state.pprint(3)\nstate.foreachRDD(stepped)\nstate.count().pprint()\nstate.window(3, 2).pprint(100)\nstate.pprint(100)\n\
         ssc.start()\nssc.awaitTermination()\n"
    )
}

fn batches() -> impl Strategy<Value = Vec<Vec<Vec<String>>>> {
    let line = prop_oneof!["[ab]{0,3}", "[a-c]{1,6}", "(é|b){1,2}"];
    let partition = prop::collection::vec(line, 0..6);
    prop::collection::vec(prop::collection::vec(partition, 0..3), 1..13)
}

proptest! {
    #[test]
    fn states_are_the_same_whichever_keys_are_visited(
        update in prop::sample::select(UPDATES),
        pair in prop::sample::select(PAIRS),
        initial in prop::sample::select(vec!["", "", "[('a', 1), ('z', 2)]", "[(1, 5)]"]),
        n in 1..4_usize,
        batches in batches(),
    ) {
        let text = program(update, pair, initial, n, AS_IT_STANDS);
        let touched = run(text.clone(), &batches);
        let ending = |recording: &Recording| recording.exception.as_ref().map(|it| it.type_name.clone());
        for way in [ANYTHING, IN_LISTS] {
            let all = run(program(update, pair, initial, n, way), &batches);
            prop_assert_eq!(ending(&touched), ending(&all), "{}", text);
            prop_assert_eq!(&touched.stdout, &all.stdout, "{}", text);
            prop_assert_eq!(&touched.batches, &all.batches, "{}", text);
        }
    }
}
