from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)

lines.foreachRDD(lambda rdd: print(rdd.map(lambda x: sc.broadcast(x)).count()))

ssc.start()
ssc.awaitTermination()
