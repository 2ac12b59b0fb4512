import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Several")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


os.mkdir("in")
lines = ssc.textFileStream("in")
sizes = lines.mapPartitions(lambda rows: [len(list(rows))])
sizes.foreachRDD(lambda rdd: print(rdd.getNumPartitions(), rdd.collect()))
lines.transform(lambda rdd: rdd.sortBy(lambda line: line, numPartitions=1)).pprint(20)
lines.map(lambda line: (line.split(",")[0], int(line.split(",")[1]))).reduceByKey(max).transform(lambda rdd: rdd.sortByKey()).pprint()
lines.repartition(1).transform(lambda rdd: rdd.sortBy(lambda line: line)).saveAsTextFiles("out/day", "csv")

ssc.start()
for k in range(4):
    for n in range(k):
        put("in/%d_%d.csv" % (k, n), "".join("k%d,%d\n" % (i % 3, i * n + k) for i in range(5)), k + 0.25)
    ssc.awaitTerminationOrTimeout(1)
ssc.stop()
