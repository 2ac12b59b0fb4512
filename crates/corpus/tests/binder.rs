//! Any arguments to any operator: the call is bound as Python binds it, or refused with Python's error.
#![cfg(feature = "run")]

use corpus::case::{Case, Input};
use corpus::recording::Recording;
use plan::{OperatorSpec, ParamDefault, ParamKind, Receiver};
use proptest::prelude::*;

/// What is passed, as program text.
const VALUES: &[&str] = &[
    "None",
    "1",
    "lambda x: x",
    "lambda a, b: a",
    "0",
    "-1",
    "2",
    "2.5",
    "''",
    "'a'",
    "True",
    "[]",
    "[1]",
    "{}",
    "lines",
    "rdd",
    "pairs",
    "2**31",
    "2**64",
    "-2**63",
    "float('nan')",
    "float('inf')",
    "b''",
    "object()",
    "int",
    "()",
    "(1, 2)",
    "range(3)",
    "len",
    "sc",
    "ssc",
    "StorageLevel.MEMORY_ONLY",
    "lambda: 1",
    "lambda *all: 1",
    "'\\ud800'",
    "1j",
    "[[1]]",
    "10**400",
    "__import__",
];

/// Names of arguments that no operator has, beside those that it has.
const FOREIGN: &[&str] = &["self", "no_such", "func_"];

#[derive(Clone, Debug)]
struct Call {
    operator: usize,
    positional: Vec<&'static str>,
    keywords: Vec<(&'static str, &'static str)>,
}

fn spec(operator: usize) -> &'static OperatorSpec {
    let catalogue: Vec<&OperatorSpec> = engine::operators::catalogue().map(|operator| operator.spec).collect();
    catalogue[operator % catalogue.len()]
}

fn call() -> impl Strategy<Value = Call> {
    let value = || prop::sample::select(VALUES);
    let keyword = (any::<prop::sample::Index>(), value());
    (any::<usize>(), prop::collection::vec(value(), 0..5), prop::collection::vec(keyword, 0..3)).prop_map(
        |(operator, positional, keywords)| {
            let names: Vec<&str> =
                spec(operator).params.iter().map(|param| param.name).chain(FOREIGN.iter().copied()).collect();
            let mut given: Vec<(&str, &str)> = Vec::new();
            for (which, value) in keywords {
                let name = names[which.index(names.len())];
                // The same keyword twice is a mistake of syntax.
                if given.iter().all(|(other, _)| *other != name) {
                    given.push((name, value));
                }
            }
            Call { operator, positional, keywords: given }
        },
    )
}

/// Whether Python could bind the call.
fn fits(call: &Call) -> bool {
    let params = spec(call.operator).params;
    let takes_the_rest = |kind| matches!(kind, ParamKind::Streams { variadic: true } | ParamKind::MoreRdds);
    let n_named = params.iter().position(|param| takes_the_rest(param.kind)).unwrap_or(params.len());
    let (named, is_variadic) = (&params[..n_named], n_named < params.len());
    let by_position = call.positional.len().min(n_named);
    (is_variadic || call.positional.len() <= n_named)
        && call.keywords.iter().all(|(name, _)| named[by_position..].iter().any(|param| param.name == *name))
        && named[by_position..].iter().all(|param| {
            param.default != ParamDefault::Required || call.keywords.iter().any(|(name, _)| *name == param.name)
        })
}

fn text(call: &Call) -> String {
    let spec = spec(call.operator);
    let on = match spec.receiver {
        Receiver::Context => "ssc",
        Receiver::DStream => "lines",
        Receiver::Rdd => "rdd",
        Receiver::SparkContext => "sc",
    };
    let keywords = call.keywords.iter().map(|(name, value)| format!("{name}={value}"));
    let args: Vec<String> = call.positional.iter().map(ToString::to_string).chain(keywords).collect();
    format!("{on}.{}({})", spec.name, args.join(", "))
}

fn run(call: &str) -> Recording {
    let program = format!(
        "from pyspark import SparkContext, StorageLevel\nfrom pyspark.streaming import StreamingContext\n\
         sc = SparkContext('local[2]', 'Binder')\nssc = StreamingContext(sc, 1)\nssc.checkpoint('checkpoint')\n\
         lines = ssc.queueStream([['a b'], ['c']])\npairs = lines.map(lambda line: (line, 1))\n\
         rdd = sc.parallelize([('a', 1), ('b', 2)], 2)\n\
         result = {call}\nprint('bound')\nif hasattr(result, 'pprint'):\n    result.pprint()\nelif hasattr(result, 'glom'):\n    print(result.glom().collect())\n\
         pairs.pprint()\nssc.start()\nssc.awaitTermination()\n"
    );
    let input =
        Input { master: "local[2]".into(), batch_interval: Some(1.0), total_batches: Some(2), ..Input::default() };
    corpus::run::run(&Case { name: "binder".into(), program, input, expected: Recording::default() })
}

/// Whether an error is Python's about arguments that do not fit the operator's signature.
fn is_about_arguments(recording: &Recording, spec: &OperatorSpec) -> bool {
    recording.exception.as_ref().is_some_and(|exception| {
        let of_call = format!("{}() ", spec.name);
        let about = ["missing ", "takes ", "got "];
        exception.type_name == "TypeError"
            && about.iter().any(|words| exception.message.contains(&format!("{of_call}{words}")))
    })
}

proptest! {
    #[test]
    fn every_call_is_bound_as_python_does(call in call()) {
        let text = text(&call);
        let recording = run(&text);
        let is_refused = is_about_arguments(&recording, spec(call.operator));
        prop_assert_eq!(!is_refused, fits(&call), "{}: {:?}", text, recording.exception);
        prop_assert!(recording.exception.is_some() || recording.stdout.contains("bound"), "{}", text);
    }
}
