"""The same questions for PySpark itself, local[2]: with DStreams and with DataFrames."""
import os
import queue
import sys
from time import perf_counter

os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable

from pyspark import SparkConf
from pyspark.sql import SparkSession
from pyspark.sql.functions import avg, col, explode, split
from pyspark.streaming import StreamingContext
from pyspark.streaming.listener import StreamingListener

from conversation import converse
from plain import told

conf = SparkConf().setMaster("local[2]").setAppName("bench").set("spark.ui.enabled", "false")
conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
conf.set("spark.driver.memory", "3g").set("spark.sql.shuffle.partitions", "2")
spark = SparkSession.builder.config(conf=conf).getOrCreate()
sc = spark.sparkContext
sc.setLogLevel("OFF")

rdd = frame = None


def take(file):
    """Keeps the lines in memory, both as an RDD and as a DataFrame: reading them does not count."""
    global rdd, frame
    for old in (rdd, frame):
        if old is not None:
            old.unpersist()
    rdd = sc.textFile(file, 8).cache()
    frame = spark.read.text(file).repartition(8).cache()
    rdd.count()
    frame.count()


def counts_of_stream(lines):
    words = lines.flatMap(lambda line: line.split(" "))
    return words.map(lambda word: (word, 1)).reduceByKey(lambda x, y: x + y)


def averages_of_stream(lines):
    fields = lines.filter(lambda line: "ORDER" in line).map(lambda line: line.split(","))
    amounts = fields.map(lambda field: (field[2], (int(field[3]) * float(field[4]), 1)))
    totals = amounts.reduceByKey(lambda x, y: (x[0] + y[0], x[1] + y[1]))
    return totals.mapValues(lambda total: total[0] / total[1])


def counts_of_frame(lines):
    return lines.select(explode(split(col("value"), " ")).alias("word")).groupBy("word").count()


def averages_of_frame(lines):
    field = split(col("value"), ",")
    amounts = lines.filter(col("value").contains("ORDER")).select(
        field[2].alias("shop"), (field[3].cast("int") * field[4].cast("double")).alias("amount")
    )
    return amounts.groupBy("shop").agg(avg("amount"))


# The JVM compiles what has run often.
N_WARM_UPS = 5

STREAMS = {"word-count": counts_of_stream, "log-lines": averages_of_stream}
FRAMES = {"word-count": counts_of_frame, "log-lines": averages_of_frame}


class Delays(StreamingListener):
    """Notes what passes between the start and the end of each batch."""

    def __init__(self):
        self.seconds = queue.Queue()

    def onBatchCompleted(self, batchCompleted):
        self.seconds.put(batchCompleted.batchInfo().processingDelay() / 1000)


def batch(task, output):
    """The first batch of a stream, which gets all lines, and the seconds that it takes."""
    ssc = StreamingContext(sc, 1)
    delays = Delays()
    ssc.addStreamingListener(delays)
    output(STREAMS[task](ssc.queueStream([rdd])))
    ssc.start()
    try:
        return delays.seconds.get(timeout=200)
    finally:
        ssc.stop(stopSparkContext=False, stopGraceFully=False)


def answer(guest, task):
    if guest == "spark-dataframe":
        for _ in range(N_WARM_UPS):
            FRAMES[task](frame).collect()
        return told({row[0]: row[1] for row in FRAMES[task](frame).collect()})
    rows = []
    batch(task, lambda stream: stream.foreachRDD(lambda rdd: rows.extend(rdd.collect())))
    return told(dict(rows))


def run(guest, task):
    if guest == "spark-dstream":
        return batch(task, lambda stream: stream.pprint())
    start = perf_counter()
    FRAMES[task](frame).collect()
    return perf_counter() - start


converse(take, answer, run)
