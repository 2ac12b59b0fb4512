# The plan of the course's second program: a state and a sliding window over the same pairs.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext


def update(new_values, running_count):
    return sum(new_values) + (running_count or 0)


sc = SparkContext("local[*]", "StateAndWindow")
ssc = StreamingContext(sc, 10)
ssc.checkpoint("checkpoint")

lines = ssc.socketTextStream("localhost", 9999)
pairs = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1))
totals = pairs.updateStateByKey(update)
windowed = pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 20, 10)
totals.pprint()
windowed.pprint()

ssc.start()
ssc.awaitTermination()
