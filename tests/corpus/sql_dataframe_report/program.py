from pyspark import SparkContext
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import IntegerType, StringType, StructField, StructType
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Report")
spark = SparkSession(sc)
ssc = StreamingContext(sc, 1)
schema = StructType([StructField("user", StringType()), StructField("page", StringType()), StructField("ms", IntegerType())])
lines = ssc.socketTextStream("localhost", 9999)
hits = lines.map(lambda line: line.split(",")).map(lambda p: (p[0], p[1], int(p[2])))


def report(rdd):
    if rdd.isEmpty():
        print("nothing")
        return
    df = rdd.toDF(schema)
    df.printSchema()
    df.show(truncate=False)
    slow = df.filter((F.col("ms") > 100) & (F.col("page") != "/health")).withColumn("s", F.round(F.col("ms") / 1000, 2))
    slow.orderBy(F.desc("ms"), "user").show()
    by_page = df.groupBy("page").agg(F.count("*").alias("hits"), F.avg("ms").alias("mean"), F.max("ms"))
    by_page.orderBy(F.desc("hits"), "page").show(3)
    for row in by_page.filter("hits > 1").collect():
        print(row.page, row["hits"], row)
    print(df.select("user").distinct().count(), df.columns)


hits.foreachRDD(report)
ssc.start()
ssc.awaitTermination()
