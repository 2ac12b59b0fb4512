//! Steps on keys and values of pairs: `mapValues`, `flatMapValues`, `keys`, `values`, `keyBy`.

use std::rc::Rc;

use value::{CallCx, Callable, Column, Raised, Value};

use crate::rdd::function::{Applied, UserFunction};
use crate::rdd::narrow::{Step, StepCx};
use crate::rdd::rows::Rows;
use crate::records::{item, iterate};

/// `mapValues(f)`.
pub(crate) struct MapValues(pub(crate) UserFunction);

struct MapValuesRows {
    input: Box<dyn Rows>,
    apply: Applied,
}

impl Step for MapValues {
    fn operator(&self) -> &'static str {
        "mapValues"
    }
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let Column::Tuple { fields, n_rows } = input else { return None };
        let [keys, values] = fields.as_slice() else { return None };
        let values = self.0.callable.call_column(values, cx)?;
        Some(Column::Tuple { fields: vec![keys.clone(), values], n_rows: *n_rows })
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        Ok(Box::new(MapValuesRows { input, apply: Applied::new(&self.0, at) }))
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        vec![Rc::clone(&self.0.callable)]
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self(self.0.with(functions)?)))
    }
    fn is_row_wise(&self) -> bool {
        true
    }
}

impl Rows for MapValuesRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let Some(record) = self.input.next(cx)? else { return Ok(None) };
        let key = item(&record, 0, cx).map_err(|raised| self.apply.blame(raised, &record))?;
        let value = item(&record, 1, cx).map_err(|raised| self.apply.blame(raised, &record))?;
        Ok(self.apply.call(&value, &record, cx)?.map(|value| Value::pair(key, value)))
    }
}

/// `flatMapValues(f)`.
pub(crate) struct FlatMapValues(pub(crate) UserFunction);

struct FlatMapValuesRows {
    input: Box<dyn Rows>,
    apply: Applied,
    /// The record being flattened and what is left of its value's result.
    current: Option<(Value, Box<dyn Rows>)>,
}

impl Step for FlatMapValues {
    fn operator(&self) -> &'static str {
        "flatMapValues"
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        Ok(Box::new(FlatMapValuesRows { input, apply: Applied::new(&self.0, at), current: None }))
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        vec![Rc::clone(&self.0.callable)]
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self(self.0.with(functions)?)))
    }
    fn is_row_wise(&self) -> bool {
        true
    }
}

impl Rows for FlatMapValuesRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        loop {
            if let Some((record, results)) = &mut self.current {
                let step = results.next(cx).and_then(|result| match result {
                    Some(value) => Ok(Some(Value::pair(item(record, 0, cx)?, value))),
                    None => Ok(None),
                });
                match step {
                    Ok(Some(pair)) => return Ok(Some(pair)),
                    Ok(None) => self.current = None,
                    Err(raised) => return Err(self.apply.blame(raised, record)),
                }
            }
            let Some(record) = self.input.next(cx)? else { return Ok(None) };
            let value = item(&record, 1, cx).map_err(|raised| self.apply.blame(raised, &record))?;
            let Some(result) = self.apply.call(&value, &record, cx)? else { return Ok(None) };
            let results = iterate(&result, cx).map_err(|raised| self.apply.blame(raised, &record))?;
            self.current = Some((record, results));
        }
    }
}

/// `map(lambda x: x[place])`: `keys()` and `values()`.
pub(crate) struct Field {
    pub(crate) operator: &'static str,
    pub(crate) place: usize,
}

impl Step for Field {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn is_row_wise(&self) -> bool {
        true
    }
    fn column(&self, input: &Column, _: &mut CallCx) -> Option<Column> {
        let Column::Tuple { fields, .. } = input else { return None };
        fields.get(self.place).cloned()
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let (place, site, task) = (self.place, at.site, Rc::clone(at.task));
        Ok(super::native::map_rows(input, move |record, cx| {
            item(&record, place, cx).map_err(|raised| task.blame(raised, site, Some(&record)))
        }))
    }
}

/// `keyBy(f)`, and `(f(x), x)` of `groupBy` and `sortBy`.
pub(crate) struct KeyBy {
    pub(crate) operator: &'static str,
    pub(crate) function: UserFunction,
}

impl Step for KeyBy {
    fn operator(&self) -> &'static str {
        self.operator
    }
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let keys = self.function.callable.call_column(input, cx)?;
        Some(Column::Tuple { n_rows: input.len(), fields: vec![keys, input.clone()] })
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        let apply = Applied::new(&self.function, at);
        Ok(super::native::map_rows_until(input, move |record, cx| {
            Ok(apply.call(&record, &record, cx)?.map(|key| Value::pair(key, record)))
        }))
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        vec![Rc::clone(&self.function.callable)]
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self { operator: self.operator, function: self.function.with(functions)? }))
    }
    fn is_row_wise(&self) -> bool {
        true
    }
}
