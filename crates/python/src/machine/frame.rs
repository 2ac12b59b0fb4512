//! A call in progress.

use std::rc::Rc;

use value::{Raised, Str, Value};

use crate::compile::code::{CONST, Code, INDEX, Operand, Reg, TAKE};
use crate::machine::registers::{put, put_int};
use crate::objects::function::{Cell, Function};
use crate::objects::generator::Generator;
use crate::objects::names::NameMap;

/// A register: nothing in it is a variable without a value.
pub type Slot = Option<Value>;

/// A call of a Python function: kept on the heap, so that Python calling Python uses no Rust stack.
///
/// Frames are used again: a finished one waits in its code, its registers empty.
pub struct Frame {
    /// Nothing only while the frame waits in its code.
    pub function: Option<Rc<Function>>,
    /// As many as the code needs.
    pub registers: Vec<Slot>,
    /// Own variables that functions inside capture.
    pub cells: Vec<Rc<Cell>>,
    /// The next instruction.
    pub pc: usize,
    pub role: Role,
}

/// What the end of a call means to its caller.
pub enum Role {
    Plain,
    /// `__init__` of this new instance, which is the value of the call.
    Init(Value),
    Generator(Rc<Generator>),
    ClassBody(Box<ClassBody>),
}

/// A class whose body is being run.
pub struct ClassBody {
    pub names: NameMap,
    pub name: Str,
    pub bases: Vec<Value>,
    pub keywords: Vec<(Str, Value)>,
}

/// How a run of frames ended.
pub enum Exit {
    Return(Value),
    /// A generator that was run by itself yielded.
    Yield(Value),
    /// The driver program waits.
    Waiting,
}

/// How a generator goes on.
pub enum Resume {
    Send(Value),
    Raise(Raised),
}

impl Frame {
    /// A frame for a call of `function`, without arguments yet.
    #[inline]
    pub fn of(function: &Rc<Function>) -> Box<Self> {
        let spare = function.code.spare.0.borrow_mut().pop();
        match spare {
            Some(mut frame) => {
                frame.function = Some(Rc::clone(function));
                frame
            }
            None => Self::fresh(function),
        }
    }

    #[cold]
    fn fresh(function: &Rc<Function>) -> Box<Self> {
        let mut registers = Vec::new();
        registers.resize_with(usize::from(function.code.n_registers), || None);
        Box::new(Self { function: Some(Rc::clone(function)), registers, cells: Vec::new(), pc: 0, role: Role::Plain })
    }

    /// Puts captured variables into cells; called when the parameters are in their registers.
    #[inline]
    pub fn make_cells(&mut self) {
        let Some(function) = &self.function else { return };
        let code = &function.code;
        if code.cells.is_empty() {
            return;
        }
        self.cells.extend(code.cells.iter().map(|_| Rc::new(Cell::default())));
        for (register, cell) in &code.param_cells {
            let value = self.registers.get_mut(usize::from(*register)).and_then(Option::take);
            if let Some(cell) = self.cells.get(usize::from(*cell)) {
                *cell.value.borrow_mut() = value;
            }
        }
    }

    /// Gives the frame back to its code, for the next call.
    #[inline]
    pub fn recycle(mut self: Box<Self>) {
        /// More are only needed by deep recursion.
        const MAX_SPARE: usize = 32;
        for slot in &mut self.registers {
            match slot {
                None => {}
                Some(Value::Int(_) | Value::Bool(_) | Value::None | Value::Float(_)) => std::mem::forget(slot.take()),
                held => *held = None,
            }
        }
        if !self.cells.is_empty() {
            self.cells.clear();
        }
        self.pc = 0;
        if !matches!(self.role, Role::Plain) {
            self.role = Role::Plain;
        }
        let Some(function) = self.function.take() else { return };
        let mut spare = function.code.spare.0.borrow_mut();
        if spare.len() < MAX_SPARE {
            spare.push(self);
        }
    }

    #[inline]
    pub fn set(&mut self, register: Reg, value: Value) {
        if let Some(slot) = self.registers.get_mut(usize::from(register)) {
            *slot = Some(value);
        }
    }

    fn read(&self, operand: Operand) -> Option<&Value> {
        let at = usize::from(operand & INDEX);
        match operand & CONST {
            0 => self.registers.get(at).and_then(Option::as_ref),
            _ => self.code().and_then(|code| code.consts.get(at)),
        }
    }

    /// Whether an instruction returns `None`.
    pub fn reads_none(&self, operand: Operand) -> bool {
        matches!(self.read(operand), None | Some(Value::None))
    }

    /// What an instruction returns: moved out, as the frame has ended.
    #[inline]
    pub fn returned(&mut self, operand: Operand) -> Value {
        if operand & CONST == 0 {
            let at = usize::from(operand & INDEX);
            return self.registers.get_mut(at).and_then(Option::take).unwrap_or_default();
        }
        self.read(operand).cloned().unwrap_or_default()
    }

    /// What an instruction yields.
    pub fn yielded(&mut self, operand: Operand) -> Value {
        match operand & TAKE {
            0 => self.read(operand).cloned().unwrap_or_default(),
            _ => self.returned(operand),
        }
    }

    /// Moves what an instruction returns to where the caller wants it.
    #[inline]
    pub fn return_into(&mut self, slot: &mut Slot, operand: Operand) {
        match self.read(operand) {
            Some(Value::Int(number)) => put_int(slot, *number),
            _ => put(slot, self.returned(operand)),
        }
    }

    #[inline]
    pub fn code(&self) -> Option<&Code> {
        self.function.as_deref().map(|function| &*function.code)
    }
}
