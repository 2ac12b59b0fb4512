//! What the code editor offers while the reader types, and what it says about a name.

use protocol::members::members_of;
use protocol::plan_view::{OperatorOf, OperatorView, ParamView};

use crate::page::code::kinds::{Kind, kind_before};
use crate::page::code::tokens::{Sort, Token, arguments, tokens, unclosed};
use crate::page::highlight::is_name;
use crate::page::places::{byte_of_utf16, utf16_of_byte};

/// A name that can be completed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub label: String,
    /// A few words beside it.
    pub detail: String,
    /// A sentence about it.
    pub info: String,
    /// What it is, for its sign: `method`, `function`, `class`, `keyword`, `variable`.
    pub kind: &'static str,
}

/// What can stand where the cursor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Where the word that is completed begins, in UTF-16 units.
    pub from: u32,
    pub choices: Vec<Choice>,
}

/// Help on a name; offsets in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    pub from: u32,
    pub to: u32,
    pub title: String,
    pub text: String,
    /// A call as it can be written; empty if there is none to show.
    pub example: String,
}

/// Whether completion was asked for or offers itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    ByTyping,
    ByKey,
}

const KEYWORDS: &str = "and as assert break class continue def del elif else except False finally for from if import in is \
    lambda None not or pass raise return True try while with yield";
const FUNCTIONS: &str = "abs all any bool dict divmod enumerate filter float int isinstance len list map max min print range \
    repr reversed round set sorted str sum tuple zip";
const CLASSES: &str = "SparkConf SparkContext SparkSession StreamingContext";
/// What is offered where nothing is known of what stands before the dot, beside the operators of streams.
const METHODS: &str = "append count endswith extend find format get index items join keys lower lstrip pop replace rstrip \
    sort split splitlines startswith strip upper values \
    awaitTermination checkpoint getOrCreate setLogLevel start stop";

const MODULES: &str = "pyspark pyspark.sql pyspark.sql.functions pyspark.sql.types pyspark.streaming collections csv datetime \
    functools itertools json math operator random re string sys time";
/// What can stand at a place of the text; none if there is nothing worth showing.
pub fn choices(text: &str, at: u32, asked: Asked, catalogue: &[OperatorView]) -> Option<Choices> {
    let end = byte_of_utf16(text, at) as usize;
    let before = text.get(..end)?;
    let begin = before.rfind(|sign: char| !is_name(sign)).map_or(0, |sign| sign + char_len(before, sign));
    let word = &before[begin..]; // Behind a whole character.
    if in_text_or_comment(before) || word.starts_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    let is_member = before[..begin].ends_with('.');
    if word.is_empty() && !is_member && asked == Asked::ByTyping {
        return None;
    }
    let line = before[..begin].rsplit('\n').next().unwrap_or_default();
    let mut choices = match (is_member, imported(line)) {
        (_, Some(choices)) => choices,
        (true, None) => {
            // The rest of the text says what is handed to the function that is being written.
            let all = tokens(text);
            let end = all.partition_point(|token| token.at + 1 < begin);
            members(kind_before(&all, end), catalogue)
        }
        (false, None) => {
            let mut choices = keywords(&before[..begin], catalogue);
            choices.extend(names(text, begin));
            choices
        }
    };
    let begins = |choice: &Choice| choice.label.to_ascii_lowercase().starts_with(&word.to_ascii_lowercase());
    choices.retain(|choice| begins(choice) && choice.label != word);
    (!choices.is_empty()).then(|| Choices { from: utf16_of_byte(text, begin as u32), choices })
}

/// Help on the operator whose name is at a place of the text.
pub fn help(text: &str, at: u32, catalogue: &[OperatorView]) -> Option<Help> {
    let at = byte_of_utf16(text, at) as usize;
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let begin = before.rfind(|sign: char| !is_name(sign)).map_or(0, |sign| sign + char_len(before, sign));
    let end = at + after.find(|sign: char| !is_name(sign)).unwrap_or(after.len());
    let all = tokens(text);
    let operator = operator_at(&all, all.partition_point(|token| token.at < begin), catalogue)?;
    Some(Help {
        from: utf16_of_byte(text, begin as u32),
        to: utf16_of_byte(text, end as u32),
        title: signature(operator),
        text: operator.summary.clone(),
        example: operator.example.call.clone(),
    })
}

/// The operator that the token at a position names: the one place that says what a call in the text means.
pub fn operator_at<'c>(all: &[Token<'_>], position: usize, catalogue: &'c [OperatorView]) -> Option<&'c OperatorView> {
    let name = all.get(position).filter(|token| token.sort == Sort::Name)?.text;
    let dot = position.checked_sub(1).filter(|dot| all.get(*dot).is_some_and(|token| token.is(".")))?;
    let of =
        |wanted: OperatorOf| catalogue.iter().find(|operator| operator.receiver == wanted && operator.name == name);
    match kind_before(all, dot) {
        Kind::Unknown => OperatorOf::ALL.into_iter().find_map(of),
        kind => of(operators_of(kind)?),
    }
}

