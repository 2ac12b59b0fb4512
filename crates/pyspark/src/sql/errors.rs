//! Exceptions of Spark SQL as PySpark shows them.

use python::NativeClass;
use python::native::exception_of;
use sql::error::{ErrorKind, Failure, SqlError};
use value::{CallCx, Raised, Str, Value};

use crate::error::SPARK_EXCEPTION;
use crate::spark::Spark;

/// Where PySpark defines what it makes of exceptions of the Java side.
const MODULE: &str = "pyspark.errors.exceptions.captured";

/// The classes of `pyspark.errors` that come from the Java side.
pub(crate) struct SqlExceptions {
    pub analysis: Value,
    pub parse: Value,
    pub illegal_argument: Value,
    pub python: Value,
    pub number_format: Value,
    pub arithmetic: Value,
    pub execution: Value,
}

impl SqlExceptions {
    /// `base` is `PySparkException`.
    pub fn new(base: &Value) -> Self {
        let derived = |name| NativeClass::new(name, MODULE).base(base).method("getErrorClass", error_class).build();
        let analysis = derived("AnalysisException");
        Self {
            parse: NativeClass::new("ParseException", MODULE).base(&analysis).build(),
            illegal_argument: derived("IllegalArgumentException"),
            python: derived("PythonException"),
            number_format: derived("NumberFormatException"),
            arithmetic: derived("ArithmeticException"),
            execution: derived("QueryExecutionException"),
            analysis,
        }
    }
}

fn error_class(args: &value::Args, _cx: &mut CallCx) -> Result<Value, Raised> {
    let exception = args.positional.first().and_then(Value::downcast::<value::Exception>);
    let found = exception.and_then(|exception| {
        exception
            .attrs
            .borrow()
            .iter()
            .find(|(name, _)| name.as_str() == "_error_class")
            .map(|(_, value)| value.clone())
    });
    Ok(found.unwrap_or_default())
}

/// `PySparkValueError(key)`, as a row raises it for a name that it does not have.
pub(crate) fn value_error_of(spark: &Spark, key: Value) -> Raised {
    exception_of(&spark.classes().exceptions.value, vec![key])
}

impl Spark {
    fn classed(&self, class: &Value, error_class: &str, message: &str) -> Raised {
        let raised = exception_of(class, vec![Value::string(format!("[{error_class}] {message}"))]);
        if let Some(exception) = raised.exception() {
            exception.attrs.borrow_mut().push((Str::new("_error_class"), Value::str(error_class)));
        }
        raised
    }

    /// `PySparkTypeError`.
    pub(crate) fn sql_type_error(&self, error_class: &str, message: &str) -> Raised {
        self.classed(&self.classes().exceptions.type_error, error_class, message)
    }

    /// `PySparkValueError`.
    pub(crate) fn sql_value_error(&self, error_class: &str, message: &str) -> Raised {
        self.classed(&self.classes().exceptions.value, error_class, message)
    }

    /// What is not offered here.
    pub(crate) fn sql_unsupported(&self, what: &str) -> Raised {
        let text = format!("[NOT_IMPLEMENTED] {what} is not supported here.");
        exception_of(&self.classes().exceptions.not_implemented, vec![Value::string(text)])
    }

    /// `Argument `col` should be a Column or str, got int.`
    pub(crate) fn not_a(&self, error_class: &str, argument: &str, wanted: &str, found: &Value) -> Raised {
        let message = format!("Argument `{argument}` should be {wanted}, got {}.", found.type_name());
        self.sql_type_error(error_class, &message)
    }

    /// An error of the analyzer or parser.
    pub(crate) fn sql_error(&self, error: &SqlError) -> Raised {
        let classes = &self.classes().sql.exceptions;
        let class = match error.kind {
            ErrorKind::Analysis => &classes.analysis,
            ErrorKind::Parse => &classes.parse,
            ErrorKind::IllegalArgument => &classes.illegal_argument,
            ErrorKind::NumberFormat => &classes.number_format,
            ErrorKind::Unsupported => return self.sql_unsupported(&error.message),
            ErrorKind::Task(java) => {
                let cause = format!(
                    "Job aborted due to stage failure: Task 0 in stage 0.0 failed 1 times, most recent failure: Lost task 0.0 in stage 0.0 (TID 0) (localhost executor driver): {java}: {}",
                    error.message
                );
                return self.java_error("collectToPython", SPARK_EXCEPTION, &cause);
            }
        };
        let raised = exception_of(class, vec![Value::str(&error.message)]);
        if let Some(exception) = raised.exception() {
            let mut attrs = exception.attrs.borrow_mut();
            attrs.push((Str::new("desc"), Value::str(&error.message)));
            let class = if error.class.is_empty() { Value::None } else { Value::str(error.class) };
            attrs.push((Str::new("_error_class"), class));
        }
        raised
    }

    /// What ends an action.
    pub(crate) fn query_failure(&self, failure: Failure, cx: &mut CallCx) -> Raised {
        match failure {
            Failure::Sql(error) => self.sql_error(&error),
            Failure::Raised(raised) => raised,
            Failure::Task(raised, _) if raised.parts().interrupt.is_some() => raised,
            Failure::Task(raised, _) => {
                let trace = crate::error::python_traceback(&raised, cx);
                let text = format!(
                    "\n  An exception was thrown from the Python worker. Please see the stack trace below.\n{trace}"
                );
                exception_of(&self.classes().sql.exceptions.python, vec![Value::string(text)])
            }
        }
    }
}
