from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

print(StreamingContext.getActive())
lines = ssc.socketTextStream("localhost", 9999)
lines.count().pprint()
print(StreamingContext.getActive())
ssc.start()
print(StreamingContext.getActive() is ssc, StreamingContext.getActiveOrCreate(None, lambda: 1 / 0) is ssc)
ssc.awaitTermination(2)
ssc.stop(False)
print(StreamingContext.getActive(), ssc.sparkContext is sc, sc.parallelize([1, 2]).sum())
