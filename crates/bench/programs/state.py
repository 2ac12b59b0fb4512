# A running count for each key.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext


def update(new_values, running_count):
    return sum(new_values) + (running_count or 0)


sc = SparkContext("local[*]", "State")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("checkpoint")

keys = ssc.socketTextStream("localhost", 9999)
totals = keys.map(lambda key: (key, 1)).updateStateByKey(update)
totals.pprint()

ssc.start()
ssc.awaitTermination()
