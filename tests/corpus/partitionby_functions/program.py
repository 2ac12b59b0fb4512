from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Partition")
ssc = StreamingContext(sc, 1)

def by_first(key):
    return ord(key[0])

def negative(key):
    return -len(key)

pairs = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split()).map(lambda word: (word, len(word)))
def inside(index, rows):
    return [(index, list(rows))]

pairs.partitionBy(3, by_first).mapPartitionsWithIndex(inside).pprint()
pairs.partitionBy(4, negative).glom().pprint()
placed = pairs.partitionBy(3, by_first)
placed.reduceByKey(max, 3).glom().pprint()
placed.transform(lambda rdd: rdd.mapValues(lambda n: n * 10)).mapPartitionsWithIndex(inside, True).pprint()
placed.groupByKey(2).mapValues(sorted).glom().pprint()
placed.foreachRDD(lambda rdd: print(rdd.getNumPartitions(), rdd.partitioner is None))
ssc.start()
ssc.awaitTermination()
