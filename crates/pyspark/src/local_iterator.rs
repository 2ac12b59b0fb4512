//! What `toLocalIterator` gives: records, partition by partition.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Weak;

use engine::Rdd;
use value::{CallCx, Object, Raised, Value};

use crate::spark::{Spark, upgrade};

/// An iterator over all records, which runs a job for each partition when the one before is used up.
pub(crate) struct LocalIterator {
    rdd: Rdd,
    spark: Weak<Spark>,
    next_partition: Cell<usize>,
    records: RefCell<std::vec::IntoIter<Value>>,
}

impl LocalIterator {
    pub fn value(rdd: Rdd, spark: &Weak<Spark>) -> Value {
        Value::object(Self { rdd, spark: spark.clone(), next_partition: Cell::new(0), records: RefCell::default() })
    }
}

impl Object for LocalIterator {
    fn type_name(&self) -> Cow<'static, str> {
        "generator".into()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn iter(&self, this: &Value, _: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(Some(this.clone()))
    }
    fn is_iterator(&self) -> bool {
        true
    }
    fn next(&self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        loop {
            if let Some(record) = self.records.borrow_mut().next() {
                return Ok(Some(record));
            }
            let partition = self.next_partition.get();
            if partition >= self.rdd.n_partitions() {
                return Ok(None);
            }
            // After a failed job the iterator has ended, as a generator has that raised.
            self.next_partition.set(self.rdd.n_partitions());
            let spark = upgrade(&self.spark)?;
            let records = self.rdd.collect_some(vec![partition], cx);
            let records = records.map_err(|failure| spark.iterator_error(failure, cx))?;
            self.next_partition.set(partition + 1);
            *self.records.borrow_mut() = records.into_iter();
        }
    }
}
