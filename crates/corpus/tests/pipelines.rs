//! Random pipelines of random functions do the same by whole columns as they do row by row.
//!
//! Each program runs twice: as it stands, and with every function inside one that counts its calls, which is never
//! computed by the column. What is printed, each record of each partition, and what ends the program must be the same.
#![cfg(feature = "run")]

mod support;

use corpus::recording::Recording;
use proptest::prelude::*;
use support::run;

/// What a program is made by: each byte decides something, and 0 is the simplest of the choices.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, n: usize) -> usize {
        self.0.next().map_or(0, |&byte| byte as usize % n)
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// The variables of a function that hold a text and a number.
#[derive(Clone, Copy)]
struct Names {
    text: &'static str,
    number: &'static str,
}

const WORDS: &[&str] = &["'a'", "' '", "''", "'b'", "'ab'", "'é'", "','", "'1'"];

impl Choices<'_> {
    fn text(&mut self, names: Names, depth: usize) -> String {
        if depth == 0 {
            return names.text.to_owned();
        }
        let depth = depth - 1;
        match self.below(13) {
            0 => names.text.to_owned(),
            1 => self.of(WORDS).to_owned(),
            2 => format!("{}.{}()", self.text(names, depth), self.of(&["upper", "lower", "strip", "title", "lstrip"])),
            3 => format!("({} + {})", self.text(names, depth), self.text(names, depth)),
            4 => format!("{}[{}]", self.text(names, depth), self.of(&["1:", ":2", "::-1", "0", "-1", "1:-1", "5:"])),
            5 => format!("str({})", self.number(names, depth)),
            6 => format!("'%s-%s' % ({}, {})", self.text(names, depth), self.number(names, depth)),
            7 => format!("f'{{{}}}:{{{}!r}}'", names.text, names.text),
            8 => format!("{}.replace({}, {})", self.text(names, depth), self.of(WORDS), self.of(WORDS)),
            9 => format!(
                "({} if {} else {})",
                self.text(names, depth),
                self.truth(names, depth),
                self.text(names, depth)
            ),
            10 => format!("({} or {})", self.text(names, depth), self.of(WORDS)),
            11 => format!("{}.split(' ')[{}]", self.text(names, depth), self.of(&["0", "-1", "1"])),
            _ => format!("({} and {})", self.text(names, depth), self.text(names, depth)),
        }
    }

    fn number(&mut self, names: Names, depth: usize) -> String {
        if depth == 0 {
            return names.number.to_owned();
        }
        let depth = depth - 1;
        match self.below(12) {
            0 => names.number.to_owned(),
            1 => self.of(&["0", "1", "-1", "2", "3", "0.5", "-2.0", "10", "2**62", "1e300"]).to_owned(),
            2..=4 => format!(
                "({} {} {})",
                self.number(names, depth),
                self.of(&["+", "-", "*", "//", "%", "/"]),
                self.number(names, depth)
            ),
            5 => format!("len({})", self.text(names, depth)),
            6 => format!("{}.count({})", self.text(names, depth), self.of(WORDS)),
            7 => format!("{}({})", self.of(&["abs", "int", "float", "-", "round"]), self.number(names, depth)),
            8 => format!("{}({})", self.of(&["int", "float"]), self.text(names, depth)),
            9 => format!(
                "({} if {} else {})",
                self.number(names, depth),
                self.truth(names, depth),
                self.number(names, depth)
            ),
            10 => format!("{}({}, {})", self.of(&["max", "min"]), self.number(names, depth), self.number(names, depth)),
            _ => format!("{}.find({})", self.text(names, depth), self.of(WORDS)),
        }
    }

    fn truth(&mut self, names: Names, depth: usize) -> String {
        if depth == 0 {
            return format!("{} != ''", names.text);
        }
        let depth = depth - 1;
        match self.below(8) {
            0 => names.text.to_owned(),
            1 => format!(
                "{} {} {}",
                self.text(names, depth),
                self.of(&["==", "<", ">=", "in", "not in"]),
                self.of(WORDS)
            ),
            2 => format!(
                "{} {} {}",
                self.number(names, depth),
                self.of(&["==", "<", ">=", "!="]),
                self.number(names, depth)
            ),
            3 => format!("not {}", self.number(names, depth)),
            4 => format!("({} {} {})", self.truth(names, depth), self.of(&["and", "or"]), self.truth(names, depth)),
            5 => format!("{}.{}({})", self.text(names, depth), self.of(&["startswith", "endswith"]), self.of(WORDS)),
            6 => format!("0 <= {} < 3", self.number(names, depth)),
            _ => format!("{}.isdigit()", self.text(names, depth)),
        }
    }
}

