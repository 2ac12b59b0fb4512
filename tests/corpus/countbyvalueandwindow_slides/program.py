from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "CountByValue")
ssc = StreamingContext(sc, 1)

ssc.checkpoint("checkpoint")
words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split())
words.countByValueAndWindow(4, 2).pprint()
words.countByValueAndWindow(6, 1, 1).pprint()
words.map(len).countByValueAndWindow(6, 3).pprint()
words.countByWindow(5, 1).pprint()
words.map(lambda w: (w[0], w)).groupByKeyAndWindow(3, 3).mapValues(sorted).pprint()
ssc.start()
ssc.awaitTermination()
