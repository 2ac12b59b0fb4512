# The word count with loops and handlers in its functions, which are computed by the column all the same.
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


sc = SparkContext("local[*]", "WordCount")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
counts = lines.flatMap(words_of).map(paired).reduceByKey(lambda x, y: x + y)
counts.pprint()

ssc.start()
ssc.awaitTermination()
