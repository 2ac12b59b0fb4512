import operator
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Random')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')

s0 = ssc.queueStream([
    sc.parallelize([('日本', 32), ('10', 3), ('a', 131072), ("it's", -3), ('9', -38), ('cat', 45)], 5),
    sc.parallelize([('', -91), ('9', 6), ('b', 17179869184), ('the', 147573952589676412928), ('日本', -24), ('日本', 88)], 1),
    sc.parallelize([('b', 3), ('longlonglonglong', -2), ('b', 4)]),
])
s1 = s0.groupByKey().mapValues(list).count().transform(lambda rdd: rdd.flatMap(lambda x: enumerate([x, x])).groupWith(rdd.context.parallelize([(-1, 65536), (0, 281474976710656), (32768, 6), (-67, 100)], 5), rdd.context.parallelize([(-1, 65536), (0, 281474976710656), (32768, 6), (-67, 100)], 5)).mapValues(lambda v: tuple(map(list, v))).intersection(rdd.context.parallelize([(-3, 2.5), (0, 'a'), (64, 1.0), (-70, 1.0), (46, '1'), (3, -2), (81, (1, 'a')), (-1, None)], 5)))
s1.pprint()

ssc.start()
ssc.awaitTermination()
