//! Whatever a reader types ends with a message that can be read, and the session goes on.

mod worker;

use worker::{HEAD, TAIL, Worker, check, streaming};

/// What every stream of objects of the class `Odd` does, with one method of the class in an endless loop.
fn odd(method: &str, body: &str) -> String {
    format!("Odd.{method} = loop\n{body}")
}

#[test]
fn an_endless_loop_ends_in_every_callback() {
    let programs = streaming(&[
        ("map", "lines.map(loop).pprint()"),
        ("filter", "lines.filter(loop).pprint()"),
        ("flatMap", "lines.flatMap(loop).pprint()"),
        ("mapValues", "pairs.mapValues(loop).pprint()"),
        ("flatMapValues", "pairs.flatMapValues(loop).pprint()"),
        ("mapPartitions", "lines.mapPartitions(loop).pprint()"),
        (
            "generator",
            "def numbers(rows):\n    while True:\n        yield 1\nlines.mapPartitions(numbers).count().pprint()",
        ),
        (
            "silent generator",
            "def none(rows):\n    while True:\n        if False:\n            yield 1\nlines.mapPartitions(none).pprint()",
        ),
        ("mapPartitionsWithIndex", "lines.mapPartitionsWithIndex(loop).pprint()"),
        ("reduce", "words.reduce(loop).pprint()"),
        ("reduceByKey", "pairs.reduceByKey(loop).pprint()"),
        ("combineByKey create", "pairs.combineByKey(loop, max, max).pprint()"),
        ("combineByKey merge", "pairs.combineByKey(int, loop, max).pprint()"),
        ("partitionBy", "pairs.partitionBy(2, loop).pprint()"),
        ("updateStateByKey", "pairs.updateStateByKey(loop).pprint()"),
        ("reduceByWindow", "words.reduceByWindow(loop, None, 2, 1).pprint()"),
        ("reduceByKeyAndWindow", "pairs.reduceByKeyAndWindow(loop, None, 2, 1).pprint()"),
        (
            "window filter",
            "pairs.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 2, 1, filterFunc=loop).pprint()",
        ),
        ("transform", "lines.transform(lambda rdd: loop()).pprint()"),
        ("transformWith", "lines.transformWith(lambda a, b: loop(), words).pprint()"),
        ("ssc.transform", "ssc.transform([lines], loop).pprint()"),
        ("foreachRDD", "lines.foreachRDD(loop)"),
        ("foreach", "lines.foreachRDD(lambda rdd: rdd.foreach(loop))"),
        ("foreachPartition", "lines.foreachRDD(lambda rdd: rdd.foreachPartition(loop))"),
        ("sort key", "lines.transform(lambda rdd: rdd.sortBy(loop)).pprint()"),
        ("sortByKey", "pairs.transform(lambda rdd: rdd.sortByKey(keyfunc=loop)).pprint()"),
        ("top key", "lines.foreachRDD(lambda rdd: print(rdd.top(1, key=loop)))"),
        ("max key", "lines.foreachRDD(lambda rdd: print(rdd.max(key=loop)))"),
        ("aggregate", "lines.foreachRDD(lambda rdd: print(rdd.aggregate(0, loop, loop)))"),
        ("fold", "lines.foreachRDD(lambda rdd: print(rdd.fold('', loop)))"),
        ("treeReduce", "words.foreachRDD(lambda rdd: print(rdd.treeReduce(loop)))"),
        ("keyBy", "lines.transform(lambda rdd: rdd.keyBy(loop)).pprint()"),
        ("groupBy", "lines.transform(lambda rdd: rdd.groupBy(loop)).pprint()"),
        ("barrier", "lines.transform(lambda rdd: rdd.barrier().mapPartitions(loop)).pprint()"),
        (
            "accumulator",
            "class Param(AccumulatorParam):\n    def zero(self, value):\n        return value\n    addInPlace = loop\ntotal = sc.accumulator(0, Param())\nlines.foreachRDD(lambda rdd: rdd.foreach(lambda row: total.add(1)))",
        ),
        ("__init__", &odd("__init__", "words.map(Odd).count().pprint()")),
        (
            "__eq__",
            "Odd.__hash__ = lambda self: 1\nOdd.__eq__ = loop\nwords.map(lambda w: (Odd(w), 1)).reduceByKey(max).count().pprint()",
        ),
        ("__hash__", &odd("__hash__", "words.map(lambda w: (Odd(w), 1)).reduceByKey(max).count().pprint()")),
        ("__lt__", &odd("__lt__", "words.map(Odd).foreachRDD(lambda rdd: print(rdd.takeOrdered(2)))")),
        ("__add__", &odd("__add__", "words.map(Odd).reduce(lambda a, b: a + b).pprint()")),
        ("__repr__", &odd("__repr__", "words.map(lambda w: [Odd(w)]).pprint()")),
        ("__str__", &odd("__str__", "words.map(Odd).saveAsTextFiles('out')")),
        ("__iter__", &odd("__iter__", "words.map(Odd).flatMap(lambda odd: odd).pprint()")),
        ("__getattr__", &odd("__getattr__", "words.map(Odd).map(lambda odd: odd.missing).pprint()")),
        ("__bool__", &odd("__bool__", "words.map(Odd).filter(lambda odd: odd).count().pprint()")),
        ("__len__", &odd("__len__", "words.map(Odd).map(len).pprint()")),
        ("__call__", &odd("__call__", "words.map(Odd('f')).pprint()")),
        (
            "__del__ and finally",
            "def f(row):\n    try:\n        loop()\n    finally:\n        loop()\nlines.map(f).pprint()",
        ),
        (
            "caught",
            "def f(row):\n    while True:\n        try:\n            loop()\n        except BaseException:\n            pass\nlines.map(f).pprint()",
        ),
        ("sorted key", "lines.map(lambda row: sorted(row, key=loop)).pprint()"),
        ("re", "import re\nlines.map(lambda row: re.match('(a+)+$', 'a' * 40 + 'b')).pprint()"),
        ("re.sub", "import re\nlines.map(lambda row: re.sub('[a-z]', loop, row)).pprint()"),
        ("functools.reduce", "from functools import reduce\nlines.map(lambda row: reduce(loop, row)).pprint()"),
        ("itertools.count", "import itertools\nlines.map(lambda row: sum(itertools.count())).pprint()"),
        ("iter", "lines.map(lambda row: max(iter(int, 1))).pprint()"),
        ("comprehension", "import itertools\nlines.map(lambda row: any(x < 0 for x in itertools.count())).pprint()"),
    ]);
    check(&programs, &["endless loop"]);
}

