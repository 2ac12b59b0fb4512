from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

stop_words = sc.parallelize(["the", "a"])

def show(time, rdd):
    words = rdd.flatMap(lambda line: line.split(" "))
    again = SparkContext.getOrCreate()
    print(rdd.context is sc, again is sc, rdd.ctx.appName, again.defaultParallelism)
    print(words.subtract(stop_words).collect(), sc.union([words, stop_words]).count())
    print(rdd.context.parallelize([time.second]).collect() == [time.second], sc.range(3).collect(), sc.emptyRDD().isEmpty())

lines = ssc.socketTextStream("localhost", 9999)
lines.foreachRDD(show)
print(lines.context() is ssc, ssc.sparkContext is sc)

ssc.start()
ssc.awaitTermination()
