from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)

lines.count().pprint()

ssc.start()
ssc.awaitTermination(2)
ssc.stop(False)
again = StreamingContext(sc, 1)
again.socketTextStream("localhost", 9999).map(lambda x: x * 2).pprint()
again.start()
again.awaitTermination(2)
again.stop()
print("done")
