from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")
start = sc.parallelize([("the", 10), ("zoo", 1), ("the", 99)], 2)
lines = ssc.socketTextStream("localhost", 9999)
words = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1))
words.updateStateByKey(lambda new, old: sum(new) + (old or 0), numPartitions=3, initialRDD=start).pprint()
words.updateStateByKey(lambda new, old: None if not new else sum(new), initialRDD=[("a", 5)]).pprint()

ssc.start()
ssc.awaitTermination()
