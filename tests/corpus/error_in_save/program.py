from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "SaveError")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
lines.map(lambda line: 10 // int(line)).saveAsTextFiles("out/n")
lines.pprint()
ssc.start()
ssc.awaitTermination()
