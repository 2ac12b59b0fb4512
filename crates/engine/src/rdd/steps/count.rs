//! The number of records of each partition.

use value::{CallCx, Column, Raised, Value};

use crate::rdd::Rdd;
use crate::rdd::actions::count_rows;
use crate::rdd::chunks::Chunks;
use crate::rdd::narrow::{Step, StepCx};
use crate::rdd::node::Computed;
use crate::rdd::rows::{Rows, VecRows};
use crate::rdd::transformations::Partitioning;

struct CountRows;

impl Step for CountRows {
    fn operator(&self) -> &'static str {
        "count"
    }
    fn column(&self, input: &Column, _: &mut CallCx) -> Option<Column> {
        Some(Column::Int(vec![input.len() as i64]))
    }
    fn rows(&self, input: Box<dyn Rows>, _: StepCx<'_>, cx: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let n = count_rows(Computed::Rows(input), cx)?;
        Ok(VecRows::boxed(vec![Value::from(n)]))
    }
    fn chunks(&self, input: Box<dyn Chunks>, _: StepCx<'_>, cx: &mut CallCx) -> Result<Computed, Raised> {
        let n = count_rows(Computed::Chunks(input), cx)?;
        Ok(Computed::Rows(VecRows::boxed(vec![Value::from(n)])))
    }
}

impl Rdd {
    /// `mapPartitions(lambda records: [sum(1 for _ in records)])`.
    pub(crate) fn count_partitions(&self) -> Self {
        self.step(CountRows, Partitioning::Lost)
    }
}
