from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

seen = []
lines = ssc.socketTextStream("localhost", 9999)
numbers = lines.map(int)
numbers.foreachRDD(lambda time, rdd: seen.append(time))
unused = lines.map(len)
try:
    lines.slice(0, 1)
except Exception as error:
    print("before start:", type(error).__name__, "has not been initialized" in str(error))

ssc.remember(30)
ssc.start()
ssc.awaitTermination(4)
print([rdd.collect() for rdd in numbers.slice(seen[0], seen[1])])
print([rdd.count() for rdd in lines.slice(2, 4)], [rdd.getNumPartitions() for rdd in lines.slice(1.0, 2.5)])
print(numbers.slice(10, 1))
try:
    print(unused.slice(1, 2))
except Exception as error:
    print("unused:", type(error).__name__)
try:
    lines.slice(1)
except TypeError as error:
    print(error)
ssc.stop()
