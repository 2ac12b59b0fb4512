# Keeps one total per word from the first batch on.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "RunningWordCount")
ssc = StreamingContext(sc, 10)
ssc.checkpoint("checkpoints")  # state has to survive, so Spark asks for a place


def add_up(new_values, total):
    # total is None when a word is seen for the first time
    return sum(new_values) + (total or 0)


lines = ssc.socketTextStream("localhost", 9999)
pairs = lines.flatMap(lambda line: line.split(" ")) \
             .map(lambda word: (word, 1))
totals = pairs.updateStateByKey(add_up)
totals.pprint()

ssc.start()
ssc.awaitTermination()
