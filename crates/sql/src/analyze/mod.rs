//! The analyzer: from names and calls to columns and functions with types.

pub mod aggregate;
pub mod combine;
pub mod hidden;
mod relations;
pub mod select;

use std::rc::Rc;

use crate::coerce::{self, Text};
use crate::datum::Datum;
use crate::error::{SqlError, quoted, quoted_parts};
use crate::expr::{Attr, CastKind, Expr, WindowSpec};
use crate::functions::{self, aggregates, lambdas_parameter_types};
use crate::naming;
use crate::plan::PlanRef;
use crate::session::Session;
use crate::similar;
use crate::types::DataType;

/// What names may refer to.
#[derive(Clone, Default)]
pub struct Scope {
    /// Columns; those of an earlier group win.
    pub groups: Vec<Vec<Attr>>,
    parameters: Vec<(u32, Rc<str>, DataType)>,
}

impl Scope {
    pub fn of(attrs: &[Attr]) -> Self {
        Self { groups: vec![attrs.to_vec()], parameters: Vec::new() }
    }

    pub fn then(mut self, attrs: &[Attr]) -> Self {
        self.groups.push(attrs.to_vec());
        self
    }
}

/// A name in its parts: dots separate, back quotes keep together.
///
/// Errors: back quotes that do not fit.
pub fn name_parts(text: &str) -> Result<Vec<Rc<str>>, SqlError> {
    let wrong = || SqlError::plain(format!("syntax error in attribute name: {text}."));
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut rest = text.chars().peekable();
    let mut is_quoted = false;
    let mut was_quoted = false;
    while let Some(c) = rest.next() {
        match c {
            '`' if is_quoted && rest.peek() == Some(&'`') => part.extend(rest.next()),
            '`' if is_quoted => {
                (is_quoted, was_quoted) = (false, true);
                if !matches!(rest.peek(), None | Some('.')) {
                    return Err(wrong());
                }
            }
            '`' if part.is_empty() && !was_quoted => is_quoted = true,
            '`' => return Err(wrong()),
            '.' if !is_quoted => {
                if part.is_empty() && !was_quoted {
                    return Err(wrong());
                }
                parts.push(std::mem::take(&mut part).into());
                was_quoted = false;
            }
            other => part.push(other),
        }
    }
    if is_quoted || (part.is_empty() && !was_quoted) {
        return Err(wrong());
    }
    parts.push(part.into());
    Ok(parts)
}

/// The error of a name that means nothing.
pub fn unresolved(parts: &[Rc<str>], scope: &Scope) -> SqlError {
    let shown = quoted_parts(parts);
    let text = parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    let candidates: Vec<&Attr> = scope.groups.iter().flatten().collect();
    let mut error = if candidates.is_empty() {
        SqlError::analysis(
            "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
            format!("A column or function parameter with name {shown} cannot be resolved. "),
        )
    } else {
        let suggested = suggestions(&text, parts.len() > 1, &candidates);
        SqlError::analysis(
            "UNRESOLVED_COLUMN.WITH_SUGGESTION",
            format!(
                "A column or function parameter with name {shown} cannot be resolved. Did you mean one of the following? [{suggested}]."
            ),
        )
    };
    error.about = Some(text);
    error
}

/// The names that are most like `text`, five at most.
fn suggestions(text: &str, is_qualified: bool, candidates: &[&Attr]) -> String {
    let mut names: Vec<Vec<Rc<str>>> =
        candidates.iter().map(|attr| attr.qualifier.iter().cloned().chain([Rc::clone(&attr.name)]).collect()).collect();
    let first = names.first().and_then(|name| name.first().cloned());
    let share_qualifier = names.iter().all(|name| name.len() > 1 && name.first() == first.as_ref());
    names.sort_by_cached_key(|name| {
        let joined = name.join(".");
        (similar::distance(text, &joined), joined)
    });
    if share_qualifier && !is_qualified {
        for name in &mut names {
            name.remove(0);
        }
    }
    names.dedup();
    names.iter().take(5).map(|name| quoted_parts(name)).collect::<Vec<_>>().join(", ")
}

