//! What `show` prints.

use value::CallCx;

use crate::cast;
use crate::datum::Datum;
use crate::error::Failure;
use crate::execute;
use crate::plan::PlanRef;
use crate::session::Session;
use crate::types::DataType;

/// How `show` is asked to print.
#[derive(Clone, Copy)]
pub struct Form {
    pub n_rows: usize,
    /// Longest text of a cell; 0 does not cut, and puts texts to the left.
    pub truncate: usize,
    pub is_vertical: bool,
}

/// The first rows of a plan as a table.
///
/// Errors: as running the plan.
pub fn show(session: &Session, plan: &PlanRef, form: Form, cx: &mut CallCx) -> Result<String, Failure> {
    let rows = execute::take(session, plan, form.n_rows.saturating_add(1), cx)?;
    let has_more = rows.len() > form.n_rows;
    let types = plan.types();
    let offset = session.offset();
    let mut table: Vec<Vec<String>> = vec![plan.output.iter().map(|attr| escaped(&attr.name)).collect()];
    for row in rows.iter().take(form.n_rows) {
        let cell = |(value, data_type): (&Datum, &DataType)| {
            cut(escaped(&cast::pretty(value, data_type, offset)), form.truncate)
        };
        table.push(row.iter().zip(&types).map(cell).collect());
    }
    let mut text = if form.is_vertical { vertical(&table) } else { horizontal(&table, form.truncate) };
    match (form.is_vertical, table.len(), has_more) {
        (true, 1, false) => text.push_str("(0 rows)\n"),
        (_, _, true) => {
            let plural = if form.n_rows == 1 { "" } else { "s" };
            text.push_str(&format!("only showing top {} row{plural}\n", form.n_rows));
        }
        _ => {}
    }
    Ok(text)
}

/// Signs that would break the table.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{c}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{7}' => out.push_str("\\a"),
            other => out.push(other),
        }
    }
    out
}

fn cut(text: String, truncate: usize) -> String {
    if truncate == 0 || text.encode_utf16().count() <= truncate {
        return text;
    }
    let first = |n: usize| text.chars().take(n).collect::<String>();
    if truncate < 4 { first(truncate) } else { first(truncate - 3) + "..." }
}

/// Columns of a text on a screen: signs of East Asia take two.
fn width(text: &str) -> usize {
    let is_wide = |c: char| {
        matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0x3247 | 0x3250..=0x4dbf | 0x4e00..=0xa4c6
            | 0xa960..=0xa97c | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe10..=0xfe19 | 0xfe30..=0xfe6b | 0xff01..=0xff60 | 0xffe0..=0xffe6)
    };
    text.chars().map(|c| if is_wide(c) { 2 } else { c.len_utf16() }).sum()
}

fn padded(text: &str, wanted: usize, to_left: bool) -> String {
    let space = " ".repeat(wanted.saturating_sub(width(text)));
    if to_left { format!("{text}{space}") } else { format!("{space}{text}") }
}

/// Narrowest column.
const MIN_WIDTH: usize = 3;

fn horizontal(table: &[Vec<String>], truncate: usize) -> String {
    let n_columns = table.first().map_or(0, Vec::len);
    let widest = |at: usize| {
        table.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0).max(MIN_WIDTH)
    };
    let widths: Vec<usize> = (0..n_columns).map(widest).collect();
    let line = format!("+{}+\n", widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("+"));
    let shown = |row: &Vec<String>| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width, truncate == 0)).collect();
        format!("|{}|\n", cells.join("|"))
    };
    let mut text = line.clone();
    if let Some((header, rows)) = table.split_first() {
        text.push_str(&shown(header));
        text.push_str(&line);
        rows.iter().for_each(|row| text.push_str(&shown(row)));
    }
    text.push_str(&line);
    text
}

fn vertical(table: &[Vec<String>]) -> String {
    let Some((header, rows)) = table.split_first() else { return String::new() };
    let name_width = header.iter().map(|name| width(name)).max().unwrap_or(0).max(MIN_WIDTH);
    let data_width = rows.iter().flatten().map(|cell| width(cell)).max().unwrap_or(0).max(MIN_WIDTH);
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        let head = format!("-RECORD {at}");
        text.push_str(&format!("{head:-<total$}\n", total = name_width + data_width + 5));
        for (name, cell) in header.iter().zip(row) {
            text.push_str(&format!(" {} | {} \n", padded(name, name_width, true), padded(cell, data_width, true)));
        }
    }
    text
}
