import pyspark
import pyspark.streaming

names = "SparkConf SparkContext RDD StorageLevel Accumulator Broadcast TaskContext Row SQLContext SparkFiles StatusTracker"
show("in pyspark", lambda: [name for name in names.split() if not hasattr(pyspark, name)])
inside = "accumulators broadcast conf context errors files profiler rdd serializers sql status storagelevel taskcontext util version"
show("inside pyspark", lambda: [name for name in inside.split() if not hasattr(pyspark, name)])
show("functions", lambda: [hasattr(pyspark.sql.functions, name) for name in ("col", "lit", "no_such")])
show("types", lambda: pyspark.sql.types.StructType([]))
show("window", lambda: pyspark.sql.window.Window is pyspark.sql.Window)
show("session", lambda: pyspark.sql.session.SparkSession is pyspark.sql.SparkSession)
show("errors", lambda: pyspark.sql.utils.AnalysisException is pyspark.errors.AnalysisException)
show("streaming", lambda: pyspark.streaming.context.StreamingContext is pyspark.streaming.StreamingContext)
show("dstream", lambda: pyspark.streaming.dstream.DStream is pyspark.streaming.DStream)
show("rdd", lambda: pyspark.rdd.RDD is pyspark.RDD)


def from_context():
    from pyspark.context import RDD, SparkConf, SparkContext, StorageLevel
    return RDD is pyspark.RDD


def missing():
    import pyspark.no_such


def missing_inside():
    import pyspark.rdd.inside


show("from context", from_context)
show("missing", missing)
show("missing inside", missing_inside)

sc = pyspark.SparkContext("local[2]", "Modules")
ssc = pyspark.streaming.StreamingContext(sc, 1)
rdd = sc.parallelize([("a", 1)])
show("union keyword", lambda: ssc.union(None, dstreams=None))
show("union of one", lambda: ssc.union(None))
show("union of none", lambda: ssc.union())
show("groupWith nothing", lambda: rdd.groupWith())
show("groupWith keyword", lambda: rdd.groupWith(rdd, rdd, others=1))
show("groupWith several", lambda: [(k, [list(v) for v in vs]) for k, vs in rdd.groupWith(rdd, rdd).collect()])
show("groupWith by name", lambda: rdd.groupWith(other=rdd).count())
show("nothing made", lambda: pyspark.streaming.StreamingContext.getOrCreate("checkpoint", lambda: None))
