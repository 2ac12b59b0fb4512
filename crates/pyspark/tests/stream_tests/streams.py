import os
import shutil
import struct
import tempfile
import time
import traceback
import unittest

from pyspark import SparkContext
from pyspark.streaming import StreamingContext, StreamingListener
from pyspark.testing.streamingutils import PySparkStreamingTestCase


class Basics(PySparkStreamingTestCase):
    def test_map(self):
        self._test_func([range(3), [7]], lambda stream: stream.map(str), [["0", "1", "2"], ["7"]])

    def test_cogroup(self):
        def lists(a, b):
            return a.cogroup(b).mapValues(lambda both: tuple(map(list, both)))

        self._test_func([[(1, 2), (3, 4)]], lists, [[(1, ([2], [5])), (3, ([4], []))]], True, [[(1, 5)]])

    def test_state(self):
        def latest(new, old):
            return (old or []) + new

        steps = [[("k", [0])], [("k", [0, 1])], [("k", [0, 1, 2])]]
        self._test_func([[("k", i)] for i in range(3)], lambda stream: stream.updateStateByKey(latest), steps)

    def test_window(self):
        counts = [[1], [3], [6], [5], [3]]
        self._test_func([range(1), range(2), range(3)], lambda stream: stream.countByWindow(1.5, 0.5), counts)

    def test_failure(self):
        self.ssc.queueStream([[1], [0]]).map(lambda x: 1 // x).foreachRDD(lambda rdd: rdd.foreach(print))
        self.ssc.start()
        try:
            self.ssc.awaitTerminationOrTimeout(10)
        except BaseException:
            self.assertIn("ZeroDivisionError", traceback.format_exc())
            return
        self.fail("the exception of a batch is raised")


class Contexts(PySparkStreamingTestCase):
    duration = 0.1

    def test_active(self):
        self.assertIsNone(StreamingContext.getActive())
        self.ssc.queueStream([[1]]).foreachRDD(lambda rdd: rdd.count())
        self.ssc.start()
        self.assertIs(StreamingContext.getActive(), self.ssc)
        self.assertEqual(str(self.ssc._jssc.getState()), "ACTIVE")
        self.ssc._jssc.stop(False)
        self.assertIsNone(StreamingContext.getActive())
        self.assertTrue(self.ssc._jvm.org.apache.spark.streaming.StreamingContext.getActive().isEmpty())
        self.assertEqual(self.sc.parallelize(range(5), 5).glom().count(), 5)

    def write(self, folder, content):
        time.sleep(1)
        path = os.path.join(folder, "%d" % len(os.listdir(folder)))
        with open(path, "wb" if isinstance(content, bytearray) else "w") as file:
            file.write(content)

    def test_text_files(self):
        folder = tempfile.mkdtemp()
        result = self._collect(self.ssc.textFileStream(folder).map(int), 2, block=False)
        self.ssc.start()
        self.write(folder, "1\n2\n")
        self.write(folder, "3\n")
        self.wait_for(result, 2)
        self.assertEqual(result, [[1, 2], [3]])
        shutil.rmtree(folder)
        self.assertFalse(os.path.exists(folder))

    def test_binary_records(self):
        folder = tempfile.mkdtemp()
        stream = self.ssc.binaryRecordsStream(folder, 4).map(lambda record: struct.unpack(">hh", record))
        result = self._collect(stream, 1, block=False)
        self.ssc.start()
        self.write(folder, bytearray([0, 1, 0, 2, 1, 0, 255, 255]))
        self.wait_for(result, 1)
        self.assertEqual(result, [[(1, 2), (256, -1)]])

    def test_timeout(self):
        self.ssc.queueStream([[1]]).pprint()
        self.ssc.start()
        self.assertFalse(self.ssc.awaitTerminationOrTimeout(0.001))
        self.ssc.stop(False)
        self.assertTrue(self.ssc.awaitTerminationOrTimeout(0.001))

    def test_what_a_checkpoint_cannot_hold(self):
        sc = self.sc
        self.ssc.checkpoint(tempfile.mkdtemp())
        self.ssc.queueStream([[1]]).foreachRDD(lambda rdd: sc.parallelize([1]))
        with self.assertRaisesRegex(Exception, "It appears that you are attempting to reference SparkContext"):
            self.ssc.start()


class Listening(PySparkStreamingTestCase):
    def test_events(self):
        class Collector(StreamingListener):
            def __init__(self):
                super().__init__()
                self.started, self.completed = [], []

            def onStreamingStarted(self, event):
                self.started.append(event.time)

            def onBatchCompleted(self, event):
                self.completed.append(event.batchInfo())

        collector = Collector()
        self.ssc.addStreamingListener(collector)
        self._test_func([[1], [2]], lambda stream: stream.map(int), [[1], [2]])
        self.wait_for(collector.completed, 2)
        self.assertEqual(len(collector.started), 1)
        info = collector.completed[0]
        self.assertEqual(dict(info.streamIdToInputInfo()), {})
        self.assertEqual(list(info.outputOperationInfos()), [0])
        self.assertIsNone(info.outputOperationInfos()[0].failureReason())
        self.assertGreaterEqual(info.totalDelay(), 0)

    def test_a_failing_listener_stops_nothing(self):
        class Failing(StreamingListener):
            def onBatchCompleted(self, event):
                raise ValueError("of the listener")

        self.ssc.addStreamingListener(Failing())
        self._test_func([[1], [2]], lambda stream: stream.map(int), [[1], [2]])


if __name__ == "__main__":
    unittest.main(verbosity=2)
