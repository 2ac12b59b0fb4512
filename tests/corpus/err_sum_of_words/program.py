from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)

lines.foreachRDD(lambda rdd: print(rdd.filter(lambda x: x > "4").sum()))

ssc.start()
ssc.awaitTermination()
