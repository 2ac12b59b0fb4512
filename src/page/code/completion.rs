//! What the code editor offers while the reader types, and what it says about a name.

use protocol::plan_view::{OperatorView, ParamView};

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
const METHODS: &str = "append count endswith extend find format get index items join keys lower lstrip pop replace rstrip \
    sort split splitlines startswith strip upper values \
    awaitTermination checkpoint getOrCreate setLogLevel start stop";

const MODULES: &str = "pyspark pyspark.sql pyspark.sql.functions pyspark.sql.types pyspark.streaming collections csv datetime \
    functools itertools json math operator random re string sys time";
const SPARK_CONTEXT: &str = "accumulator addPyFile applicationId appName broadcast defaultParallelism emptyRDD getConf master parallelize \
    range setCheckpointDir setLogLevel startTime stop textFile union version";
const STREAMING_CONTEXT: &str = "addStreamingListener awaitTermination awaitTerminationOrTimeout checkpoint remember sparkContext start \
    stop";

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
        (true, None) => members(receiver(text, &before[..begin]), catalogue),
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
    let operator = catalogue.iter().find(|operator| operator.name == text[begin..end])?;
    Some(Help {
        from: utf16_of_byte(text, begin as u32),
        to: utf16_of_byte(text, end as u32),
        title: signature(operator),
        text: operator.summary.clone(),
        example: operator.snippet.clone(),
    })
}

/// An operator as it is called: `reduceByKey(func, numPartitions=None)`.
pub fn signature(operator: &OperatorView) -> String {
    let param = |param: &ParamView| match &param.default {
        Some(default) => format!("{}={default}", param.name),
        None => param.name.clone(),
    };
    let params: Vec<String> = operator.params.iter().map(param).collect();
    format!("{}({})", operator.name, params.join(", "))
}

/// What stands before a dot, as far as the text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Receiver {
    SparkContext,
    StreamingContext,
    Unknown,
}

/// What the name before the dot that ends `before` is assigned in the text.
fn receiver(text: &str, before: &str) -> Receiver {
    let before = before.strip_suffix('.').unwrap_or(before);
    let begin = before.rfind(|sign: char| !is_name(sign)).map_or(0, |sign| sign + char_len(before, sign));
    let name = before.get(begin..).unwrap_or_default();
    let value = text.lines().rev().find_map(|line| {
        let (target, value) = line.split_once('=')?;
        (!name.is_empty() && target.trim() == name).then(|| value.trim_start())
    });
    match value {
        Some(value) if value.starts_with("StreamingContext") => Receiver::StreamingContext,
        Some(value) if value.starts_with("SparkContext") || value.ends_with(".sparkContext") => Receiver::SparkContext,
        _ => Receiver::Unknown,
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
    let mut depth = 0_usize;
    let open = before.char_indices().rev().find_map(|(at, sign)| match sign {
        ')' | ']' | '}' => {
            depth += 1;
            None
        }
        '(' | '[' | '{' if depth > 0 => {
            depth -= 1;
            None
        }
        '(' | '[' | '{' => Some((at, sign)),
        _ => None,
    });
    let Some((at, '(')) = open else {
        return Vec::new();
    };
    let (callee, given) = (before.get(..at).unwrap_or_default(), before.get(at + 1..).unwrap_or_default());
    // An argument begins here, and nothing else.
    if !(given.trim().is_empty() || given.trim_end().ends_with(',')) {
        return Vec::new();
    }
    let begin = callee.rfind(|sign: char| !is_name(sign)).map_or(0, |sign| sign + char_len(callee, sign));
    let name = callee.get(begin..).unwrap_or_default();
    let operator = catalogue.iter().find(|operator| operator.name == name);
    let choice = |param: &ParamView| Choice {
        label: format!("{}=", param.name),
        detail: param.default.clone().unwrap_or_default(),
        info: param.summary.clone(),
        kind: "variable",
    };
    operator.iter().flat_map(|operator| &operator.params).map(choice).collect()
}

fn members(receiver: Receiver, catalogue: &[OperatorView]) -> Vec<Choice> {
    let of = |list: &'static str| list.split_whitespace().map(|name| plain(name, "method"));
    // What begins a chain has no snippet that could be put behind a stream.
    let begins = |operator: &&OperatorView| operator.snippet.is_empty();
    match receiver {
        Receiver::SparkContext => return of(SPARK_CONTEXT).collect(),
        Receiver::StreamingContext => {
            let sources = catalogue.iter().filter(begins).map(operator_choice);
            let is_source = |name: &str| catalogue.iter().any(|operator| operator.name == name);
            return sources.chain(of(STREAMING_CONTEXT).filter(|choice| !is_source(&choice.label))).collect();
        }
        Receiver::Unknown => {}
    }

    let mut members: Vec<Choice> = catalogue.iter().map(operator_choice).collect();
    let is_there = |name: &str| catalogue.iter().any(|operator| operator.name == name);
    members.extend(METHODS.split_whitespace().filter(|name| !is_there(name)).map(|name| plain(name, "method")));
    members
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
