import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Later")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


one = ssc.textFileStream("later")
many = ssc.textFileStream("days/*")
one.pprint()
many.transform(lambda rdd: rdd.sortBy(lambda line: line)).pprint()
one.union(many).count().pprint()
ssc.start()
ssc.awaitTerminationOrTimeout(1)
os.mkdir("later")
put("later/x.txt", "x\n", 1.5)
os.makedirs("days/mon")
os.makedirs("days/tue")
put("days/mon/1.txt", "monday\n", 1.5)
put("days/tue/1.txt", "tuesday\n", 1.5)
put("days/loose.txt", "not in a day\n", 1.5)
ssc.awaitTerminationOrTimeout(1)
os.mkdir("days/wed")
put("days/wed/1.txt", "wednesday\n", 2.5)
ssc.awaitTerminationOrTimeout(1)
ssc.stop()
