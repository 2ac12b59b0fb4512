import os
from pyspark import BarrierTaskContext, RDDBarrier, SparkConf, SparkContext, SparkFiles, StatusTracker, TaskContext
from pyspark.serializers import AutoBatchedSerializer

conf = SparkConf().setMaster("local[2]").setAppName("extras")
sc = SparkContext(conf=conf, environment={"NAME": "value"})
sc.setLogLevel("OFF")

# What the context tells.
show("serializer", lambda: sc.serializer)
show("environment", lambda: sc.environment)
show("ui", lambda: sc.uiWebUrl.split(":")[0] + sc.uiWebUrl[-5:])
show("profiles", lambda: sc.show_profiles())
show("profiles in a folder", lambda: sc.dump_profiles("profiles"))
tracker = sc.statusTracker()
show("tracker", lambda: (isinstance(tracker, StatusTracker), tracker.getActiveStageIds(), tracker.getActiveJobsIds()))
show("job", lambda: (tracker.getJobIdsForGroup("none"), tracker.getJobInfo(999), tracker.getStageInfo(999)))

# Pickles.
mixed = [1, 2.5, "a", (1, 2), None, {"k": [1]}, b"x", 2**70]
show("write pickles", lambda: sc.parallelize(mixed, 2).saveAsPickleFile("pickles"))
show("names", lambda: sorted(name for name in os.listdir("pickles") if name[0] != "."))
show("read pickles", lambda: sc.pickleFile("pickles").collect())
show("partitions", lambda: sc.pickleFile("pickles").glom().collect())
show("write again", lambda: sc.parallelize(mixed, 2).saveAsPickleFile("pickles"))
show("pickles not there", lambda: sc.pickleFile("none").collect())

# Pairs.
show("write pairs", lambda: sc.parallelize([(1, "a"), (2, "b"), (3, "c")], 2).saveAsSequenceFile("pairs"))
show("names", lambda: sorted(name for name in os.listdir("pairs") if name[0] != "."))
show("read pairs", lambda: sc.sequenceFile("pairs").collect())
show("floats", lambda: sc.parallelize([(1.5, True), (2.5, False)]).saveAsSequenceFile("floats"))
show("read floats", lambda: sc.sequenceFile("floats").collect())
show("bytes", lambda: sc.parallelize([("a", b"xyz"), ("b", bytearray(b"k"))]).saveAsSequenceFile("bytes"))
show("read bytes", lambda: sc.sequenceFile("bytes").collect())
show("dicts", lambda: sc.parallelize([("a", {"k": 1}), ("b", {})]).saveAsSequenceFile("dicts"))
show("read dicts", lambda: sc.sequenceFile("dicts").collect())
show("no pairs", lambda: sc.parallelize([1, 2]).saveAsSequenceFile("numbers"))
show("no pairs of text", lambda: sc.parallelize(["ab"]).saveAsSequenceFile("texts"))
show("mixed pairs", lambda: sc.parallelize([(1, "a"), ("x", 2.5)], 1).saveAsSequenceFile("mixed"))
show("long and short", lambda: sc.parallelize([("a", 2**40), ("b", 1)], 1).saveAsSequenceFile("longs"))
show("write pairs again", lambda: sc.parallelize([(1, "a")]).saveAsSequenceFile("pairs"))
show("pairs not there", lambda: sc.sequenceFile("none").collect())

# Stages with a barrier.
def add(records):
    context = BarrierTaskContext.get()
    context.barrier()
    return [(context.partitionId(), sum(records), len(context.getTaskInfos()), context.attemptNumber())]

numbers = sc.parallelize(range(4), 2)
show("barrier", lambda: isinstance(numbers.barrier(), RDDBarrier))
show("sums", lambda: numbers.barrier().mapPartitions(add).collect())
show("with index", lambda: numbers.barrier().mapPartitionsWithIndex(lambda i, records: [(i, sum(records))]).collect())
show("generator", lambda: numbers.barrier().mapPartitions(lambda records: (x + 1 for x in records)).map(str).collect())
show("on the driver", lambda: BarrierTaskContext.get())
show("without barrier", lambda: numbers.mapPartitions(add).collect())

# Files that go with the program.
with open("data.txt", "w") as file:
    file.write("100")
with open("twice.py", "w") as file:
    file.write("def twice(x):\n    return x * 2\n")
show("addFile", lambda: sc.addFile("data.txt"))
show("read it", lambda: sc.parallelize([1]).map(lambda x: x + int(open(SparkFiles.get("data.txt")).read())).collect())
show("its name", lambda: os.path.basename(SparkFiles.get("data.txt")))
show("listFiles", lambda: [os.path.basename(path) for path in sc.listFiles])
show("addFile not there", lambda: sc.addFile("none.txt"))
show("addPyFile", lambda: sc.addPyFile("twice.py"))
import twice
show("use it", lambda: (twice.twice(3), sc.parallelize([4]).map(lambda x: twice.twice(x)).collect()))
show("addPyFile not there", lambda: sc.addPyFile("none.py"))

# Broadcasting pickles functions and classes by name.
def named(x):
    return x
def make():
    def inner(x):
        return x
    class Local:
        pass
    return inner, Local
class Global:
    def method(self):
        return 2
unnamed = lambda x: x
show("function", lambda: sc.broadcast(named).value(3))
show("method", lambda: sc.broadcast(Global().method).value())
show("builtin", lambda: sc.broadcast(len).value([1]))
show("lambda", lambda: sc.broadcast(unnamed))
show("lambda in a list", lambda: sc.broadcast([1, {"k": unnamed}]))
show("inner function", lambda: sc.broadcast(make()[0]))
show("local class", lambda: sc.broadcast(make()[1]()))
show("inner lambda", lambda: sc.broadcast(lambda x: x))
sc.stop()
