from pyspark import SparkContext, RDD, StorageLevel


from pyspark.rdd import portable_hash, PipelinedRDD
import pyspark

sc = SparkContext("local[2]", "M")
a = sc.parallelize([1, 2, 3], 2)
t = lambda r: type(r).__name__
show("types", lambda: (t(a), t(a.map(str)), t(a.union(a)), t(a.map(str).union(a)), t(a.cartesian(a)), t(a.zip(a)), t(a.coalesce(1)), t(a.repartition(2)), t(a.distinct()), t(a.keyBy(str).partitionBy(2)), t(a.keyBy(str).groupByKey()), t(sc.range(3)), t(sc.emptyRDD()), t(sc.textFile("x")), t(a.glom()), t(a.sortBy(lambda x: x)), t(a.zipWithIndex()), t(a.sample(False, 0.5)), t(a.keyBy(str).join(a.keyBy(str))), t(a.keyBy(str).cogroup(a.keyBy(str))), t(a.intersection(a)), t(a.subtract(a)), t(a.randomSplit([1, 1])[0]), t(a.map(str).cache())))
show("isinstance", lambda: (isinstance(a.map(str), RDD), isinstance(a, PipelinedRDD), isinstance(a.map(str), PipelinedRDD)))
show("hash", lambda: (portable_hash("a"), portable_hash(None), portable_hash((1, None, "x")), portable_hash(-1), portable_hash(2.5)))
show("hash list", lambda: portable_hash([1]))
v = sc.parallelize([("a", 1), ("a", 2), ("b", 3)], 1).groupByKey().collect()[0][1]
show("iterable", lambda: (list(v), len(v), sorted(v), [x for x in v], sum(v), max(v)))
show("iterable index", lambda: v[0])
show("iterable data", lambda: v.data)
show("iterable in", lambda: 2 in v)
show("iterable eq", lambda: v == [1, 2])
show("iterable add", lambda: v + [1])
show("iterable bool", lambda: bool(v))
show("iterable repr", lambda: repr(v).startswith("<pyspark.resultiterable.ResultIterable object at 0x"))
show("iterable next", lambda: next(v))
show("iterable iter twice", lambda: (list(v), list(v)))
s = sc.parallelize([1, 2, 3]).stats()
show("counter", lambda: (s.n, s.mu, s.m2, s.maxValue, s.minValue))
show("is_cached set", lambda: (a.is_cached, a.is_checkpointed))
show("has product", lambda: a.context.appName)
show("ctx", lambda: a.ctx is sc)
show("partitions of empty", lambda: sc.parallelize([], 0))
show("take order", lambda: sc.parallelize([("b", 2), ("a", 1)]).takeOrdered(1, key=lambda kv: kv[1]))
show("tuple keys", lambda: sorted(sc.parallelize([((1, "a"), 1), ((1, "a"), 2)]).reduceByKey(lambda x, y: x + y).collect()))
show("nested", lambda: sc.parallelize([[1, 2], [3]]).flatMap(lambda x: x).map(lambda x: x * 2).sum())
show("closure", lambda: (lambda n: sc.parallelize([1, 2]).map(lambda x: x + n).collect())(10))
show("late", lambda: pyspark.SparkContext is SparkContext)
rdds = [sc.parallelize([i]) for i in range(3)]
show("loop", lambda: [r.map(lambda x, i=i: (x, i)).collect() for i, r in enumerate(rdds)])
show("word count", lambda: sc.parallelize(["a b", "b c b"]).flatMap(lambda l: l.split()).map(lambda w: (w, 1)).reduceByKey(lambda x, y: x + y).sortBy(lambda p: (-p[1], p[0])).collect())
show("collect twice", lambda: (a.collect(), a.collect()))
show("generator", lambda: sc.parallelize([1, 2, 3], 1).mapPartitions(lambda it: (x for x in it)).collect())
def gen(it):
    for x in it:
        yield x
        yield -x
show("generator function", lambda: a.mapPartitions(gen).collect())
show("mapPartitions list", lambda: a.mapPartitions(lambda it: list(it)[::-1]).collect())
show("mapPartitions str", lambda: a.mapPartitions(lambda it: "ab").collect())
show("mapPartitions int", lambda: a.mapPartitions(lambda it: 5).collect())
show("mapPartitions dict", lambda: a.mapPartitions(lambda it: {"k": 1}).collect())
show("mapPartitionsWithIndex int", lambda: a.mapPartitionsWithIndex(lambda i, it: i).collect())
show("flatMap dict", lambda: a.flatMap(lambda x: {"k": x}).collect())
show("flatMap none", lambda: a.flatMap(lambda x: None).collect())
show("builtin", lambda: a.map(str).map(len).map(float).collect())
show("method", lambda: sc.parallelize(["a", "b"]).map(str.upper).collect())
class Adder:
    def __init__(self, n):
        self.n = n
    def add(self, x):
        return x + self.n
    def __call__(self, x):
        return x * self.n
show("bound method", lambda: a.map(Adder(5).add).collect())
show("callable object", lambda: a.map(Adder(5)).collect())
show("objects", lambda: [x.n for x in a.map(Adder).collect()])
show("set order", lambda: sc.parallelize(["x", "y"], 1).map(lambda s: {s, "z"}).map(len).collect())
show("bytes", lambda: sc.parallelize([b"a", bytearray(b"b")], 1).collect())
show("complex", lambda: sc.parallelize([1j, 2.5, None, True], 1).collect())
show("big", lambda: sc.parallelize([2 ** 70], 1).map(lambda x: x + 1).collect())
show("mutation", lambda: (lambda l: (sc.parallelize(l).map(lambda x: x.append(1) or x).collect(), l))([[0]]))