#[test]
fn more_records_than_can_be_gone_through_end() {
    let programs = streaming(&[
        ("huge range", "lines.flatMap(lambda row: range(10 ** 15)).count().pprint()"),
        ("huge range filtered", "lines.flatMap(lambda row: range(10 ** 15)).filter(None).map(abs).count().pprint()"),
        ("huge range of values", "pairs.flatMapValues(lambda row: range(10 ** 15)).count().pprint()"),
        ("huge range of a partition", "lines.mapPartitions(lambda rows: range(10 ** 15)).count().pprint()"),
        (
            "huge range summed",
            "lines.mapPartitions(lambda rows: range(10 ** 15)).foreachRDD(lambda rdd: print(rdd.sum()))",
        ),
        ("huge RDD", "lines.foreachRDD(lambda rdd: print(rdd.context.range(10 ** 15).map(lambda x: x + 1).count()))"),
        (
            "huge RDD of keys",
            "lines.foreachRDD(lambda rdd: print(rdd.context.range(10 ** 15).map(lambda x: (x % 3, 1)).countByKey()))",
        ),
        ("drawn often", "lines.transform(lambda rdd: rdd.sample(True, 1e15, 1)).count().pprint()"),
        (
            "zipped",
            "lines.foreachRDD(lambda rdd: print(rdd.context.range(10 ** 15).zipWithIndex().map(lambda x: x).count()))",
        ),
    ]);
    check(&programs, &["endless loop"]);
}

