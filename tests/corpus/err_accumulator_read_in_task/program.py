from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

seen = sc.accumulator(0)
lines = ssc.socketTextStream("localhost", 9999)
lines.map(lambda line: seen.value).pprint()

ssc.start()
ssc.awaitTermination()
