from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Queues")
ssc = StreamingContext(sc, 1)

one = ssc.queueStream([[1, 2, 3], [], ["x"]], default=[0])
rdds = [sc.parallelize(range(4), 3), sc.emptyRDD(), sc.parallelize([7], 1)]
two = ssc.queueStream(rdds, default=sc.parallelize(["d", "e"], 1))
three = ssc.queueStream([[1], [2, 2], [3, 3, 3]], oneAtATime=False)
four = ssc.queueStream([sc.parallelize(["a"], 2), sc.parallelize(["b", "c"], 1)], oneAtATime=False)
for stream in (one, two, three, four):
    stream.pprint()
    stream.glom().count().pprint()
one.union(three).map(str).reduce(lambda a, b: a + b).pprint()
two.foreachRDD(lambda rdd: print(rdd.getNumPartitions(), rdd.isEmpty()))
ssc.start()
ssc.awaitTermination()