impl Session {
    /// Resolves an expression over some columns.
    ///
    /// Errors: names that mean nothing or several things, functions that do not exist, types that do not fit.
    pub fn resolve(&self, expr: &Expr, scope: &Scope) -> Result<Expr, SqlError> {
        match expr {
            Expr::Name(parts) => self.resolve_name(parts, scope),
            Expr::Call { name, args, is_distinct } => self.resolve_call(name, args, *is_distinct, scope),
            Expr::Case { branches, otherwise } => self.resolve_case(branches, otherwise.as_deref(), scope),
            Expr::Cast(inner, to, kind) => {
                let inner = self.resolve(inner, scope)?;
                let from = inner.data_type();
                if !crate::cast::is_possible(&from, to) {
                    let (shown, to) = (naming::sql_text(&inner), to.sql_name());
                    return Err(SqlError::analysis(
                        "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
                        format!(
                            "Cannot resolve \"CAST({shown} AS {to})\" due to data type mismatch: cannot cast \"{}\" to \"{to}\".",
                            from.sql_name()
                        ),
                    ));
                }
                Ok(inner.cast(to.clone(), *kind))
            }
            Expr::Over(inner, spec) => self.resolve_over(inner, spec, scope),
            Expr::Star(_) => {
                Err(SqlError::analysis("INVALID_USAGE_OF_STAR_OR_REGEX", "Invalid usage of '*' in expression."))
            }
            other => other.map_children(&mut |inner| self.resolve(inner, scope)),
        }
    }

    fn resolve_name(&self, parts: &[Rc<str>], scope: &Scope) -> Result<Expr, SqlError> {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        if let [name, fields @ ..] = parts
            && let Some((number, name, data_type)) =
                scope.parameters.iter().rev().find(|(_, other, _)| same(other, name))
        {
            return with_fields(Expr::Parameter(*number, Rc::clone(name), data_type.clone()), fields);
        }
        for group in &scope.groups {
            let by_table = |attr: &&Attr| match (parts, &attr.qualifier) {
                ([table, name, ..], Some(qualifier)) => same(table, qualifier) && same(name, &attr.name),
                _ => false,
            };
            let by_name = |attr: &&Attr| parts.first().is_some_and(|name| same(name, &attr.name));
            let mut found: Vec<&Attr> = group.iter().filter(by_table).collect();
            let mut n_used = 2;
            if found.is_empty() {
                found = group.iter().filter(by_name).collect();
                n_used = 1;
            }
            found.dedup_by_key(|attr| attr.id);
            match found.as_slice() {
                [] => {}
                [attr] => return with_fields(Expr::Attr((*attr).clone()), parts.get(n_used..).unwrap_or_default()),
                several => return Err(ambiguous(parts, several)),
            }
        }
        // Functions that are written without parentheses.
        if let [name] = parts
            && matches!(name.to_ascii_lowercase().as_str(), "current_date" | "current_timestamp")
        {
            return self.resolve_call(name, &[], false, scope);
        }
        Err(unresolved(parts, scope))
    }

    fn resolve_all(&self, args: &[Expr], scope: &Scope) -> Result<Vec<Expr>, SqlError> {
        args.iter().map(|arg| self.resolve(arg, scope)).collect()
    }

