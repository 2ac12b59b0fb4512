from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "ListenerOrder")
ssc = StreamingContext(sc, 1)

from pyspark.streaming import StreamingListener
import time

events = []

class Recorder(StreamingListener):
    def onStreamingStarted(self, event):
        events.append("started")
    def onBatchSubmitted(self, event):
        events.append(("submitted", event.batchInfo().batchTime().milliseconds()))
    def onBatchStarted(self, event):
        events.append(("batch started", event.batchInfo().batchTime().toString()))
    def onBatchCompleted(self, event):
        info = event.batchInfo()
        infos = info.outputOperationInfos()
        events.append(("completed", info.batchTime().milliseconds(), infos.size(), infos.isEmpty(), sorted(infos)))
    def onOutputOperationStarted(self, event):
        events.append(("output started", event.outputOperationInfo().id()))
    def onOutputOperationCompleted(self, event):
        info = event.outputOperationInfo()
        events.append(("output completed", info.id(), info.failureReason()))

ssc.addStreamingListener(Recorder())
numbers = ssc.queueStream([[1, 2], [3]])

def work(name):
    def f(rdd):
        count = rdd.count()
        time.sleep(0.3)
        events.append((name, count))
    return f

numbers.foreachRDD(work("first"))
numbers.map(str).foreachRDD(work("second"))
ssc.start()
ssc.awaitTermination()
time.sleep(0.5)
for event in events:
    print(event)
