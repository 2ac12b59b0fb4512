//! Exceptions as PySpark shows them: Java's inside a `Py4JJavaError`, a task's inside Spark's own words.

use std::rc::Rc;

use diag::Span;
use engine::Failure;
use engine::rdd::function::STOP_ITERATION;
use plan::{ErrorClass, PlanError};
use value::{CallCx, ExcKind, Interrupt, Raised, Str, TraceEntry, Value};

use crate::spark::Spark;

/// The class of exceptions that a failed job ends in.
pub const SPARK_EXCEPTION: &str = "org.apache.spark.SparkException";
/// The class for calls that come at the wrong time.
pub const ILLEGAL_STATE: &str = "java.lang.IllegalStateException";
/// The class for arguments and plans that cannot work.
pub const ILLEGAL_ARGUMENT: &str = "java.lang.IllegalArgumentException";

/// The class of complaints about files.
const IO_EXCEPTION: &str = "java.io.IOException";

/// An exception of the Java side, as the attribute `java_exception` tells programs and the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JavaException {
    /// With its package.
    pub class: String,
    pub message: String,
}

impl JavaException {
    /// As Java's `toString` has it.
    fn text(&self) -> String {
        if self.message.is_empty() { self.class.clone() } else { format!("{}: {}", self.class, self.message) }
    }
}

impl Spark {
    /// A `Py4JJavaError` of the Java method `method` (`start`), called on some object; functions and constructors are
    /// given with their full names.
    pub(crate) fn java_error(&self, method: &str, class: &str, message: &str) -> Raised {
        if method.contains('.') {
            return self.py4j_error(method, class, message);
        }
        let object = self.next_object_id();
        self.py4j_error(&format!("o{object}.{method}"), class, message)
    }

    /// The same for a static method, `z:org.apache.spark.api.python.PythonRDD.runJob`.
    fn py4j_error(&self, callee: &str, class: &str, message: &str) -> Raised {
        let end = if message.is_empty() { String::new() } else { format!(": {message}") };
        self.py4j_error_of(format!("An error occurred while calling {callee}.\n: {class}{end}\n"), class, message)
    }

    fn py4j_error_of(&self, text: String, class: &str, message: &str) -> Raised {
        let raised =
            python::native::exception_of(&self.classes().exceptions.py4j_java_error, vec![Value::string(text)]);
        let java = JavaException { class: class.to_owned(), message: message.to_owned() };
        if let Some(exception) = raised.exception() {
            exception.attrs.borrow_mut().push((Str::new("java_exception"), self.java_object(java)));
        }
        raised
    }

    /// What the end of a job that writes files comes to.
    fn job_aborted(&self, callee: &str, cause: &str) -> Raised {
        let text = format!(
            "An error occurred while calling {callee}.\n: {SPARK_EXCEPTION}: Job aborted.\nCaused by: {SPARK_EXCEPTION}: {cause}\n"
        );
        self.py4j_error_of(text, SPARK_EXCEPTION, "Job aborted.")
    }

    /// What Py4J says when a Java object has no method for arguments of these classes.
    pub(crate) fn no_java_method(&self, method: &str, classes: &[&str]) -> Raised {
        let classes: Vec<String> = classes.iter().map(|class| format!("class {class}")).collect();
        let text = format!(
            "An error occurred while calling o{}.{method}. Trace:\npy4j.Py4JException: Method {method}([{}]) does not exist\n",
            self.next_object_id(),
            classes.join(", ")
        );
        python::native::exception_of(&self.classes().exceptions.py4j_error, vec![Value::string(text)])
    }

    /// What an error of the plan raises at the call of `method`.
    pub(crate) fn plan_error(&self, method: &str, error: &PlanError) -> Raised {
        match error.class() {
            ErrorClass::Java(class) => self.java_error(method, class, &error.to_string()),
            ErrorClass::Python(class) => {
                let kind =
                    ExcKind::ALL.iter().copied().find(|kind| kind.name() == class).unwrap_or(ExcKind::ValueError);
                Raised::new(kind, error.to_string())
            }
        }
    }

    /// What an action on an RDD raises in the program when its job failed: a task's exception comes wrapped.
    pub(crate) fn action_error(&self, failure: Failure, cx: &mut CallCx) -> Raised {
        match failure {
            Failure::Driver(raised) => raised,
            Failure::Task(task) if task.raised.parts().interrupt.is_some() || is_of_driver(&task.raised) => task.raised,
            Failure::Task(task) if task.at.writes => {
                let cause = stage_failure(&task.raised, task.at.partition, cx);
                self.job_aborted(&format!("o{}.saveAsTextFile", self.next_object_id()), &cause)
            }
            Failure::Task(task) => {
                let message = stage_failure(&task.raised, task.at.partition, cx);
                self.py4j_error("z:org.apache.spark.api.python.PythonRDD.collectAndServe", SPARK_EXCEPTION, &message)
            }
        }
    }

    /// What going on with `toLocalIterator` raises when the job of a partition failed: Spark waits for it elsewhere.
    pub(crate) fn iterator_error(&self, failure: Failure, cx: &mut CallCx) -> Raised {
        match failure {
            Failure::Task(task) if task.raised.parts().interrupt.is_none() && !is_of_driver(&task.raised) => {
                let cause = stage_failure(&task.raised, task.at.partition, cx);
                let message = "Exception thrown in awaitResult: ";
                let text = format!(
                    "An error occurred while calling o{}.getResult.\n: {SPARK_EXCEPTION}: {message}\nCaused by: {SPARK_EXCEPTION}: {cause}\n",
                    self.next_object_id()
                );
                self.py4j_error_of(text, SPARK_EXCEPTION, message)
            }
            other => self.action_error(other, cx),
        }
    }