    fn resolve_call(&self, name: &str, args: &[Expr], is_distinct: bool, scope: &Scope) -> Result<Expr, SqlError> {
        let lower = name.to_ascii_lowercase();
        if lower == "count" && matches!(args, [Expr::Star(None)] | []) && !is_distinct {
            let one = vec![Expr::int(1)];
            return aggregates::find("count")
                .map_or_else(|| Err(unknown(name)), |count| aggregates::resolve(count, one, false));
        }
        let mut expanded = Vec::with_capacity(args.len());
        for arg in args {
            match arg {
                Expr::Star(of) => expanded.extend(stars(of.as_deref(), scope)?),
                other => expanded.push(other.clone()),
            }
        }
        if let Some(function) = aggregates::find(&lower) {
            let args = self.resolve_all(&expanded, scope)?;
            if args.iter().any(Expr::has_aggregate) {
                return Err(SqlError::analysis(
                    "NESTED_AGGREGATE_FUNCTION",
                    "It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the inner aggregate function in a sub-query.",
                ));
            }
            return aggregates::resolve(function, args, is_distinct);
        }
        if let Some(function) = functions::find(&lower) {
            let mut resolved: Vec<Expr> = Vec::with_capacity(expanded.len());
            for arg in &expanded {
                let arg = match arg {
                    Expr::Lambda(names, body) => self.resolve_lambda(&lower, names, body, &resolved, scope)?,
                    other => self.resolve(other, scope)?,
                };
                resolved.push(arg);
            }
            return functions::resolve_named(function, name, resolved);
        }
        let args = self.resolve_all(&expanded, scope)?;
        if is_window_function(&lower) || select::is_generator(&lower) {
            return Ok(Expr::Call { name: lower.into(), args, is_distinct });
        }
        if let Some(udf) = self.function(&lower) {
            return Ok(Expr::Udf { udf, args });
        }
        // `int(x)` is a cast that names do not show.
        match (crate::parse::type_by_name(&lower), args.as_slice()) {
            (Some(to), [arg]) => Ok(arg.clone().cast(to, CastKind::Implied)),
            _ => Err(unknown(name)),
        }
    }

    fn resolve_lambda(
        &self,
        function: &str,
        names: &[Rc<str>],
        body: &Expr,
        before: &[Expr],
        scope: &Scope,
    ) -> Result<Expr, SqlError> {
        let types = lambdas_parameter_types(function, before);
        let mut inner = scope.clone();
        let mut numbers: Vec<Rc<str>> = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let number = self.next_id();
            inner.parameters.push((number, Rc::clone(name), types.get(at).cloned().unwrap_or(DataType::Null)));
            numbers.push(number.to_string().into());
        }
        Ok(Expr::Lambda(numbers, Box::new(self.resolve(body, &inner)?)))
    }

    fn resolve_case(
        &self,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        scope: &Scope,
    ) -> Result<Expr, SqlError> {
        let mut resolved = Vec::with_capacity(branches.len());
        for (when, then) in branches {
            resolved.push((self.resolve(when, scope)?, self.resolve(then, scope)?));
        }
        let otherwise = otherwise.map(|inner| self.resolve(inner, scope)).transpose()?;
        let values: Vec<Expr> = resolved.iter().map(|(_, then)| then.clone()).chain(otherwise.clone()).collect();
        let mut wanted = DataType::Null;
        for value in &values {
            wanted = coerce::common(&wanted, &value.data_type(), Text::Allowed)
                .ok_or_else(|| functions::no_common_type("casewhen", &values))?;
        }
        for (when, _) in &resolved {
            if !matches!(when.data_type(), DataType::Boolean | DataType::Null) {
                let shown = naming::sql_text(&Expr::Case { branches: resolved.clone(), otherwise: None });
                let (condition, found) = (naming::sql_text(when), when.data_type().sql_name());
                return Err(SqlError::analysis(
                    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                    format!(
                        "Cannot resolve \"{shown}\" due to data type mismatch: Parameter 1 requires the \"BOOLEAN\" type, however \"{condition}\" has the type \"{found}\"."
                    ),
                ));
            }
        }
        let branches = resolved.into_iter().map(|(when, then)| (when, coerce::implied(then, &wanted))).collect();
        Ok(Expr::Case { branches, otherwise: otherwise.map(|inner| Box::new(coerce::implied(inner, &wanted))) })
    }

    fn resolve_over(&self, inner: &Expr, spec: &WindowSpec, scope: &Scope) -> Result<Expr, SqlError> {
        let inner = self.resolve(inner, scope)?;
        let spec = WindowSpec {
            partition_by: self.resolve_all(&spec.partition_by, scope)?,
            order_by: self.resolve_all(&spec.order_by, scope)?,
            frame: spec.frame,
        };
        let order_by = spec.order_by.into_iter().map(|order| match order {
            Expr::Order(..) => order,
            other => Expr::Order(Box::new(other), crate::expr::Direction::ASCENDING),
        });
        let mut spec = WindowSpec { order_by: order_by.collect(), ..spec };
        match &inner {
            Expr::Aggregate(_) => {}
            Expr::Call { name, .. } if is_window_function(name) => {
                if spec.order_by.is_empty() {
                    return Err(SqlError::plain(format!(
                        "Window function {}() requires window to be ordered, please add ORDER BY clause. For example SELECT {}()(value_expr) OVER (PARTITION BY window_partition ORDER BY window_ordering) from table",
                        name, name
                    )));
                }
                if !matches!(name.as_ref(), "lag" | "lead") {
                    let frame = crate::expr::Frame { is_rows: true, start: None, end: Some(0) };
                    spec.frame = Some(frame);
                }
            }
            other => {
                return Err(SqlError::analysis(
                    "UNSUPPORTED_EXPR_FOR_WINDOW",
                    format!("Expression \"{}\" not supported within a window function.", naming::sql_text(other)),
                ));
            }
        }
        Ok(Expr::Over(Box::new(inner), Box::new(spec)))
    }

    /// The output column of a named expression, and the expression that gives it.
    pub(crate) fn named(&self, expr: Expr) -> (Expr, Attr) {
        match expr {
            Expr::Attr(attr) => (Expr::Attr(attr.clone()), attr),
            other => {
                let attr = self.new_attr(&naming::column_name(&other), other.data_type(), other.is_nullable());
                (other, attr)
            }
        }
    }
}

