import operator
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext('local[3]', 'Random')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')

s0 = ssc.queueStream([
    sc.parallelize([(-45, 17179869184), (-2, 37), (37, 3)], 1),
    sc.parallelize([(6, -1)], 3),
    sc.parallelize([(54, -76), (1073741824, -3), (-1, 5), (8388608, 55), (2, 0), (73786976294838206464, 144115188075855872), (2, 8796093022208), (-3, -96), (2, 1048576), (78, 98), (26, -75), (65536, 84)], 5),
    sc.parallelize([(-2, 2), (-1, 536870912), (18446744073709551616, 83), (562949953421312, 4), (4611686018427387904, 50), (2, 6)]),
])
s1 = ssc.queueStream([
    ['a'],
    [],
    [],
    ['1', True, b'a', 0, None, 1.0, '1', None, 0, '1', '1', (1, 'a'), 1, 2.5, (), 0, -2, '1', -1, frozenset({1, 2}), (), 2.5, 1.0, True, True],
])
s2 = s0.filter(lambda x: len(str(x)) % 3)
s2.pprint()
s3 = s1.transformWith(lambda a, b: a.union(b), s1).transformWith(lambda a, b: a.union(b), s1.transformWith(lambda a, b: a.union(b), s1)).map(lambda x: isinstance(x, int))
s3.saveAsTextFiles('out-s3', 'txt')
s4 = s0.map(lambda x: bool(x)).flatMap(lambda x: [x] * (len(str(x)) % 3))
def show_s4(time, rdd):
    try:
        print(rdd.groupBy(lambda x: x).mapValues(list).repartitionAndSortWithinPartitions(2, lambda k: len(str(k)), False).lookup(True))
    except Exception as e:
        print(type(e).__name__)
s4.foreachRDD(show_s4)
s5 = s0.transformWith(lambda a, b: a.union(b), s0).filter(lambda x: bool(x)).transform(lambda rdd: rdd.sample(False, 0.5, 7)).countByValue()
s5.pprint(3)

ssc.start()
ssc.awaitTermination()
