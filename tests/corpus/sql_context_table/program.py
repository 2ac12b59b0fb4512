from pyspark import SparkContext
from pyspark.sql import Row, SQLContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Tags")
ssc = StreamingContext(sc, 1)
tags = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split()).filter(lambda w: w.startswith("#"))
counts = tags.map(lambda t: (t, 1)).reduceByKey(lambda a, b: a + b)


def top(time, rdd):
    try:
        sql_context = SQLContext.getOrCreate(rdd.context)
        rows = rdd.map(lambda p: Row(tag=p[0], n=p[1]))
        df = sql_context.createDataFrame(rows)
        df.registerTempTable("tags")
        best = sql_context.sql("select tag, n from tags order by n desc, tag limit 2")
        best.show()
        print([str(t.tag) for t in best.select("tag").collect()])
        print(df.rdd.map(lambda r: (r.n, r.tag)).collect())
    except ValueError as error:
        print(error)


counts.foreachRDD(top)
ssc.start()
ssc.awaitTermination()
