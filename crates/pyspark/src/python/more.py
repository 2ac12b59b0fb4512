"""What PySpark has beside streams and RDDs' own operators, and what little of it has an effect here."""
import os

from pyspark.errors import PySparkNotImplementedError, PySparkRuntimeError
from pyspark import TaskContext
from pyspark.serializers import (
    AutoBatchedSerializer,
    BatchedSerializer,
    CloudPickleSerializer,
    CPickleSerializer,
    MarshalSerializer,
    NoOpSerializer,
    UTF8Deserializer,
)

ROOT = "/tmp/spark/userFiles"


def _refused(name, why):
    return PySparkNotImplementedError("[NOT_IMPLEMENTED] %s is not supported here: %s." % (name, why))


class SparkFiles:
    """Files that `addFile` has handed out."""

    def __init__(self):
        raise PySparkNotImplementedError("[NOT_IMPLEMENTED] Do not construct SparkFiles objects is not implemented.")

    @classmethod
    def get(cls, filename):
        return os.path.join(ROOT, filename)

    @classmethod
    def getRootDirectory(cls):
        return ROOT


def hand_out(path):
    """Copies a file, or the files of a folder, to where tasks look for them; gives the new path."""
    path = path[5:] if path.startswith("file:") else path
    target = os.path.join(ROOT, os.path.basename(path.rstrip("/")))
    if os.path.isdir(path):
        for name in os.listdir(path):
            _copy(os.path.join(path, name), os.path.join(target, name))
    else:
        _copy(path, target)
    return target


def _copy(source, target):
    with open(source, "rb") as file:
        content = file.read()
    with open(target, "wb") as file:
        file.write(content)


class StatusTracker:
    """Jobs are over before anyone can ask for them."""

    def __init__(self, jtracker=None):
        pass

    def getJobIdsForGroup(self, jobGroup=None):
        return []

    def getActiveStageIds(self):
        return []

    def getActiveJobsIds(self):
        return []

    def getJobInfo(self, jobId):
        return None

    def getStageInfo(self, stageId):
        return None


class SparkJobInfo:
    def __init__(self, jobId, stageIds, status):
        self.jobId, self.stageIds, self.status = jobId, stageIds, status


class SparkStageInfo:
    def __init__(self, stageId, currentAttemptId, name, numTasks, numActiveTasks, numCompletedTasks, numFailedTasks):
        self.stageId, self.currentAttemptId, self.name, self.numTasks = stageId, currentAttemptId, name, numTasks
        self.numActiveTasks, self.numCompletedTasks = numActiveTasks, numCompletedTasks
        self.numFailedTasks = numFailedTasks


class BarrierTaskInfo:
    def __init__(self, address):
        self.address = address


class BarrierTaskContext:
    """The context of a task in a barrier stage. Tasks run one after another, so waiting for all is no wait."""

    n_tasks = 0

    @classmethod
    def get(cls):
        if not cls.n_tasks or TaskContext.get() is None:
            raise PySparkRuntimeError("[NOT_IN_BARRIER_STAGE] It is not in a barrier stage.")
        return cls()

    def barrier(self):
        pass

    def allGather(self, message=""):
        raise _refused("allGather", "tasks run one after another, so none knows of those after it")

    def getTaskInfos(self):
        return [BarrierTaskInfo("localhost") for _ in range(self.n_tasks)]

    def resources(self):
        return {}

    def __getattr__(self, name):
        return getattr(TaskContext.get(), name)


class RDDBarrier:
    def __init__(self, rdd):
        self.rdd = rdd

    def mapPartitions(self, f, preservesPartitioning=False):
        return self.mapPartitionsWithIndex(lambda index, records: f(records), preservesPartitioning)

    def mapPartitionsWithIndex(self, f, preservesPartitioning=False):
        n_tasks = self.rdd.getNumPartitions()

        def in_stage(index, records):
            BarrierTaskContext.n_tasks = n_tasks
            try:
                yield from f(index, records)
            finally:
                BarrierTaskContext.n_tasks = 0

        return self.rdd.mapPartitionsWithIndex(in_stage, preservesPartitioning)._in_barrier()


