# The word count with loops and exceptions in its functions: they are called row by row.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext


def words_of(line):
    words = []
    for word in line.split(" "):
        words.append(word)
    return words


def paired(word):
    try:
        return (word, 1)
    except ValueError:
        return (word, 0)


def added(x, y):
    total = 0
    for value in (x, y):
        total += value
    return total


sc = SparkContext("local[*]", "WordCount")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
counts = lines.flatMap(words_of).map(paired).reduceByKey(added)
counts.pprint()

ssc.start()
ssc.awaitTermination()
