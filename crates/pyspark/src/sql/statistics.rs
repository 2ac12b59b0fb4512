//! Statistics of columns: `describe`, `summary`, `corr` and their kin.

use python::NativeClass;
use sql::datum::{Datum, Row};
use sql::execute;
use sql::expr::{CastKind, Expr};
use sql::types::DataType;
use value::repr::str_of;
use value::{Args, CallCx, Raised, Value};

use super::actions::local_plan;
use super::frame::FrameObject;
use super::na::frame_behind;
use crate::arguments::Arguments;

/// What `describe` tells, and `summary` before it is told otherwise.
const DESCRIBED: &[&str] = &["count", "mean", "stddev", "min", "max"];
const SUMMARISED: &[&str] = &["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"];

fn texts(values: &[Value], cx: &mut CallCx) -> Result<Vec<String>, Raised> {
    let items = match values {
        [one @ (Value::List(_) | Value::Tuple(_))] => python::ops::collect(one, cx)?,
        several => several.to_vec(),
    };
    items.iter().map(|item| str_of(item, cx)).collect()
}

/// The one row of aggregates over all rows.
fn totals(frame: &FrameObject, exprs: &[Expr], cx: &mut CallCx) -> Result<(Row, Vec<DataType>), Raised> {
    let spark = frame.spark()?;
    let plan = frame.session.session.select(&frame.plan, exprs).map_err(|error| spark.sql_error(&error))?;
    let types = plan.types();
    let rows = frame.run("collectToPython", cx, |frame, cx| execute::run(&frame.session.session, &plan, cx))?;
    Ok((rows.into_rows().into_iter().next().unwrap_or_else(|| Vec::new().into()), types))
}

fn table(frame: &FrameObject, columns: &[String], told: &[String], cx: &mut CallCx) -> Result<Value, Raised> {
    let is_wanted = |attr: &&sql::expr::Attr| {
        let has_statistics = attr.data_type.is_numeric() || attr.data_type == DataType::String;
        has_statistics && (columns.is_empty() || columns.iter().any(|name| attr.name.eq_ignore_ascii_case(name)))
    };
    let attrs: Vec<_> = frame.plan.output.iter().filter(is_wanted).cloned().collect();
    let mut exprs = Vec::new();
    for what in told {
        for attr in &attrs {
            let column = Expr::Attr(attr.clone());
            let number = || column.clone().cast(DataType::Double, CastKind::Implied);
            let share = what.strip_suffix('%').and_then(|text| text.parse::<f64>().ok());
            exprs.push(match (what.as_str(), share) {
                (_, Some(share)) => {
                    let share = Expr::Literal(Datum::Double(share / 100.0), DataType::Double);
                    let of = if attr.data_type == DataType::String { number() } else { column.clone() };
                    Expr::call("percentile_approx", vec![of, share])
                }
                ("mean", _) => Expr::call("avg", vec![number()]),
                ("stddev", _) => Expr::call("stddev", vec![number()]),
                (other, _) => Expr::call(other, vec![column.clone()]),
            });
        }
    }
    let exprs: Vec<Expr> = exprs.into_iter().enumerate().map(|(at, expr)| expr.alias(&format!("c{at}"))).collect();
    let (row, types) = if exprs.is_empty() { (Vec::new().into(), Vec::new()) } else { totals(frame, &exprs, cx)? };
    let session = &frame.session.session;
    let mut cells = row.iter().zip(&types).map(|(value, data_type)| match value {
        Datum::Null => Datum::Null,
        other => Datum::string(sql::cast::text(other, data_type, session.offset())),
    });
    let rows = told
        .iter()
        .map(|what| std::iter::once(Datum::str(what)).chain(cells.by_ref().take(attrs.len())).collect())
        .collect();
    let names = std::iter::once("summary".to_owned()).chain(attrs.iter().map(|attr| attr.name.to_string()));
    let columns = names.map(|name| session.new_attr(&name, DataType::String, true)).collect();
    frame.made(local_plan(columns, rows))
}

fn described(args: &Args, told: &[&str], cx: &mut CallCx) -> Result<Value, Raised> {
    let this = args.positional.first().cloned().unwrap_or_default();
    let told: Vec<String> = told.iter().map(|what| (*what).to_owned()).collect();
    let columns = texts(args.positional.get(1..).unwrap_or_default(), cx)?;
    table(frame_behind(&this)?, &columns, &told, cx)
}

fn two_columns(
    name: &'static str,
    function: &'static str,
) -> impl Fn(&Args, &mut CallCx) -> Result<Value, Raised> + 'static {
    move |args, cx| {
        let bound =
            Arguments::bind(&format!("DataFrame.{name}"), &["self", "col1", "col2"], &[("method", Value::None)], args)?;
        let this = bound.at(0);
        let frame = frame_behind(&this)?;
        let (a, b) = (str_of(&bound.at(1), cx)?, str_of(&bound.at(2), cx)?);
        let (row, _) = totals(frame, &[Expr::call(function, vec![Expr::name(&a), Expr::name(&b)])], cx)?;
        Ok(match row.first() {
            Some(Datum::Double(number)) => Value::Float(*number),
            _ => Value::Float(f64::NAN),
        })
    }
}

fn quantiles(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let bound =
        Arguments::bind("DataFrame.approxQuantile", &["self", "col", "probabilities", "relativeError"], &[], args)?;
    let this = bound.at(0);
    let frame = frame_behind(&this)?;
    let name = str_of(&bound.at(1), cx)?;
    let mut found = Vec::new();
    for share in python::ops::collect(&bound.at(2), cx)? {
        let share = match share {
            Value::Float(number) => number,
            Value::Int(number) => number as f64,
            _ => 0.5,
        };
        let number = Expr::name(&name).cast(DataType::Double, CastKind::Implied);
        let share = Expr::Literal(Datum::Double(share), DataType::Double);
        let (row, _) = totals(frame, &[Expr::call("percentile_approx", vec![number, share])], cx)?;
        found.extend(row.first().and_then(Datum::as_double).map(Value::Float));
    }
    Ok(Value::list(found))
}

fn with_common(class: NativeClass) -> NativeClass {
    class
        .method("corr", two_columns("corr", "corr"))
        .method("cov", two_columns("cov", "covar_samp"))
        .method("approxQuantile", quantiles)
}

/// The class of `df.stat`.
pub(crate) fn class() -> Value {
    with_common(NativeClass::new("DataFrameStatFunctions", "pyspark.sql.dataframe")).build()
}

/// Adds the methods to the class `DataFrame`.
pub(crate) fn with_statistics(class: NativeClass) -> NativeClass {
    with_common(class).method("describe", |args, cx| described(args, DESCRIBED, cx)).method("summary", |args, cx| {
        let this = args.positional.first().cloned().unwrap_or_default();
        let told = texts(args.positional.get(1..).unwrap_or_default(), cx)?;
        match told.is_empty() {
            true => described(&Args::of(vec![this]), SUMMARISED, cx),
            false => table(frame_behind(&this)?, &[], &told, cx),
        }
    })
}
