//! What remembers from batch to batch: `updateStateByKey`.

use plan::{Ancestry, Category, Example, NewNode, Node, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules};
use value::CallCx;

use super::args::{callable, count, given_rdd};
use super::{Operator, Run};
use crate::dstream::build::{Build, Built};
use crate::dstream::state::StateDStream;
use crate::failure::Failure;

static UPDATE_STATE_BY_KEY: OperatorSpec = OperatorSpec {
    name: "updateStateByKey",
    receiver: Receiver::DStream,
    category: Category::State,
    summary: "Keeps a value for each key, and updates it with the values of each batch.",
    params: &[
        Param::function(
            "updateFunc",
            &[2],
            "Makes the new value from the list of a batch's values (empty if there are none) and the value so far (`None` for a new key); `None` removes the key.",
        ),
        Param::optional(
            "numPartitions",
            ParamKind::Int,
            ParamDefault::None,
            "How many partitions the state has; the default parallelism if left out.",
        ),
        Param::optional(
            "initialRDD",
            ParamKind::Rdd,
            ParamDefault::None,
            "Pairs of keys and values that the state starts with.",
        ),
    ],
    source: "PythonStateDStream in PythonDStream.scala",
    example: Example {
        call: "updateStateByKey(lambda new_values, last: sum(new_values) + (last or 0))",
        input: "('a', 1) ('b', 1) | ('a', 1)",
        output: "('a', 1) ('b', 1) | ('a', 2) ('b', 1)",
    },
    rules: Rules { needs_checkpoint: always, ..Rules::JAVA.of(Ancestry::State) },
};

pub(super) const OPERATORS: &[Operator] =
    &[Operator { spec: &UPDATE_STATE_BY_KEY, run: Run::Stream(update_state_by_key) }];

fn always(_: &NewNode) -> bool {
    true
}

fn update_state_by_key(node: &Node, build: &mut Build) -> Result<Built, Failure> {
    let sc = build.sc();
    let input = build.input(node);
    let stream = StateDStream {
        node: Some(node.id),
        parent: build.stream(&input),
        slide: node.slide,
        update: callable(node, "updateFunc"),
        n_partitions: count(node, "numPartitions").unwrap_or_else(|| sc.default_parallelism()),
        // `prepare` has made an RDD of a list already, so nothing can be raised here.
        initial: given_rdd(node, "initialRDD", &sc, &mut CallCx::default())?,
    };
    Ok(build.add(stream))
}
