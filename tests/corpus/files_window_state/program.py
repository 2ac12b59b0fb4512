import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "WindowState")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


os.mkdir("in")
ssc.checkpoint("checkpoint")
pairs = ssc.textFileStream("in").flatMap(lambda line: line.split()).map(lambda word: (word, 1))
pairs.window(3).transform(lambda rdd: rdd.sortByKey()).pprint()
pairs.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 5, 1).pprint()
pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0)).pprint()
pairs.countByWindow(2, 2).pprint()
ssc.start()
texts = ["a b a", "", None, "c a", "b b b\nc", None, "a"]
for k, text in enumerate(texts):
    if text is not None:
        put("in/%d.txt" % k, text, k + 0.5)
    ssc.awaitTerminationOrTimeout(1)
ssc.stop()
