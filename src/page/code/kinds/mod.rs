//! What an expression is, as far as a simple rule over the text knows it: a stream, an RDD, a text, a list, …

mod table;

use crate::page::code::kinds::table::{annotated, called, class, handed, member, subscript};
use crate::page::code::tokens::{Sort, Token, arguments, closing, has_colon, opening, parameters, unclosed};

/// What is known of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    StreamingContext,
    SparkContext,
    DStream(Records),
    Rdd(Records),
    SparkSession,
    Builder,
    DataFrame,
    GroupedData,
    Column,
    Str,
    List(Records),
    Dict,
    Set,
    Tuple,
    /// Something that no list of members is kept for.
    Other,
    Unknown,
}

/// What is known of the things in a stream, an RDD or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    Texts,
    Any,
}

use Records::{Any, Texts};

/// How many names are followed to what they were assigned.
const FUEL: u8 = 12;

/// What the expression is that ends behind `tokens[..end]`: that before a dot, say.
pub fn kind_before(tokens: &[Token<'_>], end: usize) -> Kind {
    Reader { tokens }.before(end, FUEL)
}

struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
}

impl<'t, 'a> Reader<'t, 'a> {
    fn at(&self, idx: usize) -> Option<&'t Token<'a>> {
        self.tokens.get(idx)
    }

    fn is(&self, idx: usize, text: &str) -> bool {
        self.at(idx).is_some_and(|token| token.is(text))
    }

