from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
lines.window(2, 1).count().pprint()

ssc.start()
ssc.awaitTermination(timeout=1)
ssc.stop(stopSparkContext=False, stopGraceFully=True)
print("stopped", sc.parallelize([1, 2, 3]).sum())
