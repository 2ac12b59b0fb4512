import operator
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext('local[2]', 'Random')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')

s0 = ssc.queueStream([
    sc.parallelize([True, 1.0, -1, 2.5, True, -2], 5),
    sc.parallelize([1, None, 2.5, True, 2.5, (), 1.0, (1, 'a'), -1, -1, -1, -2, (1, 'a'), 'a', frozenset({1, 2}), -2, frozenset({1, 2}), '1', '1', 2.5, -2, 'a', (), '1', ()]),
    sc.parallelize([None, (), -2]),
    sc.parallelize([-1]),
    sc.parallelize([], 1),
])
s1 = s0.transform(lambda rdd: rdd.coalesce(5).flatMap(lambda x: [x] * (len(str(x)) % 3))).transform(lambda rdd: rdd.union(rdd.context.parallelize([True], 3)).sample(True, 1.5, 3).flatMap(lambda x: (y for y in [x]))).countByWindow(4, 2).transform(lambda rdd: rdd.mapPartitionsWithIndex(lambda i, it: [(i, x) for x in it]).groupByKey(1).mapValues(list).map(lambda x: x))
def show_s1(time, rdd):
    try:
        print(rdd.combineByKey(lambda v: (v, 1), lambda c, v: (v, c[1] + 1), lambda c, d: (c[0], c[1] + d[1])).fullOuterJoin(rdd.context.parallelize([(-17, 576460752303423488)], 3)).takeOrdered(3, key=lambda x: (len(str(x)), repr(x))))
    except Exception as e:
        print(type(e).__name__)
s1.foreachRDD(show_s1)
s2 = s0.window(4, 2)
s2.saveAsTextFiles('out-s2')
s3 = s2.map(lambda x: bool(x)).transform(lambda time, rdd: rdd.flatMap(lambda x: [x, x]).distinct().repartition(2))
def show_s3(time, rdd):
    try:
        print(rdd.intersection(rdd.context.parallelize([False, True, False, False, False, True, False], 1)).max(key=repr))
    except Exception as e:
        print(type(e).__name__)
s3.foreachRDD(show_s3)
s4 = s2.window(4, 2).reduceByWindow(lambda a, b: max(a, b, key=repr), None, 12, 2).union(s2.window(4, 2).reduceByWindow(lambda a, b: max(a, b, key=repr), None, 12, 2)).mapPartitions(lambda it: sorted(it, key=repr))
s4.pprint(50)

ssc.start()
ssc.awaitTermination()
