//! What would fill the memory is refused, and the session goes on. In a process of its own, since it counts all of it.

mod worker;

use value::memory::Counting;
use worker::{check, streaming};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn what_would_fill_the_memory_is_refused() {
    let programs = streaming(&[
        ("text", "lines.map(lambda row: 'a' * 10 ** 10).pprint()"),
        ("list", "lines.map(lambda row: [0] * 10 ** 11).pprint()"),
        ("bytes", "lines.map(lambda row: bytes(10 ** 12)).pprint()"),
        ("bytearray", "lines.map(lambda row: bytearray(10 ** 12)).pprint()"),
        ("tuple", "lines.map(lambda row: (1, 2) * 10 ** 10).pprint()"),
        ("width", "lines.map(lambda row: '%*d' % (10 ** 10, 1)).pprint()"),
        ("format", "lines.map(lambda row: f'{1:{10 ** 10}}').pprint()"),
        ("precision", "lines.map(lambda row: '%.*f' % (2 ** 31 - 1, 1.5)).pprint()"),
        ("ljust", "lines.map(lambda row: row.ljust(10 ** 11)).pprint()"),
        ("join", "lines.map(lambda row: ('x' * 10 ** 6).join(['y'] * 10 ** 6)).pprint()"),
        ("replace", "lines.map(lambda row: ('x' * 10 ** 5).replace('x', 'y' * 10 ** 6)).pprint()"),
        ("power", "lines.map(lambda row: 7 ** 10 ** 10).pprint()"),
        ("shift", "lines.map(lambda row: 1 << 10 ** 12).pprint()"),
        ("to_bytes", "lines.map(lambda row: (1).to_bytes(10 ** 12, 'big')).pprint()"),
        ("range", "lines.map(lambda row: list(range(10 ** 12))).pprint()"),
        ("doubling", "def f(row):\n    text = 'ab'\n    while True:\n        text += text\nlines.map(f).pprint()"),
        (
            "growing",
            "def f(row):\n    rows = []\n    while True:\n        rows.append('x' * 10 ** 7 + str(len(rows)))\nlines.map(f).pprint()",
        ),
        ("product", "import itertools\nlines.map(lambda row: list(itertools.product(range(1000), repeat=9))).pprint()"),
        (
            "permutations",
            "import itertools\nlines.map(lambda row: sum(1 for _ in itertools.permutations(range(30)))).pprint()",
        ),
        ("factorial", "import math\nlines.map(lambda row: math.factorial(10 ** 8)).pprint()"),
        ("struct", "import struct\nlines.map(lambda row: struct.calcsize('9999999999s')).pprint()"),
        ("partitions", "lines.repartition(10 ** 12).pprint()"),
        ("slices", "lines.foreachRDD(lambda rdd: rdd.context.parallelize([1], 10 ** 12).count())"),
        ("range of Spark", "lines.foreachRDD(lambda rdd: rdd.context.range(10 ** 15).collect())"),
        ("histogram", "lines.foreachRDD(lambda rdd: rdd.map(len).histogram(10 ** 11))"),
        ("local", "lines.foreachRDD(lambda rdd: (rdd.context.stop(), SparkContext('local[9999999999]', 'big')))"),
        ("coalesce", "lines.foreachRDD(lambda rdd: rdd.coalesce(10 ** 12, True).count())"),
        ("groupBy", "lines.foreachRDD(lambda rdd: rdd.groupBy(len, 10 ** 12).count())"),
        ("sortBy", "lines.foreachRDD(lambda rdd: rdd.sortBy(len, numPartitions=10 ** 12).count())"),
        ("reduceByKey", "pairs.reduceByKey(max, 10 ** 12).pprint()"),
        ("updateStateByKey", "pairs.updateStateByKey(lambda a, b: 1, 10 ** 12).pprint()"),
        ("queue", "ssc.queueStream([range(10 ** 15)]).count().pprint()"),
        ("cartesian", "lines.foreachRDD(lambda rdd: (lambda r: r.cartesian(r).count())(rdd.context.range(10 ** 9)))"),
    ]);
    check(&programs, &["MemoryError", "OverflowError", "endless loop", "struct.error", "too", "Error"]);
}
