//! `PlanError`: what PySpark or Spark refuses while a program builds its streams.

use crate::time::Duration;

/// An exception that building or starting a plan raises, with the class and message of the real one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("{parameter} must be multiple of the parent dstream's slide (batch) duration ({} ms)", parent_slide.millis())]
    NotMultipleOfSlide { parameter: &'static str, parent_slide: Duration },
    #[error("the two DStream should have same slide duration")]
    UnionOfDifferentSlides,
    #[error("should have at least one DStream to union")]
    UnionOfNothing,
    #[error("All DStreams should have same serializer")]
    UnionOfDifferentSerializers,
    #[error("All DStreams should have same slide duration")]
    ContextUnionOfDifferentSlides,
    #[error("requirement failed: No output operations registered, so nothing to execute")]
    NoOutput,
    #[error(
        "requirement failed: The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint()."
    )]
    NoCheckpointDirectory,
    #[error("Adding new inputs, transformations, and output operations after starting a context is not supported")]
    AlreadyStarted,
    /// An exception of Python's that is not Spark's own idea, say a `TypeError` from multiplying seconds.
    #[error("{message}")]
    Python { class: &'static str, message: String },
    /// Another exception of the Java side.
    #[error("{message}")]
    Java { class: &'static str, message: String },
}

/// Which side raises it, and the class there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// A Python class, `ValueError`.
    Python(&'static str),
    /// A Java class with its package; PySpark shows it inside a `Py4JJavaError`.
    Java(&'static str),
}

const ILLEGAL_ARGUMENT: &str = "java.lang.IllegalArgumentException";

impl PlanError {
    /// `requirement failed: …` of the Java side.
    pub fn requirement(message: impl Into<String>) -> Self {
        Self::Java { class: ILLEGAL_ARGUMENT, message: format!("requirement failed: {}", message.into()) }
    }

    /// The exception's class.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::NotMultipleOfSlide { .. }
            | Self::UnionOfDifferentSlides
            | Self::UnionOfNothing
            | Self::UnionOfDifferentSerializers
            | Self::ContextUnionOfDifferentSlides => ErrorClass::Python("ValueError"),
            Self::NoOutput | Self::NoCheckpointDirectory => ErrorClass::Java(ILLEGAL_ARGUMENT),
            Self::AlreadyStarted => ErrorClass::Java("java.lang.IllegalStateException"),
            Self::Python { class, .. } => ErrorClass::Python(class),
            Self::Java { class, .. } => ErrorClass::Java(class),
        }
    }
}
