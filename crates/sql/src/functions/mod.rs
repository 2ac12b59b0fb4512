//! The functions and operators of expressions: a table of what they take, give and compute.

pub mod aggregates;
mod collections;
mod dates;
mod lambdas;
pub use lambdas::parameter_types as lambdas_parameter_types;
mod logic;
mod math;
mod numbers;
mod text;

use std::cell::Cell;
use std::rc::Rc;

use crate::coerce;
use crate::datum::Datum;
use crate::error::SqlError;
use crate::expr::Expr;
use crate::naming;
use crate::types::DataType;

/// What the language around gives: patterns for `rlike` and its kin, JSON.
pub trait Hooks {
    /// All matches of a regular expression from the left: the spans of the match and its groups, in bytes.
    ///
    /// Errors: what is wrong with the pattern.
    fn matches(&self, pattern: &str, text: &str) -> Result<Vec<Vec<Option<(usize, usize)>>>, String>;
    /// A JSON text as a value of a type; `None` for what is no JSON.
    fn json_value(&self, text: &str, data_type: &DataType, offset: i64) -> Option<Datum>;
}

/// What expressions are computed in.
pub struct Env {
    /// Microseconds that the session's zone is ahead of UTC.
    pub offset: i64,
    /// When the query started.
    pub now: i64,
    pub hooks: Rc<dyn Hooks>,
    pub partition: usize,
    /// Rows seen in this partition by `monotonically_increasing_id`.
    pub n_ids: Cell<i64>,
}

/// What a function sees of its call.
pub struct Call<'a> {
    pub args: &'a [Expr],
    pub data_type: &'a DataType,
    pub env: &'a Env,
}

impl Call<'_> {
    /// The type of an argument.
    pub fn type_of(&self, at: usize) -> DataType {
        self.args.get(at).map_or(DataType::Null, Expr::data_type)
    }
}

