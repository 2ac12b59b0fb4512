# One stream, two questions: how many lines per level, and how many errors.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "LogLevels")
ssc = StreamingContext(sc, 5)

logs = ssc.socketTextStream("localhost", 9999)

levels = logs.map(lambda line: (line.split(" ")[0], 1))
per_level = levels.reduceByKey(lambda x, y: x + y)
per_level.pprint()

errors = logs.filter(lambda line: line.startswith("ERROR"))
errors.count().pprint()

ssc.start()
ssc.awaitTermination()
