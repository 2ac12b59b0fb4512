from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)

lines.map(int).foreachRDD(lambda rdd: print(rdd.lookup(3)))

ssc.start()
ssc.awaitTermination()
