import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Underscore")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


os.mkdir("in")
lines = ssc.textFileStream("in")
lines.pprint()
ssc.start()
put("in/a.txt", "fine\n", 0.5)
ssc.awaitTerminationOrTimeout(1)
put("in/_temporary.txt", "not fine\n", 1.5)
put("in/b.txt", "beside it\n", 1.5)
try:
    print(ssc.awaitTerminationOrTimeout(1))
except Exception as error:
    print(type(error).__name__, str(error).split("\n")[1].split("in/")[0].split("file:")[0])
ssc.stop()
