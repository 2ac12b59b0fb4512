//! The registers of a frame with the constants of its code: what instructions read and write.

use value::Value;

use crate::compile::code::{CONST, INDEX, Operand, Reg, TAKE};
use crate::machine::frame::Slot;

pub struct Registers<'a> {
    pub slots: &'a mut [Slot],
    pub consts: &'a [Value],
}

const NOTHING: &Value = &Value::None;

impl Registers<'_> {
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
            return self.consts.get(at).cloned().unwrap_or_default();
        }
        match self.slots.get_mut(at) {
            Some(slot) if operand & TAKE != 0 => slot.take().unwrap_or_default(),
            Some(Some(value)) => value.clone(),
            _ => Value::None,
        }
    }

    #[inline(always)]
    pub fn set(&mut self, register: Reg, value: Value) {
        if let Some(slot) = self.slots.get_mut(usize::from(register)) {
            *slot = Some(value);
        }
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
