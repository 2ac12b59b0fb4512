//! Rows of DataFrames from RDDs, and RDDs of rows from DataFrames.

use std::rc::{Rc, Weak};

use engine::Rdd;
use engine::rdd::Partitioning;
use engine::rdd::function::UserFunction;
use sql::datum::Row;
use sql::error::Failure;
use sql::plan::Source;
use sql::types::{DataType, Schema};
use value::{CallCx, Callable, Raised, Value};

use super::convert::{record_of, row_of};
use super::session::SqlSession;
use crate::error::SPARK_EXCEPTION;
use crate::spark::{Spark, upgrade};

/// How records become rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Each record has the columns.
    Records,
    /// Each record is the one column.
    Single,
}

/// An RDD of Python's records under a schema.
pub(crate) struct RddSource {
    pub rdd: Rdd,
    pub schema: Schema,
    pub shape: Shape,
    pub session: Weak<SqlSession>,
}

/// Checks a record in a task.
struct Verify {
    spark: Weak<Spark>,
    schema: DataType,
}

impl Callable for Verify {
    fn call(&self, args: &[Value], cx: &mut CallCx) -> Result<Value, Raised> {
        let record = args.first().cloned().unwrap_or_default();
        upgrade(&self.spark)?.verify(&record, &self.schema, true, cx)?;
        Ok(record)
    }

    fn as_value(&self) -> Value {
        Value::str("prepare")
    }
}

/// The RDD with a check of every record.
pub(crate) fn verified(rdd: &Rdd, schema: DataType, spark: &Weak<Spark>) -> Rdd {
    let verify = Rc::new(Verify { spark: spark.clone(), schema });
    rdd.map(UserFunction::of_rdd(verify), Partitioning::Lost)
}

impl Source for RddSource {
    fn partitions(&self, cx: &mut CallCx) -> Result<Vec<Vec<Row>>, Failure> {
        let Some(session) = self.session.upgrade() else { return Ok(Vec::new()) };
        let spark = upgrade(&session.spark)?;
        let partitions =
            self.rdd.collect_partitions(cx).map_err(|failure| spark.rows_failure(failure, session.action.get(), cx))?;
        let offset = session.session.offset();
        let mut rows = Vec::with_capacity(partitions.len());
        for (at, partition) in partitions.iter().enumerate() {
            let mut out = Vec::with_capacity(partition.len());
            for record in partition {
                let single;
                let record = match self.shape {
                    Shape::Records => record,
                    Shape::Single => {
                        single = Value::tuple(vec![record.clone()]);
                        &single
                    }
                };
                let found = record_of(record, &self.schema, offset, cx).unwrap_or_default();
                if found.len() != self.schema.len() {
                    return Err(spark.ragged(&session, at, self.schema.len(), found.len()).into());
                }
                out.push(row_of(found));
            }
            rows.push(out);
        }
        Ok(rows)
    }

    fn n_partitions(&self) -> usize {
        self.rdd.n_partitions()
    }
}

impl Spark {
    /// What an action on a DataFrame raises when computing the records of its RDD failed.
    fn rows_failure(&self, failure: engine::Failure, method: &str, cx: &mut CallCx) -> Raised {
        match failure {
            engine::Failure::Task(task) if task.raised.parts().interrupt.is_none() => {
                let message = crate::error::stage_failure(&task.raised, task.at.partition, cx);
                self.java_error(method, SPARK_EXCEPTION, &message)
            }
            engine::Failure::Task(task) => task.raised,
            engine::Failure::Driver(raised) => raised,
        }
    }

    fn ragged(&self, session: &SqlSession, partition: usize, wanted: usize, found: usize) -> Raised {
        let message = format!(
            "Job aborted due to stage failure: Task {partition} in stage 0.0 failed 1 times, most recent failure: Lost task {partition}.0 in stage 0.0 (TID 0) (localhost executor driver): java.lang.IllegalStateException: Input row doesn't have expected number of values required by the schema. {wanted} fields are required while {found} values are provided."
        );
        self.java_error(session.action.get(), SPARK_EXCEPTION, &message)
    }
}
