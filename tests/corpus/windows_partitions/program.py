from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")
lines = ssc.socketTextStream("localhost", 9999)
pairs = lines.map(lambda x: (int(x), 1))
pairs.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 2, 1, numPartitions=3, filterFunc=lambda kv: kv[1] > 0).glom().pprint()
pairs.groupByKeyAndWindow(2, 1, 3).mapValues(list).glom().pprint()
lines.countByValueAndWindow(2, 1, 1).pprint()
lines.map(int).reduceByWindow(lambda a, b: a + b, None, 2, 1).pprint()

ssc.start()
ssc.awaitTermination()
