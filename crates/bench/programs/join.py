# Two streams of pairs, joined by their keys.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "Join")
ssc = StreamingContext(sc, 1)


def pairs(port):
    fields = ssc.socketTextStream("localhost", port).map(lambda line: line.split(","))
    return fields.map(lambda field: (field[0], int(field[1])))


joined = pairs(9998).join(pairs(9999))
joined.count().pprint()

ssc.start()
ssc.awaitTermination()
