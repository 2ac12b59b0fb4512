from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)

from pyspark.streaming import StreamingListener


class Recorder(StreamingListener):
    def __init__(self):
        super().__init__()
        self.completed = []
        self.submitted = []
        self.operations = []

    def onBatchSubmitted(self, event):
        self.submitted.append(event.batchInfo().batchTime().milliseconds())

    def onBatchCompleted(self, event):
        info = event.batchInfo()
        self.completed.append((info.batchTime().milliseconds(), info.numRecords(), info.totalDelay() >= 0))

    def onOutputOperationCompleted(self, event):
        info = event.outputOperationInfo()
        self.operations.append((info.batchTime().milliseconds(), info.id()))


import time

recorder = Recorder()
ssc.addStreamingListener(recorder)
lines = ssc.socketTextStream("localhost", 9999)
lines.pprint()
lines.count().pprint()

ssc.start()
ssc.awaitTermination(4)
time.sleep(1)
print(recorder.submitted)
print([(at, late) for at, n, late in recorder.completed])
print(recorder.operations)
ssc.stop()
