from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "InverseError")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")

def minus(a, b):
    if a - b == 0:
        raise ZeroDivisionError("nothing left")
    return a - b

pairs = ssc.socketTextStream("localhost", 9999).map(lambda line: (line, 1))
pairs.pprint()
pairs.reduceByKeyAndWindow(lambda a, b: a + b, minus, 5, 1).pprint()
ssc.start()
ssc.awaitTermination()
