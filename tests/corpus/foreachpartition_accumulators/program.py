from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

from pyspark import TaskContext

sizes = sc.accumulator(0)

def save(records):
    records = list(records)
    sizes.add(len(records) * 10 ** (2 * TaskContext.get().partitionId()))

lines = ssc.socketTextStream("localhost", 9999)
lines.foreachRDD(lambda rdd: rdd.foreachPartition(save))
lines.foreachRDD(lambda rdd: print(sizes.value))
lines.mapPartitions(lambda records: [(TaskContext.get().partitionId(), len(list(records)))]).pprint()

ssc.start()
ssc.awaitTermination()
