from pyspark import RDD, SparkContext, keyword_only
from pyspark.rdd import PipelinedRDD
from pyspark.resultiterable import ResultIterable
from pyspark.serializers import AutoBatchedSerializer, BatchedSerializer, CompressedSerializer, CPickleSerializer
from pyspark.serializers import FlattenedValuesSerializer, NoOpSerializer, PairDeserializer, UTF8Deserializer
from pyspark.shuffle import Aggregator
from pyspark.statcounter import StatCounter
from pyspark.util import VersionUtils, fail_on_stopiteration
import os

show("no context", lambda: SparkContext._active_spark_context)
sc = SparkContext("local[2]", "Core")
show("active context", lambda: SparkContext._active_spark_context is sc)
r = sc.parallelize([1, 2, 3, 4, 10], 3)
show("approximate sum", lambda: (r.sumApprox(1000), r.sumApprox(1000).confidence, r.sumApprox(1000).low, r.sumApprox(1000).high))
show("approximate mean", lambda: (r.meanApprox(1000), r.meanApprox(1000, 0.5).confidence, r.meanApprox(1000).low))
show("approximate count", lambda: (r.countApprox(1000), r.countApprox(1000, 0.5), sc.emptyRDD().countApprox(1000)))
show("approximate sum of nothing", lambda: (sc.parallelize([], 2).sumApprox(1000), sc.parallelize([], 2).meanApprox(1000)))
for n in (0, 1, 10, 100, 350, 450, 1000, 5000):
    show("about %d" % n, lambda: [sc.parallelize(range(n), 3).countApproxDistinct(sd) for sd in (0.05, 0.01, 0.001)])
    show("about %d words" % n, lambda: sc.parallelize(["word%d" % (i % 4000) for i in range(n)], 2).countApproxDistinct())
show("about mixed", lambda: sc.parallelize(["a", "b", "a", None, (1, 2), 1.5, b"x"]).countApproxDistinct(0.1))
show("about too exactly", lambda: r.countApproxDistinct(0.000001))
show("counters", lambda: (StatCounter([1.0, 2.5]), StatCounter().mean(), StatCounter().count()))
show("counters put together", lambda: r.map(float).aggregate(StatCounter(), StatCounter.merge, StatCounter.mergeStats).count())
show("counter of counters", lambda: StatCounter([1.5]).mergeStats(5))
show("counter of itself", lambda: (lambda stats: stats.mergeStats(stats).count())(StatCounter([1.5, 2.5])))
show("is a counter", lambda: isinstance(r.map(float).stats(), StatCounter))
show("counters by key", lambda: sorted((k, v.count(), v.mean()) for k, v in r.map(lambda x: (x % 2, float(x))).aggregateByKey(StatCounter(), StatCounter.merge, StatCounter.mergeStats).collect()))
show("iterable", lambda: (list(ResultIterable([1, 2])), len(ResultIterable([1]))))
show("grouped", lambda: [isinstance(v, ResultIterable) for k, v in sc.parallelize([(1, 2)]).groupByKey().collect()])
show("cogrouped", lambda: [isinstance(w, ResultIterable) for k, v in sc.parallelize([(1, 2)]).cogroup(sc.parallelize([(1, 3)])).collect() for w in v])
show("classes", lambda: (isinstance(r, RDD), isinstance(r.map(str), PipelinedRDD), isinstance(r, PipelinedRDD)))
def quiet():
    log4j = sc._jvm.org.apache.log4j
    log4j.LogManager.getLogger("org").setLevel(log4j.Level.ERROR)
    log4j.LogManager.getRootLogger().setLevel(log4j.Level.OFF)
    return log4j.LogManager.getLogger(__name__).info("nothing")
show("quiet", quiet)
show("java rdd", lambda: (r._jrdd.partitions().size(), r._jrdd.getNumPartitions(), r.map(str)._jrdd.partitions().size(), r._jrdd.id() == r.id()))
show("executors", lambda: sc._jsc.sc().getExecutorMemoryStatus().size())
show("serializers", lambda: (BatchedSerializer(CPickleSerializer(), 10), AutoBatchedSerializer(CPickleSerializer()), UTF8Deserializer(), PairDeserializer(CPickleSerializer(), NoOpSerializer()), CompressedSerializer(CPickleSerializer()), FlattenedValuesSerializer(CPickleSerializer(), 3)))
show("same serializers", lambda: (CPickleSerializer() == CPickleSerializer(), BatchedSerializer(CPickleSerializer(), 10) == BatchedSerializer(CPickleSerializer(), 9), UTF8Deserializer() == UTF8Deserializer()))
show("serializers of RDDs", lambda: (r._jrdd_deserializer, sc.emptyRDD()._jrdd_deserializer, r.map(str)._jrdd_deserializer, sc.serializer))
show("barrier", lambda: (r._is_barrier(), r.barrier().mapPartitions(lambda it: it)._is_barrier(), r.barrier().mapPartitions(lambda it: it).map(str)._is_barrier()))
show("packed again", lambda: r._reserialize(BatchedSerializer(CPickleSerializer(), 2)).collect())
def refuse_ten(x):
    if x == 10:
        raise ValueError("reached")
    return x
def first_three():
    records = r.map(refuse_ten).toLocalIterator()
    return [next(records) for _ in range(3)]
show("iterated in part", first_three)
show("iterated to the end", lambda: list(r.map(refuse_ten).toLocalIterator()))
show("iterated ahead", lambda: list(r.toLocalIterator(prefetchPartitions=True)))
met = sc.accumulator(0)
def meet(x):
    met.add(1)
    return x
records = r.map(meet).toLocalIterator()
show("not begun", lambda: met.value)
show("begun", lambda: (next(records), met.value))
show("ended", lambda: (list(records), met.value))
show("versions", lambda: (VersionUtils.majorMinorVersion("3.5.9"), VersionUtils.majorMinorVersion("2.4.3-SNAPSHOT")))
show("no version", lambda: VersionUtils.majorMinorVersion("x"))
class Keywords:
    @keyword_only
    def take(self, a=1, b=2):
        return self._input_kwargs
show("keywords", lambda: Keywords().take(a=5))
show("no keywords", lambda: Keywords().take(5))
show("aggregator", lambda: Aggregator(str, max, min).mergeValue(1, 2))
def put(path, text):
    with open(path, "w") as out:
        out.write(text)
put("later.txt", "before\n")
text = sc.textFile("later.txt")
put("later.txt", "afters\n")
show("read when the job runs", lambda: text.collect())
os.remove("later.txt")
show("removed", lambda: text.count())
packed = sc.parallelize(range(37), 3).repartition(1)
show("packs stay together", lambda: [packed.repartition(4).glom().map(len).collect(), packed.coalesce(1).repartition(2).glom().map(len).collect(), packed.map(abs).repartition(4).glom().map(len).collect()])
show("packs of several", lambda: sc.parallelize(range(25), 3).repartition(3).coalesce(2).repartition(5).glom().collect())
sc.stop()
show("stopped", lambda: SparkContext._active_spark_context)
