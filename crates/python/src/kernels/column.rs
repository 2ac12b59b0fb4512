//! Kernels at work on columns: the same rows as calling the function for each row, or nothing.

use value::column::StrColumn;
use value::{Column, Value, scan};

use crate::kernels::Kernel;

/// The results of all rows; `None` if the column is not of the kind the kernel is for.
pub fn map(kernel: &Kernel, input: &Column) -> Option<Column> {
    match kernel {
        Kernel::PairWith { value } => {
            let n_rows = input.len();
            let second = Column::Const { value: value.clone(), n_rows };
            Some(Column::Tuple { fields: vec![input.clone(), second], n_rows })
        }
        Kernel::Split { .. } | Kernel::SplitWhitespace => None,
    }
}

/// The items of all rows' results, one after another.
pub fn flat_map(kernel: &Kernel, input: &Column) -> Option<Column> {
    match kernel {
        Kernel::Split { separator } => {
            let Column::Str(rows) = input else { return None };
            Some(Column::Str(split(rows, separator)))
        }
        Kernel::SplitWhitespace => {
            let Column::Str(rows) = input else { return None };
            if !rows.text().is_ascii() {
                // Unicode's white space is the general machine's business.
                return None;
            }
            Some(Column::Str(split_ascii_whitespace(rows)))
        }
        // The pair's two items, which may be of different kinds.
        Kernel::PairWith { value } => {
            let values: Vec<Value> = input.iter().flat_map(|row| [row, value.clone()]).collect();
            Some(Column::Any(values))
        }
    }
}

fn split(rows: &StrColumn, separator: &str) -> StrColumn {
    match separator.as_bytes() {
        [byte] => split_at_byte(rows, *byte),
        _ => split_at_text(rows, separator),
    }
}

fn split_at_byte(rows: &StrColumn, separator: u8) -> StrColumn {
    let mut spans = Vec::with_capacity(rows.len() * 4);
    let text = rows.text().as_bytes();
    for &(begin, end) in rows.spans() {
        let mut start = begin;
        scan::each_position(text, begin as usize, end as usize, separator, |at| {
            spans.push((start, at as u32));
            start = at as u32 + 1;
        });
        spans.push((start, end));
    }
    StrColumn::new(rows.text().clone(), spans)
}

fn split_at_text(rows: &StrColumn, separator: &str) -> StrColumn {
    let mut spans = Vec::with_capacity(rows.len() * 4);
    for i in 0..rows.len() {
        let row = rows.str_at(i);
        let base = rows.spans().get(i).map_or(0, |span| span.0);
        let mut start = 0;
        for (at, _) in row.match_indices(separator) {
            spans.push((base + start, base + at as u32));
            start = (at + separator.len()) as u32;
        }
        spans.push((base + start, base + row.len() as u32));
    }
    StrColumn::new(rows.text().clone(), spans)
}

fn split_ascii_whitespace(rows: &StrColumn) -> StrColumn {
    let mut spans = Vec::with_capacity(rows.len() * 4);
    for i in 0..rows.len() {
        let row = rows.str_at(i).as_bytes();
        let base = rows.spans().get(i).map_or(0, |span| span.0);
        let mut start = None;
        for (at, byte) in row.iter().enumerate() {
            // Python's white space below 128 has the separators 0x1c to 0x1f too.
            if matches!(byte, b' ' | 0x09..=0x0d | 0x1c..=0x1f) {
                if let Some(start) = start.take() {
                    spans.push((base + start, base + at as u32));
                }
            } else if start.is_none() {
                start = Some(at as u32);
            }
        }
        if let Some(start) = start {
            spans.push((base + start, base + row.len() as u32));
        }
    }
    StrColumn::new(rows.text().clone(), spans)
}
