# The word count with a generator, a default and a list that is changed, which are computed by the column all the same.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext


def words_of(line):
    for word in line.split(" "):
        yield word


def paired(word, count=1):
    return (word, count)


def added(x, y):
    both = [x]
    both.append(y)
    return sum(both)


sc = SparkContext("local[*]", "WordCount")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
counts = lines.flatMap(words_of).map(paired).reduceByKey(added)
counts.pprint()

ssc.start()
ssc.awaitTermination()
