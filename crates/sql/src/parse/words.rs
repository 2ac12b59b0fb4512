//! Words that end what stands before them, and so are no names given to it without `AS`.

/// Words that begin the next part of a query, or of a list of tables.
const CLAUSES: &[&str] = &[
    "group",
    "order",
    "having",
    "limit",
    "union",
    "intersect",
    "except",
    "minus",
    "lateral",
    "on",
    "using",
    "join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "natural",
    "sort",
    "window",
    "offset",
    "semi",
    "anti",
    "with",
    "tablesample",
    "cluster",
    "distribute",
];

/// Words that follow a table only: behind an expression they may be names, or are looked for by themselves.
const AFTER_TABLE: &[&str] = &["where", "select", "set"];

/// Words that go on with an expression, or end a piece of one.
const IN_EXPRESSION: &[&str] = &[
    "from", "and", "or", "then", "else", "end", "when", "asc", "desc", "nulls", "as", "between", "in", "like", "rlike",
    "is", "not", "div", "over", "rows", "range",
];

/// Whether a word behind a table is no name for it.
pub(super) fn ends_table(word: &str) -> bool {
    is_one_of(word, &[CLAUSES, AFTER_TABLE])
}

/// Whether a word behind an expression is no name for it.
pub(super) fn ends_expression(word: &str) -> bool {
    is_one_of(word, &[CLAUSES, IN_EXPRESSION])
}

fn is_one_of(word: &str, lists: &[&[&str]]) -> bool {
    lists.iter().any(|words| words.iter().any(|known| word.eq_ignore_ascii_case(known)))
}
