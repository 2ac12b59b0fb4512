from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Errors")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
lines.pprint()
lines.map(int).pprint()
seen = []

def work(rdd):
    seen.append(rdd.count())
    if "stop" in rdd.collect():
        raise ValueError("asked to stop: %r" % seen)

lines.foreachRDD(work)
ssc.start()
while True:
    try:
        if ssc.awaitTerminationOrTimeout(1):
            print("ended")
            break
        print("went on")
    except Exception as error:
        last = [line for line in str(error).split("\n") if "Error: " in line and not line.startswith(("py4j", "org", ":", "An", "Caused"))]
        print(type(error).__name__, last[0] if last else "")
        break
print(seen)
ssc.stop()
