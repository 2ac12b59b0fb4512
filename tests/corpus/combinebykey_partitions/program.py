from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)

pairs = lines.map(lambda x: (int(x) % 3, x))
pairs.combineByKey(lambda v: [v], lambda c, v: c + [v], lambda a, b: a + b, 3).glom().pprint()
pairs.groupByKey(1).mapValues(sorted).pprint()
pairs.partitionBy(2, lambda k: k + 1).glom().pprint()
pairs.fullOuterJoin(pairs.filter(lambda kv: kv[0]), 1).pprint()
pairs.cogroup(pairs, 2).mapValues(lambda two: (list(two[0]), len(two[1]))).pprint()

ssc.start()
ssc.awaitTermination()
