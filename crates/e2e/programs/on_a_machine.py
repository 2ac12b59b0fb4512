# Where keys go depends on the cores and on Python's hash of text; the source is named by arguments.
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "Machine")
ssc = StreamingContext(sc, 10)
print("arguments:", sys.argv[1:])

lines = ssc.socketTextStream(sys.argv[1] if len(sys.argv) > 1 else "localhost", 9999)
words = lines.flatMap(lambda line: line.split(" "))
counts = words.map(lambda word: (word, 1)).reduceByKey(lambda x, y: x + y)
counts.glom().pprint()

ssc.start()
ssc.awaitTermination()
