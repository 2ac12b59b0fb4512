//! Where records come from.

use std::cell::RefCell;
use std::rc::Rc;

use plan::{
    Ancestry, BoundArgs, Category, Example, NewNode, Node, OperatorSpec, Packing, Param, ParamDefault, ParamKind, Plan,
    Receiver, Rules,
};
use value::{CallCx, Value};

use super::args::{count, flag, given_rdd, given_rdds};
use super::{Operator, Run};
use crate::dstream::build::{Build, Built};
use crate::dstream::files::{FileFormat, FileInputDStream};
use crate::dstream::input::{Dequeue, QueueInputDStream, Received, ReceiverInputDStream};
use crate::failure::Failure;

static SOCKET_TEXT_STREAM: OperatorSpec = OperatorSpec {
    name: "socketTextStream",
    receiver: Receiver::Context,
    category: Category::Source,
    summary: "Lines of text from a TCP server.",
    params: &[
        Param::required("hostname", ParamKind::Str, "The server's name."),
        Param::required("port", ParamKind::Int, "The server's port."),
        Param::optional(
            "storageLevel",
            ParamKind::Any,
            ParamDefault::Other("StorageLevel.MEMORY_AND_DISK_2"),
            "How received lines are kept.",
        ),
    ],
    source: "SocketInputDStream.scala",
    example: Example { call: "socketTextStream(\"localhost\", 9999)", input: "", output: "This is line 0" },
    rules: Rules { packing: text, ..Rules::JAVA.of(Ancestry::Nothing) },
};

static QUEUE_STREAM: OperatorSpec = OperatorSpec {
    name: "queueStream",
    receiver: Receiver::Context,
    category: Category::Source,
    summary: "RDDs or lists from a queue, one for each batch or all at once.",
    params: &[
        Param::required("rdds", ParamKind::Rdds, "A list of RDDs, or of lists of records."),
        Param::optional("oneAtATime", ParamKind::Bool, ParamDefault::Bool(true), "Whether a batch takes only one."),
        Param::optional("default", ParamKind::Rdd, ParamDefault::None, "What batches hold when the queue is empty."),
    ],
    source: "QueueInputDStream.scala",
    example: Example { call: "queueStream([[1, 2], [3]])", input: "", output: "1 2 | 3" },
    rules: Rules::JAVA.of(Ancestry::Nothing),
};

const DIRECTORY: Param = Param::required("directory", ParamKind::Str, "The folder that is watched.");

static TEXT_FILE_STREAM: OperatorSpec = OperatorSpec {
    name: "textFileStream",
    receiver: Receiver::Context,
    category: Category::Source,
    summary: "Lines of the files that come into a folder.",
    params: &[DIRECTORY],
    source: "FileInputDStream.scala",
    example: Example { call: "textFileStream(\"folder\")", input: "", output: "one line | another line" },
    rules: Rules { packing: text, ..Rules::JAVA.of(Ancestry::Nothing) },
};

static BINARY_RECORDS_STREAM: OperatorSpec = OperatorSpec {
    name: "binaryRecordsStream",
    receiver: Receiver::Context,
    category: Category::Source,
    summary: "Pieces of so many bytes of the files that come into a folder.",
    params: &[DIRECTORY, Param::required("recordLength", ParamKind::Int, "The length of a piece in bytes.")],
    source: "FileInputDStream.scala",
    example: Example { call: "binaryRecordsStream(\"folder\", 4)", input: "", output: "b'abcd'" },
    rules: Rules::JAVA.of(Ancestry::Nothing),
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator {
        spec: &TEXT_FILE_STREAM,
        run: Run::Stream(|node, build| Ok(file_stream(node, FileFormat::Lines, build))),
    },
    Operator { spec: &BINARY_RECORDS_STREAM, run: Run::Stream(binary_records_stream) },
    Operator { spec: &SOCKET_TEXT_STREAM, run: Run::Stream(socket_text_stream) },
    Operator { spec: &QUEUE_STREAM, run: Run::Stream(queue_stream) },
];

fn text(_: &Plan, _: &NewNode) -> Packing {
    Packing::Text
}

fn socket_text_stream(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let received = Rc::new(Received::default());
    build.received.insert(node.id, Rc::clone(&received));
    Ok(build.add(ReceiverInputDStream { slide: node.slide, received }))
}

fn queue_stream(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let sc = build.sc();
    // `prepare` has made RDDs of lists already, so nothing can be raised here.
    let cx = &mut CallCx::default();
    let queue = given_rdds(node, "rdds", &sc, cx)?;
    let dequeue = if flag(node, "oneAtATime", true) { Dequeue::OneAtATime } else { Dequeue::AllAtOnce };
    let default = given_rdd(node, "default", &sc, cx)?;
    Ok(build.add(QueueInputDStream { slide: node.slide, queue: RefCell::new(queue.into()), dequeue, default }))
}

fn file_stream(node: &Node, format: FileFormat, build: &mut Build) -> Built {
    let directory = match node.given(DIRECTORY.name) {
        Some(Value::Str(directory)) => directory.to_string(),
        _ => String::new(),
    };
    let made_at_micros = node.origin.file_clock_micros;
    build.add(FileInputDStream { slide: node.slide, directory, format, made_at_micros, taken: RefCell::default() })
}

fn binary_records_stream(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let length = count(node, "recordLength").unwrap_or(1);
    Ok(file_stream(node, FileFormat::Records(length), build))
}
