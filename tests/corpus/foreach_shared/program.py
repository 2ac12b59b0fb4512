from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Shared")
ssc = StreamingContext(sc, 1)

import operator
from pyspark.accumulators import AccumulatorParam

class ListParam(AccumulatorParam):
    def zero(self, value):
        return []
    def addInPlace(self, a, b):
        return a + b

n_words, longest = sc.accumulator(0), sc.accumulator([], ListParam())
stop_words = sc.broadcast({"the", "a"})
words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split())

def note(word):
    n_words.add(1)
    if len(word) > 2:
        longest.add([word])

def work(time, rdd):
    global stop_words
    rdd.foreach(note)
    print(time.second, n_words.value, sorted(set(longest.value)))
    kept = rdd.filter(lambda word: word not in stop_words.value)
    if kept.isEmpty():
        print("nothing is left")
        return
    print(kept.first(), kept.max(), kept.min(key=len), kept.top(2), kept.takeOrdered(2, key=lambda w: -len(w)))
    print(sorted(kept.countByValue().items()), kept.map(len).mean())
    print(kept.keyBy(len).countByKey(), kept.keyBy(len).lookup(3), kept.map(len).histogram(2))
    print(kept.map(len).fold(0, operator.add), kept.aggregate(0, lambda n, w: n + len(w), operator.add), kept.map(len).treeReduce(max))
    if time.second == 2:
        stop_words.unpersist()
        stop_words = sc.broadcast({"cat"})

words.foreachRDD(work)
ssc.start()
ssc.awaitTermination()
print(n_words, stop_words.value)
