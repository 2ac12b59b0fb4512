from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

first = ssc.socketTextStream("localhost", 9999)
second = ssc.socketTextStream("localhost", 9998)
third = second.map(lambda x: "n" + x)
ssc.transform([first, second, third], lambda rdds: rdds[0].union(rdds[1]).union(rdds[2])).glom().pprint()
ssc.transform([second, third], lambda rdds: rdds[0].zip(rdds[1])).pprint(3)

ssc.start()
ssc.awaitTermination()
