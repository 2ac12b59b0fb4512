//! The registers of a frame with the constants of its code: what instructions read and write.

use std::rc::Rc;

use value::{Str, Value};

use crate::compile::code::{CONST, INDEX, Operand, Reg, TAKE};
use crate::machine::frame::Slot;

// What a slot gets is written field by field into the slot itself: a value that is put together elsewhere and moved there
// as a whole is read before its bytes have settled, which takes longer than most instructions.

/// Fills a slot with a number.
#[inline(always)]
pub fn put_int(slot: &mut Slot, number: i64) {
    match slot {
        Some(Value::Int(place)) => *place = number,
        other => fill_int(other, number),
    }
}

#[inline(never)]
fn fill_int(slot: &mut Slot, number: i64) {
    *slot = Some(Value::Int(number));
}

#[inline(never)]
fn fill_float(slot: &mut Slot, number: f64) {
    *slot = Some(Value::Float(number));
}

#[inline(never)]
fn fill_bool(slot: &mut Slot, truth: bool) {
    *slot = Some(Value::Bool(truth));
}

/// A clone of what is shared is a reference more: written here for what there is most of, not by a call that gives it.
#[inline(never)]
fn fill_clone(slot: &mut Slot, value: &Value) {
    *slot = match value {
        Value::Str(text) => Some(Value::Str(text.clone())),
        Value::Object(object) => Some(Value::Object(Rc::clone(object))),
        Value::Dict(dict) => Some(Value::Dict(Rc::clone(dict))),
        Value::List(list) => Some(Value::List(Rc::clone(list))),
        Value::Tuple(items) => Some(Value::Tuple(Rc::clone(items))),
        other => Some(other.clone()),
    };
}

/// Fills a slot with any value.
#[inline(never)]
pub fn put(slot: &mut Slot, value: Value) {
    match value {
        Value::Int(number) => put_int(slot, number),
        other => *slot = Some(other),
    }
}

/// Fills a slot with a clone.
#[inline(always)]
pub fn put_clone(slot: &mut Slot, value: &Value) {
    match value {
        Value::Int(number) => put_int(slot, *number),
        other => fill_clone(slot, other),
    }
}

pub struct Registers<'a> {
    pub slots: &'a mut [Slot],
    pub consts: &'a [Value],
}

const NOTHING: &Value = &Value::None;

impl<'a> Registers<'a> {
    #[inline(always)]
    pub fn read(&self, operand: Operand) -> &Value {
        let at = usize::from(operand & INDEX);
        if operand & CONST != 0 {
            self.consts.get(at).unwrap_or(NOTHING)
        } else {
            match self.slots.get(at) {
                Some(Some(value)) => value,
                _ => NOTHING,
            }
        }
    }

    /// The value itself: moved out of a temporary, cloned otherwise.
    #[inline(always)]
    pub fn take(&mut self, operand: Operand) -> Value {
        let at = usize::from(operand & INDEX);
        if operand & CONST != 0 {
            return self.consts.get(at).unwrap_or(NOTHING).quick_clone();
        }
        match self.slots.get_mut(at) {
            Some(slot) if operand & TAKE != 0 => slot.take().unwrap_or_default(),
            Some(Some(value)) => value.quick_clone(),
            _ => Value::None,
        }
    }

    /// [`Registers::take`] for what is written at once where it stays.
    #[inline(always)]
    pub fn take_to_stay(&mut self, operand: Operand) -> Value {
        if operand & (CONST | TAKE) == TAKE {
            return self.take(operand);
        }
        match self.read(operand) {
            Value::Str(text) => Value::Str(text.clone()),
            other => other.quick_clone(),
        }
    }

    #[inline(always)]
    pub fn set(&mut self, register: Reg, value: Value) {
        if let Some(slot) = self.slots.get_mut(usize::from(register)) {
            put(slot, value);
        }
    }

    /// `register = value.clone()`. Nothing that letting go of the register's old value runs can reach a borrow that is
    /// open here: no code of the program is run by it.
    #[inline(always)]
    pub fn set_clone(&mut self, register: Reg, value: &Value) {
        if let Some(slot) = self.slots.get_mut(usize::from(register)) {
            put_clone(slot, value);
        }
    }

    /// [`Registers::set`] of a string that has just been made.
    #[inline(always)]
    pub fn set_str(&mut self, register: Reg, text: Str) {
        if let Some(slot) = self.slots.get_mut(usize::from(register)) {
            *slot = Some(Value::Str(text));
        }
    }

    #[inline(always)]
    pub fn set_int(&mut self, register: Reg, number: i64) {
        if let Some(slot) = self.slots.get_mut(usize::from(register)) {
            put_int(slot, number);
        }
    }

    #[inline(always)]
    pub fn set_float(&mut self, register: Reg, number: f64) {
        match self.slots.get_mut(usize::from(register)) {
            Some(Some(Value::Float(place))) => *place = number,
            Some(slot) => fill_float(slot, number),
            None => {}
        }
    }

    #[inline(always)]
    pub fn set_bool(&mut self, register: Reg, truth: bool) {
        match self.slots.get_mut(usize::from(register)) {
            Some(Some(Value::Bool(place))) => *place = truth,
            Some(slot) => fill_bool(slot, truth),
            None => {}
        }
    }

    /// `register = operand`.
    #[inline(always)]
    pub fn copy(&mut self, register: Reg, operand: Operand) {
        if let Value::Int(number) = *self.read(operand) {
            return self.set_int(register, number);
        }
        let value = self.take(operand);
        self.set(register, value);
    }

    /// [`Registers::take`] into a slot of another frame.
    #[inline(always)]
    pub fn take_into(&mut self, slot: &mut Slot, operand: Operand) {
        if operand & (CONST | TAKE) != TAKE {
            return put_clone(slot, self.read(operand));
        }
        match self.slots.get_mut(usize::from(operand & INDEX)) {
            Some(Some(Value::Int(number))) => put_int(slot, *number),
            Some(place) => std::mem::swap(slot, place),
            None => {}
        }
    }

    /// A constant, which stays where it is.
    #[inline(always)]
    pub fn constant(&self, operand: Operand) -> Option<&'a Value> {
        if operand & CONST != 0 { self.consts.get(usize::from(operand & INDEX)) } else { None }
    }

    /// The value of a register, if it has one.
    #[inline(always)]
    pub fn slot(&self, register: Reg) -> Option<&Value> {
        self.slots.get(usize::from(register)).and_then(Option::as_ref)
    }

    /// Takes the value of a variable away.
    pub fn clear(&mut self, register: Reg) {
        if let Some(slot) = self.slots.get_mut(usize::from(register)) {
            *slot = None;
        }
    }

    /// Writes values into registers from `first` on.
    pub fn set_all(&mut self, first: Reg, values: impl IntoIterator<Item = Value>) {
        for (slot, value) in self.slots.iter_mut().skip(usize::from(first)).zip(values) {
            *slot = Some(value);
        }
    }
}
