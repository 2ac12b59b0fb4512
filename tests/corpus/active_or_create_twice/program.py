from pyspark import SparkContext, SparkConf
from pyspark.streaming import StreamingContext

made = []

def create():
    sc = SparkContext.getOrCreate(SparkConf().setMaster("local[2]").setAppName("Active"))
    ssc = StreamingContext(sc, 1)
    ssc.queueStream([["x", "y"], ["z"]]).countByValue().pprint()
    made.append(ssc)
    return ssc

print(StreamingContext.getActive())
ssc = StreamingContext.getActiveOrCreate(None, create)
print(len(made), StreamingContext.getActive() is None)
ssc.start()
print(StreamingContext.getActive() is ssc)
again = StreamingContext.getActiveOrCreate(None, create)
print(len(made), again is ssc)
while not ssc.awaitTerminationOrTimeout(1):
    print("still running")
    if len(made) == 1 and again.sparkContext.appName == "Active":
        made.append(None)
    else:
        ssc.stop(False)
print(StreamingContext.getActive())
other = StreamingContext.getActiveOrCreate("nowhere", create)
print(len(made), other is ssc, other.sparkContext is ssc.sparkContext)
other.stop()
