from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)

def pairs(rdd):
    return rdd.map(lambda x: (x, 1))

lines.foreachRDD(pairs)
lines.transform(pairs).foreachRDD(lambda time, rdd: print(time.second >= 0, rdd.collect()))
lines.transform(lambda rdd: rdd.sortBy(lambda x: x).zipWithIndex()).pprint()
lines.transform(lambda rdd: rdd.distinct().coalesce(1)).glom().pprint()

ssc.start()
ssc.awaitTermination()
