from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

from pyspark import AccumulatorParam


class Counts(AccumulatorParam):
    def zero(self, value):
        return {}

    def addInPlace(self, left, right):
        for word, n in right.items():
            left[word] = left.get(word, 0) + n
        return left


counts = sc.accumulator({}, Counts())
total = sc.accumulator(0.0)

def look(line):
    for word in line.split(" "):
        counts.add({word: 1})
    total.add(0.5)

lines = ssc.socketTextStream("localhost", 9999)
lines.foreachRDD(lambda rdd: rdd.foreach(look))
lines.foreachRDD(lambda rdd: print(sorted(counts.value.items()), total.value))

ssc.start()
ssc.awaitTermination()
print(total, repr(total))
