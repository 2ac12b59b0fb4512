from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Slice")
ssc = StreamingContext(sc, 1)

from datetime import datetime
ssc.remember(20)
numbers = ssc.queueStream([[k, k * 10] for k in range(6)])
pairs = numbers.map(lambda n: (n % 2, n))
sums = pairs.reduceByKey(lambda a, b: a + b)
sums.pprint()
windowed = numbers.window(4, 2)
windowed.count().pprint()

def look(time, rdd):
    past = numbers.slice(datetime(1970, 1, 1), time)
    print(time.second, len(past), [part.collect() for part in past])

numbers.foreachRDD(look)
ssc.start()
ssc.awaitTerminationOrTimeout(6)
print([rdd.collect() for rdd in sums.slice(2, 4)])
print([rdd.collect() for rdd in numbers.slice(datetime(1970, 1, 1, 0, 0, 5), datetime(1970, 1, 1, 0, 0, 9))])
print([rdd.collect() for rdd in windowed.slice(1, 6)])
ssc.stop()