#[test]
fn an_endless_loop_of_the_driver_ends() {
    let programs: Vec<(&str, String)> = [
        ("while", "while True:\n    pass\n"),
        ("for", "import itertools\nfor x in itertools.repeat(1):\n    pass\n"),
        ("function", "def f():\n    while 1: x = 1\nf()\n"),
        ("after start", "while ssc:\n    pass\n"),
        ("class body", "class C:\n    while True: pass\n"),
        ("decorator", "@loop\ndef f(): pass\n"),
        ("module", "import itertools\nsum(1 for _ in itertools.count())\n"),
    ]
    .iter()
    .map(|(name, body)| (*name, format!("{HEAD}lines.pprint()\nssc.start()\n{body}")))
    .collect();
    check(&programs, &["endless loop"]);
}

#[test]
fn batches_come_while_the_driver_only_asks_for_the_end() {
    let asks = [
        "while not ssc.awaitTerminationOrTimeout(0):\n    pass\n",
        "import time\nwhile True:\n    time.sleep(0)\n",
        "ssc.awaitTerminationOrTimeout(-1)\nprint('over')\n",
    ];
    for asking in asks {
        let heard = Worker::new().run(&format!("{HEAD}words.count().pprint()\nssc.start()\n{asking}"));
        assert!(heard.printed.contains("\n5\n") && heard.messages.is_empty(), "{asking}: {:?}", heard.messages);
        assert!(!heard.printed.contains("over"), "{}", heard.printed);
    }
}

#[test]
fn a_listener_in_an_endless_loop_does_not_keep_the_session() {
    let mut worker = Worker::new();
    let program = format!(
        "{HEAD}class Slow(StreamingListener):\n    onBatchCompleted = loop\nssc.addStreamingListener(Slow())\nwords.pprint(){TAIL}"
    );
    let heard = worker.run(&program);
    assert!(heard.printed.contains("\nb\n"), "{}", heard.printed);
    let after = worker.run(&format!("{HEAD}words.count().pprint(){TAIL}"));
    assert!(after.printed.contains("\n5\n") && after.messages.is_empty(), "{:?}", after.messages);
}

#[test]
fn recursion_without_end_is_refused() {
    let programs = streaming(&[
        ("function", "def f(x):\n    return f(x)\nlines.map(f).pprint()"),
        ("lambda", "f = lambda x: f(x) + 1\nlines.map(f).pprint()"),
        ("two", "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nlines.map(f).pprint()"),
        ("__repr__", "Odd.__repr__ = lambda self: repr(self)\nwords.map(Odd).pprint()"),
        ("__str__", "Odd.__str__ = lambda self: str([self]) + str(self)\nwords.map(Odd).pprint()"),
        (
            "__eq__",
            "Odd.__hash__ = lambda self: 1\nOdd.__eq__ = lambda a, b: a == b\nwords.map(lambda w: (Odd(w), 1)).reduceByKey(max).count().pprint()",
        ),
        (
            "__hash__",
            "Odd.__hash__ = lambda self: hash((self,))\nwords.map(lambda w: (Odd(w), 1)).reduceByKey(max).count().pprint()",
        ),
        ("__lt__", "Odd.__lt__ = lambda a, b: a < b\nwords.map(Odd).foreachRDD(lambda rdd: print(rdd.min()))"),
        (
            "__getattr__",
            "Odd.__getattr__ = lambda self, name: getattr(self, name + 'x')\nwords.map(Odd).map(lambda o: o.missing).pprint()",
        ),
        ("__add__", "Odd.__add__ = lambda a, b: a + b\nwords.map(Odd).reduce(lambda a, b: a + b).pprint()"),
        ("__call__", "Odd.__call__ = lambda self, x: self(x)\nwords.map(Odd('f')).pprint()"),
        ("generator", "def g(rows):\n    yield from g(rows)\nlines.mapPartitions(g).pprint()"),
        ("sort key", "def key(x):\n    return sorted([x], key=key)\nlines.map(key).pprint()"),
        ("map in map", "def f(x):\n    return list(map(f, [x]))\nlines.map(f).pprint()"),
        ("property", "Odd.p = property(lambda self: self.p)\nwords.map(lambda w: Odd(w).p).pprint()"),
        (
            "nested list",
            "def f(row):\n    nested = []\n    for _ in range(10 ** 5):\n        nested = [nested]\n    return str(nested)\nlines.map(f).pprint()",
        ),
        (
            "nested dict",
            "import json\ndef f(row):\n    nested = {}\n    for _ in range(10 ** 5):\n        nested = {1: nested}\n    return json.dumps(nested)\nlines.map(f).pprint()",
        ),
        (
            "nested tuple",
            "def f(row):\n    nested = ()\n    for _ in range(10 ** 5):\n        nested = (nested, 1)\n    return hash(nested)\nlines.map(f).pprint()",
        ),
        (
            "compared",
            "def f(row):\n    a, b = [], []\n    for _ in range(10 ** 5):\n        a, b = [a], [b]\n    return a == b\nlines.map(f).pprint()",
        ),
        (
            "copied",
            "import copy\ndef f(row):\n    nested = []\n    for _ in range(10 ** 5):\n        nested = [nested]\n    return len(copy.deepcopy(nested))\nlines.map(f).pprint()",
        ),
        ("json", "import json\nlines.map(lambda row: json.loads('[' * 10 ** 5)).pprint()"),
        ("pattern", "import re\nlines.map(lambda row: re.compile('(' * 10 ** 4 + ')' * 10 ** 4)).pprint()"),
        ("eval", "lines.map(lambda row: eval('(' * 10 ** 5 + ')' * 10 ** 5)).pprint()"),
        (
            "pickled",
            "import pickle\ndef f(row):\n    nested = []\n    for _ in range(10 ** 5):\n        nested = [nested]\n    return len(pickle.dumps(nested))\nlines.map(f).pprint()",
        ),
    ]);
    check(&programs, &["RecursionError", "nested too deeply", "Error"]);
}

