from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

prices = sc.broadcast(dict(sc.parallelize([("3", 0.5), ("5", 2.0)]).collect()))
lines = ssc.socketTextStream("localhost", 9999)
known = lines.filter(lambda x: x in prices.value)
known.map(lambda x: (x, prices.value[x])).reduceByKey(lambda a, b: a + b).pprint()
lines.transform(lambda rdd: rdd.map(lambda x: (x, 1)).leftOuterJoin(sc.parallelize(list(prices.value.items())), 2)).glom().pprint()

ssc.start()
ssc.awaitTermination()