    /// What `awaitTermination` (`method`) raises after a batch failed.
    pub(crate) fn batch_error(&self, method: &str, error: &BatchError) -> Raised {
        if let Some(interrupt) = error.interrupt {
            return Raised::interrupt(interrupt);
        }
        if let Some(java) = &error.java {
            return self.java_error(method, &java.class, &java.message);
        }
        self.java_error(method, SPARK_EXCEPTION, &format!("An exception was raised by Python:\n{}", error.text))
    }
}

/// The failure of a batch, as `awaitTermination` tells of it.
pub(crate) struct BatchError {
    /// Python's traceback.
    text: String,
    /// What the Java side raised while no function of the program ran.
    java: Option<Rc<JavaException>>,
    interrupt: Option<Interrupt>,
}

impl BatchError {
    pub fn of(failure: &Failure, cx: &mut CallCx) -> Self {
        let text = match failure {
            Failure::Driver(raised) => python_traceback(raised, cx),
            Failure::Task(task) if is_of_driver(&task.raised) => python_traceback(&task.raised, cx),
            Failure::Task(task) => {
                let cause = stage_failure(&task.raised, task.at.partition, cx);
                let (callee, job) = match task.at.writes {
                    true => ("o0.saveAsTextFile", format!("Job aborted.\nCaused by: {SPARK_EXCEPTION}: ")),
                    false => ("z:org.apache.spark.api.python.PythonRDD.runJob", String::new()),
                };
                format!(
                    "Traceback (most recent call last):\npy4j.protocol.Py4JJavaError: An error occurred while calling {callee}.\n: {SPARK_EXCEPTION}: {job}{cause}"
                )
            }
        };
        let java = match failure {
            Failure::Driver(raised) if raised.parts().traceback.is_empty() => java_exception(raised),
            _ => None,
        };
        Self { text, java, interrupt: failure.raised().parts().interrupt }
    }
}

/// Whether Spark raises the exception before any task: when it looks for the files of an RDD.
fn is_of_driver(raised: &Raised) -> bool {
    java_exception(raised)
        .is_some_and(|java| java.class.starts_with("org.apache.hadoop.") || java.class == IO_EXCEPTION)
}

/// Spark's words for a job that a task's exception ended.
pub(crate) fn stage_failure(raised: &Raised, partition: usize, cx: &mut CallCx) -> String {
    // Some exceptions of tasks are Java's own.
    let cause = match java_exception(raised) {
        Some(java) => java.text(),
        None => format!("org.apache.spark.api.python.PythonException: {}", python_traceback(raised, cx)),
    };
    format!(
        "Job aborted due to stage failure: Task {partition} in stage 0.0 failed 1 times, most recent failure: Lost task {partition}.0 in stage 0.0 (TID 0) (localhost executor driver): {cause}"
    )
}

/// The traceback with the program's own frames only: those of Spark's machinery are left out.
pub fn python_traceback(raised: &Raised, cx: &mut CallCx) -> String {
    let mut traceback = String::from("Traceback (most recent call last):\n");
    for entry in raised.parts().traceback.iter().rev() {
        traceback.push_str(&format!("  File \"{}\", line {}, in {}\n", entry.file(), entry.line, entry.function));
    }
    // As Python's traceback module: exceptions of modules are named in full.
    let last = raised.last_line(cx);
    if let Some(text) = last.strip_prefix("RuntimeError: ").filter(|text| text.starts_with(STOP_ITERATION)) {
        // The engine knows no class of PySpark's.
        return format!("{traceback}pyspark.errors.exceptions.base.PySparkRuntimeError: {text}\n");
    }
    if let Some(module) = module_of(&raised.parts().exception, cx) {
        traceback.push_str(&format!("{module}."));
    }
    traceback.push_str(&last);
    traceback.push('\n');
    traceback
}

/// The module of an exception's class, for those that are named with it.
fn module_of(exception: &Value, cx: &mut CallCx) -> Option<Str> {
    let class = python::get_attribute(exception, "__class__", cx).ok()?;
    match python::get_attribute(&class, "__module__", cx).ok()? {
        Value::Str(module) if !matches!(module.as_str(), "builtins" | "__main__") => Some(module),
        _ => None,
    }
}

/// The innermost place of the program that an exception passed through.
pub fn innermost(raised: &Raised) -> Option<(&TraceEntry, Span)> {
    let entry = raised.parts().traceback.iter().find(|entry| entry.is_program);
    entry.map(|entry| (entry, Span::new(entry.span.0, entry.span.1)))
}

/// The exception of the Java side inside a `Py4JJavaError`.
pub fn java_exception(raised: &Raised) -> Option<Rc<JavaException>> {
    let attrs = raised.exception()?.attrs.borrow();
    let (_, java) = attrs.iter().find(|(name, _)| name.as_str() == "java_exception")?;
    java.downcast::<JavaObject>().map(|object| Rc::clone(&object.0))
}

/// A Java exception as programs see it: `str()` gives its class and message.
pub(crate) struct JavaObject(pub(crate) Rc<JavaException>);

impl value::Object for JavaObject {
    fn type_name(&self) -> std::borrow::Cow<'static, str> {
        "JavaObject".into()
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }

    fn str(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(self.0.text())
    }

    fn call_method(
        &self,
        _this: &Value,
        name: &str,
        _args: &value::Args,
        _cx: &mut CallCx,
    ) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "getMessage" => Some(Value::str(&self.0.message)),
            "toString" => Some(Value::string(self.0.text())),
            _ => None,
        })
    }
}

impl Spark {
    fn java_object(&self, exception: JavaException) -> Value {
        Value::object(JavaObject(Rc::new(exception)))
    }
}