class InheritableThread:
    """Runs its target when it is started: everything is one thread here."""

    def __init__(self, target, *args, **kwargs):
        self.target, self.args, self.kwargs = target, kwargs.get("args", ()), kwargs.get("kwargs", {})

    def start(self):
        self.target(*self.args, **self.kwargs)

    def join(self, timeout=None):
        pass


def inheritable_thread_target(f):
    return f


class Profiler:
    def __init__(self, ctx=None):
        raise _refused("Profiler", "nothing is profiled")


class BasicProfiler(Profiler):
    pass


def keyword_only(func):
    """A method that takes keywords only, which it finds in `self._input_kwargs`."""
    import functools

    @functools.wraps(func)
    def wrapper(self, *args, **kwargs):
        if len(args) > 0:
            raise TypeError("Method %s forces keyword arguments." % func.__name__)
        self._input_kwargs = kwargs
        return func(self, **kwargs)

    return wrapper


def fail_on_stopiteration(f):
    """The function with `StopIteration` made an error that no loop takes for its end."""

    def wrapper(*args, **kwargs):
        try:
            return f(*args, **kwargs)
        except StopIteration as error:
            raise PySparkRuntimeError(
                "[STOP_ITERATION_OCCURRED] Caught StopIteration thrown from user's code; failing the task: %s" % error
            )

    return wrapper


def _parse_memory(s):
    """Megabytes of a size such as `256m` or `2g`."""
    units = {"g": 1024, "m": 1, "t": 1 << 20, "k": 1.0 / 1024}
    if s[-1].lower() not in units:
        raise ValueError("invalid format: " + s)
    return int(float(s[:-1]) * units[s[-1].lower()])


class VersionUtils:
    @staticmethod
    def majorMinorVersion(sparkVersion):
        import re

        found = re.search(r"^(\d+)\.(\d+)(\..*)?$", sparkVersion)
        if found is None:
            raise ValueError(
                "Spark tried to parse '%s' as a Spark version string, but it could not find the major and minor version numbers."
                % sparkVersion
            )
        return int(found.group(1)), int(found.group(2))


def default_serializer():
    return AutoBatchedSerializer(CloudPickleSerializer())


def deserializer(packing, batch_size):
    """How the records of an RDD are unpacked."""
    if packing == "text":
        return UTF8Deserializer()
    if packing == "batches":
        return BatchedSerializer(CloudPickleSerializer(), batch_size)
    return default_serializer() if packing == "auto" else NoOpSerializer()


# Methods of RDD.

def barrier(rdd):
    return RDDBarrier(rdd)


def cleanShuffleDependencies(rdd, blocking=False):
    pass


def _write(rdd, path, encode):
    def pack(index, records):
        with open("%s/part-%05d" % (path, index), "wb") as file:
            file.write(encode(list(records)))
        return []

    if not os.path.exists(path):
        os.makedirs(path)
    rdd.mapPartitionsWithIndex(pack).count()
    with open(path + "/_SUCCESS", "wb"):
        pass


def _read(context, path, decode, minSplits):
    path = path[5:] if path.startswith("file:") else path
    names = [path] if os.path.isfile(path) else [path + "/" + name for name in sorted(os.listdir(path))]
    parts = []
    for name in names:
        if os.path.basename(name)[0] not in "_.":
            with open(name, "rb") as file:
                parts.append(decode(file.read()))
    rdd = context.parallelize(parts, max(1, len(parts)))
    return rdd.flatMap(lambda records: records)


def write_pickles(rdd, path):
    import pickle

    _write(rdd, path, pickle.dumps)


def read_pickles(context, path, minPartitions=None):
    import pickle

    return _read(context, path, pickle.loads, minPartitions)


def write_pairs(rdd, path):
    import pickle

    def encode(records):
        kinds = {(_writable(key), _writable(value)) for key, value in records}
        if len(kinds) > 1:
            raise TypeError("the pairs of a sequence file must be of one type")
        # Java's bytes come back as what can be changed.
        return pickle.dumps([tuple(bytearray(x) if isinstance(x, bytes) else x for x in pair) for pair in records])

    _write(rdd, path, encode)


def _writable(item):
    """The kind of Hadoop's writable that holds the item."""
    if isinstance(item, int) and not isinstance(item, bool):
        return "int" if -2 ** 31 <= item < 2 ** 31 else "long"
    return "bytes" if isinstance(item, (bytes, bytearray)) else type(item).__name__
