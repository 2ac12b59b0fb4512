from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

rdds = [sc.parallelize([1, 2], 1), sc.parallelize([3], 2), sc.parallelize(range(4), 3)]
stream = ssc.queueStream(rdds, oneAtATime=False)
stream.glom().pprint()
stream.map(lambda x: x % 2).countByValue().pprint()
later = ssc.queueStream([[1], [2, 3]], default=["none"])
later.pprint()

ssc.start()
ssc.awaitTermination()
