//! CPython 3.11's words for texts that do not parse.
//!
//! The parser tells where a text breaks; what CPython would say there depends on the tokens around the place.

use diag::{Diagnostic, Span};
use ruff_python_parser::{ParseError, ParseErrorType};

use crate::ast::Stmt;
use crate::parse::escapes;
use crate::parse::lexer::{LexKind, LexToken, Lexed};
use crate::parse::targets;

/// A broken text with its tokens, comments left out.
pub struct Broken<'t> {
    pub text: &'t str,
    pub tokens: Vec<LexToken>,
    /// What could be parsed.
    pub body: &'t [Stmt],
}

fn error(class: &str, message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(class, message).at(span)
}

fn syntax(message: impl Into<String>, span: Span) -> Diagnostic {
    error("SyntaxError", message, span)
}

/// The error that CPython reports for a text that the parser refuses with `first`, or that the lexer refuses.
pub fn diagnose(text: &str, lexed: &Lexed, first: Option<&ParseError>, body: &[Stmt]) -> Option<Diagnostic> {
    let tokens: Vec<LexToken> = lexed.tokens.iter().filter(|token| token.kind != LexKind::Comment).copied().collect();
    let broken = Broken { text, tokens, body };
    let found = first.map(|first| broken.explain(first));
    let at = first.map(|first| broken.token_at(u32::from(first.location.start())));
    // An unexpected indent is told at once; anything else only if the rest of the text has no broken token.
    if let (Some(found), Some(at)) = (&found, at)
        && broken.kind(at) == LexKind::Indent
        && lexed.error.as_ref().is_none_or(|error| error.span.start > broken.token(at).span.start)
    {
        return Some(found.clone());
    }
    if let Some(refused) = &lexed.error {
        return Some(error(refused.class, refused.message.clone(), refused.span));
    }
    let found = found?;
    if let Some(open) = lexed.open.last() {
        let at = at.unwrap_or(0);
        let line_of = |offset: u32| text.as_bytes()[..offset as usize].iter().filter(|&&byte| byte == b'\n').count();
        let place = broken.token(at).span.start.min(text.len() as u32);
        if broken.kind(at) == LexKind::End || line_of(place) > line_of(open.at) {
            let message = format!("'{}' was never closed", char::from(open.byte));
            return Some(syntax(message, Span::new(open.at, open.at + 1)));
        }
    }
    Some(found)
}

