from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999, StorageLevel.MEMORY_ONLY)
kept = lines.map(int).persist(StorageLevel.MEMORY_AND_DISK)
print(kept.cache() is kept)
kept.pprint()
kept.map(lambda x: x + 1).cache().pprint()
kept.foreachRDD(lambda rdd: print(rdd.is_cached))
try:
    lines.map(int).persist()
except TypeError as error:
    print(error)
try:
    lines.map(int).checkpoint()
except TypeError as error:
    print(error)

ssc.start()
ssc.awaitTermination()
