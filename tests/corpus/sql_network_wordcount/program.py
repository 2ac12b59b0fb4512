from pyspark import SparkContext
from pyspark.streaming import StreamingContext
from pyspark.sql import Row, SparkSession


def get_spark_session(conf):
    if "sparkSessionSingleton" not in globals():
        globals()["sparkSessionSingleton"] = SparkSession.builder.config(conf=conf).getOrCreate()
    return globals()["sparkSessionSingleton"]


sc = SparkContext("local[2]", "SqlNetworkWordCount")
ssc = StreamingContext(sc, 1)
words = ssc.socketTextStream("localhost", 9999).flatMap(lambda line: line.split(" "))


def process(time, rdd):
    print("========= %s =========" % str(time))
    try:
        spark = get_spark_session(rdd.context.getConf())
        row_rdd = rdd.map(lambda w: Row(word=w))
        frame = spark.createDataFrame(row_rdd)
        frame.createOrReplaceTempView("words")
        spark.sql("select word, count(*) as total from words group by word").show()
    except ValueError as error:
        print("no words:", error)


words.foreachRDD(process)
ssc.start()
ssc.awaitTermination()
