from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Totals")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")
lines = ssc.socketTextStream("localhost", 9999)
words = lines.flatMap(lambda line: line.split(" "))
running = words.map(lambda w: (w, 1)).updateStateByKey(lambda new, old: (old or 0) + sum(new))
by_length = running.map(lambda kv: (len(kv[0]), kv[1])).reduceByKey(lambda a, b: a + b)
by_length.updateStateByKey(lambda new, old: (old or []) + new).pprint()
running.window(2, 2).groupByKey().mapValues(list).pprint()
running.map(lambda kv: kv[1]).reduceByWindow(max, None, 3, 1).pprint()
running.count().union(words.count()).pprint()
ssc.start()
ssc.awaitTermination()
