from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
lines.map(lambda x: (x, 1)).transform(lambda rdd: rdd.join([("1", "one")])).pprint()

ssc.start()
ssc.awaitTermination()
