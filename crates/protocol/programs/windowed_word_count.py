# Counts the words of the last 20 seconds, every 10 seconds.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "WindowedWordCount")
ssc = StreamingContext(sc, 10)
ssc.checkpoint("checkpoints")

lines = ssc.socketTextStream("localhost", 9999)
words = lines.flatMap(lambda line: line.split(" "))
pairs = words.map(lambda word: (word, 1))

# What enters the window is added, what leaves it is subtracted.
recent = pairs.reduceByKeyAndWindow(
    lambda x, y: x + y,
    lambda x, y: x - y,
    20,
    10,
)
recent.pprint()

ssc.start()
ssc.awaitTermination()
