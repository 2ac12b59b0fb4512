import operator
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext('local[4]', 'Random')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')

s0 = ssc.queueStream([
    [137438953472, 16777216, 5, -61, -3, -20],
    [0, -93, -1],
    [536870912, -22, 7, 6, 43, 0],
    [-50, 44, -63, 2, -86, -49, 4096, 2305843009213693952, 4, 5, 2147483648, 6, 40, 1, -69, -50, 0, -17, 16, 1180591620717411303424, -1, -67, -62, 140737488355328, -1],
    [16],
])
s1 = s0.window(1, 1)
def show_s1(time, rdd):
    try:
        print(rdd.first())
    except Exception as e:
        print(type(e).__name__)
s1.foreachRDD(show_s1)
s2 = s1.transform(lambda rdd: rdd.map(lambda x: x).coalesce(2, True)).countByWindow(2, 1)
def show_s2(time, rdd):
    try:
        print(rdd.cartesian(rdd.context.parallelize([])).mapValues(lambda v: v ** 2).getNumPartitions())
    except Exception as e:
        print(type(e).__name__)
s2.foreachRDD(show_s2)

ssc.start()
ssc.awaitTermination()
