from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "TransformError")
ssc = StreamingContext(sc, 1)

calls = []

def work(time, rdd):
    calls.append(time.second)
    if len(calls) == 3:
        raise KeyError("third call")
    return rdd.map(lambda line: (time.second, line))

lines = ssc.socketTextStream("localhost", 9999)
lines.count().pprint()
lines.transform(work).pprint()
lines.pprint()
ssc.start()
ssc.awaitTermination()