    fn between(&self, from: usize, end: usize) -> &'t [Token<'a>] {
        self.tokens.get(from..end).unwrap_or_default()
    }

    fn before(&self, end: usize, fuel: u8) -> Kind {
        let Some(start) = self.start(end) else { return Kind::Unknown };
        self.expression(start, end, fuel)
    }

    /// Where the names, calls and subscripts begin that end here.
    fn start(&self, end: usize) -> Option<usize> {
        let mut start = end;
        loop {
            let last = self.at(start.checked_sub(1)?)?;
            if last.closes() {
                start = opening(self.tokens, start - 1)?;
                let before = start.checked_sub(1).and_then(|idx| self.at(idx));
                let is_applied = before.is_some_and(|token| {
                    token.closes() || matches!(token.sort, Sort::Name | Sort::Text) && !token.is("lambda")
                });
                if !is_applied {
                    return Some(start);
                }
                continue;
            }
            if !matches!(last.sort, Sort::Name | Sort::Text | Sort::Number) {
                return None;
            }
            start -= 1;
            match start.checked_sub(1) {
                Some(dot) if self.is(dot, ".") => start = dot,
                _ => return Some(start),
            }
        }
    }

    /// What the tokens in a range are together.
    fn expression(&self, start: usize, end: usize, fuel: u8) -> Kind {
        let Some(fuel) = fuel.checked_sub(1) else { return Kind::Unknown };
        let Some((mut kind, mut idx)) = self.primary(start, end, fuel) else { return Kind::Unknown };
        while idx < end {
            let Some(token) = self.at(idx) else { break };
            if token.is(".") {
                let Some(name) = self.at(idx + 1).filter(|name| name.sort == Sort::Name && idx + 1 < end) else {
                    return Kind::Unknown;
                };
                let call = self.is(idx + 2, "(").then(|| closing(self.tokens, idx + 2)).flatten();
                let call = call.filter(|close| *close < end);
                let given = call.map(|close| self.between(idx + 3, close));
                kind = member(kind, name.text, given);
                idx = call.map_or(idx + 2, |close| close + 1);
            } else if token.is("[") {
                let Some(close) = closing(self.tokens, idx).filter(|close| *close < end) else {
                    return Kind::Unknown;
                };
                kind = subscript(kind, self.between(idx + 1, close));
                idx = close + 1;
            } else {
                // What comes of an operator is known of texts only.
                let keeps = kind == Kind::Str && (token.is("+") || token.is("%"));
                return if keeps || token.is("if") { kind } else { Kind::Unknown };
            }
        }
        kind
    }

    fn primary(&self, start: usize, end: usize, fuel: u8) -> Option<(Kind, usize)> {
        let first = self.at(start).filter(|_| start < end)?;
        if first.opens() {
            let close = closing(self.tokens, start).filter(|close| *close < end)?;
            let inside = self.between(start + 1, close);
            let is_many = arguments(inside).len() > 1;
            let kind = match first.text {
                "(" if is_many => Kind::Tuple,
                "(" => self.expression(start + 1, close, fuel),
                "[" => {
                    Kind::List(if inside.first().is_some_and(|token| token.sort == Sort::Text) { Texts } else { Any })
                }
                _ if inside.is_empty() || has_colon(inside) => Kind::Dict,
                _ => Kind::Set,
            };
            return Some((kind, close + 1));
        }
        match first.sort {
            Sort::Text => {
                let prefix = first.text.split(['"', '\'']).next().unwrap_or_default();
                let is_bytes = prefix.contains(['b', 'B']);
                Some((if is_bytes { Kind::Other } else { Kind::Str }, start + 1))
            }
            Sort::Number | Sort::Keyword => Some((Kind::Other, start + 1)),
            Sort::Name if self.is(start + 1, "(") && start + 1 < end => {
                let close = closing(self.tokens, start + 1).filter(|close| *close < end)?;
                Some((called(first.text), close + 1))
            }
            Sort::Name => Some((self.variable(first.text, start, fuel), start + 1)),
            Sort::Sign => None,
        }
    }

    /// What a name stands for at a place.
    fn variable(&self, name: &str, at: usize, fuel: u8) -> Kind {
        if let Some(kind) = class(name) {
            return kind;
        }
        if let Some(kind) = self.lambda_parameter(name, at, fuel) {
            return kind;
        }
        let lines = self.line_starts();
        let line = lines.iter().rposition(|start| *start <= at).unwrap_or(0);
        let mut indent = lines.get(line).map_or(0, |start| self.indent(*start));
        for start in lines.get(..=line).unwrap_or_default().iter().rev() {
            let is_own = lines.get(line) == Some(start);
            if let Some(kind) = self.assigned(name, *start, fuel).filter(|_| !is_own) {
                return kind;
            }
            if self.is(*start, "def") && (self.indent(*start) < indent || is_own) {
                indent = self.indent(*start);
                if let Some(kind) = self.def_parameter(name, *start, fuel) {
                    return kind;
                }
            }
        }
        // A function may use what is assigned below it.
        let below = lines.get(line + 1..).unwrap_or_default();
        below.iter().find_map(|start| self.assigned(name, *start, fuel)).unwrap_or(Kind::Unknown)
    }

    fn line_starts(&self) -> Vec<usize> {
        let ends = self.tokens.iter().enumerate().filter(|(_, token)| token.is("\n")).map(|(idx, _)| idx + 1);
        std::iter::once(0).chain(ends).filter(|start| self.at(*start).is_some_and(|token| !token.is("\n"))).collect()
    }

    /// How far a line is indented: what lies between its first token and the end of the line before.
    fn indent(&self, start: usize) -> usize {
        let Some(first) = self.at(start) else { return 0 };
        start.checked_sub(1).and_then(|idx| self.at(idx)).map_or(first.at, |end| first.at - end.at - 1)
    }

    /// What a line makes of a name, if it makes something of it.
    fn assigned(&self, name: &str, start: usize, fuel: u8) -> Option<Kind> {
        let end = (start..self.tokens.len()).find(|idx| self.is(*idx, "\n")).unwrap_or(self.tokens.len());
        let line = self.between(start, end);
        let first = line.first()?;
        let has_name = |part: &[Token<'_>]| part.iter().any(|token| token.is(name));
        if first.is("import") || first.is("from") {
            return has_name(line).then_some(Kind::Other);
        }
        if first.is("for") || first.is("with") {
            return has_name(line.split(|token| token.is("in")).next()?).then_some(Kind::Unknown);
        }
        let equals = line.iter().position(|token| token.is("="))?;
        let targets = line.get(..equals)?;
        match targets {
            [only] if only.is(name) && !self.is(start + equals + 1, "=") => {
                Some(self.expression(start + equals + 1, end, fuel))
            }
            [only, colon, ..] if only.is(name) && colon.is(":") => Some(self.expression(start + equals + 1, end, fuel)),
            [_, comma, ..] if comma.is(",") && has_name(targets) => Some(Kind::Unknown),
            _ => None,
        }
    }

    /// What a name is as a parameter of a lambda around a place.
    fn lambda_parameter(&self, name: &str, at: usize, fuel: u8) -> Option<Kind> {
        let (mut depth, mut has_comma, mut body) = (0_usize, false, None::<bool>);
        for idx in (0..at).rev() {
            let token = self.at(idx)?;
            match () {
                () if token.is("\n") => return None,
                () if token.closes() => depth += 1,
                () if token.opens() && depth > 0 => depth -= 1,
                () if token.opens() => (has_comma, body) = (false, None),
                () if depth > 0 => {}
                () if token.is(",") => has_comma = true,
                () if token.is(":") => (body, has_comma) = (Some(!has_comma), false),
                () if token.is("lambda") => {
                    if body.take() == Some(true) {
                        let colon = (idx..at).find(|idx| self.is(*idx, ":"))?;
                        let names = parameters(self.between(idx + 1, colon));
                        if let Some(position) = names.iter().position(|(known, _)| *known == name) {
                            return Some(self.handed_to_call(idx, position, names.len(), fuel));
                        }
                    }
                    has_comma = false;
                }
                () => {}
            }
        }
        None
    }

    /// What a function gets that is written at `function` as an argument of a call.
    fn handed_to_call(&self, function: usize, position: usize, n_params: usize, fuel: u8) -> Kind {
        let open = unclosed(self.between(0, function));
        let callee = open.and_then(|open| Some((open.checked_sub(1)?, self.at(open.checked_sub(1)?)?)));
        match callee {
            Some((idx, callee)) if callee.sort == Sort::Name && idx > 0 && self.is(idx - 1, ".") => {
                handed(self.before(idx - 1, fuel), callee.text, position, n_params)
            }
            _ => Kind::Unknown,
        }
    }

    /// What a name is as a parameter of the function whose `def` is here.
    fn def_parameter(&self, name: &str, def: usize, fuel: u8) -> Option<Kind> {
        let function = self.at(def + 1)?.text;
        let close = closing(self.tokens, def + 2)?;
        let names = parameters(self.between(def + 3, close));
        let position = names.iter().position(|(known, _)| *known == name)?;
        if let Some(kind) = names.get(position).and_then(|(_, annotation)| annotated((*annotation)?)) {
            return Some(kind);
        }
        let is_handed = |idx: &usize| {
            self.is(*idx, function)
                && (self.is(idx + 1, ")") || self.is(idx + 1, ","))
                && self.is(idx.wrapping_sub(1), "(")
        };
        let mut uses = (0..self.tokens.len()).filter(is_handed);
        let kinds = uses.find_map(|idx| {
            Some(self.handed_to_call(idx, position, names.len(), fuel)).filter(|kind| *kind != Kind::Unknown)
        });
        Some(kinds.unwrap_or(Kind::Unknown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::code::tokens::tokens;

    /// The kind of what ends before `|`.
    fn check(text: &str, expected: Kind) {
        let (before, behind) = text.split_once('|').unwrap_or((text, ""));
        let end = tokens(before).len();
        let all = format!("{before}{behind}");
        assert_eq!(kind_before(&tokens(&all), end), expected, "{text}");
    }

    const BEGIN: &str = "from pyspark import SparkContext\nsc = SparkContext('local[2]', 'A')\nssc = StreamingContext(sc, 1)\n\
                         lines = ssc.socketTextStream('h', 1)\nwords = lines.flatMap(lambda line: line.split(' '))\n\
                         pairs = words.map(lambda word: (word, 1))\n";

    fn check_in(text: &str, expected: Kind) {
        check(&format!("{BEGIN}{text}"), expected);
    }

    #[test]
    fn names_are_followed_to_what_they_were_assigned() {
        check_in("sc|", Kind::SparkContext);
        check_in("ssc|", Kind::StreamingContext);
        check_in("ssc.sparkContext|", Kind::SparkContext);
        check_in("lines|", Kind::DStream(Texts));
        check_in("words|", Kind::DStream(Texts));
        check_in("pairs|", Kind::DStream(Any));
        check_in("pairs.reduceByKey(lambda x, y: x + y).map(f)|", Kind::DStream(Any));
        check_in("a = b\nb = a\na|", Kind::Unknown);
        check_in("rdd = sc.textFile('x')\nrdd.filter(f)|", Kind::Rdd(Texts));
        check_in("rdd = sc.parallelize([1])\nrdd.collect()|", Kind::List(Any));
        check_in("def f():\n    total|\ntotal = {}\n", Kind::Dict);
    }

    #[test]
    fn functions_of_a_stream_get_what_it_hands_them() {
        check_in("pairs.foreachRDD(lambda rdd: rdd|", Kind::Rdd(Any));
        check_in("lines.foreachRDD(lambda time, rdd: rdd|)", Kind::Rdd(Texts));
        check_in("lines.foreachRDD(lambda time, rdd: time|)", Kind::Other);
        check_in("lines.transform(lambda rdd: rdd.filter(lambda line: line|", Kind::Str);
        check_in("lines.map(lambda line: line|", Kind::Str);
        check_in("pairs.map(lambda pair: pair|", Kind::Unknown);
        check_in("lines.map(lambda lines: 1, lines|", Kind::DStream(Texts));
        check_in("pairs.map(lambda lines: lines|", Kind::Unknown);
        check_in("def save(time, rdd):\n    if 1:\n        rdd|\n\npairs.foreachRDD(save)\n", Kind::Rdd(Any));
        check_in("def f(x: str, lines):\n    x|", Kind::Str);
        check_in("def f(lines):\n    lines|", Kind::Unknown);
        check_in("def f(lines):\n    pass\nlines|", Kind::DStream(Texts));
    }

    #[test]
    fn literals_and_what_their_methods_give_are_known() {
        check("'a'|", Kind::Str);
        check("f'{x}'.strip()|", Kind::Str);
        check("b'a'|", Kind::Other);
        check("[1, 2]|", Kind::List(Any));
        check("'a b'.split(' ')[0]|", Kind::Str);
        check("{}|", Kind::Dict);
        check("{'a': 1}|", Kind::Dict);
        check("{1, 2}|", Kind::Set);
        check("(1, 2)|", Kind::Tuple);
        check("('a')|", Kind::Str);
        check("x = 'a' + y\nx|", Kind::Str);
        check("import json\njson|", Kind::Other);
        check("x = y[0]\nx|", Kind::Unknown);
        check("for s in 'ab':\n    s|", Kind::Unknown);
        check("a, b = 1, 2\nb|", Kind::Unknown);
    }

    #[test]
    fn frames_are_known_from_their_session() {
        let begin = "spark = SparkSession.builder.appName('x').getOrCreate()\ndf = spark.createDataFrame([])\n";
        check(&format!("{begin}spark|"), Kind::SparkSession);
        check(&format!("{begin}SparkSession.builder.master('x')|"), Kind::Builder);
        check(&format!("{begin}df.where('x').select('y')|"), Kind::DataFrame);
        check(&format!("{begin}df.groupBy('x')|"), Kind::GroupedData);
        check(&format!("{begin}df.groupBy('x').count().rdd|"), Kind::Rdd(Any));
        check(&format!("{begin}df.age|"), Kind::Column);
    }

    #[test]
    fn text_that_is_no_program_is_read_as_well() {
        for text in [
            "",
            ")|",
            "((|",
            "lambda|",
            "def|",
            "def f(|",
            "x = |",
            "x = lambda: x|",
            "]].a|",
            "a[|",
            "\n\n|",
            "(\n|",
            "f(a)(b)|",
        ] {
            let tokens = tokens(text.trim_end_matches('|'));
            kind_before(&tokens, tokens.len());
        }
    }
}
