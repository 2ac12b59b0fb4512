from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

def store(rdd):
    try:
        print(rdd.map(lambda x: 10 // (int(x) - 9)).sum())
    except Exception as error:
        print("failed:", type(error).__name__, "ZeroDivisionError" in str(error))

lines = ssc.socketTextStream("localhost", 9999)
lines.foreachRDD(store)
lines.count().pprint()

ssc.start()
ssc.awaitTermination()
