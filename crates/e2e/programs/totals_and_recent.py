# Keeps a total per word, and counts the words of the last 20 seconds.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "TotalsAndRecent")
ssc = StreamingContext(sc, 10)
ssc.checkpoint("checkpoints")


def add_up(new_values, total):
    return sum(new_values) + (total or 0)


lines = ssc.socketTextStream("localhost", 9999)
words = lines.flatMap(lambda line: line.split(" "))
pairs = words.map(lambda word: (word, 1))
totals = pairs.updateStateByKey(add_up)
recent = pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 20, 10)
totals.pprint()
recent.pprint()

ssc.start()
ssc.awaitTermination()
