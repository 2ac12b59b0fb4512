import unittest
from pyspark.testing.streamingutils import PySparkStreamingTestCase


class Sums(PySparkStreamingTestCase):
    def test_sum(self):
        self._test_func([[1, 2]], lambda stream: stream.reduce(lambda a, b: a + b), [[4]])


unittest.main()
