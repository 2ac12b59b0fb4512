from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Outputs")
ssc = StreamingContext(sc, 1)

events = []
words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split())
words.foreachRDD(lambda rdd: events.append(("first", rdd.count())))
words.window(2, 2).pprint(1)
words.saveAsTextFiles("out/words", "txt")
words.map(len).pprint(0)
words.map(len).pprint(2)
words.foreachRDD(lambda time, rdd: print("at", time, rdd.take(1)))
words.window(3, 3).saveAsTextFiles("out/windows")
words.foreachRDD(lambda rdd: events.append(("last", sorted(rdd.collect())[:2])))
ssc.start()
ssc.awaitTermination()
for event in events:
    print(event)
