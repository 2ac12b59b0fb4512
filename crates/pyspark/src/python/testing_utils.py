"""What tests of Spark programs build on."""
import time
import unittest

from pyspark import SparkConf, SparkContext

SPARK_HOME = ""
have_numpy = have_scipy = have_sklearn = have_torch = False
numpy_requirement_message = scipy_requirement_message = "numpy and scipy are not here"


def search_jar(project_relative_path, sbt_jar_name_prefix, mvn_jar_name_prefix):
    return None


def read_int(b):
    return int.from_bytes(b, "big", signed=True)


def write_int(i):
    return i.to_bytes(4, "big", signed=True)


class QuietTest:
    def __init__(self, sc):
        self.sc = sc

    def __enter__(self):
        self.sc.setLogLevel("FATAL")

    def __exit__(self, kind, error, places):
        self.sc.setLogLevel("WARN")


def eventually(condition, timeout=30.0, catch_assertions=False):
    """Tries `condition` until it holds, for `timeout` seconds."""
    until = time.time() + timeout
    last = None
    while time.time() < until:
        try:
            last = condition()
        except AssertionError as error:
            if not catch_assertions:
                raise
            last = error
        if last is True or last is None:
            return
        time.sleep(0.01)
    if isinstance(last, AssertionError):
        raise last
    raise AssertionError("Test failed due to timeout after %g sec, with last condition returning: %s" % (timeout, last))


class PySparkTestCase(unittest.TestCase):
    """A context for each test."""

    def setUp(self):
        self.sc = SparkContext("local[4]", type(self).__name__)

    def tearDown(self):
        self.sc.stop()


class ReusedPySparkTestCase(unittest.TestCase):
    """A context for all tests of a class."""

    @classmethod
    def conf(cls):
        return SparkConf()

    @classmethod
    def setUpClass(cls):
        cls.sc = SparkContext("local[4]", cls.__name__, conf=cls.conf())

    @classmethod
    def tearDownClass(cls):
        cls.sc.stop()

