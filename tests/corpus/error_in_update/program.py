from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "UpdateError")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")

def update(new, old):
    total = sum(new) + (old or 0)
    if total > 3:
        raise OverflowError("%d is too much" % total)
    return total

pairs = ssc.socketTextStream("localhost", 9999).map(lambda line: (line, 1))
pairs.updateStateByKey(update).pprint()
pairs.count().pprint()
ssc.start()
ssc.awaitTermination()
