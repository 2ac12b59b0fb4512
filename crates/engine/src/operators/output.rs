//! Output operations: `pprint`, `saveAsTextFiles`, `foreachRDD`.

use std::rc::Rc;

use plan::{BoundArgs, Category, Example, Node, OperatorSpec, Param, ParamDefault, ParamKind, Receiver, Rules, Time};
use value::repr::str_of;
use value::{CallCx, Raised, Value};

use super::args::callable;
use super::{Operator, Run};
use crate::dstream::build::Build;
use crate::dstream::output::OutputFunction;
use crate::dstream::transformed::{Passed, finish};
use crate::failure::Failure;
use crate::rdd::Rdd;

const BASE: OperatorSpec = OperatorSpec {
    name: "pprint",
    receiver: Receiver::DStream,
    category: Category::Output,
    summary: "Prints the time and the first records of each batch.",
    params: &[Param::optional("num", ParamKind::Int, ParamDefault::Int(10), "How many records to print.")],
    source: "DStream in pyspark/streaming/dstream.py",
    example: Example { call: "pprint()", input: "a b", output: "Time: … a b" },
    rules: Rules::JAVA,
};

static PPRINT: OperatorSpec = BASE;

static FOREACH_RDD: OperatorSpec = OperatorSpec {
    name: "foreachRDD",
    summary: "Calls a function with the RDD of each batch.",
    params: &[Param::required(
        "func",
        ParamKind::Function { n_args: &[1, 2], refused: None },
        "Does something with the batch's RDD, or with its time and its RDD.",
    )],
    example: Example { call: "foreachRDD(lambda rdd: print(rdd.collect()))", input: "a b", output: "['a', 'b']" },
    ..BASE
};

static SAVE_AS_TEXT_FILES: OperatorSpec = OperatorSpec {
    name: "saveAsTextFiles",
    summary: "Writes each batch into a folder of its own, one file for each partition.",
    params: &[
        Param::required("prefix", ParamKind::Str, "What the folder's name starts with; the batch's time follows."),
        Param::optional("suffix", ParamKind::Str, ParamDefault::None, "What follows the time, after a dot."),
    ],
    example: Example {
        call: "saveAsTextFiles(\"counts\")",
        input: "[a] [b]",
        output: "counts-10000/part-00000, counts-10000/part-00001",
    },
    ..BASE
};

pub(super) const OPERATORS: &[Operator] = &[
    Operator { spec: &PPRINT, run: Run::Output(pprint) },
    Operator { spec: &SAVE_AS_TEXT_FILES, run: Run::Output(save_as_text_files) },
    Operator { spec: &FOREACH_RDD, run: Run::Output(foreach_rdd) },
];

const RULER: &str = "-------------------------------------------\n";

fn pprint(node: &Node, build: &mut Build) -> Result<Rc<OutputFunction>, Failure> {
    let zone = build.sc().config().zone;
    let num = match node.arg("num") {
        plan::Arg::Value(value) => value.clone(),
        _ => Value::Int(10),
    };
    Ok(Rc::new(move |rdd: &Rdd, time: Time, cx: &mut CallCx| {
        let num = number_to_print(&num)?;
        let taken = rdd.take(usize::try_from(num.saturating_add(1)).unwrap_or(0), cx)?;
        cx.host.write_stdout(&format!("{RULER}Time: {}\n{RULER}", time.date_time(zone)));
        // A negative number counts from the end, as in Python's slices.
        let n_shown = match usize::try_from(num) {
            Ok(num) => num.min(taken.len()),
            Err(_) => taken.len().saturating_sub(usize::try_from(num.unsigned_abs()).unwrap_or(usize::MAX)),
        };
        for record in taken.iter().take(n_shown) {
            let mut line = str_of(record, cx)?;
            line.push('\n');
            cx.host.write_stdout(&line);
        }
        if taken.len() as i64 > num {
            cx.host.write_stdout("...\n");
        }
        cx.host.write_stdout("\n");
        Ok(())
    }))
}

/// `num`, which is added to and sliced with as Python does it.
fn number_to_print(num: &Value) -> Result<i64, Raised> {
    match num {
        Value::Int(num) => Ok(*num),
        Value::Bool(truth) => Ok(i64::from(*truth)),
        Value::Str(_) => Err(Raised::type_error("can only concatenate str (not \"int\") to str".into())),
        Value::List(_) => Err(Raised::type_error("can only concatenate list (not \"int\") to list".into())),
        Value::Float(_) => {
            Err(Raised::type_error("slice indices must be integers or None or have an __index__ method".into()))
        }
        other => {
            Err(Raised::type_error(format!("unsupported operand type(s) for +: '{}' and 'int'", other.type_name())))
        }
    }
}

fn save_as_text_files(node: &Node, _: &mut Build) -> Result<Rc<OutputFunction>, Failure> {
    let (prefix, suffix) = (node.given("prefix").unwrap_or_default(), node.given("suffix"));
    Ok(Rc::new(move |rdd: &Rdd, time: Time, cx: &mut CallCx| {
        let Value::Str(prefix) = &prefix else {
            let message = format!("unsupported operand type(s) for +: '{}' and 'str'", prefix.type_name());
            return Err(Raised::type_error(message).into());
        };
        let mut path = format!("{prefix}-{}", time.millis());
        if let Some(suffix) = &suffix {
            path.push('.');
            path.push_str(&str_of(suffix, cx)?);
        }
        // A folder that exists already is no error here: after a restart the same batch comes again.
        if !crate::rdd::files::exists(&path, cx) {
            rdd.save_as_text_file(&path, cx)?;
        }
        Ok(())
    }))
}

fn foreach_rdd(node: &Node, build: &mut Build) -> Result<Rc<OutputFunction>, Failure> {
    let (function, sc) = (callable(node, "func"), build.sc());
    Ok(Rc::new(move |rdd: &Rdd, time: Time, cx: &mut CallCx| {
        let language = sc.language();
        let result = function.call(&[language.datetime(time), language.wrap_rdd(rdd.clone())], cx)?;
        // PySpark treats the result as an RDD unless it counts as false, and fails over anything else.
        let result = match language.unwrap_rdd(&result) {
            Some(rdd) => Passed::Rdd(rdd),
            None => Passed::Other(result),
        };
        finish(result, cx).map(drop)
    }))
}
