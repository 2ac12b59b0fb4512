//! How large Spark thinks that the result of a plan is, by which it chooses what to broadcast.

use crate::expr::Attr;
use crate::plan::{Node, Plan};
use crate::types::DataType;

/// What is broadcast at most, in bytes.
const BROADCAST_LIMIT: f64 = 10.0 * 1024.0 * 1024.0;

fn default_size(data_type: &DataType) -> f64 {
    match data_type {
        DataType::Boolean | DataType::Byte | DataType::Null => 1.0,
        DataType::Short => 2.0,
        DataType::Int | DataType::Float | DataType::Date => 4.0,
        DataType::String => 20.0,
        DataType::Binary => 100.0,
        DataType::Decimal(precision, _) => {
            if *precision <= 18 {
                8.0
            } else {
                16.0
            }
        }
        DataType::Array(element, _) => default_size(element),
        DataType::Map(key, value, _) => default_size(key) + default_size(value),
        DataType::Struct(fields) => fields.iter().map(|field| default_size(&field.data_type)).sum(),
        _ => 8.0,
    }
}

fn row_size(output: &[Attr]) -> f64 {
    8.0 + output.iter().map(|attr| default_size(&attr.data_type)).sum::<f64>()
}

/// The estimate in bytes; `None` for what comes from an RDD, which may be anything.
pub fn estimate(plan: &Plan) -> Option<f64> {
    let scaled = |child: &Plan| Some(estimate(child)? * row_size(&plan.output) / row_size(&child.output));
    match &plan.node {
        Node::Local(rows) => Some(rows.len() as f64 * (row_size(&plan.output) - 8.0)),
        Node::OneRow => Some(1.0),
        Node::Range { start, end, step, .. } => {
            Some((end - start).unsigned_abs() as f64 / step.unsigned_abs().max(1) as f64 * 8.0)
        }
        Node::Limit(n, _) => Some(*n as f64 * row_size(&plan.output)),
        Node::Project(_, child) | Node::Renamed(child) => scaled(child),
        Node::Filter(_, child) | Node::Sort { child, .. } | Node::Repartition(_, child) => estimate(child),
        Node::Aggregate { keys, .. } if keys.is_empty() => Some(row_size(&plan.output)),
        Node::Aggregate { child, .. } => scaled(child),
        Node::Union(children) => children.iter().map(|child| estimate(child)).sum(),
        _ => None,
    }
}

/// Whether it would be broadcast before anything is known of its rows.
pub fn is_small(plan: &Plan) -> bool {
    estimate(plan).is_some_and(|size| size <= BROADCAST_LIMIT)
}
