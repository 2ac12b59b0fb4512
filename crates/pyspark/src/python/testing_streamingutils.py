"""What tests of streams build on."""
import tempfile
import time
import unittest

from pyspark import RDD, SparkConf, SparkContext
from pyspark.streaming import StreamingContext

should_test_kinesis = False
kinesis_requirement_message = "Kinesis is not supported here"


class PySparkStreamingTestCase(unittest.TestCase):
    timeout = 30  # seconds
    duration = 0.5

    @classmethod
    def setUpClass(cls):
        conf = SparkConf().set("spark.default.parallelism", 1)
        cls.sc = SparkContext(appName=cls.__name__, conf=conf)
        cls.sc.setCheckpointDir(tempfile.mkdtemp())

    @classmethod
    def tearDownClass(cls):
        cls.sc.stop()

    def setUp(self):
        self.ssc = StreamingContext(self.sc, self.duration)

    def tearDown(self):
        if self.ssc is not None:
            self.ssc.stop(False)
        active = StreamingContext.getActive()
        if active is not None:
            active.stop(False)

    def wait_for(self, result, n):
        until = time.time() + self.timeout
        while len(result) < n and time.time() < until:
            time.sleep(0.01)
        if len(result) < n:
            print("timeout after", self.timeout)

    def _take(self, dstream, n):
        results = []

        def add(_, rdd):
            if rdd and len(results) < n:
                results.extend(rdd.take(n - len(results)))

        dstream.foreachRDD(add)
        self.ssc.start()
        self.wait_for(results, n)
        return results

    def _collect(self, dstream, n, block=True):
        results = []

        def add(_, rdd):
            if rdd and len(results) < n:
                rows = rdd.collect()
                if rows:
                    results.append(rows)

        dstream.foreachRDD(add)
        if block:
            self.ssc.start()
            self.wait_for(results, n)
        return results

    def _rdds(self, given):
        return given if isinstance(given[0], RDD) else [self.sc.parallelize(rows, 1) for rows in given]

    def _test_func(self, input, func, expected, sort=False, input2=None):
        streams = [self.ssc.queueStream(self._rdds(given)) for given in (input, input2) if given]
        result = self._collect(func(*streams), len(expected))
        if sort:
            self._sort_result_based_on_key(result)
            self._sort_result_based_on_key(expected)
        self.assertEqual(expected, result)

    def _sort_result_based_on_key(self, outputs):
        for output in outputs:
            output.sort(key=lambda pair: pair[0])
