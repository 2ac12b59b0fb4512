import operator
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext('local[4]', 'Random')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')

s0 = ssc.socketTextStream('localhost', 9000)
s1 = s0.map(lambda x: x * 2).countByValueAndWindow(3, 1, 2)
s1.saveAsTextFiles('out-s1')
s2 = s1.transform(lambda rdd: rdd.cache().coalesce(2).foldByKey(0, lambda a, v: a + len(str(v)) if isinstance(a, int) else 0, 5))
def show_s2(time, rdd):
    try:
        print(rdd.cogroup(rdd.context.parallelize([('', 1), ('longlonglonglong', 4), ('10', -1), ('cat', -24), ('cat', 55), ('naïve', -6)], 2), 5).mapValues(lambda v: (list(v[0]), list(v[1]))).map(lambda x: len(str(x))).sum())
    except Exception as e:
        print(type(e).__name__)
s2.foreachRDD(show_s2)

ssc.start()
ssc.awaitTermination()
