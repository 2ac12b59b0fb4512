//! Functions that only compute, called for each row of a column: what they give is a column again.

use std::rc::Rc;

use value::column::ListColumn;
use value::repr::truthy;
use value::{CallCx, Column, Value};

use crate::compile::code::CodeKind;
use crate::kernels::harmless::is_harmless;
use crate::kernels::inert::is_unchangeable;
use crate::machine;
use crate::objects::function::Function;
use crate::ops;

/// A call for each row is possible: it changes nothing but what it makes itself.
///
/// Rows that could be changed are not taken, unless they are made anew for whoever looks at them.
pub fn is_possible(function: &Function, input: &Column, cx: &mut CallCx) -> bool {
    function.code.uses.is_some() && are_unchangeable(input) && is_harmless(function, input.len(), cx)
}

fn are_unchangeable(rows: &Column) -> bool {
    match rows {
        Column::Int(_) | Column::Float(_) | Column::Bool(_) | Column::Str(_) => true,
        Column::Const { value, .. } => is_unchangeable(value),
        Column::Any(values) => values.iter().all(is_unchangeable),
        Column::Tuple { fields, .. } => fields.iter().all(are_unchangeable),
        Column::List(lists) => are_unchangeable(lists.items()),
    }
}

/// Steps that a row may take on average: only as much is done again, or too early, as nobody notices.
const STEPS_A_ROW: u64 = 1000;
const FIRST_STEPS: u64 = 20_000;
/// Items of results that are gone through for a row, on average: there may be no end of them.
const ITEMS_A_ROW: usize = 64;
const FIRST_ITEMS: usize = 4096;

/// What calling a function for the rows of a column may cost; more than that is left to whoever asks row by row, and
/// perhaps only for the first few.
#[derive(Default)]
struct Costs {
    n_steps: u64,
    n_rows: u64,
}

impl Costs {
    /// Calls the function for one more row, and does `more` with the result, unless that takes too many steps.
    fn row<T>(
        &mut self,
        (function, row): (&Rc<Function>, Value),
        cx: &mut CallCx,
        more: impl FnOnce(Value, &mut CallCx) -> Option<T>,
    ) -> Option<T> {
        self.n_rows += 1;
        let left = (FIRST_STEPS + STEPS_A_ROW * self.n_rows).saturating_sub(self.n_steps);
        let (result, n_steps) = cx.within(left, |cx| {
            let before = cx.fuel;
            let result = machine::call_function(function, &[row], cx).ok().and_then(|result| more(result, cx));
            (result, before.saturating_sub(cx.fuel))
        });
        self.n_steps += n_steps;
        // A row is done, and now the host may be asked for more steps.
        cx.progress += 1;
        cx.burn(1).ok()?;
        result
    }
}

/// The results for all rows; `None` if one raises, or could be changed by somebody who gets it.
pub fn map(function: &Rc<Function>, input: &Column, cx: &mut CallCx) -> Option<Column> {
    if function.code.kind == CodeKind::Generator {
        return None;
    }
    let mut costs = Costs::default();
    let mut results = Vec::with_capacity(input.len());
    for row in input.iter() {
        results.push(costs.row((function, row), cx, |result, _| Some(result))?);
    }
    column_of(results)
}

/// The items of the results for all rows, one after another.
pub fn flat_map(function: &Rc<Function>, input: &Column, cx: &mut CallCx) -> Option<Column> {
    let mut costs = Costs::default();
    let mut items = Vec::with_capacity(input.len());
    let most = FIRST_ITEMS + ITEMS_A_ROW * input.len();
    for row in input.iter() {
        costs.row((function, row), cx, |result, cx| {
            match &result {
                Value::List(list) => items.extend_from_slice(&list.0.borrow()),
                Value::Tuple(more) => items.extend_from_slice(more),
                other => {
                    let iterator = ops::iter(other, cx).ok()?;
                    while let Some(item) = ops::next(&iterator, cx).ok()? {
                        items.push(item);
                        if items.len() > most {
                            return None;
                        }
                    }
                }
            }
            (items.len() <= most).then_some(())
        })?;
    }
    column_of(items)
}

/// Which rows are true to the function.
pub fn test(function: &Rc<Function>, input: &Column, cx: &mut CallCx) -> Option<Vec<bool>> {
    if function.code.kind == CodeKind::Generator {
        return None;
    }
    let mut costs = Costs::default();
    let mut truth = Vec::with_capacity(input.len());
    for row in input.iter() {
        truth.push(costs.row((function, row), cx, |result, cx| truthy(&result, cx).ok())?);
    }
    Some(truth)
}

/// Values as a column that is shared with nobody: what is made of them later is seen by whoever made it.
fn column_of(values: Vec<Value>) -> Option<Column> {
    if values.iter().all(is_unchangeable) {
        return Some(Column::typed(values));
    }
    let mut items = Vec::with_capacity(values.len());
    let mut spans = Vec::with_capacity(values.len());
    for value in &values {
        let Value::List(list) = value else { return None };
        let first = u32::try_from(items.len()).ok()?;
        let list = list.0.borrow();
        if !list.iter().all(is_unchangeable) {
            return None;
        }
        items.extend_from_slice(&list);
        spans.push((first, u32::try_from(items.len()).ok()?));
    }
    Some(Column::List(ListColumn::new(Rc::new(Column::typed(items)), spans)))
}
