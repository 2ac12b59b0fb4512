from pyspark import SparkContext
from pyspark.streaming import StreamingContext

def setup():
    made = StreamingContext(SparkContext("local[2]", "Made"), 1)
    made.socketTextStream("localhost", 9999).countByValue().pprint()
    return made


context = StreamingContext.getOrCreate("checkpoint", setup)
print(context.sparkContext.appName)
context.start()
context.awaitTermination()
