from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Graceful")
ssc = StreamingContext(sc, 1)

import time
ssc.checkpoint("checkpoint")
words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split()).map(lambda w: (w, 1))
words.updateStateByKey(lambda new, old: sum(new) + (old or 0)).pprint()
words.countByWindow(3, 1).pprint()
ssc.start()
time.sleep(2)
print("stopping")
ssc.stop(stopSparkContext=False, stopGraceFully=True)
print(StreamingContext.getActive(), ssc.awaitTerminationOrTimeout(1))
print(sc.parallelize([1, 2, 3]).sum())
second = StreamingContext(sc, 1)
second.queueStream([["after"]]).pprint()
second.start()
second.awaitTerminationOrTimeout(1)
second.stop()
try:
    sc.parallelize([1]).count()
except Exception as error:
    print(type(error).__name__, str(error)[:40])
