//! How streams and RDDs are kept, and what they say of themselves.

use plan::{Category, Example, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::{CallCx, Value};

use super::{Call, Operator, Outcome, Run};
use crate::failure::Failure;
use crate::rdd::Rdd;

const LEVEL: Param = Param::required("storageLevel", ParamKind::Any, "Where the records are kept.");
const OPTIONAL_LEVEL: Param = Param { default: ParamDefault::Other("StorageLevel.MEMORY_ONLY"), ..LEVEL };

const STREAM: OperatorSpec = OperatorSpec {
    name: "cache",
    receiver: Receiver::DStream,
    category: Category::Mark,
    summary: "Keeps the RDDs of the stream in memory, so that they are computed once.",
    params: &[],
    source: "DStream in pyspark/streaming/dstream.py",
    example: Example { call: "cache()", input: "a", output: "a" },
    rules: Rules::JAVA,
};
const RDD: OperatorSpec = OperatorSpec {
    receiver: Receiver::Rdd,
    summary: "Keeps the records in memory, so that they are computed once.",
    source: "RDD in pyspark/rdd.py",
    ..STREAM
};

static CACHE: OperatorSpec = STREAM;
static PERSIST: OperatorSpec = OperatorSpec {
    name: "persist",
    params: &[LEVEL],
    example: Example { call: "persist(StorageLevel.MEMORY_ONLY)", input: "a", output: "a" },
    ..STREAM
};
static CHECKPOINT: OperatorSpec = OperatorSpec {
    name: "checkpoint",
    summary: "Writes the RDDs of the stream to the checkpoint directory from time to time.",
    params: &[Param::required("interval", ParamKind::Seconds, "Seconds from one checkpoint to the next.")],
    example: Example { call: "checkpoint(10)", input: "a", output: "a" },
    ..STREAM
};
static RDD_CACHE: OperatorSpec = RDD;
static RDD_PERSIST: OperatorSpec = OperatorSpec {
    name: "persist",
    params: &[OPTIONAL_LEVEL],
    example: Example { call: "persist()", input: "a", output: "a" },
    ..RDD
};
static RDD_UNPERSIST: OperatorSpec = OperatorSpec {
    name: "unpersist",
    summary: "Keeps the records no longer.",
    params: &[Param::optional("blocking", ParamKind::Bool, ParamDefault::Bool(false), "Whether to wait for it.")],
    example: Example { call: "unpersist()", input: "a", output: "a" },
    ..RDD
};
static RDD_CHECKPOINT: OperatorSpec = OperatorSpec {
    name: "checkpoint",
    summary: "Writes the records to the checkpoint directory, and forgets how they came about.",
    example: Example { call: "checkpoint()", input: "a", output: "None" },
    ..RDD
};
static RDD_LOCAL_CHECKPOINT: OperatorSpec = OperatorSpec {
    name: "localCheckpoint",
    summary: "Keeps the records in memory, and forgets how they came about.",
    example: Example { call: "localCheckpoint()", input: "a", output: "None" },
    ..RDD
};
static RDD_N_PARTITIONS: OperatorSpec = OperatorSpec {
    name: "getNumPartitions",
    category: Category::Action,
    summary: "The number of partitions.",
    example: Example { call: "getNumPartitions()", input: "[a] [b]", output: "2" },
    ..RDD
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &CACHE, run: Run::Mark },
    Operator { spec: &PERSIST, run: Run::Mark },
    Operator { spec: &CHECKPOINT, run: Run::Mark },
    Operator { spec: &RDD_CACHE, run: Run::Rdd(persist) },
    Operator { spec: &RDD_PERSIST, run: Run::Rdd(persist) },
    Operator { spec: &RDD_UNPERSIST, run: Run::Rdd(unpersist) },
    Operator { spec: &RDD_CHECKPOINT, run: Run::Rdd(checkpoint) },
    Operator { spec: &RDD_LOCAL_CHECKPOINT, run: Run::Rdd(local_checkpoint) },
    Operator {
        spec: &RDD_N_PARTITIONS,
        run: Run::Rdd(|rdd, _, _| Ok(Outcome::Value(Value::from(rdd.counted_partitions()?)))),
    },
];

fn persist(rdd: &Rdd, _: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    rdd.persist(cx)?;
    Ok(Outcome::Rdd(rdd.clone()))
}

fn unpersist(rdd: &Rdd, _: &Call<'_>, _: &mut CallCx) -> Result<Outcome, Failure> {
    rdd.unpersist();
    Ok(Outcome::Rdd(rdd.clone()))
}

fn checkpoint(rdd: &Rdd, _: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    rdd.notes().is_checkpoint_asked = true;
    if rdd.context().checkpoint_dir().is_none() {
        let message = "Checkpoint directory has not been set in the SparkContext";
        return Err(rdd.context().language().java_exception("org.apache.spark.SparkException", message).into());
    }
    rdd.persist(cx)?;
    rdd.mark_checkpoint(cx)?;
    Ok(Outcome::Value(Value::None))
}

/// Unlike a checkpoint, PySpark does not know of it when it puts steps together.
fn local_checkpoint(rdd: &Rdd, _: &Call<'_>, cx: &mut CallCx) -> Result<Outcome, Failure> {
    rdd.notes().is_checkpoint_local = true;
    rdd.mark_checkpoint(cx)?;
    Ok(Outcome::Value(Value::None))
}