/// What the records of a stream are.
#[derive(Clone, Copy)]
enum Records {
    Texts,
    Numbers,
    Pairs,
}

/// The marks around every function of a program, for its two ways.
const AS_IT_STANDS: (&str, &str) = ("", "");
const ROW_BY_ROW: (&str, &str) = ("slow(", ")");

struct Steps<'a, 'b> {
    choices: Choices<'a>,
    marks: (&'b str, &'b str),
    text: String,
    /// Functions that the steps name.
    defs: String,
}

impl Steps<'_, '_> {
    /// `.method(lambda …)`, and what else stands behind the function.
    fn step(&mut self, method: &str, function: &str, rest: &str) {
        let (open, close) = self.marks;
        self.text.push_str(&format!("\\\n    .{method}({open}{function}{close}{rest})"));
    }

    /// A function of a text `s`; gives its name.
    fn def(&mut self, body: &str) -> String {
        let name = format!("f{}", self.defs.len());
        self.defs.push_str(&format!("def {name}(s):\n    {body}\n"));
        name
    }

    fn of_texts(&mut self) -> Records {
        let names = Names { text: "s", number: "len(s)" };
        let c = &mut self.choices;
        let (method, body, then) = match c.below(10) {
            9 => return self.of_functions(),
            0 => ("flatMap", format!("{}.split({})", c.text(names, 1), c.of(&["' '", "", "','"])), Records::Texts),
            1 => ("map", format!("({}, {})", c.text(names, 2), c.number(names, 2)), Records::Pairs),
            2 => ("filter", c.truth(names, 3), Records::Texts),
            3 => ("map", c.text(names, 3), Records::Texts),
            4 => ("map", c.number(names, 3), Records::Numbers),
            5 => {
                let inner = Names { text: "w", number: "len(s)" };
                let list = format!("[{} for w in s.split(' ') if {}]", c.text(inner, 2), c.truth(inner, 2));
                ("flatMap", list, Records::Texts)
            }
            6 => {
                let inner = Names { text: "w", number: "len(s)" };
                let (condition, item) = (c.truth(inner, 2), c.text(inner, 2));
                let rest = if c.below(2) == 0 { "" } else { "        else:\n            found.append(w)\n" };
                let over = c.of(&["s.split(' ')", "s", "(s, s + 'a')"]);
                let f = self.def(&format!(
                    "found = []\n    for w in {over}:\n        if {condition}:\n            found.append({item})\n{rest}    return found"
                ));
                self.step("flatMap", &f, "");
                return Records::Texts;
            }
            7 => {
                let inner = Names { text: "w", number: "n" };
                let (first, next) = (c.number(inner, 1), c.number(inner, 2));
                let over = c.of(&["s.split(' ')", "s", "(s, s + 'a')"]);
                let handled = c.of(&["ValueError", "IndexError", "Exception"]);
                let f = self.def(&format!(
                    "n = 0\n    for w in {over}:\n        n += 1\n        try:\n            n = {first}\n            n += {next}\n        except {handled}:\n            n -= 1\n    return n"
                ));
                self.step("map", &f, "");
                return Records::Numbers;
            }
            _ => ("flatMap", format!("[({}, {}), (s, 1)]", c.text(names, 2), c.number(names, 2)), Records::Pairs),
        };
        self.step(method, &format!("lambda s: {body}"), "");
        then
    }

