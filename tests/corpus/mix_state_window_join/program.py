from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Mix")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")
words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split()).map(lambda word: (word, 1))
prices = ssc.socketTextStream("localhost", 9998).map(lambda line: line.split()).map(lambda f: (f[0], int(f[1])))

def newest(values, old):
    return values[-1] if values else old

latest = prices.updateStateByKey(newest)
counts = words.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 5, 1, filterFunc=lambda kv: kv[1] > 0)
counts.join(latest).mapValues(lambda v: v[0] * v[1]).pprint()
counts.leftOuterJoin(latest).filter(lambda kv: kv[1][1] is None).keys().pprint() if hasattr(counts, "keys") else counts.leftOuterJoin(latest).filter(lambda kv: kv[1][1] is None).map(lambda kv: kv[0]).pprint()
words.window(2).fullOuterJoin(prices.window(2)).pprint(20)
latest.cogroup(words).mapValues(lambda v: tuple(map(list, v))).pprint()
ssc.start()
ssc.awaitTermination()
