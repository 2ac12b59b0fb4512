from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "EveryPanel")
ssc = StreamingContext(sc, 10)
ssc.checkpoint("checkpoints")

lines = ssc.socketTextStream("localhost", 9999)
words = lines.flatMap(lambda line: line.split(" "))
pairs = words.map(lambda word: (word, 1))
counts = pairs.reduceByKey(lambda x, y: x + y)
totals = pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0))
recent = pairs.reduceByKeyAndWindow(lambda x, y: x + y, lambda x, y: x - y, 20, 10)
both = counts.join(totals)
both.pprint()
recent.pprint()
totals.saveAsTextFiles("out/totals")

ssc.start()
ssc.awaitTermination()
