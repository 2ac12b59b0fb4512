# The word count with functions that remember: what they change has to be changed row by row.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

longest = {}
n_lines = 0


def words_of(line):
    global n_lines
    n_lines += 1
    return line.split(" ")


def paired(word):
    n = len(word)
    if n > longest.get(word[:1], 0):
        longest[word[:1]] = n
    return (word, 1)


def added(x, y):
    total = x
    while y > 0:
        total += 1
        y -= 1
    return total


sc = SparkContext("local[*]", "WordCount")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
counts = lines.flatMap(words_of).map(paired).reduceByKey(added)
counts.pprint()

ssc.start()
ssc.awaitTermination()
