from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
lines.pprint(1)
ssc.start()
print(ssc.awaitTerminationOrTimeout(2))
ssc.awaitTermination(timeout=1)
print(ssc.awaitTerminationOrTimeout(0))
ssc.stop()
print(ssc.awaitTerminationOrTimeout(1))
