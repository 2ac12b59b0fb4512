from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Queries")
ssc = StreamingContext(sc, 1)

words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split())
ratings = {"cat": 3, "dog": 2}
def enrich(rdd):
    table = rdd.context.parallelize(sorted(ratings.items()), 2)
    return rdd.map(lambda w: (w, len(w))).leftOuterJoin(table)
words.transform(enrich).pprint()
words.transform(lambda rdd: rdd.map(lambda w: (w[0], w)).aggregateByKey("", lambda a, w: a + w[-1], lambda a, b: a + "|" + b)).pprint()
words.transform(lambda rdd: rdd.map(lambda w: (len(w), 1)).foldByKey(0, lambda a, b: a + b).sortByKey(False)).pprint()
words.transform(lambda rdd: rdd.zipWithUniqueId()).pprint(4)
words.transform(lambda rdd: rdd.sortBy(lambda w: (len(w), w), ascending=False).zipWithIndex().filter(lambda p: p[1] < 3)).pprint()
words.transform(lambda rdd: rdd.groupBy(lambda w: w[0]).mapValues(sorted).sortByKey()).pprint()
words.transform(lambda rdd: rdd.map(lambda w: (w, 1)).subtractByKey(rdd.context.parallelize([("the", 0), ("a", 0)]))).pprint()
words.transform(lambda rdd: rdd.map(lambda w: (len(w), w)).repartitionAndSortWithinPartitions(2).glom()).pprint()
words.transform(lambda rdd: rdd.sample(False, 0.5, 7)).pprint()
ssc.start()
ssc.awaitTermination()