    /// Functions of more than expressions, some of which change what others look at.
    fn of_functions(&mut self) -> Records {
        let names = Names { text: "s", number: "len(s)" };
        let inner = Names { text: "w", number: "n" };
        let c = &mut self.choices;
        let over = c.of(&["s.split(' ')", "s", "s.split()", "re.findall('[ab]+', s)"]);
        let (method, body, then) = match c.below(11) {
            0 => (
                "flatMap",
                format!("for w in {over}:\n        yield {}", c.text(Names { text: "w", ..names }, 2)),
                Records::Texts,
            ),
            1 => {
                let (test, first, next) = (c.truth(names, 2), c.text(names, 2), c.text(names, 1));
                ("flatMap", format!("if {test}:\n        yield {first}\n    yield {next}"), Records::Texts)
            }
            2 => {
                let (number, other) = (c.number(names, 2), c.number(names, 1));
                (
                    "map",
                    format!(
                        "try:\n        return {number}\n    except (ValueError, IndexError, ZeroDivisionError):\n        return {other}"
                    ),
                    Records::Numbers,
                )
            }
            3 => (
                "map",
                format!(
                    "found = {{}}\n    for w in {over}:\n        found[w] = found.get(w, 0) + 1\n    return (s, len(found))"
                ),
                Records::Pairs,
            ),
            4 => {
                let (test, first) = (c.truth(inner, 2), c.text(inner, 1));
                (
                    "map",
                    format!(
                        "n = 0\n    for w in {over}:\n        if {test}:\n            return {first}\n        n += 1\n    return s"
                    ),
                    Records::Texts,
                )
            }
            5 => {
                let test = c.truth(inner, 2);
                (
                    "map",
                    format!(
                        "n = 0\n    for w in {over}:\n        if {test}:\n            break\n        n += 1\n    else:\n        n = -1\n    return (s, n)"
                    ),
                    Records::Pairs,
                )
            }
            6 => (
                "flatMap",
                format!(
                    "both = [{}]\n    both.append({})\n    both.extend({over})\n    return both",
                    c.text(names, 1),
                    c.text(names, 2)
                ),
                Records::Texts,
            ),
            7 => ("filter", "return s not in seen".to_owned(), Records::Texts),
            8 => ("map", "seen.append(s)\n    return s".to_owned(), Records::Texts),
            9 => ("map", "return (s, counts.get(s, last))".to_owned(), Records::Pairs),
            _ => ("map", "global last\n    last += 1\n    counts[s] = last\n    return s".to_owned(), Records::Texts),
        };
        let f = self.def(&body);
        self.step(method, &f, "");
        then
    }

    fn of_numbers(&mut self) -> Records {
        let names = Names { text: "str(n)", number: "n" };
        let c = &mut self.choices;
        let (method, body, then) = match c.below(4) {
            0 => ("map", c.number(names, 3), Records::Numbers),
            1 => ("filter", c.truth(names, 2), Records::Numbers),
            2 => ("map", format!("({}, {})", c.text(names, 2), c.number(names, 2)), Records::Pairs),
            _ => {
                let folded = c.number(Names { text: "str(a)", number: "b" }, 1);
                self.step("reduce", &format!("lambda a, b: a + {folded}"), "");
                return Records::Numbers;
            }
        };
        self.step(method, &format!("lambda n: {body}"), "");
        then
    }

