from pyspark import SparkContext
import os

sc = SparkContext("local[2]", "F")
os.makedirs("data/sub")
with open("data/a.txt", "w") as f:
    f.write("one\ntwo\nthree\n")
with open("data/b.txt", "w") as f:
    f.write("four\r\nfive\n\nlast")
with open("data/sub/c.txt", "w") as f:
    f.write("sub\n")
with open("data/_hidden", "w") as f:
    f.write("hidden\n")
with open("data/.dot", "w") as f:
    f.write("dot\n")
with open("empty.txt", "w") as f:
    f.write("")
with open("long.txt", "w") as f:
    for i in range(200):
        f.write("line %d\n" % i)
with open("bytes.bin", "wb") as f:
    f.write(bytes(range(12)))
with open("uni.txt", "w") as f:
    f.write("na\u00efve \u2603\n")
g = lambda rdd: rdd.glom().collect()
show("textFile", lambda: g(sc.textFile("data/a.txt")))
show("textFile min", lambda: g(sc.textFile("data/a.txt", 3)))
show("textFile min 1", lambda: g(sc.textFile("data/b.txt", minPartitions=1)))
show("textFile long", lambda: [len(p) for p in g(sc.textFile("long.txt"))])
show("textFile long 7", lambda: [len(p) for p in g(sc.textFile("long.txt", 7))])
show("textFile folder pattern", lambda: g(sc.textFile("data/*.txt")))
show("textFile two", lambda: g(sc.textFile("data/a.txt,data/b.txt")))
show("textFile dot", lambda: g(sc.textFile("./data/a.txt")))
show("textFile question", lambda: g(sc.textFile("data/?.txt")))
show("textFile braces", lambda: g(sc.textFile("data/{a,b}.txt")))
show("textFile class", lambda: g(sc.textFile("data/[ab].txt")))
show("textFile empty", lambda: g(sc.textFile("empty.txt")))
show("textFile bytes", lambda: g(sc.textFile("uni.txt", use_unicode=False)))
show("textFile uni", lambda: g(sc.textFile("uni.txt")))
missing = sc.textFile("nope.txt")
show("textFile missing", lambda: missing.collect())
show("textFile missing count", lambda: missing.map(len).count())
show("textFile missing pattern", lambda: sc.textFile("data/*.csv").collect())
show("textFile with folder", lambda: sc.textFile("data").collect())
show("wholeTextFiles", lambda: sorted(sc.wholeTextFiles("data/*.txt").collect()))
show("wholeTextFiles partitions", lambda: sc.wholeTextFiles("data/*.txt", 2).getNumPartitions())
show("wholeTextFiles one", lambda: sc.wholeTextFiles("data/a.txt").collect())
show("wholeTextFiles missing", lambda: sc.wholeTextFiles("nope").collect())
show("binaryFiles", lambda: sorted(sc.binaryFiles("data/*.txt").collect()))
show("binaryRecords", lambda: sc.binaryRecords("bytes.bin", 4).collect())
show("save", lambda: sc.parallelize(["x", "y", "z"], 2).saveAsTextFile("out"))
def listing(folder):
    return sorted(name for name in os.listdir(folder) if not name.startswith("."))
show("saved", lambda: listing("out"))
show("saved content", lambda: [open("out/" + n).read() for n in listing("out")])
show("save again", lambda: sc.parallelize(["x"], 1).saveAsTextFile("out"))
show("save objects", lambda: sc.parallelize([1, (2, "a"), None, "u\u00e9", b"raw", 1.5, [1]], 1).saveAsTextFile("objects"))
show("objects", lambda: open("objects/part-00000", "rb").read())
show("save empty", lambda: sc.parallelize([], 2).saveAsTextFile("nothing"))
show("empty listing", lambda: listing("nothing"))
show("save none", lambda: (sc.emptyRDD().saveAsTextFile("zero"), listing("zero")))
show("read back", lambda: sorted(sc.textFile("out").collect()))
show("save nested", lambda: (sc.parallelize([1], 1).saveAsTextFile("deep/er/out"), listing("deep/er/out")))
show("save missing arg", lambda: sc.parallelize([1]).saveAsTextFile())
show("name", lambda: sc.textFile("data/a.txt").name())
show("addFile", lambda: sc.addFile("data/a.txt"))
