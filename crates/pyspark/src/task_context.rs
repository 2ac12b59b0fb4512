//! `TaskContext`: what a task knows of itself.
//!
//! Source: pyspark/taskcontext.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use engine::rdd::task::Task;
use python::NativeClass;
use value::{CallCx, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// The task that runs now, as an object of the program.
struct TaskObject {
    task: Rc<Task>,
    spark: Weak<Spark>,
}

impl Object for TaskObject {
    fn type_name(&self) -> Cow<'static, str> {
        "TaskContext".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().task_context.clone())
    }
}

/// The class `TaskContext`. On the driver there is none.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let spark = spark.clone();
    let class = NativeClass::new("TaskContext", "pyspark.taskcontext").class_method("get", move |args, _cx| {
        Arguments::bind("TaskContext.get", &["cls"], &[], args)?;
        let shared = upgrade(&spark)?;
        let task = shared.current_context().and_then(|context| context.engine.current_task());
        Ok(match task {
            Some(task) => Value::object(TaskObject { task, spark: spark.clone() }),
            None => Value::None,
        })
    });
    type Answer = fn(&Task) -> Value;
    let answers: [(&'static str, Answer); 6] = [
        ("partitionId", |task| Value::from(task.partition)),
        ("stageId", |task| Value::Int(i64::from(task.stage_id))),
        ("attemptNumber", |_| Value::Int(0)),
        ("taskAttemptId", |task| Value::from(task.partition)),
        ("cpus", |_| Value::Int(1)),
        ("getLocalProperty", |_| Value::None),
    ];
    answers
        .into_iter()
        .fold(class, |class, (name, answer)| {
            class.method(name, move |args, _cx| match args.positional.first().and_then(Value::downcast::<TaskObject>) {
                Some(object) => Ok(answer(&object.task)),
                None => Err(Raised::type_error("a TaskContext is needed".into())),
            })
        })
        .build()
}
