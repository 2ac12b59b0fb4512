//! The parameters of the call that the cursor is in, and which of them is being written.

use protocol::plan_view::OperatorView;

use crate::page::code::completion::{operator_at, param_text};
use crate::page::code::tokens::{Sort, Token, arguments, tokens, unclosed};
use crate::page::places::{byte_of_utf16, utf16_of_byte};

/// What is shown above a call while its arguments are typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Where the operator's name begins, in UTF-16 units.
    pub from: u32,
    pub name: String,
    /// As they are written in a signature: `numPartitions=None`.
    pub params: Vec<String>,
    /// The position of the one that is being written; none if there are more arguments than parameters.
    pub current: Option<usize>,
    /// A sentence about that one.
    pub summary: String,
}

/// The innermost call of an operator around a place of the text.
pub fn signature_at(text: &str, at: u32, catalogue: &[OperatorView]) -> Option<Signature> {
    let at = byte_of_utf16(text, at) as usize;
    let all = tokens(text);
    let mut end = all.partition_point(|token| token.at < at);
    // Inside of a text or a name, that one is part of what is being written.
    loop {
        let before = all.get(..end)?;
        let open = unclosed(before)?;
        let callee = open.checked_sub(1).filter(|_| before.get(open).is_some_and(|token| token.is("(")));
        // What a statement of its own stands between has nothing to do with a bracket that was left open before.
        if before.get(open..)?.iter().any(|token| token.is("def") || token.is("import")) {
            return None;
        }
        if let Some((callee, operator)) =
            callee.and_then(|callee| Some((callee, operator_at(&all, callee, catalogue)?)))
        {
            let current = current(operator, before.get(open + 1..)?);
            let about = current.and_then(|current| operator.params.get(current));
            return Some(Signature {
                from: utf16_of_byte(text, all.get(callee)?.at as u32),
                name: operator.name.clone(),
                params: operator.params.iter().map(param_text).collect(),
                current,
                summary: about.map_or_else(|| operator.summary.clone(), |param| param.summary.clone()),
            });
        }
        end = open;
    }
}

/// Which parameter the last of these arguments is for: by its name, or by its place.
fn current(operator: &OperatorView, given: &[Token<'_>]) -> Option<usize> {
    let given = arguments(given);
    let named = match given.last()? {
        [name, equals, ..] if name.sort == Sort::Name && equals.is("=") => Some(name.text),
        _ => None,
    };
    match named {
        Some(name) => operator.params.iter().position(|param| param.name == name),
        None => Some(given.len() - 1).filter(|position| *position < operator.params.len()),
    }
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::{OperatorOf, ParamView};

    use super::*;

    fn catalogue() -> Vec<OperatorView> {
        let param =
            |name: &str| ParamView { name: name.to_owned(), summary: format!("about {name}"), ..ParamView::default() };
        let operator = |name: &str, receiver, params: &[&str]| OperatorView {
            name: name.to_owned(),
            receiver,
            params: params.iter().map(|name| param(name)).collect(),
            ..OperatorView::default()
        };
        vec![
            operator("map", OperatorOf::DStream, &["f", "preservesPartitioning"]),
            operator("reduceByKey", OperatorOf::DStream, &["func", "numPartitions"]),
            operator("join", OperatorOf::DStream, &["other", "numPartitions"]),
            operator("sortBy", OperatorOf::Rdd, &["keyfunc", "ascending", "numPartitions"]),
        ]
    }

    /// The call and the parameter that is written at `|`.
    fn check(text: &str, expected: Option<(&str, Option<&str>)>) {
        let (before, behind) = text.split_once('|').unwrap_or((text, ""));
        let at = before.encode_utf16().count() as u32;
        let found = signature_at(&format!("{before}{behind}"), at, &catalogue());
        let shown = found.as_ref().map(|found| {
            (found.name.as_str(), found.current.and_then(|current| found.params.get(current)).map(String::as_str))
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn the_parameter_is_that_of_the_argument_which_is_written() {
        check("pairs.reduceByKey(|", Some(("reduceByKey", Some("func"))));
        check("pairs.reduceByKey(lambda x, y: x|)", Some(("reduceByKey", Some("func"))));
        check("pairs.reduceByKey(lambda x, y: x + y, |)", Some(("reduceByKey", Some("numPartitions"))));
        check("pairs.reduceByKey(numPartitions=|", Some(("reduceByKey", Some("numPartitions"))));
        check("pairs.reduceByKey(f, 2, |", Some(("reduceByKey", None)));
        check("pairs.reduceByKey(f, 2)|", None);
        check("é😀.map(a.reduceByKey(f), |)", Some(("map", Some("preservesPartitioning"))));
    }

    #[test]
    fn brackets_and_other_calls_inside_belong_to_the_call_around_them() {
        check("words.map(lambda word: (word, 1|))", Some(("map", Some("f"))));
        check("words.map(lambda word: len(word|))", Some(("map", Some("f"))));
        check("words.map(lambda word: a.reduceByKey(|))", Some(("reduceByKey", Some("func"))));
    }

    #[test]
    fn a_method_of_something_else_has_no_signature_of_a_stream() {
        check("', '.join(|", None);
        check("rdd.sortBy(f, |", Some(("sortBy", Some("ascending"))));
        check("pairs.foreachRDD(lambda rdd: rdd.sortBy(|", Some(("sortBy", Some("keyfunc"))));
        check("pairs.map(\n\ndef f(x|", None);
        check("|", None);
    }
}
