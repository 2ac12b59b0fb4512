//! `StreamingListener`: told of what happens to batches.
//!
//! Source: pyspark/streaming/listener.py of Spark 3.5.

use engine::listener::{BatchInfo, OutputOperationInfo, StreamingListener};
use python::NativeClass;
use value::{Args, CallCx, Value};

use crate::java_view::{JavaView, java_map};

/// The methods that programs override.
const METHODS: [&str; 9] = [
    "onStreamingStarted",
    "onReceiverStarted",
    "onReceiverError",
    "onReceiverStopped",
    "onBatchSubmitted",
    "onBatchStarted",
    "onBatchCompleted",
    "onOutputOperationStarted",
    "onOutputOperationCompleted",
];

/// The class `StreamingListener`, which does nothing itself.
pub(crate) fn class() -> Value {
    let nothing = |_: &Args, _: &mut CallCx| Ok(Value::None);
    METHODS
        .into_iter()
        .fold(NativeClass::new("StreamingListener", "pyspark.streaming.listener"), |class, name| {
            class.method(name, nothing)
        })
        .build()
}

/// What happened in a batch: the method of a listener that is told, and what it is told.
pub(crate) struct Event {
    pub method: &'static str,
    pub value: Value,
}

/// Notes events for the program's listeners, and passes them on.
///
/// Spark tells listeners on a thread of its own, which is fast enough to tell them of everything that happened before
/// an output operation prints; here they are told when one is about to run, and after the batch.
pub(crate) struct Noting<'a> {
    /// The program's listeners.
    pub listeners: Vec<Value>,
    /// What they were not told yet.
    pub events: Vec<Event>,
    pub next: &'a mut dyn StreamingListener,
}

impl Noting<'_> {
    fn note_batch(&mut self, method: &'static str, info: &BatchInfo) {
        if self.listeners.is_empty() {
            return;
        }
        self.events.push(Event { method, value: JavaView::value(vec![("batchInfo", batch_info(info))]) });
    }

    fn note_operation(&mut self, method: &'static str, info: &OutputOperationInfo) {
        if self.listeners.is_empty() {
            return;
        }
        self.events.push(Event { method, value: JavaView::value(vec![("outputOperationInfo", operation_info(info))]) });
    }

    /// Tells every listener of everything that happened.
    pub fn tell_all(&mut self, cx: &mut CallCx) {
        for event in std::mem::take(&mut self.events) {
            for listener in &self.listeners {
                tell(listener, &event, cx);
            }
        }
    }
}

impl StreamingListener for Noting<'_> {
    fn on_batch_submitted(&mut self, info: &BatchInfo) {
        self.note_batch("onBatchSubmitted", info);
        self.next.on_batch_submitted(info);
    }
    fn on_batch_started(&mut self, info: &BatchInfo) {
        self.note_batch("onBatchStarted", info);
        self.next.on_batch_started(info);
    }
    fn on_output_operation_started(&mut self, info: &OutputOperationInfo) {
        self.note_operation("onOutputOperationStarted", info);
        self.next.on_output_operation_started(info);
    }
    fn on_output_operation_completed(&mut self, info: &OutputOperationInfo) {
        self.note_operation("onOutputOperationCompleted", info);
        self.next.on_output_operation_completed(info);
    }
    fn on_batch_completed(&mut self, info: &BatchInfo) {
        self.note_batch("onBatchCompleted", info);
        self.next.on_batch_completed(info);
    }
    fn tell_waiting(&mut self, cx: &mut CallCx) {
        self.tell_all(cx);
        self.next.tell_waiting(cx);
    }
}

/// Tells a listener of the program. What it raises stops nothing, as on Spark's own thread; the log tells it.
pub(crate) fn tell(listener: &Value, event: &Event, cx: &mut CallCx) {
    let told = python::get_attribute(listener, event.method, cx)
        .and_then(|method| python::ops::call(&method, Args::of(vec![event.value.clone()]), cx));
    if let Err(raised) = told {
        let text = crate::error::python_traceback(&raised, cx);
        cx.host.write_stderr(&format!("ERROR Utils: Listener StreamingListener threw an exception\n{text}"));
    }
}

fn time(millis: i64) -> Value {
    JavaView::value(vec![("milliseconds", Value::Int(millis)), ("toString", Value::string(format!("{millis} ms")))])
}

/// Milliseconds of a time in microseconds; Java has -1 for one that is not known.
fn millis(micros: Option<i64>) -> Value {
    Value::Int(micros.map_or(-1, |micros| micros.div_euclid(1000)))
}

/// The context has been started, at this time.
pub(crate) fn streaming_started(at_millis: i64) -> Event {
    Event { method: "onStreamingStarted", value: JavaView::value(vec![("time", Value::Int(at_millis))]) }
}

fn batch_info(info: &BatchInfo) -> Value {
    JavaView::value(vec![
        ("batchTime", time(info.batch_time.millis())),
        ("numRecords", Value::from(info.n_records())),
        ("streamIdToInputInfo", java_map(inputs(info))),
        ("outputOperationInfos", java_map(operations(info))),
        ("toString", Value::string(format!("JavaBatchInfo({} ms)", info.batch_time.millis()))),
        ("submissionTime", millis(Some(info.submission_micros))),
        ("processingStartTime", millis(info.processing_start_micros)),
        ("processingEndTime", millis(info.processing_end_micros)),
        ("schedulingDelay", millis(info.scheduling_delay_micros())),
        ("processingDelay", millis(info.processing_delay_micros())),
        ("totalDelay", millis(info.total_delay_micros())),
    ])
}

/// Where the Java side sees an output operation made.
const CALL_SITE: &str = "org.apache.spark.streaming.api.python.PythonDStream.callForeachRDD(PythonDStream.scala)";

/// What came in, by the number of the input. Queues report nothing.
fn inputs(info: &BatchInfo) -> Vec<(Value, Value)> {
    let input = |&(_, n_records): &(plan::NodeId, usize), id: usize| {
        let answers = vec![
            ("inputStreamId", Value::from(id)),
            ("numRecords", Value::from(n_records)),
            ("metadata", java_map(Vec::new())),
            ("metadataDescription", Value::str("")),
        ];
        (Value::from(id), JavaView::value(answers))
    };
    info.inputs.iter().enumerate().map(|(id, received)| input(received, id)).collect()
}

fn operations(info: &BatchInfo) -> Vec<(Value, Value)> {
    info.output_operations.iter().map(|operation| (Value::from(operation.id), operation_info(operation))).collect()
}

fn operation_info(info: &OutputOperationInfo) -> Value {
    JavaView::value(vec![
        ("batchTime", time(info.batch_time.millis())),
        ("id", Value::from(info.id)),
        ("name", Value::str("callForeachRDD at NativeMethodAccessorImpl.java:0")),
        ("description", Value::str(CALL_SITE)),
        ("startTime", millis(Some(info.start_micros))),
        ("endTime", millis(info.end_micros)),
        ("failureReason", info.failure_reason.as_deref().map_or(Value::None, Value::str)),
    ])
}
