from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Initial")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")
start = sc.parallelize([("old", 5), ("cat", 1), ("gone", 0)], 3)

def step(new, state):
    if not new:
        return None if state is None or state <= 1 else state - 1
    return (state or 0) + sum(new) * 2

pairs = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split()).map(lambda word: (word, 1))
kept = pairs.updateStateByKey(step, numPartitions=3, initialRDD=start)
kept.pprint()
kept.glom().pprint()
kept.count().pprint()
kept.filter(lambda kv: kv[1] > 2).join(pairs).pprint()
ssc.start()
ssc.awaitTermination()