pub type Eval = fn(&[Datum], &Call) -> Result<Datum, SqlError>;
type Resolve = fn(&'static Function, Vec<Expr>) -> Result<Expr, SqlError>;

/// A function of values.
pub struct Function {
    pub name: &'static str,
    /// What it takes and gives, see [`resolve_by_spec`]; ignored with a `resolve`.
    spec: &'static str,
    resolve: Option<Resolve>,
    pub eval: Eval,
}

impl Function {
    /// Whether any null argument makes the result null, so that `eval` is not asked.
    pub fn is_strict(&self) -> bool {
        !self.spec.contains('!')
    }
}

/// A function described by its spec.
const fn plain(name: &'static str, spec: &'static str, eval: Eval) -> Function {
    Function { name, spec, resolve: None, eval }
}

/// A function with rules of its own; the spec only says `!` if it wants nulls.
const fn ruled(name: &'static str, spec: &'static str, resolve: Resolve, eval: Eval) -> Function {
    Function { name, spec, resolve: Some(resolve), eval }
}

/// Other names of functions.
const ALIASES: &[(&str, &str)] = &[
    ("ucase", "upper"),
    ("lcase", "lower"),
    ("char_length", "length"),
    ("character_length", "length"),
    ("len", "length"),
    ("substr", "substring"),
    ("power", "pow"),
    ("ceiling", "ceil"),
    ("sign", "signum"),
    ("day", "dayofmonth"),
    ("dateadd", "date_add"),
    ("date_diff", "datediff"),
    ("cardinality", "size"),
    ("array_size", "size"),
    ("ifnull", "nvl"),
    ("now", "current_timestamp"),
    ("curdate", "current_date"),
    ("regexp", "rlike"),
    ("regexp_like", "rlike"),
    ("position", "locate"),
    ("negative", "-u"),
    ("mod", "%"),
    ("==", "="),
    ("!=", "<>"),
];

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Function> {
    let lower = name.to_ascii_lowercase();
    let known = ALIASES.iter().find(|(alias, _)| *alias == lower).map_or(lower.as_str(), |(_, known)| known);
    let tables =
        [logic::TABLE, numbers::TABLE, math::TABLE, text::TABLE, dates::TABLE, collections::TABLE, lambdas::TABLE];
    tables.into_iter().flatten().find(|function| function.name == known)
}

/// Arguments that Spark adds where they are left out, and shows: the function, their place, the value.
const DEFAULTS: &[(&str, usize, LeftOut)] = &[
    ("split", 2, LeftOut::Int(-1)),
    ("regexp_replace", 3, LeftOut::Int(1)),
    ("regexp_extract", 2, LeftOut::Int(1)),
    ("locate", 2, LeftOut::Int(1)),
    ("round", 1, LeftOut::Int(0)),
    ("bround", 1, LeftOut::Int(0)),
    ("substring", 2, LeftOut::Int(i32::MAX)),
    ("lpad", 2, LeftOut::Text(" ")),
    ("rpad", 2, LeftOut::Text(" ")),
    ("sort_array", 1, LeftOut::True),
    ("months_between", 2, LeftOut::True),
    ("unix_timestamp", 1, LeftOut::Text("yyyy-MM-dd HH:mm:ss")),
    ("from_unixtime", 1, LeftOut::Text("yyyy-MM-dd HH:mm:ss")),
];

#[derive(Clone, Copy)]
enum LeftOut {
    Int(i32),
    Text(&'static str),
    True,
}

/// The call of a function by the name that was written, with the arguments that Spark adds.
///
/// Errors: as [`resolve`].
pub fn resolve_named(function: &'static Function, written: &str, mut args: Vec<Expr>) -> Result<Expr, SqlError> {
    if let Some((_, place, default)) = DEFAULTS.iter().find(|(name, ..)| *name == function.name)
        && args.len() == *place
    {
        args.push(match default {
            LeftOut::Int(number) => Expr::int(*number),
            LeftOut::Text(text) => Expr::str(text),
            LeftOut::True => Expr::Literal(Datum::Bool(true), DataType::Boolean),
        });
    }
    let mut call = resolve(function, args)?;
    let lower = written.to_ascii_lowercase();
    if let Expr::Apply { shown, function, .. } = &mut call
        && lower != function.name
        && !matches!(lower.as_str(), "==" | "!=" | "negative" | "regexp" | "regexp_like")
    {
        *shown = Some(lower.into());
    }
    Ok(call)
}

/// The call of a function on resolved arguments.
///
/// Errors: a wrong number of arguments, or types that it does not take.
pub fn resolve(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    match function.resolve {
        Some(resolve) => resolve(function, args),
        None => resolve_by_spec(function, args),
    }
}

fn apply(function: &'static Function, args: Vec<Expr>, data_type: DataType, is_nullable: bool) -> Expr {
    Expr::Apply { function, args, data_type, is_nullable, shown: None }
}

fn letter_type(letter: char) -> Option<DataType> {
    Some(match letter {
        's' => DataType::String,
        'i' => DataType::Int,
        'l' => DataType::Long,
        'd' => DataType::Double,
        'b' => DataType::Boolean,
        't' => DataType::Timestamp,
        'D' => DataType::Date,
        'y' => DataType::Binary,
        _ => return None,
    })
}

/// Resolves by a spec like `ss?i:s`: a letter for each argument, those after `?` may be left out, `+` repeats the last
/// one; after the colon the result, with `?` if it may be null without a null argument, `.` if it never is, and `!` if
/// the function wants to see nulls.
///
/// Letters: the types of [`letter_type`], `*` for anything, `A` an array, `M` a map; results also a digit for the type
/// of that argument, `e` for the elements of the first one.
fn resolve_by_spec(function: &'static Function, args: Vec<Expr>) -> Result<Expr, SqlError> {
    let (wanted, given) = function.spec.split_once(':').unwrap_or((function.spec, "s"));
    let required = wanted.split('?').next().unwrap_or(wanted).chars().filter(|c| *c != '+').count();
    let letters: Vec<char> = wanted.chars().filter(|c| !matches!(c, '?' | '+')).collect();
    let is_repeated = wanted.ends_with('+');
    if args.len() < required || (args.len() > letters.len() && !is_repeated) {
        let expected = match (required == letters.len(), is_repeated) {
            (_, true) => format!("> {}", required.saturating_sub(1)),
            (true, _) => required.to_string(),
            (false, _) => {
                format!("[{}]", (required..=letters.len()).map(|n| n.to_string()).collect::<Vec<_>>().join(", "))
            }
        };
        return Err(wrong_count(function.name, &expected, args.len()));
    }
    let mut coerced = Vec::with_capacity(args.len());
    for (at, arg) in args.iter().enumerate() {
        let letter = letters.get(at).or(letters.last()).copied().unwrap_or('*');
        coerced.push(coerce_to(function, &args, at, arg.clone(), letter)?);
    }
    let is_any_null = coerced.iter().any(Expr::is_nullable);
    let is_nullable = given.contains('?') || (is_any_null && !given.contains('.'));
    let data_type = match given.chars().next() {
        Some('e') => match coerced.first().map(Expr::data_type) {
            Some(DataType::Array(element, _)) => (*element).clone(),
            _ => DataType::Null,
        },
        Some(digit) if digit.is_ascii_digit() => {
            let at = digit.to_digit(10).unwrap_or(0) as usize;
            coerced.get(at).map_or(DataType::Null, Expr::data_type)
        }
        Some('S') => DataType::array(DataType::String),
        Some(letter) => letter_type(letter).unwrap_or(DataType::Null),
        None => DataType::Null,
    };
    Ok(apply(function, coerced, data_type, is_nullable))
}

fn coerce_to(function: &'static Function, args: &[Expr], at: usize, arg: Expr, letter: char) -> Result<Expr, SqlError> {
    let from = arg.data_type();
    let fits = match letter {
        '*' => return Ok(arg),
        'A' => matches!(from, DataType::Array(..) | DataType::Null),
        'M' => matches!(from, DataType::Map(..) | DataType::Null),
        _ => false,
    };
    if fits {
        return Ok(arg);
    }
    let wanted = letter_type(letter);
    match &wanted {
        Some(to) if coerce::is_implied(&from, to) => Ok(coerce::implied(arg, to)),
        _ => {
            let name = match letter {
                'A' => "ARRAY".to_owned(),
                'M' => "MAP".to_owned(),
                _ => wanted.map_or_else(String::new, |to| to.sql_name()),
            };
            Err(wrong_type(function.name, args, at, &name))
        }
    }
}

/// The complaint about an argument of a type that the function does not take.
pub fn wrong_type(name: &str, args: &[Expr], at: usize, wanted: &str) -> SqlError {
    let call = naming::call_text(name, args);
    let (shown, found) =
        args.get(at).map_or_else(|| (String::new(), DataType::Null), |arg| (naming::sql_text(arg), arg.data_type()));
    SqlError::analysis(
        "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
        format!(
            "Cannot resolve \"{call}\" due to data type mismatch: Parameter {} requires the \"{wanted}\" type, however \"{shown}\" has the type \"{}\".",
            at + 1,
            found.sql_name()
        ),
    )
}

/// The complaint about operands of different types.
pub fn different_types(name: &str, args: &[Expr]) -> SqlError {
    let call = naming::call_text(name, args);
    let shown: Vec<String> = args.iter().map(|arg| format!("\"{}\"", arg.data_type().sql_name())).collect();
    SqlError::analysis(
        "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
        format!(
            "Cannot resolve \"{call}\" due to data type mismatch: the left and right operands of the binary operator have incompatible types ({}).",
            shown.join(" and ")
        ),
    )
}

/// The complaint about values that have no type in common.
pub fn no_common_type(name: &str, args: &[Expr]) -> SqlError {
    let call = naming::call_text(name, args);
    let shown: Vec<String> = args.iter().map(|arg| format!("\"{}\"", arg.data_type().sql_name())).collect();
    SqlError::analysis(
        "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
        format!(
            "Cannot resolve \"{call}\" due to data type mismatch: Input to `{name}` should all be the same type, but it's ({}).",
            shown.join(", ")
        ),
    )
}

/// The complaint about a number of arguments.
pub fn wrong_count(name: &str, expected: &str, found: usize) -> SqlError {
    SqlError::analysis(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
        format!(
            "The `{name}` requires {expected} parameters but the actual number is {found}. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix."
        ),
    )
}

/// All arguments in their common type.
fn alike(function: &'static Function, args: Vec<Expr>, text: coerce::Text) -> Result<(Vec<Expr>, DataType), SqlError> {
    let mut wanted = DataType::Null;
    for arg in &args {
        wanted = coerce::common(&wanted, &arg.data_type(), text).ok_or_else(|| no_common_type(function.name, &args))?;
    }
    Ok((args.into_iter().map(|arg| coerce::implied(arg, &wanted)).collect(), wanted))
}

fn need_count(function: &'static Function, args: &[Expr], n: usize) -> Result<(), SqlError> {
    if args.len() == n { Ok(()) } else { Err(wrong_count(function.name, &n.to_string(), args.len())) }
}
