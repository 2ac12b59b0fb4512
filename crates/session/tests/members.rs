//! What is offered behind a dot is what the classes have.

use std::rc::Rc;

use protocol::document::Document;
use protocol::members::{MEMBERS, members_of};
use protocol::message::{FromWorker, ToWorker};
use session::{Pulse, Session};

struct Still;

impl Pulse for Still {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

/// Prints a line for each class: its name and the members that are no one's own business.
const PROGRAM: &str = r#"
from pyspark import SparkContext, RDD
from pyspark.streaming import StreamingContext, DStream
from pyspark.sql import DataFrame, SparkSession, Column
from pyspark.sql.group import GroupedData
things = dict(
    SparkContext=SparkContext, StreamingContext=StreamingContext, DStream=DStream, RDD=RDD, SparkSession=SparkSession,
    Builder=SparkSession.builder, DataFrame=DataFrame, GroupedData=GroupedData, Column=Column,
    str="", list=[], dict={}, set=set(), tuple=())
for name, thing in things.items():
    print(name, *[member for member in dir(thing) if not member.startswith("_")])
"#;

#[test]
fn every_member_is_one_of_its_class_and_none_is_missing() {
    let mut session = Session::new(Rc::new(Still));
    let mut said = session.handle(ToWorker::SetDocument { rev: 1, document: Document::of_program(PROGRAM) });
    said.extend(session.handle(ToWorker::Start));
    let text: String = said
        .into_iter()
        .filter_map(|message| match message {
            FromWorker::Output { chunk, .. } => Some(chunk.text),
            _ => None,
        })
        .collect();
    assert_eq!(text.lines().count(), MEMBERS.len(), "{text}");
    for line in text.lines() {
        let (class, members) = line.split_once(' ').unwrap();
        assert_eq!(members_of(class).collect::<Vec<_>>().join(" "), members, "{class}");
    }
}