#[test]
fn long_and_deep_texts_are_read_or_refused() {
    let mut worker = Worker::new();
    let deep = |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(100_000), close.repeat(100_000));
    let refused = [
        ("parentheses", deep("(", ")")),
        ("lists", deep("[", "]")),
        ("dicts", deep("{1:", "}")),
        ("calls", deep("f(", ")")),
        ("lambdas", format!("x = {}1\n", "lambda: ".repeat(100_000))),
        ("not", format!("x = {}1\n", "not ".repeat(100_000))),
        ("minus", format!("x = {}1\n", "-".repeat(100_000))),
        ("plus", format!("x = 1{}\n", " + 1".repeat(250_000))),
        ("power", format!("x = 1{}\n", " ** 1".repeat(200_000))),
        ("comparison", format!("x = 1{}\n", " < 1".repeat(250_000))),
        ("methods", format!("x = a{}\n", ".b()".repeat(250_000))),
        ("subscripts", format!("x = a{}\n", "[0]".repeat(330_000))),
        ("conditions", format!("x = {}1\n", "1 if 1 else ".repeat(80_000))),
        ("blocks", (0..2000).map(|depth| format!("{}if 1:\n", " ".repeat(depth))).collect::<String>()),
        ("f-strings", format!("x = {}1{}\n", "f'{".repeat(50_000), "}'".repeat(50_000))),
        ("open text", format!("x = '''{}", "a\n".repeat(500_000))),
        ("open bracket", format!("x = [{}", "1,\n".repeat(330_000))),
        ("noise", "\u{0}\u{1}?$ü(]".repeat(100_000)),
    ];
    for (name, program) in refused {
        let heard = worker.run(&program);
        assert!(!heard.messages.is_empty(), "{name} is not refused");
    }
    let long: String = (0..60_000).map(|line| format!("x{} = {line}\n", line % 100)).collect();
    let heard = worker.run(&format!("{long}print(x7)\n"));
    assert_eq!(heard.printed, "59907\n", "{:?}", heard.messages);
    let heard = worker.run(&format!("print(len('{}'))\n", "a".repeat(1_000_000)));
    assert_eq!(heard.printed, "1000000\n");
    let heard = worker.run(&format!("print(sum([{}]))\n", "1, ".repeat(300_000)));
    assert_eq!(heard.printed, "300000\n", "{:?}", heard.messages);
}