impl Broken<'_> {
    pub fn token(&self, at: usize) -> LexToken {
        self.tokens.get(at).or(self.tokens.last()).copied().unwrap_or(LexToken {
            kind: LexKind::End,
            span: Span::default(),
            level: 0,
        })
    }

    pub(super) fn kind(&self, at: usize) -> LexKind {
        self.token(at).kind
    }

    pub fn word(&self, at: usize) -> &str {
        self.token(at).text(self.text)
    }

    /// The number of the token that a byte is in, or the first one behind it.
    fn token_at(&self, offset: u32) -> usize {
        let at = self.tokens.partition_point(|token| token.span.end <= offset && token.kind != LexKind::End);
        // An indent ends where the first token of its line begins.
        let is_dedent_before = |at: usize| self.kind(at) == LexKind::Dedent && self.token(at).span.start >= offset;
        let mut at = at;
        while is_dedent_before(at) {
            at += 1;
        }
        at
    }

    fn generic(&self, at: usize) -> Diagnostic {
        match self.kind(at) {
            LexKind::Indent => error("IndentationError", "unexpected indent", self.token(at).span),
            LexKind::Dedent => error("IndentationError", "unexpected unindent", self.token(at).span),
            _ => syntax("invalid syntax", self.token(at).span),
        }
    }

    /// The first token of the logical line that token `at` is in.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let mut start = at;
        while start > 0 && !matches!(self.kind(start - 1), LexKind::Newline | LexKind::Indent | LexKind::Dedent) {
            start -= 1;
        }
        start
    }

    fn explain(&self, first: &ParseError) -> Diagnostic {
        let span = Span::new(first.location.start().into(), first.location.end().into());
        let at = self.token_at(span.start);
        match &first.error {
            ParseErrorType::UnexpectedIndentation => {
                error("IndentationError", "unexpected indent", self.token(at).span)
            }
            ParseErrorType::ExpectedToken { expected, .. } => self.expected(&expected.to_string(), at),
            ParseErrorType::InvalidAssignmentTarget => targets::assignment(self, span, at),
            ParseErrorType::InvalidAugmentedAssignmentTarget => {
                let name = targets::name_at(self, span);
                syntax(format!("'{name}' is an illegal expression for augmented assignment"), span)
            }
            ParseErrorType::InvalidDeleteTarget => {
                syntax(format!("cannot delete {}", targets::name_at(self, span)), span)
            }
            ParseErrorType::InvalidNamedAssignmentTarget => {
                let name = match span.of(self.text).bytes().last() {
                    Some(b')') => "function call",
                    Some(b']') => "subscript",
                    _ if span.of(self.text).contains('.') => "attribute",
                    _ => "literal",
                };
                syntax(format!("cannot use assignment expressions with {name}"), span)
            }
            ParseErrorType::InvalidAnnotatedAssignmentTarget => syntax("illegal target for annotation", span),
            ParseErrorType::PositionalAfterKeywordArgument => {
                syntax("positional argument follows keyword argument", span)
            }
            ParseErrorType::PositionalAfterKeywordUnpacking => {
                syntax("positional argument follows keyword argument unpacking", span)
            }
            ParseErrorType::InvalidArgumentUnpackingOrder => {
                syntax("iterable argument unpacking follows keyword argument unpacking", span)
            }
            ParseErrorType::UnparenthesizedGeneratorExpression => {
                syntax("Generator expression must be parenthesized", span)
            }
            ParseErrorType::NonDefaultParamAfterDefaultParam => {
                syntax("non-default argument follows default argument", span)
            }
            ParseErrorType::ParamAfterVarKeywordParam => syntax("arguments cannot follow var-keyword argument", span),
            ParseErrorType::VarParameterWithDefault => {
                let is_double = (0..=at).rev().find_map(|at| match self.word(at) {
                    "**" => Some(true),
                    "*" => Some(false),
                    _ => None,
                });
                let which = if is_double == Some(true) { "var-keyword" } else { "var-positional" };
                syntax(format!("{which} argument cannot have default value"), span)
            }
            ParseErrorType::ExpectedKeywordParam => {
                let star = (0..=at).rev().find(|at| self.word(*at) == "*").unwrap_or(at);
                syntax("named arguments must follow bare *", self.token(star).span)
            }
            ParseErrorType::UnparenthesizedTupleExpression => {
                let level = self.token(at).level;
                let comma = (at..self.tokens.len())
                    .find(|at| self.word(*at) == "," && self.token(*at).level == level)
                    .unwrap_or(at);
                self.generic(comma)
            }
            ParseErrorType::InvalidStarredExpressionUsage => {
                if at > 0 && self.kind(at - 1) == LexKind::Op && self.word(at - 1) != "=" && self.word(at - 1) != "(" {
                    return self.generic(at);
                }
                syntax("can't use starred expression here", span)
            }
            ParseErrorType::InvalidStarPatternUsage => self.generic(at),
            ParseErrorType::Lexical(lexical) if !lexical.to_string().starts_with("f-string") => {
                escapes::explain(self, &lexical.to_string(), at)
            }
            other if self.is_in_f_string(at, span) => syntax(self.f_string(&other.to_string(), span), span),
            ParseErrorType::OtherError(message) => self.other(message, at, span),
            _ => self.unexpected(at),
        }
    }

    /// Whether a place is inside an f-string, which is one token here.
    fn is_in_f_string(&self, at: usize, span: Span) -> bool {
        let token = self.token(at);
        let prefix = token.text(self.text).find(['"', '\'']).and_then(|quote| token.text(self.text).get(..quote));
        token.kind == LexKind::String
            && span.start > token.span.start
            && prefix.is_some_and(|prefix| prefix.contains(['f', 'F']))
    }

    fn f_string(&self, message: &str, span: Span) -> String {
        let message = message.replace('`', "'");
        let before = self.text.get(..span.start as usize).unwrap_or("").trim_end();
        let here = self.text.get(span.start as usize..).unwrap_or("");
        match message.as_str() {
            "f-string: invalid conversion character" => {
                "f-string: invalid conversion character: expected 's', 'r', or 'a'".into()
            }
            "f-string: unterminated string" => "f-string: expecting '}'".into(),
            "f-string: expecting '}'" if here.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                "f-string: invalid syntax. Perhaps you forgot a comma?".into()
            }
            "Expected an expression" if before.ends_with('{') => "f-string: empty expression not allowed".into(),
            message if message.starts_with("f-string: ") && !message.contains("lambda") => message.into(),
            _ => "f-string: invalid syntax".into(),
        }
    }

    /// A certain token should have come.
    fn expected(&self, expected: &str, at: usize) -> Diagnostic {
        let clause = self.word(self.line_start(at));
        match expected {
            "`:`" if self.is_in_dict_after_pair(at) => self.dict_colon(at),
            "`:`" if self.token(at).level > 0 || self.lambda_is_open(at) => self.unexpected(at),
            "`:`" if self.kind(at) == LexKind::Newline || matches!(clause, "else" | "try" | "finally" | "def") => {
                syntax("expected ':'", self.token(at).span)
            }
            "`else`" => {
                let start = self.operand_start(at);
                let end = self.token(at.saturating_sub(1)).span.end;
                syntax(
                    "expected 'else' after 'if' expression",
                    Span::new(self.token(self.ternary_start(start)).span.start, end),
                )
            }
            _ => self.unexpected(at),
        }
    }

    fn ternary_start(&self, operand: usize) -> usize {
        // `operand` is the condition; the value stands before its `if`.
        if operand > 0 && self.word(operand - 1) == "if" { self.operand_start(operand - 1) } else { operand }
    }

    /// A token that nothing expects.
    fn unexpected(&self, at: usize) -> Diagnostic {
        if at == 0 {
            return self.generic(at);
        }
        let previous = at - 1;
        if matches!(self.word(previous), "print" | "exec") && self.starts_expression(at) {
            let name = self.word(previous);
            let message = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
            return syntax(message, Span::new(self.token(previous).span.start, self.token(at).span.end));
        }
        if self.word(at) == "=" {
            return self.assignment_in_expression(at);
        }
        let is_augmented = self.word(at).len() >= 2
            && self.word(at).ends_with('=')
            && self.kind(at) == LexKind::Op
            && !matches!(self.word(at), "==" | "!=" | "<=" | ">=" | ":=");
        let line_start = self.line_start(at);
        if is_augmented
            && self.token(at).level == 0
            && (line_start..at).any(|before| self.word(before) == "," && self.token(before).level == 0)
        {
            let span = Span::new(self.token(line_start).span.start, self.token(previous).span.end);
            return syntax("'tuple' is an illegal expression for augmented assignment", span);
        }
        if self.is_in_dict_after_pair(at) && (self.word(at) == "}" || self.starts_expression(at)) {
            return self.dict_colon(at);
        }
        if self.word(previous) == "=" && matches!(self.word(at), ")" | ",") && self.word(self.line_start(at)) == "def" {
            return syntax("expected default value expression", self.token(previous).span);
        }
        if self.forgot_comma(at) {
            let start = self.token(self.operand_start(at)).span.start;
            let message = "invalid syntax. Perhaps you forgot a comma?";
            return syntax(message, Span::new(start, self.token(at).span.end));
        }
        if self.word(at) == "(" && self.word(self.line_start(at)) == "def" && self.token(at).level > 1 {
            return syntax("Function parameters cannot be parenthesized", self.token(at).span);
        }
        self.generic(at)
    }

    /// `=` where a value is expected: in a condition, in brackets, or in an argument.
    fn assignment_in_expression(&self, at: usize) -> Diagnostic {
        let previous = at - 1;
        let clause = self.word(self.line_start(at));
        let level = self.token(at).level;
        let in_condition = level == 0 && matches!(clause, "if" | "elif" | "while" | "assert" | "return");
        if !in_condition && level == 0 {
            return self.generic(at);
        }
        let is_name = self.kind(previous) == LexKind::Name
            && !matches!(self.word(previous), "None" | "True" | "False")
            && (previous == 0 || self.word(previous - 1) != ".");
        let start = self.token(self.operand_start(at)).span.start;
        if is_name {
            let end = self.token(at + 1).span.end;
            let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return syntax(message, Span::new(start, end));
        }
        let span = Span::new(start, self.token(previous).span.end);
        let name = targets::name_at(self, span);
        syntax(format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?"), span)
    }

    fn dict_colon(&self, at: usize) -> Diagnostic {
        let end = self.token(at.saturating_sub(1)).span.end;
        syntax("':' expected after dictionary key", Span::new(end.saturating_sub(1), end))
    }

    fn other(&self, message: &str, at: usize, span: Span) -> Diagnostic {
        if message.starts_with("Expected an indented block") {
            return self.missing_block(at);
        }
        match message {
            "Expected `except` or `finally` after `try` block" => {
                let place = self.behind_try(at);
                syntax("expected 'except' or 'finally' block", self.token(place).span)
            }
            "Trailing comma not allowed" if self.word(self.line_start(at)) == "from" => {
                syntax("trailing comma not allowed without surrounding parentheses", self.token(at + 1).span)
            }
            "Trailing comma not allowed" => self.generic(at + usize::from(self.word(at) == ",")),
            "Expected a parameter name" => {
                let word = self.word(at);
                if matches!(word, "None" | "True" | "False") {
                    return syntax(format!("cannot assign to {word}"), span);
                }
                syntax("expression cannot contain assignment, perhaps you meant \"==\"?", span)
            }
            message if message.starts_with("Only single target") => syntax(message.replacen("Only", "only", 1), span),
            _ => self.unexpected(at),
        }
    }

    /// `expected an indented block after 'if' statement on line 3`.
    fn missing_block(&self, at: usize) -> Diagnostic {
        let mut header = at;
        while header > 0 && matches!(self.kind(header - 1), LexKind::Newline | LexKind::Indent | LexKind::Dedent) {
            header -= 1;
        }
        let header = self.line_start(header.saturating_sub(1));
        let what = match self.word(header) {
            "def" | "async" => "function definition".to_owned(),
            "class" => "class definition".to_owned(),
            word => format!("'{word}' statement"),
        };
        let start = self.token(header).span.start as usize;
        let line = 1 + self.text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count();
        let message = format!("expected an indented block after {what} on line {line}");
        error("IndentationError", message, self.token(at).span)
    }
}
