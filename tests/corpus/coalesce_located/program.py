from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)


def shown(name, rdd):
    print(name, rdd.glom().collect())


numbers = sc.parallelize(range(12), 6)
shown("as it comes", numbers.coalesce(4))
kept = numbers.map(lambda x: x * 10).cache()
shown("not kept yet", kept.coalesce(4))
kept.count()
shown("kept", kept.coalesce(4))
shown("kept, mapped", kept.map(lambda x: x + 1).coalesce(3))
shown("partly kept", kept.union(sc.parallelize([1, 2, 3], 3)).coalesce(5))
part = numbers.map(lambda x: -x).cache()
part.take(3)
shown("two of six kept", part.coalesce(4))
pairs = numbers.map(lambda x: (x % 5, x)).reduceByKey(lambda a, b: a + b, 6)
shown("shuffle to come", pairs.coalesce(4))
pairs.count()
shown("shuffle done", pairs.coalesce(4))
shown("forgotten", kept.unpersist().coalesce(4))
shown("many", sc.parallelize(range(40), 20).cache().coalesce(7))
many = sc.parallelize(range(40), 20).cache()
many.count()
shown("many kept", many.coalesce(7))

lines = ssc.socketTextStream("localhost", 9999)
lines.window(3, 1).foreachRDD(lambda rdd: shown("window", rdd.coalesce(4)))

ssc.start()
ssc.awaitTermination()
