import operator
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext('local[1]', 'Random')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')

s0 = ssc.queueStream([
    [],
    ['', '😀', 'the'],
    [],
    ['9'],
], default=sc.parallelize([]).map(str))
s1 = s0.transform(lambda time, rdd: rdd.zipWithIndex().map(lambda x: x[1])).transform(lambda time, rdd: rdd.cache().groupBy(lambda x: x, 2).mapValues(list).flatMap(lambda x: enumerate([x, x]))).reduceByWindow(lambda a, b: b, None, 1, 1)
def show_s1(time, rdd):
    try:
        print(rdd.reduceByKeyLocally(lambda a, b: a))
    except Exception as e:
        print(type(e).__name__)
s1.foreachRDD(show_s1)
s2 = s0.countByWindow(2, 1)
s2.pprint(50)

ssc.start()
ssc.awaitTermination()
