from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Glom")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
words = lines.flatMap(lambda line: line.split())

def numbered(index, rows):
    for place, row in enumerate(rows):
        yield "%d.%d %s" % (index, place, row)

words.repartition(3).glom().pprint()
words.repartition(3).mapPartitionsWithIndex(numbered).pprint()
words.union(words.repartition(1)).glom().pprint()
words.mapPartitions(lambda rows: [sorted(rows)]).repartition(2).glom().pprint()
words.repartition(1).repartition(4).mapPartitionsWithIndex(lambda i, rows: [(i, len(list(rows)))]).pprint()
words.transform(lambda rdd: rdd.repartition(4).coalesce(2).glom()).pprint()
ssc.start()
ssc.awaitTermination()
