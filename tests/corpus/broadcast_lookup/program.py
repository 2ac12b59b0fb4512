from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

names = {"1": "one", "3": "three", "5": "five"}
shared = sc.broadcast(names)
names["9"] = "nine"
lines = ssc.socketTextStream("localhost", 9999)
lines.map(lambda x: (x, shared.value.get(x, "?"))).pprint()
lines.filter(lambda x: x in shared.value).count().pprint()

ssc.start()
ssc.awaitTermination()