/// All columns, or those of a table or struct.
pub fn stars(of: Option<&str>, scope: &Scope) -> Result<Vec<Expr>, SqlError> {
    let attrs = scope.groups.first().map_or(&[][..], Vec::as_slice);
    let Some(of) = of else { return Ok(attrs.iter().cloned().map(Expr::Attr).collect()) };
    let of_table = |attr: &&Attr| attr.qualifier.as_deref().is_some_and(|qualifier| qualifier.eq_ignore_ascii_case(of));
    let found: Vec<Expr> = attrs.iter().filter(of_table).cloned().map(Expr::Attr).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let of_struct = attrs.iter().find(|attr| attr.name.eq_ignore_ascii_case(of));
    if let Some(attr) = of_struct
        && let DataType::Struct(fields) = &attr.data_type
    {
        let field =
            |field: &crate::types::Field| with_fields(Expr::Attr(attr.clone()), std::slice::from_ref(&field.name));
        return fields.iter().map(field).collect();
    }
    let names: Vec<String> = attrs.iter().map(|attr| attr.name.to_string()).collect();
    Err(SqlError::plain(format!("cannot resolve '{of}.*' given input columns '{}'", names.join(", "))))
}

/// Fields of a struct, one inside the other; fields of structs in an array give an array.
fn with_fields(expr: Expr, fields: &[Rc<str>]) -> Result<Expr, SqlError> {
    let mut expr = expr;
    for name in fields {
        let key = Expr::str(name);
        let Some(function) = functions::find("getitem") else { return Err(unknown("getitem")) };
        expr = match expr.data_type() {
            DataType::Struct(_) | DataType::Map(..) => functions::resolve(function, vec![expr, key])?,
            DataType::Array(element, _) => match &*element {
                DataType::Struct(_) => {
                    let item = Expr::Parameter(0, "x".into(), (*element).clone());
                    let body = functions::resolve(function, vec![item, key])?;
                    let Some(transform) = functions::find("transform") else { return Err(unknown("transform")) };
                    functions::resolve(transform, vec![expr, Expr::Lambda(vec!["0".into()], Box::new(body))])?
                }
                _ => return Err(no_struct(&expr)),
            },
            _ => return Err(no_struct(&expr)),
        };
    }
    Ok(expr)
}

