from pyspark import SparkConf, SparkContext

sc = SparkContext("local[2]", "edges")
sc.setLogLevel("OFF")
pairs = [(3, "a"), (1, "b"), (2, "c"), (5, "d")]

# Files that are not there: whatever needs the number of partitions raises.
missing = sc.textFile("none")
show("partitions", lambda: missing.getNumPartitions())
show("partitions of map", lambda: missing.map(len).getNumPartitions())
show("reduceByKey", lambda: missing.map(lambda x: (x, 1)).reduceByKey(max))
show("reduceByKey with a number", lambda: missing.map(lambda x: (x, 1)).reduceByKey(max, 3).getNumPartitions())
show("distinct", lambda: missing.distinct())
show("sortBy", lambda: missing.sortBy(len))
show("coalesce", lambda: missing.coalesce(2).getNumPartitions())
show("repartition", lambda: missing.repartition(2).getNumPartitions())
show("union", lambda: missing.union(missing))
show("cartesian", lambda: missing.cartesian(missing))
show("zipWithIndex", lambda: missing.zipWithIndex())
show("count", lambda: missing.count())
show("cache", lambda: missing.cache().is_cached)
show("binaryRecords", lambda: sc.binaryRecords("none", 4).getNumPartitions())
show("binaryFiles", lambda: sc.binaryFiles("none").getNumPartitions())
show("wholeTextFiles", lambda: sc.wholeTextFiles("none").getNumPartitions())

# Records of a fixed length.
with open("data.bin", "wb") as file:
    file.write(b"abcdefgh")
show("records", lambda: sc.binaryRecords("data.bin", 4).collect())
show("incomplete", lambda: sc.binaryRecords("data.bin", 3).collect())
show("partitions of incomplete", lambda: sc.binaryRecords("data.bin", 3).getNumPartitions())
show("length 0", lambda: sc.binaryRecords("data.bin", 0).collect())

# What partition functions may give.
for name, answer in [("text", "x"), ("None", None), ("float", 1.5), ("whole float", 2.0), ("list", []), ("True", True), ("big", 2**70 + 1), ("negative", -3)]:
    show("partition function " + name, lambda: sc.parallelize(pairs, 2).partitionBy(2, lambda key: answer).glom().collect())

# Partitions of what is partitioned alike, and united.
for name, rdd in [
    ("sortByKey", sc.parallelize(pairs, 2).sortByKey()),
    ("sortByKey descending", sc.parallelize(pairs, 2).sortByKey(False, 3)),
    ("sortBy", sc.parallelize(pairs, 2).sortBy(lambda pair: pair[0])),
    ("partitionBy", sc.parallelize(pairs, 2).partitionBy(2)),
    ("reduceByKey", sc.parallelize(pairs, 2).reduceByKey(max)),
    ("parallelize", sc.parallelize(pairs, 2)),
]:
    show("union of " + name, lambda: rdd.union(rdd).glom().collect())
    show("union of values of " + name, lambda: rdd.mapValues(len).union(rdd.mapValues(len)).getNumPartitions())
    show("lookup in " + name, lambda: rdd.lookup(2))
one = sc.parallelize(pairs, 2).sortByKey()
show("union of two sorts", lambda: one.union(sc.parallelize(pairs, 2).sortByKey()).getNumPartitions())
show("partitions of partitioner", lambda: one.partitioner.numPartitions)
show("partition of a key", lambda: (one.partitioner(0), one.partitioner(9)))

# A task that fails while it writes.
show("saveAsTextFile", lambda: sc.parallelize([1, 0], 2).map(lambda x: 1 // x).saveAsTextFile("out"))
show("saveAsTextFile again", lambda: sc.parallelize([1]).saveAsTextFile("out2"))
show("saveAsTextFile there", lambda: sc.parallelize([1]).saveAsTextFile("out2"))

# Buckets without a width, and a StopIteration where keys are merged.
show("infinite buckets", lambda: sc.parallelize([10.01, -0.01, float("nan"), float("inf")]).histogram([float("-inf"), 0, float("inf")]))
def stop(a, b):
    raise StopIteration()
show("stop in reduceByKeyLocally", lambda: sc.parallelize([(1, 2), (1, 3)], 1).reduceByKeyLocally(stop))
sc.stop()
