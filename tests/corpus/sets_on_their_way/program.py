from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("checkpoint")

KNOWN = {3, 1, 2, 10, 18}


def seen(new, old):
    total = set(old or ())
    for numbers in new:
        total |= numbers
    return total


lines = ssc.socketTextStream("localhost", 9999)
numbers = lines.map(lambda l: {len(l), len(l) + 8, len(l) + 16, 1})
keyed = lines.map(lambda l: (len(l) % 2, {len(l), len(l) + 8, len(l) + 16}))
numbers.pprint()
numbers.map(lambda s: s | {5, 13}).pprint()
lines.map(lambda l: KNOWN).pprint(1)
lines.map(lambda l: [n for n in {3, 1, 2, 10}]).pprint(1)
keyed.reduceByKey(lambda a, b: a | b).pprint()
keyed.updateStateByKey(seen).pprint()
keyed.groupByKey().mapValues(lambda sets: sorted(len(s) for s in sets)).pprint()
lines.flatMap(lambda l: [(len(l) % 3, w) for w in l.split()]).groupByKey().mapValues(set).pprint()
numbers.union(numbers.map(lambda s: frozenset(s))).pprint()
keyed.reduceByKeyAndWindow(lambda a, b: a | b, None, 3, 1).pprint()
keyed.join(keyed).pprint()
numbers.repartition(1).pprint()
numbers.reduce(lambda a, b: a ^ b).pprint()
numbers.window(2, 1).pprint()


def look(rdd):
    print(rdd.collect())
    print(rdd.take(2))
    print(rdd.map(lambda s: s).collect())
    print(rdd.cache().collect(), rdd.take(2))


numbers.foreachRDD(look)

ssc.start()
ssc.awaitTermination()
