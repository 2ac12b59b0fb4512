import os
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Records")
ssc = StreamingContext(sc, 1)

def put(path, text, seconds):
    with open(path, "w") as out:
        out.write(text)
    os.utime(path, (seconds, seconds))


def put_bytes(path, content, seconds):
    with open(path, "wb") as out:
        out.write(content)
    os.utime(path, (seconds, seconds))

os.mkdir("in")
records = ssc.binaryRecordsStream("in", 4)
records.pprint()
records.map(lambda record: int.from_bytes(record, "little")).reduce(lambda a, b: a + b).pprint()
records.foreachRDD(lambda rdd: print(rdd.getNumPartitions(), rdd.map(len).collect()))
records.map(lambda record: record.hex()).saveAsTextFiles("out/hex")
ssc.start()
put_bytes("in/a.bin", bytes(range(12)), 0.5)
ssc.awaitTerminationOrTimeout(1)
ssc.awaitTerminationOrTimeout(1)
put_bytes("in/b.bin", b"\x01\x00\x00\x00\xff\xff\x00\x00", 2.5)
ssc.awaitTerminationOrTimeout(1)
put_bytes("in/c.bin", b"", 3.5)
ssc.awaitTerminationOrTimeout(1)
put_bytes("in/d.bin", b"whole" + b"part", 4.5)
ssc.awaitTermination()