/// Whose operators can be called on something of a kind.
fn operators_of(kind: Kind) -> Option<OperatorOf> {
    match kind {
        Kind::StreamingContext => Some(OperatorOf::StreamingContext),
        Kind::SparkContext => Some(OperatorOf::SparkContext),
        Kind::DStream(_) => Some(OperatorOf::DStream),
        Kind::Rdd(_) => Some(OperatorOf::Rdd),
        _ => None,
    }
}

/// An operator as it is called: `reduceByKey(func, numPartitions=None)`.
pub fn signature(operator: &OperatorView) -> String {
    let params: Vec<String> = operator.params.iter().map(param_text).collect();
    format!("{}({})", operator.name, params.join(", "))
}

/// A parameter in a signature.
pub fn param_text(param: &ParamView) -> String {
    match &param.default {
        Some(default) => format!("{}={default}", param.name),
        None => param.name.clone(),
    }
}

/// What can be imported, when the line is an import.
fn imported(line: &str) -> Option<Vec<Choice>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let of = |list: &'static str, kind| Some(list.split(' ').map(|name| plain(name, kind)).collect());
    match words.as_slice() {
        ["from", "pyspark.streaming", "import", ..] => of("StreamingContext DStream StreamingListener", "class"),
        ["from", "pyspark.sql", "import", ..] => of("SparkSession Row Window functions types", "class"),
        ["from", "pyspark", "import", ..] => of("SparkContext SparkConf StorageLevel TaskContext", "class"),
        ["from" | "import"] => of(MODULES, "variable"),
        ["from" | "import", path] if path.ends_with('.') => {
            let inner = MODULES.split(' ').filter_map(|module| module.strip_prefix(*path));
            Some(inner.map(|name| plain(name, "variable")).collect())
        }
        _ => None,
    }
}

/// The parameters of the call that is being written, each as `name=`.
fn keywords(before: &str, catalogue: &[OperatorView]) -> Vec<Choice> {
    let all = tokens(before);
    let Some(open) = unclosed(&all).filter(|open| all.get(*open).is_some_and(|token| token.is("("))) else {
        return Vec::new();
    };
    // An argument begins here, and nothing else.
    let begins = all.last().is_some_and(|last| last.is("(") || last.is(","));
    let is_new =
        begins && arguments(all.get(open + 1..).unwrap_or_default()).last().is_some_and(|last| last.is_empty());
    let callee = open.checked_sub(1).filter(|_| is_new);
    let operator = callee.and_then(|callee| operator_at(&all, callee, catalogue));
    let choice = |param: &ParamView| Choice {
        label: format!("{}=", param.name),
        detail: param.default.clone().unwrap_or_default(),
        info: param.summary.clone(),
        kind: "variable",
    };
    operator.iter().flat_map(|operator| &operator.params).map(choice).collect()
}

/// What can be called on something of a kind; of what is known, nothing that it does not have.
fn members(kind: Kind, catalogue: &[OperatorView]) -> Vec<Choice> {
    let class = match kind {
        Kind::StreamingContext => "StreamingContext",
        Kind::SparkContext => "SparkContext",
        Kind::DStream(_) => "DStream",
        Kind::Rdd(_) => "RDD",
        Kind::SparkSession => "SparkSession",
        Kind::Builder => "Builder",
        Kind::DataFrame => "DataFrame",
        Kind::GroupedData => "GroupedData",
        Kind::Column => "Column",
        Kind::Str => "str",
        Kind::List(_) => "list",
        Kind::Dict => "dict",
        Kind::Set => "set",
        Kind::Tuple => "tuple",
        Kind::Other => return Vec::new(),
        Kind::Unknown => {
            let streams = catalogue.iter().filter(|operator| operator.receiver == OperatorOf::DStream);
            let mut found: Vec<Choice> = streams.map(operator_choice).collect();
            let is_there = |name: &&str| !catalogue.iter().any(|operator| operator.name == *name);
            found.extend(METHODS.split_whitespace().filter(is_there).map(|name| plain(name, "method")));
            return found;
        }
    };
    let own = operators_of(kind);
    let operators = catalogue.iter().filter(|operator| Some(operator.receiver) == own);
    let mut found: Vec<Choice> = operators.map(operator_choice).collect();
    let others = members_of(class)
        .filter(|name| !catalogue.iter().any(|operator| Some(operator.receiver) == own && operator.name == *name));
    found.extend(others.map(|name| plain(name, "method")));
    found
}

fn operator_choice(operator: &OperatorView) -> Choice {
    Choice {
        label: operator.name.clone(),
        detail: operator.category.clone(),
        info: operator.summary.clone(),
        kind: "method",
    }
}

