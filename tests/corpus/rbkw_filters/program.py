from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Filters")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")
pairs = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split()).map(lambda word: (word, 1))
add, sub = lambda a, b: a + b, lambda a, b: a - b
pairs.reduceByKeyAndWindow(add, sub, 6, 1, 3, lambda kv: kv[1] > 1).pprint()
pairs.reduceByKeyAndWindow(add, sub, 5, 1, filterFunc=lambda kv: kv[0] != "the").pprint()
pairs.reduceByKeyAndWindow(add, None, 4, 2, filterFunc=lambda kv: kv[1] > 1).pprint()
pairs.reduceByKeyAndWindow(add, sub, 10, 2, numPartitions=1).glom().pprint()
ssc.start()
ssc.awaitTermination()
