from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Kept")
ssc = StreamingContext(sc, 1)

from pyspark import StorageLevel
ssc.checkpoint("checkpoint")
n_calls = sc.accumulator(0)

def slow(line):
    n_calls.add(1)
    return line.upper()

lines = ssc.socketTextStream("localhost", 9999)
upper = lines.map(slow)
upper.persist(StorageLevel.MEMORY_AND_DISK)
upper.window(3).count().pprint()
upper.window(2, 2).pprint()
upper.foreachRDD(lambda rdd: print(rdd.is_cached, n_calls.value))
upper.filter(lambda line: "THE" in line).checkpoint(4)
upper.map(lambda line: (line[0], 1)).updateStateByKey(lambda new, old: sum(new) + (old or 0)).pprint()
ssc.start()
ssc.awaitTermination()
print(n_calls.value)
