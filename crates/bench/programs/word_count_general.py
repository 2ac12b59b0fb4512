# The word count with functions of several statements.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext


def words_of(line):
    words = line.split(" ")
    return words


def paired(word):
    count = 1
    pair = (word, count)
    return pair


def added(x, y):
    total = x
    total += y
    return total


sc = SparkContext("local[*]", "WordCount")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
counts = lines.flatMap(words_of).map(paired).reduceByKey(added)
counts.pprint()

ssc.start()
ssc.awaitTermination()
