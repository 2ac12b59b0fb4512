from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)

lines.transform(lambda rdd: rdd.sample(False, -0.5)).pprint()

ssc.start()
ssc.awaitTermination()
