//! Steps that call a function with each record: `map`, `flatMap`, `filter`.

use std::rc::Rc;

use value::repr::truthy;
use value::{CallCx, Callable, Column, Raised, Value};

use crate::rdd::function::{Applied, UserFunction};
use crate::rdd::narrow::{Step, StepCx};
use crate::rdd::rows::Rows;
use crate::records::iterate;

/// `map(f)`.
pub(crate) struct Map(pub(crate) UserFunction);

struct MapRows {
    input: Box<dyn Rows>,
    apply: Applied,
}

impl Step for Map {
    fn operator(&self) -> &'static str {
        "map"
    }
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        self.0.callable.call_column(input, cx)
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        Ok(Box::new(MapRows { input, apply: Applied::new(&self.0, at) }))
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

impl Rows for MapRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match self.input.next(cx)? {
            Some(record) => self.apply.call(&record, &record, cx),
            None => Ok(None),
        }
    }
}

/// `flatMap(f)`.
pub(crate) struct FlatMap(pub(crate) UserFunction);

struct FlatMapRows {
    input: Box<dyn Rows>,
    apply: Applied,
    /// The record being flattened and what is left of its result.
    current: Option<(Value, Box<dyn Rows>)>,
}

impl Step for FlatMap {
    fn operator(&self) -> &'static str {
        "flatMap"
    }
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        self.0.callable.flat_call_column(input, cx)
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        Ok(Box::new(FlatMapRows { input, apply: Applied::new(&self.0, at), current: None }))
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

impl Rows for FlatMapRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        loop {
            if let Some((record, results)) = &mut self.current {
                // The function may be a generator, which runs (and raises) while it is gone through.
                match results.next(cx) {
                    Ok(Some(result)) => return Ok(Some(result)),
                    Ok(None) => self.current = None,
                    Err(raised) => return Err(self.apply.blame(raised, record)),
                }
            }
            let Some(record) = self.input.next(cx)? else { return Ok(None) };
            let Some(result) = self.apply.call(&record, &record, cx)? else { return Ok(None) };
            let results = iterate(&result, cx).map_err(|raised| self.apply.blame(raised, &record))?;
            self.current = Some((record, results));
        }
    }
}

/// `filter(f)`; `None` for the function keeps what is true.
pub(crate) struct Filter(pub(crate) Option<UserFunction>);

struct FilterRows {
    input: Box<dyn Rows>,
    apply: Option<Applied>,
}

impl Step for Filter {
    fn operator(&self) -> &'static str {
        "filter"
    }
    fn column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let keep = self.0.as_ref()?.callable.test_column(input, cx)?;
        if keep.iter().all(|keep| *keep) {
            return Some(input.clone());
        }
        let picked: Vec<u32> = (0u32..).zip(keep).filter_map(|(at, keep)| keep.then_some(at)).collect();
        Some(input.take(&picked))
    }
    fn rows(&self, input: Box<dyn Rows>, at: StepCx<'_>, _: &mut CallCx) -> Result<Box<dyn Rows>, Raised> {
        Ok(Box::new(FilterRows { input, apply: self.0.as_ref().map(|function| Applied::new(function, at)) }))
    }
    fn functions(&self) -> Vec<Rc<dyn Callable>> {
        self.0.iter().map(|function| Rc::clone(&function.callable)).collect()
    }
    fn with_functions(&self, functions: &[Rc<dyn Callable>]) -> Option<Rc<dyn Step>> {
        Some(Rc::new(Self(Some(self.0.as_ref()?.with(functions)?))))
    }
    fn is_row_wise(&self) -> bool {
        true
    }
}

impl Rows for FilterRows {
    fn next(&mut self, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        while let Some(record) = self.input.next(cx)? {
            let is_kept = match &self.apply {
                Some(apply) => {
                    let Some(answer) = apply.call(&record, &record, cx)? else { return Ok(None) };
                    truthy(&answer, cx).map_err(|raised| apply.blame(raised, &record))?
                }
                None => truthy(&record, cx)?,
            };
            if is_kept {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }
}
