# Where keys go depends on the cores and on Python's hash of text; the source is named by arguments.
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "Machine")
ssc = StreamingContext(sc, 10)
arguments = sys.argv[1:]

lines = ssc.socketTextStream(arguments[0] if arguments else "localhost", 9999)
words = lines.flatMap(lambda line: line.split(" "))
counts = words.map(lambda word: (word, 1)).reduceByKey(lambda x, y: x + y)
counts.glom().map(lambda partition: (arguments, partition)).pprint()

ssc.start()
ssc.awaitTermination()
