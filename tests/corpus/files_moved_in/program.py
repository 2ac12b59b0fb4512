import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Moved")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


import shutil
os.makedirs("in/sub")
os.mkdir("staging")
lines = ssc.textFileStream("in")
lines.transform(lambda rdd: rdd.sortBy(lambda line: line)).pprint()

ssc.start()
put("staging/a.txt", "moved a\n", 0.5)
os.rename("staging/a.txt", "in/a.txt")
ssc.awaitTerminationOrTimeout(1)
put("staging/old.txt", "written before the stream was made\n", -5)
shutil.move("staging/old.txt", "in/old.txt")
put("staging/b.txt", "moved b\n", 0.75)
shutil.move("staging/b.txt", "in/b.txt")
ssc.awaitTerminationOrTimeout(1)
put("in/.hidden.txt", "hidden\n", 2.5)
put("in/c.tmp", "temporary names count\n", 2.5)
put("in/d.txt._COPYING_", "copying\n", 2.5)
put("in/sub/e.txt", "in a folder below\n", 2.5)
ssc.awaitTerminationOrTimeout(1)
os.rename("in/.hidden.txt", "in/shown.txt")
put("in/late.txt", "from the future\n", 10)
ssc.awaitTerminationOrTimeout(1)
os.utime("in/late.txt", (5, 5))
ssc.awaitTerminationOrTimeout(1)
print(sorted(os.listdir("in")), os.listdir("staging"))
ssc.stop()