    fn of_pairs(&mut self) -> Records {
        let names = Names { text: "kv[0]", number: "kv[1]" };
        let values = Names { text: "str(v)", number: "v" };
        let c = &mut self.choices;
        match c.below(16) {
            0 => self.step("reduceByKey", "lambda a, b: a + b", ""),
            1 => {
                let folded = c.number(Names { text: "str(a)", number: "b" }, 2);
                self.step("reduceByKey", &format!("lambda a, b: {folded}"), "");
            }
            2 => {
                let of = c.of(&["max", "min"]);
                self.step("reduceByKey", &format!("lambda a, b: {of}(a, b)"), "");
            }
            3 => {
                let body = c.number(values, 2);
                self.step("mapValues", &format!("lambda v: {body}"), "");
            }
            4 => {
                let body = c.truth(names, 3);
                self.step("filter", &format!("lambda kv: {body}"), "");
            }
            5 => {
                let body = format!("({}, {})", c.text(names, 2), c.number(names, 2));
                self.step("map", &format!("lambda kv: {body}"), "");
            }
            6 => {
                let body = c.text(names, 2);
                self.step("map", &format!("lambda kv: {body}"), "");
                return Records::Texts;
            }
            7 => {
                let body = c.of(&["sum(vs)", "len(list(vs))", "max(vs)", "sum(v for v in vs)"]);
                self.step("groupByKey().mapValues", &format!("lambda vs: {body}"), "");
            }
            8 => self.step("updateStateByKey", "lambda new, old: sum(new) + (old or 0)", ""),
            9 => {
                let folded = c.of(&["a + b", "max(a, b)"]);
                self.step("reduceByKeyAndWindow", &format!("lambda a, b: {folded}"), ", None, 3, 1");
            }
            10 => {
                // A function and its inverse, over a window that is long enough for it to be used.
                let (open, close) = self.marks;
                let inverse = format!(", {open}lambda a, b: a - b{close}, 6, 1");
                self.step("reduceByKeyAndWindow", "lambda a, b: a + b", &inverse);
            }
            11 => {
                let body = format!("(v, {})", c.number(values, 1));
                self.step("mapValues", &format!("lambda v: {body}"), "");
                self.step("mapValues", "lambda t: t[1] + t[0]", "");
            }
            12 => {
                // Pairs with some of themselves.
                let join = c.of(&["join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin"]);
                let (truth, body) = (c.truth(names, 2), c.of(&["v", "(v,)", "str(v)", "[v]"]));
                let (open, close) = self.marks;
                let other = format!("r.filter({open}lambda kv: {truth}{close})");
                let other = format!("{other}.mapValues({open}lambda v: {body}{close})");
                self.text.push_str(&format!("\\\n    .transform(lambda r: r.{join}({other}))"));
                self.step(
                    "mapValues",
                    "lambda t: 0 if t[0] is None else t[0] if t[1] is None else t[0] + len(str(t[1]))",
                    "",
                );
            }
            13 => {
                let (open, close) = self.marks;
                let other =
                    format!("r.map({open}lambda kv: (kv[0], {}){close})", self.choices.of(&["1", "kv[0]", "kv"]));
                self.text.push_str(&format!("\\\n    .transform(lambda r: r.cogroup({other}))"));
                self.step("mapValues", "lambda t: sum(t[0]) + len(t[1])", "");
            }
            _ => {
                // By keys of two places.
                let place = self.choices.of(&["1", "kv[0]", "len(kv[0])", "kv[1]", "None"]);
                self.step("map", &format!("lambda kv: ((kv[0], {place}), kv[1])"), "");
                match self.choices.below(2) {
                    0 => self.step("reduceByKey", "lambda a, b: a + b", ""),
                    _ => self.step("groupByKey().mapValues", "lambda vs: sum(vs)", ""),
                }
                self.step("map", "lambda kv: (kv[0][0], kv[1])", "");
            }
        }
        Records::Pairs
    }

    /// The functions, and the steps that name them.
    fn all(mut self) -> (String, String) {
        let mut records = Records::Texts;
        for _ in 0..2 + self.choices.below(4) {
            records = match records {
                Records::Texts => self.of_texts(),
                Records::Numbers => self.of_numbers(),
                Records::Pairs => self.of_pairs(),
            };
        }
        (self.defs, self.text)
    }
}

fn program(bytes: &[u8], marks: (&str, &str)) -> String {
    let start = Steps { choices: Choices(bytes.iter()), marks, text: String::new(), defs: String::new() };
    let (defs, steps) = start.all();
    format!(
        "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\
         def slow(f):\n    calls = [0]\n    def row_by_row(*args):\n        calls[0] += 1\n        return f(*args)\n    return row_by_row\n\
         import re\nseen = []\ncounts = {{}}\nlast = 0\n\
         sc = SparkContext('local[2]', 'Pipelines')\nssc = StreamingContext(sc, 1)\nssc.checkpoint('checkpoint')\n\
         lines = ssc.socketTextStream('localhost', 9999)\n{defs}lines{steps}\\\n    .pprint(50)\nssc.start()\nssc.awaitTermination()\n"
    )
}

fn batches() -> impl Strategy<Value = Vec<Vec<Vec<String>>>> {
    let line = prop_oneof![
        4 => "[ab ,1]{0,7}",
        1 => "[0-9]{1,3}",
        1 => "(é|A|b|😀| |-){0,5}",
    ];
    let partition = prop::collection::vec(line, 0..5);
    prop::collection::vec(prop::collection::vec(partition, 0..3), 1..8)
}

proptest! {
    #[test]
    fn by_columns_and_row_by_row(bytes in prop::collection::vec(any::<u8>(), 0..60), batches in batches()) {
        let text = program(&bytes, AS_IT_STANDS);
        let columns = run(text.clone(), &batches);
        let rows = run(program(&bytes, ROW_BY_ROW), &batches);
        // The frames of `row_by_row` are in the one message only.
        let ending = |recording: &Recording| {
            recording.exception.as_ref().map(|it| (it.type_name.clone(), it.python_cause.clone()))
        };
        prop_assert_eq!(ending(&columns), ending(&rows), "{}", text);
        prop_assert_eq!(&columns.stdout, &rows.stdout, "{}", text);
        prop_assert_eq!(&columns.batches, &rows.batches, "{}", text);
    }
}
