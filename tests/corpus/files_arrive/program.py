import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "FilesArrive")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


os.mkdir("in")
put("in/old.txt", "too old\n", 0)
lines = ssc.textFileStream("in")
lines.pprint()
lines.count().pprint()
words = lines.flatMap(lambda line: line.split(" "))
words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).pprint()

ssc.start()
put("in/a.txt", "the cat\nthe dog\n", 0.5)
ssc.awaitTerminationOrTimeout(1)
ssc.awaitTerminationOrTimeout(1)
put("in/b.txt", "a bird\nthe end", 2.5)
ssc.awaitTerminationOrTimeout(1)
put("in/c.txt", "one\n\ntwo\n", 3)
ssc.awaitTerminationOrTimeout(1)
put("in/d.txt", "", 4.5)
ssc.awaitTerminationOrTimeout(1)
put("in/e.txt", "no newline at all", 6)
ssc.awaitTerminationOrTimeout(1)
print(sorted(os.listdir("in")))
ssc.stop()
