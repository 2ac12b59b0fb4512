from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "TransformWith")
ssc = StreamingContext(sc, 1)

left = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split())
right = ssc.socketTextStream("localhost", 9998).map(lambda line: line.split()[0])
recent, seen = left.window(3), right.window(2)

def not_seen(a, b):
    return a.subtract(b).distinct()

def stamped(time, a, b):
    return a.intersection(b).map(lambda word: (time.second, word))

recent.transformWith(not_seen, seen).pprint()
recent.transformWith(stamped, seen).pprint()
left.transformWith(lambda a, b: a.union(b), right, True).count().pprint()
left.window(4, 2).transformWith(lambda a, b: a.zipWithIndex().union(b.zipWithIndex()), right.window(2, 2)).pprint(4)
ssc.start()
ssc.awaitTermination()