fn names(text: &str, begin: usize) -> Vec<Choice> {
    let known = |list: &'static str, kind| list.split_whitespace().map(move |name| plain(name, kind));
    let mut names: Vec<Choice> =
        known(KEYWORDS, "keyword").chain(known(FUNCTIONS, "function")).chain(known(CLASSES, "class")).collect();
    let mut at = 0;
    for word in text.split(|sign: char| !is_name(sign)) {
        let is_name = word.chars().count() > 2 && !word.starts_with(|sign: char| sign.is_ascii_digit());
        if is_name && at != begin && !names.iter().any(|choice| choice.label == word) {
            names.push(plain(word, "variable"));
        }
        at += word.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    names
}

fn plain(name: &str, kind: &'static str) -> Choice {
    Choice { label: name.to_owned(), detail: String::new(), info: String::new(), kind }
}

/// Whether the line that ends here is inside a comment or a one-line string.
fn in_text_or_comment(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let mut quote = None;
    for sign in line.chars() {
        match quote {
            Some(open) if sign == open => quote = None,
            Some(_) => {}
            None if sign == '#' => return true,
            None if matches!(sign, '"' | '\'') => quote = Some(sign),
            None => {}
        }
    }
    quote.is_some()
}

fn char_len(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Vec<OperatorView> {
        let param = |name: &str, default: Option<&str>| ParamView {
            name: name.to_owned(),
            default: default.map(str::to_owned),
            ..ParamView::default()
        };
        let operator = |name: &str, params| OperatorView {
            name: name.to_owned(),
            summary: format!("about {name}"),
            params,
            ..OperatorView::default()
        };
        vec![
            operator("reduce", vec![]),
            operator("reduceByKey", vec![param("func", None), param("numPartitions", Some("None"))]),
            operator("map", vec![]),
        ]
    }

    /// Completes at the end of the text.
    fn check(text: &str, asked: Asked, expected: &[&str]) {
        let at = text.encode_utf16().count() as u32;
        let found = choices(text, at, asked, &catalogue()).map_or_else(Vec::new, |found| found.choices);
        let labels: Vec<&str> = found.iter().map(|choice| choice.label.as_str()).collect();
        assert_eq!(labels, expected, "{text}");
    }

    #[test]
    fn members_are_offered_behind_a_dot() {
        check("pairs.red", Asked::ByTyping, &["reduce", "reduceByKey"]);
        check("'😀'; pairs.reduceB", Asked::ByTyping, &["reduceByKey"]);
    }

    #[test]
    fn names_of_the_text_are_offered_elsewhere() {
        check("words = 1\nwor", Asked::ByTyping, &["words"]);
        check("lam", Asked::ByTyping, &["lambda"]);
    }

    #[test]
    fn nothing_is_offered_in_strings_comments_and_numbers() {
        for text in ["'pairs.red", "# red", "12", "x = "] {
            check(text, Asked::ByTyping, &[]);
        }
    }

    #[test]
    fn members_are_those_of_what_stands_before_the_dot() {
        check("ssc = StreamingContext(sc, 1)\nssc.awaitTermination", Asked::ByTyping, &["awaitTerminationOrTimeout"]);
        check("sc = SparkContext()\nsc.bro", Asked::ByTyping, &["broadcast"]);
        check("sc = SparkContext()\nsc.red", Asked::ByTyping, &[]);
        check("lines = x\nlines.red", Asked::ByTyping, &["reduce", "reduceByKey"]);
    }

    #[test]
    fn parameters_are_offered_where_an_argument_begins() {
        check("pairs.reduceByKey(num", Asked::ByTyping, &["numPartitions="]);
        check("pairs.reduceByKey(f(1), num", Asked::ByTyping, &["numPartitions="]);
        check("pairs.reduceByKey(lambda num", Asked::ByTyping, &[]);
        check("pairs.reduceByKey([num", Asked::ByTyping, &[]);
    }

    #[test]
    fn modules_and_what_is_in_them_are_offered_in_imports() {
        check("import js", Asked::ByTyping, &["json"]);
        check("from pyspark.streaming import Str", Asked::ByTyping, &["StreamingContext", "StreamingListener"]);
        check("import pyspark.str", Asked::ByTyping, &["streaming"]);
    }

    #[test]
    fn the_word_that_is_completed_is_known() {
        let found = choices("é.ma", 4, Asked::ByTyping, &catalogue()).unwrap();
        assert_eq!((found.from, found.choices[0].label.as_str()), (2, "map"));
    }

    #[test]
    fn a_name_has_its_signature_as_help() {
        let help = help("a.reduceByKey(f)", 5, &catalogue()).unwrap();
        assert_eq!((help.from, help.to), (2, 13));
        assert_eq!(help.title, "reduceByKey(func, numPartitions=None)");
        assert_eq!(super::help("a.nothing", 5, &catalogue()), None);
    }
}
