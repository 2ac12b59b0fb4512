import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Changed")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


os.mkdir("in")
lines = ssc.textFileStream("in")
lines.pprint()
ssc.start()
put("in/log.txt", "first\n", 0.5)
ssc.awaitTerminationOrTimeout(1)
os.utime("in/log.txt", (1.5, 1.5))
ssc.awaitTerminationOrTimeout(1)
os.rename("in/log.txt", "in/log.1.txt")
os.utime("in/log.1.txt", (2.5, 2.5))
ssc.awaitTerminationOrTimeout(1)
put("in/log.txt", "created again\n", 3.5)
ssc.awaitTerminationOrTimeout(1)
os.rename("in/log.txt", "in/log.2.txt")
ssc.awaitTerminationOrTimeout(1)
ssc.stop()
