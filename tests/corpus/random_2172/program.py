import operator
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext('local[3]', 'Random')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')

s0 = ssc.socketTextStream('localhost', 9000)
s1 = s0.countByValue().join(s0.countByValue().mapValues(lambda v: len(str(v))), 3).map(lambda x: (x[0], 1)).reduceByKey(lambda a, b: a - b)
def show_s1(time, rdd):
    try:
        print(rdd.flatMapValues(lambda v: str(v)[:3]).groupByKey(5).mapValues(list).min(key=lambda x: repr(x)[::-1]))
    except Exception as e:
        print(type(e).__name__)
s1.foreachRDD(show_s1)

ssc.start()
ssc.awaitTermination()
