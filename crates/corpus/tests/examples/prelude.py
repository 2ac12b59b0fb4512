import os
from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext


def shown(value):
    """repr, with grouped values as <1, 2> and every mapping as a dict."""
    if type(value).__name__ == "ResultIterable":
        return "<" + ", ".join(map(shown, value)) + ">"
    if isinstance(value, dict):
        return "{" + ", ".join(shown(key) + ": " + shown(item) for key, item in value.items()) + "}"
    if type(value) is list:
        return "[" + ", ".join(map(shown, value)) + "]"
    if type(value) is tuple:
        return "(" + ", ".join(map(shown, value)) + ("," if len(value) == 1 else "") + ")"
    return repr(value)


def record(value):
    return value if isinstance(value, str) else shown(value)


def records(rdd, by_partition):
    if by_partition:
        return " ".join("[" + " ".join(map(record, part)) + "]" for part in rdd.glom().collect())
    return " ".join(map(record, rdd.collect()))


def files(folder):
    return ", ".join(folder + "/" + name for name in sorted(os.listdir(folder)) if name != "_SUCCESS")


def result(value, by_partition):
    """What a method of RDDs gave."""
    if hasattr(value, "glom"):
        return records(value, by_partition)
    if type(value) is list and value and hasattr(value[0], "glom"):
        return " and ".join("[" + ", ".join(map(record, rdd.collect())) + "]" for rdd in value)
    if hasattr(value, "__next__"):
        return ", ".join(map(record, value))
    return shown(value)


def as_rdd(sc, partitions):
    return sc.union([sc.parallelize(part, 1) for part in partitions]) if partitions else sc.emptyRDD()


