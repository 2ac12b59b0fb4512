from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

allowed = sc.broadcast({"1", "9"})

def renew(time, rdd):
    global allowed
    kept = rdd.filter(lambda x: x in allowed.value).collect()
    print(kept, sorted(allowed.value))
    allowed.unpersist()
    allowed = sc.broadcast(set(rdd.take(2)))

lines = ssc.socketTextStream("localhost", 9999)
lines.foreachRDD(renew)

ssc.start()
ssc.awaitTermination()
