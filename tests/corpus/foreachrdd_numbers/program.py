from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

def show(rdd):
    numbers = rdd.map(int)
    if numbers.isEmpty():
        print("nothing", numbers.getNumPartitions(), numbers.sum(), numbers.count())
        return
    print(numbers.stats())
    print(numbers.histogram(2), numbers.histogram([0, 3, 9]))
    print(numbers.top(2), numbers.takeOrdered(2), numbers.takeOrdered(2, key=lambda x: -x), numbers.max(), numbers.min())
    print(numbers.mean(), numbers.variance(), numbers.sampleStdev())
    print(numbers.takeSample(False, 2, 7), numbers.sample(False, 0.5, 3).collect(), numbers.sample(True, 1.0, 3).collect())
    print([part.collect() for part in numbers.randomSplit([1, 2], 5)])
    print(numbers.treeReduce(lambda a, b: a + b), numbers.aggregate((0, 0), lambda a, x: (a[0] + x, a[1] + 1), lambda a, b: (a[0] + b[0], a[1] + b[1])))
    print(numbers.countByValue(), numbers.zipWithIndex().collect(), numbers.zipWithUniqueId().collect())
    pairs = numbers.keyBy(lambda x: x % 2)
    print(pairs.countByKey(), pairs.lookup(1), pairs.collectAsMap(), sorted(pairs.reduceByKeyLocally(max).items()))
    print(pairs.aggregateByKey(0, lambda a, x: a + x, lambda a, b: a + b).collect(), pairs.foldByKey(0, max).collect())
    print(numbers.getStorageLevel(), str(numbers.cache().getStorageLevel()), numbers.is_cached, numbers.unpersist().is_cached)
    print(numbers.setName("numbers").name(), rdd.name(), type(rdd).__name__, type(numbers).__name__)
    print(numbers.glom().collect(), numbers.coalesce(1).glom().collect(), numbers.repartition(3).glom().collect())
    print((numbers + numbers).count(), numbers.subtract(numbers.filter(lambda x: x > 3)).collect(), numbers.intersection(numbers).collect())
    print(numbers.cartesian(numbers).count(), numbers.zip(numbers).first(), list(numbers.toLocalIterator()))

lines = ssc.socketTextStream("localhost", 9999)
lines.foreachRDD(show)

ssc.start()
ssc.awaitTermination()