fn no_struct(expr: &Expr) -> SqlError {
    let (shown, found) = (naming::sql_text(expr), expr.data_type().sql_name());
    SqlError::analysis(
        "INVALID_EXTRACT_BASE_FIELD_TYPE",
        format!(
            "Can't extract a value from \"{shown}\". Need a complex type [STRUCT, ARRAY, MAP] but got \"{found}\"."
        ),
    )
}

fn ambiguous(parts: &[Rc<str>], found: &[&Attr]) -> SqlError {
    let shown = |attr: &&Attr| match &attr.qualifier {
        Some(qualifier) => format!("{}.{}", quoted(qualifier), quoted(&attr.name)),
        None => quoted(&attr.name),
    };
    let all: Vec<String> = found.iter().map(shown).collect();
    let mut error = SqlError::analysis(
        "AMBIGUOUS_REFERENCE",
        format!("Reference {} is ambiguous, could be: [{}].", quoted_parts(parts), all.join(", ")),
    );
    error.about = Some(parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("."));
    error
}

fn unknown(name: &str) -> SqlError {
    let mut error = SqlError::analysis(
        "UNRESOLVED_ROUTINE",
        format!(
            "Cannot resolve function {} on search path [`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`].",
            quoted(name)
        ),
    );
    error.about = Some(name.to_owned());
    error
}

/// Functions that only make sense over a window.
pub fn is_window_function(name: &str) -> bool {
    matches!(name, "row_number" | "rank" | "dense_rank" | "percent_rank" | "cume_dist" | "ntile" | "lag" | "lead")
}

/// The type of a window function's result.
pub fn window_type(name: &str, args: &[Expr]) -> DataType {
    match name {
        "row_number" | "rank" | "dense_rank" | "ntile" => DataType::Int,
        "percent_rank" | "cume_dist" => DataType::Double,
        _ => args.first().map_or(DataType::Null, Expr::data_type),
    }
}

/// Keeps the rows for which a condition holds.
///
/// Errors: what [`Session::resolve`] says, a condition that is no condition, aggregates in it.
pub fn check_condition(condition: &Expr) -> Result<(), SqlError> {
    let found = condition.data_type();
    if !matches!(found, DataType::Boolean | DataType::Null) {
        let shown = naming::sql_text(condition);
        return Err(SqlError::analysis(
            "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN",
            format!(
                "Cannot resolve \"{shown}\" due to data type mismatch: Filter expression \"{shown}\" of type \"{}\" is not a boolean.",
                found.sql_name()
            ),
        ));
    }
    if condition.has_aggregate() {
        let mut inside = Vec::new();
        collect_aggregates(condition, &mut inside);
        return Err(SqlError::analysis(
            "INVALID_WHERE_CONDITION",
            format!(
                "The WHERE condition \"{}\" contains invalid expressions: {}.\nRewrite the query to avoid window functions, aggregate functions, and generator functions in the WHERE clause.",
                naming::sql_text(condition),
                inside.join(", ")
            ),
        ));
    }
    Ok(())
}

fn collect_aggregates(expr: &Expr, found: &mut Vec<String>) {
    match expr {
        Expr::Aggregate(_) => found.push(naming::sql_text(expr)),
        other => other.children().into_iter().for_each(|inner| collect_aggregates(inner, found)),
    }
}

/// Whether a literal stands for a place in the select list, and which.
pub fn ordinal(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(Datum::Int(at), DataType::Int) => Some(*at),
        _ => None,
    }
}

/// All columns of a plan as a scope.
pub fn scope_of(plan: &PlanRef) -> Scope {
    Scope::of(&plan.output)
}
