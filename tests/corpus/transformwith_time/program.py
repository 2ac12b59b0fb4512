from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

first = ssc.socketTextStream("localhost", 9999)
second = ssc.socketTextStream("localhost", 9998)
first.transformWith(lambda time, a, b: a.cartesian(b).map(lambda pair: (time.second % 2 >= 0, pair)), second).count().pprint()
first.transformWith(lambda a, b: b.map(int).filter(lambda n: n > 3), second).pprint()

ssc.start()
ssc.awaitTermination()
