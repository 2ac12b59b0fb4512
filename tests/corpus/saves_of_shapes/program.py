from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Saves")
ssc = StreamingContext(sc, 1)

words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split())
words.map(lambda w: (w, None, 1.5)).saveAsTextFiles("tuples")
words.map(lambda w: (w, 1)).reduceByKey(lambda a, b: a + b).repartition(1).saveAsTextFiles("deep/counts", "tsv")
words.count().saveAsTextFiles("counts", suffix="")
words.window(2, 2).map(lambda w: {"word": w}).saveAsTextFiles("dicts")
words.map(lambda w: "%s\n%s" % (w, w)).saveAsTextFiles("lines/", "txt")
ssc.start()
ssc.awaitTermination()
