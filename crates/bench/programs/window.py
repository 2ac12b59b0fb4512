# A count for each key over the last hundred batches.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "Window")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("checkpoint")

keys = ssc.socketTextStream("localhost", 9999)
pairs = keys.map(lambda key: (key, 1))
counts = pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 100, 1)
counts.pprint()

ssc.start()
ssc.awaitTermination()
