from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)

def save(time, rdd):
    if not rdd.isEmpty():
        rdd.saveAsTextFile("out/" + time.strftime("%H%M%S"))
        print(sc.textFile("out/" + time.strftime("%H%M%S")).collect())

lines.foreachRDD(save)
lines.map(lambda x: (x, len(x))).saveAsTextFiles("pairs", "txt")

ssc.start()
ssc.awaitTermination()
