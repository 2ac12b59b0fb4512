from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Loop")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
counts = []
lines.count().foreachRDD(lambda rdd: counts.append(sum(rdd.collect())))
lines.pprint()
ssc.start()
rounds = 0
while not ssc.awaitTerminationOrTimeout(2):
    rounds += 1
    print("round", rounds, counts)
    if sum(counts) >= 5:
        ssc.stop(stopSparkContext=False)
print("stopped after", rounds, ssc.awaitTerminationOrTimeout(1))
try:
    lines.pprint()
except Exception as error:
    print(type(error).__name__, str(error).split("\n")[0][:60], "stopped" in str(error))
